"""The labs' command is over at once where nothing changed, and only there."""

from __future__ import annotations

import importlib

import pytest
from groundtruth import labs
from groundtruth.labs import receipt, run
from miniature import edit_cell

COMPARED = "coin: up to date"


@pytest.fixture
def known(mini, capsys):
    """The miniature after a run that found nothing to do."""
    assert labs.update([], root=mini) == []
    assert capsys.readouterr().out == f"{COMPARED}\n"
    return mini


def test_nothing_is_compared_where_nothing_changed(known, monkeypatch, capsys):
    monkeypatch.setattr(run, "update", lambda *given: pytest.fail("everything was compared again"))
    assert labs.update([], root=known) == []
    assert capsys.readouterr().out == "All labs and steps are up to date: nothing changed since the last run.\n"


@pytest.mark.parametrize(
    "name",
    [
        "notebooks/coin.ipynb",
        "docs/labs/coin.ipynb",
        "docs/data/evidence/coin.json",
        "docs/data/claims/R01.yml",
        "requirements.lock",
    ],
)
def test_a_file_that_changed_has_all_compared(known, capsys, name):
    with (known / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    labs.update([], root=known)
    assert COMPARED in capsys.readouterr().out


@pytest.mark.parametrize("name", ["notebooks/new.ipynb", "docs/data/exercises/new.yml", "scripts/labkit/new.py"])
def test_a_file_that_comes_or_goes_changes_the_state(known, name):
    before = receipt.state(known)
    (known / name).parent.mkdir(parents=True, exist_ok=True)
    (known / name).write_text("", "utf-8")
    assert receipt.state(known) != before
    (known / name).unlink()
    assert receipt.state(known) == before


def test_another_python_has_all_compared(known, monkeypatch, capsys):
    monkeypatch.setattr(importlib.import_module("sys"), "version", "4.0")
    assert labs.update([], root=known) == []
    assert COMPARED in capsys.readouterr().out


def test_who_asks_for_a_lab_has_it_compared(known, capsys):
    assert labs.update(["coin"], root=known) == []
    assert COMPARED in capsys.readouterr().out


def test_a_run_that_wrote_or_failed_is_no_receipt(mini, capsys):
    edit_cell(mini, "coin", "question", "# Is this coin fair?\n\nNew words.")
    assert labs.update([], root=mini) == []
    assert "new prose" in capsys.readouterr().out
    assert not (mini / receipt.RECEIPT).exists()
    (mini / "notebooks/coin.ipynb").write_text("{", "utf-8")
    assert labs.update([], root=mini) != []
    assert not (mini / receipt.RECEIPT).exists()
