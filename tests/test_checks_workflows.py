"""Jobs that do not wait for what they read."""

from __future__ import annotations

import pytest
import yaml
from groundtruth.checks.workflows import outdated, waiting, workflows

UP = "uses: actions/upload-artifact@v4"
DOWN = "uses: actions/download-artifact@v4"


@pytest.mark.parametrize(
    ("jobs", "lines"),
    [
        ("  a: {outputs: {x: y}}\n  b: {needs: a}", []),
        ("  a: {outputs: {x: y}}\n  b: {needs: [a]}", []),
        ("  a: {outputs: {x: y}}\n  b: {}", ["w.yml:2"]),
        (f"  a: {{steps: [{{{UP}}}]}}\n  b: {{steps: [{{{DOWN}}}]}}", ["w.yml:3"]),
        (f"  a: {{steps: [{{{UP}}}]}}\n  b: {{needs: a, steps: [{{{DOWN}}}]}}", []),
        (f"  a: {{steps: [{{{UP}}}]}}\n  c: {{needs: a}}\n  b: {{needs: c, steps: [{{{DOWN}}}]}}", []),
        (f"  a: {{steps: [{{{UP}, with: {{name: x}}}}, {{{DOWN}, with: {{name: x}}}}]}}", []),
        (f"  a: {{steps: [{{{UP}, with: {{name: x}}}}]}}\n  b: {{steps: [{{{DOWN}, with: {{name: z}}}}]}}", []),
        (f"  a: {{steps: [{{{UP}, with: {{name: x}}}}]}}\n  b: {{steps: [{{{DOWN}}}]}}", ["w.yml:3"]),
    ],
)
def test_a_job_waits_for_those_that_it_reads(jobs, lines):
    text = f"jobs:\n{jobs}\n"
    assert [problem.place for problem in waiting(yaml.safe_load(text)["jobs"], text, "w.yml")] == lines


@pytest.mark.parametrize("text", ["on: [push\njobs: {}\n", "on: push\n", "jobs: 3\n", "jobs: {a: 3}\n", "- 1\n"])
def test_what_is_no_workflow_is_left_to_others(text, tmp_path):
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/w.yml").write_text(text, "utf-8")
    assert list(workflows(tmp_path)) == []


def test_a_python_that_the_project_refuses_is_found():
    text = 'steps:\n  - with:\n      python-version: "3.10"\n  - with:\n      python-version: 3.13 # Colab\n'
    (problem,) = outdated(text, ">=3.11.5", "x.yml")
    assert problem.place == "x.yml:3" and "installs Python 3.10" in problem.what
    assert list(outdated(text, "", "x.yml")) == []
