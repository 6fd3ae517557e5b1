"""Numbers as people write them: decimal signs, thousands, units, currencies, K and M, brackets, bounds.

A sign such as '.' means what makes sense of all the column's values, not of one; pint turns units into one another.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from .saying import few, short
from .setup import need

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
MONEY = (
    r"(\b[A-Z]{0,3}\$|[$\u00a2-\u00a5\u0192\u20a0-\u20cf]|"
    r"(?i:\b(?:EUR|USD|GBP|CHF|S?Fr\.|JPY|kr|z\u0142|Rs\.?|R\$))(?![a-z]))"
)
BARE = [
    (r"^=?(['\"])(.*)\1$", r"\2"),  # quotation marks, and Excel's way to write text
    ("\u2212", "-"),
    (r"(?![0-9])\d", lambda digit: str(int(digit[0]))),  # digits of other scripts
    (MONEY, ""),
    (r"(?<=\d)\s*([*\u2020\u2021\u00a7]|\[\w{1,4}\])+\s*$", ""),  # footnotes
    (r"(?<=\d)([.,])\s*[-\u2013\u2014]+\s*$", r"\g<1>00"),  # 1.234,- and 10'591.\u2013 have no cents
    (r"(?<=\d):\s*[-\u2013\u2014]+\s*$", ""),  # nor has 250:-
    (r"(?<=\d)\s*(?:\u00b1|\+/-)\s*\d[\d.,]*", ""),  # 1.30 ± 0.11
    (r"(?i)^(?:approx|about|circa|ca|etwa|environ)\.?\s*(?=\d)", ""),
    (r"^\s*\((.*)\)$|^(.*\d[.,]\d+)-$", r"-\1\2"),  # accounting
    (r"^([+-]?)\s+|\s+$", r"\1"),
    (r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))", ""),  # blanks between thousands
]
QUANTITY = r"([+-]?[\d.,]*\d(?:[eE][+-]?\d+)?)\s*([^\d\s.,:;()+\-<>][^\s]*(?: [^\d\s]+)?)"
PARTS = r"([+-]?\d[\d.,]*)\s*(°?[^\W\d_]+(?:/[^\W\d_]+)?|['\"\u2032\u2033])\.?[\s,]*"
OUT_OF = r"(\d+(?:[.,]\d+)?)\s*(?:/|out of)\s*(5|10|20|100)(?: stars?)?"
SPELT = {  # what pint calls it
    **{"'": "ft", "\u2032": "ft", '"': "in", "\u2033": "in", "sqft": "ft**2"},
    **{"KB": "kB", "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB"},
}
MULTIPLES = {
    **dict.fromkeys(["k", "tsd", "thousand"], 1e3),
    **dict.fromkeys(["m", "mn", "mio", "million"], 1e6),
    **dict.fromkeys(["b", "bn", "mrd", "billion"], 1e9),
    **{"lakh": 1e5, "cr": 1e7, "crore": 1e7},
}


def is_code(words) -> bool:
    """True for digits that are a name: zeros in front of equally long ones, too many for a quantity, an address."""
    zeros = sum(bool(re.fullmatch(r"0\d+", word)) for word in words) > 0.05 * len(words)
    addresses = [re.fullmatch(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})", word) for word in words]
    if all(one and max(map(int, one.groups())) < 256 for one in addresses):
        return True
    long = sum(bool(re.fullmatch(r"\d{16,}", word)) for word in words) > 0.5 * len(words)
    return long or (zeros and len(set(map(len, words))) == 1)


def bare(word) -> str:
    """A number as people write it, without what stands around it."""
    if not re.fullmatch(NUMBER, word):
        for pattern, new in BARE:
            word = re.sub(pattern, new, word)
    return word


def decimal_votes(words) -> list[int]:
    """How many (bare) words leave no doubt that ',' is the decimal sign, and how many that '.' is."""
    pattern = r"[+-]?\d*{0}(?:\d{{1,2}}|\d{{4,}})|[+-]?(?:\d{{4,}}|0){0}\d+|[+-]?\d{{1,3}}(?:{1}\d{{3}})+{0}\d+"
    twice = r"[+-]?\d{{1,3}}(?:{1}\d{{3}}){{2,}}"  # 3.846.100: the sign stands between thousands
    return [
        sum(bool(re.fullmatch(f"{pattern}|{twice}".format(*signs), word)) for word in words)
        for signs in ((",", r"\."), (r"\.", ","))
    ]


def decimal_of(words, default) -> str:
    """The decimal sign of a column, from all its (bare) words; `default` where they leave it open, '=,' anyway."""
    if default.startswith("="):
        return default[1]
    comma, point = decimal_votes(words)
    if comma != point:
        return "," if comma > point else "."
    for sign, other in ((".", ","), (",", ".")):
        cut = [word for word in words if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}\{sign}\d{{3}}", word)]
        if not cut or any(sign in word for word in set(words) - set(cut)):
            continue
        whole = [word for word in words if re.fullmatch(r"[+-]?\d+", word)]
        small = whole and all(len(word.lstrip("+-")) <= 3 for word in whole)
        if (small and len(cut) >= 3) or (len(cut) >= 10 and sum(word.endswith("0") for word in cut) > 0.9 * len(cut)):
            return other  # 481 beside 1.295, or 350.400 and 135.600: thousands, for decimals would not look so
    return default


def to_numbers(words, decimal) -> list[float]:
    """Numbers where the (bare) words are numbers, else NaN. The other sign may stand between thousands."""
    other = "," if decimal == "." else "."
    grouped = re.compile(rf"[+-]?\d{{1,3}}(?:\{other}\d{{2,3}})*\{other}\d{{3}}(?:\{decimal}\d*)?")
    if other == "," or all(grouped.fullmatch(word) for word in words if "." in word):
        words = [word.replace(other, "") if grouped.fullmatch(word) else word for word in words]
    words = [word.replace(",", ".") for word in words]
    return [float(word) if re.fullmatch(NUMBER, word) else np.nan for word in words]


def numbers_in(name, words, often, default, note) -> dict[str, float]:
    """The words that are numbers, and which; one unit behind most of them, K and M, and < in front are understood."""
    plain = list(map(bare, words))
    if len(plain) > 20 and not any(word.endswith("+") for word in plain):  # 36- is below 0; beside 2+, 2- is a mark
        plain = [re.sub(r"^(\d+)-$", r"-\1", word) for word in plain]
    bounds = [re.sub(r"^[<>\u2264\u2265~\u2248]=?\s*(?=\d)|(?<=\d)\+(?=$|\s)", "", word) for word in plain]
    bounded = [word for word, one, other in zip(words, plain, bounds, strict=True) if one != other]
    if len(bounded) < 0.5 * len(words):
        plain = bounds
    found = [None if re.fullmatch(NUMBER, word) else re.fullmatch(QUANTITY, word) for word in plain]
    units = Counter()
    for word, match in zip(words, found, strict=True):
        if match:
            units[unit_of(match)] += often[word]
    for many in [one for one in units if one.endswith("s") and one[:-1] in units]:
        units[many[:-1]] += units.pop(many)  # 1 room, 2 rooms
    rows, times, unit = sum(often[word] for word in words), {}, ""
    lower = {one.lower() for one in units}
    if units and lower <= set(MULTIPLES) and (len(units) > 1 or not set(units) & {"m", "b"}):
        times = {one: MULTIPLES[one.lower()] for one in units}
    elif units and units.most_common(1)[0][1] > (0.1 if len(units) == 1 else 0.5) * rows:
        unit = units.most_common(1)[0][0]
    factors = [1.0] * len(plain)
    for i, match in enumerate(found):
        own = match and unit_of(match)
        if match and (own in (unit, unit + "s") or own in times):
            plain[i], factors[i] = match[1], times.get(own, 1.0)
    of = {match[2] for match in (re.fullmatch(OUT_OF, word) for word in plain) if match}
    if len(of) == 1:  # 4.5/5, 8 out of 10
        plain = [re.sub(OUT_OF, r"\1", word) for word in plain]
    sign = decimal_of(plain, default)
    values = [one * factor for one, factor in zip(to_numbers(plain, sign), factors, strict=True)]
    numbers = {word: value for word, value in zip(words, values, strict=True) if not np.isnan(value)}
    if sum(often[word] for word in numbers) >= 0.9 * rows:
        say_how(name, words, plain, numbers, default, unit, times, bounded, note)
    return numbers


def unit_of(match) -> str:
    """The unit of a quantity, without the point behind it."""
    return match[2].strip().rstrip(".").strip()


def say_how(name, words, plain, numbers, default, unit, times, bounded, note) -> None:
    """Say what was not plain about a column of numbers."""

    def example(test):
        word = next((word for word, one in zip(words, plain, strict=True) if word in numbers and test(word, one)), None)
        return word and f"{short(word)} is read as {numbers[word]:.10g}"

    if times:
        named = ", ".join(f"{one} = {many:,.0f}" for one, many in sorted(times.items(), key=lambda pair: pair[1]))
        note(f"{short(name)} is written with {named}: {example(lambda word, one: word != one)}.")
    elif unit and (read := example(lambda word, one: word.rstrip(".").endswith(unit))):
        note(f"{short(name)} carries a unit: {read}.")
    marked = r"\d\s*([*\u2020\u2021\u00a7]|\[\w{1,4}\])$"
    if read := example(lambda word, one: re.search(marked, word)):
        note(f"{short(name)} carries footnotes: {read}.")
    if read := example(lambda word, one: re.search(r"\d\s*(\u00b1|\+/-)", word)):
        note(f"{short(name)} carries margins of error, which are left out: {read}.")
    if bounded and (read := example(lambda word, one: word in bounded)):
        note(f"{short(name)} holds bounds: {read}.")
    if len({sign[1] for sign in (re.search(MONEY, word) for word in words) if sign}) > 1:
        note(f"{short(name)} mixes currencies. The amounts are read as they stand.")
    comma, point = decimal_votes(plain)
    if comma and point:
        note(f"{short(name)} mixes decimal commas and decimal points. Both were read as such.")
    elif comma == point and (read := example(lambda word, one: re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", one))):
        note(f"{short(name)}: {read}. If that is wrong, set READ = {{'decimal': …}} to ',' or '.'.")


def number_column(name, values, odd, note):
    """A column of numbers: what is no number is missing, and so are infinities and codes such as -999."""
    endless = [word for word in odd if re.fullmatch(r"[+-]?(inf(inity)?|\u221e)", word, re.I)]
    huge = values.abs() > 1e30
    if endless or huge.any():
        note(f"{short(name)} holds infinite or absurdly large values: they count as missing.")
    if odd := sorted(set(odd) - set(endless)):
        note(f"{short(name)} mixes numbers with other entries such as {few(odd)}: those count as missing.")
    values = values.mask(huge)
    for code in (-99, -999, -9999, -99999, 999, 9999, 99999, 999999):
        coded = values == code
        if coded.sum() >= 2 and (apart := stands_apart(code, values[~coded].dropna())):
            note(f"{short(name)} has {coded.sum():,} times {code} and {apart}: that counts as missing.")
            values = values.mask(coded)
    return "number", values


def stands_apart(code, others) -> str:
    """Why a code such as -999 or 9999 is no value among the others; '' if it may be one."""
    if code < 0 and (others >= 0).all():
        return "nothing else below 0"
    least, most = others.min(), others.max()
    gap = least - code if code < 0 else (code - most) / 3  # large values of their own are more frequent above
    return "all others are far from it" if others.nunique() >= 10 and gap > most - least else ""


def units_in(name, words, often, default, note) -> dict[str, float] | None:
    """Numbers with several units (500 g, 1.2 kg; 5 ft 11 in) in the most frequent of them, by pint; else None."""
    spelt = {word: re.sub(r"^(\d+)'\s*(\d{1,2})(?:\"|'')?$", r"\1 ft \2 in", bare(word)) for word in words}  # 5'11
    parts = {word: re.findall(PARTS, one) for word, one in spelt.items() if re.fullmatch(f"(?:{PARTS})+", one)}
    kinds = Counter(unit for word, found in parts.items() for _, unit in found[:1] for _ in range(often[word]))
    everything = {unit for found in parts.values() for _, unit in found}
    if sum(often[w] for w in parts) < 0.9 * sum(often[w] for w in words) or not 1 < len(everything) <= 8:
        return None
    need(pint="pint>=0.24,<1")
    import pint

    registry, often_used = pint.UnitRegistry(), kinds.most_common(1)[0][0]
    base = SPELT.get(often_used, often_used)
    try:
        lines = {u: [registry.Quantity(x, SPELT.get(u, u)).to(base).magnitude for x in (0, 1)] for u in everything}
    except (pint.PintError, AttributeError, ValueError, TypeError):
        return None
    factor = {unit: one - zero for unit, (zero, one) in lines.items()}
    if not all(1e-13 < abs(many) < 1e13 for many in factor.values()):
        return None  # a picometre and an attometre: more likely no units at all
    sign = decimal_of([number for found in parts.values() for number, _ in found], default)
    numbers = {
        word: lines[found[0][1]][0] + sum(to_numbers([number], sign)[0] * factor[unit] for number, unit in found)
        for word, found in parts.items()
    }
    word = max(parts, key=lambda word: (len(parts[word]), parts[word][0][1] != base, often[word]))
    note(
        f"{short(name)} has several units ({few(everything, 5)}): {short(word)} is read as {numbers[word]:.6g} {base}."
    )
    return numbers


def decimal_sign(frame, separator) -> str:
    """The decimal sign of the file, for columns that leave it open."""
    words = set()
    for name in frame:
        if frame[name].dtype == object:
            words |= set(frame[name].iloc[:200])
    # 2014.0 is a whole number that a program wrote: no sign of how people write theirs
    comma, point = decimal_votes([bare(w) for w in words if len(w) < 30 and not re.fullmatch(r"\d+\.0", w)])
    return "," if comma > point or (separator == ";" and not point) else "."
