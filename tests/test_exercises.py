"""Every exercise of every lab: its solution passes, its stub and its wrong answers fail and are told why."""

from __future__ import annotations

import json

import matplotlib
import pytest
import yaml
from checkout import ROOT
from groundtruth.labs.exercises import exercises, judged, outcomes
from prove import prove

FOLDER = ROOT / "docs/data/exercises"
NAMES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yml"))
ALONE = "path/cleaning"  # in test_labs_steps.py the steps run in one folder; one is begun in the middle


# Beginners open files without closing them, and so do our lessons.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", [name for name in NAMES if "/" not in name or name == ALONE])
def test_solutions_pass_and_nothing_else_does(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # as a reader has it: an empty folder
    monkeypatch.setattr(matplotlib, "rcParams", matplotlib.rcParams.copy())
    notebook = json.loads((ROOT / f"notebooks/{name}.ipynb").read_text("utf-8"))
    found = exercises(name, ROOT)
    results = prove(notebook, found)
    assert [str(problem) for problem in judged(results, found, name)] == []
    assert [result["printed"] for result in results] == outcomes(name, ROOT)["printed"]


def test_every_lab_has_three_and_every_step_five():
    labs = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    steps = {f"path/{path.stem}" for path in (ROOT / "notebooks/path").glob("*.ipynb")}
    assert set(NAMES) == labs | steps
    notebooks = [json.loads((ROOT / f"notebooks/{lab}.ipynb").read_text("utf-8")) for lab in labs]
    assert all("lesson" not in notebook["metadata"] for notebook in notebooks), "no lab lets itself off"
    counts = {name: len(yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))) for name in NAMES}
    assert set(counts.values()) <= {3, 5}
    assert {name for name, n in counts.items() if n == 5} == steps
