"""Macros look everything up and render cards that Markdown takes as they are."""

from __future__ import annotations

import gc
import json
import re
import shutil
import weakref
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from groundtruth.ledger import load, schemas
from groundtruth.ledger.playground import proven, read_playground
from groundtruth.pages import Launch, Pages, Unknown, public_data
from groundtruth.verdicts import REASONS
from markdown import Markdown
from miniature import REPOSITORY, edit
from test_labs_exercises import plant as plant_exercises

CALLS = {
    "verdict": ("K01",),
    "pair": ("K01", "R01"),
    "claim": ("R01",),
    "number": ("coin.heads",),
    "fact": ("F01",),
    "term": ("coin",),
    "dissolved": (),
    "steadiness": (),
    "questions": (),
    "doubts": (),
    "rhythm": (),
    "glossary": (),
    "sources": ("F01",),
    "figure": ("coin", "throws"),
    "lab": ("coin",),
    "claims_table": (),
    "works_on": (),
    "study_table": (),
    "facts_table": (),
    "marks": (),
    "chapters": ("truths",),
    "repository": (),
    "count": ("claims",),
    "lists": ("gambler",),
    "brackets": (),
    "downloads": (),
    "exercises": ("coin",),
    "step": ("path/sql",),
    "template": (),
    "playground": ("cancelled",),
    "playground_tables": (),
    "minutes": (),
    "lessons": (),
    "labs_table": (),
    "courses": (),
    "prerequisites": (),
    "citation": (),
    "guess_first": (),
    "guess_switch": (),
    "guesses": (),
    "themes": (),
    "readers": (),
    "news": (),
    "history": (),
}


@pytest.fixture(scope="module")
def handbook(ran, tmp_path_factory):
    """The miniature's, with exercises, which borrows the playground of the repository."""
    root = shutil.copytree(ran, tmp_path_factory.mktemp("macros") / "mini", symlinks=True)
    plant_exercises(root)
    shutil.copytree(REPOSITORY / "notebooks/path", root / "notebooks/path")
    queries = read_playground(REPOSITORY, schemas(REPOSITORY), [])
    found = replace(load(root), playground=proven(queries, REPOSITORY, []))
    with (root / "docs/data/chapters.yml").open("a", encoding="utf-8") as chapters:  # a step, which the ledger lacks
        chapters.write('path/sql: {title: "Step 1: SQL"}\n')
    return found


@pytest.fixture(scope="module")
def pages(handbook):
    """The macros, on a page two levels deep."""
    return Pages(handbook, Launch("owner/repo", "main"), here=lambda: "truths/coins/")


def text(html) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def soup(html) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


# --- cards ---


def test_a_verdict_card_makes_sense_alone(pages):
    card = soup(pages.verdict("K01"))
    assert card.section["id"] == "K01"
    assert text(str(card.select_one(".gt-card__said"))) == "Claim K01 Coins always fall on heads."
    assert not card.q, "our wording is no quotation"
    said = text(str(card))
    for part in (
        "Does not hold",
        "moderate certainty",
        "Heads came up only 50% (46 to 60%) of the time; the claim needs 90%.",
        "Indirectness: One coin stands for all.",
        "Nobody Else, quoted in Article K , “Coins”, item 2 ",
        "Where exactly “Coins”, item 2, first half",
        "Contradicted by R01 (Article R)",
        "Computed by Is this coin fair?",
        "More sources Dice survey 1999",
        "Measured by a proxy",
        "Reviewed on 21 November 2026",
    ):
        assert part in said
    assert len(card.select(".gt-steps .on")) == 3, "moderate is the third of four steps"
    assert card.select_one("svg")["aria-hidden"] == "true", "the word stands beside the mark"


def test_a_verdict_card_links_to_the_other_claim_the_lab_and_colab(pages):
    links = [link["href"] for link in soup(pages.verdict("K01")).select("a")]
    assert links == [
        "../../claims/#article-K",
        "../../labs/coin/",
        "https://colab.research.google.com/github/owner/repo/blob/main/notebooks/coin.ipynb",
        "../../truths/coins/#R01",
        "../../facts/#F01",
    ]


def test_a_card_leads_from_the_claim_to_who_says_it_and_folds_the_rest(pages):
    card = soup(pages.verdict("K01"))
    claim, answer = card.section, card.select_one(".gt-card__answer")
    order = [part["class"][0] for of in (claim, answer) for part in of.find_all(["p", "details"], recursive=False)]
    parts = ("said", "guess", "verdict", "because", "stress", "where", "where", "more")
    assert order == [f"gt-card__{part}" for part in parts]
    fold = card.details
    assert "open" not in fold.attrs
    for part in ("Failed.", "The test passes at 90% or more.", "One coin stands for all.", "Dice survey 1999"):
        assert part in fold.get_text()


def test_a_number_of_a_reason_has_its_interval_within_reach_of_pointer_keyboard_and_finger(pages):
    (value,) = soup(pages.verdict("K01")).select(".gt-card__because .gt-value")
    assert (value["tabindex"], value.get_text()) == ("0", "50% (46 to 60%)")
    assert value.select_one(".gt-value__span").get_text() == " (46 to 60%)"
    (editors,) = [d for d in soup(pages.verdict("R02")).details("div") if d.get_text().startswith("95% interval")]
    assert editors.get_text() == "95% interval 80.5% (74.5 to 85.4%)", "no test tells it"


def test_a_card_without_a_lab_says_that_an_editor_judged_and_from_what(pages):
    card = soup(pages.verdict("R02"))
    assert "Judged by an editor, using Dice survey 1999" in text(str(card))
    assert [link["href"] for link in card.select("a")] == ["../../claims/#article-R", "../../facts/#F01"]


def test_a_card_folds_what_a_test_on_a_share_takes(handbook):
    takes = "Test 2 passes with 8 or more of the 74 cases, and fails with 0."
    claims = {**handbook.claims, "K01": replace(handbook.claims["K01"], reach=(takes,))}
    card = soup(Pages(replace(handbook, claims=claims), Launch("o/r", "main"), here=lambda: "").verdict("K01"))
    assert takes in [item.text for item in card.select("details li")]


def test_a_card_folds_a_long_list_of_sources(mini):
    entry = (mini / "docs/data/facts/F01.yml").read_text("utf-8")
    for name in ("F02", "F03", "F04"):
        (mini / f"docs/data/facts/{name}.yml").write_text(entry.replace("F01", name), "utf-8")
    edit(mini / "docs/data/claims/R02.yml", "facts: [F01]", "facts: [F01, F02, F03, F04]")
    card = soup(Pages(load(mini), Launch("o/r", "main"), here=lambda: "").verdict("R02"))
    assert card.summary.get_text() == "More on R02: 2 doubts, 4 sources, where it’s said"
    assert [link["href"] for link in card.select("details a")] == [f"facts/#F0{n}" for n in range(1, 5)]


def test_a_link_to_a_claim_says_its_verdict_in_words(pages):
    link = soup(pages.claim("R01")).a
    assert link["href"] == "../../truths/coins/#R01"
    assert text(str(link)).endswith("(verdict: holds in part)")


@pytest.mark.parametrize("name", CALLS)
def test_no_card_has_an_empty_line_at_which_markdown_would_end_it(pages, name):
    rendered = str(pages.macros()[name](*CALLS[name]))
    assert rendered.strip()
    assert not re.search(r"\n\s*\n", rendered)


def test_an_empty_line_in_the_ledger_makes_none_in_a_card(mini):
    edit(
        mini / "docs/data/claims/R02.yml",
        "because: In the one survey that asked,",
        "because: |-\n  They said:\n\n ",
    )
    pages = Pages(load(mini), Launch("o/r", "main"), here=lambda: "")
    for card in pages.verdict("R02"), pages.claims_table():
        assert "They said:\n" in card
        assert not re.search(r"\n\s*\n", card)


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"repository", "count"}))
def test_markdown_leaves_a_card_as_it_is(pages, name):
    rendered = str(pages.macros()[name](*CALLS[name]))
    html = Markdown(extensions=["attr_list", "tables", "md_in_html"]).convert(f"Before.\n\n{rendered}\n\nAfter.")
    tags = [tag.name for tag in soup(rendered).find_all(True)]
    assert [tag.name for tag in soup(html).find_all(True)][1:-1] in (tags, ["p", *tags])


def test_every_macro_is_in_the_table_of_this_test(pages):
    own = {"move", "chart"}  # asked in test_pages_moves.py and test_pages_charts.py
    assert [name for name in pages.macros() if name not in own] == list(CALLS)


def test_a_handbook_goes_when_a_later_one_takes_its_place(ran):
    """`make serve` reads a new one after each edit."""
    handbook = load(ran)
    pages = Pages(handbook, Launch("owner/name", "main"), here=lambda: "")
    pages.figure("coin", "throws"), pages.clock.lab("coin")
    gone = weakref.ref(pages)
    del pages
    gc.collect()
    assert gone() is None


def test_text_of_the_ledger_is_escaped(mini):
    edit(mini / "docs/data/claims/K01.yml", "Coins always fall on heads.", "Coins <b>always</b> fall & land.")
    card = str(Pages(load(mini), Launch("o/r", "main"), here=lambda: "").verdict("K01"))
    assert "Coins &lt;b&gt;always&lt;/b&gt; fall &amp; land." in card
    assert "<b>always" not in card


def test_a_pair_shows_both_cards_without_ids_that_their_chapters_have(pages):
    shown = soup(pages.pair("R01", "K01"))
    assert [card["data-claim"] for card in shown.select(".gt-card")] == ["R01", "K01"]
    assert [tag["id"] for tag in shown.find_all(id=True)] == ["R01-K01"]
    assert [a["href"] for a in shown.select(".gt-pair__more a")] == [
        "../../truths/coins/#R01",
        "../../truths/coins/#K01",
    ]


def test_an_overruled_rule_stands_on_the_card_beside_the_reason(mini):
    edit(
        mini / "docs/data/claims/K01.yml",
        "measured:",
        'verdict: not settled\nbecause: One coin says nothing of all the others.\noutcomes: "-"\nmeasured:',
    )
    pages = Pages(load(mini), Launch("o/r", "main"), here=lambda: "")
    assert "Our rule says “does not hold”. An editor decided otherwise" in text(pages.verdict("K01"))
    assert public_data(load(mini))["claims.json"][0]["overruled"] == "does not hold"


def test_claims_that_say_the_same_point_to_each_other(mini):
    (mini / "docs/data/claims/R03.yml").write_text(
        "{id: R03, statement: A coin never favours a side., where: [{section: Opening, paragraph: 1}], "
        'speaker: author, kind: advice, chapter: truths/coins, same_as: R01, reviewed: "2026-11-22"}',
        "utf-8",
    )
    handbook = load(mini)
    pages = Pages(handbook, Launch("o/r", "main"), here=lambda: "")
    assert "Says the same R03 (Article R)" in text(pages.verdict("R01"))
    twin = text(pages.verdict("R03"))
    assert "Says the same R01 (Article R)" in twin
    assert (
        "the same question as in claim R01 on this page, so it gets the same verdict" in twin
        and "The rule's test" not in twin
    )
    assert [claim["same_as"] for claim in public_data(handbook)["claims.json"]] == [[], ["R03"], [], ["R01"]]
    edit(mini / "docs/data/claims/R03.yml", "truths/coins", "myths/dice")  # there a reader has not met R01
    elsewhere = text(Pages(load(mini), Launch("o/r", "main"), here=lambda: "").verdict("R03"))
    assert "the same question as" not in elsewhere and "The rule's test" in elsewhere


def test_what_is_not_judged_has_a_card_without_a_certainty(mini):
    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "verdict: not judged")
    edit(mini / "docs/data/claims/R02.yml", "measured: yes\ndoubts: []\n", "")
    card = text(Pages(load(mini), Launch("o/r", "main"), here=lambda: "").verdict("R02"))
    assert "A commenter in Article R" in card
    assert "Not judged In the one survey" in card
    assert "certainty" not in card


def test_the_rule_of_certainty_is_printed_whole(pages):
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in soup(pages.doubts()).select("tbody tr")]
    assert [(row[0].lower(), row[3]) for row in rows] == [
        (name, "all" if reason.steps > 1 else "1") for name, reason in REASONS.items()
    ]


def test_a_dissolved_pair_shows_both_claims_and_the_line(pages):
    (item,) = soup(pages.dissolved()).select("li")
    assert [link["href"] for link in item.select("a")] == ["../../truths/coins/#K01", "../../claims/#R02"]
    assert "Dissolved. One speaks of coins" in text(str(item))


def test_a_term_leads_to_its_meaning(pages):
    link = soup(pages.term("coin", "Coins")).a
    assert (link.get_text(), link["href"]) == ("Coins", "../../glossary/#coin")
    assert link["title"] == "A round piece of metal that falls on one of two sides."
    assert soup(pages.glossary()).dt["id"] == "coin"


def test_the_history_is_newest_first_with_what_changed(pages):
    history = soup(pages.macros()["history"]())
    newest, older = history.select("li")
    assert "holds → does not hold" in " ".join(newest.get_text(" ").split())
    assert [day.get_text() for day in history.select("h2")] == ["21 November 2026", "20 November 2026"]
    assert not older.select(".gt-history__change")


def test_a_lab_that_bears_on_a_claim_is_told_from_one_that_decides(mini):
    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "labs: [coin]\nverdict: holds")
    handbook = load(mini)
    pages = Pages(handbook, Launch("o/r", "main"), here=lambda: "")
    assert (handbook.claims["R02"].labs, handbook.claims["R02"].deciding) == (("coin",), ())
    assert "Related lab" in pages.verdict("R02")
    assert "Judged by" in pages.verdict("R02")
    assert "Computed by" in pages.verdict("K01")
    assert "(an editor’s judgement)" in pages.macros()["labs_table"]()


def test_the_works_on_table_drops_what_was_seen_before_the_lab_changed(mini):
    key = load(mini).evidence["coin"]["key"]
    seen = {"result": "same verdicts", "date": "2026-11-21"}
    table = {
        place: {"python": "3.11", "packages": {"numpy": "2"}, "labs": {"coin": seen | {"key": found}}}
        for place, found in (("colab", key), ("newest", "older"))
    }
    (mini / "docs/data/works-on.json").write_text(json.dumps(table), "utf-8")
    rows = soup(Pages(load(mini), Launch("o/r", "main"), here=lambda: "").works_on()).select("tbody tr")
    assert [text(str(cell)) for cell in rows[0].select("td")] == [
        "same verdicts 2026-11-21",
        "not run since it changed",
    ]


# --- numbers, figures, counts ---


def test_a_measured_share_is_shown_with_its_interval_and_links_to_its_lab(pages):
    link = soup(pages.number("coin.heads")).a
    assert link.get_text() == "50% (46 to 60%)"
    assert link["href"] == "../../labs/coin/"
    assert link["title"] == "From the lab coin; n = 100; the brackets give the 95% interval"


def test_the_interval_may_be_left_out(pages):
    assert text(pages.number("coin.heads", interval=False)) == "50%"


def test_the_unit_may_be_left_to_the_sentence(pages):
    assert text(pages.number("coin.heads", interval=False, unit=False)) == "50"
    assert text(pages.number("coin.heads", unit=False)) == "50 (46 to 60%)"


def test_a_difference_is_told_in_words_instead_of_a_sign(pages):
    assert text(pages.number("coin.heads", ways=("more", "fewer"))) == "50% more (46 to 60%)"


def test_a_value_of_a_fact_links_to_the_fact(pages):
    link = soup(pages.number("F01.throwers")).a
    assert link.get_text() == "80.5% (74.5 to 85.4%)"
    assert link["href"] == "../../facts/#F01"
    assert link["title"].startswith("From Dice survey 1999; n = 200")


def test_sources_from_one_address_share_its_link(mini):
    folder = mini / "docs/data/facts"
    entry = (folder / "F01.yml").read_text("utf-8")
    (folder / "F02.yml").write_text(entry.replace("F01", "F02"), "utf-8")
    (folder / "F03.yml").write_text(entry.replace("F01", "F03").replace("url: https://example.org/dice\n", ""), "utf-8")
    pages = Pages(load(mini), Launch("o/r", "main"), here=lambda: "")
    items = soup(pages.sources("F01", "F03", "F02")).select("li")
    assert [[a["href"] for a in item.select("a")] for item in items] == [
        ["facts/#F01", "https://example.org/dice"],  # its name once, whatever it says beside
        ["facts/#F03"],
    ]
    assert "Seen: own count, 21 November 2026." in items[1].get_text()
    said = " ".join(items[0].get_text().split())
    assert said.startswith("Dice survey 1999: ") and said.count("Seen: own count, 21 November 2026.") == 1
    (folder / "F02.yml").write_text(entry.replace("F01", "F02").replace("origin: ", "origin: Another "), "utf-8")
    pages = Pages(load(mini), Launch("o/r", "main"), here=lambda: "")
    assert soup(pages.sources("F01", "F02")).get_text().count("Dice survey 1999: ") == 2
    assert soup(pages.fact("F01", "2")).a.get_text() == "2"


def test_a_figure_is_the_labs_own_with_its_words_and_sources(pages, ran):
    executed = json.loads((ran / "docs/labs/coin.ipynb").read_text("utf-8"))
    figure = str(pages.figure("coin", "throws", caption="A <coin>."))
    assert executed["cells"][3]["outputs"][0]["data"]["image/svg+xml"] in figure
    assert "A &lt;coin&gt;." in figure
    assert "Line chart of 100 throws, where 50 are heads.</details>" in figure
    assert [a["href"] for a in soup(figure).select("a")] == ["../../labs/coin/", "../../data/evidence/coin.json"]


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("claims", "3"),
        ("contradictions", "1"),
        ("dissolved", "1"),
        ("judged", "3"),
        ("facts", "1"),
        ("labs", "1"),
        ("articles", "2"),
        ("decided by a lab", "2"),
        ("does not hold", "1"),
        ("outdated", "0"),
    ],
)
def test_counts_are_counted(pages, what, number):
    assert pages.count(what) == number


def test_tables_have_a_row_for_each(pages):
    assert [row["id"] for row in soup(pages.claims_table()).select("tbody tr")] == ["K01", "R01", "R02"]
    assert [item["id"] for item in soup(pages.claims_table()).select("ul li")] == ["article-K", "article-R"]
    assert [fact["id"] for fact in soup(pages.facts_table()).select("li")] == ["F01"]
    assert soup(pages.facts_table()).li.a["href"] == "../../facts/f1-50/#F01"
    assert [fact["id"] for fact in soup(pages.facts_table("f1-50")).select("section")] == ["F01"]
    assert soup(pages.facts_table("a1-50")).select("section") == []
    labs = soup(pages.macros()["labs_table"]())
    assert [title.get_text() for title in labs.select("h2")] == ["Is it luck?"]
    assert [title["id"] for title in labs.select("h3")] == ["coin"]
    assert labs.select_one(".gt-labs__told").get_text(" ", strip=True).startswith("Easy ")
    assert "decides 2 claims" in labs.select_one(".gt-labs__told").get_text()
    assert len(soup(pages.marks()).select("li")) == 7


def test_links_work_from_any_depth(handbook):
    def link(here):
        return soup(Pages(handbook, Launch("o/r", "main"), here=lambda: here).fact("F01")).a["href"]

    assert [link(here) for here in ("", "facts/", "truths/coins/")] == [
        "facts/#F01",
        "../facts/#F01",
        "../../facts/#F01",
    ]


# --- names that do not exist ---


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: p.verdict("K09"), "truths/coins/: no claim 'K09'. Did you mean 'K01'?"),
        (lambda p: p.claim("X99"), "truths/coins/: no claim 'X99'. Ids stand in docs/data"),
        (lambda p: p.number("coin.head"), "no measure or value 'coin.head'. Did you mean 'coin.heads'?"),
        (lambda p: p.term("con"), "no term 'con'. Did you mean 'coin'?"),
        (lambda p: p.pair("K01", "R02"), "K01 and R02 do not contradict each other"),
        (lambda p: p.fact("F02"), "no fact 'F02'. Did you mean 'F01'?"),
        (lambda p: p.sources("F01", "F02"), "no fact 'F02'"),
        (lambda p: p.lab("cion"), "no lab 'cion'. Did you mean 'coin'?"),
        (lambda p: p.figure("coin", "throw"), "no figure in the lab coin 'throw'. Did you mean 'throws'?"),
        (lambda p: p.count("claim"), "no count 'claim'. Did you mean 'claims'?"),
        (lambda p: p.chapters("myths"), "no written chapter in 'myths'"),
    ],
)
def test_an_unknown_name_is_answered_with_the_one_that_was_meant(pages, call, message):
    with pytest.raises(Unknown, match=re.escape(message)):
        call(pages)


# --- the home page ---


def test_the_claim_to_be_guessed_has_no_anchor_and_its_bars_come_from_the_ledger(pages):
    first = soup(pages.macros()["guess_first"]())
    card = first.select_one(".gt-card")
    assert "id" not in card.attrs and card["data-verdict"] == "does not hold"
    assert [button["data-guess"] for button in card.select(".gt-guess__choices button")] == [
        "holds",
        "holds in part",
        "depends",
        "does not hold",
        "not settled",
    ]
    assert [bold.get_text() for bold in first.select(".gt-bars b")] == ["100%", "50%"]
    assert first.select_one(".gt-bars__from a")["href"] == "../../labs/coin/"


def test_news_are_changes_that_still_stand_without_the_riddle(mini):
    def told() -> str:
        return text(str(Pages(load(mini), Launch("o/r", "main"), here=lambda: "").macros()["news"]()))

    assert "We said" not in told(), "the only change is that of the claim to be guessed"
    history = mini / "docs/data/history.yml"
    entry = (
        '- date: "2026-11-2{}"\n  claims: [R02]\n  from: {}\n  to: {}\n  what: It was counted once more, by others.\n'
    )
    first = history.read_text("utf-8")
    history.write_text(first + entry.format(1, "depends", "outdated") + entry.format(1, "outdated", "holds"), "utf-8")
    assert "Most people throw dice at least once. We said “outdated”; now we say “holds”." in told()
    history.write_text(first + entry.format(1, "depends", "outdated"), "utf-8")
    assert "dice" not in told(), "the verdict has changed again since"


def test_the_page_of_guesses_has_each_judged_claim_once_in_its_theme(pages, handbook):
    page = soup(pages.macros()["guesses"]())
    listed = {item["data-claim"]: item["data-verdict"] for item in page.select(".gt-theme li")}
    assert listed == {claim.id: claim.judgement.verdict for claim in handbook.claims.values()}


def test_a_link_to_a_claim_says_what_the_sentence_says_and_its_verdict(pages):
    assert text(pages.claim("R01", "what the coin does")) == "what the coin does (verdict: holds in part)"
    assert text(pages.claim("R01")).endswith(" (verdict: holds in part)")
    assert "what the coin does" not in pages.claim("R01")
