"""What README.md and CONTRIBUTING.md tell people to type is typed, or there is a reason why not."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from checkout import ROOT, clone, environment, run
from miniature import CASES

TEXTS = ("README.md", "CONTRIBUTING.md")
KNOWN = yaml.safe_load((CASES / "commands.yml").read_text("utf-8"))
PROGRAM = re.compile(r"(\w+=\S+ )*(make|git|python\d?|pip|uv|dask|mkdocs|mike|pytest|ruff|sh|bash|\S*/bin/\S+)( |$)")


def printed(text: str) -> set[str]:
    """The lines of its sh blocks, and what stands in backticks and starts with a program."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    return {line for line in lines if line} | {span for span in spans if PROGRAM.match(span)}


def test_what_is_printed_is_found():
    text = "`make`, `makeup`, `a`\n```sh\nls -l  # lists\n\n```\n```\nmake no\n```\n`X=1 .venv/bin/dask worker`"
    assert printed(text) == {"make", "ls -l", "X=1 .venv/bin/dask worker"}


@pytest.mark.parametrize("name", TEXTS)
def test_every_printed_command_is_typed_or_has_a_reason(name):
    assert printed((ROOT / name).read_text("utf-8")) - set(KNOWN) == set(), "add it to tests/cases/commands.yml"


@pytest.mark.parametrize("name", TEXTS)
def test_every_verb_that_is_named_exists(name):
    """Also those in drawings."""
    verbs = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"make ([a-z]+)(?=`| ─)", (ROOT / name).read_text("utf-8"))) - set(verbs) == set()


def test_no_case_has_outlived_its_command():
    assert set(KNOWN) - set.union(*(printed((ROOT / name).read_text("utf-8")) for name in TEXTS)) == set()
    assert [case["by"] for case in KNOWN.values() if "by" in case and case["by"] not in globals()] == []


@pytest.mark.parametrize("command", [command for command, case in KNOWN.items() if "says" in case])
def test_typed(built: Path, command: str):
    case = KNOWN[command]
    assert case["says"] in run(built, "sh", "-c", re.sub("<.*?>", case.get("with", ""), command))
    assert run(built, "git", "status", "--porcelain") == ""


@pytest.mark.parametrize("command", [command for command, case in KNOWN.items() if not {"says", "by"} & set(case)])
def test_left_out_for_a_reason(built: Path, command: str):
    assert KNOWN[command]["why"]
    if command.startswith("make"):
        assert run(built, "sh", "-c", f"{command.replace('<name>', 'why-bias')} --dry-run")


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


def test_serve_answers_and_follows_an_edit(built: Path, tmp_path: Path):
    checkout = clone(built.parent / "origin", tmp_path / "clone", like=built)
    assert "http://127.0.0.1:8000/" in run(checkout, "make", "serve", "--dry-run")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def shows(words: str) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/start/", timeout=60) as answer:
                return words in answer.read().decode()
        except OSError:  # not up yet
            return False

    with started(checkout, f"make serve PORT={port}") as said:
        until(lambda: shows("<h1"), said)
        page = checkout / "docs/start.md"
        page.write_text(f"{page.read_text('utf-8')}\n\nAn edited page.\n", "utf-8")
        until(lambda: shows("An edited page."), said)


def test_a_cluster_works_as_printed(built: Path, tmp_path: Path):
    """Until the study has its first result; tests/test_study.py waits for all of a small one."""
    checkout = clone(built.parent / "origin", tmp_path / "clone")
    with started(checkout, "make scheduler") as said:
        at = until(lambda: re.search(r"Scheduler at:\s+(tcp://\S+)", said()), said)[1]
        with started(checkout, f"make worker SCHEDULER={at}"), started(checkout, f"make study SCHEDULER={at}") as said:
            until(lambda: list(checkout.glob(".study/*/*.json")), said)
