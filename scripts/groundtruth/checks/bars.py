"""Bars of the charts and of the home page: what their labels and conditions say, against the values that they draw."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ..ledger import Handbook
from ..places import CHARTS, HOME
from ..problems import Problem

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
Bar = Mapping[str, Any]


def bars(handbook: Handbook) -> Iterator[Problem]:
    """Bars of another year or of other people than their value's, drawn twice, and conditions that always hold."""
    for name, chart in handbook.charts.items():
        at = f"{CHARTS} {name}"
        drawn = [(group["name"], bar) for group in chart.get("groups", []) for bar in group["bars"] if "value" in bar]
        for group, bar in drawn:
            yield from _year(bar["label"], group, bar["value"], f"{at} groups", handbook)
        yield from _twice([bar["value"] for _, bar in drawn], f"{at} groups")
        yield from _others([bar for _, bar in drawn], f"{at} groups")
        yield from _always(chart["stands_while"], f"{at} stands_while")
    first = handbook.home["first"]["bars"] if handbook.home else []
    for bar in first:
        yield from _year(bar["label"], "", bar["measure"], f"{HOME} first", handbook)
    yield from _twice([bar["measure"] for bar in first], f"{HOME} first")


def _year(label: str, group: str, value: str, at: str, handbook: Handbook) -> Iterator[Problem]:
    fact = handbook.facts.get(value.partition(".")[0])
    known = sorted(YEAR.findall(fact.as_of)) if fact else []
    for year in YEAR.findall(label) or YEAR.findall(group):
        if fact and known and not known[0] <= year <= known[-1]:
            what = f"draws {value} as of {year}, and {fact.id} is of {fact.as_of}"
            yield Problem(at, what, "Write the fact's year, or draw another value.")


def _twice(values: list[str], at: str) -> Iterator[Problem]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Problem(at, f"draws {value} {times} times", "Name the value that each of these bars is of.")


def _others(drawn: list[Bar], at: str) -> Iterator[Problem]:
    """Values of other people than those of the bars with the same label: `prep_ds` among `data_mle` and `clean_mle`."""
    of = defaultdict[tuple[str, str], list[str]](list)
    for bar in drawn:
        of[bar["label"], bar["value"].partition(".")[0]].append(bar["value"])
    for (label, _), values in of.items():
        ends = Counter(value.rpartition("_")[2] for value in values)
        usual, times = ends.most_common(1)[0]
        if times > 1 and 2 * times > len(values):
            for value in [value for value in values if not value.endswith(f"_{usual}")]:
                what = f"draws {value} as '{label}', whose other bars are values that end in _{usual}"
                yield Problem(at, what, "Name the value of the people whom the label names.")


def _always(conditions: list[str], at: str) -> Iterator[Problem]:
    for said in conditions:
        sides = {re.sub(r"\.(?:low|high|n)$", "", side) for side in re.split(" [<>] ", said)}
        if len(sides) == 1:
            what = f"'{said}' compares a value with itself, so it holds whatever the value is"
            yield Problem(at, what, "Compare it with another value, or with a number.")
