"""Questions as people wrote them: their macros, typed numbers, links and HTML, each with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ..labs import seeds, shown
from ..ledger import Handbook
from ..places import QUESTIONS
from ..problems import Problem
from . import trust
from .agreement import second_hand
from .blocks import blocks
from .chapters import chapters
from .citations import BY_NAME, IN_FACTS, of_years, ours, own
from .typed import MACRO, printed, prose, typed_results

# A key of the file whose value no reader reads as words.
UNREAD = re.compile(r"^(?!question:|minute:|full:)(?:#.*|\w+:.*)\n(?:(?:[ \t].*)?\n)*", re.MULTILINE)
INDENT = re.compile(r"^  ", re.MULTILINE)
ASKED = re.compile(r"^question:.*$", re.MULTILINE)
LOOKED_UP = re.compile(r"(?:fact|number|claim|lab)\(\s*[\"']([\w-]+)")


def questions(handbook: Handbook, macro_calls: Callable[[str, str, Handbook], Iterator[Problem]]) -> Iterator[Problem]:
    """Everything wrong with the texts of all questions, and with what their code prints."""
    yield from shown.in_answers({name: one.prints or "" for name, one in handbook.questions.items()})
    for name, question in handbook.questions.items():
        place = f"{QUESTIONS}/{name}.yml"
        text = (handbook.root / place).read_text("utf-8")
        yield from seeds.unsteady(question.code or "", f"{place} code")
        words = UNREAD.sub(lambda part: "\n" * part[0].count("\n"), text)
        yield from macro_calls(words, place, handbook)
        # The question supposes, and its answers do sums: small shares in words are part of that, as in an exercise.
        answers = ASKED.sub("", words).replace("\n", "## Exercise\n", 1)
        yield from typed_results(answers, place, printed(words, handbook))
        yield from chapters(INDENT.sub("", words), place, handbook)
        yield from [*blocks(INDENT.sub("", words), place), *own(words, place, handbook), *of_years(words, place)]
        yield from trust.markdown(INDENT.sub("", words), place)
        yield from second_hand(words, place, handbook)
        yield from grounds(words, place, {*question.rests, "study"})
        yield from dead(words, place, handbook.root)
        links = tuple(source.url for source in question.sources)
        for number, line in enumerate(words.splitlines(), 1):
            for link in re.findall(r"\]\((https?://[^)\s]+)\)|<(https?://[^>\s]+)>", line):
                told = "".join(link).startswith(links or ("-",)) or ours("".join(link), place, handbook)
                if not told:
                    remedy = "Add it to the question's sources, with its title, if you saw it yourself."
                    yield Problem(f"{place}:{number}", f"links to {''.join(link)}, which is no source of it", remedy)
        for number, line in enumerate(prose(words).splitlines(), 1):
            for match in BY_NAME.finditer(line):
                yield Problem(f"{place}:{number}", f"'{match[0]}' is a citation typed by hand", IN_FACTS)


def dead(words: str, place: str, root: Path) -> Iterator[Problem]:
    """Links to pages of ours that are not there."""
    for number, line in enumerate(words.splitlines(), 1):
        for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", line):
            page = root / "docs" / link.removeprefix("../").rstrip("/")
            if not any(page.with_suffix(kind).is_file() for kind in (".md", ".ipynb")) and not page.is_dir():
                remedy = "Write ../myths/phd/ or ../labs/ship-it/, with the name of the page."
                yield Problem(f"{place}:{number}", f"links to {link}, where there is no page", remedy)


def grounds(words: str, place: str, rests: set[str]) -> Iterator[Problem]:
    """Labs, facts and claims whose results an answer uses without naming them among what it rests on."""
    for call in MACRO.finditer(words):
        for used in LOOKED_UP.findall(call[0]):
            if used not in rests:
                line = words.count("\n", 0, call.start()) + 1
                yield Problem(f"{place}:{line}", f"uses {used} and does not rest on it", f"Add {used} to rests.")
