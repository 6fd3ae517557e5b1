"""Runs the labs: notebooks/<lab>.ipynb -> docs/data/evidence/<lab>.json and docs/labs/<lab>.ipynb.

A lab runs when its key changed: the code of its cells, or the locked version of a package that it imports.
Prose may be edited freely; it is carried into the executed lab without running anything.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..ledger import load
from ..places import EVIDENCE, EXECUTED, NOTEBOOKS
from ..problems import Problem, Refused, nearest
from . import exercises, kit, shown, steps
from .evidence import evidence_of, signed, state
from .figures import adapt
from .form import form, read_aloud
from .notebook import assemble, carry, counts, dump, names, source, write
from .works import seconds

LIMIT_SECONDS = 600
# Python 3.11's parser counts the depth of all threads together, and stops when two of them parse at once.
_PARSING = threading.Lock()
LIMIT_EXECUTED = 300_000


@dataclass(frozen=True)
class Run:
    """What one execution gave."""

    executed: dict[str, Any]
    evidence: dict[str, Any]


def run(
    lab: str, root: Path = Path(), on_cell: Callable[[int, int], None] = lambda done, total: None, jobs: int = 2
) -> Run:
    """Execute one lab in an empty folder, its experiments in `jobs` processes. Raises Refused, naming the cell."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = source(lab, root)
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    with _PARSING:
        problems = form(notebook, lab)
    if problems:
        raise Refused(problems)
    live = nbformat.from_dict(notebook)
    code = [index for index, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
    last = [0]

    def started(cell: Any, cell_index: int) -> None:
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
            environment["LAB_JOBS"] = str(jobs)
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
    outputs = iter([_settled(cell.outputs, lab) for cell in live.cells if counts(cell)])
    executed = assemble(notebook, lambda cell: next(outputs))
    with _PARSING:
        evidence = evidence_of(executed, lab, root)
        untold = [*read_aloud(executed, place), *shown.of_one_machine(executed, place)]
    if untold:
        raise Refused(untold)
    size = len(dump(executed))
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


def _settled(outputs: list[dict[str, Any]], lab: str) -> list[dict[str, Any]]:
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


def update(wanted: list[str], fresh: bool = False, root: Path = Path()) -> list[Problem]:
    """Run what changed among `wanted` (all if empty), in parallel, and write what they gave.

    Returns the problems; a lab that failed keeps its earlier files.
    """
    everything = [*names(root), *steps.names(root)]
    unknown = [
        Problem(f"LAB={lab}", "no such lab", nearest(lab, everything, f"Labs: {', '.join(everything)}."))
        for lab in wanted
        if lab not in everything
    ]
    if unknown:
        return unknown
    problems: list[Problem] = []
    notebooks = {}
    for lab in [lab for lab in wanted or everything if "/" not in lab]:
        try:
            notebooks[lab] = _with_kit(lab, root)
        except Refused as refused:
            problems += refused.problems
    # First, and side by side: exercises take seconds, and a lab perhaps a minute.
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        answered = pool.map(lambda lab: exercises.update(lab, notebooks[lab], root), notebooks)
        missed = dict(zip(notebooks, answered, strict=True))
    due = []
    for lab, notebook in notebooks.items():
        wrong = missed[lab]
        problems += wrong
        now = "run" if fresh else state(lab, notebook, root)
        if now == "run" and wrong:
            continue
        if now == "run":
            due.append(lab)
        elif evidence := signed(lab, root):
            write(root / EVIDENCE / f"{lab}.json", evidence)
            print(f"{lab}: rules of its claims and its outputs recorded")
        elif now == "prose":
            path = root / EXECUTED / f"{lab}.ipynb"
            write(path, carry(notebook, json.loads(path.read_text("utf-8"))))
            print(f"{lab}: new prose, same results")
        else:
            print(f"{lab}: up to date")
    if due:
        problems += _run_all(due, root, lambda lab, result: _keep(lab, result, root))
    return problems + steps.update([name for name in wanted or everything if "/" in name], root)


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


def _with_kit(lab: str, root: Path) -> dict[str, Any]:
    """The hand-written notebook, its exercises and its kit cell written anew where they are not what our files say."""
    before = source(lab, root)
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    notebook = kit.written(exercises.written(before, exercises.exercises(lab, root)), root, place)
    if notebook != before:
        write(root / NOTEBOOKS / f"{lab}.ipynb", notebook)
        print(f"{lab}: kit and exercises written")
    return notebook


def _keep(lab: str, result: Run, root: Path) -> None:
    write(root / EXECUTED / f"{lab}.ipynb", result.executed)
    write(root / EVIDENCE / f"{lab}.json", result.evidence)


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
    cores = os.cpu_count() or 1
    due = sorted(due, key=lambda lab: -seconds(lab, root))  # the longest first, so that no core waits in the end
    jobs = max(1, cores // len(due))  # labs side by side: more processes than cores would only start slowly
    with Progress(*columns) as progress, ThreadPoolExecutor(max_workers=cores) as pool:
        bars = {lab: progress.add_task(lab, total=None, start=False) for lab in due}

        def one(lab: str) -> Run:
            progress.start_task(bars[lab])
            return run(lab, root, lambda done, total: progress.update(bars[lab], completed=done, total=total), jobs)

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
