"""How a sentence tells a change: in words for a reader, where the labs' own names are notes."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wording:
    """What docs/data/changes.yml says; without it, a change is told by its name: `With another choice (tuned)`.

    `choices` by the names of declared alternatives, `of_tables` the owners of measures whose
    units are tables, `cases` what is so in as many cases, `{number}`, as count for a measure.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    of_tables: Set[str] = frozenset()
    cases: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, why: str, tests: str) -> str:
        """`If we planted half as many slips`; of some tests only, `If, in the second test, we …`."""
        if why in self.choices:
            return f"If,{tests}, {self.choices[why]}" if tests else f"If {self.choices[why]}"
        return f"With another choice{tests} ({why})"

    def without(self, unit: str, owners: Set[str]) -> str:
        """`If we left out the table “wives”`."""
        return f"If we left out {'the table ' if owners <= self.of_tables else ''}“{unit}”"

    def without_source(self, source: str, owners: Set[str]) -> str:
        """`If we left out all tables from the package AER`."""
        what = "all tables from the package" if owners <= self.of_tables else "everything from"
        return f"If we left out {what} {source}"

    def counting(self, measure: str, number: str) -> str:
        """`boosting wins on at least 41 of the 66 tables`."""
        return self.cases.get(measure, "{number} cases say yes").format(number=number)


PLAIN = Wording()
