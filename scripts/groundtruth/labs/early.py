"""Names that a lab's exercises build on and that its experiment gives another value.

Exercises stand last, and many readers run the whole notebook before they come to them. A name from above *The
experiment* that is bound anew below it, or changed in place, makes a right answer wrong there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from prove import HEADING

from ..places import EXERCISES, NOTEBOOKS
from ..problems import Problem
from . import kit
from .notebook import TAGGED, parsed

# Where names of their own are bound.
SCOPES = ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# What writes to its first argument or to what it is a method of: tables, lists, databases.
CHANGES = {"append", "clear", "drop_duplicates", "execute", "executemany", "executescript", "extend", "insert", "pop"}
CHANGES |= {"remove", "setdefault", "shuffle", "sort", "update"}


def rebound(notebook: Mapping[str, Any], found: list[dict[str, Any]], name: str) -> Iterator[Problem]:
    """Each name that an exercise needs and that a cell below the experiment binds anew or changes, with that cell."""
    above, below = _halves(notebook)
    defined = {
        one.name: kit.free(one) for tree in above.values() for one in tree.body if isinstance(one, ast.FunctionDef)
    }
    known = set().union(*(bound(tree) for tree in above.values()))
    later: dict[str, int] = {}
    for number, tree in below.items():
        for changed in (bound(tree) | mutated(tree)) & known:
            later.setdefault(changed, number)
    at: dict[str, list[int]] = {}
    for number, one in enumerate(found, 1):
        for needed in sorted(_needed(one, defined) & set(later)):
            at.setdefault(needed, []).append(number)
    for needed, numbers in at.items():
        told = f"exercise {numbers[0]}" if len(numbers) == 1 else f"exercises {', '.join(map(str, numbers))}"
        what = f"gives '{needed}' another value, which {told} of {EXERCISES}/{name}.yml needs as it was above"
        remedy = "Choose another name below The experiment: readers run the whole notebook before they answer."
        yield Problem(f"{NOTEBOOKS}/{name}.ipynb cell {later[needed]}", what, remedy)


def bound(tree: ast.Module) -> set[str]:
    """Names that a cell binds in the notebook: not those within functions and comprehensions."""
    names = set[str]()
    for node in _outermost(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
    return names


def mutated(tree: ast.Module) -> set[str]:
    """Names whose value a cell changes in place: `x[...] = `, `x.a = `, `x.update(...)`, `table.to_sql("name", x)`."""
    names = set[str | None]()
    for node in _outermost(tree):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            names.add(_root(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in CHANGES:
                names |= {_root(node.func)}
            elif node.func.attr == "to_sql":
                names |= {_root(value) for value in [*node.args[1:2], *(k.value for k in node.keywords)]}
    return {one for one in names if one}


def _root(node: ast.AST) -> str | None:
    """`table` of `table.loc[rows, "x"]`."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _outermost(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, SCOPES):
            yield from _outermost(node)


def _halves(notebook: Mapping[str, Any]) -> tuple[dict[int, ast.Module], dict[int, ast.Module]]:
    """The cells of code above the experiment and below it, by number; those that the exercises bring left out."""
    cells = notebook["cells"]
    words = [(number, "".join(one["source"])) for number, one in enumerate(cells, 1) if one["cell_type"] == "markdown"]
    first = next((number for number, text in words if HEADING.search(text)), len(cells))
    written = [n for n, one in enumerate(cells, 1) if TAGGED not in one["metadata"].get("tags", [])]
    trees = {number: tree for number, tree in kit.trees(notebook, kit_too=True) if number in written}
    return {n: t for n, t in trees.items() if n < first}, {n: t for n, t in trees.items() if n > first}


def _needed(one: Mapping[str, Any], defined: Mapping[str, set[str]]) -> set[str]:
    """What an exercise takes from the cells above, and what the functions among these need in turn."""
    code = [one["stub"], one["solution"], *(wrong["answer"] for wrong in one["wrong"])]
    code += [f"({question}\n)" for question in (one["right"], *(wrong["when"] for wrong in one["wrong"]))]
    trees = [parsed(text.strip()) for text in code]
    needed = set().union(*(kit.free(tree) for tree in trees)) - bound(trees[0])
    while more := set().union(*(defined[name] for name in needed if name in defined)) - needed:
        needed |= more
    return needed
