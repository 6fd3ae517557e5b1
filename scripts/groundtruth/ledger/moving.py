"""Figures of kind `rule`: the units at each position of the controls, the measure they give, and the rule's verdict.

docs/assets/move-rule.js does the same in the browser; the tests hold one against the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..verdicts import MOST, Measure, Test, computed, verdict_of
from .model import Claim, Move

HALF = 0.00049  # what a number may have lost when it was printed with three decimals
State = Mapping[str, Any]  # where each control is: a number, an option, or a list of options
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Unit:
    """One unit of a figure at one position: where its marks lie, and its value, of which the measure is a statistic."""

    name: str
    at: tuple[float, ...]
    value: float


def keeps_up(row: Row, state: State, columns: list[str]) -> tuple[tuple[float, ...], float]:
    lead = min(row[column] for column in columns)
    return (lead,), float(lead > -float(state["margin"]))


def changes(row: Row, state: State, columns: list[str]) -> tuple[tuple[float, ...], float]:
    at = tuple(row[column] for column in columns)
    sides = {(gap > float(state["margin"])) - (gap < -float(state["margin"])) for gap in at}
    return at, float(len(sides) > 1)


def keeps_part(row: Row, state: State, columns: list[str]) -> tuple[tuple[float, ...], float]:
    """The skill beyond a coin's at a size, as a part of that with all rows, which are the last size."""
    few, all_rows = (max(row[f"{column}_{size}"] for column in columns) - 0.5 for size in (state["size"], "all"))
    return (few / all_rows,), float(few / all_rows >= float(state["part"]))


def difference(row: Row, state: State, columns: list[str]) -> tuple[tuple[float, ...], float]:
    gain = round(row[f"auc_{state['to']}"] - row[f"auc_{state['from']}"], 3)
    return (gain,), gain


COMPUTE = {"keeps up": keeps_up, "changes": changes, "keeps part": keeps_part, "difference": difference}


def rule_move(
    name: str,
    told: Mapping[str, Any],
    claim: Claim,
    evidence: Mapping[str, Any],
    measures: Mapping[str, Measure],
) -> Move:
    lab = evidence[told["lab"]]
    test = test_of(claim, told)
    assert test, "checked before"
    start = {
        one: test.threshold if one == "threshold" else start_of(control) for one, control in told["controls"].items()
    }
    keep = {
        option: list(_units(lab, measure).keys()) for option, measure in told.get("keep", {"": told["measure"]}).items()
    }
    stored = {option: _units(lab, f"{told['measure']}/{variant}") for option, variant in told.get("stored", {}).items()}
    move = Move(
        name,
        told,
        start,
        rows=tuple(_rows(told, lab["series"][told["series"]])),
        keep=keep,
        stored=stored,
        claim=claim,
        measure=lab["measures"][told["measure"]],
        others={test.measure: measures[test.measure] for test in claim.rule},
        elsewhere={
            option: dict(_elsewhere(claim, told, variant, evidence))
            for option, variant in told.get("elsewhere", {}).items()
        },
    )
    return within_digits(move) if told["compute"] == "keeps part" else move


def within_digits(move: Move) -> Move:
    """The figure with rows that agree with the lab where the digits that it printed leave a unit open.

    A lab judges by numbers that it then prints rounded. Where the quotient of two of them lies so close to the line
    that rounding decides, the units of the declared variants say on which side it was. The row is moved there, by less
    than its digits show.
    """
    rows = {row["name"]: dict(row) for row in move.rows}
    for variant, moved in move.told.get("stress", {}).items():
        state, theirs = {**move.start, **moved}, move.measure["variants"][variant]["units"]
        columns = _columns(move, state)
        for unit in units_at(move, state):
            if unit.value == theirs.get(unit.name):
                continue
            for up in (HALF, -HALF):
                row = rows[unit.name]
                nudged = {f"{c}_{size}": row[f"{c}_{size}"] + by for c in columns for size, by in _nudges(state, up)}
                if keeps_part(row | nudged, state, columns)[1] == theirs.get(unit.name):
                    rows[unit.name] |= nudged
                    break
    return replace(move, rows=tuple(rows.values()))


def _nudges(state: State, up: float) -> list[tuple[str, float]]:
    return [(str(state["size"]), up), ("all", -up)]


def _elsewhere(
    claim: Claim, told: Mapping[str, Any], variant: str, evidence: Mapping[str, Any]
) -> Iterator[tuple[str, Measure]]:
    """The measures of the rule's other tests in a variant that they have too."""
    why = evidence[told["lab"]]["measures"][told["measure"]]["variants"][variant]["why"]
    for name, one, other in sharing(claim, told, why, evidence):
        yield name, Measure.of(computed({**one, "units": other["units"]}))


def sharing(
    claim: Claim, told: Mapping[str, Any], why: str, evidence: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """(name, measure, variant) of other tests that declare the same change: the stress tries it in all at once."""
    for test in claim.rule:
        lab, _, name = test.measure.partition(".")
        one = evidence.get(lab, {}).get("measures", {}).get(name, {})
        for other in one.get("variants", {}).values():
            if other["why"] == why and test.measure != f"{told['lab']}.{told['measure']}":
                yield test.measure, one, other


def _units(lab: Mapping[str, Any], name: str) -> Mapping[str, float]:
    measure, _, variant = name.partition("/")
    one = lab["measures"][measure]
    return one["variants"][variant]["units"] if variant else one["units"]


def _rows(told: Mapping[str, Any], series: list[dict[str, Any]]) -> Iterator[Row]:
    """One row a unit, with the columns that the figure asks for."""
    pivot = told.get("pivot")
    sizes = sorted({row[pivot] for row in series}) if pivot else []
    table: dict[str, dict[str, Any]] = {}
    for row in series:
        ending = f"_{'all' if row[pivot] == sizes[-1] else row[pivot]}" if pivot else ""
        unit = table.setdefault(row[told["name"]], {"name": row[told["name"]]})
        for column, source in told["columns"].items():
            # A difference of two printed numbers has no more digits than they have.
            value = row[source] if isinstance(source, str) else round(row[source[0]] - row[source[1]], 3)
            unit[f"{column}{ending}"] = value
    yield from table.values()


def units_at(move: Move, state: State) -> list[Unit]:
    """The units that count at this position, as docs/assets/move-rule.js computes them."""
    told = move.told
    option = next((str(value) for value in state.values() if value in move.stored), "")
    if option:
        return [Unit(name, (value,), value) for name, value in move.stored[option].items()]
    kept = move.keep.get(str(state.get("tables", "")), [])
    compute, columns = COMPUTE[told["compute"]], _columns(move, state)
    return [Unit(row["name"], *compute(row, state, columns)) for row in move.rows if row["name"] in kept]


def _columns(move: Move, state: State) -> list[str]:
    groups: Mapping[str, list[str]] = move.told["groups"]
    return groups.get(str(state.get("rival", "")), next(iter(groups.values())))


def found_at(move: Move, state: State) -> Mapping[str, Any]:
    """The measure at this position, as evidence holds one."""
    return computed({**move.measure, "units": {unit.name: unit.value for unit in units_at(move, state)}})


def others_at(move: Move, state: State) -> Mapping[str, Measure]:
    """The measures of the rule's other tests at this position."""
    options = [value for value in state.values() if isinstance(value, str) and value in move.elsewhere]
    return {**move.others, **{name: one for option in options for name, one in move.elsewhere[option].items()}}


def verdict_at(move: Move, state: State, found: Mapping[str, Any] | None = None) -> str:
    """What the claim's rule says there; `found` in place of what the figure computes."""
    assert move.claim
    asked = f"{move.told['lab']}.{move.told['measure']}"
    measure = Measure.of(found or found_at(move, state))
    others = others_at(move, state)
    outcomes = ""
    for test in move.claim.rule:
        if test.measure == asked:
            at = float(state["threshold"])
            test = replace(test, at_most=at) if test.at_least is None else replace(test, at_least=at)
        outcomes += test.outcome(measure if test.measure == asked else others[test.measure])
    return verdict_of(outcomes, move.claim.mixed) or "no verdict foreseen"


def stress_positions(move: Move) -> Iterator[tuple[str, State, Mapping[str, Any]]]:
    """(change as the stress names it, where the controls are then, the measure that the stress judges)."""
    for variant, moved in move.told.get("stress", {}).items():
        one = move.measure["variants"][variant]
        yield one["why"], {**move.start, **moved}, computed({**move.measure, "units": one["units"]})
    threshold = float(move.start["threshold"])
    for factor, word in ((0.5, "halved"), (2, "doubled")):
        if threshold * factor < MOST.get(move.measure["unit"], float("inf")):
            yield f"threshold {word}", {**move.start, "threshold": threshold * factor}, move.measure


def start_of(control: Mapping[str, Any]) -> Any:
    """Where a control begins; several options can be on, or none."""
    start = control.get("start", control.get("min"))
    return [option for option in [start] if option != "none"] if control.get("many") else start


def test_of(claim: Claim, told: Mapping[str, Any]) -> Test | None:
    return next((test for test in claim.rule if test.measure == f"{told['lab']}.{told['measure']}"), None)
