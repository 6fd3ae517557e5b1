"""Markdown as other sites have it, of which this one would show the signs: formulas, tabs, icons, boxes to tick."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .typed import BACKTICKS, CODE, FRONT, MACRO

Fault = tuple[int, str, str]  # line, what is wrong, the better way
# How it is written, what it is, which extension of mkdocs.yml would read it, and what to write here.
DIALECTS: list[tuple[str, str, str, str]] = [
    (
        # Prices have a dollar, too, but neither a command nor an index behind it.
        r"\$\$|(?<![\\\w])\$(?=[^\s$\d]|\d*[_^\\])[^$\n]*?(?:\\[a-zA-Z]+|[A-Za-z0-9][_^][\w{(])[^$\n]*\$",
        "a formula in TeX",
        "pymdownx.arithmatex",
        "Say it in words, or as code: `n / (2 * n_yes)`.",
    ),
    (r"^ *={3}[!+]? *[\"']", "a tab", "pymdownx.tabbed", "Write a heading or a bold line for each."),
    (
        r"(?<![\w:`]):(?:[a-z]+(?:-[a-z0-9]+)+|[a-z][a-z_]{2,}):(?![\w:])",
        "an icon",
        "pymdownx.emoji",
        "Write the word.",
    ),
    (r"(?<!=)==(?=[^\s=])[^=\n]*[^\s=]==(?!=)", "marked text", "pymdownx.mark", "Write **bold**, or _emphasis_."),
    (r"~~(?=\S)[^~\n]+~~", "text crossed out", "pymdownx.tilde", "Delete it."),
    (r"^ *[-*+] \[[ xX]\]\s", "a box to tick", "pymdownx.tasklist", "Write a list without boxes."),
    (r"^:{3,}", "a box of another program", "pymdownx.blocks", "Write !!! note, and indent what belongs into it."),
    (r"\{ *[a-z_]+\([^{}\n]*\) *\}", "a macro in single braces", "single braces", "Write two on either side: {{ … }}."),
    (r"\[\[[^\]\n]+\]\]", "a link as wikis have it", "wikilinks", "Write [words](page.md)."),
]
SIGNS = [(re.compile(sign, re.MULTILINE), what, known, better) for sign, what, known, better in DIALECTS]
# What a fence may name beside a language.
DRAWN = re.compile(r"^ *(?:`{3,}|~{3,}) *(\{?(?:mermaid|math|plantuml|dot|graphviz)\b|\{[\w-]+\})", re.MULTILINE)


def dialects(text: str, settings: str = "") -> Iterator[Fault]:
    """Every such sign in a text, unless `settings`, the text of mkdocs.yml, have the extension that reads it."""
    for fence in DRAWN.finditer(text):
        what = f"“{fence[1]}” is a drawing or a box of another program, and readers would see its code"
        yield _line(text, fence.start()), what, "Draw it as an SVG in docs/assets, or say it in words."
    bare = text
    for part in (FRONT, MACRO, CODE, BACKTICKS):
        bare = part.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), bare)
    for pattern, name, extension, better in SIGNS:
        for sign in pattern.finditer(bare) if extension not in settings else ():
            what = f"“{sign[0].strip()[:40]}” is {name}, which would be shown as it is typed"
            yield _line(text, sign.start()), what, better


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
