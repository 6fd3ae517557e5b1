"""Draws a graph without circles in columns, each node right of all that it needs: a pure function to coordinates.

Lines that pass a column get a place of their own in it, so that they run between the boxes and not behind them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from ..ledger import layers

# In units of the drawing: a box, the gap between columns, a row with a box, a row with a passing line.
WIDE, HIGH, GAP, ROW, PASS = 112, 38, 20, 47, 12
SWEEPS = 12


@dataclass(frozen=True)
class Box:
    """A node at its place; `x` and `y` are its upper left corner."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines (`d` of an SVG path), and the size of the whole."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]


def draw(graph: Mapping[str, tuple[str, ...]]) -> Drawing:
    """Boxes in columns and the lines between them. Raises graphlib.CycleError."""
    columns: list[list[str]] = [list(layer) for layer in layers(graph)]
    at = {name: number for number, column in enumerate(columns) for name in column}
    chains = []
    for name, needs in graph.items():
        for need in needs:
            passing = [f"{need}>{name}@{number}" for number in range(at[need] + 1, at[name])]
            for number, dummy in enumerate(passing, at[need] + 1):
                columns[number].append(dummy)
            chains.append([need, *passing, name])
    _untangle(columns, chains)
    heights = [sum(_row(name, graph) for name in column) for column in columns]
    middle: dict[str, float] = {}
    for column, height in zip(columns, heights, strict=True):
        top = (max(heights) - height) / 2
        for name in column:
            middle[name] = top + _row(name, graph) / 2
            top += _row(name, graph)
    left = {name: number * (WIDE + GAP) for number, column in enumerate(columns) for name in column}
    boxes = tuple(Box(name, left[name], middle[name] - HIGH / 2) for name in graph)
    lines = tuple(_line([(left[name], middle[name]) for name in chain]) for chain in chains)
    return Drawing(len(columns) * (WIDE + GAP) - GAP, max(heights), boxes, lines)


def _row(name: str, graph: Mapping[str, tuple[str, ...]]) -> int:
    return ROW if name in graph else PASS


def _untangle(columns: list[list[str]], chains: list[list[str]]) -> None:
    """Sorts each column by the mean place of its neighbours, to and fro: the usual way to fewer crossings."""
    neighbours: dict[str, list[str]] = {name: [] for column in columns for name in column}
    for chain in chains:
        for one, other in itertools.pairwise(chain):
            neighbours[one].append(other)
            neighbours[other].append(one)
    for sweep in range(SWEEPS):
        for number in range(len(columns))[:: 1 if sweep % 2 == 0 else -1]:
            place = {n: (i + 0.5) / len(column) for column in columns for i, n in enumerate(column)}
            column = columns[number]

            def mean(name: str, place: Mapping[str, float] = place) -> float:
                found = [place[other] for other in neighbours[name]]
                return sum(found) / len(found) if found else place[name]

            column.sort(key=mean)


def _line(points: list[tuple[float, float]]) -> str:
    """A soft line from the right side of the first box to the left side of the last, straight through each pass."""
    (x, y), *rest = points
    x += WIDE
    path = f"M{x:g} {y:g}"
    for number, (left, middle) in enumerate(rest):
        half = (left - x) / 2
        path += f"C{x + half:g} {y:g} {left - half:g} {middle:g} {left:g} {middle:g}"
        x, y = left, middle
        if number < len(rest) - 1:
            path += f"H{x + WIDE:g}"
            x += WIDE
    return path
