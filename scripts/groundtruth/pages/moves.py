"""What the cards of figures that readers move show at the start, and what the browser reads once one comes into view.

A test holds the picture of the build against the one that the script draws at its start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ledger import KNOWN, SENTENCES, Handbook, Move, found_at, others_at, units_at, verdict_at
from ..verdicts import ORDINALS, Measure, student
from . import cutoff, scenes
from .marks import at, beside, filled, positions, width, worded

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
    names = positions(move, start) | {"value": worded(found["value"], unit), "n": worded(found["n"])}
    names |= {end: beside(found[end], threshold, unit) for end in ("low", "high")}
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
            said_of(outcome(found, move, threshold), own_test(move)),
            said_verdict(verdict, verdict, other_tests(move), bool(move.claim.judgement.overruled)),
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


DONE = {"+": "passes", "-": "fails", "?": "can’t tell"}
AGAIN = {"+": "passes, too", "-": "fails, too", "?": "can’t either"}


def said_of(mark: str, test: str = "test") -> str:
    why = {
        "+": "The whole interval meets the test",
        "-": "No part of the interval meets the test",
        "?": "The threshold is inside the interval",
    }
    return f"{why[mark]}, so the {test} {DONE[mark]}."


def own_test(move: Move) -> str:
    """The test that the figure draws, as sentences name it: `test`, or `third test` of a rule of several."""
    assert move.claim
    asked = f"{move.told['lab']}.{move.told['measure']}"
    number = next(nth for nth, test in enumerate(move.claim.rule) if test.measure == asked)
    return "test" if len(move.claim.rule) == 1 else f"{ORDINALS[number]} test"


def other_tests(move: Move) -> str:
    """What the rule's other tests say at the start: `The first test passes, and the second can’t tell. `"""
    assert move.claim
    asked, others = f"{move.told['lab']}.{move.told['measure']}", others_at(move, move.start)
    told: list[str] = []
    before = ""
    for nth, test in enumerate(move.claim.rule):
        if test.measure == asked:
            continue
        mark = test.outcome(others[test.measure])
        told.append(f"{ORDINALS[nth]}{'' if told else ' test'} {(AGAIN if mark == before else DONE)[mark]}")
        before = mark
    return f"The {', and the '.join(told)}. " if told else ""


def said_verdict(now: str, before: str, others: str, overruled: bool) -> str:
    if now == before:
        return f"{others}{'From all of these, the' if others else 'The'} rule says “{now}”."
    flips = "The rule’s answer changes: it" if overruled else "The verdict flips: the rule"
    return f"{others}{flips} now says “{now}”, not “{before}”."


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
        long["most"] = told["above"]
        long["loud"] = "; ".join(told["lines"][alarm] for alarm in scenes.ALARMS)
        long["quiet"] = ""
    texts = {part: len(filled(told.get(part, ""), long)) for part in SENTENCES}
    if told["kind"] == "rule":
        return (
            texts["words"]
            + max(map(len, (said_of(mark) for mark in "+-?")))
            + len(said_verdict("not settled", "holds in part", other_tests(move), False))
        )
    if told["kind"] == "switches":
        return max(texts.values())
    if told["kind"] == "draw":
        return texts["apart"] + max(texts["below"], texts["above"])
    return texts["words"] + max(texts["same"], texts["apart"]) + max(map(len, told.get("pooled", {"": ""}).values()))


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
    assert move.claim
    asked = f"{move.told['lab']}.{move.told['measure']}"
    tests: list[dict[str, Any]] = []
    for nth, test in enumerate(move.claim.rule):
        side = "at_most" if test.at_least is None else "at_least"
        elsewhere = {
            option: ends(found[test.measure]) for option, found in move.elsewhere.items() if test.measure in found
        }
        own = {"own": True} if test.measure == asked else ends(move.others[test.measure]) | {"at": elsewhere}
        tests.append({side: test.threshold, "which": ORDINALS[nth], **own})
    most = len(move.rows)
    return {
        "compute": move.told["compute"],
        "groups": move.told["groups"],
        "rows": list(move.rows),
        "keep": move.keep,
        "stored": move.stored,
        "statistic": move.measure["statistic"],
        "unit": move.measure["unit"],
        "t": [None, None] + [round(student(n), 6) for n in range(2, most + 1)],
        "tests": tests,
        "mixed": dict(move.claim.mixed),
        "verdict": verdict_at(move, move.start),
        "overruled": bool(move.claim.judgement.overruled),
    }


def ends(measure: Measure) -> dict[str, float]:
    """A measure's interval; one without has its value at both ends."""
    return {
        "low": measure.value if measure.low is None else measure.low,
        "high": measure.value if measure.high is None else measure.high,
    }
