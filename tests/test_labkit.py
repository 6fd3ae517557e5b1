"""The functions that several labs share, against other implementations."""

import numpy as np
import pytest
from labkit import scores
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
