"""A value with its 95% interval, and the units it rests on: `{name: value}`, one for each thing we generalise to.

Every function returns what evidence holds for a measure: value, low, high, unit, n, statistic, units. `variants` are
alternatives that were declared before the run: `{name: (units, why)}`.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import beta as limits
from scipy.stats import binom
from scipy.stats import t as student


def _measure(value, low, high, unit, n, statistic, units, sources=None, variants=None) -> dict:
    """One measure of the evidence, as plain numbers."""
    found = {
        "value": float(value),
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "unit": unit,
        "n": int(n),
        "statistic": statistic,
        "units": {str(name): float(x) for name, x in units.items()},
    }
    if sources:
        found["sources"] = {str(name): str(source) for name, source in sources.items()}
    if variants:
        found["variants"] = {
            name: {"units": {str(u): float(x) for u, x in other.items()}, "why": why}
            for name, (other, why) in variants.items()
        }
    return found


def wilson(hits: float, of: int) -> tuple[float, float]:
    """95% interval of a share, within 0 and 1 also for few cases. Wilson (1927)."""
    z = 1.959963984540054
    middle, half = hits / of + z**2 / (2 * of), z * np.sqrt(hits / of * (1 - hits / of) / of + z**2 / (4 * of**2))
    return tuple(np.clip((middle + np.array([-half, half])) / (1 + z**2 / of), 0, 1))


def share(units: dict, sources=None, variants=None) -> dict:
    """Share of the units that are true, with Wilson's interval."""
    values = np.array([bool(x) for x in units.values()])
    low, high = wilson(values.sum(), len(values))
    return _measure(values.mean(), low, high, "share", len(values), "share", units, sources, variants)


def counted(hits: int, of: int) -> dict:
    """Share of `of` people of whom `hits` said yes, with Wilson's interval; counts stand in for units."""
    low, high = wilson(hits, of)
    return _measure(hits / of, low, high, "share", of, "count", {"hits": hits, "of": of})


def mean(units: dict, unit: str = "AUC", sources=None, variants=None) -> dict:
    """Mean of the units with Student's t; of differences, the interval of pairs. A mean of shares stays a share."""
    values = np.array([float(x) for x in units.values()])
    half = student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    low, high = values.mean() - half, values.mean() + half
    if unit == "share" and values.min() >= 0 and values.max() <= 1:
        low, high = max(low, 0), min(high, 1)
    return _measure(values.mean(), low, high, unit, len(values), "mean", units, sources, variants)


def median(units: dict, unit: str = "AUC", sources=None, variants=None) -> dict:
    """Median of the units; its interval runs between two of the sorted values. Conover (1999), section 3.2."""
    values = np.sort([float(x) for x in units.values()])
    k = int(binom.ppf(0.025, len(values), 0.5))  # fewer than k values below the median: at most 2.5% likely
    low, high = (values[k - 1], values[-k]) if k else (None, None)  # below six values there is no such interval
    return _measure(np.median(values), low, high, unit, len(values), "median", units, sources, variants)


def geometric(units: dict, unit: str = "times", sources=None, variants=None) -> dict:
    """Geometric mean of ratios, such as errors with it over errors without: half and double weigh the same.

    Its interval is Student's t of the logarithms. Bland and Altman (1996), on transforming data.
    """
    logs = np.log([float(x) for x in units.values()])
    half = student.ppf(0.975, len(logs) - 1) * logs.std(ddof=1) / np.sqrt(len(logs))
    value, low, high = np.exp([logs.mean(), logs.mean() - half, logs.mean() + half])
    return _measure(value, low, high, unit, len(logs), "geometric mean", units, sources, variants)


def over_folds(values, train: int, test: int) -> tuple[float, float, float]:
    """Mean of one table's scores over folds, with an interval that knows that folds share training rows.

    `train` and `test` are rows in a fold. Nadeau and Bengio (2003), the corrected resampled t-test.
    """
    values = np.asarray(values, float)
    half = student.ppf(0.975, len(values) - 1) * np.sqrt((1 / len(values) + test / train) * values.var(ddof=1))
    return float(values.mean()), float(values.mean() - half), float(values.mean() + half)


def plain(value: float, unit: str, n: int) -> dict:
    """A number without an interval: a count, a fact about the lab itself. No rule may rest on it alone."""
    return {"value": float(value), "low": None, "high": None, "unit": unit, "n": int(n)}


def paired(first: dict, second: dict) -> dict:
    """Share of the units of which `first` is true, less that of `second`, in points. The interval goes with the exact
    McNemar test: it leaves out 0 only if that test does. Fay and Lumbard (2020), doi.org/10.1002/sim.8829.

    Only units on which the two differ say which is more often true. How many of all do, and how many of those lean to
    `first`, each have their exact limits (Clopper-Pearson); the ends are those of the product.
    """
    gaps = np.array([bool(first[unit]) - bool(second[unit]) for unit in first])
    n, differ, more = len(gaps), np.count_nonzero(gaps), np.count_nonzero(gaps > 0)
    steps = (np.arange(1000) + 0.5) / 1000

    def limit(hits, of, upper):  # as if drawn, evenly, from all the limits that the exact method could give
        a, b = (hits + 1, of - hits) if upper else (hits, of - hits + 1)
        return limits.ppf(steps, a, b) if a and b else np.full(1000, 1.0 * (b == 0))

    def ends(lean, level):
        lean = 2 * limit(more, differ, lean) - 1
        return [np.quantile(np.outer(limit(differ, n, upper), lean), level) for upper in (False, True)]

    low, high = min(ends(False, 0.025)), max(ends(True, 0.975))
    return plain(100 * gaps.mean(), "points", n) | {"low": float(100 * low), "high": float(100 * high)}


def mean_over_folds(units: dict, unit: str = "AUC", sources=None, variants=None) -> dict:
    """Mean over the k test groups of one cross-validation; the groups are the units, but they share training rows.

    Its interval is that of `over_folds`, wider than Student's t. Nadeau and Bengio (2003).
    """
    value, low, high = over_folds(list(units.values()), len(units) - 1, 1)
    return _measure(value, low, high, unit, len(units), "mean over folds", units, sources, variants)


def judged(measures: dict, rules: str = "") -> None:
    """Print every measure with its interval, and what each test says of it, also under each declared variant.

    `rules` has a line for each test, as in "K10 gap at most 0.01": claim, measure, side, threshold. A test passes if
    the whole interval lies on its side, fails if it lies on the other, and is open if the threshold is inside.
    """
    wide = max(map(len, measures))
    for name, measure in measures.items():
        tests = [line.split() for line in rules.splitlines() if line.split()[1:2] == [name]]
        print(f"{name:{wide}}  {_told(measure)} {measure['unit']}".rstrip())
        for claim, _, _, side, threshold in tests:
            print(f"{'':{wide}}  {claim}, at {side} {threshold}: {_answer(measure, side, float(threshold))}")
        for other in measure.get("variants", {}).values():
            again = _again(measure, other["units"])
            said = [_answer(again, side, float(threshold)) for *_, side, threshold in tests]
            print(f"{'':{wide}}    {_told(again)} {', '.join(said):8} {other['why']}")


def _told(measure: dict) -> str:
    value, low, high = (
        None if x is None else f"{x:,.3f}" if abs(x) < 100 else f"{x:,.0f}"
        for x in (measure["value"], measure["low"], measure["high"])
    )
    return f"{value:>8} {'' if low is None else f'({low} to {high})':20}"


def _answer(measure: dict, side: str, threshold: float) -> str:
    low, high = (measure["value"] if end is None else end for end in (measure["low"], measure["high"]))
    if side == "least":
        return "passes" if low >= threshold else "fails" if high < threshold else "open"
    return "passes" if high <= threshold else "fails" if low > threshold else "open"


def _again(measure: dict, units: dict) -> dict:
    """The same statistic of other units."""
    if measure["statistic"] == "count":
        return counted(**units)
    again = {"mean": mean, "median": median, "geometric mean": geometric, "mean over folds": mean_over_folds}
    return share(units) if measure["statistic"] == "share" else again[measure["statistic"]](units, measure["unit"])
