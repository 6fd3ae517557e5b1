"""Figures that readers move: their arithmetic, and what their description may not say."""

from __future__ import annotations

import math

import pytest
from checkout import ROOT
from groundtruth.ledger import found_at, load, others_at, pay_tables, stress_positions, units_at, verdict_at
from groundtruth.ledger.pay import of_bands
from groundtruth.pages.curves import ASKED, by_luck, false_winners, majorities, majority
from groundtruth.pages.cutoff import apart, cheapest, counted, place
from groundtruth.pages.marks import at, beside, kept, worded

HANDBOOK = load(ROOT)
RULES = [move for move in HANDBOOK.moves.values() if move.claim]


def test_at_its_start_a_figure_shows_what_the_lab_found():
    for move in RULES:
        found = found_at(move, move.start)
        assert found["value"] == pytest.approx(move.measure["value"], abs=0.0011), move.id
        assert found["n"] == move.measure["n"]
        assert move.claim and verdict_at(move, move.start) == (
            move.claim.judgement.overruled or move.claim.judgement.verdict
        )


def test_shares_are_counted_as_the_lab_counted_them():
    """Also where the rounding of the printed series would move a unit over the line."""
    for move in RULES:
        if move.measure["statistic"] != "share":
            continue
        for change, state, _ in stress_positions(move):
            ours = {unit.name: unit.value for unit in units_at(move, state)}
            variant = next((v for v in move.measure["variants"].values() if v["why"] == change), move.measure)
            assert ours == variant["units"], (move.id, change)


def test_a_row_is_moved_by_less_than_its_digits_show():
    (move,) = [move for move in RULES if move.told["compute"] == "keeps part"]
    off = [abs(x - round(x, 3)) for row in move.rows for key, x in row.items() if key != "name"]
    assert 0.0004 < max(off) < 0.0005


def test_majorities_of_all_sizes_are_those_that_the_lab_measured():
    measures = HANDBOOK.evidence["one-rater-or-twenty"]["measures"]
    sizes = [1, 3, 5, 9, 19, ASKED]
    real, luck = majorities(list(measures["single_birds"]["units"].values()), sizes)
    for size, share in zip(sizes[1:], real[1:], strict=True):
        assert share == pytest.approx(measures[f"majority_{size}_birds"]["value"], abs=0.0006)
    assert luck[-1] == pytest.approx(measures["one_rate_39_birds"]["value"], abs=0.0006)
    assert majority(2, 3, 3) == 1 and majority(1, 3, 3) == 0 and by_luck(0.5, 9) == pytest.approx(0.5)


def test_peeking_finds_as_many_false_winners_as_was_published():
    """Armitage, McPherson and Rowe, 1969: 5%, 8%, 11%, 13%, 14% and 19% at 1, 2, 3, 4, 5 and 10 looks."""
    found = false_winners(20)
    assert [round(100 * found[looks - 1]) for looks in (1, 2, 3, 4, 5, 10)] == [5, 8, 11, 13, 14, 19]
    assert list(found) == sorted(found)


def test_the_cheapest_cut_is_where_both_mistakes_cost_the_same():
    distance = apart(0.8)
    costs = {cut / 100: counted(cut / 100, 9, 0.1, distance)["cost"] for cut in range(2, 60)}
    assert min(costs, key=costs.__getitem__) == 0.1
    slider = {"min": 0.01, "max": 0.9, "step": 0.01}
    assert cheapest(slider, 9, 0.1, distance) == 0.1, "the very place is on the slider"
    assert cheapest(slider, 39, 0.1, distance) in (0.02, 0.03), "beside 2.5%"
    assert cheapest(slider, 999, 0.1, distance) == 0.01, "at the slider's end"
    assert apart(0.5) == 0 and place(0.5, 0.5, 2) == 1
    # the two bells cross their cut with the AUC that they were made from
    assert math.erfc(-distance / 2) / 2 == pytest.approx(0.8, abs=1e-4)


def test_pay_is_that_of_the_facts_that_it_cites():
    adverts, survey = pay_tables(ROOT)["adverts"], pay_tables(ROOT)["survey"]
    for level in ("entry", "mid", "senior"):
        median = HANDBOOK.measures[f"F07.{level}_us_median"]
        assert adverts[f"US|ML engineer|{level}"]["p50"] == median.value
        assert adverts[f"US|ML engineer|{level}"]["rows"] == median.n
    assert adverts["India|ML engineer|entry"] == adverts["elsewhere|ML engineer|entry"]
    assert "p50" not in adverts["US|AI engineer|entry"], "fourteen rows are too few"
    people = sum(survey[f"US|{title}|any"]["rows"] for title in ("ML engineer", "data scientist"))
    assert people > 403, "the 403 of 2022, and those of 2021"
    assert of_bands({0: 10, 50_000: 20, 100_000: 10}) | {"rows": 40} == {
        "rows": 40, "p10": 0, "p25": 0, "p50": 50_000, "p75": 50_000, "p90": 100_000,
    }  # fmt: skip
    assert of_bands({0: 3}) == {"rows": 3}


def test_places_and_numbers_read_as_the_script_has_them():
    axis = {"min": 0, "max": 1}
    assert [at(x, axis) for x in (-1, 0, 0.5, 1, 2)] == ["4.00%", "4.00%", "50.00%", "96.00%", "96.00%"]
    assert [worded(0.125, "share"), worded(0.125, "share", fine=True), worded(-0.0001, "AUC")] == [
        "12%",
        "12.5%",
        "0.000",
    ]
    assert [worded(1, "raters"), worded(3, "looks"), worded(1200, "$")] == ["1 person", "3 looks", "$1,200"]
    assert [worded(1, "points"), worded(0, "points")] == ["1 point", "0 points"]
    assert [kept("4.00%", 10), kept("50.00%", 10), kept("96.00%", 10)] == ["10.00%", "50.00%", "90.00%"]


def test_a_number_reads_on_the_side_of_the_threshold_on_which_it_lies():
    assert [beside(x, 0.67, "share") for x in (0.64, 0.668, 0.6696, 0.67, 0.672)] == [
        "64%", "66.8%", "66.96%", "67%", "67.2%",
    ]  # fmt: skip
    assert [beside(x, 0.01, "AUC") for x in (0.0096, 0.01, 0.01004, 0.013)] == ["0.0096", "0.010", "0.01004", "0.013"]
    assert [beside(0.66, 0.665, "share"), beside(3.2, 3, "")] == ["66%", "3.2"]


def test_a_margin_of_several_tests_moves_them_all():
    """As on the card: the figure says what the stress says of the change in all tests at once."""
    move = next(move for move in RULES if move.elsewhere)
    assert move.claim and move.claim.stress
    flips = {flip.what: flip.verdict for flip in move.claim.stress.flips}
    for option, variant in move.told["elsewhere"].items():
        state = {**move.start, **move.told["stress"][variant]}
        others = others_at(move, state)
        assert {name for name in others if others[name] != move.others[name]} == set(move.elsewhere[option])
        why = move.measure["variants"][variant]["why"]
        assert verdict_at(move, state) == flips.get(why, verdict_at(move, move.start)), why
    assert others_at(move, move.start) == move.others
