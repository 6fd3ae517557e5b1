"""The two models that most labs compare, prepared alike: logistic regression, and boosting that repeats itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def worded(X: pd.DataFrame) -> np.ndarray:
    """Which columns hold words rather than numbers: a boolean for each."""
    return np.array([not is_numeric_dtype(X[column]) for column in X])


def prepared(words, flags: bool = True):
    """A transformer: columns of words one-hot, answers given under ten times pooled; gaps in numbers filled with the
    median and, with `flags`, told in a column of their own; then everything scaled.

    `words` says for each column whether it holds words, as `worded` does. Everything is learned from training rows.
    """
    words = np.asarray(words, bool)
    one_hot = OneHotEncoder(min_frequency=10, handle_unknown="infrequent_if_exist", sparse_output=False)
    fill = SimpleImputer(strategy="median", add_indicator=flags, keep_empty_features=True)
    return make_pipeline(make_column_transformer((one_hot, words), (fill, ~words)), StandardScaler())


def logistic(words, C: float = 1.0, **settings):
    """Logistic regression on prepared columns; `C` is the library's choice, smaller is simpler."""
    return make_pipeline(prepared(words), LogisticRegression(C=C, max_iter=2000, **settings))


def boosting(**settings):
    """LightGBM that gives the same on every run and machine; without settings it is the library's default."""
    from lightgbm import LGBMClassifier  # a lab installs it after this cell

    repeatable = {"n_jobs": 1, "deterministic": True, "force_col_wise": True, "random_state": 0, "verbosity": -1}
    return LGBMClassifier(**repeatable, **settings)


def for_boosting(X: pd.DataFrame) -> pd.DataFrame:
    """The same columns as LightGBM takes them: words as categories, names without signs that it refuses.

    A missing word is an answer of its own; a missing number stays missing, which boosting handles itself.
    """
    X = X.copy()
    for column in X.columns[worded(X)]:
        words = X[column].astype(object).where(X[column].notna(), "missing").astype(str).str.strip()
        X[column] = words.astype("category")
    return X.set_axis([f"x{number}" for number in range(X.shape[1])], axis=1)
