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


def auc_interval(y: np.ndarray, p: np.ndarray) -> tuple[float, float, float]:
    """AUC on one set of test rows, with its 95% interval. A table whose best model reaches 0.5 has no signal.

    Each row of one class has a share of the other class that it is ranked on the right side of; the interval rests
    on how these shares vary. DeLong, DeLong and Clarke-Pearson (1988).
    """
    yes = np.asarray(y) == 1
    p, m, n = np.asarray(p), yes.sum(), (~yes).sum()
    ranks = rankdata(p)
    of_yes = (ranks[yes] - rankdata(p[yes])) / n
    of_no = 1 - (ranks[~yes] - rankdata(p[~yes])) / m
    half = 1.959963984540054 * np.sqrt(of_yes.var(ddof=1) / m + of_no.var(ddof=1) / n)
    return float(of_yes.mean()), float(of_yes.mean() - half), float(of_yes.mean() + half)


def auc_gap(y: np.ndarray, p: np.ndarray, q: np.ndarray) -> tuple[float, float, float]:
    """AUC of `p` minus AUC of `q` on the same test rows, with the 95% interval of the pair.

    What makes rows hard is shared by both, so the interval rests on the rows' differences. DeLong, DeLong and
    Clarke-Pearson (1988).
    """
    yes = np.asarray(y) == 1
    m, n = yes.sum(), (~yes).sum()

    def shares(p):  # of the other class that each row is ranked on the right side of
        ranks = rankdata(p)
        return (ranks[yes] - rankdata(p[yes])) / n, 1 - (ranks[~yes] - rankdata(p[~yes])) / m

    of_yes, of_no = (ours - theirs for ours, theirs in zip(shares(np.asarray(p)), shares(np.asarray(q)), strict=True))
    half = 1.959963984540054 * np.sqrt(of_yes.var(ddof=1) / m + of_no.var(ddof=1) / n)
    return float(of_yes.mean()), float(of_yes.mean() - half), float(of_yes.mean() + half)
