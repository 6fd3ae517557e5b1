"""What the cards of charts show: where bars end, where columns are, which pair and which claim has which place.

Every function is pure. Places are percentages of the room that a template gives them, so that text keeps its size on a
phone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..ledger import Claim, Handbook, claim_counts, flips, in_unit, pair_counts, spelled, values
from ..verdicts import VERDICTS, Measure, quantity

PART = re.compile(r"\{([^{}]*)\}")
WHOLE = 100.0  # percent: bars of shares are drawn on all of it, so that half is half
AIR = 1.25  # times the largest value: where a column's scale ends, which leaves room for its label
REAL, IN_PART, DISSOLVED = "a contradiction", "dissolved in part", "dissolved"


@dataclass(frozen=True)
class Bar:
    """A value as it is drawn. `to`, `low` and `high` are percent of the scale; no `low` where there is no interval."""

    label: str
    said: str  # the number, or that nobody measured it
    to: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Row:
    """A value in the table behind a chart, with the fact or lab that it is from."""

    label: str
    value: str
    interval: str
    n: str
    owner: str


@dataclass(frozen=True)
class Group:
    """What stands below one name: what is drawn, and the same in numbers; columns also have places in time."""

    name: str
    bars: tuple[Bar, ...]
    rows: tuple[Row, ...]
    places: tuple[str, ...] = ()


def brief(measure: Measure) -> str:
    """A number beside its bar: `42.7%`, `$145,322`; of other units the number alone."""
    if in_unit(measure)[0] == "%" or measure.unit.startswith("$"):
        return measure.point
    return quantity(measure.value, measure.unit, 0 if measure.value == int(measure.value) else 1, short=True)


def filled(text: str, handbook: Handbook, counts: Mapping[str, int]) -> str:
    """A sentence with counts and values (`{F03.name}`, without their intervals) in it. KeyError for an unknown one."""
    return PART.sub(lambda part: str(counts[part[1]]) if part[1] in counts else handbook.measures[part[1]].point, text)


def percent(value: float, end: float) -> str:
    """Where a value lies between zero and the end of the scale: `42.7%`; what lies beyond is at the end."""
    return f"{100 * min(1, max(0, value / end)):.1f}".removesuffix(".0") + "%"


def bar(label: str, measure: Measure | None, end: float) -> Bar:
    if measure is None:
        return Bar(label, "not measured")
    factor = in_unit(measure)[1]
    to, low, high = (
        percent(x * factor, end) if x is not None else "" for x in (measure.value, measure.low, measure.high)
    )
    return Bar(label.replace("{n}", f"{measure.n:,}"), brief(measure), to, low, high if low else "")


def row(label: str, name: str, measure: Measure) -> Row:
    return Row(label, measure.point, measure.span, f"{measure.n:,}" if measure.n > 1 else "", name.partition(".")[0])


def end_of(measures: list[Measure]) -> float:
    """Where the scale of bars ends: all of it for shares, else the largest number that is drawn."""
    if in_unit(measures[0])[0] == "%":
        return WHOLE
    return max(one.value if one.high is None else one.high for one in measures)


def bars_view(told: Mapping[str, Any], handbook: Handbook) -> dict[str, Any]:
    end = end_of([handbook.measures[name] for name in values(told)])
    groups = []
    for group in told["groups"]:
        found = [(one["label"], one.get("value", "")) for one in group["bars"]]
        drawn = [] if group.get("folded") else found
        rows = [(label.partition(", {n}")[0], name) for label, name in found if name]
        groups.append(
            Group(
                group["name"],
                tuple(bar(label, handbook.measures.get(name), end) for label, name in drawn),
                tuple(row(label, name, handbook.measures[name]) for label, name in rows),
            )
        )
    said = [one.said for group in groups for one in group.bars if one.to]
    return {"groups": groups, "longest": max(map(len, said)), "whole": end == WHOLE}


def days_view(told: Mapping[str, Any], handbook: Handbook) -> dict[str, Any]:
    """All panels have the axis of time that begins with their first day and ends with their last."""
    days = [date.fromisoformat(day["on"]).toordinal() for panel in told["panels"] for day in panel["days"]]
    first, last = min(days), max(days)
    groups = []
    for panel in told["panels"]:
        drawn = [(day["on"], handbook.measures[day["value"]]) for day in panel["days"]]
        top = AIR * max(one.value for _, one in drawn)
        groups.append(
            Group(
                panel["name"],
                tuple(Bar(_month(on), brief(one), percent(one.value, top)) for on, one in drawn),
                tuple(row(spelled(day["on"]), day["value"], handbook.measures[day["value"]]) for day in panel["days"]),
                tuple(percent(date.fromisoformat(on).toordinal() - first, last - first) for on, _ in drawn),
            )
        )
    return {"groups": groups}


def _month(day: str) -> str:
    """`2020-02-01` as `Feb 2020`."""
    _, month, year = spelled(day).split()
    return f"{month[:3]} {year}"


def pairs_view(told: Mapping[str, Any], handbook: Handbook) -> dict[str, Any]:
    """A triangle of articles by letter: `cells` by row and column, each a list of pairs with what became of it."""
    found = [(pair, REAL) for pair in handbook.pairs]
    found += [(one.pair, IN_PART if one.in_part else DISSOLVED) for one in handbook.dissolved]
    order = list(handbook.articles)
    cells: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for kind in (REAL, IN_PART, DISSOLVED):
        for pair, became in found:
            if became == kind:
                column, line = sorted((pair[0][0], pair[1][0]), key=order.index)
                cells.setdefault((line, column), []).append({"pair": pair, "became": became})
    listed = {kind: [pair for pair, became in found if became == kind] for kind in (REAL, IN_PART, DISSOLVED)}
    return {"cells": cells, "order": order, "listed": listed}


def claims_view(told: Mapping[str, Any], handbook: Handbook) -> dict[str, Any]:
    """Every claim in the theme of its chapter, those with the same verdict beside each other."""
    verdicts = list(VERDICTS)

    def order(claim: Claim) -> tuple[int, str]:
        return verdicts.index(claim.judgement.verdict), claim.id

    themes = []
    for theme in handbook.home["themes"]:
        own = sorted((one for one in handbook.claims.values() if one.chapter in theme["chapters"]), key=order)
        tally = {verdict: sum(one.judgement.verdict == verdict for one in own) for verdict in verdicts}
        themes.append({"title": theme["title"], "claims": [(one, flips(one)) for one in own], "tally": tally})
    return {"themes": themes}


VIEWS = {"bars": bars_view, "days": days_view, "pairs": pairs_view, "claims": claims_view}


def counts(kind: str, handbook: Handbook) -> Mapping[str, int]:
    """What the sentences of a kind of chart may count."""
    if kind == "pairs":
        return pair_counts(len(handbook.pairs), [one.in_part for one in handbook.dissolved])
    return claim_counts(handbook.claims.values()) if kind == "claims" else {}


def view(name: str, handbook: Handbook) -> dict[str, Any]:
    """All that overrides/cards/chart.html asks for."""
    told = handbook.charts[name]
    counted = counts(told["kind"], handbook)
    found = VIEWS[told["kind"]](told, handbook)
    owners = dict.fromkeys(value.partition(".")[0] for value in values(told))
    return {
        "name": name,
        "kind": told["kind"],
        "finding": filled(told["finding"], handbook, counted),
        "words": filled(told["words"], handbook, counted),
        "owners": [one for one in owners if one in handbook.facts] + [one for one in owners if one in handbook.labs],
        "whole": False,
        "intervals": any(one.low for group in found.get("groups", []) for one in group.bars),
    } | found
