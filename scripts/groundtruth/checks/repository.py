"""What the repository says of itself in several files: addresses, licences, versions, gates, and what it packs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import yaml
from pathspec import GitIgnoreSpec

from ..pages.steps import FILES, TEMPLATE
from ..problems import Problem, nearest
from ..verdicts import VERDICTS
from .linters import tracked
from .said import CONFIGURATION

CITATION, MAKEFILE = "CITATION.cff", "Makefile"
# The same address under its name in the citation and in the settings.
ADDRESSES = {"url": "site_url", "repository-code": "repo_url"}
# What tells readers the licences, besides the citation.
LICENSED = (CONFIGURATION, "LICENSE-TEXT.md", "README.md", "overrides/cards/citation.html")
OF_TEXT = re.compile(r"\b(?:CC |creativecommons\.org/licenses/)([A-Za-z-]+)[ /](\d\.\d)")
OF_CODE = re.compile(r"\bcode \[?([A-Z][\w.-]*)")
FORM = ".github/ISSUE_TEMPLATE/wrong-verdict.yml"
SAME = "the same"  # what the form offers to those who doubt only the reasons
# What lets a command fail unheard: in a workflow, or in a recipe, whose lines a minus may begin.
SWALLOWS = re.compile(
    r"""\|\|\s*(?:true|:|exit\s+0)(?=[\s;)"']|$) | ;\s*(?:true|:|exit\s+0)\s*["']?$ | \bset\s+\+e\b
      | \bcontinue-on-error:\s*(?!false)\S""",
    re.VERBOSE,
)
IGNORED, EXPORTS = ".gitignore", "scripts/groundtruth/exports"
README, LAUNCH = "README.md", "scripts/groundtruth/pages/launch.py"
OFFLINE = f"{EXPORTS}/offline.js"
SOURCES = (
    *("docs/**/*.md", "docs/data/**/*.*", "docs/assets/*.*", "notebooks/**/*.ipynb", "overrides/**/*.html"),
    *("scripts/**/*.py", "tests/**/*.py", "tests/cases/**/*.yml", ".github/**/*.yml", "linters/*.*"),
)
IGNORES = re.compile(r"^\t[@+]*-|^\.IGNORE\b")


def repository(root: Path = Path()) -> list[Problem]:
    """Everything that two files say differently, that no tool could read, or that goes out with the template."""
    return [
        *_addresses(root),
        *_licences(root),
        *_swallowed(root),
        *_packed(root),
        *_offered(root),
        *_ignored(root),
        *_named(root),
        *_attached(root),
        *_pythons(root),
    ]


def text_of(root: Path, name: str) -> str:
    """What a file says; nothing where there is none."""
    return (root / name).read_text("utf-8") if (root / name).is_file() else ""


def names_of(root: Path, pattern: str) -> list[str]:
    """The files that a pattern finds, by their paths from the root."""
    return [path.relative_to(root).as_posix() for path in sorted(root.glob(pattern))]


def line_at(name: str, text: str, position: int) -> str:
    """A place in a file: its name and line."""
    return f"{name}:{text.count(chr(10), 0, position) + 1}"


def _addresses(root: Path) -> Iterator[Problem]:
    """Addresses that are not those of the citation."""
    citation, configured = text_of(root, CITATION), text_of(root, CONFIGURATION)
    for key, name in ADDRESSES.items():
        cited, ours = (
            re.search(rf"^{one}:.*?(https?://[^\s\"'\],]+)", text, re.MULTILINE)
            for one, text in ((key, citation), (name, configured))
        )
        if cited and ours and cited[1].rstrip("/") != ours[1].rstrip("/"):
            what = (
                f"{name} is {ours[1]}, but {line_at(CITATION, citation, cited.start())} says that {key} is {cited[1]}"
            )
            place = line_at(CONFIGURATION, configured, ours.start())
            yield Problem(place, what, "Write the same address in both files; a fork writes its own in both.")


def _licences(root: Path) -> Iterator[Problem]:
    """Licences that are not those of the citation, for texts, and of LICENSE, for code.

    Where all others name one, and not that of the file which decides, that file is the one to look at.
    """
    citation = text_of(root, CITATION)
    given = re.search(r"^license: *(\S+)", citation, re.MULTILINE)
    of_text = given and re.search(r"CC-([A-Z-]+)-(\d\.\d)", given[1])
    of_code = text_of(root, "LICENSE").partition(" ")[0]
    if not (given and of_text):
        if citation:
            place = line_at(CITATION, citation, given.start()) if given else CITATION
            what = f"names the licence {given[1]}, which isn't that of the texts" if given else "names no licence"
            yield Problem(place, what, "Write license: and the one that LICENSE-TEXT.md names, such as CC-BY-4.0.")
        return
    cited = f"CC {of_text[1]} {of_text[2]}"
    deciding = {cited: line_at(CITATION, citation, given.start()), of_code: "LICENSE:1"}
    named: dict[str, list[tuple[str, str]]] = {cited: [], of_code: []}
    for name in LICENSED:
        for number, line in enumerate(text_of(root, name).splitlines(), 1):
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


def _offered(root: Path) -> Iterator[Problem]:
    """Verdicts that the form for a wrong one offers and the ledger doesn't know, and those that it leaves out."""
    text = text_of(root, FORM)
    try:
        form: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        return  # said by the linters
    fields = form.get("body", []) if isinstance(form, dict) else []
    for field in (one for one in fields if isinstance(one, dict) and one.get("id") == "verdict"):
        options = [str(one) for one in field.get("attributes", {}).get("options", [])]
        place = line_at(FORM, text, max(text.find("options:", text.find("id: verdict")), 0))
        for option in options:
            if option not in VERDICTS and not option.startswith(SAME):
                yield Problem(place, f"offers '{option}', which is no verdict", nearest(option, VERDICTS, "Write one."))
        for verdict in VERDICTS:
            if verdict not in options:
                yield Problem(
                    place, f"does not offer '{verdict}'", "Add it: readers may find any verdict the right one."
                )


def _swallowed(root: Path) -> Iterator[Problem]:
    """Commands of workflows and of the Makefile that may fail unheard, without a comment that says why."""
    for name in [*names_of(root, ".github/workflows/*.y*ml"), MAKEFILE]:
        lines = text_of(root, name).splitlines()
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


def _ignored(root: Path) -> Iterator[Problem]:
    """Lines of .gitignore by which git would pass over new sources, and say nothing."""
    lines = text_of(root, IGNORED).splitlines()
    spec = GitIgnoreSpec.from_lines(lines)
    lost: dict[int, list[str]] = {}
    for name in (name for pattern in SOURCES for name in names_of(root, pattern)):
        found = spec.check_file(name)
        if found.include and found.index is not None:
            lost.setdefault(found.index, []).append(name)
    for index, names in lost.items():
        what = f"'{lines[index]}' hides {names[0]} from git{f', and {len(names) - 1} more' if len(names) > 1 else ''}"
        yield Problem(f"{IGNORED}:{index + 1}", what, "Begin it with / if one folder is meant, or take it out.")


def _named(root: Path) -> Iterator[Problem]:
    """What the exports name and is not there, assets and functions: readers of a copy would be the first to notice."""
    there = {path.name for folder in ("docs/assets", EXPORTS) for path in (root / folder).rglob("*")}
    for name in names_of(root, f"{EXPORTS}/*.py"):
        text = text_of(root, name)
        for found in re.finditer(r"[\"'](assets/(?:[\w.-]+/)*([\w-]+\.(?:js|css|svg)))[\"']", text):
            if found[2] not in there:
                remedy = nearest(found[2], there, "Correct the name.")
                yield Problem(line_at(name, text, found.start()), f"names {found[1]}, which is not there", remedy)
    handed = re.findall(r"^    (\w+): \(", text_of(root, OFFLINE), re.MULTILINE)
    text = text_of(root, f"{EXPORTS}/offline.py")
    for called in re.finditer(r"\{HANDS_OVER\}\.(\w+)\(", text):
        if called[1] not in handed:
            what = f"lets the copy call {called[1]}, and {OFFLINE} hands over only {', '.join(handed)}"
            remedy = f"{nearest(called[1], handed, 'Use one of these.')} Both files must have the same name."
            yield Problem(line_at(f"{EXPORTS}/offline.py", text, called.start()), what, remedy)


def _attached(root: Path) -> Iterator[Problem]:
    """Files to download that the readme and the releases call differently."""
    made = set(re.findall(r"^    \"([\w-]+\.[a-z]+)\": \(", text_of(root, LAUNCH), re.MULTILINE))
    text = text_of(root, README)
    told = {found[1]: found for found in re.finditer(r"^\| `([\w-]+\.[a-z]+)`", text, re.MULTILINE)}
    for name in sorted(told.keys() - made) if made else ():
        remedy = nearest(name, made, f"{LAUNCH} names them all.")
        yield Problem(line_at(README, text, told[name].start()), f"names {name}, which no release has", remedy)
    for name in sorted(made - told.keys()) if told else ():
        place = line_at(LAUNCH, text_of(root, LAUNCH), text_of(root, LAUNCH).index(name))
        yield Problem(place, f"names {name}, and the table of {README} doesn't", "Use one name in both.")


def _pythons(root: Path) -> Iterator[Problem]:
    """Where the oldest Python that is promised is another than pyproject.toml has: tools go by that file."""
    asked = re.search(r"^requires-python = \">=([\d.]+)\"", text_of(root, "pyproject.toml"), re.MULTILINE)
    for name in (MAKEFILE, README) if asked else ():
        text = text_of(root, name)
        for found in re.finditer(r"Python (\d[\d.]*\d) or newer|--python-version (\d[\d.]*\d)", text):
            promised = found[1] or found[2]
            if asked and promised != asked[1]:
                what = f"asks for Python {promised}, and pyproject.toml for {asked[1]}"
                yield Problem(line_at(name, text, found.start()), what, "Name one version in both.")
