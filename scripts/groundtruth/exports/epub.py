"""The book as an EPUB 3: one file of XHTML for each page, drawings in line, and nothing that runs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from ..problems import Problem
from .book import INSIDE, Entry, Leaf, coloured, written
from .pdf import About, Book, anchor, listed

MIMETYPE = "mimetype"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
CONTAINER = (
    f'{HEAD}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
UNLISTED = (MIMETYPE, "META-INF/container.xml", "EPUB/content.opf")
TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
}
ACCESS = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": ["alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": ["Every figure has an alternative text; contents and headings follow the navigation."],
}


def epub(
    book: Book, about: About, style: str, colours: Mapping[str, str], picture: Callable[[str], bytes]
) -> dict[str, bytes]:
    """The files of the EPUB by their paths; `picture` gives those that pages show, by their path in the site."""
    texts = {"title.xhtml": _page(about.title, _title(about), about)}
    for one in book:
        if isinstance(one, Entry):
            texts[file(one)] = _page(one.title, f"<h{one.level}>{escape(one.title)}</h{one.level}>", about)
        else:
            texts[file(one)] = _page(one.title, coloured(_article(one), colours), about)
    shown = sorted({src for text in texts.values() for src in re.findall(r'<img\b[^>]*\bsrc="([^"]+)"', text)})
    contents = listed(book, lambda one: f'<a href="{file(one)}">{escape(one.title)}</a>')
    nav = f'<nav epub:type="toc" id="toc"><h1>Contents</h1>{contents}</nav>'
    files = {
        **{f"EPUB/{name}": text.encode() for name, text in texts.items()},
        **{f"EPUB/{name}": picture(name) for name in shown},
        "EPUB/nav.xhtml": _page("Contents", nav, about).encode(),
        "EPUB/style.css": style.encode(),
    }
    drawn = {name for name, text in texts.items() if "<svg" in text}
    names = [name.removeprefix("EPUB/") for name in files]
    package = _package(about, names, ["title.xhtml", "nav.xhtml", *list(texts)[1:]], drawn)
    return {
        MIMETYPE: b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "EPUB/content.opf": package.encode(),
        **files,
    }


def file(one: Entry | Leaf) -> str:
    return f"{one.name if isinstance(one, Leaf) else anchor(one)}.xhtml"


def _page(title: str, body: str, about: About) -> str:
    return (
        f'{HEAD}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{about.language}" xml:lang="{about.language}"><head>'
        f'<meta charset="utf-8"/><title>{escape(title)}</title><link rel="stylesheet" href="style.css"/></head>'
        f"<body>{body}</body></html>\n"
    )


def _title(about: About) -> str:
    lines = [about.description, f"{about.version}, {about.day}", f"{about.author}. Text licensed CC BY 4.0."]
    told = "".join(f"<p>{escape(line)}</p>" for line in lines)
    address = f'<p><a href="{escape(about.address)}">{escape(about.address)}</a></p>'
    return f'<section class="gt-title"><h1>{escape(about.title)}</h1>{told}{address}</section>'


def _article(one: Leaf) -> str:
    text = written(one, _drawing)

    def link(found: re.Match[str]) -> str:
        target = (found[1].strip("/").replace("/", "-") or "home") + ".xhtml"
        return f'href="{target}{f"#{found[2]}" if found[2] else ""}"'

    return re.sub(rf'href="{INSIDE}([\w/-]*)#([^"]*)"', link, text)


def _drawing(svg: str) -> str:
    """In XHTML a drawing has to say what it is."""
    svg = svg.replace(' focusable="false"', "")
    told = "xmlns=" in svg.partition(">")[0]
    return svg if told else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def _package(about: About, names: list[str], spine: list[str], drawn: set[str]) -> str:
    """content.opf: what the book is, every file in it, and in which order they are read."""
    ids = {name: f"file-{number}" for number, name in enumerate(names, 1)}

    def properties(name: str) -> str:
        told = "nav" if name == "nav.xhtml" else "svg" if name in drawn else ""
        return f' properties="{told}"' if told else ""

    items = "".join(
        f'<item id="{ids[name]}" href="{name}" media-type="{TYPES[Path(name).suffix]}"{properties(name)}/>\n'
        for name in names
    )
    order = "".join(f'<itemref idref="{ids[name]}"/>\n' for name in spine)
    access = "".join(
        f'<meta property="schema:{name}">{value}</meta>\n' for name, values in ACCESS.items() for value in values
    )
    return (
        f'{HEAD}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{about.language}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{uuid5(NAMESPACE_URL, about.address)}</dc:identifier>\n'
        f"<dc:title>{escape(about.title)}</dc:title>\n<dc:language>{about.language}</dc:language>\n"
        f"<dc:creator>{escape(about.author)}</dc:creator>\n<dc:description>{escape(about.description)}</dc:description>\n"
        f"<dc:rights>{escape(about.licence)}</dc:rights>\n<dc:source>{escape(about.address)}</dc:source>\n"
        f"<dc:date>{about.day}</dc:date>\n"
        f'<meta property="dcterms:modified">{about.day}T00:00:00Z</meta>\n{access}</metadata>\n'
        f"<manifest>\n{items}</manifest>\n<spine>\n{order}</spine></package>\n"
    )


def problems(files: Mapping[str, bytes], place: str) -> list[Problem]:
    """What is wrong with an EPUB's files: XML, ids, links, the list of files, and alternatives of drawings."""
    found, trees = [], {}
    for name, content in files.items():
        if name.endswith((".xhtml", ".opf", ".xml")):
            try:
                trees[name] = ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                remedy = "Look in the page's template or text: a tag is not closed, or an attribute stands twice."
                found.append(Problem(f"{place} {name}", f"is not well-formed: {error}", remedy))
    ids = {name: [str(one.get("id")) for one in tree.iter() if one.get("id")] for name, tree in trees.items()}
    for name, here in ids.items():
        for twice in sorted({one for one in here if here.count(one) > 1}):
            found.append(Problem(f"{place} {name}", f"the id {twice} stands twice", "Give one of them another."))
    for name, tree in trees.items():
        if name.endswith(".xhtml"):
            found += [Problem(f"{place} {name}", *told) for told in _page_problems(name, tree, files, ids)]
    package = trees.get("EPUB/content.opf", ElementTree.Element("package"))
    named = {posixpath.join("EPUB", str(one.get("href"))) for part in package for one in part if one.get("href")}
    for name in sorted(set(files) - named - set(UNLISTED)):
        found.append(Problem(f"{place} {name}", "is not in the manifest", "See `_package` in exports/epub.py."))
    for name in sorted(named - set(files)):
        found.append(Problem(f"{place} {name}", "is in the manifest alone", "See `_package` in exports/epub.py."))
    if list(files)[:1] != [MIMETYPE]:
        found.append(Problem(place, "the file mimetype does not come first", "See `epub` in exports/epub.py."))
    return found


def _page_problems(
    name: str, tree: ElementTree.Element, files: Mapping[str, bytes], ids: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    drawings = [one for one in tree.iter() if str(one.tag).endswith("}svg")]
    within = {part for one in drawings for part in one.iter() if part is not one}  # of a drawing that has its words
    for one in tree.iter():
        tag = str(one.tag).rpartition("}")[2]
        if tag in ("script", "form", "iframe", "object"):
            yield f"holds the element {tag}", "Name it in SCREEN of exports/book.py, which takes it out."
        wordless = one.get("aria-hidden") != "true" and not (one.get("aria-label") or "").strip()
        if tag == "svg" and one not in within and wordless:
            yield "a drawing has no alternative text", 'Give it an aria-label, or aria-hidden="true" if it only adorns.'
        if tag == "img" and one.get("alt") is None:
            yield "a picture has no alternative text", "Give it an alt, an empty one if it only adorns."
        href = one.get("href") if tag == "a" else one.get("src")
        if not href or (re.match(r"[a-z][a-z0-9+.-]*:", href) and not href.startswith(INSIDE)):
            continue
        path, _, fragment = href.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if target not in files:
            yield f"leads to {href}, which is not in the book", "See `resolved` in exports/book.py."
        elif fragment and target in ids and fragment not in ids[target]:
            yield f"leads to {href}, and nothing there has that id", "See `resolved` in exports/book.py."
