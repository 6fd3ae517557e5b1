"""The nine steps: what the generator writes, what it refuses, and the project that they leave."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from checkout import once
from groundtruth import labs
from groundtruth.labs import exercises, steps
from groundtruth.ledger import load
from groundtruth.pages import Pages
from groundtruth.pages.launch import Launch
from groundtruth.pages.steps import archive, template
from labkit import project
from labkit.setup import Stop
from miniature import REPOSITORY

STEPS, TROUBLE = steps.load(REPOSITORY)
ORDER = ["sql", "python", "libraries", "cleaning", "statistics", "modelling", "tuning", "production", "niche"]


def step(name: str, *sources: str, makes: dict[str, str] | None = None) -> steps.Step:
    """A step with these cells; one that begins with `#` is Markdown."""
    kinds = ["markdown" if source.startswith("# ") else "code" for source in sources]
    cells = [
        {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source}
        for number, (kind, source) in enumerate(zip(kinds, sources, strict=True))
    ]
    writes = {match[1]: text[match.end() :] for text in sources if (match := steps.WRITES.match(text))}
    return steps.Step(f"path/{name}", {"cells": cells, "metadata": {}}, writes, makes or {})


def test_the_steps_are_the_chapters_of_the_path_in_their_order():
    assert TROUBLE == []
    assert [one.name for one in STEPS] == [f"path/{name}" for name in ORDER]


def test_every_generated_cell_is_what_the_generator_says():
    assert steps.stale(REPOSITORY) == []


def test_each_step_has_five_exercises_and_the_first_alone_no_project_before_it():
    for one in STEPS:
        assert len(exercises.exercises(one.name, REPOSITORY)) == 5
        tags = [tag for cell in one.notebook["cells"] for tag in cell["metadata"].get("tags", [])]
        assert (tags.count(steps.SO_FAR), tags.count("exercise")) == (one.name != "path/sql", 5)


@pytest.mark.parametrize(
    "text", ['"""doc"""\nx = 1', "a\\n'''b'''", 'it\'s "both" \'\'\'"""', 'ends with "', "ends \\", ""]
)
def test_a_file_comes_out_of_the_generated_cell_as_it_went_in(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope = {"resume": project.resume}
    exec(steps.so_far([step("one", f"%%writefile late-flights/a/b.txt\n{text}")]), scope)
    assert Path("late-flights/a/b.txt").read_text("utf-8") == text


def test_what_a_reader_has_changed_stays_and_what_is_missing_is_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    Path("late-flights").mkdir()
    Path("late-flights/mine.py").write_text("mine", "utf-8")
    make = "from pathlib import Path\nPath('made.txt').write_text('made')"
    project.resume({"mine.py": "theirs", "make.py": make}, {"made.txt": "make.py"})
    assert Path("late-flights/mine.py").read_text("utf-8") == "mine"
    assert Path("late-flights/made.txt").read_text("utf-8") == "made"
    assert "1 files were here, 1 written now" in capsys.readouterr().out


def test_a_command_that_fails_stops_with_what_it_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("late-flights").mkdir()
    Path("late-flights/bad.py").write_text("raise ValueError('too bad')", "utf-8")
    with pytest.raises(Stop, match="too bad"):
        project.terminal("python bad.py")


def test_a_service_that_does_not_start_stops_with_what_it_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("late-flights").mkdir()
    with pytest.raises(Stop, match=r"No module named|Could not import"), project.service("nothing:app"):
        pass


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([step("a", "%%writefile late-flights/x.py\n1"), step("b", "%%writefile late-flights/x.py\n2")], "writes x.py"),
        ([step("a", 'open("late-flights/x.csv")')], "names late-flights/x.csv"),
        ([step("a", 'terminal("python x.py")')], "names late-flights/x.py"),
        ([step("a", "1", makes={"x.db": "x.py"})], "lets x.py make x.db"),
        ([step("a", 'open("late-flights/x.db")'), step("b", "%%writefile late-flights/x.db\n1")], "names"),
    ],
)
def test_files_that_two_cells_or_none_write_are_refused(given, says):
    (problem,) = steps._files(given)
    assert says in problem.what and problem.remedy


def test_files_that_a_cell_or_a_script_of_it_writes_may_be_named():
    first = step("a", "%%writefile late-flights/x.py\n1", 'terminal("python x.py 3")', makes={"x.db": "x.py 3"})
    assert list(steps._files([first, step("b", 'open("late-flights/x.db"), open("late-flights/x.py")')])) == []


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["\n".join("x" * 26)], "has 26 lines"),
        (["x = " + "1" * 90], "the widest of 94"),
        (["print(1)", "x = 2"], "no sentence reads"),
    ],
)
def test_cells_that_are_hard_to_read_are_refused(cells, says):
    (problem,) = steps.shape(step("a", *cells))
    assert says in problem.what


def test_a_print_that_words_follow_is_fine():
    assert list(steps.shape(step("a", "print(1)", "# Look at the first line."))) == []


def test_the_card_of_a_step_follows_the_repository_and_the_release():
    card = Pages(load(REPOSITORY), Launch("someone/fork", "v1.2"), here=lambda: "path/sql/").macros()["step"](
        "path/sql"
    )
    ours = "someone/fork/blob/v1.2/notebooks/path/sql.ipynb"
    assert f'"https://colab.research.google.com/github/{ours}"' in card
    assert f'"https://kaggle.com/kernels/welcome?src=https://github.com/{ours}"' in card
    assert '"../../path/sql/sql.ipynb" download' in card


def test_the_template_is_the_same_bytes_whenever_it_is_made():
    files = template(REPOSITORY)
    made = archive(files)
    assert made == archive(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        assert opened.testzip() is None
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = {entry.filename.removeprefix("my-project/") for entry in opened.infolist()}
    assert {"README.md", "DATASHEET.md", "ERRORS.md", "LIMITS.md", "tests/test_project.py"} <= names


@pytest.mark.slow
def test_the_tests_of_the_template_wait_to_be_filled_in(tmp_path):
    with zipfile.ZipFile(io.BytesIO(archive(template(REPOSITORY)))) as packed:
        packed.extractall(tmp_path)
    done = _tests(tmp_path / "my-project")
    assert done.returncode == 0 and "6 skipped" in done.stdout, done.stdout


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Path:
    """The folder in which all nine notebooks have run, one after the other, each as a program of its own.

    `path/<step>.json` says how its check judged the answers to its exercises, given there as a reader would.
    """

    def make(folder: Path) -> None:
        (folder / "path").mkdir()
        for one in STEPS:
            asked = folder / "asked.json"
            asked.write_text(json.dumps(exercises.exercises(one.name, REPOSITORY)), "utf-8")
            # A file left open is closed by itself, and no notebook shows that warning.
            command = [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", exercises.PROVE]
            done = subprocess.run(
                [*command, REPOSITORY / one.place, asked, folder],
                env=os.environ | {"OMP_NUM_THREADS": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{one.name}\n{done.stderr[-2000:]}"
            assert done.stderr == "", f"{one.name}\n{done.stderr}"
            (folder / f"{one.name}.json").write_text(done.stdout.splitlines()[-1], "utf-8")

    return once(tmp_path_factory, "nine", make)


@pytest.mark.slow
def test_nine_notebooks_in_one_folder_leave_every_file_of_the_project(finished):
    made = finished / "late-flights"
    there = {p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()}
    assert set(steps.project(STEPS)) <= there
    assert {made for one in STEPS for made in one.makes} <= there
    assert not [name for name in there if Path(made / name).stat().st_size == 0]


@pytest.mark.slow
@pytest.mark.parametrize("name", [one.name for one in STEPS])
def test_its_solutions_pass_and_nothing_else_does(finished, name):
    """In the folder of all steps they print what each printed when its notebook ran alone in an empty one."""
    results = json.loads((finished / f"{name}.json").read_text("utf-8"))
    found = exercises.exercises(name, REPOSITORY)
    assert [str(problem) for problem in exercises.judged(results, found, name)] == []
    assert [result["printed"] for result in results] == exercises.outcomes(name, REPOSITORY)["printed"]


@pytest.mark.slow
def test_the_project_starts_and_answers_over_http(finished, monkeypatch):
    monkeypatch.chdir(finished)
    flight = {"carrier": "UA", "weekday": 4, "hour": 18, "distance": 1400, "airport": 30}
    with project.service() as address:
        assert project.reply(f"{address}/health") == (200, {"status": "ok"})
        status, said = project.reply(f"{address}/predict", flight)
        assert status == 200 and 0 < said["late"] < 1
        assert project.reply(f"{address}/predict", flight | {"hour": 25})[0] == 422


@pytest.mark.slow
def test_the_projects_own_tests_pass(finished):
    done = _tests(finished / "late-flights")
    assert done.returncode == 0, done.stdout
    assert "11 passed" in done.stdout


@pytest.mark.slow
def test_what_the_project_says_of_itself_is_written_by_its_scripts(finished):
    score = (finished / "late-flights/SCORE.md").read_text("utf-8")
    assert 0.7 < float(score.split("AUC in July ")[1][:5]) < 0.85
    assert json.loads((finished / "late-flights/chosen.json").read_text("utf-8"))["max_leaf_nodes"] >= 3
    assert "| temp |" in (finished / "late-flights/MONITORING.md").read_text("utf-8")


def _tests(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONPATH"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_an_unknown_step_is_refused_with_the_nearest():
    (problem,) = labs.update(["path/pyton"], root=REPOSITORY)
    assert "path/python" in problem.remedy
