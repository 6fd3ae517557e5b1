"""How cards tell the changes that flip a verdict, from docs/data/changes.yml; nothing in it may be about nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..places import CHANGES
from ..problems import Problem, nearest
from ..verdicts import Wording
from .files import Schemas, read


def read_wording(root: Path, schemas: Schemas, problems: list[Problem]) -> Wording:
    """What the file says; nothing where there is none."""
    if not (root / CHANGES).exists():
        return Wording()
    told = read(root, CHANGES, schemas["changes.schema.json"], problems) or {}
    return Wording(told.get("choices", {}), frozenset(told.get("of_tables", ())), told.get("cases", {}))


def wording_problems(words: Wording, found: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """Words for an alternative that no lab declares, for a measure that is not there, or of a lab without measures."""
    declared = {other["why"] for one in found.values() for other in one.get("variants", {}).values()}
    owners = {name.partition(".")[0] for name in found}
    for part, named, known in (
        ("choices", words.choices, declared),
        ("of_tables", words.of_tables, owners),
        ("cases", words.cases, found),
    ):
        for name in sorted(set(named) - set(known)):
            yield Problem(f"{CHANGES} {part}", f"nothing is called '{name}'", nearest(name, known, "Delete its line."))
