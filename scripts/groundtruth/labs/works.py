"""Runs every lab as a stranger would, with the package versions of other places: `make works`.

Writes docs/data/works-on.json, which the page of labs shows. Each lab runs alone in an empty folder, in an
environment that holds what that place preinstalls; the rest it installs itself, as it does for a reader.
"""

from __future__ import annotations

import datetime
import functools
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ..ledger import Handbook, load
from ..places import NOTEBOOKS
from ..problems import Problem, Refused
from . import exercises
from .notebook import names as all_labs
from .notebook import source, write

ENVIRONMENTS, HOMES, WORKS_ON = Path("scripts/environments"), Path(".works"), Path("docs/data/works-on.json")
# What a reader compares with their own machine.
SHOWN = ("numpy", "pandas", "scikit-learn", "matplotlib", "lightgbm")
SAME = "same verdicts"  # how a result begins with which nothing is wrong


def update(wanted: list[str], root: Path = Path()) -> list[Problem]:
    """Run `wanted` (all if empty) in every environment and record how the verdicts compare.

    A lab that fails or flips a verdict is a problem, and is recorded as what it is.
    """
    try:
        handbook = load(root)
    except Refused as refused:
        return refused.problems
    table = read(root)
    problems: list[Problem] = []
    for listed in sorted((root / ENVIRONMENTS).glob("*.txt")):
        try:
            python = _environment(listed, root)
        except Refused as refused:
            problems += refused.problems
            continue
        entry = table.setdefault(listed.stem, {"labs": {}})
        entry |= {
            "python": _ask(python, "import platform; print(platform.python_version())"),
            "packages": _held(python),
        }
        names = wanted or all_labs(root)
        paths = [root / NOTEBOOKS / f"{lab}.ipynb" for lab in names]
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:  # each lab is a process of its own
            for lab, found in zip(names, pool.map(functools.partial(_alone, python), paths), strict=True):
                result = compare(handbook, lab, found)
                missed = exercises.proven(lab, source(lab, root), exercises.exercises(lab, root), str(python))[1]
                if missed and result.startswith(SAME):
                    result = f"{missed[0].place}: {missed[0].what}"[:200]
                print(f"{listed.stem:8} {lab:24} {result}", flush=True)
                if not result.startswith(SAME):
                    problems.append(
                        Problem(f"{NOTEBOOKS}/{lab}.ipynb", f"with {listed.name}: {result}", f"See {listed}.")
                    )
                key = handbook.evidence[lab]["key"]
                day, seconds = datetime.date.today().isoformat(), 5 * -(-found["seconds"] // 5)
                entry["labs"][lab] = {"result": result, "key": key, "date": day, "seconds": seconds}
                entry["labs"] = {lab: entry["labs"][lab] for lab in sorted(entry["labs"]) if lab in handbook.evidence}
                write(root / WORKS_ON, table)  # at once: a run of all of them takes many minutes
    return problems


def seconds(lab: str, root: Path) -> float:
    """How long the lab took when it last ran elsewhere; endless for one that never did."""
    return max((place["labs"].get(lab, {}).get("seconds", 0) for place in read(root).values()), default=0) or math.inf


def read(root: Path) -> dict[str, Any]:
    """The table as it was last written; empty before the first run."""
    path = root / WORKS_ON
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def compare(handbook: Handbook, lab: str, found: dict[str, Any]) -> str:
    """What one run means for the reader: that its verdicts are the same, or what is wrong, in a few words."""
    if found["error"]:
        return f"stops: {found['error']}"
    if not found["evidence"]:
        return "shows no evidence"
    # What pip says of the index that this machine installs from, in colour or not, is nothing that the lab does.
    lines = re.sub(r"\x1b\[[0-9;]*m", "", found["said"]).splitlines()
    said = [line for line in lines if line.strip() and not line.startswith(("WARNING: ", "[notice]"))]
    if said:
        return f"warns: {said[0].rpartition(': ')[2] if '/' in said[0] else said[0]}"[:200]
    try:
        other = load(handbook.root, other_evidence={lab: handbook.evidence[lab] | found["evidence"]})
    except Refused as refused:
        if all(one.what.endswith("its verdict stays the same") for one in refused.problems):
            claims = sorted({Path(one.file).stem for one in refused.problems})
            return f"{SAME}, though a test of {', '.join(claims)} ends otherwise"
        return f"does not fit the ledger: {refused.problems[0].what}"
    flipped = [
        f"{claim.id} {claim.judgement.verdict} → {other.claims[claim.id].judgement.verdict}"
        for claim in handbook.claims.values()
        if claim.judgement.verdict != other.claims[claim.id].judgement.verdict
    ]
    return f"other verdicts: {', '.join(flipped)}" if flipped else SAME


def _environment(listed: Path, root: Path) -> Path:
    """The Python of an environment with what the file lists; made anew, so that 'newest' means today.

    Raises Refused where it got other versions than those listed.
    """
    home, pins = (root / HOMES / listed.stem).absolute(), listed.absolute()
    uv = [sys.executable, "-m", "uv"]
    with tempfile.TemporaryDirectory() as empty:  # in a folder of ours uv would override pins, as pyproject.toml says
        subprocess.run([*uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(home)], check=True)
        python = home / "bin/python"
        command = [*uv, "pip", "install", "--quiet", "--python", str(python), "-r", str(pins)]
        subprocess.run(command, check=True, cwd=empty)
    held = _versions(python)
    wanted = re.findall(r"^([\w.-]+)==(\S+)", pins.read_text("utf-8"), re.MULTILINE)
    others = [f"{name} {held.get(name.lower())}" for name, version in wanted if held.get(name.lower()) != version]
    if others:
        what = f"the environment has {', '.join(others)}"
        raise Refused([Problem(str(listed), what, "List versions that fit together.")])
    return python


def _versions(python: Path) -> dict[str, str]:
    lines = _ask(
        python, "import importlib.metadata as m; print(*[f'{d.name}=={d.version}' for d in m.distributions()])"
    )
    return {name.lower().replace("_", "-"): version for name, version in re.findall(r"(\S+)==(\S+)", lines)}


def _held(python: Path) -> dict[str, str]:
    held = _versions(python)
    return {name: held[name] for name in SHOWN if name in held}


def _ask(python: Path, code: str) -> str:
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def _alone(python: Path, notebook: Path) -> dict[str, Any]:
    """What the notebook gave. The environment's own python3 kernel is found because its Python runs the client."""
    start = time.perf_counter()
    run = subprocess.run(
        [python, "scripts/alone.py", str(notebook.absolute())], check=False, capture_output=True, text=True
    )
    seconds = round(time.perf_counter() - start)
    if run.returncode:
        return {"evidence": None, "said": "", "error": run.stderr.strip().splitlines()[-1][:200], "seconds": seconds}
    return {**json.loads(run.stdout.splitlines()[-1]), "seconds": seconds}
