"""What the benchmark says of what it measured; no test here asks how long something takes."""

from __future__ import annotations

import gzip
import json

import yaml
from groundtruth import bench
from miniature import REPOSITORY


def test_a_row_has_its_spread_its_number_and_its_goal():
    row = bench.summary("chapter edit until served", [0.3, 0.1, 0.2], "s")
    assert row == {"what": row["what"], "median": 0.2, "low": 0.1, "high": 0.3, "n": 3, "unit": "s", "goal": 0.5}
    assert " ".join(bench.told(row).split()) == (
        "chapter edit until served 0.2 [0.1 to 0.3] s, n = 3 (goal: at most 0.5)"
    )
    assert "goal" not in bench.told(bench.summary("build: ours", [4.0], "s"))


def test_every_goal_belongs_to_something_that_is_measured():
    source = (REPOSITORY / "scripts/groundtruth/bench.py").read_text("utf-8").replace("{short}", "Jupyter Book")
    for what in bench.GOALS:
        ending = what.partition(" ")[2] if "edit" in what else what.partition(":")[2] if "visit" in what else what
        assert source.count(ending) >= 2, what


def test_a_first_visit_counts_the_page_what_it_loads_and_the_worker_of_the_search(tmp_path):
    (tmp_path / "a/assets").mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    html = '<link rel="stylesheet" href="assets/x.css"><script src="assets/y.js"></script><img src="gone.png">'
    files = {"a/index.html": html, "a/assets/x.css": "p {}", "a/assets/y.js": "let y", "assets/search.js": "let s"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    found = bench.transfer(tmp_path, "a")
    assert found["html"] == len(gzip.compress(html.encode()))
    assert found["total"] == sum(len(gzip.compress(text.encode())) for text in files.values())


def test_others_get_the_same_pages(tmp_path):
    for name in ("docs/data", "docs/labs", "overrides"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("docs/index.md", "docs/a.md", "docs/labs/x.ipynb"):
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("nav:\n  - index.md\n\n# Look\ntheme: ours\n", "utf-8")
    bench._as_stock(tmp_path)
    stock = yaml.safe_load((tmp_path / "mkdocs.yml").read_text("utf-8"))
    assert stock["theme"] == "material" and stock["nav"] == ["index.md"] and len(stock["plugins"]) == 2
    bench._as_book(tmp_path)
    toc = yaml.safe_load((tmp_path / "docs/_toc.yml").read_text("utf-8"))
    assert toc["root"] == "index" and toc["chapters"] == [{"file": "a"}, {"file": "labs/x"}]


def test_the_floor_has_our_finished_pages_and_nothing_of_ours_to_run(tmp_path, monkeypatch):
    for name in ("docs/assets", "overrides"):
        (tmp_path / name).mkdir(parents=True)
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")

    def build(command, folder):
        assert "hooks: [keep.py, scripts/" in (folder / "mkdocs.yml").read_text("utf-8")
        for name in ("index.md", "labs/x.ipynb"):
            (folder / "finished" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "finished" / name).write_text("x", "utf-8")
        return 1.0

    monkeypatch.setattr(bench, "seconds", build)
    bench._as_floor(tmp_path)
    floor = (tmp_path / "mkdocs.yml").read_text("utf-8")
    assert (
        "index.md" in floor
        and ".ipynb" not in floor
        and "macros" not in floor
        and "groundtruth" not in floor.split("nav:")[1]
    )
    assert "pymdownx.details" in floor
    assert {path.name for path in (tmp_path / "docs").rglob("*")} == {"index.md", "assets", "labs"}


def test_what_a_run_wrote_is_json_that_others_can_read(tmp_path):
    rows = [bench.summary("build: ours", [1.0, 2.0], "s")]
    assert json.loads(json.dumps(rows))[0]["median"] == 1.5
