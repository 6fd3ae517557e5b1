"""Pay by country, title, level and degree: quantiles of adverts as counted, and of survey answers by band."""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..places import PAY_ADVERTS, PAY_SURVEY
from ..problems import Problem

FEWEST = 20  # figures or people below which no quantile is shown
QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
COLUMNS = {
    PAY_ADVERTS: ["title", "location", "level", "rows", *QUANTILES],
    PAY_SURVEY: ["year", "country", "title", "degree", "band_floor", "people"],
}
TEXTS = {"title", "location", "level", "country", "degree"}
Found = dict[str, dict[str, int]]


@functools.cache
def tables(root: Path) -> Mapping[str, Found]:
    """`adverts` by country, title and level, and `survey` by country, title and degree: `rows`, and quantiles if any.

    Keys join the three with a bar. Adverts know the US and all other countries together, the survey the US and India.
    """
    adverts: Found = {}
    for row in _read(root / PAY_ADVERTS):
        for country in ["US"] if row["location"] == "US" else ["India", "elsewhere"]:
            found = {"rows": int(row["rows"])}
            if found["rows"] >= FEWEST:
                found |= {name: int(row[name]) for name in QUANTILES}
            adverts[f"{country}|{row['title']}|{row['level']}"] = found
    bands: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in _read(root / PAY_SURVEY):
        for degree in dict.fromkeys(["any", row["degree"]]):
            bands[f"{row['country']}|{row['title']}|{degree}"][int(row["band_floor"])] += int(row["people"])
    return {"adverts": adverts, "survey": {key: of_bands(counts) for key, counts in bands.items()}}


def of_bands(counts: Mapping[int, int]) -> dict[str, int]:
    """Quantiles of people in bands, each as the floor of the band in which it lies."""
    people = sum(counts.values())
    found = {"rows": people}
    if people < FEWEST:
        return found
    for name, part in QUANTILES.items():
        below = 0
        for floor in sorted(counts):
            below += counts[floor]
            if below >= part * people:
                found[name] = floor
                break
    return found


def problems(root: Path) -> Iterator[Problem]:
    """Rows that are no counts, that stand twice, or whose quantiles fall."""
    for path, columns in COLUMNS.items():
        if not (root / path).is_file():
            yield Problem(str(path), "is missing", f"Restore it from git: `git checkout -- {path}`.")
            continue
        seen: dict[tuple[str, ...], int] = {}
        for line, row in enumerate(_read(root / path), 2):
            if list(row) != columns:
                yield Problem(str(path), f"has other columns than {', '.join(columns)}", "Correct its first line.")
                break
            # Of the survey, a band is part of what a row is of; the rest is what was counted.
            of = tuple(row[name] for name in columns if name in TEXTS or name in ("year", "band_floor"))
            if (first := seen.setdefault(of, line)) != line:
                what = f"is of what line {first} is of: {', '.join(of)}"
                yield Problem(f"{path}:{line}", what, "Keep one of the two: each is counted.")
            wrong = [name for name in columns if name not in TEXTS and not str(row[name]).isdigit()]
            if wrong:
                what = f"{wrong[0]} is '{row[wrong[0]]}', and no count"
                yield Problem(f"{path}:{line}", what, "Write whole dollars and whole people.")
            elif path == PAY_ADVERTS and (found := [int(row[name]) for name in QUANTILES]) != sorted(found):
                yield Problem(
                    f"{path}:{line}", "its quantiles fall", "Count again: p10 is the smallest, p90 the largest."
                )


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
