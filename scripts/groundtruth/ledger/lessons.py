"""What comes before what: the steps of the path and the labs as a graph without circles, and who starts where.

Nodes are steps (`path/sql`), labs (`honest-split`) and skills that come from elsewhere. All functions are pure; those
that look for faults take entries as they were read and yield every problem that they find.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ..places import LESSONS, READERS
from ..problems import Problem, nearest
from ..verdicts import Measure

Entry = Mapping[str, Any]


def needs(lessons: Entry) -> dict[str, tuple[str, ...]]:
    """Each step and each lab with the steps and labs that come right before it; skills are left out."""
    taught = {**lessons["steps"], **lessons["labs"]}
    return {name: tuple(need for need in entry["needs"] if need in taught) for name, entry in taught.items()}


def layers(graph: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Its nodes, each in the first layer that comes after all that it needs; within a layer as in `graph`.

    >>> layers({"a": (), "c": ("a", "b"), "b": ("a",)})
    [['a'], ['b'], ['c']]

    Raises graphlib.CycleError.
    """
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    place = {name: number for number, name in enumerate(graph)}
    found = []
    while sorter.is_active():
        ready = sorter.get_ready()
        found.append(sorted(ready, key=place.__getitem__))
        sorter.done(*ready)
    return found


def before(graph: Mapping[str, tuple[str, ...]], name: str) -> set[str]:
    """All that must come before a node, near or far. The graph has no circle."""
    return {further for need in graph[name] for further in (need, *before(graph, need))}


def lesson_problems(lessons: Entry, labs: Collection[str], chapters: Collection[str]) -> Iterator[Problem]:
    """Steps and labs that are missing or unknown, needs that lead nowhere or round in a circle, levels that fall."""
    steps = [chapter for chapter in chapters if chapter.startswith("path/")]
    for part, known, home in (("steps", steps, "docs/data/chapters.yml"), ("labs", labs, "notebooks/")):
        for name in lessons[part]:
            if name not in known:
                what = f"there is no {part[:-1]} '{name}'"
                yield Problem(f"{LESSONS} {part}.{name}", what, nearest(name, known, f"They stand in {home}."))
        for name in known:
            if name not in lessons[part]:
                remedy = "Add a line: what it needs" + (
                    ", its level, and the courses it fits." if part == "labs" else "."
                )
                yield Problem(f"{LESSONS} {part}", f"the {part[:-1]} '{name}' is missing", remedy)
    for title, times in Counter(entry["name"] for entry in lessons["labs"].values()).items():
        if times > 1:
            yield Problem(f"{LESSONS} labs", f"{times} labs are named '{title}'", "Give each lab a name of its own.")
    nodes = {**lessons["steps"], **lessons["labs"], **lessons["skills"]}
    for name, entry in {**lessons["steps"], **lessons["labs"]}.items():
        for need in entry["needs"]:
            if need not in nodes:
                remedy = nearest(need, nodes, "Name a step, a lab or one of the skills.")
                yield Problem(f"{LESSONS} {name}", f"needs '{need}', which is no step, lab or skill", remedy)
    for name, entry in lessons["labs"].items():
        for course in entry["courses"]:
            if course not in lessons["courses"]:
                remedy = nearest(course, lessons["courses"], f"Courses: {', '.join(lessons['courses'])}.")
                yield Problem(f"{LESSONS} {name}", f"no course is called '{course}'", remedy)
        if entry["theme"] not in lessons["themes"]:
            remedy = nearest(entry["theme"], lessons["themes"], f"Themes: {', '.join(lessons['themes'])}.")
            yield Problem(f"{LESSONS} {name}", f"no theme is called '{entry['theme']}'", remedy)
        if entry["level"] not in lessons["levels"]:
            remedy = nearest(entry["level"], lessons["levels"], f"Levels: {', '.join(lessons['levels'])}.")
            yield Problem(f"{LESSONS} {name}", f"'{entry['level']}' is not a level", remedy)
    for theme in sorted(lessons["themes"].keys() - {entry["theme"] for entry in lessons["labs"].values()}):
        yield Problem(f"{LESSONS} themes", f"no lab has the theme '{theme}'", "Drop it, or give it to a lab.")
    fitting = {course for entry in lessons["labs"].values() for course in entry["courses"]}
    for course in sorted(lessons["courses"].keys() - fitting):
        yield Problem(f"{LESSONS} courses", f"no lab fits the course '{course}'", "Drop it, or give it to a lab.")
    yield from _order(lessons, steps)


def _order(lessons: Entry, steps: list[str]) -> Iterator[Problem]:
    """A circle; else what the order makes superfluous or contradicts."""
    graph = needs(lessons)
    try:
        layers(graph)
    except CycleError as error:
        circle = " needs ".join(reversed(error.args[1]))
        remedy = "Drop one of these needs: nobody could begin with any of them."
        yield Problem(LESSONS.as_posix(), f"goes round in a circle: {circle}", remedy)
        return
    levels, labs = list(lessons["levels"]), lessons["labs"]
    for name, found in graph.items():
        for need in found:
            others = (other for other in found if other != need and need in before(graph, other))
            if (other := next(others, None)) is not None:
                what = f"needs '{need}', which '{other}' needs already"
                yield Problem(f"{LESSONS} {name}", what, f"Drop {need} here: it comes before {other} in any case.")
            if name in steps and need in steps and steps.index(need) > steps.index(name):
                what = f"needs '{need}', a later step of the path"
                yield Problem(
                    f"{LESSONS} {name}", what, "Change the order in docs/data/chapters.yml, or drop the need."
                )
            grades = [levels.index(labs[one]["level"]) for one in (need, name) if one in labs and _graded(one, lessons)]
            if len(grades) == 2 and grades[0] > grades[1]:
                what = f"is marked {levels[grades[1]]}, but needs '{need}', which is {levels[grades[0]]}"
                yield Problem(f"{LESSONS} {name}", what, "Raise its level, or drop the need.")


def _graded(lab: str, lessons: Entry) -> bool:
    return lessons["labs"][lab]["level"] in lessons["levels"]


def reader_problems(
    entry: Entry, pages: Collection[str], labs: Collection[str], measures: Mapping[str, Measure]
) -> Iterator[Problem]:
    """Readers without a list for each budget, steps that lead nowhere, minutes that nothing says.

    `pages` are all below docs/, without `.md`.
    """
    speed, supposed = entry["pace"]["words_a_minute"], entry["pace"]["supposed"]
    if speed not in measures:
        remedy = nearest(speed, measures, "Name a value of a fact that measured it.")
        yield Problem(f"{READERS} pace.words_a_minute", f"no value '{speed}'", remedy)
    ids = [reader["id"] for reader in entry["readers"]]
    for twice in sorted({name for name in ids if ids.count(name) > 1}):
        yield Problem(f"{READERS} {twice}", f"the reader '{twice}' stands {ids.count(twice)} times", "Keep one.")
    for reader in entry["readers"]:
        at = f"{READERS} {reader['id']}"
        for budget in entry["budgets"]:
            if budget not in reader["lists"]:
                remedy = f"Add under lists what to read and run, and what it ends with: {budget}: ..."
                yield Problem(at, f"has no list for {entry['budgets'][budget]['title']}", remedy)
        for budget in reader["lists"]:
            if budget not in entry["budgets"]:
                remedy = nearest(budget, entry["budgets"], f"Budgets: {', '.join(entry['budgets'])}.")
                yield Problem(at, f"no budget is called '{budget}'", remedy)
        for budget, told in reader["lists"].items():
            named = [step[kind] for step in told["steps"] for kind in ("page", "lab", "do") if kind in step]
            for twice in sorted({name for name in named if named.count(name) > 1}):
                what = f"names '{twice}' {named.count(twice)} times"
                yield Problem(f"{at}.{budget}", what, "Name it once, where the reader needs it first.")
            for step in told["steps"]:
                for kind, known in (("page", pages), ("lab", labs), ("takes", supposed)):
                    if kind in step and step[kind] not in known:
                        what = (
                            f"{kind} '{step[kind]}' is not there"
                            if kind != "takes"
                            else f"nothing takes '{step[kind]}'"
                        )
                        remedy = nearest(step[kind], known, "Correct the name, or write what it names.")
                        yield Problem(f"{at}.{budget}", what, remedy)
                if "at" in step and step["at"] not in {*pages, *labs}:
                    remedy = nearest(step["at"], [*pages, *labs], "Name a page or a lab.")
                    yield Problem(f"{at}.{budget}", f"there is no page and no lab '{step['at']}'", remedy)
