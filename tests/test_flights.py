"""The playground's database is what its command makes of the schema and the package."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from groundtruth import flights
from groundtruth.places import FLIGHTS, FLIGHTS_SCHEMA
from miniature import REPOSITORY, edit


def dump(path: Path, content: bytes) -> list[str]:
    """All of a database as SQL, which no version of SQLite words differently."""
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        return list(db.iterdump())


@pytest.fixture
def root(tmp_path) -> Path:
    (tmp_path / "docs/data").mkdir(parents=True)
    (tmp_path / FLIGHTS_SCHEMA).write_text((REPOSITORY / FLIGHTS_SCHEMA).read_text("utf-8"), "utf-8")
    return tmp_path


def test_the_command_writes_what_is_committed_and_twice_the_same(root, tmp_path):
    assert flights.update(root) == []
    first = (root / FLIGHTS).read_bytes()
    committed = (REPOSITORY / FLIGHTS).read_bytes()
    assert dump(tmp_path / "made.db", gzip.decompress(first)) == dump(tmp_path / "kept.db", gzip.decompress(committed))
    assert flights.update(root) == []
    assert (root / FLIGHTS).read_bytes() == first
    assert len(committed) < 150_000


def test_a_schema_that_the_flights_break_is_told_and_the_file_left_alone(root):
    edit(root / FLIGHTS_SCHEMA, "dep_delay BETWEEN -120 AND 2880", "dep_delay BETWEEN 0 AND 2880")
    (problem,) = flights.update(root)
    assert problem.place == str(FLIGHTS_SCHEMA) and "CHECK constraint failed" in problem.what
    assert not (root / FLIGHTS).exists()
