"""Every minute follows from words, code, a measured run, and what is stated to be supposed."""

from __future__ import annotations

import json
import math
import os

import pytest
from bs4 import BeautifulSoup
from groundtruth.ledger import load
from groundtruth.pages import Launch, Pages, in_words
from groundtruth.pages.minutes import Part, out_of, plain, visit, words_of
from groundtruth.pages.teaching import finding
from miniature import edit


def clock(root):
    return Pages(load(root), Launch("owner/name", "main"), here=lambda: "").clock


@pytest.mark.parametrize(
    ("part", "asked", "minutes"),
    [
        (Part(200), {"speed": 200}, 1),
        (Part(201), {"speed": 200}, 2),
        (Part(200, lines=30, seconds=90), {"speed": 200, "line": 0.1}, 6),
        (Part(0, exercises=3), {"speed": 200, "exercise": 20, "exercises": 2}, 40),
    ],
)
def test_minutes_are_rounded_up(part, asked, minutes):
    assert part.minutes(**asked) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (125, "2 h 5 min"), (485, "about 8 h"), (275, "about 4.5 h")],
)
def test_minutes_in_words(minutes, words):
    assert in_words(minutes) == words


@pytest.mark.parametrize(
    ("minutes", "limit", "words"), [(18, 30, "18 of 30 minutes"), (362, 600, "about 6 of 10 hours")]
)
def test_a_list_takes_so_much_of_its_time(minutes, limit, words):
    assert out_of(minutes, limit) == words


def test_words_are_those_that_a_reader_meets():
    page = (
        "---\ntitle: Not read\n---\n\n# Two words {: #anchor }\n\n| three | four |\n|---|---|\n\n"
        '{{ number("a.b") }} and {{ figure("x", "y") }}[a link](https://example.org/far) <b title="no">bold</b>\n\n'
        '??? note "Solution"\n\n    Not before it is opened.\n\n    Nor this.\n\nLast.\n'
    )
    macros = {"number": lambda name: f"<a href='#'>64% <details>far more</details></a>({name})", "figure": None}
    said = plain(page, macros)
    assert " ".join(said.split()) == "# Two words | three | four | |---|---| 64% (a.b) and [a link bold Last."
    assert words_of(said) == 11


@pytest.mark.parametrize("call", ['{{ nothing("x") }}', "{{ number(x) }}", '{{ number("x" y) }}'])
def test_a_call_that_cannot_be_filled_in_is_not_passed_over(mini, call):
    edit(mini / "docs/truths/coins.md", "Heads came up", f"{call} Heads came up")
    with pytest.raises(ValueError, match=r"docs/truths/coins\.md: its words cannot be counted"):
        clock(mini).page("truths/coins")


def test_a_lab_is_its_prose_its_open_code_and_its_exercises():
    def cell(kind, source, *tags):
        return {"cell_type": kind, "source": source, "metadata": {"tags": list(tags)} if tags else {}}

    notebook = {
        "cells": [
            cell("markdown", "# Is it so?\n\nThree more words."),
            cell("code", "hidden = 1", "kit"),
            cell("code", ["x = 1\n", "\n", "y = 2"]),
            cell("markdown", "## Exercises\n\n### 1. One\n\n<details>\n\nThe answer.\n\n</details>\n\n**2. Two.**"),
            cell("code", "evidence", "evidence"),
        ]
    }
    assert visit(notebook, seconds=40) == Part(words=6 + 4, lines=2, seconds=40, exercises=2)


def test_a_list_takes_what_its_steps_take(mini):
    edit(
        mini / "docs/data/readers.yml",
        "{lab: coin}, {page: truths/coins, p",
        "{lab: coin, exercises: 1}, {page: truths/coins, p",
    )
    handbook, found = load(mini), clock(mini)
    (reader,) = handbook.readers["readers"]
    page, lab = found.page("truths/coins"), found.lab("coin")
    assert page == -(-found.part("truths/coins").words // 100)
    assert found.labs["coin"].seconds == 30
    assert found.total(reader["lists"]["short"]["steps"]) == page + lab
    assert found.total(reader["lists"]["long"]["steps"]) == page + 60 + lab + 20 + 2 * 15


def test_to_whom_all_is_new_a_page_takes_longer_and_a_task_as_long_as_it_says(mini):
    found = clock(mini)
    page, task = {"page": "truths/coins", "practise": True}, {"do": "Write it down", "takes": "note"}
    assert found.step(page, 1.5) == math.ceil(found.page("truths/coins") * 1.5) + 60
    assert found.step({"lab": "coin"}, 1.5) == math.ceil(found.lab("coin") * 1.5)
    assert found.total([page, task], 1.5) == found.step(page, 1.5) + 15


def test_an_edited_page_is_counted_anew(mini):
    found = clock(mini)
    before = found.part("truths/coins").words
    page = mini / "docs/truths/coins.md"
    page.write_text(page.read_text("utf-8") + "\nThree more words.\n", "utf-8")
    os.utime(page, ns=(0, 0))
    assert found.part("truths/coins").words == before + 3


def test_a_list_prints_its_minutes_and_what_it_ends_with(mini):
    edit(
        mini / "docs/data/readers.yml",
        "{lab: coin}, {page: truths/coins, p",
        "{lab: coin, exercises: 1}, {page: truths/coins, p",
    )
    pages = Pages(load(mini), Launch("owner/name", "main"), here=lambda: "start/")
    shown = BeautifulSoup(pages.macros()["lists"]("gambler"), "html.parser")
    first, second = shown.select(".gt-list")
    (reader,) = load(mini).readers["readers"]
    total = pages.clock.total(reader["lists"]["short"]["steps"])
    assert first.h3.get_text() == f"30 minutes {total} of 30 minutes"
    assert [link["href"] for link in first.select("a")] == ["../labs/coin/", "../truths/coins/"]
    assert [item.get_text().rsplit(" ", 2)[0] for item in second.select("li")][:3] == [
        "Run Is this coin fair? with one exercise",
        "Work through Are coins fair? " + in_words(pages.clock.page("truths/coins") + 60).rsplit(" ", 2)[0],
        "Write down what you saw (Is this coin fair?)",
    ]
    assert second.select("li")[3].find("small") is None, "what takes no stated time shows none"
    assert "a page about one coin" in second.select_one(".gt-list__end").get_text()


def test_the_table_says_what_each_minute_is_made_of(ran):
    pages = Pages(load(ran), Launch("owner/name", "main"), here=lambda: "start/")
    table = BeautifulSoup(pages.macros()["minutes"](), "html.parser")
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")]
    words = pages.clock.part("truths/coins").words
    assert rows[0] == ["Are coins fair?", f"{words:,}", str(pages.clock.page("truths/coins"))]
    assert rows[-1][0] == "Coin" and rows[-1][3] == "30"
    assert "100 words a minute" in table.get_text()
    assert "20 minutes for an exercise" in table.get_text()


def test_the_citation_names_the_version_and_no_day_that_is_not_known(ran):
    pages = Pages(load(ran), Launch("owner/name", "v1.2"), here=lambda: "")
    said = BeautifulSoup(pages.macros()["citation"](), "html.parser").get_text()
    assert "Version 1.2. https://owner.github.io/name/" in said


def test_the_finding_is_computed():
    graph = {"path/a": (), "path/b": ("path/a",), "x": ("path/a",), "y": ("path/b", "x")}
    assert finding(graph, {"x", "y"}) == (
        "After step 1 of the path, you can begin with one of the 2 labs. "
        "The most advanced lab comes after three steps and labs."
    )
    graph = {"path/a": (), "path/b": ("path/a",), "x": ("path/b",), "y": ("x",)}
    assert finding(graph, {"x", "y"}).startswith("After steps 1 and 2 of the path,")
    graph = {"path/a": (), "path/b": (), "x": ("path/a",), "y": ("path/b",), "z": ("x", "y")}
    assert finding(graph, {"x", "y", "z"}).startswith("After one step of the path, you can begin with two of the 3")


def test_lessons_tell_figures_and_exercises(ran):
    pages = Pages(load(ran), Launch("owner/name", "main"), here=lambda: "")
    row = BeautifulSoup(pages.macros()["lessons"](), "html.parser").select_one("tbody tr")
    assert [cell.get_text() for cell in row.select("td")][:2] == ["easy", "counting to a hundred"]
    assert json.loads((ran / "docs/data/works-on.json").read_text())["colab"]["labs"]["coin"]["seconds"] == 30
    assert row.select("td")[-1].get_text() == "figure 1"
