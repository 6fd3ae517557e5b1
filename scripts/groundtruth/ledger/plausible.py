"""Numbers that cannot be, variants that vary nothing, and days that have not come yet, or came too early."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import git
from ..places import CLAIMS, EVIDENCE, FACTS, HISTORY, STUDY
from ..problems import Problem
from ..verdicts import Measure, differs
from .model import is_fact
from .numerals import numbers as numbers_in

Entry = Mapping[str, Any]
# The most that a part of a whole can be; a difference of two lies as far below nothing.
WHOLE = {"share": 1.0, "%": 100.0}
MANY_MORE = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
ROUND = re.compile(rf"(\d+(?:\.\d+)?) ({'|'.join(MANY_MORE)})")
MANY = 100  # people, or rows, of whom two different questions hardly pick equally many
FIRST_HALF = ["January", "February", "March", "April", "May", "June"]
MONTHS = [*FIRST_HALF, "July", "August", "September", "October", "November", "December"]
MONTH = re.compile(rf"(?:\b({'|'.join(MONTHS)}) )?\b((?:19|20)\d\d)\b")


def numbers(found: Mapping[str, Entry]) -> Iterator[Problem]:
    """Values outside their intervals, parts larger than the whole, and values that their units do not give."""
    for name, one in found.items():
        yield from number(one, _place(name))
        yield from _sham(one, _place(name))


def number(one: Entry, place: str) -> Iterator[Problem]:
    """The same of one measure."""
    measure = Measure.of(one)
    low, high = (measure.value if end is None else end for end in (measure.low, measure.high))
    if not low <= measure.value <= high:
        what = f"the value {measure.value} lies outside its interval, {low} to {high}"
        yield Problem(place, what, "Correct whichever is wrong; of a lab, in its evidence cell.")
    whole = WHOLE.get(one["unit"])
    # A ratio of two shares, a geometric mean, has no end.
    if whole and abs(measure.value) > whole and one.get("statistic") != "geometric mean":
        what = f"the {one['unit']} {measure.value} is more than the whole, {whole:g}"
        yield Problem(place, what, "Correct the value, or give it the unit that it has: what grew has 'times'.")
    said = differs(place.rpartition(".")[2], one)
    if said:
        yield Problem(place, said, "Correct the lab's statistic or its units, and run it: `make labs`.")


def _sham(one: Entry, place: str) -> Iterator[Problem]:
    """Variants of a count that count the same once more: a change that cannot flip a verdict makes it look firm.

    A share of few tables may well stay what it was; a count of the same people that comes out the same to the last of
    them was made in the same way.
    """
    if one.get("statistic") != "count":
        return
    seen = {tuple(sorted(one["units"].items())): "the measure itself"}
    for name, variant in one.get("variants", {}).items():
        units = tuple(sorted(variant["units"].items()))
        if units in seen and one["n"] >= MANY:
            what = f"counts exactly what {seen[units]} counts, {units[0][1]:g} of {units[1][1]:g}"
            remedy = "Let the lab count what the variant's why says, and run it: `make labs`; or drop the variant."
            yield Problem(f"{place}.variants.{name}", what, remedy)
        seen.setdefault(units, f"the variant {name}")


def _place(name: str) -> str:
    """The file that holds a measure, and its entry there."""
    owner, _, own = name.partition(".")
    if is_fact(owner):
        return f"{FACTS}/{owner}.yml values.{own}"
    return f"{STUDY if owner == 'study' else f'{EVIDENCE}/{owner}.json'} measures.{own}"


def days(
    claims: Mapping[str, Entry], facts: Mapping[str, Entry], history: Sequence[Entry], last: datetime.date
) -> Iterator[Problem]:
    """Days that are in no calendar, or later than the `last` that can have been."""
    written = [
        *((f"{CLAIMS}/{name}.yml reviewed", entry["reviewed"]) for name, entry in claims.items()),
        *((f"{CLAIMS}/{n}.yml searched.on", e["searched"]["on"]) for n, e in claims.items() if "searched" in e),
        *((f"{FACTS}/{name}.yml accessed", entry["accessed"]) for name, entry in facts.items()),
        *((f"{HISTORY} {entry['date']}", entry["date"]) for entry in history),
    ]
    for place, day in written:
        try:
            late = datetime.date.fromisoformat(day) > last
        except ValueError:
            yield Problem(place, f"no calendar has the day {day}", "Correct it: year, month, day.")
            continue
        if late:
            yield Problem(place, f"the day {day} has not come yet", "Write the day on which it was done.")


def early(claims: Mapping[str, Entry], facts: Mapping[str, Entry], articles: Mapping[str, Entry]) -> Iterator[Problem]:
    """Sources that were looked at, and claims that were reviewed, before there was anything to see.

    What a fact is of may begin in one year and end in another, or look ahead: only its first date must have come.
    """
    for name, fact in facts.items():
        dates = [f"{year}-{MONTHS.index(month) + 1 if month else 1:02}" for month, year in MONTH.findall(fact["as_of"])]
        if dates and fact["accessed"] < min(dates):
            what = f"was looked at on {fact['accessed']}, before what it is of: {fact['as_of']}"
            yield Problem(f"{FACTS}/{name}.yml accessed", what, "Correct accessed or as_of.")
    for name, claim in claims.items():
        published = re.match(r"[\d-]*", articles.get(name[0], {}).get("published", ""))
        if published and claim["reviewed"] < published[0]:
            what = f"was reviewed on {claim['reviewed']}, before its article was published: {published[0]}"
            yield Problem(f"{CLAIMS}/{name}.yml reviewed", what, "Write the day on which you last went over it.")


def sizes(facts: Mapping[str, Entry]) -> Iterator[Problem]:
    """Values of more cases than a fact's words have anywhere: a digit too many, or a number that nobody can look up."""
    for name, fact in facts.items():
        words = " ".join(str(fact.get(key, "")) for key in ("n", "text", "where", "trap"))
        said = [*numbers_in(words), *(float(number) * MANY_MORE[unit] for number, unit in ROUND.findall(words))]
        for key, value in fact.get("values", {}).items():
            if value.get("n") and value["n"] > max(said, default=0):
                what = f"has {value['n']:,} cases, and no number in the fact's n and text is as large"
                yield Problem(f"{FACTS}/{name}.yml values.{key}.n", what, "Correct it, or say in n what was counted.")


def last_day(root: Path) -> datetime.date:
    """The latest day that anybody can have written: today's, east of us, or that of the last commit.

    A clock may be set back to show that a build depends on no date.
    """
    committed = git.finds("log", "-1", "--format=%cs", root=root)
    today = datetime.date.today() + datetime.timedelta(days=1)
    return max(today, datetime.date.fromisoformat(committed)) if committed else today
