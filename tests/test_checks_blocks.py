"""Fences, folds and anchors that Markdown would misunderstand are found on their line."""

from __future__ import annotations

import pytest
from groundtruth.checks.blocks import blocks

TICKS = "```"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{TICKS}python\nx = 1\n{TICKS}\n", []),
        (f"{TICKS}python\nx = 1\n", [1]),
        (f"{TICKS}python\nx = 1\n\nWords.\n\n{TICKS}sql\nSELECT 1\n{TICKS}\n", [1]),
        (f"````md\n{TICKS}python\nx = 1\n{TICKS}\n````\n", []),
        (f"~~~\n{TICKS}python\n~~~\n", []),
        (f"````\n{TICKS}\n", [1]),
        (f"{TICKS} one {TICKS} in a sentence\n", []),
        (f"- a\n\n    {TICKS}\n    x\n    {TICKS}\n", []),
        (f'??? note "Solution"\n\n    {TICKS}python\n    x\n\nWords.\n', [3]),
        ('??? note "Solution"\n\n    Words.\n', []),
        ('??? note "Solution"\n\nWords.\n', [1]),
        ('???+ note "Solution"\n    Words.\n', []),
        ('!!! warning\n\n=== "A"\n\n    Words.\n', [1]),
        ('??? note "A"\n\n    ??? note "B"\n\n    Words.\n', [3]),
        ('??? note "At the end"\n', [1]),
        (f"{TICKS}\n??? note\nx {{: #a }}\n{TICKS}\n## A {{: #a }}\n", []),
        ("## A {: #a }\n\n## B {: .x #b }\n", []),
        ("## A {: #a }\n\n## B {: .x #a }\n", [3]),
        ('<p id="a"></p>\n\n## B {: #a }\n', [3]),
        ("---\ntags: [a]\n---\n\n## A {: #a }\n{{ claim('#a') }}\n", []),
    ],
)
def test_what_markdown_would_misunderstand_is_found(text, lines):
    found = list(blocks(text, "page.md"))
    assert [problem.place for problem in found] == [f"page.md:{line}" for line in lines]
    assert all(problem.remedy for problem in found)


def test_a_paragraph_that_stands_twice_is_found_at_the_second():
    words = "This paragraph is long enough to be told from a step in a list of steps."
    (problem,) = blocks(f"# Title\n\n{words}\n\nOther words.\n\n{words}\n\nShort.\n\nShort.\n", "x.md")
    assert problem.place == "x.md:7" and "in line 3" in problem.what
    assert list(blocks(f"{words}\n\n```\n{words}\n```\n", "x.md")) == []


def test_a_footnote_needs_its_note():
    (problem,) = blocks("A sentence.[^1] Another.[^two]\n\n[^two]: Its note.\n\n`[^3]`\n", "x.md")
    assert problem.place == "x.md:1" and "[^1]" in problem.what


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("![Pay rises with the level.](a.png)\n", []),
        ("Words.\n\n![chart_final.png](a.png)\n", [3]),
        ("![Figure 2](a.png)\n", [1]),
        ('<img src="a.png" alt="screenshot">\n', [1]),
        ('<img src="a.png" alt="">\n', []),
        ("`![image](a.png)` is how it is written.\n", []),
    ],
)
def test_a_pictures_text_says_what_it_shows(text, lines):
    assert [problem.place for problem in blocks(text, "x.md")] == [f"x.md:{line}" for line in lines]
