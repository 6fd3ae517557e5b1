"""Whether a Dask cluster can score the study: Dask waits for ever where nobody answers, works, or knows our code."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from ..problems import Problem
from .keys import standing

PATIENCE = 8  # seconds for the scheduler to answer
MORE = 6  # seconds after which we, too, stop listening: Dask would listen to a web server for ever
FIRST = 8  # seconds for a first worker to come


def unfit(scheduler: str, names: tuple[str, ...]) -> list[Problem]:
    """What keeps the cluster at this address from running these models as they would run here."""
    place = f"SCHEDULER={scheduler}"
    try:
        found = _look(scheduler)
    except (OSError, ValueError) as error:
        return [_silent(place, str(error) or "something else than Dask is there")]
    if found["type"] != "Scheduler":
        what = f"is a {found['type'].lower()}, not a scheduler"
        return [Problem(place, what, "Give the address that `make scheduler` prints.")]
    if not found["workers"]:
        return [Problem(place, "has no workers", f"Run `make worker {place}` on each machine.")]
    try:
        return _strangers(scheduler, names)
    except OSError as error:  # it answered, and then no more
        return [_silent(place, str(error))]


def _silent(place: str, why: str) -> Problem:
    remedy = "Run `make scheduler` on one machine, and give the address that it prints."
    return Problem(place, f"does not answer: {why}", remedy)


def _look(scheduler: str) -> dict[str, Any]:
    """What stands at the address, as soon as it has workers, or when patience ends."""
    from distributed import comm  # noqa: F401  # loading it takes seconds, which are not the scheduler's

    end = time.monotonic() + FIRST
    while True:
        found = asyncio.run(asyncio.wait_for(_identity(scheduler), PATIENCE + MORE))
        if found["type"] != "Scheduler" or found["workers"] or time.monotonic() > end:
            return found
        time.sleep(0.2)


async def _identity(address: str) -> dict[str, Any]:
    from distributed.comm import connect
    from distributed.core import send_recv

    comm = await connect(address, timeout=PATIENCE)
    try:
        return await send_recv(comm, op="identity")
    finally:
        comm.abort()


def _strangers(scheduler: str, names: tuple[str, ...]) -> list[Problem]:
    """The scheduler, if it cannot import our code, and each worker that cannot or that would score with another."""
    from distributed import Client

    place, problems = f"SCHEDULER={scheduler}", []
    with Client(scheduler, timeout=PATIENCE) as client:
        # By text: a function of ours would have to be imported there to be called at all.
        try:
            client.run_on_scheduler(exec, "import groundtruth.study.models, groundtruth.study.run")
        except ImportError as error:
            remedy = "Stop it, and start it by `make scheduler` in the repository's folder."
            problems.append(Problem(place, f"the scheduler cannot import our code: {error}", remedy))
        here = standing(names)
        ask = f"__import__('groundtruth.study.keys', fromlist=['keys']).standing({names!r})"
        for worker, there in sorted(client.run(eval, ask, on_error="return").items()):
            if there != here:
                what = f"cannot run it: {there}" if isinstance(there, Exception) else "has other code or packages"
                remedy = f"Start it by `make worker {place}` in a clone of the same commit."
                problems.append(Problem(place, f"the worker {worker} {what}", remedy))
    return problems
