"""The colours of both palettes: text in them can be read on the grounds on which it stands (WCAG 2.2, 1.4.3); and what
has the focus can be seen.

The browser's tests look at every kind of element on every page; this tells the writer of a style sheet at once, and
names the variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..problems import Problem

SHEET = "docs/assets/groundtruth.css"
PALETTE = re.compile(r"\[data-md-color-scheme=\"(\w+)\"\] \{(.*?)\n\}", re.DOTALL)
COLOUR = re.compile(r"--gt-(\w+): *#([0-9a-f]{6})\b", re.IGNORECASE)
GROUNDS = ("paper", "raised")
# What is written in; lines and bands are not.
WRITTEN = (
    *("ink", "muted", "accent", "blue", "orange", "teal", "purple"),
    *("holds", "part", "depends", "fails", "outdated", "open"),
)
LEAST = 4.5
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLOCK = re.compile(r"([^{};]*)\{([^{}]*)\}")
BARE = re.compile(r"(?<![\w-])outline(?:-width|-style)?\s*:\s*(?:none|0)\b")
INSTEAD = re.compile(r"(?<![\w-])(?:border|box-shadow|background|text-decoration)[\w-]*\s*:")


def colours(root: Path = Path()) -> Iterator[Problem]:
    """Colours that one palette lacks, and those of text that are too close to a ground of their palette."""
    if not (root / SHEET).is_file():
        return  # told where it is named
    text = (root / SHEET).read_text("utf-8")
    every = {found[1] for palette in PALETTE.finditer(text) for found in COLOUR.finditer(palette[2])}
    for palette in PALETTE.finditer(text):
        named = {found[1]: found for found in COLOUR.finditer(text, palette.start(2), palette.end(2))}
        for name in sorted(every - named.keys()):
            place = f"{SHEET}:{text.count(chr(10), 0, palette.start()) + 1}"
            what = f"the palette {palette[1]} has no --gt-{name}, so the other palette's stands on its grounds"
            yield Problem(place, what, f"Give --gt-{name} a colour here, too.")
        for name, ground in ((name, ground) for name in WRITTEN for ground in GROUNDS):
            if name in named and ground in named and (found := contrast(named[name][2], named[ground][2])) < LEAST:
                what = f"--gt-{name} on --gt-{ground} has a contrast of {found:.1f} to 1 in the palette {palette[1]}"
                place = f"{SHEET}:{text.count(chr(10), 0, named[name].start()) + 1}"
                yield Problem(place, what, f"Take a colour further from the ground: text needs {LEAST} to 1.")


def unseen(root: Path = Path()) -> Iterator[Problem]:
    """Style sheets that take the frame from what has the focus, and put nothing in its place (WCAG 2.2, 2.4.7)."""
    for path in sorted((root / "docs/assets").glob("*.css")):
        text = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), path.read_text("utf-8"))
        rules = [(" ".join(rule[1].split()), rule) for rule in BLOCK.finditer(text)]
        framed = {name for name, rule in rules if not BARE.search(rule[2])}  # where the focus came by keyboard
        for name, rule in rules:
            instead = INSTEAD.search(rule[2]) or name.replace(":focus", ":focus-visible") in framed
            if ":focus" in name and BARE.search(rule[2]) and not instead:
                place = f"{path.relative_to(root).as_posix()}:{text.count(chr(10), 0, rule.start(2)) + 1}"
                what = f"'{name}' loses its outline, so nobody sees where the focus is"
                yield Problem(place, what, "Leave the outline, or draw a border or a shadow in its place.")


def contrast(one: str, other: str) -> float:
    """Of two colours, as six hexadecimal digits, by WCAG 2.2: from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
