"""The only way in: from the files below a root to a Handbook, or to every reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from .. import texts
from ..places import (
    ARTICLES,
    ASKED,
    CHAPTERS,
    CLAIMS,
    DISSOLVED,
    FACTS,
    GLOSSARY,
    HISTORY,
    HOME,
    LESSONS,
    QUESTIONS,
    READERS,
)
from ..problems import Problem, Refused
from ..verdicts import (
    NOT_JUDGED,
    Disagreement,
    Doubt,
    Measure,
    Stress,
    Test,
    Wording,
    fingerprint,
    judge,
    reach_in_words,
    stress,
    unsound,
    weigh,
)
from . import charts, files, moves, plausible, questions, recalled, rules, sentences
from .home import home_problems
from .lessons import lesson_problems, reader_problems
from .model import Claim, Dissolved, Fact, Handbook, Passage, Search, Term
from .playground import proven, read_playground
from .words import read_wording, wording_problems


def load(root: Path = Path(), other_evidence: Mapping[str, Any] | None = None) -> Handbook:
    """The handbook whose sources lie below `root`, judged by its evidence, or by `other_evidence` where given.

    Raises Refused.
    """
    recalled.recall(root)
    unread = texts.by_hand(root)
    if problems := texts.stopping(unread):
        raise Refused(problems)
    schemas = files.schemas(root)
    articles = files.read(root, ARTICLES, schemas["articles.schema.json"], problems) or {}
    chapters = files.read(root, CHAPTERS, schemas["chapters.schema.json"], problems) or {}
    claims = files.read_folder(root, CLAIMS, schemas["claim.schema.json"], problems)
    facts = files.read_folder(root, FACTS, schemas["fact.schema.json"], problems)
    terms = files.read(root, GLOSSARY, schemas["glossary.schema.json"], problems) or []
    dissolved = files.read(root, DISSOLVED, schemas["dissolved.schema.json"], problems) or []
    history = files.read(root, HISTORY, schemas["history.schema.json"], problems) or []
    readers = files.read(root, READERS, schemas["readers.schema.json"], problems) or {}
    lessons = files.read(root, LESSONS, schemas["lessons.schema.json"], problems) or {}
    home = files.read(root, HOME, schemas["home.schema.json"], problems) or {}
    evidence = files.read_evidence(root, schemas["evidence.schema.json"], problems) | dict(other_evidence or {})
    lab_doubts = files.read_lab_doubts(root, list(evidence), schemas["lab-doubts.schema.json"], problems)
    asked = files.read_folder(root, QUESTIONS, schemas["question.schema.json"], problems)
    printed = questions.read_printed(root, problems)
    study = files.read_study(root, schemas["study.schema.json"], problems)
    queries = read_playground(root, schemas, problems)
    movable = moves.read_moves(root, schemas, problems)
    drawn = charts.read_charts(root, schemas, problems)
    words = read_wording(root, schemas, problems)
    typed = files.read(root, ASKED, schemas["asked.schema.json"], problems) if (root / ASKED).exists() else {}
    if problems:  # shapes first: what follows relies on them
        raise Refused(problems)

    topics = cast(Any, schemas["question.schema.json"].worded.schema)["properties"]["topic"]["enum"]
    asked = questions.in_order(asked, topics)
    order = list(articles)
    claims = dict(sorted(claims.items(), key=lambda c: (order.index(c[0][0]) if c[0][0] in order else -1, c[0])))
    facts = dict(sorted(facts.items(), key=lambda f: (f[0][0] != "F", len(f[0]), f[0])))  # F first, A9 before A10
    found = {
        f"{owner}.{name}": measure
        for owner, entries in [
            *((name, fact.get("values", {})) for name, fact in facts.items()),
            *((lab, found["measures"]) for lab, found in evidence.items()),
            *([("study", study["measures"])] if study else []),
        ]
        for name, measure in entries.items()
    }
    measures = {name: Measure.of(one) for name, one in found.items()}
    # What is doubtful in itself hides nothing else that is wrong: all of it is told at once.
    doubtful = [*unread, *plausible.numbers(found), *plausible.days(claims, facts, history, plausible.last_day(root))]
    doubtful += [
        *plausible.early(claims, facts, articles),
        *plausible.sizes(facts),
        *rules.provenance(facts),
        *questions.unprinted(asked, printed),
    ]
    problems += rules.references(claims, facts, evidence, articles, chapters, measures)
    problems += rules.passages(claims, articles)
    problems += rules.twins(claims)
    problems += rules.judging(claims, facts, measures)
    problems += rules.dissolutions(dissolved, claims)
    problems += rules.duplicates([Term(**term).id for term in terms], str(GLOSSARY))
    playground = proven(queries, root, problems)
    problems += questions.faults(asked, {*claims, *facts, *evidence, *chapters})
    problems += lesson_problems(lessons, list(evidence), list(chapters))
    problems += reader_problems(readers, _pages(root), list(evidence), measures)
    problems += home_problems(home, claims, chapters, measures)
    problems += wording_problems(words, found)
    told = {name: Fact.of(fact) for name, fact in facts.items()}
    doubts = {name: fact.doubts for name, fact in told.items()}
    doubts |= {lab: tuple(Doubt(**doubt) for doubt in found) for lab, found in lab_doubts.items()}
    doubts["study"] = tuple(Doubt(**doubt) for doubt in study["doubts"]) if study else ()
    judged = {}
    for name, entry in claims.items():
        claim = _claim(entry, measures, found, doubts, words, problems) if "same_as" not in entry else None
        if claim:
            judged[name] = claim
    for name, entry in claims.items():
        first = judged.get(entry.get("same_as", ""))
        if first:
            judged[name] = replace(first, **_own(entry))
    # A figure on a claim that is not in order waits for it.
    ready = {name: told for name, told in movable.items() if told.get("claim") not in claims.keys() - judged.keys()}
    figures, wrong = moves.proven(ready, root, judged, evidence, measures, facts)
    problems += wrong
    counts = {"pairs": charts.pair_counts(_contradictions(claims), [one.get("in_part", False) for one in dissolved])}
    if judged.keys() == claims.keys():
        counts["claims"] = charts.claim_counts(judged.values())
    problems += charts.chart_problems(drawn, root, charts.Known(measures, counts), facts)
    if problems:
        raise Refused([*problems, *doubtful])
    handbook = Handbook(
        root=root,
        articles=articles,
        chapters=chapters,
        claims={name: judged[name] for name in claims},
        facts=told,
        terms={term["term"]: Term(**term) for term in terms},
        dissolved=tuple(Dissolved(tuple(d["pair"]), d["why"], d.get("in_part", False)) for d in dissolved),
        history=tuple(history),
        readers=readers,
        lessons=lessons,
        home=home,
        measures=measures,
        evidence=evidence,
        questions={name: questions.question(entry, printed) for name, entry in asked.items()},
        study=study,
        playground=playground,
        moves=figures,
        charts=drawn,
        asked={page: tuple(queries) for page, queries in (typed or {}).items()},
    )
    recalled.keep(root)
    if doubtful:
        raise Refused(doubtful, handbook)
    return handbook


def _contradictions(claims: Mapping[str, Mapping[str, Any]]) -> int:
    """How many pairs name each other under `against`, each counted once."""
    return len({frozenset((name, other)) for name, entry in claims.items() for other in entry.get("against", [])})


def _pages(root: Path) -> list[str]:
    """All pages that are written in Markdown, by their paths below docs/ without `.md`."""
    return sorted(path.relative_to(root / "docs").as_posix()[:-3] for path in (root / "docs").rglob("*.md"))


def parse_evidence(found: Any, place: str, root: Path = Path()) -> list[Problem]:
    """What is wrong with the object that a lab's evidence cell displayed."""
    problems = list(files.violations(found, files.schemas(root)["evidence.schema.json"], place))
    if not problems:
        for name, measure in found["measures"].items():
            problems += plausible.number(measure, f"{place} measures.{name}")
    return problems


def first_rules(
    owner: str, kept: Mapping[str, str], measures: Mapping[str, Mapping[str, Any]], root: Path = Path()
) -> dict[str, str]:
    """Claims that a lab or the study decides, each with the hash of its rule when evidence for it was first written.

    `kept` are the hashes of the last run: carried on, so that a rule which changes afterwards can be told. `measures`
    are those that the owner gives, by their short names. A claim that cannot be read now keeps what it had.
    """
    claims = files.read_folder(root, CLAIMS, files.schemas(root)["claim.schema.json"], [])
    found = {f"{owner}.{name}": one for name, one in measures.items()}
    rules = {
        name: kept.get(name) or fingerprint(_tests(entry), entry.get("mixed", {}), found)
        for name, entry in claims.items()
        if any(test["measure"].partition(".")[0] == owner for test in entry.get("rule", []))
    }
    unread = {path.stem for path in (root / CLAIMS).glob("*.yml")} - claims.keys()
    return dict(sorted({**rules, **{name: kept[name] for name in unread & kept.keys()}}.items()))


def _tests(entry: Mapping[str, Any]) -> tuple[Test, ...]:
    return tuple(
        Test(t["measure"], t.get("at_least"), t.get("at_most"), t["passes"], t["fails"], t.get("open"))
        for t in entry.get("rule", [])
    )


def _search(entry: Mapping[str, Any]) -> Search:
    return Search(entry["on"], tuple(entry["words"]), entry["found"])


def _own(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What every claim has for itself, also one that carries another's verdict."""
    return {
        "id": entry["id"],
        "statement": entry["statement"],
        "article": entry["id"][0],
        "where": tuple(Passage(**passage) for passage in entry["where"]),
        "speaker": entry["speaker"],
        "who": entry.get("who"),
        "kind": entry["kind"],
        "chapter": entry["chapter"],
        "minor": entry.get("minor", False),
        "same_as": entry.get("same_as"),
        "against": tuple(entry.get("against", [])),
        "tension": tuple(entry.get("tension", [])),
        "reviewed": entry["reviewed"],
        "searched": _search(entry["searched"]) if "searched" in entry else None,
    }


def _claim(
    entry: Mapping[str, Any],
    measures: Mapping[str, Measure],
    found: Mapping[str, Mapping[str, Any]],
    doubts: Mapping[str, tuple[Doubt, ...]],
    words: Wording,
    problems: list[Problem],
) -> Claim | None:
    """The claim with its judgement, or None where a problem is known or has just been added to `problems`."""
    rule = _tests(entry)
    verdict, because = entry.get("verdict"), entry.get("because")
    if (
        any(test.measure not in measures for test in rule)
        or sentences.unknown_placeholders(entry, measures)
        or sentences.unfillable(entry)
        or not (rule or (verdict and because))
        or rules.powerless(entry)
        or (verdict != NOT_JUDGED and not {"measured", "doubts"} <= set(entry))
    ):
        return None  # reported by the rules
    place = rules.place(entry["id"])
    try:
        says = entry.get("outcomes"), entry.get("says")
        judgement = judge(rule, entry.get("mixed", {}), verdict, because, measures.__getitem__, *says)
    except Disagreement as disagreement:
        problems.append(Problem(place, str(disagreement), disagreement.remedy))
        return None
    for number, what, remedy in unsound(rule, entry.get("mixed", {}), found):
        problems.append(Problem(f"{place} rule[{number}]", what, remedy))
    certainty: str | None = None
    counted: tuple[Doubt, ...] = ()
    tried: Stress | None = None
    if judgement.verdict != NOT_JUDGED:
        own = [Doubt(**doubt) for doubt in entry["doubts"]]
        tried = stress(rule, entry.get("mixed", {}), found, words) if rule else None
        if tried and not judgement.overruled:  # a rule that does not decide costs no certainty
            own += [doubt for doubt in tried.doubts() if doubt.reason not in {named.reason for named in own}]
        carrying = {name: doubts.get(name, ()) for name in rules.carriers(entry)}
        certainty, counted = weigh(own, carrying)
        problems += rules.follows(judgement.verdict, certainty, entry["measured"], judgement.because, place)
    named: dict[str, Any] = {field: tuple(entry.get(field, [])) for field in ("facts", "see", "once_true", "ended_by")}
    return Claim(
        **_own(entry),
        **named,
        judgement=judgement,
        certainty=certainty,
        doubts=counted,
        stress=tried,
        reach=reach_in_words(rule, found, words) if tried else (),
        measured=entry.get("measured"),
        rule=rule,
        mixed=entry.get("mixed", {}),
        rule_hashes=_hashes(rule, entry.get("mixed", {}), found),
        bearing=tuple(entry.get("labs", [])),
        no_lab=entry.get("no_lab"),
    )


def _hashes(rule: tuple[Test, ...], mixed: Mapping[str, str], found: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The rule's hash as each lab that it asks would write it."""
    return {
        owner: fingerprint(rule, mixed, {name: one for name, one in found.items() if name.startswith(f"{owner}.")})
        for owner in {test.lab for test in rule}
    }
