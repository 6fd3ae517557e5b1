"""Networks side by side: they learn what no straight line can, and dropout restrains them."""

import numpy as np
import pytest
from labkit.dropout import dropout_scores
from labkit.scores import auc


@pytest.fixture(scope="module")
def corners():
    """Two sets of rows whose answer is in opposite corners, a fifth of the training answers wrong; and the truth."""
    rng = np.random.default_rng(1)
    found = []
    for rows in (200, 300):
        X = rng.uniform(-1, 1, (rows + 200, 2))
        y = (X[:, 0] * X[:, 1] > 0).astype(int)
        wrong = np.where(rng.random(rows) < 0.2, 1 - y[:rows], y[:rows])
        found.append(((X[:rows], wrong, X[rows:]), y[rows:]))
    return found


def test_both_learn_what_no_line_can(corners):
    scores = dropout_scores([one for one, _ in corners], width=64, updates=400)
    assert scores.shape == (2, 2, 200)
    for (_, answers), pair in zip(corners, scores, strict=True):
        assert [auc(answers, one) > 0.85 for one in pair] == [True, True]


def test_dropout_restrains(corners):
    (X, y, _), _ = corners[0]
    ((without, with_it),) = dropout_scores([(X, y, X)], width=64)
    # It fits the wrong answers of its own rows less, with smaller scores.
    assert auc(y, without) > auc(y, with_it) + 0.02
    assert np.abs(with_it).mean() < 0.9 * np.abs(without).mean()


def test_pairs_start_alike_and_sets_are_apart(corners):
    sets = [one for one, _ in corners]
    start = dropout_scores([sets[0], (*sets[1][:2], sets[0][2])], width=8, updates=0)
    assert np.array_equal(start[:, 0], start[:, 1]) and not np.allclose(start[0], start[1])
    assert np.array_equal(dropout_scores(sets, 8, 20), dropout_scores(sets, 8, 20))
