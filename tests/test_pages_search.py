"""The search index in pieces: nothing is lost on the way, and the same index gives the same bytes."""

from __future__ import annotations

import json
import random
import re
from collections import Counter

import pytest
import yaml
from groundtruth.ledger import load
from groundtruth.pages import search
from groundtruth.pages.search import FILLERS, FIRST, INDEX, LEAD, MENTIONS, ZERO, dump, name, pieces, weight, words
from groundtruth.problems import Refused
from miniature import CASES, REPOSITORY

INDEX_OF_TWO = {
    "docs": [
        {"location": "", "title": "Home", "text": ""},
        {"location": "#more", "title": "More", "text": "<p>Coins fall, <b>coin</b> by coin.</p>"},
        {"location": "truths/coins/", "title": "Coins", "tags": ["heads"], "text": "Fair coins. " * 30},
    ]
}


def unpacked(first: dict) -> dict[int, dict[str, int]]:
    """Of each page its words, as search-ranking.js reads them; 0 times where readers ask for it by the word."""
    found: dict[int, dict[str, int]] = {}
    counts, word = iter(first["counts"]), ""
    lists = (first[name].split(" ") for name in ("words", "gaps", "asked"))
    for packed, gaps, asking in zip(*lists, strict=True):
        word = word[: ord(packed[0]) - ZERO] + packed[1:]
        for page in numbers(gaps):
            found.setdefault(page, {})[word] = MENTIONS[int(next(counts))]
        for page in numbers(asking):
            found.setdefault(page, {}).setdefault(word, 0)
    assert not list(counts)
    return found


def numbers(gaps: str) -> list[int]:
    return [sum(ord(gap) - ZERO for gap in gaps[: n + 1]) - 1 for n in range(len(gaps))]


def test_each_page_has_its_piece_and_the_first_one_ranks_them_all():
    made = pieces(INDEX_OF_TWO, {"truths/coins/": ["Is a penny fair?"]})
    assert list(made) == [FIRST, "search/page.json", "search/truths-coins-page.json"]
    assert made["search/page.json"] == INDEX_OF_TWO["docs"][:2] and name("") == "search/page.json"
    home, coins = made[FIRST]["pages"]
    assert home == {"location": "", "title": "Home", "text": "Coins fall, coin by coin."}
    assert coins["tags"] == ["heads"] and coins["text"] == "Fair coins. " * (LEAD // 2) + "…"
    assert unpacked(made[FIRST]) == {
        0: {"home": 1, "coins": 1, "fall": 1, "coin": 1},  # but no fillers: more, by, is, a
        1: {"coins": 30, "fair": 30, "penny": 0},  # 32 and 30 times, as nearly as is kept
    }


def test_a_question_is_asked_of_a_page_that_is_there(tmp_path):
    (problem,) = search.unanswered(INDEX_OF_TWO, {"": ["Where am I?"], "truths/coin/": ["Is it fair?"]})
    assert (problem.place, problem.what) == ("docs/data/asked.yml truths/coin/", "no page has this address")
    assert "truths/coins/" in problem.remedy
    (tmp_path / "search").mkdir()
    (tmp_path / INDEX).write_text(json.dumps(INDEX_OF_TWO), "utf-8")
    with pytest.raises(Refused, match="no page has this address"):
        search.split(tmp_path, {"truths/coin/": ["Is it fair?"]})
    assert not (tmp_path / FIRST).exists()


def test_no_question_of_a_test_is_among_those_that_the_search_knows():
    known = {question.lower() for questions in load(REPOSITORY).asked.values() for question in questions}
    cases = yaml.safe_load((CASES / "search.yml").read_text("utf-8"))
    assert known and [case["query"] for case in cases if case["query"].lower() in known] == []


def test_no_word_is_lost_whatever_the_texts():
    """Words that begin alike, many pages in between, characters that JSON escapes: as random texts have them."""
    draw = random.Random(7)
    vocabulary = ["".join(draw.choices("ab1", k=draw.randint(1, 30))) for _ in range(300)] + ["c++"]
    docs = [
        {"location": f"p{n}/", "title": "", "text": " ".join(draw.choices(vocabulary, k=draw.randint(1, 80)))}
        for n in range(200)
    ]
    first = json.loads(dump(pieces({"docs": docs}, {})[FIRST]))
    wanted = {n: Counter(doc["text"].split()) for n, doc in enumerate(docs)}
    assert unpacked(first) == {
        n: {word: max(m for m in MENTIONS if m <= times) for word, times in mentions.items() if word not in FILLERS}
        for n, mentions in wanted.items()
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A Ph.D., really?", ["a", "phd", "really"]),
        ("C++ isn’t naïve: 80%", ["c++", "isnt", "naive", "80"]),
        ("K01-K37 ﬁts 10,000", ["k01", "k37", "fits", "10", "000"]),
        ("", []),
    ],
)
def test_words(text, found):
    assert words(text) == found


def test_the_script_reads_what_is_written():
    """Both sides say what a digit stands for; that they find the same words is seen in a browser."""
    script = (REPOSITORY / "docs/assets/search-ranking.js").read_text("utf-8")
    assert re.search(r"^const MENTIONS = (\[.*\]);$", script, re.MULTILINE)[1] == str(MENTIONS)
    assert f"codePointAt(0) - {ZERO};" in script


def test_the_same_index_gives_the_same_files(tmp_path):
    (tmp_path / "search").mkdir()
    (tmp_path / INDEX).write_text(json.dumps(INDEX_OF_TWO), "utf-8")
    search.split(tmp_path, {})
    before = {path: path.read_bytes() for path in sorted((tmp_path / "search").iterdir())}
    search.split(tmp_path, {})
    assert {path: path.read_bytes() for path in sorted((tmp_path / "search").iterdir())} == before
    assert len(before) == 4 and weight(tmp_path) < 700
