"""Markdown that another site would read, and prices, code and macros, which look like it."""

from __future__ import annotations

import pytest
from groundtruth.checks.dialects import dialects


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("The weight is $\\frac{n}{2 n_1}$.", "“$\\frac{n}{2 n_1}$” is a formula in TeX"),
        ("It grows as $2^n$ does.", "“$2^n$” is a formula in TeX"),
        ("$$\n\\sum x\n$$", "“$$” is a formula in TeX"),
        ('=== "Windows"\n\n    Words.', '“=== "” is a tab'),
        ("It ran :material-check:.", "“:material-check:” is an icon"),
        ("Well done :tada: and on.", "“:tada:” is an icon"),
        ("This ==matters==.", "“==matters==” is marked text"),
        ("This ~~was so~~.", "“~~was so~~” is text crossed out"),
        ("- [x] Done.", "“- [x]” is a box to tick"),
        (":::{note}\nWords.\n:::", "“:::” is a box of another program"),
        ("See [[Another page]].", "“[[Another page]]” is a link as wikis have it"),
        ("```mermaid\ngraph TD\n```", "“mermaid” is a drawing or a box of another program"),
        ("```{note}\nWords.\n```", "“{note}” is a drawing or a box of another program"),
    ],
)
def test_what_this_site_would_show_as_typed_is_found(text, what):
    line, said, better = next(dialects(f"# Title\n\n{text}\n"))
    assert (line, said.startswith(what)) == (3, True), said
    assert better


@pytest.mark.parametrize(
    "text",
    [
        "From $1,000 a year to {A271.below_30k}, and $100,000 or more.",
        "Write `$x_1$`, `a == b == c` or `:memory:`.",
        "```python\nx == y == z\nl = [[1, 2]]\n```",
        "- [Words](page.md)",
        '{{ figure("lab", "name") }} and {{ number("A.b_c") }} for $5',
        "At 10:30:15, a ratio of 1:2:3.",
        "---\ntitle: a :b_c: d\n---\n",
        "Heading\n=======",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert list(dialects(text)) == []


def test_what_an_extension_of_the_site_reads_may_be_written():
    assert list(dialects("This ==matters==.", "markdown_extensions:\n  - pymdownx.mark\n")) == []
