"""A lab's SVG can stand in any page: palette of the page, ids of its own, text as text."""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from groundtruth.labs.figures import PALETTE, adapt, lean
from PIL import Image

matplotlib.use("svg")


def drawn(salt: str = "coin") -> str:
    """What a lab draws, with the settings of a lab."""
    from matplotlib import pyplot as plt

    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": salt}):
        fig, ax = plt.subplots(figsize=(4.5, 3))
        ax.plot([0, 1], [0, 1], "o-", color="#0b62a4")
        ax.fill_between([0, 1], [0, 1], [1, 2], color="#e8edf2")
        ax.set_title("Heads & tails", color="#1f2933", fontsize=13, loc="left")
        file = io.StringIO()
        fig.savefig(file, format="svg", transparent=True)
        plt.close(fig)
    return file.getvalue()


@pytest.fixture(scope="module")
def figure() -> str:
    return drawn()


@pytest.fixture(scope="module")
def adapted(figure) -> str:
    return adapt(figure, "coin-throws", alt="Chart")


def test_colours_follow_the_page_and_fall_back_to_what_was_drawn(adapted):
    assert "stroke: var(--gt-blue, #0b62a4)" in adapted
    assert "fill: var(--gt-band, #e8edf2)" in adapted
    assert "fill: var(--gt-ink, #1f2933)" in adapted


def test_no_colour_of_the_palette_stays_fixed(adapted):
    assert not re.findall("|".join(rf"(?<!, ){colour}\b" for colour in PALETTE), adapted)


@pytest.mark.parametrize("colour", PALETTE)
def test_a_colour_that_is_an_attribute_becomes_a_style(colour):
    shape = adapt(f'<svg viewBox="0 0 9 9"><rect fill="{colour.upper()}"/></svg>', "x", "")
    assert f'<rect style="fill: var(--gt-{PALETTE[colour]}, {colour})"/>' in shape


def test_other_colours_are_left_alone():
    assert 'fill="#123456"' in adapt('<svg viewBox="0 0 9 9"><rect fill="#123456"/></svg>', "x", "")


def test_every_id_and_every_reference_to_one_has_the_prefix(figure, adapted):
    ids = re.findall(r'\bid="([^"]+)"', adapted)
    assert ids == [f"coin-throws-{number}" for number in range(1, len(ids) + 1)] and len(ids) >= 2
    used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', adapted)
    assert {a or b for a, b in used} == set(ids)
    assert {bool(a) for a, _ in used} == {True, False}, "the figure must have references of both kinds"


def test_names_that_matplotlib_draws_by_lot_change_nothing(figure, adapted):
    lots = dict.fromkeys(re.findall(r'<clipPath id="([^"]+)"', figure))
    other = figure
    for lot in lots:
        other = other.replace(lot, f"p{lot[::-1]}")
    assert lots and other != figure and adapt(other, "coin-throws", alt="Chart") == adapted


@pytest.mark.parametrize(
    ("svg", "left"),
    [
        ('<path d="M 1.23456 -0.04 L 20.05 7" />', '<path d="m1.2 0l18.9 7" />'),
        ('<path d="M 1 2 \nL 1 5 \nL 3 5 \nL -0.5 4.5 \nz\n"/>', '<path d="m1 2v3h2l-3.5-0.5z"/>'),
        ('<path d="M 0 0 Q 1 1 2 0 C 3 0 4 1 5 1 L 6 1"/>', '<path d="m0 0q1 1 2 0c1 0 2 1 3 1h1"/>'),
        ('<path d="M 1 1 L 3 1 L 3 4 z M 5 5 L 6 6"/>', '<path d="m1 1h2v3zm4 4l1 1"/>'),
        ('<path d="m3 6h18"/>', '<path d="m3 6h18"/>'),
        ("<text x='1.25'>0.123 of 12.345</text>", "<text x='1.2'>0.123 of 12.345</text>"),
        (
            '<path style="fill: #1.234"/><image href="data:a/b+1x9"/>',
            '<path style="fill: #1.234"/><image href="data:a/b+1x9"/>',
        ),
        ('<g id="a"><g id="b"/>\n<g id="c">\n</g></g><use href="#d"/><path id="d"/>', '<use href="#d"/><path id="d"/>'),
        (
            '<text transform="rotate(-0 5 5)"/><text transform="rotate(-90 5 5)"/>',
            '<text/><text transform="rotate(-90 5 5)"/>',
        ),
    ],
)
def test_what_nobody_sees_is_left_out(svg, left):
    assert lean(svg) == left


def test_a_thousand_short_steps_end_where_the_long_way_does():
    rng = np.random.default_rng(0)
    points = [(round(x, 1), round(y, 1)) for x, y in rng.normal(100, 30, (1000, 2))]
    written = "M " + " L ".join(f"{x} {y}" for x, y in points)
    left = lean(f'<path d="{written}"/>')
    at = np.zeros(2)
    for name, numbers in re.findall(r"([mlhv])([^mlhv\"]+)", left.partition('d="')[2]):
        told = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        at += {"h": (told[0], 0), "v": (0, told[0])}.get(name, told)
    assert np.round(at, 6).tolist() == list(points[-1])


@pytest.mark.parametrize(
    ("mode", "colours", "kept"),
    [("L", 0, "L"), ("RGB", 5, "P"), ("RGB", 0, "RGB"), ("RGBA", 0, "RGBA")],
)
def test_a_picture_keeps_its_pixels_in_fewer_bytes(mode, colours, kept):
    rng = np.random.default_rng(1)
    known = rng.integers(0, 256, (colours or 1600, *([] if mode == "L" else [len(mode)])), dtype="uint8")
    drawn = Image.fromarray(known[rng.integers(0, len(known), (40, 40))])
    before = io.BytesIO()
    drawn.convert("RGBA").save(before, "PNG")
    svg = '<image xlink:href="data:image/png;base64,\n{}"/>'
    written = lean(svg.format(base64.b64encode(before.getvalue()).decode()))
    after = base64.b64decode(re.search('base64,([^"]+)', written)[1])
    opened = Image.open(io.BytesIO(after))
    assert opened.mode == kept and opened.convert("RGBA").tobytes() == drawn.convert("RGBA").tobytes()
    assert len(after) <= len(before.getvalue())


def test_two_figures_of_one_page_share_no_id(figure, adapted):
    other = adapt(figure, "coin-tails", alt="Chart")
    first, second = (set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (adapted, other))
    assert first
    assert not first & second


def test_a_figure_brings_no_style_rules_for_the_whole_page(figure, adapted):
    """matplotlib writes a rule for `*`, which inside a page would reach every other drawing."""
    assert "<style" in figure
    assert "<style" not in adapted
    assert "stroke-linejoin: round; stroke-linecap: butt" in adapted


@pytest.mark.parametrize(
    "alt", ['He said "62%" & <left>', r"A path C:\new\1 and \g<1>", "Zeile eins, Größe 3 · 4", "it's"]
)
def test_the_text_alternative_is_escaped_and_kept(figure, alt):
    head = ElementTree.fromstring(adapt(figure, "x", alt))
    assert head.get("aria-label") == alt
    assert head.get("role") == "img"


def test_metadata_and_declarations_are_removed(figure, adapted):
    assert "<metadata>" in figure
    assert "<?xml" in figure
    assert not re.search(r"<metadata|<\?xml|<!DOCTYPE|<!--|Matplotlib", adapted)
    assert adapted.startswith("<svg ")


def test_the_view_box_is_kept_and_no_size_is_fixed(figure, adapted):
    before = [float(x) for x in re.search(r'viewBox="([^"]+)"', figure)[1].split()]
    head = ElementTree.fromstring(adapted)
    assert [float(x) for x in head.get("viewBox").split()] == before == [0, 0, 324, 216]
    assert head.get("width") is None
    assert head.get("height") is None
    assert head.get("style").startswith("max-width: 405px")


def test_text_stays_text_in_the_font_of_the_page(adapted):
    assert "Heads &amp; tails</text>" in adapted
    assert "font-family: var(--gt-font, sans-serif)" in adapted
    assert "DejaVu" not in adapted


def test_the_font_is_replaced_as_older_versions_of_matplotlib_write_it():
    text = "<text style=\"font: 700 13px 'DejaVu Sans', 'Arial', sans-serif; text-anchor: middle\">x</text>"
    expected = '<text style="font: 700 13px var(--gt-font, sans-serif); text-anchor: middle">x</text>'
    assert expected in adapt(f'<svg viewBox="0 0 9 9">{text}</svg>', "x", "")


def test_the_same_figure_gives_the_same_bytes(adapted):
    assert adapt(drawn(), "coin-throws", alt="Chart") == adapted
