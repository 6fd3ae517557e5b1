"""What a lab says about a reader's own file: notes, lists and narrow tables, and one sentence where it must stop."""

from __future__ import annotations

import html

import pandas as pd

from .setup import Stop


class Notes(list):
    """What the reader should know, each sentence once: `note("…")` adds it."""

    def __call__(self, sentence: str) -> None:
        if sentence not in self:
            self.append(sentence)


class Run:
    """Runs the steps of a lab one after the other. What goes wrong becomes one sentence, `problem`, and the steps after
    it stand still."""

    def __init__(self):
        self.problem, self.note, self._said = None, Notes(), 0

    def __call__(self, doing, function, *inputs):
        if self.problem:
            return say(f"Nothing to show: {self.problem}")
        try:
            return function(*inputs)
        except Stop as known:
            self.problem = str(known)
        except Exception as surprise:  # never silent: it is named, and it ends up in the evidence
            what = " ".join(f"{type(surprise).__name__}: {surprise}".split())[:300]
            self.problem = (
                f"This notebook failed while {doing}, in a way we did not foresee ({what}). "
                "Please report that sentence as an issue."
            )
        say(self.problem, *self.note)

    def news(self) -> list[str]:
        """What was noted since this was last asked."""
        new, self._said = self.note[self._said :], len(self.note)
        return new


def say(*sentences: str) -> None:
    """Show sentences as a list that wraps on a phone."""
    from IPython.display import display

    items = "".join(f"<li>{html.escape(s)}</li>" for s in sentences)
    display({"text/html": f"<ul>{items}</ul>", "text/plain": "\n".join(sentences)}, raw=True)


def show_table(head, rows) -> None:
    """Show a narrow table."""
    from IPython.display import display

    frame = pd.DataFrame(rows, columns=head)
    display({"text/html": frame.to_html(index=False), "text/plain": frame.to_string(index=False)}, raw=True)


def counted_as(number: int, thing: str = "row") -> str:
    """'1 row', '2 rows'."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def short(word) -> str:
    """A name or a value for a sentence: in quotes, on one line, not too long, whole numbers without '.0'."""
    word = " ".join((f"{word:.15g}" if isinstance(word, float) else str(word)).split())
    return f"'{word}'" if len(word) <= 60 else f"'{word[:59]}…'"


def few(words, most: int = 3) -> str:
    """The first few of a list, for a sentence."""
    words = list(words)
    return ", ".join(map(short, words[:most])) + (f" and {len(words) - most:,} more" if len(words) > most else "")
