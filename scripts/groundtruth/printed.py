"""docs/data/printed.json: what the code of each question prints, written by `make questions` and never edited."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from .ledger import digest, read_folder, schemas
from .places import PRINTED, QUESTIONS
from .problems import Problem

SECONDS = 10.0  # of processor time; far above what any needs, and far below what a reader would wait for
PATIENCE = 60  # seconds on the clock, on a machine that is busy
LONGEST = 600  # characters of output


def update(root: Path = Path()) -> list[Problem]:
    """Run the code of every question and write down what it prints, all of it or nothing."""
    problems: list[Problem] = []
    entries = read_folder(root, QUESTIONS, schemas(root)["question.schema.json"], problems)
    found = {}
    for name, entry in entries.items():
        if "code" in entry:
            prints = run(entry["code"], f"{QUESTIONS}/{name}.yml code")
            if isinstance(prints, Problem):
                problems.append(prints)
            else:
                found[name] = {"digest": digest(entry["code"], prints), "prints": prints}
    if problems:
        return problems
    before = (root / PRINTED).read_text("utf-8") if (root / PRINTED).exists() else ""
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    (root / PRINTED).write_text(text, "utf-8")
    print(f"{PRINTED}: {'as before' if text == before else 'written; look at the difference'}")
    return []


def run(code: str, place: str) -> str | Problem:
    """What the code prints, run by itself as a reader would, without our folders; a Problem where it does not."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-I", "-c", code],
            capture_output=True,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return Problem(place, f"has not ended after {PATIENCE} seconds", "Look for a loop without an end.")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        return Problem(place, f"stops with {last}", "Run it alone, and correct it.")
    if done.stderr or not done.stdout.strip() or len(done.stdout) > LONGEST:
        what = f"warns: {done.stderr.strip()}" if done.stderr else f"prints {len(done.stdout.strip())} characters"
        return Problem(place, what, f"Let it print the number in question, in at most {LONGEST} characters.")
    if seconds > SECONDS:
        return Problem(place, f"takes {seconds:.1f} seconds", f"Give it less to do: {SECONDS:.0f} are allowed.")
    return done.stdout.rstrip("\n")
