"""Git, as far as we use it: a command that succeeds and its output, or what git says against it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Failed(Exception):
    """A command of git did not succeed; the message is git's own."""


def run(*command: str, root: Path = Path(), given: str = "", whole: bool = False, **environ: str) -> str:
    """The output of `git <command>` without the line's end.

    `whole`: nothing that stops us stops this command in its middle, because it runs in a session of its own.
    Raises Failed where git is not there, too.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *command],
            input=given.encode(),
            capture_output=True,
            check=False,
            env={**os.environ, **environ},
            start_new_session=whole,
            close_fds=False,  # it holds our turn (release.py) for as long as it runs
        )
    except FileNotFoundError as error:
        raise Failed("git is not installed") from error
    if done.returncode:
        raise Failed(done.stderr.decode("utf-8", "replace").strip() or f"git {command[0]} failed")
    return done.stdout.decode("utf-8").removesuffix("\n")


def finds(*command: str, root: Path = Path()) -> str:
    """The same, and nothing where git does not find it."""
    try:
        return run(*command, root=root)
    except Failed:
        return ""
