"""From a path to a table: text, or workbooks and Parquet files, whose typed cells keep their type.

calamine reads the workbooks (.xlsx, .xls, .ods), pyarrow the Parquet files.
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pandas as pd

from .heads import MAX_CELLS, MAX_ROWS, clean, columns_kept, find_column, name_columns, shape_of
from .opening import find_file, kind_of_file, unpacked
from .reading import read_text, records, report_rows, report_sample, sampled
from .saying import counted_as, few, short
from .setup import Stop, need


def read_table(name, target, note, read=None) -> SimpleNamespace:
    """From a path to a frame (words, or typed columns where the file has types), its rows in all, and how it was read.

    `read` overrules what is inferred: encoding, separator, header (its line; 0: none) and sheet.
    """
    read, path = read or {}, find_file(name)
    if unknown := set(read) - {"encoding", "separator", "decimal", "header", "sheet"}:
        raise Stop(f"READ knows encoding, separator, decimal, header and sheet; {few(unknown)} is none of them.")
    kind, head = kind_of_file(path)
    if kind == "text":
        frame, total, how = read_text(path, head, target, note, read)
    else:
        frame, how = (read_book if kind == "book" else read_parquet)(path, target, note, read)
        total = len(frame)
        frame = thinned(frame, target, note)
    if frame.shape[1] < 2:
        raise Stop("Only one column was found. A table needs the target and at least one more.")
    if total < 50:
        raise Stop(f"The file has only {counted_as(total)}. With fewer than 50 no comparison of models means anything.")
    return SimpleNamespace(frame=frame, total=total, read=how)


def read_book(path, target, note, read):
    """A sheet of a workbook: the one you name, the one that holds the target, or the largest."""
    need(python_calamine="python-calamine>=0.4,<1")
    from python_calamine import CalamineWorkbook

    try:
        with unpacked(path) as stream:
            book = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    except Exception as error:
        raise Stop(f"The workbook cannot be read ({error}). Save the sheet as CSV.") from error
    names = [find_column(book.sheet_names, read["sheet"], "READ, sheet")] if read.get("sheet") else book.sheet_names
    sheets = {
        name: [row for row in book.get_sheet_by_name(name).to_python() if any(cell != "" for cell in row)]
        for name in names
    }
    if not any(map(len, sheets.values())):
        raise Stop("The workbook is empty.")
    cells = {name: [[words_of(cell) for cell in row] for row in rows[:300]] for name, rows in sheets.items()}
    named = {name: any(clean(target) in map(clean, row) for row in rows[:50]) for name, rows in cells.items()}
    sheet = max(names, key=lambda name: (bool(target) and named[name], len(sheets[name])))
    if len(sheets) > 1:
        note(
            f"Of {len(sheets)} sheets the sheet {short(sheet)} was read. To read another, set READ = {{'sheet': '…'}}."
        )
    rows = sheets[sheet]
    header, skip, width, nameless = shape_of(widest(cells[sheet]), target, note, read)
    seen = Counter()
    words = [[words_of(cell) for cell in row[:width]] for row in rows]
    kept = {id(row) for row in records(iter(words), header, skip, width, seen)}
    report_rows(seen, len(kept), {}, len(kept), width, note)
    table = [(row, word) for row, word in zip(rows, words, strict=True) if id(word) in kept]
    columns = {name: settled([row[i] for row, _ in table]) for i, name in enumerate(header)}
    frame = pd.DataFrame(columns)
    empty = [
        name for i, name in enumerate(header) if i in nameless and (frame[name].isna() | (frame[name] == "")).all()
    ]
    return frame.drop(columns=empty), f"sheet {short(sheet)} of a workbook"


def widest(rows):
    """Rows without the empty cells that a title puts behind itself: a sheet pads all rows to the same width."""
    return [
        row[: max((i + 1 for i, cell in enumerate(row) if cell), default=0)] if sum(map(bool, row)) < 2 else row
        for row in rows
    ]


def words_of(cell) -> str:
    """A cell of a workbook in words."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).strip()


def settled(cells) -> pd.Series:
    """A column as the workbook holds it: numbers stay numbers, dates dates, durations durations; the rest is words."""
    some = [cell for cell in cells if cell != ""]
    for types, read in (
        ((int, float), lambda values: pd.to_numeric(values).astype(float)),
        ((datetime.date, datetime.datetime), lambda values: pd.to_datetime(values, utc=True, errors="coerce")),
        ((datetime.timedelta,), pd.to_timedelta),
        ((datetime.time,), lambda values: pd.to_timedelta(values.astype(str).where(values.notna()))),
    ):
        if some and all(isinstance(cell, types) and not isinstance(cell, bool) for cell in some):
            return read(pd.Series([None if cell == "" else cell for cell in cells], dtype=object))
    return pd.Series(list(map(words_of, cells)), dtype=object)


def read_parquet(path, target, note, read):
    """A Parquet file: its columns keep their types; lists and the like become words."""
    need(pyarrow="pyarrow>=14")
    try:
        with unpacked(path) as stream:
            frame = pd.read_parquet(io.BytesIO(stream.read()))
    except Exception as error:
        raise Stop(f"The Parquet file cannot be read ({' '.join(str(error).split())[:100]}).") from error
    if list(frame.index) != list(range(len(frame))):
        frame = frame.reset_index()
    frame.columns = name_columns(list(map(str, frame.columns)), target, note)
    keep, _ = columns_kept(list(frame), target, note)
    if target:
        find_column(list(frame), target, "TARGET")
    return frame.iloc[:, list(keep)].apply(plain_column), "a Parquet file"


def plain_column(values: pd.Series) -> pd.Series:
    """Numbers, dates and durations as they are; everything else in words, missing ones as ''."""
    types = pd.api.types
    if types.is_bool_dtype(values) or isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    if types.is_numeric_dtype(values):
        return values.astype(float)
    if types.is_datetime64_any_dtype(values):
        return pd.to_datetime(values, utc=True)
    if types.is_timedelta64_dtype(values):
        return values
    cells = [
        "" if cell is None or cell is pd.NA or cell != cell else cell for cell in map(unlisted, values.astype(object))
    ]
    return settled(cells)


def unlisted(cell):
    """Lists and tables in a cell as words, because they cannot be compared."""
    return str(cell) if isinstance(cell, list | dict | tuple | np.ndarray | bytes) else cell


def thinned(frame, target, note) -> pd.DataFrame:
    """At most so many rows of a frame, rare classes kept."""
    most = min(MAX_ROWS, MAX_CELLS // frame.shape[1])
    if len(frame) <= most:
        return frame
    words = frame[clean(target)].astype(str) if target else frame.iloc[:, 0] * 0
    kept, total, full = sampled(zip(range(len(frame)), words, strict=True), frame.shape[1], 1 if target else None)
    report_sample(total, len(kept), full, note)
    return frame.iloc[[row for row, _ in kept]].reset_index(drop=True)
