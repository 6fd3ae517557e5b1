"""A reader's own file as a table of words: separator, quotation marks, header, what stands above and below, odd rows.

clevercsv finds the separator and the quotation marks (van den Burg, Nazabal and Sutton, 2019); the csv module cuts the
rows, calamine reads workbooks, and pyarrow Parquet. Whatever is inferred is said, and READ overrules it.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import io
import random
import re
import unicodedata
from collections import Counter, deque
from itertools import chain, islice
from types import SimpleNamespace

import numpy as np
import pandas as pd

from .opening import MAX_BYTES, MAX_LINE, find_encoding, find_file, kind_of_file, unpacked
from .saying import counted_as, few, short
from .setup import Stop, need

MAX_ROWS, MAX_CELLS, MAX_COLUMNS, FULL_CLASS = 20_000, 1_000_000, 300, 200
SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "pipes", ",": "commas", " ": "blanks"}
END = "\x1e"  # a line of its own behind the last one: inside a cell it means that a quotation mark was never closed
CONTROL = re.compile("[\x00-\x08\x0e-\x1d\x1f]")
LIKE_DATA = r"[+-]?([\d.,]*\d)([eE][+-]?\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*"
AS_IT_STANDS = {"quoting": csv.QUOTE_NONE}


class OpenQuote(Exception):
    """A quotation mark swallows the lines after it."""


class OneColumn(Stop):
    """No separator cuts most rows into equally many cells."""


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


# --- text ---


def lines_of(path, encoding, seen):
    """Decoded lines without control characters, up to MAX_BYTES; `seen` counts what was met."""
    with io.TextIOWrapper(unpacked(path), encoding=encoding, errors="replace", newline="") as stream:
        while line := stream.readline(MAX_LINE):
            seen["lines"] += 1
            seen["characters"] += len(line)
            if len(line) >= MAX_LINE:
                what = f"Line {seen['lines']:,} is longer than {MAX_LINE:,} characters."
                raise Stop(f"{what} That is no table with one row per line.")
            line = line.strip("\ufeff\x1a")
            if CONTROL.search(line):
                clean = CONTROL.sub("", line)
                seen["control"] += len(line) - len(clean)
                line = clean
            yield line
            if seen["characters"] > MAX_BYTES:
                seen["cut"] = 1
                return


def find_dialect(lines, read) -> tuple[str, dict]:
    """The separator, and how quotation marks are read, by clevercsv on the first lines."""
    need(clevercsv="clevercsv>=0.8,<1")
    import clevercsv

    separator = read.get("separator")
    if not separator and (hint := re.match(r'"?sep=([^\s\w"\\]|\t)"?\s*$', lines[0], re.I)):
        separator = hint[1]
    text = "".join(line.replace("\r", "\n").replace("\n\n", "\n") for line in lines)
    found = None
    for choice in [separator] if separator else [",;\t|^~:", " "]:
        try:
            found = clevercsv.Sniffer().sniff(text, delimiters=choice)
        except clevercsv.Error:
            continue
        if found.delimiter and found.delimiter in choice:
            break
    separator = separator or (found and found.delimiter)
    if not separator or not found:
        raise Stop("Only one column was found: no separator (comma, semicolon, tab, pipe) cuts the rows into cells.")
    return separator, {"quotechar": found.quotechar or '"', "escapechar": found.escapechar or None}


def rows_in(lines, separator, dialect):
    """Rows as lists of cells, blank ones left out. Raises OpenQuote when a quotation mark runs away."""
    csv.field_size_limit(MAX_LINE)
    reader, line = csv.reader(chain(lines, [END]), delimiter=separator, skipinitialspace=True, **dialect), 0
    try:
        for row in reader:
            start, line = line + 1, reader.line_num
            if line > start:
                inside = [text for cell in row for text in cell.splitlines()[1:-1]]
                rows = sum(text.count(separator) == len(row) - 1 for text in inside)
                if row[-1].endswith(END) or rows > 0.8 * len(inside) and rows * (len(row) - 1) >= 4:
                    raise OpenQuote(start)
            if row == [END]:
                return
            if dialect is AS_IT_STANDS:
                row = [cell.strip().strip('"') for cell in row]
            if any(map(str.strip, row)):
                yield row
    except csv.Error as error:  # a cell beyond the limit of the csv module
        raise OpenQuote(line + 1) from error


def read_text(path, head, target, note, read):
    """Text of whatever encoding and separator: a frame of words, the rows in all, and a sentence on how it was read."""
    encoding = read.get("encoding") or find_encoding(path, head, note)
    seen, lines = Counter(), []
    try:
        for line in lines_of(path, encoding, seen):
            lines.append(line)
            if len(lines) >= 3 and (len(lines) >= 200 or seen["characters"] > 100_000):
                break
    except LookupError as error:
        raise Stop(f"READ names an encoding that does not exist: {short(encoding)}.") from error
    separator, dialect = find_dialect(lines, read)
    for again in (dialect, AS_IT_STANDS):
        try:
            frame, total = stream_rows(path, encoding, separator, again, target, note, read)
            break
        except OpenQuote as quote:
            note(
                f"A quotation mark in line {quote.args[0]:,} swallows the lines after it: "
                "quotation marks were read as ordinary characters."
            )
        except OneColumn:
            if again is AS_IT_STANDS or not any('"' in line for line in lines):
                raise
            note("Quotation marks do not go around single cells: they were read as ordinary characters.")
    return frame, total, f"separated by {SEPARATORS.get(separator, separator)}, encoding {encoding}"


def stream_rows(path, encoding, separator, dialect, target, note, read):
    """Stream the file once; keep a random sample of the rows if there are many. Nothing is typed yet."""
    seen = Counter()

    def rows():
        yield from rows_in(lines_of(path, encoding, seen), separator, dialect)

    early = list(islice(rows(), 300))
    seen.clear()
    names, skip, width, nameless = shape_of(early, target, note, read)
    keep, label = columns_kept(names, target, note)
    kept, total, full = sampled(records(rows(), names, skip, width, seen), len(keep), label)
    report_rows(seen, total, full, len(kept), width, note)
    frame = pd.DataFrame([[row[i].strip()[:300] for i in keep] for row in kept], dtype=object)
    frame.columns = [names[i] for i in keep]
    empty = [names[i] for i in keep if i in nameless and (frame[names[i]] == "").all()]
    return frame.drop(columns=empty), total


def records(rows, names, skip, width, seen):
    """The rows of the table, as wide as the header; odd ones are counted, and what stands below is left out."""
    below = deque()
    for row in islice(filter(lambda row: is_row(row, width), rows), skip, None):
        if len(row) > width and any(map(str.strip, row[width:])):
            seen["long"] += 1
        elif names[0] in row[0] and [clean(cell) for cell in row[:width]] == names:
            seen["again"] += 1
        elif len(row) <= width / 2 or (width > 2 and not any(map(str.strip, row[1:]))):
            below.append(row)  # a source, a remark, another table: unless whole rows follow
        else:
            for one in [*below, row]:
                seen["short"] += len(one) < width
                one += [""] * (width - len(one))
                yield one
            below.clear()
    if len(below) > 50:  # too many for a remark
        seen["short"] += len(below)
        yield from (one + [""] * (width - len(one)) for one in below)
    elif below:
        seen["below"], seen["below begins"] = len(below), " ".join(below[0]).strip()


def is_row(row, width) -> bool:
    """False for comments and for Excel's hint."""
    comment = row[0][:1] == "#" and len(row) != width
    return not (comment or row[0][:5].lower().strip('"').startswith("sep=") and not any(row[1:]))


def sampled(rows, wide, label):
    """At most MAX_ROWS rows, each with the same chance, in their order; of a rare class, up to FULL_CLASS anyway.

    Gives the rows, how many there were, and the classes of which more rows were kept than chance would have.
    """
    most, luck, kept, classes, number = min(MAX_ROWS, MAX_CELLS // wide), random.Random(0), [], {}, -1
    for number, row in enumerate(rows):
        place = number if number < most else int(luck.random() * (number + 1))
        if place < most:
            kept[place : place + 1] = [(number, row)]
        if label is not None and classes is not None:
            own = classes.setdefault(str(row[label]).strip(), [])
            place = len(own) if len(own) < FULL_CLASS else int(luck.random() * (number + 1))
            if place < FULL_CLASS:
                own[place : place + 1] = [(number, row)]
            if len(classes) > FULL_CLASS:
                classes = None  # a number, or names: no classes to keep whole
    have, full = {number for number, _ in kept}, {}
    if number >= most:
        met = Counter(str(row[label]).strip() for _, row in kept) if classes and label is not None else {}
        for word, own in (classes or {}).items():
            more = [one for one in own if one[0] not in have]
            if word and met[word] < FULL_CLASS and more:
                kept += more[: FULL_CLASS - met[word]]
                full[word] = min(FULL_CLASS, met[word] + len(more))
    return [row for _, row in sorted(kept, key=lambda one: one[0])], number + 1, full


ODD_ROWS = {
    "long": "Left out, because they have more cells than the header has names: {}.",
    "short": "With fewer cells than the header has names: {}. What they lack counts as missing.",
    "again": "Left out, because they repeat the header: {}.",
}


def report_rows(seen, total, full, kept, width, note) -> None:
    """Say what was odd about the lines."""
    long = seen["long"]
    if not total + long:
        raise Stop("The file has a header but no rows under it.")
    if long > total:
        raise Stop(
            f"{long:,} of {long + total:,} rows have more cells than the header has names ({width}). "
            "The separator, the quotation marks or the decimal commas are broken."
        )
    if seen["cut"]:
        note(f"The file is very large: only its first {total:,} rows were looked at, and the rest may differ.")
    report_sample(total, kept, full, note)
    for kind, sentence in ODD_ROWS.items():
        if seen[kind]:
            note(sentence.format(counted_as(seen[kind])))
    if seen["below"]:
        note(f"Left out below the table: {counted_as(seen['below'], 'line')}, beginning with {short(seen['below begins'])}.")
    if seen["control"]:
        what = counted_as(seen["control"], "control character")
        note(f"The file holds {what}, which no text needs, and may be damaged. They were left out.")


def report_sample(total, kept, full, note) -> None:
    """Say how many rows were drawn, and which classes were kept whole."""
    if kept < total:
        note(f"Of {total:,} rows a random {kept:,} are used.")
    if full:
        rare = [f"{counted_as(many)} of {short(word)}" for word, many in sorted(full.items(), key=lambda one: one[1])]
        more = f" and {len(rare) - 3} more" if len(rare) > 3 else ""
        note(
            "Rare classes were kept when the rows were drawn, so they are more frequent than in your file: "
            f"{', '.join(rare[:3])}{more}."
        )


# --- the header ---


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
            if target in names and abs(len(row) - width) <= 1 and i + 1 < len(rows):
                if not looks_like_data(target) or len(set(names)) == len(names) >= width - 1:
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
    if not below or (len(counting) > 2 and len(counting) >= width - 2 and (steps >= 1).all() and (steps == 1).mean() > 0.8):
        return first
    numeric = [i for i in range(width) if np.mean([looks_like_data(row[i]) for row in below]) > 0.7]
    if numeric:
        return -1 if all(looks_like_data(top[i]) for i in numeric) else first
    again = np.mean([cell in {row[i] for row in below} for i, cell in enumerate(top)])
    return -1 if again > 0.5 else first


def shape_of(rows, target, note, read):
    """The names, how many rows stand before the data, their width, and which columns had no name."""
    rows = [[cell.strip() for cell in row] for row in rows]
    often = Counter(len(row) for row in rows if len(row) > 1 and not row[0].startswith("#"))
    width = max(often, key=lambda w: (often[w], w), default=0)
    if not width or often[width] < 0.4 * len(rows) or sum(often.values()) < 0.5 * len(rows):
        raise OneColumn("Only one column was found, or rows of many lengths: no separator cuts most rows into equally many cells.")
    rows = [row for row in rows if is_row(row, width)]
    at = int(read["header"]) - 1 if "header" in read else find_header(rows, width, clean(target))
    if at < 0:
        note("The first row looks like data, not like names: the columns are called 'column 1', 'column 2' and so on.")
        return name_columns([""] * width, target, note), 0, width, range(0)
    if at >= len(rows) - 1:
        raise Stop("The file has a header but no rows under it." if len(rows) < 2 else f"There is no header in line {at + 1}.")
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
    return names, at + 1, len(header), {i for i, name in enumerate(header) if not name}


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


# --- workbooks and Parquet ---


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
    sheets = {name: [row for row in book.get_sheet_by_name(name).to_python() if any(cell != "" for cell in row)] for name in names}
    if not any(map(len, sheets.values())):
        raise Stop("The workbook is empty.")
    cells = {name: [[words_of(cell) for cell in row] for row in rows[:300]] for name, rows in sheets.items()}
    named = {name: any(clean(target) in map(clean, row) for row in rows[:50]) for name, rows in cells.items()}
    sheet = max(names, key=lambda name: (bool(target) and named[name], len(sheets[name])))
    if len(sheets) > 1:
        note(f"Of {len(sheets)} sheets the sheet {short(sheet)} was read. To read another, set READ = {{'sheet': '…'}}.")
    rows = sheets[sheet]
    header, skip, width, nameless = shape_of(widest(cells[sheet]), target, note, read)
    seen = Counter()
    words = [[words_of(cell) for cell in row[:width]] for row in rows]
    kept = {id(row) for row in records(iter(words), header, skip, width, seen)}
    report_rows(seen, len(kept), {}, len(kept), width, note)
    table = [(row, word) for row, word in zip(rows, words, strict=True) if id(word) in kept]
    columns = {name: settled([row[i] for row, _ in table]) for i, name in enumerate(header)}
    frame = pd.DataFrame(columns)
    empty = [name for i, name in enumerate(header) if i in nameless and (frame[name].isna() | (frame[name] == "")).all()]
    return frame.drop(columns=empty), f"sheet {short(sheet)} of a workbook"


def widest(rows):
    """Rows without the empty cells that a title puts behind itself: a sheet pads all rows to the same width."""
    return [row[: max((i + 1 for i, cell in enumerate(row) if cell), default=0)] if sum(map(bool, row)) < 2 else row for row in rows]


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
    cells = ["" if cell is None or cell is pd.NA or cell != cell else cell for cell in map(unlisted, values.astype(object))]
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
