"""The two models of `learners` on a matrix, for labs that fit hundreds of small models.

There the steps of scikit-learn around a fit cost several times the fit. The matrix holds numbers, and codes in the
columns of words; `words` is a boolean for each column, or the places of such columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype
from sklearn.linear_model import LogisticRegression


def as_matrix(X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Numbers as they are, words as codes, a missing word as an answer of its own; and which columns are words."""
    words = [column for column in X if not is_numeric_dtype(X[column])]
    codes = {c: pd.factorize(X[c].astype("string").fillna("missing"), sort=True)[0] for c in words}
    return X.assign(**codes).to_numpy(float), X.columns.isin(words)


def for_line(
    known: np.ndarray, asked: np.ndarray, words: Sequence, flags: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Rows to learn from and rows asked about, prepared for a weighted sum as `prepared` does it.

    Gaps in numbers get the median and, with `flags`, a column that tells them; words become columns of 0 and 1,
    answers given under ten times pooled; everything is scaled. All of it is learned from the known rows.
    """
    coded_words = _marked(words, known.shape[1])
    numbers = ~coded_words
    filled = ~np.isnan(known).all(axis=0)
    middle = np.zeros(known.shape[1])  # of a column without any number: 0
    middle[filled] = np.nanmedian(known[:, filled], axis=0)
    gaps = np.isnan(known).any(axis=0) & numbers

    def columns(rows: np.ndarray) -> np.ndarray:
        empty = np.isnan(rows)
        parts = [np.where(empty, middle, rows)[:, numbers], *([empty[:, gaps]] if flags else [])]
        for place in np.flatnonzero(coded_words):
            codes, times = np.unique(known[:, place], return_counts=True)
            often = codes[times >= 10]
            parts += [rows[:, [place]] == often, ~np.isin(rows[:, [place]], often)]
        return np.hstack(parts).astype(float)

    known, asked = columns(known), columns(asked)
    centre, spread = known.mean(axis=0), known.std(axis=0)
    spread[spread < 1e-12] = 1.0  # a column that never differs
    return (known - centre) / spread, (asked - centre) / spread


def by_line(
    known: np.ndarray, y: np.ndarray, asked: np.ndarray, words: Sequence, flags: bool = True, C: float = 1.0
) -> np.ndarray:
    """Logistic regression: the chance of a 1 for each row asked about. Nearly the same as `logistic` forecasts."""
    known, asked = for_line(known, asked, words, flags)
    # This solver is quick where columns are few; the optimum is the same.
    model = LogisticRegression(C=C, solver="newton-cholesky").fit(known, y)
    return model.predict_proba(asked)[:, 1]


def by_trees(known: np.ndarray, y: np.ndarray, asked: np.ndarray, words: Sequence, **settings) -> np.ndarray:
    """LightGBM: the chance of a 1 for each row asked about; without settings it is the library's default.

    The same forecasts as those of `boosting`, which is slower because it keeps what a classifier keeps.
    """
    import lightgbm  # a lab installs it after this cell

    repeatable = {"num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 0, "verbosity": -1}
    rounds = settings.pop("n_estimators", 100)
    data = lightgbm.Dataset(known, y, categorical_feature=np.flatnonzero(_marked(words, known.shape[1])).tolist())
    trees = lightgbm.train({"objective": "binary", **repeatable, **settings}, data, rounds, keep_training_booster=True)
    return np.asarray(trees.predict(asked, num_threads=1))


def aucs(y: np.ndarray, p: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """One AUC for each column of weights of the rows, for the price of one sort; as `auc` where a weight is 0 or 1."""
    order = np.argsort(p, kind="stable")
    no, yes = order[y[order] == 0], order[y[order] == 1]
    lower = np.vstack([np.zeros(weights.shape[1]), weights[no].cumsum(axis=0)])  # noes from the lowest up
    # The noes below each yes, and those not above it: a tie counts half.
    below = lower[np.searchsorted(p[no], p[yes], "left")] + lower[np.searchsorted(p[no], p[yes], "right")]
    return (weights[yes] * below).sum(axis=0) / (2 * weights[yes].sum(axis=0) * lower[-1])


def _marked(words: Sequence, columns: int) -> np.ndarray:
    """True for each column of words, from booleans or from places."""
    marks = np.zeros(columns, bool)
    if len(words):
        marks[np.asarray(words)] = True
    return marks
