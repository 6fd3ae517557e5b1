"""Builds the site, and looks for everything wrong with its sources and with itself."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable
from pathlib import Path

from jinja2 import TemplateError

from . import checks, engine, labs, record, release, study
from .checks import linters, origin, trust
from .ledger import Handbook
from .places import DRAFT, SITE
from .problems import Problem
from .verbs import refusal


def told(act: Callable[[], list[Problem]]) -> list[Problem]:
    """What `act` answers, or which template stopped it, and where."""
    try:
        return act()
    except TemplateError as error:
        return checks.said("".join(traceback.format_exception(error)), otherwise="nothing was written")


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
    if lint:  # of a page that somebody cut they would say that the style sheet has too much
        problems += linters.problems(site=not older and not any(checks.altered(Path(), folder)))
    if handbook is None or older:
        return problems + older
    return problems + built(handbook, folder=folder)


def unfit() -> list[Problem]:
    """What keeps the handbook from being published: what is wrong with its sources, and what could run unasked."""
    return checks.sources()[1] + trust.sources()


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
    if changed:  # so are links into it that lead nowhere now
        found = [one for one in found if not one.what.startswith(("links to", "names"))]
    return changed + found + trust.site(root, folder)
