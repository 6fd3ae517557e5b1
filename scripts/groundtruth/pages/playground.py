"""What the cards of the playground need beside the queries themselves, and what the browser reads of the tasks."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup, escape

from ..ledger import Handbook, Query, shown
from .given import as_text

# Rows of a stored result that a page prints; readers who run the query see more (docs/assets/playground-player.js).
MOST = 10


def view(query: Query) -> dict[str, Any]:
    """What playground.html shows of a query; cells are texts with whether they are numbers."""
    rows = query.result.rows
    kinds = [_kind(next(filter(_there, column), None)) for column in zip(*rows, strict=True)]
    return {
        "query": query,
        "typed": typed(query.query),
        "solved": typed(query.solution),
        "lines": query.query.count("\n") + 1,
        "rows": [
            [(shown(value), kind if _there(value) else f"{kind} gt-sql__gap".strip()) for value, kind in cells]
            for row in rows[:MOST]
            for cells in [zip(row, kinds, strict=True)]
        ],
        "kinds": kinds,
        "count": len(rows),
        "most": MOST,
    }


def _there(value: Any) -> bool:
    return value is not None


def _kind(value: Any) -> str:
    """The class of a column whose first value this is: numbers stand at its right."""
    return "gt-sql__number" if isinstance(value, int | float) else ""


def typed(code: str) -> Markup:
    """Code on one line of HTML that shows as many: cards lose line breaks and what a line begins with."""
    return Markup(re.sub(r" (?= )", "&#32;", str(escape(code))).replace("\n", "&#10;"))


def worded(text: str) -> Markup:
    """A sentence whose `code` stands in backticks."""
    return Markup(as_text(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))))


def tasks(handbook: Handbook) -> dict[str, Any]:
    """For each task the queries that a reader's own is compared with: fetched when a reader checks one."""
    return {
        entry.id: {"solution": entry.solution, "ordered": entry.ordered, "wrong": [dict(one) for one in entry.wrong]}
        for entry in handbook.playground.entries.values()
        if entry.solution
    }
