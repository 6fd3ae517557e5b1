"""The house of our Python: imports lead downwards and never in a circle, and no module is long."""

from __future__ import annotations

import ast
import doctest
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest
from miniature import REPOSITORY

SCRIPTS = REPOSITORY / "scripts"
LONGEST = 300
# A room may use those below it. What lies on one floor does not know of each other.
FLOORS = {
    **dict.fromkeys(("groundtruth", "groundtruth.__main__"), 9),  # mkdocs-macros and the Makefile start here
    "groundtruth.building": 8,
    **dict.fromkeys(("groundtruth.engine", "groundtruth.exports", "groundtruth.serve"), 7),
    **dict.fromkeys(("groundtruth.bench", "groundtruth.changes", "groundtruth.release", "groundtruth.rot"), 6),
    **dict.fromkeys(("groundtruth.branch", "groundtruth.checks", "groundtruth.notes", "groundtruth.preview"), 5),
    **dict.fromkeys(("groundtruth.pages", "groundtruth.study"), 4),
    **dict.fromkeys(("groundtruth.flights", "groundtruth.labs", "groundtruth.printed", "groundtruth.record"), 3),
    "groundtruth.ledger": 2,
    **dict.fromkeys(("groundtruth.texts", "groundtruth.verdicts"), 1),
    **dict.fromkeys(
        ("groundtruth.git", "groundtruth.places", "groundtruth.problems", "groundtruth.verbs", "labkit"), 0
    ),
}


def house(scripts: Path) -> dict[str, set[str]]:
    """Each module of ours with those that it imports, at its top or inside a function."""
    paths = {name(path, scripts): path for path in sorted(scripts.rglob("*.py")) if path.parent != scripts}
    return {module: imports(module, path, set(paths)) for module, path in paths.items()}


def name(path: Path, scripts: Path) -> str:
    return ".".join(path.relative_to(scripts).with_suffix("").parts).removesuffix(".__init__")


def imports(module: str, path: Path, known: set[str]) -> set[str]:
    package = module.split(".") if path.stem == "__init__" else module.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            found |= {whole if (whole := f"{base}.{alias.name}") in known else base for alias in node.names} & known
    return found


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of a circle, the first once more at the end; none: an empty list."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def room(module: str) -> str:
    """The longest part of a module's name that has a floor; KeyError if none has."""
    parents = [module, *(module.rsplit(".", cut)[0] for cut in range(1, module.count(".") + 1))]
    found = next(parent for parent in parents if parent in FLOORS)
    if found == "groundtruth" and module != found:
        raise KeyError(f"{module} has no floor")
    return found


def upwards(graph: dict[str, set[str]]) -> list[str]:
    """Imports that do not lead down into another room."""
    return [
        f"{module} imports {other}"
        for module, others in graph.items()
        for other in sorted(others)
        if room(module) != room(other) and FLOORS[room(module)] <= FLOORS[room(other)]
    ]


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    found = house(SCRIPTS)
    assert "groundtruth.ledger" in found["groundtruth.checks.sources"], "the reader of imports sees nothing"
    return found


def test_there_is_no_circle(graph):
    assert circle(graph) == []


def test_imports_lead_downwards(graph):
    assert upwards(graph) == []


EXAMPLES = sorted(path for path in (SCRIPTS / "groundtruth").rglob("*.py") if ">>> " in path.read_text("utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_in_docstrings_are_true(path):
    found = doctest.testmod(import_module(name(path, SCRIPTS)))
    assert found.attempted and not found.failed


def test_no_module_is_long():
    lengths = {name(path, SCRIPTS): len(path.read_text("utf-8").splitlines()) for path in SCRIPTS.rglob("*.py")}
    assert {module for module, length in lengths.items() if length > LONGEST} == set()


@pytest.mark.parametrize(
    ("where", "line", "found"),
    [
        ("verdicts/judge.py", "from ..ledger import load", "groundtruth.verdicts.judge imports groundtruth.ledger"),
        ("labs/run.py", "from ..pages.macros import Pages", "groundtruth.labs.run imports groundtruth.pages.macros"),
        ("pages/data.py", "def f():\n    from .. import study", "groundtruth.pages.data imports groundtruth.study"),
        ("problems.py", "import labkit.tables", "groundtruth.problems imports labkit.tables"),
        ("../labkit/tables.py", "from groundtruth import places", "labkit.tables imports groundtruth.places"),
    ],
)
def test_an_import_that_does_not_lead_down_is_found(tmp_path, where, line, found):
    for file in ("ledger/__init__.py", "pages/macros.py", "study.py", "places.py", "../labkit/tables.py", where):
        path = (tmp_path / "groundtruth" / file).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "groundtruth" / where).write_text(line, "utf-8")
    assert upwards(house(tmp_path)) == [found]


def test_a_circle_is_found(tmp_path):
    (tmp_path / "labs").mkdir()
    for one, other in (("run", "works"), ("works", "names"), ("names", "run")):
        (tmp_path / f"labs/{one}.py").write_text(f"def f():\n    from . import {other}\n", "utf-8")
    assert set(circle(house(tmp_path))) == {"labs.run", "labs.works", "labs.names"}


def test_a_module_without_a_floor_is_refused():
    with pytest.raises(KeyError, match=r"groundtruth\.attic has no floor"):
        room("groundtruth.attic")
