"""The header of a reader's table: which row holds the names, what stands above it, and clean names that differ."""

from __future__ import annotations

import difflib
import random
import re
import unicodedata
from collections import Counter

import numpy as np

from .saying import counted_as, few, short
from .setup import Stop

MAX_ROWS, MAX_CELLS, MAX_COLUMNS, FULL_CLASS = 20_000, 1_000_000, 300, 200
LIKE_DATA = r"[+-]?([\d.,]*\d)([eE][+-]?\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*"


RULE = r"[-+:=|\u2500-\u257f]*(-{3}|={3}|\u2500{3})[-+:=|\u2500-\u257f]*"  # as psql and markdown draw it


class OneColumn(Stop):
    """No separator cuts most rows into equally many cells."""


def is_row(row, width) -> bool:
    """False for comments and for Excel's hint."""
    comment = row[0][:1] == "#" and len(row) != width
    return not (comment or (row[0][:5].lower().strip('"').startswith("sep=") and not any(row[1:])))


def is_rule(row) -> bool:
    """True for a line that is only drawn."""
    return any(row) and all(re.fullmatch(RULE, cell.strip()) for cell in row if cell.strip())


def clean(name) -> str:
    """A name without invisible characters, double blanks, and quotation marks around it."""
    name = "".join(c for c in unicodedata.normalize("NFC", str(name)) if unicodedata.category(c) != "Cf")
    return re.sub(r"^(['\"])(.*)\1$", r"\2", " ".join(name.split()))


def looks_like_data(cell) -> bool:
    """True for a number or a date."""
    return bool(re.fullmatch(LIKE_DATA, cell))


def find_header(rows, width, target) -> int:
    """Which row holds the names: the one with the target, or the first as wide as the table. -1: there is none."""
    if target and not re.fullmatch(r"column \d+", target):
        for i, row in enumerate(rows[:50]):
            names = [clean(cell) for cell in row if cell]
            sure = not looks_like_data(target) or len(set(names)) == len(names) >= width - 1
            if target in names and sure and abs(len(row) - width) <= 1 and i + 1 < len(rows):
                return i
    whole = [i for i, row in enumerate(rows) if len(row) == width and sum(map(bool, row)) >= max(2, width / 2)]
    if not whole:
        return 0
    first = whole[0]
    above = rows[first - 1] if first else []
    if (len(above) == width - 1 or len(above) > width > 1) and all(above[:-1]) and not any(map(looks_like_data, above)):
        return first - 1
    top, below = rows[first], [row for row in rows[first + 1 :] if len(row) == width]
    counting = [int(cell) for cell in top if re.fullmatch(r"\d{1,9}", cell)]
    steps = np.diff(counting)  # 0, 1, 2 or years, some of them left out: names
    if not below or (
        len(counting) > 2 and len(counting) >= width - 2 and (steps >= 1).all() and (steps == 1).mean() > 0.8
    ):
        return first
    numeric = [i for i in range(width) if np.mean([looks_like_data(row[i]) for row in below]) > 0.7]
    if numeric:
        return -1 if all(looks_like_data(top[i]) for i in numeric) else first
    again = np.mean([cell in {row[i] for row in below} for i, cell in enumerate(top)])
    return -1 if again > 0.5 else first


def lines_about(rows, width) -> int:
    """How many lines under the names only explain them: words in every cell, where numbers or dates follow."""
    below = [row for row in rows[3:] if len(row) == width]
    like = [i for i in range(width) if len(below) > 20 and np.mean([looks_like_data(row[i]) for row in below]) > 0.9]
    about = [
        len(like) > 1 and len(row) == width and all(row) and not any(looks_like_data(row[i]) for i in like)
        for row in rows[:3]
    ]
    return [*about, False].index(False)


def shape_of(rows, target, note, read):
    """The names, how many rows stand before the data, their width, and which columns had no name."""
    rows = [[cell.strip() for cell in row] for row in rows]
    often = Counter(len(row) for row in rows if len(row) > 1 and not row[0].startswith("#"))
    width = max(often, key=lambda w: (often[w], w), default=0)
    if not width or often[width] < 0.4 * len(rows) or sum(often.values()) < 0.5 * len(rows):
        raise OneColumn(
            "Only one column was found, or rows of many lengths: no separator cuts most rows into equally many cells."
        )
    rows = [row for row in rows if is_row(row, width) and not is_rule(row)]
    at = int(read["header"]) - 1 if "header" in read else find_header(rows, width, clean(target))
    if at < 0:
        note("The first row looks like data, not like names: the columns are called 'column 1', 'column 2' and so on.")
        return name_columns([""] * width, target, note), 0, width, range(0)
    if at >= len(rows) - 1:
        raise Stop(
            "The file has a header but no rows under it." if len(rows) < 2 else f"There is no header in line {at + 1}."
        )
    header, first = rows[at], [row[0] for row in rows[at + 1 :] if len(row) == width and row[-1]]
    if at:
        note(f"Skipped above the header: {counted_as(at, 'line')}, beginning with {short(rows[0][0])}.")
    if len(header) == width - 1 and first and len(set(first)) == len(first):
        note("The header has one name too few: the first cell of each row was taken for a row name, as R writes it.")
        header = ["row name", *header]
    while len(header) > width and not header[-1]:
        header = header[:-1]
    names = name_columns(header, target, note)
    if target:
        find_column(names, target, "TARGET")
    about = 0 if "header" in read else lines_about(rows[at + 1 :], len(header))
    if about:
        beginning = f"{counted_as(about, 'line')}, beginning with {short(rows[at + 1][0])}"
        note(f"Left out under the names: {beginning}. If they are rows, set READ = {{'header': {at + 1}}}.")
    return names, at + 1 + about, len(header), {i for i, name in enumerate(header) if not name}


def name_columns(header, target, note) -> list[str]:
    """Clean, unique names."""
    plain = list(map(clean, header))
    plain[0] = plain[0].lstrip("#").strip()
    often, used, names = Counter(plain), Counter(), {}
    for i, name in enumerate(plain):
        unique = name or f"column {i + 1}"
        while unique in names:
            used[name] += 1
            unique = f"{name or 'column'} ({used[name] + 1})"
        names[unique] = None
    twice = sorted(name for name in often if name and often[name] > 1)
    if clean(target) in twice:
        raise Stop(f"Several columns are called {short(target)}, so the target is not clear. Rename them.")
    if twice:
        note(f"Several columns share a name: {few(twice)}. They got numbers; rename them in your file.")
    return list(names)


def find_column(names, given, setting) -> str:
    """The column that the reader means; a near name is suggested, never taken silently."""
    if (given := clean(given)) in names:
        return given
    lower = {name.casefold(): name for name in names[:1000]}
    near = difflib.get_close_matches(given.casefold(), lower, 1, 0.5)
    hint = f"Did you mean {short(lower[near[0]])}?" if near else f"The columns are {few(names, 12)}."
    raise Stop(f"There is no column {short(given)} ({setting}). {hint}")


def columns_kept(names, target, note):
    """The places of the columns that are looked at, and the place of the target in a row (None: not known yet)."""
    label = names.index(clean(target)) if target and clean(target) in names else None
    if len(names) <= MAX_COLUMNS:
        return range(len(names)), label
    keep = sorted({*random.Random(0).sample(range(len(names)), MAX_COLUMNS), *([] if label is None else [label])})
    note(f"The table has {len(names):,} columns. A random {len(keep):,} of them are looked at.")
    return keep, label
