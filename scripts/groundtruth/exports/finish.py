"""From the PDF that a browser prints to one that says what it is: its title and language, PDF/UA-1, alternatives.

Two runs give the same bytes: dates are those of the handbook, and ids count up.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from ..problems import Problem
from .pdf import About

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
        kind = str(element.S)[1:]
        if kind not in STANDARD:
            unknown.add(kind)
        if kind == "Figure" and "/Alt" not in element and _frame(element):
            element.S = Name.Div
    pdf.Root.StructTreeRoot.RoleMap = Dictionary({f"/{one}": Name(f"/{ROLES.get(one, 'Div')}") for one in unknown})


def _frame(figure: Any) -> bool:
    """Whether it holds other elements alone: what is drawn is one of them, and has an alternative of its own."""
    inside = figure.get("/K", Array())
    parts = inside if isinstance(inside, Array) else [inside]
    return all(isinstance(one, Dictionary) and "/S" in one for one in parts)


def _bookmarks(pdf: Pdf, headings: Mapping[str, str]) -> None:
    """Gives bookmarks the spaces back that Chromium (156) leaves out where a heading has more than one line."""
    with pdf.open_outline(max_depth=9) as outline:
        rest = list(outline.root)
        while rest:
            one = rest.pop()
            one.title = headings.get("".join(one.title.split()), one.title)
            rest.extend(one.children)


def elements(start: Any) -> Iterator[Any]:
    """The elements below a place in the tree of structure, that place itself not among them."""
    stack = [start.get("/K")] if isinstance(start, Dictionary) and "/S" not in start else [start]
    while stack:
        one = stack.pop()
        if isinstance(one, Array):
            stack.extend(reversed(list(one)))
        elif isinstance(one, Dictionary) and "/S" in one:
            yield one
            if "/K" in one:
                stack.append(one.K)


def _leads_to(annotation: Any, titles: Mapping[str, str]) -> str:
    """The words for a link of those who do not see it: an address, or the page of the book."""
    if "/A" in annotation and "/URI" in annotation.A:
        return str(annotation.A.URI)
    place = str(annotation.get("/Dest", ""))[1:].removeprefix("page-").partition("--")[0]
    return f"In this book: {titles.get(place, 'another place')}"


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
        figures = [one for one in elements(pdf.Root.get("/StructTreeRoot", Dictionary())) if one.S == "/Figure"]
        for figure in figures:
            if not str(figure.get("/Alt", "")).strip():
                lacks("a figure has no alternative text", 'Give its drawing role="img" and an aria-label.')
        if len(figures) < wanted:
            lacks(f"has {len(figures)} figures, and its pages have {wanted}", 'A figure needs role="img" to be tagged.')
    return found
