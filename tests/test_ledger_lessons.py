"""What comes before what, and who starts where: pure functions that find every fault."""

from __future__ import annotations

import copy
from graphlib import CycleError

import pytest
from groundtruth.ledger import before, layers, load, needs
from groundtruth.ledger.lessons import lesson_problems, reader_problems

GRAPH = {"walk": (), "swim": (), "run": ("walk",), "race": ("run", "swim")}
LESSONS = {
    "courses": {"sport": "sport"},
    "skills": {"breath": "breathing"},
    "levels": ["easy", "hard"],
    "themes": {"speed": "Who is fast?"},
    "steps": {"path/walk": {"needs": ["breath"]}, "path/run": {"needs": ["path/walk"]}},
    "labs": {
        "race": {"name": "Race", "theme": "speed", "level": "easy", "needs": ["path/run"], "courses": ["sport"]},
        "relay": {"name": "Relay", "theme": "speed", "level": "hard", "needs": ["race"], "courses": ["sport"]},
    },
}
CHAPTERS = ["path/walk", "path/run", "truths/legs"]


def problems(change=lambda lessons: None, labs=("race", "relay")) -> list[str]:
    lessons = copy.deepcopy(LESSONS)
    change(lessons)
    return [f"{p.place}: {p.what}. {p.remedy}" for p in lesson_problems(lessons, labs, CHAPTERS)]


def test_layers_follow_what_is_needed():
    assert layers(GRAPH) == [["walk", "swim"], ["run"], ["race"]]
    assert before(GRAPH, "race") == {"run", "walk", "swim"}
    with pytest.raises(CycleError):
        layers({"a": ("b",), "b": ("a",)})


def test_skills_are_no_nodes():
    assert needs(LESSONS) == {
        "path/walk": (),
        "path/run": ("path/walk",),
        "race": ("path/run",),
        "relay": ("race",),
    }


def test_nothing_is_found_where_all_is_well():
    assert problems() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["steps"]["path/run"]["needs"].append("relay"), "circle: "),
        (lambda d: d["steps"].update({"path/fly": {"needs": []}}), "there is no step 'path/fly'"),
        (lambda d: d["steps"].pop("path/walk"), "the step 'path/walk' is missing"),
        (lambda d: d["labs"].pop("relay"), "the lab 'relay' is missing"),
        (lambda d: d["labs"]["relay"].update(theme="sped"), "Did you mean 'speed'?"),
        (lambda d: d["themes"].update(rest="Who rests?"), "no lab has the theme 'rest'"),
        (lambda d: d["courses"].update(chess="chess"), "no lab fits the course 'chess'"),
        (lambda d: d["labs"]["race"]["needs"].append("breth"), "Did you mean 'breath'?"),
        (lambda d: d["labs"]["race"]["needs"].append("path/walk"), "which 'path/run' needs already"),
        (lambda d: d["labs"]["race"]["courses"].append("chess"), "no course is called 'chess'"),
        (lambda d: d["labs"]["race"].update(level="cruel"), "'cruel' is not a level"),
        (lambda d: d["labs"]["race"].update(level="hard") or d["labs"]["relay"].update(level="easy"), "is marked easy"),
        (lambda d: d["steps"]["path/walk"].update(needs=["path/run"]) or d["steps"]["path/run"].clear() or d["steps"]
         ["path/run"].update(needs=[]), "a later step of the path"),
    ],
)  # fmt: skip
def test_a_fault_is_found_with_its_place(change, said):
    found = problems(change)
    assert any(said in line and line.startswith("docs/data/lessons.yml") for line in found), found


def test_a_lab_that_is_new_has_to_be_placed():
    assert problems(labs=("race", "relay", "jump")) == [
        "docs/data/lessons.yml labs: the lab 'jump' is missing. "
        "Add a line: what it needs, its level, and the courses it fits."
    ]


def test_a_reader_needs_a_list_for_each_budget_and_steps_that_are_there(ran):
    handbook = load(ran)
    entry = copy.deepcopy(dict(handbook.readers))
    (reader,) = entry["readers"]
    del reader["lists"]["long"]
    reader["lists"]["shorter"] = {
        "steps": [{"page": "truths/coin"}, {"do": "Think.", "at": "coins", "takes": "notes"}, {"lab": "die"}]
    }
    entry["readers"].append(reader)
    entry["pace"]["words_a_minute"] = "F01.readin"
    found = {
        f"{p.place}: {p.what}. {p.remedy}"
        for p in reader_problems(entry, ["truths/coins"], ["coin"], handbook.measures)
    }
    for said in (
        "pace.words_a_minute: no value 'F01.readin'. Did you mean 'F01.reading'?",
        "gambler: the reader 'gambler' stands 2 times",
        "gambler: has no list for A day",
        "gambler: no budget is called 'shorter'. Did you mean 'short'?",
        "gambler.shorter: page 'truths/coin' is not there. Did you mean 'truths/coins'?",
        "gambler.shorter: nothing takes 'notes'. Did you mean 'note'?",
        "gambler.shorter: there is no page and no lab 'coins'. Did you mean 'coin'?",
        "gambler.shorter: lab 'die' is not there",
    ):
        assert any(said in line for line in found), (said, found)
