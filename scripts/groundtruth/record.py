"""docs/data/verdicts.json: every verdict as computed, in git, so that a flip shows in a diff.

Written by `make verdicts` and never edited. With the history it is a chain: from the first verdict of a claim over
each recorded change to today's. A missing link is a problem. It also keeps the hash that a claim's rule had when a lab
first gave evidence for it: whoever moves a threshold after the run would have to forge that here and in the evidence.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .ledger import Claim, Handbook, load
from .places import EVIDENCE, HISTORY, STUDY, VERDICTS
from .problems import Problem, Refused, nearest


def update(root: Path = Path()) -> list[Problem]:
    """Write the verdicts as they are computed now."""
    try:
        handbook = load(root)
    except Refused as refused:
        return refused.problems
    before, problems = _read(root)
    if problems and (root / VERDICTS).exists():
        return problems
    (root / VERDICTS).write_text(_text(handbook, before), "utf-8")
    changed = sorted(c.id for c in handbook.claims.values() if before.get(c.id, {}).get("verdict") != _verdict(c))
    print(f"{VERDICTS}: {', '.join(changed) if changed else 'no verdict changed'}")
    return []


def stale(handbook: Handbook) -> Iterator[Problem]:
    """The file is not what the ledger and the evidence say now."""
    before, problems = _read(handbook.root)
    yield from problems
    if not problems and _text(handbook, before) != (handbook.root / VERDICTS).read_text("utf-8"):
        entries = json.loads(_text(handbook, before))
        names = sorted(name for name in {*entries, *before} if entries.get(name) != before.get(name))
        what = f"is not current for {', '.join(names)}" if names else "was edited by hand"
        yield Problem(str(VERDICTS), what, "Run `make verdicts`, look at the difference, and commit it.")


def unrecorded(handbook: Handbook) -> Iterator[Problem]:
    """Changes of verdict without an entry in the history, and entries that name a change that was none."""
    before, _ = _read(handbook.root)
    state = {name: before.get(name, {}).get("first", _verdict(claim)) for name, claim in handbook.claims.items()}
    last: dict[str, str] = {}  # the entry that said so, by its date
    for words, times in Counter(entry["what"] for entry in handbook.history).items():
        if times > 1:
            yield Problem(
                str(HISTORY), f"has {times} entries that say “{words[:60]}…”", "Keep one, as before the merge."
            )
    for entry in sorted(handbook.history, key=lambda entry: entry["date"]):
        place = f"{HISTORY} {entry['date']}"
        for name in entry.get("claims", []):
            if name not in handbook.claims:
                yield Problem(place, f"no claim '{name}'", nearest(name, handbook.claims, "Correct the id."))
                continue
            if "to" not in entry:
                continue
            if entry["from"] != state[name]:
                what = f"{name} changes from '{entry['from']}', but its verdict was '{state[name]}' then"
                remedy = "Correct `from`, or add the change that is missing before it."
                if name in last:
                    what += f", says the entry of {last[name]}"
                    remedy = f"Correct `to` in the entry of {last[name]}, or `from` here, or add what is between."
                yield Problem(place, what, remedy)
            state[name], last[name] = entry["to"], entry["date"]
    for name, claim in handbook.claims.items():
        if state[name] != _verdict(claim):
            yield Problem(
                f"{HISTORY} {name}",
                f"its last recorded verdict is '{state[name]}', but it is now '{_verdict(claim)}'",
                (f"Correct `to` in the entry of {last[name]} if that was wrong. If not: " if name in last else "")
                + "Add an entry with date, from, to and why: readers may have quoted the old verdict.",
            )


def moved_rules(handbook: Handbook) -> Iterator[Problem]:
    """Rules that were changed after their first evidence, without an entry in the history that says so."""
    told: dict[str, set[str]] = {}
    for entry in handbook.history:
        for name in entry.get("claims", []) if "rule" in entry else []:
            told.setdefault(name, set()).add(entry["rule"])
    before, _ = _read(handbook.root)
    for owner, rules in _first_rules(handbook).items():
        for name, kept in rules.items():
            claim = handbook.claims.get(name)
            first = before.get(name, {}).get("rules", {}).get(owner, kept)
            if first != kept:
                place = STUDY if owner == "study" else f"{EVIDENCE}/{owner}.json rules.{name}"
                what = (
                    f"says that the rule of {name} had the hash {kept} at the first evidence; {VERDICTS} says {first}"
                )
                yield Problem(str(place), what, f"Take {first} back from git, run `make labs`, and see what it says.")
            now = claim.rule_hashes.get(owner) if claim else None
            if now not in (None, first, *told.get(name, ())):
                what = f"its rule is no longer the one that stood there when {owner} first gave evidence ({first})"
                remedy = f"Add an entry to {HISTORY}: claims: [{name}], rule: {now}, and what changed and why."
                yield Problem(f"docs/data/claims/{name}.yml rule", what, remedy)


def _verdict(claim: Claim) -> str:
    return claim.judgement.verdict


def _read(root: Path) -> tuple[Mapping[str, Any], list[Problem]]:
    """What the file says now; nothing where it is not there yet."""
    try:
        return json.loads((root / VERDICTS).read_text("utf-8")), []
    except FileNotFoundError:
        return {}, [Problem(str(VERDICTS), "is missing", f"Restore it from git: `git checkout -- {VERDICTS}`.")]
    except ValueError as error:
        remedy = f"Restore it from git: `git checkout -- {VERDICTS}`."
        return {}, [Problem(str(VERDICTS), f"not JSON: {error}", remedy)]


def _first_rules(handbook: Handbook) -> dict[str, Mapping[str, str]]:
    """By lab, and for the study: the claims that rest on it, with the hashes of their rules at its first evidence."""
    found = {lab: evidence["rules"] for lab, evidence in handbook.evidence.items()}
    return {**found, "study": handbook.study["decides"] if handbook.study else {}}


def _text(handbook: Handbook, before: Mapping[str, Any]) -> str:
    """The file's content: one line a claim. First verdicts and the first hashes of rules are carried on."""
    asked: dict[str, dict[str, str]] = {name: {} for name in handbook.claims}
    for owner, rules in _first_rules(handbook).items():
        for name in rules.keys() & handbook.claims.keys():
            asked[name][owner] = before.get(name, {}).get("rules", {}).get(owner, rules[name])
    entries = {
        claim.id: {
            "first": before.get(claim.id, {}).get("first", _verdict(claim)),
            "verdict": _verdict(claim),
            "certainty": claim.certainty,
            "measured": claim.measured,
            "overruled": claim.judgement.overruled,
            "outcomes": claim.judgement.outcomes,
            "rules": asked[claim.id],
            "stress": claim.stress and {"tried": claim.stress.tried, "flips": len(claim.stress.flips)},
            "doubts": [f"{d.reason} ({', '.join(d.sources) or 'claim'})" for d in claim.doubts],
        }
        for claim in handbook.claims.values()
    }
    lines = [f"{json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}" for name, entry in entries.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
