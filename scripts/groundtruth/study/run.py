"""The full study: docs/data/tables.yml -> docs/data/study.json, by `make study`.

One job scores all models on one fold of one table. Its result is written to .study/ as soon as it is there, under
a key of what decides it; a study that was killed therefore goes on where it stood. The table of results is a
function of those files alone, and is written when all are there. Its measures are a function of its rows, so that they
can be written anew without scoring (SUMMARY=1). The same jobs run on local processes or on a Dask cluster; either way
only this process writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from ..places import TABLES
from ..problems import Problem, Refused, nearest
from .keys import catalogue, installed, key
from .table import NAMES, row_of, text_of, write, write_table

CACHE = Path(".study")


class Job(NamedTuple):
    """All models on one fold of one table."""

    table: str
    repeat: int
    fold: int


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
            write(_file(homes[job.table], job), json.dumps(result))
            results[job] = result
    if problems:
        return problems
    in_order = sorted(results)
    rows = [row_of(e, [results[job] for job in in_order if job.table == e["name"]], names) for e in wanted]
    if only:
        print(text_of(rows, names))
        return []
    return write_table(tables, rows, names, versions, root)


def _file(home: Path, job: Job) -> Path:
    return home / f"{job.repeat}-{job.fold}.json"


def _done(home: Path, job: Job) -> dict[str, Any] | None:
    """The result of an earlier run, or None: a file that is damaged counts as none."""
    try:
        return json.loads(_file(home, job).read_text("utf-8"))
    except (OSError, ValueError):
        return None


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
