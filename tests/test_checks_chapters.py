"""What a page says beside a link, a number or a sum is so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from groundtruth.checks.chapters import captions, chapters, computed
from groundtruth.ledger import load

PATH = {"path/sql": {"title": "Step 1: SQL"}, "path/python": {"title": "Step 2: Python"}}


@pytest.fixture(scope="module")
def handbook(ran):
    """The miniature with a path of two steps and a second term."""
    made = load(ran)
    die = replace(made.terms["coin"], term="die")
    return replace(made, chapters={**made.chapters, **PATH}, terms={**made.terms, "die": die})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{{ term("coin", "die") }}', "the term 'coin' is shown as “die”"),
        ('{{ term("coin", "Dies") }}', "the term 'coin' is shown as “Dies”"),
        ('{{ fact("F01", "dice in 2009") }}', "cites F01 as “dice in 2009”"),
        ('{{ fact("F01", "Smith 1999") }}', "cites F01 as “Smith 1999”"),
        ('{{ number("F01.throwers", interval=False) }}', "hides the interval of F01.throwers, which rests on 200 only"),
        ('Article K says so {{ claim("R01") }}.', "names Article K, and links R01 of Article R"),
        ("As in [step 1](../path/python.md),", "says step 1, and ../path/python.md is step 2"),
        ("[Step 3 of the path](../path/sql.md)", "says step 3, and ../path/sql.md is step 1"),
        ("So `41.5 / (41.5 + 17) = 0.61` is left.", "is not so: it is 0.709"),
        ("So `(1\xd77 + 3\xd711) / 10 = 40 / 10 = 5` is left.", "`40 / 10 = 5` is not so"),
        ('??? note "A fold"\n\n    Within.\n\n   Without.', "is indented by 3 spaces"),
        ("- One\n\n      More.", "is indented by 6 spaces"),
        ("So it is\n(as we saw, and it was more.", "nothing closes the ( of “(as we saw, and it was mo”"),
        ("He said that “none (of them) is.", "nothing closes the “ of"),
        ("- One\n- Two] of [three](a.md)", "nothing opens the ] of"),
        ('It is {{ number("coin.heads") }}.', "'coin.heads' is the first range in brackets here, and nothing says"),
        ('| a |\n|---|\n| {{ number("coin.heads") }} |', "'coin.heads' is the first range in brackets here"),
        ('| {{ number("a.b") }} |\n| {{ number("a.b", interval=False) }} |', "a.b is in two rows of a column"),
    ],
)
def test_what_is_not_so_is_found_on_its_line(text, what, handbook):
    (problem,) = chapters(f"# Title\n\nWords.\n\n{text}\n", "docs/truths/coins.md", handbook)
    assert problem.place == f"docs/truths/coins.md:{5 + text.count(chr(10))}"
    assert what in problem.what and problem.remedy


@pytest.mark.parametrize(
    "text",
    [
        '{{ term("coin", "coins") }} {{ term("die") }} {{ term("coin", "piece of metal") }}',
        '{{ fact("F01", "Dice survey 1999") }} {{ fact("F01", "Nobody 1999") }} {{ fact("F01", "what they threw") }}',
        "`0.8³ + 3 \xd7 0.8² \xd7 0.2 = 0.896`, `2 / 3 = 0.67`, `x = 3`, `9**9**9 = 1`, `WHERE number = 1`",
        'Article K says so {{ claim("K01") }}. Against it {{ claim("R01") }}.',
        'Article K says so, Article R does not {{ claim("R01") }}.',
        "[Step 2](../path/python.md), [two steps](../path/sql.md) and [step 2](#tables).",
        "`0.8³ + 3 \xd7 0.8² \xd7 0.2 = 0.896`, `2 / 3 = 0.67`, `x = 3`, `9**9**9 = 1` and `WHERE number = 1`",
        '??? note "A fold"\n\n    Within.\n\n        code\n\nWithout.\n\n- One\n  line',
        "a) One (of two)\n\n[a (b)](c.md \"d)\") [0, 1] {: .e( } `[0, 1)` <b title=')'>([f]({{ repository() }}/g))</b>",
        "<div>\n\n  <b>1</b>\n</div>\n\n```\na\n\n  b\n```",
        'It is {{ number("coin.heads") }}. {{ brackets() }}\n\n{{ number("coin.heads") }}',
        'A {{ term("confidence interval") }} is one.\n\n| {{ number("coin.heads") }} |',
        '{{ number("coin.heads", interval=False) }}',
        '| {{ number("a.b") }} | {{ number("a.b") }} |\n\n| {{ number("a.b") }} |',
    ],
)
def test_what_is_so_is_left_alone(text, handbook):
    assert list(chapters(f"# Title\n\nWords.\n\n{text}\n", "docs/truths/coins.md", handbook)) == []


def test_a_sum_runs_no_code():
    assert computed("0.5 \xd7 ln(0.8 / 0.2)") == pytest.approx(0.693, abs=0.001)
    assert [computed(text) for text in ("open(1)", "().x", "1 / 0", "e^999999", "-" * 9999 + "1")] == [None] * 5


def test_one_caption_for_two_figures_is_found_at_both():
    throws, heads = (f'{{{{ figure("coin", "{name}", "Each dot is a throw.") }}}}' for name in ("throws", "heads"))
    found = captions({"docs/a.md": f"# A\n\n{throws}\n", "docs/b.md": heads, "docs/c.md": throws})
    assert [problem.place for problem in found] == ["docs/a.md:3", "docs/b.md:1"]
    assert not list(captions({"docs/a.md": throws, "docs/b.md": throws + '{{ figure("coin", "heads") }}'}))
