"""Models that compete for one half of a table's rows and meet the other half only in use."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from .learners import prepared, worded
from .scores import auc, within_folds


def halves(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Which rows are there to learn from and which are kept for use: half each, drawn at random."""
    order = np.random.default_rng(1).permutation(rows)
    return order[: rows // 2], order[rows // 2 :]


def as_numbers(X: pd.DataFrame) -> np.ndarray:
    """All rows as numbers, as `prepared` makes them; what is learned for that comes from the rows to learn from."""
    return prepared(worded(X)).fit(X.iloc[halves(len(X))[0]]).transform(X)


def chances(model, X, y: np.ndarray, new) -> np.ndarray:
    """Fit, and the chance of a 1 for each new row. LightGBM's own core takes columns without names, unwarned."""
    model.fit(X, y)
    return model.booster_.predict(new) if hasattr(model, "booster_") else model.predict_proba(new)[:, 1]


def unseen(model, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """AUC by cross-validation in two parts, and each row's forecast by the model that had not seen it."""
    folds = list(StratifiedKFold(2, shuffle=True, random_state=0).split(X, y))
    p = np.zeros(len(y))
    for known, out in folds:
        p[out] = chances(model, X[known], y[known], X[out])
    return within_folds(auc, y, p, folds).mean(), p


def best_or_mean(kinds: list[list], X: np.ndarray, y: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chances for new rows by the best model of each kind together, if their mean scores better than the best of all
    in cross-validation, and else by that one; then by that one in any case. `kinds` holds a list of models for each.
    """
    best = [max(((*unseen(model, X, y), model) for model in kind), key=lambda tried: tried[0]) for kind in kinds]
    forecasts = [chances(model, X, y, new) for _, _, model in best]
    folds = StratifiedKFold(2, shuffle=True, random_state=0).split(X, y)
    together = within_folds(auc, y, np.mean([seen for _, seen, _ in best], axis=0), folds).mean()
    scores = [score for score, _, _ in best]
    single = forecasts[int(np.argmax(scores))]
    return (np.mean(forecasts, axis=0) if together > max(scores) else single), single
