"""The way out: what the comparison of two sites finds. CI builds with the other engines; here nothing is installed."""

from __future__ import annotations

import pytest
from groundtruth import engine
from groundtruth.engine import differences

PAGE = """<html><head><title>T</title><meta name="description" content="D">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>
<body><nav>menu</nav><article><h1 id="a">A</h1><p>One <a href="x/">two</a>.<a class="headerlink" href="#a">x</a></p>
</article></body></html>"""


@pytest.fixture
def sites(tmp_path):
    for site in ("ours", "theirs"):
        (tmp_path / site / "a").mkdir(parents=True)
        (tmp_path / site / "a/index.html").write_text(PAGE, "utf-8")
    return tmp_path / "ours", tmp_path / "theirs"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("menu", "another menu", []),  # the theme's, not the page's
        ("One <a", "One\n  <a", []),  # white space
        ("One", "Two", ["- `a/index.html`: text: “Onetwo.” is “Twotwo.”"]),
        ('href="x/"', 'href="../x/"', ["- `a/index.html`: links: “x/” is “../x/”"]),
        ('id="a"', 'id="b"', ["- `a/index.html`: headings: “a” is “b”"]),
        ("<title>T", "<title>U", ["- `a/index.html`: title: “T” is “U”"]),
        ('content="D"', 'content="E"', ["- `a/index.html`: description: “D” is “E”"]),
        ("'none'", "'self'", ["- `a/index.html`: policy: “none'” is “self'”"]),
    ],
)
def test_a_difference_that_a_reader_or_a_search_engine_sees_is_listed(sites, old, new, found):
    ours, theirs = sites
    assert old in PAGE
    (theirs / "a/index.html").write_text(PAGE.replace(old, new), "utf-8")
    assert list(differences(ours, theirs)) == found


def test_files_that_only_one_site_has_are_listed_but_not_the_themes(sites):
    ours, theirs = sites
    for site, name in ((ours, "gone.html"), (theirs, "new.json"), (theirs, "assets/theme.js"), (ours, "search/x.json")):
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text("x", "utf-8")
    assert list(differences(ours, theirs)) == ["- `gone.html` is missing", "- `new.json` is new"]


def test_an_unknown_engine_is_refused_by_name():
    (problem,) = engine.build("hugo")
    assert problem.place == "ENGINE=hugo" and "mkdocs, properdocs, zensical" in problem.remedy
