"""Four models on the same folds of a reader's table: floor, weighted sum, boosting twice; and what a shuffle says."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import r2_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .heads import FULL_CLASS
from .intervals import over_folds, plain
from .judging import codes_of
from .saying import counted_as, short
from .scores import auc
from .setup import Stop

CELLS = 400_000
MODELS = {
    "floor": "floor: always the average",
    "lr": "logistic regression",
    "boost4": "boosting (4 leaves)",
    "boost": "boosting (default)",
}


def folds_together(units, y, classes, seed):
    """Five folds of whole units, alike in size and in target: every row alone is a stratified shuffle."""
    level = y if classes else pd.qcut(y, 10, labels=False, duplicates="drop")
    units = pd.factorize(units)[0]
    size = np.bincount(units)
    level = np.bincount(units, weights=level) / size
    luck = np.random.default_rng(seed).random(len(size))
    where, load = np.empty(len(size), int), [0] * 5
    for unit in np.lexsort((luck, level, -size)):
        where[unit] = load.index(min(load))
        load[where[unit]] += size[unit]
    return [(np.flatnonzero(where[units] != k), np.flatnonzero(where[units] == k)) for k in range(5)]


def folds_in_time(dates, together):
    """Five blocks of the future, each predicted from everything before it; no copy of a test row before it."""
    cuts = np.unique(np.quantile(dates, np.arange(1, 6) / 6, method="nearest"))
    found = []
    for start, end in zip(cuts, [*cuts[1:], dates.max() + 1], strict=True):
        test = np.flatnonzero((dates >= start) & (dates < end))
        train = np.flatnonzero((dates < start) & ~np.isin(together, together[test]))
        if len(test) >= 5 and len(train) >= 20:
            found.append((train[np.argsort(dates[train], kind="stable")], test))
    return found


def some_units(rows, part, together, seed, first=()):
    """A part of the rows: whole units at random, those in `first` before all others."""
    luck = np.random.default_rng(seed).permutation(together.max() + 1)
    luck[list(first)] = -1
    return rows[np.argsort(luck[together[rows]], kind="stable")][: max(1, round(part * len(rows)))]


def rows_compared(table, most, note):
    """The rows that the models see: at most `most`, whole units, all rows of rare classes among them."""
    rows, y = np.arange(len(table.y)), table.y
    if len(y) <= most:
        return rows
    note(f"The models were compared on {most:,} of {len(y):,} usable rows, to end within a minute.")
    together = rows if table.how == "time" else table.together
    rare = [c for c, size in enumerate(table.classes.values()) if size <= FULL_CLASS] if table.classes else []
    first = np.unique(together[np.isin(y, rare)])
    return np.sort(
        some_units(rows, most / len(y), together, 0, first if np.isin(together, first).sum() < most / 2 else ())
    )


def models_for(classes, numbers, words):
    """Floor, basics, and boosting twice."""
    from lightgbm import LGBMClassifier, LGBMRegressor

    blank = make_pipeline(
        SimpleImputer(strategy="constant", fill_value=-1, keep_empty_features=True),
        OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=20),
    )
    fill = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True), StandardScaler()
    )
    prepare = make_column_transformer((fill, numbers), (blank, words))
    boost, floor, basic = (
        (LGBMClassifier, DummyClassifier(), LogisticRegression(max_iter=500))
        if classes
        else (LGBMRegressor, DummyRegressor(), Ridge())
    )
    common = {"n_jobs": 1, "verbose": -1, "random_state": 0, "deterministic": True, "force_row_wise": True}
    return {
        "floor": floor,
        "lr": make_pipeline(prepare, basic),
        "boost4": boost(num_leaves=4, **common),
        "boost": boost(**common),
    }


def scored(model, X, y, classes, train, test) -> float:
    """R2 for numbers; for classes the AUC, averaged over the classes that the test rows hold."""
    if len(set(y[train])) < 2 or len(set(y[test])) < 2:
        return np.nan
    model.fit(X[train], y[train])
    if not classes:
        return r2_score(y[test], model.predict(X[test]))
    chance = dict(zip(model.classes_, model.predict_proba(X[test]).T, strict=True))
    return float(np.mean([auc(y[test] == c, chance[c]) if c in chance else 0.5 for c in set(y[test])]))


def compare(table, note):
    """All models on all folds, at several sizes of training set, plus the shuffled split for comparison."""
    table.used = list(table.features)
    words = [i for i, f in enumerate(table.used) if table.kind[f] == "category"]
    numbers = [i for i in range(len(table.used)) if i not in words]
    outputs = len(table.classes) if len(table.classes) > 2 else 1
    rows = rows_compared(table, int(np.clip(CELLS / (len(table.used) * outputs), 500, 5_000)), note)
    X = np.column_stack([codes_of(table.values[f]) for f in table.used])[rows]
    y, together = table.y[rows], table.together[rows]
    slow = (outputs > 5 or X.shape[1] > 100) + (outputs * X.shape[1] > 1500)  # 0, 1 or 2: fewer folds, fewer sizes
    if table.how == "time":
        folds = folds_in_time(table.dates[rows], together)
    else:
        folds = [f for seed in range(1 if slow else 2) for f in folds_together(together, y, table.classes, seed)]
    jobs = []
    for k, (train, test) in enumerate(folds):
        for part in (s for s in (0.125, 0.25, 0.5, 1)[slow:] if s * len(train) >= 20):
            less = train[-round(part * len(train)) :] if table.how == "time" else some_units(train, part, together, k)
            jobs += [(m, part, k, less, test) for m in MODELS if m != "floor" or part == 1]
    if table.how != "shuffle":
        naive = folds_together(np.arange(len(y)), y, table.classes, 0)
        jobs += [(m, "shuffled", k, *fold) for k, fold in enumerate(naive) for m in MODELS if m != "floor"]
    scores = fitted(jobs, X, y, table.classes, numbers, words, note)
    found = pd.DataFrame(
        [(m, part, k, len(train), s) for (m, part, k, train, _), s in zip(jobs, scores, strict=True)],
        columns=["model", "part", "fold", "rows", "score"],
    )
    usable = found[(found["model"] == "boost") & (found["part"] == 1)]["score"].count()
    if usable < 3:
        return shuffled_instead(table, usable, len(folds), note)
    own = found[found["part"] != "shuffled"]
    table.scores = own.pivot(index="fold", columns=["model", "part"], values="score")
    table.sizes = own.groupby("part")["rows"].mean()
    table.promised = found[found["part"] == "shuffled"].groupby("model")["score"].mean().to_dict()
    table.rows, table.groups = len(y), len(set(together)) if table.how == "unit" else len(y)
    table.fold_rows = tuple(np.mean([[len(train), len(test)] for train, test in folds], axis=0))
    table.rarest = min(((int((y == i).sum()), c) for i, c in enumerate(table.classes)), default=None)
    return table


def fitted(jobs, X, y, classes, numbers, words, note):
    """The scores of all fits, two at a time; what the libraries say becomes notes, not red text."""
    with warnings.catch_warnings(record=True) as said:
        # LightGBM 4.6 names the columns of an array itself, and then misses the names: harmless
        warnings.filterwarnings("ignore", message="X does not have valid feature names")
        warnings.simplefilter("ignore", DeprecationWarning)  # these are for the libraries' authors
        scores = Parallel(n_jobs=2, prefer="threads")(
            delayed(scored)(models_for(classes, numbers, words)[m], X, y, classes, train, test)
            for m, _, _, train, test in jobs
        )
    for message in sorted({f"{w.category.__name__}: {str(w.message).splitlines()[0]}" for w in said}):
        note(f"While the models were fitted, a library warned: {message}")
    return scores


def shuffled_instead(table, usable, folds, note):
    """A split that leaves too few folds: a sentence if you asked for it, else a shuffle that is said."""
    why = f"leaves {usable} of {folds} folds usable: in the others the target has only one value."
    if table.asked or table.how == "shuffle":
        raise Stop(f"This split ({table.how} {short(table.by)}) {why} Set UNIT or TIME to another column, or SHUFFLE.")
    note(
        f"The split we would propose ({table.how}: {short(table.by)}) {why} The rows were shuffled instead, so take "
        "the scores as too high."
    )
    table.how, table.by, table.asked, table.together = "shuffle", "", True, np.arange(len(table.y))
    return compare(table, note)


def interval_of(values, table, lowest, highest):
    """Mean and 95% interval over folds, inside what the measure can be: an AUC from 0 to 1, gaps from -1 to 1."""
    values = values[np.isfinite(values)]
    value, low, high = over_folds(values, *table.fold_rows)
    return {"value": value, "low": min(value, max(low, lowest)), "high": max(value, min(high, highest))}


def judge_table(table):
    """Every measure with its interval over folds."""
    unit, s, n = "AUC" if table.classes else "R\u00b2", table.scores, table.groups
    level, gap = ((0.0, 1.0), (-1.0, 1.0)) if table.classes else ((-np.inf, 1.0), (-np.inf, np.inf))

    def measure(values, ends):
        return {**interval_of(values.to_numpy(float), table, *ends), "unit": unit, "n": n}

    found = {m: measure(s[(m, 1)], level) for m in MODELS}
    table.best = max(("boost4", "boost"), key=lambda m: found[m]["value"])
    found["lead"] = measure(s[(table.best, 1)] - s[("lr", 1)], gap)
    winner = table.best if found["lead"]["low"] > 0 else "lr"
    found["above_floor"] = measure(s[(winner, 1)] - s[("floor", 1)], gap)
    if (winner, 0.5) in s and (gain := s[(winner, 1)] - s[(winner, 0.5)]).count() >= 3:
        found["last_doubling"] = measure(gain, gap)
    for m, value in table.promised.items():
        found[f"shuffled_{m}"] = plain(value, unit, table.rows)
    if table.rarest:
        found["rarest_class"] = plain(table.rarest[0], "rows", table.rows)
    return found


def learning_curve(table):
    """Score by number of training rows, with intervals over folds."""
    found = []
    for m in MODELS:
        for part in sorted({part for model, part in table.scores if model == m}):
            values = table.scores[(m, part)].to_numpy()
            if np.isfinite(values).sum() >= 3:
                ends = interval_of(values, table, 0.0 if table.classes else -np.inf, 1.0)
                found.append({"model": m, "rows": round(table.sizes[part]), **ends})
    return found


def rests_on(table) -> str:
    """On how many rows of the rarest class the intervals rest, where they are few."""
    if not table.rarest or table.rarest[0] >= 100:
        return ""
    return f" All this rests on {counted_as(table.rarest[0])} of {short(table.rarest[1])}, the rarest class."
