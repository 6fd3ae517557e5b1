"""The exercises of a notebook as a page shows them: words as HTML, code in colour, what each solution prints."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from markdown import Markdown
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ..labs import exercises
from ..places import EXERCISES, OUTCOMES
from .given import Given
from .kept import modules, remembered

CARD = Path("overrides/cards/exercise-help.html")
KEPT = Path(".cache/exercises")
# Names, spaces and signs look like any other text of the code, so these spans only cost: two thirds of all tags.
UNSEEN = re.compile(r'<span class="(?:n|w|p|o)">([^<]*)</span>|<span></span>')


def shown(name: str, root: Path, card: Callable[..., Markup]) -> Iterator[Mapping[str, Any]]:
    """Each exercise of a notebook: number, title, level, `task` and `stub` as HTML, and `help`, folded.

    `card` renders a template of overrides/cards. Raises Refused where the exercises are not as they must be.
    """
    files = (EXERCISES / f"{name}.yml", OUTCOMES / f"{name}.json", CARD)
    made_of = [(root / file).read_bytes() for file in files if (root / file).exists()]
    made_of += modules("exercises.py", "given.py")
    text = remembered(root / KEPT, made_of, lambda: json.dumps(list(_shown(name, root, card))))
    for one in json.loads(text):
        yield one | {part: Markup(one[part]) for part in ("task", "stub", "help")}


def _shown(name: str, root: Path, card: Callable[..., Markup]) -> Iterator[dict[str, Any]]:
    printed = exercises.outcomes(name, root).get("printed", [])
    for number, one in enumerate(exercises.exercises(name, root), 1):
        help_ = card(
            "exercise-help",
            number=number,
            hint=_inline(one["hint"]),
            solution=coloured(one["solution"]),
            printed=printed[number - 1].strip("\n") if number <= len(printed) else "",
            after=_inline(one["after"]),
            wrong=[{"code": coloured(w["answer"]), "reveals": _inline(w["reveals"])} for w in one["wrong"]],
        )
        yield {
            "number": number,
            "title": one["title"],
            "level": one["level"],
            "task": _words(one["task"]),
            "stub": coloured(one["stub"]),
            "help": help_,
        }


def _inline(text: str) -> Markup:
    return Markup(_words(text).removeprefix("<p>").removesuffix("</p>"))


@functools.cache
def _words(text: str) -> str:
    return _converter().reset().convert(" ".join(text.split()) if "\n\n" not in text else text)


@functools.cache
def _converter() -> Markdown:
    return Markdown(extensions=[Given()])


@functools.cache
def _colours() -> tuple[PythonLexer, HtmlFormatter[str]]:
    return PythonLexer(), HtmlFormatter(nowrap=True)


@functools.cache
def coloured(code: str) -> Markup:
    """Python as HTML with a class for each kind of token, as the site's style sheet colours it."""
    return Markup(light(highlight(code.strip(), *_colours())).strip("\n"))


def light(html: str) -> str:
    """Code in colour, without the tags that colour nothing."""
    return UNSEEN.sub(r"\1", html)
