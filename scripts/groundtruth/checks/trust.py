"""What the browser would trust: each script, address and element that may not be in a page, with its place.

The policy in overrides/main.html already keeps a foreign script from running. These checks keep it from getting in, and
keep the policy itself whole. Contributors' Markdown and notebooks are read strictly; what is ours (templates, the built
site) may also name scripts, styles and a policy.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown

from .. import texts
from ..pages.theme import plain_bundle
from ..places import EXECUTED, NOTEBOOKS, VENDOR
from ..problems import Problem, together
from .markup import SHIP, Fault, faults, tags
from .vendored import digest, foreign, listed, trusted

INLINE = re.compile(
    r"<script\b(?![^>]*\s(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE
)
JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)
FENCED = re.compile(r"^ {0,3}(```+|~~~+).*?^ {0,3}\1", re.DOTALL | re.MULTILINE)
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
# The ledger's HTML is escaped by the cards, but its addresses become links.
RUNNING = re.compile(r"(?:javascript|vbscript)\s*:\s*\S.*|data:text/.*", re.IGNORECASE)
# What a policy may permit. What has no fallback must be there.
REQUIRED = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "base-uri": {"'none'", "'self'"},
    "form-action": {"'none'"},
}
PERMITTED = REQUIRED | {
    "style-src": {"'self'", "'unsafe-inline'"},
    "style-src-elem": {"'self'"},
    "img-src": {"'self'", "data:"},
    "connect-src": {"'self'"},
    "worker-src": {"'self'"},
    "font-src": {"'self'"},
}
# What a page with a style sheet needs, too: else default-src 'none' blocks its look, pictures, data or search.
USED, SHEET = {"style-src", "img-src", "connect-src", "worker-src"}, "stylesheet"
# What a notebook may show. Anything else would be run or drawn by a script that no page has.
SHOWN = {"text/plain", "text/html", "image/svg+xml", "image/png", "image/jpeg", "application/json"}
DRAWING = "{http://www.w3.org/2000/svg}svg"
# Documents of their own, which would be served without a policy.
DOCUMENTS = {".html", ".htm", ".xhtml", ".xht", ".xml", ".mhtml", ".mjs", ".wasm", ".swf", ".pdf"}
# The comment in a drawing inside a style sheet, where its maker is named.
CREDIT = re.compile(r"(\burl\(\"data:image/svg\+xml[^\"\n]*?)(<!--[^\"\n]*?-->)")
HOSTS = {
    ".js": re.compile(r"\b(?:https?|wss?):/|[\"'`]\s*//\w", re.IGNORECASE),
    ".css": re.compile(r"@import|\burl\(\s*[\"']?\s*//|\bhttps?://(?!www\.w3\.org/2000/svg)", re.IGNORECASE),
}


@functools.cache
def _converter() -> Markdown:
    """Markdown as mkdocs.yml has it, as far as it can make or hide HTML."""
    names = ["attr_list", "footnotes", "md_in_html", "tables", "admonition"]
    return Markdown(extensions=[*names, *(f"pymdownx.{name}" for name in ("details", "superfences", "inlinehilite"))])


def markdown(text: str, place: str) -> Iterator[Problem]:
    """What may not be in a page's Markdown: in its front matter, its macros, and the HTML that it becomes."""
    for part in (*FRONT.finditer(text), *JINJA.finditer(text)):
        above = text.count("\n", 0, part.start())
        yield from (Problem(f"{place}:{above + f.line}", f.what, f.remedy) for f in faults(part[0]))
    # The HTML has other lines than the source: the words are looked up there, twice if they were found twice.
    source = FENCED.sub(_blank, JINJA.sub(_blank, FRONT.sub(_blank, text))).lower()
    after: dict[str, int] = {}
    for fault in _rendered(JINJA.sub("x", FRONT.sub("", text))):
        words = fault.words.lower()
        at = max(source.find(words, after.get(words, 0)), source.find(words))
        after[words] = at + 1
        # An address that was spelled in entities is not found again; it still has its file.
        yield Problem(f"{place}:{source.count(chr(10), 0, at) + 1}" if at >= 0 else place, fault.what, fault.remedy)


@functools.lru_cache(maxsize=4096)  # a lab's words stand in its source and in its executed copy
def _rendered(text: str) -> tuple[Fault, ...]:
    return tuple(faults(_converter().reset().convert(text)))


def _blank(match: re.Match[str]) -> str:
    """Spaces of the same shape, so that lines stay what they were."""
    return re.sub(r"[^\n]", " ", match[0])


def notebook(content: dict[str, Any], place: str, remedy: str = "") -> Iterator[Problem]:
    """What may not be in a notebook: in its description, cells of Markdown and HTML, attachments and outputs.

    `remedy` is added to each, for notebooks that a command wrote.
    """

    def told(where: str, what: str, how: str) -> Problem:
        return Problem(f"{place} {where}", what, f"{how} {remedy}".strip())

    described = str(content.get("metadata", {}).get("description", ""))
    yield from (told("description", fault.what, fault.remedy) for fault in faults(described))
    for number, cell in enumerate(content.get("cells", []), 1):
        where, source = f"cell {number}", "".join(cell.get("source", []))
        if cell.get("cell_type") == "markdown":
            yield from (told(where, problem.what, problem.remedy) for problem in markdown(source, place))
        elif cell.get("cell_type") == "raw":
            yield from (told(where, fault.what, fault.remedy) for fault in faults(source))
        shown = [*cell.get("attachments", {}).values(), *(o.get("data", {}) for o in cell.get("outputs", []))]
        for kind, value in (pair for bundle in shown for pair in bundle.items()):
            if kind not in SHOWN:
                yield told(where, f"shows {kind}", f"Show one of {', '.join(sorted(SHOWN))}.")
            elif kind in ("text/html", "image/svg+xml"):
                # pandas and matplotlib write style sheets, which the site drops.
                found = faults("".join(value), sheets=True)
                yield from (told(where, fault.what, fault.remedy) for fault in found)


def asset(text: str, place: str) -> Iterator[Problem]:
    """What may not be in our scripts, style sheets and drawings: addresses of other hosts, and scripts in drawings."""
    if place.lower().endswith(".svg"):
        if re.search(r"<\?xml-stylesheet|<!ENTITY|<!DOCTYPE[^>]*\[", text, re.IGNORECASE):
            yield Problem(place, "has a style sheet or entities of XML", "Leave them out.")
        else:
            yield from _drawn(text, place)
        yield from (Problem(f"{place}:{f.line}", f.what, f.remedy) for f in faults(text, sheets=True))
        return
    text = CREDIT.sub(lambda found: found[1] + " " * len(found[2]), text)
    for found in HOSTS[Path(place).suffix.lower()].finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        said = text.splitlines()[line - 1].strip()
        yield Problem(f"{place}:{line}", f"names another host: {said[:80]}", SHIP)


def _drawn(text: str, place: str) -> Iterator[Problem]:
    """A drawing that is no XML, or no SVG: browsers show a broken picture instead; or one that can't be scaled."""
    try:
        drawing = ElementTree.fromstring(text)
        if drawing.tag != DRAWING:
            remedy = 'Begin it with <svg xmlns="http://www.w3.org/2000/svg" …>.'
            yield Problem(f"{place}:1", "browsers don't take the drawing for one: its namespace is missing", remedy)
        elif "viewBox" not in drawing.attrib:
            what = "the drawing has no viewBox, so browsers cut it off instead of scaling it"
            remedy = 'Write its size as <svg viewBox="0 0 width height" …>; some optimisers take that out.'
            yield Problem(f"{place}:1", what, remedy)
    except ElementTree.ParseError as error:
        what = f"the drawing is not well-formed: {str(error).partition(':')[0]}"
        remedy = "Close every element and quote every attribute."
        if "entity" in what:
            remedy = "Write the character itself: of HTML's names, as in &nbsp;, XML knows only &amp; &lt; &gt; &quot;."
        if "prefix" in what:
            remedy = "Delete what the drawing program added, such as sodipodi:docname; browsers need none of it."
        yield Problem(f"{place}:{error.position[0]}", what, remedy)


def ledger(text: str, place: str) -> Iterator[Problem]:
    """What may not be in an entry of the ledger: addresses that run something."""
    for found in RUNNING.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Problem(f"{place}:{line}", f"has the address {found[0][:60]}", "Link to a page: https: or mailto:.")


def template(text: str, place: str) -> Iterator[Problem]:
    """What may not be in a template, beside what may not be in the pages it becomes."""
    bare = JINJA.sub(lambda found: re.sub(r"[^\n]", "x", found[0]), text)
    yield from (Problem(f"{place}:{fault.line}", fault.what, fault.remedy) for fault in faults(bare, ours=True))
    for script in INLINE.finditer(REMARK.sub(_blank, text)):
        if hashed(script[1]) not in text:
            line = text.count("\n", 0, script.start()) + 1
            what = "has an inline script whose hash is not in the page's policy"
            yield Problem(f"{place}:{line}", what, f"Move it to docs/assets/, or write {hashed(script[1])} there.")


def hashed(script: str) -> str:
    """The name by which a policy knows an inline script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def page(html: str, place: str) -> Iterator[Problem]:
    """What may not be in a page of the built site, and what its policy lacks or has too much of."""
    yield from (Problem(place, fault.what, fault.remedy) for fault in faults(html, ours=True))
    yield from policy(html, place)


def policy(html: str, place: str) -> Iterator[Problem]:
    """What is wrong with a page's policy: absent, late, wider than it need be, or without a script of the page."""
    remedy = "The policy stands in overrides/main.html, which a page's template has to extend."
    before: list[str] = []
    for _, tag, attributes in tags(html):
        given = dict(reversed(attributes))
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            break
        before.append(tag)
    else:
        yield Problem(place, "has no content security policy", remedy)
        return
    for tag in [tag for tag in before if tag not in ("html", "head", "meta", "title")][:1]:
        yield Problem(place, f"has <{tag}> before its policy, which holds only for what follows it", remedy)
    parts = [part.split() for part in given.get("content", "").split(";") if part.strip()]
    rules = {name.lower(): set(allowed) for name, *allowed in reversed(parts)}  # browsers take the first of two
    for name in REQUIRED.keys() - rules.keys():
        yield Problem(place, f"its policy says nothing about {name}", remedy)
    for name in USED - {name for name, allowed in rules.items() if {"'self'", "*"} & allowed} if SHEET in html else ():
        yield Problem(place, f"its policy does not allow 'self' as {name}, which the page needs", remedy)
    inline = {hashed(script) for script in INLINE.findall(html)}
    for name, allowed in rules.items():
        wide = allowed - PERMITTED.get(name, set()) - (inline if name == "script-src" else set())
        for source in sorted(wide):
            yield Problem(place, f"its policy allows {source} as {name}, which the page does not need", remedy)
    for script in sorted(inline - rules.get("script-src", set())):
        what = "has an inline script that its policy does not know"
        yield Problem(place, what, f"Leave it out. If the theme wrote it: move it to docs/assets/, or add {script}.")


def sources(root: Path = Path()) -> list[Problem]:
    """Everything that contributors, templates and assets ask a browser to trust."""
    if unread := texts.stopping(texts.broken(root)):
        return unread
    problems: list[Problem] = []
    known = trusted(root)
    for path in sorted((root / "docs").rglob("*")):
        place = path.relative_to(root).as_posix()
        if VENDOR.name in path.parts and path.is_file() and (digest(path) in known or path.name in listed(root)):
            problems += [foreign(place)] if digest(path) not in known else []
            continue
        if path.suffix in (".md", ".markdown", ".mdown", ".mkdn", ".mkd"):  # as MkDocs knows them
            problems += markdown(path.read_text("utf-8"), place)
        elif path.suffix.lower() in (".js", ".css", ".svg"):
            problems += asset(path.read_text("utf-8"), place)
        elif path.suffix == ".yml":
            problems += ledger(path.read_text("utf-8"), place)
        elif path.suffix.lower() in DOCUMENTS:
            problems.append(Problem(place, "would be served as it is, without a policy", "Make it a page in Markdown."))
    for folder, remedy in [(NOTEBOOKS, ""), (EXECUTED, "Then run `make labs`.")]:
        for path in sorted((root / folder).rglob("*.ipynb")):
            problems += notebook(_read(path), path.relative_to(root).as_posix(), remedy)
    for path in sorted((root / "overrides").rglob("*.html")):
        problems += template(path.read_text("utf-8"), path.relative_to(root).as_posix())
    return problems


def _read(path: Path) -> dict[str, Any]:
    """The notebook, or nothing where it is none: that is reported by labs.stale."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def site(root: Path = Path(), folder: str = "site") -> list[Problem]:
    """Everything that the built site asks a browser to trust; a site that is not built is reported by checks.site."""
    built, problems, pages, known = root / folder, list[Problem](), list[Problem](), trusted(root)
    for path in sorted(built.rglob("*")):
        place = path.relative_to(root).as_posix()
        if path.suffix == ".html":
            pages += page(path.read_text("utf-8"), place)
        # The theme's own files name hosts for functions that we do not use; the policy keeps those from being asked.
        # What is not the locked package's, byte for byte but for what pages.theme takes out, is read like ours.
        elif path.suffix.lower() in (".js", ".css", ".svg") and not (_is_the_themes(path) or digest(path) in known):
            problems += asset(path.read_text("utf-8"), place)
    return sorted([*problems, *together(pages)])


def _is_the_themes(path: Path) -> bool:
    content = path.read_text("utf-8")
    originals = (original.read_text("utf-8") for original in _theme().get(path.name, ()))
    return any(content in (original, plain_bundle(original)) for original in originals)


@functools.cache
def _theme() -> dict[str, list[Path]]:
    """The scripts, style sheets and drawings that the theme's package brings, by name."""
    found: dict[str, list[Path]] = {}
    theme = importlib.util.find_spec("material")
    for folder in theme.submodule_search_locations or () if theme else ():
        for path in (Path(folder) / "templates/assets").rglob("*"):
            found.setdefault(path.name, []).append(path)
    return found
