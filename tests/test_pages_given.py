"""Numbers in backticks look like text, and code looks like code."""

from __future__ import annotations

import pytest
from groundtruth.pages.given import Given, as_text
from markdown import Markdown

NUMBERS = ["0.5", "$200,000", "15%", "−0.5", "5'7", "1.5¹⁰", "62% (55 to 69%)", "1 in 20", "(−1, −2)"]
NUMBERS += ["20 / 25 = 0.8", "0.8³ + 3 \u00d7 0.8² \u00d7 0.2 = 0.896", "−ln 0.5 = 0.693"]
CODE = ["x", "C=1", "0.95 ** 20", "2 * 3", "555 // 100", "555 % 100", "[500]", '"5:17"', ":02", "1_000", "in", "1e5"]
CODE += ["max(0, x)", "range(0, 9)", "9c22587", "9" * 60 + "a"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_text(number):
    assert Markdown(extensions=[Given()]).convert(f"At `{number}`, *stop*.") == f"<p>At {number}, <em>stop</em>.</p>"
    assert as_text(f"<p>At <code>{number}</code></p>") == f"<p>At {number}</p>"


@pytest.mark.parametrize("code", CODE)
def test_code_stays_code(code):
    extensions = ["pymdownx.superfences", "pymdownx.inlinehilite"]
    plain, ours = (Markdown(extensions=[*extensions, *own]).convert(f"A `{code}`.") for own in ([], [Given()]))
    assert "<code>" in ours and ours == plain
    assert as_text(ours) == ours


@pytest.mark.parametrize("markdown", ["\\`0.5`", "```\n`0.5`\n0.5\n```", "`` `0.5` ``", "    0.5\n    1"])
def test_what_shows_backticks_or_is_a_block_of_code_stays(markdown):
    extensions = ["pymdownx.superfences", "pymdownx.inlinehilite"]
    plain, ours = (Markdown(extensions=[*extensions, *own]).convert(markdown) for own in ([], [Given()]))
    assert ours == plain
