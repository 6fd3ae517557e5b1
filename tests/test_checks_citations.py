"""What a page cites is a fact, and is listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from groundtruth.checks.citations import citations
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
