"""Lists fit their budgets and their readers, and nobody types a minute."""

from __future__ import annotations

import pytest
from groundtruth import checks
from groundtruth.checks.readers import readers, typed_times
from groundtruth.ledger import load
from miniature import edit

DATA = "docs/data/readers.yml"


def found(root, broken=()) -> list[str]:
    return [f"{p.place}: {p.what}" for p in readers(load(root), broken)]


def test_nothing_is_found_where_all_is_well(ran):
    assert found(ran) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 30,", "minutes: 3,", "gambler.short: takes "),
        ("at_least: 2", "at_least: 29", "less than the 29 min that the list should fill"),
        ("[variance]", "[variance, Heads]", "begins with truths/coins, which says 'Heads'"),
    ],
)
def test_a_list_that_does_not_fit_is_found(mini, old, new, said):
    edit(mini / DATA, old, new)
    (line,) = found(mini)
    assert line.startswith(f"{DATA} gambler.short") and said in line


@pytest.mark.parametrize(
    ("shown", "given"),
    [
        ('{{ number("coin.heads") }}', True),
        ('{{ verdict("K01") }}', True),
        ('{{ figure("coin", "runs") }}', True),
        ('{{ number("F01.reading") }}', False),
    ],
)
def test_a_page_before_the_lab_whose_result_it_shows_is_found(mini, shown, given):
    (mini / "docs/truths/coins.md").write_text(f"# Are coins fair?\n\nHeads: {shown}.\n", "utf-8")
    steps = "[{lab: coin, why: throw it yourself}, {page: truths/coins}]"
    edit(mini / DATA, steps, "[{page: truths/coins}, {lab: coin}]")
    assert found(mini, {"truths/coins"}) == [], "a page whose macros are wrong waits"
    said = [line for line in found(mini) if "gives away" in line]
    what = "truths/coins comes before the lab coin and gives away what the lab asks readers to guess"
    assert said == ([f"{DATA} gambler.short: {what}"] if given else [])


def test_a_list_with_a_page_that_cannot_be_counted_waits(mini):
    edit(mini / DATA, "minutes: 30,", "minutes: 3,")
    edit(mini / "docs/truths/coins.md", "Heads came up", '{{ verdikt("K01") }} Heads came up')
    assert found(mini, {"truths/coins"}) == []
    said = [str(problem) for problem in checks.sources(mini)[1]]
    assert any("no macro 'verdikt'" in problem for problem in said)


def test_a_lab_that_was_never_timed_is_found(mini):
    (mini / "docs/data/works-on.json").write_text("{}", "utf-8")
    assert found(mini) == [
        "docs/data/works-on.json: the lab coin has no measured run, so its minutes cannot be computed"
    ]


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("It takes 25 minutes.", "25 minutes"),
        ("It takes five minutes.", "five minutes"),
        ("A 90-minute lesson.", "90-minute"),
        ("Plan ten hours a week.", "ten hours"),
        ("You have 30 minutes or a day.", None),
        ("Suppose `20` minutes, as in `20 minutes`.", None),
        ("The minutes are computed, every hour of them.", None),
    ],
)
def test_times_typed_beside_computed_ones(ran, line, typed):
    handbook = load(ran)
    page = f'{{{{ lists("gambler") }}}}\n\n{line}\n'
    problems = list(typed_times(page, "docs/start.md", handbook))
    assert [(p.place, p.what) for p in problems] == (
        [("docs/start.md:3", f"the time '{typed}' is typed by hand")] if typed else []
    )
    assert list(typed_times(line, "docs/other.md", handbook)) == []
