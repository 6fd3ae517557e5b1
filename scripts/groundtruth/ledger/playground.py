"""The playground: queries that pages show and readers change, the tasks that check theirs, and the tables below both.

People write playground.yml and flights.sql; `make flights` writes the database. Every query is run here, on that
database, so that nothing that a page shows of a result is typed, and so that no task can be solved by its stub.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..places import FLIGHTS, FLIGHTS_SCHEMA, PLAYGROUND
from ..problems import Problem
from .files import Schemas, read

Value = str | int | float | None
# Steps of SQLite's machine after which a query is given up, in thousands: some seconds. A page must stay quick.
PATIENCE = 20_000
MAGIC = b"SQLite format 3\x00"
TABLE = re.compile(r"CREATE TABLE (?P<name>\w+) \(\s*--\s*(?P<means>.+)\n(?P<body>(?:.*\n)*?)\)(?=;|$)")
COLUMN = re.compile(
    r"^ +(?P<name>[a-z]\w*) (?P<type>TEXT|INTEGER|REAL)\b(?P<rules>.*?),?(?: --\s*(?P<means>.+))?$", re.M
)
KEY = re.compile(r"^ +PRIMARY KEY \((?P<names>[^)]*)\)", re.MULTILINE)


@dataclass(frozen=True)
class Result:
    """What a query found: the columns' names, and all rows in the order in which they came."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def same(self, other: Result, ordered: bool) -> bool:
        """Whether both found the same rows, whatever the columns are called; order counts where `ordered`."""
        mine, theirs = ([tuple(map(shown, row)) for row in one.rows] for one in (self, other))
        return mine == theirs if ordered else sorted(mine) == sorted(theirs)


def shown(value: Value) -> str:
    """A value as pages print it: NULL, whole numbers plain, others to ten digits (versions of SQLite differ later)."""
    if value is None:
        return "NULL"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Query:
    """A query that a page shows, and what it finds; a task has more. `said`: SQLite's words where it is refused."""

    id: str
    title: str
    query: str
    result: Result
    said: str = ""
    level: str = ""
    task: str = ""
    hint: str = ""
    solution: str = ""
    ordered: bool = False
    wrong: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    key: bool
    means: str
    line: int  # of flights.sql


@dataclass(frozen=True)
class Table:
    name: str
    means: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Playground:
    """All queries by id, and the tables that they ask; both empty where a handbook has none."""

    entries: Mapping[str, Query] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()


class Database:
    """A copy of the database in which every query is run alone: what it writes is undone. Raises sqlite3.Error."""

    def __init__(self, folder: str, content: bytes) -> None:
        path = Path(folder) / "flights.db"
        path.write_bytes(content)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA foreign_keys = ON")
        self.definitions = dict(self._db.execute("SELECT name, sql FROM sqlite_master").fetchall())

    def run(self, query: str) -> Result:
        steps = iter(range(PATIENCE))
        self._db.set_progress_handler(lambda: next(steps, None) is None, 1000)
        self._db.execute("BEGIN")
        try:
            found = self._db.execute(query)
            return Result(tuple(column[0] for column in found.description or ()), tuple(found.fetchall()))
        finally:
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        self._db.close()


def read_playground(root: Path, schemas: Schemas, problems: list[Problem]) -> Any:
    """What playground.yml says, or None: after adding to `problems`, or where a handbook has no such file."""
    if not (root / PLAYGROUND).exists():
        return None
    return read(root, PLAYGROUND, schemas["playground.schema.json"], problems)


def proven(content: Any, root: Path, problems: list[Problem]) -> Playground:
    """The playground with what each query finds, as far as it went without adding to `problems`."""
    if content is None:
        return Playground()
    try:
        packed, schema = (root / FLIGHTS).read_bytes(), (root / FLIGHTS_SCHEMA).read_text("utf-8")
    except OSError as error:
        problems.append(_unread(error))
        return Playground()
    playground, found = _proven(json.dumps(content), packed, schema)
    problems += found
    return playground


@functools.lru_cache(maxsize=1)  # while pages are served, each edit reads the handbook again
def _proven(content: str, packed: bytes, schema: str) -> tuple[Playground, tuple[Problem, ...]]:
    """The playground and what is wrong with it, from what playground.yml says as JSON, the database, and its schema."""
    asked, problems = json.loads(content), list[Problem]()
    try:
        unpacked = gzip.decompress(packed)
        if not unpacked.startswith(MAGIC):
            raise EOFError("it is no database of SQLite")
        with TemporaryDirectory() as folder, closing(Database(folder, unpacked)) as database:
            problems += _outdated(schema, database)
            problems += _repeated(asked)
            entries = [_example(entry, database, problems) for entry in asked["examples"]]
            entries += [_task(entry, database, problems) for entry in asked["tasks"]]
    except (OSError, EOFError, sqlite3.DatabaseError) as error:
        return Playground(), (*problems, _unread(error))
    problems += _unexplained(schema)
    return Playground({entry.id: entry for entry in entries if entry}, tuple(tables(schema))), tuple(problems)


def _unread(error: Exception) -> Problem:
    remedy = f"Run `make flights`, which writes it from {FLIGHTS_SCHEMA}."
    return Problem(str(FLIGHTS), f"cannot be read: {error}", remedy)


def tables(schema: str) -> Iterator[Table]:
    """The tables of a schema, with what the comments behind them and their columns say."""
    for table in TABLE.finditer(schema):
        key = KEY.search(table["body"])
        keys = re.split(r",\s*", key["names"]) if key else []
        columns = [
            Column(
                found["name"],
                found["type"],
                "PRIMARY KEY" in found["rules"] or found["name"] in keys,
                found["means"] or "",
                schema.count("\n", 0, table.start("body") + found.start()) + 1,
            )
            for found in COLUMN.finditer(table["body"])
        ]
        yield Table(table["name"], table["means"].strip(), tuple(columns))


def _unexplained(schema: str) -> Iterator[Problem]:
    for table in tables(schema):
        for column in table.columns:
            if not column.means:
                line = next(n for n, text in enumerate(schema.splitlines(), 1) if text.startswith(f"  {column.name} "))
                what = f"{table.name}.{column.name} does not say what it means"
                yield Problem(
                    f"{FLIGHTS_SCHEMA}:{line}", what, "Add it behind the column: -- minutes, NULL: cancelled."
                )


def _outdated(schema: str, database: Database) -> Iterator[Problem]:
    """The database's tables against the schema that people write."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        try:
            fresh.executescript(schema)
        except sqlite3.Error as error:
            yield Problem(str(FLIGHTS_SCHEMA), f"SQLite does not understand it: {error}", "Correct it.")
            return
        wanted = dict(fresh.execute("SELECT name, sql FROM sqlite_master").fetchall())
    for name in sorted(wanted.keys() | database.definitions.keys()):
        if wanted.get(name) != database.definitions.get(name):
            yield Problem(str(FLIGHTS), f"has another table {name} than {FLIGHTS_SCHEMA}", "Run `make flights`.")


def _repeated(content: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[Problem]:
    names = [entry["id"] for part in ("examples", "tasks") for entry in content[part]]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(f"{PLAYGROUND} {name}", f"the id stands {names.count(name)} times", "Give each its own.")


def _example(entry: Mapping[str, Any], database: Database, problems: list[Problem]) -> Query | None:
    place, refused = f"{PLAYGROUND} {entry['id']}", entry.get("refused", "")
    told = {"id": entry["id"], "title": entry["title"], "query": entry["query"].strip()}
    try:
        result = database.run(entry["query"])
    except sqlite3.Error as error:
        if refused and refused in str(error):
            return Query(**told, result=Result((), ()), said=refused)
        problems.append(Problem(place, f"the query fails: {error}", "Correct it, or say so: refused: these words."))
        return None
    if refused:
        problems.append(Problem(place, "the database does not refuse this query", "Drop refused:, or correct it."))
    elif not result.rows:
        problems.append(Problem(place, "the query finds nothing", "Ask for something that is there."))
    return Query(**told, result=result)


def _sorts(query: str) -> bool:
    """Whether a query sorts what it finds; a subquery or a window may sort for itself."""
    inner = re.compile(r"--.*|'[^']*'|\([^()]*\)")
    while inner.search(query):
        query = inner.sub(" ", query)
    return bool(re.search(r"\bORDER\s+BY\b", query, re.IGNORECASE))


def _task(entry: Mapping[str, Any], database: Database, problems: list[Problem]) -> Query | None:
    """A task, if its solution finds something, and if stub and wrong queries each find something else."""
    place, ordered = f"{PLAYGROUND} {entry['id']}", entry.get("ordered", False)
    asked = {"solution": entry["solution"], "stub": entry["stub"]}
    asked |= {f"wrong[{number}]": wrong["query"] for number, wrong in enumerate(entry["wrong"])}
    found: dict[str, Result] = {}
    for name, query in asked.items():
        try:
            result = database.run(query)
        except sqlite3.Error as error:
            problems.append(Problem(f"{place}.{name}", f"the query fails: {error}", "Correct it."))
            continue
        # Where the order counts for the task, it also tells wrong queries apart.
        twin = next((other for other, before in found.items() if result.same(before, ordered)), None)
        if name == "solution" and not result.rows:
            problems.append(
                Problem(f"{place}.{name}", "the solution finds nothing", "Ask for something that is there.")
            )
        elif twin == "solution":
            what = "gives the same result as the solution"
            problems.append(
                Problem(f"{place}.{name}", what, "Change it, or the task: a check could not tell them apart.")
            )
        elif twin:
            what = f"gives the same result as {twin}"
            problems.append(Problem(f"{place}.{name}", what, "Drop one: a reader would be told the wrong mistake."))
        found[name] = result
    if "solution" in found and len(found["solution"].rows) > 1 and not ordered and _sorts(entry["solution"]):
        what = "sorts its rows, but the task passes them in any order"
        remedy = "Write `ordered: true` if the task asks for the order, else drop ORDER BY."
        problems.append(Problem(f"{place}.solution", what, remedy))
    if "solution" not in found:
        return None
    given = {key: entry[key] for key in ("id", "title", "level", "task", "hint")}
    given |= {"query": entry["stub"].strip(), "solution": entry["solution"].strip()}
    return Query(**given, ordered=ordered, wrong=tuple(entry["wrong"]), result=found["solution"])
