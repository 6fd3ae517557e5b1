"""What becomes of each column of a reader's table: the target, identifiers, repeated units, leaks, and the split.

Values decide: whether whole numbers that never repeat could be luck, whether other columns stay the same within a value.
A name only adds weight to what the values leave open. Every decision is said in `why`, and a setting undoes it.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.stats import spearmanr
from sklearn.metrics import r2_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from .kinds import KINDS_KNOWN, MISSING, decimal_sign, kind_of
from .reading import find_column, read_table
from .saying import Notes, counted_as, few, short
from .setup import Stop

MAX_CLASSES, RARE = 20, 10
THING = (
    r"user|customer|client|kunde|patient|person|subject|participant|respondent|household|family|mother|mom|child|school|"
    r"class ?room|student|teacher|village|district|community|cluster|store|shop|branch|site|hospital|clinic|doctor|device|"
    r"machine|sensor|player|team|session|company|firm|account|vehicle|animal|owner|seller|author|speaker|plot|farm|batch"
)
ID_NAME = rf"(?i:(^|[\W_])(ids?|uuid|guid)$|(^|[\W_])({THING}|passenger|order|product|item)s?id$)|[a-z](Id|ID)$"
NAME_OF = rf"(?i:(^|[\W_])({THING})s?$|(^|[\W_])(nr|no|num|number|code|key|nummer)$)|[a-z](Nr|No)$"
ROW_NAME = r"(?i:^(unnamed: ?\d+|index|idx|row|rownames?|row name|column \d+)$)"
YEAR_NAME = r"(?i:(^|[\W_])(year|yr|jahr|año|année|anno)$)"
YES, NO = {"yes", "y", "true", "t", "1", "on", "ja", "si", "sí", "oui"}, {"no", "n", "false", "f", "0", "off", "nein", "non"}
SETTINGS = {"keep": (), "drop": (), "unit": "", "time": "", "shuffle": False, "kinds": {}, "read": {}}


def examine(file, target, may_ask, note, **settings) -> SimpleNamespace:
    """Read the file, find the target, decide on every column, and propose a split."""
    asked = SimpleNamespace(**{**SETTINGS, **{name: value or SETTINGS[name] for name, value in settings.items()}})
    table = read_table(file, target, note, asked.read)
    separator = ";" if "semicolons" in table.read else ""
    table.decimal = asked.read.get("decimal") or decimal_sign(table.frame, separator)
    if table.total == len(table.frame):
        leave_out_sums(table, note)
    names = list(table.frame)
    asked.kinds = {find_column(names, name, "KINDS"): kind for name, kind in asked.kinds.items()}
    if unknown := set(asked.kinds.values()) - set(KINDS_KNOWN):
        raise Stop(f"KINDS knows {few(KINDS_KNOWN, 9)}; {few(sorted(unknown))} is none of them.")
    use_target(table, target, may_ask, asked.kinds, note)
    choose_columns(table, asked, note)
    return table


def leave_out_sums(table, note) -> None:
    """Leave out the last row where it holds the sums of the others."""
    for name in table.frame:
        values = pd.to_numeric(table.frame[name], errors="coerce") if table.frame[name].dtype == object else None
        if values is None or values.nunique() < 10 or np.isnan(last := values.iloc[-1]):
            continue
        above = values.iloc[:-1].sum()
        if np.isfinite(above) and abs(above) > 1 and abs(last - above) <= 1e-6 * abs(above):
            note(f"Left out below the table: a row that begins with {short(table.frame.iloc[-1, 0])} and holds sums.")
            table.frame, table.total = table.frame.iloc[:-1], table.total - 1
            return


# --- the target ---


def use_target(table, target, may_ask, kinds, note) -> None:
    """Find and check the target, leave out the rows without one, and type the columns on the others."""
    table.target = find_column(list(table.frame), target or ask_for_target(table, kinds, may_ask), "TARGET")
    table.task, y, table.classes = check_target(table, table.target, kinds.get(table.target, ""), note)
    table.lost = y.isna().mean()
    if table.lost:
        note(f"Left out, because they have no usable target: {counted_as(y.isna().sum())}.")
    table.y = y.dropna().to_numpy(int if table.task == "classes" else float)
    if len(table.y) < 50:
        raise Stop(f"Only {len(table.y)} rows with a usable target {short(table.target)} are left. At least 50 are needed.")
    table.frame = table.frame[y.notna()].reset_index(drop=True)
    type_columns(table, kinds, note)


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
        if not numbers_rows(n, table.kind[n], v, table.frame[n])
        and (table.kind[n] == "number" or table.kind[n] == "category" and v.nunique() <= MAX_CLASSES)
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
    """'classes' or 'number'; the target of each row (NaN: no use) as class number or number; the classes with their rows."""
    cells = table.frame[name]
    kind, values = kind_of(name, cells, table.decimal, heard := Notes(), asked)
    some, it = values.dropna(), f"The target {short(name)}"
    if cells.dtype == object:
        words = cells.where(~cells.str.lower().isin(MISSING), None)
    else:
        words = cells.astype(object).map("{:g}".format if cells.dtype.kind == "f" else str).where(cells.notna(), None)
    few_words = words.nunique() <= MAX_CLASSES
    as_written = asked == "category" or kind == "number" and few_words and (words.notna() & values.isna()).any()
    as_written = as_written or kind == "number" and few_words and words.str.contains(r"\d\+$|^[<>≤≥]", na=False).any()
    if as_written:
        kind, values, some = "category", words, words.dropna()
    lost = len(values) - len(some)
    if not len(some):
        raise Stop(f"{it} is missing in all rows, or holds nothing that can be used.")
    if kind == "date":
        raise Stop(f"{it} is a date. Predict a number instead, such as the days until it, or a class.")
    if some.nunique() == 1:
        other = f" In the other {counted_as(lost)} it is missing." if lost else ""
        raise Stop(f"{it} has only one value ({short(words[some.index].iloc[0])}): there is nothing to tell apart.{other}")
    if len(some) < 50:
        raise Stop(f"{it} has a value in only {counted_as(len(some))} of {len(values):,}. At least 50 are needed.")
    if numbers_rows(name, kind, some, cells):
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
    return check_classes(name, words, note)


def merged(name, words, note):
    """Classes that differ in capital letters, or that spell yes and no in several ways, put together and said."""
    numbers = pd.to_numeric(words.str.replace(",", "."), errors="coerce")
    if 0.1 < numbers.notna().sum() / words.notna().sum() < 1 and numbers.nunique() > 10:
        odd = few(words[numbers.isna()].dropna().unique(), 2)
        raise Stop(f"The target {short(name)} mixes numbers and words ({odd}). Make it one or the other.")
    folded = words.str.casefold()
    undo = f"To keep them apart, set KINDS = {{{name!r}: 'category'}}."
    if folded.nunique() > 2 and set(folded.dropna()) <= YES | NO:
        note(f"{short(name)} spells yes and no in several ways ({few(folded.dropna().unique(), 9)}): put together. {undo}")
        return folded.isin(YES).map({True: "yes", False: "no"}).where(folded.notna(), None)
    if folded.nunique() < words.nunique():
        note(f"Classes of {short(name)} that differ only in capital letters were put together. {undo}")
        return folded.map(words.groupby(folded).agg(lambda group: group.value_counts().index[0]))
    return words


def check_classes(name, words, note):
    """Class numbers, and the rows of each class; rows of classes too rare to be in every fold are of no use."""
    sizes, rows = words.value_counts(), words.notna().sum()
    if len(sizes) > MAX_CLASSES and len(sizes) > 0.5 * rows:
        raise Stop(f"The target {short(name)} has {len(sizes):,} values in {rows:,} rows: it looks like an identifier.")
    rare = sizes[sizes < RARE]
    rare_ones = f"{few(sorted(rare.index))}, {counted_as(rare.sum())}"
    if len(sizes) - len(rare) > MAX_CLASSES or rare.sum() > 0.5 * rows:
        raise Stop(
            f"The target {short(name)} has {len(sizes):,} classes. At most {MAX_CLASSES}, each with {RARE} rows "
            "or more, can be compared here: put rare ones together."
        )
    if len(sizes) - len(rare) < 2:
        raise Stop(
            f"Only one class of {short(name)} has {RARE} rows or more (too rare: {rare_ones}). "
            "There is too little to tell apart."
        )
    if len(rare):
        note(f"Classes of {short(name)} with fewer than {RARE} rows were left out: {rare_ones} in all.")
    classes = sorted(set(sizes.index) - set(rare.index))
    return "classes", words.map({c: i for i, c in enumerate(classes)}).astype(float), {c: int(sizes[c]) for c in classes}


# --- identifiers, units, leaks ---


def numbers_rows(name, kind, values, cells) -> str:
    """Why a column only numbers or names the rows; '' if it does not.

    Whole numbers that never repeat, although luck would have made some meet (the birthday problem), were given out.
    """
    values = values.dropna()
    n, many = len(values), values.nunique()
    if kind not in ("number", "category") or n < 2 or many < 0.95 * n:
        return ""
    if kind == "category":
        return "different in nearly every row"
    if cells.dtype == object and cells[values.index].str.fullmatch(r"[+-]?\d+(\.0*)?").mean() < 0.9:
        return ""  # 40 kg, €5, 3.846.100: a quantity
    if (values % 1 != 0).any() or re.search(YEAR_NAME, name) and values.between(1500, 2100).all():
        return ""
    reach = values.max() - values.min() + 1
    if many == n and n >= 20 and (n * n / (2 * reach) > 7 or len(set(np.diff(values))) == 1):
        return f"whole numbers from {values.min():g} to {values.max():g}, none of them twice: they number the rows"
    if re.search(f"{ID_NAME}|{NAME_OF}|{ROW_NAME}", name):
        return "whole numbers that hardly repeat, under the name of a number of something"
    return ""


def codes_of(values) -> np.ndarray:
    """A column as numbers: words become codes, the most frequent first; missing stays missing."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return (values - pd.Timestamp("1970-01-01", tz="UTC")).dt.total_seconds().to_numpy(float)
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(float)
    often = values.value_counts()
    order = sorted(often.index, key=lambda word: (-often[word], word))
    return values.map({word: i for i, word in enumerate(order)}).astype(float).to_numpy()


def told_by(x, table) -> float:
    """How much of the target one column gives away: 0 no more than guessing, 1 everything (tested on unseen units)."""
    y, seen = table.y, ~np.isnan(x)
    x = np.where(seen, x, -1e31)[:, None]
    half = np.random.default_rng(0).permutation(table.together.max() + 1)[table.together] % 2 == 0
    if half.all() or not half.any() or not np.ptp(y[~half]):
        return 0
    tree = (DecisionTreeClassifier if table.classes else DecisionTreeRegressor)(max_leaf_nodes=32, random_state=0)
    guess = tree.fit(x[half], y[half]).predict(x[~half])
    if not table.classes:
        both_vary = seen.mean() > 0.9 and np.ptp(x[seen]) and np.ptp(y[seen])
        same_order = both_vary and abs(spearmanr(x[seen, 0], y[seen])[0]) > 0.999
        return 1.0 if same_order else r2_score(y[~half], guess)
    wrong = (y[~half] != np.bincount(y[half]).argmax()).mean()
    return 1 - (guess != y[~half]).mean() / wrong


def find_leaks(table, names) -> None:
    """Columns that give the target away: by their values, or, where the models see no values, by being filled in."""
    for name in names:
        values, seen = table.values[name], name in table.features or table.kind[name] == "date"
        part = told_by(codes_of(values) if seen else values.isna().to_numpy(float), table)
        if part < 0.98 and seen and values.isna().any():
            part = max(part, told_by(values.isna().to_numpy(float), table))
        if part >= 0.98:
            table.kind[name], table.why[name] = "leak", "gives the target away: alone it tells the target in nearly every row"
        elif part >= 0.9:
            table.suspects.append(name)


def same_within(name, codes, spread, values, kinds) -> list[str]:
    """Columns that stay the same within a value of this one, although shuffled they would not."""
    code, luck, found = codes[name], np.random.default_rng(0), []
    for other, own in codes.items():
        if other == name or not 2 <= spread[other] < spread[name]:
            continue
        met = len(np.unique(code))
        if len(np.unique(code.astype(np.int64) * (spread[other] + 1) + own)) > 1.01 * met:
            continue
        if len(np.unique(code.astype(np.int64) * (spread[other] + 1) + luck.permutation(own))) < 1.1 * met:
            continue
        both = kinds[name] == kinds[other] == "number"
        if both and abs(values[name].corr(values[other], method="spearman")) > 0.95:
            continue  # both only count the same thing, such as age and year
        found.append(other)
    return found


def find_units(table, names, note) -> dict[str, str]:
    """Columns whose values stand for something that comes back in several rows, and why; the one to split by first."""
    values = {n: table.values[n] for n in names[:100]}
    codes = {n: pd.factorize(v)[0] for n, v in values.items()}
    spread, found, maybe = {n: c.max() + 1 for n, c in codes.items()}, {}, []
    for name in [n for n in codes if table.kind[n] in ("number", "category") and spread[n] >= 5][:40]:
        code, number = codes[name], table.kind[name] == "number"
        sizes = np.bincount(code[code >= 0])
        whole = not number or (values[name].dropna() % 1 == 0).all()
        if not whole or (code < 0).mean() > 0.2 or sizes[sizes > 1].sum() < 0.2 * len(code) or (sizes > 1).sum() < 5:
            continue
        if re.search(YEAR_NAME, name) and number and values[name].dropna().between(1500, 2100).all():
            continue
        strong, weak = re.search(ID_NAME, name), re.search(NAME_OF, name)
        fixed = same_within(name, codes, spread, values, table.kind)
        even = len(sizes) >= 20 and sizes.var() < 0.3 * sizes.mean()
        large = number and values[name].min() >= 1000 and spread[name] < 0.2 * np.ptp(values[name].dropna())
        if spread[name] >= 20 and (len(fixed) >= 2 or (even and (fixed or large))):
            found[name] = f"comes back in several rows, and {few(fixed, 2)} stay the same within each of its values"
            if not fixed:
                found[name] = "large whole numbers that come back in equally many rows each"
        elif spread[name] >= 20 and (strong or weak and (even or large or fixed or not number)):
            like = "in equally many rows each" if even else "in several rows"
            found[name] = f"its values come back {like}, and its name says that they stand for something"
        elif spread[name] >= 10 and (strong or weak) and fixed:
            found[name] = f"its name says that it stands for something, and {few(fixed, 2)} stay the same within it"
        elif strong or weak and (fixed or not number):
            maybe.append(name)
    if maybe and not found:
        note(f"Few values, but perhaps the name of something that comes back: {few(maybe)}. If so, set UNIT to it.")
    enough = [n for n in found if spread[n] >= 30] or list(found)
    return {n: found[n] for n in sorted(found, key=lambda n: (n not in enough, spread[n]))}


# --- every column, and the split ---


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
        elif table.total > len(v) and 0.8 * v.count() < v.nunique() < v.count() and re.search(f"{ID_NAME}|{NAME_OF}", n):
            thinned.append(n)
        elif reason := numbers_rows(n, kind, v, table.frame[n]):
            table.kind[n], table.why[n] = "identifier", reason
    left = [n for n in names if n not in table.why]
    table.units = find_units(table, [n for n in left if n not in keep and n not in thinned], note)
    if thinned:
        table.units |= {n: "its values come back in the whole file, though rarely in the sample" for n in thinned}
        note(
            f"In the sample most values of {few(thinned)} stand alone, but in the whole file they come back. "
            "Give a file of fewer, whole units to see what that does."
        )
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
    if not table.features:
        reasons = ", ".join(f"{short(n)}: {table.kind[n]}" for n in list(table.why)[:6])
        raise Stop(f"No column is left to predict {short(table.target)} from ({reasons}).")


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
        kept = "They stay on one side of each split." if rich else (
            "The columns take so few values that this is natural: they were not kept together."
        )
        note(f"Repeating another row in every column that counts: {counted_as(copies)}. {kept}")


def rows_alike(codes):
    """A number for each row, the same for rows that are alike, and how many different rows there are."""
    numbers = pd.DataFrame(codes).groupby(list(range(codes.shape[1])), sort=False, dropna=False).ngroup().to_numpy()
    return numbers, numbers.max() + 1


def propose_split(table, unit, time, shuffle, own, note) -> None:
    """Repeated unit: its rows stay together. Time: the past predicts the future. Else: a shuffle."""
    values = table.values
    dates = [n for n, kind in own.items() if kind == "date" and table.kind[n] == "date"]
    years = [n for n in values if re.search(YEAR_NAME, n) and own[n] == "number" and values[n].is_monotonic_increasing]
    table.asked, table.dated = bool(unit or time or shuffle), dates
    usable = [n for n in [*dates, *years] if n != table.target and table.why.get(n) != "you said so" and can_order(n, values[n])]
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


def can_order(name, values) -> bool:
    """True for a time by which rows can be split: known for most rows, and no date of birth, by name or by its reach."""
    codes = pd.Series(codes_of(values)).dropna()
    if codes.nunique() < 10 or len(codes) < 0.8 * len(values) or re.search("birth|born|dob|geb", name, re.I):
        return False
    years = np.ptp(codes) / (31_557_600 if pd.api.types.is_datetime64_any_dtype(values) else 1)
    return years < 40 or bool(codes.is_monotonic_increasing)
