"""Numbers and verdicts that are typed into a page by hand, instead of looked up."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..ledger import Handbook
from ..problems import Problem
from ..verdicts import CERTAINTIES, VERDICTS, Measure

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
# A value that was looked up, with a unit typed behind it; one that is asked for without its unit may have it.
DOUBLED = re.compile(
    r"\{\{\s*number\((?:(?!unit=False|\}\}).)*\)\s*\}\}\s?(%|per ?cent\b)"
    r"|(?<![{$])\{(?:value|[\w-]+\.\w+)(?::[^{}]*)?\}\s?(%|per ?cent\b)"
)
LEAVE_OUT = "Say it without: macros don't run in front matter, and what is typed there goes out of date unseen."


def units(root: Path) -> Iterator[Problem]:
    """Values that pages and claims look up, and that would be printed with their unit twice."""
    for path in (path for pattern in ("docs/**/*.md", "docs/data/claims/*.yml") for path in sorted(root.glob(pattern))):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in DOUBLED.finditer(line):
                what = f"has the unit twice: the value brings its own, and “{found[1] or found[2]}” follows"
                yield Problem(f"{path.relative_to(root)}:{number}", what, "Delete what is typed behind the value.")


def printed(text: str, handbook: Handbook) -> set[str]:
    """The measured numbers that a page speaks of, as it would print them: of the labs and facts that it names."""
    named = {name for call in MACRO.findall(text) for name in re.findall(r"[\"']([\w.-]+)[\"']", call)}
    claims = [handbook.claims[name] for name in named if name in handbook.claims]
    owners = {name.partition(".")[0] for name in named}.union(*((*claim.labs, *claim.sources) for claim in claims))
    measures = (one for name, one in handbook.measures.items() if name.partition(".")[0] in owners)
    return set().union(*map(_telling, measures))


@functools.lru_cache(maxsize=4096)
def _telling(measure: Measure) -> frozenset[str]:
    """Its numbers as printed. 0.5, 10, 200, or 95%, which all intervals have, is a measure by accident; 0.53 is not."""
    telling = re.compile(r"[1-9][\d.]*[1-9]%|\d*\.0*[1-9]\d+|[1-9][\d,]*[1-9][\d,]*[1-9]")
    words = set(re.findall(r"[\d.,]*\d%?", str(measure))) - {"95%"}
    return frozenset(word for word in words if telling.fullmatch(word))


def _blank(match: re.Match[str]) -> str:
    """Spaces of the same shape, so that lines and columns stay what they were."""
    return re.sub(r"[^\n]", " ", match[0])


def prose(text: str) -> str:
    """A page with all but its readers' words blanked out; titles, descriptions and captions are such words."""
    text = FRONT.sub(lambda front: re.sub(r"(?m)^(?!title:|description:|[ \t]).*$", _blank, front[0]), text)
    text = MACRO.sub(_spoken, text)
    return CODE.sub(_unspoken, text)


def _spoken(call: re.Match[str]) -> str:
    """What a macro shows of its own call: a claim that it states as its id, strings unless they name one."""
    linked = re.search(r"claim\(\s*[\"'](\w+)[\"']\s*\)", call[0])
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
    section = ""
    measured = set(measured)
    front = FRONT.match(text)
    head = front[0].count("\n") if front else 0  # lines in which no macro runs
    for number, line in enumerate(prose(text).splitlines(), 1):
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
                LEAVE_OUT
                if number <= head
                else 'Look it up with number("lab.measure") or number("F03.name"); '
                "put a threshold set by design in `backticks`.",
            )
        for match in JUDGED.finditer(bare):
            verdict = match[match.lastindex or 0].lower()
            if match["of"] and section.startswith(SUPPOSING):
                continue
            yield Problem(
                f"{place}:{number}",
                f"the verdict '{verdict}' is typed by hand",
                LEAVE_OUT if number <= head else 'Use verdict("R11") or claim("R11").',
            )
