"""The checks of the built site find what is planted, name its page, and leave what is right alone."""

from __future__ import annotations

import json
import shutil

import pytest
from groundtruth import checks
from groundtruth.ledger import load
from groundtruth.pages import public_data, search
from miniature import edit
from PIL import Image

HTML = '<!doctype html><html><head><title>x</title></head><body><main id="top">{}</main></body></html>'

NOTEBOOK = "owner/name/blob/main/notebooks/coin.ipynb"
COLAB = f'<a href="https://colab.research.google.com/github/{NOTEBOOK}">Colab</a>'
KAGGLE = f'<a href="https://kaggle.com/kernels/welcome?src=https://github.com/{NOTEBOOK}">Kaggle</a>'
LAUNCH = f'{COLAB} {KAGGLE} <a href="coin.ipynb" download>Download</a>'


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


@pytest.fixture
def site(mini, handbook):
    """A site with nothing wrong, as far as the checks look."""
    built = mini / "site"
    (mini / "docs/index.md").touch()
    for name, body in {
        "index.html": '<a href="truths/coins/#K01">K01</a> <a href="labs/coin/">lab</a> <a href="#top">top</a>',
        "truths/coins/index.html": '<p id="K01">K01</p> <a href="../../labs/coin/coin.ipynb">notebook</a>',
        "labs/coin/index.html": f'<p class="gt-lab">{LAUNCH}</p> <a href="../../">home</a> <a href="?q=x">search</a>',
        "disagree/index.html": "",
        "404.html": '<a href="truths/coins/">coins</a> <a href="/not/there/">elsewhere</a>',
    }.items():
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_text(HTML.format(body), "utf-8")
    for name in ("data", "search", "assets"):
        (built / name).mkdir()
    (built / search.INDEX).write_text(
        json.dumps({"docs": [{"location": "", "title": "Coins", "text": "Tails"}]}), "utf-8"
    )
    search.split(built, {})
    for name in ("x.css", "x.js"):
        (built / "assets" / name).touch()
    for name, content in public_data(handbook).items():
        (built / "data" / name).write_text(json.dumps(content), "utf-8")
    (built / "labs/coin/coin.ipynb").write_text("{}", "utf-8")
    return built


def test_a_site_with_nothing_wrong_has_no_problems(site, mini, handbook):
    assert checks.site(handbook, mini) == []


@pytest.mark.parametrize(
    ("page", "planted", "what"),
    [
        ("index.html", '<a href="truths/dice/">x</a>', "links to truths/dice/, which is not there"),
        ("index.html", '<a href="truths/coins">x</a> <a href="assets/y.css">x</a>', "links to assets/y.css, which"),
        ("index.html", '<a href="truths/coins/#K02">x</a>', "links to truths/coins/#K02, but nothing there has"),
        ("index.html", '<a href="#bottom">x</a>', "links to #bottom, but nothing there has that id"),
        ("labs/coin/index.html", '<a href="../dice/">x</a>', "links to ../dice/, which is not there"),
        ("index.html", '<p id="top">x</p>', "the id 'top' stands 2 times"),
        ("index.html", "<p>{{ number(&quot;coin.heads&quot;) }}</p>", 'shows the macro {{ number("coin.heads") }} as'),
        ("index.html", '<script src="https://cdn.example.org/x.js"></script>', "asks another host for https://cdn"),
        (
            "index.html",
            "<article><h1>a</h1><h3>b<a>¶</a></h3></article>",
            "the heading 'b' skips a level (h1, then h3)",
        ),
        ("index.html", '<script src="assets/y.js"></script>', "loads assets/y.js, which is not there"),
        ("404.html", '<a href="labs/dice/">x</a>', "links to labs/dice/, which is not there"),
        ("404.html", '<script src="//cdn.example.org/x.js"></script>', "asks another host for //cdn"),
        ("index.html", '<img src="http://example.org/x.png">', "asks another host for http://example.org/x.png"),
        ("index.html", '<link rel="stylesheet" href="https://fonts.example.org/x">', "asks another host for https://f"),
        ("index.html", '<link rel="preconnect" href="https://fonts.example.org">', "asks another host for https://f"),
    ],
)
def test_a_fault_of_a_page_is_found(site, mini, handbook, page, planted, what, monkeypatch):
    monkeypatch.chdir(mini)
    edit(site / page, "</main>", f"{planted}</main>")
    (problem,) = checks.site(handbook)  # by paths as the commands have them
    assert problem.place == f"site/{page}"
    assert problem.what.startswith(what)


@pytest.mark.parametrize(
    "harmless",
    [
        '<a href="https://example.org/x">x</a> <a href="mailto:a@example.org">x</a> <a href="//a.org/x">x</a>',
        '<link rel="license" href="https://example.org/x"><link rel="stylesheet" href="assets/x.css">',
        '<script src="assets/x.js"></script>',
        "<article><h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2></article><h5>outside the article</h5>",
        '<a href="#__skip">x</a> <a href="truths/coins/#:~:text=K01">x</a> <a href="truths/coins/?q=x#K01">x</a>',
    ],
)
def test_what_is_no_fault_of_a_page_is_left_alone(site, mini, handbook, harmless):
    edit(site / "index.html", "</main>", f"{harmless}</main>")
    assert checks.site(handbook, mini) == []


@pytest.mark.parametrize("name", ["claims.json", "facts.json"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_text("[]", "utf-8"),
        lambda path: path.write_text("{", "utf-8"),
        lambda path: edit(path, "thrown", "threw"),
    ],
    ids=["missing", "empty", "no JSON", "stale"],
)
def test_published_data_that_is_not_the_ledgers_is_found(site, mini, handbook, name, spoil):
    spoil(site / "data" / name)
    (problem,) = checks.site(handbook, mini)
    assert (problem.place, problem.remedy) == (f"site/data/{name}", "Run `make build`.")


@pytest.mark.parametrize("spoil", [shutil.rmtree, lambda path: edit(path / "index.html", "gt-lab", "jp-Notebook")])
def test_a_lab_page_that_our_hook_did_not_make_is_found(site, mini, handbook, spoil):
    edit(site / "index.html", '<a href="labs/coin/">lab</a>', "")
    edit(site / "truths/coins/index.html", '<a href="../../labs/coin/coin.ipynb">notebook</a>', "")
    spoil(site / "labs/coin")
    (problem,) = checks.site(handbook, mini)
    assert problem.place == "site/labs/coin/index.html"
    assert problem.what == "was not made by our hook"


def test_a_page_that_no_source_makes_is_told_once_whatever_it_links_to(site, mini, handbook):
    shutil.copytree(site / "truths/coins", site / "drafts/coins/old")
    (problem,) = checks.site(handbook, mini)
    assert problem.place == "site/drafts/coins/old/index.html" and "no source makes" in problem.what


def test_a_dead_link_of_the_page_for_wrong_addresses_is_mended_in_its_template(site, mini, handbook):
    edit(site / "404.html", "truths/coins/", "truth/coins/")
    (problem,) = checks.site(handbook, mini)
    assert "overrides/404.html" in problem.remedy


def test_a_page_that_is_missing_is_told_once_whatever_links_to_it(site, mini, handbook):
    (site / "truths/coins/index.html").unlink()
    (problem,) = checks.site(handbook, mini)
    assert problem.place == "site/truths/coins/index.html" and "docs/truths/coins.md makes it" in problem.what


@pytest.mark.parametrize("name", ["x.png", "x.webp"])
def test_a_picture_that_no_browser_could_draw_is_found(site, mini, handbook, name):
    Image.new("RGB", (9, 9)).save(site / "assets" / name)
    assert checks.site(handbook, mini) == []
    whole = (site / "assets" / name).read_bytes()
    for broken in (b"", whole[:20], whole[: len(whole) // 2], b"<html></html>"):
        (site / "assets" / name).write_bytes(broken)
        (problem,) = checks.site(handbook, mini)
        assert problem.place == f"site/assets/{name}" and "no picture that can be read" in problem.what


def test_an_id_that_a_chapter_writes_twice_is_found_in_the_chapter(site, mini, handbook):
    edit(mini / "docs/disagree/index.md", "# ", "# A {: #x }\n\n## B {: #x }\n\n## ")
    edit(site / "disagree/index.html", "</main>", '<p id="x">A</p><p id="x">B</p></main>')
    (problem,) = checks.site(handbook, mini)
    assert problem.place.startswith("docs/disagree/index.md:") and "'x' stands in line" in problem.what


def test_a_site_that_is_not_built_is_said_so(mini, handbook):
    (problem,) = checks.site(handbook, mini)
    assert (problem.place, problem.what, problem.remedy) == ("site", "is not built", "Run `make build`.")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (COLAB, "", "has no link that opens the lab in Colab"),
        ("kaggle.com", "example.org", "has no link that opens the lab in Kaggle"),
        ('ipynb" download', 'ipynb"', "has no link that opens the lab as a file"),
        (f"github.com/{NOTEBOOK}", f"github.com/{NOTEBOOK.replace('main', 'v1.2')}", "leads to different versions"),
    ],
)
def test_launch_links_lead_to_one_version_of_their_lab(site, mini, handbook, old, new, what):
    edit(site / "labs/coin/index.html", old, new)
    (problem,) = checks.site(handbook, mini)
    assert problem.place == "site/labs/coin/index.html"
    assert problem.what.startswith(what)


@pytest.mark.parametrize(
    ("name", "spoil", "what"),
    [
        ("pages.json", lambda path: path.unlink(), "is not what the search index says"),
        ("page.json", lambda path: edit(path, "Tails", "Heads"), "is not what the search index says"),
        ("page.json", lambda path: path.write_text("[", "utf-8"), "is not what the search index says"),
        ("dice-page.json", lambda path: path.write_text("[]", "utf-8"), "is of no page"),
    ],
)
def test_a_piece_that_does_not_follow_the_search_index_is_found(site, mini, handbook, name, spoil, what):
    spoil(site / "search" / name)
    (problem,) = checks.site(handbook, mini)
    assert (problem.place, problem.what) == (f"site/search/{name}", what)


def test_a_search_that_needs_too_much_until_it_answers_is_found(site, mini, handbook, monkeypatch):
    monkeypatch.setattr(search, "MOST", search.weight(site))
    assert checks.site(handbook, mini) == []
    monkeypatch.setattr(search, "MOST", search.weight(site) - 1)
    (problem,) = checks.site(handbook, mini)
    assert problem.place == "site/search/pages.json" and "needs" in problem.what


def test_a_site_without_its_search_index_is_found(site, mini, handbook):
    (site / "search/search_index.json").unlink()
    (problem,) = checks.site(handbook, mini)
    assert (problem.place, problem.what) == ("site/search/search_index.json", "is missing")
