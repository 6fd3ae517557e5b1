"""Charts that the build draws: pure functions that find every fault of charts.yml beyond its shape."""

from __future__ import annotations

import copy

import pytest
from groundtruth.ledger.charts import Known, chart_problems, in_unit, pair_counts, spelled, values
from groundtruth.verdicts import Measure

MEASURES = {
    "F01.heads": Measure(50, 40, 60, "%", 10),
    "F01.tails": Measure(45, None, None, "%", 10),
    "F01.gap": Measure(5, None, None, "points", 10),
    "coin.edge": Measure(0.02, 0.01, 0.04, "share", 200),
}
FACTS = {"F01": {"text": "Heads came up in half of the throws on 1\n  February 2020."}}
CHARTS = {
    "throws": {
        "kind": "bars",
        "finding": "Half of the throws were heads, and coins seldom stood on edge",
        "words": "Each bar is a share of {F01.heads} throws in 2020, as K01 has it.",
        "stands_while": ["F01.heads > coin.edge.high", "coin.edge.n > 100", "F01.heads.low < 50"],
        "groups": [
            {"name": "Coins", "bars": [{"label": "heads, {n}", "value": "F01.heads"}, {"label": "lost"}]},
            {"name": "Edges", "folded": True, "bars": [{"label": "on edge", "value": "coin.edge"}]},
        ],
    },
    "days": {
        "kind": "days",
        "finding": "One day is all that anybody wrote down",
        "words": "A column for each day.",
        "stands_while": ["F01.heads > F01.tails"],
        "panels": [{"name": "Heads", "days": [{"on": "2020-02-01", "value": "F01.heads"}] * 2}],
    },
    "pairs": {
        "kind": "pairs",
        "finding": "Of {all} pairs, {real} contradict each other",
        "words": "Each mark is a pair.",
        "stands_while": ["real > dissolved"],
    },
}
COUNTS = {"pairs": pair_counts(2, [True, False])}


@pytest.fixture
def told(tmp_path):
    """What is wrong with the charts after a change, on pages that show each once."""
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs/coins.md"
    page.write_text("\n".join(f'{{{{ chart("{name}") }}}}' for name in CHARTS), "utf-8")

    def problems(change=lambda charts: None, counts=COUNTS, more="") -> list[str]:
        charts = copy.deepcopy(CHARTS)
        change(charts)
        page.write_text(page.read_text("utf-8") + more, "utf-8")
        found = chart_problems(charts, tmp_path, Known(MEASURES, counts), FACTS)
        return [f"{p.place}: {p.what}. {p.remedy}" for p in found]

    return problems


def test_what_is_right_has_no_problem(told):
    assert told() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c["throws"]["groups"][0]["bars"][0].update(value="F01.head"),
         "throws groups: no value 'F01.head'. Did you mean 'F01.heads'?"),
        (lambda c: c["throws"]["groups"][0]["bars"][1].update(value="F01.gap"),
         "throws groups: draws F01.gap, which is in points, beside F01.heads, which is in %."),
        (lambda c: c["throws"].update(words="Seen by {F01.hands}."), "throws words: asks for '{F01.hands}'"),
        (lambda c: c["throws"].update(finding="Heads came up in 50% of the throws"),
         "throws finding: the number '50%' is typed by hand"),
        (lambda c: c["throws"]["groups"][0]["bars"][0].update(label="heads of 12"),
         "throws groups: the number '12' is typed by hand"),
        (lambda c: c["throws"]["groups"][0].update(name="Coins of {n}"), "throws groups: asks for '{n}'"),
        (lambda c: c["throws"].update(finding="Heads of {n} throws and of nothing else"), "finding: asks for '{n}'"),
        (lambda c: c["throws"].update(stands_while=["F01.heads.high < 50"]),
         "throws stands_while: no longer bears out its finding: 'F01.heads.high < 50' is false (60 and 50)"),
        (lambda c: c["throws"].update(stands_while=["F01.heads > F01.tails.low"]), "no number 'F01.tails.low'"),
        (lambda c: c["throws"].update(stands_while=["F01.heads > real"]), "no number 'real'"),
        (lambda c: c["days"]["panels"][0]["days"][0].update(on="2020-02-02"),
         "days Heads: draws F01.heads on 2 February 2020, a day that F01 does not name"),
        (lambda c: c["days"]["panels"][0]["days"][0].update(on="2020-02-30"), "'2020-02-30' is no day"),
        (lambda c: c["days"]["panels"][0].update(days=[{"on": "2020-02-01", "value": "coin.edge"}] * 2),
         "days Heads: dates coin.edge, which is a lab's"),
        (lambda c: c["pairs"].update(finding="Of {every} pairs, few are left"), "pairs finding: asks for '{every}'"),
        (lambda c: c["pairs"].update(stands_while=["dissolved > real"]), "is false (1 and 2)"),
        (lambda c: c.update(dice=c["throws"]), "dice: stands on no page"),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_place_and_a_remedy(told, change, said):
    found = told(change)
    assert found and all(one.startswith("docs/data/charts.yml ") for one in found)
    assert any(said in one for one in found), found


def test_a_chart_that_stands_twice_is_told_with_both_places(told):
    (found,) = told(more='\n{{ chart("days") }}\n')
    assert "stands 2 times: docs/coins.md, docs/coins.md" in found


def test_counts_wait_for_a_ledger_that_is_in_order(told):
    assert told(counts={}) == []


def test_shares_and_percents_are_one_unit():
    assert in_unit(MEASURES["coin.edge"]) == ("%", 100) and in_unit(MEASURES["F01.heads"]) == ("%", 1)
    assert in_unit(MEASURES["F01.gap"]) == ("points", 1)


def test_all_values_are_named_also_those_of_the_fold():
    assert values(CHARTS["throws"]) == ["F01.heads", "coin.edge"]
    assert values(CHARTS["pairs"]) == []


def test_days_are_spelled_as_facts_do():
    assert spelled("2020-02-01") == "1 February 2020" and spelled("2024-12-31") == "31 December 2024"
