"""Reads what people wrote (claims, facts) and what labs found (evidence), and refuses what does not fit.

`load` is the only way in: it returns a Handbook in which every id resolves and every claim has a verdict,
or raises Refused with every problem of every file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from .problems import Problem, Refused, nearest
from .verdicts import CERTAINTIES, PLACEHOLDER, Disagreement, Judgement, Measure, Test, judge

DATA = Path("docs/data")
NOTEBOOKS = Path("notebooks")
CLAIMS, FACTS, GLOSSARY = DATA / "claims.yml", DATA / "facts.yml", DATA / "glossary.yml"
HISTORY, EVIDENCE, STUDY = DATA / "history.yml", DATA / "evidence", DATA / "study.json"
# What the labs command adds to the object that a lab displays.
ADDED = ("lab", "key", "packages")


@dataclass(frozen=True)
class Doubt:
    """One step down in certainty: a reason of GRADE's list, and what it means here."""

    reason: str
    why: str


@dataclass(frozen=True)
class Claim:
    """One entry of the ledger, with its judgement."""

    id: str
    statement: str
    article: str
    kind: str
    chapter: str
    certainty: str
    doubts: tuple[Doubt, ...]
    against: tuple[str, ...]
    tension: tuple[str, ...]
    facts: tuple[str, ...]
    rule: tuple[Test, ...]
    bearing: tuple[str, ...]
    no_lab: str | None
    reviewed: str
    minor: bool
    by_editor: bool
    judgement: Judgement

    @property
    def deciding(self) -> tuple[str, ...]:
        """The labs whose measures compute its verdict; none if an editor sets it."""
        return () if self.by_editor else self._in_rule

    @property
    def _in_rule(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(test.lab for test in self.rule))

    @property
    def labs(self) -> tuple[str, ...]:
        """All labs that it rests on: those that decide it, then those that bear on it."""
        return tuple(dict.fromkeys([*self._in_rule, *self.bearing]))


@dataclass(frozen=True)
class Fact:
    """What somebody else measured, and how we saw it."""

    id: str
    label: str
    text: str
    as_of: str
    n: str | int | None
    origin: str
    how_seen: str
    accessed: str
    where: str
    url: str | None = None
    trap: str | None = None


@dataclass(frozen=True)
class Term:
    """A word of the field, explained for a beginner."""

    term: str
    means: str
    more: str | None = None

    @property
    def id(self) -> str:
        """Its anchor on the glossary page."""
        return re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")


@dataclass(frozen=True)
class Handbook:
    """Everything that pages are made of."""

    root: Path
    articles: Mapping[str, Mapping[str, str]]
    chapters: Mapping[str, Mapping[str, str]]
    claims: Mapping[str, Claim]
    facts: Mapping[str, Fact]
    terms: Mapping[str, Term]
    history: tuple[Mapping[str, Any], ...]
    measures: Mapping[str, Measure]
    evidence: Mapping[str, Mapping[str, Any]]
    study: Mapping[str, Any] | None = None

    @cached_property
    def labs(self) -> tuple[str, ...]:
        """Names of all labs, in the order of their files."""
        return tuple(self.evidence)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Claims that contradict each other, each pair once, in the order of the ledger."""
        order = list(self.claims)
        both = {tuple(sorted((one, other), key=order.index)) for one in order for other in self.claims[one].against}
        return tuple(sorted(both, key=lambda pair: [order.index(claim) for claim in pair]))

    def written(self, chapter: str) -> bool:
        """Whether this chapter's page exists yet."""
        return (self.root / "docs" / f"{chapter}.md").is_file()

    def page(self, claim: Claim) -> str:
        """URL path of the page that answers the claim: its chapter, or All claims until that is written."""
        return f"{claim.chapter if self.written(claim.chapter) else 'claims'}/"


def load(root: Path = Path(), other_evidence: Mapping[str, Any] | None = None) -> Handbook:
    """The handbook whose sources lie below `root`, judged by its evidence, or by `other_evidence` where given.

    Raises Refused.
    """
    problems: list[Problem] = []
    schemas = _schemas(root)
    ledger = _read(root, CLAIMS, schemas["claims.schema.json"], problems) or {}
    facts = _read(root, FACTS, schemas["facts.schema.json"], problems) or []
    terms = _read(root, GLOSSARY, schemas["glossary.schema.json"], problems) or []
    history = _read(root, HISTORY, schemas["history.schema.json"], problems) or []
    evidence = _read_evidence(root, schemas["evidence.schema.json"], problems) | dict(other_evidence or {})
    study = _read_study(root, schemas, problems)
    if problems:  # shapes first: what follows relies on them
        raise Refused(problems)

    measures = {
        f"{owner}.{name}": Measure(**measure)
        for owner, entries in [
            *((fact["id"], fact.get("values", {})) for fact in facts),
            *((lab, found["measures"]) for lab, found in evidence.items()),
            *([("study", study["measures"])] if study else []),
        ]
        for name, measure in entries.items()
    }
    for name, measure in measures.items():
        problems += _outside(measure, f"{DATA} {name}")
    entries = ledger["claims"]
    lines = _lines(root / CLAIMS, "claims")
    problems += _cross_check(ledger, facts, set(evidence), measures, lines)
    problems += _duplicates([Term(**term).id for term in terms], str(GLOSSARY))
    claims = {}
    for index, entry in enumerate(entries):
        place = f"{CLAIMS}:{lines[index]} {entry['id']}"
        claim = _claim(entry, measures, place, problems)
        if claim:
            claims[claim.id] = claim
    if problems:
        raise Refused(problems)
    return Handbook(
        root=root,
        articles=ledger["articles"],
        chapters=ledger["chapters"],
        claims=claims,
        facts={f["id"]: Fact(**{k: v for k, v in f.items() if k != "values"}) for f in facts},
        terms={term["term"]: Term(**term) for term in terms},
        history=tuple(history),
        measures=measures,
        evidence=evidence,
        study=study,
    )


def parse_evidence(found: Any, place: str, root: Path = Path()) -> list[Problem]:
    """What is wrong with the object that a lab's evidence cell displayed."""
    problems = list(_violations(found, _schemas(root)["evidence.schema.json"], _inside(place)))
    if not problems:
        for name, measure in found["measures"].items():
            problems += _outside(Measure(**measure), f"{place} measures.{name}")
    return problems


def _outside(measure: Measure, place: str) -> Iterator[Problem]:
    """A number that its own interval leaves out: a slip, or one end changed and not the other."""
    low, high = (measure.value if end is None else end for end in (measure.low, measure.high))
    if not low <= measure.value <= high:
        what = f"the value {measure.value} lies outside its interval, {low} to {high}"
        yield Problem(place, what, "Correct whichever is wrong; of a lab, in its evidence cell.")


def _claim(
    entry: Mapping[str, Any], measures: Mapping[str, Measure], place: str, problems: list[Problem]
) -> Claim | None:
    rule = tuple(
        Test(t["measure"], t.get("at_least"), t.get("at_most"), t["passes"], t["fails"], t.get("open"))
        for t in entry.get("rule", [])
    )
    if (
        any(test.measure not in measures for test in rule)
        or _unknown_placeholders(entry, measures)
        or _unfillable(entry)
    ):
        return None  # reported by _cross_check
    if not rule and not (entry.get("verdict") and entry.get("because")):
        return None
    try:
        judgement = judge(
            rule,
            entry.get("mixed", {}),
            entry.get("verdict"),
            entry.get("because"),
            measures.__getitem__,
            entry.get("outcomes"),
        )
    except Disagreement as disagreement:
        problems.append(Problem(place, str(disagreement), disagreement.remedy))
        return None
    if entry["certainty"] == "very low" and judgement.verdict != "not settled":
        problems.append(
            Problem(
                f"{place}.certainty",
                f"very low certainty allows only 'not settled', not '{judgement.verdict}'",
                "Set the verdict to 'not settled', or find evidence that lifts the certainty.",
            )
        )
        return None
    return Claim(
        id=entry["id"],
        statement=entry["statement"],
        article=entry["id"][0],
        kind=entry["kind"],
        chapter=entry["chapter"],
        certainty=entry["certainty"],
        doubts=tuple(Doubt(**doubt) for doubt in entry["doubts"]),
        against=tuple(entry.get("against", [])),
        tension=tuple(entry.get("tension", [])),
        facts=tuple(entry.get("facts", [])),
        rule=rule,
        bearing=tuple(entry.get("labs", [])),
        no_lab=entry.get("no_lab"),
        reviewed=entry["reviewed"],
        minor=entry.get("minor", False),
        # with a rule, a verdict and its reason override what the rule says
        by_editor=bool(not rule or (entry.get("verdict") and entry.get("because"))),
        judgement=judgement,
    )


def _cross_check(
    ledger: Mapping[str, Any],
    facts: list[Mapping[str, Any]],
    labs: set[str],
    measures: Mapping[str, Measure],
    lines: list[int],
) -> Iterator[Problem]:
    """What a schema cannot see: ids that lead nowhere, one-sided contradictions, certainty without doubt."""
    claims = {entry["id"]: entry for entry in ledger["claims"]}
    fact_ids = [fact["id"] for fact in facts]
    yield from _duplicates([entry["id"] for entry in ledger["claims"]], str(CLAIMS))
    yield from _duplicates(fact_ids, str(FACTS))
    for index, entry in enumerate(ledger["claims"]):
        place = f"{CLAIMS}:{lines[index]} {entry['id']}"
        if entry["id"][0] not in ledger["articles"]:
            yield Problem(place, f"no article '{entry['id'][0]}'", "Add the article to articles, or correct the id.")
        if entry["chapter"] not in ledger["chapters"]:
            yield Problem(
                f"{place}.chapter",
                f"no chapter '{entry['chapter']}'",
                nearest(entry["chapter"], ledger["chapters"], "Chapters are listed at the top of the ledger."),
            )
        for field in ("against", "tension"):
            for other in entry.get(field, []):
                if other not in claims:
                    yield Problem(f"{place}.{field}", f"no claim '{other}'", nearest(other, claims, "Correct the id."))
                elif entry["id"] not in claims[other].get(field, []):
                    yield Problem(
                        f"{place}.{field}",
                        f"{entry['id']} names {other}, but {other} does not name {entry['id']}",
                        f"Add {entry['id']} to {field} of {other}, or drop {other} here.",
                    )
        for fact in entry.get("facts", []):
            if fact not in fact_ids:
                yield Problem(f"{place}.facts", f"no fact '{fact}'", nearest(fact, fact_ids, f"See {FACTS}."))
        for number, test in enumerate(entry.get("rule", [])):
            if test["measure"] not in measures:
                lab = test["measure"].partition(".")[0]
                what = f"the lab '{lab}' has no measure '{test['measure']}'" if lab in labs else f"no lab '{lab}'"
                yield Problem(
                    f"{place}.rule[{number}]",
                    what,
                    nearest(test["measure"], measures, f"Measures stand in {EVIDENCE}/{lab}.json; see `make labs`."),
                )
        for lab in entry.get("labs", []):
            if lab not in labs:
                yield Problem(f"{place}.labs", f"no lab '{lab}'", nearest(lab, labs, f"Labs stand in {NOTEBOOKS}."))
        if entry["kind"] == "testable by experiment" and not {"rule", "labs", "no_lab"} & set(entry):
            yield Problem(
                place,
                "an experiment could test it, but it names no lab",
                "Write a rule, name under labs the ones that bear on it, or say under no_lab why none does.",
            )
        for number, why in _unfillable(entry):
            yield Problem(f"{place}.rule[{number}]", why, "Only {value} and {threshold} are filled in.")
        for name in _unknown_placeholders(entry, measures):
            yield Problem(
                f"{place}.because", f"no value '{name}'", nearest(name, measures, f"Values stand in {FACTS}.")
            )
        for text in (entry.get("because", ""), *(doubt["why"] for doubt in entry["doubts"])):
            for share in re.findall(r"\d[\d.,]*\s?(?:%|percent|per cent)", text):
                yield Problem(
                    place,
                    f"the share '{share}' is typed by hand",
                    "In because, look it up: {F03.name}; a doubt does without.",
                )
        if not entry.get("rule") and not entry.get("verdict"):
            yield Problem(place, "neither a rule nor a verdict", "Write a rule that a lab decides, or a verdict.")
        if entry.get("verdict") and not entry.get("because") and not entry.get("rule"):
            yield Problem(
                f"{place}.verdict", "a verdict without its reason", "Say in because why an editor decides this."
            )
        yield from _outcomes(entry, place)
        yield from _certainty(entry, place)


def _outcomes(entry: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Rules whose result can change unseen, because several patterns or an editor's word lead to one verdict."""
    tests, read = len(entry.get("rule", [])), entry.get("outcomes")
    if read is None and (tests > 1 or (tests and entry.get("because"))):
        yield Problem(
            f"{place}.outcomes",
            "is missing: a test could change its outcome, and the verdict would not show it",
            f"Write how its {tests} tests read today (+ passed, - failed, ? open): outcomes: '...'.",
        )
    if read is not None and len(read) != tests:
        yield Problem(
            f"{place}.outcomes", f"'{read}' is not one mark for each of its {tests} tests", "Correct outcomes."
        )


def _certainty(entry: Mapping[str, Any], place: str) -> Iterator[Problem]:
    steps = CERTAINTIES[::-1].index(entry["certainty"])
    doubts = entry["doubts"]
    if steps and not doubts:
        yield Problem(
            f"{place}.certainty",
            f"certainty is {entry['certainty']}, but no doubt is named",
            "Name a doubt for each step below high (see doubts in the schema), or raise the certainty.",
        )
    elif len(doubts) < steps and not any(doubt["reason"] == "no test" for doubt in doubts):
        yield Problem(
            f"{place}.certainty",
            f"{entry['certainty']} is {steps} steps below high, but {len(doubts)} doubts are named",
            "Name one doubt for each step, or raise the certainty.",
        )
    if not steps and doubts:
        yield Problem(f"{place}.doubts", "doubts are named, but certainty is high", "Lower the certainty.")


def _unknown_placeholders(entry: Mapping[str, Any], measures: Mapping[str, Measure]) -> list[str]:
    return [name for name in PLACEHOLDER.findall(entry.get("because", "")) if name not in measures]


def _unfillable(entry: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Sentences of a rule with something else in braces than what is filled in: the test's number, and why."""
    found = []
    for number, test in enumerate(entry.get("rule", [])):
        for sentence in (test["passes"], test["fails"], test.get("open", "")):
            try:
                sentence.format(value="", threshold="")
            except (LookupError, ValueError, AttributeError) as error:
                found.append((number, f"'{sentence}' cannot be filled in: {error}"))
    return found


def _duplicates(ids: list[str], place: str) -> Iterator[Problem]:
    for repeated in sorted({i for i in ids if ids.count(i) > 1}):
        yield Problem(place, f"'{repeated}' stands {ids.count(repeated)} times", "Keep one entry for each id.")


def _read_evidence(root: Path, schema: Draft202012Validator, problems: list[Problem]) -> dict[str, Any]:
    """Evidence by lab, in the order of notebooks/; a lab without evidence and evidence without a lab are problems."""
    labs = sorted(path.stem for path in (root / NOTEBOOKS).glob("*.ipynb"))
    found = {}
    for path in sorted((root / EVIDENCE).glob("*.json")):
        place = f"{EVIDENCE}/{path.name}"
        if path.stem not in labs:
            problems.append(
                Problem(place, "there is no such lab", f"Delete it, or restore {NOTEBOOKS}/{path.stem}.ipynb.")
            )
            continue
        try:
            content = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            problems.append(Problem(place, f"not JSON: {error}", f"Run `make labs LAB={path.stem} FRESH=1`."))
            continue
        missing = [key for key in ADDED if not isinstance(content, dict) or key not in content]
        if missing:
            problems.append(Problem(place, f"lacks {', '.join(missing)}", f"Run `make labs LAB={path.stem} FRESH=1`."))
            continue
        own = {key: value for key, value in content.items() if key not in ADDED}
        wrong = list(_violations(own, schema, _inside(place)))
        problems += wrong
        if not wrong:
            found[path.stem] = content
    problems += [
        Problem(
            f"{NOTEBOOKS}/{lab}.ipynb", "has no evidence yet", f"Run `make labs LAB={lab}` and commit what it writes."
        )
        for lab in labs
        if not (root / EVIDENCE / f"{lab}.json").exists()
    ]
    return found


def _read_study(root: Path, schemas: Mapping[str, Draft202012Validator], problems: list[Problem]) -> Any:
    """What the full study found, or None before its first run."""
    if not (root / STUDY).exists():
        return None
    try:
        content = json.loads((root / STUDY).read_text("utf-8"))
    except ValueError as error:
        problems.append(Problem(str(STUDY), f"not JSON: {error}", "Run `make study`."))
        return None
    problems += _violations(content, schemas["study.schema.json"], _inside(str(STUDY)))
    return content


# --- YAML and schemas ---


# The loader in C is several times faster; PyYAML may be built without it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeys(_Loader):
    """YAML in which a key written twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        for repeated in {key for key in keys if keys.count(key) > 1}:
            raise yaml.constructor.ConstructorError(None, None, f"the key '{repeated}' stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _read(root: Path, path: Path, schema: Draft202012Validator, problems: list[Problem]) -> Any:
    """The file's content, or None after adding to `problems`."""
    try:
        text = (root / path).read_text("utf-8")
        content = yaml.load(text, Loader=_UniqueKeys)
    except FileNotFoundError:
        problems.append(Problem(str(path), "is missing", "Restore it from git: `git checkout -- " + str(path) + "`."))
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)  # a character that YAML or UTF-8 does not allow has none
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        what = f"not YAML: {getattr(error, 'problem', None) or error}"
        problems.append(Problem(place, what, "Correct the line; quote texts that contain ': '."))
        return None
    tree = yaml.compose(text, Loader=_Loader)
    wrong = list(_violations(content, schema, lambda where: _place(path, tree, where, content)))
    problems += wrong
    return None if wrong else content


def _schemas(root: Path) -> dict[str, Draft202012Validator]:
    paths = sorted((root / DATA).glob("*.schema.json"))
    contents = {path.name: json.loads(path.read_text("utf-8")) for path in paths}
    registry = Registry().with_resources((name, Resource.from_contents(c)) for name, c in contents.items())
    return {name: Draft202012Validator(content, registry=registry) for name, content in contents.items()}


def _violations(content: Any, schema: Draft202012Validator, place) -> Iterator[Problem]:
    for error in schema.iter_errors(content):
        yield from _explain(error, place)


def _explain(error: ValidationError, place) -> Iterator[Problem]:
    """A schema's complaint in words that say what to do."""
    where = place(list(error.absolute_path))
    if error.validator == "additionalProperties" and isinstance(error.validator_value, bool):
        known = error.schema.get("properties", {})
        for key in [key for key in error.instance if key not in known]:
            yield Problem(where, f"unknown key '{key}'", nearest(str(key), known, f"Known keys: {', '.join(known)}."))
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        yield Problem(where, f"lacks {', '.join(missing)}", "Add it; the schema beside the file says what it means.")
    elif error.validator == "enum":
        options = [str(option) for option in error.validator_value]
        yield Problem(
            where,
            f"'{error.instance}' is not allowed",
            nearest(str(error.instance), options, f"One of: {', '.join(options)}."),
        )
    elif error.validator == "oneOf":
        yield Problem(where, "needs exactly one threshold", "Give at_least or at_most, not both.")
    else:
        meaning = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
        yield Problem(where, error.message, f"Correct the value. {meaning}".strip())


def _place(path: Path, tree: yaml.Node, where: list[str | int], content: Any) -> str:
    """`file:line entry.field` for a path into the content."""
    node, names, value = tree, [], content
    for step in where:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[step]
        else:
            node = next(v for k, v in node.value if k.value == str(step))
        value = value[step]
        name = value.get("id", value.get("name")) if isinstance(value, dict) else None
        if isinstance(name, str):
            names = [name]
        else:
            names.append(str(step))
    line = node.start_mark.line + 1 if node else 1  # an empty file has no node
    return f"{path}:{line} {'.'.join(names)}".rstrip()


def _inside(place: str) -> Callable[[list[str | int]], str]:
    """`place measures.name` for a path into evidence, which is written by a machine and needs no line."""
    return lambda where: f"{place} {'.'.join(map(str, where))}".rstrip()


def _lines(path: Path, key: str) -> list[int]:
    """Line numbers of the entries of the list `key`."""
    tree = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    entries = next(value for name, value in tree.value if name.value == key)
    return [entry.start_mark.line + 1 for entry in entries.value]
