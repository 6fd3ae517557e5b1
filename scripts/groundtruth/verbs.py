"""What can be typed behind `python -m groundtruth`: every verb with its options, and nothing of what they do."""

from __future__ import annotations

import argparse
import functools
from pathlib import Path
from typing import NoReturn


class _Asked(argparse.ArgumentParser):
    """A parser that is only asked what it thinks of some words: it neither prints nor exits."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def refusal(words: list[str]) -> str:
    """Why these words are no command of ours; empty if they are one."""
    try:
        parser(_Asked).parse_args(words)
    except ValueError as refused:
        return str(refused)
    return ""


@functools.cache
def parser(kind: type[argparse.ArgumentParser] = argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Every verb with its options."""
    parser = kind(prog="groundtruth", description="The verbs that the Makefile calls.")
    parser.add_argument("--found", default="", help="a workflow's output file: problems go there too; exit 0")
    verbs = parser.add_subparsers(dest="verb", required=True)
    building = verbs.add_parser("build", help="Write site/, or leave it as it was.")
    building.add_argument("--engine", default="mkdocs")
    serving = verbs.add_parser("serve", help="The site on localhost, following every edit.")
    serving.add_argument("port", type=int)
    serving.add_argument("--open", action="store_true", help="open it in a browser")
    checking = verbs.add_parser("check", help="Sources, verdicts and the site in site/.")
    checking.add_argument("--lint", action="store_true", help="run the linters too")
    taking = verbs.add_parser("exports", help="The handbook to take along, in exports/.")
    taking.add_argument("--version", default="", help="of a release, such as 1.2")
    verbs.add_parser("verdicts", help="Write the verdicts as they are computed now.")
    verbs.add_parser("flights", help="Write the database of the SQL playground anew.")
    verbs.add_parser("questions", help="Run the code of every question and write down what it prints.")
    verbs.add_parser("bench", help="Measure what readers and writers wait for, beside others.")
    running = verbs.add_parser("labs", help="Run the labs that changed.")
    running.add_argument("lab", nargs="*")
    running.add_argument("--fresh", action="store_true", help="ignore what was run before")
    running.add_argument("--verify", action="store_true", help="run all anew, write nothing, report differences")
    running.add_argument("--cores", action="store_true", help="run on one core and on two, write nothing, compare")
    elsewhere = verbs.add_parser("works", help="Run every lab with the package versions of other places.")
    elsewhere.add_argument("lab", nargs="*")
    full = verbs.add_parser("study", help="The full study, resumable.")
    full.add_argument("only", nargs="?", default="", help="tables, with commas between: print these, write nothing")
    full.add_argument("--scheduler", default="", help="address of a Dask scheduler: tcp://host:port")
    full.add_argument("--summary", action="store_true", help="score nothing, write the measures anew from the tables")
    verbs.add_parser("deploy", help="Put `dev` on the local branch gh-pages.")
    publishing = verbs.add_parser("release", help="Put a release on the local branch gh-pages with its tag.")
    publishing.add_argument("version", help="such as 1.2")
    publishing.add_argument("--push", action="store_true", help="publish branch and tag, both or neither")
    comparing = verbs.add_parser("changes", help="What two built sites say differently.")
    comparing.add_argument("before", type=Path, help="a built site")
    comparing.add_argument("after", type=Path, help="another")
    rotting = verbs.add_parser("rot", help="What the weekly workflow asks; it needs a network.")
    rotting.add_argument("part", choices=["links", "holes", "reviews", "file"])
    return parser
