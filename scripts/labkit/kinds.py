"""What a column of words holds: numbers, dates, durations, categories or text, judged over the whole column."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from .heads import LIKE_DATA
from .quantities import is_code, number_column, numbers_in, units_in
from .saying import Notes, few, short
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
    "\\n",  # MySQL's \N
    "#n/a",
    "#null!",
    "#value!",
    "#div/0!",
    "#ref!",
    "#num!",
}
ALSO_MISSING = {"none", "-", "--", "\u2013", "*", ".", "..", "...", "missing", "unknown", "not available", "nil"}
AS_IN = {"number": "1234.5", "date": "2024-01-31", "duration": "1:30:00"}
KINDS_KNOWN = ("number", "category", "date", "duration", "text")


def kind_of(name, cells, decimal, note, asked=""):
    """The kind of a column (number, date, duration, category, text; constant where it is empty) and its values.

    `decimal` is the file's decimal sign, for columns that leave it open ('=,': for all); `asked` is the kind you name.
    """
    if asked in AS_IN:
        kind, values = find_kind(name, cells, decimal, heard := Notes(), asked)
        filled = cells[cells.notna() & (cells != "")]
        if (kind, values.notna().any()) == (asked, True) or filled.empty:
            for sentence in heard:
                note(sentence)
            return kind, values
        note(f"Could not read {short(name)} as a {asked} ({few(filled.unique(), 2)}): write it as {AS_IN[asked]}.")
        asked = ""
    return find_kind(name, cells, decimal, note, asked)


def find_kind(name, cells, decimal, note, asked):
    """The kind of a column and its values; the kind asked for is tried before all others."""
    if cells.dtype != object:
        return typed_kind(name, cells, note, asked)
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
        dates = stamps(name, pd.Series(numbers), asked == "date") if part >= 0.9 else dates_in(name, words, note)
        if dates is not None and asked != "duration":
            if part >= 0.9 and not asked:
                say_dates(name, dates.dropna().index[0], dates.dropna().iloc[0], note)
            return "date", pd.to_datetime(text.map(dates), utc=True)
        spans = durations_in(name, words, often, note) if part < 0.9 else None
        if spans is not None:
            return "duration", text.map(spans).astype(float)
        if asked == "duration" and part >= 0.9:
            return "duration", text.map(numbers).astype(float)
        if is_code(words):
            return "category", text  # 00123: a post code or a number plate; sixteen digits: an account. No quantities
    if part < 0.9 and (other := units_in(name, words, often, decimal, note)):
        numbers, odd, part = other, [word for word in words if word not in other], 1.0
    if part >= 0.9 or asked == "number":
        return number_column(name, text.map(numbers).astype(float), odd, note)
    if re.search(DATE_NAME, name, re.I) and len(words) > 5:
        note(f"{short(name)} sounds like a date, but cannot be read as one. To split by it, write it as 2024-01-31.")
    spaces = np.mean([len(word.split()) for word in words])
    return "text" if spaces >= 4 and len(words) > 0.3 * rows else "category", text


def typed_kind(name, cells, note, asked):
    """The kind of a column whose file has types."""
    if asked in ("category", "text"):
        return asked, cells.map("{:g}".format if cells.dtype.kind == "f" else str).where(cells.notna())
    kind = {"M": "date", "m": "duration"}.get(cells.dtype.kind, "number")
    values = cells.dt.total_seconds() if kind == "duration" else cells
    if kind == "number" and asked in ("", "date") and (dates := stamps(name, values, asked == "date")) is not None:
        if not asked:
            first = dates.first_valid_index()
            say_dates(name, values[first], dates[first], note)
        return "date", dates
    if kind == "number" and asked == "duration":
        return "duration", values  # seconds
    return number_column(name, values, [], note) if kind == "number" or asked == "number" else (kind, values)


def say_dates(name, word, date, note) -> None:
    """Say which numbers are read as dates."""
    note(
        f"{short(name)} is read as dates: {short(word)} is {date:%Y-%m-%d %H:%M}. "
        f"If that is wrong, set KINDS = {{{name!r}: 'number'}}."
    )


def holding_digits(values) -> str:
    """An example from a column of words whose cells hold digits for the most part, or numbers among words; else ''."""
    words = values.dropna().astype(str)
    digits = words.str.contains(r"\d")
    many = digits.mean() > 0.5 or words.str.fullmatch(LIKE_DATA).mean() > 0.1
    return words[digits].iloc[0] if many else ""
