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
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

INDEX, FIRST = "search/search_index.json", "search/pages.json"
SCRIPTS = ("assets/search.js", "assets/search-ranking.js")
MOST = 100_000  # bytes, compressed, that the first answer may need: the scripts and the first piece
LEAD = 30  # words of a page that are shown before its piece is there
MENTIONS = [1, 2, 3, 4, 6, 9, 13, 19, 28]  # what a digit of `counts` stands for: so many, or somewhat more
ZERO = 40  # the character that stands for nothing: "("; no digit and no space

TAG = re.compile(r"<[^>]*>")
MARKS = re.compile("[\u0300-\u036f'’]")
INITIALS = re.compile(r"\b([a-z]{1,2})\.(?=[a-z]\b)", re.ASCII)  # Ph.D.
WORD = re.compile(r"c\+\+|[a-z0-9]+")


def words(text: str) -> list[str]:
    """The words of a text, in lower case and without accents, as `words` of search-ranking.js finds them."""
    return WORD.findall(INITIALS.sub(r"\1", MARKS.sub("", unicodedata.normalize("NFKD", text.lower()))))


def plain(html: str) -> str:
    """Text without its markup; what is escaped in it stays escaped."""
    return TAG.sub(" ", html)


def name(page: str) -> str:
    """The piece of a page, by its address: `truths/basics/` has `search/truths-basics-page.json`."""
    return f"search/{page.replace('/', '-')}page.json"


def pieces(index: Mapping[str, Any]) -> dict[str, Any]:
    """Content of the files, by path, that an index becomes: `FIRST`, and of each page its sections as they stand.

    `FIRST` has the pages (`location`, `title`, `tags`, the first words as `text`) and how often each word stands on
    each of them: `words` in alphabetical order, each as the length of the beginning that it shares with the one before,
    and its rest; `gaps`, for each word the distances between the pages that have it; `counts`, a digit for each of
    these pages: how many bits the number of mentions has, one in a title counting double. Lengths and distances are
    characters, from `ZERO` upwards.
    """
    pages: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for doc in index["docs"]:
        pages[doc["location"].partition("#")[0]].append(doc)
    standing: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, docs in enumerate(pages.values()):
        mentions = Counter(
            word for doc in docs for text in (doc["title"],) * 2 + (plain(doc["text"]),) for word in words(text)
        )
        for word, times in mentions.items():
            standing[word].append((number, times))
    found = sorted(standing)
    first = {
        "pages": [_head(location, docs) for location, docs in pages.items()],
        "words": " ".join(
            chr(ZERO + shared) + word[shared:]
            for before, word in pairwise(["", *found])
            for shared in [_shared(before, word)]
        ),
        "gaps": " ".join(
            "".join(chr(ZERO + page - before) for before, page in pairwise([-1, *(page for page, _ in standing[word])]))
            for word in found
        ),
        "counts": "".join(str(bisect(MENTIONS, times) - 1) for word in found for _, times in standing[word]),
    }
    return {FIRST: first} | {name(location): docs for location, docs in pages.items()}


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


def split(site: Path) -> None:
    """Write the pieces beside a site's index."""
    for path, content in pieces(json.loads((site / INDEX).read_text("utf-8"))).items():
        (site / path).write_text(dump(content), "utf-8")
