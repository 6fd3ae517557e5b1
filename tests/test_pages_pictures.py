"""Every page has a picture of its own to be shared with, and the same words give the same bytes."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from checkout import ROOT
from groundtruth.ledger import load
from groundtruth.pages import pictures
from groundtruth.verdicts import NOT_JUDGED, VERDICTS
from PIL import Image

HEAD = (
    '<head><meta property="og:title" content="{title}"><meta property="og:description" content="Words.">'
    '<meta property="og:image" content="https://example.org/assets/pictures/{name}.png"></head>'
)


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def test_a_picture_has_the_size_that_others_ask_for():
    image = opened(pictures.picture("Do you need a PhD?", "Words.", Counter({"holds": 2})))
    assert image.size == (1200, 630)


@pytest.mark.parametrize("verdict", [verdict for verdict in VERDICTS if verdict != NOT_JUDGED])
def test_each_verdict_has_a_mark_of_its_own(verdict):
    without = opened(pictures.picture("Title", "", Counter()))
    image = opened(pictures.picture("Title", "", Counter({verdict: 1})))
    mark = (90, 420, 146, 476)
    assert image.crop(mark).tobytes() != without.crop(mark).tobytes()
    others = [opened(pictures.picture("Title", "", Counter({v: 1}))) for v in pictures.MARKS if v != verdict]
    assert image.crop(mark).tobytes() not in [other.crop(mark).tobytes() for other in others]


def test_pages_get_theirs_once(tmp_path):
    for page, title in {"index.html": "Home", "myths/phd/index.html": "A &amp; B", "404.html": None}.items():
        path = tmp_path / "site" / page
        path.parent.mkdir(parents=True, exist_ok=True)
        name = page.removesuffix("index.html").replace("/", "-") + "page"
        path.write_text(HEAD.format(title=title, name=name) if title else "<head></head>", "utf-8")
    handbook = load(ROOT)
    pictures.publish(handbook, tmp_path / "site", tmp_path / "cache")
    written = {path.name: path.read_bytes() for path in (tmp_path / "site/assets/pictures").iterdir()}
    assert set(written) == {"page.png", "myths-phd-page.png"}
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
    pictures.publish(handbook, tmp_path / "site", tmp_path / "cache")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()} == kept
    on_page = Counter(c.judgement.verdict for c in handbook.claims.values() if handbook.page(c) == "myths/phd/")
    assert written["myths-phd-page.png"] == pictures.picture("A & B", "Words.", on_page)
