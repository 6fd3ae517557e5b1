"""Addresses as people wrote them: none has a password or a token, tells on whose advice its reader came, or leads
through a service that lets only its own users pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..problems import Problem

ADDRESS = re.compile(r"https?://[^\s\"'<>)\]}]+")
# What campaigns, newsletters and shops add to an address, so that whoever follows it is counted as theirs.
FOLLOWED = re.compile(r"[?&;](utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hsenc|_hsmi|vero_id)=")
# A name and a password before the host: git would keep them for ever.
LOGIN = re.compile(r"[a-z]+://[^\s/:@\"'<>{}$]+:([^\s/:@\"'<>{}$]+)@[\w.-]+")
# What opens a service or a notebook to whoever has the address.
OPENS = re.compile(r"[?&](?:access_|api_?|auth_?)?(?:token|key|secret)=[\w-]{16,}")
# Services through which one reader came, and which stop others: a library's login, a search engine, a mail filter.
THROUGH = re.compile(
    r"https?://(?:[\w.-]*(?:ezproxy|libproxy|\.proxy\.|idm\.oclc\.org|safelinks\.protection|translate\.goog|webcache\.)[\w.-]*"
    r"|(?:www\.)?google\.[\w.]+/url\?|[^\s/]+/(?:[\w/.]*/)?(?:login|redirect|out|l\.php|away)\?(?:\w+=[^&\s]*&)*\w+=https?)"
)
WRITTEN = (
    *("docs/**/*.md", "docs/data/**/*.yml", "notebooks/**/*.ipynb", "overrides/**/*.html", "*.md", "mkdocs.yml"),
    *(".github/**/*.y*ml", "scripts/**/*.py", "pyproject.toml", "Makefile"),
)


def addresses(root: Path = Path()) -> Iterator[Problem]:
    """Addresses with a password, or with a part by which their readers are followed, each with its line."""
    for path in (path for pattern in WRITTEN for path in sorted(root.glob(pattern))):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for _ in LOGIN.findall(line) if "@" in line else ():
                remedy = "Revoke it, since git keeps it, and write the address without."
                yield Problem(f"{path.relative_to(root)}:{number}", "has an address with a password", remedy)
            for _ in OPENS.findall(line) if "=" in line else ():
                remedy = "Stop or renew what it opens, since git keeps it, and write the address without."
                yield Problem(f"{path.relative_to(root)}:{number}", "has an address with its token or key", remedy)
            for through in THROUGH.finditer(line) if "://" in line else ():
                what = f"has an address that leads through {through[0].split('/')[2]}, where others can't pass"
                yield Problem(f"{path.relative_to(root)}:{number}", what, "Write the address of the page itself.")
            for address in ADDRESS.findall(line) if "://" in line else ():
                for part in FOLLOWED.findall(address):
                    what = f"has an address with {part}, by which its readers are followed"
                    yield Problem(f"{path.relative_to(root)}:{number}", what, f"Take {part}=… out, and try the rest.")


def lost(root: Path = Path()) -> Iterator[Problem]:
    """Links of README and its neighbours to files and headings that are not there, as GitHub would follow them."""
    for path in sorted(root.glob("*.md")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for link in re.findall(r"\]\((?![a-z]+:)([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
                name, _, heading = link.partition("#")
                target = root / name if name else path
                if not target.exists():
                    what = f"links to {name}, which is not there"
                elif heading and target.suffix == ".md" and heading not in _headings(target):
                    what = f"links to {link}, and no heading has that name"
                else:
                    continue
                yield Problem(f"{path.name}:{number}", what, "Correct the link.")


def _headings(path: Path) -> set[str]:
    """The names that GitHub gives to the headings of a file."""
    told = re.findall(r"^#+ +(.+?) *$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in told}
