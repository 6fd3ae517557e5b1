"""`make serve`: what a writer sees after each kind of edit. Nothing here asks how long it took; the bench does."""

from __future__ import annotations

import json
import re
import shutil
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from checkout import bare, clone, run, started, until
from groundtruth import labs, preview
from miniature import as_site, edit, edit_cell

Get = Callable[[str], str]
Said = Callable[[], str]


@pytest.fixture(scope="module")
def served(ran: Path, tmp_path_factory) -> Iterator[tuple[Path, Get, Said]]:
    """The miniature with a second lab, served; what an address of it gives, and what the server said so far."""
    folder = tmp_path_factory.mktemp("served")
    files = shutil.copytree(ran, folder / "mini", symlinks=True)
    for file in ("notebooks/coin.ipynb", "docs/labs/coin.ipynb", "docs/data/evidence/coin.json"):
        text = (files / file).read_text("utf-8").replace('"lab": "coin"', '"lab": "dice"').replace("coin-", "dice-")
        (files / file.replace("coin", "dice")).write_text(text, "utf-8")
    with (files / "docs/data/lessons.yml").open("a", encoding="utf-8") as lessons:
        lessons.write("  dice: {name: Dice, theme: luck, level: easy, needs: [counting], courses: [chance]}\n")
    assert labs.stale(files) == []
    checkout = clone(bare(as_site(files), folder / "origin"), folder / "clone")
    with serving(checkout) as (get, said, port):
        yield checkout, get, said
        taken = run(checkout, "sh", "-c", f"! make serve PORT={port}")
        assert f"PORT={port}" in taken and f"make serve PORT={port + 1}" in taken


@contextmanager
def serving(checkout: Path) -> Iterator[tuple[Get, Said, int]]:
    """A clone that is served: what an address of its site gives, whatever the status; what it said; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def get(address: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{address}", timeout=120) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError:  # not up yet
            return ""

    with started(checkout, f"make serve PORT={port}") as said:
        until(lambda: "<h1" in get(""), said)
        assert f"http://127.0.0.1:{port}/" in said()
        yield get, said, port


def test_serve_answers_on_the_port_of_the_contract(built: Path):
    assert "http://127.0.0.1:8000/" in run(built, "make", "serve", "--dry-run")


@pytest.mark.parametrize("address", ["truths/coins", "myths/dice/index.html"])
def test_a_page_that_nobody_asked_for_yet_has_its_other_addresses_too(served, address):
    """MkDocs's own server finds them on the disk, where this one has nothing before it is asked."""
    found = served[1](address)
    assert "<h1" in found and "There is no page at this address" not in found


@pytest.mark.parametrize(
    ("path", "old", "new", "address", "shown"),
    [
        ("docs/start.md", "\n# ", "\n# Zebras: ", "start/", '<h1 id="zebras-start-here">'),
        ("docs/start.md", "\n# ", "\n# Zebras: ", "method/", "<title>"),
        ("docs/data/claims/R01.yml", "statement: ", "statement: 'A zebra is enough. ' #", "truths/coins/", "A zebra"),
        ("docs/data/claims/R01.yml", "statement: ", "statement: 'A zebra is enough. ' #", "claims/", "A zebra"),
        (
            "docs/data/claims/R01.yml",
            "statement: ",
            "statement: 'A zebra is enough. ' #",
            "data/claims.json",
            "A zebra",
        ),
        ("overrides/cards/verdict.html", "<", "<!-- zebra --><", "truths/coins/", "<!-- zebra -->"),
        ("overrides/main.html", "<meta name", "<meta name=zebra><meta name", "labs/coin/", "<meta name=zebra>"),
        ("docs/assets/groundtruth.css", ":root", ".zebra {} :root", "assets/groundtruth.css", ".zebra"),
        ("mkdocs.yml", "- facts.md", "- Zebras: facts.md", "glossary/", "Zebras"),
        ("docs/truths/coins.md", "\n# ", "\n# Zebras: ", "search/pages.json", "Zebras: "),
        ("docs/truths/coins.md", "\n# ", "\n# Zebras: ", "search/truths-coins-page.json", "Zebras: "),
    ],
)
def test_an_edit_is_shown_and_so_is_its_undoing(served, path, old, new, address, shown):
    """The first answer after an edit is right, whatever page it is that depends on it."""
    checkout, get, _ = served
    whole = (checkout / path).read_text("utf-8")
    before = get(address)
    assert shown not in before or shown == "<title>"
    assert before, address
    edit(checkout / path, old, new)
    assert shown in get(address)
    (checkout / path).write_text(whole, "utf-8")
    assert settled(get(address)) == settled(before)


def settled(page: str) -> str:
    """Without the script that reloads a page, which has a number of its own each time."""
    return re.sub(r"<script>\s*var livereload.*?</script>", "", page, flags=re.DOTALL)


def test_a_page_that_comes_is_there_and_one_that_goes_is_not(served):
    checkout, get, _ = served
    page = checkout / "docs/zebra.md"
    page.write_text("# Zebras\n", "utf-8")
    assert "Zebras</h1>" in get("zebra/") or "Zebras<a" in get("zebra/")
    page.unlink()
    assert "Zebras" not in get("zebra/")


@pytest.mark.parametrize(
    ("path", "old", "new", "named"),
    [
        ("docs/data/claims/R01.yml", "statement: ", "zebra: ", "docs/data/claims/R01.yml"),
        ("docs/truths/coins.md", 'verdict("R01")', 'verdict("R011")', "no claim &#x27;R011&#x27;"),
        ("mkdocs.yml", "plugins:", "plugnis:", "plugnis"),
    ],
)
def test_what_is_wrong_is_shown_in_place_of_the_page_until_it_is_right(served, path, old, new, named):
    checkout, get, _ = served
    whole = (checkout / path).read_text("utf-8")
    edit(checkout / path, old, new)
    assert named in get("truths/coins/")
    (checkout / path).write_text(whole, "utf-8")
    assert "<h1" in get("truths/coins/")


def test_a_lab_edit_runs_that_lab_alone_and_its_results_are_shown(served):
    checkout, get, said = served
    before, spoken = (checkout / "docs/data/evidence/dice.json").stat().st_mtime_ns, len(said())
    assert "50 heads" in get("labs/coin/") and "75 heads" not in get("labs/coin/")
    edit_cell(checkout, "coin", "throw", "heads = [0] * 100\nprint('no heads')\nimport time\ntime.sleep(600)")
    get("")  # nobody waits for the first edit's run, which the second puts an end to
    edit_cell(checkout, "coin", "throw", "heads = [0, 1, 1, 1] * 25\nprint(f'{sum(heads)} heads')")
    until(lambda: "75 heads" in get("labs/coin/"), said)
    assert (
        "75" in get("truths/coins/")
        and json.loads(get("data/evidence/coin.json"))["measures"]["heads"]["value"] == 0.75
    )
    until(lambda: re.search(r"coin .* 4/4 cells", said()[spoken:]), said)
    assert "dice" not in said()[spoken:]
    assert (checkout / "docs/data/evidence/dice.json").stat().st_mtime_ns == before
    assert labs.stale(checkout) == []


def test_a_lab_that_fails_says_where_and_its_earlier_results_stay(served):
    checkout, get, said = served
    before = get("labs/coin/")
    whole = (checkout / "notebooks/coin.ipynb").read_text("utf-8")
    edit_cell(checkout, "coin", "throw", "heads = 1 / 0")
    get("")
    until(lambda: "ZeroDivisionError: division by zero" in said(), said)
    assert "notebooks/coin.ipynb cell 3 (throw)" in said()
    (checkout / "notebooks/coin.ipynb").write_text(whole, "utf-8")
    assert settled(get("labs/coin/")) == settled(before)


def test_the_first_ten_minutes_of_a_newcomer_go_as_contributing_says(built, tmp_path):
    checkout = clone(built.parent / "origin", tmp_path / "clone", like=built)
    # Nothing here waits for the whole site behind, which would be built after each edit.
    edit(checkout / "scripts/groundtruth/serve.py", "QUIET = 0.5", "QUIET = 60")
    with serving(checkout) as (get, _, _):
        walk_through(checkout, get)


def walk_through(checkout: Path, get: Get) -> None:
    text = (checkout / "CONTRIBUTING.md").read_text("utf-8")
    walk = re.search(r"^## Your first ten minutes\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)[1]
    assert "<h1" in get(re.search(r"<http://127.0.0.1:8000/(\S+)>", walk)[1])
    (copy,) = re.findall(r"`(cp \S+ \S+)`", walk)
    run(checkout, "sh", "-c", copy)
    claim, chapter = checkout / "docs/data/claims/B99.yml", checkout / "docs/myths/jobs.md"
    assert "holds the id" in get("myths/jobs/") and "B99" in get("myths/jobs/")
    edit(claim, "id: B02", "id: B99")
    claim.write_text(re.sub("statement: .*", "statement: Zebras get every job they ask for.", claim.read_text("utf-8")))
    (macro,) = re.findall(r"the line `(.*?)`", walk)
    chapter.write_text(f"{chapter.read_text('utf-8')}\n{macro}\n", "utf-8")
    assert 'id="B99"' in get("myths/jobs/") and "Zebras get every job" in get("myths/jobs/")
    edit(claim, "verdict: not judged", "verdict: holds")
    assert "measured" in get("myths/jobs/") and "B99" in get("myths/jobs/")
    edit(claim, "verdict: holds", "verdict: not judged")
    assert "docs/data/verdicts.json" in run(
        checkout, "sh", "-c", "! .venv/bin/python -m groundtruth check", PYTHONPATH="scripts"
    )
    run(checkout, "make", "verdicts")
    undo = re.search(r"leave no trace: `(.*?)`", walk)[1]
    run(checkout, "sh", "-c", undo)
    assert run(checkout, "git", "status", "--porcelain", "docs") == "" and "Zebras" not in get("myths/jobs/")


def test_only_content_leaves_pages_menu_and_templates_what_they_were():
    before = {"docs/a.md": (1, 1), "docs/data/x.yml": (1, 1), "mkdocs.yml": (1, 1)}
    later = dict.fromkeys(before, (2, 1))
    assert preview.confined({"docs/a.md", "docs/data/x.yml"}, before, later)
    assert not preview.confined({"mkdocs.yml"}, before, later)
    assert not preview.confined({"docs/new.md"}, before, {**later, "docs/new.md": (2, 1)})
    assert not preview.confined({"docs/a.md"}, before, {"mkdocs.yml": (1, 1)})


def test_stamps_leave_out_what_editors_and_python_write(tmp_path):
    for name in ("docs/a.md", "docs/.a.md.swp", "docs/a.md~", "docs/data/x.part", "scripts/__pycache__/y.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    assert set(preview.stamps(tmp_path)) == {"docs/a.md"}
