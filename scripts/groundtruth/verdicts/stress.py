"""What an opponent would try: the claim judged again after each reasonable change. Pure functions, no files.

Every measure that has units is computed anew from them, by recompute.py. One thing
at a time is changed: a unit or a source left out, a threshold halved or doubled, another sound interval, an
alternative that the lab declared before its run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .certainty import Doubt
from .judge import Test, verdict_of
from .measure import Measure
from .recompute import INTERVALS, MOST, Found, computed
from .wording import PLAIN, Wording

Changed = tuple[str, str, tuple[Test, ...], Mapping[str, Found], str]
# From the smallest change to the largest: what flips first is worst.
UNIT, VARIANT, INTERVAL, SOURCE, THRESHOLD = KINDS = (
    "a unit left out",
    "a declared variant",
    "another interval",
    "a source left out",
    "a threshold moved",
)
NONE = "no verdict foreseen"
# What a change of some kind makes of a verdict that it flips; the card names the change itself.
DOUBTS = {
    UNIT: ("imprecision", "Leaving out a single case can flip the verdict."),
    VARIANT: ("risk of bias", "A single choice of ours can flip the verdict."),
}
# How a sentence names the tests of a rule of several.
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True)
class Change:
    """One thing done differently, of one of KINDS, and the verdict that it gives.

    `what` names it in a word or two, `clause` as the beginning of a sentence: `If we left out “ercp”`.
    """

    kind: str
    what: str
    verdict: str
    clause: str

    def sentence(self, who: str = "the verdict would be") -> str:
        """`The verdict would be “not settled” if we left out “ercp”.`"""
        return f"{self.then(who)} {self.clause[0].lower()}{self.clause[1:]}."

    def then(self, who: str = "the verdict would be") -> str:
        """`The verdict would be “not settled”`, before several clauses."""
        would = "our rule would have no answer" if self.verdict == NONE else f"{who} “{self.verdict}”"
        return would[0].upper() + would[1:]

    @property
    def rule_says(self) -> str:
        """The verdict for a table, or that there is none."""
        return "no answer" if self.verdict == NONE else self.verdict


@dataclass(frozen=True)
class Stress:
    """How many changes were tried, and those that gave another verdict, in the order of KINDS."""

    tried: int
    flips: tuple[Change, ...]

    def doubts(self) -> list[Doubt]:
        """A verdict that one unit or one declared variant can flip is less certain, without anybody saying so."""
        kinds = {flip.kind for flip in self.flips}
        return [Doubt(reason, why) for kind, (reason, why) in DOUBTS.items() if kind in kinds]

    def by_verdict(self) -> list[tuple[Change, list[str]]]:
        """For each other verdict its first change, and the clauses of all; of variants in one test alone, where the
        same variant in all tests gives that verdict too, only how many there are."""
        found = []
        for verdict in dict.fromkeys(flip.verdict for flip in self.flips):
            some = [flip for flip in self.flips if flip.verdict == verdict]
            named = {flip.what for flip in some}
            told = [flip.clause for flip in some if flip.what.partition(", ")[2] not in named]
            if alone := len(some) - len(told):
                change = "one of these changes" if len(told) > 1 else "this change"
                how_many = f" ({alone} such changes flip the verdict, too)" if alone > 1 else ""
                told.append(f"If we made {change} in only one of the tests{how_many}")
            found.append((some[0], told))
        return found


def stress(
    rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Found], words: Wording = PLAIN
) -> Stress:
    """Judge a rule again under every change that its measures (by name, as evidence holds them) allow."""
    before = _verdict(rule, mixed, found)
    tried = judged_again(rule, mixed, found, words)
    flips = sorted((change for change in tried if change.verdict != before), key=lambda flip: KINDS.index(flip.kind))
    return Stress(len(tried), tuple(flips))


def judged_again(
    rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Found], words: Wording = PLAIN
) -> list[Change]:
    """Each change with the verdict that it gives, a flip or not."""
    return [
        Change(kind, what, _verdict(other, mixed, changed), clause)
        for kind, what, other, changed, clause in changes(rule, found, words)
    ]


def changes(rule: tuple[Test, ...], found: Mapping[str, Found], words: Wording = PLAIN) -> Iterator[Changed]:
    """(kind, what, rule, measures, clause) for one change after the other."""
    asked = {test.measure: found[test.measure] for test in rule}
    with_units = {name: one for name, one in asked.items() if one.get("units") and one["statistic"] != "count"}
    for kind, what, dropped, clause in _left_out(with_units, words):
        fewer = {name: _without(one, dropped) for name, one in with_units.items()}
        if all(fewer.values()):
            yield kind, what, rule, {**asked, **{name: computed(one) for name, one in fewer.items() if one}}, clause
    for number, test in enumerate(rule):
        for factor, word in ((0.5, "halved"), (2, "doubled")):
            if test.threshold * factor >= MOST.get(asked[test.measure]["unit"], float("inf")):
                continue  # nothing could exceed it, so nobody would ask for that
            what = _of(test.measure, rule) + f"threshold {word}"
            other = _moved(rule, number, factor)
            unit = asked[test.measure]["unit"]
            clause = _asking(test, other[number], unit, f" in the {_which([number])}" if len(rule) > 1 else "")
            yield THRESHOLD, what, other, asked, clause
    for name, one in asked.items():
        for method in INTERVALS.get(one.get("statistic", ""), {}):
            kind = method.replace(" (", ", ").replace(") ", ", ").rstrip(")")
            clause = f"With another kind of interval{_for(name, rule)} ({kind})"
            yield INTERVAL, _of(name, rule) + method, rule, {**asked, name: computed(one, method)}, clause
    yield from _declared(rule, asked, words)


def _declared(rule: tuple[Test, ...], asked: Mapping[str, Found], words: Wording) -> Iterator[Changed]:
    """Each declared alternative in all measures that know it at once, as an opponent would; then in one at a time."""
    known: dict[str, dict[str, Found]] = {}
    for name, one in asked.items():
        for other in one.get("variants", {}).values():
            known.setdefault(other["why"], {})[name] = computed({**one, "units": other["units"]})
    everywhere = {why: words.chosen(why, "") for why in known}
    for why, swapped in known.items():
        # Labs may name one choice differently; what reads alike must say which test it is about.
        shared = len(swapped) > 1 or [*everywhere.values()].count(everywhere[why]) > 1
        if len(swapped) > 1:
            yield VARIANT, why, rule, {**asked, **swapped}, everywhere[why]
        for name, one in swapped.items():
            clause = words.chosen(why, _for(name, rule)) if shared else everywhere[why]
            yield VARIANT, _of(name, rule) + why, rule, {**asked, name: one}, clause


def _asking(before: Test, now: Test, unit: str, where: str) -> str:
    """`If we asked for 30 instead of 60 lines in the second test`; of a test with a limit, `we allowed`."""
    if not unit:
        return f"If the threshold{where} were {now.bar(unit)} instead of {before.bar(unit)}"
    (low, _, last), high = now.bar(unit).partition(" "), before.bar(unit)
    less = low if high.endswith(f" {last}") else now.bar(unit)
    return f"If we {'allowed' if before.at_least is None else 'asked for'} {less} instead of {high}{where}"


def _which(numbers: list[int]) -> str:
    """Some tests of a rule of several, as a sentence names them: `second test`, in the order of the card."""
    places = " and ".join(ORDINALS[n] if n < len(ORDINALS) else f"{n + 1}th" for n in numbers)
    return f"{places} test{'s' if len(numbers) > 1 else ''}"


def _for(name: str, rule: tuple[Test, ...]) -> str:
    """Which tests of the rule a change is about, as a sentence names them; a rule of one needs no name."""
    numbers = [number for number, test in enumerate(rule) if test.measure == name]
    return f" in the {_which(numbers)}" if len(rule) > 1 else ""


def _of(name: str, rule: tuple[Test, ...]) -> str:
    """Which test of the rule a change is about, as data name it: `test 2, `; a rule of one needs no number."""
    numbers = [str(number) for number, test in enumerate(rule, 1) if test.measure == name]
    return f"test {' and '.join(numbers)}, " if len(rule) > 1 else ""


def _verdict(rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Found]) -> str:
    """The verdict, or that nobody has given this pattern one."""
    outcomes = "".join(test.outcome(Measure.of(found[test.measure])) for test in rule)
    return verdict_of(outcomes, mixed) or NONE


def _left_out(found: Mapping[str, Found], words: Wording) -> Iterator[tuple[str, str, set[str], str]]:
    """Every unit, and every source of several units, that an opponent could leave out of all measures at once."""
    owners = {name.partition(".")[0] for name in found}
    units = dict.fromkeys(unit for one in found.values() for unit in one["units"])
    for unit in units:
        yield UNIT, f"without {unit}", {unit}, words.without(unit, owners)
    sources: dict[str, set[str]] = {}
    for one in found.values():
        for unit, source in one.get("sources", {}).items():
            sources.setdefault(source, set()).add(unit)
    for source, members in sources.items():
        if 1 < len(members) < len(units):
            what = f"without {source} ({len(members)} units)"
            yield SOURCE, what, members, words.without_source(source, owners)


def _without(one: Found, dropped: set[str]) -> Found | None:
    """The measure without some units; None where fewer than two would be left."""
    left = {unit: value for unit, value in one["units"].items() if unit not in dropped}
    return {**one, "units": left} if len(left) > 1 else None


def _moved(rule: tuple[Test, ...], number: int, factor: float) -> tuple[Test, ...]:
    test = rule[number]
    threshold = test.threshold * factor
    moved = replace(test, at_most=threshold) if test.at_least is None else replace(test, at_least=threshold)
    return (*rule[:number], moved, *rule[number + 1 :])
