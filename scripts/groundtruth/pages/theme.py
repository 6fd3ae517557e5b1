"""The theme's style sheet without what no page of ours wears: half of a first visit was rules for other sites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, ParseError, QualifiedRule

SHEETS = "assets/stylesheets/*.css"
NAME = re.compile(r"-?[A-Za-z_][\w-]*")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NEGATED = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
WORN = re.compile(r"\sclass=(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))")
USED = re.compile(r"var\((--[\w-]+)")
PICTURE = re.compile(r"(--[\w-]+):url\((?:\"[^\"]*\"|'[^']*'|[^()\"']*)\);?")


class Unread(ValueError):
    """A style sheet that is no CSS; the message says where."""


def trim(sheet: str, worn: set[str]) -> str:
    """A style sheet without the rules of which every selector names a class that is not `worn`, or text from the right.

    What only such rules leave empty goes with them. Raises Unread.
    """
    return "".join(_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), worn))


def _rules(nodes: Iterable[Node], worn: set[str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ParseError):
            raise Unread(f"line {node.source_line}, column {node.source_column}: {node.message}")
        if isinstance(node, AtRule) and node.lower_at_keyword in ("media", "supports") and node.content is not None:
            inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_rules(inside, worn)):
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{kept}}}"
        elif isinstance(node, QualifiedRule):
            if kept := ",".join(one for one in _selectors(node.prelude) if _wearable(one, worn)):
                yield f"{kept}{{{tinycss2.serialize(node.content)}}}"
        else:
            yield node.serialize()


def _selectors(prelude: Iterable[Node]) -> Iterator[str]:
    """The selectors of a list; a comma inside brackets parts nothing."""
    one: list[Node] = []
    for node in prelude:
        if node == ",":
            yield tinycss2.serialize(one).strip()
            one = []
        else:
            one.append(node)
    yield tinycss2.serialize(one).strip()


def _wearable(selector: str, worn: set[str]) -> bool:
    """Whether an element of ours may be meant; `:is(.a,.b)` is taken to want both only where neither is worn."""
    if "[dir=rtl]" in selector:
        return False
    named = NEGATED.sub("", selector)
    either = re.findall(r":(?:is|where)\(((?:[^()]|\([^()]*\))*)\)", named)
    whole = re.sub(r":(?:is|where)\((?:[^()]|\([^()]*\))*\)", "", named)
    return worn.issuperset(CLASS.findall(whole)) and all(
        any(worn.issuperset(CLASS.findall(part)) for part in parts.split(",")) for parts in either
    )


def undrawn(sheet: str, others: Iterable[str]) -> str:
    """A style sheet without the pictures that it names and neither it nor one of the `others` draws."""
    used = set(USED.findall(" ".join([sheet, *others])))
    return PICTURE.sub(lambda found: found[0] if found[1] in used else "", sheet)


def worn(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Every class of the pages, and every word of the scripts, since one may be a class."""
    classes = {name for page in pages for found in WORN.findall(page) for name in "".join(found).split()}
    return classes | {name for script in scripts for name in NAME.findall(script)}


def fit(site: Path) -> None:
    """Trim the theme's style sheets in a whole site. Raises Unread."""
    names = worn(_texts(site.rglob("*.html")), _texts(site.glob("assets/**/*.js")))
    sheets = {path: trim(path.read_text("utf-8"), names) for path in sorted(site.glob(SHEETS))}
    own = list(_texts(site.glob("assets/*.css")))
    for path, text in sheets.items():
        path.write_text(undrawn(text, [*own, *sheets.values()]), "utf-8")


def _texts(paths: Iterable[Path]) -> Iterator[str]:
    return (path.read_text("utf-8") for path in sorted(paths))
