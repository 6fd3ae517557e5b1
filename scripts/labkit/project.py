"""The project that the nine steps build: what earlier notebooks left of it, and its commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .setup import Stop

PROJECT = Path("late-flights")


def terminal(command: str) -> None:
    """Run a command in the project's folder, as you would type it there, and print what it says.

    `python` and `pytest` are those of this notebook. Raises Stop, with what was said, where the command fails.
    """
    program, *words = command.split()
    ours = {"python": [sys.executable], "pytest": [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]}
    done = subprocess.run(
        [*ours.get(program, [program]), *words],
        cwd=PROJECT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Stop(f"`{command}` failed:\n{done.stdout.strip()}")
    print(done.stdout.strip())


def resume(written: dict[str, str], made: dict[str, str]) -> None:
    """Write the project's files that are missing, and let its scripts make what is missing: file = script.

    Your own versions stay as they are. The project's modules can be imported afterwards.
    """
    missing = [name for name in written if not (PROJECT / name).exists()]
    for name in missing:
        path = PROJECT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written[name], "utf-8")
    for name, script in made.items():
        if not (PROJECT / name).exists():
            terminal(f"python {script}")
    if str(PROJECT.resolve()) not in sys.path:
        sys.path.insert(0, str(PROJECT.resolve()))
    there = len(written) - len(missing)
    print(f"The project: {there} files were here, {len(missing)} written now.")
