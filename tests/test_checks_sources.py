"""The checks find what is planted, name its place, and leave what is right alone."""

from __future__ import annotations

import pytest
import yaml
from groundtruth import checks
from groundtruth.checks.sources import chapter_cards, macro_calls
from groundtruth.ledger import load
from miniature import CASES, edit

PAGE = "docs/truths/coins.md"
MACROS = yaml.safe_load((CASES / "macros.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


# --- pages ---


@pytest.mark.parametrize("case", MACROS, ids=lambda case: case.get("what", "a good page"))
def test_macro_calls(case, handbook):
    found = list(macro_calls(case["page"], "docs/page.md", handbook))
    if "what" not in case:
        assert found == []
        return
    (problem,) = found
    assert problem.place == f"docs/page.md:{case['line']}"
    assert case["what"] in problem.what
    assert case["remedy"] in problem.remedy


def test_every_wrong_call_of_a_page_is_reported(handbook):
    page = '{{ verdict("K09") }}\n{{ nothing() }}\n{{ number("coin.tails") }} {{ verdict() }}'
    found = macro_calls(page, "page.md", handbook)
    assert [problem.place for problem in found] == ["page.md:1", "page.md:2", "page.md:3", "page.md:3"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('{{ verdict("K01") }}', "", "the card of K01 stands 0 times"),
        ('{{ verdict("K01") }}', '{{ verdict("K01") }}\n\n{{ verdict("K01") }}', "the card of K01 stands 2 times"),
        ('{{ verdict("R01") }}', '{{ claim("R01") }}', "the card of R01 stands 0 times"),
    ],
)
def test_each_claim_has_one_card_in_its_chapter(mini, handbook, old, new, what):
    edit(mini / PAGE, old, new)
    (problem,) = chapter_cards((mini / PAGE).read_text("utf-8"), PAGE, handbook)
    assert (problem.place, problem.what) == (PAGE, what)
    assert 'Write {{ verdict("' in problem.remedy


def test_a_card_of_another_chapter_is_found(handbook):
    page = "".join(f'{{{{ verdict("{claim}") }}}}\n' for claim in ("K01", "R01", "R02"))
    (problem,) = chapter_cards(page, PAGE, handbook)
    assert problem.what == "the card of R02 belongs to the chapter myths/dice"
    assert '{{ claim("R02") }}' in problem.remedy


@pytest.mark.parametrize(("page", "times"), [("", 0), ('{{ pair("K01", "R01") }} {{ pair("R01", "K01") }}', 2)])
def test_each_contradiction_stands_side_by_side_once(mini, page, times):
    (mini / "docs/disagree/index.md").write_text(page, "utf-8")
    (problem,) = checks.sources(mini)[1]
    assert problem.what == f"the pair of K01 and R01 stands {times} times"
    assert '{{ pair("K01", "R01") }}' in problem.remedy


def test_a_chapter_that_the_ledger_does_not_know_is_reported(handbook):
    (problem,) = chapter_cards("", "docs/truths/coin.md", handbook)
    assert problem.what == "no chapter 'truths/coin' in the ledger"
    assert "Did you mean 'truths/coins'?" in problem.remedy


def test_an_index_page_needs_no_cards(handbook):
    assert list(chapter_cards("", "docs/truths/index.md", handbook)) == []


# --- sources as a whole ---


def test_the_sources_of_the_miniature_are_in_order(mini):
    handbook, problems = checks.sources(mini)
    assert problems == []
    assert list(handbook.claims) == ["K01", "R01", "R02"]


def test_problems_of_labs_and_pages_are_reported_together(mini):
    (mini / "notebooks/aaa.ipynb").write_text("{", "utf-8")
    (mini / "docs/data/evidence/aaa.json").write_text((mini / "docs/data/evidence/coin.json").read_text("utf-8"))
    with (mini / "docs/data/lessons.yml").open("a", encoding="utf-8") as lessons:
        lessons.write("  aaa: {name: A, theme: luck, level: easy, needs: [], courses: [chance]}\n")
    edit(mini / PAGE, '{{ verdict("R01") }}', "It came up in 62% of throws. {{ nothing() }}")
    (mini / "docs/method.md").write_text('{{ number("coin.tails") }}', "utf-8")
    _, problems = checks.sources(mini)
    assert sorted(problem.place for problem in problems) == [
        "docs/data/works-on.json",
        "docs/method.md:1",
        PAGE,
        f"{PAGE}:10",
        f"{PAGE}:10",
        "notebooks/aaa.ipynb",
    ]


@pytest.mark.parametrize("page", ["index.md", "method.md", "disagree/more.md", "path/step.md"])
def test_no_page_may_type_numbers(mini, page):
    (mini / "docs" / page).parent.mkdir(exist_ok=True)
    (mini / "docs" / page).write_text("A share of 62% is a number.", "utf-8")
    assert "the number '62%' is typed by hand" in [problem.what for problem in checks.sources(mini)[1]]


def test_a_ledger_that_is_refused_is_reported_beside_the_labs(mini):
    edit(mini / "docs/data/claims/R02.yml", "kind: practice survey", "kind: survey")
    edit(mini / "requirements.lock", "\nnumpy==", "\nnumpy==99.")
    handbook, problems = checks.sources(mini)
    assert handbook is None
    assert [problem.place.partition(" ")[0] for problem in problems] == [
        "notebooks/coin.ipynb",
        "docs/data/claims/R02.yml:7",
    ]


def test_a_figure_of_a_lab_without_executed_copy_is_reported_not_raised(mini):
    edit(mini / PAGE, "Heads came", '{{ figure("coin", "throws") }}\n\nHeads came')
    assert checks.sources(mini)[1] == []
    (mini / "docs/labs/coin.ipynb").unlink()
    assert [problem.place for problem in checks.sources(mini)[1]] == ["notebooks/coin.ipynb"]


def test_what_is_doubtful_in_itself_hides_nothing_else(mini):
    edit(mini / "docs/data/facts/F01.yml", 'accessed: "2026', 'accessed: "2096')
    edit(mini / "docs/data/claims/R02.yml", 'reviewed: "2026', 'reviewed: "2096')
    (mini / "docs/data/printed.json").write_text("{}", "utf-8")
    edit(mini / PAGE, "Heads came up", "Tails came up 37% of the time. {{ nothing() }} Heads came up")
    handbook, problems = checks.sources(mini)
    assert handbook is not None, problems
    places = [problem.place for problem in problems]
    assert [place for place in places if place.startswith("docs/data")] == [
        "docs/data/claims/R02.yml reviewed",
        "docs/data/facts/F01.yml accessed",
        "docs/data/questions/fair-coin.yml code",
    ]
    assert sum(place.startswith(f"{PAGE}:") for place in places) == 2
