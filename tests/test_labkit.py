"""The functions that several labs share, against other implementations."""

import functools

import numpy as np
import pandas as pd
import pytest
from groundtruth.verdicts.recompute import differs
from labkit import experiment, intervals, learners, look, scores, tables
from scipy.stats import binomtest
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


def test_auc_gap_pairs_rows_and_covers_the_truth():
    """Two noisy views of the same rows, equally good: the true gap is 0; 95% of 400 intervals hold it."""
    rng, inside = np.random.default_rng(0), 0
    for _ in range(400):
        y = np.repeat([0, 1], [60, 40])
        shared = rng.normal(y, 1)
        p, q = (shared + rng.normal(0, 0.3, 100) for _ in range(2))
        value, low, high = scores.auc_gap(y, p, q)
        assert value == pytest.approx(scores.auc(y, p) - scores.auc(y, q))
        assert high - low < 2 * (scores.auc_interval(y, p)[2] - scores.auc(y, p))  # pairs tell more
        inside += low <= 0 <= high
    assert 0.92 <= inside / 400 <= 0.98


def test_judged_says_what_a_rule_says_of_the_measure_and_of_each_variant(capsys):
    variants = {"worse": ({"a": 0.0, "b": 0.001, "c": 0.002}, "another start"), "one": ({"a": 0, "b": 9}, "two only")}
    gain = intervals.mean({"a": 0.05, "b": 0.06, "c": 0.07}, variants=variants)
    rules = "\nK01 gain at least 0.01\nB02 gain at most 0.01\nB02 gained at most 0.5\n"
    intervals.judged({"gain": gain, "count": intervals.plain(3, "tables", 3)}, rules)
    said = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert said == [
        "gain 0.060 (0.035 to 0.085) AUC",
        "K01, at least 0.01: passes",
        "B02, at most 0.01: fails",
        "0.001 (-0.001 to 0.003) fails, passes another start",
        "4.500 (-52.678 to 61.678) open, open two only",
        "count 3.000 tables",
    ]


def test_judged_takes_every_statistic_that_a_measure_can_have(capsys):
    units = {"a": 1, "b": 2, "c": 1, "d": 1, "e": 1, "f": 1}
    hits = {"hits": 1, "of": 2}
    of_numbers = intervals.mean, intervals.median, intervals.geometric, intervals.mean_over_folds
    for measure in (
        intervals.share({"a": 1, "b": 0}, variants={"v": ({"a": 1, "b": 1}, "why")}),
        intervals.counted(3, 4) | {"variants": {"v": {"units": hits, "why": "why"}}},
        *(how(units, variants={"v": (units, "why")}) for how in of_numbers),
    ):
        intervals.judged({"it": measure}, "K01 it at least 0")
    assert capsys.readouterr().out.count("passes") == 12


def test_prepared_pools_rare_words_fills_gaps_and_tells_of_them():
    X = pd.DataFrame({"n": [1.0, np.nan] * 20, "w": ["yes", "no"] * 18 + ["rare", "rarer", "rare", "rarest"]})
    assert learners.worded(X).tolist() == [False, True]
    found = learners.prepared(learners.worded(X)).fit_transform(X)
    assert found.shape == (40, 5)  # yes, no and the pooled rest; the number and its gaps
    assert np.allclose(found.mean(axis=0), 0) and np.isfinite(found).all()


def test_logistic_and_boosting_learn_from_the_same_table_and_repeat_themselves():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"a [1]": rng.normal(size=300), "b": rng.choice(["x", "y ", None], 300)})
    y = (X["a [1]"] > 0).to_numpy(int)
    ready = learners.for_boosting(X)
    assert list(ready) == ["x0", "x1"] and sorted(ready["x1"].cat.categories) == ["missing", "x", "y"]
    for model, columns in ((learners.logistic(learners.worded(X)), X), (learners.boosting(num_leaves=4), ready)):
        first, second = (model.fit(columns, y).predict_proba(columns)[:, 1] for _ in range(2))
        assert (first == second).all() and scores.auc(y, first) > 0.95


def test_a_figure_has_an_opaque_ground_no_frame_and_its_finding_at_the_left():
    fig, ax = look.canvas()
    look.reach(ax, intervals.share({"a": 1, "b": 0}), at=2)
    look.reach(ax, intervals.plain(3, "tables", 3), at=1, upright=True)
    look.headline(fig, "It rises")
    assert fig.get_facecolor()[3] == 1 and not any(spine.get_visible() for spine in ax.spines.values())
    assert fig.get_suptitle() == "It rises"
    assert [len(line.get_segments()) for line in ax.collections] == [1, 1]
    assert [tuple(map(float, mark.get_xydata()[0])) for mark in ax.lines] == [(0.5, 2), (1, 3)]


def test_on_each_uses_as_many_processes_as_the_place_allows(monkeypatch):
    assert experiment.on_each(abs, [-1, 2]) == [1, 2]
    monkeypatch.setenv("LAB_JOBS", "1")
    here = []
    assert experiment.on_each(here.append, "ab") == [None, None] and here == ["a", "b"]


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


def shipped(table: pd.DataFrame, **how) -> dict:
    """The table as `load_table` gives it, by a reader that has it at hand."""
    return tables.load_table("shop", lambda item: table.copy(), "P/shop", **how)


VOTES = pd.DataFrame(
    {
        "id": [1, 2, 3, 4, 4, 5],
        "vote": ["Y", "N", "U", "Y ", "Y", None],
        "a": [1, 2, 3, 4, 5, 6],
        "b": [0, 0, 0, 0, 0, 1],
        "c": [1.0, 0.0, 2.0, 0.0, 0.0, 3.0],
    }
)


@pytest.mark.parametrize(
    ("how", "y"),
    [
        ({"target": "vote", "yes": "Y"}, [1, 0, 0, 1, 1]),  # spaces around an answer do not count
        ({"target": "vote", "yes": "Y", "rows": lambda d: d[d.vote != "U"].drop_duplicates("id")}, [1, 0, 1]),
        ({"target": "c", "yes": "2"}, [0, 0, 1, 0, 0, 0]),  # 2.0 is the answer 2
        ({"target": "c", "above": 0}, [1, 0, 1, 0, 0, 1]),
        ({"target": "c", "below": 2}, [1, 1, 0, 1, 1, 0]),
        ({"target": "c"}, [1, 0, 2, 0, 0, 3]),
        (
            {"target": "big", "yes": "yes", "recode": lambda d: d.assign(big=np.where(d.a > 4, "yes", "no"))},
            [0] * 4 + [1] * 2,
        ),
    ],
)
def test_load_table_knows_what_a_yes_is_and_leaves_out_unknown_outcomes(how, y):
    found = shipped(VOTES, **how)
    assert found["y"].tolist() == y
    assert len(found["X"]) == len(found["outcome"]) == len(y)
    assert (found["name"], found["source"]) == ("shop", "P")


def test_load_table_keeps_outcome_unit_and_date_out_of_the_columns():
    found = shipped(VOTES, target="vote", unit="id", date=["a"], drop=["b"])
    assert list(found["X"]) == ["c"]
    assert found["unit"].tolist() == [1, 2, 3, 4, 4]
    assert found["date"]["a"].tolist() == [1, 2, 3, 4, 5]
    assert list(shipped(VOTES, target="vote", keep=["c", "a"])["X"]) == ["c", "a"]  # in the order of the entry


def test_registered_gives_a_lab_its_own_names(monkeypatch):
    entry = {"read": lambda item: VOTES.copy(), "item": "P/votes", "target": "vote", "yes": "Y"}
    monkeypatch.setattr(tables, "REGISTERED", {"votes": entry, "polls": entry})
    assert [t["name"] for t in tables.registered("votes,\n  polls as a poll\n of 2020")] == ["votes", "a poll of 2020"]


def test_tables_of_each_package_are_read():
    assert list(tables.r_table("MASS/Pima.tr+Pima.te")) == list(tables.r_table("MASS/Pima.te"))
    assert len(tables.r_table("MASS/Pima.tr+Pima.te")) == 200 + 332
    assert list(tables.keel_table("keel/heart"))[-2:] == ["c12", "class"]
    assert tables.bundled_table("sklearn/diabetes")["age"].max() > 70  # in years


def test_dated_orders_rows_by_time_and_cuts_between_two_dates():
    """Text becomes codes, gaps stay gaps, and nothing tells the date."""
    table = pd.DataFrame(
        {
            "day": ["03/01/2020", "01/15/2020", "02/01/2020", "02/01/2020", "03/01/2020", "03/02/2020"],
            "kind": ["x", "y", None, "x", "y", "x"],
            "size": [3.0, 1, 2, 2.5, 4, 5],
            "end": ["good", "good", "good", "bad", "good", "good"],
        }
    )
    table["day"] += " 00:00:00"
    found = tables.dated(shipped(table, target="end", date=["day"]))
    assert (found["source"], found["cut"], found["dates"]) == ("P", 3, 4)
    assert found["X"][:, 1].tolist() == [1, 2, 2.5, 3, 4, 5]
    assert found["X"][:3, 0].tolist()[::2] == [1, 0] and np.isnan(found["X"][1, 0])
    assert (found["words"], found["y"].tolist()) == ([0], [1, 1, 0, 1, 1, 1])
    number = tables.dated(shipped(table, target="size", date=["day"], drop=["end"]))
    assert number["y"].tolist() == [0, 0, 1, 1, 1, 1]  # above the median of the earlier half
    assert tables.dated(shipped(table, target="end", date=["day"]), most=3)["X"].shape[0] == 3


def test_when_reads_months_days_and_numbers():
    months = tables.when(pd.DataFrame({"m": ["Mar", "Jan", "Feb"]}), ["m"])
    assert np.argsort(months).tolist() == [1, 2, 0]
    parts = tables.when(pd.DataFrame({"year": [2001, 2001, 2000], "month": [2, 1, 12]}), ["year", "month"])
    assert np.argsort(parts).tolist() == [2, 1, 0]


def test_drawn_draws_rows_and_drops_columns_of_one_value():
    table = shipped(VOTES, target="vote", yes="Y")  # b has a single value where the vote is known
    whole, few = tables.drawn(table), tables.drawn(table, most=2)
    assert list(whole["X"]) == ["id", "a", "c"] and sorted(whole["y"]) == [0, 0, 1, 1, 1]
    assert len(few["X"]) == len(few["y"]) == 2 and few["all"] == 5
    assert few["X"]["a"].tolist() == whole["X"]["a"].tolist()[:2]


def test_upper_half_splits_numbers_at_the_median_and_leaves_zero_and_one():
    assert tables.upper_half(np.array([1, 5, 2, 9, 3])).tolist() == [0, 1, 0, 1, 0]
    assert tables.upper_half(np.array([0, 1, 1, 1])).tolist() == [0, 1, 1, 1]


def pair(more: int, fewer: int, of: int) -> tuple[dict, dict]:
    """Of so many units, those of which only the first is true, and those of which only the second is."""
    return {i: i < more for i in range(of)}, {i: more <= i < more + fewer for i in range(of)}


@pytest.mark.parametrize(("more", "fewer"), [(4, 0), (5, 0), (6, 0), (7, 1), (9, 1), (8, 1), (0, 6), (10, 3), (3, 3)])
def test_paired_leaves_out_zero_only_if_the_exact_mcnemar_test_does(more, fewer):
    found = intervals.paired(*pair(more, fewer, 24))
    assert found["value"] == pytest.approx(100 * (more - fewer) / 24)
    rejects = binomtest(more, more + fewer).pvalue <= 0.05
    assert (found["low"] > 0 or found["high"] < 0) == rejects


def test_paired_without_any_difference_has_the_exact_limits_of_none_in_so_many():
    found = intervals.paired(*pair(0, 0, 24))
    limit = 100 * binomtest(0, 24).proportion_ci(method="exact").high
    assert (found["low"], found["high"]) == (pytest.approx(-limit, abs=0.1), pytest.approx(limit, abs=0.1))
    assert intervals.paired(*pair(24, 0, 24))["high"] == 100


def test_paired_covers_the_truth():
    """One true share less the other is 15 points; at least 95% of 300 intervals hold it."""
    rng, inside = np.random.default_rng(0), 0
    found = functools.cache(lambda more, fewer: intervals.paired(*pair(more, fewer, 24)))  # it counts, and no more
    for _ in range(300):
        drawn = rng.random(24)
        interval = found(int((drawn < 0.25).sum()), int(((drawn >= 0.25) & (drawn < 0.35)).sum()))
        inside += interval["low"] <= 15 <= interval["high"]
    assert inside / 300 >= 0.95
