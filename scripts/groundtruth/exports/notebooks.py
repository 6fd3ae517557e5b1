"""The notebooks as a reader's folder: once with their answers and solutions, once without, for a class."""

from __future__ import annotations

from pathlib import Path

from ..labs import source
from ..labs.exercises import without_solutions
from ..labs.notebook import dump
from ..places import NOTEBOOKS

WITH, WITHOUT = "with-solutions", "without-solutions"


def files(root: Path) -> dict[str, bytes]:
    """`with-solutions/<name>.ipynb` and `without-solutions/<name>.ipynb` of every lab and of every step of the path."""
    found = {}
    for path in sorted((root / NOTEBOOKS).rglob("*.ipynb")):
        name = path.relative_to(root / NOTEBOOKS).with_suffix("").as_posix()
        found[f"{WITH}/{name}.ipynb"] = path.read_bytes()
        found[f"{WITHOUT}/{name}.ipynb"] = dump(without_solutions(source(name, root))).encode()
    return found
