"""Texts that no tool could read as they were meant: bytes that are not UTF-8, and merges that nobody finished.

All that reads a text here, MkDocs included, takes it for UTF-8 and for whole. One byte of another encoding would stop
the first that reads it without a word on where; a merge's markers would be told as whatever a parser makes of them.
So both are looked for before anything is read, and told alone: what else is wrong could only follow from them. Only a
page with a merge's markers is a page nevertheless, and all else can be told beside it.
"""

from __future__ import annotations

import codecs
import functools
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .places import EVIDENCE, EXECUTED, OUTCOMES, PRINTED, STUDY
from .problems import Problem

# Where people write: these folders, and what lies beside them.
FOLDERS = ("docs", "notebooks", "overrides", "scripts", ".github")
TEXTS = {
    ".cfg",
    ".cff",
    ".cjs",
    ".css",
    ".csv",
    ".html",
    ".in",
    ".ipynb",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".mjs",
    ".py",
}
TEXTS |= {".sh", ".sql", ".svg", ".toml", ".ts", ".txt", ".xml", ".yaml", ".yml"}
NAMELESS = {"LICENSE", "Makefile"}
# What commands write: they make a damaged one anew, so that none of them waits for it.
GENERATED = {
    EXECUTED.as_posix(): "make labs",
    EVIDENCE.as_posix(): "make labs",
    OUTCOMES.as_posix(): "make labs",
    PRINTED.as_posix(): "make questions",
    STUDY.as_posix(): "make study",
}
MERGE = "has a merge that nobody finished"
MARK = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?:[ \t].*)?\r?$", re.MULTILINE)


def broken(root: Path = Path()) -> list[Problem]:
    """Every text of the repository that has to be saved, or merged, again."""
    found: list[Problem] = []
    for inside, _, names in (next(os.walk(root)), *(one for folder in FOLDERS for one in os.walk(root / folder))):
        found += _of(root, Path(inside), names)
    return sorted(found)


def stopping(found: list[Problem]) -> list[Problem]:
    """All of these, if one of them keeps others from being told; else none."""
    return found if any(not (one.file.endswith(".md") and one.what.startswith(MERGE)) for one in found) else []


def by_hand(root: Path = Path()) -> list[Problem]:
    """The same of what people wrote."""
    return [problem for problem in broken(root) if not _maker(problem.place)]


def _maker(place: str) -> str:
    """The command that writes a file; none where people do."""
    return next((command for start, command in GENERATED.items() if place.startswith(start)), "")


def _of(root: Path, folder: Path, names: Iterable[str]) -> list[Problem]:
    """The same of files that lie in one folder."""
    found: list[Problem] = []
    for name in names:
        path = folder / name
        if path.suffix.lower() in TEXTS or name in NAMELESS:
            try:
                state = path.stat()
            except FileNotFoundError:  # an editor's draft, renamed a moment ago, or its lock, which leads nowhere
                continue
            found += _faults(path, path.relative_to(root).as_posix(), state.st_mtime_ns, state.st_size)
    return found


@functools.lru_cache(maxsize=8192)  # a served handbook asks after every edit
def _faults(path: Path, place: str, changed: int, size: int) -> tuple[Problem, ...]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return (undecodable(content, error.start, place),)
    return (*marked(text, place), *unfinished(text, place))


def undecodable(content: bytes, at: int, place: str) -> Problem:
    """What to say of the first byte that is not UTF-8: its line, and the words before it."""
    words = content[max(0, at - 30) : at].decode("utf-8", "ignore").splitlines()
    what = f"is not UTF-8: the byte 0x{content[at]:02x} stands after “{words[-1].strip() if words else ''}”"
    remedy = "Save the file again as UTF-8: it has another encoding now, perhaps that of an editor on Windows."
    return Problem(f"{place}:{content.count(10, 0, at) + 1}", what, remedy)


def marked(text: str, place: str) -> Iterator[Problem]:
    """A mark that some editors put before a text: JSON, front matter and shells take it for a part of the text."""
    if text.startswith(codecs.BOM_UTF8.decode("utf-8")):
        remedy = "Save the file again as UTF-8 without it; editors call it BOM or signature."
        yield Problem(f"{place}:1", "begins with a byte order mark", remedy)


def unfinished(text: str, place: str) -> Iterator[Problem]:
    """Merges that nobody finished, each at the first marker that is left of it."""
    inside = False
    for found in MARK.finditer(text):
        heading = found[1][0] == "=" and place.endswith(".md")  # seven of them may underline one
        if found[1][0] == "<" or not (inside or heading):
            what = f"{MERGE}: {found[0].strip()}"
            remedy = (
                "Keep what is right of its sides, and delete the lines that begin with <<<<<<<, ======= or >>>>>>>."
            )
            if command := _maker(place):
                remedy = f"Take one side whole, `git checkout --theirs {place}`, and run `{command}`, which writes it."
            yield Problem(f"{place}:{text.count(chr(10), 0, found.start()) + 1}", what, remedy)
        inside = found[1][0] != ">" and (inside or not heading)
