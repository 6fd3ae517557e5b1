"""Fresh clones, in which the tests type what people and workflows type."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPOSITORY = "someone/their-fork"
STAMPS = ("uv", "site", "all", "study", "lint", "exports", "node")
# What the make and the shell that started the tests, or a workflow, would hand down.
INHERITED = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PYTHONPATH", "VIRTUAL_ENV", "SITE_URL"}
INHERITED |= {"ARGS", "CORES", "ENGINE", "FAST", "FRESH", "LAB", "LAB_JOBS", "PORT"}


def environment(**more: str) -> dict[str, str]:
    """The shell of somebody who has just cloned a fork: nothing of ours on its PATH, no identity for git."""
    inherited = {name: value for name, value in os.environ.items() if name not in INHERITED}
    ours = Path(sys.prefix, "bin").resolve()
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if Path(part).resolve() != ours)
    return {**inherited, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, "GITHUB_REPOSITORY": REPOSITORY, **more}


def run(checkout: Path, *command: str, **environ: str) -> str:
    """A command's output; it must succeed."""
    done = subprocess.run(
        command,
        cwd=checkout,
        env=environment(**environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
    return done.stdout


def upstream(target: Path) -> Path:
    """A bare repository with the working tree (not the last commit) on its branch main."""
    listed = run(ROOT, "git", "ls-files", "-co", "--exclude-standard", "-z")
    files = target.with_name(f"{target.name}-files")
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():
            (files / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, files / name)
    return bare(files, target)


def bare(files: Path, target: Path) -> Path:
    """A bare repository with these files, which are then gone, on its branch main."""
    run(files, "git", "init", "-q", "-b", "main")
    run(files, "git", "add", "-A")
    run(files, "git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-q", "-m", "copy")
    run(files, "git", "clone", "-q", "--bare", ".", str(target))
    shutil.rmtree(files)
    return target


def clone(origin: Path, target: Path, like: Path | None = None) -> Path:
    """A fresh clone, in which make finds installed what runs these tests, so that no test installs anything.

    One that is `like` another starts with its converted notebooks, which saves five seconds of a build.
    """
    run(origin, "git", "clone", "-q", str(origin), str(target))
    if like:
        shutil.copytree(like / ".cache/mkdocs-jupyter", target / ".cache/mkdocs-jupyter")
        shutil.copytree(like / ".cache/labs", target / ".cache/labs")
    venv = target / ".venv"
    venv.mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name not in STAMPS:
            (venv / part.name).symlink_to(part)
    for stamp in STAMPS:
        (venv / stamp).touch()
    if (target / "linters").is_dir():
        (target / "linters/node_modules").symlink_to(ROOT / "linters/node_modules")
    return target


@contextmanager
def started(folder: Path, command: str) -> Iterator[Callable[[], str]]:
    """A command that runs until Ctrl-C, and what it has said so far."""
    log = folder / f"{command.split()[1]}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command}"],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # Ctrl-C must reach it also where these tests run behind an `&`, which lets it be ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
        )
        try:
            yield lambda: log.read_text("utf-8")
            assert process.poll() is None, log.read_text("utf-8")
        finally:
            subprocess.run(["kill", "-INT", "--", f"-{process.pid}"], check=False)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                subprocess.run(["kill", "-KILL", "--", f"-{process.pid}"], check=False)
                process.wait()
                raise


def until(what: Callable[[], object], said: Callable[[], str], limit: float = 120) -> object:
    """The first answer that is not empty."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(said())


def shared(tmp_path_factory) -> Path:
    """The folder of this run of the tests, the same in all its processes."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(tmp_path_factory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first of the test processes makes, and the others wait for."""
    folder = shared(tmp_path_factory) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = tmp_path_factory.mktemp(name)
            make(draft)
            draft.rename(folder)
    return folder
