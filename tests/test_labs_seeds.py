"""What draws at random without a seed is found, and nothing else."""

from __future__ import annotations

import pytest
from groundtruth.labs.seeds import unseeded, unsteady


def found(code: str) -> list[str]:
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "source": code}
    return [f"{problem.place} {problem.what}" for problem in unseeded({"cells": [cell]}, "lab")]


@pytest.mark.parametrize(
    "call",
    [
        "train_test_split(X, y)",
        "KFold(5, shuffle=True)",
        "RandomForestClassifier(random_state=None)",
        "ensemble.RandomForestClassifier()",
        "rows.sample(10)",
        "stats.norm.rvs(size=3)",
        "np.random.default_rng()",
        "numpy.random.rand(3)",
        "np.random.seed(0)",
        "random.random()",
        "random.Random()",
    ],
)
def test_a_draw_without_a_seed_is_found_with_its_line(call):
    name = call.partition("(")[0]
    assert found(f"# a cell\nx = {call}") == [f"lab cell 1:2 {name}() draws without a seed"]


@pytest.mark.parametrize(
    "call",
    [
        "train_test_split(X, y, random_state=0)",
        "KFold(5)",
        "KFold(5, shuffle=False)",
        "RandomForestClassifier(random_state=seed)",
        "RandomForestClassifier(**settings)",
        "LogisticRegression()",
        "rows.sample(10, random_state=0)",
        "sample(rows)",
        "np.random.default_rng(7)",
        "np.random.default_rng(seed=7)",
        "rng.normal(size=3)",
        "random.Random(3)",
    ],
)
def test_what_is_seeded_or_draws_nothing_is_none(call):
    assert found(f"x = {call}") == []


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("import numpy as np\nprint(np.random.default_rng(0).normal())", None),
        ("import numpy as np\nprint(np.random.default_rng().normal())", 2),
        ("import time\n\nprint(time.time())", 3),
        ("from time import perf_counter\nprint(perf_counter())", 2),
        ("from datetime import datetime\nprint(datetime.now().year)", 2),
        ("import pandas as pd\nprint(pd.Timestamp.today())", 2),
        ("import pandas as pd\nprint(pd.Timestamp('2026-11-30').year)", None),
        ("print(", None),
    ],
)
def test_code_that_prints_something_else_in_every_run_is_found(code, line):
    assert [problem.place for problem in unsteady(code, "x")] == ([f"x:{line}"] if line else [])
