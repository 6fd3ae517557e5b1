"""The handbook's English: each recurring fault is found on its line, and good sentences are left alone."""

from __future__ import annotations

from statistics import median

import pytest
from groundtruth.checks.style import (
    MOST_WORDS,
    claims,
    data,
    formulas,
    letters,
    page,
    reason,
    sentences,
    style,
)
from groundtruth.ledger import load
from groundtruth.verdicts import Measure
from miniature import REPOSITORY, edit

LONG = "Word " + "word " * (MOST_WORDS - 1) + "more."


def said(text: str) -> list[str]:
    return [what.split("“")[1].removesuffix("”") for _, what, _ in page(f"# Title\n\n{text}\n") if "it says" in what]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Whoever cannot query waits.", "Whoever"),
        ("Somebody measured it.", "Somebody"),
        ("Which firms do, nobody we found has counted.", "nobody we found"),
        ("It is positive, interval included.", "interval included"),
        ("Above 90 there was next to nobody.", "next to nobody"),
        ("Nobody seems to have counted them.", "Nobody seems to"),
        ("Its friends would say that it is quick.", "Its friends would say"),
        ("In like manner, the second fell.", "In like manner"),
        ("Take LightGBM as it comes.", "as it comes"),
        ("On average it lay below.", "it lay"),
        ("Labels are too dear for most.", "too dear"),
        ("One weight can't mend that.", "mend"),
        ("Few of them hold a PhD.", "hold a PhD"),
        ("In brackets stands the interval.", "stands the"),
        ("The list stands in the first cell.", "stands in"),
        ("It goes through without a word.", "goes through"),
        ("It was 2.9 points higher (below zero: lower).", "(below zero: lower)"),
        ("Bag the one, boost the other.", "the one, boost the other"),
        ("It took 80 percent.", "percent"),
        ("That claim is not settled.", "not settled"),
        ("A value stands alone in it's column.", "in it's"),
        ("Each table has it’s own page.", "it’s own"),
        ("Now its not the model that fails.", "its not"),
        ("The choice is their's.", "their's"),
        ("You would of seen it.", "would of"),
        ("Take the median rather then the mean.", "rather then"),
    ],
)
def test_a_word_that_reads_as_translated_is_found(text, found):
    assert said(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "AUC stands for the area under the curve, and adverts stand in for demand.",
        "A card makes sense as it comes to you.",
        "Dear reader, hold on to the handrail.",
        "The verdict “not settled” and the verdict *not settled* have a name.",
        "```\nwhoever = somebody\n```",
        "{{ figure(\n  'coin',\n  'whoever') }}",
        "A gap of 5 percentage points.",
        "[Read it](whoever.md), the one that matters.",
        "It's its own test, and it would, of course, pass; you could of course do less, then stop.",
    ],
)
def test_what_may_be_said_is_left_alone(text):
    assert said(text) == []


def test_lines_are_counted_past_code_and_macros():
    text = "---\ntags: [somebody]\n---\n```\na\n```\n{{ pair(\n'a',\n'b') }}\n\nWhoever.\n"
    assert [line for line, *_ in page(text)] == [11]


def test_a_sentence_ends_where_a_reader_ends_it():
    text = "# A title\n\nIt was {{ number('lab.a') }}, or 0.5. So it was: “yes.” Next\nline.\n\n- One\n- Two\n\n| a |\n"
    told = [(one.line, one.text) for one in sentences(text)]
    assert told == [
        (1, "A title"),
        (3, "It was №, or 0.5."),
        (3, "So it was: “yes.”"),
        (3, "Next line."),
        (6, "One"),
        (7, "Two"),
    ]


def test_a_long_sentence_is_found_and_one_within_the_limit_is_not():
    ((line, what, _),) = page(f"# Title\n\nShort. {LONG}\n")
    assert (line, what.partition(":")[0]) == (3, f"a sentence has {MOST_WORDS + 1} words")
    assert not list(page(LONG.replace("Word word ", "Word ", 1)))


def test_numbers_crowd_only_where_they_meet_a_reader_first():
    crowd = "Of 9 tables, {{ number('lab.a') }} and `5` were won."
    (found,) = page(f"# Title\n\n{crowd}\n")
    assert found[0] == 3 and "3 numbers in one sentence of an opening" in found[1]
    assert not list(page(f"# Title\n\nWords.\n\n## Evidence\n\n{crowd}\n"))
    assert not list(page("# Title\n\nIn 2022 and 2023, of K01 and GPT-3, 9 of 10 won.\n"))


def test_a_reason_is_short_and_has_few_numbers():
    assert not list(reason("On 57% of our 30 tables, two lines came level in 2025."))
    assert [what for _, what, _ in reason("word " * 36)] == ["the reason has 36 words"]
    ((_, what, _),) = reason("It was 57%, 30% or 12 points.")
    assert what.startswith("3 numbers in one sentence of a reason")


def test_a_formula_is_found_on_each_of_its_pages():
    same = "We say this on every page in the same words."
    told = {f"docs/{name}.md": sentences(f"# {name}\n\n{same}\n") for name in "abc"}
    found = list(formulas(told))
    assert [problem.place for problem in found] == ["docs/a.md:3", "docs/b.md:3", "docs/c.md:3"]
    assert not list(formulas(dict(list(told.items())[:2])))
    assert not list(formulas({f"lab.ipynb cell {n}": sentences(same) for n in range(3)})), "one page, three cells"


def test_claims_and_other_data_are_read_with_their_lines(mini):
    edit(mini / "docs/data/claims/R02.yml", "because: In the one survey", "because: Whoever asked in the one survey")
    edit(mini / "docs/data/glossary.yml", "A round piece", "What somebody made, a round piece")
    (claim,) = claims(load(mini))
    assert (claim.place, claim.what) == ("docs/data/claims/R02.yml:11", "it says “Whoever”")
    edit(mini / "docs/data/facts/F01.yml", "text: ", f"text: Whoever asked. {LONG} ")
    edit(mini / "docs/data/questions/fair-coin.yml", "code: |", "code: |\n  # Whoever asks for code, gets it.")
    words, length, term = data(mini)
    assert words.place == length.place and words.place.startswith("docs/data/facts/F01.yml:")
    assert (words.what, length.what.split(":")[0]) == ("it says “Whoever”", f"a sentence has {MOST_WORDS + 1} words")
    assert term.place.startswith("docs/data/glossary.yml:") and "somebody" in term.what


def test_a_word_with_letters_of_two_scripts_is_found(mini):
    edit(mini / "docs/truths/coins.md", "Heads came", "He\u0430ds came")
    edit(mini / "docs/data/glossary.yml", "A round piece", "A r\u03bfund piece, of 5 \u03bcm, \u0394x")
    edit(mini / "notebooks/coin.ipynb", '"source": "', '"source": "\\n\u043c\u0438\u0440 ')
    page, term = sorted(letters(mini), reverse=True)
    assert page.place == "docs/truths/coins.md:12" and "[CYRILLIC SMALL LETTER A]" in page.what
    assert term.place.startswith("docs/data/glossary.yml:") and "r[GREEK SMALL LETTER OMICRON]und" in term.what


def test_pages_claims_and_other_data_are_told_together(mini):
    (mini / "docs/new.md").write_text("# New\n\nWhoever.\n", "utf-8")
    edit(mini / "docs/data/claims/R02.yml", "because: In the one survey", "because: Whoever asked in the one survey")
    edit(mini / "docs/data/glossary.yml", "A round piece", "What somebody made, a round piece")
    places = {problem.place.split(":")[0] for problem in style(load(mini))}
    assert {"docs/new.md", "docs/data/claims/R02.yml", "docs/data/glossary.yml"} <= places


def test_reasons_have_one_number_and_few_words():
    told = [claim.judgement for claim in load(REPOSITORY).claims.values() if not claim.same_as]
    looked_up = [sum(isinstance(piece, Measure) for piece in judged.told) for judged in told]
    assert (median(looked_up), max(looked_up)) == (1, 2)
    assert median(len(judged.because.split()) for judged in told) <= 30
