"""The handbook's English: faults that come back in it, each with its place and the better word.

What reads as translated, in CONTRIBUTING's words: late subjects, "whoever" for "you", numbers in crowds, formulas that
every page repeats. Only what a pattern can tell is here; an editor finds the rest.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..ledger import Handbook
from ..places import CLAIMS, DATA, NOTEBOOKS
from ..problems import Problem
from .dialects import Fault, dialects
from .typed import CODE, FRONT, MACRO

MOST_WORDS, REASON_WORDS, MOST_NUMBERS = 40, 35, 2
FORMULA_WORDS, FORMULA_PAGES = 8, 3

_DEGREE = r"(?:a |an |no |the )?(?:PhDs?|master's|bachelor's|degrees?|doctorates?|diplomas?|or planned)"
# What not to write, and what to write instead.
WORDS: dict[str, str] = {
    r"who(?:m|so)?ever": "Write “you”, or “people who …”.",
    r"somebody": "Name who did it, or write “someone”.",
    r"nobody (?:whom |that )?we (?:found|know of)": "Put the subject first: “We found nobody who …”.",
    r"nobody seems? to|no one seems? to": "Say what you looked for: “We found no …”.",
    r"intervals? included": "Write “if even the lower end …”, or “if even the upper end …”.",
    r"next to (?:nobody|nothing|none)": "Write “almost nobody”, “almost nothing”.",
    r"(?:its|their) friends would say": "Give the argument itself, as they would.",
    r"in like manner": "Write “in the same way”.",
    r"as (?:it|they) (?:comes?|came)\b(?! (?:to|from|in|out))": "Say how: “unprepared”, “with its default settings”.",
    r"(?:it|they|interval|share|score|value|median|mean|gap) lay": "Write “was”.",
    r"(?:too|so|as|more|less|very|is|are|was|were) dear(?!\s+(?:to|reader))|dearer": "Write “expensive”.",
    r"mend(?:s|ed|ing)?": "Write “fix”, “correct” or “repair”.",
    rf"(?:holds?|held|holding) {_DEGREE}|we hold": "Write “have”.",
    r"stands? (?:in(?! for\b| the way\b)|at|below|above|beside|under|here|there|on(?! (?:its|their) own))\b|stands the":
        "Write “is”.",
    r"goes through": "Write “passes”, “is accepted”, or say what happens.",
    r"\((?:below|above) zero: \w+\)|where a (?:minus|plus) is": "Say the direction: “rose by”, “fell by”.",
    r"the one\b(?! (?:that|who|with|of|in|for|you|we|thing|exception))[^.;:]{1,40}\bthe other":
        "Repeat the noun: “the deep tree …, the stump …”.",
    r"per ?cent": "Write %.",
    r"todo|fixme|tbd|lorem ipsum|citation needed": "Do it, or take the note out: readers would see it.",
    r"to be had": "Write “available”, or say where you get it.",
    r"hitherto|heretofore|wherein|whereof|thereof|whilst|thus far": "Use the everyday word.",
    r"not settled(?![”\"*'’])": "Say what is unknown: “we can't tell whether …”.",
    r"it['’]s own|(?:in|on|of|by|with|from|at|for) it['’]s(?= \w)|its['’]": "Write “its”; “it's” is “it is”.",
    r"its (?:a|an|the|not|been)": "Write “it's”; “its” is “of it”.",
    r"(?:their|our|your|her)['’]s": "Write “theirs”, “ours”, “yours” or “hers”.",
    r"(?:they['’]re|there) own|you['’]re own": "Write “their own” or “your own”.",
    r"(?:would|could|should|might|must)(?:n['’]t)? of(?! course)": "Write “have” for “of”.",
    r"(?:rather|other|fewer|less) then": "Write “than”.",
}  # fmt: skip
BETTER = list(WORDS.values())
FORBIDDEN = re.compile(
    r"(?<![\w“\"*'\u2018-])(?=[\w(])"  # the second only saves time
    r"(?:" + "|".join(f"(?P<w{place}>{word})" for place, word in enumerate(WORDS)) + r")(?!\w)",
    re.IGNORECASE,
)
# A letter of another script within a word of ours; a Greek one only if it looks like one of ours (μs, Δx).
FOREIGN = (
    "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b9\u03bd\u03bf\u03c1\u03c5"
    "\u0400-\u058f\uff21-\uff5a"  # Cyrillic, Armenian, wide
)
# What nobody sees: joiners, soft hyphens, marks of direction; in JSON and YAML they may be escaped.
UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    r"|(?<!\\)\\u(?:00ad|200[b-f]|202[a-e]|206\d|feff)",
    re.IGNORECASE,
)
MIXED = re.compile(rf"[^\W\d_]*(?:(?<!\\)[a-zA-Z][{FOREIGN}]|[{FOREIGN}][a-zA-Z])[^\W\d_]*")
# Keys of data that hold code, verdicts, or the titles and names that others gave.
NOT_OURS = {"answer", "code", "query", "right", "solution", "stub", "when", "from", "to"}
NOT_OURS |= {"author", "label", "origin", "title"}
WORD = re.compile(r"\S*[\w№]\S*")
# A number: looked up, or typed; a year is a date, and what belongs to a name (K01, GPT-3) is none.
NUMBER = re.compile(r"№|(?<![\w.,-])(?!(?:19|20)\d\d(?![\d,.%]*\d))[−$€£]?\d[\d.,]*")
SENTENCE = re.compile(r"\S.*?(?:[.!?][\"”’)*_]*(?=\s+[\"“\u2018(*_]*[A-Z№\d])|$)", re.DOTALL)
MARKER = re.compile(r"^(?:\s*(?:[-*+>]|\d+\.|#+|[!?]{3}\+?(?: \w+)*)\s+|\s*<)")


@dataclass(frozen=True)
class Sentence:
    """One sentence as a reader meets it: where it starts, and whether before a page's first section."""

    line: int
    text: str
    opening: bool = False

    @property
    def words(self) -> list[str]:
        return WORD.findall(self.text)

    @property
    def numbers(self) -> list[str]:
        return NUMBER.findall(self.text)


def style(handbook: Handbook) -> list[Problem]:
    """Every fault in chapters, labs, claims and other data."""
    return [*pages(handbook.root), *claims(handbook), *data(handbook.root), *letters(handbook.root)]


def pages(root: Path = Path()) -> list[Problem]:
    """Every fault in chapters and labs."""
    texts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.glob("docs/**/*.md"))}
    for path in sorted((root / NOTEBOOKS).glob("*.ipynb")):
        try:
            cells = json.loads(path.read_text("utf-8")).get("cells", [])
        except ValueError:
            continue  # no notebook: the labs say so, with the file
        for number, cell in enumerate(cells, 1):
            # What `make labs` writes into every notebook is one text, not twenty-five.
            if cell["cell_type"] == "markdown" and cell.get("id") != "exercises":
                texts[f"{path.relative_to(root).as_posix()} cell {number}"] = "".join(cell["source"])
    problems = list(formulas({place: sentences(text) for place, text in texts.items()}))
    settings = _settings(root)
    for place, text in texts.items():
        faults = [*page(text, ".md" in place), *dialects(text, settings)]
        problems += [Problem(f"{place}:{line}", what, better) for line, what, better in faults]
    return problems


def _settings(root: Path) -> str:
    return (root / "mkdocs.yml").read_text("utf-8") if (root / "mkdocs.yml").is_file() else ""


def page(text: str, opens: bool = True) -> Iterator[Fault]:
    """Words, long sentences anywhere, and crowds of numbers in its opening, if it `opens` anything."""
    found = sentences(text)
    yield from _words(text)
    yield from _long(found)
    yield from _crowded([one for one in found if one.opening and opens], "an opening")


def claims(handbook: Handbook) -> Iterator[Problem]:
    """The sentences of each claim: its reason as the card shows it, those of its rule, and its doubts."""
    settings = _settings(handbook.root)
    for claim in handbook.claims.values():
        if claim.same_as:
            continue
        place = f"{CLAIMS.as_posix()}/{claim.id}.yml"
        entry = list(_texts(handbook.root / place))
        lines = {key: line for key, line, _ in reversed(entry)}
        at = lines.get("because") or lines.get("says") or lines["passes"]
        for _, what, better in reason(claim.judgement.because):
            yield Problem(f"{place}:{at}", what, better)
        for key, line, text in entry:
            if key == "found" and text.startswith("We found only"):
                what = "says that a search found only this, which a search for words can't know"
                yield Problem(f"{place}:{line}", what, "Write “The closest that we found is …”.")
            if key in ("because", "says", "passes", "fails", "open", "why", "no_lab"):
                for _, what, better in [*_words(text), *_long(sentences(text)), *dialects(text, settings)]:
                    yield Problem(f"{place}:{line}", what, better)


def reason(text: str) -> Iterator[Fault]:
    """A card's reason: how long it is, and how many numbers stand together."""
    length = len(Sentence(1, text).words)
    if length > REASON_WORDS:
        yield (
            1,
            f"the reason has {length} words",
            f"Keep to {REASON_WORDS}: one number, one comparison, one conclusion.",
        )
    yield from _crowded(sentences(text), "a reason")


def data(root: Path = Path()) -> Iterator[Problem]:
    """The sentences of every other file that people write in docs/data: facts, terms, exercises, questions, figures."""
    settings = _settings(root)
    for path in sorted((root / DATA).rglob("*.yml")):
        place = path.relative_to(root).as_posix()
        for key, line, text in _texts(path) if not place.startswith(f"{CLAIMS.as_posix()}/") else ():
            if key not in NOT_OURS:
                for _, what, better in [*_words(text), *_long(sentences(text)), *dialects(text, settings)]:
                    yield Problem(f"{place}:{line}", what, better)


def formulas(told: Mapping[str, list[Sentence]]) -> Iterator[Problem]:
    """A sentence that several pages have word for word."""
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for place, found in told.items():
        for sentence in found:
            bare = [re.sub(r"\W", "", word).lower() for word in sentence.words]
            if len(bare) >= FORMULA_WORDS and sentence.text.endswith((".", "!", "?")):  # a heading may recur
                seen[" ".join(bare)].setdefault(_file(place), f"{place}:{sentence.line}")
    for words, where in seen.items():
        if len(where) >= FORMULA_PAGES:
            what = f"“{' '.join(words.split()[:FORMULA_WORDS])} …” is word for word on {len(where)} pages"
            for at in where.values():
                yield Problem(at, what, "Say it in another way, or say it once and link to it.")


def letters(root: Path = Path()) -> Iterator[Problem]:
    """Words with letters of two scripts, or with one that nobody sees, in any text that people write: they look right,
    and no search finds them."""
    written = [*root.glob("docs/**/*.md"), *(root / DATA).rglob("*.yml"), *(root / NOTEBOOKS).rglob("*")]
    written += [*root.glob("*.md"), *root.glob("overrides/**/*.html")]
    for path in sorted(one for one in written if one.suffix in (".md", ".yml", ".ipynb", ".py", ".html")):
        whole, place = path.read_text("utf-8"), path.relative_to(root).as_posix()
        for hidden in UNSEEN.finditer(whole):
            sign = hidden[0] if len(hidden[0]) == 1 else chr(int(hidden[0][2:], 16))
            around = UNSEEN.sub("|", whole[max(0, hidden.start() - 12) : hidden.end() + 12]).replace("\n", " ").strip()
            what = f"“{around}” has a character that nobody sees: {unicodedata.name(sign, hex(ord(sign)))}"
            yield Problem(f"{place}:{whole.count(chr(10), 0, hidden.start()) + 1}", what, "Type these words anew.")
        for found in MIXED.finditer(whole) if re.search(f"[{FOREIGN}]", whole) else ():
            word = re.sub(rf"[{FOREIGN}]", lambda letter: f"[{unicodedata.name(letter[0])}]", found[0])
            what = f"“{found[0]}” has letters of two scripts: {word}"
            yield Problem(f"{place}:{whole.count(chr(10), 0, found.start()) + 1}", what, "Type the word anew.")


def sentences(text: str) -> list[Sentence]:
    """The sentences of a Markdown text, macros as what a reader sees of them; tables and code have none."""
    found: list[Sentence] = []
    block: list[str] = []
    start, opening = 1, True
    for number, line in enumerate([*_heard(text).splitlines(), ""], 1):
        row = line.lstrip().startswith("|")
        if not line.strip() or row or MARKER.match(line):
            found += [Sentence(start, _plain(match[0]), opening) for match in SENTENCE.finditer("\n".join(block))]
            block = []
        opening = opening and not line.startswith("##")
        if line.strip() and not row:
            start = start if block else number
            block.append(MARKER.sub("", line, count=1))
    return found


def _heard(text: str) -> str:
    """The text without code, with its lines, and with a word for each macro that stands in a sentence."""
    text = FRONT.sub(lambda front: re.sub(r"(?m)^(?!description:).*$|^description:", "", front[0]), text)
    text = MACRO.sub(_spoken, text)
    return CODE.sub(lambda part: "\n" * part[0].count("\n"), text).replace("`", "")


def _spoken(call: re.Match[str]) -> str:
    name = re.match(r"\{\{\s*(\w+)", call[0])
    strings = re.findall(r"\"([^\"]*)\"", call[0])
    lines = "\n" * call[0].count("\n")
    if name and name[1] == "number":
        return "№" + lines
    if name and name[1] in ("term", "claim", "count") and strings:
        return strings[-1] + lines
    return lines


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\(\s*\)|\[(?=[^\]]*\])|(?<=\w)\]", "", text).split())


def _words(text: str) -> Iterator[Fault]:
    for number, line in enumerate(_heard(text).splitlines(), 1):
        for match in FORBIDDEN.finditer(line):
            yield number, f"it says “{match[0]}”", BETTER[int((match.lastgroup or "w0")[1:])]


def _long(found: list[Sentence]) -> Iterator[Fault]:
    for one in found:
        if len(one.words) > MOST_WORDS:
            what = f"a sentence has {len(one.words)} words: “{' '.join(one.words[:6])} …”"
            yield one.line, what, f"Make two of it; {MOST_WORDS} words at most."


def _crowded(found: list[Sentence], where: str) -> Iterator[Fault]:
    for one in found:
        if len(one.numbers) > MOST_NUMBERS:
            what = f"{len(one.numbers)} numbers in one sentence of {where}: “{' '.join(one.words[:6])} …”"
            yield one.line, what, "Keep the one that decides; give the others a sentence, a table or the fold."


def _texts(path: Path) -> Iterator[tuple[str, int, str]]:
    """All texts of a YAML file: their key, their line, and what they say."""
    root = yaml.compose(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    todo = [root] if root else []
    while todo:
        node = todo.pop(0)
        if isinstance(node, yaml.SequenceNode):
            todo = [*node.value, *todo]
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(value, yaml.ScalarNode):
                    yield key.value, value.start_mark.line + 1, value.value
            todo = [*(value for _, value in node.value if not isinstance(value, yaml.ScalarNode)), *todo]


def _file(place: str) -> str:
    """A place without its line or cell."""
    return re.split(r":\d| cell ", place)[0]
