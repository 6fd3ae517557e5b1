"""What pages are made of: claims with their judgements, facts, terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..verdicts import Doubt, Judgement, Measure, Stress, Test, looked_up
from .playground import Playground
from .questions import Question
from .rhythm import due

# Ways of seeing a source that are a doubt in themselves.
SECOND_HAND = {
    "second-hand": "We read only what others report.",
    "from memory": "We had it from memory and could not look again.",
}


@dataclass(frozen=True)
class Passage:
    """A place in an article, by heading and by number below it: a paragraph, or an item of the list there."""

    section: str
    paragraph: int | None = None
    item: int | None = None
    note: str | None = None

    @property
    def place(self) -> str:
        """`“Conclusion”, paragraph 1`."""
        spot = f"item {self.item}" if self.item else f"paragraph {self.paragraph}"
        return f"“{self.section}”, {spot}"

    def __str__(self) -> str:
        """`“Conclusion”, paragraph 1, last sentence`."""
        return ", ".join(filter(None, [self.place, self.note]))


@dataclass(frozen=True)
class Search:
    """The last search for what measures a claim: the day, the words that were searched for, and what came nearest."""

    on: str
    words: tuple[str, ...]
    found: str


@dataclass(frozen=True)
class Claim:
    """One claim, with its judgement.

    `certainty` is None of what is not judged. `doubts` are those that counted, of the claim and of its sources.
    `facts` carry an editor's verdict, `see` only bear on the claim. A claim that is `same_as` another carries
    that one's verdict, with all that led to it. `stress` is what an opponent's changes do to a computed verdict.
    `reach` is what its tests on shares could find at all, in words.
    """

    id: str
    statement: str
    article: str
    where: tuple[Passage, ...]
    speaker: str
    who: str | None
    kind: str
    chapter: str
    reviewed: str
    judgement: Judgement
    certainty: str | None
    doubts: tuple[Doubt, ...] = ()
    stress: Stress | None = None
    reach: tuple[str, ...] = ()
    minor: bool = False
    same_as: str | None = None
    against: tuple[str, ...] = ()
    tension: tuple[str, ...] = ()
    measured: str | None = None
    facts: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    once_true: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()
    rule: tuple[Test, ...] = ()
    mixed: Mapping[str, str] = field(default_factory=dict)
    rule_hashes: Mapping[str, str] = field(default_factory=dict)  # of its rule, by the lab that it asks
    bearing: tuple[str, ...] = ()
    no_lab: str | None = None
    searched: Search | None = None

    @property
    def due(self) -> str:
        """The day by which it is reviewed again."""
        return due(self.reviewed, self.kind)

    @property
    def said_by(self) -> str:
        """Whose words they are, if not the author's, as a line begins: `Jakub Žitný, quoted`, `A commenter`."""
        if self.speaker == "author":
            return ""
        who = self.who or ("a quoted person" if self.speaker == "quoted person" else "a commenter")
        return who[0].upper() + who[1:] + (", quoted" if self.speaker == "quoted person" and self.who else "")

    @property
    def by_editor(self) -> bool:
        """Whether a person decided it, without a rule or against one."""
        return not self.rule or self.judgement.overruled is not None

    @property
    def deciding(self) -> tuple[str, ...]:
        """What computes its verdict: labs, facts or the study; nothing if an editor sets it."""
        return () if self.by_editor else self._in_rule

    @property
    def _in_rule(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(test.lab for test in self.rule))

    @property
    def labs(self) -> tuple[str, ...]:
        """All labs that it rests on: those that decide it, then those that bear on it."""
        return tuple(name for name in dict.fromkeys([*self._in_rule, *self.bearing]) if is_lab(name))

    @property
    def sources(self) -> tuple[str, ...]:
        """All facts that it rests on: those that carry the verdict, then those that bear on it."""
        in_rule = [name for name in self._in_rule if is_fact(name)]
        return tuple(dict.fromkeys([*in_rule, *self.facts, *self.once_true, *self.ended_by, *self.see]))


def is_fact(owner: str) -> bool:
    """Whether the owner of a measure is a fact, and neither a lab nor the study."""
    return owner[:1].isupper()


def is_lab(owner: str) -> bool:
    return not is_fact(owner) and owner != "study"


def owners(text: str) -> tuple[str, ...]:
    """Facts and labs whose numbers a text looks up."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in looked_up(text)))


@dataclass(frozen=True)
class Fact:
    """What somebody else measured, how we saw it, and what weakens it."""

    id: str
    label: str
    text: str
    as_of: str
    n: str | int | None
    origin: str
    how_seen: str
    accessed: str
    where: str
    doubts: tuple[Doubt, ...]
    url: str | None = None
    trap: str | None = None
    lasting: str | None = None
    recounted: Mapping[str, str] = field(default_factory=dict)  # a value and the measure of a lab that counts the same

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Fact:
        """A fact as it was read, with the doubt that the way of seeing it may be in itself."""
        doubts = [Doubt(**doubt) for doubt in entry["doubts"]]
        if entry["how_seen"] in SECOND_HAND:
            doubts.append(Doubt("second-hand", SECOND_HAND[entry["how_seen"]]))
        told = {key: value for key, value in entry.items() if key not in ("values", "doubts")}
        return cls(**told, doubts=tuple(doubts))


@dataclass(frozen=True)
class Term:
    """A word of the field, explained for a beginner."""

    term: str
    means: str
    more: str | None = None
    everyday: bool = False  # the word also means other things, so no page links it by itself

    @property
    def id(self) -> str:
        """Its anchor on the glossary page."""
        return re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")


@dataclass(frozen=True)
class Dissolved:
    """Two claims that seem to contradict each other, and what dissolves it when both are read as meant."""

    pair: tuple[str, str]
    why: str
    in_part: bool = False


@dataclass(frozen=True)
class Move:
    """A figure that readers move: what moves.yml tells of it, and where its controls start.

    One of kind `rule` also has the rows of its series, the names of the units that count by option, those units that
    only the lab could compute, its measure as the evidence holds it, all measures of the claim's rule, and for an
    option that moves other tests too, their measures there.
    """

    id: str
    told: Mapping[str, Any]
    start: Mapping[str, Any]  # a number, an option, or a list of options
    rows: tuple[Mapping[str, Any], ...] = ()
    keep: Mapping[str, list[str]] = field(default_factory=dict)
    stored: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    claim: Claim | None = None
    measure: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, Measure] = field(default_factory=dict)
    elsewhere: Mapping[str, Mapping[str, Measure]] = field(default_factory=dict)


@dataclass(frozen=True)
class Handbook:
    """Everything that pages are made of."""

    root: Path
    articles: Mapping[str, Mapping[str, Any]]
    chapters: Mapping[str, Mapping[str, str]]
    claims: Mapping[str, Claim]
    facts: Mapping[str, Fact]
    terms: Mapping[str, Term]
    dissolved: tuple[Dissolved, ...]
    history: tuple[Mapping[str, Any], ...]
    readers: Mapping[str, Any]  # as in readers.yml
    lessons: Mapping[str, Any]  # as in lessons.yml
    home: Mapping[str, Any]  # as in home.yml
    measures: Mapping[str, Measure]
    evidence: Mapping[str, Mapping[str, Any]]
    questions: Mapping[str, Question]
    study: Mapping[str, Any] | None = None
    playground: Playground = field(default_factory=Playground)
    moves: Mapping[str, Move] = field(default_factory=dict)
    charts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # as in charts.yml
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # as in asked.yml, by the address of a page

    @cached_property
    def labs(self) -> tuple[str, ...]:
        """Names of all labs, in the order of their files."""
        return tuple(self.evidence)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Claims that contradict each other, each pair once, in the order of the ledger."""
        place = {name: number for number, name in enumerate(self.claims)}
        named = {(one, other) for one in place for other in self.claims[one].against}
        both = {(one, other) if place[one] < place[other] else (other, one) for one, other in named}
        return tuple(sorted(both, key=lambda pair: (place[pair[0]], place[pair[1]])))

    def twins(self, claim: Claim) -> tuple[str, ...]:
        """The other claims that say the same and carry the same verdict."""
        first = claim.same_as or claim.id
        return tuple(c.id for c in self.claims.values() if first in (c.id, c.same_as) and c.id != claim.id)

    def rule_changed(self, claim: Claim) -> bool:
        """Whether the claim's rule was changed after a first result, as the history tells."""
        return any("rule" in entry and claim.id in entry.get("claims", []) for entry in self.history)

    def written(self, chapter: str) -> bool:
        """Whether this chapter's page exists yet."""
        return (self.root / "docs" / f"{chapter}.md").is_file()

    def page(self, claim: Claim) -> str:
        """URL path of the page that answers the claim: its chapter, or All claims until that is written."""
        return f"{claim.chapter if self.written(claim.chapter) else 'claims'}/"
