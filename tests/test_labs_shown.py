"""What a lab shows of one machine, or prints otherwise than its evidence says, is found, and nothing else."""

from __future__ import annotations

import pytest
from groundtruth.labs import shown

MEASURES = {
    "gap": {"value": 0.2316, "low": 0.098, "high": 0.367},
    "rows": {"value": 4212.4, "low": None, "high": None},
    "lead": {"value": -0.5, "low": -0.75, "high": 0.25},
}
TABLE = """gap    0.232 (0.098 to 0.367)     AUC
       K01, at most 0.01: open
         0.333 (0.298 to 0.367)     open     twice the margin, 0.02
rows   4,212                      rows
lead  -0.500 (-0.750 to 0.250)   points
"""


def cell(*outputs: dict, source: str = "judged(measures)") -> dict:
    return {"cells": [{"id": "a", "source": source, "metadata": {}, "outputs": list(outputs)}]}


@pytest.mark.parametrize(
    "text",
    [
        "/home/me/data.csv",
        "read from '/Users/me/x.csv'",
        "C:\\\\Users\\\\me\\\\data.csv",
        "1.26 .venv/lib/python3.13/site-packages/pandas/__init__.py",
        "<function f at 0x7f2c4e0a1d30>",
    ],
)
@pytest.mark.parametrize("where", ["text", "text/plain", "text/html"])
def test_a_place_on_one_machine_is_found(text, where):
    output = {"text": [text]} if where == "text" else {"data": {where: text}}
    (problem,) = shown.of_one_machine(cell(output), "lab")
    assert problem.place == "lab cell 1 (a)"


@pytest.mark.parametrize(
    "text",
    [
        "a/home/b",
        "https://example.org/home/me/",
        "</var/>",
        "</p>/tmp",
        "and/or",
        "at 0x1f",
        "km/h",
        "A: 5",
    ],
)
def test_what_any_machine_would_show_is_not(text):
    assert list(shown.of_one_machine(cell({"text": text}), "lab")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("0.232 (", "0.332 (", ["0.332 (0.098 to 0.367) for gap, and its evidence says 0.2316 (0.098 to 0.367)"]),
        ("to 0.367)     AUC", "to 0.376)     AUC", ["0.232 (0.098 to 0.376) for gap"]),
        (" (0.098 to 0.367)     AUC", "  AUC", ["0.232 for gap"]),
        ("4,212", "4,221", ["4,221 for rows, and its evidence says 4212.4"]),
        ("-0.500", "0.500", ["0.500 (-0.750 to 0.250) for lead"]),
        ("gap ", "gop ", []),  # what is no measure is told by nobody
    ],
)
def test_what_the_lab_printed_is_what_its_evidence_says(old, new, said):
    found = list(shown.misprinted(cell({"text": TABLE.replace(old, new, 1)}), MEASURES, "lab"))
    assert [problem.place for problem in found] == ["docs/labs/lab.ipynb cell 1 (a)"] * len(said)
    assert all(words in problem.what for words, problem in zip(said, found, strict=True))


def test_only_the_table_of_judgements_is_compared():
    assert list(shown.misprinted(cell({"text": "gap 9.9"}, source="print(gap)"), MEASURES, "lab")) == []


@pytest.mark.parametrize(("line", "found"), [("my_guess = ...", 0), ("my_guess = 40", 1), ("guess = 40", 0)])
def test_a_guess_that_was_left_is_found(line, found):
    one = {"cell_type": "code", "id": "your-guess", "metadata": {}, "source": f"# a number\n{line}  # such as 50"}
    told = [problem.place for problem in shown.given_away({"cells": [one]}, "lab")]
    assert told == ["lab cell 1:2"] * found
