"""Where the words of a lab's page lead: a claim's id to its card, and a trade word, where it first stands, to its
meaning. A notebook has no macros, which do this in chapters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

SHARED_FILE = "shared.txt"  # beside the page
# Where no word is linked: code, links, drawings, headings and tags, in HTML and in Markdown.
SKIPPED = (
    r"<(pre|code|a|svg|summary|h\d)\b.*?</\1>|<[^<>]*>|```.*?```|`[^`]*`|\$[^$\n]+\$|\[[^\]]*\]\([^)]*\)"
    r"|^#[^\n]*|https?://\S+"
)


@dataclass(frozen=True)
class Links:
    """`claims`: the address of each id. `terms`: address and meaning of each trade word, by the word. `shared`: where
    the functions are that labs share, and how many lines they have. `figures`: the names of the lab's figures, in their
    order, each a file beside the page."""

    claims: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    shared: tuple[str, int] = (SHARED_FILE, 0)
    figures: tuple[str, ...] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.terms, key=len, reverse=True)
        # A name in capitals is meant only as it is spelled; any other word may begin a sentence.
        words = [re.escape(w) if w != w.lower() else f"(?i:{re.escape(w[0])}){re.escape(w[1:])}" for w in longest_first]
        term = rf"|(?<![\w-])(?P<term>{'|'.join(words)})(?:e?s)?(?![\w-])" if words else "|(?P<term>(?!))"
        return re.compile(rf"{SKIPPED}|\b(?P<id>[A-Z]\d\d)\b{term}", re.DOTALL | re.MULTILINE)

    def into(self, words: str, told: set[str]) -> str:
        """Words, in HTML or Markdown, with their links; `told` are the terms that the page has explained before."""

        def link(found: re.Match[str]) -> str:
            if found["id"] in self.claims:
                return f'<a href="{self.claims[found["id"]]}">{found[0]}</a>'
            said = found["term"] or ""
            name = said if said in self.terms else said[:1].lower() + said[1:]
            if name in told or name not in self.terms:
                return found[0]
            told.add(name)
            address, means = self.terms[name]
            return f'<a class="gt-term" href="{address}" title="{escape(means)}">{found[0]}</a>'

        return self._pattern.sub(link, words)

    def plot(self, svg: str, name: str) -> str:
        """A figure as it stands in the page, with a link to its file; one without a name has none."""
        if not name:
            return f'<figure class="gt-plot" data-search-exclude>{svg}</figure>'
        saved = f'<figcaption class="gt-save"><a href="{name}.svg" download>Save this figure (SVG)</a></figcaption>'
        return f'<figure class="gt-plot" id="figure-{name}" data-search-exclude>{svg}{saved}</figure>'

    @property
    def key(self) -> str:
        """All that a page's links depend on."""
        return repr((dict(self.claims), dict(self.terms), self.shared, self.figures))
