"""When a claim is looked at again: counted from its last review, by what kind of thing it says."""

from __future__ import annotations

import calendar
import datetime

# Adverts, pay and surveys come out every year; what an experiment shows, and what is good advice, lasts longer.
MONTHS = {
    "labour market": 12,
    "practice survey": 12,
    "testable by experiment": 24,
    "advice": 24,
    "definition": 36,
}


def due(reviewed: str, kind: str) -> str:
    """The day, `2027-11-29`, by which to review again; the last of a month that has no such day."""
    last = datetime.date.fromisoformat(reviewed)
    years, month = divmod(last.month - 1 + MONTHS[kind], 12)
    year, month = last.year + years, month + 1
    return datetime.date(year, month, min(last.day, calendar.monthrange(year, month)[1])).isoformat()
