"""What must be true of sources and site; each check yields every problem it finds."""

from __future__ import annotations

import inspect
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from jinja2 import Environment, TemplateSyntaxError, nodes

from . import labs, study
from .ledger import Handbook, load
from .pages import Pages, Unknown, public_data
from .places import EXECUTED
from .problems import Problem, Refused, nearest
from .verdicts import CERTAINTIES, VERDICTS

# Parts whose pages answer claims, or gather them.
ARGUING = ("myths", "truths", "why", "path", "disagree")


def sources(root: Path = Path()) -> tuple[Handbook | None, list[Problem]]:
    """Everything wrong with what people and the labs command wrote."""
    problems = labs.stale(root) + study.stale(root)
    try:
        handbook = load(root)
    except Refused as refused:
        return None, problems + refused.problems
    pairs: list[tuple[str, str]] = []
    for page in sorted((root / "docs").rglob("*.md")):
        text = page.read_text("utf-8")
        pairs += re.findall(r"\{\{\s*pair\(\s*[\"'](\w+)[\"'],\s*[\"'](\w+)[\"']\s*\)\s*\}\}", text)
        place = str(page.relative_to(root))
        problems += macro_calls(text, place, handbook)
        said = " ".join(c.statement for c in handbook.claims.values() if place == f"docs/{c.chapter}.md")
        problems += typed_results(text, place, printed(text, handbook), said)
        if page.relative_to(root / "docs").parts[0] in ARGUING:
            problems += chapter_cards(text, place, handbook)
            problems += citations(text, place, handbook)
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
        executed = handbook.root / EXECUTED / f"{arguments[0]}.ipynb" if name == "figure" else None
        if executed and executed.is_file():  # a lab that is not run is reported by labs.stale
            try:
                pages._find(arguments[1], pages._figures(arguments[0]), f"figure in the lab {arguments[0]}")
            except Unknown as unknown:
                yield Problem(where, str(unknown), "The name stands in the metadata of the lab's display() call.")


_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "(?:thir|four|fif|six|seven|eigh|nine)teen"
_NUMBER = rf"(?:(?:{_TENS})(?:[ -](?:{_SMALL}))?|{_TEENS}|{_SMALL}|eleven|twelve)"
_ABOUT = r"(?:about|nearly|almost|roughly|over|under|(?:more|less|fewer)\ than|at\ (?:least|most))"
# What labs and surveys find. First what no name and no date looks like: shares, money, decimals, multiples, thousands.
# Then counts out of counts, fractions, and counts of three digits or more, unless a name follows.
TYPED = re.compile(
    rf"""(?<![^\W_])(?<![^\W_]-)(?<![.#])(?<!\d,)(?<!(?<![\d%])/)  # not within a name, a version, a link
    (?: (?: \d[\d,]*(?:\.\d+)?(?:\s|-|&nbsp;)?(?:%|percent|per\ cent)
          | [$€£]\s?\d[\d,]*(?:\.\d+)?(?:[kKM]|bn)?
          | \d[\d,.]*\ ?(?:million|billion|bn)
          | \d[\d,.]*(?:x|\xd7|k|[¼½¾])
          | \d*\.\d+x?
          | \d{{1,3}}(?:,\d{{3}})+
          | [½⅓⅔¼¾⅛⅜⅝⅞]
        )(?![^\W_])
      | (?: {_NUMBER}[ -](?:percent|per\ cent)
          | \d[\d,]*\ (?:of|out\ of|in)\ (?:the\ |every\ )?\d[\d,]*
          | \d[\d,.]*-fold(?!\ cross)
          | \d{{1,3}}/\d{{1,3}}
          | \d,\d{{1,2}}
          | \d{{3,}}
        )(?![^\W_]|/|-[^\W\d])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# The same in other clothes, which arithmetic and plans also wear: small counts, and shares and multiples in words.
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
IN_OTHER_CLOTHES = re.compile(
    rf"""(?<![^\W_])(?<![^\W_]-)(?<![.#/])
    (?: [1-9]\d(?!\ (?:minutes|weeks|{_MONTHS}))  # a reader's budget, a date
      | \d[\d,.]*%?(?=\ \(\d[\d.,]*\ to\ \d)  # a value with its interval
      | \d[\d,.]*[ -](?:percentage\ )?points? | {_NUMBER}[ -]percentage\ points? | {_NUMBER}-point | half\ a\ point
      | \d[\d,.]*\ (?:pp|times|(?:in|of|out\ of)\ (?:the\ |every\ )?{_NUMBER})
      | \d[\d,.]*-(?:table|row|person|advert|answer)
      | (?:{_SMALL})[ -](?:thirds?|quarters?|fifths?|sixths?|tenths?)
      | (?!one\ of){_NUMBER}\ (?:times\ )?(?:in|of|out\ of)\ (?:(?:the|every)\ )?(?:{_NUMBER}|(?:a|every)\ hundred)
      | (?:{_TENS})-(?:{_SMALL})
      | (?:a|one)\ (?:third|quarter|fifth|sixth|tenth)\ of(?!\ an\ hour)
      | {_ABOUT}\ (?:half|(?:a|one)\ (?:third|quarter|fifth|sixth|tenth))(?!\ (?:of\ )?an\ hour)
      | (?:{_SMALL}|twelve)-?fold(?!\ cross) | factor\ of\ (?:about\ )?(?:\d+|{_NUMBER})
      | (?:twice|{_NUMBER}\ times)\ as
    )(?![\w/%.,]\d|[\w/%]|-[^\W\d])""",
    re.VERBOSE | re.IGNORECASE,
)
# A verdict in bold, in italics or behind that word, a certainty, or a verdict said of a claim. Plans may do the last
# ("if so, D18 holds again").
_VERDICTS = "|".join(sorted(VERDICTS, key=len, reverse=True)) + "|doesn['’]t hold"
_CERTAIN = "|".join(sorted(CERTAINTIES, key=len, reverse=True))
JUDGED = re.compile(
    rf"(?<![*_\w])(?:\*{{1,3}}|__?)[“\"]?\s*({_VERDICTS})\s*[.:]?\s*[”\"]?(?:\*{{1,3}}|__?)(?![*_\w])"
    rf"|\bverdict\b(?: (?:is|was|of|on|[A-Z]\d\d))*\W{{0,5}}({_VERDICTS})\b"
    rf"|\bcertainty\b(?: (?:is|was|of|[A-Z]\d\d))*\W{{0,5}}({_CERTAIN})\b|\b({_CERTAIN}) certainty\b"
    r"|(?<!\bif )(?<!\bwhether )(?<!\bwhen )\b(?P<of>[A-Z]\d\d|(?:this|that|the) (?:claim|myth))\W{1,6}"
    rf"(?:(?:is|probably|still|only|no longer) )*(?:settled: it )?({_VERDICTS})\b(?!(?: in part)? of)",
    re.IGNORECASE,
)
# Sections of supposed numbers: there only a number that looks measured is one too many.
SUPPOSING = ("Exercise", "By hand", "What would change our mind", "What to do on Monday")
# What may be typed: code, HTML tags, link targets, and what is designed or supposed, in `backticks`.
CODE = re.compile(r"\{#.*?#\}|<!--.*?-->|```.*?```|\]\([^)\s]*|</?[a-zA-Z][^<>`]*>|https?://\S+", re.DOTALL)
HEARD = re.compile(r"\b(?:alt|title|aria-label)=(\"[^\"]*\"|'[^']*')")  # the parts of a tag that reach a reader
MACRO = re.compile(r"\{\{.*?\}\}", re.DOTALL)
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
BACKTICKS = re.compile(r"`[^`\n]*`")
YEAR = re.compile(r"^(?:19|20)\d\d$")


def printed(text: str, handbook: Handbook) -> set[str]:
    """The measured numbers that a page speaks of, as it would print them: of the labs and facts that it names."""
    named = {name for call in MACRO.findall(text) for name in re.findall(r"[\"']([\w.-]+)[\"']", call)}
    claims = [handbook.claims[name] for name in named if name in handbook.claims]
    owners = {name.partition(".")[0] for name in named}.union(*((*claim.labs, *claim.sources) for claim in claims))
    shown = {
        word
        for name, measure in handbook.measures.items()
        if name.partition(".")[0] in owners
        for word in re.findall(r"[\d.,]*\d%?", str(measure))
    }
    # 0.5, 10 or 200 is a measure by accident; 64%, 0.53 or 1,827 is not.
    telling = re.compile(r"[1-9][\d.]*[1-9]%|\d*\.0*[1-9]\d+|[1-9][\d,]*[1-9][\d,]*[1-9]")
    return {word for word in shown if telling.fullmatch(word)}


def _blank(match: re.Match[str]) -> str:
    """Spaces of the same shape, so that lines and columns stay what they were."""
    return re.sub(r"[^\n]", " ", match[0])


def _prose(text: str) -> str:
    """A page with all but its readers' words blanked out; titles, descriptions and captions are such words."""
    text = FRONT.sub(lambda front: re.sub(r"(?m)^(?!title:|description:|[ \t]).*$", _blank, front[0]), text)
    text = MACRO.sub(_spoken, text)
    return CODE.sub(_unspoken, text)


def _spoken(call: re.Match[str]) -> str:
    """What a macro shows of its own call: a linked claim as its id, and strings unless they name something."""
    linked = re.search(r"claim\(\s*[\"'](\w+)", call[0])
    if linked:
        return linked[1].rjust(len(call[0])) if "\n" not in call[0] else _blank(call)
    return re.sub(
        r"\"[^\"]*\"|'[^']*'|[^\n\"']+",
        lambda part: part[0] if part[0][0] in "\"'" and not re.fullmatch(r"[\w.-]*", part[0][1:-1]) else _blank(part),
        call[0],
    )


def _unspoken(part: re.Match[str]) -> str:
    """Code, a link's target or a tag, blanked out but for the words of a tag that are shown or read out."""
    if re.fullmatch(r"</?(?:strong|b|em|i)>", part[0]):
        return "**".ljust(len(part[0]))
    blank = list(_blank(part))
    for heard in HEARD.finditer(part[0]) if part[0][0] == "<" else ():
        blank[slice(*heard.span(1))] = heard[1]
    return "".join(blank)


def typed_results(text: str, place: str, measured: Iterable[str] = (), said: str = "") -> Iterator[Problem]:
    """Numbers and verdicts typed into a page by hand.

    Numbers of `measured`, as printed, may not stand in `backticks` either. A number in `said`, the claims of the
    chapter, is what people say.
    """
    prose, section = _prose(text), ""
    measured = set(measured)
    for number, line in enumerate(prose.splitlines(), 1):
        heading = re.match(r"##\s+([^{]*)", line)
        section = heading[1].strip() if heading else section
        bare = BACKTICKS.sub(_blank, line)
        found = [match[0].strip() for match in TYPED.finditer(bare) if not YEAR.match(match[0])]
        if not section.startswith(SUPPOSING):
            rest = TYPED.sub(lambda match: "x" * len(match[0]), bare)
            found += [match[0] for match in IN_OTHER_CLOTHES.finditer(rest)]
        for quoted in BACKTICKS.findall(line):
            found += [word for word in re.findall(r"[\d.,]+%?", quoted) if word in measured]
        for typed in found:
            if re.search(rf"(?<![\w.,]){re.escape(typed)}(?![\w%]|[.,]\d)", said):
                continue
            yield Problem(
                f"{place}:{number}",
                f"the number '{typed}' is typed by hand",
                'Look it up with number("lab.measure") or number("F03.name"); '
                "put a threshold set by design in `backticks`.",
            )
        for match in JUDGED.finditer(bare):
            verdict = match[match.lastindex].lower()
            if match["of"] and section.startswith(SUPPOSING):
                continue
            yield Problem(
                f"{place}:{number}",
                f"the verdict '{verdict}' is typed by hand",
                'Use verdict("R11") or claim("R11").',
            )


# "Smith and Jones (2019)", "Smith et al.": a source named in prose instead of looked up.
BY_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?: (?:and|&) (?:[A-Z][\w-]+|others|colleagues)| et al\.?)?,? \((?:19|20)\d\d[a-z]?\)"
    r"|\b[A-Z][\w’'-]+ et al\b|\b(?:doi|arXiv):\S+"
)


def citations(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Sources that are cited and not listed, listed and not cited, or in no list of facts at all."""
    calls = MACRO.findall(text)
    listed = {fact for call in calls if re.match(r"\{\{\s*sources\(", call) for fact in re.findall(r'"(\w+)"', call)}
    cited = {fact for call in calls for fact in re.findall(r'(?:fact\(\s*|number\(\s*)"(\w+)(?:\.\w+)?"', call)}
    for fact in sorted((cited & set(handbook.facts)) - listed):
        yield Problem(place, f"{fact} is cited, but not among the sources", f'Add "{fact}" to sources(...).')
    for fact in sorted(listed - cited):
        yield Problem(place, f"{fact} is a source that the page does not cite", f'Cite it, or drop "{fact}".')
    addresses = tuple(fact.url for fact in handbook.facts.values() if fact.url)
    for number, line in enumerate(text.splitlines(), 1):
        for link in re.findall(r"\]\((https?://[^)\s]+)\)|<(https?://[^>\s]+)>", line):
            address = "".join(link)
            if not address.startswith(addresses):
                yield Problem(f"{place}:{number}", f"links to {address}, which is no fact's address", IN_FACTS)
    for number, line in enumerate(_prose(text).splitlines(), 1):
        for match in BY_NAME.finditer(line):
            yield Problem(f"{place}:{number}", f"'{match[0]}' is a citation typed by hand", IN_FACTS)


IN_FACTS = 'Write it into docs/data/facts/, with its date and how you saw it, and cite it with fact("A21").'


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
