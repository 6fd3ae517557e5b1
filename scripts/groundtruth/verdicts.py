"""From a claim and its evidence to a verdict: pure functions, no files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

VERDICTS = ("holds", "holds in part", "depends", "does not hold", "outdated", "not settled")
CERTAINTIES = ("very low", "low", "moderate", "high")


@dataclass(frozen=True)
class Measure:
    """A measured number with its 95% interval.

    `unit` "share" means `value`, `low` and `high` are fractions of 1; any other unit is theirs as it stands.
    `low` and `high` are None where there is no interval; `n` is the number of units the value rests on.
    """

    value: float
    low: float | None
    high: float | None
    unit: str
    n: int

    def __str__(self) -> str:
        """The number with unit and interval in words: `62% (55 to 69%)`, `−0.012 AUC (−0.020 to −0.004)`."""
        return f"{self.point} ({self.span})" if self.span else self.point

    @property
    def span(self) -> str:
        """The interval alone, for a column of a table; empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        low, high = (quantity(x, self.unit, self._decimals, short=True) for x in (self.low, self.high))
        return f"{low} to {high}{'%' if self.unit in ('share', '%') else ''}"

    @property
    def signed(self) -> str:
        """The number alone with its sign, for a column of differences: `+0.012`, `−0.004`."""
        text = quantity(self.value, self.unit, self._decimals, short=True)
        return text if self.value <= 0 else f"+{text}"

    @property
    def point(self) -> str:
        """The number with its unit, without the interval."""
        return quantity(self.value, self.unit, self._decimals)

    @property
    def _decimals(self) -> int:
        if self.unit == "share":
            return 0
        given = [x for x in (self.value, self.low, self.high) if x is not None]
        written = max(len(f"{x:.4f}".rstrip("0").partition(".")[2]) for x in given)
        whole = int(max(abs(x) for x in given))
        return min(written, max(0, 3 - len(str(whole)))) if whole else written  # three digits tell enough


def quantity(x: float, unit: str, decimals: int, short: bool = False) -> str:
    """`x` as a reader expects it; `short` leaves the unit out.

    >>> quantity(0.625, "share", 0), quantity(-0.012, "AUC", 3), quantity(139650, "$", 0)
    ('62%', '−0.012 AUC', '$139,650')
    """
    number = f"{100 * x if unit == 'share' else x:,.{decimals}f}".replace("-", "−")
    if re.fullmatch(r"−0(\.0*)?", number):
        number = number[1:]
    if unit.startswith("$"):  # "$ an hour" puts the number between its two parts
        money = f"−${number[1:]}" if number[0] == "−" else f"${number}"
        return money if short else f"{money}{unit[1:]}"
    if short:
        return number
    return f"{number}%" if unit in ("share", "%") else f"{number} {unit}".rstrip()


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
        return self.at_least if self.at_least is not None else self.at_most  # the schema asks for one

    def outcome(self, measured: Measure) -> str:
        """ "+" where the whole interval lies on the passing side, "-" on the failing one, "?" on both."""
        low = measured.value if measured.low is None else measured.low
        high = measured.value if measured.high is None else measured.high
        if self.at_least is not None:
            return "+" if low >= self.threshold else "-" if high < self.threshold else "?"
        return "+" if high <= self.threshold else "-" if low > self.threshold else "?"

    def sentence(self, measured: Measure) -> str:
        """What this test found, in words."""
        threshold = Measure(self.threshold, None, None, measured.unit, 1).point
        outcome = self.outcome(measured)
        point = self.outcome(Measure(measured.value, None, None, measured.unit, measured.n))
        said = self.passes if point == "+" else self.fails
        if outcome == "?" and self.open:
            said = self.open  # neutral: no direction where none is settled
        said = said.format(value=measured, threshold=threshold)
        if outcome != "?":
            return said
        side = "at least" if self.at_least is not None else "at most"
        return f"{said} The interval runs across the threshold ({side} {threshold}): not settled."


@dataclass(frozen=True)
class Judgement:
    """A claim's verdict, the reason in one or two sentences, and the outcome of each test of its rule."""

    verdict: str
    because: str
    outcomes: str = ""


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
) -> Judgement:
    """The verdict of one claim.

    All tests of `rule` pass: holds; all fail: does not hold; all open: not settled; a mixture: what `mixed`
    says of exactly that pattern. `editor` decides where there is no rule, and overrides one only with
    `because`. `measure` looks a measure up by `lab.name` or `F03.name`. `read` is the pattern against which
    card and chapter were last read.

    Raises Disagreement where a mixture has no entry in `mixed`, where `editor` contradicts the rule without
    giving a reason, or where the tests no longer read as `read` says and the verdict does not show it.
    """
    if not rule:
        return Judgement(editor, fill(because, measure))
    outcomes = "".join(test.outcome(measure(test.measure)) for test in rule)
    overridden = bool(editor and because)
    computed = _computed(outcomes, mixed)
    if computed is None and not overridden:
        raise Disagreement(
            f"the tests of its rule now read '{outcomes}', and mixed has no verdict for that",
            f"Reread the chapter against the new evidence, then add '{outcomes}' to mixed.",
        )
    if editor and not overridden and editor != computed:
        raise Disagreement(
            f"the editor says '{editor}', the evidence says '{computed}' ('{outcomes}')",
            "Drop the verdict so that the evidence decides, or write a because that says why it is overridden.",
        )
    if read and outcomes != read and (overridden or computed == _computed(read, mixed)):
        raise Disagreement(
            f"the tests of its rule now read '{outcomes}', no longer '{read}', and its verdict stays the same",
            f"Reread card and chapter against the new evidence, then write outcomes: '{outcomes}'.",
        )
    if overridden:
        return Judgement(editor, fill(because, measure), outcomes)
    return Judgement(computed, " ".join(test.sentence(measure(test.measure)) for test in rule), outcomes)


def _computed(outcomes: str, mixed: Mapping[str, str]) -> str | None:
    """What a rule says of the outcomes of its tests; None of a mixture that has no entry."""
    pure = {"+": "holds", "-": "does not hold", "?": "not settled"}
    return pure[outcomes[0]] if len(set(outcomes)) == 1 else mixed.get(outcomes)


PLACEHOLDER = re.compile(r"\{([A-Za-z0-9-]+\.[a-z][a-z0-9_]*)\}")


def fill(text: str, measure: Callable[[str], Measure]) -> str:
    """`text` with every `{F03.name}` or `{lab.name}` replaced by that number, unit and interval."""
    return PLACEHOLDER.sub(lambda match: str(measure(match[1])), text)
