"""From exercises as data to the cells of a notebook, the outcomes on its page, and words for whatever is wrong."""

from __future__ import annotations

import json

import pytest
import yaml
from bs4 import BeautifulSoup
from groundtruth import labs
from groundtruth.labs import exercises
from groundtruth.labs.lesson import order, unread
from groundtruth.labs.notebook import source
from groundtruth.pages.exercises import shown
from groundtruth.pages.lab_page import lab_page
from groundtruth.problems import Refused
from miniature import edit, rendered

PLACE = "docs/data/exercises/coin.yml"


def exercise(level: str, /, **parts) -> dict:
    """One on the coin that is as it must be, with these parts changed."""
    return {
        "title": "How many heads?",
        "level": level,
        "task": "Count the heads among the throws, and put their number in place of the three dots.",
        "stub": "count = ...  # a number",
        "answer": "count",
        "right": "count == sum(heads)",
        "praise": "That is the count of ones, and their sum.",
        "hint": "A one is a head, so the sum of the throws counts them.",
        "solution": 'count = sum(heads)\nprint(f"{count} of `{len(heads)}`:\\n\\"heads\\"")\n\nprint("done")',
        "after": "Half of the throws are heads, as planned: the list repeats a zero and a one.",
        "wrong": [
            {
                "answer": "count = len(heads)",
                "when": "count == len(heads)",
                "reveals": "You counted all the throws, heads or not.",
            },
            {"answer": "count = 0", "when": "count < 1", "reveals": "There are a few. Look at the list once more."},
        ],
    } | parts


def plant(root, *changes: dict) -> None:
    """Three exercises, of which the first ones have these parts changed."""
    parts = [*changes, {}, {}, {}][:3]
    three = [exercise(level, **part) for level, part in zip(("easy", "medium", "hard"), parts, strict=True)]
    (root / PLACE).parent.mkdir(exist_ok=True)
    (root / PLACE).write_text(yaml.safe_dump(three, sort_keys=False, allow_unicode=True), "utf-8")


@pytest.fixture
def asked(mini):
    """The miniature with three exercises, written and answered."""
    plant(mini)
    assert labs.update(["coin"], root=mini) == []
    return mini


def test_the_notebook_gets_them_before_its_evidence(asked):
    cells = source("coin", asked)["cells"]
    assert [cell["id"] for cell in cells[-8:]] == [
        *("exercises", "answers", "exercise-1", "answer-1", "exercise-2", "answer-2", "exercise-3"),
        *("answer-3", "evidence"),
    ][-8:]
    (stub,) = [cell for cell in cells if cell["id"] == "answer-2"]
    assert stub["source"] == "count = ...  # a number\n\ncheck(2, count)  # or hint(2), or solution(2)"
    (kit,) = [cell for cell in cells if cell["id"] == "kit"]
    assert all(f"def {name}(" in kit["source"] for name in ("judge", "check", "hint", "solution"))
    assert exercises.stale("coin", source("coin", asked), asked) == []


def test_what_the_solutions_print_is_kept(asked):
    assert exercises.outcomes("coin", asked)["printed"] == ['50 of `100`:\n"heads"\ndone\n'] * 3


def test_their_words_and_code_run_nothing_but_themselves(asked, capsys):
    before = (asked / "docs/data/evidence/coin.json").read_text("utf-8")
    edit(asked / PLACE, "A one is a head, so", "One is a head, and")
    labs.update(["coin"], root=asked)
    assert "3 exercises answered" in capsys.readouterr().out
    assert (asked / "docs/data/evidence/coin.json").read_text("utf-8") == before
    assert "One is a head, and" in (asked / "docs/labs/coin.ipynb").read_text("utf-8")
    assert labs.update(["coin"], root=asked) == []
    assert "up to date" in capsys.readouterr().out


def test_the_page_has_each_help_folded_below_its_cell(asked):
    helps = [f"<details><summary>Help {number}</summary></details>" for number in (1, 2, 3)]
    html = lab_page(rendered(asked / "docs/labs/coin.ipynb"), helps)
    page = BeautifulSoup(html, "html.parser")
    assert "Exercise(" not in page.get_text(), "the folded answers are for notebooks"
    assert "Not yet. Nothing to check yet" not in page.get_text()
    folded = [one for one in page.select("details > summary") if "Help" in one.get_text()]
    assert len(folded) == 3
    for number, summary in enumerate(folded, 1):
        assert summary.get_text() == f"Help {number}"
        assert f"check({number}, count)" in summary.parent.find_previous("pre").get_text()


def test_a_page_shows_words_as_html_and_code_as_it_is(asked):
    seen = {}
    (first, *_) = shown("coin", asked, lambda template, **view: seen.setdefault(view["number"], view))
    assert first["task"].startswith("<p>Count the heads")
    assert text(seen[1]["solution"]) == exercise("easy")["solution"]
    assert [text(one["code"]) for one in seen[1]["wrong"]] == ["count = len(heads)", "count = 0"]
    assert seen[1]["printed"] == '50 of `100`:\n"heads"\ndone'


def text(code: str) -> str:
    return BeautifulSoup(f"<pre>{code}</pre>", "html.parser").get_text()


def test_a_class_gets_them_without_solutions(asked):
    bare = exercises.without_solutions(source("coin", asked))
    text = json.dumps([cell for cell in bare["cells"] if cell["id"] != "kit"])
    assert "count the heads" in text.lower()
    assert not any(word in text for word in ("Exercise(", "check(", "hint(", "solution("))
    (stub,) = [cell for cell in bare["cells"] if cell["id"] == "answer-1"]
    assert stub["source"] == "count = ...  # a number"


@pytest.mark.parametrize(
    ("changed", "place", "says"),
    [
        ({"solution": "count = 7\nprint(count)"}, "[0] solution", "does not pass: That isn't it yet"),
        ({"stub": "count = 50"}, "[0] stub", "passes the check"),
        ({"solution": "count = sum(heads)"}, "[0] solution", "prints nothing"),
        ({"right": "count > 0"}, "[0] wrong[0]", "passes the check"),
        ({"solution": "count = sums(heads)\nprint(count)"}, "", "NameError: name 'sums' is not defined"),
        (
            {"wrong": [exercise("easy")["wrong"][1] | {"when": "count > 900"}, exercise("easy")["wrong"][0]]},
            "[0] wrong[0]",
            "is told something else: That isn't it yet",
        ),
    ],
)
def test_answers_that_are_judged_otherwise_than_they_must(mini, changed, place, says):
    plant(mini, changed)
    (problem, *others) = labs.update(["coin"], root=mini)
    assert (problem.place, says in problem.what) == (f"{PLACE} {place}".strip(), True), problem
    assert all(other.place.startswith(PLACE) for other in others)
    assert not exercises.outcomes("coin", mini), "nothing is kept of what is wrong"


@pytest.mark.parametrize(
    ("changed", "place", "says"),
    [
        ({"level": "medium"}, "", "its levels are medium, medium, hard"),
        ({"level": "dire"}, " 0.level", "'dire' is not allowed"),
        ({"solution": "count = " + "1 + " * 30 + "1"}, " [0] solution", "has a line of 129 characters"),
        ({"right": "count =="}, " [0] right", "is no Python: "),
        ({"after": "Of all throws 53% were heads, and the rest were tails."}, " [0] after", "the result '53' is typed"),
        ({"stub": "share = ...\ncount = ..."}, " [0] stub", "takes the name of a function of the kit: share"),
        ({"wrong": []}, " 0.wrong", "too short"),
    ],
)
def test_data_that_are_not_as_they_must_be(mini, changed, place, says):
    plant(mini, changed)
    with pytest.raises(Refused) as refused:
        exercises.exercises("coin", mini)
    (problem, *_) = refused.value.problems
    assert problem.place.startswith(PLACE) and says in problem.what, problem
    assert problem.place.endswith(place), problem
    assert problem.remedy


def test_a_cell_that_was_edited_is_refused(asked):
    edit(asked / "notebooks/coin.ipynb", "count = ...  # a number", "count = 50")
    (problem,) = exercises.stale("coin", source("coin", asked), asked)
    assert (problem.place, "are not those of" in problem.what) == ("notebooks/coin.ipynb", True)


def test_outcomes_of_other_cells_are_refused(asked):
    edit(asked / "notebooks/coin.ipynb", "heads = [0, 1] * 50", "heads = [0, 1] * 60")
    (problem,) = exercises.stale("coin", source("coin", asked), asked)
    assert "changed after they were last answered" in problem.what


def test_words_name_what_code_or_output_has(asked):
    plant(asked, {"hint": "Take the `sum` of `heads`; `f'{a}'` puts in `a`, as in `done`. A list has no `hats`."})
    found = exercises.stale("coin", source("coin", asked), asked)
    (problem,) = [problem for problem in found if "no code and no output" in problem.what]
    assert problem.place == f"{PLACE} [0] hint"
    assert "names `hats`" in problem.what and "Did you mean" in problem.remedy


def cell(source: str, kind: str = "code", outputs: tuple = (), **metadata) -> dict:
    return {"cell_type": kind, "id": "c", "metadata": metadata, "source": source, "outputs": list(outputs)}


def lesson(*between: dict) -> dict:
    """A notebook with all parts, and these cells in the part that is done by hand."""
    parts = ["# Title\n\n## Your guess", "## One table by hand", "## The experiment", "## What this does not show"]
    cells = [cell(part, "markdown") for part in [*parts, "## Exercises"]]
    return {"cells": [*cells[:2], *between, *cells[2:]], "metadata": {}}


def test_a_lesson_in_its_order_is_left_alone():
    assert list(order(lesson(cell("x = 1\nmodel.fit(x)")), "coin")) == []
    in_a_function = cell("def learn():\n    model.fit(x)\n" + "x = 1\n" * 28)
    assert list(order(lesson(in_a_function), "coin")) == []
    hidden = cell("x = 1\n" * 90, tags=["kit"])
    assert list(order(lesson(hidden, cell("model.fit(x)")), "coin")) == []


@pytest.mark.parametrize(
    ("notebook", "says"),
    [
        (lesson(cell("x = 1\n" * 31 + "model.fit(x)")), "32 lines of code are read before the first fit"),
        (lesson(cell("x = 1\n" * 20), cell("y = 1\n" * 20 + "model.fit(x)")), "are read before the first fit"),
        (lesson(cell("def learn():\n    model.fit(x)\n\n" + "x = 1\n" * 29)), "31 lines of code are"),
        ({"cells": lesson()["cells"][1:], "metadata": {}}, "has no section 'Your guess'"),
        ({"cells": [*lesson()["cells"][1:], lesson()["cells"][0]], "metadata": {}}, "its parts come as: By hand"),
    ],
)
def test_what_no_lesson_does(notebook, says):
    (problem,) = order(notebook, "coin")
    assert says in problem.what


TABLE = {"output_type": "stream", "name": "stdout", "text": "a\nb\nc\nd\n"}
FIGURE = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}, "metadata": {}}


@pytest.mark.parametrize(
    ("output", "after", "read"),
    [
        (TABLE, cell("Look at the third row, which stands far above all the others.", "markdown"), True),
        (TABLE, cell("## Results\n\nLook at the third row, which stands far above the others.", "markdown"), False),
        (TABLE, cell("So.", "markdown"), False),
        (TABLE, cell("x = 1"), False),
        (FIGURE, cell("x = 1"), False),
        ({**TABLE, "text": "28 tables\n"}, cell("x = 1"), False),
        ({**TABLE, "text": "7 of 7 done, about 0 s to go\n\nYou guessed 10%. We found 39%.\n"}, cell("x = 1"), True),
    ],
)
def test_tables_and_figures_are_read_aloud(output, after, read):
    problems = list(unread({"cells": [cell("show()", outputs=(output,)), after]}, "coin"))
    assert [problem.what for problem in problems] == ([] if read else ["shows what no sentence reads"])
