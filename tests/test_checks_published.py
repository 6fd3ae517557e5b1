"""What the built site says of itself is found where it is wrong, and left alone where it is right."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from groundtruth.checks.published import published, scripts
from groundtruth.ledger import load
from miniature import edit

BASE = "https://ground.example/latest/"
PICTURE = f'<meta property="og:image" content="{BASE}assets/pictures/page.png">'
REVIEW = f'<script type="application/ld+json">{{"@type": "ClaimReview", "url": "{BASE}truths/coin/#K01"}}</script>'
FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>x</title><updated>2026-11-30T00:00:00Z</updated>"""
ENTRY = "<id>y</id><title>y</title><updated>2026-11-30T00:00:00+01:00</updated>"
RELEASES = "https://github.com/o/n/releases/download/v1.2"
CARD = """<section class="gt-card" data-claim="{}"><span class="gt-certainty">
<span class="gt-steps"><i class="on"></i>{}<i></i></span> <span>{} certainty</span></span></section>"""


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


@pytest.fixture
def site(mini):
    """A site that says nothing wrong of itself."""
    for name, text in {
        "index.html": f'<html><head><link rel="canonical" href="{BASE}">{PICTURE}</head><body></body></html>',
        "truths/coins/index.html": '<html><head></head><body><p id="K01" class="gt-coin gt-side">K01</p></body></html>',
        "404.html": "<html><head></head><body></body></html>",
        "feed.xml": f'{FEED}\n<link rel="self" href="{BASE}feed.xml"/>\n<link href="{BASE}truths/coins/#K01"/></feed>',
        "llms.txt": f"- [Claims]({BASE}data/claims.json)\n- [Coins]({BASE}truths/coins/)",
        "sitemap.xml": f"<loc>{BASE}</loc>\n<loc>{BASE}truths/coins/</loc>",
        "assets/pictures/page.png": "",
        "data/claims.json": "[]",
        "data/moves/toss.json": "{}",
    }.items():
        (mini / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (mini / "site" / name).write_text(text, "utf-8")
    return mini / "site"


def found(site, handbook):
    """What is told of the site, each with its place."""
    texts = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    soups = {path: BeautifulSoup(text, "html.parser") for path, text in texts.items()}
    ids = {path: {tag["id"] for tag in soup.find_all(id=True)} for path, soup in soups.items()}
    problems = [
        *published(soups, ids, site, site.parent, handbook),
        *scripts(texts.values(), site, site.parent),
    ]
    assert all(problem.remedy for problem in problems)
    return [(problem.place, problem.what) for problem in problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "what"),
    [
        ("404.html", "<head>", '<head><meta name="Robots" content="follow,NOINDEX">', "404.html", "to stay away"),
        ("index.html", "page.png", "pages.png", "index.html", "pages.png, which is not there"),
        ("index.html", "<head>", f'<head><meta name="twitter:image" content="{BASE}x.png">', "index.html", "x.png"),
        ("index.html", f"{BASE}assets", f"{BASE[:-1]}assets", "index.html", "does not begin with the site's own"),
        ("feed.xml", "coins/#K01", "coins/#K02", "feed.xml:3", "#K02, but nothing there has that id"),
        ("feed.xml", "coins/#K01", "dice/#K01", "feed.xml:3", "dice/#K01, which is not there"),
        ("feed.xml", "T00:00:00Z", "", "feed.xml", "was updated '2026-11-30', which is no day with its time"),
        ("feed.xml", "T00:00:00Z", "T00:00:00", "feed.xml", "which is no day with its time"),
        ("feed.xml", "<title>x</title>", "", "feed.xml", "the feed has no title, which Atom demands"),
        ("feed.xml", "</feed>", f"<entry>{ENTRY}</entry><entry>{ENTRY}</entry></feed>", "feed.xml", "stands twice"),
        ("feed.xml", "</feed>", "<entry></feed>", "feed.xml:3", "is no XML: mismatched tag"),
        ("index.html", "<body>", f'<body><a href="{RELEASES}/A%20book">x</a>', "index.html", "a file 'A book'"),
        ("index.html", "<body>", '<body><p class="gt-downloads"></p>', "index.html", "no link to ground-truth.pdf"),
        ("llms.txt", "claims.json", "claim.json", "llms.txt:1", "claim.json, which is not there"),
        ("sitemap.xml", "coins", "dice", "sitemap.xml:2", "truths/dice/, which is not there"),
        ("sitemap.xml", f"<loc>{BASE}truths/coins/</loc>", "", "sitemap.xml", f"leaves out {BASE}truths/coins/"),
        ("truths/coins/index.html", "<head>", f"<head>{REVIEW}", "truths/coins/index.html", "truths/coin/#K01, which"),
    ],
)
def test_what_the_site_says_wrongly_of_itself_is_found(site, handbook, file, old, new, place, what):
    assert found(site, handbook) == []
    edit(site / file, old, new)
    told = found(site, handbook)
    assert f"site/{place}" in [where for where, _ in told]
    assert any(what in words for _, words in told)


def test_harmless_words_to_search_engines_are_left_alone(site, handbook):
    harmless = '<meta name="robots" content="max-snippet:-1"><meta name="description" content="none">'
    edit(site / "index.html", "<head>", f"<head>{harmless}")
    assert found(site, handbook) == []


def test_many_pages_with_the_same_fault_are_told_once(site, handbook):
    for number in range(9):
        (site / f"{number}.html").write_text('<head><meta name="robots" content="noindex"></head>', "utf-8")
    ((place, what),) = found(site, handbook)
    assert place == "site/0.html" and what.endswith("8 other pages have this fault, too")


def test_many_lines_of_a_file_with_the_same_fault_are_told_once(site, handbook):
    edit(
        site / "sitemap.xml",
        f"<loc>{BASE}</loc>",
        f"<loc>{BASE}</loc>\n" + "".join(f"<loc>truths/{page}/</loc>\n" for page in "abcdefghi"),
    )
    ((place, what),) = found(site, handbook)
    assert place == "site/sitemap.xml:2" and what.endswith("and 8 more of the kind in this file")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('fetch(new URL("data/claims.json", root));', ""),
        ("fetch(new URL(`../data/moves/${name.of.it}.json`, import.meta.url));", ""),
        ('find(".gt-coin > .gt-side"); find(`.gt-${side}`); // once .gt-gone', ""),
        ('make("p", { class: "gt-made" }); find(".gt-made");', ""),
        ('fetch(new URL("data/claim.json", root));', "data/claim.json"),
        ("fetch(new URL(`../data/move/${name}.json`, import.meta.url));", "data/move/"),
        ('find(".gt-coin > .gt-sides")', "gt-sides"),
    ],
)
def test_data_and_classes_that_a_script_asks_for_are_there(site, handbook, line, wrong):
    assets = site.parent / "docs/assets"
    assets.mkdir(parents=True)
    edit(site / "index.html", "</body>", '<script src="assets/first.js"></script></body>')
    (assets / "first.js").write_text('import "./coins.js";\n', "utf-8")
    (assets / "coins.js").write_text(f"// coins\n{line}\n", "utf-8")
    (assets / "never.js").write_text('fetch("data/nothing.json");\n', "utf-8")  # no page loads it
    told = found(site, handbook)
    assert [place for place, _ in told] == (["docs/assets/coins.js:2"] if wrong else [])
    assert all(wrong in what for _, what in told)


def test_a_card_states_the_certainty_of_the_ledger_in_words_and_in_steps(site, handbook):
    claim = next(one for one in handbook.claims.values() if one.certainty == "high")
    on = '<i class="on"></i>' * 3
    page = site / "truths/coins/index.html"
    for steps, word, right in [(on, "high", True), (on, "low", False), ("", "high", False), (on, "very high", False)]:
        text = page.read_text("utf-8")
        edit(page, "</body>", CARD.format(claim.id, steps, word) + "</body>")
        assert (found(site, handbook) == []) == right
        page.write_text(text, "utf-8")
