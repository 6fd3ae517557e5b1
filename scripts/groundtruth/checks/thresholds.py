"""What a lab says of its claims' rules: its table of the rule and the tests that it prints ask what the claims ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..labs import names, source
from ..ledger import Claim, Handbook
from ..places import CLAIMS, HISTORY, NOTEBOOKS
from ..problems import Problem, Refused

RULE = re.compile(r"^#+ The rule\b", re.MULTILINE)
ROW = re.compile(r"^\|(.*)\|[ \t]*$", re.MULTILINE)
MEASURES = re.compile(r"(?:`\w+`(?:, )?)+")
ASKED = re.compile(r"\bat (least|most) (?:\*\*|`)?([-−]?\d[\d,]*(?:\.\d+)?%?)")
# A line of what judged() is given; a name may be put together, as in lost_{kind}.
PRINTED = re.compile(r"\b([A-Z]\d\d) ([\w{}]+) at (least|most) (-?\d*\.?\d+)")


class Stated(NamedTuple):
    """A threshold as a lab states it; without a claim it is that of every claim that asks for the measure."""

    claim: str | None
    measure: str
    side: str
    threshold: float
    decides: bool  # whether it stands under "The rule"


def thresholds(handbook: Handbook) -> Iterator[Problem]:
    """Thresholds of a lab that are not its claim's, and tests of claims that have no rule."""
    for lab in names(handbook.root):
        try:
            cells = source(lab, handbook.root)["cells"]
        except Refused:
            continue  # labs.stale reports it
        for number, cell in enumerate(cells, 1):
            for stated in _stated(cell):
                for what, remedy in _wrong(stated, lab, handbook):
                    yield Problem(f"{NOTEBOOKS}/{lab}.ipynb cell {number} ({cell.get('id')})", what, remedy)


def _stated(cell: dict[str, Any]) -> Iterator[Stated]:
    if cell["cell_type"] == "code":
        for claim, measure, side, threshold in PRINTED.findall(cell["source"]):
            yield Stated(claim, measure, side, float(threshold), False)
    elif RULE.search(cell["source"]):
        head = ""
        for row in ROW.findall(cell["source"]):
            parts = [part.strip() for part in row.split("|")]
            first, last = parts[0], parts[-1]
            measured = next((part for part in parts if MEASURES.fullmatch(part)), None)
            head = head if measured or not last.strip("-: ") else last  # a column may be headed "passes if at least"
            asked = ASKED.search(last) or ASKED.search(f"{head} {last}")
            if measured and asked:
                claim = re.match(r"[A-Z]\d\d\b", first)
                for measure in re.findall(r"\w+", measured):
                    yield Stated(claim and claim[0], measure, asked[1], _number(asked[2]), True)


def _number(text: str) -> float:
    value = float(text.replace("−", "-").replace(",", "").rstrip("%"))
    return value / 100 if text.endswith("%") else value


def _wrong(stated: Stated, lab: str, handbook: Handbook) -> Iterator[tuple[str, str]]:
    named = handbook.claims.get(stated.claim or "")
    pattern = re.sub(r"\{\w*\}", r"\\w+", stated.measure)
    if named and not (named.rule or named.same_as):
        says = "says under 'The rule'" if stated.decides else "prints as a test"
        what = f"{says} that {stated.measure} decides {named.id}, which has no rule"
        yield what, "Tell it below, apart from the tests that decide; or write the claim's rule before the next run."
    for claim in [named] if named else handbook.claims.values() if stated.claim is None else ():
        asked = list(_asked(claim, f"{re.escape(lab)}.{pattern}"))
        if asked and (stated.side, stated.threshold) not in asked:
            sides = " or ".join(f"at {side} {threshold:g}" for side, threshold in asked)
            what = f"says {stated.measure} at {stated.side} {stated.threshold:g}; the rule of {claim.id} says {sides}"
            remedy = f"Write what {CLAIMS}/{claim.id}.yml says, and run `make labs LAB={lab}`; a rule that changes"
            yield what, f"{remedy} has an entry in {HISTORY}."


def _asked(claim: Claim, measure: str) -> Iterator[tuple[str, float]]:
    """What the claim's rule asks of this measure: side and threshold."""
    for test in claim.rule:
        if re.fullmatch(measure, test.measure):
            for side, threshold in (("least", test.at_least), ("most", test.at_most)):
                if threshold is not None:
                    yield side, threshold
