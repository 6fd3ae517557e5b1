"""A site that is older than the sources: said once, in place of all that follows from it."""

from __future__ import annotations

import pytest
from groundtruth import building as verbs
from groundtruth.checks import origin
from groundtruth.problems import Problem
from miniature import edit

FOLLOWS = Problem("site/data/facts.json", "is not what the ledger and the evidence say", "Run `make build`.")


@pytest.fixture
def site(inside, monkeypatch):
    """The miniature with a site of its sources, of which something would be told if anybody looked."""
    (inside / "site").mkdir()
    origin.keep(origin.state())
    monkeypatch.setattr(verbs, "built", lambda handbook, folder: [FOLLOWS])
    return inside


def test_a_site_of_these_sources_is_looked_at(site):
    assert FOLLOWS in verbs.check()


@pytest.mark.parametrize("name", ["docs/truths/coins.md", "docs/data/claims/R02.yml", "notebooks/coin.ipynb"])
def test_an_older_site_is_told_once_and_not_looked_at(site, name):
    path = site / name
    path.write_text(path.read_text("utf-8") + " ", "utf-8")
    found = verbs.check()
    assert FOLLOWS not in found
    assert [problem.what for problem in found if problem.place == "site"] == [
        "is older than the sources, so its pages were not looked at"
    ]


def test_it_is_told_beside_what_stopped_the_build(site):
    edit(site / "docs/data/claims/R02.yml", "verdict: holds", "verdict: hold")
    assert {problem.place.partition(":")[0] for problem in verbs.check()} == {"docs/data/claims/R02.yml", "site"}


def test_a_site_that_nobody_knows_of_or_in_another_folder_is_looked_at(site):
    edit(site / "docs/truths/coins.md", "\n", "\n\n")
    assert FOLLOWS in verbs.check(folder="draft")
    (site / origin.RECEIPT).unlink()
    assert FOLLOWS in verbs.check()


def test_a_time_of_change_alone_makes_no_site_old(site):
    (site / "docs/truths/coins.md").touch()
    assert origin.older() == []
