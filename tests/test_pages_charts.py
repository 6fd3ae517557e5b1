"""What charts show: places of bars and columns, and that every card says its finding and all of its numbers."""

from __future__ import annotations

import gzip
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from checkout import ROOT
from groundtruth.ledger import load, values
from groundtruth.pages import Launch, Pages
from groundtruth.pages.charts import bar, brief, days_view, end_of, pairs_view, percent, row
from groundtruth.verdicts import Measure

HANDBOOK = load(ROOT)
MACROS = Pages(HANDBOOK, Launch("owner/repo", "main"), here=lambda: "myths/pay/").macros()
CARDS = {name: BeautifulSoup(str(MACROS["chart"](name)), "html.parser") for name in HANDBOOK.charts}
HEAVIEST = 3_000  # bytes, compressed: the field of all claims


def test_bars_of_shares_are_drawn_on_the_whole_and_others_to_the_largest():
    share, pay = Measure(0.25, 0.2, 0.3, "share", 40), Measure(20_000, 15_000, 40_000, "$", 9)
    assert end_of([share]) == 100 and end_of([pay, Measure(30_000, None, None, "$", 9)]) == 40_000
    drawn = bar("people, {n}", share, 100)
    assert (drawn.label, drawn.said, drawn.to, drawn.low, drawn.high) == ("people, 40", "25%", "25%", "20%", "30%")
    assert bar("pay", pay, 40_000).to == "50%"


def test_what_nobody_measured_has_no_bar_and_what_has_no_interval_no_line():
    assert bar("people", None, 100).said == "not measured" and not bar("people", None, 100).to
    assert not bar("people", Measure(3, None, None, "%", 1), 100).low
    assert row("people", "F01.x", Measure(3, None, None, "%", 1)).n == "", "a reading rests on no one"


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Measure(42.7, 42.0, 43.4, "%", 9), "42.7%"),
        (Measure(145_322, None, None, "$", 9), "$145,322"),
        (Measure(193, None, None, "index points", 1), "193"),
    ],
)
def test_a_number_beside_its_bar_is_short(measure, said):
    assert brief(measure) == said


def test_places_never_leave_the_picture():
    assert [percent(x, 40) for x in (-1, 0, 10, 13.3, 60)] == ["0%", "0%", "25%", "33.2%", "100%"]


def test_panels_share_one_axis_of_time():
    (told,) = (told for told in HANDBOOK.charts.values() if told["kind"] == "days")
    groups = days_view(told, HANDBOOK)["groups"]
    places = [float(place[:-1]) for group in groups for place in group.places]
    assert min(places) == 0 and max(places) == 100
    by_day = dict[str, set[str]]()
    for group in groups:
        for one, place in zip(group.rows, group.places, strict=True):
            by_day.setdefault(one.label, set()).add(place)
    assert all(len(found) == 1 for found in by_day.values()), "one day has one place in all panels"


def test_every_pair_has_one_cell_where_its_two_articles_meet():
    cells = pairs_view({}, HANDBOOK)["cells"]
    found = [one["pair"] for cell in cells.values() for one in cell]
    assert Counter(found) == Counter([*HANDBOOK.pairs, *(one.pair for one in HANDBOOK.dissolved)])
    order = list(HANDBOOK.articles)
    for (line, column), cell in cells.items():
        assert order.index(column) <= order.index(line)
        assert all({one["pair"][0][0], one["pair"][1][0]} == {line, column} for one in cell)


def test_every_claim_is_one_mark_that_leads_to_its_card_and_says_its_verdict():
    (card,) = (CARDS[name] for name, told in HANDBOOK.charts.items() if told["kind"] == "claims")
    links = card.select("dd a")
    assert {str(link["aria-label"]) for link in links} == {
        f"{claim.id}: {claim.judgement.verdict}" for claim in HANDBOOK.claims.values()
    }
    assert len(links) == len(HANDBOOK.claims)
    for link in links:
        claim = str(link["aria-label"]).partition(":")[0]
        assert link["href"] == f"../../{HANDBOOK.page(HANDBOOK.claims[claim])}#{claim}"
    shown = {str(use["href"]).removeprefix("#") for use in card.select("use")}
    assert shown <= {str(symbol["id"]) for symbol in card.select("symbol")}


@pytest.mark.parametrize("name", HANDBOOK.charts)
def test_a_card_is_named_by_its_finding_and_has_no_hole(name):
    card = CARDS[name]
    (title,) = card.select(".gt-chart__title")
    assert card.figure and card.figure["aria-labelledby"] == title["id"]
    assert not re.search(r"[{}]|None|undefined", card.get_text())
    wordless = [svg for svg in card.select("svg") if not svg.find_parent(attrs={"aria-hidden": "true"})]
    assert all(svg.get("aria-hidden") == "true" for svg in wordless), "what draws says nothing, words do"


@pytest.mark.parametrize("name", HANDBOOK.charts)
def test_every_value_is_in_the_fold_and_its_source_is_linked(name):
    card, told = CARDS[name], HANDBOOK.charts[name]
    folded = card.details.get_text(" ") if card.details else ""
    links = " ".join(str(link["href"]) for link in card.select("figcaption a"))
    for value in values(told):
        measure, owner = HANDBOOK.measures[value], value.partition(".")[0]
        assert measure.point in folded and measure.span in folded
        assert f"facts/#{owner}" in links or f"labs/{owner}/" in links


@pytest.mark.parametrize("name", HANDBOOK.charts)
def test_a_card_is_light(name):
    assert len(gzip.compress(str(MACROS["chart"](name)).encode(), mtime=0)) < HEAVIEST


def test_an_unknown_chart_is_told_with_the_nearest_name():
    with pytest.raises(LookupError, match="Did you mean 'pay-by-country'"):
        MACROS["chart"]("pay-by-county")
