"""How long a page, a lab or a list of both takes: computed from words, code, measured runs and stated suppositions."""

from __future__ import annotations

import ast
import functools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..labs import works
from ..labs.notebook import source
from ..ledger import Handbook

# What is read word by word. Figures, lists of links and tables of everything are looked at.
READ = ("verdict", "pair", "claim", "number", "fact", "term", "brackets", "count", "dissolved", "repository")
CALL = re.compile(r"\{\{\s*(\w+)(\(.*?\))\s*\}\}", re.DOTALL)
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
FOLD = re.compile(r"^\?\?\? .*\n(?:(?: {4}.*)?\n)*", re.MULTILINE)
UNREAD = re.compile(r"<(details|svg)\b.*?</\1>|<!--.*?-->|<[^<>]*>|\]\([^)\s]*\)|\{[:#.][^{}]*\}", re.DOTALL)
# An exercise in a lab's words: a heading or a paragraph below "Exercises" that begins with its number.
EXERCISE = re.compile(r"^(?:#+ |\*\*)\d+\. ", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """What the minutes of a page or a lab are made of: words, lines of code, seconds of a measured run."""

    words: int
    lines: int = 0
    seconds: int = 0
    exercises: int = 0

    def minutes(self, speed: float, line: float = 0, exercise: float = 0, exercises: int = 0) -> int:
        """Whole minutes, rounded up: at `speed` words a minute, `line` and `exercise` minutes for one of these."""
        run = self.seconds / 60
        return math.ceil(self.words / speed + run + self.lines * line + exercises * exercise)


def in_words(minutes: int) -> str:
    """`45 min`, `2 h 5 min`; of more than three hours, which nobody foresees to the minute, `about 8 h`."""
    if minutes > 180:
        return f"about {round(minutes / 30) / 2:g} h"
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])


def out_of(minutes: int, limit: int) -> str:
    """`18 of 30 minutes`, `about 6 of 10 hours`."""
    if limit < 120:
        return f"{minutes} of {limit} minutes"
    return f"about {round(minutes / 60)} of {round(limit / 60)} hours"


@functools.lru_cache(maxsize=1024)  # a page stands in many readers' lists
def words_of(text: str) -> int:
    """Words with a letter or a digit; marks of Markdown are none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def plain(source: str, macros: Mapping[str, Callable[..., Any]]) -> str:
    """What a reader meets on a page, cards and numbers filled in; without folds, drawings, tags and link targets.

    Raises KeyError for an unknown macro, SyntaxError and ValueError for a call that is none, and what a macro raises.
    """

    def heard(call: re.Match[str]) -> str:
        macro = macros[call[1]]
        if call[1] not in READ:
            return ""
        tree = ast.parse(f"f{call[2]}", mode="eval").body
        assert isinstance(tree, ast.Call)
        named = {word.arg: ast.literal_eval(word.value) for word in tree.keywords if word.arg}
        return str(macro(*map(ast.literal_eval, tree.args), **named))

    return UNREAD.sub(" ", CALL.sub(heard, FOLD.sub("", FRONT.sub("", source))))


def visit(notebook: Mapping[str, Any], seconds: int = 0) -> Part:
    """What a lab asks of its reader: prose, and the lines of code that no fold hides (cells without a tag)."""
    said, lines, exercises = "", 0, 0
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            said += source + "\n"
        elif cell["cell_type"] == "code" and not cell["metadata"].get("tags"):
            lines += sum(bool(line.strip()) for line in source.splitlines())
    prose, _, last = said.partition("\n## Exercises")
    exercises = len(EXERCISE.findall(last))
    return Part(words_of(UNREAD.sub(" ", f"{prose} {last}")), lines, seconds, exercises)


class Minutes:
    """The minutes of everything in one handbook; `macros` fill in what its pages look up."""

    def __init__(self, handbook: Handbook, macros: Callable[[], Mapping[str, Callable[..., Any]]]) -> None:
        self._handbook, self._macros = handbook, macros
        self._labs: dict[str, Part] = {}  # the handbook is the same object until a lab changes
        self._pages: dict[tuple[Path, int], str] = {}  # by path and time of change: `make serve` keeps this object
        pace = handbook.readers["pace"]
        self.speed = handbook.measures[pace["words_a_minute"]].value
        self.supposed: dict[str, float] = {name: one["minutes"] for name, one in pace["supposed"].items()}

    def text(self, page: str) -> str:
        """What a reader meets on `docs/<page>.md`. Raises ValueError where its macros cannot be filled in."""
        path = self._handbook.root / f"docs/{page}.md"
        key = path, path.stat().st_mtime_ns
        if key not in self._pages:
            try:
                self._pages[key] = plain(path.read_text("utf-8"), self._macros())
            except (LookupError, SyntaxError, TypeError, ValueError) as error:
                raise ValueError(f"docs/{page}.md: its words cannot be counted: {error}") from error
        return self._pages[key]

    def part(self, page: str) -> Part:
        return Part(words_of(self.text(page)))

    def page(self, page: str) -> int:
        return self.part(page).minutes(self.speed)

    def lab(self, lab: str, exercises: int = 0) -> int:
        """A lab once through, its run included, and so many of its exercises."""
        supposed = self.supposed
        return self.visit(lab).minutes(self.speed, supposed["code_line"], supposed["exercise"], exercises)

    def step(self, step: Mapping[str, Any], slower: float = 1) -> int:
        """One step of a reader's list; pages and labs take `slower` times as long for readers to whom all is new."""
        if "page" in step:
            practice = math.ceil(self.supposed["practice"]) if step.get("practise") else 0
            return math.ceil(self.page(step["page"]) * slower) + practice
        if "lab" in step:
            return math.ceil(self.lab(step["lab"], step.get("exercises", 0)) * slower)
        return math.ceil(self.supposed[step["takes"]] * step.get("times", 1)) if "takes" in step else 0

    def total(self, steps: Iterable[Mapping[str, Any]], slower: float = 1) -> int:
        """A whole list, as the sum of what is printed beside its steps."""
        return sum(self.step(step, slower) for step in steps)

    def visit(self, lab: str) -> Part:
        """What a lab's minutes are made of; one that was never timed counts as taking no time. Raises Refused."""
        if lab not in self._labs:
            root = self._handbook.root
            self._labs[lab] = visit(source(lab, root), 0 if lab in self.untimed else int(works.seconds(lab, root)))
        return self._labs[lab]

    @property
    def labs(self) -> dict[str, Part]:
        """What the minutes of all labs are made of. Raises Refused for a file that is no notebook."""
        return {lab: self.visit(lab) for lab in self._handbook.labs}

    @cached_property
    def untimed(self) -> set[str]:
        """Labs of which no run elsewhere was measured."""
        return {lab for lab in self._handbook.labs if math.isinf(works.seconds(lab, self._handbook.root))}
