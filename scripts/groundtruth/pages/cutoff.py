"""Two bells and a cut: what a cut-off finds, and what it costs at the reader's prices, as move-cutoff.js has it too.

Scores of no rows are normal around 0, those of yes rows around `apart`, both with a spread of 1. Then the chance of yes
is a logistic function of the score, so a cut on the chance is a cut on the score.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

from ..ledger import Handbook, Move
from .marks import at, filled, positions, worded

BINS = [-3.375 + 0.25 * number for number in range(40)]  # their middles
TALL = 84  # pixels of a bell


def apart(auc: float) -> float:
    """How far apart two normal bells of spread 1 lie that have this AUC."""
    return round(math.sqrt(2) * NormalDist().inv_cdf(auc), 4)


def above(x: float) -> float:
    return math.erfc(x / math.sqrt(2)) / 2


def place(cut: float, yes: float, distance: float) -> float:
    """The score at which the chance of yes is `cut`, where a share `yes` of all rows are yes."""
    odds = math.log(cut / (1 - cut)) - math.log(yes / (1 - yes))
    return odds / distance + distance / 2


def counted(cut: float, miss: float, yes: float, distance: float) -> dict[str, float]:
    """Of 1,000 rows: cases that are found, false alarms, right answers, and what the wrong ones cost."""
    x = place(cut, yes, distance)
    cases, others = round(1000 * yes), 1000 - round(1000 * yes)
    found, alarms = cases * above(x - distance), others * above(x)
    return {
        "cases": cases,
        "found": found,
        "alarms": alarms,
        "right": (found + others - alarms) / 1000,
        "cost": miss * (cases - found) + alarms,
    }


def cheapest(slider: Mapping[str, float], miss: float, yes: float, distance: float) -> float:
    """The slider's position that costs least: beside the cut at which both mistakes cost the same."""
    steps = (1 / (1 + miss) - slider["min"]) / slider["step"]
    last = round((slider["max"] - slider["min"]) / slider["step"])
    beside = [min(last, max(0, step)) for step in (math.floor(steps + 1e-9), math.ceil(steps - 1e-9))]
    cuts = [round(slider["min"] + step * slider["step"], 6) for step in beside]
    return min(cuts, key=lambda cut: counted(cut, miss, yes, distance)["cost"])


def bell(center: float) -> list[float]:
    return [round(TALL * math.exp(-((x - center) ** 2) / 2), 1) for x in BINS]


def cutoff_data(move: Move, handbook: Handbook) -> dict[str, Any]:
    told = move.told
    series = handbook.evidence[told["lab"]]["series"][told["series"]]
    distances = {row[told["name"]]: apart(row[told["columns"]["auc"]]) for row in series}
    return {"apart": told["apart"], "same": told["same"], "distances": distances, "bins": BINS, "tall": TALL}


def cutoff_view(move: Move, handbook: Handbook) -> dict[str, Any]:
    told, start = move.told, move.start
    distance = cutoff_data(move, handbook)["distances"][start["table"]]
    now = counted(start["cut"], start["miss"], start["yes"], distance)
    best = cheapest(told["controls"]["cut"], start["miss"], start["yes"], distance)
    least = counted(best, start["miss"], start["yes"], distance)
    names = positions(move, start) | {name: f"{now[name]:.0f}" for name in ("cases", "found", "alarms", "cost")}
    names |= {
        "accuracy": worded(now["right"], "share"),
        "nobody": worded(1 - now["cases"] / 1000, "share"),
        "best": worded(best, "share"),
        "least": f"{least['cost']:.0f}",
    }
    x = place(start["cut"], start["yes"], distance)
    return {
        "bars": [
            {"x": at(middle - 0.125, told["axis"]), "no": no, "yes": yes, "on": middle > x}
            for middle, no, yes in zip(BINS, bell(0), bell(distance), strict=True)
        ],
        "wide": f"{0.9 * (100 - 8) * 0.25 / 10:.2f}%",
        "line": at(x, told["axis"]),
        "tall": TALL,
        "said": [
            filled(told["words"], names),
            filled(told["same" if names["cost"] == names["least"] else "apart"], names),
        ],
        "columns": ["auc"],
        "table": [
            [row[told["name"]], worded(row[told["columns"]["auc"]], "AUC")]
            for row in handbook.evidence[told["lab"]]["series"][told["series"]]
        ],
    }
