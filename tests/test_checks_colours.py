"""Text of both palettes can be read on their grounds."""

from __future__ import annotations

import pytest
from groundtruth.checks.colours import colours, contrast

SHEET = """:root,
[data-md-color-scheme="default"] {{
  --gt-paper: #ffffff;
  --gt-raised: #fafafa;
  --gt-muted: {light};
}}
[data-md-color-scheme="slate"] {{
  --gt-paper: #000000;
  --gt-raised: #111111;
  --gt-muted: {dark};
}}
"""


def test_contrast_is_that_of_the_guidelines():
    assert contrast("ffffff", "000000") == pytest.approx(21)
    assert contrast("777777", "ffffff") == contrast("ffffff", "777777") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("light", "dark", "lines"),
    [("#555555", "#aaaaaa", []), ("#999999", "#aaaaaa", [5, 5]), ("#555555", "#444444", [10, 10])],
)
def test_what_is_too_faint_is_found_in_its_palette(tmp_path, light, dark, lines):
    (tmp_path / "docs/assets").mkdir(parents=True)
    (tmp_path / "docs/assets/groundtruth.css").write_text(SHEET.format(light=light, dark=dark), "utf-8")
    found = list(colours(tmp_path))
    assert [one.place for one in found] == [f"docs/assets/groundtruth.css:{line}" for line in lines]
    assert all("to 1" in one.what and one.remedy for one in found)


def test_a_colour_of_one_palette_stands_in_the_other(tmp_path):
    (tmp_path / "docs/assets").mkdir(parents=True)
    sheet = SHEET.format(light="#555555", dark="#aaaaaa").replace("  --gt-muted: #aaaaaa;\n", "  --gt-own: #eeeeee;\n")
    (tmp_path / "docs/assets/groundtruth.css").write_text(sheet, "utf-8")
    found = [(one.place[-2:], one.what.partition(", so")[0]) for one in colours(tmp_path)]
    assert found == [(":2", "the palette default has no --gt-own"), (":7", "the palette slate has no --gt-muted")]
