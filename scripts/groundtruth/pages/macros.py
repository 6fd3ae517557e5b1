"""Macros for pages: each looks an id up and renders one card of overrides/cards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..labs import works
from ..labs.evidence import executed_lab
from ..ledger import MONTHS, Claim, Fact, Handbook
from ..problems import nearest
from ..verdicts import CERTAINTIES, NOT_JUDGED, REASONS, VERDICTS, Measure, differing, fill
from . import dates, facts, playground, questions
from .home import Home
from .kept import compiled
from .launch import Launch
from .minutes import Minutes
from .teaching import Teaching

CARDS = Path("overrides/cards")
PRE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
# Where the table of the full study stands.
STUDY_PAGE = "truths/basics/#study"


class Unknown(LookupError):
    """A page names an id that does not exist; the message says where, and what was probably meant."""


class Pages:
    """The macros, bound to one handbook. Every public method is a macro and returns HTML.

    `here` gives the URL path of the page being built, so that links work at any depth and below any version.
    """

    def __init__(self, handbook: Handbook, links: Launch, here: Callable[[], str]):
        self._handbook, self._links, self._here = handbook, links, here
        self._labs: dict[str, dict[str, Any]] = {}
        self._cards = Environment(
            loader=FileSystemLoader(handbook.root / CARDS),
            bytecode_cache=compiled(handbook.root),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._cards.globals.update(
            url=self._url,
            home=self._home,
            claims=handbook.claims,
            articles=handbook.articles,
            facts=handbook.facts,
            twins=handbook.twins,
            rule_changed=handbook.rule_changed,
            labelled=lambda ids: facts.labelled(ids, handbook.facts),
            links=links,
            written=handbook.written,
            lab_title=lambda lab: self._lab(lab)["title"],
            certainties=CERTAINTIES,
            verdicts=VERDICTS,
        )
        self._cards.filters.update(worded=playground.worded, day=dates.spoken)
        self.clock = Minutes(handbook, self.macros)
        self._more = (Teaching(handbook, self.clock, links, self._card, self._lesson), Home(handbook, self._card))

    def macros(self) -> dict[str, Callable[..., Markup]]:
        own = {name: getattr(self, name) for name in vars(Pages) if not name.startswith("_") and name != "macros"}
        return own | self._more[0].macros() | self._more[1].macros()

    def verdict(self, claim: str) -> Markup:
        """The card of a claim: `{{ verdict("R11") }}`."""
        return self._card("verdict", anchor=True, claim=self._find(claim, self._handbook.claims, "claim"))

    def pair(self, one: str, other: str) -> Markup:
        """The cards of two claims that contradict each other, wholly or in part: `{{ pair("R13", "R14") }}`."""
        claims = [self._find(claim, self._handbook.claims, "claim") for claim in (one, other)]
        in_part = any(found.in_part and set(found.pair) == {one, other} for found in self._handbook.dissolved)
        if other not in claims[0].against and not in_part:
            raise Unknown(
                f"{self._here()}: {one} and {other} do not contradict each other. See `against` in the ledger."
            )
        return self._card("pair", pair=claims)

    def claim(self, claim: str, text: str = "") -> Markup:
        """A link to a claim's card, with its verdict mark; `text` where a sentence says it in its own words."""
        return self._card("claim", claim=self._find(claim, self._handbook.claims, "claim"), text=text)

    def number(self, name: str, interval: bool = True, unit: bool = True, ways: tuple[str, ...] = ()) -> Markup:
        """A measured number, with unit and interval: `{{ number("basics-or-boosting.lr_enough") }}`.

        Without its unit where the sentence names it: `the {{ number("F03.n", unit=False) }} engineers among them`;
        a difference without its sign, in words for above and below zero: `number("lab.lead", ways=("more", "less"))`.
        """
        measure = differing(self._measure(name), *ways) if ways else self._measure(name)
        owner = name.partition(".")[0]
        if owner == "study":
            target, origin = STUDY_PAGE, "the full study"
        elif owner in self._handbook.evidence:
            target, origin = f"labs/{owner}/", f"the lab {owner}"
        else:
            target, origin = f"facts/#{owner}", self._handbook.facts[owner].label
        text = measure.told(interval=interval, unit=unit)
        return self._card("number", text=text, measure=measure, origin=origin, target=target)

    def fact(self, fact: str, text: str = "") -> Markup:
        """A citation of a fact, for use in a sentence: `{{ fact("A21") }}`, its label without what stands in brackets;
        `text` where that would repeat the label before it."""
        found = self._find(fact, self._handbook.facts, "fact")
        return self._card("fact", fact=found, text=text or found.label.partition(" (")[0])

    def term(self, term: str, text: str = "") -> Markup:
        """A link to a term in the glossary, its meaning as a tooltip; `text` where a sentence needs another form."""
        found = self._find(term, self._handbook.terms, "term")
        return self._card("term", term=found, text=text or term)

    def dissolved(self) -> Markup:
        """The pairs that only seem to contradict each other, each with the line that dissolves it."""
        return self._card("dissolved", found=self._handbook.dissolved)

    def steadiness(self) -> Markup:
        """All computed claims from steady to fragile: how many changes were tried, how many give another verdict."""
        claims = self._handbook.claims.values()
        found = [(claim, claim.stress) for claim in claims if claim.stress and not claim.same_as]
        found.sort(key=lambda pair: (len(pair[1].flips) / pair[1].tried, -pair[1].tried))
        return self._card("steadiness", found=[claim for claim, _ in found])

    def questions(self) -> Markup:
        """All questions by topic, their answers folded, below filters that need JavaScript."""
        view = questions.view(self._handbook, self.macros(), lambda lab: self._lab(lab)["title"])
        return self._card("questions", **view)

    def doubts(self) -> Markup:
        """The whole rule of certainty: each kind of doubt, whose it is, what it means, how many steps it costs."""
        return self._card("doubts", reasons=REASONS)

    def rhythm(self) -> Markup:
        """After how many months which kind of claim is reviewed again, and how many claims that are."""
        counted = Counter(claim.kind for claim in self._handbook.claims.values())
        return self._card("rhythm", months=MONTHS, kinds={kind: counted[kind] for kind in MONTHS if counted[kind]})

    def glossary(self) -> Markup:
        """All terms, in alphabetical order."""
        return self._card("glossary", terms=sorted(self._handbook.terms.values(), key=lambda t: t.term.lower()))

    def sources(self, *facts: str) -> Markup:
        """The list of sources at the end of a chapter; facts of one address share its link, of one origin its words."""
        found = [self._find(fact, self._handbook.facts, "fact") for fact in facts]
        places: dict[str, dict[tuple[str, str], list[Fact]]] = {}
        for fact in found:
            places.setdefault(fact.url or fact.id, {}).setdefault((fact.origin, fact.how_seen), []).append(fact)
        return self._card("sources", places=list(places.items()))

    def figure(self, lab: str, name: str, caption: str = "") -> Markup:
        """A lab's own figure, with its text alternative and a link to the lab."""
        figures = self._figures(lab)
        svg = self._find(name, figures, f"figure in the lab {lab}")
        return self._card("figure", svg=Markup(svg["svg"]), alt=svg["alt"], lab=lab, caption=caption)

    def lab(self, lab: str) -> Markup:
        """How to run a lab: page, Colab, Kaggle, download."""
        return self._card("lab", lab=self._lab(lab))

    def claims_table(self) -> Markup:
        """All claims, with filters that need JavaScript above a table that does not."""
        return self._card("claims-table", all=list(self._handbook.claims.values()), tally=self._tally())

    def works_on(self) -> Markup:
        """In which environments each lab ran alone, when, and whether it gave the same verdicts."""
        places = works.read(self._handbook.root)
        # What was seen before the lab last changed says nothing about the present one.
        results = {
            lab: {
                place: entry["labs"][lab]
                for place, entry in places.items()
                if entry["labs"].get(lab, {}).get("key") == self._handbook.evidence[lab]["key"]
            }
            for lab in self._handbook.labs
        }
        return self._card("works-on", places=places, results=results)

    def study_table(self) -> Markup:
        """The full study by family and size, with the published comparisons beside it."""
        study = self._handbook.study
        if study is None:
            raise Unknown(f"{self._here()}: there is no full study yet. Run `make study`.")
        shown = [model for model in study["models"] if model not in ("floor", "lr")]
        published = [
            (entry["fact"], *(fill(entry[part], self._measure) for part in ("report", "here")))
            for entry in study["published"]
        ]
        return self._card("study-table", study=study, shown=shown, published=published, measure=self._measure)

    def facts_table(self, page: str = "") -> Markup:
        """All facts, each with a link to its page; with a page, in full those on it: `{{ facts_table("a1-50") }}`."""
        found = self._handbook.facts.values()
        if not page:
            return self._card("facts-index", all=list(found), page=facts.page)
        told = [fact for fact in found if facts.page(fact.id) == f"facts/{page}"]
        cited = {fact.id: [c for c in self._handbook.claims.values() if fact.id in c.sources] for fact in told}
        return self._card("facts-table", all=told, cited=cited)

    def marks(self) -> Markup:
        """The verdicts with their marks, meanings and how often each was given."""
        return self._card("marks", tally=self._tally())

    def chapters(self, part: str, claims: bool = True) -> Markup:
        """The written chapters of one part with their reading time, and with the claims each one answers."""
        listed = {
            chapter: [c for c in self._handbook.claims.values() if claims and c.chapter == chapter]
            for chapter in self._handbook.chapters
            if chapter.startswith(f"{part}/") and self._handbook.written(chapter)
        }
        if not listed:
            raise Unknown(f"{self._here()}: no written chapter in '{part}'")
        minutes = {chapter: self.clock.page(chapter) for chapter in listed}
        return self._card("chapters", listed=listed, titles=self._handbook.chapters, minutes=minutes)

    def repository(self) -> Markup:
        """Address of the repository, for links to issues and files."""
        return Markup(escape(self._links.home))

    def count(self, what: str) -> Markup:
        """How many there are of something: claims, contradictions, facts, labs, or claims with a verdict."""
        claims = self._handbook.claims.values()
        counts = {
            "claims": len(claims),
            "contradictions": len(self._handbook.pairs),
            "dissolved": len(self._handbook.dissolved),
            "judged": sum(c.judgement.verdict != NOT_JUDGED for c in claims),
            "facts": len(self._handbook.facts),
            "questions": len(self._handbook.questions),
            "terms": len(self._handbook.terms),
            "labs": len(self._handbook.labs),
            "articles": len(self._handbook.articles),
            "decided by a lab": sum(not c.by_editor for c in claims),
        } | {verdict: self._tally()[verdict] for verdict in VERDICTS}
        return Markup(self._find(what, counts, "count"))

    # --- look-ups ---

    def _find(self, name: str, known: Mapping[str, Any], kind: str) -> Any:
        if name not in known:
            remedy = nearest(name, known, "Ids stand in docs/data and the labs' evidence.")
            raise Unknown(f"{self._here() or 'the home page'}: no {kind} '{name}'. {remedy}")
        return known[name]

    def _measure(self, name: str) -> Measure:
        return self._find(name, self._handbook.measures, "measure or value")

    def _lab(self, lab: str) -> dict[str, Any]:
        if lab not in self._labs:  # each is asked for many times in a build; a changed one gets a new handbook
            self._labs[lab] = self._read_lab(lab)
        return self._labs[lab]

    def _read_lab(self, lab: str) -> dict[str, Any]:
        self._find(lab, self._handbook.evidence, "lab")
        notebook = executed_lab(lab, self._handbook.root)
        first = "".join(notebook["cells"][0]["source"]).lstrip()
        title = first.partition("\n")[0].lstrip("# ").strip()
        return {
            "name": lab,
            "title": title,
            "description": notebook["metadata"]["description"],
            "cells": notebook["cells"],
        }

    def _figures(self, lab: str) -> dict[str, dict[str, str]]:
        outputs = [output for cell in self._lab(lab)["cells"] for output in cell.get("outputs", [])]
        found = [
            (o["metadata"]["image/svg+xml"], o["data"]["image/svg+xml"])
            for o in outputs
            if o.get("metadata", {}).get("image/svg+xml")
        ]
        return {told["name"]: {"alt": told["alt"], "svg": svg} for told, svg in found}

    def _lesson(self, lab: str) -> dict[str, Any]:
        return {**self._lab(lab), "figures": self._figures(lab)}

    def _tally(self) -> Counter[str]:
        return Counter(claim.judgement.verdict for claim in self._handbook.claims.values())

    def _url(self, target: str) -> str:
        """`target` (a URL path in the site) as seen from the page being built."""
        return "../" * self._here().count("/") + target or "./"

    def _home(self, claim: Claim) -> str:
        return self._url(f"{self._handbook.page(claim)}#{claim.id}")

    def _card(self, template: str, **view: Any) -> Markup:
        rendered = self._cards.get_template(f"{template}.html").render(**view)
        # Markdown ends a block of HTML at an empty line; code keeps its lines as characters.
        rendered = PRE.sub(lambda pre: pre[0].replace("\n", "&#10;"), rendered)
        return Markup("\n".join(line.strip() for line in rendered.splitlines() if line.strip()))
