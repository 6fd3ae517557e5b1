"""When each page last changed: the dates of the sitemap, from git and not from the clock.

MkDocs dates every page with the day of the build. That is not true, and two builds of one commit would differ.
"""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from pathlib import Path

from .. import git
from ..problems import Problem, Refused

# Not from the locale: two builds must be the same.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def spoken(day: str) -> str:
    """A day or month as a sentence says it; other texts stay.

    >>> spoken("2026-11-29"), spoken("2026-11"), spoken("1999")
    ('29 November 2026', 'November 2026', '1999')
    """
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", day)
    if not found:
        return day
    year, month, number = found.groups()
    return (f"{int(number)} " if number else "") + f"{MONTHS[int(month) - 1]} {year}"


def changed(root: Path) -> dict[str, str]:
    """The day (UTC, `2026-11-29`) of the last commit that touched each file below docs/, by its path in there.

    Empty in an unpacked archive and in a shallow clone, which do not know: no date is better than a wrong one.
    """
    if not (root / ".git").exists():
        return {}
    try:
        if git.run("rev-parse", "--is-shallow-repository", root=root) == "true":
            return {}
        commit = git.finds("rev-parse", "--quiet", "--verify", "HEAD", root=root)
        return _days(root, commit) if commit else {}
    except git.Failed as failed:
        remedy = "Build in a clone that git can read, or in an unpacked archive, whose sitemap has no dates."
        raise Refused([Problem(".git", f"when the pages changed is not known: {failed}", remedy)]) from failed


@functools.cache  # while a chapter is edited, no commit comes
def _days(root: Path, commit: str) -> dict[str, str]:
    # `showRoot` and the two `--no-` so that nobody's own settings of git change a date.
    log = ["-c", "log.showRoot=true", "log", "--no-show-signature", "--no-renames", "--name-only", "-z"]
    said = git.run(*log, "--format=%x01%ct", commit, "--", "docs", root=root)
    days: dict[str, str] = {}
    for entry in said.split("\x01")[1:]:
        seconds, *names = entry.replace("\n", "").split("\0")
        day = f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%d}"
        for name in filter(None, names):
            page = name.removeprefix("docs/")
            days[page] = max(day, days.get(page, day))
    return days
