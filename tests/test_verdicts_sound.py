"""Rules that decide nothing are found before any result is looked at."""

from __future__ import annotations

import pytest
from groundtruth import verdicts
from groundtruth.verdicts import unsound
from labkit import intervals

TABLES = {f"t{i}": 0.02 + 0.001 * (i % 5) for i in range(12)}
FEW = {f"t{i}": i % 2 == 0 for i in range(4)}
LIMIT = {"value": 0.3, "low": 0.0, "high": 0.4, "unit": "share", "n": 200}


def asks(measure, **side):
    return verdicts.Test(measure, **{"at_least": None, "at_most": None, "passes": "", "fails": ""} | side)


def said(rule, found, mixed=None):
    return [what for _, what, _ in unsound(tuple(rule), mixed or {}, found)]


@pytest.mark.parametrize(
    ("found", "side", "wrong"),
    [
        (intervals.mean(TABLES), {"at_least": 0.01}, None),
        (intervals.share(FEW), {"at_least": 0.5}, None),  # four of four reach down to 51%
        (intervals.share(FEW), {"at_least": 0.7}, "can never pass"),
        (intervals.share(FEW), {"at_most": 0.3}, "can never pass"),
        (intervals.share({**TABLES, "x": 1}), {"at_least": 0.5}, None),
        (intervals.counted(30, 40), {"at_least": 0.5}, None),
        (intervals.counted(3, 5), {"at_least": 0.6}, "can never pass"),
        (intervals.counted(30, 40), {"at_least": 25}, "beyond the end"),
        (intervals.counted(30, 40), {"at_most": 1}, "beyond the end"),
        (LIMIT, {"at_least": 0.5}, "can never pass"),  # an upper bound, worked out from averages
        (LIMIT, {"at_most": 0.5}, "can never fail"),
        ({**LIMIT, "low": 0.2}, {"at_least": 0.5}, None),
    ],
)
def test_a_test_must_be_able_to_pass_and_to_fail(found, side, wrong):
    what = said([asks("lab.x", **side)], {"lab.x": found})
    assert (wrong is None) == (what == [])
    assert all(wrong in one for one in what)


def test_a_test_that_no_verdict_depends_on_is_found():
    """Whatever the second test says, mixed gives the same: only three patterns, and all hang on the first."""
    found = {"lab.a": intervals.mean(TABLES), "lab.b": intervals.mean(TABLES)}
    rule = [asks("lab.a", at_least=0.01), asks("lab.b", at_least=0.01)]
    same = {"+-": "holds", "+?": "holds", "-+": "does not hold", "-?": "does not hold"}
    same |= {"?+": "not settled", "?-": "not settled"}
    assert said(rule, found, same) == ["changes no verdict, whatever the other tests say"]
    assert said(rule, found, same | {"-+": "depends"}) == []


OF_74 = intervals.share({f"t{i}": i < 5 for i in range(74)})


@pytest.mark.parametrize(
    ("found", "side", "ends"),
    [
        (OF_74, {"at_least": 0.05}, (8, 0)),
        (OF_74, {"at_least": 0.025}, (5, None)),  # the old bar of R11, which nothing could miss
        (OF_74, {"at_most": 0.05}, (0, 8)),
        (intervals.share(FEW), {"at_least": 0.5}, (4, 0)),
        (intervals.counted(3, 5), {"at_least": 0.6}, (None, 0)),
        (intervals.counted(30, 4000), {"at_least": 0.5}, (2062, 1938)),
        (intervals.mean(TABLES), {"at_least": 0.01}, None),
        (LIMIT, {"at_least": 0.5}, None),
    ],
)
def test_reach_says_from_how_many_units_a_share_passes_and_fails(found, side, ends):
    test = asks("lab.x", **side)
    assert verdicts.reach(test, found) == ends
    if ends and found is OF_74:  # one unit further, and the outcome is another
        shares = [intervals.share({i: i < k for i in range(74)}) for k in range(75)]
        outcomes = [test.outcome(verdicts.Measure.of(one)) for one in shares]
        first, last = ("+", "-") if "at_least" in side else ("-", "+")
        above, below = ends if "at_least" in side else ends[::-1]
        assert outcomes.index(first) == above
        assert outcomes.count(last) == (0 if below is None else below + 1)


def test_reach_in_words_names_the_test_only_where_there_are_several():
    found = {"lab.a": OF_74, "lab.b": intervals.mean(TABLES)}
    both = (asks("lab.b", at_least=0.01), asks("lab.a", at_least=0.05))
    said = "passes if at least 8 of the 74 cases say yes, and fails if there are none. In between, we can’t tell."
    assert verdicts.reach_in_words(both, found) == (f"Test 2 {said}",)
    assert verdicts.reach_in_words(both[1:], found) == (f"The test {said}",)


@pytest.mark.parametrize(
    ("of", "side", "said"),
    [
        (
            74,
            {"at_most": 0.5},
            "passes if at most 28 of the 74 cases say yes, and fails at 46 or more. In between, we can’t tell.",
        ),
        (
            66,
            {"at_least": 0.1},
            "passes if at least 12 of the 66 cases say yes, and fails at 1 or fewer. In between, we can’t tell.",
        ),
        (
            66,
            {"at_most": 0.1},
            "passes if at most 1 of the 66 cases say yes, and fails at 12 or more. In between, we can’t tell.",
        ),
        (
            74,
            {"at_most": 0.05},
            "passes if none of the 74 cases say yes, and fails at 8 or more. In between, we can’t tell.",
        ),
        (9, {"at_least": 0.1}, "passes if at least 3 of the 9 cases say yes, and can’t fail."),
        (9, {"at_least": 0.9}, "can’t pass; it fails if at most 6 of the 9 cases say yes."),
    ],
)
def test_reach_in_words_counts_cases(of, side, said):
    found = {"lab.a": intervals.share({str(i): False for i in range(of)})}
    assert verdicts.reach_in_words((asks("lab.a", **side),), found) == (f"The test {said}",)


def test_reach_in_words_says_what_a_case_does_that_counts():
    words = verdicts.Wording(cases={"lab.a": "boosting wins on {number} tables"})
    told = verdicts.reach_in_words((asks("lab.a", at_least=0.05),), {"lab.a": OF_74}, words)
    assert told == (
        "The test passes if boosting wins on at least 8 of the 74 tables, and fails if there are none. "
        "In between, we can’t tell.",
    )
