"""Numbers that cannot be, and days that have not come yet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import git
from ..places import CLAIMS, EVIDENCE, FACTS, HISTORY, STUDY
from ..problems import Problem
from ..verdicts import Measure, differs
from .model import is_fact

Entry = Mapping[str, Any]
# The most that a part of a whole can be; a difference of two lies as far below nothing.
WHOLE = {"share": 1.0, "%": 100.0}


def numbers(found: Mapping[str, Entry]) -> Iterator[Problem]:
    """Values outside their intervals, parts larger than the whole, and values that their units do not give."""
    for name, one in found.items():
        yield from number(one, _place(name))


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


def last_day(root: Path) -> datetime.date:
    """The latest day that anybody can have written: today's, east of us, or that of the last commit.

    A clock may be set back to show that a build depends on no date.
    """
    committed = git.finds("log", "-1", "--format=%cs", root=root)
    today = datetime.date.today() + datetime.timedelta(days=1)
    return max(today, datetime.date.fromisoformat(committed)) if committed else today
