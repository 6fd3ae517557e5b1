"""What a page cites is a fact, and is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from groundtruth.checks.citations import citations, own
from groundtruth.ledger import load


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ('{{ fact("F01") }} {{ sources("F01") }}', []),
        ('{{ number("F01.throwers") }} {{ sources("F01") }} [data](https://example.org/dice/raw.csv)', []),
        ('{{ number("coin.heads") }}', []),
        ('{{ fact("F01") }}', ["F01 is cited, but not among the sources"]),
        ('{{ number("F01.throwers") }}', ["F01 is cited, but not among the sources"]),
        ('{{ sources("F01") }}', ["F01 is a source that the page does not cite"]),
        ("See [there](https://example.com/x).", ["links to https://example.com/x, which is no fact's address"]),
        ("See <https://example.com/x>.", ["links to https://example.com/x, which is no fact's address"]),
        ("Smith and Jones (2019) say so.", ["'Smith and Jones (2019)' is a citation typed by hand"]),
        ("As Smith et al. showed,", ["'Smith et al' is a citation typed by hand"]),
        ("In Kaggle's survey (2022 edition), and in May 2021, and by Ng in 2021,", []),
    ],
)
def test_every_source_is_a_fact_and_is_listed(page, what, handbook):
    assert [problem.what for problem in citations(page, "page.md", handbook)] == what


def test_what_a_chart_draws_is_cited(handbook):
    told = {"kind": "bars", "groups": [{"name": "Throws", "bars": [{"label": "all", "value": "F01.throwers"}]}]}
    found = replace(handbook, charts={"throws": told})
    problems = [problem.what for problem in citations('{{ chart("throws") }} {{ chart("dice") }}', "page.md", found)]
    assert problems == ["F01 is cited, but not among the sources"]


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("[x](http://127.0.0.1:8000/truths/coins/#K01)", "Link to its file: ../truths/coins.md"),
        ("[x](<http://localhost/disagree>)", "Link to its file: ../disagree/index.md"),
        ('<a href="http://[::1]:8000/nowhere/">x</a>', "by its .md file"),
        ("[x]: http://0.0.0.0:8000/", "by its .md file"),
        ("<https://colab.research.google.com/github/a/b/blob/main/notebooks/coin.ipynb>", 'Write {{ lab("coin") }}'),
        ("[x](https://kaggle.com/kernels/welcome?src=https://github.com/a/b/blob/c/notebooks/coin.ipynb)", "{{ lab("),
        ("[x](https://github.com/a/b/blob/main/notebooks/theirs.ipynb) `http://localhost:8000/`", ""),
        ("[x](https://localhost.example.org/) and http://localhost:8000/predict", ""),
    ],
)
def test_an_address_of_ours_is_told_with_the_link_that_works(page, what, handbook):
    found = list(own(page, "docs/myths/a.md", handbook))
    assert [problem.place for problem in found] == (["docs/myths/a.md:1"] if what else [])
    assert all(what in problem.remedy for problem in found)
    assert not any("no fact's address" in p.what for p in citations(page, "docs/myths/a.md", handbook) if what)
