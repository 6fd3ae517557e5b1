"""The numbers that a text says, in digits or in words."""

from __future__ import annotations

import re

WORDS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split(),
        range(21),
        strict=True,
    )
) | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
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
