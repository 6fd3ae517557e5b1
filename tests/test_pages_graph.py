"""The drawing of what comes before what: boxes that do not overlap, lines that lead to the right."""

from __future__ import annotations

import itertools
import re

import pytest
from groundtruth.ledger import load, needs
from groundtruth.pages.graph import HIGH, WIDE, draw
from miniature import REPOSITORY

GRAPH = {"a": (), "b": (), "c": ("a",), "d": ("c",), "e": ("d", "b"), "f": ("a",)}


@pytest.fixture(scope="module", params=["small", "real"])
def graph(request):
    return GRAPH if request.param == "small" else needs(load(REPOSITORY).lessons)


def test_boxes_lie_apart_and_within_the_drawing(graph):
    drawing = draw(graph)
    assert [box.name for box in drawing.boxes] == list(graph)
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - WIDE and 0 <= box.y <= drawing.height - HIGH
    for one, other in itertools.combinations(drawing.boxes, 2):
        assert abs(one.x - other.x) >= WIDE or abs(one.y - other.y) >= HIGH, f"{one} lies over {other}"


def test_each_need_has_a_line_from_left_to_right(graph):
    drawing = draw(graph)
    box = {box.name: box for box in drawing.boxes}
    pairs = [(need, name) for name, found in graph.items() for need in found]
    assert len(drawing.lines) == len(pairs)
    for line, (need, name) in zip(drawing.lines, pairs, strict=True):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", line)]
        assert numbers[:2] == [box[need].x + WIDE, box[need].y + HIGH / 2]
        assert numbers[-2:] == [box[name].x, box[name].y + HIGH / 2]
        assert box[need].x < box[name].x


def test_a_line_passes_between_the_boxes(graph):
    drawing = draw(graph)
    for line in drawing.lines:
        for y in (float(match[1]) for match in re.finditer(r" ([\d.]+)H", line)):
            x = float(re.search(rf"([\d.]+) {y:g}H", line)[1])
            column = [box for box in drawing.boxes if box.x == x]
            assert all(not box.y < y < box.y + HIGH for box in column), line
