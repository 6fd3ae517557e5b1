"""The verbs: exit codes, and every problem on the screen with the count last."""

from __future__ import annotations

import importlib

import pytest
from groundtruth import release
from groundtruth.__main__ import main
from groundtruth.problems import Problem, nearest, report
from miniature import edit


def test_labs_that_are_up_to_date_exit_with_0(inside, capsys):
    assert main(["labs"]) == 0
    assert capsys.readouterr().out == "coin: up to date\n"


def test_an_unknown_lab_exits_with_1_and_says_what_was_meant(inside, capsys):
    assert main(["labs", "cion"]) == 1
    assert capsys.readouterr().err == (
        "LAB=cion\n    no such lab\n    Remedy: Did you mean 'coin'? Labs: coin.\n\n1 problem\n"
    )


def test_check_lists_every_problem_and_exits_with_1(inside, capsys):
    edit(inside / "docs/truths/coins.md", '{{ verdict("R01") }}', "62% of throws")
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    assert "docs/truths/coins.md:10\n    the number '62%' is typed by hand" in said
    assert "docs/truths/coins.md\n    the card of R01 stands 0 times" in said
    assert "site\n    is not built" in said
    assert said.endswith("\n3 problems\n")


@pytest.mark.parametrize("verb", [["build"], ["check"], ["labs", "--verify"]])
def test_a_refused_ledger_exits_with_1_and_its_problems(inside, capsys, verb):
    edit(inside / "docs/data/claims/R02.yml", "verdict: holds", "verdict: hold")
    assert main(verb) == 1
    assert "Did you mean 'holds'?" in capsys.readouterr().err


def test_a_build_that_is_refused_leaves_the_earlier_site_alone(inside):
    (inside / "site").mkdir()
    (inside / "site/index.html").write_text("earlier", "utf-8")
    (inside / "docs/labs/coin.ipynb").unlink()
    assert main(["build"]) == 1
    assert (inside / "site/index.html").read_text("utf-8") == "earlier"


def test_a_build_that_mkdocs_stops_leaves_the_earlier_site_alone(inside, capsys, monkeypatch):
    monkeypatch.setattr(importlib.import_module("groundtruth.checks.sources"), "configuration", lambda root: [])
    (inside / "site").mkdir()
    (inside / "site/index.html").write_text("earlier", "utf-8")
    (inside / "mkdocs.yml").write_text("site_name: x\nplugins: [no-such-plugin]\n", "utf-8")
    assert main(["build"]) == 1
    assert "no-such-plugin" in capsys.readouterr().err
    assert (inside / "site/index.html").read_text("utf-8") == "earlier"


def test_what_is_found_while_mkdocs_builds_ends_the_build_and_is_the_answer(inside):
    problem = Problem("a:1", "is wrong", "Mend it.")
    assert release.draft(inside / "draft", "nothing was written", meanwhile=lambda: [problem]) == [problem]
    assert not (inside / "draft/index.html").exists()
    with pytest.raises(ZeroDivisionError):
        release.draft(inside / "draft", "nothing was written", meanwhile=lambda: [1 / 0])
    assert not (inside / "draft/index.html").exists()


def test_the_report_counts_and_says_the_remedy():
    assert report([Problem("a:1", "is wrong", "Mend it.")]) == "a:1\n    is wrong\n    Remedy: Mend it.\n\n1 problem"
    assert report([Problem("a", "b", "c"), Problem("d", "e", "f")]).endswith("\n\n2 problems")


def test_a_near_name_is_offered_and_a_far_one_is_not():
    assert nearest("verdikt", ["verdict", "claim"], "See there.") == "Did you mean 'verdict'? See there."
    assert nearest("zzz", ["verdict", "claim"], "See there.") == "See there."
