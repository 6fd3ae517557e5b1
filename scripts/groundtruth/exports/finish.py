"""From the PDF that a browser prints to one that says what it is: its title and language, PDF/UA-1, alternatives.

Two runs give the same bytes: dates are those of the handbook, and ids count up.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

from ..problems import Problem
from .pdf import About
from .tags import elements, kind, parts, tidy, untagged, widths

# Kinds of structure that PDF 2.0 brought, as PDF 1.7 and so PDF/UA-1 know them.
ROLES = {"Strong": "Span", "Em": "Span", "Aside": "Div", "Title": "P", "Sub": "Span", "FENote": "Note"}
STANDARD = {
    *(
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
    ),
    *("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead"),
    *("TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT"),
    *("RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form"),
}


def pages(content: bytes) -> dict[str, int]:
    """On which page, from 1, each named place of a PDF stands."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return {name[1:]: numbers[place[0].objgen] for name, place in pdf.Root.get("/Dests", {}).items()}


def finished(content: bytes, about: About, titles: Mapping[str, str], headings: Iterable[str]) -> bytes:
    """The PDF with its metadata, with one alternative for each figure, and with words for every link.

    `titles` names the pages of the book by the beginnings of their ids; `headings` are all that it has.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        _structure(pdf)
        tidy(pdf)
        _bookmarks(pdf, {"".join(heading.split()): heading for heading in headings})
        for page in pdf.pages:
            page.Tabs = Name.S
            for annotation in page.get("/Annots", []):
                if annotation.get("/Subtype") == Name.Link and "/Contents" not in annotation:
                    annotation.Contents = String(_leads_to(annotation, titles))
        moment = f"{about.day}T00:00:00+00:00"
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta.register_xml_namespace("http://www.aiim.org/pdfua/ns/id/", "pdfuaid")
            meta["pdfuaid:part"] = "1"
            meta["dc:title"] = about.title
            meta["dc:language"] = [about.language]
            meta["dc:creator"] = [about.author]
            meta["dc:description"] = about.description
            meta["dc:rights"] = about.licence
            meta["xmp:CreateDate"] = meta["xmp:ModifyDate"] = moment
        day = f"D:{about.day.replace('-', '')}000000Z"
        pdf.docinfo = pdf.make_indirect(
            Dictionary(Title=about.title, Author=about.author, Subject=about.version, CreationDate=day, ModDate=day)
        )
        pdf.Root.Lang = String(about.language)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        target = io.BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=True,
            min_version="1.7",
        )
    return target.getvalue()


def _structure(pdf: Pdf) -> None:
    """Names kinds of structure as PDF 1.7 knows them, and takes what holds a figure for no figure itself."""
    unknown = set()
    for element in elements(pdf.Root.StructTreeRoot):
        name = kind(element)
        if name not in STANDARD:
            unknown.add(name)
        if name == "Figure" and "/Alt" not in element and _frame(element):
            element.S = Name.Div
    pdf.Root.StructTreeRoot.RoleMap = Dictionary({f"/{one}": Name(f"/{ROLES.get(one, 'Div')}") for one in unknown})


def _frame(figure: Any) -> bool:
    """Whether it holds other elements alone: what is drawn is one of them, and has an alternative of its own."""
    return all(map(kind, parts(figure)))


def _bookmarks(pdf: Pdf, headings: Mapping[str, str]) -> None:
    """Gives bookmarks the spaces back that Chromium (156) leaves out where a heading has more than one line."""
    with pdf.open_outline(max_depth=9) as outline:
        rest = list(outline.root)
        while rest:
            one = rest.pop()
            one.title = headings.get("".join(one.title.split()), one.title)
            rest.extend(one.children)


def _leads_to(annotation: Any, titles: Mapping[str, str]) -> str:
    """The words for a link of those who do not see it: an address, or the page of the book."""
    if "/A" in annotation and "/URI" in annotation.A:
        return str(annotation.A.URI)
    place = str(annotation.get("/Dest", ""))[1:].removeprefix("page-").partition("--")[0]
    return f"In this book: {titles.get(place, 'another place')}"


def _page(element: Any, pdf: Pdf) -> int:
    """The first page of an element, from 1."""
    page = next(one.Pg for one in elements(element) if "/Pg" in one)
    return pdf.pages.index(pikepdf.Page(page)) + 1


def problems(content: bytes, place: str, wanted: int = 0) -> list[Problem]:
    """What a PDF lacks for somebody who does not see it. `wanted` gives how many figures there must be at least."""
    found = []

    def lacks(what: str, remedy: str) -> None:
        found.append(Problem(place, what, remedy))

    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata() as meta:
            if meta.get("pdfuaid:part") != "1":
                lacks("does not call itself PDF/UA-1", "See `finished` in exports/finish.py.")
            if not meta.get("dc:title"):
                lacks("has no title", "Give `site_name` in mkdocs.yml.")
        if not pdf.Root.get("/Lang"):
            lacks("has no language", "Give `language` in mkdocs.yml.")
        if not pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked"):
            lacks("has no tags", "Print it with `tagged=True`.")
        if "/Outlines" not in pdf.Root or not pdf.Root.Outlines.get("/First"):
            lacks("has no bookmarks", "Print it with `outline=True`; its headings become bookmarks.")
        tagged = list(elements(pdf.Root.get("/StructTreeRoot", Dictionary())))
        figures, tables = ([one for one in tagged if kind(one) == name] for name in ("Figure", "Table"))
        for figure in figures:
            if not str(figure.get("/Alt", "")).strip():
                lacks("a figure has no alternative text", 'Give its drawing role="img" and an aria-label.')
        bare = [number for number, page in enumerate(pdf.pages, 1) if untagged(pikepdf.parse_content_stream(page))]
        if bare:
            what = f"something on page {bare[0]} is neither tagged nor decoration, and on {len(bare) - 1} other pages"
            lacks(what, "See `tidy` in exports/tags.py.")
        ragged = [table for table in tables if len(set(widths(table))) > 1]
        if ragged:
            what = f"{len(ragged)} tables have rows of different widths, the first on page {_page(ragged[0], pdf)}"
            lacks(what, "Fill empty cells: Chromium leaves them out. See `leaf` in exports/book.py.")
        if len(figures) < wanted:
            lacks(f"has {len(figures)} figures, and its pages have {wanted}", 'A figure needs role="img" to be tagged.')
    return found
