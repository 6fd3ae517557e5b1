"""What parsers need not read: cards, which are finished HTML, for Markdown; and most tags, for the search.

Python-Markdown, MkDocs and the search's plugin each read every tag in Python, which took a quarter of a build's time.
"""

from __future__ import annotations

import re
from collections import Counter

# Lines of HTML between empty ones; code between fences only looks like it.
NAMES = "section|aside|figure|div|table|ul|ol|dl|details|nav|form|p|script|h[1-6]"
BLOCK = re.compile(
    rf"^(?P<fence>```+|~~~+).*?^(?P=fence)|(?<![^\n]\n)^(?P<html><(?:{NAMES})\b[^\n]*(?:\n[^\n]+)*)",
    re.MULTILINE | re.DOTALL,
)
OPENED, CLOSED = re.compile(rf"<({NAMES})\b"), re.compile(rf"</({NAMES})>")
MARK = "<div>\ue000{}\ue001</div>"
MARKED = re.compile(MARK.format(r"(\d+)"))
ID = re.compile(r"\sid=[\"']?([^\"'\s>]+)")

# What the search leaves out anyway, and the tags that it goes by: headings, what they may stand in, what it keeps.
UNHEARD = re.compile(r"<svg\b.*?</svg>|<pre class=.gt-pre.*?</pre>|<a class=.headerlink.*?</a>", re.DOTALL)
HEARD = "h[1-6]|section|div|aside|figure|details|template|p|code|pre|li|ol|ul|sub|sup|object|script|style"
EXCLUDED = re.compile(r"<(\w+)\b[^<>]*\sdata-search-exclude")


def hold(markdown: str) -> tuple[str, list[str]]:
    """A page's Markdown with a mark for each block of finished HTML, and these blocks."""
    held: list[str] = []

    def keep(found: re.Match[str]) -> str:
        block = found["html"] or ""
        whole = block.endswith(">") and Counter(OPENED.findall(block)) == Counter(CLOSED.findall(block))
        if not whole or " markdown" in block:  # the rest is Markdown's to read
            return found[0]
        held.append(block)
        return MARK.format(len(held) - 1)

    return BLOCK.sub(keep, markdown), held


def give_back(html: str, held: list[str]) -> str:
    """The page with the blocks in place of their marks."""
    return MARKED.sub(lambda mark: held[int(mark[1])], html)


def ids(blocks: list[str]) -> set[str]:
    """What links may lead to within blocks."""
    return {name for block in blocks for name in ID.findall(block)}


def heard(html: str) -> str:
    """A page's HTML with all that the search's plugin makes something of: the same index, but for white space."""
    html = UNHEARD.sub("", html)
    kept = "|".join([HEARD, *sorted(set(EXCLUDED.findall(html)))])
    return re.sub(r"\s+", " ", re.sub(rf"</?(?!(?:{kept})\b)[a-z][^<>]*>", "", html))
