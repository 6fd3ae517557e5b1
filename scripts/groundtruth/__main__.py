"""`python -m groundtruth <verb>`: what the Makefile calls.

Each verb loads what it needs and nothing else, since loading all takes longer than many of them.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from . import texts
from .problems import Problem, report
from .verbs import parser


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    if options.verb == "changes":
        from . import changes

        print(changes.report(options.before, options.after))
        return 0
    if options.verb == "bench":
        from . import bench

        return bench.main()
    # A preview shows them where a page is asked for.
    unread = texts.stopping(texts.by_hand()) if options.verb != "serve" else []
    problems = sorted(set(unread or _done(options)))
    if options.found:
        with Path(options.found).open("a", encoding="utf-8") as output:
            output.write(f"found={json.dumps([asdict(problem) for problem in problems])}\n")
    if problems:
        print(report(problems), file=sys.stderr)
        return 0 if options.found else 1
    if options.verb == "check":
        print("Nothing found.")
    return 0


def _done(options: Namespace) -> list[Problem]:
    """Do what was asked for; every problem that keeps it from being done, or that it found."""
    match options.verb:
        case "labs":
            from . import labs

            if options.cores:
                from .labs import cores

                return cores.compare(options.lab)
            return labs.verify() if options.verify else labs.update(options.lab, options.fresh)
        case "works":
            from .labs import works

            return works.update(options.lab)
        case "study":
            from . import study

            only = [name for name in options.only.split(",") if name]
            return study.rewrite() if options.summary else study.update(only, options.scheduler)
        case "flights":
            from . import flights

            return flights.update()
        case "questions":
            from . import printed

            return printed.update()
        case "verdicts":
            from . import record

            return record.update()
        case "serve":
            from .serve import serve

            return serve(options.port, options.open)
        case "rot":
            from . import rot

            asked: dict[str, Callable[[], list[Problem]]] = {"links": rot.links, "holes": rot.holes}
            return (asked | {"reviews": rot.reviews, "file": rot.file})[options.part]()
    from . import building

    match options.verb:
        case "build":
            return building.told(lambda: building.build(options.engine))
        case "check":
            return building.told(lambda: building.check(lint=options.lint))
        case "exports":
            from . import exports  # loads a library for PDF

            return building.told(building.unfit) or exports.update(options.version)
        case "deploy":
            return building.told(building.unfit) or building.release.deploy()
        case "release":
            unfit = building.told(building.unfit)
            return unfit or building.release.release(options.version, building.check, options.push)
    raise ValueError(f"nothing does {options.verb}")


if __name__ == "__main__":
    sys.exit(main())
