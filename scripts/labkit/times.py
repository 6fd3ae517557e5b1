"""Durations and dates as people write them. pandas and dateutil read dates, Babel knows months in other languages."""

from __future__ import annotations

import re
from datetime import datetime

import numpy as np
import pandas as pd
from dateutil import parser

from .quantities import PARTS, to_numbers
from .saying import short
from .setup import need

SECONDS = {  # English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian
    1: "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos сек секунда секунды секунд",
    60: "m min mins minute minutes minuten minuto minutos minuti minuut мин минута минуты минут",
    3600: "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren godzina godziny godzin "
    "ч час часа часов",
    86_400: "d day days tag tage jour jours día días dia dias giorno giorni dag dagen dzień dni дн день дня дней",
    604_800: "w wk week weeks woche wochen semaine semaines semana semanas settimana settimane weken tydzień tygodnie "
    "tygodni неделя недели недель",
    2_629_800: "mo mon month months monat monate mois mes meses mês mese mesi maand maanden miesiąc miesiące miesięcy "
    "мес месяц месяца месяцев",
    31_557_600: "y yr yrs year years jahr jahre an ans año años ano anos anno anni jaar rok lata lat год года лет",
}
TIME_UNITS = {word: seconds for seconds, words in SECONDS.items() for word in words.split()}
COLONS = r"(?:(\d+) ?(?:d|days?|tage?)\.?,? ?)?(\d+):(\d\d(?:[.,]\d+)?)(?::(\d\d(?:[.,]\d+)?))?\s*([ap]\.?m\.?)?"
MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
SPAN = r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?((?:\d+D)?(?:T[\d.HMS]+)?)"  # P1Y2M, P3DT12H, PT1H30M
CLOCK = r"(?:[T ,]+\d{1,2}[:.h]\d{2}.*)?"
ISO = r"\d{4}[-/]\d{1,2}(?:[-/]\d{1,2}" + CLOCK + r")?|\d{4}\.\d{1,2}\.\d{1,2}" + CLOCK + r"|\d{8}T\d{4,6}.*"
DAYS = r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})" + CLOCK
WORDY = (
    rf"(?i:\d{{1,2}}[-\s.]*{MONTHS}[-\s.,]*\d{{2,4}}{CLOCK}|"
    rf"{MONTHS}\.?[-\s]+(?:\d{{1,2}},?\s+)?\d{{4}}{CLOCK}|\d{{4}}[-\s]+{MONTHS}\.?)"
)
MONTH, MONTH_OF, WEEK, QUARTER = (
    r"(0?[1-9]|1[0-2])[/.-](\d{4})",
    rf"(?i:({MONTHS})[-'](\d\d))",
    r"(\d{4})[- ]?W(\d{1,2})(?:-?[1-7])?",
    r"(\d{4})[- ]?Q([1-4])|Q([1-4])[-/ ]?(\d{4})",
)
AROUND = [  # what stands around a date
    (r"(?i)^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+(?=\d)|\s*\buhr$|^\[|\]$", ""),
    (r"(/\d{4}):(?=\d\d:)", r"\1 "),  # 05/Jan/2023:10:15:00
    (r"^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]", r"\1-\2-\3"),  # 2023年5月4日, 2023년 5월 4일
    (r"^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]$", r"\1-\2"),
    (r"\s?(\d{1,2})\s?[时時시]\s?(\d{1,2})\s?[分분].*$", r" \1:\2"),
    (r"^(\d{4})\.\s?(\d{1,2})\.\s?(\d{1,2})\.?(?=$|\s)", r"\1-\2-\3"),  # 2023. 5. 4., Korean and Hungarian
]
FOREIGN = r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})\.?\s*(?:de\s+)?([^\W\d]{3,})\.?\s+(?:de\s+)?(\d{4}.*)"
NEVER = r"\D*(?:2[2-9]|[3-9]\d)\d\d[-/.].*|.*[-/.](?:2[2-9]|[3-9]\d)\d\d(?!\d).*"
DATE_NAME = r"(^|[\W_])(date|datum|datetime|timestamp)([\W_]|$)|datum$"


def durations_in(name, words, often, note) -> dict[str, float] | None:
    """Seconds by word (1:36:18, 2 h 50 min, 3 weeks, PT1H30M), or None where fewer than nine in ten are durations."""
    full = {word: re.sub(r"(?i)^(\d{1,2})\s*([ap]\.?m\.?)$", r"\1:00 \2", word) for word in words}  # 10pm
    full = {word: re.sub(r"(?i)^(\d+) ?h ?(\d\d)$", r"\1:\2:00", one) for word, one in full.items()}  # 1h30
    full = {word: re.sub(r"(?i)^(\d+:\d\d) ?(?:h|hrs?|hours?|std)\.?$", r"\1:00", one) for word, one in full.items()}
    colons = {word: match for word, one in full.items() if (match := re.fullmatch(COLONS, one, re.I))}
    bare = {word: re.sub(r"(?i)\s+ago$", "", word) for word in words}
    parts = {word: re.findall(PARTS, one) for word, one in bare.items() if re.fullmatch(f"(?:{PARTS})+", one)}
    parts = {word: found for word, found in parts.items() if all(unit.lower() in TIME_UNITS for _, unit in found)}
    rows = sum(often[word] for word in words)
    if sum(often[word] for word in colons) >= 0.9 * rows:
        two = [match for match in colons.values() if match[4] is None]
        clocks = len(two) == len(colons) and all(match[3].isdigit() for match in two)  # 1:53.4 has parts of seconds
        hours = two and clocks and all(int(match[2]) < 24 for match in two)
        found = {word: seconds_of(match, 3600 if hours else 60) for word, match in colons.items()}
        how = (
            ("as hours and minutes" if hours else "as minutes and seconds") if two else "as hours, minutes and seconds"
        )
    elif (
        sum(often[word] for word in parts) >= 0.9 * rows
        and len({unit for one in parts.values() for _, unit in one}) > 1
    ):
        found = {w: sum(to_numbers([n], ".")[0] * TIME_UNITS[u.lower()] for n, u in one) for w, one in parts.items()}
        how = "as a duration"
    elif sum(often[word] for word in words if re.fullmatch(SPAN, word)) >= 0.9 * rows:
        found, how = {w: in_span(match) for w in words if (match := re.fullmatch(SPAN, w))}, "as a duration"
    else:
        return None
    word = max(found, key=found.get)
    note(f"{short(name)} holds durations: {short(word)} is read {how}, {found[word]:,.0f} seconds.")
    return found


def in_span(match) -> float:
    """The seconds of a duration in ISO 8601; pandas reads days and less."""
    long = sum(TIME_UNITS[unit] * int(match[i] or 0) for i, unit in enumerate(("y", "mo", "w"), 1))
    return long + (pd.to_timedelta(f"P{match[4]}").total_seconds() if match[4] else 0)


def seconds_of(match, first) -> float:
    """The seconds of 1:36:18, with days in front or am and pm behind; `first` is what the first of two parts counts."""
    days, a, b, c, half = match.groups()
    a = int(a) % 12 + 12 * half.lower().startswith("p") if half else int(a)
    b, c = (float((one or "0").replace(",", ".")) for one in (b, c))
    seconds = (a * 60 + b) * 60 + c if match[4] else (a * 60 + b) * first / 60
    return 86_400 * int(days or 0) + seconds


def dates_in(name, words, note) -> pd.Series | None:
    """Dates by word, or None where fewer than nine in ten words are dates."""
    plain = list(words)
    for pattern, new in AROUND:
        plain = [re.sub(pattern, new, word) for word in plain]
    values = pd.Series(translated(plain), words, dtype=object)
    never = values.str.fullmatch(NEVER)
    plain = values.str.fullmatch(f"{ISO}|{DAYS}|{WORDY}") & ~never
    coded = values.map(coded_date)
    rest = values[~plain & ~never & coded.isna()]
    if len(rest) > 0.1 * len(words) and rest.head(20).map(spoken_date).notna().mean() > 0.8:
        coded = coded.fillna(rest.map(spoken_date))
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
    for empty in ("1900-01-01", "1970-01-01"):
        start = pd.Timestamp(empty, tz="UTC")
        if dates.min() == start and (dates[dates > start].min() - start).days > 7300:
            note(f"In {short(name)}, {empty} is twenty years before all others: it stands for no date, and is missing.")
            dates, never = dates.mask(dates == start), never | (dates == start)
    return dates if (dates.notna() | never).mean() >= 0.9 else None


def coded_date(word):
    """The first day of a week (2024-W05), of a quarter (2024Q1) or of a month (05/2024, May-24)."""
    if match := re.fullmatch(MONTH_OF, word):
        return pd.to_datetime(f"1 {match[1][:3]} {match[2]}", format="%d %b %y", errors="coerce")
    if match := re.fullmatch(MONTH, word):
        return pd.Timestamp(int(match[2]), int(match[1]), 1)
    if match := re.fullmatch(WEEK, word):
        return pd.to_datetime(f"{match[1]}-W{int(match[2]):02}-1", format="%G-W%V-%u", errors="coerce")
    if match := re.fullmatch(QUARTER, word):
        return pd.Timestamp(int(match[1] or match[4]), 3 * int(match[2] or match[3]) - 2, 1)
    return None


def spoken_date(word):
    """A date that dateutil reads without a doubt: the same with the day or the month first, nothing of it made up."""
    ways = ((datetime(2001, 1, 1), False), (datetime(2002, 2, 2), True))
    try:
        one, two = (parser.parse(word, default=d, dayfirst=f, tzinfos=lambda name, ahead: ahead or 0) for d, f in ways)
    except (ValueError, OverflowError):
        return None
    return pd.to_datetime(one, utc=True) if one.date() == two.date() and str(one.year) in word else None


def translated(words) -> list[str]:
    """Dates with their month in English, where most are written in another language that Babel knows."""
    found = [re.fullmatch(FOREIGN, word) for word in words]
    if sum(map(bool, found)) < 0.9 * len(words) or sum(bool(re.fullmatch(WORDY, word)) for word in words) > 0.9 * len(
        words
    ):
        return words
    need(babel="babel>=2.14,<3")
    from babel.dates import get_month_names

    english, month = get_month_names("abbreviated", locale="en"), {}
    for language in (
        "de",
        "fr",
        "es",
        "it",
        "nl",
        "pt",
        "pl",
        "sv",
        "da",
        "cs",
        "tr",
        "ru",
        "uk",
        "fi",
        "nb",
        "ro",
        "hu",
    ):
        for width in ("wide", "abbreviated"):
            month |= {
                name.lower().rstrip("."): english[i] for i, name in get_month_names(width, locale=language).items()
            }
    return [
        f"{match[1]} {month.get(match[2].lower(), match[2])} {match[3]}" if match else word
        for word, match in zip(words, found, strict=True)
    ]


def stamps(name, numbers, asked=""):
    """Dates that are written as numbers: 20240131 and seconds since 1970 by their values, Excel's days by the name."""
    some = numbers.dropna().to_numpy()
    if len(some) < 10 and not asked:
        return None
    least, most, whole = some.min(initial=np.inf), some.max(initial=-np.inf), (some % 1 == 0).all()
    excel = asked or re.search(DATE_NAME, name, re.I)
    for test, low, high, per, style in (
        (whole, 19000101, 21001231, 1, {"format": "%Y%m%d"}),  # 20240131
        (whole, 19000101000000, 21001231235959, 1, {"format": "%Y%m%d%H%M%S"}),
        (whole, 190001, 210012, 1, {"format": "%Y%m"}),  # 202401
        (excel, 20_000, 60_000, 1, {"unit": "D", "origin": "1899-12-30"}),  # days, as in Excel
        *((True, 9.4e8 * many, 2.2e9 * many, many, {"unit": "s"}) for many in (1, 1e3, 1e6, 1e9)),
    ):
        if test and low <= least and most <= high:
            given = numbers.map("{:.0f}".format) if "format" in style else numbers / per
            dates = pd.to_datetime(given, errors="coerce", utc=True, **style)
            return dates if dates.notna().mean() >= 0.99 else None
    return None
