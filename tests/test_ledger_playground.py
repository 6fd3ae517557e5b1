"""The playground's queries are run where they are read, and a task that could be passed by a mistake is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from groundtruth.ledger import load, schemas
from groundtruth.ledger.playground import Result, proven, read_playground, shown, tables
from groundtruth.places import FLIGHTS, FLIGHTS_SCHEMA, PLAYGROUND
from groundtruth.problems import Problem
from miniature import REPOSITORY, edit


@pytest.fixture
def root(tmp_path) -> Path:
    (tmp_path / "docs/data").mkdir(parents=True)
    for path in (FLIGHTS, FLIGHTS_SCHEMA, PLAYGROUND, PLAYGROUND.with_suffix(".schema.json")):
        shutil.copy(REPOSITORY / path, tmp_path / path)
    return tmp_path


def problems_of(root: Path) -> list[Problem]:
    problems: list[Problem] = []
    proven(read_playground(root, schemas(root), problems), root, problems)
    return problems


@pytest.fixture(scope="module")
def playground():
    problems: list[Problem] = []
    found = proven(read_playground(REPOSITORY, schemas(REPOSITORY), problems), REPOSITORY, problems)
    assert problems == []
    return found


def test_the_page_of_step_one_has_five_graded_tasks(playground):
    levels = [query.level for query in playground.entries.values() if query.task]
    assert len(levels) == 5 and levels == sorted(levels, key=["easy", "medium", "hard"].index)
    assert {"easy", "medium", "hard"} == set(levels)


def test_every_query_is_on_a_page(playground):
    text = "".join(path.read_text("utf-8") for path in (REPOSITORY / "docs").rglob("*.md"))
    assert [name for name in playground.entries if f'{{{{ playground("{name}") }}}}' not in text] == []


def test_a_cancelled_flight_has_no_departure_and_the_counts_say_so(playground):
    days = playground.entries["day-by-day"].result
    assert days.columns == ("day", "planned", "flown", "mean_delay")
    cancelled = sum(planned - flown for _, planned, flown, _ in days.rows)
    assert sum(number for _, number in playground.entries["cancelled"].result.rows) == cancelled > 0


def test_the_page_tells_what_its_queries_find(playground):
    """The words of docs/path/sql.md about lost rows, multiplied rows, and what was known."""
    flights, with_planes, left_join, with_weather = playground.entries["rows-before-and-after"].result.rows[0]
    assert with_planes < flights == left_join and with_weather == 24 * flights
    averages = playground.entries["plane-averages"].result.rows
    assert len(averages) == 4 and len({whole for *_, whole, _ in averages}) == 1
    assert averages[-2][0] == "2013-03-24 16:30:00" and averages[-2][1] > "2013-03-24 18:00:00"
    assert averages[-1][0] == "2013-03-24 20:00:00"
    known = [row[-1] for row in playground.entries["plane-as-known"].result.rows]
    assert known[0] is None and known[-1] < averages[-1][-1]


def test_every_column_says_its_type_and_meaning():
    found = {table.name: table for table in tables((REPOSITORY / FLIGHTS_SCHEMA).read_text("utf-8"))}
    assert list(found) == ["airlines", "planes", "weather", "flights"]
    assert [column.name for column in found["weather"].columns if column.key] == ["origin", "day", "hour"]
    assert all(column.means and table.means for table in found.values() for column in table.columns)
    assert "cancelled" in next(c.means for c in found["flights"].columns if c.name == "dep_time")


@pytest.mark.parametrize(
    ("one", "other", "ordered", "same"),
    [
        ([(1, "a"), (2, None)], [(2, None), (1, "a")], False, True),
        ([(1, "a"), (2, None)], [(2, None), (1, "a")], True, False),
        ([(1,), (1,)], [(1,)], False, False),
        ([(0.1 + 0.2,)], [(0.3,)], True, True),
        ([("1",)], [(None,)], False, False),
    ],
)
def test_results_are_the_same_whatever_their_columns_are_called(one, other, ordered, same):
    assert Result(("a",), tuple(one)).same(Result(("b",), tuple(other)), ordered) is same


@pytest.mark.parametrize(("value", "text"), [(None, "NULL"), (12.0, "12"), (0.1 + 0.2, "0.3"), (-3, "-3"), ("x", "x")])
def test_values_are_shown_as_the_browser_shows_them(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ("WHERE dep_time IS NULL\n", "WHERE dep_time IS 7\n", "cancelled.solution", "the solution finds nothing"),
        ("LIMIT 5;", "WHERE dep_delay > 240 ORDER BY 3 DESC;", "four-hours.stub", "same result as the solution"),
        ("dep_delay > 240 ORDER BY dep_delay;", "dep_delay > 240 ORDER BY 3 DESC;", "four-hours.wrong[0]", "solution"),
        ("dep_time = NULL GROUP", "dep_time IS NULL GROUP", "cancelled.wrong[0]", "same result as the solution"),
        ("  ordered: true\n", "", "four-hours.solution", "sorts its rows"),
        ("ON o.tailnum = n.tailnum\n", "ON o.tail = n.tailnum\n", "plane-as-known", "the query fails: no such column"),
        ("refused: CHECK constraint failed", "refused: No such luck", " refused", "the query fails: CHECK"),
        ("id: refused", "id: day-by-day", "day-by-day", "stands 2 times"),
        ("SELECT day,\n", "SELECT day FROM flights WHERE 0; -- ", "day-by-day", "query"),
    ],
)
def test_a_task_that_proves_nothing_is_refused(root, old, new, place, what):
    assert problems_of(root) == []
    edit(root / PLAYGROUND, old, new)
    found = problems_of(root)
    assert any(place in p.place and what in p.what and p.remedy for p in found), found


def test_a_query_that_never_ends_is_given_up(root):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"
    edit(root / PLAYGROUND, "UPDATE flights SET dep_delay = 'late' WHERE id = 1;", endless)
    (problem,) = problems_of(root)
    assert problem.what == "the query fails: interrupted"


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"no gzip", None])
def test_a_database_that_cannot_be_read_is_told(root, content):
    (root / FLIGHTS).unlink()
    if content is not None:
        (root / FLIGHTS).write_bytes(content)
    (problem,) = problems_of(root)
    assert problem.place == str(FLIGHTS) and problem.remedy.startswith("Run `make flights`")


def test_a_handbook_may_have_no_playground(mini):
    assert load(mini).playground.entries == {}
