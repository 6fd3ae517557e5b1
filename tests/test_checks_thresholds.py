"""A lab's table of its rule, and the tests that it prints, ask what the claims ask."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from groundtruth.checks.thresholds import thresholds
from groundtruth.ledger import load
from groundtruth.verdicts import Test as Asked


@pytest.fixture
def told(ran, tmp_path):
    """What is found in a lab named coin with one cell; its claims ask for heads and for the length of a run."""
    handbook = load(ran)
    tests = (Asked("coin.heads", 0.5, None, "", ""), Asked("coin.run_2", None, -3, "", ""))
    claims = {
        "K01": replace(handbook.claims["K01"], rule=tests, same_as=None),
        "R02": replace(handbook.claims["R02"], rule=(), same_as=None),
    }
    (tmp_path / "notebooks").mkdir()

    def found(kind: str, text: str) -> list[str]:
        cell = {"cell_type": kind, "id": "rule", "metadata": {}, "source": text}
        notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / "notebooks/coin.ipynb").write_text(json.dumps(notebook), "utf-8")
        problems = list(thresholds(replace(handbook, root=tmp_path, claims=claims)))
        assert all(problem.place == "notebooks/coin.ipynb cell 1 (rule)" and problem.remedy for problem in problems)
        return [problem.what for problem in problems]

    return found


@pytest.mark.parametrize(
    "row",
    [
        "| K01 | `heads` | share, at most 0.9 of it | at least 0.5 |",
        "| `heads` | share | at least 50% of throws |",
        "| K01: runs | `run_2` | at most −3, which is long |",
        "| K01 | `tails` | share | at least 0.4 |",  # a fact may decide in its place
        "| R02 | nothing | at least 0.4 |",
    ],
)
def test_a_table_may_say_what_the_rule_asks(row, told):
    assert told("markdown", f"## The rule that decides\n\n| claim | passes if |\n|---|---|\n{row}\n") == []


@pytest.mark.parametrize(
    ("head", "row", "what"),
    [
        ("passes if", "| K01 | `heads` | at least 0.4 |", "says heads at least 0.4; the rule of K01 says at least 0.5"),
        ("passes if", "| `run_2`, `tails` | at least −3 |", "says run_2 at least -3; the rule of K01 says at most -3"),
        ("holds at least", "| `heads` | 0.4 |", "says heads at least 0.4; the rule of K01 says at least 0.5"),
        ("passes if", "| R02 | `heads` | at least 0.5 |", "says under 'The rule' that heads decides R02, which has no"),
    ],
)
def test_a_table_that_says_something_else_is_found(head, row, what, told):
    (said,) = told("markdown", f"## The rule that decides\n\n| a | {head} |\n|---|---|\n{row}\n")
    assert said.startswith(what)


def test_a_table_elsewhere_is_no_rule(told):
    assert told("markdown", "## What if\n\n| claim | passes if |\n|---|---|\n| `heads` | at least 0.9 |\n") == []


def test_tests_that_a_lab_prints_are_those_of_the_rule(told):
    lines = "K01 heads at least 0.5\\nsplit heads at least 0.1\\nR02 heads at least 0.9\\nK01 tails at most 1"
    assert told("code", f'judged(measures, "{lines}")') == []
    (said,) = told("code", 'judged(measures, "".join(f"K01 run_{n} at most -2\\n" for n in (2, 3)))')
    assert said == "says run_{n} at most -2; the rule of K01 says at most -3"
