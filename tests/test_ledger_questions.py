"""Questions are refused whose answers are too long, rest on nothing, print something unseen, or are asked twice."""

from __future__ import annotations

import pytest
from groundtruth.ledger import load, schemas
from groundtruth.ledger.questions import LEVELS, faults, in_order, unprinted
from groundtruth.problems import Refused
from miniature import REPOSITORY, edit

FILE = "docs/data/questions/fair-coin.yml"


def entry(**changes) -> dict:
    known = {"question": "Why is it so?", "minute": "word " * 60, "full": "word " * 120, "rests": ["coin"]}
    return {"topic": "SQL", "level": "easy", **known, **changes}


@pytest.mark.parametrize(
    ("changes", "place", "what"),
    [
        ({"minute": "word " * 39}, "minute", "has 39 words"),
        ({"minute": "word " * 121}, "minute", "has 121 words"),
        ({"full": "word " * 99}, "full", "has 99 words"),
        ({"full": "word " * 251}, "full", "has 251 words"),
        ({"rests": ["coin", "cion"]}, "rests", "nothing is called 'cion'"),
    ],
)
def test_what_a_schema_cannot_see(changes, place, what):
    (problem,) = faults({"a": entry(**changes)}, ["coin"])
    assert problem.place == f"docs/data/questions/a.yml {place}"
    assert problem.what.startswith(what) and problem.remedy


def test_a_number_that_is_looked_up_counts_as_one_word():
    minute = "word " * 119 + '{{ number("coin.heads", interval=False) }}'
    assert list(faults({"a": entry(minute=minute)}, ["coin"])) == []


def test_a_question_asked_twice_is_found_whatever_its_signs():
    (problem,) = faults({"a": entry(), "b": entry(question="why is it so")}, ["coin"])
    assert (problem.place, problem.what) == ("docs/data/questions/b.yml question", "asks word for word what a asks")


def test_topics_stand_in_the_order_of_the_schema_and_easy_questions_first():
    asked = {
        "c": entry(topic="SQL", level="hard"),
        "b": entry(topic="SQL", level="easy"),
        "a": entry(topic="tuning", level="medium"),
    }
    assert list(in_order(asked, ["tuning", "SQL"])) == ["a", "b", "c"]


def test_the_levels_are_those_of_the_schema():
    schema = schemas(REPOSITORY)["question.schema.json"].worded.schema
    assert list(LEVELS) == schema["properties"]["level"]["enum"]


def test_what_code_prints_must_be_that_of_this_code():
    printed = {"a": {"digest": "0", "prints": "1"}, "gone": {"digest": "0", "prints": "1"}}
    problems = list(unprinted({"a": entry(code="print(1)")}, printed))
    assert [problem.place for problem in problems] == ["docs/data/questions/a.yml code", "docs/data/printed.json"]
    assert all("make questions" in problem.remedy for problem in problems)


def test_a_question_carries_what_its_code_prints(mini):
    question = load(mini).questions["fair-coin"]
    assert question.prints == "5.0 < 100" and question.sources[0].title == "Nobody: A book of coins"


@pytest.mark.parametrize("spoil", ["{,", "{}"])
def test_without_its_print_a_question_is_refused(mini, spoil):
    (mini / "docs/data/printed.json").write_text(spoil)
    with pytest.raises(Refused) as refused:
        load(mini)
    assert "make questions" in refused.value.problems[0].remedy


def test_a_print_edited_by_hand_is_refused(mini):
    edit(mini / "docs/data/printed.json", "5.0", "6.0")
    with pytest.raises(Refused) as refused:
        load(mini)
    (problem,) = refused.value.problems
    assert (problem.place, problem.what) == (f"{FILE} code", "what it prints is not what docs/data/printed.json says")
