"""Parts of a page that Markdown makes something else of than was meant, without a word: fences, folds, anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..problems import Problem
from .typed import FRONT, MACRO

FENCE = re.compile(r"^[ \t]*(?:>[ \t]*)*(`{3,}|~{3,})([^\n]*)$")
FOLD = re.compile(r"^( *)(?:\?{3}\+?|!{3}|={3}[!+]?) +\S.*$")
# A box as GitHub writes it.
ALERT = re.compile(r"^[ \t]*>[ \t]*(\[!\w+\])")
PARAGRAPH = re.compile(r"\S(?:.|\n(?![ \t]*\n))*")
LONG = 60  # characters below which two paragraphs may be alike, as in a list of steps
# An anchor as an attribute of Markdown, or of HTML.
ANCHOR = re.compile(r"\{:[^}\n]*?#([\w:.-]+)|<[a-zA-Z][^<>]*?\bid=[\"']?([\w:.-]+)")
# What stands for a picture, as Markdown or HTML writes it, and texts for it that say nothing of what it shows.
PICTURE = re.compile(r"!\[([^\]]*)\]\(|<img\b[^<>]*?\balt=[\"']([^\"']*)[\"']")
SAYS_NOTHING = re.compile(
    r"\S*\.(?:png|jpe?g|gif|svg|webp)"
    r"|(?:an? |the )?(?:image|picture|photo|figure|chart|plot|screenshot|alt|todo)\W*\d*",
    re.IGNORECASE,
)


def blocks(text: str, place: str) -> Iterator[Problem]:
    """Every such part of a page."""
    fenced, unclosed = _fences(text)
    for line in unclosed:
        what = "nothing closes the fence, so that words are shown as code, or code as words"
        yield Problem(f"{place}:{line}", what, "Write the same fence below the code, alone on its line.")
    lines = [line if number not in fenced else "" for number, line in enumerate(text.splitlines(), 1)]
    yield from _hollow(lines, place)
    left = "\n".join(lines)
    yield from anchors(left, place)
    yield from _again(left, place)
    yield from _footless(left, place)
    yield from _unsaid(left, place)
    yield from _boxes(lines, place)


def _again(text: str, place: str) -> Iterator[Problem]:
    """Paragraphs that stand twice, as when a merge kept both sides; what a macro writes may."""
    first: dict[str, int] = {}
    for found in PARAGRAPH.finditer(text):
        words, line = " ".join(found[0].split()), text.count("\n", 0, found.start()) + 1
        if len(words) < LONG or words.startswith("{{"):
            continue
        if words in first:
            what = f"the paragraph “{words[:40]}…” stands in line {first[words]} already"
            yield Problem(f"{place}:{line}", what, "Delete one of the two.")
        first.setdefault(words, line)


def _footless(text: str, place: str) -> Iterator[Problem]:
    """Marks of footnotes without a note: readers would see the brackets."""
    notes = set(re.findall(r"^\[\^([^\]\s]+)\]:", text, re.MULTILINE))
    for number, line in enumerate(text.splitlines(), 1):
        for mark in re.findall(r"\[\^([^\]\s]+)\](?!:)", re.sub(r"`[^`]*`", "", line)):
            if mark not in notes:
                remedy = f"Write [^{mark}]: and the note below, or say it in the sentence and cite a fact."
                yield Problem(f"{place}:{number}", f"the footnote [^{mark}] has no note", remedy)


def _boxes(lines: list[str], place: str) -> Iterator[Problem]:
    for number, line in enumerate(lines, 1):
        if found := ALERT.match(line):
            what = f"{found[1]} is a box on GitHub, and here readers would see it as it stands"
            yield Problem(f"{place}:{number}", what, "Write !!! note, and indent by 4 spaces what belongs into it.")


def _unsaid(text: str, place: str) -> Iterator[Problem]:
    """Pictures whose text is the name of a file, or a word that is true of any picture."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in PICTURE.finditer(re.sub(r"`[^`]*`", "", line)):
            said = (found[1] or found[2] or "").strip()
            if SAYS_NOTHING.fullmatch(said):
                what = f"a picture's text is '{said}', which says nothing to who can't see it"
                yield Problem(f"{place}:{number}", what, "Say in a sentence what the picture shows.")


def _fences(text: str) -> tuple[set[int], list[int]]:
    """The lines within code, and those of fences that nothing closes.

    As pymdownx.superfences has it: the same fence closes. One that names a language while another is open shows that
    the other was forgotten: who shows a fence within code takes a longer one around it.
    """
    fenced, unclosed = set[int](), list[int]()
    opened, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        found = FENCE.match(line)
        fence, told = (found[1], found[2].strip()) if found else ("", "")
        if "`" in told:  # code in a sentence
            fence = ""
        if not opened and fence:
            opened, start = fence, number
        elif opened and fence == opened and told:
            unclosed.append(start)
            start = number
        elif opened and fence == opened:
            fenced |= {*range(start, number + 1)}
            opened = ""
    return fenced, [*unclosed, start] if opened else unclosed


def _hollow(lines: list[str], place: str) -> Iterator[Problem]:
    """Folds, boxes and tabs with nothing in them, since what follows isn't indented."""
    for number, line in enumerate(lines, 1):
        found = FOLD.match(line)
        if found:
            inside = next((below for below in lines[number:] if below.strip()), "")
            if not inside.startswith(f"{found[1]}    "):
                what = f"nothing is in '{line.strip()}': what follows isn't indented, and stands open below it"
                yield Problem(f"{place}:{number}", what, "Indent by 4 spaces what belongs into it.")


def anchors(text: str, place: str) -> Iterator[Problem]:
    """Anchors that a page writes twice: every link leads to the first."""
    first: dict[str, int] = {}
    for part in (FRONT, MACRO):
        text = part.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for number, line in enumerate(text.splitlines(), 1):
        for found in ANCHOR.finditer(line):
            name = found[1] or found[2]
            if name in first:
                what = f"the anchor '{name}' stands in line {first[name]} already, and links lead there"
                yield Problem(f"{place}:{number}", what, "Give each heading its own.")
            first.setdefault(name, number)
