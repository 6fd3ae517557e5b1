"""What the home page shows: the claim that is guessed first, and every chapter with claims in one theme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..places import HOME
from ..problems import Problem, nearest
from ..verdicts import NOT_JUDGED, Measure
from .numerals import numbers

Entry = Mapping[str, Any]
# Percentages that people say in words.
SAID = {
    100: r"all|always|every\w*",
    75: "three quarters",
    50: "half",
    25: "a quarter",
    0: r"no|none|never|nobody|nothing",
}
# The page shows bars of shares, each as long as its percentage.
PERCENT = {"%": 1, "share": 100}


def percent(measure: Measure) -> tuple[float, float, float]:
    """Value and both ends of the interval in percent; where there is no interval, the value three times."""
    factor = PERCENT[measure.unit]
    low = measure.value if measure.low is None else measure.low
    high = measure.value if measure.high is None else measure.high
    return measure.value * factor, low * factor, high * factor


def home_problems(
    home: Entry, claims: Mapping[str, Entry], chapters: Entry, measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """Ids that lead nowhere, a riddle that has no answer or is given away, and claims in no theme or in several.

    `claims` are entries as they were read. All problems are told.
    """
    yield from _first(home["first"], claims, measures)
    theme_of = {claim["chapter"]: "" for claim in claims.values()}
    placed = Counter(chapter for theme in home["themes"] for chapter in theme["chapters"])
    for theme in home["themes"]:
        at = f"{HOME} {theme['id']}"
        for chapter in theme["chapters"]:
            if chapter not in chapters:
                remedy = nearest(chapter, chapters, "Chapters are listed in docs/data/chapters.yml.")
                yield Problem(at, f"no chapter '{chapter}'", remedy)
            elif chapter not in theme_of:
                yield Problem(at, f"the chapter {chapter} has no claim of its own", "Take it out.")
        for claim in theme["claims"]:
            if claim not in claims:
                yield Problem(at, f"no claim '{claim}'", nearest(claim, claims, "See docs/data/claims."))
            elif claims[claim]["chapter"] not in theme["chapters"]:
                what = f"shows {claim}, whose chapter {claims[claim]['chapter']} is not of this theme"
                yield Problem(at, what, "Show it where its chapter is.")
            elif claim == home["first"]["claim"]:
                yield Problem(at, f"gives {claim} away, which readers are asked to guess", "Show another claim.")
    for chapter in theme_of:
        if placed[chapter] != 1 and chapter in chapters:
            remedy = "Name it under `chapters` of one theme."
            yield Problem(f"{HOME} themes", f"the chapter {chapter} stands in {placed[chapter]} themes", remedy)


def _first(first: Entry, claims: Mapping[str, Entry], measures: Mapping[str, Measure]) -> Iterator[Problem]:
    at = f"{HOME} first"
    if first["claim"] not in claims:
        yield Problem(at, f"no claim '{first['claim']}'", nearest(first["claim"], claims, "See docs/data/claims."))
    elif claims[first["claim"]].get("verdict") == NOT_JUDGED:
        what = f"{first['claim']} has no verdict, so a guess has nothing to be compared with"
        yield Problem(at, what, "Choose a claim that is judged.")
    elif not _says(claims[first["claim"]]["statement"], first["said"]["percent"]):
        what = f"the claim's bar is {first['said']['percent']:g}% long, and {first['claim']} does not say that number"
        yield Problem(f"{at} said", what, f"Write the claim's own number: “{claims[first['claim']]['statement']}”")
    for bar in first["bars"]:
        if bar["measure"] not in measures:
            remedy = nearest(bar["measure"], measures, "Name a value of a fact or a measure of a lab.")
            yield Problem(at, f"no value '{bar['measure']}'", remedy)
        elif measures[bar["measure"]].unit not in PERCENT:
            what = f"{bar['measure']} is in {measures[bar['measure']].unit}, and the bars show shares"
            yield Problem(at, what, "Name a measure in percent.")


def _says(statement: str, percent: float) -> bool:
    """Whether a claim says this percentage, in digits or in words."""
    in_words = SAID.get(round(percent), "")
    return percent in numbers(statement) or bool(in_words and re.search(rf"\b(?:{in_words})\b", statement.lower()))
