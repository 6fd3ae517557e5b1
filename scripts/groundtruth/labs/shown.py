"""What a lab shows that only one machine would show, and what it printed that its evidence does not say.

The hash of the outputs tells that nobody edited them after a run. It can't tell what the run itself let slip, and
somebody who edits evidence and outputs alike can renew it; then the lab's own table still has the old numbers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..places import EXECUTED, EXERCISES, OUTCOMES, PRINTED
from ..problems import Problem, nearest
from . import kit
from .notebook import walked

# A folder of one machine, or a place in its memory, which is another in every run.
MACHINE = re.compile(
    r"(?<![\w.:/<-])/(?:home|Users|root|tmp|content|kaggle|mnt|media|opt|usr|var|srv|drive|private)/[\w.~+/-]+"
    r"|(?<![\w/])[A-Z]:\\{1,2}\w[\w.\\ -]*|\b(?:site|dist)-packages/\S+|\bat 0x[0-9a-f]{6,}"
)
# A link without a host, such as ../myths/phd/.
LINK = re.compile(r"(?<!!)\]\((?![a-z]+:|#)([^)\s]+)")
# `judged` prints each measure so: name, value, and the interval if it has one.
JUDGED = re.compile(r"^([a-z]\w*) +(-?[\d,.]+)(?: +\((-?[\d,.]+) to (-?[\d,.]+)\))?", re.MULTILINE)
TELLING = 16  # characters of a line of code below which a hint may well have it
# A share or a score as only a run can have found it; what is set by design is rounder.
MEASURED = re.compile(r"(?<![\w.,])\d*\.\d{3,}(?![\w.]|,\d)|(?<![\w.,])\d+\.\d+ ?%")


def of_one_machine(executed: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Outputs that name a folder of whoever ran the lab, or where something lay in memory, or that warn."""
    for number, cell in enumerate(executed.get("cells", []), 1):
        at = f"{place} cell {number} ({cell['id']})"
        outputs = cell.get("outputs", [])
        for warned in (output for output in outputs if output.get("name") == "stderr"):
            what = f"shows its readers a warning: {' '.join(''.join(warned['text']).split())[:80]}"
            remedy = "Change what it complains of, in the cell of the source, and run the lab: `make labs`."
            yield Problem(at, what, remedy)
        for text in texts({"outputs": [output for output in outputs if output.get("name") != "stderr"]}):
            yield from slipped(text, at)


def slipped(
    text: str, at: str, remedy: str = "Print something else there, and run the lab: `make labs`."
) -> list[Problem]:
    """What an output should not say of the machine that made it."""
    return [
        Problem(at, f"shows what only one machine has: {found[0][:60]}", remedy) for found in MACHINE.finditer(text)
    ]


def texts(cell: Mapping[str, Any]) -> Iterator[str]:
    """The words that a cell shows: what it printed, and its tables."""
    for output in cell.get("outputs", []):
        told = output.get("data", {})
        for shown in (output.get("text"), told.get("text/plain"), told.get("text/html")):
            if shown:
                yield shown if isinstance(shown, str) else "".join(shown)


def in_solutions(printed: list[str], name: str) -> Iterator[Problem]:
    """The same in what the solutions of a notebook's exercises print."""
    for number, text in enumerate(printed, 1):
        remedy = f"Let the solution in {EXERCISES}/{name}.yml print something else, and run `make labs LAB={name}`."
        yield from slipped(text, f"{OUTCOMES}/{name}.json [{number}]", remedy)


def in_answers(printed: Mapping[str, str]) -> Iterator[Problem]:
    """The same in what the code of interview questions prints."""
    for name, text in printed.items():
        remedy = "Let the question's code print something else, and run `make questions`."
        yield from slipped(text, f"{PRINTED} {name}", remedy)


def stranded(notebook: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Links that lead somewhere on the site alone: in Colab, in Kaggle and on a disk there is no page beside a lab."""
    for number, cell in enumerate(notebook["cells"], 1):
        for link in LINK.findall(cell["source"]) if cell["cell_type"] == "markdown" else ():
            remedy = "Write the name of the lab or chapter, or its whole address, https://…"
            yield Problem(f"{place} cell {number}", f"links to {link}, which only the site has", remedy)


def given_away(notebook: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """A guess that is already there when a reader comes to guess."""
    for number, tree in kit.trees(notebook):
        for node in walked(tree):
            if not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) != "my_guess":
                continue
            if (guess := ast.unparse(node.value)) != "...":
                what = f"has the guess {guess} in it, which is the reader's to make"
                yield Problem(f"{place} cell {number}:{node.lineno}", what, "Write my_guess = ... and clear outputs.")


def typed(notebook: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Results typed into the words that a cell prints: the next run would print them again, whatever it found."""
    for number, tree in kit.trees(notebook):
        for node in walked(tree):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "print":
                continue
            for line, words in _words(node.args):
                for found in MEASURED.findall(words):
                    what = f"prints the number {found.strip()}, which is typed into its words"
                    yield Problem(f"{place} cell {number}:{line}", what, "Compute it there: print(f'… {value:.3f}').")


def _words(nodes: list[ast.expr]) -> Iterator[tuple[int, str]]:
    """Strings in expressions with their lines, without what says how a number is written."""
    for node in nodes:
        forms = {
            id(part)
            for one in ast.walk(node)
            if isinstance(one, ast.FormattedValue) and one.format_spec
            for part in ast.walk(one.format_spec)
        }
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in forms:
                yield part.lineno, part.value


def misprinted(executed: Mapping[str, Any], measures: Mapping[str, Any], lab: str) -> Iterator[Problem]:
    """Measures whose number or interval is not what the lab's own table of judgements printed of them."""
    for number, cell in enumerate(executed.get("cells", []), 1):
        if "judged(" not in "".join(cell.get("source", "")) or kit.TAG in cell.get("metadata", {}).get("tags", []):
            continue
        for line in JUDGED.finditer("\n".join(texts(cell))):
            one = measures.get(line[1], {})
            said = [float(x.replace(",", "")) if x else None for x in line.groups()[1:]]
            held = [one.get(part) for part in ("value", "low", "high")]
            if one and any(not _same(a, b) for a, b in zip(said, held, strict=True)):
                printed = " ".join(line[0].split()[1:])
                what = f"the lab printed {printed} for {line[1]}, and its evidence says {_told(held)}"
                remedy = f"Run `make labs LAB={lab} FRESH=1`: neither evidence nor outputs are edited by hand."
                yield Problem(f"{Path(EXECUTED)}/{lab}.ipynb cell {number} ({cell['id']})", what, remedy)


def _same(printed: float | None, held: float | None) -> bool:
    """To the last digit that was printed: three decimals below a hundred, none above."""
    if printed is None or held is None:
        return printed is held
    return abs(printed - held) <= (0.0011 if abs(held) < 100 else 0.51)


def _told(held: list[float | None]) -> str:
    value, low, high = held
    return f"{value}" if low is None else f"{value} ({low} to {high})"


def of_exercise(one: Mapping[str, Any], at: str, bound: Collection[str]) -> Iterator[Problem]:
    """A hint that shows the solution, and an answer that the stub, which binds these names, doesn't ask for."""
    if line := hinted(one["hint"], one["solution"]):
        yield Problem(f"{at} hint", f"has a line of the solution: {line}", "Say where to look, not what to write.")
    names = [name.strip() for name in one["answer"].split(",")]
    for name in names if bound and all(map(str.isidentifier, names)) else ():
        if name not in bound:
            remedy = nearest(name, bound, f"Name what readers set there: {', '.join(sorted(bound))}.")
            yield Problem(f"{at} answer", f"has {name}, which no line of the stub sets", remedy)


def hinted(hint: str, solution: str) -> str:
    """A line of the solution that its hint has word for word, if it isn't a frame for others; nothing where none is."""
    said = "".join(hint.split())
    lines = (line.strip() for line in solution.splitlines() if not line.endswith(":"))
    return next((line for line in lines if len(line) > TELLING and "".join(line.split()) in said), "")
