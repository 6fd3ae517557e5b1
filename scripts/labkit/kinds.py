"""What a column of words holds: numbers, dates, durations, categories or text, judged over the whole column.

A sign such as '.' means what makes sense of all the column's values, not of one. pandas and dateutil read the dates, Babel
knows the months of other languages, pint turns units into one another. Whatever is not plain is said.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from .saying import few, short
from .setup import need

MISSING = set("|na|n/a|nan|null|<na>|nat|?|\\n|#n/a|#null!|#value!|#div/0!|#ref!|#num!|#name?".split("|"))
ALSO_MISSING = {"none", "-", "--", "\u2013", "*", ".", "..", "...", "missing", "unknown", "not available", "nil"}
NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
MONEY = r"([$\u20ac\u00a3\u00a5\u20b9]|(?i:\b(?:EUR|USD|GBP|CHF|JPY|kr|z\u0142|Rs\.?|R\$))(?![a-z]))"
BARE = [
    (r"^=?(['\"])(.*)\1$", r"\2"),  # quotation marks, and Excel's way to write text
    ("\u2212", "-"),
    (r"(?![0-9])\d", lambda digit: str(int(digit[0]))),  # digits of other scripts
    (r"^\((.*)\)$|^(.*[.,]\d\d)-$", r"-\1\2"),  # accounting
    (MONEY, ""),
    (r"^([+-]?)\s+|\s+$", r"\1"),
    (r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))", ""),  # blanks between thousands
]
QUANTITY = r"([+-]?[\d.,]*\d(?:[eE][+-]?\d+)?)\s*([^\d\s.,:;()+\-<>][^\s]*(?: [^\d\s]+)?)"
PARTS = r"([+-]?\d[\d.,]*)\s*([^\W\d_]+|['\"′″])\.?[\s,]*"
MULTIPLES = {
    **dict.fromkeys("k tsd thousand".split(), 1e3),
    **dict.fromkeys("m mn mio million".split(), 1e6),
    **dict.fromkeys("b bn mrd billion".split(), 1e9),
    **{"lakh": 1e5, "cr": 1e7, "crore": 1e7},
}
SECONDS = {
    1: "s sec secs second seconds sek sekunde sekunden",
    60: "m min mins minute minutes minuten",
    3600: "h hr hrs hour hours std stunde stunden heure heures",
    86_400: "d day days tag tage jour jours",
    604_800: "w wk week weeks woche wochen semaine semaines",
    2_629_800: "mo mon month months monat monate mois",
    31_557_600: "y yr yrs year years jahr jahre an ans",
}
TIME_UNITS = {word: seconds for seconds, words in SECONDS.items() for word in words.split()}
COLONS = r"(?:(\d+) ?(?:d|days?|tage?)\.?,? ?)?(\d+):(\d\d)(?::(\d\d(?:[.,]\d+)?))?\s*([ap]\.?m\.?)?"
MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
CLOCK = r"(?:[T ,]+\d{1,2}[:.]\d{2}.*)?"
ISO = r"\d{4}[-/]\d{1,2}(?:[-/]\d{1,2}" + CLOCK + r")?|\d{4}\.\d{1,2}\.\d{1,2}" + CLOCK
DAYS = r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})" + CLOCK
WORDY = rf"(?i:\d{{1,2}}[-\s.]*{MONTHS}[-\s.,]*\d{{2,4}}{CLOCK}|{MONTHS}\.?[-\s]+(?:\d{{1,2}},?\s+)?\d{{4}}{CLOCK})"
WEEK, QUARTER = r"(\d{4})[- ]?W(\d{1,2})(?:-?[1-7])?", r"(\d{4})[- ]?Q([1-4])|Q([1-4])[-/ ]?(\d{4})"
FOREIGN = r"\d{1,2}\.?\s*(?:de\s+)?([^\W\d]{3,})\.?\s+(?:de\s+)?\d{4}"
NEVER = r"\D*(?:2[2-9]|[3-9]\d)\d\d[-/.].*|.*[-/.](?:2[2-9]|[3-9]\d)\d\d(?!\d).*"
DATE_NAME = r"(^|[\W_])(date|datum|datetime|timestamp|day)([\W_]|$)|datum$"
KINDS_KNOWN = ("number", "category", "date", "duration", "text")


def kind_of(name, cells, decimal, note, asked=""):
    """The kind of a column ('number', 'date', 'duration', 'category', 'text'; 'constant' where it is empty), its values.

    `decimal` is the file's decimal sign, for columns that leave it open; `asked` is the kind that you name.
    """
    if cells.dtype != object:
        if asked not in ("", "number", "date", "duration"):
            return asked, cells.map("{:g}".format if cells.dtype.kind == "f" else str).where(cells.notna())
        kind = {"M": "date", "m": "duration"}.get(cells.dtype.kind, "number")
        values = cells.dt.total_seconds() if kind == "duration" else cells
        return number_column(name, values, [], note) if kind == "number" else (kind, values)
    often = Counter(cells)
    known = [word for word in often if word.lower() not in MISSING]
    words = [word for word in known if word.lower() not in ALSO_MISSING]
    text = cells.where(cells.isin(known), None)
    if not words or asked in ("category", "text"):
        return asked or ("category" if known else "constant"), text
    rows = sum(often[word] for word in words)
    numbers = numbers_in(name, words, often, decimal, note)
    odd = [word for word in words if word not in numbers]
    part = 1 - sum(often[word] for word in odd) / rows
    if asked != "number":
        dates = stamps(name, pd.Series(numbers)) if part >= 0.9 else dates_in(name, words, note)
        if dates is not None or asked == "date":
            return "date", pd.to_datetime(text.map(dates if dates is not None else {}), utc=True)
        spans = durations_in(name, words, often, note) if part < 0.9 else None
        if spans is not None:
            return "duration", text.map(spans).astype(float)
        if is_code(words):
            return "category", text  # 00123: a post code or a number plate; sixteen digits: an account. No quantities
    if part < 0.9 and (other := units_in(name, words, often, decimal, note)):
        numbers, odd, part = other, [word for word in words if word not in other], 1.0
    if part >= 0.9 or asked == "number":
        return number_column(name, text.map(numbers).astype(float), odd, note)
    if re.search(DATE_NAME, name, re.I) and len(words) > 5:
        note(f"{short(name)} sounds like a date, but cannot be read as one. To split by it, write it as 2024-01-31.")
    if part > 0.1:
        note(f"{short(name)} mixes numbers and words ({few(odd, 2)}): it is read as words.")
    spaces = np.mean([len(word.split()) for word in words])
    return "text" if spaces >= 4 and len(words) > 0.3 * rows else "category", text


def is_code(words) -> bool:
    """True for digits that are a name: zeros in front of equally long ones, or too many digits for a quantity."""
    zeros = sum(bool(re.fullmatch(r"0\d+", word)) for word in words) > 0.05 * len(words)
    return zeros and len(set(map(len, words))) == 1 or sum(bool(re.fullmatch(r"\d{16,}", w)) for w in words) > len(words) / 2


# --- numbers ---


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
    """The decimal sign of a column, from all its (bare) words; `default` where they leave it open."""
    comma, point = decimal_votes(words)
    if comma != point:
        return "," if comma > point else "."
    for sign, other in ((".", ","), (",", ".")):
        cut = [word for word in words if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}\{sign}\d{{3}}", word)]
        if not cut or any(sign in word for word in set(words) - set(cut)):
            continue
        whole = [word for word in words if re.fullmatch(r"[+-]?\d+", word)]
        small = whole and all(len(word.lstrip("+-")) <= 3 for word in whole)
        if small and len(cut) >= 3 or len(cut) >= 10 and sum(word.endswith("0") for word in cut) > 0.9 * len(cut):
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
    found = [None if re.fullmatch(NUMBER, word) else re.fullmatch(QUANTITY, word) for word in plain]
    units = Counter()
    for word, match in zip(words, found, strict=True):
        if match:
            units[match[2].strip().rstrip(".").strip()] += often[word]
    rows, times, unit = sum(often[word] for word in words), {}, ""
    lower = {one.lower() for one in units}
    if units and lower <= set(MULTIPLES) and (len(units) > 1 or not lower & {"k", "m", "b"} or not lower & set(units)):
        times = {one: MULTIPLES[one.lower()] for one in units}
    elif units and units.most_common(1)[0][1] > 0.5 * rows:
        unit = units.most_common(1)[0][0]
    factors = [1.0] * len(plain)
    for i, match in enumerate(found):
        own = match and match[2].strip().rstrip(".").strip()
        if match and (own == unit or own in times):
            plain[i], factors[i] = match[1], times.get(own, 1.0)
    bounds = [re.sub(r"^[<>\u2264\u2265~\u2248]=?\s*(?=\d)|(?<=\d)\+$", "", word) for word in plain]
    bounded = [word for word, one, other in zip(words, plain, bounds, strict=True) if one != other]
    if len(bounded) < 0.5 * len(words):
        plain = bounds
    sign = decimal_of(plain, default)
    values = [one * factor for one, factor in zip(to_numbers(plain, sign), factors, strict=True)]
    numbers = {word: value for word, value in zip(words, values, strict=True) if not np.isnan(value)}
    if sum(often[word] for word in numbers) >= 0.9 * rows:
        say_how(name, words, plain, numbers, default, unit, times, bounded, note)
    return numbers


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
    for code in (-99, -999, -9999, -99999):
        coded = values == code
        if coded.sum() >= 2 and (values[~coded].dropna() >= 0).all():
            note(f"{short(name)} has {coded.sum():,} times {code} and is never negative otherwise: that counts as missing.")
            values = values.mask(coded)
    return "number", values


def units_in(name, words, often, default, note) -> dict[str, float] | None:
    """Numbers with several units (500 g, 1.2 kg; 5 ft 11 in) in the most frequent of them, by pint; else None."""
    parts = {word: re.findall(PARTS, bare(word)) for word in words if re.fullmatch(f"(?:{PARTS})+", bare(word))}
    kinds = Counter(unit for word, found in parts.items() for _, unit in found[:1] for _ in range(often[word]))
    everything = {unit for found in parts.values() for _, unit in found}
    if sum(often[w] for w in parts) < 0.9 * sum(often[w] for w in words) or not 1 < len(everything) <= 8:
        return None
    need(pint="pint>=0.24,<1")
    import pint

    registry, feet = pint.UnitRegistry(), {"'": "ft", "′": "ft", '"': "in", "″": "in"}
    base = feet.get(kinds.most_common(1)[0][0], kinds.most_common(1)[0][0])
    try:
        factor = {unit: registry.Quantity(1, feet.get(unit, unit)).to(base).magnitude for unit in everything}
    except (pint.PintError, AttributeError, ValueError, TypeError):
        if sum(often[word] for word in parts) == sum(often[word] for word in words):
            note(f"{short(name)} holds numbers with several units ({few(kinds, 5)}): it is read as words.")
        return None
    sign = decimal_of([number for found in parts.values() for number, _ in found], default)
    numbers = {
        word: sum(to_numbers([number], sign)[0] * factor[unit] for number, unit in found) for word, found in parts.items()
    }
    word = max(parts, key=lambda word: (len(parts[word]), parts[word][0][1] != base, often[word]))
    note(f"{short(name)} has several units ({few(everything, 5)}): {short(word)} is read as {numbers[word]:.6g} {base}.")
    return numbers


# --- durations and dates ---


def durations_in(name, words, often, note) -> dict[str, float] | None:
    """Seconds by word (1:36:18, 2 h 50 min, 3 weeks, PT1H30M), or None where fewer than nine in ten are durations."""
    colons = {word: match for word in words if (match := re.fullmatch(COLONS, word, re.I))}
    parts = {word: re.findall(PARTS, word) for word in words if re.fullmatch(f"(?:{PARTS})+", word)}
    parts = {word: found for word, found in parts.items() if all(unit.lower() in TIME_UNITS for _, unit in found)}
    rows = sum(often[word] for word in words)
    if sum(often[word] for word in colons) >= 0.9 * rows:
        two = [match for match in colons.values() if match[4] is None]
        hours = two and len(two) == len(colons) and all(int(match[2]) < 24 for match in two)
        found = {word: seconds_of(match, 3600 if hours else 60) for word, match in colons.items()}
        how = ("as hours and minutes" if hours else "as minutes and seconds") if two else "as hours, minutes and seconds"
    elif sum(often[word] for word in parts) >= 0.9 * rows and len({unit for one in parts.values() for _, unit in one}) > 1:
        found = {w: sum(to_numbers([n], ".")[0] * TIME_UNITS[u.lower()] for n, u in one) for w, one in parts.items()}
        how = "as a duration"
    elif sum(often[word] for word in words if re.fullmatch(r"P(?=.)(\d+D)?(T[\d.HMS]+)?", word)) >= 0.9 * rows:
        read = pd.to_timedelta(pd.Series(words, words, dtype=object), errors="coerce").dropna()
        found, how = read.dt.total_seconds().to_dict(), "as a duration"
    else:
        return None
    word = max(found, key=found.get)
    note(f"{short(name)} holds durations: {short(word)} is read {how}, {found[word]:,.0f} seconds.")
    return found


def seconds_of(match, first) -> float:
    """The seconds of 1:36:18, with days in front or am and pm behind; `first` is what the first of two parts counts."""
    days, a, b, c, half = match.groups()
    a = int(a) % 12 + 12 * half.lower().startswith("p") if half else int(a)
    seconds = a * 3600 + int(b) * 60 + float(c.replace(",", ".")) if c else (a * 60 + int(b)) * first / 60
    return 86_400 * int(days or 0) + seconds


def dates_in(name, words, note) -> pd.Series | None:
    """Dates by word, or None where fewer than nine in ten words are dates."""
    values = pd.Series(translated(words), words, dtype=object)
    never = values.str.fullmatch(NEVER)
    plain = values.str.fullmatch(f"{ISO}|{DAYS}|{WORDY}") & ~never
    coded = values.map(coded_date)
    if (plain | never | coded.notna()).sum() < 0.9 * len(words) or not (plain | coded.notna()).any():
        return None
    if never.any():
        note(f"In {short(name)}, {short(values[never].iloc[0])} stands for no date, and counts as missing.")
    iso, days = plain & values.str.fullmatch(ISO), plain & values.str.fullmatch(DAYS)
    parts = values[days].str.extract(DAYS).astype(float) > 12
    first, second = parts.any()
    if first == second and (first or not values[days].str.contains(".", regex=False).all()):
        told = "the day comes first in some dates and second in others."
        note(f"In {short(name)} " + (told if first else "day and month cannot be told apart: read as day first."))
    dates = pd.to_datetime(coded, utc=True).astype("datetime64[us, UTC]")
    for chosen, day_first in ((iso, False), (plain & ~iso, not second)):
        if chosen.any():
            read = pd.to_datetime(values[chosen], format="mixed", dayfirst=day_first, errors="coerce", utc=True)
            dates[chosen] = read.astype("datetime64[us, UTC]")
    return dates if (dates.notna() | never).mean() >= 0.9 else None


def coded_date(word):
    """The first day of a week (2024-W05) or of a quarter (2024Q1)."""
    if match := re.fullmatch(WEEK, word):
        return pd.to_datetime(f"{match[1]}-W{int(match[2]):02}-1", format="%G-W%V-%u", errors="coerce")
    if match := re.fullmatch(QUARTER, word):
        return pd.Timestamp(int(match[1] or match[4]), 3 * int(match[2] or match[3]) - 2, 1)
    return None


def translated(words) -> list[str]:
    """Dates with their month in English, where most are written in another language that Babel knows."""
    found = [re.fullmatch(FOREIGN, word) for word in words]
    if sum(map(bool, found)) < 0.9 * len(words) or sum(bool(re.fullmatch(WORDY, word)) for word in words) > 0.9 * len(words):
        return words
    need(babel="babel>=2.14,<3")
    from babel.dates import get_month_names

    english, month = get_month_names("abbreviated", locale="en"), {}
    for language in ("de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "cs", "tr", "ru", "uk", "fi", "nb", "ro", "hu"):
        for width in ("wide", "abbreviated"):
            month |= {name.lower().rstrip("."): english[i] for i, name in get_month_names(width, locale=language).items()}
    return [
        re.sub(r"\bde\s", "", word.replace(match[1], month.get(match[1].lower(), match[1]))) if match else word
        for word, match in zip(words, found, strict=True)
    ]


def stamps(name, numbers):
    """Dates that are written as numbers: 20240131 and seconds since 1970 by their values, Excel's days by the name."""
    some = numbers.dropna().to_numpy()
    if len(some) < 10 or (some % 1 != 0).any():
        return None
    least, most = some.min(), some.max()
    for test, low, high, style in (
        (True, 19000101, 21001231, {"format": "%Y%m%d"}),  # 20240131
        (True, 190001, 210012, {"format": "%Y%m"}),  # 202401
        (re.search(DATE_NAME, name, re.I), 20_000, 60_000, {"unit": "D", "origin": "1899-12-30"}),  # days, as in Excel
        *((True, 9.4e8 * many, 2.2e9 * many, {"unit": unit}) for unit, many in (("s", 1), ("ms", 1e3), ("us", 1e6), ("ns", 1e9))),
    ):
        if test and low <= least and most <= high:
            given = numbers.map("{:.0f}".format) if "format" in style else numbers
            dates = pd.to_datetime(given, errors="coerce", utc=True, **style)
            return dates if dates.notna().mean() >= 0.99 else None
    return None


def decimal_sign(frame, separator) -> str:
    """The decimal sign of the file, for columns that leave it open."""
    words = set()
    for name in frame:
        if frame[name].dtype == object:
            words |= set(frame[name].iloc[:200])
    comma, point = decimal_votes([bare(word) for word in words if len(word) < 30])
    return "," if comma > point or (separator == ";" and not point) else "."
