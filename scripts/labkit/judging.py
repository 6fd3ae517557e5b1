"""Identifiers, repeated units and leaks, told by their values; a name adds weight only to what the values leave open.

Could whole numbers that never repeat be luck? Do other columns stay the same within a value? Does a column alone tell
the target, on rows that it was not fitted to?
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy.stats import spearmanr
from sklearn.metrics import r2_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from .saying import few

THING = (
    r"user|customer|client|kunde|patient|person|subject|participant|respondent|household|family|mother|mom|child|school|"
    r"class ?room|student|teacher|village|district|community|cluster|store|shop|branch|site|hospital|clinic|doctor|"
    r"device|machine|sensor|player|team|session|company|firm|account|vehicle|animal|owner|seller|author|speaker|plot|"
    r"farm|batch"
)
ID_NAME = rf"(?i:(^|[\W_])(ids?|uuid|guid)$|(^|[\W_])({THING}|passenger|order|product|item)s?id$)|[a-z](Id|ID)$"
NAME_OF = (
    rf"(?i:(^|[\W_])({THING})s?$|(^|[\W_])(nr|no|num|number|code|key|nummer)$|[a-z]{{3,}}(?<!pa)id$)|"
    "[a-z](Nr|No|Num|Number|Nummer|Code|Key)$"  # driverid, but not paid
)
ROW_NAME = r"(?i:^(unnamed: ?\d+|index|idx|row|rownames?|row name)$)"
INVENTED = r"column \d+"
OPAQUE = r"(?=\D*\d)(?=[^a-zA-Z]*[a-zA-Z])[\w-]{8,}"  # 6c4b761a28b7, Xq3-_fPz8kA: made by a machine, to name something
YEAR_NAME = r"(?i:(^|[\W_])(years?|yr|jahr|año|année|anno)([\W_]|$)|year$)"


def own_name(name, names) -> str:
    """A name for judging by: '' if we invented it, 'index' if it alone had none, as pandas saves its index."""
    if not re.fullmatch(INVENTED, name):
        return name
    return "" if all(re.fullmatch(INVENTED, one) for one in names) else "index"


def numbers_rows(name, kind, values, cells) -> str:
    """Why a column only numbers or names the rows; '' if it does not.

    Whole numbers that never repeat, although luck would have made some meet (the birthday problem), were given out.
    """
    values = values.dropna()
    n, many = len(values), values.nunique()
    if kind == "number" and n > 20 and re.search(ROW_NAME, name) and (np.diff(values) == 1).mean() > 0.9:
        return "counts up from row to row"
    if kind not in ("number", "category") or n < 2 or many < 0.95 * n:
        return ""
    if kind == "category":
        return "different in nearly every row"
    if cells.dtype == object and cells[values.index].str.fullmatch(r"[+-]?\d+(\.0*)?").mean() < 0.9:
        return ""  # 40 kg, €5, 3.846.100: a quantity
    if (values % 1 != 0).any() or (re.search(YEAR_NAME, name) and values.between(1500, 2100).all()):
        return ""
    reach = values.max() - values.min() + 1
    if many == n and n >= 20 and (n * n / (2 * reach) > 7 or len(set(np.diff(values))) == 1):
        return f"whole numbers from {values.min():g} to {values.max():g}, none of them twice: they number the rows"
    if many == n >= 20 and values.min() >= 1e8 and values.max() < 10 * values.min():
        return "whole numbers of nine digits or more, equally long, none of them twice"
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


def told_by(x, table, leaves=32) -> float:
    """How much of the target one column gives away: 0 no more than guessing, 1 everything (tested on unseen units)."""
    y, seen = table.y, ~np.isnan(x)
    x = np.where(seen, x, -1e31)[:, None]
    if table.classes and table.together.max() >= 30:  # cuts between the classes leave no doubt, as 60 points for a pass
        cuts = DecisionTreeClassifier(max_leaf_nodes=len(table.classes), random_state=0)
        if cuts.fit(x, y).score(x, y) == 1:
            return 1.0
    half = np.random.default_rng(0).permutation(table.together.max() + 1)[table.together] % 2 == 0
    if half.all() or not half.any() or not np.ptp(y[~half]):
        return 0
    tree = (DecisionTreeClassifier if table.classes else DecisionTreeRegressor)(max_leaf_nodes=leaves, random_state=0)
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
        values, seen = table.values[name], name in table.features
        if seen and not table.classes and re.search(YEAR_NAME, name):
            continue  # what grows with the years is not given away by them
        if table.kind[name] == "date" and table.classes:
            part = told_by(codes_of(values), table, 2)  # one day for never, such as 2099-12-31
        else:
            part = told_by(codes_of(values) if seen else values.isna().to_numpy(float), table)
        if part < 0.98 and values.isna().any():
            part = max(part, told_by(values.isna().to_numpy(float), table))
        if part >= 0.98:
            table.kind[name], table.why[name] = (
                "leak",
                "gives the target away: alone it tells the target in nearly every row",
            )
        elif part >= 0.9:
            table.suspects.append(name)


def same_within(name, named, codes, spread, values, kinds) -> list[str]:
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
        if kinds[name] == "number" and follows(values[name].to_numpy(float), own, luck):
            continue  # a step of the number itself, such as the group of an age
        both = kinds[name] == kinds[other] == "number"
        if both and abs(values[name].corr(values[other], method="spearman")) > (0.95 if named else 0.3):
            continue  # both count the same thing, such as age and year, or grow together
        found.append(other)
    return found


def follows(number, code, luck) -> bool:
    """True if a code changes along a number far more seldom than it would if the numbers were names."""
    places = np.unique(number, return_index=True)[1]
    own = code[places]
    changes, by_luck = (np.count_nonzero(np.diff(one)) for one in (own, luck.permutation(own)))
    return changes < 0.5 * by_luck


def is_opaque(words) -> bool:
    """True for codes made by a machine, equally long: they say nothing, and can only name something."""
    return words.str.len().nunique() <= 2 and bool(words.str.fullmatch(OPAQUE).mean() > 0.9)


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
        fixed = same_within(name, strong or weak, codes, spread, values, table.kind)
        even = len(sizes) >= 20 and sizes.var() < 0.3 * sizes.mean() and (sizes > 1).mean() > 0.9
        coded = not number and is_opaque(values[name].dropna().astype(str))
        large = number and values[name].min() >= 1000 and spread[name] < 0.2 * np.ptp(values[name].dropna())
        if spread[name] >= 20 and (len(fixed) >= 2 or (even and (fixed or large))):
            found[name] = f"comes back in several rows, and {few(fixed, 2)} stay the same for each of its values"
            if not fixed:
                found[name] = "large whole numbers that come back in equally many rows each"
        elif spread[name] >= 20 and (strong or (weak and (even or large or fixed or not number))):
            like = "in equally many rows each" if even else "in several rows"
            found[name] = f"its values come back {like}, and its name says that they stand for something"
        elif spread[name] >= 10 and (strong or weak) and fixed:
            found[name] = f"its name says that it stands for something, and {few(fixed, 2)} stay the same within it"
        elif spread[name] >= 30 and coded and fixed:
            found[name] = f"codes that come back in several rows, and {few(fixed, 2)} stay the same within each of them"
        elif strong or (weak and (fixed or not number)):
            maybe.append(name)
    if maybe and not found:
        note(f"Few values, but perhaps the name of something that comes back: {few(maybe)}. If so, set UNIT to it.")
    enough = [n for n in found if spread[n] >= 30] or list(found)
    return {n: found[n] for n in sorted(found, key=lambda n: (n not in enough, spread[n]))}


def twins_of(table, unit, names) -> list[str]:
    """Columns of words that name the same things as a unit, one to one: 'Germany' where the unit is 'DE'."""
    code = pd.factorize(table.values[unit])[0]
    found = []
    for name in names:
        if table.kind[name] == "category" and table.values[name].nunique() == code.max() + 1:
            own = pd.factorize(table.values[name])[0]
            if len(set(zip(code, own, strict=True))) == len(set(code)) == len(set(own)):
                found.append(name)
    return found
