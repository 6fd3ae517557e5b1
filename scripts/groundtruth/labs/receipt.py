"""Whether the labs' command has anything to do: a receipt of the last time that it had nothing.

To compare every notebook with its evidence, exercises and kit takes seconds; to hash all that is compared, a tenth of
one. The receipt is of the files' contents, so that a fresh clone, another branch or a file put back needs no trust in
clocks; it holds nothing else, and without it everything is compared again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

from ..places import DATA, EXECUTED, NOTEBOOKS
from ..problems import Problem
from . import run
from .notebook import LOCK

RECEIPT = Path(".cache/labs.sha256")
# All that the command reads or writes: sources, generated files, and what makes these from those.
FOLDERS = (NOTEBOOKS, DATA, EXECUTED, Path("scripts"))


def update(wanted: list[str], fresh: bool = False, root: Path = Path()) -> list[Problem]:
    """As `run.update`; it is over at once where nothing changed since that had nothing to do."""
    if wanted or fresh:
        return run.update(wanted, fresh, root)
    before, receipt = state(root), root / RECEIPT
    if receipt.exists() and receipt.read_text("utf-8") == before:
        print("All labs and steps are up to date: nothing changed since the last run.")
        return []
    problems = run.update(wanted, fresh, root)
    if not problems and state(root) == before:
        receipt.parent.mkdir(exist_ok=True)
        receipt.write_text(before, "utf-8")
    return problems


def state(root: Path, among: Iterable[Path] = FOLDERS) -> str:
    """A hash of all files `among` these under `root`, of the lock, and of the Python that runs us.

    By default of all that the command reads or writes.
    """
    told = hashlib.sha256(sys.version.encode())
    places = [root / place for place in among]
    inside = (path for place in places for path in ([place] if place.is_file() else place.rglob("*")))
    for path in sorted([root / LOCK, *(path for path in inside if path.is_file() and path.suffix != ".pyc")]):
        content = path.read_bytes()
        told.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        told.update(content)
    return told.hexdigest()
