"""What the repository says of itself in several files: addresses, licences, versions, gates, and what it packs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ..pages.steps import FILES, TEMPLATE
from ..problems import Problem
from .linters import tracked
from .said import CONFIGURATION

CITATION, PROJECT, MAKEFILE = "CITATION.cff", "pyproject.toml", "Makefile"
# The same address under its name in the citation and in the settings.
ADDRESSES = {"url": "site_url", "repository-code": "repo_url"}
# What tells readers the licences, besides the citation.
LICENSED = (CONFIGURATION, "LICENSE-TEXT.md", "README.md", "overrides/cards/citation.html")
OF_TEXT = re.compile(r"\b(?:CC |creativecommons\.org/licenses/)([A-Za-z-]+)[ /](\d\.\d)")
OF_CODE = re.compile(r"\bcode \[?([A-Z][\w.-]*)")
LOCKING = re.compile(r"^\t.*\bpip compile (.*) -o (\S+\.lock)$", re.MULTILINE)
LOCKED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
# A package from elsewhere, by lock file: those of the registry, whichever it is, have no address in it.
ELSEWHERE = {
    "linters/package-lock.json": r"\"resolved\": *\"([^\"]*)\"",
    "requirements*.lock": r"^(-\S+.*|[\w.-]+(?:\[.*\])? *@.*)",
}
# What lets a command fail unheard: in a workflow, or in a recipe, whose lines a minus may begin.
SWALLOWS = re.compile(
    r"""\|\|\s*(?:true|:|exit\s+0)(?=[\s;)"']|$) | ;\s*(?:true|:|exit\s+0)\s*["']?$ | \bset\s+\+e\b
      | \bcontinue-on-error:\s*(?!false)\S""",
    re.VERBOSE,
)
IGNORES = re.compile(r"^\t[@+]*-|^\.IGNORE\b")


def repository(root: Path = Path()) -> list[Problem]:
    """Everything that two files say differently, that no tool could read, or that goes out with the template."""
    problems = [*_addresses(root), *_unlocked(root), *_lists(root), *_elsewhere(root)]
    return [*problems, *_swallowed(root), *_packed(root)]


def _text(root: Path, name: str) -> str:
    return (root / name).read_text("utf-8") if (root / name).is_file() else ""


def _names(root: Path, pattern: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in sorted(root.glob(pattern))]


def _at(name: str, text: str, position: int) -> str:
    return f"{name}:{text.count(chr(10), 0, position) + 1}"


def _addresses(root: Path) -> Iterator[Problem]:
    """Addresses and licences that are not those of the citation."""
    citation, configured = _text(root, CITATION), _text(root, CONFIGURATION)
    for key, name in ADDRESSES.items():
        cited, ours = (
            re.search(rf"^{one}:.*?(https?://[^\s\"'\],]+)", text, re.MULTILINE)
            for one, text in ((key, citation), (name, configured))
        )
        if cited and ours and cited[1].rstrip("/") != ours[1].rstrip("/"):
            what = f"{name} is {ours[1]}, but {_at(CITATION, citation, cited.start())} says that {key} is {cited[1]}"
            place = _at(CONFIGURATION, configured, ours.start())
            yield Problem(place, what, "Write the same address in both files; a fork writes its own in both.")
    of_text = re.search(r"^license: *CC-([A-Z-]+)-(\d\.\d)", citation, re.MULTILINE)
    of_code = _text(root, "LICENSE").partition(" ")[0]
    if not of_text:
        return
    for name in LICENSED:
        for number, line in enumerate(_text(root, name).splitlines(), 1):
            said = [(kind.upper(), version) for kind, version in OF_TEXT.findall(line)]
            wrong = [f"CC {kind} {version}" for kind, version in said if (kind, version) != of_text.groups()]
            wrong += [code for code in OF_CODE.findall(line) if said and of_code and code != of_code]
            for licence in wrong:
                what = f"names the licence {licence}; {CITATION} says {of_text[0].split()[1]}, LICENSE {of_code}"
                yield Problem(f"{name}:{number}", what, "Name one licence for texts and one for code, everywhere.")


def _unlocked(root: Path) -> Iterator[Problem]:
    """Requirements that a lock made from them does not meet; the Makefile says which is made of which groups."""
    project = _text(root, PROJECT)
    try:
        groups = tomllib.loads(project).get("dependency-groups", {})
    except tomllib.TOMLDecodeError as error:
        yield Problem(PROJECT, f"not TOML: {error}", "Correct the line.")
        return
    others: dict[str, list[str]] = {}
    for options, lock in LOCKING.findall(_text(root, MAKEFILE)):
        held: dict[str, list[str]] = {}
        for name, version in LOCKED.findall(_text(root, lock)):
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
        yield Problem(_at(PROJECT, project, max(project.find(f'"{asked}"'), 0)), what, remedy)


def _lists(root: Path) -> Iterator[Problem]:
    """Lines in the lists of packages of other places that pip cannot read."""
    for name in _names(root, "scripts/environments/*.txt"):
        for number, line in enumerate(_text(root, name).splitlines(), 1):
            asked = re.sub(r"(^|\s)#.*", "", line).strip()
            try:
                if asked:
                    Requirement(asked)
            except InvalidRequirement:
                yield Problem(f"{name}:{number}", f"pip cannot read '{asked}'", "Write name==1.2.3, or the name alone.")


def _elsewhere(root: Path) -> Iterator[Problem]:
    for pattern, elsewhere in ELSEWHERE.items():
        for name in _names(root, pattern):
            text = _text(root, name)
            for found in re.finditer(elsewhere, text, re.MULTILINE):
                what = f"takes a package from elsewhere than its registry: {found[1][:80]}"
                yield Problem(_at(name, text, found.start()), what, "Run `make lock`, or restore the file from git.")


def _swallowed(root: Path) -> Iterator[Problem]:
    """Commands of workflows and of the Makefile that may fail unheard, without a comment that says why."""
    for name in [*_names(root, ".github/workflows/*.y*ml"), MAKEFILE]:
        lines = _text(root, name).splitlines()
        for number, line in enumerate(lines):
            goes_on = number > 0 and lines[number - 1].endswith("\\")
            found = SWALLOWS.search(line) or (name == MAKEFILE and not goes_on and IGNORES.search(line))
            if found and not line.lstrip().startswith("#") and not _explained(lines, number):
                what = f"lets a failure pass: {line.strip()[:60]}"
                remedy = "Let it fail; or say in a comment on the line, or above it, why it may."
                yield Problem(f"{name}:{number + 1}", what, remedy)


def _explained(lines: list[str], number: int) -> bool:
    """Whether a comment stands on a line, or above it at its depth, before another entry begins."""
    depth = len(lines[number]) - len(lines[number].lstrip())
    if re.search(r"\s# \w", lines[number]):
        return True
    for above in reversed(lines[:number]):
        indented = len(above) - len(above.lstrip())
        if indented == depth and above.lstrip().startswith("# "):
            return True
        if indented < depth or above.lstrip().startswith("- "):
            return False
    return False


def _packed(root: Path) -> Iterator[Problem]:
    """Files beside those of the template that readers download, and those of it that are missing."""
    if not (root / TEMPLATE).is_dir():
        return
    try:
        found = {Path(name).relative_to(TEMPLATE).as_posix() for name in tracked(root, TEMPLATE.as_posix())}
    except (OSError, CalledProcessError):  # without git nobody can say what it ignores; it isn't packed anyway
        found = set(FILES)
    for name in sorted(found - set(FILES)):
        remedy = "Delete it; or list it in FILES of scripts/groundtruth/pages/steps.py, and readers download it."
        yield Problem(f"{TEMPLATE}/{name}", "is no file of the template that readers download", remedy)
    for name in sorted(name for name in FILES if not (root / TEMPLATE / name).is_file()):
        yield Problem(f"{TEMPLATE}/{name}", "is missing from the template", f"git checkout -- {TEMPLATE}/{name}")
