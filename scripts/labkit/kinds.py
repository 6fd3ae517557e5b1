"""What a column of words holds: numbers, dates, durations, categories or text, judged over the whole column."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from .quantities import is_code, number_column, numbers_in, units_in
from .saying import few, short
from .times import DATE_NAME, dates_in, durations_in, stamps

MISSING = {
    "",
    "na",
    "n/a",
    "nan",
    "null",
    "<na>",
    "nat",
    "?",
    "\n",
    "#n/a",
    "#null!",
    "#value!",
    "#div/0!",
    "#ref!",
    "#num!",
}
ALSO_MISSING = {"none", "-", "--", "\u2013", "*", ".", "..", "...", "missing", "unknown", "not available", "nil"}
KINDS_KNOWN = ("number", "category", "date", "duration", "text")


def kind_of(name, cells, decimal, note, asked=""):
    """The kind of a column (number, date, duration, category, text; constant where it is empty) and its values.

    `decimal` is the file's decimal sign, for columns that leave it open ('=,': for all); `asked` is the kind you name.
    """
    if cells.dtype != object:
        if asked not in ("", "number", "date", "duration"):
            return asked, cells.map("{:g}".format if cells.dtype.kind == "f" else str).where(cells.notna())
        kind = {"M": "date", "m": "duration"}.get(cells.dtype.kind, "number")
        values = cells.dt.total_seconds() if kind == "duration" else cells
        return number_column(name, values, [], note) if kind == "number" else (kind, values)
    often = Counter(cells)
    known = [word for word in often if word.lower() not in MISSING]
    words = [word for word in known if word.lower() not in ALSO_MISSING]
    text = cells.where(cells.isin(known), None)
    if asked in ("category", "text"):
        return asked, cells.where(cells != "", None)  # as written
    if not words:
        return "category" if known else "constant", text
    rows = sum(often[word] for word in words)
    numbers = numbers_in(name, words, often, decimal, note)
    odd = [word for word in words if word not in numbers]
    part = 1 - sum(often[word] for word in odd) / rows
    if asked != "number":
        dates = stamps(name, pd.Series(numbers)) if part >= 0.9 else dates_in(name, words, note)
        if dates is not None or asked == "date":
            return "date", pd.to_datetime(text.map(dates if dates is not None else {}), utc=True)
        spans = durations_in(name, words, often, note) if part < 0.9 else None
        if spans is not None:
            return "duration", text.map(spans).astype(float)
        if is_code(words):
            return "category", text  # 00123: a post code or a number plate; sixteen digits: an account. No quantities
    if part < 0.9 and (other := units_in(name, words, often, decimal, note)):
        numbers, odd, part = other, [word for word in words if word not in other], 1.0
    if part >= 0.9 or asked == "number":
        return number_column(name, text.map(numbers).astype(float), odd, note)
    if re.search(DATE_NAME, name, re.I) and len(words) > 5:
        note(f"{short(name)} sounds like a date, but cannot be read as one. To split by it, write it as 2024-01-31.")
    if part > 0.1:
        note(f"{short(name)} mixes numbers and words ({few(odd, 2)}): it is read as words.")
    spaces = np.mean([len(word.split()) for word in words])
    return "text" if spaces >= 4 and len(words) > 0.3 * rows else "category", text
