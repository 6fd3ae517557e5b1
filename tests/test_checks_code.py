"""Code that a page's readers add to a lab: its names are there, and functions are called as they are."""

from __future__ import annotations

import re

import pytest
from checkout import ROOT
from groundtruth.checks.code import code
from labkit.intervals import wilson

SHOWN = '{{ lab("surveys-disagree") }}\n\n'
FOLD = '??? note "Solution"\n\n    ```python\n    %s\n    ```\n'


def found(text: str) -> list[tuple[str, str]]:
    return [(problem.place, problem.what) for problem in code(SHOWN + text, "docs/x.md", ROOT)]


@pytest.mark.parametrize(
    "text",
    [
        FOLD % "for place in survey:\n        print(place, counted(1, 2), len(pay))",  # a cell's, the kit's, Python's
        FOLD % "import numpy as np\n    print(np.mean([1]))",
        "```python\nmodel.fit(table, answers)\n```\n",  # an excerpt, whose names the words explain
        "After the cell that defines `at_250k`, add:",
        "`counted(hits, of)` and `counted(9, 30)`",
        "`len(x)` is Python's, and `mean()` or `mean(found == 1)` are what they are",
    ],
)
def test_what_is_there_may_be_used(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (FOLD % "print(bands.sum())", 5, "its code uses 'bands', which neither it nor a lab of the page defines"),
        (FOLD % "print(survey", 5, "is no Python: "),
        ("After the cell that defines `at_or_above`, add:", 3, "no cell of the page's labs defines 'at_or_above'"),
        ("its function `share(k, n)`", 3, "the labs' function share takes units, sources, variants, and not k, n"),
    ],
)
def test_what_is_not_there_is_a_problem_with_its_line(text, line, says):
    ((place, what),) = found(text)
    assert place == f"docs/x.md:{line}"
    assert what.startswith(says)


def test_the_table_of_the_exercise_on_adverts_is_wilsons():
    rows = re.findall(r"^\| (\d+) \| `([\d.]+)` \|$", (ROOT / "docs/myths/phd.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 5
    assert [end for _, end in rows] == [f"{100 * wilson(int(count), 30)[1]:.1f}" for count, _ in rows]
