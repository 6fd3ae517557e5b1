"""The search index in pieces: what ranks pages first, and the words of each page apart, for those that are listed.

MkDocs's own index (search/search_index.json) is the source; docs/assets/search-ranking.js reads what is made of it.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..places import ASKED
from ..problems import Problem, Refused, nearest

INDEX, FIRST = "search/search_index.json", "search/pages.json"
SCRIPTS = ("assets/search.js", "assets/search-ranking.js")
MOST = 100_000  # bytes, compressed, that the first answer may need: the scripts and the first piece
LEAD = 30  # words of a page that are shown before its piece is there
MENTIONS = [1, 4, 11, 30]  # what a digit of `counts` stands for: so many, or somewhat more
ZERO = 40  # the character that stands for nothing: "("; no digit and no space

# Words that questions are built from, or that every page answers to. What a question asks about are the others.
_FILLERS = """
a about actually after all also always am an and another any anyone are as at basically be because become been before
being best better between but by can cant could did differ difference different do does doesnt doing done dont enough
even ever every exactly for from get getting give go goes going good got great had has have having help helps how
however i if im in into is isnt it its ive just know let like make makes many may me mean meaning means might more
most much must my need needed needs no nobody not now of off on one only or other others our out people per please
possible really same should shouldnt simply so some someone something still such take takes than that the their them
then there these they thing things think this those to too true until use used using versus very vs want was way we
well were what whats when where whether which while who whom whose why will with without wont work works worth would
you your
"""
FILLERS = frozenset(_FILLERS.split())
TAG = re.compile(r"<[^>]*>")
MARKS = re.compile("[\u0300-\u036f'’]")
INITIALS = re.compile(r"\b([a-z]{1,2})\.(?=[a-z]\b)", re.ASCII)  # Ph.D.
DOTTED = re.compile(r"\.[a-z]\b", re.ASCII)  # where there is none, there are no initials, and this is found sooner
WORD = re.compile(r"c\+\+|[a-z0-9]+")


def words(text: str) -> list[str]:
    """The words of a text, in lower case and without accents, as `words` of search-ranking.js finds them."""
    text = text.lower()
    spelled = text.replace("'", "") if text.isascii() else MARKS.sub("", unicodedata.normalize("NFKD", text))
    return WORD.findall(INITIALS.sub(r"\1", spelled) if DOTTED.search(spelled) else spelled)


def plain(html: str) -> str:
    """Text without its markup; what is escaped in it stays escaped."""
    return TAG.sub(" ", html)


def name(page: str) -> str:
    """The piece of a page, by its address: `truths/basics/` has `search/truths-basics-page.json`."""
    return f"search/{page.replace('/', '-')}page.json"


def pieces(index: Mapping[str, Any], asked: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Content of the files, by path, that an index becomes: `FIRST`, and of each page its sections as they stand.

    `asked` has what readers ask that a page answers, by its address.

    `FIRST` has the pages (`location`, `title`, `tags`, the first words as `text`) and how often each word stands on
    each of them, but for the `fillers`: `words` in alphabetical order, each as the length of the beginning that it
    shares with the one before, and its rest; `gaps`, for each word the distances between the pages that have it;
    `counts`, for each of these pages the place in `MENTIONS` of how often, in a title counting double; `asked`, the
    distances between the pages that readers ask for with the word. Lengths and distances are characters, from `ZERO`
    upwards.
    """
    pages: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for doc in index["docs"]:
        pages[doc["location"].partition("#")[0]].append(doc)
    standing: dict[str, list[tuple[int, int]]] = defaultdict(list)
    asking: dict[str, list[int]] = defaultdict(list)
    for number, (location, docs) in enumerate(pages.items()):
        mentions = Counter[str]()
        for doc in docs:
            mentions.update(words(doc["title"]) * 2)
            mentions.update(words(plain(doc["text"])))
        for word, times in mentions.items():
            standing[word].append((number, times))
        for word in {word for question in asked.get(location, ()) for word in words(question)}:
            asking[word].append(number)
    found = sorted({*standing, *asking} - FILLERS)
    first = {
        "pages": [_head(location, docs) for location, docs in pages.items()],
        "fillers": " ".join(sorted(FILLERS)),
        "words": " ".join(
            chr(ZERO + shared) + word[shared:]
            for before, word in pairwise(["", *found])
            for shared in [_shared(before, word)]
        ),
        "gaps": " ".join(_gaps(page for page, _ in standing.get(word, ())) for word in found),
        "counts": "".join(str(bisect(MENTIONS, times) - 1) for word in found for _, times in standing.get(word, ())),
        "asked": " ".join(_gaps(asking.get(word, ())) for word in found),
    }
    return {FIRST: first} | {name(location): docs for location, docs in pages.items()}


def unanswered(index: Mapping[str, Any], asked: Mapping[str, Iterable[str]]) -> list[Problem]:
    """Questions that are asked of a page that is not there."""
    there = {doc["location"].partition("#")[0] for doc in index["docs"]}
    return [
        Problem(
            f"{ASKED} {page}", "no page has this address", nearest(page, there, "Move its questions or delete them.")
        )
        for page in asked
        if page not in there
    ]


def _gaps(pages: Iterable[int]) -> str:
    return "".join(chr(ZERO + page - before) for before, page in pairwise([-1, *pages]))


def _shared(before: str, word: str) -> int:
    """How many letters both begin with."""
    pairs = zip(before, word, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(word)))


def _head(location: str, docs: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What is known of a page before its piece is there."""
    text = next((said for doc in docs if (said := plain(doc["text"]).split())), [])
    lead = " ".join(text[:LEAD]) + (" …" if len(text) > LEAD else "")
    about = {key: docs[0][key] for key in ("title", "tags") if key in docs[0]}
    return {"location": location, **about, "text": lead}


def dump(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def weight(site: Path) -> int:
    """Bytes, compressed, that the first answer of a built site needs; what is missing weighs nothing."""
    return sum(len(gzip.compress(path.read_bytes())) for path in map(site.joinpath, (FIRST, *SCRIPTS)) if path.exists())


def split(site: Path, asked: Mapping[str, Iterable[str]]) -> None:
    """Write the pieces beside a site's index. Raises Refused where a question is asked of a page that is not there."""
    index = json.loads((site / INDEX).read_text("utf-8"))
    if problems := unanswered(index, asked):
        raise Refused(problems)
    for path, content in pieces(index, asked).items():
        (site / path).write_text(dump(content), "utf-8")
