"""From a claim and its evidence to a verdict: pure functions, no files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .measure import Measure, Slot, Told, quantity, tell

NOT_JUDGED = "not judged"
VERDICTS = ("holds", "holds in part", "depends", "does not hold", "outdated", "not settled", NOT_JUDGED)


@dataclass(frozen=True)
class Test:
    """One line of a rule: a measure, the threshold set beforehand, sentences for either outcome and for none."""

    measure: str
    at_least: float | None
    at_most: float | None
    passes: str
    fails: str
    open: str | None = None

    @property
    def lab(self) -> str:
        return self.measure.partition(".")[0]

    @property
    def threshold(self) -> float:
        side = self.at_least if self.at_least is not None else self.at_most
        assert side is not None, "the schema asks for one"
        return side

    def outcome(self, measured: Measure) -> str:
        """ "+" where the whole interval lies on the passing side, "-" on the failing one, "?" on both."""
        low = measured.value if measured.low is None else measured.low
        high = measured.value if measured.high is None else measured.high
        if self.at_least is not None:
            return "+" if low >= self.threshold else "-" if high < self.threshold else "?"
        return "+" if high <= self.threshold else "-" if low > self.threshold else "?"

    def asked(self, unit: str) -> str:
        """Where it passes, in words: `50% or more`; of what may or must be lost, `a loss of 5 points or less`."""
        least = self.at_least is not None
        if self.threshold < 0:
            size = replace(self, at_least=None, at_most=-self.threshold).bar(unit)
            return f"a loss of {size} or {'less' if least else 'more'}"
        return f"{self.bar(unit) if self.threshold else 'zero'} or {'more' if least else 'less'}"

    def sentence(self, measured: Measure) -> str:
        """What this test found, in words; the number itself as `{lab.measure}`, to be told."""
        outcome = self.outcome(measured)
        point = self.outcome(Measure(measured.value, None, None, measured.unit, measured.n))
        said = self.passes if point == "+" else self.fails
        if outcome == "?" and self.open:
            said = self.open  # neutral: no direction where none is settled
        return said.format(value=Slot(self.measure), threshold=self.bar(measured.unit))

    def alone(self, measured: Measure) -> str:
        """The sentence where no other tells the result: it says so itself if the result is open."""
        said = self.sentence(measured)
        if self.outcome(measured) != "?":
            return said
        return f"{said} The threshold of {self.bar(measured.unit)} is inside the interval, so we can't tell."

    def bar(self, unit: str) -> str:
        """Its threshold with the unit: `50%`."""
        percent = 100 * self.threshold
        if unit == "share" and percent != round(percent):  # half of 5%
            return quantity(self.threshold, unit, 1)
        return Measure(self.threshold, None, None, unit, 1).point


@dataclass(frozen=True)
class Tested:
    """One test as the fold of a card tells it: outcome, sentence, where it passes and what was found."""

    outcome: str
    told: Told
    asked: str
    found: Measure


def fingerprint(rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Mapping[str, Any]]) -> str:
    """What a rule asks, as a hash: measures, thresholds and mixtures, but not the sentences that tell the outcome.

    Of the measures in `found`, as evidence holds them, also the statistic and the unit: a mean that becomes a median
    under the same name is another rule.
    """
    kinds = {name: [one.get("statistic"), one["unit"]] for name, one in found.items()}
    asks = [[test.measure, test.at_least, test.at_most, kinds.get(test.measure)] for test in rule]
    return hashlib.sha256(json.dumps([asks, sorted(mixed.items())]).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Judgement:
    """A claim's verdict, the reason in one or two sentences, and the outcome of each test of its rule.

    `told` is the reason in pieces: words, and the numbers between them with their intervals. `overruled` is what the
    rule says where an editor decided otherwise.
    """

    verdict: str
    told: Told
    tests: tuple[Tested, ...] = ()
    overruled: str | None = None

    @property
    def because(self) -> str:
        """The reason as one text, its numbers without their intervals."""
        return "".join(piece if isinstance(piece, str) else piece.point for piece in self.told)

    @property
    def ranges(self) -> tuple[Measure, ...]:
        """The numbers of the reason that have an interval, each once; those of its tests stand with the tests."""
        tested = [(test.found.value, test.found.low, test.found.high) for test in self.tests]
        spans = [piece for piece in self.told if isinstance(piece, Measure) and piece.span]
        found = [piece for piece in spans if (piece.value, piece.low, piece.high) not in tested]
        return tuple(dict.fromkeys(found))

    @property
    def outcomes(self) -> str:
        """A mark for each test: `+?-`."""
        return "".join(test.outcome for test in self.tests)


class Disagreement(Exception):
    """The evidence and what the ledger says of it do not fit; the message says how, `remedy` what to do."""

    def __init__(self, what: str, remedy: str):
        super().__init__(what)
        self.remedy = remedy


def judge(
    rule: tuple[Test, ...],
    mixed: Mapping[str, str],
    editor: str | None,
    because: str | None,
    measure: Callable[[str], Measure],
    read: str | None = None,
    says: str | None = None,
) -> Judgement:
    """The verdict of one claim.

    All tests of `rule` pass: holds; all fail: does not hold; all open: not settled; a mixture: what `mixed`
    says of exactly that pattern. `editor` decides where there is no rule, and overrules one only with
    `because`. `measure` looks a measure up by `lab.name` or `F03.name`. `read` is the pattern against which
    card and chapter were last read, `says` the one sentence that tells it; where the tests read otherwise, they speak
    for themselves.

    Raises Disagreement where a mixture has no entry in `mixed`, where `editor` contradicts the rule without
    giving a reason or repeats what it says, or where the tests no longer read as `read` says and the verdict
    does not show it.
    """
    if not rule:
        assert editor and because, "the rules of the ledger ask for both"
        return Judgement(editor, tell(because, measure))
    outcomes = "".join(test.outcome(measure(test.measure)) for test in rule)
    computed = verdict_of(outcomes, mixed)
    overrules = bool(editor and because)
    if computed is None and not overrules:
        raise Disagreement(
            f"the tests of its rule now read '{outcomes}', and mixed has no verdict for that",
            f"Reread the chapter against the new evidence, then add '{outcomes}' to mixed.",
        )
    if editor and not overrules and editor != computed:
        raise Disagreement(
            f"the editor says '{editor}', the evidence says '{computed}' ('{outcomes}')",
            "Drop the verdict so that the evidence decides, or write a because that says why it is overruled.",
        )
    if overrules and editor == computed:
        raise Disagreement(
            f"the editor says '{editor}', and so does the rule: nothing is overruled",
            "Drop verdict and because, so that the evidence decides.",
        )
    if read and outcomes != read and (overrules or computed == verdict_of(read, mixed)):
        raise Disagreement(
            f"the tests of its rule now read '{outcomes}', no longer '{read}', and its verdict stays the same",
            f"Reread card and chapter against the new evidence, then write outcomes: '{outcomes}'.",
        )
    tests = tuple(_tested(test, outcome, measure) for test, outcome in zip(rule, outcomes, strict=True))
    if editor and because:
        said = computed or f"nothing for the outcomes {outcomes}"
        return Judgement(editor, tell(because, measure), tests, overruled=said)
    assert computed, "a mixture without an entry is refused above"
    reason = says if says and outcomes == read else " ".join(test.alone(measure(test.measure)) for test in rule)
    return Judgement(computed, tell(reason, measure), tests)


def _tested(test: Test, outcome: str, measure: Callable[[str], Measure]) -> Tested:
    found = measure(test.measure)
    return Tested(outcome, tell(test.sentence(found), measure), test.asked(found.unit), found)


def verdict_of(outcomes: str, mixed: Mapping[str, str]) -> str | None:
    """What a rule says of the outcomes of its tests; None of a mixture that has no entry."""
    pure = {"+": "holds", "-": "does not hold", "?": "not settled"}
    return pure[outcomes[0]] if len(set(outcomes)) == 1 else mixed.get(outcomes)
