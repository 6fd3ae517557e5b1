"""The starts of those figures that readers move and that judge no rule, and what the browser reads of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ledger import Handbook, Move
from .curves import false_winners, majorities
from .marks import at, filled, positions, worded

HEIGHT = 206  # of the plot, as in docs/assets/move-curves.js


def high(value: float, axis: Mapping[str, Any]) -> float:
    """How far below the top of the plot a number lies, in pixels."""
    y = round(HEIGHT * (1 - (value - axis["min"]) / (axis["max"] - axis["min"])), 1)
    return int(y) if y == int(y) else y


def curves_data(move: Move, handbook: Handbook) -> dict[str, Any]:
    told = move.told
    (control,) = told["controls"].values()
    x = list(range(control["min"], control["max"] + 1, control["step"]))
    if told["draws"] == "majority":
        units = handbook.evidence[told["lab"]]["measures"][told["measures"]["counts"]]["units"]
        first, second = majorities(list(units.values()), x)
    else:
        first, second = list(false_winners(x[-1])), [0.05] * len(x)
    rounded = {"first": [round(y, 4) for y in first], "second": [round(y, 4) for y in second]}
    return {"x": x, **rounded, "same": told["same"], "apart": told["apart"]}


def curves_view(move: Move, handbook: Handbook) -> dict[str, Any]:
    told, data = move.told, curves_data(move, handbook)
    axis, gauge = told["axis"], told["gauge"]
    ((name, value),) = move.start.items()
    nth = data["x"].index(value)
    first, second = data["first"][nth], data["second"][nth]
    gap = round(100 * abs(first - second))
    names = positions(move, move.start)
    names |= {"gap": str(gap), "first": worded(first, "share"), "second": worded(second, "share")}
    measures = handbook.evidence[told["lab"]]["measures"]
    measured = [
        {"x": at(float(at_x), axis), **{new: high(measures[one][old], gauge) for new, old in parts.items()}}
        for at_x, one in told["measures"].items()
        for parts in [{"y": "value", "low": "low", "high": "high"}]
        if at_x.isdigit()
    ]
    x = at(float(value), axis)
    above = first > second
    return {
        "names": names,
        "high": lambda tick: high(tick, gauge),
        "curves": {
            line: [{"x": at(at_x, axis), "y": high(y, gauge)} for at_x, y in zip(data["x"], data[line], strict=True)]
            for line in ("first", "second")
        },
        "measured": measured,
        "cursor": {
            "x": x,
            "label": f"{min(93, max(7, float(x[:-1]))):.2f}%",
            "first": high(first, gauge),
            "second": high(second, gauge),
            "first_label": _plain(high(first, gauge) + (-12 if above else 22)),
            "second_label": _plain(high(second, gauge) + (22 if above else -12)),
        },
        "said": [filled(told["words"], names), filled(told["apart" if gap else "same"], names)],
        "columns": ["first", "second"],
        "table": [
            [str(at_x), worded(one, "share"), worded(two, "share")]
            for at_x, one, two in zip(data["x"], data["first"], data["second"], strict=True)
        ],
    }


def _plain(y: float) -> float:
    y = round(y, 1)
    return int(y) if y == int(y) else y
