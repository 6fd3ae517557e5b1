"""What readers take along works where there is no server, and says to those who do not see it what others see."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from checkout import once
from groundtruth import exports
from groundtruth.exports import book, finish, offline, pdf, printing, tags
from groundtruth.pages import DOWNLOADS
from groundtruth.problems import Refused
from playwright.sync_api import Browser

# Of each kind of page one: what the whole book is made of, in a fifteenth of its time.
NAV = [
    {"Home": "index.md"},
    {"Truths": ["truths/index.md", {"Does your test set tell the truth?": "truths/honest-split.md"}]},
    {"The path": ["path/index.md", {"Step 1: SQL": "path/sql.md"}]},
    {"Labs": ["labs/index.md", {"The honest split": "labs/honest-split.ipynb"}]},
    {"Reference": [{"Glossary": "glossary.md"}]},
]
OFFLINE, PDF, EPUB, NOTEBOOKS, CARDS = DOWNLOADS


def apart(work: Callable[[], bytes]) -> bytes:
    """In a thread of its own: a second Playwright would not start beside that of the fixtures."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


@pytest.fixture(scope="session")
def made(built: Path, tmp_path_factory) -> Path:
    """The exports of a few pages, made twice: `1/` and `2/`."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for run in ("1", "2"):
                (folder / run).mkdir()
                for name, content in exports.exports(built / "site", built, nav=NAV).items():
                    (folder / run / name).write_bytes(apart(content))
                patch.setattr(printing, "epub_problems", lambda _: [])  # once is enough

    return once(tmp_path_factory, "exported", make)


@pytest.fixture(scope="session")
def unpacked(made: Path, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    zipfile.ZipFile(made / "1" / OFFLINE).extractall(folder)
    return folder / "ground-truth"


@pytest.mark.parametrize("name", DOWNLOADS)
def test_two_runs_give_the_same_bytes(made: Path, name: str):
    first, second = ((made / run / name).read_bytes() for run in ("1", "2"))
    assert first == second and len(first) > 10_000


def test_the_copy_is_read_and_searched_from_a_disk(browser: Browser, unpacked: Path):
    context = browser.new_context(offline=True)
    page = context.new_page()
    wrong, asked = [], []
    page.on("console", lambda m: m.type in ("error", "warning") and wrong.append(m.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: asked.append(r.url))
    home = f"{unpacked.as_uri()}/"
    page.goto(f"{home}index.html")
    page.click("nav.md-tabs a:has-text('Truths')")
    page.click("article a:has-text('Does your test set tell the truth?')")
    page.wait_for_url(f"{home}truths/honest-split/index.html")
    page.keyboard.press("/")
    page.keyboard.type("do i need a phd")
    page.wait_for_selector(".md-search-result__item a[href*='myths/phd/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}myths/phd/index.html*")
    assert page.locator("h1").inner_text().startswith("Do you need a PhD?")
    page.wait_for_selector("article mark")  # the words that were searched
    page.goto(f"{home}questions/index.html?topic=statistics")
    assert "of" in page.locator("output").inner_text()
    page.goto(f"{home}path/sql/index.html")
    assert page.locator(".gt-sql__kept").first.is_visible() and page.locator(".gt-sql button").count() == 0
    assert wrong == [] and [url for url in asked if not url.startswith((home, "data:"))] == []
    context.close()


def test_every_link_of_the_copy_leads_to_a_file(unpacked: Path):
    lost = []
    for path in unpacked.rglob("*.html"):
        for href in {found[1] for found in offline.ATTRIBUTE.findall(path.read_text("utf-8"))}:
            target = href.partition("#")[0].partition("?")[0]
            if target and "://" not in target and not target.startswith("mailto:"):
                lost += [(path.relative_to(unpacked), href)] if not (path.parent / target).is_file() else []
    assert lost == []


def test_a_module_runs_from_a_disk(browser: Browser, unpacked: Path, tmp_path: Path):
    """Without the change no browser would run one."""
    home = tmp_path / "copy"
    (home / "assets").mkdir(parents=True)
    (home / "assets/offline.js").write_text(offline.runtime(), "utf-8")
    scripts = {
        "main": 'import { twice as two } from "./more.js";\nconst far = await import("./far.js");\n'
        'const told = await (await fetch(new URL("../data/x.json", import.meta.url))).json();\n'
        "document.title = `${two(told.n)} ${far.word}`;\n",
        "more": "export function twice(n) {\n  return 2 * n;\n}\n",
        "far": 'const word = "far";\nexport { word };\n',
    }
    for name, source in scripts.items():
        assert offline.needs_module(source)
        (home / f"assets/{name}.js").write_text(offline.module(source, f"assets/{name}.js"), "utf-8")
    (home / "data").mkdir()
    (home / "data/x.json.js").write_text(offline.data("data/x.json", '{"n": 21}'), "utf-8")
    html = '<!doctype html><head></head><body><script type="module" src="assets/main.js"></script></body>'
    (home / "index.html").write_text(offline.page(html, "index.html", "https://example.org/"), "utf-8")
    page = browser.new_page()
    page.goto(f"{home.as_uri()}/index.html")
    page.wait_for_function("document.title")
    assert page.title() == "42 far"
    page.close()


def test_the_pdf_tells_what_it_shows(made: Path):
    content = (made / "1" / PDF).read_bytes()
    assert finish.problems(content, PDF, 3) == []
    with pikepdf.open(io.BytesIO(content)) as found:
        assert found.docinfo.Title == "Ground Truth" and found.Root.Lang == "en" and found.Root.MarkInfo.Marked
        with found.open_metadata() as meta:
            assert (meta["pdfuaid:part"], meta["dc:title"], meta["dc:language"]) == ("1", "Ground Truth", {"en"})
        with found.open_outline() as outline:
            titles = {one.title: [below.title for below in one.children] for one in outline.root}
        assert "Does your test set tell the truth?" in titles["Truths"] and titles["Reference"] == ["Glossary"]
        assert "What people say about working in machine learning, put to the test" in titles
        figures = [one for one in finish.elements(found.Root.StructTreeRoot) if one.S == "/Figure"]
        assert len(figures) >= 3 and all(str(one.Alt).strip() for one in figures)
        kinds = {str(one.S)[1:] for one in finish.elements(found.Root.StructTreeRoot)}
        assert {"H1", "H2", "Table", "TH", "TD", "L", "LI", "Link"} <= kinds
        items = [one for one in finish.elements(found.Root.StructTreeRoot) if one.S == "/LI"]
        assert {tuple(tags.kind(part) for part in tags.parts(one)) for one in items} <= {("Lbl", "LBody"), ("LBody",)}
        for one in items:
            assert all(part.P.objgen == one.objgen for part in tags.parts(one))
        listed = list(found.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, listed[::2]), listed[1::2], strict=True))
        bodies = [one for one in finish.elements(found.Root.StructTreeRoot) if one.S == "/LBody"]
        said = [(one, part) for one in bodies for part in tags.parts(one) if isinstance(part, int)]
        assert said and all(owners[int(one.Pg.StructParents)][part].objgen == one.objgen for one, part in said)
        assert {kind for kind in kinds if kind not in finish.STANDARD} <= {
            k[1:] for k in found.Root.StructTreeRoot.RoleMap
        }
        links = [one for sheet in found.pages for one in sheet.get("/Annots", []) if one.Subtype == "/Link"]
        assert links and all(str(one.Contents).strip() for one in links)
        places = set(found.Root.Dests)
        assert {str(one.Dest) for one in links if "/Dest" in one} <= places, "a link inside leads nowhere"
        assert all(sheet.Tabs == "/S" for sheet in found.pages)


NUMBERED = "<style>@page { margin: 20mm; @bottom-center { content: counter(page) } }</style>"


@pytest.mark.parametrize(
    ("plant", "says"),
    [
        ('<svg role="img" viewBox="0 0 9 9"><path d="M0 0L9 9" stroke="#000"/></svg>', "has no alternative text"),
        ("<p>Words.</p>", "has 0 figures"),
        ("<table><tr><td></td><th>a</th></tr><tr><th>b</th><td>c</td></tr></table>", "rows of different widths"),
    ],
)
def test_a_pdf_without_alternatives_is_refused(plant: str, says: str):
    about = pdf.About("A title", "Words.", "1.0", "2026-11-29", "https://example.org/")
    html = f'<!doctype html><html lang="en"><title>A title</title>{NUMBERED}<h1>A title</h1>{plant}</html>'
    content = apart(lambda: printing.printed(html))
    plain = [problem.what for problem in finish.problems(content, PDF)]
    assert "does not call itself PDF/UA-1" in plain
    assert any("neither tagged nor decoration" in what for what in plain), "the number of the page"
    found = [problem.what for problem in finish.problems(finish.finished(content, about, {}, []), PDF, 1)]
    assert any(says in what for what in found)
    assert not any("neither tagged nor decoration" in what for what in found)


@pytest.mark.parametrize(
    ("painted", "marked"),
    [
        ("0 0 m 9 9 l S", "/Artifact BMC 0 0 m 9 9 l S EMC"),
        ("0 0 9 9 re W n /P <</MCID 3>> BDC (a) Tj EMC", "0 0 9 9 re W n /P <</MCID 3>> BDC (a) Tj EMC"),
        (
            "BT (1) Tj ET /Artifact BMC 0 0 9 9 re f EMC",
            "BT /Artifact BMC (1) Tj EMC ET /Artifact BMC 0 0 9 9 re f EMC",
        ),
        ("/Span <</ActualText (fi)>> BDC (x) Tj EMC", "/Span <</ActualText (fi)>> BDC /Artifact BMC (x) Tj EMC EMC"),
        ("/TR <</MCID 7>> BDC 0 0 9 9 re f EMC", "/Artifact BMC 0 0 9 9 re f EMC"),
    ],
)
def test_what_is_painted_without_a_tag_is_decoration(painted: str, marked: str):
    def plain(instructions: list) -> list:
        return [(str(one.operator), [str(part) for part in one.operands]) for one in instructions]

    with pikepdf.new() as empty:
        before, after = (
            list(pikepdf.parse_content_stream(pikepdf.Stream(empty, text.encode()))) for text in (painted, marked)
        )
        told = tags.marked(before, {7})
        assert plain(told) == plain(after)
        assert tags.untagged(told) == 0


WIDE = '<table style="width: 2000px"><td>x</td></table>'


def test_a_table_that_paper_would_cut_is_refused():
    with pytest.raises(Refused, match="would cut page-x: TABLE of 2008"):
        apart(lambda: printing.printed(f'<section class="gt-page" id="page-x">{WIDE}</section>'))


def test_what_would_scroll_on_a_screen_is_refused():
    box = f'<div class="box" style="height: 50px; overflow: auto">{"<p>one line</p>" * 20}</div>'
    with pytest.raises(Refused, match=r"would cut page-x: DIV \.box of"):
        apart(lambda: printing.printed(f'<section class="gt-page" id="page-x">{box}</section>'))


def test_the_epub_is_whole(made: Path):
    """That its files fit together, and EPUBCheck where there is Java, is what `exports` asks of every one."""
    with zipfile.ZipFile(made / "1" / EPUB) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/epub+zip"
        package = archive.read("EPUB/content.opf").decode()
        chapter = archive.read("EPUB/truths-honest-split.xhtml").decode()
        lab = archive.read("EPUB/labs-honest-split.xhtml").decode()
        nav = archive.read("EPUB/nav.xhtml").decode()
    assert "<dc:language>en</dc:language>" in package and 'href="truths-honest-split.xhtml"' in nav
    assert 'href="truths-honest-split.xhtml" media-type="application/xhtml+xml" properties="svg"' in package
    assert 'href="glossary.xhtml#test-set"' in chapter and 'id="D23"' in chapter and "<details" not in chapter
    assert 'href="https://' in chapter and "The numbers behind it" in chapter and "var(--" not in chapter
    assert 'aria-label="Slope chart' in lab and "<input" not in chapter and "Back to our settings" not in chapter
    assert (
        "Here is the lab in short" in lab
        and 'class="highlight"' not in lab
        and "<h3>The figure" in lab.replace(' id="the-figure"', "")
    )


def test_the_notebooks_come_with_their_solutions_and_without(made: Path, built: Path):
    with zipfile.ZipFile(made / "1" / NOTEBOOKS) as archive:
        names = set(archive.namelist())
        labs = {path.name for path in (built / "notebooks").glob("*.ipynb")}
        for kind in ("with-solutions", "without-solutions"):
            assert {f"ground-truth/{kind}/{lab}" for lab in labs} <= names
        assert b"EXERCISES.update" in archive.read("ground-truth/with-solutions/honest-split.ipynb")
        assert b"EXERCISES.update" not in archive.read("ground-truth/without-solutions/honest-split.ipynb")


def test_what_is_not_whole_is_not_written(built: Path, tmp_path: Path, monkeypatch, capsys):
    """A draft with a fault leaves the last exports as they were, and what is wrong is told."""
    site = shutil.copytree(built / "site/assets", tmp_path / ".cache/exports/site/assets").parent
    shutil.copytree(built / "site/downloads", site / "downloads")
    (site / "assets/highlight.js").write_text("export default 1;\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("mkdocs.yml", "notebooks"):
        (tmp_path / name).symlink_to(built / name)
    monkeypatch.setattr(exports, "draft", lambda *_, **__: [])
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/old").touch()
    found = exports.update()
    assert (tmp_path / "exports/old").exists()
    assert "assets/highlight.js" in {problem.place for problem in found}
    assert exports.update("one")[0].place == "VERSION=one"


def test_links_of_the_book_stay_in_it_where_they_can():
    names = {"": {"a"}, "truths/time/": {"K01"}}
    there = "https://example.org/"
    for href, at, leads in (
        ("../time/#K01", "truths/basics/", "book:truths/time/#K01"),
        ("../../truths/time/#gone", "truths/basics/", "book:truths/time/#"),
        ("../..", "truths/basics/", "book:#"),
        ("#a", "", "book:#a"),
        ("../../data/facts.json", "truths/basics/", "https://example.org/data/facts.json"),
        ("../claims/?verdict=holds#x", "method/", "https://example.org/claims/?verdict=holds#x"),
        ("https://example.com/", "", "https://example.com/"),
    ):
        assert book.resolved(href, at, names, there) == leads
