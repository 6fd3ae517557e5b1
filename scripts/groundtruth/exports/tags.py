"""What Chromium (156) leaves untagged or tags loosely in the PDFs that it prints, put right as PDF/UA-1 asks.

Page numbers, lines, backgrounds and what style sheets add come without a tag; lines of tables are told as their
content; and the words of a list's item are not in a body of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, Pdf

BEGINS, TEXT, PATH = {"BMC", "BDC"}, {"Tj", "TJ", "'", '"'}, {"m", "re"}
PAINTS, WHOLE = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"}, TEXT | {"Do", "sh", "INLINE IMAGE"}
# They hold rows, cells or items; what is drawn as theirs is lines and backgrounds.
HOLDERS = {"Table", "THead", "TBody", "TFoot", "TR", "L"}


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


def parts(element: Any) -> list[Any]:
    """What an element holds: other elements, and numbers or references of marked content."""
    inside = element.get("/K", Array())
    return list(inside) if isinstance(inside, Array) else [inside]


def kind(part: Any) -> str:
    """`Lbl` of an element, nothing of marked content."""
    return str(part.S)[1:] if isinstance(part, Dictionary) and "/S" in part else ""


def tidy(pdf: Pdf) -> None:
    """Marks as decoration whatever is painted and says nothing, and gives each item of a list its body."""
    owners = _owners(pdf)
    decoration: dict[Any, set[int]] = defaultdict(set)
    for element in list(elements(pdf.Root.StructTreeRoot)):
        if kind(element) in HOLDERS:
            _undrawn(element, decoration, owners)
        elif kind(element) == "LI":
            _body(element, pdf, owners)
    for page in pdf.pages:
        told = marked(pikepdf.parse_content_stream(page), decoration[page.objgen])
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(told))


def marked(instructions: Iterable[Any], decoration: Set[int] = frozenset()) -> list[Any]:
    """A page's instructions with what is painted outside of tags marked as an artifact, and so the content of these
    numbers. Nothing may come between the steps of a path and its painting."""
    told: list[Any] = []
    within: list[bool] = []  # of each sequence that is open, whether it is tagged or an artifact
    path: int | None = None
    begin, end = (
        ContentStreamInstruction([Name.Artifact], Operator("BMC")),
        ContentStreamInstruction([], Operator("EMC")),
    )
    for one in instructions:
        name = str(one.operator)
        if name in BEGINS:
            number = _number(one)
            within.append(number is not None or one.operands[0] == Name.Artifact)
            one = begin if number in decoration else one
        elif name == "EMC":
            within.pop()
        elif not any(within):
            if name in PATH and path is None:
                path = len(told)
            elif name == "n":
                path = None
            elif name in PAINTS or name in WHOLE:
                start = path if name in PAINTS and path is not None else len(told)
                told[start:] = [begin, *told[start:], one, end]
                path = None
                continue
        told.append(one)
    return told


def _number(begins: Any) -> int | None:
    """Which marked content begins; none where only its words are told, as those of a ligature."""
    named = begins.operands[1] if str(begins.operator) == "BDC" else None
    return int(named.MCID) if isinstance(named, Dictionary) and "/MCID" in named else None


def untagged(instructions: Iterable[Any]) -> int:
    """How much a page paints that is neither tagged nor an artifact."""
    before = list(instructions)
    return (len(marked(before)) - len(before)) // 2


def widths(table: Any) -> list[int]:
    """How many columns each row of a table fills, with the cells that rows above reach down."""
    found: list[int] = []
    below: list[int] = []  # for each column that a cell from above fills, how many more rows it does
    for row in (one for one in elements(table) if kind(one) == "TR"):
        width, reach = len(below), [rows - 1 for rows in below if rows > 1]
        for cell in parts(row):
            if kind(cell) in ("TD", "TH"):
                columns, rows = (_spans(cell, name) for name in ("/ColSpan", "/RowSpan"))
                width += columns
                reach += [rows - 1] * columns if rows > 1 else []
        found.append(width)
        below = reach
    return found


def _spans(cell: Any, name: str) -> int:
    told = cell.get("/A", Array())
    return next((int(one[name]) for one in (told if isinstance(told, Array) else [told]) if name in one), 1)


def _owners(pdf: Pdf) -> dict[int, Any]:
    """What the tree of structure knows by its keys: of a page, the elements of its marked content by their numbers."""
    listed = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): owner for key, owner in zip(listed[::2], listed[1::2], strict=True)}


def _undrawn(holder: Any, decoration: dict[Any, set[int]], owners: dict[int, Any]) -> None:
    """Takes from a table, a row or a list what is drawn as its own."""
    kept = Array()
    for part in parts(holder):
        if kind(part):
            kept.append(part)
            continue
        page, number = _content(part, holder)
        decoration[page.objgen].add(number)
        owners[int(page.StructParents)][number] = None
    if len(kept) != len(parts(holder)):
        holder.K = kept


def _body(item: Any, pdf: Pdf, owners: dict[int, Any]) -> None:
    """Puts all that an item says, but for its mark, into a body."""
    inside = parts(item)
    said = [part for part in inside if kind(part) not in ("Lbl", "LBody")]
    if not said:
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array(said)))
    if "/Pg" in item:
        body.Pg = item.Pg
    item.K = Array([*(part for part in inside if kind(part) in ("Lbl", "LBody")), body])
    for part in said:
        if kind(part):
            part.P = body
        else:
            page, number = _content(part, item)
            owners[int(page.StructParents)][number] = body


def _content(part: Any, element: Any) -> tuple[Any, int]:
    """The page and the number of marked content."""
    if isinstance(part, Dictionary):
        return part.get("/Pg", element.get("/Pg")), int(part.MCID)
    return element.Pg, int(part)
