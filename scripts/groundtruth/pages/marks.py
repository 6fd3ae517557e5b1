"""Where marks lie and how numbers read in figures that readers move, as docs/assets/move-figure.js has it too.

Places are percentages of the picture's width, so that text keeps its size on a phone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..ledger import Move

EDGE = 4  # percent of the width that stay free at both sides
COUNTED = {"raters": ("person", "people"), "looks": ("look", "looks"), "points": ("point", "points")}
DIGITS = {"share": 2, "AUC": 3}  # decimals of a number in a sentence
PART = re.compile(r"\{(\w+)\}")


def at(value: float, axis: Mapping[str, Any]) -> str:
    """Where a number lies on an axis: `50.00%`; what lies beyond an end, at that end."""
    part = (value - axis["min"]) / (axis["max"] - axis["min"])
    return f"{EDGE + (100 - 2 * EDGE) * min(1, max(0, part)):.2f}%"


def width(margin: float, axis: Mapping[str, Any]) -> str:
    """How wide a band of this margin at both sides of zero is."""
    return f"{float(at(margin, axis)[:-1]) - float(at(-margin, axis)[:-1]):.2f}%"


def kept(place: str, room: float) -> str:
    """A place at which a label stays in the picture: so many percent from both sides."""
    return f"{min(100 - room, max(room, float(place[:-1]))):.2f}%"


def worded(value: float | str, unit: str = "", fine: bool = False, more: int = 0) -> str:
    """A number as sentences have it: `65%`, `0.010`; a threshold (`fine`) keeps a half of a percent.

    `more` asks for further digits.
    """
    if isinstance(value, str):
        return value
    if unit == "share":
        return f"{100 * value:.3g}%" if fine else f"{100 * value:.{more}f}%"
    if unit == "$":
        return f"${value:,.0f}"
    if unit in COUNTED:
        return f"{value:g} {COUNTED[unit][value != 1]}"
    text = f"{value:,.{3 + more}f}" if unit == "AUC" else f"{value:,.10g}"
    text = text.replace("-", "−")
    return text[1:] if re.fullmatch(r"−0\.0*", text) else text


def beside(value: float, bar: float, unit: str) -> str:
    """A number on the side of a threshold on which it lies: with more digits where rounding would move it."""

    def side(x: float) -> int:
        return (x > bar) - (x < bar)

    digits = DIGITS.get(unit)
    if digits is None:
        return worded(value, unit)
    return worded(value, unit, more=next((m for m in range(5) if side(round(value, digits + m)) == side(value)), 0))


def filled(text: str, names: Mapping[str, str]) -> str:
    return PART.sub(lambda part: names[part[1]], text)


def positions(move: Move, state: Mapping[str, Any]) -> dict[str, str]:
    """The controls' positions in words."""
    found = {}
    for name, control in move.told["controls"].items():
        value = state[name]
        known = control.get("options", {})
        found[name] = known.get(str(value), "") if known else worded(value, control.get("unit", ""), fine=True)
    return found
