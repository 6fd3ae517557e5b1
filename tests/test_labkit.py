"""The functions that several labs share, against other implementations."""

import numpy as np
import pytest
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
