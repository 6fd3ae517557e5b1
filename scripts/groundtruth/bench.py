"""Measures what readers and writers wait for, beside others on the same pages; no test depends on a time.

Every figure has its number of runs and its spread. Builds are compared pair by pair: one round builds with each, so
that a machine that is busy for a while is busy for all.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from .pages import search

ROUNDS = 3
HOME = Path(".bench")
RESULT = HOME / "bench.json"
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
BOOK = Path(".engines/bench/bin/jupyter-book")
SOURCES = ("docs", "overrides", "scripts", "notebooks", "mkdocs.yml", "requirements.lock")
PARTS = ("myths", "truths", "why", "disagree")  # whose pages are chapters
# Chapters of the handbooks that show how a build grows.
SIZES = (60, 300, 600)
# What the design asks for, in the row's unit; None where a ratio below says more.
GOALS = {
    "chapter edit until served": 0.5,
    "claim edit until served": 1.0,
    "build, of Jupyter Book's time": 0.25,
    "labs, nothing changed": 0.5,
    "search: until the first answer, compressed": search.MOST / 1000,
    "chapter: first visit, compressed": 80,
    "lab: first visit, compressed": 90,
    "all claims: first visit, compressed": 80,
    "facts: first visit, compressed": 90,
    "page of ten times the chapters, of one's size": 1.05,
    "build of ten times the chapters, of one's time": 11,
}


def main() -> int:
    """Print the figures as a table and write them to .bench/bench.json."""
    from . import labs

    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    rows: list[dict[str, Any]] = []

    def add(what: str, values: list[float], unit: str) -> None:
        row = summary(what, values, unit)
        rows.append(row)
        print(told(row), flush=True)

    ours, stock, book, floor = (_copy(HOME / name) for name in ("ours", "stock", "book", "floor"))
    _as_floor(floor)
    _as_stock(stock)
    _as_book(book)
    builds: dict[str, Callable[[], float]] = {
        "ours": lambda: seconds([*MKDOCS, "-d", "site"], ours),
        "stock Material and mkdocs-jupyter": lambda: seconds([*MKDOCS, "-d", "site"], stock),
        "stock Material, our finished Markdown": lambda: seconds([*MKDOCS, "-d", "site"], floor),
    }
    if BOOK.exists():
        command = [str(BOOK.resolve()), "build", "--all", "--quiet", "."]
        builds["Jupyter Book 1"] = lambda: seconds(command, book / "docs")
    builds["ours"]()  # what is kept from build to build: templates, converted labs
    rounds = [{name: build() for name, build in builds.items()} for _ in range(ROUNDS)]
    for name in builds:
        add(f"build: {name}", [one[name] for one in rounds], "s")
    for name in builds:
        if name != "ours":
            short = "Jupyter Book" if "Book" in name else "the floor" if "finished" in name else "stock"
            add(f"build, of {short}'s time", [one["ours"] / one[name] for one in rounds], "times")
    if BOOK.exists():  # what no work of ours can go below, as long as MkDocs renders the pages
        floors = [one["stock Material, our finished Markdown"] / one["Jupyter Book 1"] for one in rounds]
        add("the floor, of Jupyter Book's time", floors, "times")
    for name, values in edits(ours).items():
        add(f"{name} edit until served", values, "s")
    unchanged = [sys.executable, "-m", "groundtruth", "labs"]
    seconds(unchanged, ours)  # nothing is known of a fresh copy
    add("labs, nothing changed", [seconds(unchanged, ours) for _ in range(ROUNDS)], "s")
    site = ours / "site"
    found = [path.parent for part in PARTS for path in site.glob(f"{part}/*/index.html")]
    chapters = [path.relative_to(site).as_posix() for path in found]
    pages = {"chapter": chapters, "lab": [f"labs/{lab}" for lab in labs.names()], "all claims": ["claims"]}
    for name, those in {**pages, "facts": ["facts"], "home": [""]}.items():
        add(f"{name}: first visit, compressed", [transfer(site, page)["total"] / 1000 for page in those], "KB")
    add("search: until the first answer, compressed", [search.weight(site) / 1000], "KB")
    for name, values in growth(ours).items():
        add(name, values, "times" if "of one" in name else "s" if "build" in name else "KB")
    RESULT.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0


def summary(what: str, values: list[float], unit: str) -> dict[str, Any]:
    """One row: median, smallest and largest of n, and what the design asks for."""
    row: dict[str, Any] = {"what": what, "median": statistics.median(values), "low": min(values), "high": max(values)}
    return row | {"n": len(values), "unit": unit, "goal": GOALS.get(what)}


def told(row: dict[str, Any]) -> str:
    goal = "" if row["goal"] is None else f"  (goal: at most {row['goal']:g})"
    return (
        f"{row['what']:<46} {row['median']:>8.3g} [{row['low']:.3g} to {row['high']:.3g}] "
        f"{row['unit']}, n = {row['n']}{goal}"
    )


def seconds(command: list[str], folder: Path) -> float:
    """What a command takes from start to end."""
    environ = {**os.environ, "PYTHONPATH": "scripts", "NO_MKDOCS_2_WARNING": "1"}
    environ["NBCONVERT_DISABLE_CONFIG_EXPORTERS"] = "1"  # as the Makefile has it

    def run() -> None:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environ)

    return _timed(run)


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _copy(folder: Path) -> Path:
    for name in SOURCES:
        source = Path(name)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


def _as_stock(folder: Path) -> None:
    """The same pages with the theme and the plugin as they come; macros stay unread, so it has less to do."""
    lines = (folder / "mkdocs.yml").read_text("utf-8").split("\n# Look\n")[0]
    lines += (
        "\ntheme: material\nplugins:\n  - search\n  - mkdocs-jupyter: {include: ['labs/*.ipynb'], execute: false}\n"
    )
    (folder / "mkdocs.yml").write_text(lines, "utf-8")
    shutil.rmtree(folder / "overrides")


# Keeps what the macros made of each page.
KEEP = """
from pathlib import Path
from mkdocs.plugins import event_priority

@event_priority(-100)
def on_page_markdown(markdown, page, **_):
    kept = Path("finished", page.file.src_uri)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(markdown, "utf-8")
"""


def _as_floor(folder: Path) -> None:
    """Our pages as Markdown with nothing left to look up, for the theme as it comes; the labs are left out."""
    settings = folder / "mkdocs.yml"
    text = settings.read_text("utf-8")
    (folder / "keep.py").write_text(KEEP, "utf-8")
    settings.write_text(text.replace("hooks: [", "hooks: [keep.py, "), "utf-8")
    seconds([*MKDOCS, "-d", "site"], folder)
    finished = folder / "finished"
    for lab in finished.rglob("*.ipynb"):
        lab.unlink()
    shutil.copytree(folder / "docs/assets", finished / "assets")
    shutil.rmtree(folder / "docs")
    finished.rename(folder / "docs")
    pages = "\n".join(line for line in text.split("\n# Look\n")[0].split("\n") if not line.endswith(".ipynb"))
    extensions = text[text.index("\nmarkdown_extensions:") : text.index("\n  - groundtruth.")]
    settings.write_text(f"{pages}\ntheme: material\nplugins: [search]{extensions}\n", "utf-8")
    shutil.rmtree(folder / "overrides")


def _as_book(folder: Path) -> None:
    """The same pages as a Jupyter Book; macros stay unread here too."""
    docs = folder / "docs"
    shutil.rmtree(docs / "data")
    pages = sorted(
        str(p.relative_to(docs).with_suffix("")) for kind in ("md", "ipynb") for p in docs.rglob(f"*.{kind}")
    )
    chapters = [{"file": page} for page in pages if page != "index"]
    (docs / "_toc.yml").write_text(yaml.safe_dump({"format": "jb-book", "root": "index", "chapters": chapters}))
    (docs / "_config.yml").write_text(yaml.safe_dump({"title": "Book", "execute": {"execute_notebooks": "off"}}))


def transfer(site: Path, page: str) -> dict[str, int]:
    """Bytes of a first visit to `page`, compressed as a static host sends them: the page and what it loads.

    The search counts with the worker that starts with every page (docs/assets/ready.js names it), not with its ranking
    and its index: those are loaded with the first query.
    """
    path = site / page / "index.html"
    html = path.read_text("utf-8")
    loaded = re.findall(
        r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"|<script[^>]+src="([^"]+)"|<img[^>]+src="([^"]+)"',
        html,
    )
    files = {(path.parent / next(filter(None, found))).resolve() for found in loaded}
    files.add((site / "assets/search.js").resolve())
    page_bytes = len(gzip.compress(html.encode()))
    return {
        "html": page_bytes,
        "total": page_bytes + sum(len(gzip.compress(file.read_bytes())) for file in files if file.is_file()),
    }


def edits(folder: Path) -> dict[str, list[float]]:
    """Seconds from saving a file until the server answers with the new words, in five chapters and for five claims."""
    chapters = sorted((folder / "docs/truths").glob("[!i]*.md"))[:5]
    claims = [folder / f"docs/data/claims/{name}.yml" for name in ("R11", "D22", "Q15", "D23", "R03")]
    found: dict[str, list[float]] = {"chapter": [], "claim": []}
    with served(folder) as get:
        for number, path in enumerate(chapters):
            address, words = f"truths/{path.stem}/", f"Edited {number} times."
            get(address)
            path.write_text(f"{path.read_text('utf-8')}\n\n{words}\n", "utf-8")
            found["chapter"].append(_timed(partial(_until, get, address, words)))
        for number, path in enumerate(claims):
            words = f"A statement that was edited {number} times."
            get("claims/")
            path.write_text(re.sub(r"statement: .*", f"statement: {words}", path.read_text("utf-8")), "utf-8")
            found["claim"].append(_timed(partial(_until, get, "claims/", words)))
    return found


@contextmanager
def served(folder: Path) -> Iterator[Callable[[str], str]]:
    """`make serve` in a folder; gives what an address answers, empty as long as nobody does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def get(address: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{address}", timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    server = subprocess.Popen(
        [sys.executable, "-m", "groundtruth", "serve", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": "scripts", "SERVING": "1", "NO_MKDOCS_2_WARNING": "1"},
    )
    try:
        _until(get, "", "<h1")
        yield get
    finally:
        server.terminate()
        server.wait()


def _until(get: Callable[[str], str], address: str, words: str, limit: float = 120) -> None:
    end = time.monotonic() + limit
    while words not in get(address):
        if time.monotonic() > end:
            raise TimeoutError(f"{address} did not show {words!r} within {limit} s")
        time.sleep(0.01)


def growth(ours: Path) -> dict[str, list[float]]:
    """Handbooks of more and more chapters, copies of one: what a build takes and what its pages weigh."""
    chapter = (ours / "docs/truths/basics.md").read_text("utf-8")
    times, weights = [], []
    for size in SIZES:
        folder = _copy(HOME / f"{size}-chapters")
        shutil.copytree(ours / ".cache", folder / ".cache")
        have = len(list((folder / "docs").rglob("*.md")))
        more = folder / "docs/more"
        more.mkdir()
        for number in range(max(0, size - have)):
            (more / f"chapter-{number}.md").write_text(chapter, "utf-8")
        times.append(seconds([*MKDOCS, "-d", "site"], folder))
        weights.append(float(transfer(folder / "site", "truths/basics")["html"]))
        shutil.rmtree(folder)
    found = {f"build of {size} chapters": [took] for size, took in zip(SIZES, times, strict=True)}
    found |= {f"page of {size} chapters, compressed": [w / 1000] for size, w in zip(SIZES, weights, strict=True)}
    found["build of ten times the chapters, of one's time"] = [times[-1] / times[0]]
    found["page of ten times the chapters, of one's size"] = [weights[-1] / weights[0]]
    return found
