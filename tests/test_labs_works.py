"""`make works` compares a lab's run elsewhere with the committed evidence."""

from __future__ import annotations

import copy

import pytest
from groundtruth.labs import works
from groundtruth.ledger import load


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


def found(handbook, heads=None, **other):
    evidence = copy.deepcopy({k: handbook.evidence["coin"][k] for k in ("measures", "series")})
    if heads:
        evidence["measures"]["heads"] |= heads
    return {"evidence": evidence, "said": "", "error": None} | other


@pytest.mark.parametrize(
    ("other", "result"),
    [
        ({}, "same verdicts"),
        ({"heads": {"value": 0.51}}, "same verdicts"),
        (
            {"heads": {"value": 0.95, "low": 0.93, "high": 0.97}},
            "other verdicts: K01 does not hold → holds",
        ),
        ({"error": "ValueError: no coin"}, "stops: ValueError: no coin"),
        ({"said": "\x1b[33mWARNING: Location is ignored\x1b[0m\n[notice] A new release of pip"}, "same verdicts"),
        ({"said": "FutureWarning: soon\nmore"}, "warns: FutureWarning: soon"),
        ({"evidence": None}, "shows no evidence"),
        ({"evidence": {"measures": {}, "series": {}}}, "does not fit the ledger"),
    ],
)
def test_what_a_run_elsewhere_means(handbook, other, result):
    assert works.compare(handbook, "coin", found(handbook, **other)).startswith(result)


def test_before_the_first_run_the_table_is_empty(tmp_path):
    assert works.read(tmp_path) == {}
