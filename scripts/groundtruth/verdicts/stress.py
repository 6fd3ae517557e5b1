"""What an opponent would try: the claim judged again after each reasonable change. Pure functions, no files.

Every measure that has units is computed anew from them by scipy, which the labs' own formulas must match. Then one
thing at a time is changed: a unit or a source left out, a threshold halved or doubled, another sound interval, an
alternative that the lab declared before its run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .certainty import Doubt
from .judge import Disagreement, Test, judge
from .measure import Measure

Found = Mapping[str, Any]  # a measure as evidence holds it: value, low, high, unit, n, statistic, units, variants
# From the smallest change to the largest: what flips first is worst.
UNIT, VARIANT, INTERVAL, SOURCE, THRESHOLD = KINDS = (
    "a unit left out",
    "a declared variant",
    "another interval",
    "a source left out",
    "a threshold moved",
)
# How far the second implementation may be from what the lab printed: both round to three places.
TOLERANCE = 0.0011


@dataclass(frozen=True)
class Change:
    """One thing done differently, of one of KINDS, and the verdict that it gives."""

    kind: str
    what: str
    verdict: str


@dataclass(frozen=True)
class Stress:
    """How many changes were tried, and those that gave another verdict, in the order of KINDS."""

    tried: int
    flips: tuple[Change, ...]

    def doubts(self) -> list[Doubt]:
        """A verdict that one unit or one declared variant can flip is less certain, without anybody saying so."""
        found = []
        for kind, reason in ((UNIT, "imprecision"), (VARIANT, "risk of bias")):
            first = next((flip for flip in self.flips if flip.kind == kind), None)
            if first:
                found.append(Doubt(reason, f"One change is enough: {first.what}, it would be '{first.verdict}'."))
        return found


def stress(rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Found]) -> Stress:
    """Judge a rule again under every change that its measures (by name, as evidence holds them) allow."""
    before = _verdict(rule, mixed, found)
    tried = [Change(kind, what, _verdict(other, mixed, changed)) for kind, what, other, changed in changes(rule, found)]
    flips = sorted((change for change in tried if change.verdict != before), key=lambda flip: KINDS.index(flip.kind))
    return Stress(len(tried), tuple(flips))


def changes(rule: tuple[Test, ...], found: Mapping[str, Found]) -> Iterator[tuple]:
    """(kind, what, rule, measures) for one change after the other."""
    asked = {test.measure: found[test.measure] for test in rule}
    with_units = {name: one for name, one in asked.items() if one.get("units") and one["statistic"] != "count"}
    for kind, what, dropped in _left_out(with_units):
        fewer = {name: _without(one, dropped) for name, one in with_units.items()}
        if all(fewer.values()):
            yield kind, what, rule, {**asked, **{name: computed(one) for name, one in fewer.items()}}
    for number, test in enumerate(rule):
        for factor, word in ((0.5, "halved"), (2, "doubled")):
            if asked[test.measure]["unit"] == "share" and test.threshold * factor >= 1:
                continue  # no share could pass, so nobody would ask for that
            yield THRESHOLD, _of(test.measure, rule) + f"threshold {word}", _moved(rule, number, factor), asked
    for name, one in asked.items():
        for method in INTERVALS.get(one.get("statistic", ""), {}):
            yield INTERVAL, _of(name, rule) + method, rule, {**asked, name: computed(one, method)}
        for _, other in one.get("variants", {}).items():
            yield (
                VARIANT,
                _of(name, rule) + other["why"],
                rule,
                {**asked, name: computed({**one, "units": other["units"]})},
            )


def _declared(rule: tuple[Test, ...], asked: Mapping[str, Found]) -> Iterator[tuple]:
    """Each declared alternative in all measures that know it at once, as an opponent would; then in one at a time."""
    known: dict[str, dict[str, Found]] = {}
    for name, one in asked.items():
        for other in one.get("variants", {}).values():
            known.setdefault(other["why"], {})[name] = computed({**one, "units": other["units"]})
    for why, swapped in known.items():
        if len(swapped) > 1:
            yield VARIANT, why, rule, {**asked, **swapped}
        for name, one in swapped.items():
            yield VARIANT, _of(name, rule) + why, rule, {**asked, name: one}


def _of(name: str, rule: tuple[Test, ...]) -> str:
    """Which test of the rule a change is about, as a reader counts them: `test 2, `; a rule of one needs no number."""
    numbers = [str(number) for number, test in enumerate(rule, 1) if test.measure == name]
    return f"test {' and '.join(numbers)}, " if len(rule) > 1 else ""


def differs(name: str, one: Found) -> str | None:
    """What the second implementation says of a measure, where it is not what the lab printed."""
    if not one.get("units"):
        return None
    again = computed(one)
    for part in ("value", "low", "high"):
        ours, theirs = one[part], again[part]
        if (ours is None) != (theirs is None) or (ours is not None and abs(ours - theirs) > TOLERANCE * _scale(one)):
            return f"{name}: {part} is {ours}, but its units give {theirs}"
    return None


def _scale(one: Found) -> float:
    """Rounded units move a mean by half a unit in the last place; large numbers carry more of that."""
    return max(1.0, *(abs(x) for x in one["units"].values())) if one["units"] else 1.0


def _verdict(rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Found]) -> str:
    """The verdict, or the pattern that nobody has given a verdict."""

    def measure(name: str) -> Measure:
        return Measure.of(found[name])

    try:
        return judge(rule, mixed, None, None, measure).verdict
    except Disagreement:
        return "no verdict foreseen"


def _left_out(found: Mapping[str, Found]) -> Iterator[tuple[str, str, set[str]]]:
    """Every unit, and every source of several units, that an opponent could leave out of all measures at once."""
    units = dict.fromkeys(unit for one in found.values() for unit in one["units"])
    for unit in units:
        yield UNIT, f"without {unit}", {unit}
    sources: dict[str, set[str]] = {}
    for one in found.values():
        for unit, source in one.get("sources", {}).items():
            sources.setdefault(source, set()).add(unit)
    for source, members in sources.items():
        if 1 < len(members) < len(units):
            yield SOURCE, f"without {source} ({len(members)} units)", members


def _without(one: Found, dropped: set[str]) -> Found | None:
    """The measure without some units; None where fewer than two would be left."""
    left = {unit: value for unit, value in one["units"].items() if unit not in dropped}
    return {**one, "units": left} if len(left) > 1 else None


def _moved(rule: tuple[Test, ...], number: int, factor: float) -> tuple[Test, ...]:
    test = rule[number]
    side = "at_least" if test.at_least is not None else "at_most"
    threshold = test.threshold * factor
    return (*rule[:number], replace(test, **{side: threshold}), *rule[number + 1 :])


# --- the second implementation ---


def computed(one: Found, method: str = "") -> Found:
    """The measure computed from its units by scipy: with the interval of the lab, or with another sound one."""
    units = one["units"]
    if one["statistic"] == "count":
        hits, of = int(units["hits"]), int(units["of"])
        low, high = _proportion(hits, of, method or "wilson")
        return {**one, "value": hits / of, "low": low, "high": high, "n": of}
    values = list(units.values())
    statistic, intervals = STATISTICS[one["statistic"]], INTERVALS[one["statistic"]]
    low, high = intervals[method](values) if method else DEFAULT[one["statistic"]](values)
    if one["statistic"] == "mean" and one["unit"] == "share" and all(0 <= x <= 1 for x in values):
        low, high = max(low, 0.0), min(high, 1.0)  # a mean of shares stays a share
    return {**one, "value": statistic(values), "low": low, "high": high, "n": len(values)}


def _proportion(hits: int, of: int, method: str) -> tuple[float, float]:
    from scipy.stats import beta, binomtest

    if method == "Jeffreys":
        low = beta.ppf(0.025, hits + 0.5, of - hits + 0.5) if hits else 0.0
        high = beta.ppf(0.975, hits + 0.5, of - hits + 0.5) if hits < of else 1.0
        return float(low), float(high)
    interval = binomtest(hits, of).proportion_ci(method={"exact (Clopper-Pearson)": "exact"}.get(method, "wilson"))
    return float(interval.low), float(interval.high)


def _share(method: str) -> Callable[[list[float]], tuple[float, float]]:
    return lambda values: _proportion(sum(map(round, values)), len(values), method)


def _t(values: list[float]) -> tuple[float, float]:
    from scipy.stats import ttest_1samp

    if min(values) == max(values):
        return values[0], values[0]  # scipy says the same, and warns
    interval = ttest_1samp(values, 0).confidence_interval(0.95)
    return float(interval.low), float(interval.high)


def _over_folds(values: list[float]) -> tuple[float, float]:
    """The t interval of k folds that share training rows: of k parts k - 1 train and one tests. Nadeau and Bengio."""
    low, high = _t(values)
    wider = math.sqrt(1 + len(values) / (len(values) - 1))
    return _mean(values) - wider * (high - low) / 2, _mean(values) + wider * (high - low) / 2


def _signed_rank(values: list[float]) -> tuple[float, float]:
    """The shifts that Wilcoxon's signed-rank test does not reject: between two of the sorted Walsh averages."""
    import numpy as np
    from scipy.stats import norm

    x = np.asarray(values)
    walsh = np.sort([(x[i] + x[j]) / 2 for i in range(len(x)) for j in range(i, len(x))])
    n = len(x)
    k = int(n * (n + 1) / 4 - norm.ppf(0.975) * math.sqrt(n * (n + 1) * (2 * n + 1) / 24))
    k = max(0, k)
    return float(walsh[k]), float(walsh[-k - 1])


def _bootstrap_t(values: list[float]) -> tuple[float, float]:
    """Resampled t statistics in place of Student's; 4,000 draws from a fixed seed."""
    import numpy as np

    x = np.asarray(values, float)
    error = x.std(ddof=1) / math.sqrt(len(x))
    drawn = x[np.random.default_rng(0).integers(0, len(x), (4000, len(x)))]
    errors = drawn.std(axis=1, ddof=1) / math.sqrt(len(x))
    ts = (drawn.mean(axis=1) - x.mean())[errors > 0] / errors[errors > 0]
    if error == 0 or len(ts) == 0:
        return float(x.mean()), float(x.mean())
    low, high = np.percentile(ts, [97.5, 2.5])
    return float(x.mean() - low * error), float(x.mean() - high * error)


def _order(values: list[float]) -> tuple[float | None, float | None]:
    """Median: between two of the sorted values, by the binomial test for quantiles."""
    from scipy.stats import binom

    x, k = sorted(values), int(binom.ppf(0.025, len(values), 0.5))
    return (float(x[k - 1]), float(x[-k])) if k else (None, None)


def _bootstrap_median(values: list[float]) -> tuple[float, float]:
    import numpy as np

    x = np.asarray(values, float)
    drawn = np.median(x[np.random.default_rng(0).integers(0, len(x), (4000, len(x)))], axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _median(values: list[float]) -> float:
    from statistics import median

    return float(median(values))


def _of_logs(interval: Callable) -> Callable[[list[float]], tuple[float, float]]:
    """The same of ratios: computed from their logarithms, and taken back."""
    return lambda values: tuple(math.exp(end) for end in interval([math.log(x) for x in values]))


def _geometric_mean(values: list[float]) -> float:
    from scipy.stats import gmean

    return float(gmean(values))


STATISTICS: Mapping[str, Callable[[list[float]], float]] = {
    "share": _mean,
    "mean": _mean,
    "mean over folds": _mean,
    "median": _median,
    "geometric mean": _geometric_mean,
}
DEFAULT: Mapping[str, Callable] = {
    "share": _share("wilson"),
    "mean": _t,
    "mean over folds": _over_folds,
    "median": _order,
    "geometric mean": _of_logs(_t),
}
INTERVALS: Mapping[str, Mapping[str, Callable]] = {
    "share": {"exact (Clopper-Pearson)": _share("exact (Clopper-Pearson)"), "Jeffreys": _share("Jeffreys")},
    "count": {"exact (Clopper-Pearson)": _share("exact (Clopper-Pearson)"), "Jeffreys": _share("Jeffreys")},
    "mean": {"signed rank (Wilcoxon)": _signed_rank, "bootstrap-t": _bootstrap_t},
    "mean over folds": {},  # other intervals would take the folds for independent
    "median": {"signed rank (Wilcoxon)": _signed_rank, "bootstrap": _bootstrap_median},
    "geometric mean": {
        "signed rank (Wilcoxon) of logarithms": _of_logs(_signed_rank),
        "bootstrap-t of logarithms": _of_logs(_bootstrap_t),
    },
}
