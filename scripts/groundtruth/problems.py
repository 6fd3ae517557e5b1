"""What is wrong, where, and what to do about it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that stops a build. `place` is `file`, `file:line` or either followed by an entry's name."""

    place: str
    what: str
    remedy: str

    @property
    def file(self) -> str:
        return re.split(r":(?=\d)| ", self.place)[0]

    @property
    def line(self) -> int:
        found = re.match(r"[^ ]*?:(\d+)", self.place)
        return int(found[1]) if found else 0

    def __str__(self) -> str:
        return f"{self.place}\n    {self.what}\n    Remedy: {self.remedy}"


FEW = 3  # more places than that with one fault have it from one template
VARYING = re.compile(r"'[^']*'|[^\s,;]*/[^\s,;]*|\d+")  # names, addresses and counts: what differs from place to place


def together(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Of many pages, or lines of a file, with one fault the first, which speaks for all; what is rarer as it is."""

    def kind(one: Problem) -> tuple[str, str]:
        return one.remedy, VARYING.sub("…", one.what)

    ordered = sorted(problems, key=lambda one: (kind(one), one.file, one.line, one))
    for _, group in itertools.groupby(ordered, key=kind):
        first, *more = group
        others = len({one.file for one in more} - {first.file})
        if others >= FEW:
            yield Problem(first.place, f"{first.what}; {others} other pages have this fault, too", first.remedy)
        elif not others and len(more) >= FEW:
            yield Problem(first.place, f"{first.what}; and {len(more)} more of the kind in this file", first.remedy)
        else:
            yield from (first, *more)


class Refused(Exception):
    """Input that cannot be built from; carries every problem that was found, not the first.

    `readable` is what was read nevertheless, where all of it hangs together: what else is wrong can be told from it.
    """

    def __init__(self, problems: Iterable[Problem], readable: Any = None):
        self.problems = sorted(set(problems))
        self.readable = readable
        super().__init__(report(self.problems))


def report(problems: list[Problem]) -> str:
    """The problems as text for a terminal, the count last so that it stays in view."""
    count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
    return "\n\n".join([*map(str, problems), count])


def nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for an unknown name: the name that was probably meant, else `otherwise`."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'? {otherwise}" if close else otherwise
