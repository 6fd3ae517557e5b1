"""Models on a matrix forecast what the same models of `learners` forecast from a data frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from labkit.learners import boosting, logistic
from labkit.matrices import as_matrix, aucs, by_line, by_trees, for_line
from labkit.scores import auc

WORDS = np.array([False, False, True, True])


@pytest.fixture(scope="module")
def rows() -> tuple[np.ndarray, np.ndarray]:
    """Numbers, one column with gaps; words as codes, some rare and some that no training row has."""
    draw = np.random.default_rng(0)
    X = draw.normal(size=(300, 4))
    X[draw.random(300) < 0.2, 1] = np.nan
    X[:, 2], X[:, 3] = draw.integers(0, 6, 300), draw.choice(30, 300, p=np.arange(1, 31) / 465)
    return X, (X[:, 0] + (X[:, 2] > 2) + draw.normal(size=300) > 0.5).astype(int)


def _as_frame(X: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(X, columns=list("abcd")).astype({"c": "category", "d": "category"})


def test_a_line_on_a_matrix_is_the_one_on_a_frame(rows):
    X, y = rows
    frame = _as_frame(X)
    model = logistic(WORDS, C=0.3, tol=1e-8).fit(frame[:200], y[:200])
    ours = by_line(X[:200], y[:200], X[200:], WORDS, C=0.3)
    assert ours == pytest.approx(model.predict_proba(frame[200:])[:, 1], abs=1e-4)


@pytest.mark.parametrize("settings", [{}, {"n_estimators": 40, "num_leaves": 6, "colsample_bytree": 0.7}])
def test_trees_on_a_matrix_are_those_on_a_frame(rows, settings):
    X, y = rows
    frame = _as_frame(X)
    model = boosting(**settings).fit(frame[:200], y[:200])
    ours = by_trees(X[:200], y[:200], X[200:], WORDS, **settings)
    assert ours == pytest.approx(model.predict_proba(frame[200:])[:, 1], abs=1e-12)


def test_words_may_be_booleans_or_places(rows):
    X, _ = rows
    for ours, theirs in zip(for_line(X, X, WORDS), for_line(X, X, [2, 3]), strict=True):
        assert np.array_equal(ours, theirs)


def test_preparation_learns_from_known_rows_only(rows):
    X, _ = rows
    other = X[200:].copy()
    other[:, 0] *= 100
    assert np.array_equal(for_line(X[:200], X[200:], WORDS)[0], for_line(X[:200], other, WORDS)[0])


def test_flags_tell_gaps_and_can_be_left_out(rows):
    X, _ = rows
    told, plain = (for_line(X, X, WORDS, flags)[0] for flags in (True, False))
    assert told.shape[1] == plain.shape[1] + 1
    assert not np.isnan(told).any()


def test_a_column_without_any_number_does_no_harm():
    X = np.column_stack([np.full(30, np.nan), np.arange(30.0)])
    known, _ = for_line(X, X, [])
    assert np.isfinite(known).all()


def test_words_become_codes_and_a_missing_word_is_an_answer():
    matrix, words = as_matrix(pd.DataFrame({"n": [1.5, np.nan], "w": ["b", None]}))
    assert words.tolist() == [False, True]
    assert matrix[0].tolist() == [1.5, 0]
    assert np.isnan(matrix[1, 0])
    assert matrix[1, 1] == 1


def test_many_aucs_at_once_are_those_of_one_at_a_time():
    draw = np.random.default_rng(1)
    y, p = draw.integers(0, 2, 200), draw.integers(0, 30, 200) / 30  # with ties
    some = draw.random((200, 5)) < 0.4
    assert aucs(y, p, some.astype(float)) == pytest.approx([auc(y[rows], p[rows]) for rows in some.T])
