"""Sizes in the registry against those of the tables that were scored: each slip at its entry."""

from __future__ import annotations

import pytest
from groundtruth.study import counts

ENTRY = {"name": "heart", "package": "p", "item": "h", "n": 753, "columns": 9, "positive_share": 0.57}
ROW = {"name": "heart", "total": 753, "rows": 753, "columns": 9, "positive": 0.5684}


@pytest.mark.parametrize(
    ("entry", "row", "keys"),
    [
        ({}, {}, []),
        ({"n": 735}, {}, ["n"]),
        ({"columns": 6}, {}, ["columns"]),
        ({"positive_share": 0.75}, {}, ["positive_share"]),
        ({"columns": 10, "positive_share": 0.6}, {"rows": 500}, []),  # the drawn rows have their own
        ({"name": "other"}, {}, []),
    ],
)
def test_an_entry_is_as_large_as_what_was_scored(entry, row, keys):
    told = [problem.place for problem in counts.scored([ENTRY | entry], [ROW | row])]
    assert told == [f"docs/data/tables.yml heart.{key}" for key in keys]


def test_one_table_has_one_number_of_rows_unless_some_are_chosen():
    twin = ENTRY | {"name": "twin", "n": 735}
    assert [problem.place for problem in counts.alike([ENTRY, twin])] == ["docs/data/tables.yml twin.n"]
    assert list(counts.alike([ENTRY, twin | {"rows": "d[d.a > 1]"}, twin | {"item": "i"}])) == []


@pytest.mark.parametrize(("rows", "told"), [(753, 0), (735, 1), (700, 0), (800, 1), (None, 0)])
def test_a_lab_uses_no_more_rows_than_there_are_and_not_the_same_digits(rows, told):
    found = list(
        counts.learned({"heart": ENTRY}, {"the heart": "heart"}, [{"table": "the heart", "rows": rows}], "lab")
    )
    assert [problem.place for problem in found] == ["docs/data/tables.yml heart.n"] * told


def test_the_names_of_a_labs_tables_are_read_in_whatever_way_they_are_written():
    text = r'''"x = registered(\"a, b as bee,\n  c\")\n", "registered(\"\"\"\n", "d as dee,\n", "e\"\"\")"'''
    assert counts.called(text) == {"a": "a", "bee": "b", "c": "c", "dee": "d", "e": "e"}
