"""The code of each question runs by itself; that it prints what its page shows, `make questions` says when tested."""

from __future__ import annotations

import json

import pytest
from groundtruth import printed
from groundtruth.ledger import load
from groundtruth.problems import Problem
from miniature import REPOSITORY, edit

FILE = "docs/data/questions/fair-coin.yml"
CODED = [question for question in load(REPOSITORY).questions.values() if question.code]


def test_there_is_enough_code():
    assert len(CODED) >= 30


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("print(1 / 0)", "stops with ZeroDivisionError"),
        ("import groundtruth\nprint(1)", "stops with ModuleNotFoundError"),
        ("import warnings\nwarnings.warn('old')\nprint(1)", "stops with UserWarning: old"),
        ("import sys\nprint('old', file=sys.stderr)\nprint(1)", "warns: old"),
        ("x = 1", "prints 0 characters"),
        ("print('x' * 601)", "prints 601 characters"),
        ("print(sum(range(10**7)))", "takes"),
        ("import time\ntime.sleep(60)", "has not ended"),
    ],
)
def test_code_that_a_reader_could_not_use_is_refused(monkeypatch, code, what):
    monkeypatch.setattr(printed, "SECONDS", 0.05 if what == "takes" else 30)
    monkeypatch.setattr(printed, "PATIENCE", 3 if "sleep" in code else 60)
    problem = printed.run(code, "here")
    assert isinstance(problem, Problem) and problem.what.startswith(what)
    assert problem.place == "here" and problem.remedy


def test_nothing_is_written_if_one_fails(mini):
    before = (mini / "docs/data/printed.json").read_bytes()
    edit(mini / FILE, "throws = 100", "throws = None")
    (problem,) = printed.update(mini)
    assert problem.place == f"{FILE} code" and problem.what.startswith("stops with TypeError")
    assert (mini / "docs/data/printed.json").read_bytes() == before


def test_new_code_is_run_and_written_down(mini, capsys):
    edit(mini / FILE, "throws = 100", "throws = 400")
    assert printed.update(mini) == []
    assert json.loads((mini / "docs/data/printed.json").read_text("utf-8"))["fair-coin"]["prints"] == "10.0 < 400"
    assert load(mini).questions["fair-coin"].prints == "10.0 < 400"
    capsys.readouterr()
    assert printed.update(mini) == []
    assert capsys.readouterr().out == "docs/data/printed.json: as before\n"
