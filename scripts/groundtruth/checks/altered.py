"""Files of the built site that were changed, lost or added since `make build` wrote it.

The build lists what it wrote where the next one drafts its site, so that whichever build comes next takes the list
away with it, one of an earlier version too. Besides, the list names the folder that it is of. A site without its list
(unpacked, copied, of another engine) is compared with nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ..places import SITE, WRITTEN
from ..problems import Problem
from .vendored import digest

REMEDY = "Run `make build`, which makes site/ anew; what is to stay belongs into docs/ or overrides/."


def note(root: Path = Path()) -> None:
    """List what lies in the site that was built just now."""
    site, listed = root / SITE, root / WRITTEN
    told = {"folder": site.stat().st_ino, "files": _digests(site)}
    listed.parent.mkdir(parents=True, exist_ok=True)
    listed.write_text(json.dumps(told), "utf-8")


def altered(root: Path = Path(), folder: str = SITE.as_posix()) -> Iterator[Problem]:
    """Every file of the site in `folder` that is not as the build wrote it, if the list is of this site."""
    try:
        told = json.loads((root / WRITTEN).read_text("utf-8"))
        if folder != SITE.as_posix() or told["folder"] != (root / folder).stat().st_ino:
            return
    except (OSError, ValueError):  # no list, or one that was stopped halfway: nothing is known
        return
    before, now = told["files"], _digests(root / folder)
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            what = "is missing" if name not in now else "was changed" if name in before else "was added"
            yield Problem(f"{folder}/{name}", f"{what} after the build", REMEDY)


def _digests(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): digest(path) for path in sorted(site.rglob("*")) if path.is_file()}
