"""Two models on many tables: columns as codes, trees from shared bins, and how leads are drawn."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
import pytest
from labkit import contests, learners, look

matplotlib.use("Agg")
RNG = np.random.default_rng(0)
X = pd.DataFrame(
    {
        "size": RNG.normal(size=300),
        "kind": RNG.choice(["a", "b", None], 300),
        "same": 1,
    }
)
Y = ((X["size"] > 0) | (X["kind"] == "a")).to_numpy(int)


def test_words_become_codes_and_a_missing_word_is_an_answer():
    A, words = contests.numbered(X)
    assert words.tolist() == [False, True] and A.shape == (300, 2)  # a column with one value is left out
    assert len(set(A[X["kind"].isna(), 1])) == 1 and len(set(A[:, 1])) == 3


def test_shared_bins_change_no_number():
    A, words = contests.numbered(X)
    rows = contests.binned(A[:200], Y[:200], words)
    for settings in ({}, {"num_leaves": 4}):
        alone = learners.boosting(**settings).fit(A[:200], Y[:200], categorical_feature=[1]).predict_proba(A[200:])
        assert contests.grown(rows, A[200:], **settings) == pytest.approx(alone[:, 1])
    few = learners.boosting(min_child_samples=5).fit(A[:200], Y[:200]).predict_proba(A[200:])[:, 1]
    rows = contests.binned(A[:200], Y[:200], min_child_samples=5)
    assert contests.grown(rows, A[200:], min_child_samples=5) == pytest.approx(few)


def test_calibration_is_the_distance_between_predicted_and_seen():
    y = np.array([0, 0, 0, 1])
    assert contests.calibration_error(y, np.full(4, 0.25)) == 0
    assert contests.calibration_error(y, np.full(4, 1.0)) == pytest.approx(0.75)


def test_a_margin_is_halved_and_doubled():
    gap = pd.Series({"a": 0.008, "b": 0.03, "c": 0.015})
    found = contests.both_margins(lambda margin: gap > margin, ["a", "c"])
    assert found == {
        "half_margin": ({"a": True, "c": True}, "half the margin, 0.005"),
        "double_margin": ({"a": False, "c": False}, "twice the margin, 0.02"),
    }


def table(**more):
    plain = {"unit": None, "date": None, "X": X, "outcome": pd.Series(np.where(Y, "yes", "no")), "y": Y}
    return plain | more


def test_whole_units_are_drawn_and_time_keeps_its_rows():
    units = pd.Series(np.repeat(np.arange(30), 10))
    _, words, y, by = contests.for_splits(table(unit=units), units=105)
    assert len(y) == 100 and set(np.unique(by, return_counts=True)[1]) == {10}
    assert words.tolist() == [False, True]
    days = pd.DataFrame({"day": np.arange(300)})
    _, _, y, by = contests.for_splits(table(date=days), most=50)
    assert len(y) == 50 and (np.diff(by) > 0).all()
    found, _, y, by = contests.for_splits(table())
    assert by is None and len(found) == 300 and y.mean() >= 0.5  # the commonest answer counts as yes


def test_columns_that_never_change_in_a_unit_can_name_it():
    units = np.repeat(["a", "b", "c"], 2)
    rows = pd.DataFrame({"tag": [1, 1, 2, 2, 2, 2], "other": [1, 2, 3, 4, 5, 6]})
    assert contests.told_apart(rows, units) == pytest.approx(1 / 3)
    assert contests.told_apart(rows[["other"]], units) == 0


def test_each_side_is_counted_and_no_interval_leaves_the_axis():
    _, ax = look.canvas()
    gap, low, high = [0.2, 0.0, -0.05, -0.06], [-0.9, -0.1, -0.1, -0.1], [0.9, 0.1, 0.0, 0.0]
    contests.ranked(ax, gap, low, high, 0.01, (-0.3, 0.3), ("up ", "level ", "down "))
    assert [text.get_text() for text in ax.texts] == ["up 1", "level 1", "down 2"]
    ends = [x for lines in ax.collections for one in lines.get_segments() for x in one[:, 0]]
    assert min(ends) == -0.3 and max(ends) == 0.3


def test_slopes_run_from_the_naive_to_the_honest_lead_and_names_stand_apart():
    ends = ("gap_naive", "gap_honest", "low_naive", "low_honest", "high_naive", "high_honest")
    rows = pd.DataFrame(
        [[0.1, -0.1, 0, -0.2, 0.2, 0], [0.1, -0.05, 0, -0.2, 0.2, 0], [0, 0, -1, -1, 1, 1]],
        index=["one", "two", "three"],
        columns=ends,
    )
    roles = pd.Series(["reversed", "reversed", "same"], rows.index)
    _, ax = look.canvas()
    flipped = contests.slopes(ax, rows, roles, {"same": "one table"}, {"tie": 0})
    assert list(flipped.index) == ["one", "two"]
    drawn = {tuple(line.get_ydata()) for line in ax.lines}
    assert drawn == {(0.1, -0.1), (0.1, -0.05), (0, 0)}
    heights = [text.xyann[1] for text in ax.texts if text.get_text() in ("one", "two")]
    assert abs(heights[0] - heights[1]) == pytest.approx(0.024, abs=1e-3)
    assert {"one table", "tie"} <= {text.get_text() for text in ax.texts}
