"""Commands that texts and workflows name are there, however they are written."""

from __future__ import annotations

import pytest
from groundtruth.checks import commands
from groundtruth.verbs import refusal
from miniature import REPOSITORY

MAKEFILE = "build:\n\tpython -m groundtruth build $(if $(ENGINE),--engine $(ENGINE))\nPORT ?= 1\nlabs: build\n"


def test_ours_are_all_there():
    assert commands(REPOSITORY, refusal) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("`make build labs ENGINE=x PORT=2`; `make them` is what", "names `make them`, which is no verb"),
        ("`make build`, `make labs && rm x`, make sure, `make {verb}`, `make`", ""),
        ("- run: make build labz", "names `make labz`, which is no verb"),
        ("`make labs LAP=x`", "names `make LAP=`, and nothing in the Makefile reads LAP"),
        ("`make labs LAB_JOBS=x`", ""),
        ('run: python -m groundtruth --found "$GITHUB_OUTPUT" rot links >> x', ""),
        ('run: python -m groundtruth --found "$GITHUB_OUTPUT" rot link', "invalid choice: 'link'"),
        ("run: python -m groundtruth changes a >> x", "the following arguments are required: after"),
        ("run: python -m groundtruth labs $LAB ${{ inputs.more }} --verify | tee x", ""),
        ("run: python -m groundtruth labs --verify-all", "unrecognized arguments: --verify-all"),
        ("@python -m groundtruth serve $(PORT) $(OPEN)", ""),
        ("@python -m groundtruth study $(if $(NOW),--summary) $(or $(X),$(error X is missing))", ""),
        ("@python -m groundtruth study $(if $(NOW),--sum-up)", "unrecognized arguments: --sum-up"),
        ("`python -m groundtruth <verb>`", ""),
    ],
)
def test_a_command_that_would_stop_is_found_on_its_line(text, what, tmp_path):
    (tmp_path / "Makefile").write_text(MAKEFILE, "utf-8")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/a.py").write_text('os.environ.get("LAB_JOBS")', "utf-8")
    (tmp_path / "README.md").write_text(f"# A\n\n{text}\n", "utf-8")
    found = commands(tmp_path, refusal)
    assert [problem.place for problem in found] == (["README.md:3"] if what else [])
    assert all(what in problem.what and problem.remedy for problem in found)


def test_without_a_makefile_nothing_is_asked(tmp_path):
    assert commands(tmp_path, refusal) == []
