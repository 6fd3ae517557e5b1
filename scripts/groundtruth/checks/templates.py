"""Templates of the theme call nothing that only Python has, since another engine renders them too, with MiniJinja;
blocks in them are the theme's, and classes those of style sheets and scripts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..problems import Problem, nearest

FOLDER = Path("overrides")
# Methods of text, lists and mappings; of these MiniJinja gives templates none.
METHODS = {name for kind in (str, list, dict) for name in dir(kind) if not name.startswith("_")}
CLASSES = re.compile(r"class=\"([^\"]*)\"")
ASKED = re.compile(r"data-[\w-]+=\"[^\"]*?\.(gt-[\w-]*[a-z0-9])")
FILLED = re.compile(r"\{[%{].*?[%}]\}")
OURS = re.compile(r"gt-[\w-]*[a-z0-9](?![\w-])")  # one that a value completes is none yet
KNOWING = ("docs/assets/*.css", "docs/assets/*.js", "scripts/**/*.py", "scripts/**/*.css", "scripts/**/*.js")
ALIKE = 0.93  # of two names, as difflib has it: a letter in fifteen
REMEDY = "Write it with filters, tests or slices; what needs Python is a macro's."


def templates(root: Path = Path()) -> list[Problem]:
    """Every such call in the templates of pages, and in those that they include."""
    return [problem for path in _rendered(root) for problem in _calls(path, path.relative_to(root).as_posix())]


def misspelt(root: Path = Path()) -> Iterator[Problem]:
    """Classes in templates that nothing else has: they are misspelt, renamed in one place only, or do nothing."""
    paths = [path for pattern in KNOWING for path in root.glob(pattern)]
    known = {name for path in paths for name in OURS.findall(path.read_text("utf-8"))}
    if not known:  # without assets, all would be unknown
        return
    templates = {path: path.read_text("utf-8") for path in sorted((root / FOLDER).rglob("*.html"))}
    # What a template tells a script to look for, as in data-rows=".gt-question".
    known |= {name for text in templates.values() for name in ASKED.findall(text)}
    for path, text in templates.items():
        for number, line in enumerate(text.splitlines(), 1):
            worn = {name for told in CLASSES.findall(line) for name in OURS.findall(FILLED.sub(" ", told))}
            for name in sorted(worn - known):
                near = difflib.get_close_matches(name, known, 1, ALIKE)
                what = f"has the class {name}, which no style sheet and no script has"
                remedy = "Delete it; or, if one of them knows it by an earlier name, write that."
                remedy = f"Did you mean {near[0]}?" if near else remedy
                yield Problem(f"{path.relative_to(root).as_posix()}:{number}", what, remedy)


def blocks(root: Path = Path()) -> Iterator[Problem]:
    """Blocks of a template that the one it extends doesn't have: they would be left out without a word."""
    for path in sorted((root / FOLDER).rglob("*.html")):
        parsed = _parsed(path)
        known = {block.name for parent in _parents(parsed, root) for block in parent.find_all(nodes.Block)}
        for block in parsed.iter_child_nodes() if known else ():
            if isinstance(block, nodes.Block) and block.name not in known:
                what = f"fills the block {block.name}, which the template that it extends doesn't have"
                place = f"{path.relative_to(root).as_posix()}:{block.lineno}"
                yield Problem(place, what, nearest(block.name, known, "Take one of that template's blocks."))


def _parents(template: nodes.Template, root: Path) -> Iterator[nodes.Template]:
    """What a template extends, ours or the theme's, and what that extends."""
    theme = find_spec("material")
    for named in template.find_all(nodes.Extends):
        if isinstance(named.template, nodes.Const) and theme and theme.submodule_search_locations:
            folders = (root / FOLDER, Path(theme.submodule_search_locations[0]) / "templates")
            for path in (folder / named.template.value for folder in folders):
                if path.is_file():
                    parent = _parsed(path)
                    yield from (parent, *_parents(parent, root))
                    break


def _rendered(root: Path) -> list[Path]:
    """The templates that the engine renders; all other cards are rendered by our macros."""
    found: list[Path] = []
    waiting = sorted(path for path in (root / FOLDER).rglob("*.html") if path.parent.name != "cards")
    while waiting:
        path = waiting.pop(0)
        found.append(path)
        included = (node.template for node in _parsed(path).find_all(nodes.Include))
        named = [root / FOLDER / one.value for one in included if isinstance(one, nodes.Const)]
        waiting += [one for one in named if one.is_file() and one not in [*found, *waiting]]
    return found


def _parsed(path: Path) -> nodes.Template:
    try:
        return Environment().parse(path.read_text("utf-8"))
    except TemplateSyntaxError:
        return nodes.Template([])  # the build says where


def _calls(path: Path, place: str) -> Iterator[Problem]:
    for call in _parsed(path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr in METHODS:
            what = f"calls .{call.node.attr}(), which only Python has"
            yield Problem(f"{place}:{call.lineno}", what, REMEDY)
