"""Which elements and attributes of HTML and SVG could run something, or ask another host for it (pure).

Comments, and what stands within a script or a style, are read as if they were markup: browsers and parsers disagree on
where those end, and nothing may hide there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

# No page of ours has these; a policy would stop most of them, and browsers without one would not.
FRAMES = {"iframe", "frame", "frameset", "object", "embed", "applet", "portal", "foreignobject"}
# Templates may have these, contributors not. SVG's animations can change an address after it was looked at.
ACTIVE = {"script", "base", "meta", "link", "form", "template", "noscript", "math", "plaintext", "xmp", "noembed"}
ACTIVE |= {"noframes", "set", "animate", "animatemotion", "animatetransform", "handler", "listener"}
ADDRESSES = {"href", "xlink:href", "src", "data", "poster", "background", "srcset", "imagesrcset", "ping", "manifest"}
STYLES = {"style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"}
STYLES |= {"marker-start", "marker-mid", "marker-end"}
ORDERS = {"srcdoc", "action", "formaction"}
# Addresses of these are not loaded.
NAMED = {"canonical", "prev", "next", "alternate"}
LINKS = re.compile(r"(?:https?|mailto|tel):|(?![a-z][a-z0-9+.-]*:)")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//")
SCRIPTS = re.compile(r"(?:javascript|vbscript|data|blob):")
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]")
REFRESH = re.compile(r"\d+; *url=(?![a-z]+:|[/\\]{2})", re.IGNORECASE)
# An escape could spell any of the others.
ELSEWHERE = re.compile(r"url\(\s*[\"']?(?!\s*[\"']?(?:#|data:image/))|//|@import|\\", re.IGNORECASE)
SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)

SHIP = "Ship the file with the site."
INSTEAD = "Leave it out; a link to another page may stand as [words](address)."


@dataclass(frozen=True)
class Fault:
    """Something that may not be there: its line in the HTML, and the words by which to find it in a source."""

    line: int
    words: str
    what: str
    remedy: str


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, list[tuple[str, str]]]] = []
        self.feed(re.sub(r"<[!?]", "", html) + "\n>")
        self.close()

    def set_cdata_mode(self, *_: Any, **__: Any) -> None:
        """Not even within a script or a style does a tag hide."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((self.getpos()[0], tag, [(name, value or "") for name, value in attrs]))


def tags(html: str) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """Every start tag, whatever surrounds it: its line, its name and its attributes, in lower case."""
    return _Tags(html).found


def faults(html: str, ours: bool = False, sheets: bool = False) -> Iterator[Fault]:
    """What may not be in this HTML or SVG: of contributors, or of `ours`; `sheets` lets <style> be."""
    for line, tag, attributes in tags(html):
        if tag in FRAMES or (not ours and tag in ACTIVE) or (tag == "style" and not sheets):
            yield Fault(line, f"<{tag}", f"has the element <{tag}>", INSTEAD)
            continue
        given = dict(reversed(attributes))  # browsers take the first of two
        order = given.get("http-equiv", "").lower() if tag == "meta" else ""
        # A page may lead on to another one of the site.
        if order and order != "content-security-policy" and not REFRESH.match(given.get("content", "")):
            yield Fault(line, "http-equiv", f"has a <meta> for {order}", "Write a link instead.")
        for name, value in attributes:
            yield from _attribute(line, tag, name, value, given)
    for sheet in SHEET.finditer(html) if sheets else ():
        if ELSEWHERE.search(sheet[1]):
            line = html.count("\n", 0, sheet.start()) + 1
            yield Fault(line, "<style", "has a style sheet that asks for a file elsewhere", SHIP)


def _attribute(line: int, tag: str, name: str, value: str, given: dict[str, str]) -> Iterator[Fault]:
    # As browsers read it: without spaces and control characters, and \ as /.
    address = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/").lower()
    if name.startswith("on") or name in ORDERS:
        what = "event handler" if name.startswith("on") else "attribute"
        yield Fault(line, name, f"has the {what} {name} on <{tag}>", "Leave it out.")
    elif name in STYLES and ELSEWHERE.search(value):
        yield Fault(line, value, f"has a {name} that asks for a file elsewhere: {value[:60]}", SHIP)
    elif name not in ADDRESSES:
        return
    elif tag in ("a", "area") and name != "ping":
        if not LINKS.match(address):
            yield Fault(line, value, f"links to {value[:60]}", "Link to a page: https:, mailto: or a relative address.")
    elif not (tag == "link" and set(given.get("rel", "?").lower().split()) <= NAMED):
        for part in address.split(",") if name.endswith("srcset") else [address]:
            if SCHEME.match(part) and not (tag in ("img", "image") and PICTURE.match(part)):
                what = (
                    f"has {value[:60]} as {name} of <{tag}>"
                    if SCRIPTS.match(part)
                    else f"asks another host for {value}"
                )
                yield Fault(line, value, what, SHIP)
