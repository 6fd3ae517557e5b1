"""Text as a table of words: the separator, the quotation marks, the rows, and what is odd about them.

clevercsv finds the separator and the quotation marks (van den Burg, Nazabal and Sutton, 2019); the csv module cuts the
rows. Whatever is inferred is said.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter, deque
from itertools import chain, islice

import pandas as pd

from .heads import FULL_CLASS, MAX_CELLS, MAX_ROWS, OneColumn, clean, columns_kept, is_row, is_rule, shape_of
from .opening import MAX_BYTES, MAX_LINE, find_encoding, unpacked
from .saying import counted_as, short
from .setup import Stop, need

SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "pipes", ",": "commas", " ": "blanks"}
END = "\x1e"  # a line of its own behind the last one: inside a cell it means that a quotation mark was never closed
CONTROL = re.compile("[\x00-\x08\x0e-\x1d\x1f]")
AS_IT_STANDS = {"quoting": csv.QUOTE_NONE}


class OpenQuote(Exception):
    """A quotation mark swallows the lines after it."""


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
                if row[-1].endswith(END) or (rows > 0.8 * len(inside) and rows * (len(row) - 1) >= 4):
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

    def drawn(row):
        seen["drawn"] += is_rule(row)
        return is_rule(row)

    for row in islice((row for row in rows if is_row(row, width) and not drawn(row)), skip, None):
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
    "drawn": "Left out, because they only draw a line: {}.",
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
        note(
            f"Left out below the table: {counted_as(seen['below'], 'line')}, "
            f"beginning with {short(seen['below begins'])}."
        )
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
