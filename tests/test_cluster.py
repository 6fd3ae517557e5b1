"""A cluster that cannot score the study is refused, with the remedy, before Dask waits for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from groundtruth.study import cluster
from groundtruth.study import run as study
from miniature import REPOSITORY

OURS = REPOSITORY / "scripts"
LONGEST = cluster.PATIENCE + cluster.MORE + cluster.FIRST


@contextmanager
def dask(folder: Path, *command: str, knows: Path | None = OURS, says: str) -> Iterator[str]:
    """A scheduler or worker in a process of its own; with the address that it prints."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if knows:
        environ["PYTHONPATH"] = str(knows)
    command = (sys.executable, "-m", "dask", *command, "--host", "127.0.0.1", "--no-dashboard")
    with subprocess.Popen(command, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stderr:
            lines.append(line)
            found = re.search(rf"{says}:\s+(tcp://\S+)", line)
            if found:
                break
        else:
            pytest.fail("".join(lines))
        drain = threading.Thread(target=process.stderr.read)
        drain.start()
        try:
            yield found[1]
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
            drain.join()


def scheduler(folder: Path, **how):
    return dask(folder, "scheduler", "--port", "0", says="Scheduler at", **how)


def worker(folder: Path, address: str, **how):
    return dask(folder, "worker", address, "--no-nanny", "--nthreads", "1", says="Registered to", **how)


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Iterator[str]:
    """The address of a scheduler without workers."""
    with scheduler(tmp_path_factory.mktemp("scheduler")) as address:
        yield address


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A busy machine is waited for, but no first worker, since those of these tests are there before they are asked."""
    monkeypatch.setattr(cluster, "PATIENCE", 60)
    monkeypatch.setattr(cluster, "FIRST", 1)


@pytest.fixture
def hasty(patient, monkeypatch):
    """For tests that wait in vain."""
    monkeypatch.setattr(cluster, "PATIENCE", 2)


def refusal(address: str, names: tuple[str, ...] = ("lr",)) -> tuple[str, str]:
    (problem,) = cluster.unfit(address, names)
    assert problem.place == f"SCHEDULER={address}"
    return problem.what, problem.remedy


def test_the_patience_leaves_an_error_within_half_a_minute():
    assert LONGEST < 30


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("tcp://127.0.0.1:1", "Timed out trying to connect to tcp://127.0.0.1:1 after 2 s"),
        ("tcp://127.0.0.1", "missing port number in address '127.0.0.1'"),
        ("http://127.0.0.1:1", "unknown address scheme 'http'"),
    ],
)
def test_an_address_where_nobody_answers(address, what):
    said, remedy = refusal(address)
    assert said.startswith(f"does not answer: {what}")
    assert "`make scheduler`" in remedy


def test_an_address_where_something_else_answers(hasty):
    """Such as Dask's own dashboard, one port further."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *args) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said, _ = refusal(f"tcp://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    assert said == "does not answer: something else than Dask is there"


def test_a_scheduler_without_workers(good):
    said, remedy = refusal(good)
    assert said == "has no workers"
    assert f"`make worker SCHEDULER={good}`" in remedy


def test_a_first_worker_is_waited_for(monkeypatch):
    monkeypatch.setattr(cluster, "FIRST", 60)

    async def identity(address):
        return {"type": "Scheduler", "workers": answers.pop(0)}

    answers = [{}, {}, {"tcp://host:1": {}}]
    monkeypatch.setattr(cluster, "_identity", identity)
    assert cluster._look("tcp://host:8786")["workers"]


def test_a_scheduler_that_stops_answering_is_refused_and_nothing_is_left_running(tmp_path, monkeypatch):
    def silent(*_) -> None:
        raise TimeoutError("Timed out during handshake")

    async def identity(address):
        return {"type": "Scheduler", "workers": {"tcp://host:1": {}}}

    monkeypatch.setattr(cluster, "_identity", identity)
    monkeypatch.setattr(cluster, "_strangers", silent)
    assert refusal("tcp://host:8786")[0] == "does not answer: Timed out during handshake"
    with pytest.raises(ZeroDivisionError), scheduler(tmp_path):
        raise ZeroDivisionError


def test_the_address_of_a_worker(monkeypatch):
    async def identity(address):
        return {"type": "Worker", "workers": None}

    monkeypatch.setattr(cluster, "_identity", identity)
    assert refusal("tcp://host:1")[0] == "is a worker, not a scheduler"


def test_a_scheduler_that_cannot_import_our_code(tmp_path):
    with scheduler(tmp_path, knows=None) as address, worker(tmp_path, address):
        said, remedy = refusal(address)
    assert said == "the scheduler cannot import our code: No module named 'groundtruth'"
    assert "`make scheduler`" in remedy


def test_workers_that_cannot_import_our_code_or_have_another_are_named(good, tmp_path):
    other = shutil.copytree(OURS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    models = other / "groundtruth/study/models.py"
    models.write_text(f"{models.read_text('utf-8')}\nMORE = 1\n", "utf-8")
    with worker(tmp_path, good), worker(tmp_path, good, knows=None), worker(tmp_path, good, knows=other):
        problems = cluster.unfit(good, ("lr",))
    what = sorted(re.sub(r"tcp://\S+", "tcp", problem.what) for problem in problems)
    assert what == [
        "the worker tcp cannot run it: No module named 'groundtruth'",
        "the worker tcp has other code or packages",
    ]
    assert all(f"`make worker SCHEDULER={good}`" in problem.remedy for problem in problems)


def test_the_study_stops_before_the_first_job(tmp_path, monkeypatch):
    problem = cluster.Problem("SCHEDULER=x", "has no workers", "Start one.")
    monkeypatch.setattr(cluster, "unfit", lambda *_: [problem])
    monkeypatch.setattr(study, "run", None)
    monkeypatch.setattr(study, "CACHE", tmp_path)
    assert study.update(["heart"], "x", REPOSITORY) == [problem]
