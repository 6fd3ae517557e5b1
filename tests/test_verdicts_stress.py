"""A verdict is judged again under every change that an opponent could ask for, by a second implementation."""

from __future__ import annotations

import numpy as np
import pytest
from groundtruth import verdicts
from groundtruth.verdicts.recompute import differs
from groundtruth.verdicts.stress import INTERVAL, KINDS, NONE, SOURCE, THRESHOLD, UNIT, VARIANT, changes, stress
from labkit import intervals

TABLES = {f"t{i}": 0.02 + 0.001 * (i % 5) for i in range(12)}


def test(measure="lab.gap", **side):
    return verdicts.Test(measure, **{"at_least": None, "at_most": None, "passes": "", "fails": ""} | side)


test.__test__ = False


def kinds(rule, found):
    return [kind for kind, *_ in changes(rule, found)]


def test_every_kind_of_change_is_tried_as_often_as_the_units_allow():
    sources = {name: "one" if name < "t5" else "two" for name in TABLES}
    variants = {"tuned": ({name: x + 0.1 for name, x in TABLES.items()}, "tuned instead of default")}
    found = {"lab.gap": intervals.mean(TABLES, sources=sources, variants=variants)}
    tried = kinds((test(at_least=0.01),), found)
    assert {kind: tried.count(kind) for kind in KINDS} == {UNIT: 12, VARIANT: 1, INTERVAL: 2, SOURCE: 2, THRESHOLD: 2}


def test_a_verdict_that_hangs_on_one_unit_is_fragile_and_less_certain():
    units = {**{f"t{i}": 0.0 for i in range(9)}, "odd": 1.0}
    found = {"lab.share": intervals.share({**{f"t{i}": True for i in range(9)}, "odd": False})}
    rule = (test("lab.share", at_least=0.6),)
    before = stress(rule, {}, found)
    flips = [flip for flip in before.flips if flip.kind == UNIT]
    assert [flip.what for flip in flips] == ["without odd"]
    assert flips[0].verdict == "holds"
    assert [doubt.reason for doubt in before.doubts()] == ["imprecision"]
    assert len(units) == 10


def test_a_verdict_far_from_its_threshold_is_steady():
    found = {"lab.gap": intervals.mean(TABLES)}
    tried = stress((test(at_most=0.5),), {}, found)
    assert tried.tried >= 15
    assert tried.flips == ()
    assert tried.doubts() == []


def test_a_declared_variant_that_flips_is_a_risk_of_bias():
    variants = {"tuned": ({name: x + 0.1 for name, x in TABLES.items()}, "tuned instead of default")}
    found = {"lab.gap": intervals.mean(TABLES, variants=variants)}
    tried = stress((test(at_most=0.05),), {}, found)
    assert [(flip.what, flip.verdict) for flip in tried.flips if flip.kind == VARIANT] == [
        ("tuned instead of default", "does not hold")
    ]
    assert "risk of bias" in [doubt.reason for doubt in tried.doubts()]


def test_a_variant_is_played_in_all_measures_at_once_and_in_each_alone():
    """Two tests that only fall together: an opponent who wants the old tables wants them for both."""
    variants = {"old": ({name: x - 0.1 for name, x in TABLES.items()}, "the old tables")}
    found = {name: intervals.mean(TABLES, variants=variants) for name in ("lab.gap", "lab.lead")}
    rule = test("lab.gap", at_least=0.0), test("lab.lead", at_least=0.0)
    mixed = dict.fromkeys(("+-", "-+", "+?", "?+", "-?", "?-"), "holds")
    result = stress(rule, mixed, found)
    flips = [(flip.what, flip.verdict) for flip in result.flips if flip.kind == VARIANT]
    assert flips == [("the old tables", "does not hold")]


def test_the_smallest_change_comes_first():
    variants = {"tuned": ({name: x + 0.1 for name, x in TABLES.items()}, "tuned instead of default")}
    found = {"lab.gap": intervals.mean(TABLES, variants=variants)}
    order = [KINDS.index(flip.kind) for flip in stress((test(at_most=0.023),), {}, found).flips]
    assert order == sorted(order)
    assert len(order) > 1


def test_one_unit_is_left_out_of_all_measures_of_a_claim_at_once():
    first, second = dict(TABLES), dict(TABLES)
    found = {"lab.a": intervals.mean(first), "lab.b": intervals.median(second)}
    rule = (test("lab.a", at_least=0.01), test("lab.b", at_least=0.01))
    dropped = [measures for kind, _, _, measures, _ in changes(rule, found) if kind == UNIT]
    assert len(dropped) == 12
    assert all(m["lab.a"]["n"] == m["lab.b"]["n"] == 11 for m in dropped)


def test_a_share_is_not_asked_to_exceed_the_whole():
    found = {"lab.share": intervals.counted(30, 40)}
    words = [what for kind, what, *_ in changes((test("lab.share", at_least=0.6),), found) if kind == THRESHOLD]
    assert words == ["threshold halved"]
    found = {"F01.share": {"value": 53.0, "low": 46.0, "high": 61.0, "unit": "%", "n": 157}}
    words = [what for kind, what, *_ in changes((test("F01.share", at_most=50),), found) if kind == THRESHOLD]
    assert words == ["threshold halved"]
    found = {"lab.lost": intervals.mean({name: 100 * x for name, x in TABLES.items()}, unit="points")}
    words = [what for kind, what, *_ in changes((test("lab.lost", at_least=50),), found) if kind == THRESHOLD]
    assert words == ["threshold halved"], "two shares can't differ by more than the whole"


def test_a_change_says_which_test_it_is_about():
    found = {"lab.a": intervals.mean(TABLES), "lab.share": intervals.counted(30, 40)}
    words = [what for kind, what, *_ in changes((test("lab.a", at_least=1), test("lab.share", at_least=0.4)), found)]
    assert {"test 1, threshold halved", "test 2, threshold doubled", "test 2, Jeffreys"} <= set(words)


def test_a_change_is_told_in_a_plain_sentence():
    variants = {"tuned": ({name: x + 0.1 for name, x in TABLES.items()}, "tuned settings")}
    sources = {name: "one" if name < "t5" else "two" for name in TABLES}
    found = {"lab.gap": intervals.mean(TABLES, sources=sources, variants=variants)}
    said = {clause for *_, clause in changes((test(at_least=0.01),), found)}
    assert {
        "If we left out “t1”",
        "If we left out everything from one",
        "With another choice (tuned settings)",
        "With another kind of interval (bootstrap-t)",
        "If we asked for 0.005 instead of 0.01 AUC",
        "If we asked for 0.02 instead of 0.01 AUC",
    } <= said


def test_a_sentence_on_one_of_several_tests_says_which():
    variants = {"old": ({name: x - 0.1 for name, x in TABLES.items()}, "the old tables")}
    found = {name: intervals.mean(TABLES, variants=variants) for name in ("lab.gap", "lab.lead")}
    said = {clause for *_, clause in changes((test(at_least=0.01), test("lab.lead", at_most=0.05)), found)}
    assert {
        "With another choice (the old tables)",
        "With another choice in the second test (the old tables)",
        "With another kind of interval in the first test (bootstrap-t)",
        "If we asked for 0.005 instead of 0.01 AUC in the first test",
        "If we allowed 0.1 instead of 0.05 AUC in the second test",
    } <= said


def test_a_change_after_which_nobody_foresaw_a_verdict_says_so():
    change = verdicts.Change(UNIT, "without t1", NONE, "If we left out “t1”")
    assert change.sentence() == "Our rule would have no answer if we left out “t1”."
    flip = verdicts.Change(UNIT, "without t1", "holds", "If we left out “t1”")
    assert flip.sentence() == "The verdict would be “holds” if we left out “t1”."
    assert flip.sentence("our rule would say") == "Our rule would say “holds” if we left out “t1”."


def test_the_flips_are_told_by_verdict_and_a_variant_of_one_test_with_that_of_all():
    def flip(what, verdict, clause):
        return verdicts.Change(VARIANT, what, verdict, clause)

    tried = verdicts.Stress(
        9,
        (
            flip("few", "depends", "If we planted half"),
            flip("test 3, few", "depends", "If, in the third test, we planted half"),
            flip("old", "does not hold", "With another choice (old)"),
            flip("test 1, old", "depends", "With another choice in the first test (old)"),
        ),
    )
    assert [(first.verdict, clauses) for first, clauses in tried.by_verdict()] == [
        (
            "depends",
            [
                "If we planted half",
                "With another choice in the first test (old)",
                "If we made one of these changes in only one of the tests",
            ],
        ),
        ("does not hold", ["With another choice (old)"]),
    ]


def test_a_change_of_one_test_alone_is_named_by_what_it_is_one_of():
    def told(*flips):
        found = [verdicts.Change(VARIANT, what, "depends", what.capitalize()) for what in flips]
        ((_, clauses),) = verdicts.Stress(9, tuple(found)).by_verdict()
        return clauses[-1]

    assert told("few", "test 1, few") == "If we made this change in only one of the tests"
    assert (
        told("few", "test 1, few", "test 2, few")
        == "If we made this change in only one of the tests (2 such changes flip the verdict, too)"
    )
    both = "If we made one of these changes in only one of the tests (2 such changes flip the verdict, too)"
    assert told("few", "old", "test 1, few", "test 2, old") == both


def test_choices_that_read_alike_say_which_test_they_are_about():
    """Two labs may call one choice differently; a card tells them in the same words."""
    found = {
        f"{lab}.gap": intervals.mean(TABLES, variants={"far": ({name: x + 0.1 for name, x in TABLES.items()}, named)})
        for lab, named in (("one", "twice the margin"), ("two", "twice the margin, 0.02"))
    }
    rule = tuple(test(measure, at_least=0.01) for measure in found)
    words = verdicts.Wording(choices={"twice the margin": "we did", "twice the margin, 0.02": "we did"})
    clauses = [clause for kind, *_, clause in changes(rule, found, words) if kind == VARIANT]
    assert clauses == ["If, in the first test, we did", "If, in the second test, we did"]


def test_people_are_not_left_out_one_by_one():
    found = {"lab.share": intervals.counted(30, 40)}
    assert set(kinds((test("lab.share", at_least=0.6),), found)) == {INTERVAL, THRESHOLD}


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("make", ["share", "mean", "mean over folds", "median", "counted"])
def test_the_second_implementation_agrees_with_the_labs(make, seed):
    luck = np.random.default_rng(seed)
    n = int(luck.integers(6, 60))
    values = {f"t{i}": round(float(x), 3) for i, x in enumerate(luck.normal(0.01, 0.05, n))}
    measure = {
        "share": lambda: intervals.share({name: x > 0 for name, x in values.items()}),
        "mean": lambda: intervals.mean(values),
        "mean over folds": lambda: intervals.mean_over_folds(values),
        "median": lambda: intervals.median(values),
        "counted": lambda: intervals.counted(int(luck.integers(0, n + 1)), n),
    }[make]()
    assert differs("lab.x", measure) is None


@pytest.mark.parametrize("part", ["value", "low", "high"])
def test_a_number_that_is_not_the_statistic_of_its_units_is_found(part):
    measure = intervals.mean(TABLES)
    measure[part] += 0.02
    assert f"{part} is" in differs("lab.gap", measure)
    assert "but its units give" in differs("lab.gap", measure)


def test_a_measure_without_units_is_left_alone():
    assert differs("lab.n", intervals.plain(12, "tables", 12)) is None
    assert kinds((test("lab.n", at_least=6),), {"lab.n": intervals.plain(12, "tables", 12)}) == [THRESHOLD, THRESHOLD]


def test_folds_that_share_training_rows_have_a_wider_interval_and_are_left_out_like_other_units():
    measure = intervals.mean_over_folds(TABLES)
    short = intervals.mean(TABLES)
    assert measure["low"] < short["low"] and short["high"] < measure["high"]
    tried = kinds((test(at_least=0.01),), {"lab.gap": measure})
    assert {kind: tried.count(kind) for kind in KINDS} == {UNIT: 12, VARIANT: 0, INTERVAL: 0, SOURCE: 0, THRESHOLD: 2}
