"""The miniature handbook, whose one lab is really run, once; and the real one, built once."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import clone, once, run, upstream
from groundtruth import labs
from miniature import plant

# What these tests need takes longer than everything else together.
SLOW_FIXTURES = {"built", "served", "checkout", "site", "deployed", "versions", "reader", "linted"}
SLOW_MODULES = {
    "test_cluster",
    "test_exercises",
    "test_faults",
    "test_release",
    "test_serve",
    "test_study",
    "test_your_data",
    "test_checks_linters",
}


# These come first, so that no process is left alone with one of them in the end.
LONGEST = (
    "test_fifty_kills_leave_the_old_or_the_new_and_running_again_completes",
    "test_typed[make check]",
    "test_nine_notebooks_in_one_folder_leave_every_file_of_the_project",
    "test_a_cluster_works_as_printed",
    "test_the_first_ten_minutes_of_a_newcomer_go_as_contributing_says",
    "test_two_builds_of_a_commit_are_the_same_bytes",
)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: browsers, servers and killed processes are often waited for."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        slow = SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or item.path.stem in SLOW_MODULES
        if slow or item.path.parent.name == "browser":
            item.add_marker("slow")
    # A process steals from the end of another's half. The second half is short tests, none of which waits for the
    # built site; when they are done it is built, and the slow ones that are left can be shared.
    items.sort(key=lambda item: (item.name not in LONGEST, item.get_closest_marker("slow") is None))


@pytest.fixture(scope="session")
def ran(tmp_path_factory) -> Path:
    """The miniature after `make labs`. Read only, all test processes share it: take `mini` to change something."""

    def make(folder: Path) -> None:
        assert labs.update([], root=plant(folder / "mini")) == []

    return once(tmp_path_factory, "ran", make) / "mini"


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A fresh clone after `make build`. Read only: all test processes share it."""

    def make(folder: Path) -> None:
        checkout = clone(upstream(folder / "origin"), folder / "clone")
        run(checkout, "make", "build", SITE_URL="https://example.org/")

    return once(tmp_path_factory, "built", make) / "clone"


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Without the loop that the tests' open browser keeps running in this thread: where one runs, none can be begun.

    For every test that needs no browser, since any of them may come after one that did.
    """
    running = None if "browser" in request.fixturenames else asyncio._get_running_loop()
    if running:
        asyncio._set_running_loop(None)
    yield
    if running:
        asyncio._set_running_loop(running)


@pytest.fixture
def mini(ran, tmp_path) -> Path:
    """A copy of the miniature, its lab run, for this test alone."""
    return shutil.copytree(ran, tmp_path / "mini", symlinks=True)


@pytest.fixture
def inside(mini, monkeypatch) -> Path:
    """The same copy, as the current folder, where the commands expect it."""
    monkeypatch.chdir(mini)
    return mini
