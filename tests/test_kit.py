"""A lab's kit cell holds exactly the functions that the lab names and what they need, as scripts/labkit has them."""

from __future__ import annotations

import ast
import json

import pytest
from groundtruth import kit, labs
from miniature import REPOSITORY


def notebook(*cells: str) -> dict:
    """A notebook of code cells, the last of them without a kit cell before it."""
    return {"cells": [{"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": s} for i, s in enumerate(cells)]}


def defined(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def test_a_named_function_comes_with_what_it_needs_and_nothing_else():
    source = kit.cell(notebook("print(share({'a': True}))"))
    assert defined(source) == {"_measure", "wilson", "share"}
    assert "import numpy as np" in source
    assert "joblib" not in source


def test_the_cell_runs_alone():
    scope: dict = {}
    exec(kit.cell(notebook("mean({}); need(); auc([], [])")), scope)  # our own code, made by the kit
    assert scope["mean"]({"a": 1.0, "b": 2.0, "c": 3.0})["value"] == 2.0
    assert scope["auc"]([0, 1, 1], [0.1, 0.2, 0.3]) == 1.0


def test_a_lab_that_names_nothing_gets_no_cell():
    assert kit.cell(notebook("print(1)")) is None
    assert kit.written(notebook("print(1)")) == notebook("print(1)")


def test_a_name_that_the_lab_defines_itself_is_its_own():
    assert kit.cell(notebook("def share(x):\n    return x\nshare(1)")) is None


def test_a_cell_that_differs_is_a_problem_with_its_remedy():
    right = kit.written(notebook("auc([0], [1])"))
    assert list(kit.differs(right, "a.ipynb")) == []
    for spoil in ("", right["cells"][0]["source"] + "\n# mine", None):
        wrong = json.loads(json.dumps(right))
        if spoil is None:
            del wrong["cells"][0]
        else:
            wrong["cells"][0]["source"] = spoil
        (problem,) = kit.differs(wrong, "a.ipynb")
        assert problem.place == "a.ipynb"
        assert "make labs" in problem.remedy


def test_a_kit_cell_that_nothing_needs_any_more_is_a_problem():
    right = kit.written(notebook("auc([0], [1])"))
    right["cells"][1]["source"] = "print(1)"
    assert len(list(kit.differs(right, "a.ipynb"))) == 1


def test_the_cell_is_folded_everywhere():
    cell = kit.written(notebook("auc([0], [1])"))["cells"][0]
    assert cell["metadata"]["jupyter"]["source_hidden"]
    assert cell["metadata"]["cellView"] == "form"
    assert cell["metadata"]["_kg_hide-input"]
    assert cell["source"].startswith("# @title")


def test_no_name_stands_twice_in_the_kit():
    kit.catalogue.cache_clear()
    found, _ = kit.catalogue()
    assert len(found) > 10


@pytest.mark.parametrize("lab", labs.names(REPOSITORY))
def test_every_labs_kit_cell_is_current(lab):
    assert list(kit.differs(labs.source(lab, REPOSITORY), lab)) == []
