"""What a lab must be whether or not it has been run: found in what its author wrote, its kit cell left out.

Nothing here looks at a hash: a lab that was run anew with a fault in it is refused like one that was not.
"""

from __future__ import annotations

import ast
import functools
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..places import EVIDENCE, NOTEBOOKS
from ..problems import Problem
from ..verdicts import Measure
from . import kit, seeds, shown
from .notebook import parsed, walked

# The longest cell that is not folded.
LONGEST = 25
# The kernel that Jupyter, Colab and Kaggle all have.
KERNEL = "python3"
# What every place where labs run brings along; all else has to be asked for.
BROUGHT = {"IPython", "joblib", "matplotlib", "numpy", "pandas", "scipy", "sklearn", "google"} | sys.stdlib_module_names
# What comes with another package.
WITH = {"pydantic": "fastapi", "starlette": "fastapi"}
# A module that a cell of a step writes, or one before it.
OWN = re.compile(r'^(?:%%writefile late-flights/| *")(\w+)\.py\b', re.MULTILINE)
PINNED = re.compile(r"(?<![=<>!~])={2,3}\s*v?\d")
QUOTES = "'\""
INSTALLS = re.compile(r"^\s*[%!].*\bpip3?\b.*\binstall\b", re.MULTILINE)
# What keeps words of a library, or of a command, from the reader.
HUSHED = re.compile(
    r"""\b(?:filterwarnings|simplefilter)\(\s*(?:action\s*=\s*)?["']ignore | \bseterr\(.*["']ignore
      | \bPYTHONWARNINGS\b.*ignore | 2>\s*/dev/null | &>\s*/dev/null | ^\s*%%capture | \blogging\.disable\(""",
    re.VERBOSE,
)
ABSOLUTE = re.compile(
    r"(?:/(?:home|Users|root|tmp|content|kaggle|mnt|media|work|workspace|opt|usr|var|srv|drive)/|~/|[A-Za-z]:[\\/]\w)"
)
SHELL_PATH = re.compile(rf"^\s*[%!].*?(?<=[\s\"'=]){ABSOLUTE.pattern}", re.MULTILINE)
HOST = re.compile(r"\b(?:https?|ftp|wss?)://(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
# Prose without what is code or set by design, what is folded away and what a table lists.
QUOTED = re.compile(r"```.*?```|<details\b.*?</details>|^\|[^\n]*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+|\b(?:doi:|arXiv[: ])\S+")
LINKED = re.compile(r"\]\(https?:|\bdoi:|\barXiv\b")
CITED = re.compile(rf"{LINKED.pattern}|\b(?:19|20)\d\d\b|\b(?:[Ff]irst|[Ee]arlier|[Tt]his) version\b")
EXERCISES = re.compile(r"^#+ .*\bexercises?\b", re.MULTILINE | re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.,])(?:\d[\d,]*(?:\.\d+)?|\.\d+)%?")
# 0.5, 10 or 200 is a measure by accident, and 90, 95, 98 and 99% are levels; 64%, 0.53 or 1,827 is none of these.
TELLING = re.compile(r"(?!9[0589]%)[1-9][\d.]*[1-9]%|\d*\.0*[1-9]\d+|[1-9][\d,]*[1-9][\d,]*[1-9]")
LOOSE = re.compile(r"0?\.\d\d+|0?\.0*[1-9]\d+|(?!9[0589]%|50%)[1-9]\d%")
SAYING = {ast.Constant, ast.Call, ast.Import, ast.ImportFrom, ast.FunctionDef}
DESCRIBED = 165  # characters: search engines and shared links cut what is longer
PRECISE = re.compile(r"0?\.0*[1-9]\d{2,}|[1-9]\d*\.\d{3,}|[1-9]\d+\.\d+%|\d\.\d{2,}%")


def form(notebook: Mapping[str, Any], lab: str) -> list[Problem]:
    """Every fault of a source that shows without running it."""
    place = f"{NOTEBOOKS}/{lab}.ipynb"
    problems = []
    tagged = [c for c in notebook["cells"] if "evidence" in c.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1 and "/" not in lab:  # a step of the path decides nothing
        what = f"{len(tagged)} cells are tagged 'evidence'"
        problems.append(Problem(place, what, "Tag exactly one, the last: it displays the JSON object."))
    described = len(notebook["metadata"].get("description", ""))
    if not 0 < described <= DESCRIBED:
        what = f"has a description of {described} characters" if described else "has no description"
        remedy = (
            f"Let metadata.description be a sentence or two for lists and search, of at most {DESCRIBED} characters."
        )
        problems.append(Problem(place, what, remedy))
    kernel = notebook["metadata"].get("kernelspec", {}).get("name", KERNEL)
    if kernel != KERNEL:
        remedy = f"Choose the kernel Python 3 and save it: metadata.kernelspec.name is {KERNEL}."
        problems.append(Problem(place, f"asks for the kernel '{kernel}', which other machines don't have", remedy))
    full: list[int] = []
    for number, cell in enumerate(notebook["cells"], 1):
        at = f"{place} cell {number}"
        if not cell.get("id"):
            remedy = "Save it in notebook format 4.5, which gives every cell one."
            problems.append(Problem(at, "has no id", remedy))
        if "executionInfo" in cell.get("metadata", {}):  # Colab writes the name and the account of whoever ran it
            remedy = "Delete metadata.executionInfo; in Colab's settings, leave out private outputs and comments."
            problems.append(Problem(at, "says who ran it, and when", remedy))
        if cell["cell_type"] == "code":
            full += [number] if cell.get("outputs") or cell.get("execution_count") else []
            if kit.TAG not in cell.get("metadata", {}).get("tags", []):
                problems += _cell(cell, at)
    if full:
        others = f", and so do {len(full) - 1} more" if len(full) > 1 else ""
        what = f"carries outputs{others}"
        problems.append(Problem(f"{place} cell {full[0]}", what, "Clear all outputs before you commit."))
    problems += [*_code(notebook, place), *_typed_alts(notebook, place), *seeds.unseeded(notebook, place)]
    problems += [*shown.given_away(notebook, place), *shown.typed(notebook, place), *shown.stranded(notebook, place)]
    return problems


def _cell(cell: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """What one cell of code may not hold, read line by line: magics and shell lines are no Python."""
    source = cell["source"]
    lines = source.splitlines()
    folded = cell.get("metadata", {}).get("jupyter", {}).get("source_hidden")
    if len(lines) > LONGEST and not folded:
        what = f"has {len(lines)} lines"
        yield Problem(at, what, f"Make it two cells with a sentence between, or fold it: at most {LONGEST} are read.")
    try:
        if not source.startswith("%%"):
            parsed(source)
    except SyntaxError as error:
        yield Problem(f"{at}:{error.lineno}", f"is no Python: {error.msg}", "Correct the line, and run the cell.")
    for number, line in enumerate(lines, 1):
        found = HUSHED.search(line)
        if found and (not re.search(r"\s#\s*\w", line) or line.lstrip().startswith("%")):
            what = f"silences what readers should see: {found[0].strip()}"
            yield Problem(f"{at}:{number}", what, "Mend what it complains of, or say behind # why that is right.")
    for install in INSTALLS.finditer(source):
        line = source.count("\n", 0, install.start()) + 1
        pinned = PINNED.search(lines[line - 1])
        if pinned:
            yield _pin(f"{at}:{line}", lines[line - 1].strip())
    for path in SHELL_PATH.finditer(source):
        yield _path(f"{at}:{source.count(chr(10), 0, path.start()) + 1}", path[0].strip())
    for number, line in enumerate(lines, 1):
        if re.match(r"\s*[%!]", line) and HOST.search(line):
            yield _host(f"{at}:{number}", line.strip())


def _code(notebook: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """What the code names: versions, paths, hosts, packages, and functions that the kit has."""
    asked, imported = set[str](), dict[str, str]()
    for number, tree in kit.trees(notebook):
        at = f"{place} cell {number}"
        for node in walked(tree):
            if type(node) not in SAYING:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from _text(node.value, f"{at}:{node.lineno}")
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "need":
                asked |= {keyword.arg for keyword in node.keywords if keyword.arg}
                wanted = [ast.unparse(keyword.value) for keyword in node.keywords]
                yield from (_pin(f"{at}:{node.lineno}", one) for one in wanted if PINNED.search(one))
            elif isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0]: f"{at}:{node.lineno}" for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported[node.module.partition(".")[0]] = f"{at}:{node.lineno}"
            elif isinstance(node, ast.FunctionDef):
                # One with a body as short as this may be shown because the lesson is about it.
                ours = node.name == kit.KINDLY  # beside the exercises it stands as the kit has it
                known = _in_kit(node) if len(node.body) > 2 and not ours else None
                if known:
                    what = f"writes {node.name} anew, which the kit has as {known}"
                    yield Problem(f"{at}:{node.lineno}", what, f"Call {known} and delete it: `make labs` copies it in.")
    own = {module for cell in notebook["cells"] for module in OWN.findall(cell["source"])}
    for module in sorted(imported.keys() - asked - BROUGHT - own):
        if WITH.get(module) in asked:
            continue
        what = f"imports {module}, which no need(...) asks for"
        yield Problem(imported[module], what, f'Write need({module}="{module}>=1,<2") with its versions.')


def _typed_alts(notebook: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Results typed into what a figure says to those who cannot see it; a number that the code sets is none."""
    told, settings = list[tuple[str, str]](), set[float]()
    for number, tree in kit.trees(notebook):
        for node in walked(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                settings.add(float(node.value))
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "show" and len(node.args) > 2:
                told += [(f"{place} cell {number}:{line}", word) for line, word in _spoken(node.args[2])]
    for at, word in told:
        if TELLING.fullmatch(word) and not settings & _forms(word):
            remedy = "Let the code put it there: an f-string with the value that the figure draws."
            yield Problem(at, f"the result '{word}' is typed into a figure's words", remedy)


def _spoken(words: ast.expr) -> Iterator[tuple[int, str]]:
    """The numbers typed into a text, with their lines; those in formats, as in {share:.0%}, are none."""
    formats = (node.format_spec for node in ast.walk(words) if isinstance(node, ast.FormattedValue))
    unsaid = {id(part) for one in formats if one for part in ast.walk(one)}
    for part in ast.walk(words):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in unsaid:
            yield from ((part.lineno, word) for word in NUMBER.findall(part.value))


def _text(text: str, at: str) -> Iterator[Problem]:
    """What a text in the code may not be."""
    if re.fullmatch(r"(?:--\S+ )*[\w.-]+(?:\[[\w,-]+\])?={2,3}[\w.*-]+(?:,.*)?", text):
        yield _pin(at, text)
    if ABSOLUTE.match(text):
        yield _path(at, text)
    if HOST.search(text):
        yield _host(at, text)


def _pin(at: str, said: str) -> Problem:
    return Problem(
        at,
        f"pins a version: {said.strip(QUOTES)[:60]}",
        "Ask for a range, such as >=1.4,<2: Colab has its own versions.",
    )


def _path(at: str, said: str) -> Problem:
    return Problem(at, f"names a path of one machine: {said[:60]}", "Name it relative to the notebook, or do without.")


def _host(at: str, said: str) -> Problem:
    remedy = "Read the data from a package that need(...) asks for: addresses vanish, and Kaggle has no network."
    return Problem(at, f"asks another host: {said[:60]}", remedy)


def _in_kit(node: ast.FunctionDef) -> str | None:
    """The function of the kit that does the same, by its name."""
    alike = _functions().get(_arguments(node), ())
    return next((name for name, body in alike if body == _body(node)), None)


@functools.cache
def _functions() -> Mapping[tuple[str, ...], list[tuple[str, list[str]]]]:
    """The kit's functions, `(name, body)`, by the names of their arguments."""
    found: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}
    for name, definition in kit.catalogue()[0].items():
        if isinstance(definition.tree, ast.FunctionDef):
            found.setdefault(_arguments(definition.tree), []).append((name, _body(definition.tree)))
    return found


def _arguments(node: ast.FunctionDef) -> tuple[str, ...]:
    return tuple(one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))


def _body(node: ast.FunctionDef) -> list[str]:
    """What a function does, without its name, docstring and types."""
    return [ast.dump(statement) for statement in (node.body[1:] if ast.get_docstring(node) else node.body)]


def typed_results(notebook: Mapping[str, Any], executed: Mapping[str, Any], lab: str, root: Path) -> Iterator[Problem]:
    """Results in a lab's words, which another run would leave behind.

    Those are its own measures as pages print them, numbers so precise that only the code could have set them, and
    others that neither the code nor an output has. Exercises say what their solutions give; who is cited is quoted.
    """
    try:
        measures = json.loads((root / EVIDENCE / f"{lab}.json").read_text("utf-8"))["measures"].values()
        shown = {word for one in measures for word in NUMBER.findall(str(Measure.of(one)))}
    except (OSError, ValueError, KeyError, TypeError):
        shown = set()  # the ledger reports it
    code = _numbers("\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"))
    outputs = json.dumps([cell.get("outputs", []) for cell in executed.get("cells", [])])
    printed = _numbers(re.sub(r"<[^<>]+>", " ", outputs))  # where a drawing puts things is nothing that was printed
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "markdown":
            continue
        exercises = EXERCISES.search(cell["source"])
        text = cell["source"][: exercises.start()] if exercises else cell["source"]
        for paragraph in re.split(r"\n\s*\n", QUOTED.sub(" ", text)):
            linked, cited = LINKED.search(paragraph), CITED.search(paragraph)
            for word in NUMBER.findall(CODE.sub(" ", paragraph)):
                measured = word in shown and TELLING.fullmatch(word)
                precise = PRECISE.fullmatch(word) and not linked and not code & _forms(word)
                loose = LOOSE.fullmatch(word) and not cited and not (code | printed) & _forms(word)
                if measured or precise or loose:
                    at = f"{NOTEBOOKS}/{lab}.ipynb cell {number}"
                    remedy = (
                        "Print it in a cell, and let the words say what to see there; what was set has `backticks`."
                    )
                    yield Problem(at, f"the result '{word}' is typed by hand", remedy)
        if exercises:
            return


def _numbers(text: str) -> set[float]:
    """Every number that stands in a text."""
    return {float(found.replace("_", "")) for found in re.findall(r"\d[\d_]*\.?\d*(?:e-?\d+)?|\.\d+", text)}


def _forms(word: str) -> set[float]:
    """A number as code and outputs may have it: as it is, and a percentage as a share too."""
    value = float(word.rstrip("%").replace(",", ""))
    return {value, round(value / 100, 9)} if word.endswith("%") else {value}


def read_aloud(executed: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Figures that a reader who cannot see them would not be told of."""
    for number, cell in enumerate(executed.get("cells", []), 1):
        for output in cell.get("outputs", []):
            told = output.get("metadata", {}).get("image/svg+xml", {})
            if "image/svg+xml" in output.get("data", {}) and not (told.get("name") and told.get("alt")):
                remedy = (
                    "Draw it in the cell that ends with show(fig, name, alt); matplotlib shows open figures by itself."
                )
                yield Problem(f"{place} cell {number} ({cell['id']})", "shows a figure without name and words", remedy)
