"""Where a fact is told in full: all of them on one page would weigh more than a first visit may."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..ledger import Fact

SIZE = 50  # numbers on a page


def page(fact: str) -> str:
    """The page, below docs/, that tells a fact in full.

    >>> page("A21"), page("A50"), page("F51")
    ('facts/a1-50', 'facts/a1-50', 'facts/f51-100')

    Raises ValueError for what is no id of a fact.
    """
    found = re.fullmatch(r"([A-Z])(\d+)", fact)
    if not found:
        raise ValueError(f"'{fact}' is no id of a fact: a capital letter and a number")
    start = (int(found[2]) - 1) // SIZE * SIZE + 1
    return f"facts/{found[1].lower()}{start}-{start + SIZE - 1}"


def labelled(ids: Iterable[str], known: Mapping[str, Fact]) -> dict[str, list[str]]:
    """Facts by their labels, in their order: several facts may come from one source, which is named once."""
    found: dict[str, list[str]] = {}
    for name in ids:
        found.setdefault(known[name].label, []).append(name)
    return found
