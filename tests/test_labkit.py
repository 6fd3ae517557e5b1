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


def test_geometric_mean_is_what_scipy_makes_of_the_same_units():
    """Also after the rounding of evidence; half and double cancel."""
    assert intervals.geometric({"half": 0.5, "double": 2, "same": 1})["value"] == pytest.approx(1)
    ratios = np.random.default_rng(0).lognormal(-0.2, 0.5, 11).round(3)
    found = intervals.geometric(dict(enumerate(ratios)), "share")
    assert differs("errors_left", found) is None
    assert differs("errors_left", found | {"high": found["high"] * 1.1})
