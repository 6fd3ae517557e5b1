"""What a page says beside a link, a number or a sum, against what that is."""

from __future__ import annotations

import ast
import itertools
import math
import operator
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ..ledger import Handbook
from ..problems import Problem
from .typed import BACKTICKS, FRONT, MACRO

SMALL = 300  # units below which a number is shown with its interval
LONGEST = 120  # characters of a sum; Python's parser gives up on much deeper ones
STEP = re.compile(r"\[step (\d+)[^\]]*\]\(([^)#\s]+)\.md", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
FENCED = re.compile(r"^( *)(```+|~~~+).*?^\1\2|<!--.*?-->", re.DOTALL | re.MULTILINE)
# Words whose indentation belongs to no fold and no list, after an empty line; tags and lists have rules of their own.
SLIPPED = re.compile(r"(?<=\n)[ \t]*\n(?P<indent> {1,3}| {5,7})(?![\s<>|]|[*+-] |\d+\. )")
# What may have brackets of its own: front matter, macros, code, tags, a link's target; and "a)" before an item.
BRACED = re.compile(
    r"\A---\n.*?\n---\n|<!--.*?-->|```.*?```|`[^`\n]*`|\{\{.*?\}\}|\{[^{}\n]*\}|</?[a-zA-Z][^<>]*>|^\s*\w{1,2}\)(?= )"
    r"|(?<=\])\([^)\s]*(?: \"[^\"]*\")?\)",
    re.DOTALL | re.MULTILINE,
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
PARAGRAPH = re.compile(r"\S(?:.|\n(?![ \t]*\n))*")
# Says what the range behind a number is: the macro for it, or a page's own words.
EXPLAINED = re.compile(r"\{\{\s*(?:brackets\(\)|term\(\"confidence interval\")")
OPENING = re.compile(r"^# .*\n+((?:.+\n)+)", re.MULTILINE)  # a page's first paragraph, which answers its title
CLOSING = {"(": ")", "[": "]", "“": "”"}
SENTENCE = re.compile(r"(?<=[.!?])\s+")
OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}


class Call(NamedTuple):
    """A macro as it is written: its place, its name, the strings that it is called with, and its whole text."""

    place: str
    name: str
    strings: tuple[str, ...]
    text: str


def chapters(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Everything that a page says of something else, and that is not so."""
    for call in calls(text, place):
        yield from _term(call, handbook)
        yield from _cited(call, handbook)
        yield from _interval(call, handbook)
    if place.endswith(".md"):  # an answer to a question appears below a page that says it
        yield from _explained(text, place, handbook)
        yield from _opening(text, place, handbook)
    yield from _slipped(text, place)
    for number, line in enumerate(text.splitlines(), 1):
        at = f"{place}:{number}"
        yield from _claimed(line, at, handbook)
        yield from _steps(line, at, place, handbook)
        yield from _sums(line, at)
        yield from _beyond(line, at, place)
    yield from _columns(text, place)
    yield from _brackets(text, place)


def _beyond(line: str, at: str, place: str) -> Iterator[Problem]:
    """Exercises by numbers that no lab has: three, or five in a step of the path."""
    last = 5 if "/path/" in place else 3
    for found in re.finditer(rf"\b({'|'.join(ORDINALS[last:])}) exercise\b", line, re.IGNORECASE):
        yield Problem(at, f"speaks of a {found[1]} exercise, and there are {last}", "Correct the number.")


def _explained(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """A page whose first interval stands in a paragraph, or below one, that doesn't say what such a range is."""
    for paragraph in PARAGRAPH.finditer(text):
        for call in calls(paragraph[0], place):
            measure = handbook.measures.get(call.strings[0]) if call.name == "number" and call.strings else None
            if measure is None or measure.low is None or "interval=False" in call.text:
                continue
            said = text[: paragraph.start() if paragraph[0].startswith("|") else paragraph.end()]
            if not EXPLAINED.search(said):
                at = f"{place}:{text.count(chr(10), 0, paragraph.start() + paragraph[0].index(call.text)) + 1}"
                what = f"'{call.strings[0]}' is the first range in brackets here, and nothing says what such a range is"
                yield Problem(at, what, "Put {{ brackets() }} at the end of its paragraph, or before its table.")
            return


def _opening(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """An answer that sounds surer than every card below it: "probably" is the word for moderate certainty."""
    page = place.removeprefix("docs/").removesuffix(".md")
    here = [claim for claim in handbook.claims.values() if claim.chapter == page]
    first = OPENING.search(text)
    unsure = here and not any(claim.certainty in ("moderate", "high") for claim in here)
    if first and unsure and re.search(r"\bprobably\b", first[1], re.IGNORECASE):
        line = text.count("\n", 0, first.start(1)) + 1
        remedy = "Say 'may', or what was measured and what wasn't."
        yield Problem(f"{place}:{line}", "answers 'probably', and no card here is that sure", remedy)


def calls(text: str, place: str) -> Iterator[Call]:
    """The macros of a page."""
    for found in MACRO.finditer(text):
        name = re.match(r"\{\{\s*(\w+)", found[0])
        at = f"{place}:{text.count(chr(10), 0, found.start()) + 1}"
        yield Call(at, name[1] if name else "", tuple(re.findall(r"\"([^\"]*)\"", found[0])), found[0])


def _term(call: Call, handbook: Handbook) -> Iterator[Problem]:
    """A term under the name of another one."""
    if call.name != "term" or len(call.strings) != 2:
        return
    term, shown = (string.lower() for string in call.strings)
    for other in handbook.terms:
        if other.lower() != term and shown in (other.lower(), f"{other.lower()}s", f"{other.lower()}es"):
            what = f"the term '{call.strings[0]}' is shown as “{call.strings[1]}”, which is another term"
            yield Problem(call.place, what, f'Write term("{other}"), or show another word.')


def _cited(call: Call, handbook: Handbook) -> Iterator[Problem]:
    """A fact cited under an author or a year that is not its own."""
    if call.name != "fact" or len(call.strings) != 2 or call.strings[0] not in handbook.facts:
        return
    fact, shown = handbook.facts[call.strings[0]], call.strings[1]
    years, author = set(YEAR.findall(shown)), re.match(r"[A-Z][\w-]+", shown)
    told = f"{fact.label} {fact.as_of} {fact.origin}"
    if not years <= set(YEAR.findall(told)) or (years and author and author[0] not in f"{told} {fact.text}"):
        what = f"cites {fact.id} as “{shown}”, and it is “{fact.label}”"
        yield Problem(call.place, what, "Cite the fact that is meant, or write its own author and year.")


def _interval(call: Call, handbook: Handbook) -> Iterator[Problem]:
    """A number of few people whose interval is left out."""
    if call.name != "number" or not re.search(r"\binterval\s*=\s*False", call.text):
        return
    measure = handbook.measures.get(call.strings[0])
    if measure and measure.span and measure.n < SMALL and call.strings[0].partition(".")[0] in handbook.facts:
        what = f"hides the interval of {call.strings[0]}, which rests on {measure.n} only ({measure.span})"
        yield Problem(call.place, what, f"Drop interval=False: below {SMALL}, the interval is part of the number.")


def _claimed(line: str, at: str, handbook: Handbook) -> Iterator[Problem]:
    """Claims in a sentence that names one article, and not theirs."""
    for sentence in SENTENCE.split(line) if "claim(" in line else ():
        linked = [call.strings[0] for call in calls(sentence, at) if call.name == "claim"]
        named = [key for key, article in handbook.articles.items() if article["label"] in sentence]
        articles = {handbook.claims[claim].article for claim in linked if claim in handbook.claims}
        if len(named) == 1 and articles and named[0] not in articles:
            label = handbook.articles[named[0]]["label"]
            what = f"names {label}, and links {', '.join(linked)} of {handbook.articles[min(articles)]['label']}"
            yield Problem(at, what, "Link a claim of the article that the sentence names, or name the other one, too.")


def _steps(line: str, at: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Links to another step of the path than the one they name."""
    for said, target in STEP.findall(line):
        path = [chapter for chapter in handbook.chapters if chapter.startswith("path/")]
        page = posixpath.normpath(posixpath.join(posixpath.dirname(place), target)).removeprefix("docs/")
        if page in path and path.index(page) + 1 != int(said):
            what = f"says step {said}, and {target}.md is step {path.index(page) + 1}"
            yield Problem(at, what, "Correct the number or the link.")


def _sums(line: str, at: str) -> Iterator[Problem]:
    """Sums in `backticks` that come to something else, as precisely as they say."""
    for quoted in BACKTICKS.findall(line):
        parts = quoted.strip("`").split(" = ")
        for left, right in itertools.pairwise(parts):
            found, said = computed(left), computed(right)
            decimals = [len(number.partition(".")[2]) for number in re.findall(r"[\d.]+", right)]
            if found is None or said is None or len(decimals) != 1:
                continue
            if abs(found - said) > 0.5 * 10 ** -decimals[0] + 1e-9:
                what = f"`{left} = {right}` is not so: it is {found:.{decimals[0] + 1}f}"
                yield Problem(at, what, "Correct the result, or what it is computed from.")


def computed(sum_: str) -> float | None:
    """What a sum comes to, in the signs that people write and in those of code. None where it is no sum.

    >>> computed("2 * ln(e^3)"), computed("WHERE number")
    (6.0, None)
    """
    if len(sum_) > LONGEST:
        return None
    for sign, code in {"\xd7": "*", "\u2212": "-", "^": "**", "²": "**2", "³": "**3", ",": ""}.items():
        sum_ = sum_.replace(sign, code)
    try:
        return _value(ast.parse(re.sub(r"\bln ([\d.]+)", r"ln(\1)", sum_.strip()), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError):
        return None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id="e"):
            return math.e
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id="ln"), args=[argument]):
            return math.log(_value(argument))
    raise ValueError("no sum")


def _slipped(text: str, place: str) -> Iterator[Problem]:
    """Paragraphs that are indented by too little or too much to be in the fold or the list above them."""
    for part in (FRONT, FENCED):
        text = part.sub(lambda found: re.sub(r"[^\n]+", "x", found[0]), text)
    for found in SLIPPED.finditer(text):
        what = f"a paragraph is indented by {len(found['indent'])} spaces, which is the depth of no fold and no list"
        line = text.count("\n", 0, found.start("indent")) + 1
        yield Problem(f"{place}:{line}", what, "Indent by 4 spaces for each fold or list around it.")


def _columns(text: str, place: str) -> Iterator[Problem]:
    """Numbers that stand twice in one column of a table."""
    seen: set[tuple[int, str]] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            seen = set()
            continue
        named = (re.findall(r"number\(\"([^\"]*)", cell) for cell in line.split("|"))
        found = {(column, name) for column, names in enumerate(named) for name in names}
        for _, name in sorted(found & seen):
            yield Problem(f"{place}:{number}", f"{name} is in two rows of a column", "Look up the value of this row.")
        seen |= found


def _brackets(text: str, place: str) -> Iterator[Problem]:
    """The first bracket or quotation mark of a paragraph that nothing in it closes, or opens."""
    bare = BRACED.sub(lambda part: re.sub(r"[^\n]", " ", part[0]), text)
    for paragraph in PARAGRAPH.finditer(bare):
        waiting: list[re.Match[str]] = []
        for mark in re.finditer(r"[()\[\]“”]", paragraph[0]):
            if waiting and CLOSING.get(waiting[-1][0]) == mark[0]:
                waiting.pop()
            else:
                waiting.append(mark)
        if waiting:
            start = paragraph.start() + waiting[0].start()
            opened = waiting[0][0] in CLOSING
            words = text[start : start + 25] if opened else text[max(0, start - 24) : start + 1]
            what = f"nothing {'closes' if opened else 'opens'} the {waiting[0][0]} of “{' '.join(words.split())}”"
            remedy = "Write the other one, or put what isn't prose in `backticks`."
            yield Problem(f"{place}:{text.count(chr(10), 0, start) + 1}", what, remedy)


def captions(pages: Mapping[str, str]) -> Iterator[Problem]:
    """One caption below two different figures, and one description of two pages."""
    described: dict[str, str] = {}
    for place, text in pages.items():
        front = FRONT.match(text)
        said = re.search(r"^description: *(\S.*)$", front[0] if front else "", re.MULTILINE)
        if said and (other := described.setdefault(" ".join(said[1].split()), place)) != place:
            what = f"has the description of {other}, which says what that page answers"
            yield Problem(f"{place}:{text.count(chr(10), 0, said.start()) + 1}", what, "Say what this page answers.")
    told: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for place, text in pages.items():
        for call in calls(text, place):
            if call.name == "figure" and len(call.strings) == 3:
                told[call.strings[2]].setdefault(call.strings[:2], call.place)
    for caption, figures in told.items():
        for (lab, name), place in figures.items() if len(figures) > 1 else ():
            what = f"the figure {name} of {lab} has the caption of another: “{caption[:50]}…”"
            yield Problem(place, what, "Say what this figure shows.")
