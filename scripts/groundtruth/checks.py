"""What must be true of sources and site; each check yields every problem it finds."""

from __future__ import annotations

import inspect
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from jinja2 import Environment, TemplateSyntaxError, nodes

from . import labs, study
from .ledger import HISTORY, Handbook, load
from .pages import Pages, Unknown, public_data
from .problems import Problem, Refused, nearest
from .verdicts import VERDICTS

# Parts whose pages argue from evidence: there no measured number is typed.
ARGUING = ("myths", "truths", "why", "path", "disagree")


def sources(root: Path = Path()) -> tuple[Handbook | None, list[Problem]]:
    """Everything wrong with what people and the labs command wrote."""
    problems = labs.stale(root) + study.stale(root)
    try:
        handbook = load(root)
    except Refused as refused:
        return None, problems + refused.problems
    problems += unrecorded(handbook)
    pairs: list[tuple[str, str]] = []
    for page in sorted((root / "docs").rglob("*.md")):
        text = page.read_text("utf-8")
        pairs += re.findall(r"\{\{\s*pair\(\s*[\"'](\w+)[\"'],\s*[\"'](\w+)[\"']\s*\)\s*\}\}", text)
        place = str(page.relative_to(root))
        problems += macro_calls(text, place, handbook)
        if page.relative_to(root / "docs").parts[0] in ARGUING:
            problems += typed_results(text, place)
            problems += chapter_cards(text, place, handbook)
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


def unrecorded(handbook: Handbook) -> Iterator[Problem]:
    """Changes of verdict that the history names wrongly: an unknown claim, or not how it stands today."""
    last = {}
    for entry in sorted(handbook.history, key=lambda entry: entry["date"]):
        for name in entry.get("claims", []):
            if name not in handbook.claims:
                remedy = nearest(name, handbook.claims, "Correct the id.")
                yield Problem(f"{HISTORY} {entry['date']}", f"no claim '{name}'", remedy)
            elif "to" in entry:
                last[name] = entry["to"]
    for name, verdict in last.items():
        now = handbook.claims[name].judgement.verdict
        if now != verdict:
            yield Problem(
                f"{HISTORY} {name}",
                f"its last entry says '{verdict}', but the verdict is now '{now}'",
                "Add an entry with date, from, to and why: readers may have quoted the old verdict.",
            )


def macro_calls(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Macros that do not exist, are called wrongly, or name an unknown id: with the line."""
    pages = Pages(handbook, links=None, here=lambda: place)
    known = pages.macros()
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
        lookups = {
            "verdict": handbook.claims,
            "claim": handbook.claims,
            "pair": handbook.claims,
            "number": handbook.measures,
            "term": handbook.terms,
            "fact": handbook.facts,
            "sources": handbook.facts,
            "lab": handbook.evidence,
            "figure": handbook.evidence,
        }.get(name)
        for argument in (arguments if name in ("sources", "pair") else arguments[:1]) if lookups is not None else []:
            if argument not in lookups:
                yield Problem(
                    where, f"{name}: nothing is called '{argument}'", nearest(str(argument), lookups, "See docs/data.")
                )
        executed = handbook.root / labs.EXECUTED / f"{arguments[0]}.ipynb" if name == "figure" else None
        if executed and executed.is_file():  # a lab that is not run is reported by labs.stale
            try:
                pages._find(arguments[1], pages._figures(arguments[0]), f"figure in the lab {arguments[0]}")
            except Unknown as unknown:
                yield Problem(where, str(unknown), "The name stands in the metadata of the lab's display() call.")


# A share, a decimal, a count out of a count, or a count of three digits and more: what a lab or a survey finds.
TYPED = re.compile(
    r"""(?<![\w.#/])(?<!\w-)  # not within a name, a version, a link
    (?: \d[\d,]*(?:\.\d+)?\s?(?:%|percent|per\ cent)
      | [$€£]\s?\d[\d,]*(?:\.\d+)?[kKM]?
      | \d[\d,]*\ (?:of|out\ of|in)\ \d[\d,]*
      | \d*\.\d+x?
      | \d{1,3}(?:,\d{3})+
      | \d{3,}
    )(?![\w/]|-[^\W\d])""",
    re.VERBOSE,
)
# What may be typed: macros, code, HTML tags, link targets, years, and thresholds that a design fixed beforehand.
NOT_PROSE = re.compile(
    r"^---\n.*?\n---\n|\{\{.*?\}\}|\{#.*?#\}|```.*?```|`[^`\n]*`|\]\([^)]*\)|<[^>]+>|https?://\S+", re.DOTALL
)
YEAR = re.compile(r"^(?:19|20)\d\d$")


def typed_results(text: str, place: str) -> Iterator[Problem]:
    """Numbers and verdicts typed into a chapter by hand."""
    prose = NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for number, line in enumerate(prose.splitlines(), 1):
        for match in TYPED.finditer(line):
            if not YEAR.match(match[0]):
                yield Problem(
                    f"{place}:{number}",
                    f"the number '{match[0].strip()}' is typed by hand",
                    'Look it up with number("lab.measure") or number("F03.name"); '
                    "put a threshold set by design in `backticks`.",
                )
        for verdict in VERDICTS:
            if re.search(rf"\*\*\s*{verdict}\s*[.:]?\s*\*\*|\bverdict(?: is)?:? {verdict}\b", line, re.IGNORECASE):
                yield Problem(
                    f"{place}:{number}",
                    f"the verdict '{verdict}' is typed by hand",
                    'Use verdict("R11") or claim("R11").',
                )


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


def site(handbook: Handbook, root: Path = Path(), folder: str = "site") -> list[Problem]:
    """Everything wrong with the built site."""
    built = root / folder
    if not (built / "index.html").is_file():
        return [Problem(folder, "is not built", "Run `make build`.")]
    problems: list[Problem] = []
    for name, expected in public_data(handbook).items():
        path = built / "data" / name
        if _json(path) != expected:
            problems.append(
                Problem(f"{folder}/data/{name}", "is not what the ledger and the evidence say", "Run `make build`.")
            )
    for lab in handbook.labs:
        page = built / "labs" / lab / "index.html"
        if not page.is_file() or "gt-lab" not in page.read_text("utf-8"):
            problems.append(
                Problem(str(page.relative_to(root)), "was not made by our hook", "Look for hooks: in mkdocs.yml.")
            )
    pages = {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in sorted(built.rglob("*.html"))}
    ids = {path: {tag["id"] for tag in soup.find_all(id=True)} for path, soup in pages.items()}
    for path, soup in pages.items():
        problems += _page(path, soup, ids, built, root)
    return problems


def _json(path: Path) -> Any:
    """The file's content, or None where there is no such file or no JSON in it."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _page(path: Path, soup: BeautifulSoup, ids: dict[Path, set[str]], built: Path, root: Path) -> Iterator[Problem]:
    place = str(path.relative_to(root))
    for tag, attribute in [
        ("script", "src"),
        ("link", "href"),
        ("img", "src"),
        ("iframe", "src"),
        ("source", "srcset"),
    ]:
        for element in soup.find_all(tag, **{attribute: True}):
            loads = tag != "link" or {"stylesheet", "icon", "preload", "preconnect", "modulepreload", "prefetch"} & set(
                element.get("rel", [])
            )
            if loads and urlsplit(element[attribute]).netloc and tag != "a":
                yield Problem(place, f"asks another host for {element[attribute]}", "Ship the file with the site.")
    named = [tag["id"] for tag in soup.find_all(id=True)]
    for repeated in sorted({name for name in named if named.count(name) > 1}):
        yield Problem(place, f"the id '{repeated}' stands {named.count(repeated)} times", "Give each element its own.")
    levels = [(int(heading.name[1]), heading) for heading in soup.select("article :is(h1, h2, h3, h4, h5, h6)")]
    for (above, _), (level, heading) in itertools.pairwise(levels):
        if level > above + 1:
            text = heading.get_text(strip=True).rstrip("¶")
            yield Problem(place, f"the heading '{text}' skips a level (h{above}, then h{level})", "Use one # less.")
    if path.name == "404.html":
        return  # its links are absolute, for whatever path was asked for
    for link in soup.find_all("a", href=True):
        target = urlsplit(link["href"])
        if target.scheme or target.netloc or target.path.startswith("/"):
            continue
        found = (path.parent / target.path).resolve() if target.path else path
        if found.is_dir():
            found = found / "index.html"
        if not found.is_file():
            yield Problem(place, f"links to {link['href']}, which is not there", "Correct the link, or write the page.")
        elif (
            target.fragment
            and found in ids
            and target.fragment not in ids[found]
            and not target.fragment.startswith(("__", ":~:"))
        ):
            yield Problem(place, f"links to {link['href']}, but nothing there has that id", "Correct the part after #.")
