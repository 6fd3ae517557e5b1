"""What becomes of each column of a reader's table, and how the rows are split.

Values decide, names only add weight. Every decision is said in `why`, and a setting undoes it.
"""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pandas as pd

from .files import read_table
from .heads import find_column
from .judging import ID_NAME, NAME_OF, YEAR_NAME, codes_of, find_leaks, find_units, numbers_rows, own_name, twins_of
from .kinds import KINDS_KNOWN, holding_digits
from .quantities import decimal_sign, numbers_in
from .saying import Notes, counted_as, few, short
from .setup import Stop
from .targets import use_target

SETTINGS = {"keep": (), "drop": (), "unit": "", "time": "", "shuffle": False, "kinds": {}, "read": {}}


def examine(file, target, may_ask, note, **settings) -> SimpleNamespace:
    """Read the file, find the target, decide on every column, and propose a split."""
    asked = SimpleNamespace(**{**SETTINGS, **{name: value or SETTINGS[name] for name, value in settings.items()}})
    table = read_table(file, target, note, asked.read)
    separator = ";" if "semicolons" in table.read else ""
    if asked.read.get("decimal", ".") not in (".", ","):
        raise Stop("READ, decimal is '.' or ','.")
    table.decimal = "=" + asked.read["decimal"] if "decimal" in asked.read else decimal_sign(table.frame, separator)
    table.sampled = table.total > len(table.frame)
    if not table.sampled:
        leave_out_sums(table, note)
    names = list(table.frame)
    asked.kinds = {find_column(names, name, "KINDS"): kind for name, kind in asked.kinds.items()}
    if unknown := set(asked.kinds.values()) - set(KINDS_KNOWN):
        raise Stop(f"KINDS knows {few(KINDS_KNOWN, 9)}; {few(sorted(unknown))} is none of them.")
    use_target(table, target, may_ask, asked.kinds, note)
    choose_columns(table, asked, note)
    return table


def leave_out_sums(table, note) -> None:
    """Leave out the last row where it holds the sums of the others, however the numbers are written."""
    ends = [name for name in table.frame if re.search(r"\d", str(table.frame[name].iloc[-1]))]
    for name in ends[:20]:
        values = table.frame[name]
        if values.dtype == object:
            often = Counter(word for word in values if word)
            values = values.map(numbers_in(name, list(often), often, table.decimal, Notes())).astype(float)
        if values.dtype.kind != "f" or values.nunique() < 10 or np.isnan(last := values.iloc[-1]):
            continue
        above = values.iloc[:-1].sum()
        if np.isfinite(above) and abs(above) > 1 and abs(last - above) <= 1e-6 * abs(above):
            note(f"Left out below the table: a row that begins with {short(table.frame.iloc[-1, 0])} and holds sums.")
            table.frame, table.total = table.frame.iloc[:-1], table.total - 1
            return


def choose_columns(table, asked, note) -> None:
    """Sort the columns: what the models see, and what is left out and why."""
    names = [n for n in table.frame if n != table.target]

    def pick(setting, given):
        given = [given] if isinstance(given, str) else given or []
        given = {find_column(list(table.frame), name, setting) for name in given if name != ""}
        if table.target in given:
            raise Stop(f"{short(table.target)} is the target, so it cannot stand in {setting}.")
        return given

    drop, keep = pick("DROP", asked.drop), pick("KEEP", asked.keep)
    unit, time = (next(iter(pick(*pair)), "") for pair in (("UNIT", asked.unit), ("TIME", asked.time)))
    if bool(unit) + bool(time) + bool(asked.shuffle) > 1:
        raise Stop("UNIT, TIME and SHUFFLE are three splits. Set one of them.")
    table.why, table.suspects, thinned, own = {}, [], [], dict(table.kind)
    for n in names:
        v, kind = table.values[n], table.kind[n]
        if n in drop:
            table.why[n] = "you said so"
        elif n == unit:
            table.kind[n], table.why[n] = "unit", "you said that it is the unit"
        elif n == time and n not in keep:
            table.why[n] = "you said that it is the time"
        elif not v.notna().any():
            table.kind[n], table.why[n] = "constant", "no values"
        elif n in keep:
            table.values[n], table.kind[n] = as_feature(v, kind)
        elif v.nunique() == 1 and v.notna().all():
            table.kind[n], table.why[n] = "constant", f"the same in every row ({short(table.frame[n].iloc[0])})"
        elif kind in ("date", "text"):
            table.why[n] = {"date": "a date: the models here read no dates", "text": "free text"}[kind]
        elif table.sampled and 0.8 * v.count() < v.nunique() < v.count() and re.search(f"{ID_NAME}|{NAME_OF}", n):
            thinned.append(n)
        elif reason := numbers_rows(own_name(n, table.frame), kind, v, table.frame[n]):
            table.kind[n], table.why[n] = "identifier", reason
    left = [n for n in names if n not in table.why]
    table.units = find_units(table, [n for n in left if n not in keep and n not in thinned], note)
    if thinned:
        table.units |= dict.fromkeys(thinned, "its values come back in the whole file, though rarely in the sample")
        note(
            f"In the sample most values of {few(thinned)} stand alone, but in the whole file they come back. "
            "Give a file of fewer, whole units to see what that does."
        )
    for one in [unit, *table.units] if unit else list(table.units):
        for twin in twins_of(table, one, [n for n in left if n not in keep and n not in table.units]):
            table.kind[twin], table.why[twin] = "unit", f"names the same as {short(one)}, one to one"
    table.why |= table.units
    table.kind |= dict.fromkeys(table.units, "unit")
    table.features = [n for n in names if n not in table.why]
    keep_together(table, unit or next(iter(table.units), "") if not asked.shuffle and not time else "", note)
    find_leaks(table, [n for n in names if n not in keep | drop | {time, unit}])
    table.features = [n for n in names if n not in table.why]
    propose_split(table, unit, time, asked.shuffle, own, note)
    many = [n for n in table.features if table.kind[n] == "category" and table.values[n].nunique() > 50]
    if many:
        note(
            f"More than 50 different words: {few(many)}. If they name something that comes back, such as shops or "
            "people, give it in UNIT. Logistic regression sees the most frequent 20."
        )
    say_unread(table, [n for n in names if own[n] in ("category", "text") and n not in {*asked.kinds, *drop}], note)
    if not table.features:
        reasons = ", ".join(f"{short(n)}: {table.kind[n]}" for n in list(table.why)[:6])
        raise Stop(f"No column is left to predict {short(table.target)} from ({reasons}).")


def say_unread(table, names, note) -> None:
    """Name the columns that hold digits in most cells, and yet were read as no number, date or duration."""
    shown = []
    for n in names:
        if table.frame[n].dtype == object and table.kind[n] != "unit" and (word := holding_digits(table.values[n])):
            shown.append(f"{short(n)} ({short(word)})")
    if shown:
        more = f" and {len(shown) - 8} more" if len(shown) > 8 else ""
        note(
            f"Read as words, although their cells hold digits: {', '.join(shown[:8])}{more}. "
            "If one is a number, a date or a duration, say so in KINDS."
        )


def as_feature(values, kind):
    """A column that you keep, in a form that models read: a date as days, free text as words."""
    if kind == "date":
        return pd.Series(codes_of(values) / 86_400), "number"
    return values, "category" if kind == "text" else kind


def keep_together(table, by, note) -> None:
    """Which rows must stay on one side of a split: those of one unit; else whole copies of a row."""
    rows = np.arange(len(table.y))
    if by:
        codes = pd.factorize(table.values[by])[0]
        table.together = np.where(codes < 0, codes.max() + 1 + rows, codes)  # a missing name is a unit of its own
        return
    codes = np.column_stack([*(pd.factorize(table.values[n])[0] for n in table.features), table.y])
    luck = np.random.default_rng(0)
    twins, distinct = rows_alike(codes)
    copies = len(rows) - distinct
    by_luck = len(rows) - rows_alike(np.column_stack([luck.permutation(column) for column in codes.T]))[1]
    # copies of rich rows are copies; few columns with few values meet again by chance
    richest = codes[:, :-1].max(initial=-1) + 1
    rich = copies > 2 * by_luck and distinct >= 10 and (distinct > 0.9 * len(rows) or richest > 0.6 * distinct)
    table.together = twins if rich else rows
    if copies and table.features:
        kept = (
            "They stay on one side of each split."
            if rich
            else ("The columns take so few values that this is natural: they were not kept together.")
        )
        note(f"Repeating another row in every column that counts: {counted_as(copies)}. {kept}")


def rows_alike(codes):
    """A number for each row, the same for rows that are alike, and how many different rows there are."""
    numbers = pd.DataFrame(codes).groupby(list(range(codes.shape[1])), sort=False, dropna=False).ngroup().to_numpy()
    return numbers, numbers.max() + 1


def propose_split(table, unit, time, shuffle, own, note) -> None:
    """Repeated unit: its rows stay together. Time: the past predicts the future. Else: a shuffle."""
    values = table.values
    dates = [n for n, kind in own.items() if kind == "date" and table.kind[n] != "leak"]
    years = [n for n in values if re.search(YEAR_NAME, n) and own[n] == "number" and values[n].is_monotonic_increasing]
    table.asked, table.dated = bool(unit or time or shuffle), dates
    usable = [
        n
        for n in [*dates, *years]
        if n != table.target and table.why.get(n) != "you said so" and can_order(n, values[n], own[n])
    ]
    table.how, table.by = "shuffle", ""
    if unit or time:
        table.how, table.by = ("unit", unit) if unit else ("time", time)
    elif not shuffle and table.units and (still := [n for n in table.units if table.kind[n] == "unit"]):
        table.how, table.by = "unit", still[0]
    elif not shuffle and usable:
        table.how, table.by = "time", usable[0]
    least = 10 if table.how == "time" else 5
    if table.by and values[table.by].nunique() < least:
        many = counted_as(values[table.by].nunique(), "different value")
        raise Stop(f"{short(table.by)} has only {many}. At least {least} are needed to split by it.")
    if table.how == "time":
        if own[table.by] not in ("date", "number", "duration"):
            raise Stop(f"{short(table.by)} cannot be put in order: TIME needs dates or numbers.")
        when = pd.Series(codes_of(values[table.by]))
        if when.isna().any():
            note(f"Without a date in {short(table.by)}: {counted_as(when.isna().sum())}. They count as the oldest.")
        table.dates = when.fillna(when.min()).rank(method="dense").astype(int).to_numpy()
    elif table.how == "shuffle" and not table.asked:
        of_years = [n for n in table.features if re.search(YEAR_NAME, n) and table.kind[n] == "number"]
        if of_years:
            note(f"{short(of_years[0])} is used as a number. If it is the year of each row's event, set TIME to it.")


def can_order(name, values, kind) -> bool:
    """True for a time by which rows can be split: known for most rows, and no birth, by name or by its reach."""
    codes = pd.Series(codes_of(values)).dropna()
    if codes.nunique() < 10 or len(codes) < 0.8 * len(values) or re.search("birth|born|dob|geb", name, re.I):
        return False
    seconds = pd.api.types.is_datetime64_any_dtype(values)
    years = np.ptp(codes) / (31_557_600 if seconds else 365.25 if kind == "date" else 1)
    return years < 40 or bool(codes.is_monotonic_increasing)
