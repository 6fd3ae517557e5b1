"""The page of all questions: grouped, folded, found by its anchors; and what becomes of an answer on a card."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from groundtruth.ledger import load
from groundtruth.pages import Launch, Pages, questions
from markdown import Markdown


@pytest.fixture(scope="module")
def page(ran) -> BeautifulSoup:
    """The macro's HTML after Markdown, as a page gets it."""
    pages = Pages(load(ran), Launch("owner/repo", "main"), here=lambda: "questions/")
    rendered = Markdown(extensions=["md_in_html", "attr_list"]).convert(f"# Asked\n\n{pages.questions()}\n\nEnd.")
    return BeautifulSoup(rendered, "html.parser")


def test_a_question_is_a_heading_with_its_anchor_below_its_topic(page):
    assert page.select_one("section.gt-topic > h2")["id"] == "topic-statistics"
    assert page.select_one(".gt-question > h3#fair-coin").get_text().startswith("How many heads")
    assert page.select_one(".gt-question")["data-level"] == "easy"


def test_answers_are_folded_and_the_full_one_is_not_searched(page):
    minute, full = page.select(".gt-question > details")
    assert not minute.has_attr("open") and not full.has_attr("open")
    assert "data-search-exclude" in full.attrs and "data-search-exclude" not in minute.attrs
    assert full.select_one("em").get_text() == "five" and len(full.select("li")) == 2
    assert minute.select_one("a.gt-number")["href"] == "../labs/coin/"


def test_code_keeps_its_lines_and_indents_and_what_it_prints_stands_below(page):
    code, prints = page.select(".gt-question pre[tabindex]")
    assert "(0.5,):\n\n    print(" in code.get_text()
    assert prints.get_text() == "5.0 < 100"


def test_what_an_answer_rests_on_is_linked(page):
    links = {a["href"]: a.get_text() for a in page.select(".gt-question__rests a")}
    assert list(links) == [
        "../truths/coins/",
        "../labs/coin/",
        "../facts/#F01",
        "../truths/coins/#R01",
        "https://example.org/coins",
    ]
    assert links["../truths/coins/"] == "Are coins fair?"


def test_a_level_without_questions_can_be_chosen_and_says_so(page):
    levels = [option.get_text() for option in page.select("select[name=level] option")]
    assert levels == ["any", "Easy (1)", "Medium (0)", "Hard (0)"]


def test_a_card_keeps_words_and_loses_links_and_drawings():
    rich = '<p>See <a class="x" href="y">this <em id="z">way</em></a><svg><path/></svg>, 1 &lt; 2.</p>'
    assert questions.plain(rich) == "<p>See this <em>way</em>, 1 &lt; 2.</p>"


def test_fenced_code_in_an_answer_stays_one_block(tmp_path):
    assert questions.html("A:\n\n```python\nx = 1\n\ny = 2\n```\n", {}, tmp_path).count("&#10;") >= 2
