"""What the repository says of itself in several files: addresses, licences, versions, gates, and what it packs."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ..pages.steps import FILES, TEMPLATE
from ..problems import Problem, nearest
from ..verdicts import VERDICTS
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
HASHES = re.compile(r"--hash=(\S+)")
BASE = "requirements.lock"  # others are made by `-c` of it, if they go into the same environment
FORM = ".github/ISSUE_TEMPLATE/wrong-verdict.yml"
SAME = "the same"  # what the form offers to those who doubt only the reasons
# A package from elsewhere, by lock file: those of the registry, whichever it is, have no address in it.
ELSEWHERE = {
    "linters/package-lock.json": r"\"resolved\": *\"([^\"]*)\"",
    "requirements*.lock": r"^(-\S+.*|[\w.-]+(?:\[.*\])? *@.*)",
}
CREDENTIALS = re.compile(r"//[^\s/@]+@")
# What lets a command fail unheard: in a workflow, or in a recipe, whose lines a minus may begin.
SWALLOWS = re.compile(
    r"""\|\|\s*(?:true|:|exit\s+0)(?=[\s;)"']|$) | ;\s*(?:true|:|exit\s+0)\s*["']?$ | \bset\s+\+e\b
      | \bcontinue-on-error:\s*(?!false)\S""",
    re.VERBOSE,
)
IGNORES = re.compile(r"^\t[@+]*-|^\.IGNORE\b")


def repository(root: Path = Path()) -> list[Problem]:
    """Everything that two files say differently, that no tool could read, or that goes out with the template."""
    problems = [*_addresses(root), *_licences(root), *_unlocked(root), *_apart(root), *_lists(root), *_elsewhere(root)]
    return [*problems, *_swallowed(root), *_packed(root), *_offered(root)]


def _text(root: Path, name: str) -> str:
    return (root / name).read_text("utf-8") if (root / name).is_file() else ""


def _names(root: Path, pattern: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in sorted(root.glob(pattern))]


def _at(name: str, text: str, position: int) -> str:
    return f"{name}:{text.count(chr(10), 0, position) + 1}"


def _addresses(root: Path) -> Iterator[Problem]:
    """Addresses that are not those of the citation."""
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


def _licences(root: Path) -> Iterator[Problem]:
    """Licences that are not those of the citation, for texts, and of LICENSE, for code.

    Where all others name one, and not that of the file which decides, that file is the one to look at.
    """
    citation = _text(root, CITATION)
    given = re.search(r"^license: *(\S+)", citation, re.MULTILINE)
    of_text = given and re.search(r"CC-([A-Z-]+)-(\d\.\d)", given[1])
    of_code = _text(root, "LICENSE").partition(" ")[0]
    if not (given and of_text):
        if citation:
            place = _at(CITATION, citation, given.start()) if given else CITATION
            what = f"names the licence {given[1]}, which isn't that of the texts" if given else "names no licence"
            yield Problem(place, what, "Write license: and the one that LICENSE-TEXT.md names, such as CC-BY-4.0.")
        return
    cited = f"CC {of_text[1]} {of_text[2]}"
    deciding = {cited: _at(CITATION, citation, given.start()), of_code: "LICENSE:1"}
    named: dict[str, list[tuple[str, str]]] = {cited: [], of_code: []}
    for name in LICENSED:
        for number, line in enumerate(_text(root, name).splitlines(), 1):
            said = [f"CC {kind.upper()} {version}" for kind, version in OF_TEXT.findall(line)]
            named[cited] += [(f"{name}:{number}", one) for one in said]
            named[of_code] += [(f"{name}:{number}", one) for one in OF_CODE.findall(line) if said and of_code]
    for right, found in named.items():
        others = {one for _, one in found}
        if len(found) > 1 and len(others) == 1 and right not in others:
            places = ", ".join(sorted({place for place, _ in found}))
            remedy = "Name one licence for texts and one for code, everywhere."
            yield Problem(deciding[right], f"names the licence {right}; {places} say {found[0][1]}", remedy)
            continue
        for place, one in found:
            if one != right:
                what = f"names the licence {one}; {CITATION} says {given[1]}, LICENSE {of_code}"
                yield Problem(place, what, "Name one licence for texts and one for code, everywhere.")


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


def _apart(root: Path) -> Iterator[Problem]:
    """Packages of one environment that two locks have in two versions, and one version with two sets of hashes."""
    base = _held(_text(root, BASE))
    alike = {lock for options, lock in LOCKING.findall(_text(root, MAKEFILE)) if f"-c {BASE}" in options}
    seen: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for lock in [BASE, *(name for name in _names(root, "requirements*.lock") if name != BASE)]:
        for (name, version), (line, hashes) in _held(_text(root, lock)).items():
            other, known = seen.setdefault((name, version), (lock, hashes))
            versions = sorted({held for package, held in base if package == name})
            if lock in alike and versions and version not in versions:
                what = f"has {name} {version}; {BASE}, which goes into the same environment, has {', '.join(versions)}"
                yield Problem(f"{lock}:{line}", what, "Run `make lock`, or restore the file from git.")
            elif known != hashes:
                what = f"has other hashes for {name} {version} than {other}"
                yield Problem(f"{lock}:{line}", what, "Run `make lock`, or restore the file from git.")


def _held(text: str) -> dict[tuple[str, str], tuple[int, set[str]]]:
    """The packages of a lock, each with its version: in which line, and by which hashes."""
    found: dict[tuple[str, str], tuple[int, set[str]]] = {}
    starts = list(LOCKED.finditer(text))
    for start, following in itertools.zip_longest(starts, starts[1:]):
        line = text.count("\n", 0, start.start()) + 1
        hashes = HASHES.findall(text, start.end(), following.start() if following else len(text))
        found[canonicalize_name(start[1]), start[2]] = (line, set(hashes))
    return found


def _offered(root: Path) -> Iterator[Problem]:
    """Verdicts that the form for a wrong one offers and the ledger doesn't know, and those that it leaves out."""
    text = _text(root, FORM)
    try:
        form: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        return  # said by the linters
    fields = form.get("body", []) if isinstance(form, dict) else []
    for field in (one for one in fields if isinstance(one, dict) and one.get("id") == "verdict"):
        options = [str(one) for one in field.get("attributes", {}).get("options", [])]
        place = _at(FORM, text, max(text.find("options:", text.find("id: verdict")), 0))
        for option in options:
            if option not in VERDICTS and not option.startswith(SAME):
                yield Problem(place, f"offers '{option}', which is no verdict", nearest(option, VERDICTS, "Write one."))
        for verdict in VERDICTS:
            if verdict not in options:
                yield Problem(
                    place, f"does not offer '{verdict}'", "Add it: readers may find any verdict the right one."
                )


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
                said = CREDENTIALS.sub("//…@", found[1])  # what is wrong is printed where everybody reads it
                what = f"takes a package from elsewhere than its registry: {said[:80]}"
                remedy = "Run `make lock`, or restore the file from git."
                if said != found[1]:
                    remedy += " Revoke the password in that address: whoever has the file knows it."
                yield Problem(_at(name, text, found.start()), what, remedy)


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
