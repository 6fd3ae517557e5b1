"""Intervals of an earlier build are taken over, and only from the same code."""

from __future__ import annotations

import json
import subprocess
import sys

from checkout import ROOT
from groundtruth.ledger import recalled
from groundtruth.verdicts import computed, recompute

SHARE = {"statistic": "share", "unit": "share", "units": {"a": 1, "b": 0, "c": 1}}
ASKS = """
import sys
from pathlib import Path
from groundtruth.ledger import recalled
from groundtruth.verdicts import computed
recalled.recall(Path(sys.argv[1]))
low = computed({"statistic": "share", "unit": "share", "units": {"a": 1, "b": 0, "c": 1}})["low"]
print(low, "scipy" in sys.modules)
"""


def asked(folder) -> tuple[float, bool]:
    """What a new process computes, and whether it loaded scipy for it."""
    done = subprocess.run([sys.executable, "-c", ASKS, folder], cwd=ROOT / "scripts", capture_output=True, text=True)
    low, loaded = done.stdout.split()
    return float(low), loaded == "True"


def test_what_was_computed_is_not_computed_again(tmp_path):
    low = computed(SHARE)["low"]
    assert asked(tmp_path) == (low, True)
    recalled.keep(tmp_path)
    assert asked(tmp_path) == (low, False)


def test_other_code_computes_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(recompute, "known", {})
    right = computed(SHARE)["low"]
    recalled.keep(tmp_path)
    (kept,) = (tmp_path / recalled.FOLDER).iterdir()
    assert json.loads(kept.read_text("utf-8")) == {key: list(ends) for key, ends in recompute.known.items()}
    kept.rename(kept.with_name("0123456789abcdef.json"))
    assert asked(tmp_path) == (right, True)


def test_a_process_that_knows_less_takes_nothing_away(tmp_path, monkeypatch):
    monkeypatch.setattr(recompute, "known", {"a": (1.0, 2.0), "b": (None, None)})
    recalled.keep(tmp_path)
    monkeypatch.setattr(recompute, "known", {"c": (3.0,)})
    recalled.keep(tmp_path)
    recalled.recall(tmp_path)
    assert recompute.known == {"a": (1.0, 2.0), "b": (None, None), "c": (3.0,)}
