"""Whether the lists of Start here fit their budgets and their readers, and whether anybody typed a minute."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..labs.notebook import source
from ..ledger import Handbook, before, needs
from ..pages import Launch, Minutes, Pages, in_words
from ..places import EXECUTED, READERS
from ..problems import Problem, Refused
from .typed import prose

# Pages whose times are computed beside their steps: a time in their prose would soon be another one.
TIMED = re.compile(r"\{\{\s*(?:lists|lessons|minutes)\(")
_NUMBERS = "an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|sixty|ninety"
TIME = re.compile(rf"\b(?:\d[\d.,]*|{_NUMBERS})(?: to \d+| and a half)?[ -](?:min|minutes?|hours?|h)\b", re.IGNORECASE)


def readers(handbook: Handbook, broken: Collection[str] = ()) -> Iterator[Problem]:
    """Lists that are too long or too short, first pages with words that their reader has never met, labs never timed.

    `broken` are pages whose macros are wrong: their words cannot be counted, so lists with them wait.
    """
    clock = Pages(handbook, Launch("owner/name", "main"), here=lambda: "").clock
    for lab in sorted(clock.untimed):
        what = f"the lab {lab} has no measured run, so its minutes cannot be computed"
        yield Problem("docs/data/works-on.json", what, f"Run `make works LAB={lab}`, and commit what it writes.")
    if not all((handbook.root / EXECUTED / f"{lab}.ipynb").is_file() for lab in handbook.labs):
        return  # labs.stale says so; cards, whose words are counted, name their labs by what these copies say
    yield from _given_away(handbook, broken)
    for reader in handbook.readers["readers"]:
        for number, (name, budget) in enumerate(handbook.readers["budgets"].items()):
            steps = reader["lists"][name]["steps"]
            at = f"{READERS} {reader['id']}.{name}"
            yield from _too_many([step for step in steps if not _unreadable(step, handbook)], clock, at)
            if any(step.get("page") in broken or _unreadable(step, handbook) for step in steps):
                continue
            slower = reader.get("slower", 1)
            total = clock.total(steps, slower)
            said = ", ".join(f"{_named(step)} {in_words(clock.step(step, slower))}" for step in steps)
            if total > budget["minutes"]:
                what = f"takes {in_words(total)}, which is more than {budget['title']} ({in_words(budget['minutes'])})"
                yield Problem(at, what, f"Take a step out: {said}.")
            if total < budget.get("at_least", 0):
                what = (
                    f"takes {in_words(total)}, less than the {in_words(budget['at_least'])} that the list should fill"
                )
                yield Problem(at, what, f"Add a step: {said}.")
            if number == 0:
                yield from _strange_words(reader, steps, clock, at)


def _too_many(steps: list[Mapping[str, Any]], clock: Minutes, at: str) -> Iterator[Problem]:
    """Exercises that a list asks for and the lab doesn't have."""
    for step in (step for step in steps if step.get("exercises")):
        if step["exercises"] > (most := clock.visit(step["lab"]).exercises):
            what = f"asks for {step['exercises']} exercises of the lab {step['lab']}, which has {most}"
            yield Problem(at, what, f"Ask for {most} or fewer." if most else "Leave exercises out.")


def _given_away(handbook: Handbook, broken: Collection[str]) -> Iterator[Problem]:
    """Lists in which a page tells what a later lab asks its readers to guess, unless the lab needs that page."""
    graph = needs(handbook.lessons)
    for reader in handbook.readers["readers"]:
        for budget, told in reader["lists"].items():
            read: list[str] = []
            for step in told["steps"]:
                if "page" in step and step["page"] not in broken:
                    read.append(step["page"])
                lab = step.get("lab")
                needed = before(graph, lab) if lab in graph else set()
                for page in [page for page in read if lab and page not in needed and lab in _shown(page, handbook)]:
                    what = f"{page} comes before the lab {lab} and gives away what the lab asks readers to guess"
                    yield Problem(f"{READERS} {reader['id']}.{budget}", what, f"Put the lab {lab} before {page}.")


def _shown(page: str, handbook: Handbook) -> set[str]:
    """The labs of which a page prints a number, a figure, or the card of a claim that they decide."""
    text = (handbook.root / f"docs/{page}.md").read_text("utf-8")
    shown = {name.partition(".")[0] for name in re.findall(r"\{\{\s*(?:number|figure)\(\"([^\"]+)\"", text)}
    for move in re.findall(r"\{\{\s*move\(\"([^\"]+)\"", text):
        shown |= {handbook.moves[move].told.get("lab", "")} if move in handbook.moves else set()
    for pair in re.findall(r"\{\{\s*(?:verdict|pair)\(([^)]*)\)", text):
        for claim in re.findall(r"\"([^\"]+)\"", pair):
            shown |= set(handbook.claims[claim].deciding) if claim in handbook.claims else set()
    return shown


def _unreadable(step: Mapping[str, Any], handbook: Handbook) -> bool:
    """Whether a lab's file is no notebook, which `labs.stale` reports."""
    try:
        return "lab" in step and not source(step["lab"], handbook.root)
    except Refused:
        return True


def _named(step: Mapping[str, Any]) -> str:
    return step.get("page") or step.get("lab") or f"“{step['do'][:30]}…”"


def _strange_words(
    reader: Mapping[str, Any], steps: list[Mapping[str, Any]], clock: Minutes, at: str
) -> Iterator[Problem]:
    """What the pages of the shortest list say although this reader has never met it."""
    for step in steps:
        text = clock.text(step["page"]) if "page" in step else ""
        for word in reader.get("unknown_words", []):
            if re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text):
                what = f"begins with {step['page']}, which says '{word}'"
                yield Problem(at, what, f"Begin with another page, or explain '{word}' there in plain words.")


def typed_times(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Minutes and hours typed into a page that prints computed ones; the titles of budgets may stand."""
    if not TIMED.search(text):
        return
    titles = {budget["title"].lower() for budget in handbook.readers["budgets"].values()}
    for number, line in enumerate(prose(text).splitlines(), 1):
        for found in TIME.finditer(re.sub(r"`[^`]*`", "", line)):
            if found[0].lower() not in titles:
                what = f"the time '{found[0]}' is typed by hand"
                remedy = f'Leave it to {{{{ lists("...") }}}}, which computes it, or say what it is for in {READERS}.'
                yield Problem(f"{place}:{number}", what, remedy)
