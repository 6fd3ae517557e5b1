"""What a release says of itself: the changes in the verdicts' history since the last one, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from . import git
from .ledger import Handbook
from .places import HISTORY, VERDICTS


def notes(version: str, last: str, handbook: Handbook) -> str:
    """The message of the tag of `version`; `last` is the release before it, or nothing."""
    told = yaml.safe_load(_then(last, HISTORY) or "[]") or []
    known = json.loads(_then(last, VERDICTS) or "{}")
    entries = sorted((entry for entry in handbook.history if entry not in told), key=lambda entry: entry["date"])
    sections = {
        "Verdicts that changed": list(_verdicts(entries)) or [f"None{f' since {last}' if last else ''}."],
        "New claims": list(_new(handbook, known)) if last else [f"All {len(handbook.claims)}: the first release."],
        "Claims withdrawn": [f"- **{name}**" for name in known if name not in handbook.claims],
        "Errata": list(_errata(entries)),
    }
    parts = ["\n".join([f"## {title}", "", *lines]) for title, lines in sections.items() if lines]
    return "\n\n".join([f"Ground Truth {version}", *parts]) + "\n"


def _then(last: str, path: object) -> str:
    """What a file said in the release before this one; nothing where it was not there."""
    return git.finds("show", f"v{last}:{path}") if last else ""


def _verdicts(entries: list[Mapping[str, Any]]) -> Iterator[str]:
    for entry in entries:
        if "to" in entry:
            yield f"- **{', '.join(entry['claims'])}**: {entry['from']} → {entry['to']}. {entry['what']}"


def _errata(entries: list[Mapping[str, Any]]) -> Iterator[str]:
    for entry in entries:
        if "to" not in entry:
            about = f"**{', '.join(entry['claims'])}**: " if entry.get("claims") else ""
            yield f"- {about}{entry['what']}"


def _new(handbook: Handbook, known: Mapping[str, Any]) -> Iterator[str]:
    for name, claim in handbook.claims.items():
        if name not in known:
            yield f"- **{name}** ({claim.judgement.verdict}): {claim.statement}"
