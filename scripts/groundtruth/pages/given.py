"""A Markdown extension: numbers in `backticks` look like text.

The source marks a number that is set by design, supposed or quoted with backticks, so that the checks know it
(checks/typed.py). To a reader it is a number like any other, and not code.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

# A number with its currency or unit, a sum, a range: no names, no operators or brackets of a programming language.
_ONE = r"(?>[$€£]?\d[\d,]*(?:[.']\d+)?[⁰¹²³⁴-⁹]*%?)"
NUMBERS = rf"(?=[^`<]*\d)(?:{_ONE}|(?:\b(?:ln|to|in)\b|(?<!/)/(?!/)|[-−+\u00d7=(), ])(?!\*))+"
SPAN = r"(?<![\\`])(`+)(.+?)(?<!`)\1(?!`)"
TEXT = re.compile(rf"(?<!<pre>)<code>({NUMBERS})</code>")


class Numbers(InlineProcessor):
    """Takes what is between backticks if it is a number, and leaves all else to whom it was meant for."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int] | tuple[None, None, None]:  # type: ignore[override]
        return (m[2], m.start(), m.end()) if re.fullmatch(NUMBERS, m[2]) else (None, None, None)


class Given(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(Numbers(SPAN, md), "given", 195)  # before any code


def as_text(html: str) -> str:
    """HTML that another converter made of Markdown, with its numbers as text."""
    return TEXT.sub(r"\1", html)
