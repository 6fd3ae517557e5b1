"""`python -m groundtruth <verb>`: what the Makefile calls."""

from __future__ import annotations

import argparse
import functools
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from . import bench, changes, checks, engine, flights, labs, printed, record, release, study, texts
from .checks import linters, origin, trust
from .labs import cores, works
from .ledger import Handbook
from .places import DRAFT, SITE
from .problems import Problem, report


def build(by: str = "mkdocs") -> list[Problem]:
    """Write site/, or leave it as it was."""
    made_of, distrusted = origin.state(), trust.sources()
    if distrusted or by != "mkdocs":  # nothing runs that could hide a script in the site
        problems = checks.sources()[1] + distrusted
        problems = problems or engine.build(by)
    else:
        problems = release.draft(DRAFT, "site/ is left as it was", meanwhile=lambda: checks.sources()[1])
        if not problems:
            shutil.rmtree(SITE, ignore_errors=True)
            DRAFT.replace(SITE)
            checks.note()
            print("Built site/")
    if not problems:
        origin.keep(made_of)
    return problems


def check(folder: str = "site", lint: bool = False) -> list[Problem]:
    """Sources, verdicts and the site in `folder`."""
    handbook, problems = written()
    # Of a site that was made of other sources, all that differs from these could be told, and would mean nothing.
    older = origin.older() if folder == "site" else []
    if lint:
        problems += linters.problems(site=not older)
    if handbook is None or older:
        return problems + older
    return problems + built(handbook, folder=folder)


def written(root: Path = Path()) -> tuple[Handbook | None, list[Problem]]:
    """Everything wrong with what people and the commands wrote."""
    handbook, problems = checks.sources(root)
    problems += [*trust.sources(root), *checks.commands(root, refusal)]
    if handbook is not None:
        problems += [*record.stale(handbook), *record.unrecorded(handbook), *record.moved_rules(handbook)]
        problems += [*labs.altered(root), *study.altered(root), *labs.lessons(root), *checks.style(handbook)]
    return handbook, problems


def built(handbook: Handbook, root: Path = Path(), folder: str = "site") -> list[Problem]:
    """Everything wrong with the site in `folder`."""
    changed = list(checks.altered(root, folder))
    # What else a file that somebody changed says is gone with the next build; what it could run is told all the same.
    found = [one for one in checks.site(handbook, root, folder) if one.file not in {other.file for other in changed}]
    return changed + found + trust.site(root, folder)


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
    parser = kind(prog="groundtruth", description=__doc__)
    parser.add_argument("--found", default="", help="a workflow's output file: problems go there too; exit 0")
    verbs = parser.add_subparsers(dest="verb", required=True)
    building = verbs.add_parser("build", help=build.__doc__)
    building.add_argument("--engine", default="mkdocs")
    serving = verbs.add_parser("serve", help="The site on localhost, following every edit.")
    serving.add_argument("port", type=int)
    serving.add_argument("--open", action="store_true", help="open it in a browser")
    checking = verbs.add_parser("check", help=check.__doc__)
    checking.add_argument("--lint", action="store_true", help="run the linters too")
    taking = verbs.add_parser("exports", help="The handbook to take along, in exports/.")
    taking.add_argument("--version", default="", help="of a release, such as 1.2")
    verbs.add_parser("verdicts", help=record.update.__doc__)
    verbs.add_parser("flights", help=flights.update.__doc__)
    verbs.add_parser("questions", help=printed.update.__doc__)
    verbs.add_parser("bench", help=bench.__doc__)
    running = verbs.add_parser("labs", help="Run the labs that changed.")
    running.add_argument("lab", nargs="*")
    running.add_argument("--fresh", action="store_true", help="ignore what was run before")
    running.add_argument("--verify", action="store_true", help="run all anew, write nothing, report differences")
    running.add_argument("--cores", action="store_true", help="run on one core and on two, write nothing, compare")
    elsewhere = verbs.add_parser("works", help=works.__doc__.splitlines()[0])
    elsewhere.add_argument("lab", nargs="*")
    full = verbs.add_parser("study", help=study.__doc__.splitlines()[0])
    full.add_argument("only", nargs="?", default="", help="tables, with commas between: print these, write nothing")
    full.add_argument("--scheduler", default="", help="address of a Dask scheduler: tcp://host:port")
    full.add_argument("--summary", action="store_true", help="score nothing, write the measures anew from the tables")
    verbs.add_parser("deploy", help=release.deploy.__doc__)
    publishing = verbs.add_parser("release", help=(release.release.__doc__ or "").splitlines()[0])
    publishing.add_argument("version", help="such as 1.2")
    publishing.add_argument("--push", action="store_true", help="publish branch and tag, both or neither")
    comparing = verbs.add_parser("changes", help=changes.__doc__)
    comparing.add_argument("before", type=Path, help="a built site")
    comparing.add_argument("after", type=Path, help="another")
    rotting = verbs.add_parser("rot", help="What the weekly workflow asks; it needs a network.")
    rotting.add_argument("part", choices=["links", "holes", "reviews", "file"])
    return parser


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    if options.verb == "changes":
        print(changes.report(options.before, options.after))
        return 0
    if options.verb == "bench":
        return bench.main()
    unread = texts.by_hand() if options.verb != "serve" else []  # which shows it where a page is asked for
    if unread:
        problems = unread
    elif options.verb == "labs":
        if options.cores:
            problems = cores.compare(options.lab)
        else:
            problems = labs.verify() if options.verify else labs.update(options.lab, options.fresh)
    elif options.verb == "works":
        problems = works.update(options.lab)
    elif options.verb == "study":
        only = [name for name in options.only.split(",") if name]
        problems = study.rewrite() if options.summary else study.update(only, options.scheduler)
    elif options.verb == "flights":
        problems = flights.update()
    elif options.verb == "deploy":
        problems = checks.sources()[1] + trust.sources()
        problems = problems or release.deploy()
    elif options.verb == "release":
        problems = checks.sources()[1] + trust.sources()
        problems = problems or release.release(options.version, check, options.push)
    elif options.verb == "exports":
        from . import exports  # loads a library for PDF, which no other verb needs

        problems = checks.sources()[1] + trust.sources()
        problems = problems or exports.update(options.version)
    elif options.verb == "check":
        problems = check(lint=options.lint)
    elif options.verb == "serve":
        from .serve import serve  # loads MkDocs, which no other verb needs in its own process

        problems = serve(options.port, options.open)
    elif options.verb == "rot":
        from . import rot  # loads a client for HTTP, which no other verb should wait for

        asked: dict[str, Callable[[], list[Problem]]] = {"links": rot.links, "holes": rot.holes}
        problems = (asked | {"reviews": rot.reviews, "file": rot.file})[options.part]()
    elif options.verb == "questions":
        problems = printed.update()
    elif options.verb == "build":
        problems = build(options.engine)
    else:
        problems = record.update()
    problems = sorted(set(problems))
    if options.found:
        with Path(options.found).open("a", encoding="utf-8") as output:
            output.write(f"found={json.dumps([asdict(problem) for problem in problems])}\n")
    if problems:
        print(report(problems), file=sys.stderr)
        return 0 if options.found else 1
    if options.verb == "check":
        print("Nothing found.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
