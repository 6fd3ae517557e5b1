"""The kit's rivals: who sees which rows, and which forecasts are handed over."""

from __future__ import annotations

import numpy as np
import pandas as pd
from labkit.rivals import as_numbers, best_or_mean, chances, halves, unseen
from sklearn.linear_model import LogisticRegression


class Remembers:
    """Knows the rows that it was fitted on by heart, and guesses 0.5 for all others."""

    def fit(self, X, y):
        self.known = {tuple(row): float(one) for row, one in zip(X, y, strict=True)}
        return self

    def predict_proba(self, new):
        p = np.array([self.known.get(tuple(row), 0.5) for row in new])
        return np.column_stack([1 - p, p])


class Column(Remembers):
    """Forecasts one column as it is."""

    def __init__(self, place):
        self.place = place

    def predict_proba(self, new):
        return np.column_stack([1 - new[:, self.place], new[:, self.place]])


def some_rows(n=200):
    rng = np.random.default_rng(0)
    X = rng.random((n, 3))
    return X, (X[:, 0] + 0.2 * rng.random(n) > 0.6).astype(int)


def test_halves_share_no_row_and_leave_none_out():
    learn, use = halves(101)
    assert sorted([*learn, *use]) == list(range(101))
    assert len(learn) == 50


def test_numbers_are_learned_from_the_rows_to_learn_from_alone():
    X = pd.DataFrame({"a": np.arange(100.0), "word": ["yes", "no"] * 50})
    learn, use = halves(100)
    before = as_numbers(X)
    X.loc[use, "a"] = 1e6
    assert np.allclose(as_numbers(X)[learn], before[learn])
    assert np.isclose(before[learn].mean(), 0)


def test_no_row_is_forecast_by_a_model_that_saw_it():
    X, y = some_rows()
    score, p = unseen(Remembers(), X, y)
    assert set(p) == {0.5}
    assert score == 0.5
    assert np.array_equal(chances(Remembers(), X, y, X), y)


def test_the_mean_of_the_best_is_handed_over_only_if_it_scores_better():
    X, y = some_rows()
    good, noise = Column(0), Column(1)
    p, single = best_or_mean([[noise, good], [Column(2)]], X, y, X)
    assert np.array_equal(single, X[:, 0])  # the better of its kind
    assert np.array_equal(p, X[:, 0])  # noise would make it worse
    half = (X[:, 1] + X[:, 2] > 1).astype(int)
    p, single = best_or_mean([[Column(1)], [Column(2)]], X, half, X)
    assert np.allclose(p, (X[:, 1] + X[:, 2]) / 2)
    assert single[0] in X[0, 1:]


def test_a_real_model_takes_part():
    X, y = some_rows()
    p, single = best_or_mean([[LogisticRegression()], [Column(0)]], X, y, X[:5])
    assert p.shape == single.shape == (5,)
