"""The same function on many tables, two at a time, with progress."""

from __future__ import annotations

import os
import sys
import time

from joblib import Parallel, delayed


def on_each(function, items, jobs: int = 2) -> list:
    """`[function(item) for item in items]`, computed `jobs` at a time; says how far it is on one line.

    LAB_JOBS in the environment wins: where labs run side by side, each needs one process only.
    """
    jobs = int(os.environ.get("LAB_JOBS", jobs))
    items, done, start = list(items), [], time.perf_counter()
    for result in Parallel(n_jobs=jobs, return_as="generator")(delayed(function)(item) for item in items):
        done.append(result)
        if sys.stdout.isatty() or "ipykernel" in sys.modules:
            left = (time.perf_counter() - start) / len(done) * (len(items) - len(done))
            sys.stderr.write("")  # nothing on stderr: labs must not warn
            print(f"\r{len(done)} of {len(items)} done, about {left:.0f} s to go   ", end="", flush=True)
    print()
    return done
