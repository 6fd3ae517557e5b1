"""Charts that the build draws: what charts.yml says of them, held against the values that they draw.

A chart's title is a finding. What has to be so for it to be true stands beside it under `stands_while`, and the build
stops when the values say otherwise, so that no title outlives its numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..places import CHARTS
from ..problems import Problem, nearest
from ..verdicts import NOT_JUDGED, Measure
from .files import Schemas, read
from .home import PERCENT
from .model import Claim, is_fact

Entry = Mapping[str, Any]
CALL = re.compile(r"\{\{\s*chart\(\s*[\"']([^\"']+)[\"']")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# A number that is no year and stands in no word, such as K02 or GPT-3.
TYPED = re.compile(r"(?<![\w.,-])(?!(?:19|20)\d\d(?![\d,.%]*\d))[$€£]?\d[\d.,]*%?")
COMPARED = re.compile(r"(\S+) ([<>]) (\S+)")
# As facts are written, whatever the language of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
OPEN = "not settled"
COUNTED = ("pairs", "claims")  # kinds that draw the ledger itself


@dataclass(frozen=True)
class Known:
    """What the charts of one handbook may name.

    `measures` by `F03.name` or `lab.name`; `counts` by kind of chart and name, without a kind that cannot be counted
    yet because an entry of the ledger is refused.
    """

    measures: Mapping[str, Measure]
    counts: Mapping[str, Mapping[str, int]]


def read_charts(root: Path, schemas: Schemas, problems: list[Problem]) -> Mapping[str, Any]:
    """What charts.yml says; nothing after adding to `problems`, or where a handbook has no such file."""
    if not (root / CHARTS).exists():
        return {}
    return read(root, CHARTS, schemas["charts.schema.json"], problems) or {}


def pair_counts(real: int, in_part: Sequence[bool]) -> dict[str, int]:
    """How many pairs contradict each other, and how many only seem to, of which `in_part` tells each."""
    return {
        "all": real + len(in_part),
        "real": real,
        "in_part": sum(in_part),
        "dissolved": len(in_part) - sum(in_part),
    }


def claim_counts(claims: Iterable[Claim]) -> dict[str, int]:
    """How many claims there are, have an answer, are open, cannot be judged, and flip under some change."""
    verdicts = Counter[str]()
    fragile = 0
    for claim in claims:
        verdicts[claim.judgement.verdict] += 1
        fragile += flips(claim)
    total, undecided, unjudged = verdicts.total(), verdicts[OPEN], verdicts[NOT_JUDGED]
    settled = total - undecided - unjudged
    return {"all": total, "settled": settled, "open": undecided, "unjudged": unjudged, "fragile": fragile}


def flips(claim: Claim) -> bool:
    """Whether a change that an opponent could ask for gives a claim another verdict."""
    return bool(claim.stress and claim.stress.flips and not claim.judgement.overruled)


def in_unit(measure: Measure) -> tuple[str, float]:
    """The unit in which a chart draws a measure, and by what its numbers are multiplied: a share is drawn in %."""
    return ("%", PERCENT[measure.unit]) if measure.unit in PERCENT else (measure.unit, 1)


def spelled(day: str) -> str:
    """`2020-02-01` as facts spell it: `1 February 2020`. Raises ValueError for a day that is none."""
    found = date.fromisoformat(day)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def panels(told: Entry) -> list[tuple[str, list[str]]]:
    """Each part of a chart that has a scale of its own: its name, and the values that it draws."""
    if told["kind"] == "days":
        return [(panel["name"], [day["value"] for day in panel["days"]]) for panel in told["panels"]]
    bars = [bar["value"] for group in told.get("groups", []) for bar in group["bars"] if "value" in bar]
    return [("groups", bars)] if bars else []


def values(told: Entry) -> list[str]:
    """All values that a chart draws, in its order."""
    return [name for _, named in panels(told) for name in named]


def chart_problems(content: Entry, root: Path, known: Known, facts: Mapping[str, Entry]) -> Iterator[Problem]:
    """Whatever is wrong with the charts beyond their shape. `facts` are entries as they were read."""
    pages = [path.relative_to(root).as_posix() for path in sorted((root / "docs").rglob("*.md"))]
    calls = {page: Counter(CALL.findall((root / page).read_text("utf-8"))) for page in pages}
    for name, told in content.items():
        at = f"{CHARTS} {name}"
        on = [page for page, called in calls.items() for _ in range(called[name])]
        if not on:
            yield Problem(at, "stands on no page", f'Write {{{{ chart("{name}") }}}} into a page, or delete it.')
        elif len(on) > 1:
            yield Problem(at, f"stands {len(on)} times: {', '.join(on)}", "Keep it once, and link to it elsewhere.")
        unknown = [value for value in values(told) if value not in known.measures]
        for value in unknown:
            remedy = nearest(value, known.measures, "Name a value of a fact or a measure of a lab.")
            yield Problem(f"{at} {_where(told, value)}", f"no value '{value}'", remedy)
        if not unknown:
            yield from _units(told, at, known)
        if told["kind"] == "days":
            yield from _days(told, at, facts)
        if told["kind"] in COUNTED and told["kind"] not in known.counts:
            continue  # what the ledger refuses comes first
        yield from _words(told, at, known)
        yield from _borne_out(told, at, known)


def _where(told: Entry, value: str) -> str:
    return next(name for name, named in panels(told) if value in named)


def _units(told: Entry, at: str, known: Known) -> Iterator[Problem]:
    for name, named in panels(told):
        units = {value: in_unit(known.measures[value])[0] for value in named}
        for value, unit in units.items():
            if unit != units[named[0]]:
                what = f"draws {value}, which is in {unit}, beside {named[0]}, which is in {units[named[0]]}"
                yield Problem(f"{at} {name}", what, "Give one scale values of one unit.")


def _days(told: Entry, at: str, facts: Mapping[str, Entry]) -> Iterator[Problem]:
    """Days that are none, or that the fact behind the value does not name."""
    for panel in told["panels"]:
        for day in panel["days"]:
            place, owner = f"{at} {panel['name']}", day["value"].partition(".")[0]
            try:
                words = spelled(day["on"])
            except ValueError:
                yield Problem(place, f"'{day['on']}' is no day", 'Write it as "2020-02-01".')
                continue
            if not is_fact(owner):
                yield Problem(place, f"dates {day['value']}, which is a lab's", "Only a fact's text tells a day.")
            elif owner in facts and words not in " ".join(facts[owner]["text"].split()):
                what = f"draws {day['value']} on {words}, a day that {owner} does not name"
                yield Problem(place, what, f"Take the day from the text of docs/data/facts/{owner}.yml.")


def _words(told: Entry, at: str, known: Known) -> Iterator[Problem]:
    """Placeholders that nothing fills in, and numbers that are typed instead."""
    names = known.measures.keys() | known.counts.get(told["kind"], {}).keys()
    texts: list[tuple[str, str, Iterable[str]]] = [(part, told[part], names) for part in ("finding", "words")]
    for group in told.get("groups", []):
        texts += [("groups", group["name"], ()), *(("groups", bar["label"], ("n",)) for bar in group["bars"])]
    texts += [("panels", panel["name"], ()) for panel in told.get("panels", [])]
    for part, text, filled in texts:
        for asked in PLACEHOLDER.findall(text):
            if asked not in filled:
                otherwise = "Sentences know values ({F03.phd_mle}) and counts, the label of a bar knows {n}."
                remedy = nearest(asked, filled, otherwise)
                yield Problem(f"{at} {part}", f"asks for '{{{asked}}}', which nothing fills in", remedy)
        for typed in TYPED.findall(PLACEHOLDER.sub("x", text)):
            remedy = "Look it up in a sentence: {F03.name}, {lab.measure}, or a count; in a bar's label, {n}."
            yield Problem(f"{at} {part}", f"the number '{typed}' is typed by hand", remedy)


def _borne_out(told: Entry, at: str, known: Known) -> Iterator[Problem]:
    """Comparisons that name something unknown, or that the values do not bear out."""
    for said in told["stands_while"]:
        match = COMPARED.fullmatch(said)
        assert match  # the schema sees to it
        numbers = [_number(side, told["kind"], known) for side in (match[1], match[3])]
        for side in (side for side, number in zip((match[1], match[3]), numbers, strict=True) if number is None):
            remedy = nearest(side, known.measures, "Compare values (F03.name, its .low, .high or .n), counts, numbers.")
            yield Problem(f"{at} stands_while", f"no number '{side}'", remedy)
        left, right = numbers
        if left is None or right is None:
            continue
        if not (left > right if match[2] == ">" else left < right):
            what = f"no longer bears out its finding: '{said}' is false ({left:g} and {right:g})"
            yield Problem(f"{at} stands_while", what, "Write the finding that the values show, and what it stands on.")


def _number(side: str, kind: str, known: Known) -> float | None:
    """A side of a comparison: a plain number, a count, a value, an end of its interval, or on how many it rests."""
    if re.fullmatch(r"\d+(\.\d+)?", side):
        return float(side)
    if side in known.counts.get(kind, {}):
        return known.counts[kind][side]
    name, _, end = side.rpartition(".")
    whole = side in known.measures
    measure = known.measures.get(side if whole else name)
    if measure is None or not (whole or end in ("low", "high", "n")):
        return None
    found = measure.value if whole else getattr(measure, end)
    return found if found is None or end == "n" else found * in_unit(measure)[1]
