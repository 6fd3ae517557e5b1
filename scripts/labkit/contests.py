"""Two models on many tables: columns as codes, trees from bins that are made once, a margin halved and doubled, and
how leads are drawn."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd

from .learners import for_boosting, worded
from .look import BAND, INK, LINE, MUTED, ORANGE, TEAL
from .tables import coded, when


def numbered(X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """All columns with more than one value as one array, and which of them hold words, whose answers become codes.

    In folds an array is quicker than a data frame. A missing word is an answer; a missing number stays missing.
    """
    X = for_boosting(X)
    X = X.loc[:, X.nunique() > 1]
    words = worded(X)
    columns = [X[name].cat.codes if word else X[name] for name, word in zip(X, words, strict=True)]
    return np.column_stack(columns).astype(float), words


def binned(A, y: np.ndarray, words=(), **settings):
    """Training rows in the bins that LightGBM sorts numbers into, made once for all boosting that learns from them.

    `words` tells which columns hold codes. A setting that bins hang on, as min_child_samples, must be named here too.
    """
    import lightgbm  # a lab installs it after this cell

    codes = np.flatnonzero(words).tolist()
    return lightgbm.Dataset(A, y, categorical_feature=codes, params=settings, free_raw_data=False)


def grown(rows, B, **settings) -> np.ndarray:
    """Chances of a 1 for the rows of B, by LightGBM on `binned` rows; without settings it is the library's default.

    The same numbers as `boosting` gives, in less time: no bins made twice, no model written out and read back.
    """
    import lightgbm

    repeatable = {"num_threads": 1, "seed": 0, "deterministic": True, "force_row_wise": True, "verbosity": -1}
    settings = {"objective": "binary", **repeatable, **settings}
    return np.asarray(lightgbm.train(settings, rows, num_boost_round=100, keep_training_booster=True).predict(B))


def calibration_error(y: np.ndarray, p: np.ndarray, bins: int = 10) -> float:
    """Predicted chances in ten equal bins: how far the share of 1 in each is from what was predicted, on average."""
    bin_of = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs((y - p)[bin_of == b].sum()) for b in range(bins)) / len(y))


def both_margins(of: Callable[..., pd.Series], units=slice(None), margin: float = 0.01) -> dict:
    """The variants of a measure that hangs on a margin: half of it and twice. `of(margin=...)` gives its units."""
    words = {"half": (margin / 2, "half"), "double": (margin * 2, "twice")}
    return {
        f"{name}_margin": (of(margin=other)[units].to_dict(), f"{word} the margin, {other:g}")
        for name, (other, word) in words.items()
    }


def ranked(ax, gap, low, high, margin: float, ends: tuple[float, float], sides: tuple[str, str, str]) -> None:
    """Leads of one model over another, a table a row, in their order, with intervals that are cut at the axis' ends.

    The grey band is the margin. `sides` name what lies right of it, inside and left of it; each is counted.
    """
    gap, low, high = (np.asarray(one, float) for one in (gap, low, high))
    place = np.arange(len(gap))
    ax.axvspan(-margin, margin, color=BAND, lw=0)
    ax.axvline(0, color=LINE, lw=1)
    groups = (gap > margin, np.abs(gap) <= margin, gap < -margin)
    for mine, name, colour, marker in zip(groups, sides, (TEAL, MUTED, ORANGE), "oD^", strict=True):
        left = colour != ORANGE
        ax.hlines(place[mine], low[mine].clip(*ends), high[mine].clip(*ends), color=colour, lw=1.1, alpha=0.45)
        ax.plot(gap[mine], place[mine], marker, color=colour, ms=4.5, mew=0)
        y = place[mine].mean() if mine.any() else len(gap) * (not left)
        ax.text(
            ends[not left],
            y,
            f"{name}{mine.sum()}",
            color=colour,
            ha="left" if left else "right",
            va="center",
            fontweight="bold",
            linespacing=1.15,
        )
    ax.set_xlim(*ends)
    ax.set_ylim(len(gap) + 0.5, -1.5)
    ax.set_yticks([])
    ticks = [x / 10 for x in range(-9, 10) if ends[0] < x / 10 < ends[1]]
    ax.set_xticks(ticks, [f"{x:+.1f}" if x else "0" for x in ticks])


def for_splits(table: dict, units: int = 5_000, most: int = 16_000) -> tuple:
    """A table on which two splits are compared: X as numbers, where it has words, y, and what its rows are split by.

    With a unit, whole units are drawn until so many rows are used up; else `most` rows. y is 1 for the commonest
    answer. Words are codes whose gaps stay gaps. Rows are split by their unit or their date, or by nothing: None.
    """
    kept, by, rng = np.arange(len(table["y"])), None, np.random.default_rng(0)
    if table["unit"] is not None and table["date"] is None:
        by = table["unit"].astype(str).to_numpy()
        sizes = pd.Series(by).value_counts().sort_index()
        sizes = sizes.iloc[rng.permutation(len(sizes))]
        kept = kept[np.isin(by, sizes.index[sizes.cumsum() <= units].to_numpy(by.dtype))]
    elif len(kept) > most:
        kept = np.sort(rng.choice(len(kept), most, replace=False))
    if table["date"] is not None:
        by = when(table["date"], list(table["date"]))
    outcome = table["outcome"].iloc[kept].astype(str)
    y = (outcome == outcome.value_counts().index[0]).to_numpy(int)
    X, words = coded(table["X"].iloc[kept].reset_index(drop=True))
    return X, X.columns.isin(words), y, None if by is None else by[kept]


def told_apart(X: pd.DataFrame, units: np.ndarray) -> float:
    """Share of units that the columns which never change within a unit tell apart from all others."""
    constant = X.groupby(units).nunique(dropna=False).max() == 1
    tags = X.loc[:, constant].groupby(units).first()
    return float((~tags.duplicated(keep=False)).mean()) if constant.any() else 0.0


# Roles of a line in `slopes`: colour, marker and its sign in words, width, how far lines stand apart, what is on top.
ROLES = {
    "same": (LINE, "o", "\u25cf", 1.0, 0.18, 2),
    "changed": (MUTED, "v", "\u25bc", 1.1, 0.20, 3),
    "reversed": (ORANGE, "D", "\u25c6", 1.8, 0.24, 4),
    "control": (TEAL, "s", "\u25a0", 1.8, 0.0, 5),
}


def slopes(ax, rows: pd.DataFrame, roles: pd.Series, key: dict[str, str], notes: dict[str, float]) -> pd.DataFrame:
    """A line a row, from `gap_naive` at 0 to `gap_honest` at 1, with upright intervals `low_...` to `high_...`.

    `roles` says of each row which of ROLES it has; rows of a role stand side by side. `key` tells below the axis, by
    role, what its marks are; `notes` are words at the right, by their height. Gives back the reversed rows, those that
    began highest first.
    """
    rows = rows.sort_values("gap_naive", ascending=False).assign(shift=0.0)
    for role, (colour, marker, _, width, apart, z) in ROLES.items():
        mine = roles[rows.index] == role
        rows.loc[mine, "shift"] = np.linspace(-apart / 2, apart / 2, mine.sum()) if mine.sum() > 1 else 0
        for _, r in rows[mine].iterrows():
            x = np.array([0, 1]) + r["shift"]
            low, high, gap = ([r[f"{end}_naive"], r[f"{end}_honest"]] for end in ("low", "high", "gap"))
            ax.vlines(x, low, high, color=colour, lw=0.7 * width, zorder=z)
            ax.plot(x, gap, color=colour, lw=width, marker=marker, ms=3 + 2 * width, zorder=z)
    for i, (role, text) in enumerate(key.items()):
        ax.text(0, -0.14 - 0.04 * i, ROLES[role][2], color=ROLES[role][0], transform=ax.transAxes)
        ax.text(0.07, -0.14 - 0.04 * i, text, color=INK, transform=ax.transAxes)
    lowest = rows["gap_honest"].idxmin()
    if rows.loc[lowest, "gap_honest"] < -0.15:  # a line that leaves the crowd is named, too
        notes = {**notes, lowest: rows.loc[lowest, "gap_honest"]}
    for text, height in notes.items():
        ax.text(1.17, height, text, color=MUTED, va="center")
    flipped = rows[roles[rows.index] == "reversed"]
    _named_left(ax, flipped, ORANGE)
    ax.set_xlim(-1.1, 1.65)
    return flipped


def _named_left(ax, rows: pd.DataFrame, colour: str, step: float = 0.024) -> None:
    """Names of rows left of their lines, moved until they are a step apart."""
    placed = rows["gap_naive"].to_numpy(float, copy=True)
    order = placed.argsort()
    for _ in range(500):
        for a, b in pairwise(order):
            short = max(0, step - (placed[b] - placed[a]))
            placed[a] -= short / 2
            placed[b] += short / 2
    line = {"arrowstyle": "-", "color": colour, "lw": 0.7, "shrinkA": 0, "shrinkB": 0}
    for (name, r), height in zip(rows.iterrows(), placed, strict=True):
        end = (r["shift"] - 0.04, r["gap_naive"])
        ax.annotate(name, end, (-0.23, height), color=colour, ha="right", va="center", arrowprops=line)
