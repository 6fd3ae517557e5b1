"""Slips of the fingers in a fact: a value, a number of cases or a sample that its own words have nearly so.

Numbers of cases differ in one digit by chance, as years do; only values are held against that, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..ledger import Fact, mistyped
from ..places import FACTS
from ..problems import Problem
from ..verdicts import Measure

Values = Mapping[str, Measure]
COUNT = re.compile(r"(?<![\d.,])\d[\d,]*(?![\d.])")
NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?!\d)")


def slips(fact: Fact, values: Values) -> Iterator[Problem]:
    """Every such slip in one fact, whose values are given by their names."""
    yield from _counts(fact, values)
    yield from _misheard(fact, values)
    yield from _mistyped(fact, values)


def amount(text: str) -> float:
    return float(text.replace(",", ""))


def _counts(fact: Fact, values: Values) -> Iterator[Problem]:
    """Counts that the fact's words don't have, while these, or another value, have the same digits in another order."""
    words = " ".join([fact.text, str(fact.n), fact.trap or "", fact.where])
    told = {int(amount(count)) for count in COUNT.findall(words)}
    for name, one in values.items():
        for other in sorted(told | {value.n for value in values.values()}) if one.n not in told else ():
            if one.n >= 100 and other != one.n and sorted(str(other)) == sorted(str(one.n)):
                what = f"its n is {one.n:,}, which the fact's words don't have, and {other:,} stands beside it"
                remedy = f"Did you mean n: {other}? If not, tell {one.n:,} in the text or under n."
                yield Problem(f"{FACTS}/{fact.id}.yml values.{name}", what, remedy)


def _misheard(fact: Fact, values: Values) -> Iterator[Problem]:
    """Counts under `n` that neither the text nor a value has, which have its digits in another order."""
    known = {int(amount(count)) for count in COUNT.findall(fact.text)} | {one.n for one in values.values()}
    for said in sorted({int(amount(count)) for count in COUNT.findall(str(fact.n))} - known):
        for other in sorted(known):
            if said >= 100 and other != said and sorted(str(other)) == sorted(str(said)):
                what = f"says {said:,}, which neither the text nor a value has, and {other:,} is there"
                yield Problem(f"{FACTS}/{fact.id}.yml n", what, f"Did you mean {other:,}? If not, tell both.")


def _mistyped(fact: Fact, values: Values) -> Iterator[Problem]:
    """Values that the text doesn't have, while it has the same digits in another order, or all but one of them."""
    known = {abs(end) for one in values.values() for end in (one.value, one.low, one.high) if end is not None}
    told = {amount(number) for number in NUMBER.findall(fact.text)}
    for name, one in values.items():
        for other in sorted(told - known) if abs(one.value) not in told else ():
            if mistyped(abs(one.value), other):
                what = f"is {one.value:,g}, which the text doesn't have, and it says {other:,g}"
                remedy = "Look at the source, and correct the value or the text."
                yield Problem(f"{FACTS}/{fact.id}.yml values.{name}", what, remedy)
