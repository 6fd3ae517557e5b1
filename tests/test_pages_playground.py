"""A query's card: what it shows where no script runs, and what it leads to where one does."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from groundtruth.ledger import load
from groundtruth.pages import Launch, Pages, public_data
from groundtruth.pages.playground import MOST, typed, worded
from miniature import REPOSITORY


@pytest.fixture(scope="module")
def handbook():
    return load(REPOSITORY)


@pytest.fixture(scope="module")
def pages(handbook) -> SimpleNamespace:
    return SimpleNamespace(**Pages(handbook, Launch("o/r", "main"), here=lambda: "path/sql/").macros())


def card(html: str) -> BeautifulSoup:
    assert "\n\n" not in html, "Markdown would end the block here"
    return BeautifulSoup(html, "html.parser")


def test_a_query_keeps_its_lines_in_field_and_text(pages, handbook):
    for name, query in handbook.playground.entries.items():
        found = card(pages.playground(name))
        assert found.select_one(".gt-sql__plain code").get_text() == query.query
        assert found.textarea.get_text() == f"\n{query.query}", "a browser drops the first line break"
        assert found.textarea["aria-label"] == f"SQL: {query.title}"


def test_an_example_shows_its_stored_result_as_a_table(pages, handbook):
    query = handbook.playground.entries["long-waits"]
    found = card(pages.playground("long-waits")).select_one(".gt-sql__stored")
    assert [th.get_text() for th in found.select("th[scope=col]")] == list(query.result.columns)
    assert len(found.select("tbody tr")) == MOST < len(query.result.rows)
    assert found.caption.get_text() == f"{len(query.result.rows)} rows, of which these are the first {MOST}"
    numbers = {td.get_text() for td in found.select("td.gt-sql__number")}
    assert str(query.result.rows[0][-1]) in numbers and query.result.rows[0][0] not in numbers


def test_null_is_shown_as_such(pages):
    assert card(pages.playground("plane-as-known")).select_one("td.gt-sql__gap").get_text() == "NULL"


def test_a_task_folds_hint_and_solution_and_shows_no_result_before(pages, handbook):
    found = card(pages.playground("cancelled"))
    assert [summary.get_text() for summary in found.select("summary")] == ["Hint", "Solution"]
    assert found.select_one(".gt-sql__stored") is None
    assert found.select_one("details pre code").get_text() == handbook.playground.entries["cancelled"].solution
    assert {button["data-do"] for button in found.select("button")} == {"run", "check", "reset"}


def test_what_the_database_refuses_is_told(pages):
    stored = card(pages.playground("refused")).select_one(".gt-sql__stored")
    assert stored.get_text() == "SQLite refuses it: CHECK constraint failed."


def test_the_tables_come_with_types_and_meanings(pages):
    found = card(pages.playground_tables())
    rows = {row.th.get_text(): row.select("td") for row in found.select("table:last-of-type tbody tr")}
    assert rows["id"][0].get_text() == "INTEGER, key" and "cancelled" in rows["dep_time"][1].get_text()


def test_answers_are_no_part_of_the_page(pages, handbook):
    wrong = handbook.playground.entries["cancelled"].wrong[0]
    assert wrong["reveals"][:20] not in pages.playground("cancelled")
    told = public_data(handbook)["playground.json"]["cancelled"]
    assert told["wrong"][0] == wrong and told["ordered"] is False


def test_an_unknown_query_is_answered_with_the_one_that_was_meant(pages):
    with pytest.raises(LookupError, match="Did you mean 'cancelled'"):
        pages.playground("canceled")


def test_code_and_words_are_escaped():
    assert typed("a <\n  b") == "a &lt;&#10;&#32; b"
    assert worded("see `a < b` & more") == "see <code>a &lt; b</code> &amp; more"
