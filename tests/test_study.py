"""The full study: killed and restarted, or run on a Dask cluster, it gives the same bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from distributed import LocalCluster
from groundtruth.ledger import schemas
from groundtruth.problems import Refused
from groundtruth.study import keys, models, summary, table
from groundtruth.study import run as study
from groundtruth.verdicts import differs
from joblib import parallel_config
from miniature import REPOSITORY, STUDY, edit


def start(root: Path, tables: str = STUDY) -> Path:
    """A study of two small tables below `root`."""
    (root / "docs/data").mkdir(parents=True)
    for schema in (REPOSITORY / "docs/data").glob("*.schema.json"):
        (root / "docs/data" / schema.name).write_bytes(schema.read_bytes())
    (root / study.TABLES).write_text(tables, "utf-8")
    return root


class InProcess:
    """Stands for the workers: scores here, `most` jobs, then dies as a killed process would; in any order."""

    def __init__(self, most: int = 1000, backwards: bool = False):
        self.left, self.backwards, self.done = most, backwards, []

    def __call__(self, todo, entries, names, scheduler, score):
        for job in reversed(todo) if self.backwards else todo:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            self.done.append(job)
            yield job, score(entries[job.table], job.repeat, job.fold, names)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Two repeats of two folds, and models that take no time."""
    monkeypatch.setattr(models, "MODELS", few())
    monkeypatch.setattr(models, "FOLDS", 2)


def few():
    """The models that the summary asks for, most of them one small boosting under another name."""
    small = models.boosting(num_leaves=4, n_estimators=20)
    return {"floor": small, "lr": MODELS["lr"]} | dict.fromkeys(("splines", "forest", "default", "tuned"), small)


MODELS, SCORE = models.MODELS, models.score


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> bytes:
    """The table of a run that nothing disturbed."""
    root = start(tmp_path_factory.mktemp("undisturbed") / "study")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "MODELS", few())
        patch.setattr(models, "FOLDS", 2)
        patch.setattr(study, "run", InProcess())
        assert study.update([], root=root) == []
    return (root / table.RESULT).read_bytes()


def test_a_study_killed_twice_gives_the_table_of_an_undisturbed_run(tmp_path, monkeypatch, undisturbed):
    root, done = start(tmp_path / "killed"), []
    for workers in (InProcess(3), InProcess(2, backwards=True)):
        monkeypatch.setattr(study, "run", workers)
        with pytest.raises(KeyboardInterrupt):
            study.update([], root=root)
        done += workers.done
        assert not (root / table.RESULT).exists(), "half a table"
    written = sorted((root / study.CACHE).rglob("*.json"))
    assert len(written) == 5
    written[0].rename(written[0].with_suffix(".part"))  # killed before the rename
    written[1].write_text(written[1].read_text("utf-8")[:40], "utf-8")  # damaged
    last = InProcess()
    monkeypatch.setattr(study, "run", last)
    assert study.update([], root=root) == []
    assert len(last.done) == 8 - 3
    assert (root / table.RESULT).read_bytes() == undisturbed
    monkeypatch.setattr(study, "run", InProcess(0))
    (root / table.RESULT).unlink()
    assert study.update([], root=root) == [], "nothing was left to do"
    assert (root / table.RESULT).read_bytes() == undisturbed


def on_worker(entry, repeat, fold, names):
    """What a worker runs. It imports the real models; `quick` replaced those of this process alone."""
    models.MODELS, models.FOLDS = few(), 2
    return SCORE(entry, repeat, fold, names)


def test_a_cluster_of_two_workers_gives_the_same_table(tmp_path, monkeypatch, undisturbed):
    root = start(tmp_path / "cluster")
    monkeypatch.setattr(models, "score", on_worker)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        assert study.update([], cluster.scheduler_address, root) == []
        assert cluster.scheduler.transition_counter, "the cluster had nothing to do"
    assert (root / table.RESULT).read_bytes() == undisturbed


# What warnings do is one setting of a whole process, which threads that read old pickles at once would undo.
@pytest.mark.filterwarnings("ignore")
def test_jobs_side_by_side_give_the_same_table(tmp_path, undisturbed):
    root = start(tmp_path / "local")
    with parallel_config(
        backend="threading"
    ):  # the same way as processes, without the seconds that these need to start
        assert study.update([], root=root) == []
    assert (root / table.RESULT).read_bytes() == undisturbed


def test_a_job_that_fails_names_table_and_model_and_the_others_go_on(tmp_path, monkeypatch, capsys):
    root = start(tmp_path / "study")

    def broken(X, y, units, X_test):
        if len(X.columns) == 12:  # heart
            raise RuntimeError("no memory left")
        return MODELS["lr"](X, y, units, X_test)

    monkeypatch.setitem(models.MODELS, "splines", broken)
    workers = InProcess()
    monkeypatch.setattr(study, "run", workers)
    problems = study.update([], root=root)
    assert [p.place for p in problems] == ["docs/data/tables.yml heart"] * 4
    assert problems[0].what == ("logistic regression with splines, repeat 1, fold 1: RuntimeError: no memory left")
    assert "heart FAILED" in capsys.readouterr().out
    assert not (root / table.RESULT).exists()
    assert len(workers.done) == 8
    assert len(list((root / study.CACHE).rglob("*.json"))) == 4, "those of glass"


def test_only_prints_and_writes_no_table(tmp_path, monkeypatch, capsys):
    root = start(tmp_path / "study")
    monkeypatch.setattr(study, "run", InProcess())
    assert study.update(["glass"], root=root) == []
    assert re.search(r"^glass +0\.\d{3}", capsys.readouterr().out, re.MULTILINE)
    assert not (root / table.RESULT).exists()
    (unknown, left_out) = study.update(["glas", "game"], root=root)
    assert "Did you mean 'glass'?" in unknown.remedy
    assert left_out.what == "is left out: all end positions of a game"


@pytest.mark.parametrize(
    ("old", "new", "place", "what", "remedy"),
    [
        ("family: textbook", "family: texbook", ":10 glass.family", "'texbook' is not allowed", "'textbook'"),
        ("  target: type\n", "", " glass", "needs target and positive", "Name the outcome"),
        ("rule: simulated", "rule: simulatd", " game.excluded.rule", "no rule 'simulatd'", "'simulated'"),
        ("name: game", "name: glass", " glass", "'glass' has 2 entries", "Keep one"),
        ("  excluded:", "  unit: c1\n  excluded:", " game", "names a unit", "grouped folds"),
        ("n: 214", "rws: 214", ":11 glass.rws", "unknown key 'rws'", "Did you mean 'rows'?"),
    ],
)
def test_a_malformed_entry_is_reported_with_place_and_remedy(tmp_path, old, new, place, what, remedy):
    root = start(tmp_path / "study")
    edit(root / study.TABLES, old, new)
    with pytest.raises(Refused) as refused:
        keys.catalogue(root)
    found = [p for p in refused.value.problems if what in p.what]
    assert found, refused.value
    assert found[0].place == f"docs/data/tables.yml{place}"
    assert remedy in found[0].remedy
    assert study.update([], root=root) == refused.value.problems


def test_a_table_that_is_not_what_its_entry_says_is_named(tmp_path):
    (entry,) = [e for e in keys.catalogue(start(tmp_path / "study")).scored if e["name"] == "glass"]
    assert models.score(entry | {"n": 213}, 0, 0, ("lr",)) == {
        "failed": None,
        "why": "Unfit: it has 214 rows, the entry says 213",
    }


def test_rows_of_one_unit_stay_in_one_fold():
    entry = next(e for e in keys.catalogue(REPOSITORY).scored if e["name"] == "yogurt")
    X, y, units = models.prepare(entry, models.read(entry["package"], entry["item"]), most=1500)
    assert len(X) <= 1500
    assert "id" not in entry.get("keep", []) and X.shape[1] == entry["columns"]
    for train, test in models.split(y, units, 5, seed=0):
        assert not set(units[train]) & set(units[test])


def test_the_key_follows_what_decides_and_not_the_prose():
    entry = keys.catalogue(REPOSITORY).scored[0]
    key = keys.key(entry, ("lr",), {"numpy": "2"})
    assert key == keys.key(entry | {"note": "other words"}, ("lr",), {"numpy": "2"})
    assert key != keys.key(entry | {"n": entry["n"] + 1}, ("lr",), {"numpy": "2"})
    assert key != keys.key(entry, ("lr", "catboost"), {"numpy": "2"})
    assert key != keys.key(entry, ("lr",), {"numpy": "3"})


def test_the_committed_table_is_current_and_fits_its_schema():
    found = json.loads((REPOSITORY / table.RESULT).read_text("utf-8"))
    assert schemas(REPOSITORY)["study.schema.json"].errors(found) == []
    assert table.stale(REPOSITORY) == []
    assert [said for name, one in found["measures"].items() if (said := differs(name, one))] == []
    tables = keys.catalogue(REPOSITORY)
    assert [t["name"] for t in found["tables"]] == [e["name"] for e in tables.scored]
    assert len(found["tables"]) + len(found["excluded"]) == 113


def elsewhere(folder: Path) -> Path:
    """A copy of what the committed table is checked against."""
    data = REPOSITORY / "docs/data"
    schemas_and_claims = (*data.glob("*.schema.json"), *data.glob("claims/*.yml"))
    for path in (*map(REPOSITORY.joinpath, (study.TABLES, table.RESULT, *keys.LOCKS)), *schemas_and_claims):
        target = folder / path.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return folder


def test_measures_follow_from_the_rows_without_scoring(tmp_path, monkeypatch):
    """SUMMARY=1 mends measures that were edited, and refuses rows of other models; nothing is scored."""
    root = elsewhere(tmp_path)
    monkeypatch.setattr(study, "run", None)
    monkeypatch.setattr(models, "FOLDS", 5)  # the notes name them
    before = (root / table.RESULT).read_text("utf-8")
    edit(root / table.RESULT, '"enough_all": {"value": 0.5', '"enough_all": {"value": 0.6')
    (problem,) = table.altered(root)
    assert "SUMMARY=1" in problem.remedy
    assert table.rewrite(root) == [] == [*table.stale(root), *table.altered(root)]
    assert (root / table.RESULT).read_text("utf-8") == before
    edit(root / study.TABLES, "drop: [share, expenditure]", "drop: [share]")
    (problem,) = table.rewrite(root)
    assert "make study" in problem.remedy


def test_a_table_without_signal_is_outside_the_count_and_shares_of_certainty_add_up():
    assert (summary.BOOSTING, summary.ROWS) == (models.BOOSTING, models.ROWS)
    found = json.loads((REPOSITORY / table.RESULT).read_text("utf-8"))
    rows, names = found["tables"], tuple(found["models"])
    coin = {**rows[0], "name": "coin", "auc": dict.fromkeys(names, 0.505)}
    _, measures = summary.measures_of([*rows, coin], names)
    assert measures == found["measures"]
    for group in found["groups"]:
        parts = [measures[f"{what}_{group}"]["value"] for what in ("proved_enough", "proved_not", "undecided")]
        assert sum(parts) == pytest.approx(1, abs=0.002)
    variants = measures["enough_all"]["variants"]
    assert set(variants) == {*summary.CHOICES, "strangers"}
    assert set(measures["enough_all"]["units"]) - set(variants["strangers"]["units"]) == summary.KIN


def test_another_entry_makes_the_committed_table_stale(tmp_path):
    root = elsewhere(tmp_path)
    assert table.stale(root) == []
    edit(root / study.TABLES, "drop: [share, expenditure]", "drop: [share]")
    (problem,) = table.stale(root)
    assert "make study" in problem.remedy
