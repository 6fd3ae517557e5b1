"""Which page tells which fact."""

from __future__ import annotations

import pytest
from groundtruth.ledger import load
from groundtruth.pages.facts import page
from miniature import REPOSITORY


@pytest.mark.parametrize(
    ("fact", "told"), [("A01", "a1-50"), ("A50", "a1-50"), ("A51", "a51-100"), ("A201", "a201-250"), ("F7", "f1-50")]
)
def test_fifty_numbers_share_a_page(fact, told):
    assert page(fact) == f"facts/{told}"


def test_what_is_no_id_is_refused():
    with pytest.raises(ValueError, match="'a21' is no id"):
        page("a21")


def test_each_fact_has_its_page_and_each_page_its_facts():
    needed = {page(fact) for fact in load(REPOSITORY).facts}
    written = {path: path.read_text("utf-8") for path in (REPOSITORY / "docs/facts").glob("*.md")}
    assert {f"facts/{path.stem}" for path in written} == needed
    for path, text in written.items():
        assert f'facts_table("{path.stem}")' in text
