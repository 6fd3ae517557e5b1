"""The picture that a shared link to a page shows: its title, and the marks of the verdicts that stand on it."""

from __future__ import annotations

import hashlib
import html
import io
import re
import shutil
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ..ledger import Handbook
from ..verdicts import NOT_JUDGED, VERDICTS

SIZE = (1200, 630)
PAPER, INK, MUTED, ACCENT = "#fdfcf9", "#1c2730", "#55616b", "#0b5a94"
COLOURS = {"holds": "#1b6e3c", "holds in part": "#1b6e3c", "depends": "#0b5a94", "does not hold": "#a3262a"}
NAMED = re.compile(r'<meta property="og:image" content="[^"]*/assets/pictures/([\w-]+)\.png">')
TITLED = re.compile(r'<meta property="og:title" content="([^"]*)">')
TOLD = re.compile(r'<meta property="og:description" content="([^"]*)">')


def publish(handbook: Handbook, site: Path, cache: Path) -> None:
    """Draw a picture for every page of `site` that names one; pictures of the same words are taken from `cache`."""
    verdicts: dict[str, Counter[str]] = {}
    for claim in handbook.claims.values():
        verdicts.setdefault(handbook.page(claim), Counter())[claim.judgement.verdict] += 1
    cache.mkdir(parents=True, exist_ok=True)
    (site / "assets/pictures").mkdir(parents=True, exist_ok=True)
    code = Path(__file__).read_bytes()
    for path in sorted(site.rglob("*.html")):
        head = path.read_text("utf-8").partition("</head>")[0]
        name, title, told = NAMED.search(head), TITLED.search(head), TOLD.search(head)
        if not (name and title and told):
            continue
        page = path.relative_to(site).as_posix().removesuffix("index.html")
        words = (html.unescape(title[1]), html.unescape(told[1]), verdicts.get(page, Counter()))
        kept = cache / f"{hashlib.sha256(code + repr(words).encode()).hexdigest()}.png"
        if not kept.exists():
            kept.write_bytes(picture(*words))
        shutil.copyfile(kept, site / f"assets/pictures/{name[1]}.png")


def picture(title: str, told: str, verdicts: Counter[str]) -> bytes:
    """A PNG of 1200 by 630 pixels. Where no claim stands on the page, its description takes the place of the marks."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=ACCENT)
    draw.text((90, 62), "Ground Truth", font=ImageFont.load_default(34), fill=MUTED)
    lines = textwrap.wrap(title, 27)
    size = 84 if len(lines) <= 2 else 64
    for number, line in enumerate(textwrap.wrap(title, 27 if size == 84 else 36)[:3]):
        draw.text((90, 140 + number * size * 1.2), line, font=ImageFont.load_default(size), fill=INK)
    shown = [(verdict, verdicts[verdict]) for verdict in VERDICTS if verdicts[verdict] and verdict != NOT_JUDGED]
    if not shown:
        for number, line in enumerate(textwrap.wrap(told, 62)[:3]):
            draw.text((90, 420 + number * 46), line, font=ImageFont.load_default(34), fill=MUTED)
    for number, (verdict, count) in enumerate(shown[:4]):
        x, y = 90 + 540 * (number % 2), 420 + 84 * (number // 2)
        colour = COLOURS.get(verdict, MUTED)
        # Drawn four times as large, so that its edges are smooth.
        large = Image.new("RGB", (224, 224), PAPER)
        MARKS[verdict](ImageDraw.Draw(large), colour)
        image.paste(large.resize((56, 56), Image.Resampling.LANCZOS), (x, y))
        words = f"{verdict}: {count} claims" if count > 1 else verdict
        draw.text((x + 76, y + 6), words, font=ImageFont.load_default(38), fill=colour)
    output = io.BytesIO()
    image.quantize(32, Image.Quantize.FASTOCTREE).save(output, "PNG")
    return output.getvalue()


# The silhouettes of overrides/cards/_mark.html, on 224 by 224 pixels.
MARKS: dict[str, Callable[..., object]] = {
    "holds": lambda d, c: (
        d.ellipse((12, 12, 212, 212), fill=c),
        d.line(((65, 116), (98, 149), (160, 80)), fill=PAPER, width=27, joint="curve"),
    ),
    "holds in part": lambda d, c: (
        d.ellipse((12, 12, 212, 212), outline=c, width=22),
        d.pieslice((12, 12, 212, 212), 90, 270, fill=c),
    ),
    "depends": lambda d, c: (
        d.polygon(((112, 12), (212, 112), (112, 212), (12, 112)), outline=c, width=22),
        d.polygon(((112, 12), (212, 112), (12, 112)), fill=c),
    ),
    "does not hold": lambda d, c: (
        d.rounded_rectangle((14, 14, 210, 210), 34, fill=c),
        d.line(((70, 70), (154, 154)), fill=PAPER, width=27),
        d.line(((154, 70), (70, 154)), fill=PAPER, width=27),
    ),
    "outdated": lambda d, c: (
        d.line(((45, 22), (179, 22), (128, 112), (179, 202), (45, 202), (96, 112), (45, 22)), fill=c, width=22),
        d.polygon(((72, 194), (112, 146), (152, 194)), fill=c),
    ),
    "not settled": lambda d, c: (
        *(d.arc((22, 22, 202, 202), start, start + 25, fill=c, width=22) for start in range(0, 360, 45)),
        d.arc((84, 66, 140, 122), 180, 60, fill=c, width=18),
        d.line(((112, 122), (112, 136)), fill=c, width=18),
        d.ellipse((100, 150, 124, 174), fill=c),
    ),
}
