"""Locks against what they are made from, against each other, and against what the packages in them ask for."""

from __future__ import annotations

import functools
import importlib.metadata
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ..problems import Problem
from .repository import line_at, names_of, text_of

PROJECT, MAKEFILE = "pyproject.toml", "Makefile"
LOCKING = re.compile(r"^\t.*\bpip compile (.*) -o (\S+\.lock)$", re.MULTILINE)
LOCKED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
HASHES = re.compile(r"--hash=(\S+)")
BASE = "requirements.lock"  # others are made by `-c` of it, if they go into the same environment
# A package from elsewhere, by lock file: those of the registry, whichever it is, have no address in it.
ELSEWHERE = {
    "linters/package-lock.json": r"\"resolved\": *\"([^\"]*)\"",
    "requirements*.lock": r"^(-\S+.*|[\w.-]+(?:\[.*\])? *@.*)",
}
CREDENTIALS = re.compile(r"//[^\s/@]+@")
AGAIN = "Run `make lock`, or restore the file from git."


def locks(root: Path = Path()) -> list[Problem]:
    """Everything that would stop an installation from the locks, or would install something else."""
    problems = [*_unlocked(root), *_apart(root), *_lists(root), *_elsewhere(root)]
    return [*problems, *_unhashed(root), *_lacking(root)]


def _unlocked(root: Path) -> Iterator[Problem]:
    """Requirements that a lock made from them does not meet; the Makefile says which is made of which groups."""
    project = text_of(root, PROJECT)
    try:
        groups = tomllib.loads(project).get("dependency-groups", {})
    except tomllib.TOMLDecodeError as error:
        yield Problem(PROJECT, f"not TOML: {error}", "Correct the line.")
        return
    others: dict[str, list[str]] = {}
    for options, lock in LOCKING.findall(text_of(root, MAKEFILE)):
        held: dict[str, list[str]] = {}
        for name, version in LOCKED.findall(text_of(root, lock)):
            held.setdefault(canonicalize_name(name), []).append(version)
        for asked in (one for group in re.findall(r"--group (\S+)", options) for one in groups.get(group, [])):
            try:
                wanted = Requirement(asked)
            except (InvalidRequirement, TypeError):
                continue  # make lock stops at it, or it is the name of another group
            versions = held.get(canonicalize_name(wanted.name), [])
            if held and not any(wanted.specifier.contains(version, prereleases=True) for version in versions):
                others.setdefault(asked, []).append(f"{lock} has {', '.join(versions) or 'none'}")
    for asked, held_instead in others.items():
        what = f"asks for {asked}, but {'; '.join(held_instead)}"
        remedy = "Run `make lock` and commit the locks, or ask for what is locked."
        yield Problem(line_at(PROJECT, project, max(project.find(f'"{asked}"'), 0)), what, remedy)


def _apart(root: Path) -> Iterator[Problem]:
    """Packages of one environment that two locks have in two versions, and one version with two sets of hashes."""
    base = _held(text_of(root, BASE))
    alike = {lock for options, lock in LOCKING.findall(text_of(root, MAKEFILE)) if f"-c {BASE}" in options}
    seen: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for lock in [BASE, *(name for name in names_of(root, "requirements*.lock") if name != BASE)]:
        for (name, version), (line, hashes) in _held(text_of(root, lock)).items():
            other, known = seen.setdefault((name, version), (lock, hashes))
            versions = sorted({held for package, held in base if package == name})
            if lock in alike and versions and version not in versions:
                what = f"has {name} {version}; {BASE}, which goes into the same environment, has {', '.join(versions)}"
                yield Problem(f"{lock}:{line}", what, AGAIN)
            elif known != hashes:
                what = f"has other hashes for {name} {version} than {other}"
                yield Problem(f"{lock}:{line}", what, AGAIN)


def _held(text: str) -> dict[tuple[str, str], tuple[int, set[str]]]:
    """The packages of a lock, each with its version: in which line, and by which hashes."""
    found: dict[tuple[str, str], tuple[int, set[str]]] = {}
    starts = list(LOCKED.finditer(text))
    for start, following in itertools.zip_longest(starts, starts[1:]):
        line = text.count("\n", 0, start.start()) + 1
        hashes = HASHES.findall(text, start.end(), following.start() if following else len(text))
        found[canonicalize_name(start[1]), start[2]] = (line, set(hashes))
    return found


def _lists(root: Path) -> Iterator[Problem]:
    """Lines in the lists of packages of other places that pip cannot read."""
    for name in names_of(root, "scripts/environments/*.txt"):
        for number, line in enumerate(text_of(root, name).splitlines(), 1):
            asked = re.sub(r"(^|\s)#.*", "", line).strip()
            try:
                if asked:
                    Requirement(asked)
            except InvalidRequirement:
                yield Problem(f"{name}:{number}", f"pip cannot read '{asked}'", "Write name==1.2.3, or the name alone.")


def _elsewhere(root: Path) -> Iterator[Problem]:
    for pattern, elsewhere in ELSEWHERE.items():
        for name in names_of(root, pattern):
            text = text_of(root, name)
            for found in re.finditer(elsewhere, text, re.MULTILINE):
                said = CREDENTIALS.sub("//…@", found[1])  # what is wrong is printed where everybody reads it
                what = f"takes a package from elsewhere than its registry: {said[:80]}"
                remedy = AGAIN
                if said != found[1]:
                    remedy += " Revoke the password in that address: whoever has the file knows it."
                yield Problem(line_at(name, text, found.start()), what, remedy)


def _unhashed(root: Path) -> Iterator[Problem]:
    """Packages without a hash: pip then refuses the whole lock."""
    for lock in names_of(root, "requirements*.lock"):
        for (name, version), (line, hashes) in _held(text_of(root, lock)).items():
            if not hashes:
                yield Problem(f"{lock}:{line}", f"has no hash of {name} {version}, so pip refuses the lock", AGAIN)


def _lacking(root: Path) -> Iterator[Problem]:
    """Packages that one in a lock asks for and that no lock of its environment has: they are installed without asking.

    As far as the locked version is installed where this runs.
    """
    site = {name for name, _ in _held(text_of(root, "requirements-site.lock"))}
    for lock in names_of(root, "requirements*.lock"):
        held = _held(text_of(root, lock))
        has = {name for name, _ in held} | (site if lock != "requirements-bench.lock" else set())
        for (name, version), (line, _) in held.items():
            for asked in _asked(name, version):
                if asked not in has:
                    what = (
                        f"has {name} {version}, which asks for {asked}, and neither this lock nor the site's has that"
                    )
                    yield Problem(f"{lock}:{line}", what, AGAIN)


@functools.cache  # most packages are in several locks
def _asked(name: str, version: str) -> tuple[str, ...]:
    """What an installed package asks for on a machine like this, without its extras."""
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return ()
    wanted = map(Requirement, found.requires or () if found.version == version else ())
    needed = (one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""}))
    return tuple(canonicalize_name(one.name) for one in needed)
