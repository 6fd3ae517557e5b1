"""A measured number with its interval, and how readers see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


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

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Measure:
        """A measure as evidence and facts hold it, without the units that it was computed from."""
        return cls(*(found[name] for name in ("value", "low", "high", "unit", "n")))

    def __str__(self) -> str:
        """The number with unit and interval in words: `62% (55 to 69%)`, `−0.012 AUC (−0.020 to −0.004)`."""
        return self.told()

    def told(self, interval: bool = True, unit: bool = True) -> str:
        """The same without the interval, or without the unit, which the words around it may name.

        >>> cores = Measure(0.625, 0.55, 0.694, "share", 40)
        >>> cores.told(), cores.told(interval=False), cores.told(interval=False, unit=False)
        ('63% (55 to 69%)', '63%', '63')
        """
        point = quantity(self.value, self.unit, self._decimals, short=not unit)
        return f"{point} ({self.span})" if interval and self.span else point

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
    ('63%', '−0.012 AUC', '$139,650')
    """
    # Of 0.685 as it is written, not of the nearest binary number: 69%, as the scripts of the pages say.
    exact = Decimal(repr(float(x))) * (100 if unit == "share" else 1)
    number = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}".replace("-", "−")
    if re.fullmatch(r"−0(\.0*)?", number):
        number = number[1:]
    if unit.startswith("$"):  # "$ an hour" puts the number between its two parts
        money = f"−${number[1:]}" if number[0] == "−" else f"${number}"
        return money if short else f"{money}{unit[1:]}"
    if short:
        return number
    return f"{number}%" if unit in ("share", "%") else f"{number} {unit}".rstrip()


@dataclass(frozen=True)
class Difference(Measure):
    """A measure that may have either sign, told without one: by a word for what lies above zero, and one for below.

    >>> print(Difference(-9.4, -20.1, 1.4, "points", 20, "more", "fewer"))
    9.4 points fewer (from 20.1 fewer to 1.4 more)
    """

    above: str
    below: str

    def told(self, interval: bool = True, unit: bool = True) -> str:
        """The same without the interval, or without the unit."""
        size = quantity(abs(self.value), self.unit, self._decimals, short=not unit)
        return f"{size} {self._way(self.value)}" + (f" ({self.span})" if interval and self.span else "")

    @property
    def point(self) -> str:
        """The number with its unit and word."""
        return self.told(interval=False)

    @property
    def span(self) -> str:
        """The interval; where it has both signs, with words, and first the end on the number's own side of zero."""
        if self.low is None or self.high is None:
            return ""
        percent = "%" if self.unit in ("share", "%") else ""
        low, high = (quantity(abs(end), self.unit, self._decimals, short=True) for end in (self.low, self.high))
        if self.low * self.high < 0:
            ends = [f"{low}{percent} {self._way(self.low)}", f"{high}{percent} {self._way(self.high)}"]
            near, far = ends if self.value < 0 else ends[::-1]
            return f"from {near} to {far}"
        return f"{low} to {high}{percent}" if self.high > 0 else f"{high} to {low}{percent}"

    def _way(self, x: float) -> str:
        return self.below if x < 0 else self.above


PLACEHOLDER = re.compile(r"\{([A-Za-z0-9-]+\.[a-z0-9_]+)(?::([^|{}]+)\|([^|{}]+))?\}")
# A text in pieces: words, and the numbers between them.
Told = tuple[str | Measure, ...]


class Slot(str):
    """The name of a measure, which a sentence's `{value}` becomes as `{lab.name}`; `{value:more|fewer}` keeps both."""

    def __format__(self, words: str) -> str:
        if words and not re.fullmatch(r"[^|]+\|[^|]+", words):
            raise ValueError(f"'{words}' are no two words, for above and below zero, with a | between them")
        return "{" + self + (f":{words}" if words else "") + "}"


def looked_up(text: str) -> list[str]:
    """The names of the measures that a text tells."""
    return [match[1] for match in PLACEHOLDER.finditer(text)]


def fill(text: str, measure: Callable[[str], Measure]) -> str:
    """`text` with every `{F03.name}` or `{lab.name}` replaced by that number, unit and interval."""
    return "".join(map(str, tell(text, measure)))


def tell(text: str, measure: Callable[[str], Measure]) -> Told:
    """`text` in pieces, cut at every `{F03.name}` or `{lab.name}`, which becomes that number, or the difference of
    `{lab.name:more|fewer}`."""
    told: list[str | Measure] = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        found = measure(match[1])
        told += [text[end : match.start()], differing(found, match[2], match[3]) if match[2] else found]
        end = match.end()
    return tuple(piece for piece in (*told, text[end:]) if piece)


def differing(measure: Measure, above: str, below: str) -> Difference:
    """A measure as a difference whose sign is told in these words."""
    return Difference(measure.value, measure.low, measure.high, measure.unit, measure.n, above, below)
