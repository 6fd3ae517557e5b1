"""Code that a page's readers add to a lab, against what that lab defines."""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from ..labs import kit
from ..labs.notebook import parsed, source
from ..places import NOTEBOOKS
from ..problems import Problem, Refused

SHOWN = re.compile(r"\{\{ (?:lab|step)\(\"([\w/-]+)\"\) \}\}")
# In a fold: a solution. What stands open is an excerpt, and may take its names from the words around it.
FOLDED = re.compile(r"^( +)```python\n(.*?)^\1```", re.DOTALL | re.MULTILINE)
CELL = re.compile(r"cell that defines `(\w+)`")
CALLED = re.compile(r"`(\w+)\(([a-z_]\w*(?:, [a-z_]\w*)*)\)`")
REMEDY = 'Write what the notebook has, or show the lab that has it: {{ lab("…") }}.'


def code(text: str, place: str, root: Path) -> Iterator[Problem]:
    """Names in a page's solutions that neither they nor its labs define, and functions of the kit called otherwise
    than they are."""
    blocks = list(FOLDED.finditer(text))
    cells = list(CELL.finditer(text))
    if blocks or cells:
        known = _defined(text, root)
        for block in blocks:
            try:
                tree = ast.parse(textwrap.dedent(block[2]))
            except SyntaxError as error:
                yield Problem(_at(place, text, block), f"is no Python: {error.msg}", "Correct it.")
                continue
            for name in sorted(kit.free(tree) - known):
                what = f"its code uses '{name}', which neither it nor a lab of the page defines"
                yield Problem(_at(place, text, block), what, REMEDY)
        for cell in cells:
            if cell[1] not in known:
                yield Problem(_at(place, text, cell), f"no cell of the page's labs defines '{cell[1]}'", REMEDY)
    functions = kit.catalogue()[0]
    for call in CALLED.finditer(text):
        made = functions[call[1]].tree if call[1] in functions else None
        if isinstance(made, ast.FunctionDef):
            takes = [one.arg for one in (*made.args.args, *made.args.kwonlyargs)]
            if not set(call[2].split(", ")) <= set(takes):
                what = f"the labs' function {call[1]} takes {', '.join(takes)}, and not {call[2]}"
                yield Problem(_at(place, text, call), what, "Name the function that does it, as it is called.")


def _at(place: str, text: str, found: re.Match[str]) -> str:
    return f"{place}:{text.count(chr(10), 0, found.start()) + 1}"


def _defined(text: str, root: Path) -> set[str]:
    """Names that Python has, and those that any cell of the labs and steps shown on a page binds."""
    names = set(dir(builtins))
    for lab in SHOWN.findall(text):
        if not (root / NOTEBOOKS / f"{lab}.ipynb").exists():
            continue  # reported as an unknown lab
        try:
            cells = [cell["source"] for cell in source(lab, root)["cells"] if cell["cell_type"] == "code"]
        except Refused:
            continue  # reported by the labs
        for cell in cells:
            try:
                names |= kit.bound(parsed(cell))
            except SyntaxError:
                continue  # reported by the run
    return names
