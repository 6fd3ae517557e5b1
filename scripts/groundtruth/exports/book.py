"""The site's pages in the order of its navigation, without what only a screen can do: what the PDF and the EPUB hold.

Drawings are taken out before a page is read and put back when it is written: they are the bulk of it, they are XML, and
a reader of HTML would spoil the names of their attributes.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag

from ..problems import Problem, Refused

# A drawing may hold another.
SVG = re.compile(r"<svg\b(?:(?!</?svg\b).|<svg\b(?:(?!</?svg\b).)*</svg>)*</svg>", re.DOTALL)
# Forms, scripts, buttons and whatever else needs a screen; and what each page says that the book says once.
SCREEN = (
    "script, style, form, button, textarea, input, template, noscript, .gt-filters, .gt-none, .gt-sql__tools,"
    " .gt-sql__status, .gt-sql__still, .gt-move__controls, [data-status], .headerlink, .md-content__button,"
    " .gt-citation, .gt-launch, .gt-save, [hidden]:not(svg *)"
)
# Of a lab: what it asks, its rule, its figure, what it does not show. Steps and code are in the notebook.
IN_SHORT = re.compile(r"the-(rule|figure)|what-this-(lab-decides|does-not)|what-the-rule-says|an-illustration")
CODE = ".gt-code, .highlight, .gt-output, .gt-evidence"
LAB = "labs/"
WHOLE = '<p>Here is the lab in short. <a href="{address}">On the site</a> it has its steps, code and exercises.</p>'
# What an address within the book begins with.
INSIDE = "book:"


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: a page by its URL path (`truths/basics/`), or a part, whose `path` is None."""

    title: str
    path: str | None
    level: int


@dataclass
class Leaf:
    """A page of the book. `level` is 1, or 2 below a part; a part of its own page has none above it."""

    path: str
    title: str
    level: int
    article: Tag
    drawings: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its file's name: `truths-basics`."""
        return self.path.strip("/").replace("/", "-") or "home"


def entries(nav: list[Any], level: int = 1) -> Iterator[Entry]:
    """The lines of mkdocs.yml's navigation. A part that begins with its own page (`index.md`) is that page."""
    for item in nav:
        title, target = next(iter(item.items())) if isinstance(item, dict) else ("", item)
        if isinstance(target, str):
            yield Entry(title, _address(target), level)
            continue
        first = next(iter(target[0].values())) if isinstance(target[0], dict) else target[0]
        own = isinstance(first, str) and (first.endswith("index.md") or title in target[0])
        yield Entry(title, _address(first) if own else None, level)
        yield from entries(target[1:] if own else target, level + 1)


def _address(source: str) -> str:
    stem = posixpath.splitext(source)[0]
    return f"{stem}/".removesuffix("index/") if stem.endswith("index") else f"{stem}/"


def bound(nav: list[Any], read: Callable[[str], str], address: str) -> list[Entry | Leaf]:
    """The book's pages, with parts before them; `read` gives the HTML of `truths/basics/`, `address` is the site's.

    Refuses a page that cannot be read, all at once.
    """
    found: list[Entry | Leaf] = []
    problems = []
    for entry in entries(nav):
        if entry.path is None:
            found.append(entry)
            continue
        try:
            found.append(leaf(entry, read(entry.path), address))
        except (OSError, ValueError) as error:
            what = f"is no page of the book: {error}"
            problems.append(Problem(f"site/{entry.path}", what, "Run `make build check`."))
    if problems:
        raise Refused(problems)
    leaves = {one.path: one for one in found if isinstance(one, Leaf)}
    names = {path: {str(tag["id"]) for tag in one.article.select("[id]")} for path, one in leaves.items()}
    for one in leaves.values():
        lead: Callable[[str], str] = functools.partial(resolved, path=one.path, names=names, address=address)
        for link in one.article.select("a[href]"):
            link["href"] = lead(str(link["href"]))
        one.drawings = [_led(svg, lead) for svg in one.drawings]
        for picture in one.article.select("img[src]"):
            picture["src"] = posixpath.normpath(posixpath.join("/", one.path, str(picture["src"]))).lstrip("/")
    return found


def _led(svg: str, lead: Callable[[str], str]) -> str:
    """A drawing whose links lead to where `lead` says."""
    return re.sub(r'(<a\b[^>]*?\shref=")([^"]*)"', lambda found: f'{found[1]}{lead(found[2])}"', svg)


def leaf(entry: Entry, html: str, address: str) -> Leaf:
    """A page cleaned of what needs a screen, its headings below the entry's level. ValueError without an article."""
    start, end = html.find("<article"), html.rfind("</article>")
    if start < 0 or end < 0:
        raise ValueError("it has no article")
    drawings: list[str] = []

    def kept(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<i data-drawing="{len(drawings) - 1}"></i>'

    soup = BeautifulSoup(SVG.sub(kept, html[start : end + len("</article>")]), "html.parser")
    article = soup.article
    if article is None or article.h1 is None:
        raise ValueError("it has no heading")
    path = entry.path or ""
    if path.startswith(LAB) and path != LAB:
        shorten(article)
        told = BeautifulSoup(WHOLE.format(address=f"{address}{path}"), "html.parser")
        article.h1.insert_after(told)
    for tag in article.select(SCREEN):
        tag.decompose()
    unfold(article)
    for tag in article.find_all(True):
        for name in ("title", "tabindex", "download", "target", "itemscope", "itemtype", "itemprop", "loading"):
            del tag[name]
    for cell in article.select("td, th"):
        if not cell.get_text(strip=True) and not cell.find(True):
            cell.string = "\xa0"  # an empty cell would not be printed, and its row be shorter than the others
    for quoted in article.select("q"):  # marks that a style sheet adds are not read aloud
        quoted.insert(0, "“")
        quoted.append("”")
        quoted.unwrap()
    for tag in article.find_all(re.compile("^h[1-6]$")):
        tag.name = f"h{min(6, int(tag.name[1]) + entry.level - 1)}"
    title = article.find(f"h{entry.level}").get_text(" ", strip=True)  # type: ignore[union-attr]
    return Leaf(path, entry.title or title, entry.level, article, drawings)


def shorten(article: Tag) -> None:
    """Leaves of a lab what a reader without the notebook can use; figures stay wherever they stand."""
    for tag in article.select(CODE):
        if not tag.select_one("figure, [data-drawing]"):
            tag.decompose()
    body = article.select_one(".gt-lab") or article
    keep = True
    for tag in list(body.find_all(recursive=False)):
        if tag.name == "h2":
            keep = bool(IN_SHORT.match(str(tag.get("id", ""))))
        if not keep and not (tag.name == "figure" or tag.select_one("figure")):
            tag.decompose()


def unfold(article: Tag) -> None:
    """What a reader would open is open: on paper there is nothing to press."""
    for details in reversed(article.select("details")):
        summary = details.find("summary", recursive=False)
        inline = all(not isinstance(one, Tag) or one.name in INLINE for one in details.children)
        if summary is not None:
            summary.name = "b"
            if not summary.find_parent(("p", "span")) and not inline:
                summary.name = "p"
            summary["class"] = "gt-fold__name"
        # In a sentence it stays a part of it.
        within = details.find_parent(("p", "span"))
        details.name = "span" if within or inline else "div"
        details.attrs = {"class": "gt-fold", **({"id": details["id"]} if details.get("id") else {})}


INLINE = {"a", "b", "cite", "code", "em", "i", "q", "small", "span", "strong", "summary", "sub", "sup", "time"}


def resolved(href: str, path: str, names: Mapping[str, set[str]], address: str) -> str:
    """Where a link of the page `path` leads in the book: `book:truths/basics/#id`, else the address on the web."""
    if re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
        return href
    target, _, fragment = href.partition("#")
    target, _, query = target.partition("?")
    joined = posixpath.normpath(posixpath.join("/", path, target)).lstrip("/") if target else path
    if target and joined and (target.endswith("/") or target.rpartition("/")[2] in (".", "..")):
        joined += "/"
    if joined not in names:
        return f"{address}{joined}{f'?{query}' if query else ''}{f'#{fragment}' if fragment else ''}"
    return f"{INSIDE}{joined}#{fragment if fragment in names[joined] else ''}"


def written(one: Leaf, drawing: Callable[[str], str]) -> str:
    """The page's article as XHTML; `drawing` changes each drawing on its way back."""
    html = one.article.decode(formatter="minimal")
    return re.sub(
        r'<i data-drawing="(\d+)">(?:</i>)?', lambda found: drawing(one.drawings[int(found[1])]), html
    ).replace("</svg></i>", "</svg>")


def renamed(svg: str, prefix: str) -> str:
    """A drawing whose ids begin with `prefix`, so that two copies can stand in one document."""
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    return re.sub(r'((?:href="|url\()#)', rf"\g<1>{prefix}", svg)


def coloured(text: str, colours: Mapping[str, str]) -> str:
    """With the colours themselves in place of their names: `var(--gt-paper, #fff)` gives what `colours` has for it."""
    return re.sub(
        r"var\((--[\w-]+)(?:,\s*([^()]*))?\)", lambda found: colours.get(found[1]) or found[2] or "currentColor", text
    )


def palette(style_sheet: str) -> dict[str, str]:
    """The colours of the light palette, by their names in the style sheet."""
    block = style_sheet.partition('[data-md-color-scheme="default"] {')[2].partition("}")[0]
    # They may stand in an attribute.
    return {name: value.replace('"', "'") for name, value in re.findall(r"(--gt-[\w-]+):\s*([^;]+);", block)}
