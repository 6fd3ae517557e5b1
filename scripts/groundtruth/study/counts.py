"""What the registry says of a table's size, against what scored it: a number mistyped there is told at its entry.

Else only the whole study would be told to be out of date, and forty minutes later what was wrong all along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..labs import registry
from ..places import EVIDENCE, NOTEBOOKS, STUDY, TABLES
from ..problems import Problem

Entry = Mapping[str, Any]
# registered("affairs, psid_lfp as psid"), as a notebook's file has it.
REGISTERED = re.compile(r'\bregistered\(\s*\\"(?:\\"\\")?((?:[^"\\]|\\n|",\s*")*)\\"')
LOOSE = 0.006  # of a share of two digits


def scored(entries: Iterable[Entry], rows: Iterable[Entry]) -> Iterator[Problem]:
    """Entries whose size is not that of the table which the study scored under their name.

    Of a table that was cut, columns and shares are those of the rows that were drawn.
    """
    known = {entry["name"]: entry for entry in entries}
    for row in rows:
        entry = known.get(row["name"], {})
        said = {"n": row["total"]}
        if row["total"] == row["rows"]:
            said |= {"columns": row["columns"], "positive_share": row["positive"]}
        for key, found in said.items():
            if key in entry and abs(entry[key] - found) > (LOOSE if key == "positive_share" else 0):
                yield _told(row["name"], key, entry[key], f"{STUDY} has {found:g} for this table")


def alike(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Entries that read the same table, all of its rows, and give another number of them than the first that does."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if "rows" not in entry:
            other = first.setdefault((entry["package"], entry["item"]), entry)
            if other["n"] != entry["n"]:
                yield _told(entry["name"], "n", entry["n"], f"{other['name']}, the same table, has {other['n']}")


def learned(
    tables: Mapping[str, Entry], names: Mapping[str, str], series: Iterable[Entry], lab: str
) -> Iterator[Problem]:
    """Tables of which a lab used more rows than they have, or as many with the digits in another order.

    `names` are the registry's, by what the lab calls a table. Fewer rows are fine: a lab may have cut it.
    """
    told = set[str]()
    for row in series:
        own = names.get(str(row.get("table", row.get("name"))), "")
        used, n = row.get("rows"), tables.get(own, {}).get("n")
        if not isinstance(used, int | float) or n is None or own in told or used == n:
            continue
        if used > n or sorted(f"{used:g}") == sorted(f"{n:g}"):
            told.add(own)
            yield _told(own, "n", n, f"the lab {lab} used {used:g} rows of it")


def called(notebook: str) -> dict[str, str]:
    """The registry's names of a lab's tables by those that the lab gives them, from the notebook's file."""
    found = {}
    for literal in REGISTERED.findall(notebook):
        for one in re.sub(r'\\n|",\s*"', " ", literal).split(","):
            name, _, own = " ".join(one.split()).partition(" as ")
            found[own or name] = name
    return found


def _told(name: str, key: str, said: float, found: str) -> Problem:
    what = f"says {key}: {said:g}, and {found}"
    return Problem(f"{TABLES} {name}.{key}", what, f"Correct {key} here, unless the package has changed its table.")


def miscounted(found: registry.Registry, rows: Iterable[Entry], root: Path) -> Iterator[Problem]:
    """Every size in the registry that what scored, or read, its table contradicts."""
    yield from scored((found.tables[name] for name in found.study), rows)
    yield from alike(found.tables.values())
    for path in sorted((root / NOTEBOOKS).glob("*.ipynb")):
        try:
            series = json.loads((root / EVIDENCE / f"{path.stem}.json").read_text("utf-8"))["series"]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # the ledger says what is wrong with it
        names = called(path.read_text("utf-8"))
        for one in series.values():
            yield from learned(found.tables, names, one, path.stem)
