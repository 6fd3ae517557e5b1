"""The measures of the full study: pure functions of its rows, one row for each table.

They need no model, so that a page, a check or another statistic does not cost the hour that scoring takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]
LEVEL = 0.01  # an AUC gap of at most this much counts as level, as in the lab basics-or-boosting
# As models.py has them, which site and checks cannot import; a test sees to it.
BOOSTING, ROWS = ("default", "four", "tuned", "catboost"), 2_000

# What one might do otherwise, declared before any measure is computed: margin, rivals, the simple model; and why.
CHOICES: Mapping[str, tuple[float, tuple[str, ...], str, str]] = {
    "half_margin": (LEVEL / 2, BOOSTING, "lr", "half the margin, 0.005 AUC"),
    "double_margin": (LEVEL * 2, BOOSTING, "lr", "twice the margin, 0.02 AUC"),
    "default": (LEVEL, ("default",), "lr", "LightGBM at its defaults as the only rival"),
    "four": (LEVEL, ("four",), "lr", "LightGBM with four leaves as the only rival"),
    "tuned": (LEVEL, ("tuned",), "lr", "tuned LightGBM as the only rival"),
    "catboost": (LEVEL, ("catboost",), "lr", "CatBoost as the only rival"),
    "forest": (LEVEL, (*BOOSTING, "forest"), "lr", "the random forest among the rivals"),
    "splines": (LEVEL, BOOSTING, "splines", "logistic regression with splines as the simple model"),
}


# Named after the results, in a review: neighbouring rows of these tables seem to be couples or siblings, and no column
# names the household. The rule for tables keeps them, since it speaks of households only where they are named.
KIN = {"healthins", "smokeban", "gsoep_gym"}
STRANGERS = "without the tables of unnamed households"


def enough(row: Row, margin: float, rivals: Iterable[str], simple: str = "lr") -> bool:
    """Whether the simple model's mean AUC is at most the margin below that of the best rival."""
    return round(max(row["auc"][rival] for rival in rivals) - row["auc"][simple], 4) <= margin


def proved_enough(row: Row, margin: float, rivals: Iterable[str], _: str = "lr") -> bool:
    """Whether the interval against every rival leaves out that logistic regression loses more than the margin."""
    return all(row["gain"][rival][2] <= margin for rival in rivals)


def proved_not(row: Row, margin: float, rivals: Iterable[str], _: str = "lr") -> bool:
    """Whether the interval against one rival lies wholly beyond the margin."""
    return any(row["gain"][rival][1] > margin for rival in rivals)


def undecided(row: Row, margin: float, rivals: Iterable[str], _: str = "lr") -> bool:
    """Whether the folds show neither."""
    return not proved_enough(row, margin, rivals) and not proved_not(row, margin, rivals)


def signal(row: Row) -> bool:
    """Whether some model beats a coin on this table: the interval of its AUC, after Hanley and McNeil (1982)."""
    ones = row["positive"] * row["rows"]
    zeros = row["rows"] - ones

    def low(a: float) -> float:
        beside = (ones - 1) * (a / (2 - a) - a**2) + (zeros - 1) * (2 * a**2 / (1 + a) - a**2)
        return a - 1.96 * math.sqrt((a * (1 - a) + beside) / (ones * zeros))

    return max(map(low, row["auc"].values())) > 0.5


def measures_of(rows: Iterable[Row], names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, Any]]:
    """Names of the groups of tables, and each statistic over a group, with its interval and the tables' values."""
    from labkit import evidence, intervals

    rows = [row for row in rows if signal(row)]
    groups = {name: (label, members) for name, (label, members) in _groups(rows).items() if members}
    sources = {row["name"]: row["source"].partition("/")[0] for row in rows}
    boosting = tuple(name for name in BOOSTING if name in names)
    measures: dict[str, dict[str, Any]] = {}

    def units(group: str, of: Callable[..., float], *choice: Any) -> dict[str, float]:
        return {row["name"]: of(row, *choice) for row in groups[group][1]}

    def share(group: str, what: str, of: Callable[..., bool], *choices: str, simple: str = "lr") -> None:
        values = units(group, of, LEVEL, boosting, simple)
        variants = {}
        for choice in choices:
            margin, rivals, other, why = CHOICES[choice]
            if other in names and any(rival in names for rival in rivals):
                there = tuple(rival for rival in rivals if rival in names)
                variants[choice] = (units(group, of, margin, there, other), why)
        if choices:
            variants["strangers"] = ({name: one for name, one in values.items() if name not in KIN}, STRANGERS)
        here = {name: sources[name] for name in values}
        measures[f"{what}_{group}"] = intervals.share(values, here, variants)

    def over(group: str, what: str, of: Callable[[Row], float], unit: str, statistic=intervals.median) -> None:
        measures[f"{what}_{group}"] = statistic(units(group, of), unit)

    for group, (_, members) in groups.items():
        bent = CHOICES if group == "all" else ()  # a spline has no interval against boosting
        straight = [choice for choice in bent if choice != "splines"]
        measures[f"tables_{group}"] = intervals.plain(len(members), "tables", len(members))
        share(group, "enough", enough, *bent)
        share(group, "enough_splines", enough, simple="splines")
        share(group, "proved_enough", proved_enough, *straight)
        share(group, "proved_not", proved_not, *straight)
        share(group, "undecided", undecided)
        for name in names:
            if name != "lr":
                over(group, f"gain_{name}", lambda row, name=name: row["gain"][name][0], "AUC")
    for name in names:
        calibration = lambda row, name=name: row["calibration"][name]  # noqa: E731
        over("all", f"calibration_{name}", calibration, "calibration error", intervals.mean)
        if name != "lr":
            _against_lr(name, share, over, intervals.mean)
    grouped = sum(row["unit"] is not None for row in rows)
    measures["tables_grouped"] = intervals.plain(grouped, "tables", len(rows))
    return {name: label for name, (label, _) in groups.items()}, evidence.tidy(measures)


def _groups(rows: list[Row]) -> dict[str, tuple[str, list[Row]]]:
    return {
        "all": ("All tables", rows),
        "textbook": ("From statistics textbooks", [row for row in rows if row["family"] == "textbook"]),
        "uci": ("From machine-learning collections", [row for row in rows if row["family"] == "uci"]),
        "below_500": ("Fewer than 500 rows", [row for row in rows if row["total"] < 500]),
        "500_1000": ("500 to 999 rows", [row for row in rows if 500 <= row["total"] < 1000]),
        "1000_up": (f"1,000 to {ROWS:,} rows", [row for row in rows if 1000 <= row["total"] <= ROWS]),
        "cut": (f"More, cut to {ROWS:,}", [row for row in rows if row["total"] > ROWS]),
    }


def _against_lr(name: str, share: Callable[..., None], over: Callable[..., None], mean: Callable[..., Any]) -> None:
    """One model against logistic regression, over all tables."""
    share("all", f"proved_level_{name}", lambda row, *_: row["gain"][name][2] <= LEVEL)
    share("all", f"proved_ahead_{name}", lambda row, *_: row["gain"][name][1] > LEVEL)
    share("all", f"ahead_{name}", lambda row, *_: row["gain"][name][0] > 0)
    share("all", f"loss_behind_{name}", lambda row, *_: row["loss"][name] > row["loss"]["lr"])
    # What published comparisons report.
    over("all", f"mean_gain_{name}", lambda row: row["gain"][name][0], "AUC", mean)
    gain = lambda row: _logit(row["auc"][name]) - _logit(row["auc"]["lr"])  # noqa: E731
    over("all", f"mean_logit_gain_{name}", gain, "logit AUC", mean)


def _logit(auc: float) -> float:
    """The scale of medical reviews; a perfect AUC has no logit, so it counts as 0.999."""
    auc = min(max(auc, 0.001), 0.999)
    return math.log(auc / (1 - auc))
