"""The project that the nine steps build: what earlier notebooks left of it, and its commands."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from pathlib import Path
from typing import Any

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
    if done.stdout.strip():
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


def reply(address: str, body: Any = None) -> tuple[int, Any]:
    """What a service answers: its status, such as 200, and its JSON. With a body the request is a POST."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


@contextlib.contextmanager
def service(app: str = "app:app", wait: float = 60) -> Generator[str, None, None]:
    """The project's service in a process of its own, for as long as the block lasts; gives its address.

    Raises Stop, with what it said, where it does not answer on /health within `wait` seconds.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--log-level", "warning"]
    address, end = f"http://127.0.0.1:{port}", time.monotonic() + wait
    said = subprocess.PIPE
    with subprocess.Popen(command, cwd=PROJECT, stdout=said, stderr=subprocess.STDOUT, text=True) as running:
        try:
            while True:
                try:
                    reply(f"{address}/health")
                    break
                except OSError as error:  # not yet
                    if running.poll() is not None or time.monotonic() > end:
                        running.kill()
                        raise Stop(f"The service doesn't answer:\n{running.communicate()[0]}") from error
                    time.sleep(0.1)
            yield address
        finally:
            running.terminate()
