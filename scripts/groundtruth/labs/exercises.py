"""The exercises of a notebook: docs/data/exercises/<name>.yml -> its last cells, and docs/data/outcomes/<name>.json.

People write the exercises as data; `make labs` writes the cells, answers every exercise in its right and wrong ways
with the notebook's own check (scripts/prove.py), and keeps what the solutions printed, for the pages.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from prove import taught

from ..ledger.files import read, schemas
from ..places import EXERCISES, NOTEBOOKS, OUTCOMES
from ..problems import Problem, Refused, nearest
from . import shown
from .kit import FOLDED, KINDLY, catalogue
from .notebook import TAGGED, packages, write

SCHEMA = "exercises.schema.json"
ANSWERS, CELL = "answers", "exercise"  # the folded cell, and each cell of the reader's
PROVE = Path(__file__).parents[2] / "prove.py"
INTRODUCTION = """## Exercises

Each exercise has an empty cell. Put your answer in place of the three dots and run it: `check` tells you how you did. \
`hint(1)` shows where to look, and `solution(1)` shows one way to do it."""
EARLY = " The exercises use only the cells before *The experiment*, so you needn't wait for it to run."
HEAD = "# @title Checks, hints and solutions; written here by `make labs` from docs/data/exercises, do not edit"
# A decimal or an uneven percentage: a result, unless the exercise's own code or task has it.
RESULT = re.compile(r"(?<![\w.,])(?:\d*\.\d+|\d+(?=%))(?![\w.]\d)")
WORDS = ("task", "hint", "praise", "after")
LEVELS = ("easy", "medium", "hard")


def exercises(name: str, root: Path = Path()) -> list[dict[str, Any]]:
    """The exercises of one notebook, none where it has no file. Raises Refused where the file is not as it must be."""
    path = EXERCISES / f"{name}.yml"
    if not (root / path).exists():
        return []
    problems: list[Problem] = []
    found = read(root, path, schemas(root)[SCHEMA], problems)
    problems += [] if found is None else _form(found, name)
    if problems:
        raise Refused(problems)
    return list(found)


def _form(found: list[dict[str, Any]], name: str) -> Iterator[Problem]:
    """What no schema can say of the exercises of one file."""
    place = str(EXERCISES / f"{name}.yml")
    wanted = 5 if "/" in name else 3
    levels = [LEVELS.index(one["level"]) for one in found]
    if len(found) != wanted or sorted(set(levels)) != [0, 1, 2] or levels != sorted(levels):
        said = ", ".join(one["level"] for one in found)
        yield Problem(place, f"its levels are {said}", f"Give {wanted} exercises from easy over medium to hard.")
    for number, one in enumerate(found, 1):
        at = f"{place} [{number - 1}]"
        for part in ("stub", "solution"):
            for line in one[part].splitlines():
                if len(line) > 88:
                    yield Problem(f"{at} {part}", f"has a line of {len(line)} characters", "Break it: at most 88.")
        taken = sorted(_bound(one["stub"] + "\n" + one["solution"]) & set(catalogue()[0]))
        if taken:
            what = f"takes the name of a function of the kit: {', '.join(taken)}"
            yield Problem(f"{at} stub", what, "Choose another name.")
        for source, part in [
            *((one[part], part) for part in ("stub", "solution")),
            *((f"({one['right']}\n)", "right"),),
            *((wrong["answer"], f"wrong[{index}].answer") for index, wrong in enumerate(one["wrong"])),
            *((f"({wrong['when']}\n)", f"wrong[{index}].when") for index, wrong in enumerate(one["wrong"])),
        ]:
            try:
                compile(source, part, "exec")
            except SyntaxError as error:
                yield Problem(f"{at} {part}", f"is no Python: {error.msg}", f"Correct line {error.lineno}.")
        yield from shown.of_exercise(one, at, _bound(one["stub"]))
        code = " ".join([one["stub"], one["solution"], one["right"], one["task"], *(w["when"] for w in one["wrong"])])
        words = [("praise", one["praise"]), ("after", one["after"]), ("hint", one["hint"])]
        words += [(f"wrong[{index}].reveals", wrong["reveals"]) for index, wrong in enumerate(one["wrong"])]
        for part, text in words:
            for result in RESULT.findall(text):
                if result not in code:
                    remedy = "Let the solution print it, and let the words say what to see there."
                    yield Problem(f"{at} {part}", f"the result '{result}' is typed by hand", remedy)


def _bound(code: str) -> set[str]:
    """Names that code binds in the notebook; none where it is no Python, which is told apart."""
    try:
        body = ast.parse(code).body
    except SyntaxError:
        return set()
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    nodes = (node for statement in body for node in ast.walk(statement) if isinstance(statement, ast.Assign | ast.For))
    return defined | {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def written(notebook: Mapping[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
    """The notebook with its exercises as its last cells but one, the evidence; as it is where it has none."""
    cells = [cell for cell in notebook["cells"] if TAGGED not in cell["metadata"].get("tags", [])]
    if not found:
        return {**notebook, "cells": cells}
    early = any("evidence" in cell["metadata"].get("tags", []) for cell in cells)
    ours = [
        _cell("markdown", "exercises", INTRODUCTION + (EARLY if early else "")),
        _cell("code", ANSWERS, _answers(found), FOLDED | {"tags": [TAGGED, ANSWERS]}),
    ]
    for number, one in enumerate(found, 1):
        words = f"### {number}. {one['title']}\n\n**{one['level'].capitalize()}.** {one['task'].strip()}"
        code = f"{one['stub'].strip()}\n\ncheck({number}, {one['answer']})  # or hint({number}), or solution({number})"
        ours.append(_cell("markdown", f"exercise-{number}", words))
        ours.append(_cell("code", f"answer-{number}", code, {"tags": [TAGGED, CELL]}))
    last = len(cells) - 1 if early else len(cells)
    return {**notebook, "cells": [*cells[:last], *ours, *cells[last:]]}


def without_solutions(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook for a class: its exercises without checks, hints and solutions. The lab's own results stay."""
    cells = []
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        if ANSWERS in tags:
            continue
        if CELL in tags:
            cell = {**cell, "source": cell["source"].rpartition("\n\ncheck(")[0]}
        elif cell.get("id") == "exercises":
            cell = {**cell, "source": INTRODUCTION.partition(" and run it:")[0] + "."}
        cells.append(cell)
    return {**notebook, "cells": cells}


def _cell(kind: str, name: str, source: str, metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": name, "metadata": dict(metadata or {"tags": [TAGGED]}), "source": source}
    return cell if kind == "markdown" else cell | {"execution_count": None, "outputs": []}


def _answers(found: list[dict[str, Any]]) -> str:
    """The folded cell that tells the kit what is right, what is wrong and what to say of either."""
    lines = [HEAD, f"\n{catalogue()[0][KINDLY].source}\n", "", "EXERCISES.update({"]
    for number, one in enumerate(found, 1):
        lines += [f"    {number}: {KINDLY}(Exercise("]
        lines += [f"        right={_question(one['answer'], one['right'])},"]
        lines += [f"        praise={_text(one['praise'])},", "        wrong=("]
        for wrong in one["wrong"]:
            question = _question(one["answer"], wrong["when"])
            lines += [f"            ({question},", f"             {_text(wrong['reveals'])}),"]
        lines += ["        ),"]
        lines += [f"        hint={_text(one['hint'])},", f'        solution="""\\\n{_escaped(one["solution"])}\n""",']
        lines += [f"        after={_text(one['after'])},", "    )),"]
    return "\n".join([*lines, "})", "HELP = check, hint, solution  # for the cells below"])


def _question(answer: str, expression: str) -> str:
    expression = expression.strip()
    return f"lambda {answer}: ({expression}\n        )" if "\n" in expression else f"lambda {answer}: {expression}"


def _text(words: str) -> str:
    return json.dumps(" ".join(words.split()), ensure_ascii=False)


def _escaped(code: str) -> str:
    return code.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def key(notebook: Mapping[str, Any], found: list[dict[str, Any]], root: Path) -> str:
    """What the outcomes depend on, as a hash: the cells above the experiment, the exercises, locked versions."""
    parts = [taught(dict(notebook)), found, packages(notebook, root), PROVE.read_text("utf-8")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def outcomes(name: str, root: Path = Path()) -> dict[str, Any]:
    """`{"key": …, "printed": [text of each solution]}` as last written; empty where nothing was."""
    path = root / OUTCOMES / f"{name}.json"
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def proven(
    name: str, notebook: Mapping[str, Any], found: list[dict[str, Any]], python: str = sys.executable
) -> tuple[list[str], list[Problem]]:
    """What the solutions print, and every answer that the notebook's check judges otherwise than it must.

    `python` runs them: another environment's, or ours.
    """
    with tempfile.TemporaryDirectory() as empty:
        paths = [Path(empty, "notebook.json"), Path(empty, "exercises.json"), Path(empty, "work")]
        paths[0].write_text(json.dumps(notebook), "utf-8")
        paths[1].write_text(json.dumps(found), "utf-8")
        paths[2].mkdir()
        environment = {variable: value for variable, value in os.environ.items() if variable != "PYTHONPATH"}
        command = [python, str(PROVE), *map(str, paths)]
        run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    place = f"{EXERCISES}/{name}.yml"
    if run.returncode:
        trace = [line for line in run.stderr.strip().splitlines() if line.strip()]
        where = next((line.strip() for line in reversed(trace) if '"<cell>"' in line), "")
        what = f"an answer, or a cell above the experiment, stops: {trace[-1] if trace else run.returncode} {where}"
        return [], [Problem(place, what.strip(), "Run the cells and the answer one after the other, and correct it.")]
    results = json.loads(run.stdout.splitlines()[-1])
    return [result["printed"] for result in results], list(judged(results, found, place))


def judged(results: list[dict[str, Any]], found: list[dict[str, Any]], place: str) -> Iterator[Problem]:
    """Answers whose judgement by the notebook's check is not what the exercises say."""
    for number, (result, one) in enumerate(zip(results, found, strict=True)):
        at = f"{place} [{number}]"
        if not result["solution"][0]:
            yield Problem(f"{at} solution", f"does not pass: {result['solution'][1]}", "Correct it, or `right`.")
        if result["stub"][0]:
            yield Problem(
                f"{at} stub", "passes the check", "Empty the stub, or let `right` refuse what nobody has answered yet."
            )
        elif "three dots" not in result["stub"][1]:
            what = f"is scolded though nobody has answered: {result['stub'][1]}"
            yield Problem(f"{at} stub", what, "Let one `...` be what is missing, or say of it: 'the three dots'.")
        if not result["printed"].strip():
            yield Problem(f"{at} solution", "prints nothing", "Let it print what it shows: readers see that.")
        for index, (wrong, given) in enumerate(zip(one["wrong"], result["wrong"], strict=True)):
            if given[0]:
                yield Problem(f"{at} wrong[{index}]", "passes the check", "Let `right` refuse it.")
            elif given[1] != " ".join(wrong["reveals"].split()):
                what = f"is told something else: {given[1]}"
                yield Problem(f"{at} wrong[{index}]", what, "Let its `when` know it, and no earlier one.")


def update(name: str, notebook: Mapping[str, Any], root: Path) -> list[Problem]:
    """Answer the exercises of a notebook where something changed, and keep what the solutions print.

    The tests answer all of them anew, so nothing here does.
    """
    try:
        found = exercises(name, root)
    except Refused as refused:
        return refused.problems
    now = key(notebook, found, root)
    if not found or outcomes(name, root).get("key") == now:
        return []
    printed, problems = proven(name, notebook, found)
    if not problems:
        write(root / OUTCOMES / f"{name}.json", {"key": now, "printed": printed})
        print(f"{name}: {len(found)} exercises answered")
    return problems


def stale(name: str, notebook: Mapping[str, Any], root: Path) -> list[Problem]:
    """Exercise cells that are not what the data say, and outcomes of other exercises than these."""
    place = f"{NOTEBOOKS}/{name}.ipynb"
    try:
        found = exercises(name, root)
    except Refused as refused:
        return refused.problems
    answered = outcomes(name, root)
    printed = answered.get("printed", [])
    problems = [*_unknown(name, notebook, found, printed), *shown.in_solutions(printed, name)]
    if _ours(written(notebook, found)) != _ours(notebook):
        what = f"its exercises are not those of {EXERCISES}/{name}.yml"
        problems.append(Problem(place, what, f"Run `make labs LAB={name}`: the cells are written, never edited."))
    elif found and answered.get("key") != key(notebook, found, root):
        what = "its exercises, or the cells they build on, changed after they were last answered"
        problems.append(Problem(place, what, f"Run `make labs LAB={name}` and commit the result."))
    return problems


def _unknown(
    name: str, notebook: Mapping[str, Any], found: list[dict[str, Any]], printed: list[str]
) -> Iterator[Problem]:
    """Names in the words of an exercise that no code and no output has."""
    ours = [cell for cell in notebook["cells"] if TAGGED not in cell["metadata"].get("tags", [])]
    taught = "\n".join("".join(cell["source"]) for cell in ours if cell["cell_type"] == "code")
    for number, one in enumerate(found):
        quoted = [(part, word) for part in WORDS for word in re.findall(r"`([^`]*)`", one[part])]
        code = [one["stub"], one["solution"], one["right"], *(part for w in one["wrong"] for part in w.values())]
        known = "\n".join([*code, *printed, *(word for _, word in quoted if not word.isidentifier()), taught])
        for part, word in quoted:
            if word.isidentifier() and not re.search(rf"\b{word}\b", known):
                what = f"names `{word}`, which no code and no output has"
                remedy = nearest(word, sorted(set(re.findall(r"\w+", known))), "Write the name as the code has it.")
                yield Problem(f"{EXERCISES}/{name}.yml [{number}] {part}", what, remedy)


def _ours(notebook: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (cell["id"], "".join(cell["source"]))
        for cell in notebook["cells"]
        if TAGGED in cell["metadata"].get("tags", [])
    ]
