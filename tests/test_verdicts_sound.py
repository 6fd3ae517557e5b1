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
