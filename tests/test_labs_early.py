"""Names that exercises need as they were, and what a cell below the experiment may do to them."""

from __future__ import annotations

import ast

import pytest
from groundtruth.labs.early import bound, mutated, rebound

ABOVE = "import numpy as np\ntable, rows = np.zeros(3), [0, 1]\n\ndef learn(n):\n    return table[rows][:n]"
ONE = {
    "stub": "seed = 1\nmine = ...",
    "solution": "mine = learn(2)",
    "right": "len(mine) == 2",
    "wrong": [{"answer": "mine = learn(seed)", "when": "len(mine) < 2"}],
}


def notebook(below: str, **metadata) -> dict:
    def cell(kind: str, source: str, metadata: dict) -> dict:
        return {"cell_type": kind, "source": source, "metadata": metadata}

    words = cell("markdown", "Words.\n\n## The experiment\n\nMore.", {})
    return {"cells": [cell("code", ABOVE, {}), words, cell("code", below, metadata)], "metadata": {}}


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("learn = 1", "learn"),
        ("for table in range(3):\n    pass", "table"),
        ("with open('x') as rows:\n    pass", "rows"),
        ("import pandas as table", "table"),
        ("table[0] = 1", "table"),
        ("rows.append(2)", "rows"),
        ("frame.to_sql('rows', rows)", "rows"),
        ("frame.to_sql(name='x', con=table)", "table"),
        ("del rows", "rows"),
    ],
)
def test_a_name_that_an_exercise_needs_is_left_alone_below_the_experiment(below, name):
    (problem,) = rebound(notebook(below), [ONE, ONE], "coin")
    assert problem.place == "notebooks/coin.ipynb cell 3"
    assert problem.what.startswith(
        f"gives '{name}' another value, which exercises 1, 2 of docs/data/exercises/coin.yml"
    )


@pytest.mark.parametrize(
    "below",
    [
        "found = [table for table in range(3)]",  # a name of its own
        "def again(table):\n    rows = 1\n    return rows",
        "seed = 2",  # the exercise's own
        "np.random.seed(1)",
        "other = table[0] + len(rows)",
        "others.append(table)",
    ],
)
def test_what_leaves_these_names_as_they_are_is_no_fault(below):
    assert list(rebound(notebook(below), [ONE], "coin")) == []
    assert list(rebound(notebook("table = 1", tags=["exercises"]), [ONE], "coin")) == []


def test_what_a_cell_binds_and_what_it_changes():
    tree = ast.parse("a, (b, *c) = 1, (2, 3)\nd.e[f] = [g for g in a]\nh += 1\n\nclass I:\n    j = 1\nk.sort()")
    assert bound(tree) == {"a", "b", "c", "h", "I"}
    assert mutated(tree) == {"d", "k"}
