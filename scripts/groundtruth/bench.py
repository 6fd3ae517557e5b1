"""Measures the speed figures that the design sets goals for; no test depends on them."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

RUNS = 3
RESULT = Path(".bench/bench.json")
MKDOCS = [sys.executable, "-m", "mkdocs"]


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


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
    figures = sum(
        len(gzip.compress(svg.encode())) for svg in re.findall(r'<svg class="gt-figure".*?</svg>', html, re.DOTALL)
    )
    page_bytes = len(gzip.compress(html.encode()))
    return {
        "html": page_bytes,
        "figures": figures,
        "total": page_bytes + sum(len(gzip.compress(file.read_bytes())) for file in files if file.is_file()),
    }


def edit_until_served(port: int = 8765) -> list[float]:
    """Seconds from saving a chapter until the server answers with the new text."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("docs", "overrides", "scripts", "notebooks", "mkdocs.yml", "requirements.lock"):
            source = Path(name)
            if source.is_dir():
                shutil.copytree(source, copy / name)
            else:
                shutil.copy(source, copy / name)
        server = subprocess.Popen(
            [*MKDOCS, "serve", "--quiet", "-a", f"127.0.0.1:{port}"],
            cwd=copy,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**_environment(), "SITE_URL": f"http://127.0.0.1:{port}/"},
        )
        chapter = sorted((copy / "docs" / "truths").glob("*.md"))[0]
        address = f"http://127.0.0.1:{port}/truths/{chapter.stem}/"
        try:
            _until_served(address, "<h1")
            times = []
            for run in range(RUNS):
                marker = f"Edited {run} times."
                chapter.write_text(f"{chapter.read_text('utf-8')}\n\n{marker}\n", "utf-8")
                times.append(seconds(partial(_until_served, address, marker)))
        finally:
            server.terminate()
            server.wait()
    return times


def _until_served(address: str, text: str, limit: float = 60) -> None:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if text in answer.read().decode():
                    return
        except OSError:  # not up yet
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not show {text!r} within {limit} s")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path("scripts").resolve())}


def main() -> int:
    """Print the figures as a table and write them to .bench/bench.json."""
    from . import labs

    def build() -> None:
        subprocess.run([*MKDOCS, "build", "--quiet", "-d", ".bench/site"], check=True, stderr=subprocess.DEVNULL)

    rows: list[dict[str, object]] = []

    def add(what: str, values: list[float], unit: str) -> None:
        row = {
            "what": what,
            "median": statistics.median(values),
            "low": min(values),
            "high": max(values),
            "n": len(values),
            "unit": unit,
        }
        rows.append(row)
        print(f"{what:<46} {row['median']:>9.3g} [{row['low']:.3g} to {row['high']:.3g}] {unit}, n = {row['n']}")

    add("full build, labs cached", [seconds(build) for _ in range(RUNS)], "s")
    add("chapter edit until served", edit_until_served(), "s")
    add("labs, nothing changed", [seconds(lambda: labs.stale()) for _ in range(RUNS)], "s")
    site = Path(".bench/site")
    pages = {"chapter": "truths/basics", "lab": f"labs/{labs.names()[0]}", "all claims": "claims", "home": ""}
    for name, page in pages.items():
        weight = transfer(site, page)
        add(f"{name}: first visit, compressed", [weight["total"] / 1000], "KB")
        add(f"{name}: HTML without figures, compressed", [(weight["html"] - weight["figures"]) / 1000], "KB")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0
