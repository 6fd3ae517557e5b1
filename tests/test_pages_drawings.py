"""A lab's figures as files for slides: named, in order, and without anything that only the site's page has."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from groundtruth.labs.evidence import executed_lab
from groundtruth.labs.notebook import names
from groundtruth.pages import drawings
from groundtruth.pages.lab_links import Links
from miniature import REPOSITORY


def shown(svg: str, **told: str) -> dict:
    return {"outputs": [{"data": {"image/svg+xml": svg}, "metadata": {"image/svg+xml": told} if told else {}}]}


def test_figures_come_in_their_order_and_one_without_a_name_keeps_its_place():
    cells = [{"outputs": []}, shown("<svg>1</svg>", name="luck"), shown("<svg>2</svg>"), {"source": "x"}]
    assert list(drawings.drawn(cells)) == [("luck", "<svg>1</svg>"), ("", "<svg>2</svg>")]


def test_every_labs_figure_is_a_file_of_its_own(tmp_path):
    for lab in names(REPOSITORY):
        (tmp_path / lab).mkdir()
        cells = executed_lab(lab, REPOSITORY)["cells"]
        drawings.publish(cells, tmp_path / lab)
        wanted = {f"{name}.svg" for name, _ in drawings.drawn(cells)}
        assert {path.name for path in (tmp_path / lab).iterdir()} == wanted != set()
        for path in (tmp_path / lab).iterdir():
            text = path.read_text("utf-8")
            root = ET.fromstring(text)  # our own file
            assert root.get("width", "").endswith("pt") and root.get("height", "").endswith("pt")
            assert "var(" not in text, "programs for slides know no style sheet of ours"


def test_a_figure_in_a_page_has_an_anchor_and_its_file_and_one_without_a_name_neither():
    assert Links().plot("<svg/>", "") == '<figure class="gt-plot" data-search-exclude><svg/></figure>'
    html = Links().plot("<svg/>", "luck")
    assert 'id="figure-luck"' in html and '<a href="luck.svg" download>' in html
