"""What a change does to the site, for a reviewer: the pages whose text differs, and the verdicts."""

from __future__ import annotations

import json
from pathlib import Path

from bs4 import BeautifulSoup


def report(before: Path, after: Path) -> str:
    """Markdown: verdicts that are new, gone or other, then pages likewise. Both are folders that `make build` wrote."""
    old, new = _verdicts(before), _verdicts(after)
    lines = ["## Verdicts", ""]
    flips = [
        f"| {claim} | {old.get(claim, 'no claim')} | {new.get(claim, 'no claim')} |"
        for claim in sorted(old.keys() | new.keys())
        if old.get(claim) != new.get(claim)
    ]
    lines += ["| claim | before | after |", "|---|---|---|", *flips] if flips else ["No verdict changes."]
    was, now = _pages(before), _pages(after)
    lines += ["", "## Pages", ""]
    changed = [
        f"- {page}{': new' if page not in was else ': gone' if page not in now else ''}"
        for page in sorted(was.keys() | now.keys())
        if was.get(page) != now.get(page)
    ]
    lines += changed or ["No page changes."]
    return "\n".join([*lines, "", "The new site is this run's artifact `site`; unzip it and open `index.html`."])


def _verdicts(site: Path) -> dict[str, str]:
    claims = json.loads((site / "data/claims.json").read_text("utf-8"))
    return {
        claim["id"]: f"{claim['verdict']}, {claim['certainty']} certainty" if claim["certainty"] else claim["verdict"]
        for claim in claims
    }


def _pages(site: Path) -> dict[str, str]:
    """What each page says and shows: its article's markup, without what every page shares."""
    pages = {}
    for path in sorted(site.rglob("*.html")):
        article = BeautifulSoup(path.read_text("utf-8"), "html.parser").article
        pages[f"/{path.relative_to(site)}".removesuffix("index.html")] = str(article)
    return pages
