"""Finished HTML passes by Markdown and comes back as it was; the search finds the same words in less HTML."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from groundtruth.pages import passing
from groundtruth.pages.lab_page import on_page_content, on_page_markdown
from markdown import Markdown
from material.plugins.search.plugin import Parser
from mkdocs.exceptions import PluginError

CARD = '<section class="gt-card" id="R01">\n<h3>A *claim*</h3>\n<p>Said &amp; <b>done</b></p>\n</section>'
EXTENSIONS = ["md_in_html", "attr_list", "tables", "toc", "pymdownx.superfences"]


@pytest.mark.parametrize(
    ("markdown", "held"),
    [
        (f"# Title\n\n{CARD}\n\nText", [CARD]),
        (f"{CARD}\n{CARD}\n\n{CARD}", [f"{CARD}\n{CARD}", CARD]),
        ("<p>a</p>\n<ul>\n<li>b</li>\n</ul>", ["<p>a</p>\n<ul>\n<li>b</li>\n</ul>"]),
        (f"Text\n{CARD}", []),
        ("<div>\n\n*text*\n\n</div>", []),
        ("<div markdown>\n*text*\n</div>", []),
        ("<div>\n*text*\n</div>\nand *more*", []),
        ("<p>one\n<p>two</p>", []),
        ("<div>x</div>\nand *more* <b>y</b>", []),
        ("<p>x</p>\nSee *this* <https://example.org>", []),
        ("<p>x</p> and *more* <b>y</b>", []),
        ("<p>x</p>\n<pre>\n\n*a*\n</pre>", []),
        ("<p>x</p>\n<blockquote>*a*</blockquote>", []),
        ("<p>x</p>\n```\n<p>y</p>\n```", []),
        ("<div\nmarkdown>\n*text*\n</div>", []),
        (f"```html\n\n{CARD}\n\n```\n\n{CARD}", [CARD]),
        (f"    {CARD}", []),
        ("A *word* <b>here</b>\n\n| <p>a</p> |", []),
    ],
)
def test_finished_html_is_held_and_given_back_as_markdown_would_leave_it(markdown, held):
    text, found = passing.hold(markdown)
    assert found == held
    assert passing.give_back(text, found) == markdown
    convert = Markdown(extensions=EXTENSIONS).convert
    assert passing.give_back(convert(text), found) == convert(markdown)


def test_a_block_that_markdown_takes_for_something_else_stops_the_build():
    page = SimpleNamespace(file=SimpleNamespace(src_uri="a.md"), meta={}, present_anchor_ids=set())
    fenced = f"```` ```x``` is code ````\n\n```html\n\n{CARD}\n\n```\n"
    html = Markdown(extensions=EXTENSIONS).convert(on_page_markdown(fenced, page, None, None))
    with pytest.raises(PluginError, match=r"docs/a\.md: a block of HTML"):
        on_page_content(html, page, None, None)


def test_the_hook_holds_a_pages_cards_and_knows_their_anchors():
    page = SimpleNamespace(file=SimpleNamespace(src_uri="a.md"), meta={}, present_anchor_ids={"title"})
    text = on_page_markdown(f"# Title\n\n{CARD}\n", page, None, None)
    assert "R01" not in text
    assert CARD in on_page_content(Markdown(extensions=EXTENSIONS).convert(text), page, None, None)
    assert page.present_anchor_ids == {"title", "R01"} and page.meta == {}
    lab = SimpleNamespace(file=SimpleNamespace(src_uri="labs/coin.ipynb"), meta={})
    assert on_page_markdown(CARD, lab, None, None) == CARD and lab.meta == {}


def indexed(html: str) -> list[tuple]:
    """What the search's plugin makes of a page, its white space aside."""
    parser = Parser()
    parser.feed(html)
    parser.close()
    return [(part.id, *(" ".join("".join(words).split()) for words in (part.title, part.text))) for part in parser.data]


@pytest.mark.parametrize(
    "html",
    [
        '<h1 id="a">A <em>title</em><a class="headerlink" href="#a">¶</a></h1>\n<p>One <b>two</b>\n<q>three</q></p>',
        f'<h1 id="a">A</h1>{CARD}<h2 id="b">B</h2>\n<table>\n<tr><td>one</td>\n<td><code>two</code></td></tr></table>',
        '<h1 id="a">A</h1><section><h2 id="b">In <span>it</span></h2><p>x</p></section><p>y</p>',
        '<h1 id="a">A</h1><p>x</p><aside data-search-exclude><p>no <a href="#">no</a></p></aside><ul><li>y</li></ul>',
        '<h1 id="a">A</h1><p>x <em data-search-exclude>no <b>no</b></em> <em>y</em></p>',
        '<h1 id="a">A</h1><svg><text>no</text></svg><pre class="gt-pre">no</pre><pre><code>a b</code></pre>',
        '<h1 id="a">A</h1><p><abbr title="p > 0.05">x</abbr> <i title="a>b" data-search-exclude>no</i> y</p>',
        "<p>No title</p><dl><dt>one</dt>\n<dd>two</dd></dl>",
    ],
)
def test_the_search_makes_the_same_of_less(html):
    drawn = '<svg><text>no</text></svg><pre class="gt-pre">no</pre>'
    assert indexed(passing.heard(html)) == indexed(html.replace(drawn, ""))
    assert passing.heard(html).count("<") <= html.count("<")
