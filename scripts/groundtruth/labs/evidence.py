"""A lab's evidence: made from what its evidence cell displayed, and compared with what is committed."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..ledger import ADDED, first_rules, parse_evidence
from ..places import CLAIMS, EVIDENCE, EXECUTED, NOTEBOOKS
from ..problems import Problem, Refused, nearest
from . import exercises, kit, shown, steps
from .contestants import set_defaults
from .form import form, read_aloud, typed_results
from .notebook import carry, code, key, names, outputs, packages, source


def evidence_of(executed: Mapping[str, Any], lab: str, root: Path) -> dict[str, Any]:
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    number, cell = next(
        (n, c) for n, c in enumerate(executed["cells"], 1) if "evidence" in c["metadata"].get("tags", [])
    )
    place = f"{place} cell {number} ({cell['id']})"
    found = [o["data"]["application/json"] for o in cell["outputs"] if "application/json" in o.get("data", {})]
    if len(found) != 1:
        raise Refused(
            [
                Problem(
                    place,
                    f"the evidence cell displayed {len(found)} JSON objects",
                    'Display one: display({"application/json": evidence}, raw=True).',
                )
            ]
        )
    problems = parse_evidence(found[0], place, root)
    problems = problems or _missing_measures(set(found[0]["measures"]), lab, place, root)
    if problems:
        raise Refused(problems)
    versions = packages(executed, root)
    evidence = {"lab": lab, **found[0], "packages": versions, "key": key(executed, versions)}
    return {**evidence, **signature(lab, evidence, executed, root)}


def signature(
    lab: str, evidence: Mapping[str, Any], executed: Mapping[str, Any], root: Path, kept: str = ""
) -> dict[str, Any]:
    """What tells that somebody changed a rule or an output afterwards; `kept` is the hash of the run's own outputs."""
    return {"rules": rules_of(lab, evidence["measures"], root), "outputs": kept or outputs(executed)}


def rules_of(lab: str, measures: Mapping[str, Any], root: Path) -> dict[str, str]:
    """The hashes of its claims' rules at their first evidence, carried on from the last run."""
    path = root / EVIDENCE / f"{lab}.json"
    try:
        kept = json.loads(path.read_text("utf-8")).get("rules", {})
    except (OSError, ValueError):
        kept = {}
    return first_rules(lab, kept, measures, root)


def _missing_measures(found: set[str], lab: str, place: str, root: Path) -> list[Problem]:
    """Measures that a rule in the ledger asks this lab for, and that it did not give."""
    rule = re.compile(rf"^\s*-?\s*measure: ['\"]?{re.escape(lab)}\.(\w+)", re.MULTILINE)
    asked = {name for path in (root / CLAIMS).glob("*.yml") for name in rule.findall(path.read_text("utf-8"))}
    return [
        Problem(
            place, f"a rule in the ledger needs the measure '{name}'", nearest(name, found, "Add it to the evidence.")
        )
        for name in sorted(asked - found)
    ]


def stale(root: Path = Path()) -> list[Problem]:
    """Labs whose committed evidence or executed copy is not that of the present source and lock, and stale steps."""
    problems = []
    for lab in names(root):
        try:
            notebook = source(lab, root)
        except Refused as refused:
            problems += refused.problems
            continue
        problems += form(notebook, lab)
        problems += kit.differs(notebook, f"{NOTEBOOKS}/{lab}.ipynb", root)
        problems += exercises.stale(lab, notebook, root)
        cells = {f"{NOTEBOOKS}/{lab}.ipynb cell {number}": tree for number, tree in kit.trees(notebook, kit_too=True)}
        problems += set_defaults(cells)
        executed = executed_lab(lab, root)
        problems += typed_results(notebook, executed, lab, root)
        problems += read_aloud(executed, f"{EXECUTED}/{lab}.ipynb")
        problems += shown.of_one_machine(executed, f"{EXECUTED}/{lab}.ipynb")
        now = state(lab, notebook, root)
        if now != "fresh":
            what = {
                "run": "its code or a locked version changed after its evidence was written",
                "prose": "its prose is not that of the executed copy in docs/labs",
            }[now]
            if _damaged(root / EVIDENCE / f"{lab}.json"):
                what = "its evidence cannot be read"
            problems.append(
                Problem(f"{NOTEBOOKS}/{lab}.ipynb", what, f"Run `make labs LAB={lab}` and commit the result.")
            )
    strays = sorted(p for p in (root / EXECUTED).glob("*.ipynb") if p.stem not in names(root))
    problems += steps.stale(root)
    return problems + [Problem(str(p.relative_to(root)), "there is no such lab", "Delete the file.") for p in strays]


def _damaged(path: Path) -> bool:
    """Whether it is there and cannot be read."""
    try:
        return path.exists() and not json.loads(path.read_text("utf-8"))
    except ValueError:
        return True


def executed_lab(lab: str, root: Path) -> Mapping[str, Any]:
    """The executed lab, or nothing where there is none that can be read: then it is stale."""
    try:
        return _parsed((root / EXECUTED / f"{lab}.ipynb").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


@functools.lru_cache(maxsize=64)  # a build looks into each lab several times, and changes none
def _parsed(text: str) -> Mapping[str, Any]:
    executed = json.loads(text)
    return executed if isinstance(executed, dict) else {}


def state(lab: str, notebook: Mapping[str, Any], root: Path) -> str:
    """'fresh', 'prose' (only text changed) or 'run'."""
    evidence, executed = root / EVIDENCE / f"{lab}.json", root / EXECUTED / f"{lab}.ipynb"
    if not evidence.exists() or not executed.exists():
        return "run"
    try:
        if json.loads(evidence.read_text("utf-8"))["key"] != key(notebook, packages(notebook, root)):
            return "run"
        before = json.loads(executed.read_text("utf-8"))
        if code(before) != code(notebook):
            return "run"
        return "fresh" if carry(notebook, before) == before else "prose"
    except (ValueError, KeyError, TypeError):
        return "run"  # a damaged generated file is made anew


def signed(lab: str, root: Path) -> dict[str, Any] | None:
    """The evidence of a lab that need not run, where a claim has come to rest on it or gone since it was written.

    The hash of its outputs is that of the run, and is added only where evidence has none.
    """
    evidence = json.loads((root / EVIDENCE / f"{lab}.json").read_text("utf-8"))
    added = signature(lab, evidence, executed_lab(lab, root), root, evidence.get("outputs", ""))
    return None if evidence == {**evidence, **added} else {**evidence, **added}


def altered(root: Path = Path()) -> list[Problem]:
    """Evidence that is not what the executed lab displayed, and outputs not of its run: somebody edited by hand."""
    problems = []
    for lab in names(root):
        path, executed = root / EVIDENCE / f"{lab}.json", root / EXECUTED / f"{lab}.ipynb"
        if not (path.exists() and executed.exists()):
            continue  # reported as stale
        copy = json.loads(executed.read_text("utf-8"))
        displayed = [
            output["data"]["application/json"]
            for cell in copy["cells"]
            for output in cell.get("outputs", [])
            if "application/json" in output.get("data", {})
        ]
        evidence = json.loads(path.read_text("utf-8"))
        if displayed != [{name: value for name, value in evidence.items() if name not in ADDED}]:
            problems.append(
                Problem(
                    f"{EVIDENCE}/{lab}.json",
                    "is not what the executed lab displayed",
                    f"Run `make labs LAB={lab} FRESH=1`: evidence is never edited by hand.",
                )
            )
        problems += shown.misprinted(copy, evidence.get("measures", {}), lab)
        if outputs(copy) != evidence.get("outputs"):
            what = "its outputs are not those of the run that its evidence is from"
            remedy = f"Restore it from git, or run `make labs LAB={lab} FRESH=1`: outputs are never edited by hand."
            problems.append(Problem(f"{EXECUTED}/{lab}.ipynb", what, remedy))
    return problems
