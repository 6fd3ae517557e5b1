"""Rules that decide nothing: tests that cannot fail or cannot pass, and tests that no verdict depends on.

Pure functions, no files. Found before any result is looked at: what counts is what the units at hand could give.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterator, Mapping

from .judge import Test, verdict_of
from .measure import Measure
from .recompute import WHOLE, Found, computed
from .wording import PLAIN, Wording

# Where a number of this unit ends; elsewhere there is no end.
ENDS = {unit: (0.0, whole) for unit, whole in WHOLE.items()}
FREE = (-float("inf"), float("inf"))


def unsound(
    rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Found]
) -> Iterator[tuple[int, str, str]]:
    """(number of the test, what is wrong with it, what to do about it)."""
    for number, test in enumerate(rule):
        one = found[test.measure]
        low, high = _ends(one)
        if not low < test.threshold < high:
            remedy = f"A {one['unit']} lies between {low:g} and {high:g}; set a threshold that it can miss."
            yield number, f"the threshold {test.threshold:g} lies at or beyond the end of what can be measured", remedy
            continue
        can = {test.outcome(Measure.of(extreme)) for extreme in extremes(one)}
        for mark, word in (("+", "pass"), ("-", "fail")):
            if mark not in can:
                what = f"can never {word}: {test.measure} of {one['n']} units cannot get beyond {test.threshold:g}"
                yield number, what, "Ask for something that both outcomes are open to, or take more units."
    for number in undecisive(len(rule), mixed):
        what = "changes no verdict, whatever the other tests say"
        yield number, what, "Drop the test, or let mixed give another verdict where it turns out otherwise."


def extremes(one: Found) -> list[Found]:
    """The measure as its units could be at the least and at the most; without units, as far as its ends are free."""
    units = one.get("units")
    if not units:
        return list(_limits(one))
    if one["statistic"] == "count":
        return [computed({**one, "units": {**units, "hits": hits}}) for hits in (0, units["of"])]
    if one["statistic"] == "share":
        return [computed({**one, "units": dict.fromkeys(units, end)}) for end in (0, 1)]
    ends = (0.0, float("inf")) if one["statistic"] == "geometric mean" else _ends(one)
    return [{**one, "value": end, "low": end, "high": end} for end in ends]


def reach(test: Test, one: Found) -> tuple[int | None, int | None] | None:
    """Of a test on a share: from how many units saying yes it passes, and up to how many it fails.

    Of a test "at most" it is the other way round: up to how many it passes, from how many it fails. A number is None
    where no count of units gets there, and the whole is None for other tests.
    """
    units = one.get("units")
    if not units or one["statistic"] not in ("share", "count"):
        return None
    counted = one["statistic"] == "count"
    of = int(units["of"]) if counted else len(units)

    def outcome(hits: int) -> str:
        asked = {"hits": hits, "of": of} if counted else {name: i < hits for i, name in enumerate(units)}
        return test.outcome(Measure.of(computed({**one, "units": asked})))

    # An interval moves up with the hits, so both ends are found by halving.
    rising = test.at_least is not None
    above = _first(of, lambda hits: outcome(hits) == ("+" if rising else "-"))
    below = _first(of, lambda hits: outcome(hits) != ("-" if rising else "+")) - 1
    ends = (above if above <= of else None), (below if below >= 0 else None)
    return ends if rising else ends[::-1]


def reach_in_words(rule: tuple[Test, ...], found: Mapping[str, Found], words: Wording = PLAIN) -> tuple[str, ...]:
    """What each test on a share could find: `Test 2 passes if at least 8 of the 74 cases say yes, fails at …`"""
    said = []
    for number, test in enumerate(rule, 1):
        ends = reach(test, found[test.measure])
        if ends is None:
            continue
        passes, fails = ends
        name = f"Test {number}" if len(rule) > 1 else "The test"
        rising = test.at_least is not None
        of = f" of the {found[test.measure]['n']:,}"
        if passes is not None:
            so = words.counting(test.measure, _hits(passes, rising) + of)
            said.append(f"{name} passes if {so}{_otherwise(passes, fails, rising)}.")
        elif fails is not None:
            said.append(
                f"{name} can’t pass; it fails if {words.counting(test.measure, _hits(fails, not rising) + of)}."
            )
        else:
            said.append(f"{name} can neither pass nor fail, whatever is counted.")
    return tuple(said)


def _hits(count: int, rising: bool) -> str:
    return f"at {'least' if rising else 'most'} {count:,}" if count or rising else "none"


def _otherwise(passes: int, fails: int | None, rising: bool) -> str:
    """What a test that can pass does at other counts; between the two ends it can't tell."""
    if fails is None:
        return ", and can’t fail"
    ends = _fails(fails, not rising)
    return f", and {ends}" + (". In between, we can’t tell" if abs(passes - fails) > 1 else "")


def _fails(count: int, rising: bool) -> str:
    return f"fails at {count:,} or {'more' if rising else 'fewer'}" if count or rising else "fails if there are none"


def _first(of: int, true: Callable[[int], bool]) -> int:
    """The smallest number of hits for which it is true; one more than all where it never is."""
    return bisect.bisect_left(range(of + 1), True, key=true)


def _ends(one: Found) -> tuple[float, float]:
    """The ends of the scale; a difference of shares has none that matters."""
    low, high = ENDS.get(one["unit"], FREE)
    seen = [one["value"], *one.get("units", {}).values()] if one.get("statistic") != "count" else [one["value"]]
    return (low, high) if low <= min(seen) and max(seen) <= high else FREE


def _limits(one: Found) -> Iterator[Found]:
    """A number with one end of its interval at the end of the scale is a limit: that end can never move."""
    least, most = ENDS.get(one["unit"], (0.0, float("inf")))
    low, high = one["low"], one["high"]
    at_least = low if low == least < one["value"] else float("inf")  # the most that the lower end can be
    at_most = high if high == most > one["value"] else -float("inf")
    yield {**one, "value": max(one["value"], at_least), "low": at_least, "high": float("inf")}
    yield {**one, "value": min(one["value"], at_most), "low": -float("inf"), "high": at_most}


def undecisive(tests: int, mixed: Mapping[str, str]) -> list[int]:
    """Tests whose outcome, for no outcomes of the others, leads to another verdict."""
    if tests == 1:
        return []
    found = []
    for number in range(tests):
        others = itertools.product("+-?", repeat=tests - 1)
        if all(
            len({verdict_of("".join((*rest[:number], mark, *rest[number:])), mixed) for mark in "+-?"}) == 1
            for rest in others
        ):
            found.append(number)
    return found
