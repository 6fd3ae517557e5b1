"""The kit behind the lab for a reader's own file: whatever the file, there is a right reading or a sentence that names
the trouble."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import awkward
import nbformat
import numpy as np
import pytest
from groundtruth import labs
from groundtruth.labs import kit
from labkit import deciding, files, opening, quantities, reading, times
from labkit.answering import answer, describe, draw_curve, enough, first_check, more_rows, reading_of
from labkit.comparing import (
    compare,
    folds_in_time,
    folds_together,
    interval_of,
    judge_table,
    learning_curve,
    rests_on,
    rows_compared,
)
from labkit.opening import chosen_file, find_file
from labkit.saying import Notes, Run, show_table
from labkit.setup import Stop
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
HEAD = ["age", "income", "colour", "bought"]


def people(n: int = 120) -> list[list[str]]:
    """Rows of a plain table: two numbers, words, and a target that age explains in part."""
    luck = random.Random(0)
    ages = [luck.randint(18, 80) for _ in range(n)]
    return [
        [
            str(age),
            f"{luck.gauss(3000, 800):.2f}",
            luck.choice(["red", "green", "blue"]),
            "yes" if age + luck.gauss(0, 15) > 50 else "no",
        ]
        for age in ages
    ]


ROWS = people()


def text(rows=ROWS, head=HEAD, sep=",", end="\n") -> str:
    return end.join(sep.join(row) for row in [*([head] if head else []), *rows]) + end


def column(name: str, value) -> list[list[str]]:
    """The rows with one column replaced by `value(number, row)`."""
    at = HEAD.index(name)
    return [[*row[:at], value(k, row), *row[at + 1 :]] for k, row in enumerate(ROWS)]


def plus(value) -> list[list[str]]:
    """The rows with one more column in front."""
    return [[value(k, row), *row] for k, row in enumerate(ROWS)]


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as box:
        for name in names:
            box.writestr(name, "x")
    return packed.getvalue()


@pytest.fixture
def run():
    """The lab's way to run a step."""
    return Run()


@pytest.fixture
def examine(tmp_path):
    """Reads and checks one file: the table, the problem, and the notes in one string."""

    def of(content, target="bought", may_ask=False, name="table.csv", **settings):
        path, lab = tmp_path / name, Run()
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        function = deciding.examine
        table = lab("reading", lambda: function(str(path), target, may_ask, lab.note, **settings))
        return table, lab.problem, " ".join(lab.note)

    return of


# --- files that cannot be used: the sentence names the trouble ---

UNUSABLE = {
    "no bytes": (b"", "empty"),
    "blank lines": ("\n\n   \n", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "header only": ("age,income,bought\n", "no rows"),
    "one column": (text([row[3:] for row in ROWS], ["bought"]), "one column"),
    "49 rows": (text(ROWS[:49]), "49 rows"),
    "zip": (archive("a.csv", "b.csv"), "2 files"),
    "Word": (archive("[Content_Types].xml", "word/document.xml"), "Office file"),
    "a damaged workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
    "a damaged gzip": (gzip.compress(text().encode())[:-400], "damaged"),
    "a damaged Parquet": (b"PAR1\x15" + bytes(300), "Parquet"),
    "ARFF": ("% a comment\n@relation trees\n@attribute x real\n@data\n1\n", "ARFF"),
    "Stata": (b"<stata_dta>" + bytes(300), "read_stata"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
    "PDF": (b"%PDF-1.7\n" + bytes(300), "PDF"),
    "noise": (random.Random(1).randbytes(5000), "binary"),
    "a web page": ("\n <!DOCTYPE html><html><body>404</body></html>", "web page"),
    "a web page with a comment": (
        "<!-- saved -->\n<html><body>\n" + "<p>a,b</p>\n" * 60 + "</body></html>",
        "web page",
    ),
    "JSON": ('[{"age": 1, "bought": "no"}]', "JSON"),
    "JSON of lists": ("\n".join(json.dumps(row) for row in ROWS), "JSON"),
    "JSON of numbers": (json.dumps(list(range(200))), "JSON"),
    "a pointer": ("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "Git LFS"),
    "a huge line": ("a" * 4_100_000, "longer than"),
    "a huge line below": (text() + "a" * 4_100_000, "Line 122 is longer"),
    "rows of many lengths": (text([row + ["x"] * (k % 3) for k, row in enumerate(ROWS)]), "rows of many lengths"),
    "decimal commas without quotes": (
        text(column("income", lambda k, row: row[1].replace(".", ","))),
        "120 of 120 rows have more cells than the header has names (4)",
    ),
    "on its side": (text(list(map(list, zip(HEAD, *ROWS, strict=True))), None), "no column 'bought'"),
    "no such column": (text(head=["a", "b", "c", "d"]), "no column 'bought'"),
    "target in capitals": (text(head=[*HEAD[:3], "Bought"]), "Did you mean 'Bought'"),
    "target misspelt": (text(head=[*HEAD[:3], "boguht"]), "Did you mean 'boguht'"),
    "target twice": (text([[*row, row[3]] for row in ROWS], [*HEAD, "bought"]), "Several columns are called 'bought'"),
    "target missing": (text(column("bought", lambda k, row: "")), "missing in all rows"),
    "target nearly missing": (text(column("bought", lambda k, row: row[3] if k < 30 else "NA")), "only 30 rows of 120"),
    "target infinite": (text(column("bought", lambda k, row: f"{k % 37 + 1}e300")), "holds nothing that can be used"),
    "one class": (text(column("bought", lambda k, row: "yes")), "only one value ('yes')"),
    "one class or nothing": (
        text(column("bought", lambda k, row: "yes" if k % 2 else "NA")),
        "other 60 rows it is missing",
    ),
    "one class but for three rows": (text(column("bought", lambda k, row: "no" if k < 3 else "yes")), "Only one class"),
    "target constant": (text(column("bought", lambda k, row: "3.5")), "only one value"),
    "500 classes": (text([[*row[:3], f"c{k}"] for k in range(500) for row in ROWS[:2]]), "500 classes"),
    "target names the rows": (text(column("bought", lambda k, row: f"u{k}")), "identifier"),
    "target numbers the rows": (text(column("bought", lambda k, row: str(1000 + k))), "identifier"),
    "target is a date": (text(column("bought", lambda k, row: f"2024-{k % 12 + 1:02}-{k % 28 + 1:02}")), "is a date"),
    "target is a German date": (text(column("bought", lambda k, row: f"{k % 28 + 1}.{k % 12 + 1}.2024")), "is a date"),
    "target is free text": (text(column("bought", lambda k, row: f"I like it {k % 90} times over")), "free text"),
    "target of numbers and words": (text(column("bought", lambda k, row: row[1] if k % 2 else "dear")), "mixes"),
    "only identifiers": (
        text([[f"u{k}", row[3]] for k, row in enumerate(ROWS)], ["id", "bought"]),
        "No column is left",
    ),
    "only constants": (text([["1", row[3]] for row in ROWS], ["a", "bought"]), "'a': constant"),
    "only the answer": (text([row[3:] * 2 for row in ROWS], ["copy", "bought"]), "'copy': leak"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_gets_its_sentence(examine, case):
    content, words = UNUSABLE[case]
    table, problem, _ = examine(content)
    assert table is None
    assert words in problem
    assert "\n" not in problem and problem[-1] in ".?", "one sentence, to the end"


def test_a_missing_file_a_folder_an_address_and_a_device_get_their_sentence(tmp_path):
    (tmp_path / "houses.csv").write_text(text())
    asked = {
        tmp_path / "huoses.csv": "Did you mean 'houses.csv'",
        tmp_path: "is a folder",
        "https://example.org/houses.csv": "web address",
        "/dev/null": "not an ordinary file",
        "file:///data/houses.csv": "web address",
        "www.example.org/houses.csv": "web address",
        "C:\\Users\\me\\houses.csv": "Windows computer",
        "no/such/houses.csv": "There is no folder 'no/such'",
        tmp_path / "HOUSES": "Did you mean 'houses.csv'",
        "/proc/self/mem": "cannot be opened (Input/output error)",
        "~nobody-of-that-name/houses.csv": "cannot be opened",
        "x" * 5000: "cannot be opened (File name too long)",
        "two\nlines\0": "There is no file 'two lines",
    }
    for name, words in asked.items():
        with pytest.raises(Stop, match=re.escape(words)):
            find_file(name)
    assert find_file(f' "{tmp_path / "houses.csv"}" ') == tmp_path / "houses.csv", "as copied from a shell"


def test_a_file_that_may_not_be_read_gets_its_sentence(examine, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "write_bytes", lambda path, content: os.close(os.open(path, os.O_CREAT)))
    assert "no permission to read" in examine(text())[1]


# --- files that can be used: they are read right, and what was odd is said ---

PLAIN = ("number", "number", "category", "category")
GERMAN = column("income", lambda k, row: f"{float(row[1]):,.2f}".translate(str.maketrans(",.", ".,")))
USABLE = {
    "plain": (text(), ",", ""),
    "semicolons": (text(sep=";"), ";", ""),
    "tabs": (text(sep="\t"), "\t", ""),
    "pipes": (text(sep="|"), "|", ""),
    "columns of blanks": (text(sep="   "), " ", ""),
    "Windows lines": (text(end="\r\n"), ",", ""),
    "old Mac lines": (text(end="\r"), ",", ""),
    "no last line end": (text().rstrip(), ",", ""),
    "UTF-8 with a mark": (b"\xef\xbb\xbf" + text().encode(), ",", ""),
    "UTF-16": (text().encode("utf-16"), ",", ""),
    "UTF-16 little, no mark": (text().encode("utf-16-le"), ",", ""),
    "UTF-16 big, no mark": (text().encode("utf-16-be"), ",", ""),
    "UTF-32": (text().encode("utf-32"), ",", ""),
    "UTF-32 little, no mark": (text().encode("utf-32-le"), ",", ""),
    "UTF-32 big, no mark": (text().encode("utf-32-be"), ",", ""),
    "a damaged letter": (
        b"\xf6".join(text(column("colour", lambda k, row: row[2] + "ö")).encode().rsplit("ö".encode(), 1)),
        ",",
        "\ufffd",
    ),
    "a mark between files": (text(ROWS[:60]) + "\ufeff" + text(ROWS[60:]), ",", "repeat the header: 1 row"),
    "an old end of file": (text() + "\x1a", ",", ""),
    "many NUL bytes": (text().replace("red", "r\0\0\0ed"), ",", "control characters"),
    "Latin-1": (text(column("colour", lambda k, row: row[2] + "ö")).encode("latin-1"), ",", "not UTF-8"),
    "emoji": (text(column("colour", lambda k, row: row[2] + "🎨")), ",", ""),
    "NUL bytes": (text().replace("red", "r\0ed", 2), ",", "2 control characters"),
    "decimal commas": (text(column("income", lambda k, row: row[1].replace(".", ",")), sep=";"), ";", ""),
    "quoted decimal commas": (text(column("income", lambda k, row: f'"{row[1].replace(".", ",")}"')), ",", ""),
    "thousands": (text(column("income", lambda k, row: f'"{float(row[1]):,.2f}"')), ",", ""),
    "German thousands": (text(GERMAN, sep=";"), ";", ""),
    "Swiss thousands": (text(column("income", lambda k, row: f"{float(row[1]):,.2f}".replace(",", "'"))), ",", ""),
    "money": (text(column("income", lambda k, row: f"${row[1]}")), ",", ""),
    "euros behind": (text(column("income", lambda k, row: f"{row[1]} €")), ",", ""),
    "percent": (text(column("income", lambda k, row: f"{row[1]}%")), ",", "'income' carries a unit"),
    "quoted line ends": (text(column("colour", lambda k, row: f'"{row[2]}\nish"')), ",", ""),
    "an open quote": (
        text(column("colour", lambda k, row: '"' * (k == 30) + row[2])),
        ",",
        "A quotation mark in line 32",
    ),
    "an open quote at the end": (text(column("colour", lambda k, row: '"' * (k == 117) + row[2])), ",", "line 119"),
    "two open quotes": (text(column("colour", lambda k, row: '"' * (k in (30, 40)) + row[2])), ",", "mark in line 32"),
    "an open quote in the header": ('"' + text(), ",", "ordinary characters"),
    "whole rows in quotes": ("\n".join(f'"{",".join(row)}"' for row in [HEAD, *ROWS]), ",", "ordinary characters"),
    "backslashes before quotes": (text(column("colour", lambda k, row: f'"{row[2]} \\"x\\", y"')), ",", ""),
    "many lines in a cell": (
        text(column("colour", lambda k, row: '"' + row[2] + "!\n" * 500 * (k < 2) + '"')),
        ",",
        "",
    ),
    "carets": (text(sep="^"), "^", ""),
    "Excel's hint at a colon": ("sep=:\n" + text(sep=":"), ":", ""),
    "a table below": (
        text() + "\n\nregion,manager\n" + "north,Ms A\n" * 30,
        ",",
        "Left out below the table: 31 lines, beginning with 'region manager'",
    ),
    "inches": (text(column("colour", lambda k, row: '5" ' * (k % 30 == 0) + row[2])), ",", ""),
    "rows cut short": (text([row[:3] if k < 5 else row for k, row in enumerate(ROWS)]), ",", "fewer cells"),
    "titles above": ("Sales 2024\nby hand\n\n" + text(), ",", "Skipped above the header: 2 lines"),
    "a padded title above": ("Sales 2024;;;\n" + text(sep=";"), ";", "Skipped above the header: 1 line,"),
    "comments above": ("# by hand\n# a, b\n" + text(), ",", ""),
    "Excel's hint": ("sep=;\n" + text(sep=";"), ";", ""),
    "a hash before the header": ("#" + text(), ",", ""),
    "trailing separators": (text([[*row, ""] for row in ROWS], [*HEAD, ""]), ",", ""),
    "trailing separators below": (text([[*row, ""] for row in ROWS]), ",", ""),
    "blanks around names": (text(head=[" age", "income ", " colour ", " bought "]), ",", ""),
    "the header again": (text(ROWS[:60]) + text(ROWS[60:]), ",", "repeat the header: 1 row"),
    "infinities": (text(column("income", lambda k, row: "-inf" if k < 3 else row[1])), ",", "infinite"),
    "1e50": (text(column("income", lambda k, row: "1e50" if k < 3 else row[1])), ",", "absurdly large"),
    "a few words": (
        text(column("income", lambda k, row: row[1] if k % 20 else "lots")),
        ",",
        "other entries such as 'lots'",
    ),
    "target in part": (
        text(column("bought", lambda k, row: row[3] if k % 4 else "")),
        ",",
        "no usable target: 30 rows",
    ),
    "a rare class": (text(column("bought", lambda k, row: row[3] if k > 2 else "maybe")), ",", "'maybe', 3 rows"),
    "invisible characters": (text(head=[*HEAD[:3], "\ufeffbou\u00adght\u200b"]), ",", ""),
    "yes, y and 1": (
        text(column("bought", lambda k, row: (("yes", "Y", "1") if row[3] == "yes" else ("no", "N", "0"))[k % 3])),
        ",",
        "spells yes and no in several ways",
    ),
    "Yes and yes": (text(column("bought", lambda k, row: row[3].title() if k % 2 else row[3])), ",", "capital letters"),
}

CLASSES = {"Yes and yes": ["yes", "no"]}  # as written by most


@pytest.mark.parametrize("case", USABLE)
def test_what_can_be_used_is_read_right(examine, case):
    content, separator, words = USABLE[case]
    table, problem, notes = examine(content)
    assert problem is None
    assert (list(table.frame), tuple(table.kind.values())) == (HEAD, PLAIN)
    named = reading.SEPARATORS.get(separator, separator)
    assert f"separated by {named}," in table.read
    assert (table.total, [label.lower() for label in table.classes]) == (len(ROWS), CLASSES.get(case, ["no", "yes"]))
    assert words in notes if words else not notes, notes
    if "income" not in notes:
        expected = [float(row[1]) for row in ROWS]
        assert set(table.values["income"]) <= set(expected)
        assert len(table.values["income"]) == len(table.y)


WRITTEN = {
    "one kilogram": (lambda k: f"{40 + k} kg", lambda k: 40 + k, "carries a unit: '40 kg' is read as 40"),
    "mostly percent": (lambda k: f"{k}" + "%" * (k % 3 > 0), lambda k: k, "'1%' is read as 1"),
    "two currencies": (lambda k: f"{'$€'[k % 2]}{k}.50", lambda k: k + 0.5, "mixes currencies"),
    "points and commas": (
        lambda k: f'"{k}{".,"[k % 2]}5"',
        lambda k: k + 0.5,
        "mixes decimal commas and decimal points",
    ),
    "one or a thousand": (lambda k: f'"1,{100 + k}"', lambda k: 1100 + k, "'1,100' is read as 1100"),
    "Indian thousands": (lambda k: f'"1,23,{100 + k}.50"', lambda k: 123_100.5 + k, ""),
    "minus in front, behind, in brackets": (
        lambda k: [f"-{k}.50", f"{k}.50-", f"({k}.50)"][k % 3],
        lambda k: -k - 0.5,
        "",
    ),
    "Arabic digits": (
        lambda k: f"{k}.50".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        lambda k: k + 0.5,
        "",
    ),
    "Excel's way to keep text": (lambda k: f'="{k}.50"', lambda k: k + 0.5, ""),
    "single quotes": (lambda k: f"'{k}.50'", lambda k: k + 0.5, ""),
    "tiny": (lambda k: f"{k}e-320", lambda k: float(f"{k}e-320"), ""),
}


@pytest.mark.parametrize("style", WRITTEN)
def test_numbers_are_read_as_people_write_them(examine, style):
    written, value, words = WRITTEN[style]
    table, problem, notes = examine(text(column("income", lambda k, row: written(k))))
    assert problem is None
    assert table.kind["income"] == "number"
    assert table.values["income"].tolist() == [value(k) for k in range(len(ROWS))]
    assert words in notes if words else not notes, notes


def test_labels_that_look_like_numbers_stay_words(examine):
    for label in (lambda k: f"{k % 5}{['kg', 'ok'][k % 2]}", lambda k: ["24-", "25+"][k % 2], lambda k: f"c{k % 9}"):
        assert examine(text(column("income", lambda k, row, label=label: label(k))))[0].kind["income"] == "category"


def test_numbers_too_long_for_a_float_are_names(examine):
    table, _, _ = examine(text(plus(lambda k, row: str(98_765_432_109_876_543_210 + k)), ["transaction", *HEAD]))
    assert table.kind["transaction"] == "identifier" and list(table.why) == ["transaction"]


def test_rows_that_are_too_long_are_left_out_and_counted(examine):
    table, _, notes = examine(text([row + ["x"] * (k % 20 == 0) for k, row in enumerate(ROWS)]))
    assert table.total == len(ROWS) - 6
    assert "more cells than the header has names: 6 rows" in notes


SPELLINGS = ["NA", "n/a", "?", "-", ".", "", "none", "#N/A", "NaN", "null"]


def test_missing_values_are_known_by_their_spellings_and_by_their_code(examine):
    table, _, notes = examine(
        text(column("income", lambda k, row: [*SPELLINGS, "-999", "-999"][k] if k < 12 else row[1]))
    )
    assert table.values["income"].isna().sum() == 12
    assert "2 times -999" in notes


def test_a_missing_header_is_noticed(examine):
    table, _, notes = examine(text(head=None), "column 4")
    assert (list(table.frame), table.total) == ([f"column {i}" for i in range(1, 5)], len(ROWS))
    assert "looks like data" in notes


@pytest.mark.parametrize("head", [["0", "1", "2", "3"], ["2021", "2022", "2023", "bought"]])
def test_numbers_can_be_names(examine, head):
    table, problem, _ = examine(text(head=head), head[3])
    assert problem is None
    assert (list(table.frame), table.total) == (head, len(ROWS))


def test_row_names_without_a_name_are_an_identifier(examine):
    for head in (HEAD, ["", *HEAD]):
        table, _, _ = examine(text(plus(lambda k, row: str(k + 1)), head))
        assert [kind for name, kind in table.kind.items() if name not in HEAD] == ["identifier"]
        assert table.features == HEAD[:3]


def test_equal_names_get_numbers(examine):
    table, _, notes = examine(text(plus(lambda k, row: row[0]), ["age", *HEAD]))
    assert list(table.frame)[:2] == ["age", "age (2)"]
    assert "share a name: 'age'" in notes


def test_columns_that_must_not_be_seen_are_left_out_with_their_reason(examine):
    extra = {
        "customer code": lambda k, row: f"c-{k}",
        "day": lambda k, row: f"{k % 28 + 1}/{k % 12 + 1}/2024 10:30",
        "nothing": lambda k, row: "",
        "same": lambda k, row: "x",
        "story": lambda k, row: f"this is the story number {k}",
        "answer": lambda k, row: "1" if row[3] == "yes" else "0",
    }
    rows = [[*row, *(value(k, row) for value in extra.values())] for k, row in enumerate(ROWS)]
    table, _, _ = examine(text(rows, [*HEAD, *extra]))
    kinds = ["identifier", "date", "constant", "constant", "text", "leak"]
    assert {name: table.kind[name] for name in extra} == dict(zip(extra, kinds, strict=True))
    assert set(table.why) == set(extra) and all(table.why.values())
    assert table.features == HEAD[:3]


DATES = {
    "ISO": lambda k: f"2024-{k % 12 + 1:02}-{k % 28 + 1:02}",
    "day first": lambda k: f"{k % 28 + 1:02}/{k % 12 + 1:02}/2024",
    "month first": lambda k: f"{k % 12 + 1}/{k % 28 + 1}/24",
    "with a zone": lambda k: f"2024-{k % 12 + 1:02}-{k % 28 + 1:02}T10:00:00+0{k % 3}:00",
    "in words": lambda k: f"{k % 28 + 1} {['Jan', 'May', 'Dec'][k % 3]} 2024",
    "eight digits": lambda k: f"2024{k % 12 + 1:02}{k % 28 + 1:02}",
    "seconds": lambda k: str(1_700_000_000 + 86_400 * ((k * 7) % 120)),
}


@pytest.mark.parametrize("style", DATES)
def test_with_a_date_the_past_predicts_the_future(examine, style):
    table, _, _ = examine(text(plus(lambda k, row: DATES[style](k)), ["date", *HEAD]))
    assert (table.how, table.by, table.kind["date"]) == ("time", "date", "date")
    folds = folds_in_time(table.dates, table.together)
    assert len(folds) >= 3
    for train, test in folds:
        assert table.dates[train].max() < table.dates[test].min()


def test_a_date_that_cannot_be_used_is_named(examine, capsys):
    _, _, notes = examine(text(plus(lambda k, row: f"{k % 28 + 1}. Frimaire 2024"), ["Datum", *HEAD]))
    assert "'Datum' sounds like a date, but cannot be read as one" in notes
    dates = plus(lambda k, row: "" if k % 2 else f"2024-{k % 12 + 1:02}-{k % 28 + 1:02}")
    table, _, _ = examine(text(dates, ["date", *HEAD]))
    describe(table, [])
    assert table.how == "shuffle"
    assert "no useful date: 'date'" in capsys.readouterr().out


def test_day_and_month_that_change_places_are_noticed(examine):
    _, _, notes = examine(text(plus(lambda k, row: f"{20 if k % 2 else 3}/{3 if k % 2 else 20}/2024"), ["date", *HEAD]))
    assert "the day comes first in some dates and second in others" in notes


def test_rows_of_one_unit_stay_together(examine):
    table, _, _ = examine(text(plus(lambda k, row: str(k * 7 % 30)), ["patient_id", *HEAD]))
    assert (table.how, table.by, table.kind["patient_id"]) == ("unit", "patient_id", "unit")
    assert "equally many rows" in table.why["patient_id"]
    for train, test in folds_together(table.together, table.y, table.task, 0):
        assert not set(table.values["patient_id"][train]) & set(table.values["patient_id"][test])


def test_units_are_known_by_whole_words_of_their_name(examine):
    for name, kind in (("account_id", "unit"), ("customerID", "unit"), ("paid", "number"), ("price index", "number")):
        table, _, _ = examine(text(plus(lambda k, row: str(20 + k * 7 % 30)), [name, *HEAD]))
        assert table.kind[name] == kind


def test_few_units_can_be_split_by_and_are_pointed_at(examine):
    content = text(plus(lambda k, row: str(k % 6)), ["patient_id", *HEAD])
    assert "perhaps the name of something that comes back: 'patient_id'" in examine(content)[2]
    table, _, notes = examine(content, unit="patient_id")
    assert (table.how, notes) == ("unit", "")


def test_units_that_a_sample_thins_out_are_still_units(examine, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 200)
    rows = [[f"c{k % 2000}", *row] for k, row in enumerate(people(8000))]
    table, _, notes = examine(text(rows, ["customer", *HEAD]))
    assert (table.how, table.kind["customer"]) == ("unit", "unit")
    assert "in the whole file they come back" in notes


def test_copies_of_a_row_stay_together_and_are_counted(examine):
    table, _, notes = examine(text(ROWS + ROWS))
    assert "Repeating another row in every column that counts: 120 rows. They stay on one side" in notes
    for train, test in folds_together(table.together, table.y, table.task, 0):
        assert not set(table.values["income"][train]) & set(table.values["income"][test])


FILLED_IN = {
    "cancel_date": lambda k: f"2024-05-{k % 28 + 1:02}",
    "ticket": lambda k: f"T{k}",
    "reason": lambda k: f"the caller number {k} said that she leaves",
    "refund": lambda k: f"{k % 50}.50",
}


@pytest.mark.parametrize("name", FILLED_IN)
def test_a_column_that_leaks_by_being_filled_in_is_found(examine, name):
    rows = plus(lambda k, row: FILLED_IN[name](k) if row[3] == "yes" else "")
    table, _, _ = examine(text(rows, [name, *HEAD]))
    assert table.kind[name] == "leak" and "gives the target away" in table.why[name]
    assert table.features == HEAD[:3]


def test_copies_and_units_do_not_pretend_a_leak(examine):
    assert examine(text(ROWS[:60] * 10))[0].why == {}
    rows = [[f"p{k % 30}", str(1950 + k % 30), "ill" if k % 30 % 4 < 2 else "well"] for k in range(300)]
    assert examine(text(rows, ["patient", "born", "state"]), "state")[0].kind["born"] == "number"


def test_a_target_that_hardly_varies_does_not_pretend_a_leak(examine):
    table, _, _ = examine(text(column("bought", lambda k, row: f"{k}.5" if k in (7, 9) else "0")))
    assert (table.task, table.why) == ("number", {})


def test_one_misspelt_unit_does_not_spoil_a_column(examine):
    table, _, notes = examine(text(column("income", lambda k, row: f"{k} kilo" if k == 5 else f"{k} kg")))
    assert table.kind["income"] == "number"
    assert "other entries such as '5 kilo'" in notes


def test_a_target_in_rising_order_is_no_identifier(examine):
    rows = [[*row[:3], str(price)] for row, price in zip(ROWS, sorted(k * k for k in range(len(ROWS))), strict=True)]
    assert examine(text(rows))[0].task == "number"


def test_a_target_of_many_zeros_has_no_value_far_from_all_others(examine):
    _, _, notes = examine(text(column("bought", lambda k, row: f"{k}.5" if k % 12 == 0 else "0")))
    assert "far from all others" not in notes
    _, _, notes = examine(text(column("bought", lambda k, row: "1e12" if k == 5 else row[0])))
    assert "far from all others (1e+12)" in notes


def test_the_scale_of_the_target_changes_nothing(examine):
    scores = []
    for scale in ("e-250", "e20"):
        table, problem, _ = examine(text(column("income", lambda k, row, scale=scale: row[0] + scale)), "income")
        assert problem is None
        scores.append(table.why)
    assert [list(why) for why in scores] == [["age"]] * 2


def test_post_codes_are_no_numbers(examine):
    table, _, _ = examine(text(plus(lambda k, row: f"{k % 40:05}"), ["plz", *HEAD]))
    assert table.kind["plz"] == "category"


def test_names_with_markup_are_escaped(capsys):
    show_table(["<script>"], [("<b>",)])
    shown = capsys.readouterr().out
    assert "<th>&lt;script&gt;</th>" in shown and "<td>&lt;b&gt;</td>" in shown


# --- awkward files: separators, thousands, units, durations, dates, identifiers, workbooks and more ---


@pytest.mark.parametrize("case", awkward.CASES)
def test_an_awkward_file_gets_its_right_reading_with_reasons(examine, case):
    right = awkward.CASES[case]
    table, problem, notes = examine(right.content, right.target, name=right.name, **right.settings)
    if right.problem:
        assert right.problem in problem
        return
    assert problem is None
    found = reading_of(table)
    columns = found["columns"]
    assert {name: columns[name]["kind"] for name in right.kinds} == right.kinds
    for name, (low, high) in right.ranges.items():
        assert low <= columns[name]["min"] <= columns[name]["max"] <= high
        assert columns[name]["max"] > high / 10
    assert right.says in notes
    assert right.rows in (None, found["rows"])
    assert right.columns in (None, len(columns))
    if right.classes is not None:
        assert set(found["target"]["classes"]) == set(right.classes)
        assert not any(right.classes.values()) or found["target"]["classes"] == right.classes
    how, by = right.split or ("shuffle", "")
    assert found["split"] == {"how": how, "by": by or None}
    # Every column says why it is what it is, and what is left out can be kept.
    assert all(column["why"] for column in columns.values())
    assert json.loads(json.dumps(reading_of(table))) == reading_of(table)
    if right.settings:
        return
    filled = {name for name, values in table.values.items() if values.notna().any()}
    left = [name for name in columns if name in filled - {right.target} and not columns[name]["used"]]
    kept, _, _ = examine(right.content, right.target, name=right.name, keep=left)
    assert all(reading_of(kept)["columns"][name]["used"] for name in left)


def test_the_reading_is_what_the_contract_says(examine):
    rows = [[*row, f"c{k}", str(k % 40)] for k, row in enumerate(ROWS)]
    table, _, _ = examine(text(rows, [*HEAD, "code", "patient_id"]))
    found = reading_of(table)
    assert list(found) == ["rows", "columns", "split", "target"]
    assert all(list(column) == ["kind", "used", "why", "min", "max"] for column in found["columns"].values())
    assert found["split"] == {"how": "unit", "by": "patient_id"}
    assert found["target"]["kind"] == "classes" and sum(found["target"]["classes"].values()) == len(ROWS)
    assert found["columns"]["code"]["kind"] == "identifier" and not found["columns"]["bought"]["used"]
    assert reading_of(None) == {"rows": 0, "columns": {}, "split": None, "target": None}


def test_dates_are_given_as_dates(examine):
    table, _, _ = examine(text(plus(lambda k, row: f"{k % 28 + 1}.{k % 12 + 1}.2024"), ["day", *HEAD]))
    assert reading_of(table)["columns"]["day"]["min"] == "2024-01-01T00:00:00+00:00"


def test_what_a_file_does_not_need_is_not_asked_for(examine, monkeypatch):
    asked = []
    for module in (opening, quantities, reading, files, times):
        monkeypatch.setattr(module, "need", lambda **packages: asked.extend(packages))
    assert examine(text())[1] is None
    assert asked == ["clevercsv"]
    examine(awkward.CASES["grams and kilograms"].content, "y")
    examine(awkward.CASES["Excel"].content, "y")
    assert asked == ["clevercsv", "clevercsv", "pint", "python_calamine"]


def test_without_a_network_one_sentence_says_what_to_switch_on(examine, monkeypatch):
    def nothing(**packages):
        raise Stop("This lab needs clevercsv and could not install it. Switch on the network.")

    monkeypatch.setattr(reading, "need", nothing)
    assert examine(text())[1] == "This lab needs clevercsv and could not install it. Switch on the network."


# --- large files ---


def test_half_a_million_rows_are_sampled_and_counted(examine):
    block = "\n".join(f"{k * 37 % 1000},{'yn'[k % 2]}" for k in range(1000)) + "\n"
    table, problem, notes = examine("x,y\n" + block * 500, "y")
    assert problem is None
    assert (table.total, len(table.y)) == (500_000, 20_000)
    assert "Of 500,000 rows a random 20,000 are used." in notes
    assert 9_500 < table.y.sum() < 10_500, "drawn from all over the file"


def test_ten_thousand_columns_are_sampled_with_the_target(examine):
    head = [*(f"x{j}" for j in range(10_000)), "bought"]
    rows = [[str((j * k * k) % 97) for j in range(10_000)] + row[3:] for k, row in enumerate(ROWS[:60])]
    table, problem, notes = examine(text(rows, head))
    assert problem is None
    assert table.frame.shape == (60, 301) and "bought" in table.frame
    assert "10,001 columns. A random 301" in notes


def test_rare_classes_are_kept_when_rows_are_drawn(examine):
    luck = random.Random(0)
    rows = [[f"{luck.gauss(0, 1):.3f}", "fraud" if k % 2500 == 7 else "fine"] for k in range(60_000)]
    table, problem, notes = examine(text(rows, ["x", "y"]), "y")
    assert problem is None
    assert table.classes["fraud"] == 24 and len(table.y) < 20_100
    assert "Rare classes were kept when the rows were drawn" in notes and "24 rows of 'fraud'" in notes
    measures = judge_table(compare(table, Notes()))
    assert measures["rarest_class"]["value"] == 24
    assert rests_on(table) == " All this rests on 24 rows of 'fraud', the rarest class."


def test_rows_of_rare_units_are_kept_whole(examine):
    rows = [[f"u{k // 4}", f"{k % 97}", "odd" if k // 4 % 150 == 0 else "even"] for k in range(12_000)]
    table, _, _ = examine(text(rows, ["userid", "x", "y"]), "y")
    used = rows_compared(table, 1000, Notes())
    assert table.how == "unit" and len(used) == 1000
    assert (table.y[used] == list(table.classes).index("odd")).sum() == table.classes["odd"] == 80


# --- the settings ---


def test_without_a_target_the_sentence_lists_what_it_could_be(examine):
    _, problem, _ = examine(text(plus(lambda k, row: f"u{k}"), ["id", *HEAD]), "")
    assert "No target was given" in problem
    assert "'bought', 'colour'" in problem and "'id'" not in problem


def test_a_person_is_asked_for_the_target_and_nobody_is_waited_for(examine, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "colour")
    assert examine(text(), "", may_ask=True)[0].target == "colour"

    def nobody(prompt):
        raise NotImplementedError("raw_input was called, but this frontend does not support input requests.")

    monkeypatch.setattr("builtins.input", nobody)
    assert "No target was given" in examine(text(), "", may_ask=True)[1]


def test_columns_can_be_left_out_kept_and_split_by(examine):
    content = text(plus(lambda k, row: str(k * 7 % 30)), ["patient_id", *HEAD])
    table, _, _ = examine(content, drop=["age"], keep=["patient_id"], shuffle=True)
    assert (table.how, table.features) == ("shuffle", ["patient_id", "income", "colour"])
    assert "(UNIT). Did you mean 'patient_id'" in examine(content, unit="patientid")[1]
    assert "only 3 different values" in examine(content, unit="colour")[1]
    assert "is the target, so it cannot stand in DROP" in examine(content, drop="bought")[1]
    assert examine(content, drop=None, keep=None, unit=None)[1] is None
    long = "how likely is it that you would recommend us to a friend or a colleague in the next twelve months if asked"
    assert examine(text(head=[*HEAD[:3], long]), f'"{long}"')[1] is None


def test_upload_outside_colab_gets_a_sentence(monkeypatch):
    monkeypatch.delenv("YOUR_DATA", raising=False)
    with pytest.raises(Stop, match="Colab only"):
        chosen_file("", "", True)


def test_a_surprise_is_named_and_asks_to_be_reported(examine, monkeypatch):
    monkeypatch.setattr(deciding, "find_units", lambda *_: 1 / 0)
    table, problem, _ = examine(text())
    assert table is None
    assert "ZeroDivisionError: division by zero" in problem and "report" in problem


# --- scores ---


@pytest.mark.parametrize(("target", "task", "unit"), [("income", "number", "R²"), ("bought", "classes", "AUC")])
def test_numbers_and_classes_are_both_scored_against_a_floor(examine, target, task, unit):
    rows = [[row[0], f"{30 * int(row[0]) + 200 * (k % 7)}", *row[2:]] for k, row in enumerate(ROWS)]
    table, _, _ = examine(text(rows), target)
    measures = judge_table(compare(table, Notes()))
    assert (table.task, measures["lr"]["unit"]) == (task, unit)
    assert measures["lr"]["low"] > measures["floor"]["value"] + 0.1
    assert measures["lr"]["low"] < measures["lr"]["value"] < measures["lr"]["high"]


def test_wild_scores_are_drawn_and_said_in_few_digits(examine, capsys):
    rows = column("bought", lambda k, row: "1e12" if k == 3 else row[0])
    table, _, notes = examine(text(rows))
    measures, note = judge_table(compare(table, Notes())), [notes]
    draw_curve(table, learning_curve(table), measures)
    answer(table, measures, 0.01, note)
    assert not re.search(r"\d{6}", capsys.readouterr().out)
    assert "Is it an error?" in first_check(table, measures, note)


def test_a_lead_below_and_above_the_margin_is_said():
    names = SimpleNamespace(best="boost4", classes={"a": 9, "b": 9}, promised={})
    for low, high, word in ((-0.03, 0.009, "Yes"), (0.011, 0.2, "No"), (-0.01, 0.02, "We can't tell")):
        lead = {"value": (low + high) / 2, "low": low, "high": high, "unit": "AUC"}
        said = enough(names, {"lead": lead, "above_floor": {"low": 0.1}}, 0.01)
        assert said.startswith(f"{word}. The lead of boosting (4 leaves) over logistic regression is")
    assert enough(names, {"lead": lead, "above_floor": {"low": 0}}, 0.01).startswith("Nothing is shown to beat")
    assert "too few rows" in more_rows(None, 0.01)


def test_intervals_end_where_their_measure_ends():
    table = SimpleNamespace(fold_rows=(80, 20))
    found = interval_of(np.array([0.97, 1.0, 0.9, 0.99, np.nan]), table, 0.0, 1.0)
    assert found["high"] == 1.0 and 0 < found["low"] < found["value"] < 1
    assert interval_of(np.array([0.01, 0.2, 0.0]), table, 0.0, 1.0)["low"] == 0.0
    assert interval_of(np.array([0.1, 1.9, 0.4]), table, -np.inf, np.inf)["high"] > 1


def test_a_split_that_takes_the_signal_away_is_named(examine):
    luck = random.Random(0)
    rows = [
        [str(1990 + k // 10), f"{luck.gauss(0, 1):.2f}", f"{(k // 10) ** 2 + luck.gauss(0, 9):.1f}"] for k in range(300)
    ]
    content = text(rows, ["year", "x", "price"])
    table, _, _ = examine(content, "price")
    table = compare(table, Notes())
    said = enough(table, judge_table(table), 0.01)
    assert table.how == "time" and said.startswith("Not under this split. By 'year'") and "SHUFFLE = True" in said
    table, _, _ = examine(content, "price", shuffle=True)
    table = compare(table, Notes())
    assert judge_table(table)["boost"]["value"] > 0.8
    assert not enough(table, judge_table(table), 0.01).startswith("Not under")


def test_a_split_without_usable_folds_falls_back_to_a_shuffle_or_stops(examine):
    rows = [[*row[:3], str(k // 20), "yes" if k >= 100 else "no"] for k, row in enumerate(ROWS)]
    content = text(rows, [*HEAD[:3], "shop", "bought"])
    table, _, _ = examine(content, unit="shop")
    with pytest.raises(Stop, match="folds usable"):
        compare(table, Notes())
    table.asked, note = False, Notes()
    assert compare(table, note).how == "shuffle"
    assert "The rows were shuffled instead" in note[-1]


# --- the kit cell ---


def test_the_kit_cell_holds_all_that_the_lab_names_and_runs_alone():
    source = kit.cell(labs.source("your-data", ROOT))
    assert "from ." not in source
    names = {"__name__": "kit"}
    exec(compile(source, "kit", "exec", dont_inherit=True), names)
    assert names["to_numbers"](names["BARE"] and ["1.5"], ".") == [1.5]


def test_visible_cells_are_short():
    folded = {kit.TAG, "exercises"}
    cells = [c for c in labs.source("your-data", ROOT)["cells"] if not folded & set(c["metadata"].get("tags", []))]
    code = [c["source"].splitlines() for c in cells if c["cell_type"] == "code"]
    assert sum(len(c["source"].splitlines()) for c in cells) < 400
    assert max(map(len, code)) <= 25 and max(len(line) for one in code for line in one) <= 100


# --- the whole notebook ---


def test_with_a_bad_file_the_notebook_runs_to_its_end(tmp_path, monkeypatch):
    (tmp_path / "dates.csv").write_text(text(column("bought", lambda k, row: f"2024-01-{k % 28 + 1:02}")))
    monkeypatch.setenv("YOUR_DATA", "dates.csv")
    monkeypatch.setenv("YOUR_TARGET", "bought")
    notebook = nbformat.read(ROOT / "notebooks/your-data.ipynb", as_version=4)
    NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    sentence = "The target 'bought' is a date. Predict a number instead, such as the days until it, or a class."
    (evidence,) = [o["data"]["application/json"] for o in outputs if "application/json" in o.get("data", {})]
    assert evidence == {"problem": sentence, "reading": reading_of(None), "measures": {}, "series": {}}
    assert json.dumps(outputs).count(f"Nothing to show: {sentence}") == 4
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
