"""What a workflow's jobs take from each other, against what they wait for; and the fields of issue forms.

GitHub starts a job when those under its `needs` are done. One that is missing there stops nothing: what it found is
left out, or the file that it brings isn't there yet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..problems import Problem

# What is there before a job has made anything.
KEPT = ("docs/", "notebooks/", "overrides/", "scripts/", "tests/")
Jobs = Mapping[str, Mapping[str, Any]]


def workflows(root: Path = Path()) -> Iterator[Problem]:
    """The faults of all workflows; one that is no YAML, or none of a workflow, is left to actionlint."""
    project = root / "pyproject.toml"
    told = tomllib.loads(project.read_text("utf-8")) if project.is_file() else {}
    asked = told.get("project", {}).get("requires-python", "")
    for path in sorted((root / ".github/workflows").glob("*.y*ml")):
        text = path.read_text("utf-8")
        yield from outdated(text, asked, path.relative_to(root).as_posix())
        try:
            jobs = dict(yaml.safe_load(text)["jobs"])
            yield from waiting(jobs, text, path.relative_to(root).as_posix())
            yield from shallow(jobs, text, path.relative_to(root).as_posix())
            yield from pushed(yaml.safe_load(text), text, path.relative_to(root).as_posix(), root)
            yield from lost(jobs, text, path.relative_to(root).as_posix(), root)
        except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError):
            continue


def forms(root: Path = Path()) -> Iterator[Problem]:
    """Fields of an issue form with one id, or one label, for two: GitHub then doesn't offer the form."""
    for path in sorted((root / ".github/ISSUE_TEMPLATE").glob("*.y*ml")):
        text = path.read_text("utf-8")
        try:
            fields = [dict(one) for one in dict(yaml.safe_load(text)).get("body", [])]
        except (yaml.YAMLError, TypeError, ValueError):
            continue  # told by the schema
        for key, values in (
            ("id", [one.get("id") for one in fields]),
            ("label", [dict(one.get("attributes", {})).get("label") for one in fields]),
        ):
            for value in sorted({str(one) for one in values if one and values.count(one) > 1}):
                found = [
                    n for n, line in enumerate(text.splitlines(), 1) if line.strip().strip("- ") == f"{key}: {value}"
                ]
                place = f"{path.relative_to(root).as_posix()}:{found[-1] if found else 1}"
                what = f"the {key} '{value}' is that of two fields, and GitHub refuses such a form"
                yield Problem(place, what, "Give each field its own.")


def outdated(text: str, asked: str, place: str) -> Iterator[Problem]:
    """Versions of Python that a workflow installs and pyproject.toml refuses, such as 3.10 for ">=3.11.5"."""
    least = tuple(map(int, re.findall(r"\d+", asked)[:2]))
    for number, line in enumerate(text.splitlines(), 1):
        found = re.search(r"\bpython-version: *[\"']?(\d+)\.(\d+)", line)
        if found and (int(found[1]), int(found[2])) < least:
            what = f"installs Python {found[1]}.{found[2]}, and pyproject.toml asks for {asked}"
            yield Problem(f"{place}:{number}", what, "Name a version that the project runs on.")


def waiting(jobs: Jobs, text: str, place: str) -> Iterator[Problem]:
    """Jobs whose outputs nobody waits for, and jobs that download what one brings for which they don't wait."""

    def at(job: str) -> str:
        found = re.search(rf"^  {re.escape(job)}:", text, re.MULTILINE)
        return f"{place}:{text.count(chr(10), 0, found.start()) + 1}" if found else place

    read = {name for job in jobs.values() for name in _needs(job)}
    for name, job in jobs.items():
        if "outputs" in job and name not in read:
            what = f"the job {name} has outputs, and no job has it under `needs`, so nobody can read them"
            yield Problem(at(name), what, f"Add {name} to the `needs` of the job that reads them, or drop the outputs.")
        ready = {name, *_before(name, jobs)}
        for wanted in _artefacts(job, "download"):
            bringing = [
                other for other in jobs if wanted in (_artefacts(jobs[other], "upload") if wanted else [wanted])
            ]
            bringing = [other for other in bringing if _artefacts(jobs[other], "upload")]
            # A name may be uploaded by one of several; all of them are meant where there is none.
            for other in bringing if not wanted or not ready.intersection(bringing) else ():
                if other not in ready:
                    what = f"the job {name} downloads what the job {other} uploads, and does not wait for it"
                    yield Problem(at(name), what, f"Add {other} to its `needs`.")


def shallow(jobs: Jobs, text: str, place: str) -> Iterator[Problem]:
    """Jobs that publish from a checkout of the last commit alone: it has no branch gh-pages, no tags, no dates."""
    for job in jobs.values():
        steps = list(job.get("steps", []))
        publishes = any(re.search(r"\bmake (?:release|deploy)\b", str(one.get("run", ""))) for one in steps)
        for step in (one for one in steps if publishes and "actions/checkout@" in str(one.get("uses", ""))):
            if step.get("with", {}).get("fetch-depth") != 0:
                line = next((n for n, one in enumerate(text.splitlines(), 1) if str(step["uses"]) in one), 1)
                what = (
                    "publishes from the last commit alone, without the branch gh-pages, the tags and the pages' dates"
                )
                yield Problem(f"{place}:{line}", what, "Give the checkout `with: {fetch-depth: 0}`.")


def lost(jobs: Jobs, text: str, place: str, root: Path) -> Iterator[Problem]:
    """Files of the repository that a step keeps for later and that are not there: the upload only warns."""
    for step in (one for job in jobs.values() for one in job.get("steps", [])):
        paths = str(step.get("with", {}).get("path", "")) if "upload-artifact@" in str(step.get("uses", "")) else ""
        for path in (one.strip() for one in paths.splitlines()):
            if path.startswith(KEPT) and not re.search(r"[*?$!]", path) and not (root / path).exists():
                line = next((n for n, one in enumerate(text.splitlines(), 1) if path in one), 1)
                yield Problem(f"{place}:{line}", f"keeps {path}, which is not there", "Correct the path.")


def pushed(told: Mapping[Any, Any], text: str, place: str, root: Path) -> Iterator[Problem]:
    """Branches whose pushes a workflow waits for, but which aren't the one that readers edit: it would never run."""
    settings = root / "mkdocs.yml"
    edited = re.search(r"^edit_uri: *\w+/([^/\s]+)/", settings.read_text("utf-8") if settings.is_file() else "", re.M)
    started = told.get(True, told.get("on"))  # YAML takes "on" for yes
    push = started.get("push") if isinstance(started, Mapping) else None
    named = push.get("branches", []) if isinstance(push, Mapping) else []
    if edited and named and edited[1] not in named and not any("*" in str(one) for one in named):
        line = next((n for n, one in enumerate(text.splitlines(), 1) if re.search(rf"branches:.*{named[0]}", one)), 1)
        what = f"waits for pushes to {', '.join(map(str, named))}, and pages are edited on {edited[1]} (mkdocs.yml)"
        yield Problem(f"{place}:{line}", what, f"Write branches: [{edited[1]}].")


def _needs(job: Mapping[str, Any]) -> list[str]:
    needs = job.get("needs", [])
    return [needs] if isinstance(needs, str) else list(needs)


def _before(name: str, jobs: Jobs) -> set[str]:
    """All jobs that are done when this one starts."""
    found, left = set[str](), _needs(jobs[name])
    while left:
        if (one := left.pop()) not in found and one in jobs:
            found.add(one)
            left += _needs(jobs[one])
    return found


def _artefacts(job: Mapping[str, Any], way: str) -> list[str]:
    """The names under which a job uploads or downloads; of a download of all, or by a pattern, an empty one."""
    steps = [one for one in job.get("steps", []) if f"actions/{way}-artifact" in one.get("uses", "")]
    otherwise = "artifact" if way == "upload" else ""  # what GitHub calls one without a name
    return [one.get("with", {}).get("name", otherwise) for one in steps]
