"""How well a model did on rows that it has not seen. Scores are taken within a fold and averaged over folds.

Pooling the predictions of several folds into one score mixes their intercepts and can lower it for no good reason.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata


def auc(y: np.ndarray, p: np.ndarray) -> float:
    """Area under the ROC curve, from ranks: 0.5 is a coin, 1 perfect; ties count half.

    `y` holds 0 and 1, `p` one number a row, higher for a likelier 1. Hanley and McNeil (1982).
    """
    y = np.asarray(y)
    ones = y.sum()
    if not 0 < ones < len(y):
        raise ValueError("AUC needs rows of both classes")
    return float((rankdata(p)[y == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(y) - ones)))


def log_loss(y: np.ndarray, p: np.ndarray) -> float:
    """Mean surprise of the predicted chances `p` of a 1; lower is better, 0.693 is a coin."""
    y, p = np.asarray(y), np.clip(p, 1e-15, 1 - 1e-15)
    return float(-np.log(np.where(y == 1, p, 1 - p)).mean())


def within_folds(score, y: np.ndarray, p: np.ndarray, folds) -> np.ndarray:
    """One score a fold: `folds` are (train, test) index pairs, `p` the predictions of each row's test fold."""
    return np.array([score(y[test], p[test]) for _, test in folds])
