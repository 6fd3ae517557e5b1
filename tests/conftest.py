"""The miniature handbook, whose one lab is really run, once; and the real one, built once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from checkout import clone, once, run, upstream
from groundtruth import labs
from miniature import plant

# What these tests need takes longer than everything else together.
SLOW_FIXTURES = {"built", "served", "checkout", "site", "deployed", "versions", "reader", "linted"}
SLOW_MODULES = {
    "test_cluster",
    "test_faults",
    "test_release",
    "test_serve",
    "test_study",
    "test_your_data",
    "test_checks_linters",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        slow = SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or item.path.stem in SLOW_MODULES
        if slow or item.path.parent.name == "browser":
            item.add_marker("slow")


@pytest.fixture(scope="session")
def ran(tmp_path_factory) -> Path:
    """The miniature after `make labs`. Read only: take `mini` to change something."""
    root = plant(tmp_path_factory.mktemp("ran") / "mini")
    assert labs.update([], root=root) == []
    return root


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A fresh clone after `make build`. Read only: all test processes share it."""

    def make(folder: Path) -> None:
        checkout = clone(upstream(folder / "origin"), folder / "clone")
        run(checkout, "make", "build", SITE_URL="https://example.org/")

    return once(tmp_path_factory, "built", make) / "clone"


@pytest.fixture
def mini(ran, tmp_path) -> Path:
    """A copy of the miniature, its lab run, for this test alone."""
    return shutil.copytree(ran, tmp_path / "mini", symlinks=True)


@pytest.fixture
def inside(mini, monkeypatch) -> Path:
    """The same copy, as the current folder, where the commands expect it."""
    monkeypatch.chdir(mini)
    return mini
