"""The page of a lab: what mkdocs-jupyter renders, without JupyterLab, readable and reachable."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import markdown
import pytest
from bs4 import BeautifulSoup
from groundtruth.ledger import load
from groundtruth.pages import LabHeads, lab_markdown, launch
from groundtruth.pages.lab_links import Links
from groundtruth.pages.lab_page import lab_page, on_page_content, on_page_context
from groundtruth.places import EXECUTED
from miniature import rendered

HEADINGS = """\
# Is this coin fair?

The first paragraph, with *emphasis*,
on two lines.

## The rule

## Heads & tails: 50 < 51?

### The rule

#### What *this* does “not” show…

### Über die Münze

## 2026"""
LONG = "\n".join(f"x{number} = {number}" for number in range(25))


@pytest.fixture(scope="module")
def page(ran) -> BeautifulSoup:
    """The page of the coin lab."""
    return BeautifulSoup(lab_page(rendered(ran / EXECUTED / "coin.ipynb")), "html.parser")


@pytest.fixture(scope="module")
def hard(ran, tmp_path_factory) -> tuple:
    """Path and page of the coin lab with awkward headings and a long cell."""
    notebook = json.loads((ran / EXECUTED / "coin.ipynb").read_text("utf-8"))
    notebook["cells"][0]["source"] = HEADINGS
    notebook["cells"][1]["source"] = LONG
    path = tmp_path_factory.mktemp("hard") / "coin.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    return path, BeautifulSoup(lab_page(rendered(path)), "html.parser")


def test_the_page_is_ours_and_light(ran):
    given = rendered(ran / EXECUTED / "coin.ipynb")
    html = lab_page(given)
    assert html.startswith('<div class="gt-lab">')
    assert len(html.encode()) < 5_000
    assert len(given.encode()) < 10_000 and "<script" not in given, "mkdocs-jupyter takes our templates"


def test_no_styles_scripts_or_marks_of_jupyterlab(page):
    assert not page.find_all(["style", "script", "link", "iframe"])
    assert not page.select('[class*="jp-"], .anchor-link')
    assert not page.select("span.n, span.p, span.w"), "spans that only cost"
    assert "¶" not in page.get_text()


@pytest.mark.parametrize("which", ["coin", "hard"])
def test_heading_ids_are_those_of_the_table_of_contents(ran, hard, page, which):
    from mkdocs_jupyter.plugin import _get_nb_toc_tokens

    path, soup = (ran / EXECUTED / "coin.ipynb", page) if which == "coin" else hard
    tokens, _ = _get_nb_toc_tokens(str(path), 6)

    def ids(tokens):
        return [i for token in tokens for i in [token["id"], *ids(token["children"])]]

    wanted = ids(tokens)
    assert len(wanted) == len(set(wanted)) == (3 if which == "coin" else 8)
    assert [heading["id"] for heading in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])] == wanted


def test_no_table_header_is_empty(page):
    assert [cell.get_text() for cell in page.select("table th")] == ["n", "heads"]
    assert page.select_one("table thead td") is not None
    assert not page.select("table[border], table[style]")


def test_code_and_outputs_can_be_scrolled_without_a_mouse(page):
    blocks = page.select("pre")
    assert len(blocks) >= 4
    for block in page.select(".highlight pre, .gt-output"):
        assert (block["tabindex"], block["role"]) == ("0", "group"), "a region would be a landmark each"
        assert block["aria-label"]


def test_code_keeps_its_highlighting(page):
    assert page.select(".highlight code span.kn")


def test_every_output_is_out_of_the_search_index(page):
    outputs = page.select(".gt-output, .gt-plot")
    assert len(outputs) >= 4
    assert all(output.has_attr("data-search-exclude") for output in outputs)
    assert "50 heads" in outputs[0].get_text()


def test_the_evidence_is_folded_and_can_be_linked_to(page):
    evidence = page.find(id="evidence")
    assert evidence.name == "details"
    assert not evidence.has_attr("open")
    assert '"heads"' in evidence.select_one(".gt-output").get_text()
    assert [tag["id"] for tag in page.find_all(id=True)].count("evidence") == 1


def test_the_figure_stands_in_the_page_as_it_was_drawn(ran, page):
    (figure,) = page.select("figure.gt-plot svg.gt-figure")
    assert figure["aria-label"] == "Line chart of 100 throws, where 50 are heads"
    assert not page.select("img")
    html = lab_page(rendered(ran / EXECUTED / "coin.ipynb"))
    executed = json.loads((ran / EXECUTED / "coin.ipynb").read_text("utf-8"))
    assert executed["cells"][3]["outputs"][0]["data"]["image/svg+xml"] in html, "upper and lower case included"


def test_long_code_is_folded_and_short_code_is_not(hard, page):
    folded = hard[1].select_one("details.gt-code")
    assert folded.summary.get_text() == "Show the code (25 lines)"
    assert "x24" in folded.get_text()
    assert not page.select("details.gt-code")


def test_the_hook_changes_labs_and_nothing_else(ran, tmp_path):
    def page_of(source):
        return SimpleNamespace(file=SimpleNamespace(src_uri=source, name=source.split("/")[1].split(".")[0]), meta={})

    class Config(dict):
        config_file_path = str(tmp_path / "mkdocs.yml")

    lab, chapter = page_of("labs/coin.ipynb"), page_of("truths/coins.md")
    html = rendered(ran / EXECUTED / "coin.ipynb")
    told = {"description": "Throws a coin.", "tags": ["luck"], "head": "<p>Open</p>", "help": [], "links": Links()}
    config = Config(extra={"labs": {"coin": told}})
    first = on_page_content(html, lab, config, None)
    assert first.startswith('<p>Open</p><div class="gt-lab">')
    assert lab.meta == {"description": "Throws a coin.", "tags": ["luck"]}
    (kept,) = (tmp_path / ".cache/labs").iterdir()
    assert on_page_content(html, lab, config, None) == first
    assert on_page_content(html.replace("50 heads", "51 heads"), lab, config, None) != first
    assert kept.read_text("utf-8") in first and len(list((tmp_path / ".cache/labs").iterdir())) == 2
    assert on_page_content("<style></style>", chapter, config, None) == "<style></style>"
    assert chapter.meta == {}


def test_a_claim_that_the_words_name_is_a_link():
    into = Links({"K19": "../../myths/data/#K19"}).into
    link = '<a href="../../myths/data/#K19">K19</a>'
    assert into("<p>So they say (K19), and K20.</p>", set()) == f"<p>So they say ({link}), and K20.</p>"
    for kept in ("<code>K19</code>", "<h2>K19</h2>", '<p id="K19">x</p>', '<a href="#">K19</a>', "# K19\n", "`K19`"):
        assert into(kept, set()) == kept
    assert into("| K19 | `K19` |\n[K19](x)", set()) == f"| {link} | `K19` |\n[K19](x)"


def test_a_trade_word_leads_to_its_meaning_once_a_page():
    links, told = (
        Links(terms={"log loss": ("#log-loss", 'A "score".'), "AUC": ("#auc", "A score."), "loss": ("#l", "x")}),
        set(),
    )

    def link(address: str, means: str, word: str) -> str:
        return f'<a class="gt-term" href="#{address}" title="{means}">{word}</a>'

    first = links.into("# Log loss\nLog loss, then AUCs and `AUC`; auc.", told)
    log = link("log-loss", "A &quot;score&quot;.", "Log loss")
    assert first == f"# Log loss\n{log}, then {link('auc', 'A score.', 'AUCs')} and `AUC`; auc."
    assert links.into("<p>log loss, AUC, a loss-free loss, losses</p>", told) == (
        f"<p>log loss, AUC, a loss-free {link('l', 'x', 'loss')}, losses</p>"
    )


def test_the_search_reads_a_page_without_drawings_and_code():
    content = '<p>Words</p><svg class="x"><a>0.6</a></svg><pre class="gt-pre">x = 1</pre><pre>said</pre>'
    page = SimpleNamespace(content=content, meta={})
    before, after = on_page_context.methods
    before({}, page, None, None)
    assert page.content == "<p>Words</p><pre>said</pre>"
    after({}, page, None, None)
    assert (page.content, page.meta) == (content, {})


def test_the_other_engines_get_the_same_words_as_mkdocs_jupyter_gives(ran, page):
    """As Markdown, with everything in it that the page has; only white space may differ."""
    notebook = json.loads((ran / EXECUTED / "coin.ipynb").read_text("utf-8"))
    text = lab_markdown(notebook, "<p>Open</p>")
    extensions = ["md_in_html", "tables", "fenced_code"]
    body = text.partition("render_macros: false\n---\n")[2]
    other = BeautifulSoup(markdown.markdown(body, extensions=extensions), "html.parser")

    def words(found):
        return "".join(found.get_text().split())

    assert words(other) == "Open" + words(page)
    assert len(other.select("svg.gt-figure")) == len(page.select("svg.gt-figure"))
    assert text.startswith('---\ndescription: "')


def test_functions_that_labs_share_lie_beside_the_page(ran, tmp_path):
    notebook = json.loads((ran / EXECUTED / "coin.ipynb").read_text("utf-8"))
    source = "\n".join(f"kit{number} = {number}" for number in range(20))
    kit = {"cell_type": "code", "id": "kit", "execution_count": 1, "outputs": [], "source": source}
    notebook["cells"].insert(1, {**kit, "metadata": {"tags": ["kit"]}})
    path = tmp_path / "coin.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    links = Links(shared=("shared.txt", 20))
    for html in (lab_page(rendered(path), links=links), lab_markdown(notebook, "", links=links)):
        assert "kit19" not in html
        note = BeautifulSoup(html, "html.parser").select_one("p.gt-code")
        assert note.a["href"] == "shared.txt" and note.a.get_text() == "read their 20 lines"


def test_the_head_of_a_lab_says_for_whom_it_is(ran):
    handbook, links = load(ran), launch("https://github.com/owner/name", ran)

    def head(needs, level="easy"):
        entry = {**handbook.lessons["labs"]["coin"], "needs": needs, "level": level}
        lessons = {**handbook.lessons, "labs": {"coin": entry}}
        told = LabHeads(replace(handbook, lessons=lessons), links)["coin"]["head"]
        return BeautifulSoup(told, "html.parser").select_one(".gt-level")

    skill = list(handbook.lessons["skills"])[:1]
    assert head(skill).get_text() == "Easy, 7 min. You should also know counting to a hundred."
    step, lab = next(iter(handbook.chapters)), "coin"
    assert (
        head([step]).get_text().startswith("Easy, 7 min. You can run and read this lab without code; to change it, do ")
    )
    told = head([step, lab], "hard")
    assert told.get_text().startswith("Hard, 7 min, after ") and " and the lab " in told.get_text()
    assert [link["href"] for link in told.select("a")] == [f"../../{step}/", "../../labs/coin/"]
