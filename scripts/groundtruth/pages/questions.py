"""The questions with their answers as HTML: for the page, and in plainer clothes for flash cards."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from jinja2 import Environment, StrictUndefined
from markdown import Markdown
from markupsafe import Markup, escape

from ..ledger import LEVELS, Handbook
from .given import Given
from .kept import remembering

Macros = Mapping[str, Callable[..., Any]]
# A new line in code: Markdown would end a block of HTML at an empty one, and our cards lose the indents of others.
LINE = "&#10;"
# What stays of HTML on a card; of links only their words.
PLAIN = {"p", "em", "strong", "code", "ul", "ol", "li", "br", "sub", "sup"}


def view(handbook: Handbook, macros: Macros, lab_title: Callable[[str], str]) -> dict[str, Any]:
    """What the template of the page needs: the questions by topic, and how their parts become HTML."""
    every = list(handbook.questions.values())
    return {
        "topics": {topic: list(asked) for topic, asked in groupby(every, key=lambda question: question.topic)},
        "levels": LEVELS,
        "every": every,
        "html": lambda text: Markup(html(text, macros, handbook.root)),
        "lines": lambda text: Markup(str(escape(text.rstrip())).replace("\n", LINE)),
        "grounds": lambda question: [ground(name, handbook, lab_title) for name in question.rests],
    }


def ground(name: str, handbook: Handbook, lab_title: Callable[[str], str]) -> tuple[str, str]:
    """Something that an answer rests on: the words of a link, and where in the site it leads."""
    if name in handbook.chapters:
        return handbook.chapters[name]["title"], f"{name}/"
    if name in handbook.evidence:
        return f"the lab {lab_title(name)}", f"labs/{name}/"
    if name in handbook.facts:
        return handbook.facts[name].label, f"facts/#{name}"
    return f"claim {name}", f"{handbook.page(handbook.claims[name])}#{name}"


def html(text: str, macros: Macros, root: Path) -> str:
    """An answer in Markdown, its macros filled in; what it compiles to is kept below `root`."""
    filled = _templates(root).from_string(text).render(macros) if "{" in text else text
    page = _converter().reset().convert(filled)
    return re.sub(r"<pre>.*?</pre>", lambda pre: pre[0].replace("\n", LINE), page, flags=re.DOTALL)


def plain(page: str) -> str:
    """HTML for a flash card, which has neither our style sheet nor our pages: drawings and links go, words stay."""
    soup = BeautifulSoup(page, "html.parser")
    for part in (soup.find_all("svg"), soup.find_all(class_=["gt-claimlink__word", "gt-sr"])):
        for drawing in part:
            drawing.decompose()
    for tag in soup.find_all(True):
        if tag.name in PLAIN:
            tag.attrs = {}
        else:
            tag.unwrap()
    return str(soup)


@functools.cache
def _templates(root: Path) -> Environment:
    return remembering(Environment(undefined=StrictUndefined), root)


@functools.cache
def _converter() -> Markdown:
    return Markdown(extensions=["tables", "pymdownx.superfences", "pymdownx.highlight", Given()])
