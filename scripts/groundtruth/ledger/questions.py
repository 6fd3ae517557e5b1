"""Questions that interviewers ask: what a schema cannot see of them, and what their code printed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..places import PRINTED, QUESTIONS
from ..problems import Problem, nearest

# Words that an answer may have, macros counted as one.
LENGTHS = {"minute": (40, 120), "full": (100, 250)}
LEVELS = ("easy", "medium", "hard")
RUN = "Run `make questions`, look at what it prints, and commit it."


@dataclass(frozen=True)
class Source:
    """Something that is no fact of the ledger, and on which an answer rests."""

    title: str
    url: str


@dataclass(frozen=True)
class Question:
    """A question with its two answers in Markdown; `prints` is what its code printed when it was last run."""

    id: str
    topic: str
    level: str
    question: str
    minute: str
    full: str
    rests: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    code: str | None = None
    prints: str | None = None


def place(question: str) -> str:
    return f"{QUESTIONS}/{question}.yml"


def digest(code: str, prints: str) -> str:
    """By which a printed answer is known to be that of this code, and not edited since."""
    return hashlib.sha256(f"{code}\0{prints}".encode()).hexdigest()[:16]


def read_printed(root: Path, problems: list[Problem]) -> dict[str, dict[str, str]]:
    """For each question with code its `digest` and what it `prints`; nothing where the code has never run."""
    if not (root / PRINTED).exists():
        return {}
    try:
        return dict(json.loads((root / PRINTED).read_text("utf-8")))
    except ValueError as error:
        problems.append(Problem(str(PRINTED), f"not JSON: {error}", f"Delete it. {RUN}"))
        return {}


def in_order(entries: Mapping[str, dict[str, Any]], topics: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By topic, in each the easy ones first."""

    def key(name: str) -> tuple[int, int, str]:
        return topics.index(entries[name]["topic"]), LEVELS.index(entries[name]["level"]), name

    return {name: entries[name] for name in sorted(entries, key=key)}


def faults(entries: Mapping[str, Mapping[str, Any]], grounds: Collection[str]) -> Iterator[Problem]:
    """Answers of the wrong length or on no ground, and questions asked twice. `grounds` are ids that exist."""
    asked: dict[str, str] = {}
    for name, entry in entries.items():
        for part, (least, most) in LENGTHS.items():
            words = len(re.sub(r"\{\{.*?\}\}", "x", entry[part]).split())
            if not least <= words <= most:
                what = f"has {words} words, and {least} to {most} are asked for"
                yield Problem(f"{place(name)} {part}", what, "Cut it." if words > most else "Say more: why is it so?")
        for ground in entry["rests"]:
            if ground not in grounds:
                remedy = nearest(ground, grounds, "Name a chapter (path/sql), a lab, a fact (A54) or a claim (B16).")
                yield Problem(f"{place(name)} rests", f"nothing is called '{ground}'", remedy)
        said = " ".join(re.findall(r"\w+", entry["question"].lower()))
        if said in asked:
            what = f"asks word for word what {asked[said]} asks"
            yield Problem(f"{place(name)} question", what, "Keep one of the two, or say where they differ.")
        asked.setdefault(said, name)


def unprinted(entries: Mapping[str, Mapping[str, Any]], printed: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Code whose output nobody has seen since it last changed, outputs edited by hand, and outputs of no code."""
    for name, entry in entries.items():
        if "code" in entry:
            told = printed.get(name, {})
            if told.get("digest") != digest(entry["code"], told.get("prints", "")):
                yield Problem(f"{place(name)} code", f"what it prints is not what {PRINTED} says", RUN)
    for name in printed:
        if "code" not in entries.get(name, {}):
            yield Problem(str(PRINTED), f"no question '{name}' with code", RUN)


def question(entry: Mapping[str, Any], printed: Mapping[str, Mapping[str, str]]) -> Question:
    """An entry that has no fault; its code may not have run yet."""
    told = {**entry, "rests": tuple(entry["rests"]), "sources": tuple(Source(**s) for s in entry.get("sources", []))}
    return Question(**told, prints=printed.get(entry["id"], {}).get("prints") if "code" in entry else None)
