"""Measures drawn in rows: each at its height with its own interval, around a band at zero."""

import matplotlib

matplotlib.use("Agg")
import pytest
from labkit import look, rows

MEASURES = {
    "first": {"value": 0.1, "low": -0.05, "high": 0.25},
    "second": {"value": -0.2, "low": -0.3, "high": -0.1},
}


@pytest.fixture
def ax():
    import matplotlib.pyplot as plt

    fig, ax = look.canvas()
    yield ax
    plt.close(fig)


def test_each_measure_has_its_row_its_colour_and_its_name_the_first_on_top(ax):
    rows.in_rows(ax, MEASURES, [(look.ORANGE, "s"), (look.TEAL, "o")], tie=0.01)
    marks = [line for line in ax.lines if line.get_marker() in ("s", "o")]
    assert [(m.get_xdata()[0], m.get_ydata()[0], m.get_color()) for m in marks] == [
        (0.1, 0, look.ORANGE),
        (-0.2, 1, look.TEAL),
    ]
    ends = [[x for x, _ in stroke.get_segments()[0]] for stroke in ax.collections]
    assert ends == [[-0.05, 0.25], [-0.3, -0.1]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    band = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    assert (band.x0, band.x1) == pytest.approx((-0.01, 0.01))


def test_each_measure_needs_a_style(ax):
    with pytest.raises(ValueError, match="zip"):
        rows.in_rows(ax, MEASURES, [(look.ORANGE, "s")])


def test_words_stand_at_parts_of_the_drawing_in_their_colour(ax):
    rows.words_at(ax, (0.5, 1.1, "promised", look.ORANGE), (0, 1.2, "AUC", look.MUTED))
    said = [(text.get_position(), text.get_text(), text.get_color()) for text in ax.texts]
    assert said == [((0.5, 1.1), "promised", look.ORANGE), ((0, 1.2), "AUC", look.MUTED)]
    assert all(text.get_transform() == ax.transAxes for text in ax.texts)
