"""Curves of figures that readers move, computed: how right a majority is, and how often peeking finds a false winner.

Pure functions, no files.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

ASKED = 39  # people who judged each bird photo


def majority(right: int, asked: int, group: int) -> float:
    """The chance that a majority of `group` people (odd) is right, drawn from `asked`, of whom `right` are."""
    wins = range(group // 2 + 1, group + 1)
    return sum(math.comb(right, k) * math.comb(asked - right, group - k) for k in wins) / math.comb(asked, group)


def by_luck(right: float, group: int) -> float:
    """The same where each answer is right with this chance, whatever the others say."""
    return sum(math.comb(group, k) * right**k * (1 - right) ** (group - k) for k in range(group // 2 + 1, group + 1))


def majorities(shares: Sequence[float], groups: Sequence[int]) -> tuple[list[float], list[float]]:
    """For each size of a group: how often it is right over all photos, and what luck alone would give."""
    rights = [round(share * ASKED) for share in shares]
    single = sum(rights) / len(rights) / ASKED
    real = [sum(majority(right, ASKED, group) for right in rights) / len(rights) for group in groups]
    return real, [by_luck(single, group) for group in groups]


@functools.cache
def false_winners(most: int, level: float = 0.05) -> tuple[float, ...]:
    """The chance that a test of no difference was significant at one of 1, 2, … `most` evenly spaced looks.

    After each look the density of the sum of steps that has stayed inside the bounds is carried on, as Armitage,
    McPherson and Rowe did in 1969. A last look is always at the end, so the first k looks of one run serve every k.
    """
    import numpy as np
    from scipy.special import ndtri

    z = float(ndtri(1 - level / 2))
    nodes, weights = np.polynomial.legendre.leggauss(80)
    x, w = nodes * z, weights * z
    inside = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    found = [1 - float(inside @ w)]
    for look in range(2, most + 1):
        bound = z * math.sqrt(look)
        following, weight = nodes * bound, weights * bound
        step = np.exp(-((following[:, None] - x[None, :]) ** 2) / 2) / math.sqrt(2 * math.pi)
        inside, x, w = step @ (inside * w), following, weight
        found.append(1 - float(inside @ w))
    return tuple(found)
