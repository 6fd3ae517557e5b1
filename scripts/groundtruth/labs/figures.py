"""Makes a lab's figure part of a page: text as text, colours that follow the page's palette."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterator

from PIL import Image

# The hex values that labs draw with, and the name under which the stylesheet defines them for light and dark.
PALETTE = {
    "#1f2933": "ink",
    "#5f6b7a": "muted",
    "#d5dae0": "line",
    "#e8edf2": "band",
    "#0b62a4": "blue",
    "#b84a00": "orange",
    "#00756a": "teal",
    "#7a3e9d": "purple",
    "#ffffff": "paper",
    "#000000": "ink",
}


# A tag, and in it a number that is not part of a colour, a name or another number.
TAG = re.compile(r"<[^<>]+>")
LONG = re.compile(r"(?<![\w#.])-?\d+\.\d{2,}(?![\w.])")
EMPTY = re.compile(r"<g(?: id=\"[^\"]*\")?\s*(?:/>|>\s*</g>)\s*")


PATH = re.compile(r'(?<=\sd=")[MLCQZz\d\s.e+-]+(?=")')
STEP = re.compile(r"([MLCQZz])([^MLCQZz]*)")
PICTURE = re.compile(r"(?<=data:image/png;base64,)[^\"]+")


def lean(svg: str) -> str:
    """A drawing without what nobody sees: names that nothing refers to, empty groups, turns by nothing, digits beyond
    a tenth of a point, and lines and pictures written at greater length than they need."""
    referred = set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg))
    svg = re.sub(r'\s+id="([^"]*)"', lambda found: found[0] if found[1] in referred else "", svg)
    svg = re.sub(r'\s+transform="rotate\(-?0 [^")]*\)"', "", svg)
    svg = TAG.sub(lambda tag: LONG.sub(lambda number: f"{round(float(number[0]), 1) + 0:g}", tag[0]), svg)
    while EMPTY.search(svg):
        svg = EMPTY.sub("", svg)
    svg = PATH.sub(lambda path: "".join(_steps(path[0])), svg)
    return PICTURE.sub(lambda picture: _repacked(picture[0]), svg)


def _steps(path: str) -> Iterator[str]:
    """A path's steps, each told from the end of the one before, in tenths of a point so that no error adds up."""
    at = start = (0, 0)
    for command, numbers in STEP.findall(path):
        tenths = [round(10 * float(number)) for number in numbers.split()]
        ends = list(zip(tenths[::2], tenths[1::2], strict=True))
        away = [(x - at[0], y - at[1]) for x, y in ends]
        name, told = command.lower(), [number for pair in away for number in pair]
        if command == "L" and 0 in told:
            name, told = ("h", told[:1]) if told[1] == 0 else ("v", told[1:])
        yield name + "".join(
            (" " if place and number >= 0 else "") + f"{number / 10:g}" for place, number in enumerate(told)
        )
        at = ends[-1] if ends else start  # a path that is closed ends where it began
        start = at if command == "M" else start


def _repacked(picture: str) -> str:
    """A PNG, in base64, in the fewest bytes that give the same pixels: grey or with a list of colours if it can be."""
    before = base64.b64decode(picture)
    drawn = Image.open(io.BytesIO(before)).convert("RGBA")
    found = [before]
    if drawn.getchannel("A").getextrema() == (255, 255):
        plain = drawn.convert("RGB")
        ways = [plain, plain.convert("L"), plain.convert("P", palette=Image.Palette.ADAPTIVE)]
        for way in ways:
            if way.convert("RGB").tobytes() == plain.tobytes():
                packed = io.BytesIO()
                way.save(packed, "PNG", optimize=True)
                found.append(packed.getvalue())
    return base64.b64encode(min(found, key=len)).decode()


def adapt(svg: str, prefix: str, alt: str) -> str:
    """A matplotlib SVG ready to stand inside a page, beside others, on light or dark.

    Every colour of the palette becomes a custom property with the drawn colour as fallback, so the file also
    reads on its own. Ids become `prefix` with a number, because two figures in one page would otherwise share clip
    paths, and because matplotlib draws some by lot, anew at each run.
    """
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    # matplotlib's rule for `*` would reach every other drawing of the page; the head below says the same of this one.
    svg = re.sub(r"<defs>\s*<style\b.*?</style>\s*</defs>\s*", "", svg, flags=re.DOTALL)
    svg = lean(svg)
    names = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    numbers = {name: f"{prefix}-{number}" for number, name in enumerate(names, 1)}
    svg = re.sub(r'(\bid="|href="#|url\(#)([^")]+)', lambda found: found[1] + numbers[found[2]], svg)
    for drawn, name in PALETTE.items():
        svg = re.sub(rf"{drawn}\b", f"var(--gt-{name}, {drawn})", svg, flags=re.IGNORECASE)
    # Attributes do not take var(); styles do.
    svg = re.sub(r'\b(fill|stroke)="(var\([^"]+\))"', r'style="\1: \2"', svg)
    # matplotlib 3.10 writes font, 3.11 font-family.
    svg = re.sub(r"font: ([^;\"]*?)'[^;\"]*", r"font: \1var(--gt-font, sans-serif)", svg)
    svg = re.sub(r"font-family: [^;\"]*", "font-family: var(--gt-font, sans-serif)", svg)
    width, height = (float(x) for x in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    head = (
        f'<svg class="gt-figure" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{html.escape(alt)}" '
        f'style="max-width: {width * 1.25:.0f}px; stroke-linejoin: round; stroke-linecap: butt">'
    )
    return re.sub(r"^<svg[^>]*>", lambda _: head, svg).strip()
