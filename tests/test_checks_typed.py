"""Numbers and verdicts typed by hand are found on their line, and what may be typed is left alone."""

from __future__ import annotations

import pytest
import yaml
from groundtruth.checks.typed import printed, typed_results
from groundtruth.ledger import load
from miniature import CASES

TYPED = yaml.safe_load((CASES / "typed.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


@pytest.mark.parametrize(("text", "named"), TYPED["found"].items())
def test_a_typed_result_is_found_on_its_line(text, named):
    found = list(typed_results(f"# Title\n\n{text}\n", "page.md"))
    assert {problem.place for problem in found} == {"page.md:3"}
    expected = [named] if isinstance(named, str) else named
    assert [problem.what.split("'")[1] for problem in found] == expected


@pytest.mark.parametrize("text", TYPED["innocent"])
def test_what_may_be_typed_is_left_alone(text):
    assert list(typed_results(text, "page.md")) == []


def test_lines_are_counted_past_what_is_skipped():
    text = '---\nsearch: 62%\n---\n```\n0.71\n```\n{{ figure(\n "coin",\n "throws") }}\n62% of them and 1,250 more\n'
    assert [problem.place for problem in typed_results(text, "page.md")] == ["page.md:10", "page.md:10"]


def test_titles_and_descriptions_are_read():
    (problem,) = typed_results("---\nsearch: {}\ndescription: What 62% say.\n---\nText.\n", "page.md")
    assert (problem.place, problem.what) == ("page.md:3", "the number '62%' is typed by hand")


def test_what_a_page_looks_up_may_not_stand_in_backticks_either(handbook):
    page = '{{ number("coin.heads") }}, in other words `50%` or `46` to `0.53`, of `1,250` and `62%`.'
    measured = printed(page, handbook) | {"0.53"}
    assert [problem.what for problem in typed_results(page, "page.md", measured)] == [
        "the number '0.53' is typed by hand"
    ]
    page = page.replace("coin.heads", "F01.throwers")
    found = typed_results(page + " `80.5%`", "page.md", printed(page, handbook))
    assert [problem.what for problem in found] == ["the number '80.5%' is typed by hand"]


def test_a_number_of_the_claim_itself_may_be_repeated():
    page = "Is it 80 percent? It was 81 percent."
    (problem,) = typed_results(page, "page.md", said="The job is 80 percent cleaning.")
    assert problem.what == "the number '81 percent' is typed by hand"


def test_a_number_is_not_said_because_it_is_part_of_one_that_is():
    (problem,) = typed_results("It gained 5 percent.", "page.md", said="85 percent of 250,000 say so.")
    assert "'5 percent'" in problem.what
