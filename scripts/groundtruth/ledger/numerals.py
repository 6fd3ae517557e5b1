"""The numbers that a text says, in digits or in words."""

from __future__ import annotations

import re

WORDS = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
SAID = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?|[a-z]+")


def numbers(text: str) -> list[float]:
    """Every number of a text, in order.

    >>> numbers("ten of 1,000 rows, 2.5%")
    [10.0, 1000.0, 2.5]
    """
    return [
        float(WORDS.get(said, said.replace(",", "")))
        for said in SAID.findall(text.lower())
        if said[0].isdigit() or said in WORDS
    ]


def mistyped(one: float, other: float) -> bool:
    """Whether one number may be the other after a slip: its digits in another order, or one of three or more another.

    >>> mistyped(5.1, 1.5), mistyped(47.7, 47.2), mistyped(62608, 62600), mistyped(100, 200)
    (True, True, False, False)
    """
    first, second = f"{one:.10g}", f"{other:.10g}"
    if one == other or len(first) != len(second):
        return False
    replaced = sum(a != b for a, b in zip(first, second, strict=True))
    single = replaced == 1 and min(len(number.replace(".", "").strip("0")) for number in (first, second)) > 2
    return sorted(first) == sorted(second) or (single and not _rounded(one, other) and not _rounded(other, one))


def _rounded(long: float, short: float) -> bool:
    return any(float(f"{long:.{places}g}") == short for places in range(1, 10))
