"""What README.md and CONTRIBUTING.md tell people to type is typed, or there is a reason why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from checkout import ROOT, clone, run, started, until
from miniature import CASES, STUDY

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


def test_a_cluster_works_as_printed(built: Path, tmp_path: Path):
    """Until a small study has its first result; tests/test_study.py waits for all of them."""
    checkout = clone(built.parent / "origin", tmp_path / "clone")
    (checkout / "docs/data/tables.yml").write_text(STUDY, "utf-8")
    with started(checkout, "make scheduler") as said:
        at = until(lambda: re.search(r"Scheduler at:\s+(tcp://\S+)", said()), said)[1]
        with started(checkout, f"make worker SCHEDULER={at}"), started(checkout, f"make study SCHEDULER={at}") as said:
            until(lambda: list(checkout.glob(".study/*/*.json")), said)
