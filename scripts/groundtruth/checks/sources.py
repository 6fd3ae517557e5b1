"""What people and the commands wrote: every problem of the ledger, the labs, the study and the pages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from .. import labs, study, texts
from ..ledger import Handbook, load
from ..pages import Launch, Pages, Unknown
from ..places import EXECUTED
from ..problems import Problem, Refused, nearest
from .addresses import addresses, lost
from .agreement import agreement, second_hand
from .bars import bars
from .blocks import blocks
from .chapters import captions, chapters
from .citations import citations, of_years, own
from .code import code
from .colours import colours, unseen
from .configuration import configuration
from .guesses import given_away
from .leads import leads
from .locks import locks
from .questions import questions
from .readers import readers, typed_times
from .remains import remains
from .repository import repository
from .templates import blocks as template_blocks
from .templates import misspelt, templates
from .thresholds import thresholds
from .typed import printed, typed_results, units
from .vendored import vendored
from .workflows import forms, workflows

# Parts whose pages answer claims, or gather them.
ARGUING = ("myths", "truths", "why", "path", "disagree")


def sources(root: Path = Path()) -> tuple[Handbook | None, list[Problem]]:
    """Everything wrong with what people and the labs command wrote."""
    unread = texts.broken(root)
    if texts.stopping(unread):
        return None, unread
    problems = unread + labs.stale(root) + study.stale(root) + configuration(root) + vendored(root)
    problems += [
        *templates(root),
        *misspelt(root),
        *template_blocks(root),
        *colours(root),
        *unseen(root),
        *repository(root),
        *locks(root),
        *leads(root),
        *remains(root),
        *workflows(root),
        *forms(root),
        *addresses(root),
        *lost(root),
        *units(root),
    ]
    try:
        handbook = load(root)
    except Refused as refused:
        problems += refused.problems
        handbook = refused.readable
        if handbook is None:
            return None, problems
    pairs: list[tuple[str, str]] = []
    broken: set[str] = set()
    pages: dict[str, str] = {}
    for page in sorted((root / "docs").rglob("*.md")):
        place = str(page.relative_to(root))
        pages[place] = text = page.read_text("utf-8")
        pairs += re.findall(r"\{\{\s*pair\(\s*[\"'](\w+)[\"'],\s*[\"'](\w+)[\"']\s*\)\s*\}\}", text)
        wrong = list(macro_calls(text, place, handbook))
        problems += wrong
        broken |= {place[len("docs/") : -len(".md")]} if wrong else set()
        problems += given_away(text, place, handbook) if place == "docs/index.md" else []
        problems += typed_times(text, place, handbook)
        problems += code(text, place, handbook.root)
        problems += second_hand(text, place, handbook)
        said = " ".join(c.statement for c in handbook.claims.values() if place == f"docs/{c.chapter}.md")
        problems += typed_results(text, place, printed(text, handbook), said)
        problems += chapters(text, place, handbook)
        problems += [*blocks(text, place), *own(text, place, handbook), *of_years(text, place)]
        if page.relative_to(root / "docs").parts[0] in ARGUING:
            problems += chapter_cards(text, place, handbook)
            problems += citations(text, place, handbook)
    problems += [*agreement(handbook), *bars(handbook)]
    problems += captions(pages)
    problems += questions(handbook, macro_calls)
    problems += thresholds(handbook)
    problems += readers(handbook, broken)
    if (root / "docs/disagree").is_dir():
        problems += unheard(pairs, handbook)
    return handbook, problems


def unheard(shown: list[tuple[str, str]], handbook: Handbook) -> Iterator[Problem]:
    """Contradictions whose two cards stand on no page side by side, or on several."""
    for pair in handbook.pairs:
        times = sum(set(pair) == set(other) for other in shown)
        if times != 1:
            yield Problem(
                "docs/disagree",
                f"the pair of {pair[0]} and {pair[1]} stands {times} times",
                f'Write {{{{ pair("{pair[0]}", "{pair[1]}") }}}} once, on the page of its theme.',
            )


def macro_calls(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Macros that do not exist, are called wrongly, or name an unknown id: with the line."""
    pages = Pages(handbook, Launch("owner/name", "main"), here=lambda: place)
    known = pages.macros()
    lookups: Mapping[str, Mapping[str, Any]] = {
        "verdict": handbook.claims,
        "claim": handbook.claims,
        "pair": handbook.claims,
        "number": handbook.measures,
        "term": handbook.terms,
        "fact": handbook.facts,
        "sources": handbook.facts,
        "lab": handbook.evidence,
        "figure": handbook.evidence,
        "playground": handbook.playground.entries,
        "move": handbook.moves,
        "chart": handbook.charts,
        "lists": {reader["id"]: reader for reader in handbook.readers["readers"]},
        "step": {chapter: told for chapter, told in handbook.chapters.items() if chapter.startswith("path/")},
    }
    try:
        tree = Environment().parse(text)
    except TemplateSyntaxError as error:
        yield Problem(f"{place}:{error.lineno}", f"macro syntax: {error.message}", "Close every {{ with }}.")
        return
    for call in tree.find_all(nodes.Call):
        where = f"{place}:{call.lineno}"
        name = getattr(call.node, "name", "?")
        if name not in known:
            yield Problem(where, f"no macro '{name}'", nearest(name, known, f"Macros: {', '.join(known)}."))
            continue
        called = inspect.signature(known[name])
        try:
            arguments = called.bind(
                *(a.as_const() for a in call.args), **{k.key: k.value.as_const() for k in call.kwargs}
            ).args
        except (nodes.Impossible, TypeError) as error:
            what = str(error) or "its arguments must be written out"
            yield Problem(where, f"{name}: {what}", f"It is called as {name}{called}.")
            continue
        asked = arguments if name in ("sources", "pair") else arguments[:1]
        for argument in asked if name in lookups else ():
            if argument not in lookups[name]:
                remedy = nearest(str(argument), lookups[name], "See docs/data.")
                yield Problem(where, f"{name}: nothing is called '{argument}'", remedy)
        executed = handbook.root / EXECUTED / f"{arguments[0]}.ipynb" if name == "figure" else None
        if executed and executed.is_file():  # a lab that is not run is reported by labs.stale
            try:
                pages._find(arguments[1], pages._figures(arguments[0]), f"figure in the lab {arguments[0]}")
            except Unknown as unknown:
                yield Problem(where, str(unknown), "The name stands in the metadata of the lab's display() call.")


def chapter_cards(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Each claim's card stands in its own chapter, once."""
    chapter = place.removeprefix("docs/").removesuffix(".md")
    if chapter.endswith("/index"):
        return
    if chapter not in handbook.chapters:
        yield Problem(
            place, f"no chapter '{chapter}' in the ledger", nearest(chapter, handbook.chapters, "Add it to chapters.")
        )
        return
    shown = re.findall(r"\{\{\s*verdict\(\s*[\"'](\w+)[\"']\s*\)\s*\}\}", text)
    own = [claim.id for claim in handbook.claims.values() if claim.chapter == chapter]
    for claim in sorted(set(shown) - set(own)):
        if claim in handbook.claims:  # an id that leads nowhere is reported by macro_calls
            yield Problem(
                place,
                f"the card of {claim} belongs to the chapter {handbook.claims[claim].chapter}",
                f'Link to it with {{{{ claim("{claim}") }}}}.',
            )
    for claim in own:
        if shown.count(claim) != 1:
            yield Problem(
                place,
                f"the card of {claim} stands {shown.count(claim)} times",
                f'Write {{{{ verdict("{claim}") }}}} once.',
            )
