"""The macros of what teaches: lists with their minutes, lessons and their order, exercises, the SQL playground."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from ..ledger import Handbook, before, layers, needs
from ..problems import nearest
from . import charts, dates, exercises, moves, playground, steps
from .graph import HIGH, WIDE, draw
from .launch import DOWNLOADS, Launch
from .minutes import Minutes, in_words, out_of

SITE = "Ground Truth: what people say about working in machine learning, put to the test"
LETTERS = 15  # that fit beside each other in a box of the drawing
DIGITS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COUNTED = ("one exercise", "two exercises", "three exercises", "four exercises")


class Teaching:
    """Macros over what teaches. `card` renders a template, `lab` gives a lab's title and figures."""

    def __init__(
        self,
        handbook: Handbook,
        minutes: Minutes,
        links: Launch,
        card: Callable[..., Markup],
        lab: Callable[[str], Mapping[str, Any]],
    ) -> None:
        self._handbook, self._minutes, self._links, self._card, self._lab = handbook, minutes, links, card, lab

    def macros(self) -> dict[str, Callable[..., Markup]]:
        return {name: getattr(self, name) for name in vars(Teaching) if not name.startswith("_") and name != "macros"}

    def lists(self, reader: str) -> Markup:
        """What one reader should read and run, for each budget: `{{ lists("student") }}`."""
        readers = {one["id"]: one for one in self._handbook.readers["readers"]}
        if reader not in readers:
            raise LookupError(f"no reader '{reader}'. Readers: {', '.join(readers)}.")
        budgets = self._handbook.readers["budgets"]
        slower = readers[reader].get("slower", 1)
        found = [
            {
                "budget": budgets[budget]["title"],
                "steps": [self._step(step, slower) for step in told["steps"]],
                "limit": budgets[budget]["minutes"],
                "total": self._minutes.total(told["steps"], slower),
                "ends_with": told["ends_with"],
            }
            for budget, told in readers[reader]["lists"].items()
        ]
        return self._card("reader", lists=found, **self._told())

    def brackets(self) -> Markup:
        """What a range in brackets is, for the paragraph that prints a page's first one: `{{ brackets() }}`."""
        return self._card("brackets")

    def downloads(self) -> Markup:
        """The handbook as files: those of this release, or of the latest one."""
        return self._card("downloads", downloads=DOWNLOADS)

    def exercises(self, notebook: str) -> Markup:
        """The exercises of a notebook, with help and typical errors folded: `{{ exercises("path/sql") }}`."""
        found = list(exercises.shown(notebook, self._handbook.root, self._card))
        if not found:
            raise LookupError(f"no exercises for '{notebook}'. See docs/data/exercises.")
        return self._card("exercises", exercises=found)

    def step(self, notebook: str) -> Markup:
        """Where to open the notebook of a step: `{{ step("path/sql") }}`."""
        known = steps.names(self._handbook.root)
        if notebook not in known:
            raise LookupError(f"no step '{notebook}'. {nearest(notebook, known, 'See notebooks/path.')}")
        return self._card("step", step=steps.told(notebook, self._handbook.root))

    def template(self) -> Markup:
        """A link to the project's template, for use in a sentence."""
        return self._card("template", archive=steps.ARCHIVE)

    def playground(self, name: str) -> Markup:
        """A query that readers run in the page, or a task that checks theirs: `{{ playground("cancelled") }}`."""
        entries = self._handbook.playground.entries
        if name not in entries:
            raise LookupError(f"no query '{name}'. {nearest(name, entries, 'See docs/data/playground.yml.')}")
        return self._card("playground", **playground.view(entries[name]))

    def move(self, name: str) -> Markup:
        """A figure that readers move: `{{ move("basics-margin") }}`."""
        known = self._handbook.moves
        if name not in known:
            raise LookupError(f"no figure '{name}' to move. {nearest(name, known, 'See docs/data/moves.yml.')}")
        return self._card("move", **moves.view(known[name], self._handbook))

    def chart(self, name: str) -> Markup:
        """A chart that the build draws: `{{ chart("what-the-time-goes-to") }}`."""
        known = self._handbook.charts
        if name not in known:
            raise LookupError(f"no chart '{name}'. {nearest(name, known, 'See docs/data/charts.yml.')}")
        return self._card("chart", **charts.view(name, self._handbook))

    def playground_tables(self) -> Markup:
        """The tables that these queries ask, folded: columns, types and what they mean."""
        return self._card("playground-tables", tables=self._handbook.playground.tables)

    def minutes(self) -> Markup:
        """How every minute is computed: the formula, and words, code and run of each page and lab."""
        handbook = self._handbook
        pages = dict.fromkeys(page for page in handbook.chapters if handbook.written(page))
        for reader in handbook.readers["readers"]:
            for told in reader["lists"].values():
                pages |= dict.fromkeys(step["page"] for step in told["steps"] if "page" in step)
        pace = handbook.readers["pace"]
        speed = pace["words_a_minute"]
        return self._card(
            "minutes",
            speed=handbook.measures[speed].point,
            fact=handbook.facts[speed.partition(".")[0]],
            supposed=pace["supposed"],
            slower={one["title"]: one["slower"] for one in handbook.readers["readers"] if "slower" in one},
            pages={page: self._minutes.part(page) for page in pages},
            labs=self._minutes.labs,
            **self._told(),
        )

    def lessons(self) -> Markup:
        """All labs for teachers, from easy to hard: level, what comes before, minutes, figures, courses."""
        told = self._handbook.lessons
        level = {name: told["levels"].index(entry["level"]) for name, entry in told["labs"].items()}
        figures = {lab: self._lab(lab)["figures"] for lab in level}
        listed = sorted(level, key=lambda lab: (level[lab], list(level).index(lab)))
        return self._card(
            "lessons", listed=listed, told=told, figures=figures, parts=self._minutes.labs, **self._told()
        )

    def labs_table(self) -> Markup:
        """All labs by theme, easy ones first: level, time, what each decides or bears on, ways to run it."""
        handbook, told = self._handbook, self._handbook.lessons
        order = {
            lab: (told["levels"].index(entry["level"]), at) for at, (lab, entry) in enumerate(told["labs"].items())
        }
        themes = {
            title: [
                self._lab(lab) for lab in sorted(order, key=order.__getitem__) if told["labs"][lab]["theme"] == theme
            ]
            for theme, title in told["themes"].items()
        }
        resting = {lab: [claim for claim in handbook.claims.values() if lab in claim.labs] for lab in handbook.labs}
        decides = {lab: sum(lab in claim.deciding for claim in claims) for lab, claims in resting.items()}
        return self._card(
            "labs-table",
            themes=themes,
            told=told,
            resting=resting,
            decides=decides,
            parts=self._minutes.labs,
            **self._told(),
        )

    def courses(self) -> Markup:
        """Which labs fit which course."""
        told = self._handbook.lessons
        fitting = {
            title: [lab for lab, entry in told["labs"].items() if course in entry["courses"]]
            for course, title in told["courses"].items()
        }
        return self._card("courses", fitting=fitting, **self._told())

    def prerequisites(self) -> Markup:
        """The graph of steps and labs: a drawing on wide screens, and a list in order everywhere."""
        graph = needs(self._handbook.lessons)
        drawing = draw(graph)
        return self._card(
            "prerequisites",
            graph=graph,
            layers=layers(graph),
            drawing=drawing,
            wrapped=lambda name: textwrap.wrap(name, LETTERS),
            wide=WIDE,
            high=HIGH,
            skills=self._handbook.lessons["skills"],
            finding=finding(graph, set(self._handbook.labs)),
            **self._told(),
        )

    def citation(self) -> Markup:
        """How to cite this version: title, version, day of its last change, address."""
        days = dates.changed(self._handbook.root)
        ref = self._links.ref
        version = "Development version" if ref == "main" else f"Version {ref.removeprefix('v')}"
        return self._card(
            "citation", title=SITE, version=version, day=max(days.values(), default=""), address=self._links.pages
        )

    def _step(self, step: Mapping[str, Any], slower: float) -> dict[str, Any]:
        """A step as it is printed: `verb`, where it leads, its title, what is added, and its minutes."""
        minutes = self._minutes.step(step, slower)
        seen: dict[str, Any] = {"verb": "", "target": "", "title": "", "more": "", "at": None, "minutes": minutes}
        if "page" in step:
            seen["verb"] = "Work through" if step.get("practise") else "Read"
            seen |= self._place(step["page"])
        elif "lab" in step:
            seen |= {"verb": "Run", **self._place(step["lab"])}
            if "exercises" in step:
                seen["more"] = f" with {COUNTED[step['exercises'] - 1]}"
        else:
            seen["more"] = step["do"]
            if "at" in step:
                seen["at"] = self._place(step["at"])
        seen["more"] += f" – {step['why']}" if "why" in step else ""
        return seen

    def _place(self, name: str) -> dict[str, str]:
        """A lab or a page by its name: where it is, and its title."""
        if name in self._handbook.evidence:
            return {"target": f"labs/{name}/", "title": self._lab(name)["title"]}
        return {"target": _path(name), "title": self._title(name)}

    def _title(self, page: str) -> str:
        chapters = self._handbook.chapters
        return chapters[page]["title"] if page in chapters else page_title(self._handbook, page)

    def _told(self) -> dict[str, Any]:
        """What all these templates look up."""
        handbook = self._handbook
        names = {**handbook.chapters, **{lab: {"title": e["name"]} for lab, e in handbook.lessons["labs"].items()}}
        return {
            "names": {name: entry["title"] for name, entry in names.items()},
            "page_title": self._title,
            "path": _path,
            "clock": self._minutes,
            "say": in_words,
            "out_of": out_of,
            "is_lab": handbook.evidence.__contains__,
        }


def _path(page: str) -> str:
    """The URL path of a page below docs/, of a step or of a lab's page."""
    return f"{page.removesuffix('/index').removesuffix('index')}/"


def page_title(handbook: Handbook, page: str) -> str:
    """The first heading of a page that is no chapter."""
    lines = (handbook.root / f"docs/{page}.md").read_text("utf-8").splitlines()
    return next((line[2:].split(" {:")[0] for line in lines if line.startswith("# ")), page)


def finding(graph: Mapping[str, tuple[str, ...]], labs: set[str]) -> str:
    """What the drawing shows, in two sentences: which steps lead to the first labs, and how far the last lab is."""
    numbers = {name: str(number) for number, name in enumerate((name for name in graph if name not in labs), 1)}
    needed = {name: before(graph, name) for name in graph if name in labs}
    near, far = (of(len(all_) for all_ in needed.values()) for of in (min, max))
    first = [all_ for all_ in needed.values() if len(all_) == near]
    which = [number for name, number in numbers.items() if name in first[0]]
    if which and first[1:] == first[:-1] and len(which) == near:
        *others, last = which
        start = f"steps {', '.join(others)} and {last}" if others else f"step {last}"
    else:
        start = f"{_spelled(near)} step{'' if near == 1 else 's'}"
    return (
        f"After {start} of the path, you can begin with {_spelled(len(first))} of the {len(needed)} labs. "
        f"The most advanced lab comes after {_spelled(far)} steps and labs."
    )


def _spelled(number: int) -> str:
    """Small numbers in words, as in a sentence."""
    return DIGITS[number] if number < len(DIGITS) else str(number)
