"""Awkward files of a reader's own, and the right reading of each: what tests/test_your_data.py puts the kit through.

Every table has the columns x (tells part of y), z (noise), colour and y, and one column more that is awkward, or one
thing about the whole file that is.
"""

from __future__ import annotations

import bz2
import datetime
import gzip
import hashlib
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

HEAD = ["x", "z", "colour", "y"]
DAY = datetime.date(2024, 1, 1)


@dataclass(frozen=True)
class Case:
    """A file, what to predict in it, and what is right: kinds, ranges, classes, split, and words of the notes."""

    content: bytes
    name: str = "table.csv"
    target: str = "y"
    kinds: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, tuple] = field(default_factory=dict)
    classes: dict[str, int] | None = None
    columns: int | None = None
    rows: int | None = None
    split: tuple[str, str] | None = None
    says: str = ""
    problem: str = ""
    settings: dict = field(default_factory=dict)


def rows(n: int = 150, seed: int = 0) -> list[list[str]]:
    luck = random.Random(seed)
    found = []
    for _ in range(n):
        x = luck.gauss(0, 1)
        y = "yes" if x + luck.gauss(0, 1) > 0 else "no"
        found.append([f"{x:.3f}", f"{luck.gauss(0, 1):.3f}", luck.choice(["red", "green", "blue"]), y])
    return found


ROWS = rows()


def lines(table, head=HEAD, sep=",", end="\n") -> str:
    return end.join(sep.join(row) for row in [*([head] if head else []), *table]) + end


def plus(name: str, value: Callable, table=ROWS, **more) -> str:
    """The table with one more column behind: `value(number of the row, its luck)`."""
    luck = random.Random(1)
    return lines([[*row, value(k, luck)] for k, row in enumerate(table)], [*HEAD, name], **more)


def number(value: Callable, low=None, high=None, says="", kind="number", name="size", file="table.csv", **more) -> Case:
    """One more column that is a number however it is written."""
    content = plus(name, value, **more).encode()
    return Case(content, file, kinds={name: kind}, ranges={name: (low, high)} if low is not None else {}, says=says)


def of_kind(kind: str, value: Callable, name="extra", says="", split=None, **more) -> Case:
    split = split or (("time", name) if kind == "date" else None)
    return Case(plus(name, value, **more).encode(), kinds={name: kind}, says=says, split=split)


def excel(**sheets) -> bytes:
    """A workbook; a value is a frame, or rows of cells as they stand."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in [list(cells), *cells.itertuples(index=False)] if isinstance(cells, pd.DataFrame) else cells:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def frame(**more) -> pd.DataFrame:
    table = pd.DataFrame(ROWS, columns=HEAD)
    return table.assign(x=table["x"].astype(float), z=table["z"].astype(float), **more)


def parquet(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    table.to_parquet(out)
    return out.getvalue()


def zipped(*members: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name, text in members:
            box.writestr(name, text)
    return out.getvalue()


def swapped(form: str, old=",.", new=".,") -> Callable:
    """A number between 1,000 and 9,999,999 in the form given, with other signs."""
    return lambda k, luck: format(1234.5 + 61_803.39 * k, form).translate(str.maketrans(old, new))


def german(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def target(value: Callable, name="y", n=150) -> str:
    """The table with another target: `value(row number, its x, luck)`."""
    luck = random.Random(2)
    return lines([[*row[:3], value(k, float(row[0]), luck)] for k, row in enumerate(rows(n))], [*HEAD[:3], name])


def of_classes(value: Callable, says="", n=150) -> Case:
    """Target classes exactly as written."""
    content = target(value, n=n)
    found: dict[str, int] = {}
    for line in content.splitlines()[1:]:
        label = line.rpartition(",")[2]
        found[label] = found.get(label, 0) + 1
    return Case(content.encode(), classes=found, says=says)


def panel(name: str, unit: Callable, times=5, n=60) -> str:
    """Rows that come back: each unit has its own age and town; x changes."""
    luck, table = random.Random(3), []
    for u in range(n):
        age, town, lean = luck.randint(20, 80), f"town{luck.randint(1, 12)}", luck.gauss(0, 1)
        for _ in range(times):
            x = luck.gauss(0, 1)
            table.append([unit(u), f"{x:.2f}", str(age), town, "yes" if x + lean + luck.gauss(0, 1) > 0 else "no"])
    luck.shuffle(table)
    return lines(table, [name, "x", "age", "town", "y"])


def words(table: str, encoding: str) -> bytes:
    return table.encode(encoding)


def spoken(*choices: str) -> Callable:
    return lambda k, luck: luck.choice(choices)


def shuffled(n: int, seed: int = 4) -> list[int]:
    order = list(range(n))
    random.Random(seed).shuffle(order)
    return order


ORDER = shuffled(len(ROWS))
BASE = {"x": "number", "z": "number", "colour": "category"}
MIXED = {"g": 1, "kg": 1000}
FRENCH = ("été", "hôtel", "garçon", "élève", "où")
POLISH = ("źródło", "łódka", "żółty", "święto")

CASES = {
    # --- encodings ---
    "UTF-8 with a mark": Case(b"\xef\xbb\xbf" + lines(ROWS).encode(), kinds=BASE, columns=4, rows=150),
    "Excel's Unicode text": Case(lines(ROWS, sep="\t", end="\r\n").encode("utf-16"), "t.txt", kinds=BASE, columns=4),
    "French in Windows-1252": Case(
        words(plus("mot", spoken(*FRENCH), sep=";"), "cp1252"), kinds={"mot": "category"}, columns=5, says="cp1252"
    ),
    "Polish in Windows-1250": Case(
        words(plus("słowo".replace("ł", "l"), spoken(*POLISH)), "cp1250"), columns=5, says="not UTF-8"
    ),
    "Russian in Windows-1251": Case(
        words(plus("дом", spoken("красный", "зелёный", "синий")), "cp1251"), kinds={"дом": "category"}, says="cp1251"
    ),
    "Japanese in Shift-JIS": Case(
        words(plus("色", spoken("赤い色", "青い色", "東京都")), "shift_jis"), kinds={"色": "category"}, says="cp932"
    ),
    "an encoding that you name": Case(
        words(plus("mot", spoken(*FRENCH)), "mac_roman"),
        settings={"read": {"encoding": "mac_roman"}},
        kinds={"mot": "category"},
    ),
    # --- separators, quotation marks, what stands around the table ---
    "semicolons inside a cell": Case(
        plus("place", lambda k, luck: f"{luck.uniform(40, 60):.2f};{luck.uniform(3, 17):.2f}").encode(), columns=5
    ),
    "decimal commas and semicolons": Case(
        lines([[row[0].replace(".", ","), row[1].replace(".", ","), *row[2:]] for row in ROWS], sep=";").encode(),
        kinds=BASE,
        ranges={"x": (min(float(r[0]) for r in ROWS), max(float(r[0]) for r in ROWS))},
    ),
    "commas in a text between tabs": Case(
        plus("note", lambda k, luck: f"{k}, {k * 3}, and more, so it goes on, {k % 7}", sep="\t").encode(),
        "t.tsv",
        kinds={"note": "text"},
        columns=5,
    ),
    "blanks after commas, quotes after blanks": Case(
        lines(
            [[f'{row[0]}, "{k} Mill Lane, Ashby"', f'"{row[3]}"'] for k, row in enumerate(ROWS)],
            ["x, place", "y"],
            sep=", ",
        ).encode(),
        kinds={"x": "number", "place": "text"},
        columns=3,
        classes={"no": 0, "yes": 0},
    ),
    "single quotes": Case(
        lines([[f"'{cell}'" for cell in row] for row in ROWS], ["'x'", "'z'", "'colour'", "'y'"]).encode(),
        kinds=BASE,
        classes={"no": 0, "yes": 0},
    ),
    "columns aligned with blanks": Case(
        "\n".join("".join(f"{cell:>12}" for cell in row) for row in [HEAD, *ROWS]).encode(), "t.txt", kinds=BASE
    ),
    "quotation marks doubled, and a line end in a cell": Case(
        plus("note", lambda k, luck: f'"he said ""no {k}"",\nand went"').encode(), columns=5, rows=150
    ),
    "a bank's lines above": Case(
        (
            '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-05-30",\n\n' + lines(ROWS)
        ).encode(),
        kinds=BASE,
        columns=4,
        rows=150,
        says="Skipped above the header",
    ),
    "a line of totals below": Case(
        (
            lines([[row[0], str(k), row[2], str(k % 70)] for k, row in enumerate(ROWS)])
            + f"Total,{sum(range(150))},,{sum(k % 70 for k in range(150))}\n"
        ).encode(),
        ranges={"y": (0, 69)},
        rows=150,
        says="holds sums",
    ),
    "a source below": Case(
        (lines(ROWS) + "\n\nSource: the town hall, as of May\nSee www.example.org\n").encode(),
        rows=150,
        kinds=BASE,
    ),
    "names twice": Case(lines([[row[0], *row] for row in ROWS], ["x", *HEAD]).encode(), columns=5, says="share a name"),
    "years as names, one of them missing": Case(
        lines(
            [[f"land{k:03}", *(str(20 + (k * j) % 17) for j in range(30)), str(20 + k % 17)] for k in range(120)],
            ["country", *(str(year) for year in range(1990, 2022) if year != 1993)],
        ).encode(),
        target="2021",
        columns=32,
        rows=120,
        kinds={"country": "identifier"},
    ),
    "no header": Case(lines(ROWS, None).encode(), target="column 4", columns=4, rows=150, says="looks like data"),
    "units in the second row": Case(
        lines([["mm", "kg", "", ""], *ROWS]).encode(), kinds={"x": "number", "z": "number"}, rows=151, columns=4
    ),
    "stray end-of-file marks": Case(
        plus("note", lambda k, luck: ["the clerk\x1a\x1a\x1as file was lost", "nothing to say today"][k % 2]).encode(),
        columns=5,
        rows=150,
        says="control character",
    ),
    # --- numbers ---
    "points between thousands, and small ones without": number(
        lambda k, luck: f"{luck.randint(100, 2600):,}".replace(",", "."), 100, 2600, "is read as"
    ),
    "two points in some": number(lambda k, luck: f"{luck.randint(100_000, 4_000_000):,}".replace(",", "."), 1e5, 4e6),
    "commas between thousands": number(lambda k, luck: f'"{luck.randint(100, 2_000_000):,}"', 100, 2e6),
    "Indian thousands": number(
        lambda k, luck: f'"{luck.randint(1, 9)},{k % 90 + 10},{luck.randint(100, 999)}"', 1e5, 1e6
    ),
    "Swiss thousands": number(swapped(",.2f", ",", "'"), 1234.5, 9.3e6),
    "narrow blanks between thousands": number(swapped(",.2f", ",.", "\u202f,"), 1234.5, 9.3e6, sep=";"),
    "German thousands": number(swapped(",.2f"), 1234.5, 9.3e6, sep=";"),
    "percent": number(lambda k, luck: f"{luck.uniform(0, 100):.1f}%", 0, 100, "carries a unit"),
    "percent with a decimal comma": number(lambda k, luck: f"{k / 3:.1f} %".replace(".", ","), 0, 50, sep=";"),
    "euros in front": number(lambda k, luck: f"€{luck.uniform(0, 100):.2f}", 0, 100),
    "euros behind": number(
        lambda k, luck: f"{luck.uniform(1000, 9999):,.2f} EUR".translate(str.maketrans(",.", ".,")), 1000, 9999, sep=";"
    ),
    "brackets for minus": number(lambda k, luck: f"({k}.50)" if k % 2 else f"{k}.50", -149.5, 148.5),
    "a minus behind": number(lambda k, luck: f"{k}.50-" if k % 2 else f"{k}.50", -149.5, 148.5),
    "a minus behind one decimal": number(lambda k, luck: f"{k}.5-" if k % 2 else f"{k}.5", -149.5, 148.5),
    "a real minus sign": number(lambda k, luck: f"\u2212{k}.5" if k % 3 else f"{k}.5", -149.5, 147.5),
    "K and M": number(
        lambda k, luck: f"€{luck.randint(100, 999)}K" if k % 2 else f"€{luck.uniform(1, 9):.1f}M", 1e5, 9e6, "K = 1,000"
    ),
    "millions in German": number(
        lambda k, luck: f"{luck.uniform(1, 9):.1f} Mio.".replace(".", ",", 1), 1e6, 9e6, sep=";"
    ),
    "square metres": number(lambda k, luck: f"{luck.randint(20, 200)} m2", 20, 200, "carries a unit"),
    "square metres, raised": number(lambda k, luck: f"{luck.randint(20, 200)}m²", 20, 200, "carries a unit"),
    "kilometres an hour": number(lambda k, luck: f"{luck.randint(20, 200)} km/h", 20, 200),
    "litres per 100 km": number(lambda k, luck: f"{luck.randint(20, 200) / 10} l/100km", 2, 20),
    "temperatures": number(lambda k, luck: f"{luck.randint(-20, 40)} °C", -20, 40),
    "grams and kilograms": number(
        lambda k, luck: f"{luck.randint(100, 900)} g" if k % 3 == 0 else f"{luck.randint(1, 9)} kg",
        0.1,
        9,
        "several units",
    ),
    "feet and inches": number(
        lambda k, luck: f"{luck.randint(4, 6)} ft {luck.randint(0, 11)} in", 4, 7, "several units"
    ),
    "megabytes and gigabytes": number(lambda k, luck: f"{luck.randint(100, 900)} MB" if k % 3 else "1.5 GB", 100, 1500),
    "1.2e-5": number(lambda k, luck: f"{k + 1}.5e-5", 1.5e-5, 151e-5),
    "a hash for too many": number(
        lambda k, luck: str(luck.randint(1, 90)) if k % 15 else "#####", 1, 90, "other entries"
    ),
    "a number called Customer_Age": number(lambda k, luck: str(luck.randint(18, 80)), 18, 80, name="Customer_Age"),
    "counts called num_tests": number(lambda k, luck: str(luck.randint(1, 60)), 1, 60, name="num_tests"),
    "an id word in front": number(lambda k, luck: str(luck.randint(0, 9000)), 0, 9000, name="account_balance"),
    "year of make": number(lambda k, luck: str(luck.randint(1998, 2020)), 1998, 2020, name="year"),
    "whole prices, all different": number(
        lambda k, luck: str(20_000 + ORDER[k] * 731 + luck.randint(0, 500)), 2e4, 2e5, name="price"
    ),
    "a few letters among numbers": number(lambda k, luck: "unknown" if k % 9 == 0 else str(luck.randint(1, 90)), 1, 90),
    "minus 999 for missing, where others are below 0 too": number(
        lambda k, luck: "-999" if k % 9 == 0 else str(luck.randint(-20, 40)),
        -20,
        40,
        "times -999 and all others are far",
    ),
    "9999 for missing": number(
        lambda k, luck: "9999.0" if k % 9 == 0 else f"{luck.uniform(980, 1040):.1f}", 980, 1040, "times 9999"
    ),
    "999 above rare large values is none": number(
        lambda k, luck: "999" if k % 30 == 0 else str(int(luck.paretovariate(0.7)) % 700), 0, 999
    ),
    "thousands of kilometres, beside years that a program wrote as 2014.0": Case(
        lines(
            [
                [f"{2000 + k * 7 % 20}.0", f"{luck.randint(12, 400)}.{luck.randint(0, 999):03} km", str(k % 9), row[3]]
                for luck in [random.Random(2)]
                for k, row in enumerate(ROWS)
            ],
            ["Baujahr", "gefahren", "Türen", "y"],
            sep=";",
        ).encode(),
        kinds={"Baujahr": "number", "gefahren": "number"},
        ranges={"gefahren": (12_000, 401_000), "Baujahr": (2000, 2019)},
    ),
    "ages in Russian": number(
        lambda k, luck: f"{k} " + ("год" if k % 10 == 1 else "года" if 1 < k % 10 < 5 else "лет"),
        0,
        150 * 31_557_600,
        kind="duration",
    ),
    "hours and minutes in Spanish": number(
        lambda k, luck: f"{k % 7 + 1} horas {k % 60} minutos", 3600, 8 * 3600, kind="duration"
    ),
    "Japanese dates": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(ORDER[k]):%Y年%m月%d日}"),
    "Korean dates": of_kind("date", lambda k, luck: f"{2000 + k % 20}년 {k % 12 + 1}월 {k % 28 + 1}일"),
    "Hungarian dates": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(ORDER[k]):%Y.%m.%d.}"),
    "hashes that come back unevenly, each in one country": Case(
        lines(
            [
                [hashlib.md5(str(who).encode()).hexdigest()[:12], *row, ["DE", "FR", "PL"][who % 3]]
                for luck in [random.Random(3)]
                for row in rows(400)
                for who in [int(luck.random() ** 2 * 70)]
            ],
            ["reader", *HEAD, "land"],
        ).encode(),
        kinds={"reader": "unit", "land": "category"},
        split=("unit", "reader"),
    ),
    "a minus behind whole numbers": number(lambda k, luck: f"{k}-" if k % 2 else f"{k}", -149, 148),
    "marks with plus and minus": of_kind(
        "category", lambda k, luck: f"{k % 4 + 1}" + ("-", "+", "")[k % 3], name="mark"
    ),
    "plus or minus": number(
        lambda k, luck: f"{luck.uniform(1, 9):.2f} ± 0.{k % 9 + 1}",
        1,
        9,
        "carries margins of error, which are left out",
    ),
    "about so many metres": number(lambda k, luck: f"approx. {luck.randint(1, 99)} m", 1, 99, "carries a unit"),
    "bounds with units": number(
        lambda k, luck: ("<5 mg/l", ">50 mg/l", f"{luck.randint(5, 50)} mg/l")[min(k % 9, 2)], 5, 50, "holds bounds"
    ),
    "less than a year, ten years and more": number(
        lambda k, luck: ("< 1 year", "1 year", *(f"{i} years" for i in range(2, 10)), "10+ years")[k % 11], 1, 10
    ),
    "so long ago": number(
        lambda k, luck: f"{k % 9 + 1} " + ("days ago", "hours ago", "months ago")[k % 3],
        3600,
        9 * 2_629_800,
        kind="duration",
    ),
    "Chinese dates with a clock": of_kind(
        "date", lambda k, luck: f"2021年{k % 12 + 1}月{k % 28 + 1}日 {k % 24}时{k % 60:02}分"
    ),
    "months of two-digit years": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(20 * k):%b-%y}"),
    "minus 999 for missing": number(lambda k, luck: "-999" if k % 9 == 0 else str(luck.randint(1, 90)), 1, 90, "-999"),
    "below and above": number(lambda k, luck: "<0.5" if k % 5 == 0 else f"{luck.uniform(0.5, 9):.2f}", 0.5, 9, "<0.5"),
    "5'11": number(lambda k, luck: f"{luck.randint(4, 6)}'{luck.randint(0, 11)}", 4, 7, "several units"),
    "4.5 out of 5": number(lambda k, luck: f"{luck.randint(10, 50) / 10} out of 5 stars", 1, 5),
    "Celsius and Fahrenheit": number(
        lambda k, luck: f"{luck.randint(41, 86)} °F" if k % 3 == 0 else f"{luck.randint(5, 30)} °C",
        4.99,
        30.01,
        "several units",
    ),
    "k, and small ones without": number(
        lambda k, luck: f"{luck.randint(11, 99) / 10}k" if k % 2 else str(luck.randint(100, 999)),
        100,
        9900,
        "k = 1,000",
    ),
    "centimetres here and there": number(
        lambda k, luck: f"{luck.randint(150, 190)}" + "cm" * (k % 3 == 0), 150, 190, "carries a unit"
    ),
    "1 room, 2 rooms": number(
        lambda k, luck: "1 room" if k % 3 else f"{luck.randint(2, 7)} rooms", 1, 7, "carries a unit"
    ),
    "a currency before the bracket": number(
        lambda k, luck: f'"$({k},234.50)"' if k % 2 and k < 100 else f"${k}.00", -99_234.5, 149
    ),
    # --- durations ---
    "h:mm:ss": number(lambda k, luck: f"{k // 60}:{k % 60:02}:30", 30, 2 * 3600 + 29 * 60 + 30, kind="duration"),
    "m:ss": number(lambda k, luck: f"{k}:30", 30, 149 * 60 + 30, kind="duration", says="minutes"),
    "h:mm": number(lambda k, luck: f"{k % 24:02}:{k % 60:02}", 0, 86_400, kind="duration", says="hours"),
    "2h 50m": number(lambda k, luck: f"{k % 3 + 1}h {k % 60}m" if k % 2 else f"{k % 60}m", 0, 14_400, kind="duration"),
    "1h30": number(lambda k, luck: f"{k % 3 + 1}h{k % 60:02}", 3600, 14_400, kind="duration"),
    "10pm": number(lambda k, luck: f"{k % 12 + 1}{'ap'[k % 2]}m", 0, 86_400, kind="duration"),
    "days and a clock": number(lambda k, luck: f'"{k % 9} days, {k % 24:02}:00:00"', 0, 9 * 86_400, kind="duration"),
    "PT1H30M": number(lambda k, luck: f"PT{k % 3 + 1}H{k % 60}M", 3600, 4 * 3600, kind="duration"),
    "weeks, months, years": number(
        lambda k, luck: f"{luck.randint(1, 9)} {luck.choice(['weeks', 'months', 'years'])}",
        600_000,
        3e8,
        kind="duration",
    ),
    "all in minutes": number(lambda k, luck: f"{luck.randint(60, 180)} min", 60, 180, "carries a unit"),
    # --- dates ---
    "ISO dates": of_kind("date", lambda k, luck: str(DAY + datetime.timedelta(ORDER[k])), split=("time", "extra")),
    "German dates": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(k):%d.%m.%Y}", split=("time", "extra")),
    "American dates and clocks": of_kind(
        "date", lambda k, luck: f"{DAY + datetime.timedelta(k):%m/%d/%Y} 3:04:05 PM", split=("time", "extra")
    ),
    "German months": of_kind(
        "date", lambda k, luck: f"{k % 28 + 1}. {['Januar', 'März', 'Mai', 'Dezember'][k % 4]} 2024", name="Datum"
    ),
    "French months": of_kind("date", lambda k, luck: f"{k % 28 + 1} {['janv.', 'février', 'août'][k % 3]} 2024"),
    "eight digits": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(ORDER[k]):%Y%m%d}", name="day"),
    "epoch seconds": of_kind("date", lambda k, luck: str(1_700_000_000 + 9_000 * ORDER[k]), name="created_at"),
    "epoch seconds without a telling name": of_kind(
        "date", lambda k, luck: str(1_700_000_000 + 86_400 * (k // 2) + luck.randint(0, 80_000)), name="t"
    ),
    "epoch milliseconds": of_kind("date", lambda k, luck: str(1_700_000_000_123 + 86_400_000 * k), name="timestamp"),
    "Excel serials": of_kind("date", lambda k, luck: str(45_000 + ORDER[k]), name="order date"),
    "ISO weeks": of_kind("date", lambda k, luck: f"{2022 + k % 3}-W{k % 52 + 1:02}", name="week"),
    "quarters": of_kind("date", lambda k, luck: f"{2000 + k % 20}Q{k % 4 + 1}", name="quarter"),
    "months": of_kind("date", lambda k, luck: f"{2010 + k % 12}-{k % 12 + 1:02}", name="month"),
    "year and month in words": of_kind(
        "date", lambda k, luck: f"{2010 + k % 12} {['Jan', 'May', 'Oct'][k % 3]}", name="month"
    ),
    "1900 for no date": of_kind(
        "date",
        lambda k, luck: "1900-01-01" if k % 9 == 0 else str(DAY + datetime.timedelta(k)),
        says="stands for no date",
    ),
    "2099 for never": Case(
        plus("left", lambda k, luck: "2099-12-31" if ROWS[k][3] == "no" else f"2024-01-{k % 28 + 1:02}").encode(),
        kinds={"left": "leak"},
    ),
    "month and year": of_kind("date", lambda k, luck: f"{k % 12 + 1:02}/{2010 + k % 12}", name="month"),
    "a date far ahead for never": Case(
        lines(
            [
                [row[0], f"2024-{k % 12 + 1:02}-{k % 28 + 1:02}" if row[3] == "yes" else "9999-12-31", row[3]]
                for k, row in enumerate(ROWS)
            ],
            ["x", "left_on", "y"],
        ).encode(),
        kinds={"left_on": "leak", "x": "number"},
        split=("shuffle", ""),
    ),
    "years in the order of the rows": of_kind(
        "number", lambda k, luck: str(1990 + k // 5), name="year", split=("time", "year")
    ),
    # --- identifiers, units, constants, leaks ---
    "a saved index, shuffled, without a name": Case(
        lines([[str(ORDER[k]), *row] for k, row in enumerate(ROWS)], ["", *HEAD]).encode(),
        kinds={"column 1": "identifier"},
        columns=5,
    ),
    "pandas' saved index": Case(
        lines([[str(k), *row] for k, row in enumerate(ROWS)], ["Unnamed: 0", *HEAD]).encode(),
        kinds={"Unnamed: 0": "identifier"},
    ),
    "passengerid": of_kind("identifier", lambda k, luck: str(k * 7 + 1000), name="passengerid"),
    "a saved index that starts again": Case(
        lines([[str(k % 50), *row] for k, row in enumerate(ROWS)], ["", *HEAD]).encode(),
        kinds={"column 1": "identifier"},
    ),
    "phone numbers": of_kind(
        "identifier", lambda k, luck: str(luck.randint(6_000_000_000, 9_999_999_999)), name="phone"
    ),
    "hours in the order of the rows": number(lambda k, luck: str(k % 24), 0, 23, name="hour"),
    "uuid": of_kind("identifier", lambda k, luck: f"{luck.getrandbits(128):032x}", name="key"),
    "codes of letters and digits": of_kind("identifier", lambda k, luck: f"QX-{k * 37 % 10_000:04}", name="ref"),
    "userid, five rows each": Case(
        panel("userid", lambda u: str(50_000 + u * 7919 % 10_000)).encode(),
        kinds={"userid": "unit", "age": "number", "town": "category"},
        split=("unit", "userid"),
    ),
    "a unit without a telling name": Case(
        panel("who", lambda u: f"{['Ann', 'Bob', 'Cem', 'Dee'][u % 4]} {chr(65 + u % 26)}{chr(97 + u // 26)}").encode(),
        kinds={"who": "unit", "age": "number"},
        split=("unit", "who"),
    ),
    "units of very unlike sizes": Case(
        lines(
            [[f"c{int(60 * (k / 600) ** 3)}", *row] for k, row in enumerate(rows(600))], ["customerNo", *HEAD]
        ).encode(),
        kinds={"customerNo": "unit"},
        split=("unit", "customerNo"),
    ),
    "numbers of five rows each, without a telling name": Case(
        lines(
            [[str(40_000 + (k % 60) * 9176 % 100_003), *row] for k, row in enumerate(rows(300))], ["who", *HEAD]
        ).encode(),
        kinds={"who": "unit"},
        split=("unit", "who"),
    ),
    "an age with its groups": Case(
        lines(
            [
                [
                    str(20 + k * 7 % 50),
                    str((20 + k * 7 % 50) // 10),
                    "old" if k * 7 % 50 > 20 else "young",
                    row[0],
                    row[3],
                ]
                for k, row in enumerate(ROWS)
            ],
            ["age", "decade", "group", "x", "y"],
        ).encode(),
        kinds={"age": "number", "decade": "number", "group": "category"},
    ),
    "years that a price grows with": Case(
        lines(
            [[str(1870 + k), f"{100 * 1.02**k:.2f}", row[0]] for k, row in enumerate(ROWS)], ["year", "price", "x"]
        ).encode(),
        target="price",
        kinds={"year": "number"},
        split=("time", "year"),
    ),
    "addresses of machines": of_kind(
        "category", lambda k, luck: f"192.168.{luck.randint(100, 103)}.{luck.randint(100, 109)}", name="ip"
    ),
    "post codes": of_kind("category", lambda k, luck: f"{luck.randint(1, 40):05}", name="plz"),
    "nothing in it": of_kind("constant", lambda k, luck: "", name="nothing"),
    "always the same": of_kind("constant", lambda k, luck: "x", name="same"),
    "the target again": Case(
        lines([[*row[:3], "1" if row[3] == "yes" else "0", row[3]] for row in ROWS], [*HEAD[:3], "flag", "y"]).encode(),
        kinds={"flag": "leak"},
    ),
    "filled in afterwards": Case(
        lines(
            [[*row[:3], f"T{k}" if row[3] == "yes" else "", row[3]] for k, row in enumerate(ROWS)],
            [*HEAD[:3], "ticket", "y"],
        ).encode(),
        kinds={"ticket": "leak"},
    ),
    "free text": of_kind("text", lambda k, luck: f"this is the story number {k} of them"),
    "intervals as words": of_kind("category", lambda k, luck: f"[{k % 9}0-{k % 9 + 1}0)"),
    "degrees of latitude": number(lambda k, luck: f"{luck.uniform(50, 54):.5f}", 50, 54, name="id_lat"),
    # --- targets ---
    "NA as a class, said to be one": Case(
        target(lambda k, x, luck: "NA" if x > 0 else "EU").encode(),
        settings={"kinds": {"y": "category"}},
        classes={"EU": 0, "NA": 0},
    ),
    "yes and Yes, to be kept apart": Case(
        target(lambda k, x, luck: ["yes", "Yes"][int(x > 0)]).encode(),
        settings={"kinds": {"y": "category"}},
        classes={"yes": 0, "Yes": 0},
    ),
    "0, 1, 2 and 3+": of_classes(lambda k, x, luck: "3+" if k % 10 == 0 else str(int(x > 0) + (luck.random() < 0.3))),
    "none as a class": of_classes(lambda k, x, luck: "none" if x > 0.5 else luck.choice(["mild", "severe"])),
    "ja and nein": of_classes(lambda k, x, luck: "ja" if x > 0 else "nein"),
    "oui and non": of_classes(lambda k, x, luck: "oui" if x > 0 else "non"),
    "Russian yes and no": of_classes(lambda k, x, luck: "да" if x + luck.gauss(0, 1) > 0 else "нет"),
    "TRUE and FALSE": of_classes(lambda k, x, luck: str(x + luck.gauss(0, 1) > 0).upper()),
    "1 and 2": of_classes(lambda k, x, luck: str(1 + (x + luck.gauss(0, 1) > 0))),
    "0.5 and 1.5": of_classes(lambda k, x, luck: "1.5" if x + luck.gauss(0, 1) > 0 else "0.5"),
    "ranges": of_classes(lambda k, x, luck: ["<30", "30-60", ">60"][int(x > -0.5) + int(x + luck.random() > 0.5)]),
    "one class": Case(target(lambda k, x, luck: "yes").encode(), problem="only one value ('yes')"),
    "a price to predict": Case(
        target(lambda k, x, luck: f"{350_000 + 100 * int(900 * x):,}".replace(",", "."), "price").encode(),
        target="price",
        kinds={"price": "number"},
        ranges={"price": (1e4, 9e5)},
    ),
    "a time to predict": Case(
        target(
            lambda k, x, luck: f"{luck.randint(1, 3)}:{luck.randint(0, 59):02}:{luck.randint(0, 59):02}", "time"
        ).encode(),
        target="time",
        kinds={"time": "duration"},
        ranges={"time": (3600, 14_400)},
    ),
    "words and numbers to predict": Case(
        target(lambda k, x, luck: "dear" if k % 2 else f"{luck.gauss(9, 1):.2f}").encode(), problem="mixes"
    ),
    # --- settings that undo a decision ---
    "KEEP a date": Case(
        plus("day", lambda k, luck: str(DAY + datetime.timedelta(k % 60))).encode(),
        settings={"keep": ["day"]},
        kinds={"day": "number"},
        split=("time", "day"),
    ),
    "KEEP a leak": Case(
        plus("flag", lambda k, luck: "1" if ROWS[k][3] == "yes" else "0").encode(),
        settings={"keep": "flag"},
        kinds={"flag": "number"},
    ),
    "KEEP a unit": Case(
        panel("userid", lambda u: str(50_000 + u)).encode(),
        settings={"keep": ["userid"], "shuffle": True},
        kinds={"userid": "number"},
        split=("shuffle", ""),
    ),
    "UNIT": Case(
        plus("town", lambda k, luck: f"t{k % 9}").encode(),
        settings={"unit": "town"},
        kinds={"town": "unit"},
        split=("unit", "town"),
    ),
    "TIME, a year": Case(
        plus("year", lambda k, luck: str(1990 + k % 25)).encode(), settings={"time": "year"}, split=("time", "year")
    ),
    "KINDS, number": Case(
        plus("grade", lambda k, luck: ["1", "2", "x"][k % 3]).encode(),
        settings={"kinds": {"grade": "number"}},
        kinds={"grade": "number"},
    ),
    "KINDS, category": Case(
        plus("code", lambda k, luck: str(k % 7)).encode(),
        settings={"kinds": {"code": "category"}},
        kinds={"code": "category"},
    ),
    "READ, decimal": Case(
        plus("views", lambda k, luck: f"{luck.randint(100, 2600):,}".replace(",", ".")).encode(),
        settings={"read": {"decimal": "."}},
        kinds={"views": "number"},
        ranges={"views": (1, 999)},
    ),
    "READ, separator and header": Case(
        ("a:b\n" + lines(ROWS, sep=":")).encode(),
        settings={"read": {"separator": ":", "header": 2}},
        kinds=BASE,
        columns=4,
    ),
    "READ, an unknown key": Case(lines(ROWS).encode(), settings={"read": {"delimiter": ";"}}, problem="READ knows"),
    "KINDS, an unknown kind": Case(lines(ROWS).encode(), settings={"kinds": {"x": "float"}}, problem="KINDS knows"),
    "two splits": Case(lines(ROWS).encode(), settings={"unit": "colour", "shuffle": True}, problem="Set one of them"),
    # --- shapes ---
    "60 rows": Case(lines(rows(60)).encode(), kinds=BASE, rows=60),
    "49 rows": Case(lines(rows(49)).encode(), problem="49 rows"),
    "1,500 columns": Case(
        lines(
            [[str((j * k) % 97) for j in range(1500)] + row[3:] for k, row in enumerate(ROWS)],
            [*(f"f{j}" for j in range(1500)), "y"],
        ).encode(),
        says="1,501 columns",
        columns=301,
    ),
    # --- what a stranger's files taught ---
    "sums below, in German, and nothing else numeric": Case(
        lines(
            [
                [
                    f"Laden {k}" if k < 151 else "Summe",
                    german(float(k * 733.25 if k < 151 else 733.25 * 150 * 151 / 2)),
                    y,
                ]
                for k, y in enumerate([*(row[3] for row in ROWS), ""], 1)
            ],
            ["Laden", "Umsatz", "y"],
            sep=";",
        ).encode(),
        kinds={"Umsatz": "number"},
        ranges={"Umsatz": (733, 110_000)},
        rows=150,
        says="holds sums",
    ),
    "sums below in a workbook": Case(
        excel(
            S=[
                ["shop", *HEAD],
                *([f"s{k}", k * 1.5, float(k % 40), *row[2:]] for k, row in enumerate(ROWS)),
                ["All", sum(k * 1.5 for k in range(150)), sum(k % 40 for k in range(150)), None, None],
            ]
        ),
        "t.xlsx",
        ranges={"x": (0, 224)},
        rows=150,
        says="begins with 'All' and holds sums",
    ),
    "a line of dashes under the names, as in an email": Case(
        lines([["-" * 6, "-" * 6, "-" * 8, "----"], *ROWS], sep="\t").encode(), kinds=BASE, rows=150, says="draw a line"
    ),
    "a box around the table": Case(
        "\n".join(
            [
                *(["+-----+-----+-----+-----+", "| x | z | colour | y |", "+-----+-----+-----+-----+"]),
                *("| " + " | ".join(row) + " |" for row in ROWS),
                "+-----+-----+-----+-----+",
            ]
        ).encode(),
        kinds=BASE,
        rows=150,
        says="draw a line: 3 rows",
    ),
    "the wording of each question under its name": Case(
        lines([["the x of it", "and the z", "which colour?", "bought or not?"], *ROWS]).encode(),
        kinds=BASE,
        rows=150,
        says="Left out under the names: 1 line",
    ),
    "no names, and whole numbers that hardly repeat": Case(
        lines([[row[0], str(9_000 + ORDER[k] * 4_000 + k % 3 * 977 + k), row[3]] for k, row in enumerate(ROWS)], None)
        .encode()
        .replace(b"609977", b"605000"),
        target="column 3",
        kinds={"column 2": "number"},
    ),
    "francs without cents": number(
        lambda k, luck: f"Fr. {k}'{luck.randint(100, 999)}.\u2014", 100, 149_999, name="Preis"
    ),
    "kronor without ore": number(lambda k, luck: f"{luck.randint(1, 9)} {luck.randint(100, 999)}:-", 1100, 9999),
    "Canadian dollars": number(lambda k, luck: f"CA${luck.uniform(5, 90):.2f}", 5, 90),
    "guilders with a dash": number(lambda k, luck: f'"ƒ {luck.randint(1, 9)}.{luck.randint(100, 999)},-"', 1100, 9999),
    "footnotes in letters": number(
        lambda k, luck: f"{luck.uniform(1, 9):.1f}" + ("[b]", "", "\u2021", " [12]")[k % 4], 1, 9, "carries footnotes"
    ),
    "three stars for significance": number(lambda k, luck: f"{luck.uniform(-1, 1):.3f}" + "*" * (k % 4), -1, 1),
    "kilobytes to terabytes": number(
        lambda k, luck: f"{luck.randint(1, 9)} {['KB', 'MB', 'GB', 'TB'][k % 4]}", 1e-9, 9e9, "several units"
    ),
    "knots and metres a second": number(
        lambda k, luck: f"{luck.randint(5, 40)} {['knot', 'm/s'][k % 2]}", 2, 80, "several units"
    ),
    "square feet and square metres": number(
        lambda k, luck: f"{luck.randint(900, 1900)} sqft" if k % 3 else f"{luck.randint(80, 180)} m²", 80, 1940, "sqft"
    ),
    "laps in tenths": number(
        lambda k, luck: f'"{luck.randint(1, 3)}:{luck.randint(0, 59):02},{k % 10}"', 60, 240, kind="duration"
    ),
    "2:05 hrs": number(lambda k, luck: f"{k % 5 + 1}:{k % 60:02} hrs", 3600, 6 * 3600, kind="duration"),
    "P2Y, P1Y6M, P3W": number(
        lambda k, luck: (f"P{k % 9 + 1}Y", f"P1Y{k % 12}M", f"P{k % 5 + 1}W", f"P{k % 8}DT6H")[k % 4],
        20_000,
        3e8,
        kind="duration",
    ),
    "the date in an email": of_kind(
        "date", lambda k, luck: f'"{DAY + datetime.timedelta(ORDER[k]):%a, %d %b %Y} 08:30:00 +0200"', name="sent"
    ),
    "the 3rd of March": of_kind(
        "date",
        lambda k, luck: f'"{["March", "April"][k % 2]} {("3rd", "11th", "22nd", "1st")[k % 4]}, {2000 + k % 20}"',
    ),
    "weekdays in front": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(k):%a %d/%m/%Y}", name="played"),
    "a server's log": of_kind(
        "date", lambda k, luck: f"[{DAY + datetime.timedelta(k):%d/%b/%Y}:23:5{k % 10}:00 +0100]", name="hit"
    ),
    "ctime": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(k):%a %b %d} 07:08:09 2022", name="changed"),
    "ISO without dashes": of_kind(
        "date", lambda k, luck: f"{DAY + datetime.timedelta(ORDER[k]):%Y%m%d}T0815+0000", name="run"
    ),
    "French hours": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(k):%d/%m/%Y} {k % 24}h05", name="vu"),
    "German weekdays and o'clock": of_kind(
        "date", lambda k, luck: f'"Montag, {k % 28 + 1}. März {2000 + k % 9} 14:30 Uhr"', name="wann"
    ),
    "epoch milliseconds with parts": of_kind(
        "date", lambda k, luck: f"{1_650_000_000_000 + 7_200_000 * ORDER[k] + 0.25:.2f}", name="t", says="read as dates"
    ),
    "epoch nanoseconds": of_kind(
        "date", lambda k, luck: str(1_650_000_000_000_000_000 + 10**13 * k), name="t", says="read as dates"
    ),
    "Excel serials with a clock": of_kind("date", lambda k, luck: f"{43_000 + k * 0.37:.5f}", name="Datum"),
    "fourteen digits": of_kind("date", lambda k, luck: f"{DAY + datetime.timedelta(k):%Y%m%d}093000", name="t"),
    "seconds since 1970 in a workbook": Case(
        excel(S=frame(t=[1_600_000_000 + 5_000 * k for k in range(150)])),
        "t.xlsx",
        kinds={"t": "date"},
        split=("time", "t"),
        says="'1600000000' is 2020-09-13",
    ),
    "tenantid, five rows each": Case(
        panel("tenantid", lambda u: str(7000 + u * 37)).encode(), kinds={"tenantid": "unit"}, split=("unit", "tenantid")
    ),
    "ContractNumber that comes back": Case(
        lines(
            [[str(30_000 + int(60 * (k * 0.618 % 1)) * 1013), *row] for k, row in enumerate(rows(400))],
            ["ContractNumber", *HEAD],
        ).encode(),
        kinds={"ContractNumber": "unit"},
        split=("unit", "ContractNumber"),
    ),
    "what was prepaid is no unit": number(
        lambda k, luck: str(1000 + 50 * luck.randint(0, 40)), 1000, 3000, name="prepaid"
    ),
    "schools with their codes": Case(
        lines(
            [[f"Q{k % 50:02}", f"School of {chr(65 + k % 50 // 25)}{k % 25}", *row] for k, row in enumerate(rows(400))],
            ["school_code", "head", *HEAD],
        ).encode(),
        kinds={"school_code": "unit", "head": "unit"},
        split=("unit", "school_code"),
    ),
    "a grade that decides": Case(
        lines([[*row[:3], "pass" if float(row[0]) > 0.2 else "fail"] for row in ROWS], [*HEAD[:3], "y"]).encode(),
        kinds={"x": "leak"},
    ),
    "backslash N": Case(
        plus("size", lambda k, luck: "\\N" if k % 5 == 0 else str(luck.randint(1, 99)), sep="\t").encode(),
        kinds={"size": "number"},
    ),
    "digits that nobody can read": Case(
        plus("bp", lambda k, luck: f"{luck.randint(90, 170)}/{luck.randint(50, 99)}").encode(),
        says="Read as words, although their cells hold digits: 'bp' (",
    ),
    "KINDS, a date that is none": Case(
        plus("when", lambda k, luck: f"sol {k % 70}").encode(),
        settings={"kinds": {"when": "date"}},
        kinds={"when": "category"},
        says="Could not read 'when' as a date ('sol 0', 'sol 1' and 68 more): write it as 2024-01-31",
    ),
    "KINDS, words as a number": Case(
        lines(ROWS).encode(),
        settings={"kinds": {"colour": "number"}},
        kinds={"colour": "category"},
        says="Could not read 'colour' as a number",
    ),
    "KINDS, days since 1899 without a telling name": Case(
        plus("v", lambda k, luck: f"{40_000 + 3 * k}.5").encode(),
        settings={"kinds": {"v": "date"}},
        kinds={"v": "date"},
        split=("time", "v"),
    ),
    "KINDS, epoch seconds as a number": Case(
        plus("v", lambda k, luck: f"{1_500_000_000 + 77_777 * ORDER[k]}.5").encode(),
        settings={"kinds": {"v": "number"}},
        kinds={"v": "number"},
    ),
    "n/a as a class, and its remedy": Case(
        target(lambda k, x, luck: "n/a" if k % 5 == 0 else ["low", "high"][int(x > 0.3 * luck.random())]).encode(),
        classes={"low": 0, "high": 0},
        says="Written there: 'n/a'. If that is a class, set KINDS = {'y': 'category'}",
    ),
    "a rare class, and its remedy": Case(
        target(lambda k, x, luck: "odd" if k % 40 == 0 else ["low", "high"][int(x > 0.3 * luck.random())]).encode(),
        says="'odd', 4 rows in all. To keep those of two and more, set KINDS = {'y': 'category'}.",
    ),
    "a rare class, kept": Case(
        target(lambda k, x, luck: "odd" if k % 40 == 0 else ["low", "high"][int(x > 0.3 * luck.random())]).encode(),
        settings={"kinds": {"y": "category"}},
        classes={"low": 0, "high": 0, "odd": 0},
    ),
    # --- other files ---
    "gzip": Case(gzip.compress(lines(ROWS).encode()), "table.csv.gz", kinds=BASE, rows=150),
    "bzip2": Case(bz2.compress(lines(ROWS).encode()), "table.csv.bz2", kinds=BASE, rows=150),
    "a zip of one": Case(zipped(("a/table.csv", lines(ROWS))), "table.zip", kinds=BASE, rows=150),
    "a zip of two": Case(zipped(("a.csv", lines(ROWS)), ("b.csv", "x")), "table.zip", problem="2 files"),
    "Excel": Case(
        excel(Data=frame(when=[datetime.datetime(2024, 1, 1) + datetime.timedelta(k) for k in range(150)], share=0.25)),
        "t.xlsx",
        kinds=BASE | {"when": "date", "share": "constant"},
        rows=150,
        split=("time", "when"),
    ),
    "Excel with a title and a cover": Case(
        excel(Cover=[["A report"], ["by hand"]], Data=[["Sales 2024"], [], HEAD, *ROWS]),
        "t.xlsx",
        kinds=BASE,
        rows=150,
        columns=4,
        says="sheet 'Data'",
    ),
    "an Excel sheet that you name": Case(
        excel(Old=frame(extra=1.0), New=frame()), "t.xlsx", columns=4, settings={"read": {"sheet": "New"}}
    ),
    "Parquet with categories": Case(
        parquet(
            frame(
                town=pd.Categorical([f"t{k % 7}" for k in range(150)]),
                ok=[k % 3 == 0 for k in range(150)],
                took=pd.to_timedelta([k * 60 for k in range(150)], unit="s"),
            )
        ),
        "t.parquet",
        kinds=BASE | {"town": "category", "ok": "category", "took": "duration"},
        rows=150,
    ),
    "Parquet with lists": Case(
        parquet(frame(bag=[[k, k + 1] for k in range(150)])), "t.parquet", kinds=BASE | {"bag": "identifier"}
    ),
    "ARFF": Case(
        (
            "% hand-made\n@relation trees\n@attribute x numeric\n@attribute 'my z' real\n"
            "@attribute colour {red,green,blue}\n"
            "@attribute y {no,yes}\n@data\n" + lines(ROWS, None)
        ).encode(),
        "t.arff",
        problem="ARFF",
    ),
    "SPSS": Case(b"$FL2@(#) SPSS DATA FILE" + bytes(300), "t.sav", problem="SPSS"),
}
