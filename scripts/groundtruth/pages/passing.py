"""What parsers need not read: cards, which are finished HTML, for Markdown; and most tags, for the search.

Python-Markdown, MkDocs and the search's plugin each read every tag in Python, which took a quarter of a build's time.
"""

from __future__ import annotations

import re

# Lines of HTML between empty ones; code between fences only looks like it.
NAMES = "section|aside|figure|div|table|ul|ol|dl|details|nav|form|p|script|h[1-6]"
BLOCK = re.compile(
    rf"^(?P<fence>```+|~~~+).*?^(?P=fence)|(?<![^\n]\n)^(?P<html><(?:{NAMES})\b[^\n]*(?:\n[^\n]+)*)",
    re.MULTILINE | re.DOTALL,
)
OPENED, CLOSED = re.compile(rf"<(?:{NAMES})\b"), re.compile(rf"</(?:{NAMES})>")
LAST = re.compile(rf"</(?:{NAMES})>\s*$")
MARKDOWN = re.compile(r"\smarkdown\b|^(?:```|~~~)", re.MULTILINE)
MARK = "<div>\ue000{}\ue001</div>"
MARKED = re.compile(MARK.format(r"(\d+)"))
ID = re.compile(r"\sid=[\"']?([^\"'\s>]+)")

# What the search leaves out anyway, and the tags that it goes by: headings, what they may stand in, what it keeps.
UNHEARD = re.compile(r"<svg\b.*?</svg>|<pre class=.gt-pre.*?</pre>|<a class=.headerlink.*?</a>", re.DOTALL)
HEARD = "h[1-6]|section|div|aside|figure|details|template|p|code|pre|li|ol|ul|sub|sup|object|script|style"
WITHIN = r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*"  # a tag, up to its end
EXCLUDED = re.compile(rf"<(\w+)\b{WITHIN}\sdata-search-exclude")


def hold(markdown: str) -> tuple[str, list[str]]:
    """A page's Markdown with a mark for each block of finished HTML, and these blocks."""
    held: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if not found["html"] or not _finished(found["html"]):
            return found[0]
        held.append(found["html"])
        return MARK.format(len(held) - 1)

    return BLOCK.sub(keep, markdown), held


def _finished(block: str) -> bool:
    """Whether lines are elements from beginning to end, with nothing between them that is Markdown's to read."""
    depth = 0
    for line in block.splitlines():
        if depth == 0 and not OPENED.match(line):
            return False
        depth += len(OPENED.findall(line)) - len(CLOSED.findall(line))
        if depth < 0 or (depth == 0 and not LAST.search(line)):
            return False
    return depth == 0 and not MARKDOWN.search(block)


def give_back(html: str, held: list[str]) -> str:
    """The page with the blocks in place of their marks. Raises ValueError where Markdown made something else of one."""
    if [int(number) for number in MARKED.findall(html)] != list(range(len(held))):
        raise ValueError("a block of HTML was not found again: put an empty line before and after it, and close fences")
    return MARKED.sub(lambda mark: held[int(mark[1])], html)


def ids(blocks: list[str]) -> set[str]:
    """What links may lead to within blocks."""
    return {name for block in blocks for name in ID.findall(block)}


def heard(html: str) -> str:
    """A page's HTML with all that the search's plugin makes something of: the same index, but for white space."""
    html = UNHEARD.sub("", html)
    kept = "|".join([HEARD, *sorted(set(EXCLUDED.findall(html)))])
    return re.sub(r"\s+", " ", re.sub(rf"</?(?!(?:{kept})\b)[a-z]{WITHIN}>", "", html))
