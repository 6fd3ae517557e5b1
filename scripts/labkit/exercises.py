"""A reader's guess before a lab, and exercises that check a reader's own answer.

The exercises of a notebook are written in docs/data/exercises; `make labs` turns them into its last cells, of which
one is folded, fills EXERCISES and has `kindly`. A reader calls `check(1, answer)`, `hint(1)` and `solution(1)`.
"""

from __future__ import annotations

import contextlib
import functools
import textwrap
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Exercise:
    """One exercise: what a right answer is, and what is said of it, of typical wrong ones, and on demand.

    `right` and the first of each pair in `wrong` take the answer and return whether it is one; the second of a pair
    says what that answer reveals.
    """

    right: Callable[..., bool]
    praise: str
    wrong: tuple[tuple[Callable[..., bool], str], ...]
    hint: str
    solution: str
    after: str


EXERCISES = dict[int, "Exercise"]()  # by number
NOTHING_YET = "Nothing to check yet. Put your answer in place of the three dots and run the cell again."
GIVES_NOTHING = "Your function gives nothing back yet. Put your lines in place of the three dots."


def judge(exercise: Exercise, *answer) -> tuple[bool, str]:
    """Whether an answer is right, and what to say of it. One that still has `...` in it is none yet."""
    if any(map(_untouched, answer)):
        return False, GIVES_NOTHING
    if any(map(_dots_left, answer)):
        return False, NOTHING_YET
    questions = [(exercise.right, True, exercise.praise), *((when, False, says) for when, says in exercise.wrong)]
    trouble = None
    for question, passed, says in questions:
        try:
            if question(*answer):
                return passed, says
        except Exception as error:  # an answer of the wrong kind: told below, unless another question knows it
            trouble = trouble or error
    if _gives_nothing(exercise, answer):
        return False, GIVES_NOTHING
    if trouble is not None:
        return False, f"The check couldn't use your answer. Python says: {type(trouble).__name__}: {trouble}"
    return False, "That isn't it yet. The hint may help."


def _untouched(part) -> bool:
    """A function without a line of its own, as the stub of an exercise has it."""
    return hasattr(part, "__code__") and part.__code__.co_code == (lambda: None).__code__.co_code


def _dots_left(part) -> bool:
    """An answer still `...`, or a list, tuple or dictionary with such a gap."""
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list | tuple) else ()
    return part is ... or any(map(_dots_left, parts))


def _gives_nothing(exercise: Exercise, answer: tuple) -> bool:
    """Whether the functions of an answer gave back nothing but None or `...`, however often the check called them."""
    given = []

    def heard(function):
        @functools.wraps(function)
        def call(*values, **named):
            given.append(function(*values, **named))
            return given[-1]

        return call

    with contextlib.suppress(Exception):  # the caller has met it: here only what came back counts
        exercise.right(*(heard(part) if hasattr(part, "__code__") else part for part in answer))
    return bool(given) and all(value is None or value is ... for value in given)


def kindly(exercise: Exercise) -> Exercise:
    """The exercise with a plain sentence for an answer of the wrong kind, such as "45%", [45], "yes" or None.

    What the check can't use, and could use as a number or as a single value, was meant as one. `make labs` writes this
    function beside a notebook's exercises, not into its kit cell: when a sentence changes, no lab has to run again.
    """

    def usable(parts) -> bool:
        with contextlib.suppress(Exception):
            return [ask(*parts) for ask in (exercise.right, *(ask for ask, _ in exercise.wrong))] != []
        return False

    def meant(parts, strange, otherwise) -> bool:
        if not any(map(strange, parts)):
            return False
        others = [otherwise(part) if strange(part) else part for part in parts]
        return usable(others) and bool(not usable(parts) or exercise.right(*others))

    def written(part) -> bool:
        return isinstance(part, str)

    def number(text):
        with contextlib.suppress(ValueError):
            value = float(text.replace("%", "").replace(",", ""))
            return int(value) if value.is_integer() else value
        return 1

    def many(part) -> bool:
        return hasattr(part, "__len__") and not written(part)

    def truth(*parts) -> bool:
        return any(written(part) and part.strip().lower() in ("yes", "no", "true", "false") for part in parts)

    def nothing(*parts) -> bool:
        return any(part is None for part in parts)

    wrong = (
        (truth, "Type True or False, without quotes."),
        (nothing, "Your answer is None: print shows a value, but doesn't keep it."),
        (lambda *parts: meant(parts, written, number), "Type a number, without quotes or a % sign."),
        *exercise.wrong,
        (lambda *parts: meant(parts, many, lambda part: next(iter(part), 1)), "Give a single value, not several."),
    )
    told = exercise.praise, wrong, exercise.hint, exercise.solution, exercise.after
    return Exercise(lambda *parts: not (truth(*parts) or nothing(*parts)) and exercise.right(*parts), *told)


def check(number: int, *answer) -> None:
    """Say whether the answer to an exercise is right, and if not, what it reveals."""
    passed, says = judge(EXERCISES[number], *answer)
    print(textwrap.fill(f"{'Right.' if passed else 'Not yet.'} {says}", 88))


def hint(number: int) -> None:
    """Say where to look, without giving the answer away."""
    print(textwrap.fill(EXERCISES[number].hint, 88))


def solution(number: int) -> None:
    """Show one way to the answer: code to run in a cell of your own, and what it shows."""
    print(EXERCISES[number].solution.strip(), textwrap.fill(EXERCISES[number].after, 88), sep="\n\n")


def guessed(guess, measure: dict) -> None:
    """Put a reader's guess beside the result: a measure with value, low, high and unit. A share from 1 up is in %."""
    unit, bounded = measure["unit"], measure["low"] is not None

    def worded(number: float) -> str:
        if unit == "share":
            return f"{number:.0%}"
        return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.2g}"

    named = "" if unit == "share" else f" {unit}"
    found = f"We found {worded(measure['value'])}{named}"
    if bounded:
        found += f" (95% interval: {worded(measure['low'])} to {worded(measure['high'])})"
    if guess is ...:
        print(f"You made no guess. {found}.")
    elif not isinstance(guess, int | float):
        print(f"You guessed: {guess}. {found}.")
    else:
        share = guess / 100 if unit == "share" and abs(guess) >= 1 else guess
        low, high = (measure["low"], measure["high"]) if bounded else (measure["value"], measure["value"])
        side = "too low" if share < low else "too high" if share > high else "within what the data allow"
        print(f"You guessed {worded(share)}{named}. {found}. Your guess was {side}.")
