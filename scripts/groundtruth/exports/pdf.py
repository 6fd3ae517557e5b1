"""The book as one page of HTML, which a browser prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from .book import INSIDE, Entry, Leaf, renamed, written

Book = list[Entry | Leaf]


@dataclass(frozen=True)
class About:
    """What a file says of itself. `day` is that of the last change (`2026-11-29`), `address` the site's."""

    title: str
    description: str
    version: str
    day: str
    address: str
    language: str = "en"
    author: str = "Ground Truth contributors"
    licence: str = "https://creativecommons.org/licenses/by/4.0/"


def html(book: Book, about: About, styles: list[str], more: str, pages: Mapping[str, int] | None = None) -> str:
    """The whole book. `styles` are addresses of style sheets and `more` rules after them.

    `pages` says on which page each place of the contents stands, once that is known.
    """
    links = "".join(f'<link rel="stylesheet" href="{escape(style)}">' for style in styles)
    body = "".join(_part(one) if isinstance(one, Entry) else _page(one) for one in book)
    return (
        f'<!doctype html><html lang="{about.language}"><head><meta charset="utf-8"><title>{escape(about.title)}</title>'
        f"{links}<style>{more}</style></head>"
        '<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom"><main class="md-typeset">'
        f"{_title(about)}{_contents(book, pages or {})}{body}</main></body></html>"
    )


def anchor(one: Entry | Leaf) -> str:
    """The id of a page or a part in the book."""
    return f"page-{one.name}" if isinstance(one, Leaf) else f"part-{re.sub(r'[^a-z]+', '-', one.title.lower())}"


def _title(about: About) -> str:
    return (
        f'<section class="gt-title"><h1>{escape(about.title)}</h1><p>{escape(about.description)}</p>'
        f"<p>{escape(about.version)}, {escape(about.day)}</p>"
        f'<p><a href="{escape(about.address)}">{escape(about.address)}</a></p>'
        f'<p>{escape(about.author)}. Text licensed <a href="{escape(about.licence)}">CC BY 4.0</a>.</p></section>'
    )


def _contents(book: Book, pages: Mapping[str, int]) -> str:
    def line(one: Entry | Leaf) -> str:
        number = pages.get(anchor(one), "")
        return f'<a href="#{anchor(one)}"><span>{escape(one.title)}</span> <span>{number}</span></a>'

    return f'<section class="gt-contents"><h1>Contents</h1>{listed(book, line)}</section>'


def listed(book: Book, line: Callable[[Entry | Leaf], str]) -> str:
    """The navigation as nested lists, `line` being what stands for each page or part."""
    tops: list[tuple[Entry | Leaf, list[str]]] = []
    for one in book:
        if one.level == 1:
            tops.append((one, []))
        else:
            tops[-1][1].append(f"<li>{line(one)}</li>")
    below = [f"<ol>{''.join(lines)}</ol>" if lines else "" for _, lines in tops]
    return f"<ol>{''.join(f'<li>{line(top)}{more}</li>' for (top, _), more in zip(tops, below, strict=True))}</ol>"


def _part(entry: Entry) -> str:
    tag = f"h{entry.level}"
    return f'<section class="gt-part"><{tag} id="{anchor(entry)}">{escape(entry.title)}</{tag}></section>'


def _page(one: Leaf) -> str:
    """A page whose ids begin with its name, so that they are its own in the whole book."""
    prefix = f"{one.name}--"
    text = written(one, lambda svg: renamed(svg, ""))
    text = re.sub(r'(\sid=")', rf"\g<1>{prefix}", text)
    text = re.sub(r'(<[^>]*?(?:xlink:)?href="#|url\(#)', rf"\g<1>{prefix}", text)
    text = re.sub(r'(\s(?:aria-labelledby|aria-describedby|headers|for)=")', rf"\g<1>{prefix}", text)
    text = re.sub(rf'href="{INSIDE}([\w/-]*)#([^"]*)"', lambda found: f'href="#{_target(found[1], found[2])}"', text)
    return f'<section class="gt-page" id="{anchor(one)}">{text}</section>'


def _target(path: str, fragment: str) -> str:
    name = path.strip("/").replace("/", "-") or "home"
    return f"{name}--{fragment}" if fragment else f"page-{name}"


def headings(page: str) -> list[str]:
    """The words of all headings of a page of HTML."""
    found = re.findall(r"<h([1-6])\b[^>]*>(.*?)</h\1>", page, re.DOTALL)
    return [unescape(" ".join(re.sub(r"<[^>]*>", "", words).split())) for _, words in found]
