"""A site is compared with what the build wrote, if the list is of this site, and with nothing else."""

from __future__ import annotations

import shutil

import pytest
from groundtruth.checks import altered, note
from groundtruth.places import DRAFT, SITE, WRITTEN
from mkdocs.utils import clean_directory


@pytest.fixture
def root(tmp_path):
    for name in ("index.html", "a/index.html", "assets/a.css"):
        (tmp_path / SITE / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / SITE / name).write_text(name, "utf-8")
    note(tmp_path)
    return tmp_path


def spoil(root):
    (root / SITE / "index.html").write_text("x", "utf-8")
    (root / SITE / "a/index.html").unlink()
    (root / SITE / "b.html").touch()


def test_each_file_that_is_not_as_it_was_written_is_told_once(root):
    assert list(altered(root)) == []
    spoil(root)
    assert {problem.place: problem.what for problem in altered(root)} == {
        "site/index.html": "was changed after the build",
        "site/a/index.html": "is missing after the build",
        "site/b.html": "was added after the build",
    }
    note(root)
    assert list(altered(root)) == []


def test_a_site_of_another_build_is_compared_with_nothing(root):
    spoil(root)
    assert list(altered(root, ".cache/deploy/site")) == []  # a release's
    (root / SITE).rename(root / "old")
    shutil.copytree(root / "old", root / SITE)  # another folder: unpacked, or copied from elsewhere
    assert list(altered(root)) == []


@pytest.mark.parametrize("listed", ["", '{"folder": 1, "fi'])
def test_a_list_that_cannot_be_read_says_nothing(root, listed):
    spoil(root)
    (root / WRITTEN).write_text(listed, "utf-8")
    assert list(altered(root)) == []


def test_the_next_draft_takes_the_list_away_whatever_built_it(root):
    clean_directory(str(root / DRAFT))  # how MkDocs begins
    assert not (root / WRITTEN).exists()
