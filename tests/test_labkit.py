"""The functions that several labs share, against other implementations."""

import numpy as np
import pytest
from groundtruth.verdicts.stress import differs
from labkit import intervals, scores
from sklearn.metrics import roc_auc_score


def test_auc_interval_has_the_value_of_auc_and_covers_the_truth():
    """Two normal distributions one apart: the true AUC is Phi(1 / sqrt 2) = 0.7602; 95% of 400 intervals hold it."""
    rng, inside = np.random.default_rng(0), 0
    for _ in range(400):
        y = np.repeat([0, 1], [60, 40])
        p = rng.normal(y, 1).round(1)  # ties count half
        value, low, high = scores.auc_interval(y, p)
        assert value == pytest.approx(roc_auc_score(y, p))
        assert value == pytest.approx(scores.auc(y, p))
        inside += low <= 0.7602 <= high
    assert 0.92 <= inside / 400 <= 0.98


def test_tested_says_what_a_rule_says_of_the_measure_and_of_each_variant(capsys):
    variants = {"worse": ({"a": 0.0, "b": 0.001, "c": 0.002}, "another start"), "one": ({"a": 0, "b": 9}, "two only")}
    gain = intervals.mean({"a": 0.05, "b": 0.06, "c": 0.07}, variants=variants)
    intervals.tested("gain", gain, at_least=0.01)
    intervals.tested("gain", gain, at_most=0.01)
    said = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert said == ["gain,", "passes", "fails", "open", "gain,", "fails", "passes", "open"]


def test_geometric_mean_is_what_scipy_makes_of_the_same_units():
    """Also after the rounding of evidence; half and double cancel."""
    assert intervals.geometric({"half": 0.5, "double": 2, "same": 1})["value"] == pytest.approx(1)
    ratios = np.random.default_rng(0).lognormal(-0.2, 0.5, 11).round(3)
    found = intervals.geometric(dict(enumerate(ratios)), "share")
    assert differs("errors_left", found) is None
    assert differs("errors_left", found | {"high": found["high"] * 1.1})


def test_a_mean_of_shares_stays_a_share_and_a_difference_does_not():
    """Student's t knows no ends; of shares near 1 it would run past them. Differences may be negative."""
    near_one = {"a": 1, "b": 1, "c": 0.8}
    found = intervals.mean(near_one, "share")
    assert (found["high"], differs("right", found)) == (1, None)
    assert intervals.mean(near_one, "AUC")["high"] > 1
    assert intervals.mean({"a": 0.2, "b": -0.1, "c": 0.1}, "share")["low"] < 0
