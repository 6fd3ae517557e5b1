"""Runs a notebook's teaching cells and answers its exercises, with whatever Python runs this; prints JSON.

For every exercise its stub, its solution and its wrong answers are run in a copy of the notebook's names, and the
notebook's own check judges them. Nothing after the heading "The experiment" runs: exercises must do without it.
Used by `make labs`, by the tests and, with the Python of another environment, by `make works`; so it needs nothing of
ours, only the notebook and its exercises.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

HEADING = re.compile(r"^## The experiment\b", re.MULTILINE)
WRITES = re.compile(r"%%writefile (\S+)\n")
MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


def taught(notebook: dict[str, Any]) -> list[str]:
    """The code that an exercise may build on: what stands before the experiment, and the folded answers."""
    cells, before = [], True
    for cell in notebook["cells"]:
        tags, source = cell["metadata"].get("tags", []), "".join(cell["source"])
        before = before and not (cell["cell_type"] == "markdown" and HEADING.search(source))
        if cell["cell_type"] == "code" and ("answers" in tags or (before and "exercises" not in tags)):
            cells.append(source)
    return cells


def execute(source: str, scope: dict[str, Any]) -> None:
    """Run one cell. A file that it writes is written; magics and shell lines teach nothing here and are left out."""
    if file := WRITES.match(source):
        path = Path(file[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source[file.end() :], "utf-8")
        return
    exec(compile(MAGIC.sub(r"\1pass", source), "<cell>", "exec"), scope)


def prove(notebook: dict[str, Any], exercises: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the notebook says of each exercise's stub, solution and wrong answers: `[passed, words]`; and what the
    solution printed. Raises whatever a cell or an answer raises."""
    import matplotlib

    matplotlib.use("Agg")  # figures are drawn and not shown
    from IPython.display import display

    scope: dict[str, Any] = {"__name__": "__main__", "display": display}
    with contextlib.redirect_stdout(io.StringIO()):
        for source in [*taught(notebook), *(exercise["stub"] for exercise in exercises)]:  # as "Run all" does
            execute(source, scope)
    return [_answered(exercise, number, scope) for number, exercise in enumerate(exercises, 1)]


def _answered(exercise: dict[str, Any], number: int, scope: dict[str, Any]) -> dict[str, Any]:
    def given(code: str) -> tuple[list[Any], str]:
        import pandas as pd

        # A table that one answer changes must not reach the next.
        names = {k: v.copy() if isinstance(v, pd.DataFrame | pd.Series) else v for k, v in scope.items()}
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            execute(code, names)
        answer = [names[name] for name in exercise["answer"].split(", ")]
        passed, words = scope["judge"](scope["EXERCISES"][number], *answer)
        return [bool(passed), words], printed.getvalue()

    right, printed = given(exercise["solution"])
    return {
        "stub": given(exercise["stub"])[0],
        "solution": right,
        "wrong": [given(wrong["answer"])[0] for wrong in exercise["wrong"]],
        "printed": printed,
    }


if __name__ == "__main__":
    notebook, exercises = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:3])
    os.chdir(sys.argv[3])
    print(json.dumps(prove(notebook, exercises)))
