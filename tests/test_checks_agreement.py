"""What the ledger says twice agrees: each check finds its fault at its place, and leaves the near miss alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from groundtruth.checks.agreement import agreement, second_hand
from groundtruth.ledger import Move, load
from groundtruth.verdicts import Measure

FACT = "docs/data/facts/F01.yml"


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


def found(handbook) -> list[str]:
    return [f"{p.place}: {p.what}" for p in agreement(handbook)]


def of_fact(handbook, measures=None, **changes) -> list[str]:
    """What is found if the fact is changed, and has these values besides its own: (value, low, high, unit, n)."""
    more = {f"F01.{name}": Measure(*one) for name, one in (measures or {}).items()}
    facts = {"F01": replace(handbook.facts["F01"], **changes)}
    return found(replace(handbook, facts=facts, measures={**handbook.measures, **more}))


def test_nothing_is_found_where_all_is_well(handbook):
    assert found(handbook) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Of 200 people, 80.5% [74.5 to 85.4] had.", None),
        ("Of 200 people, 85.0% [74.5 to 85.4] had.", "text: says '85.0% [74.5 to 85.4]', and throwers is 80.5%"),
        ("Of 200 people, 80.5% [75.4 to 85.4] had.", "text: says '80.5% [75.4 to 85.4]', and throwers is 80.5%"),
        ("Of 200 people, 80.5 points [74.5 to 85.4] had.", "values.throwers: is in %, and the text says '80.5 points"),
        ("Of 200 people, 61.0% [54.1 to 67.5] had.", None),  # a number that no page looks up
        ("Of 200 people, 0% [0 to 1.9] had.", None),  # `none` is a nought too, of fewer people
        ("None of 200 people [0 to 7.1] had.", None),
    ],
)
def test_a_number_beside_its_interval_is_a_value(text, place, handbook):
    lines = of_fact(handbook, {"none": (0, 0, 7.1, "%", 200)}, text=text, where="rows drawn with replacement")
    assert [line.startswith(f"{FACT} {place}") for line in lines] == ([True] if place else []), lines


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ({"few": (3, None, None, "people", 1243)}, ["values.few: its n is 1,243"]),
        ({"few": (3, None, None, "people", 1234)}, []),
        ({"few": (3, None, None, "people", 1235)}, []),  # words need not tell every n
        ({"old_minus_new": (4.0, -1.0, 9.0, "%", 200)}, ["values.old_minus_new: is a difference by its name"]),
        ({"old_minus_new": (4.0, -1.0, 9.0, "points", 200)}, []),
        ({"old": (80.5, 79.5, 85.4, "%", 200)}, ["values.old: 80.5% of 200 has the interval 74.5 to 85.4"]),
        (
            {"old": (81.5, 74.5, 85.4, "%", 200)},
            ["values.old: 81.5% of 200 has 74.5 to 85.4, which is the interval of 80"],
        ),
        ({"old": (81.5, 75.0, 87.0, "%", 200)}, []),  # of no share: computed in another way
        ({"old": (80.5, 79.1, 81.9, "%", 200)}, []),  # another kind of interval at both ends, as a mean has
    ],
)
def test_values_agree_with_each_other_and_with_the_words(measures, said, handbook):
    lines = of_fact(handbook, measures, text="Of 1,234 people we asked 200.", trap="Few of them were under 12.")
    assert [line.partition(said[0])[1] for line in lines] == said if said else lines == []


def test_resampled_intervals_may_have_one_end_of_wilson(handbook):
    measures = {"old": (80.5, 79.5, 85.4, "%", 200)}
    assert of_fact(handbook, measures, where="firms drawn with replacement") == []
    assert of_fact(handbook, measures, how_seen="first-hand") == []


def test_who_saw_a_source_first_hand_did_see_it(handbook):
    where = "two newspapers agree; the page itself was not seen"
    assert of_fact(handbook, how_seen="first-hand", where=where) == [
        f"{FACT} how_seen: is 'first-hand', and `where` says 'not seen'"
    ]
    assert of_fact(handbook, how_seen="second-hand", where=where) == []


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ('So says one ({{ fact("F01") }}, second-hand).', [1]),
        ('Both\nsay so ({{ fact("F01") }} and {{ fact("F02") }}, both second-hand).', [2]),
        ('These are second-hand ({{ fact("F01") }}).', [1]),
        ('So say two ({{ fact("F01") }}, and {{ fact("F02") }}, second-hand).', []),
        ('So says one ({{ fact("F01") }}). Another we know only second-hand ({{ fact("F02") }}).', []),
    ],
)
def test_a_fact_that_is_called_second_hand_is(page, lines, handbook):
    facts = {**handbook.facts, "F02": replace(handbook.facts["F01"], id="F02", how_seen="second-hand")}
    problems = second_hand(page, "page.md", replace(handbook, facts=facts))
    assert [problem.place for problem in problems] == [f"page.md:{line}" for line in lines]


def test_one_paper_has_one_origin(handbook):
    paper = replace(handbook.facts["F01"], url="https://doi.org/10.1000/1", origin="Ann, Dice (2020)")
    other, same = (
        replace(paper, id=name, origin=origin) for name, origin in (("A1", "Bob, Coins"), ("A2", paper.origin))
    )
    assert [
        line.partition(",")[0] for line in found(replace(handbook, facts={"F01": paper, "A1": other, "A2": same}))
    ] == ["docs/data/facts/A1.yml url: is the address of F01 too"]
    two = {"F01": paper, "A1": other}  # nothing tells which of the two has the other's
    places = [line.partition(":")[0] for line in found(replace(handbook, facts=two))]
    assert places == ["docs/data/facts/F01.yml url", "docs/data/facts/A1.yml url"]
    dated = {name: replace(fact, url="https://arxiv.org/abs/2011.00001") for name, fact in two.items()}
    dated["A1"] = replace(dated["A1"], as_of="2019")
    assert [line.partition(":")[0] for line in found(replace(handbook, facts=dated))] == ["docs/data/facts/A1.yml url"]
    survey = [replace(fact, url="https://example.org/survey") for fact in (paper, other)]
    assert found(replace(handbook, facts={fact.id: fact for fact in survey})) == []


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ({"label": "Article 2020"}, "2020"),
        ({"url": "https://example.org/2021/11/dice.html", "published": "2021-10"}, "2021-11"),
        ({"label": "Article 2021", "url": "https://example.org/2021/11/a-120-45"}, None),
    ],
)
def test_an_article_has_the_date_of_its_label_and_address(article, said, handbook):
    articles = {**handbook.articles, "K": {**handbook.articles["K"], **article}}
    lines = found(replace(handbook, articles=articles))
    assert [line.endswith(f"address says {said}") for line in lines] == ([True] if said else [])


def test_a_line_on_two_claims_names_an_article_of_theirs(handbook):
    (pair,) = handbook.dissolved
    articles = {**handbook.articles, "Z": {"label": "Article Z", "published": "2022"}}
    for label, times in (("Article K", 0), ("Article Z", 1)):
        told = replace(pair, why=f"{label} speaks of coins.")
        assert len(found(replace(handbook, articles=articles, dissolved=(told,)))) == times


def test_a_figure_draws_all_of_its_numbers(handbook):
    told = {"lab": "coin", "measures": {"1": "heads"}, "gauge": {"min": 0, "max": 1}}
    assert found(replace(handbook, moves={"coin": Move("coin", told, {})})) == []
    told = {**told, "gauge": {"min": 0.9, "max": 1}}
    (line,) = found(replace(handbook, moves={"coin": Move("coin", told, {})}))
    assert line.startswith("docs/data/moves.yml coin.gauge: ends at 0.9 and 1, and the figure draws 0.")


def test_a_list_has_the_steps_of_the_path_in_their_order(handbook):
    steps = {"path/walk": {"needs": []}, "path/run": {"needs": ["path/walk"]}, "path/race": {"needs": ["path/run"]}}
    for order, times in ((["path/walk", "path/race"], 0), (["path/race", "path/walk"], 1), (["path/race"], 0)):
        readers = {"readers": [{"id": "runner", "lists": {"day": {"steps": [{"page": page} for page in order]}}}]}
        lessons = {**handbook.lessons, "steps": steps}
        lines = found(replace(handbook, lessons=lessons, readers=readers))
        said = "docs/data/readers.yml runner.day: path/race comes before path/walk, which it needs"
        assert lines == [said] * times


def test_words_for_a_change_have_its_numbers(handbook, mini):
    for words, times in (("a margin of 0.02, and no more", 0), ("a margin of 0.025, and no more", 1)):
        content = f'choices: {{"twice the margin, 0.02": "{words}"}}\nof_tables: []\n'
        (mini / "docs/data/changes.yml").write_text(content, "utf-8")
        lines = found(replace(handbook, root=mini))
        assert [line.partition(" has 0.02")[0] for line in lines] == [
            "docs/data/changes.yml choices: 'twice the margin, 0.02'"
        ] * times
