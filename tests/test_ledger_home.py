"""What the home page shows: pure functions that find every fault."""

from __future__ import annotations

import copy

from groundtruth.ledger import percent
from groundtruth.ledger.home import home_problems
from groundtruth.verdicts import Measure

CLAIMS = {
    "K01": {"chapter": "truths/coins", "statement": "Of 80 throws, half are heads."},
    "R01": {"chapter": "truths/coins", "verdict": "not judged"},
    "R02": {"chapter": "myths/dice"},
}
CHAPTERS = {"truths/coins": {}, "myths/dice": {}, "path/cards": {}}
MEASURES = {"F01.heads": Measure(50, 40, 60, "%", 10), "F01.gap": Measure(5, None, None, "points", 10)}
HOME = {
    "first": {"claim": "K01", "said": {"percent": 50}, "bars": [{"measure": "F01.heads"}]},
    "themes": [
        {"id": "coins", "chapters": ["truths/coins"], "claims": ["R01"]},
        {"id": "dice", "chapters": ["myths/dice"], "claims": ["R02"]},
    ],
}


def problems(change=lambda home: None) -> list[str]:
    home = copy.deepcopy(HOME)
    change(home)
    return [f"{p.place}: {p.what}. {p.remedy}" for p in home_problems(home, CLAIMS, CHAPTERS, MEASURES)]


def test_what_is_right_has_no_problem():
    assert problems() == []


def test_every_fault_is_told_with_its_place_and_a_remedy():
    def spoil(home):
        home["first"] = {"claim": "R01", "bars": [{"measure": "F01.head"}, {"measure": "F01.gap"}]}
        home["themes"][0] |= {"chapters": ["truths/coin", "path/cards"], "claims": ["K09", "R02", "R01"]}

    wanted = [
        ("first", "R01 has no verdict", "Choose a claim that is judged."),
        ("first", "no value 'F01.head'", "Did you mean 'F01.heads'?"),
        ("first", "F01.gap is in points", "Name a measure in percent."),
        ("coins", "no chapter 'truths/coin'", "Did you mean 'truths/coins'?"),
        ("coins", "the chapter path/cards has no claim of its own", "Take it out."),
        ("coins", "no claim 'K09'", "Did you mean"),
        ("coins", "shows R02, whose chapter myths/dice is not of this theme", "Show it where its chapter is."),
        ("coins", "shows R01, whose chapter truths/coins is not of this theme", "Show it where its chapter is."),
        ("themes", "the chapter truths/coins stands in 0 themes", "under `chapters` of one theme"),
    ]
    told = problems(spoil)
    assert len(told) == len(wanted)
    for said, (place, what, remedy) in zip(told, wanted, strict=True):
        assert said.startswith(f"docs/data/home.yml {place}: {what}") and remedy in said


def test_the_bar_of_the_claim_is_as_long_as_the_claim_says():
    assert problems(lambda home: home["first"]["said"].update(percent=80)) == []
    (told,) = problems(lambda home: home["first"]["said"].update(percent=90))
    assert told.startswith(
        "docs/data/home.yml first said: the claim's bar is 90% long, and K01 does not say that number"
    )


def test_a_theme_must_not_give_the_riddle_away():
    (told,) = problems(lambda home: home["themes"][0].update(claims=["K01"]))
    assert "gives K01 away" in told


def test_a_share_becomes_a_percentage_and_no_interval_is_a_point():
    assert percent(Measure(0.5, 0.4, 0.75, "share", 4)) == (50, 40, 75)
    assert percent(Measure(12, None, None, "%", 4)) == (12, 12, 12)
