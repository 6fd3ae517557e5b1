"""Files of others that the site serves: each is, byte for byte, the one that docs/data/vendored.yml records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..ledger import read, schemas
from ..places import VENDOR, VENDORED
from ..problems import Problem

HERE = Path(__file__).parents[3]
RESTORE = "Restore it from git, or take it from the package's archive again, with version and hashes in {}."


def vendored(root: Path = Path()) -> list[Problem]:
    """What is wrong with docs/assets/vendor/ and with the list of what lies there."""
    problems: list[Problem] = []
    if not (root / VENDORED).exists() and not (root / VENDOR).exists():  # a handbook without
        return problems
    packages = read(root, VENDORED, schemas(root)["vendored.schema.json"], problems) or []
    return problems or [*_files(packages, root)]


def _files(packages: list[dict[str, Any]], root: Path) -> Iterator[Problem]:
    recorded = {name: told for package in packages for name, told in package["files"].items()}
    found = {path.name: path for path in sorted((root / VENDOR).rglob("*")) if path.is_file()}
    for name in sorted(recorded.keys() - found.keys()):
        yield Problem(f"{VENDOR}/{name}", "is missing", RESTORE.format(VENDORED))
    for name, path in found.items():
        place = path.relative_to(root).as_posix()
        if name not in recorded:
            yield Problem(place, f"is not listed in {VENDORED}", "List it with its package and its hash, or delete it.")
        elif digest(path) != recorded[name]["sha256"]:
            yield foreign(place)


def foreign(place: str) -> Problem:
    """What is wrong with a file that is no longer its package's; what it now holds is of no interest."""
    return Problem(place, "is not the file that was taken from its package", RESTORE.format(VENDORED))


def listed(root: Path = Path()) -> frozenset[str]:
    """The names of the files that the list records."""
    return frozenset(name for package in _recorded(root) for name in package["files"])


def trusted(root: Path = Path()) -> frozenset[str]:
    """SHA-256 of every file that the list records: what has one of them is trusted as it is.

    A folder of built sites has no such list; there this repository's counts.
    """
    root = root if (root / VENDORED).exists() else HERE
    return frozenset(told["sha256"] for package in _recorded(root) for told in package["files"].values())


def _recorded(root: Path) -> list[dict[str, Any]]:
    """The list; empty where there is none, or none that can be read, as `vendored` says."""
    problems: list[Problem] = []
    found = read(root, VENDORED, schemas(root)["vendored.schema.json"], problems) if (root / VENDORED).exists() else []
    return found or []


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
