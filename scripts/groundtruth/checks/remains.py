"""What programs leave in texts, and people overlook: letters of a wrong encoding, marks of a chatbot, blanks of a
template that nobody filled in, and one entry's words pasted into another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..places import DATA
from ..problems import Problem
from .typed import BACKTICKS

WRITTEN = (
    *("docs/**/*.md", "docs/data/**/*.yml", "notebooks/**/*.ipynb", "overrides/**/*.html", ".github/**/*.y*ml"),
    *("*.md", "LICENSE", "CITATION.cff", "mkdocs.yml", "pyproject.toml"),
)
OTHERS = re.compile(r"[^\x00-\x7f]{2,}")  # of which one letter of UTF-8, read in another encoding, makes two or more
CHATBOTS = re.compile(
    r":?contentReference\[|\boaicite\b|\u3010\d+[^\u3011]{0,20}\u3011|\[cite_start\]|\[cite: ?\d[\d, ]*\]|"
    r"\b(?:cite)?turn\d+(?:search|view|news|file|image)\d+|[?&]utm_source=(?:chatgpt|openai|perplexity)|"
    r"\bas an AI(?: language)? model\b|\bmy (?:last )?knowledge cut-?off\b|"
    r"\b(?:certainly|sure|of course)! here(?:'s| is| are)\b",
    re.IGNORECASE,
)
# One of these is in each, and found sooner.
HINTS = (
    "contentreference",
    "oaicite",
    "\u3010",
    "[cite",
    "turn0",
    "turn1",
    "utm_source",
    "as an ai",
    "knowledge cut",
    "! here",
)
BLANKS = re.compile(
    r"[\[<{](?:year|yyyy|full ?name|name of (?:copyright owner|author)|copyright holders?|your[ _-]\w+|"
    r"project[ _-]name|insert[ \w]*|description here|owner|email)[\]>}](?!\()|"
    r"\byour[-_](?:user)?name\b|\bCHANGE_?ME\b|\bX{4,}\b",
    re.IGNORECASE,
)
# Of the entries of a file or a folder: the keys whose words are an entry's own.
OWN: dict[str, tuple[str, ...]] = {
    "exercises/**/*.yml": ("title", "task", "hint", "praise", "after", "solution"),
    "glossary.yml": ("means", "more"),
    "playground.yml": ("title", "task", "hint", "query", "solution"),
    "questions/*.yml": ("question", "minute", "full", "code"),
    "facts/*.yml": ("text",),
}


def remains(root: Path = Path()) -> Iterator[Problem]:
    """Every such trace in what people write."""
    for path in (path for pattern in WRITTEN for path in sorted(root.glob(pattern))):
        yield from left(path.read_text("utf-8"), path.relative_to(root).as_posix())
    for pattern, keys in OWN.items():
        yield from pasted(root, pattern, keys)


def left(text: str, place: str) -> Iterator[Problem]:
    """Such traces in one text."""
    for found in OTHERS.finditer(text):
        if meant := read_again(found[0]):
            what = f"“{found[0]}” is “{meant}”, saved as UTF-8 and read in another encoding"
            remedy = "Type it anew, and let the editor open and save files as UTF-8."
            yield Problem(f"{place}:{_line(text, found)}", what, remedy)
    lower = text.lower()
    for found in CHATBOTS.finditer(text) if any(hint in lower for hint in HINTS) else ():
        what = f"“{found[0]}” is what a chatbot left"
        yield Problem(f"{place}:{_line(text, found)}", what, "Read what stands there, check it, and take the mark out.")
    code = place.endswith((".yml", ".yaml", ".html", ".ipynb"))  # whose brackets have meanings of their own
    shown = BACKTICKS.sub(lambda span: "`" * len(span[0]), text)
    for found in BLANKS.finditer(shown) if not code else ():
        what = f"“{found[0]}” is a template's blank"
        yield Problem(f"{place}:{_line(text, found)}", what, "Fill it in.")


def read_again(letters: str) -> str:
    """What these letters were before they were read in the encoding of Windows; nothing where they are no such trace.

    >>> read_again("â€™"), read_again("Ã©"), read_again("“É")
    ('’', 'é', '')
    """
    try:
        return b"".join(map(_byte, letters)).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return ""


def _byte(letter: str) -> bytes:
    """As Windows has it; its five holes are what they are in Latin-1."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def pasted(root: Path, pattern: str, keys: tuple[str, ...]) -> Iterator[Problem]:
    """Words that two entries have in one key."""
    seen: dict[tuple[str, str], str] = {}
    for path in sorted((root / DATA).glob(pattern)):
        try:
            content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            continue  # which is told where it is read
        place = path.relative_to(root).as_posix()
        for name, entry in _entries(content):
            for key in keys:
                words = " ".join(str(entry.get(key) or "").split())
                at = f"{place} {name}{key}".strip()
                if words and (first := seen.setdefault((key, words), at)) != at:
                    yield Problem(at, f"says the same as {first}", "Write what belongs here, or delete one of the two.")


def _entries(content: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entries of a file, each with the beginning of its place: the file itself, or those of its lists."""
    if isinstance(content, list):
        yield from ((f"[{nth}] ", one) for nth, one in enumerate(content) if isinstance(one, dict))
    elif isinstance(content, dict):
        lists = {name: value for name, value in content.items() if isinstance(value, list)}
        entries = [(f"{name}[{nth}] ", one) for name, value in lists.items() for nth, one in enumerate(value)]
        yield "", content
        yield from ((name, one) for name, one in entries if isinstance(one, dict))
