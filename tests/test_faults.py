"""Faults planted into a copy of the real handbook: each is found, with its place and a remedy.

Those of one stage are planted together, since all problems have to be told at once; with FAULTS=alone each has a copy
of its own. tests/cases/faults.yml says how they are written. That nothing is found where nothing is planted, by any
stage, is what tests/test_commands.py sees when it types `make check`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from checkout import ROOT, run
from groundtruth import checks
from groundtruth.building import build, written
from groundtruth.building import built as site_problems
from groundtruth.checks import linters
from groundtruth.labs import kit
from groundtruth.labs.notebook import assemble, dump, key, outputs, packages
from groundtruth.problems import Problem, Refused
from groundtruth.verdicts import Measure
from miniature import CASES

FAULTS: list[dict[str, Any]] = yaml.safe_load((CASES / "faults.yml").read_text("utf-8"))
STAGES = ("shape", "rules", "written", "linters", "build", "site", "exports")
# What the book is made of where faults are planted into pages that it takes along.
TRUTHS = ["truths/index.md", "truths/honest-split.md", "truths/explaining.md"]
BOUND = ["index.md", "start.md", {"Truths": TRUTHS}, "glossary.md"]


def batches() -> list:
    """Faults that are planted together, each list a parameter."""
    found = defaultdict(list)
    for fault in FAULTS:
        stage, apart = fault.get("stage", "written"), fault.get("apart", "")
        found[fault["kind"] if os.environ.get("FAULTS") == "alone" else f"{stage}{apart}"].append(fault)
    return [pytest.param(faults, id=name) for name, faults in found.items()]


class Copy:
    """A copy of the repository in hard links; what is changed in it becomes a file of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.last: dict[int, dict[str, Any]] = {}  # what is known of each fault when all are planted
        for name in filter(None, run(ROOT, "git", "ls-files", "-co", "--exclude-standard", "-z").split("\0")):
            if (ROOT / name).is_file():
                self._link(ROOT / name, root / name)

    def take(self, folder: Path, name: str, wanted: Callable[[str], bool] = lambda name: True) -> None:
        """What is wanted of a folder that git does not know."""
        for path in folder.rglob("*"):
            inside = path.relative_to(folder).as_posix()
            if path.is_file() and wanted(inside):
                self._link(path, self.root / name / inside)

    @staticmethod
    def _link(source: Any, target: Any) -> None:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # another file system
            shutil.copy2(source, target)

    def read(self, file: str, encoding: str = "utf-8") -> str:
        return (self.root / file).read_text(encoding)

    def write(self, file: str, text: str, encoding: str = "utf-8") -> None:
        path = self.root / file
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding)

    def plant(self, fault: dict[str, Any]) -> None:
        file = fault.get("file", f"docs/data/evidence/{fault.get('lab')}.json")
        known = self.last[id(fault)] = {"lab": fault.get("lab")}
        if "measure" in fault:
            known["measure"] = self._measure(fault["lab"], fault["measure"])
        elif file.startswith("notebooks/path/") and "cell" in fault:
            self._step(file, fault, known)
        elif re.match("notebooks/[^/]+$", file) and "append" not in fault:
            self._lab(Path(file).stem, fault, known)
        elif "delete" in fault:
            (self.root / file).unlink()
        else:
            self._text(file, fault)

    def _text(self, file: str, fault: dict[str, Any]) -> None:
        text = self.read(file) if "create" not in fault else fault["create"]
        if "old" in fault:
            assert fault["old"] in text, f"{file} does not hold {fault['old']!r}"
            text = text.replace(fault["old"], fault["new"], 1)
        if "sub" in fault:
            text, times = re.subn(*fault["sub"], text, count=1, flags=re.MULTILINE)
            assert times, f"{file} does not hold {fault['sub'][0]!r}"
        text = (text + fault.get("append", "")).replace("@@", "")
        self.write(file, text, fault.get("encoding", "utf-8"))

    def _measure(self, lab: str, how: dict[str, Any]) -> str:
        """Changes a measure in the evidence and in what the executed lab displayed."""
        evidence, executed = f"docs/data/evidence/{lab}.json", f"docs/labs/{lab}.ipynb"
        content, copy = json.loads(self.read(evidence)), json.loads(self.read(executed))
        name = like(content["measures"], how.get("like", {}))
        displayed = (output.get("data", {}) for cell in copy["cells"] for output in cell.get("outputs", []))
        shown = next(data["application/json"] for data in displayed if "application/json" in data)
        for one in (content["measures"][name], shown["measures"][name]):
            one.update(how.get("set", {}))
            for part in how.get("drop", []):
                del one[part]
            if how.get("unexplained"):
                del next(iter(one["variants"].values()))["why"]
            if how.get("sham"):
                next(iter(one["variants"].values()))["units"] = dict(one["units"])
            for part in ("value", "low", "high") if "shift" in how else ():
                one[part] = round(one[part] + how["shift"], 3)
            if how.get("nudge"):
                one["value"] = (one["value"] + one["high"]) / 2
            if how.get("narrow"):
                one["low"], one["high"] = ((one["value"] + end) / 2 for end in (one["low"], one["high"]))
        self.write(evidence, dump(content | {"outputs": outputs(copy)}))
        self.write(executed, dump(copy))
        return name

    def _step(self, file: str, fault: dict[str, Any], known: dict[str, Any]) -> None:
        """Adds a cell to the notebook of a step, which has no executed copy."""
        notebook, name = json.loads(self.read(file)), f"planted-{len(self.last)}"
        cell = {"cell_type": "code", "execution_count": None, "id": name, "metadata": {}, "outputs": []}
        notebook["cells"].append(cell | {"source": fault["cell"].removesuffix("\n")})
        known["cell"] = (file, name)
        self.write(file, dump(notebook))

    def _lab(self, lab: str, fault: dict[str, Any], known: dict[str, Any]) -> None:
        file = f"notebooks/{lab}.ipynb"
        notebook = json.loads(self.read(file))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        name = f"planted-{len(self.last)}"
        if "words" in fault or "words_of" in fault:
            words = fault.get("words") or self._said(lab, fault["words_of"])
            notebook["cells"].insert(1, {"cell_type": "markdown", "id": name, "metadata": {}, "source": words})
        elif "cell" in fault or "cell_of_kit" in fault:
            source = fault.get("cell") or kit.catalogue()[0][fault["cell_of_kit"]].source.replace("def ", "def our_", 1)
            source = (source * fault.get("times", 1)).replace("@@", "").removesuffix("\n")
            told = {"tags": fault["tags"]} if "tags" in fault else {}
            cell = {"cell_type": "code", "execution_count": None, "id": name, "metadata": told, "outputs": []}
            notebook["cells"].append(cell | {"source": source, "outputs": fault.get("outputs", [])})
        notebook["metadata"] |= fault.get("metadata", {})
        known["cell"] = (file, name)
        if not fault.get("stale"):
            notebook = kit.written(notebook, self.root)
        if "kit" in fault:
            (cell,) = [c for c in notebook["cells"] if c["id"] == kit.TAG]
            cell["source"] += "\n# more"
            notebook["cells"] = [c for c in notebook["cells"] if c is not cell or fault["kit"] == "altered"]
        self.write(file, dump(notebook))
        if not fault.get("stale"):
            self._renew(lab, notebook, {name: fault.get("shown", [])})

    def _renew(self, lab: str, notebook: dict[str, Any], shown: dict[str, Any]) -> None:
        """The executed copy and the key of the evidence, as a run of this source would leave them."""
        executed, evidence = f"docs/labs/{lab}.ipynb", f"docs/data/evidence/{lab}.json"
        before = {c["id"]: c.get("outputs", []) for c in json.loads(self.read(executed))["cells"]} | shown
        copy = assemble(notebook, lambda cell: before.get(cell["id"], []))
        self.write(executed, dump(copy))
        content = json.loads(self.read(evidence))
        versions = packages(notebook, self.root)
        told = {"packages": versions, "key": key(notebook, versions), "outputs": outputs(copy)}
        self.write(evidence, dump(content | told))

    def _said(self, lab: str, wanted: dict[str, Any]) -> str:
        """A sentence with a number that the lab has found."""
        measures = json.loads(self.read(f"docs/data/evidence/{lab}.json"))["measures"]
        return f"We found {Measure.of(measures[like(measures, wanted)]).point} of them.\n"

    def place(self, fault: dict[str, Any]) -> str:
        """Where the fault must be found, now that all are planted."""
        known, place = dict(self.last[id(fault)]), fault["place"]
        if "{line}" in place:
            mark = (fault.get("mark") or fault["new"]).replace("@@", "")
            text = self.read(fault["file"], fault.get("encoding", "utf-8"))
            assert mark in text, f"{fault['file']} does not hold {mark!r}"
            known["line"] = text.count("\n", 0, text.rindex(mark) if "append" in fault else text.index(mark)) + 1
        if "{cell}" in place:
            file, name = known["cell"]
            ids = [cell["id"] for cell in json.loads(self.read(file))["cells"]]
            known["cell"] = f"{file} cell {ids.index(name) + 1}"
        return place.format(**known)


def like(measures: dict[str, Any], wanted: dict[str, Any]) -> str:
    """The first measure with these parts; True stands for any that is not empty."""
    return next(
        name
        for name, one in measures.items()
        if all(one.get(part) if value is True else one.get(part) == value for part, value in wanted.items())
        and (one["high"] or 0) > one["value"]
    )


def asked(stage: str, copy: Copy, monkeypatch) -> list[Problem]:
    """What `make build check` says of the copy, as far as this stage can matter to it."""
    monkeypatch.chdir(copy.root)  # by paths as the commands have them
    if stage == "linters":
        return linters.problems()
    if stage == "build":
        monkeypatch.setenv("PYTHONPATH", "scripts")
        monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
        return build()
    if stage == "exports":
        return taken_along(Path())
    handbook, problems = written()
    assert handbook or stage in ("shape", "rules")
    return problems + site_problems(handbook) if stage == "site" and handbook else problems


def taken_along(root: Path) -> list[Problem]:
    """What `make exports` says of the built site; faults of the PDF are planted by tests/browser/test_exports.py."""
    from groundtruth import exports  # loads a library that quick tests do without

    problems = []
    for name, make in exports.exports(root / "site", root, nav=BOUND).items():
        if name.endswith(("offline.zip", ".epub")):
            try:
                make()
            except Refused as refused:
                problems += refused.problems
    return problems


@pytest.fixture
def copy(tmp_path) -> Copy:
    return Copy(tmp_path / "copy")


@pytest.mark.parametrize("faults", batches())
def test_faults_are_found_at_their_places_with_a_remedy(faults, copy, request, monkeypatch):
    stage = faults[0].get("stage", "written")
    if stage in ("site", "exports"):  # without the pages of most labs, which are large: links to them lead nowhere
        named = {name.removeprefix("site/") for fault in faults for name in (fault["file"], fault["place"])}
        site = request.getfixturevalue("built") / "site"
        copy.take(site, "site", lambda name: not name.startswith("labs/") or name in named)
    elif stage == "build":
        copy.take(request.getfixturevalue("built") / ".cache", ".cache")
    if faults[0].get("apart") == " noted":  # as if this copy had built the site itself
        checks.note(copy.root)
    for fault in faults:
        copy.plant(fault)
    found = asked(stage, copy, monkeypatch)
    missed = []
    for fault in faults:
        place = copy.place(fault)
        here = [p for p in found if p.place.startswith(place) and fault["says"] in f"{p.what} {p.remedy}"]
        if not any(problem.remedy for problem in here):
            near = [p for p in found if fault.get("file", place).split("/")[-1] in p.place]
            missed.append(f"{fault['kind']}: nothing says '{fault['says']}' at {place}, but\n{near}")
    assert not missed, "\n\n".join(missed)


def test_there_are_enough_kinds_of_each_stage():
    assert {fault.get("stage", "written") for fault in FAULTS} == set(STAGES)
    assert len({fault["kind"] for fault in FAULTS}) == len(FAULTS) > 100
