"""The target of a reader's table: classes as they are written, or a number; and what cannot be predicted."""

from __future__ import annotations

import pandas as pd

from .heads import find_column
from .judging import numbers_rows, own_name
from .kinds import AS_IN, MISSING, kind_of
from .saying import Notes, counted_as, few, short
from .setup import Stop

MAX_CLASSES, RARE = 20, 10
YES, NO = (
    {"yes", "y", "true", "t", "1", "on", "ja", "si", "sí", "oui"},
    {"no", "n", "false", "f", "0", "off", "nein", "non"},
)


def use_target(table, target, may_ask, kinds, note) -> None:
    """Find and check the target, leave out the rows without one, and type the columns on the others."""
    table.target = find_column(list(table.frame), target or ask_for_target(table, kinds, may_ask), "TARGET")
    table.labels, table.rare = {}, pd.Series(False, table.frame.index)
    table.task, y, table.classes = check_target(table, table.target, kinds.get(table.target, ""), note)
    missing = y.isna() & ~table.rare  # what is too rare was said already
    table.lost = missing.mean()
    if table.lost:
        note(f"Left out, because they have no usable target: {counted_as(missing.sum())}.{but_a_class(table, missing)}")
    table.y = y.dropna().to_numpy(int if table.task == "classes" else float)
    if len(table.y) < 50:
        raise Stop(
            f"Only {len(table.y)} rows with a usable target {short(table.target)} are left. At least 50 are needed."
        )
    table.frame = table.frame[y.notna()].reset_index(drop=True)
    type_columns(table, kinds, note)


def but_a_class(table, missing) -> str:
    """The remedy where a spelling of 'missing', such as N/A, may be a class."""
    cells = table.frame[table.target][missing].astype(str)
    spelt = sorted(set(cells[cells.str.contains(r"\w")])) if table.task == "classes" else []
    undo = f"set KINDS = {{{table.target!r}: 'category'}}"
    return f" Written there: {few(spelt)}. If that is a class, {undo}." if 0 < len(spelt) <= 3 else ""


def type_columns(table, kinds, note) -> None:
    """The kind and the values of every column."""
    typed = {}
    for name in table.frame:
        said = Notes() if name == table.target and table.task == "classes" else note
        typed[name] = kind_of(name, table.frame[name], table.decimal, said, kinds.get(name, ""))
    table.kind, table.values = ({name: pair[i] for name, pair in typed.items()} for i in (0, 1))


def ask_for_target(table, kinds, may_ask) -> str:
    """Ask a person, if one can answer; else say which columns could be meant."""
    table.target, table.task = "", ""
    type_columns(table, kinds, Notes())
    many = {
        n: v.nunique()
        for n, v in table.values.items()
        if not numbers_rows(own_name(n, table.frame), table.kind[n], v, table.frame[n])
        and (table.kind[n] == "number" or (table.kind[n] == "category" and v.nunique() <= MAX_CLASSES))
    }
    options = sorted((n for n in many if many[n] > 1), key=many.get)
    could = f"It could be {few(options, 8)}." if options else "No column looks like one."
    sentence = f"No target was given. Type the column to predict into TARGET. {could}"
    if may_ask:
        try:
            if answer := input(sentence + " Target: ").strip():
                return answer
        except (EOFError, NotImplementedError, OSError):
            pass  # nobody can answer here, so the sentence has to do
    raise Stop(sentence)


def check_target(table, name, asked, note):
    """'classes' or 'number'; each row's class number or number (NaN: no use); the classes with their rows."""
    cells = table.frame[name]
    kind, values = kind_of(name, cells, table.decimal, heard := Notes(), asked)
    some, it = values.dropna(), f"The target {short(name)}"
    if asked in AS_IN and kind != asked and heard:
        raise Stop(f"{heard[0]} It is the target.")
    if cells.dtype == object:
        words = cells.where(~cells.str.lower().isin({""} if asked == "category" else MISSING), None)
    else:
        words = cells.astype(object).map("{:g}".format if cells.dtype.kind == "f" else str).where(cells.notna(), None)
    few_words = words.nunique() <= MAX_CLASSES
    as_written = asked == "category" or (kind == "number" and few_words and (words.notna() & values.isna()).any())
    as_written = as_written or (kind == "number" and few_words and words.str.contains(r"\d\+$|^[<>≤≥]", na=False).any())
    if as_written:
        kind, values, some = "category", words, words.dropna()
    lost = len(values) - len(some)
    if not len(some):
        raise Stop(f"{it} is missing in all rows, or holds nothing that can be used.")
    if kind == "date":
        raise Stop(f"{it} is a date. Predict a number instead, such as the days until it, or a class.")
    if some.nunique() == 1:
        other = f" In the other {counted_as(lost)} it is missing." if lost else ""
        raise Stop(
            f"{it} has only one value ({short(words[some.index].iloc[0])}): there is nothing to tell apart.{other}"
        )
    if len(some) < 50:
        raise Stop(f"{it} has a value in only {counted_as(len(some))} of {len(values):,}. At least 50 are needed.")
    if numbers_rows(own_name(name, table.frame), kind, some, cells):
        raise Stop(f"{it} is different in nearly every row: it is an identifier, which nobody can predict.")
    if kind == "text":
        raise Stop(f"{it} is free text. Choose a column of classes or numbers.")
    many = some.nunique() > 2 and (some.nunique() > 10 or (some % 1 != 0).any()) if kind != "category" else False
    if kind != "category" and (many or asked in ("number", "duration")):
        for sentence in heard:
            note(sentence)
        far = abs(some - some.median())
        if (far > 0).any() and far.max() > 100 * far[far > 0].quantile(0.9):
            note(f"{it} has a value far from all others ({some[far.idxmax()]:g}). It may be an error.")
        return "number", values / abs(some).max(), {}  # no score depends on the scale
    if kind != "category":  # few numbers: classes, as they are most often written
        spelt = words[some.index].groupby(some).agg(lambda group: group.value_counts().index[0])
        words = values.map(spelt)
    elif asked != "category":
        words = merged(name, words.where(values.notna(), None), note)
    table.labels = {str(label): int(rows) for label, rows in words.value_counts().items()}
    least = 2 if asked == "category" else RARE  # a class of one row cannot be learned and tested
    rare = rare_classes(name, words, least, note)
    table.rare = words.isin(rare)
    classes = sorted(set(words.dropna()) - set(rare))
    number = words.map({c: i for i, c in enumerate(classes)}).astype(float)
    return "classes", number, {c: table.labels[str(c)] for c in classes}


def merged(name, words, note):
    """Classes that differ in capital letters, or that spell yes and no in several ways, put together and said."""
    numbers = pd.to_numeric(words.str.replace(",", "."), errors="coerce")
    if 0.1 < numbers.notna().sum() / words.notna().sum() < 1 and numbers.nunique() > 10:
        odd = few(words[numbers.isna()].dropna().unique(), 2)
        raise Stop(f"The target {short(name)} mixes numbers and words ({odd}). Make it one or the other.")
    folded = words.str.casefold()
    undo = f"To keep them apart, set KINDS = {{{name!r}: 'category'}}."
    if folded.nunique() > 2 and set(folded.dropna()) <= YES | NO:
        ways = few(folded.dropna().unique(), 9)
        note(f"{short(name)} spells yes and no in several ways ({ways}): put together. {undo}")
        return folded.isin(YES).map({True: "yes", False: "no"}).where(folded.notna(), None)
    if folded.nunique() < words.nunique():
        note(f"Classes of {short(name)} that differ only in capital letters were put together. {undo}")
        return folded.map(words.groupby(folded).agg(lambda group: group.value_counts().index[0]))
    return words


def rare_classes(name, words, least, note) -> list[str]:
    """The classes of too few rows to be in every fold: their rows are of no use, unless you keep them."""
    sizes, rows = words.value_counts(), words.notna().sum()
    if len(sizes) > MAX_CLASSES and len(sizes) > 0.5 * rows:
        raise Stop(f"The target {short(name)} has {len(sizes):,} values in {rows:,} rows: it looks like an identifier.")
    rare = sizes[sizes < least]
    rare_ones = f"{few(sorted(rare.index))}, {counted_as(rare.sum())}"
    if len(sizes) - len(rare) > MAX_CLASSES or rare.sum() > 0.5 * rows:
        raise Stop(
            f"The target {short(name)} has {len(sizes):,} classes. At most {MAX_CLASSES}, each with {least} rows "
            "or more, can be compared here: put rare ones together."
        )
    if len(sizes) - len(rare) < 2:
        raise Stop(
            f"Only one class of {short(name)} has {least} rows or more (too rare: {rare_ones}). "
            "There is too little to tell apart."
        )
    if len(rare):
        undo = f" To keep those of two and more, set KINDS = {{{name!r}: 'category'}}." if least > 2 else ""
        note(f"Classes of {short(name)} with fewer than {least} rows were left out: {rare_ones} in all.{undo}")
    return list(rare.index)
