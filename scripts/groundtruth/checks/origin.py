"""Of which sources the site in site/ was made: a receipt of the last build, in hashes, so that no clock is trusted.

A build that is refused leaves the earlier site alone. Whatever the sources say since then would be told as a fault of
that site, and of templates that are right.
"""

from __future__ import annotations

from pathlib import Path

from ..labs import receipt
from ..problems import Problem

RECEIPT = Path(".cache/site.sha256")
# All that a site is made of, besides the packages that the lock names.
MADE_OF = tuple(map(Path, ("docs", "notebooks", "overrides", "scripts", "mkdocs.yml")))


def state(root: Path = Path()) -> str:
    """A hash of all that a site is made of."""
    return receipt.state(root, MADE_OF)


def keep(made_of: str, root: Path = Path()) -> None:
    """Remember what the site that was just built is made of: the state before it was begun."""
    path = root / RECEIPT
    path.parent.mkdir(exist_ok=True)
    path.write_text(made_of, "utf-8")


def older(root: Path = Path()) -> list[Problem]:
    """Whether site/ is of other sources than these. Of a site without a receipt nobody knows; it is looked at."""
    path = root / RECEIPT
    if not (root / "site").is_dir() or not path.is_file() or path.read_text("utf-8") == state(root):
        return []
    what = "is older than the sources, so its pages were not looked at"
    return [Problem("site", what, "Run `make build`; if that is refused, mend first what it says.")]
