"""What makes a lab a lesson, as far as it shows without reading it: its order, and words behind all that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..places import EXERCISES, NOTEBOOKS
from ..problems import Problem, Refused
from . import early, exercises
from .evidence import executed_lab
from .kit import TAG
from .notebook import TAGGED, names, source

# In this order; a lab on which no claim rests has no rule.
PARTS = {
    "Your guess": re.compile(r"^## Your guess\b", re.MULTILINE),
    "By hand": re.compile(r"^## .*\bby hand\b", re.MULTILINE | re.IGNORECASE),
    "The rule": re.compile(r"^## The rule\b", re.MULTILINE),
    "The experiment": re.compile(r"^## The experiment\b", re.MULTILINE),
    "What this does not show": re.compile(r"^## What this does not show\b", re.MULTILINE),
    "Exercises": re.compile(r"^## Exercises\b", re.MULTILINE),
}
OPTIONAL = "The rule"
FITS = re.compile(r"\.fit(?:_predict|_transform)?\(")
# The most code that a reader sees before one table is fitted.
BEFORE_FIT = 30
# Lines that only say how far a run is, or repeat the reader's guess: they need no reading.
PROGRESS = re.compile(r"\d+ of \d+ done\b|You (?:guessed|made no guess)\b|\s*$")
FOLDED = {TAG, TAGGED, "evidence"}


def lessons(root: Path = Path()) -> list[Problem]:
    """What keeps each lab from being a lesson: its order, what it leaves unread, exercises that it lacks."""
    problems: list[Problem] = []
    for lab in names(root):
        try:
            notebook = source(lab, root)
            if notebook["metadata"].get("lesson") is False:  # a lab that is none says so, as the tests' own does
                continue
            found = exercises.exercises(lab, root)
            if not found:
                remedy = f"Write three in {EXERCISES}/{lab}.yml; its neighbours show how."
                problems.append(Problem(f"{NOTEBOOKS}/{lab}.ipynb", "has no exercises", remedy))
        except Refused:
            continue  # told by `stale`
        problems += [*order(notebook, lab), *unread(executed_lab(lab, root), lab)]
        problems += early.rebound(notebook, found, lab)
    return problems


def order(notebook: Mapping[str, Any], lab: str) -> Iterator[Problem]:
    """Parts that a lesson lacks or has in another order, and code piled up before the first fit."""
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    text = "\n".join("".join(c["source"]) if c["cell_type"] == "markdown" else "" for c in notebook["cells"])
    found = {name: match.start() for name, part in PARTS.items() if (match := part.search(text))}
    for name in PARTS:
        if name not in found and name != OPTIONAL:
            yield Problem(place, f"has no section '{name}'", "CONTRIBUTING says what each part of a lesson is for.")
    if list(found) != sorted(found, key=found.__getitem__):
        said = ", ".join(sorted(found, key=found.__getitem__))
        yield Problem(place, f"its parts come as: {said}", f"Order them: {', '.join(PARTS)}.")
    lines = 0
    for number, cell in enumerate(notebook["cells"], 1):
        if not visible(cell):
            continue
        source = "".join(cell["source"])
        fit = FITS.search(source)
        # One in a function is called further down.
        within = fit and source[source.rfind("\n", 0, fit.start()) + 1].isspace()
        read = source if within or not fit else source[: fit.end()]
        lines += sum(bool(line.strip()) for line in read.splitlines())
        if fit:
            if lines > BEFORE_FIT:
                what = f"{lines} lines of code are read before the first fit"
                remedy = f"Fit one table by hand first, within {BEFORE_FIT} lines; loaders belong in the kit."
                yield Problem(f"{place} cell {number}", what, remedy)
            return


def visible(cell: Mapping[str, Any]) -> bool:
    """Whether readers see the code of this cell."""
    return cell["cell_type"] == "code" and not FOLDED & set(cell.get("metadata", {}).get("tags", []))


def unread(executed: Mapping[str, Any], lab: str) -> Iterator[Problem]:
    """Numbers, tables and figures that are shown and not read: no words follow them."""
    cells = executed.get("cells", [])
    for number, cell in enumerate(cells, 1):
        if not visible(cell) or not any(map(_shows, cell.get("outputs", []))):
            continue
        after = cells[number] if number < len(cells) else {"cell_type": "end"}
        words = "".join(after["source"]).lstrip() if after["cell_type"] == "markdown" else ""
        first = words.partition("\n\n")[0]
        if first.startswith("#") or len(first) < 40:
            what = "shows what no sentence reads"
            remedy = "Begin the next cell with what to see in it, in words."
            yield Problem(f"{NOTEBOOKS}/{lab}.ipynb cell {number} ({cell['id']})", what, remedy)


def _shows(output: Mapping[str, Any]) -> bool:
    said = "".join(output.get("text", output.get("data", {}).get("text/plain", "")))
    drawn = {"image/svg+xml", "image/png", "text/html"} & set(output.get("data", {}))
    return bool(drawn) or not all(map(PROGRESS.match, said.splitlines()))
