"""Copies into each lab's kit cell the functions of scripts/labkit that the lab names, with what they need.

So a lab stays one file that runs alone, and a function that several labs share is written, typed and tested once.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .problems import Problem

LABKIT = Path(__file__).parents[1] / "labkit"
# In the order in which they may use each other; a name stands in one of them only.
MODULES = (
    *("setup", "tables", "scores", "intervals", "experiment", "look", "evidence"),
    # a reader's own file
    *("saying", "opening", "heads", "reading", "files", "quantities", "times", "kinds", "judging", "targets"),
    *("deciding", "comparing", "answering"),
)
TAG = "kit"
HEAD = "# @title Functions that several labs share; written here by `make labs`, do not edit"
# Folded wherever a notebook is opened: Jupyter, Colab, Kaggle.
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}, "_kg_hide-input": True, "tags": [TAG]}


@dataclass(frozen=True)
class Definition:
    """One function, class or constant of the kit: its source, the names it uses, and its place in the order."""

    source: str
    uses: frozenset[str]
    order: tuple[int, int]


@functools.cache
def catalogue(folder: Path = LABKIT) -> tuple[Mapping[str, Definition], Mapping[str, str]]:
    """All definitions by name, and the import statement that binds each imported name."""
    found: dict[str, Definition] = {}
    imports: dict[str, str] = {}
    for number, module in enumerate(MODULES):
        path = folder / f"{module}.py"
        text = path.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                # In the cell, the kit's own modules are one.
                if getattr(node, "module", "") != "__future__" and not getattr(node, "level", 0):
                    whole = isinstance(node, ast.Import)  # `import a.b` binds a
                    for alias in node.names:
                        bound = alias.asname or (alias.name.partition(".")[0] if whole else alias.name)
                        imports[bound] = ast.unparse(node)
                continue
            for name in _binds(node):
                if name in found:
                    raise ValueError(f"{path}: the kit defines '{name}' twice")
                lines = text.splitlines()[_first(node) - 1 : node.end_lineno]
                found[name] = Definition("\n".join(lines), frozenset(_names(node)), (number, node.lineno))
    return found, imports


def _binds(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


def _first(node: ast.stmt) -> int:
    decorated = getattr(node, "decorator_list", [])
    return decorated[0].lineno if decorated else node.lineno


def _names(node: ast.AST) -> set[str]:
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}


def cell(notebook: Mapping[str, Any]) -> str | None:
    """The source that this lab's kit cell must have; None where it names nothing of the kit."""
    found, imports = catalogue()
    used: set[str] = set()
    bound: set[str] = set()
    for _, tree in trees(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                bound.add(node.name)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.alias):
                bound.add((node.asname or node.name).partition(".")[0])
    wanted = (used - bound) & set(found)
    if not wanted:
        return None
    while True:
        more = {name for one in wanted for name in found[one].uses if name in found} - wanted
        if not more:
            break
        wanted |= more
    sources = dict.fromkeys(found[name].source for name in sorted(wanted, key=lambda name: found[name].order))
    needed = {imports[name] for one in wanted for name in found[one].uses if name in imports}
    plain = sorted(line for line in needed if line.startswith("import "))
    chosen = sorted(line for line in needed if line.startswith("from "))
    constants = [source for source in sources if not source.startswith(("def ", "class ", "@"))]
    functions = [source for source in sources if source.startswith(("def ", "class ", "@"))]
    parts = ["\n".join([*plain, *chosen]), "\n".join(constants), *functions]
    return "\n\n".join([HEAD, "\n\n\n".join(part for part in parts if part)])


def trees(notebook: Mapping[str, Any]) -> Iterator[tuple[int, ast.Module]]:
    """The parsed code cells that the author wrote, each with its number from 1; not those with errors of syntax."""
    for number, one in enumerate(notebook["cells"], 1):
        if one["cell_type"] == "code" and TAG not in one["metadata"].get("tags", []):
            python = re.sub(r"^(\s*)[%!].*$", r"\1pass", "".join(one["source"]), flags=re.MULTILINE)
            try:
                yield number, ast.parse(python)
            except SyntaxError:
                continue  # the run reports it with its line


def written(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook with its kit cell as it must be; a lab that names functions and has no such cell gets one."""
    source = cell(notebook)
    cells = [one for one in notebook["cells"] if TAG not in one["metadata"].get("tags", [])]
    if source is None:
        return {**notebook, "cells": cells}
    kit = {"cell_type": "code", "execution_count": None, "id": TAG, "metadata": FOLDED, "outputs": [], "source": source}
    first = next(index for index, one in enumerate(cells) if one["cell_type"] == "code")
    return {**notebook, "cells": [*cells[:first], kit, *cells[first:]]}


def differs(notebook: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """A kit cell that is not what the kit says."""
    ours = [one for one in written(notebook)["cells"] if one.get("id") == TAG]
    theirs = [one for one in notebook["cells"] if TAG in one["metadata"].get("tags", [])]
    if [one["source"] for one in ours] != ["".join(one["source"]) for one in theirs]:
        what = "its kit cell is not what scripts/labkit says"
        yield Problem(
            place, what, "Run `make labs`, which writes it; functions of the kit are edited in scripts/labkit."
        )
