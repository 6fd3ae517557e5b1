"""`make works` compares a lab's run elsewhere with the committed evidence."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from groundtruth.labs import works
from groundtruth.ledger import load
from groundtruth.problems import Problem, Refused


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


def found(handbook, heads=None, **other):
    evidence = copy.deepcopy({k: handbook.evidence["coin"][k] for k in ("measures", "series")})
    if heads:
        evidence["measures"]["heads"] |= heads
    return {"evidence": evidence, "said": "", "error": None} | other


@pytest.mark.parametrize(
    ("other", "result"),
    [
        ({}, "same verdicts"),
        ({"heads": {"value": 0.51}}, "same verdicts"),
        (
            {"heads": {"value": 0.95, "low": 0.93, "high": 0.97}},
            "other verdicts: K01 does not hold → holds",
        ),
        ({"error": "ValueError: no coin"}, "stops: ValueError: no coin"),
        ({"said": "\x1b[33mWARNING: Location is ignored\x1b[0m\n[notice] A new release of pip"}, "same verdicts"),
        ({"said": "FutureWarning: soon\nmore"}, "warns: FutureWarning: soon"),
        ({"evidence": None}, "shows no evidence"),
        ({"evidence": {"measures": {}, "series": {}}}, "does not fit the ledger"),
    ],
)
def test_what_a_run_elsewhere_means(handbook, other, result):
    assert works.compare(handbook, "coin", found(handbook, **other)).startswith(result)


def test_a_test_that_ends_otherwise_under_the_same_verdict_is_told_and_is_no_fault(handbook, monkeypatch):
    stays = Problem("docs/data/claims/R01.yml", "the tests now read '++', and its verdict stays the same", "Look.")
    other = Problem("docs/data/claims/K01.yml", "lacks something", "Add it.")
    for problems, said in (
        ([stays], "same verdicts, though a test of R01 ends otherwise"),
        ([stays, other], "does not"),
    ):

        def refuse(root, other_evidence, problems=problems):
            raise Refused(problems)

        monkeypatch.setattr(works, "load", refuse)
        assert works.compare(handbook, "coin", found(handbook)).startswith(said)


def test_before_the_first_run_the_table_is_empty(tmp_path):
    assert works.read(tmp_path) == {}


def test_an_environment_with_other_versions_than_listed_is_refused(tmp_path, monkeypatch):
    """As it was when uv, started in a folder of ours, let our own overrides win over Colab's pins."""
    listed = tmp_path / "colab.txt"
    listed.write_text("# Colab\npandas==2.2.3\nnumpy==2.1.3\nlightgbm\n", "utf-8")
    started = []
    monkeypatch.setattr(works.subprocess, "run", lambda command, **how: started.append(how.get("cwd")))
    monkeypatch.setattr(works, "_versions", lambda python: {"pandas": "3.1.1", "numpy": "2.1.3"})
    with pytest.raises(Refused, match=r"pandas 3\.1\.1") as refused:
        works._environment(listed, tmp_path)
    assert [problem.place for problem in refused.value.problems] == [str(listed)]
    assert started[-1] and not Path(started[-1]).exists(), "installed from a folder of its own"
    monkeypatch.setattr(works, "_versions", lambda python: {"pandas": "2.2.3", "numpy": "2.1.3"})
    assert works._environment(listed, tmp_path) == tmp_path / ".works/colab/bin/python"
