"""The nine steps of the path: notebooks that build one project, file by file, and of which each also runs alone.

A step's cells write files of the project with `%%writefile`; its metadata says under `makes` which files a script of
the project makes, {"flights.db": "build.py"}, and under `claims` which verdicts its words give. From that follows the
folded cell of every later step, which brings a reader who starts there to where the step before ended.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..ledger import read, schemas
from ..places import CHAPTERS, EXERCISES, NOTEBOOKS, VERDICTS
from ..problems import Problem, Refused
from . import exercises, kit
from .form import form, typed_results
from .notebook import SO_FAR, source, walked, write

PART = "path"
PROJECT = "late-flights"
WRITES = re.compile(rf"%%writefile {PROJECT}/(\S+)\n")
NAMED = re.compile(rf"\b{PROJECT}/([\w./-]*\w)")
IMPORTS = re.compile(r"^\s*need\(", re.MULTILINE)
SHOWS = re.compile(r"^(?:    )?(?:print|show|show_table|terminal)\(", re.MULTILINE)
HEAD = "# @title The project as the step before left it; written here by `make labs`, do not edit"
# What a reader sees of one cell.
LINES, WIDTH = 25, 88
GENERATED = {kit.TAG, SO_FAR, exercises.ANSWERS}


@dataclass(frozen=True)
class Step:
    """A step's notebook as it was written by hand, and what it adds to the project."""

    name: str
    notebook: dict[str, Any]
    writes: dict[str, str]
    makes: dict[str, str]

    @property
    def place(self) -> str:
        return f"{NOTEBOOKS}/{self.name}.ipynb"


def names(root: Path = Path()) -> list[str]:
    """All steps in their order, `path/sql` first: the chapters of the path as the ledger lists them."""
    chapters = read(root, CHAPTERS, schemas(root)["chapters.schema.json"], [])  # the ledger reports what is wrong
    return [name for name in chapters or {} if name.startswith(f"{PART}/")]


def load(root: Path = Path()) -> tuple[list[Step], list[Problem]]:
    """All steps that can be read, in order; steps without a notebook, and notebooks that are no step's."""
    listed, problems, found = names(root), list[Problem](), list[Step]()
    for path in sorted((root / NOTEBOOKS / PART).glob("*.ipynb")):
        if f"{PART}/{path.stem}" not in listed:
            what = "is the notebook of no step"
            remedy = f"Delete it, or list {PART}/{path.stem} in {CHAPTERS}."
            problems.append(Problem(str(path.relative_to(root)), what, remedy))
    for name in listed:
        if not (root / NOTEBOOKS / f"{name}.ipynb").exists():
            what = "this step has no notebook"
            problems.append(Problem(f"{NOTEBOOKS}/{name}.ipynb", what, "Write it, or restore it."))
            continue
        try:
            notebook = source(name, root)
        except Refused as refused:
            problems += refused.problems
            continue
        cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        writes = {match[1]: text[match.end() :] for text in cells if (match := WRITES.match(text))}
        found.append(Step(name, notebook, writes, notebook["metadata"].get("makes", {})))
    return found, problems


def project(steps: list[Step]) -> dict[str, str]:
    """Every file of the project that a cell of these steps writes, by its name."""
    return {name: text for step in steps for name, text in step.writes.items()}


def written(step: Step, before: list[Step], root: Path = Path()) -> dict[str, Any]:
    """The step's notebook with its generated cells as they must be. Raises Refused for its exercises or tables."""
    notebook = exercises.written(_resumed(step, before), exercises.exercises(step.name, root))
    return kit.written(notebook, root, step.place)


def _resumed(step: Step, before: list[Step]) -> dict[str, Any]:
    """The notebook with the cell that brings the project to where the step before left it, behind what it needs."""
    cells = [cell for cell in step.notebook["cells"] if SO_FAR not in cell["metadata"].get("tags", [])]
    if before:
        needs = (n for n, cell in enumerate(cells) if cell["cell_type"] == "code" and IMPORTS.search(cell["source"]))
        at = next(needs, -1) + 1
        folded = kit.FOLDED | {"tags": [SO_FAR]}
        ours: dict[str, Any] = {"cell_type": "code", "execution_count": None, "id": SO_FAR, "metadata": folded}
        cells.insert(at, ours | {"outputs": [], "source": so_far(before)})
    return {**step.notebook, "cells": cells}


def so_far(before: list[Step]) -> str:
    """The source of the folded cell: all files that were written, and which script makes which."""
    lines = [HEAD, "", "resume({"]
    lines += [f'    "{name}": {_literal(text)},' for name, text in project(before).items()]
    lines += ["}, {", *(f'    "{name}": "{script}",' for step in before for name, script in step.makes.items()), "})"]
    return "\n".join(lines)


def _literal(text: str) -> str:
    """A text as it reads best in code: between three quotation marks, if it has none of them itself."""
    for marks in ('"""', "'''"):
        if marks not in text and not text.startswith(marks[0]) and text[-1:] not in (marks[0], "\\"):
            return f"r{marks}{text}{marks}"
    return repr(text)


def update(wanted: list[str], root: Path = Path()) -> list[Problem]:
    """Write the generated cells of these steps, and answer their exercises where something changed."""
    steps, problems = load(root)
    problems = problems if wanted else []
    for number, step in enumerate(steps):
        if step.name not in wanted:
            continue
        try:
            notebook = written(step, steps[:number], root)
        except Refused as refused:
            problems += refused.problems
            continue
        if notebook != step.notebook:
            write(root / step.place, notebook)
            print(f"{step.name}: generated cells written")
        wrong = exercises.update(step.name, notebook, root)
        problems += wrong
        if not wrong:
            print(f"{step.name}: up to date")
    return problems


def stale(root: Path = Path()) -> list[Problem]:
    """Everything wrong with the steps that shows without running them."""
    steps, problems = load(root)
    problems += _files(steps)
    for number, step in enumerate(steps):
        problems += form(step.notebook, step.name)
        problems += [*shape(step), *_judged(step, root)]
        problems += typed_results(step.notebook, {}, step.name, root)
        problems += kit.differs(step.notebook, step.place, root)
        problems += exercises.stale(step.name, step.notebook, root)
        if not (root / EXERCISES / f"{step.name}.yml").exists():
            problems.append(Problem(f"{EXERCISES}/{step.name}.yml", "this step has no exercises", "Write five."))
        if _tagged(_resumed(step, steps[:number])) != _tagged(step.notebook):
            what = "its cell with the project so far is not what the steps before it write"
            remedy = f"Run `make labs LAB={step.name}`, which writes it; edit the cell in which the file is written."
            problems.append(Problem(step.place, what, remedy))
    return problems


def _tagged(notebook: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The generated cell of a notebook, with the number of the cells before it that people wrote."""
    cells = [c for c in notebook["cells"] if not {kit.TAG} & set(c["metadata"].get("tags", []))]
    return [(n, c["source"]) for n, c in enumerate(cells) if SO_FAR in c["metadata"].get("tags", [])]


def shape(step: Step) -> Iterator[Problem]:
    """Cells that are too long or too wide to read, and what is shown and not read aloud."""
    cells = [c for c in step.notebook["cells"] if not GENERATED & set(c["metadata"].get("tags", []))]
    for cell, after in itertools.zip_longest(cells, cells[1:]):
        if cell["cell_type"] != "code":
            continue
        at, lines = f"{step.place} cell {step.notebook['cells'].index(cell) + 1}", cell["source"].splitlines()
        wide = max(map(len, lines), default=0)
        if len(lines) > LINES or wide > WIDTH:
            what = f"has {len(lines)} lines, the widest of {wide} characters"
            yield Problem(at, what, f"Break it: at most {LINES} lines of {WIDTH} characters are read.")
        alone = "exercises" in cell["metadata"].get("tags", []) or WRITES.match(cell["source"])
        if not alone and SHOWS.search(cell["source"]) and (after is None or after["cell_type"] != "markdown"):
            yield Problem(at, "shows what no sentence reads", "Say in the next cell what to see in it.")


def _judged(step: Step, root: Path) -> Iterator[Problem]:
    """Verdicts that the words give, as the metadata lists them, and that are other ones now."""
    now = json.loads((root / VERDICTS).read_text("utf-8")) if (root / VERDICTS).exists() else {}
    words = "\n".join(cell["source"] for cell in step.notebook["cells"] if cell["cell_type"] == "markdown")
    for claim, verdict in step.notebook["metadata"].get("claims", {}).items():
        if now.get(claim, {}).get("verdict") != verdict or f"(claim {claim})" not in words or verdict not in words:
            what = f"says of {claim} that the verdict is '{verdict}', or does not say so in its words"
            yield Problem(step.place, what, "Let words and `claims` in the metadata say what verdicts.json says.")


def _files(steps: list[Step]) -> Iterator[Problem]:
    """Files of the project that are written twice, or named and written by no cell."""
    known: dict[str, str] = {}
    for step in steps:
        for name in step.writes:
            if name in known:
                what = f"writes {name}, which {known[name]} has written"
                yield Problem(step.place, what, "Write each file in one cell: readers may have changed theirs.")
            known[name] = step.name
        known |= dict.fromkeys(step.makes, step.name)
        for made, script in step.makes.items():
            if script.split()[0] not in known:
                what = f"its metadata lets {script} make {made}, and no cell writes that script"
                yield Problem(step.place, what, f"Add a cell `%%writefile {PROJECT}/{script.split()[0]}`.")
        for number, name in _named(step):
            if name not in known and f"{name}/" not in {f"{Path(file).parent}/" for file in known}:
                what = f"names {PROJECT}/{name}, which no cell writes up to here"
                yield Problem(f"{step.place} cell {number}", what, f"Add a cell `%%writefile {PROJECT}/{name}`.")


def _named(step: Step) -> Iterator[tuple[int, str]]:
    """Each file of the project that a cell people wrote names: in a text, or in a command for the terminal."""
    for number, tree in kit.trees(step.notebook):
        for node in walked(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from ((number, found) for found in NAMED.findall(node.value))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "terminal":
                said = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
                yield from ((number, word) for word in str(said).split() if word.endswith((".py", ".sql")))
