"""How sure a verdict is, by one rule for all claims: pure functions, no files.

Borrowed from GRADE: the reasons for doubt, and that each one costs a step. Different from GRADE: every claim starts at
high whatever kind of evidence it has, sources carry doubts of their own, and nobody weighs how serious a doubt is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CERTAINTIES = ("very low", "low", "moderate", "high")


@dataclass(frozen=True)
class Reason:
    """A kind of doubt: what it means, whose doubt it is (a "source" or the "claim"), how many steps it costs."""

    means: str
    whose: str
    steps: int = 1


REASONS = {
    "self-selected sample": Reason(
        "The people or things counted chose themselves, or happened to be at hand.", "source"
    ),
    "interest of the source": Reason("The publisher gains from the result.", "source"),
    "age": Reason("The source is more than three years old, or from before a change that we name.", "source"),
    "second-hand": Reason("We read about the result in another text, not in the source itself.", "source"),
    "risk of bias": Reason(
        "In a lab, we chose the cases ourselves, and another choice might give another result.", "source"
    ),
    "indirectness": Reason("Something close to the claim was measured, not the claim itself.", "claim"),
    "inconsistency": Reason("Good sources disagree.", "claim"),
    "imprecision": Reason("Too few cases: the interval is wide, or one more case could change the verdict.", "claim"),
    "no test": Reason("We found no measurement of the claim.", "claim", steps=3),
}


@dataclass(frozen=True)
class Doubt:
    """One reason to doubt, what it means here, and the sources that share it (none for a doubt of the claim).

    Where sources give it different reasons, `apart` has each of these with its sources; the claim's own has none.
    """

    reason: str
    why: str
    sources: tuple[str, ...] = ()
    apart: tuple[tuple[tuple[str, ...], str], ...] = ()


def weigh(own: Iterable[Doubt], sources: Mapping[str, Iterable[Doubt]]) -> tuple[str, tuple[Doubt, ...]]:
    """The certainty of a verdict, and the doubts that counted.

    `own` are the doubts of the claim; `sources` are what carries the verdict, by id, each with its doubts. A doubt
    about sources counts, once, if every one of them has it: a single source without it speaks for itself. A reason that
    the claim has as well, as when a lab's own choice flips a verdict, costs one step, not two.

    >>> weigh([], {"F1": [Doubt("age", "of 2018")], "F2": []})
    ('high', ())
    >>> weigh([], {"F1": [Doubt("age", "of 2018")]})[0]
    'moderate'
    >>> weigh([Doubt("risk of bias", "one lab")], {"lab": [Doubt("risk of bias", "our tables")]})[0]
    'moderate'
    """
    counted = [*own]
    carried = {name: {doubt.reason: doubt.why for doubt in doubts} for name, doubts in sources.items()}
    for reason in REASONS:
        whys = [doubts[reason] for doubts in carried.values() if doubts.get(reason)]
        if whys and len(whys) == len(carried):
            same = [doubt for doubt in counted if doubt.reason == reason]
            counted = [doubt for doubt in counted if doubt.reason != reason]
            said: dict[str, tuple[str, ...]] = {doubt.why: () for doubt in same}
            for name, why in zip(carried, whys, strict=True):
                said[why] = (*said.get(why, ()), name)
            apart = tuple((names, why) for why, names in said.items())
            counted.append(Doubt(reason, " ".join(said), tuple(carried), apart if len(set(whys)) > 1 else ()))
    steps = sum(REASONS[doubt.reason].steps for doubt in counted)
    return CERTAINTIES[max(0, len(CERTAINTIES) - 1 - steps)], tuple(counted)
