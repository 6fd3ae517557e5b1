"""The starts of those figures that readers move and that judge no rule, and what the browser reads of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..ledger import QUANTILES, Handbook, Move, pay_tables
from .curves import false_winners, majorities
from .kept import modules, remembered
from .marks import at, filled, kept, positions, worded

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
        folder = handbook.root / ".cache/curves"
        first = json.loads(remembered(folder, modules("curves.py"), lambda: json.dumps(false_winners(x[-1]))))
        second = [0.05] * len(x)
    rounded = {"first": [round(y, 4) for y in first], "second": [round(y, 4) for y in second]}
    return {"x": x, **rounded, "same": told["same"], "apart": told["apart"]}


def curves_view(move: Move, handbook: Handbook) -> dict[str, Any]:
    told, data = move.told, curves_data(move, handbook)
    axis, gauge = told["axis"], told["gauge"]
    ((_, value),) = move.start.items()
    nth = data["x"].index(value)
    first, second = data["first"][nth], data["second"][nth]
    gap = round(100 * abs(first - second))
    names = positions(move, move.start)
    names |= {"gap": worded(gap, "points"), "first": worded(first, "share"), "second": worded(second, "share")}
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
            "label": kept(x, 7),
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


# --- switches: faults that are planted, what they cost, and the alarms that they set off ---

ALARMS = ("schema", "PSI 0.2", "PSI, interval", "means", "replay")
MODELS = {"boosting": "", "logistic": "_logistic"}
# How the lab calls an alarm among its measures.
FALSE = ("schema", "psi_rule_of_thumb", "psi_interval", "means", "replay")
HALF = 0.5
ENDS = ("low", "high")


def switches_data(move: Move, handbook: Handbook) -> dict[str, Any]:
    lab = handbook.evidence[move.told["lab"]]
    faults = {
        row["skew"]: {
            **{model: lab["measures"][f"auc_fall_{row['skew']}{end}"]["value"] for model, end in MODELS.items()},
            **{part: [row[f"{alarm} {part}"] for alarm in ALARMS] for part in ("all", "quarter")},
        }
        for row in lab["series"][move.told["series"]]
    }
    clean = [lab["measures"][f"false_alarm_{alarm}"]["value"] for alarm in FALSE]
    return {
        "faults": faults,
        "clean": clean,
        "alarms": list(ALARMS),
        **{part: move.told[part] for part in ("same", "apart", "below", "above")},
    }


def switches_view(move: Move, handbook: Handbook) -> dict[str, Any]:
    told, data = move.told, switches_data(move, handbook)
    measures = handbook.evidence[told["lab"]]["measures"]
    (fault,) = move.start["faults"]
    rung = data["faults"][fault][move.start["requests"]]
    called = [told["lines"][alarm] for alarm in ALARMS]
    names = positions(move, {**move.start, "faults": fault})
    names |= {model: lost(data["faults"][fault][model]) for model in MODELS}
    names |= {
        "loud": listed([name for name, share in zip(called, rung, strict=True) if share >= HALF]),
        "quiet": listed([name for name, share in zip(called, rung, strict=True) if share < HALF]),
    }
    return {
        "rows": [
            {
                "name": name,
                "on": name == fault,
                "bars": {
                    model: {
                        "width": width_to(one[model], told["axis"]),
                        **{side: at(measures[f"auc_fall_{name}{end}"][side], told["axis"]) for side in ("low", "high")},
                    }
                    for model, end in MODELS.items()
                },
            }
            for name, one in data["faults"].items()
        ],
        "alarms": [
            {"name": name, "width": width_to(share, told["gauge"]), "said": worded(share, "share")}
            for name, share in zip(called, rung, strict=True)
        ],
        "said": [filled(told["words"], names)],
        "columns": [*MODELS, *ALARMS],
        "table": [
            [
                name,
                *(worded(one[model], "AUC") for model in MODELS),
                *(
                    f"{worded(a, 'share')} / {worded(q, 'share')}"
                    for a, q in zip(one["all"], one["quarter"], strict=True)
                ),
            ]
            for name, one in data["faults"].items()
        ],
    }


def width_to(value: float, axis: Mapping[str, Any]) -> str:
    """How long a bar from the start of the axis is."""
    return f"{float(at(value, axis)[:-1]) - float(at(axis['min'], axis)[:-1]):.2f}%"


def lost(value: float) -> str:
    """A loss in a sentence; a score that rose lost nothing."""
    return worded(value, "AUC") if round(value, 3) > 0 else "nothing"


def listed(names: list[str]) -> str:
    return "; ".join(names) or "none"


# --- draw: a reader's own curve, and ours ---


def draw_data(move: Move, handbook: Handbook) -> dict[str, Any]:
    """For each number of rows the mean over the tables of the skill that is kept, as a part of that with all."""
    lab = handbook.evidence[move.told["lab"]]
    best: dict[str, dict[int, float]] = {}
    for row in lab["series"][move.told["series"]]:
        skill = max(row["lr"], row["default"], row["four"]) - 0.5
        best.setdefault(row["table"], {})[row["size"]] = skill
    sizes = sorted({size for table in best.values() for size in table})
    kept = {size: [table[size] / table[sizes[-1]] for table in best.values()] for size in sizes}
    ours = [round(sum(values) / len(values), 4) for values in kept.values()]
    return {"sizes": sizes, "ours": ours, **{part: move.told[part] for part in ("same", "apart", "below", "above")}}


def draw_view(move: Move, handbook: Handbook) -> dict[str, Any]:
    told, data = move.told, draw_data(move, handbook)
    axis, gauge = told["axis"], told["gauge"]
    measures = handbook.evidence[told["lab"]]["measures"]
    guess = [float(value) for name, value in move.start.items() if name != "show"] + [1.0]
    places = [at(nth, axis) for nth in range(len(data["sizes"]))]
    return {
        "high": lambda tick: high(tick, gauge),
        "sizes": [str(size) if size < 1000 else f"{size // 1000}k" for size in data["sizes"]],
        "ours": [{"x": x, "y": high(y, gauge)} for x, y in zip(places, data["ours"], strict=True)],
        "yours": [{"x": x, "y": high(y, gauge)} for x, y in zip(places, guess, strict=True)],
        "measured": [
            {"x": places[data["sizes"].index(int(size))], **{end: high(measures[one][end], gauge) for end in ENDS}}
            for size, one in told["measures"].items()
        ],
        "said": [told["words"]],
        "columns": ["first"],
        "table": [[f"{size:,}", worded(y, "share")] for size, y in zip(data["sizes"], data["ours"], strict=True)],
    }


# --- pay: where a reader stands ---


def pay_data(move: Move, handbook: Handbook) -> dict[str, Any]:
    found = pay_tables(handbook.root)
    return {**found, **{part: move.told[part] for part in ("same", "apart", "lines", "where", "pooled", "absent")}}


def pay_view(move: Move, handbook: Handbook) -> dict[str, Any]:
    told, start = move.told, move.start
    found = pay_tables(handbook.root)
    where = f"{start['country']}|{start['title']}"
    asked = {"adverts": f"{where}|{start['level']}", "survey": f"{where}|{start['degree']}"}
    shown = {who: found[who][key] for who, key in asked.items()}
    country = told["controls"]["country"]["options"][start["country"]]
    places = {"adverts": told["where"].get(start["country"], country), "survey": country}
    said = []
    for who, text in (("adverts", told["words"]), ("survey", told["apart"])):
        one = shown[who]
        names = {name: worded(one[name], "$") for name in ("p25", "p50", "p75")}
        names |= {"rows": worded(one["rows"]), "people": worded(one["rows"])}
        said.append(filled(text, {**names, "where": places[who]}))
    return {
        "strokes": [
            {
                "called": f"{told['lines'][who]}: {places[who]}",
                "who": who,
                "said": worded(one["p50"], "$"),
                "label": kept(at(one["p50"], told["axis"]), 10),
                **{name: at(one[name], told["axis"]) for name in QUANTILES},
            }
            for who, one in shown.items()
        ],
        "said": said,
        "columns": ["rows", *QUANTILES],
        "table": [
            [
                f"{who}: {key.replace('|', ', ')}",
                *(
                    worded(one[name], "$" if name != "rows" else "") if name in one else ""
                    for name in ("rows", *QUANTILES)
                ),
            ]
            for who, all_found in found.items()
            for key, one in all_found.items()
            if not (who == "adverts" and key.startswith("India"))
        ],
    }
