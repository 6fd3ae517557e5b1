"""What others wrote is served byte for byte as their package has it, and nothing else is trusted for lying there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from groundtruth.checks import trust
from groundtruth.checks.vendored import trusted, vendored
from groundtruth.places import VENDOR, VENDORED
from miniature import REPOSITORY, edit


@pytest.fixture
def root(tmp_path) -> Path:
    shutil.copytree(REPOSITORY / VENDOR, tmp_path / VENDOR)
    (tmp_path / "docs/data").mkdir()
    for path in (VENDORED, VENDORED.with_suffix(".schema.json")):
        shutil.copy(REPOSITORY / path, tmp_path / path)
    return tmp_path


def test_ours_are_the_packages(root):
    assert vendored(root) == [] == trust.sources(root)
    assert len(trusted(root)) == 3


@pytest.mark.parametrize("name", ["sql-wasm.js", "sql-wasm.wasm"])
def test_a_changed_file_is_found_and_trusted_no_more(root, name):
    path = root / VENDOR / name
    path.write_bytes(path.read_bytes() + b"\n")
    (problem,) = vendored(root)
    assert problem.place == f"{VENDOR}/{name}" and problem.what.startswith("is not the file that was taken")
    assert {p.place.partition(":")[0] for p in trust.sources(root)} == {f"{VENDOR}/{name}"}


def test_a_file_too_many_and_one_too_few_are_found(root):
    (root / VENDOR / "more.js").write_text("fetch('https://example.org')", "utf-8")
    (root / VENDOR / "sql-wasm.wasm").unlink()
    assert {(p.place, p.what) for p in vendored(root)} == {
        (f"{VENDOR}/more.js", f"is not listed in {VENDORED}"),
        (f"{VENDOR}/sql-wasm.wasm", "is missing"),
    }
    assert [p.place for p in trust.sources(root)] == [f"{VENDOR}/more.js:1"]


def test_the_list_has_its_schema(root):
    edit(root / VENDORED, "  licence: MIT\n", "")
    (problem,) = vendored(root)
    assert "lacks licence" in problem.what


def test_a_handbook_may_have_none(mini):
    assert vendored(mini) == []
