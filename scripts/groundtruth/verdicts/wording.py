"""How a sentence tells a change: in words for a reader, where the labs' own names are notes."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wording:
    """What docs/data/changes.yml says; without it, a change is told by its name: `With another choice (tuned)`.

    `choices` by the names of declared alternatives, `measures` by their names, `of_tables` the owners of measures whose
    units are tables, `cases` what a case does that counts for a measure.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    of_tables: Set[str] = frozenset()
    cases: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, why: str, tests: str) -> str:
        """`If we planted half as many slips`; of some tests only, `If, in the second test, we …`."""
        if why in self.choices:
            return f"If,{tests}, {self.choices[why]}" if tests else f"If {self.choices[why]}"
        return f"With another choice{tests} ({why})"

    def moved(self, measure: str, test: str) -> str:
        """`If the threshold for the share with a PhD`, or which test's it is."""
        if measure in self.measures:
            return f"If the threshold for {self.measures[measure]}"
        return f"If the {test}'s threshold" if test else "If the threshold"

    def without(self, unit: str, owners: Set[str]) -> str:
        """`If we left out the table “wives”`."""
        return f"If we left out {'the table ' if owners <= self.of_tables else ''}“{unit}”"

    def without_source(self, source: str, owners: Set[str]) -> str:
        """`If we left out all tables from AER`."""
        return f"If we left out {'all tables' if owners <= self.of_tables else 'everything'} from {source}"

    def counting(self, measure: str) -> str:
        """`tables see boosting win`, after `if at least 41 of the 66`."""
        return self.cases.get(measure, "cases say yes")


PLAIN = Wording()
