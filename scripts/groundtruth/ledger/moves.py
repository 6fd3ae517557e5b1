"""Figures that readers move: what moves.yml says of them, held against the evidence that they draw.

A figure of kind `rule` computes its units anew for each position of its controls, and docs/assets/move-rule.js does the
same in the browser. Wherever the lab declared a variant, the figure is sent there once, and refused if the rule would
then say something else than the stress says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..places import MOVES
from ..problems import Problem, nearest
from ..verdicts import Measure
from . import pay
from .files import Schemas, read
from .model import Claim, Move
from .moving import State, found_at, rule_move, sharing, start_of, stress_positions, test_of, units_at, verdict_at
from .numerals import numbers

PLACEHOLDER = re.compile(r"\{(\w+)\}")
ROUNDED = 0.0011  # how far the difference of two numbers of three decimals may be from the lab's own
# 500, s500 and lr_500 stand for 500 rows.
NUMBERED = re.compile(r"(?:^s?|_)(\d+(?:\.\d+)?)$")
CALL = re.compile(r"\{\{\s*move\(\s*[\"']([^\"']+)[\"']")
# What a sentence of each kind may ask for, beside the positions of the controls.
KNOWN = {
    "rule": {"value", "low", "high", "n"},
    "curves": {"first", "second", "gap"},
    "switches": {"on", "fault", "boosting", "logistic", "loud", "quiet", "false", "most"},
    "draw": {"off", "worst", "yours", "ours"},
    "cutoff": {"found", "cases", "alarms", "accuracy", "nobody", "cost", "best", "least"},
    "pay": {"rows", "people", "who", "where", "p25", "p50", "p75"},
}
# What else a kind must say.
NEEDS = {
    "rule": ("lab", "claim", "measure", "compute", "series", "name", "columns", "groups", "axis", "gauge", "layout"),
    "curves": ("lab", "measures", "draws", "same", "apart", "axis", "gauge", "lines"),
    "switches": ("lab", "series", "same", "apart", "below", "above", "axis", "gauge", "lines"),
    "draw": ("lab", "series", "measures", "same", "apart", "below", "above", "axis", "gauge", "lines"),
    "cutoff": ("lab", "series", "name", "columns", "same", "apart", "axis", "lines"),
    "pay": ("facts", "same", "apart", "where", "pooled", "absent", "axis", "lines"),
}
SENTENCES = ("words", "same", "apart", "below", "above")


def read_moves(root: Path, schemas: Schemas, problems: list[Problem]) -> Mapping[str, Any]:
    """What moves.yml says; nothing after adding to `problems`, or where a handbook has no such file."""
    if not (root / MOVES).exists():
        return {}
    return read(root, MOVES, schemas["moves.schema.json"], problems) or {}


def proven(
    content: Mapping[str, Any],
    root: Path,
    claims: Mapping[str, Claim],
    evidence: Mapping[str, Any],
    measures: Mapping[str, Measure],
    facts: Mapping[str, Any],
) -> tuple[dict[str, Move], list[Problem]]:
    """The figures that are in order, and what is wrong with the others."""
    found: dict[str, Move] = {}
    problems = list(pay.problems(root)) if any(told["kind"] == "pay" for told in content.values()) else []
    pages = {name for path in (root / "docs").rglob("*.md") for name in CALL.findall(path.read_text("utf-8"))}
    for name, told in content.items():
        place = f"{MOVES} {name}"
        wrong = list(_shape(told, place)) + list(_names(told, place, claims, evidence, facts))
        if name not in pages:
            what = "stands on no page"
            wrong.append(Problem(place, what, f'Write {{{{ move("{name}") }}}} into a chapter, or delete it.'))
        if not wrong and told["kind"] == "rule":
            move = rule_move(name, told, claims[told["claim"]], evidence, measures)
            wrong = [*_reach(move, place), *_together(move, place, evidence), *_agrees(move, place)]
        else:
            move = Move(name, told, {one: start_of(control) for one, control in told["controls"].items()})
        problems += wrong
        found[name] = move
    return found, problems


def _shape(told: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """What can be said without the ledger."""
    for part in NEEDS[told["kind"]]:
        if part not in told:
            yield Problem(place, f"lacks {part}, which kind {told['kind']} needs", "Add it: see moves.schema.json.")
    names = KNOWN[told["kind"]] | set(told["controls"])
    for asked in PLACEHOLDER.findall(" ".join(told.get(part, "") for part in SENTENCES)):
        if asked not in names:
            remedy = nearest(asked, names, f"Sentences may ask for: {', '.join(sorted(names))}.")
            yield Problem(f"{place}.words", f"asks for '{{{asked}}}', which nothing fills in", remedy)
    for name, control in told["controls"].items():
        if "start" in control:
            yield from _position(name, control["start"], told, f"{place}.controls")
        elif name != "threshold" or told["kind"] != "rule":
            yield Problem(f"{place}.controls.{name}", "has no start", "Add start:; only a threshold takes the rule's.")
    yield from _labels(told, place)
    for scale in {"axis", "gauge"} & told.keys():
        for tick in told[scale]["ticks"]:
            if not told[scale]["min"] <= tick <= told[scale]["max"]:
                what = f"has a tick at {tick}, and goes from {told[scale]['min']} to {told[scale]['max']}"
                yield Problem(f"{place}.{scale}", what, "Leave the tick out, or let the scale reach it.")
    options = {option for control in told["controls"].values() for option in control.get("options", {})}
    for part in ("stored", "elsewhere", "where", "pooled", "absent"):
        for option in told.get(part, {}).keys() - options:
            remedy = nearest(option, options, "Name an option of one of its controls.")
            yield Problem(f"{place}.{part}", f"no control has the option '{option}'", remedy)
    for part in ("stress", "locks"):
        for name, state in told.get(part, {}).items():
            for control, value in state.items():
                yield from _position(control, value, told, f"{place}.{part}.{name}")


def _labels(told: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Options, controls and columns that are a number by their name, and whose label says another; and two alike."""
    named = [(f"controls.{name}", name, control["label"]) for name, control in told["controls"].items()]
    for name, control in told["controls"].items():
        options = control.get("options", {})
        named += [(f"controls.{name}.options", key, label) for key, label in options.items()]
        called: dict[str, str] = {}
        for key, label in options.items():
            if (other := called.setdefault(label.lower(), key)) != key:
                what = f"{other} and {key} are both called “{label}”"
                yield Problem(
                    f"{place}.controls.{name}.options", what, "Readers choose by the label: say what differs."
                )
    named += [("lines", key, label) for key, label in told["lines"].items()]
    for at, key, label in named:
        number = NUMBERED.search(key)
        if number and float(number[1]) not in numbers(label):
            what = f"{key} is called “{label}”, which does not say {number[1]}"
            yield Problem(f"{place}.{at}", what, "Give each its own label: two may have changed places.")


def _position(control: str, value: float | str, told: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Whether a control can be put there."""
    if control not in told["controls"]:
        remedy = nearest(control, told["controls"], "Name one of its controls.")
        yield Problem(place, f"moves '{control}', which is no control of this figure", remedy)
        return
    kind = told["controls"][control]
    if "options" in kind:
        if value not in kind["options"] and not (kind.get("many") and value == "none"):
            remedy = nearest(str(value), kind["options"], f"Take one of: {', '.join(kind['options'])}.")
            yield Problem(f"{place}.{control}", f"has no option '{value}'", remedy)
    elif not reachable(kind, value):
        what = f"{value} is no position between {kind['min']} and {kind['max']} in steps of {kind['step']}"
        yield Problem(f"{place}.{control}", what, "Correct the start, move the ends, or make the step finer.")


def reachable(control: Mapping[str, Any], value: float | str) -> bool:
    """Whether a slider can stand at this value."""
    if isinstance(value, str):
        return False
    steps = (value - control["min"]) / control["step"]
    return control["min"] <= value <= control["max"] and abs(steps - round(steps)) < 1e-6


def _names(
    told: Mapping[str, Any],
    place: str,
    claims: Mapping[str, Claim],
    evidence: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> Iterator[Problem]:
    """Labs, measures, series, columns, claims and facts that a figure names and that are not there."""

    def unknown(part: str, name: str, known: Any, kind: str) -> Iterator[Problem]:
        if name not in known:
            yield Problem(f"{place}.{part}", f"no {kind} '{name}'", nearest(name, known, "See docs/data."))

    for fact in told.get("facts", []):
        yield from unknown("facts", fact, facts, "fact")
    if "lab" not in told:
        return
    yield from unknown("lab", told["lab"], evidence, "lab")
    lab = evidence.get(told["lab"])
    if not lab:
        return
    for name in ([told["measure"]] if "measure" in told else []) + list(told.get("measures", {}).values()):
        yield from unknown("measure", name, lab["measures"], f"measure of {told['lab']}")
    for option, name in told.get("keep", {}).items():
        owner, _, variant = name.partition("/")
        yield from unknown(f"keep.{option}", owner, lab["measures"], f"measure of {told['lab']}")
        if variant and owner in lab["measures"]:
            yield from unknown(f"keep.{option}", variant, lab["measures"][owner].get("variants", {}), "variant")
    if "series" in told:
        yield from unknown("series", told["series"], lab["series"], f"series of {told['lab']}")
        row: Mapping[str, Any] = next(iter(lab["series"].get(told["series"], [])), {})
        asked = [
            column for one in told.get("columns", {}).values() for column in ([one] if isinstance(one, str) else one)
        ]
        for column in asked + [told[part] for part in ("name", "pivot") if part in told]:
            yield from unknown("columns", column, row, f"column of {told['series']}") if row else ()
    if "claim" in told and told.get("measure") in lab["measures"]:
        yield from unknown("claim", told["claim"], claims, "claim")
        if told["claim"] in claims and test_of(claims[told["claim"]], told) is None:
            what = f"the rule of {told['claim']} does not ask {told['lab']}.{told['measure']}"
            yield Problem(f"{place}.claim", what, "Name a claim that this measure decides.")
        variants = lab["measures"][told["measure"]].get("variants", {})
        for variant in variants.keys() - told.get("stress", {}).keys():
            what = f"the lab declared the variant '{variant}', and the figure cannot be moved there"
            yield Problem(f"{place}.stress", what, f"Say which controls lead there: {variant}: {{control: value}}.")
        for part, named in (("stress", told.get("stress", {})), ("elsewhere", told.get("elsewhere", {}).values())):
            for variant in named:
                yield from unknown(part, variant, variants, f"variant of {told['measure']}")


def _reach(move: Move, place: str) -> Iterator[Problem]:
    """Whether the threshold's slider reaches where it must."""
    if "threshold" not in move.told["controls"]:
        yield Problem(
            f"{place}.controls", "has no threshold", "Add a control `threshold`: a rule's is the first doubt."
        )
        return
    ends = [move.start, *(state for _, state, _ in stress_positions(move))]
    for value in dict.fromkeys(state["threshold"] for state in ends):
        yield from _position("threshold", value, move.told, f"{place}.controls")


def _together(move: Move, place: str, evidence: Mapping[str, Any]) -> Iterator[Problem]:
    """Whether a change that the stress tries in several tests at once moves them all here, too."""
    assert move.claim
    for variant, moved in move.told.get("stress", {}).items():
        why = move.measure["variants"][variant]["why"]
        known = {name for option in moved.values() for name in move.elsewhere.get(str(option), {})}
        if alone := sorted({name for name, *_ in sharing(move.claim, move.told, why, evidence)} - known):
            what = f"'{why}' moves one test, and in the stress {alone[0]} moves with it"
            remedy = f"Make it an option, and write under elsewhere: {{option: {variant}}}."
            yield Problem(f"{place}.stress.{variant}", what, remedy)


def _agrees(move: Move, place: str) -> Iterator[Problem]:
    """Whether the figure starts with what the lab found, and says at each change what the stress says."""
    if "threshold" not in move.start:
        return
    ours, theirs = found_at(move, move.start), move.measure
    if abs(ours["value"] - theirs["value"]) > 0.0011 or ours["n"] != theirs["n"]:
        shows, was = (f"{one['value']:.3f} of {one['n']}" for one in (ours, theirs))
        what = f"shows {shows} at its start, and the lab found {was}"
        yield Problem(place, what, "Start where the lab measured, and take its columns and units.")
    for change, state, found in stress_positions(move):
        shown, judged = verdict_at(move, state), verdict_at(move, state, found)
        others = _others(move, state, found)
        what = ""
        if shown != judged:
            what = f"says '{shown}' at '{change}', and the stress says '{judged}'"
        elif others:
            what = (
                f"draws {len(others)} units of '{change}' otherwise than the lab counts them: {', '.join(others[:3])}"
            )
        if what:
            yield Problem(f"{place}.stress", what, "Correct where the controls are then, or the columns.")


def _others(move: Move, state: State, found: Mapping[str, Any]) -> list[str]:
    """Units whose value here is not that of the lab's variant.

    Two positions may well lead to one verdict; that the units are the same shows that both mean the same.
    """
    ours = {unit.name: unit for unit in units_at(move, state)}
    theirs = found["units"]
    far = [name for name, unit in ours.items() if name in theirs and abs(unit.value - theirs[name]) > ROUNDED]
    return sorted({*far, *(ours.keys() ^ theirs.keys())})
