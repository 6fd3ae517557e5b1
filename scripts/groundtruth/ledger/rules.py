"""What a schema cannot see: ids that lead nowhere, verdicts that do not follow from what a claim names.

Each function takes entries as they were read and yields every problem that it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..places import ARTICLES, CHAPTERS, CLAIMS, DISSOLVED, EVIDENCE, FACTS, NOTEBOOKS
from ..problems import Problem, nearest
from ..verdicts import NOT_JUDGED, Measure
from . import sentences
from .model import is_fact, owners

Entry = Mapping[str, Any]
# A fact may be this old before it has to say whether it has aged.
YOUNG_YEARS = 3
# What leads to a verdict; a claim that is the same as another has none of it.
JUDGING = {"rule", "mixed", "outcomes", "says", "verdict", "because", "measured", "doubts", "labs", "no_lab"}
JUDGING |= {"facts", "see", "once_true", "ended_by"}


def place(claim: str) -> str:
    return f"{CLAIMS}/{claim}.yml"


def references(
    claims: Mapping[str, Entry],
    facts: Mapping[str, Entry],
    labs: Iterable[str],
    articles: Mapping[str, Entry],
    chapters: Mapping[str, Entry],
    measures: Mapping[str, Measure],
) -> Iterator[Problem]:
    """Whatever a claim names must be there, and name it back where that is asked for."""
    labs = list(labs)
    for name, entry in claims.items():
        at = place(name)
        if name[0] not in articles:
            yield Problem(at, f"no article '{name[0]}'", f"Add the article to {ARTICLES}, or correct the id.")
        else:
            yield from _headings(entry, articles[name[0]]["sections"], at)
        if entry["chapter"] not in chapters:
            remedy = nearest(entry["chapter"], chapters, f"Chapters are listed in {CHAPTERS}.")
            yield Problem(f"{at} chapter", f"no chapter '{entry['chapter']}'", remedy)
        for field in ("against", "tension"):
            for other in entry.get(field, []):
                if other not in claims:
                    yield Problem(f"{at} {field}", f"no claim '{other}'", nearest(other, claims, "Correct the id."))
                elif name not in claims[other].get(field, []):
                    what = f"{name} names {other}, but {other} does not name {name}"
                    yield Problem(f"{at} {field}", what, f"Add {name} to {field} of {other}, or drop {other} here.")
        for other in sorted(set(entry.get("against", [])) & set(entry.get("tension", []))):
            yield Problem(f"{at} tension", f"{other} stands in against as well", "Keep one of the two.")
        for field in ("facts", "see", "once_true", "ended_by"):
            for fact in entry.get(field, []):
                if fact not in facts:
                    yield Problem(f"{at} {field}", f"no fact '{fact}'", nearest(fact, facts, f"See {FACTS}/."))
        for number, test in enumerate(entry.get("rule", [])):
            if test["measure"] not in measures:
                yield _no_measure(test["measure"], f"{at} rule[{number}]", measures, labs)
        for lab in entry.get("labs", []):
            if lab not in labs:
                yield Problem(f"{at} labs", f"no lab '{lab}'", nearest(lab, labs, f"Labs stand in {NOTEBOOKS}."))
        for measure in sentences.unknown_placeholders(entry, measures):
            field = "because" if measure in entry.get("because", "") else "says"
            yield Problem(f"{at} {field}", f"no value '{measure}'", nearest(measure, measures, f"See {FACTS}/."))


def _no_measure(name: str, at: str, measures: Mapping[str, Measure], labs: list[str]) -> Problem:
    owner = name.partition(".")[0]
    if is_fact(owner):
        return Problem(at, f"no value '{name}'", nearest(name, measures, f"Values stand in {FACTS}/{owner}.yml."))
    what = f"the lab '{owner}' has no measure '{name}'" if owner in labs else f"no lab '{owner}'"
    return Problem(at, what, nearest(name, measures, f"Measures stand in {EVIDENCE}/{owner}.json; see `make labs`."))


def _headings(entry: Entry, sections: Mapping[str, Mapping[str, int]], at: str) -> Iterator[Problem]:
    """Sections that the article has not."""
    for passage in entry["where"]:
        if passage["section"] not in sections:
            remedy = nearest(passage["section"], sections, f"Headings stand in {ARTICLES}.")
            yield Problem(f"{at} where", f"the article has no section '{passage['section']}'", remedy)


def passages(claims: Mapping[str, Entry], articles: Mapping[str, Entry]) -> Iterator[Problem]:
    """Paragraphs and items beyond the last; where several claims name some of one section, its count is in doubt."""
    beyond: dict[tuple[str, str, str], dict[str, int]] = {}
    for name, entry in claims.items():
        sections = articles.get(name[0], {}).get("sections", {})
        for passage in entry["where"]:
            for unit in ("paragraph", "item"):
                last = sections.get(passage["section"], {}).get(f"{unit}s", 0)
                if passage["section"] in sections and passage.get(unit, 0) > last:
                    beyond.setdefault((name[0], passage["section"], unit), {})[name] = passage[unit]
    for (article, section, unit), named in beyond.items():
        last, (first, number) = articles[article]["sections"][section].get(f"{unit}s", 0), next(iter(named.items()))
        if len(named) == 1:
            what = f"“{section}” has {last} {unit}s, not {number}"
            remedy = f"Correct the {unit}; {ARTICLES} says how many there are."
            yield Problem(f"{place(first)} where", what, remedy)
        else:
            what = f"“{section}” has {last} {unit}s, and {', '.join(named)} are from up to {unit} {max(named.values())}"
            yield Problem(f"{ARTICLES} {article}", what, f"Count the article's {unit}s; or correct these claims.")


def twins(claims: Mapping[str, Entry]) -> Iterator[Problem]:
    """A claim that is the same as another carries that one's verdict, and nothing of its own."""
    for name, entry in claims.items():
        other = entry.get("same_as")
        if other is None:
            continue
        at = f"{place(name)} same_as"
        if other not in claims:
            yield Problem(at, f"no claim '{other}'", nearest(other, claims, "Correct the id."))
        elif other == name or claims[other].get("same_as"):
            yield Problem(at, f"{other} is itself the same as another", "Name the one claim that carries the verdict.")
        for field in sorted(JUDGING & set(entry)):
            yield Problem(f"{place(name)} {field}", f"{name} carries the verdict of {other}", f"Drop {field} here.")
    said: dict[str, str] = {}
    for name, entry in claims.items():
        words = " ".join(re.findall(r"\w+", entry["statement"].lower()))
        if words in said:
            what = f"says word for word what {said[words]} says"
            yield Problem(f"{place(name)} statement", what, "Say it as this article says it.")
        said[words] = name


def judging(
    claims: Mapping[str, Entry], facts: Mapping[str, Entry], measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """Verdicts that do not follow from what their claims name."""
    for name, entry in claims.items():
        if entry.get("same_as"):
            continue
        at, rule, verdict = place(name), entry.get("rule"), entry.get("verdict")
        if not rule and not verdict:
            yield Problem(at, "neither a rule nor a verdict", "Write a rule that a lab decides, or a verdict.")
        if verdict and not entry.get("because") and not rule:
            yield Problem(f"{at} verdict", "a verdict without its reason", "Say in because why an editor decides this.")
        if entry.get("because") and not verdict:
            yield Problem(f"{at} because", "a reason without a verdict", "Write the verdict that it gives, or drop it.")
        yield from _not_judged(entry, at) if verdict == NOT_JUDGED else _judged(entry, at)
        yield from _outdated(entry, at)
        yield from sentences.sentences(entry, at)
        yield from _outcomes(entry, at)


def _not_judged(entry: Entry, at: str) -> Iterator[Problem]:
    for field in sorted({"rule", "measured", "doubts", "no_lab"} & set(entry)):
        yield Problem(f"{at} {field}", "what is not judged has none", f"Drop {field}, or give a verdict.")


def _judged(entry: Entry, at: str) -> Iterator[Problem]:
    missing = sorted({"measured", "doubts"} - set(entry))
    if missing:
        yield Problem(at, f"lacks {', '.join(missing)}", "Add it; the schema beside the folder says what it means.")
        return
    reasons = [doubt["reason"] for doubt in entry["doubts"]]
    for reason in sorted({reason for reason in reasons if reasons.count(reason) > 1}):
        yield Problem(f"{at} doubts", f"'{reason}' stands {reasons.count(reason)} times", "Make it one doubt.")
    measured = entry["measured"]
    for level, reason in (("no", "no test"), ("by proxy", "indirectness")):
        if measured == level and reason not in reasons:
            what = f"is '{level}', and no doubt says what that means here"
            yield Problem(f"{at} measured", what, f"Add a doubt with the reason '{reason}'.")
    if "no test" in reasons and measured != "no":
        what = f"a doubt says 'no test', but measured is '{measured}'"
        yield Problem(f"{at} doubts", what, "Write measured: no, or name another doubt.")
    if measured == "no" and "searched" not in entry:
        what = "nothing measures it, and nobody says what was searched for"
        yield Problem(at, what, "Search, and write under `searched` the day, the words and what came nearest.")
    if powerless(entry):
        what = "can decide nothing: where nobody measured the claim, 'not settled' is the only verdict allowed"
        remedy = "Drop rule, mixed and outcomes, say verdict: not settled and because, and name the lab under labs."
        yield Problem(f"{at} rule", what, remedy)
    if entry["kind"] == "testable by experiment" and not {"rule", "labs", "no_lab"} & set(entry):
        yield Problem(
            at,
            "an experiment could test it, but it names no lab",
            "Write a rule, name under labs the ones that bear on it, or say under no_lab why none does.",
        )
    if entry.get("verdict", "not settled") != "not settled" and not carriers(entry):
        what = f"the verdict is '{entry['verdict']}', but no fact or lab carries it"
        yield Problem(f"{at} facts", what, "Name the facts that carry it, or set it to 'not settled'.")


def powerless(entry: Entry) -> bool:
    """A rule that no editor overrules, of a claim that nobody measured: whatever its tests say, it is not settled."""
    overruled = entry.get("verdict") and entry.get("because")
    return bool(entry.get("rule") and not overruled and entry.get("measured") == "no")


def _outdated(entry: Entry, at: str) -> Iterator[Problem]:
    outdated = "outdated" in (entry.get("verdict"), *entry.get("mixed", {}).values())
    for field, what in (("once_true", "that it was once true"), ("ended_by", "what ended it")):
        if outdated and field not in entry:
            remedy = f"Name under {field} the fact that shows it, or choose another verdict."
            yield Problem(f"{at} {field}", f"'outdated' without a fact that shows {what}", remedy)
        if not outdated and field in entry:
            yield Problem(f"{at} {field}", "only what is outdated has this", f"Move its facts to facts; drop {field}.")


def carriers(entry: Entry) -> tuple[str, ...]:
    """Ids of the facts and labs that carry the verdict: of a rule those it measures, else those an editor names."""
    if entry.get("rule") and not (entry.get("verdict") and entry.get("because")):
        return tuple(dict.fromkeys(test["measure"].partition(".")[0] for test in entry["rule"]))
    labs = [owner for owner in owners(entry.get("because", "")) if not is_fact(owner)]
    named = [fact for field in ("facts", "once_true", "ended_by") for fact in entry.get(field, [])]
    return tuple(dict.fromkeys([*named, *labs]))


def _outcomes(entry: Entry, at: str) -> Iterator[Problem]:
    """Rules whose result can change unseen, because several patterns or an editor's word lead to one verdict."""
    tests, read = len(entry.get("rule", [])), entry.get("outcomes")
    if read is None and (tests > 1 or (tests and entry.get("because"))):
        what = "is missing: a test could change its outcome, and the verdict would not show it"
        remedy = f"Write how its {tests} tests read today (+ passed, - failed, ? open): outcomes: '...'."
        yield Problem(f"{at} outcomes", what, remedy)
    if read is not None and len(read) != tests:
        what = f"'{read}' is not one mark for each of its {tests} tests"
        yield Problem(f"{at} outcomes", what, "Correct outcomes.")


def follows(verdict: str, certainty: str, measured: str, because: str, at: str) -> Iterator[Problem]:
    """What certainty and measurement allow, whoever reached the verdict: an editor or a rule."""
    if verdict == "not settled":
        return
    if measured == "no":
        yield Problem(
            f"{at} measured",
            f"the verdict is '{verdict}', but measured says that nobody measured this",
            "Set the verdict to 'not settled', or change measured and name the fact that measures it.",
        )
    elif certainty == "very low":
        yield Problem(
            f"{at} doubts",
            f"its doubts and those of its sources leave a very low certainty, which does not allow '{verdict}'",
            "Set the verdict to 'not settled', or find a source that does not share these doubts.",
        )
    elif certainty != "moderate" and re.search(r"\bprobably\b", because):
        what = f"says 'probably', the word for moderate certainty, and its doubts leave {certainty}"
        yield Problem(f"{at} because", what, "At low certainty write 'may', and at high neither.")


def provenance(facts: Mapping[str, Entry]) -> Iterator[Problem]:
    """Facts that are old and do not say whether they have aged."""
    for name, entry in facts.items():
        at = f"{FACTS}/{name}.yml"
        reasons = [doubt["reason"] for doubt in entry["doubts"]]
        for reason in sorted({reason for reason in reasons if reasons.count(reason) > 1}):
            yield Problem(f"{at} doubts", f"'{reason}' stands {reasons.count(reason)} times", "Make it one doubt.")
        looked = int(entry["accessed"][:4])
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", entry["as_of"])]
        old = bool(years) and looked - max(years) > YOUNG_YEARS
        if old and "age" not in reasons and "lasting" not in entry:
            what = f"is of {max(years)}, last looked at in {looked}, and does not say whether it has aged"
            yield Problem(at, what, "Add a doubt 'age', or say under lasting why it has not aged.")
        if "age" in reasons and "lasting" in entry:
            yield Problem(f"{at} lasting", "says that it lasts, and doubts say that it has aged", "Keep one.")


def dissolutions(entries: Iterable[Entry], claims: Mapping[str, Entry]) -> Iterator[Problem]:
    """Pairs on the page of what only seems to disagree: known claims, once each, that do not contradict each other."""
    seen = set()
    for number, entry in enumerate(entries):
        one, other = entry["pair"]
        at = f"{DISSOLVED} {one} {other}"
        for name in entry["pair"]:
            if name not in claims:
                yield Problem(at, f"no claim '{name}'", nearest(name, claims, "Correct the id."))
        if frozenset(entry["pair"]) in seen:
            yield Problem(f"{at} ({number + 1})", "this pair stands twice", "Keep one entry.")
        seen.add(frozenset(entry["pair"]))
        if other in claims.get(one, {}).get("against", []):
            yield Problem(at, "the ledger says that they contradict each other", "Drop it here, or drop against there.")


def duplicates(names: list[str], at: str) -> Iterator[Problem]:
    for repeated in sorted({name for name in names if names.count(name) > 1}):
        what = f"'{repeated}' has {names.count(repeated)} entries"
        yield Problem(f"{at} {repeated}", what, "Keep one of them, with what is right of both.")
