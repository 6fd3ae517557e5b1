"""Whether a lab finds the same on one core as on two: `make labs CORES=1`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..places import NOTEBOOKS
from ..problems import Problem, Refused, nearest
from .notebook import dump, names
from .run import Run, run


def compare(wanted: list[str], root: Path = Path()) -> list[Problem]:
    """Run `wanted` (all if empty) on one core in one process, then on two in two; write nothing.

    A problem for every lab that fails, and for one whose evidence is not the same, byte for byte.
    """
    problems: list[Problem] = []
    everything = names(root)
    for lab in wanted or everything:
        if lab not in everything:
            remedy = nearest(lab, everything, f"Labs: {', '.join(everything)}.")
            problems.append(Problem(f"LAB={lab}", "no such lab", remedy))
            continue
        try:
            one, two = (_alone(lab, root, number) for number in (1, 2))
        except Refused as refused:
            problems += refused.problems
            continue
        if dump(one.evidence) == dump(two.evidence):
            print(f"{lab}: the same on one core and on two", flush=True)
        else:
            remedy = "Seed each unit of work by what it is, not by when or where it runs, and sum in one order."
            what = f"finds one thing on one core and another on two: {', '.join(_differing(one, two))}"
            problems.append(Problem(f"{NOTEBOOKS}/{lab}.ipynb", what, remedy))
    return problems


def _alone(lab: str, root: Path, number: int) -> Run:
    with _cores(number):
        return run(lab, root, jobs=number)


@contextmanager
def _cores(number: int) -> Iterator[None]:
    """What is started here sees so many cores, if the system can say so (Linux); elsewhere only LAB_JOBS differs."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _differing(one: Run, two: Run) -> list[str]:
    """The measures and series that are not the same, by their names."""
    parts = [(part, {**one.evidence[part], **two.evidence[part]}) for part in ("measures", "series")]
    return [
        name
        for part, all_names in parts
        for name in all_names
        if one.evidence[part].get(name) != two.evidence[part].get(name)
    ]
