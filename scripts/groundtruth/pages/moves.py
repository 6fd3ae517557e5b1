"""What the cards of figures that readers move show at the start, and what the browser reads once one comes into view.

A test holds the picture of the build against the one that the script draws at its start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ledger import KNOWN, SENTENCES, Handbook, Move, found_at, units_at, verdict_at
from ..verdicts import Measure
from . import cutoff, scenes
from .marks import at, filled, positions, width, worded

# How far below each other dots lie that would hide each other: a fraction that repeats late.
GOLDEN = 0.618034


def outcome(found: Mapping[str, Any], move: Move, threshold: float) -> str:
    """ "+", "-" or "?" of the figure's own test."""
    assert move.claim
    asked = f"{move.told['lab']}.{move.told['measure']}"
    side = next(test.at_least is None for test in move.claim.rule if test.measure == asked)
    measure = Measure.of(found)
    low, high = measure.low or 0.0, measure.high or 0.0
    above, below = low >= threshold, high < threshold
    if side:
        above, below = low > threshold, high <= threshold
    return "?" if not (above or below) else "+" if above != side else "-"


def rule_view(move: Move) -> dict[str, Any]:
    """The start of a figure of kind `rule`."""
    told, start = move.told, move.start
    assert move.claim
    found = found_at(move, start)
    verdict = verdict_at(move, start)
    unit, threshold = move.measure["unit"], float(start["threshold"])
    names = positions(move, start) | {
        name: worded(found[name], unit if name != "n" else "") for name in ("value", "low", "high", "n")
    }
    kept = {one.name: one for one in units_at(move, start)}
    marks = []
    for number, row in enumerate(move.rows):
        one = kept.get(row["name"])
        at_all = one.at if one else (0.0,) * len(next(iter(kept.values())).at)
        marks.append(
            {
                "name": row["name"],
                "at": [at(x, told["axis"]) for x in at_all],
                "on": counts(move, one.value) if one else False,
                "hidden": one is None,
                "y": round(12 + 96 * ((number * GOLDEN) % 1)),
            }
        )
    return {
        "names": names,
        "found": {part: at(found[part], told["gauge"]) for part in ("value", "low", "high")},
        "label": f"{names['value']} ({names['low']} to {names['high']})",
        "bar": at(threshold, told["gauge"]),
        "verdict": verdict,
        "marks": marks,
        "margin": float(start["margin"]) if "margin" in start else None,
        "said": [
            filled(told["words"], names),
            said_of(outcome(found, move, threshold)),
            said_verdict(verdict, verdict, len(move.claim.rule)),
        ],
        "claim": move.claim,
        "table": [
            [row["name"], *(worded(row[column], "AUC") for column in row if column != "name")] for row in move.rows
        ],
        "columns": [column for column in move.rows[0] if column != "name"],
    }


def counts(move: Move, value: float) -> bool:
    """Whether a unit is drawn full: it says yes, or lies above zero where units are differences."""
    return value >= 0.5 if move.measure["statistic"] == "share" else value > 0


def said_of(mark: str) -> str:
    return {
        "+": "The whole interval meets the test, so the test passes.",
        "-": "No part of the interval meets the test, so the test fails.",
        "?": "The threshold is inside the interval, so the test can’t tell.",
    }[mark]


def said_verdict(now: str, before: str, tests: int) -> str:
    lead = "The rule" if tests == 1 else "Together with its other tests, the rule"
    if now == before:
        return f"{lead} says “{now}”."
    return f"The verdict flips: the rule now says “{now}”, not “{before}”."


VIEWS = {
    "curves": scenes.curves_view,
    "switches": scenes.switches_view,
    "draw": scenes.draw_view,
    "pay": scenes.pay_view,
    "cutoff": cutoff.cutoff_view,
}
DATA = {
    "curves": scenes.curves_data,
    "switches": scenes.switches_data,
    "draw": scenes.draw_data,
    "pay": scenes.pay_data,
    "cutoff": cutoff.cutoff_data,
}


def view(move: Move, handbook: Handbook) -> dict[str, Any]:
    """All that overrides/cards/move.html asks for."""
    kind = move.told["kind"]
    given = rule_view(move) if kind == "rule" else VIEWS[kind](move, handbook)
    return {
        "move": move,
        "told": move.told,
        "outputs": positions(move, move.start),
        "at": at,
        "width": width,
        "worded": worded,
        "longest": longest(move),
    } | given


def longest(move: Move) -> int:
    """Characters of the longest text below the figure, so that the page keeps room for it and nothing moves."""
    told = move.told
    options = {
        name: max(map(len, one["options"].values())) for name, one in told["controls"].items() if "options" in one
    }
    long = {name: "x" * options.get(name, 8) for name in [*KNOWN[told["kind"]], *told["controls"]]}
    if told["kind"] == "switches":
        long["loud"] = "; ".join(told["lines"][alarm] for alarm in scenes.ALARMS)
        long["quiet"] = ""
    texts = {part: len(filled(told.get(part, ""), long)) for part in SENTENCES}
    if told["kind"] == "rule":
        return (
            texts["words"]
            + max(map(len, (said_of(mark) for mark in "+-?")))
            + len(said_verdict("not settled", "holds in part", 2))
        )
    if told["kind"] == "switches":
        return max(texts.values())
    if told["kind"] == "draw":
        return texts["apart"] + max(texts["below"], texts["above"])
    return texts["words"] + max(texts["same"], texts["apart"])


def published(move: Move, handbook: Handbook) -> dict[str, Any]:
    """What the browser reads of a figure: site/data/moves/<id>.json."""
    told = move.told
    content = {
        key: told[key]
        for key in ("kind", "words", "controls", "locks", "axis", "gauge", "layout", "lines")
        if key in told
    }
    content["start"] = dict(move.start)
    return content | (rule_data(move) if told["kind"] == "rule" else DATA[told["kind"]](move, handbook))


def rule_data(move: Move) -> dict[str, Any]:
    from scipy.special import stdtrit

    assert move.claim
    asked = f"{move.told['lab']}.{move.told['measure']}"
    tests: list[dict[str, Any]] = []
    for test in move.claim.rule:
        side = "at_most" if test.at_least is None else "at_least"
        other = move.others[test.measure]
        low = other.value if other.low is None else other.low
        high = other.value if other.high is None else other.high
        own = {"own": True} if test.measure == asked else {"low": low, "high": high}
        tests.append({side: test.threshold, **own})
    most = len(move.rows)
    return {
        "compute": move.told["compute"],
        "groups": move.told["groups"],
        "rows": list(move.rows),
        "keep": move.keep,
        "stored": move.stored,
        "statistic": move.measure["statistic"],
        "unit": move.measure["unit"],
        "t": [None, None] + [round(float(stdtrit(n - 1, 0.975)), 6) for n in range(2, most + 1)],
        "tests": tests,
        "mixed": dict(move.claim.mixed),
        "verdict": verdict_at(move, move.start),
    }
