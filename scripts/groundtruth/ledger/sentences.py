"""What a claim's sentences look up: numbers of what it names, and none that are typed instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..problems import Problem, nearest
from ..verdicts import Measure, Slot, looked_up
from .model import is_fact, owners

Entry = Mapping[str, Any]


def sentences(entry: Entry, at: str) -> Iterator[Problem]:
    """Whatever is wrong with a claim's reason, with the sentences of its rule and with its doubts."""
    yield from _looked_up(entry, at)
    for number, why in unfillable(entry):
        yield Problem(f"{at} rule[{number}]", why, "Only {value} and {threshold} are filled in.")
    for number, test in enumerate(entry.get("rule", [])):
        if test["passes"] == test["fails"]:
            what = f"says '{test['fails']}' whether the test passes or fails"
            yield Problem(
                f"{at} rule[{number}]",
                what,
                "Let readers see which: “on only {value}”, or “on {value}, more than half”.",
            )
    if "says" in entry:
        yield from _says(entry, at)


def _looked_up(entry: Entry, at: str) -> Iterator[Problem]:
    """Numbers in a reason whose facts the claim does not name, and shares that are typed instead."""
    carrying = {fact for field in ("facts", "once_true", "ended_by") for fact in entry.get(field, [])}
    for owner in owners(entry.get("because", "")):
        if is_fact(owner) and owner not in carrying.union(entry.get("see", [])):
            what = f"looks {owner} up, which is not among its facts"
            yield Problem(f"{at} because", what, f"Add {owner} to facts if it carries the verdict, else to see.")
        elif is_fact(owner) and carrying and owner not in carrying:
            what = f"looks {owner} up, which only bears on the claim: other facts carry the verdict"
            yield Problem(f"{at} because", what, f"Give a number of those ({', '.join(sorted(carrying))}).")
    for text in (entry.get("because", ""), entry.get("says", ""), *(doubt["why"] for doubt in entry.get("doubts", []))):
        for share in re.findall(r"\d[\d.,]*\s?(?:%|percent|per cent)", text):
            remedy = "In because, look it up: {F03.name}; a doubt does without."
            yield Problem(at, f"the share '{share}' is typed by hand", remedy)


def _says(entry: Entry, at: str) -> Iterator[Problem]:
    """The one sentence that tells the outcomes of a rule."""
    if "outcomes" not in entry or entry.get("because"):
        what = "tells the outcomes of a rule, and here " + ("an editor speaks" if entry.get("because") else "are none")
        yield Problem(f"{at} says", what, "Drop says; without a rule, or against one, the reason stands in because.")
    tested = {test["measure"] for test in entry.get("rule", [])}
    for name in looked_up(entry["says"]):
        if name not in tested:
            what = f"looks up '{name}', which its rule does not test"
            yield Problem(f"{at} says", what, nearest(name, tested, "Tell what the tests found."))


def unknown_placeholders(entry: Entry, measures: Mapping[str, Measure]) -> list[str]:
    told = entry.get("because", "") + entry.get("says", "")
    return [name for name in looked_up(told) if name not in measures]


def unfillable(entry: Entry) -> list[tuple[int, str]]:
    """Sentences of a rule with something else in braces than what is filled in: the test's number, and why."""
    found = []
    for number, test in enumerate(entry.get("rule", [])):
        for sentence in (test["passes"], test["fails"], test.get("open", "")):
            try:
                sentence.format(value=Slot(), threshold="")
            except (LookupError, ValueError, AttributeError) as error:
                found.append((number, f"'{sentence}' cannot be filled in: {error}"))
    return found
