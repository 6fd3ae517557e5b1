"""What is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that stops a build. `place` is `file`, `file:line` or either followed by an entry's name."""

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}\n    {self.what}\n    Remedy: {self.remedy}"


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
