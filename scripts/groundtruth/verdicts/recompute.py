"""The second implementation: every measure computed anew from its units, which a lab's formulas must match.

On scipy's special functions alone; the tests hold each against scipy.stats, which would take most of a build's time.
Pure functions, no files. The same intervals and others as sound serve the stress.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Callable, Mapping
from typing import Any

Found = Mapping[str, Any]  # a measure as evidence holds it: value, low, high, unit, n, statistic, units, variants
Ends = tuple[float | None, float | None]
Interval = Callable[[list[float]], tuple[float, float]]  # of the values of a measure's units
# How far the second implementation may be from what the lab printed: both round to three places.
TOLERANCE = 0.0011
# The most that a number of this unit can be; elsewhere there is no end.
WHOLE = {"share": 1.0, "%": 100.0}
# What no number of a unit exceeds: two shares differ by the whole at most, in either direction.
MOST = {**WHOLE, "points": 100.0, "percentage points": 100.0}
# Ends of intervals, by what they were computed from: the checks, the stress, and each edit of a served handbook ask the
# same again. ledger/recalled.py keeps them from one build to the next, since scipy takes longer to load than to ask.
known: dict[str, tuple[float | None, ...]] = {}


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


def computed(one: Found, method: str = "") -> Found:
    """The measure computed from its units by scipy: with the interval of the lab, or with another sound one."""
    units = one["units"]
    low: float | None
    high: float | None
    if one["statistic"] == "count":
        hits, of = int(units["hits"]), int(units["of"])
        method = method or "wilson"
        low, high = _ends(f"count {method}", [hits, of], lambda: _proportion(hits, of, method))
        return {**one, "value": hits / of, "low": low, "high": high, "n": of}
    values = list(units.values())
    interval = INTERVALS[one["statistic"]][method] if method else DEFAULT[one["statistic"]]
    low, high = _ends(f"{one['statistic']} {method}", values, lambda: interval(values))
    of_shares = one["statistic"] == "mean" and one["unit"] == "share" and all(0 <= x <= 1 for x in values)
    if of_shares and low is not None and high is not None:
        low, high = max(low, 0.0), min(high, 1.0)  # a mean of shares stays a share
    return {**one, "value": STATISTICS[one["statistic"]](values), "low": low, "high": high, "n": len(values)}


def _ends(asked: str, values: list[float], compute: Callable[[], Ends]) -> Ends:
    key = hashlib.sha256(asked.encode() + array("d", values).tobytes()).hexdigest()
    if key not in known:
        known[key] = compute()
    low, high = known[key]
    return low, high


def student(n: int) -> float:
    """How many standard errors a 95% interval of the mean of `n` values reaches to either side."""
    key = f"student {n}"
    if key not in known:
        from scipy.special import stdtrit

        known[key] = (float(stdtrit(n - 1, 0.975)),)
    (errors,) = known[key]
    assert errors is not None
    return errors


def _proportion(hits: int, of: int, method: str) -> tuple[float, float]:
    """From scipy's special functions: `binomtest` gives the same and takes a hundred times as long."""
    from scipy.special import betaincinv, ndtri

    if method == "wilson":
        z = float(ndtri(0.975))
        middle, half = hits + z * z / 2, z * math.sqrt(hits * (of - hits) / of + z * z / 4)
        return max(0.0, (middle - half) / (of + z * z)), min(1.0, (middle + half) / (of + z * z))
    more = 0.5 if method == "Jeffreys" else 0.0
    low = betaincinv(hits + more, of - hits + (more or 1), 0.025) if hits else 0.0
    high = betaincinv(hits + (more or 1), of - hits + more, 0.975) if hits < of else 1.0
    return float(low), float(high)


def _share(method: str) -> Callable[[list[float]], tuple[float, float]]:
    return lambda values: _proportion(sum(map(round, values)), len(values), method)


def _t(values: list[float]) -> tuple[float, float]:
    """What `scipy.stats.ttest_1samp` gives, at a thirtieth of its price."""
    import numpy as np

    x = np.asarray(values, float)
    half = student(len(x)) * x.std(ddof=1) / math.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)


def _over_folds(values: list[float]) -> tuple[float, float]:
    """The t interval of k folds that share training rows: of k parts k - 1 train and one tests. Nadeau and Bengio."""
    low, high = _t(values)
    wider = math.sqrt(1 + len(values) / (len(values) - 1))
    return _mean(values) - wider * (high - low) / 2, _mean(values) + wider * (high - low) / 2


def _signed_rank(values: list[float]) -> tuple[float, float]:
    """The shifts that Wilcoxon's signed-rank test does not reject: between two of the sorted Walsh averages."""
    import numpy as np
    from scipy.special import ndtri

    x = np.asarray(values)
    walsh = np.sort([(x[i] + x[j]) / 2 for i in range(len(x)) for j in range(i, len(x))])
    n = len(x)
    k = int(n * (n + 1) / 4 - ndtri(0.975) * math.sqrt(n * (n + 1) * (2 * n + 1) / 24))
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
    from scipy.special import bdtr

    x, k = sorted(values), 0
    while bdtr(k, len(values), 0.5) < 0.025:  # the first count of heads that is not too few
        k += 1
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


def _of_logs(interval: Interval) -> Interval:
    """The same of ratios: computed from their logarithms, and taken back."""

    def taken_back(values: list[float]) -> tuple[float, float]:
        low, high = interval([math.log(x) for x in values])
        return math.exp(low), math.exp(high)

    return taken_back


def _geometric_mean(values: list[float]) -> float:
    return math.exp(_mean([math.log(x) for x in values]))


STATISTICS: Mapping[str, Callable[[list[float]], float]] = {
    "share": _mean,
    "mean": _mean,
    "mean over folds": _mean,
    "median": _median,
    "geometric mean": _geometric_mean,
}
DEFAULT: Mapping[str, Callable[[list[float]], Ends]] = {
    "share": _share("wilson"),
    "mean": _t,
    "mean over folds": _over_folds,
    "median": _order,
    "geometric mean": _of_logs(_t),
}
INTERVALS: Mapping[str, Mapping[str, Interval]] = {
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
