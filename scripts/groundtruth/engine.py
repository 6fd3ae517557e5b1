"""`make build ENGINE=zensical`: the same sources built by another engine, and what differs from MkDocs's site.

MkDocs 1.x gets no releases and its theme ends on 2027-05-05, so the way out must stay open. ProperDocs continues MkDocs
and takes everything as it is. Zensical continues the theme: it runs macros, but no hooks and no mkdocs-jupyter, so
labs reach it as Markdown, and what the macros do at the end of a build is done here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

from .ledger import load
from .pages import LabHeads, lab_markdown, launch, publish
from .places import DRAFT, EXECUTED, SITE
from .problems import Problem
from .release import draft

HOME = Path(".engines")


def build(engine: str) -> list[Problem]:
    """Write site/ with `engine` and say what differs from MkDocs's; site/ is left alone if it stops."""
    if engine not in ENGINES:
        return [Problem(f"ENGINE={engine}", "no such engine", f"One of: mkdocs, {', '.join(ENGINES)}.")]
    problems = draft(DRAFT, "site/ is left as it was")
    if problems:
        return problems
    home = HOME / engine
    site = ENGINES[engine](home)
    if isinstance(site, Problem):
        return [site]
    found = list(differences(DRAFT, site))
    report = home / "differences.md"
    report.write_text("\n".join([f"# {engine} and MkDocs: {len(found)} differences\n", *found]) + "\n", "utf-8")
    shutil.rmtree(SITE, ignore_errors=True)
    site.replace(SITE)
    print(f"Built site/ with {engine}; {len(found)} differences from MkDocs's, listed in {report}")
    return []


def _properdocs(home: Path) -> Path | Problem:
    site = home / "site"
    return _run(home, Path(), "properdocs", "build", "--strict", "--quiet", "--site-dir", str(site)) or site


def _zensical(home: Path) -> Path | Problem:
    """Zensical in a copy of the sources in which each lab is a page of Markdown."""
    work = home / "work"
    shutil.rmtree(work, ignore_errors=True)
    for name in ("docs", "overrides", "notebooks"):
        shutil.copytree(name, work / name)
    settings = Path("mkdocs.yml").read_text("utf-8")
    (work / "mkdocs.yml").write_text(settings.replace(".ipynb\n", ".md\n"), "utf-8")
    for chapter in (work / "docs").rglob("*.md"):
        linked = re.sub(r"(\]\([^)\s]*labs/[\w-]+|\]\([\w-]+)\.ipynb\b", r"\1.md", chapter.read_text("utf-8"))
        chapter.write_text(linked, "utf-8")
    handbook = load(work)
    for lab, told in LabHeads(handbook, launch(_repository(settings), Path()), "labs/{}.md").items():
        executed = work / EXECUTED / f"{lab}.ipynb"
        page = lab_markdown(json.loads(executed.read_text("utf-8")), told["head"], told["help"], told["links"])
        executed.with_suffix(".md").write_text(page, "utf-8")
    failed = _run(home, work, "zensical", "build", "--clean")
    if failed:
        return failed
    for copied in (work / "site/labs").glob("*.ipynb"):  # the executed ones, which cards look figures up in
        copied.unlink()
    base, description = (_setting(settings, name) for name in ("site_url", "site_description"))
    publish(handbook, work / "site", os.environ.get("SITE_URL", base), description)
    return work / "site"


ENGINES: dict[str, Callable[[Path], Path | Problem]] = {"properdocs": _properdocs, "zensical": _zensical}


def _setting(settings: str, name: str) -> str:
    """A setting of mkdocs.yml, or its value where the environment has none: `!ENV [SITE_URL, "https://…"]`."""
    (line,) = re.findall(rf"^{name}: (.*)$", settings, re.MULTILINE)
    return str(yaml.safe_load(line.removeprefix("!ENV [").partition(", ")[2].rstrip("]") if "!ENV" in line else line))


def _repository(settings: str) -> str:
    """The repository's address as mkdocs.yml gives it."""
    return next(line.split()[1] for line in settings.splitlines() if line.startswith("repo_url:"))


def _run(home: Path, folder: Path, program: str, *arguments: str) -> Problem | None:
    done = subprocess.run(
        [home.resolve() / "bin" / program, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path("scripts").resolve()), "SOURCE_DATE_EPOCH": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    last = "\n".join(done.stdout.strip().splitlines()[-20:])
    return Problem("mkdocs.yml", f"{program} stopped:\n{last}", "Mend what it names; site/ is left as it was.")


def differences(ours: Path, theirs: Path) -> Iterator[str]:
    """Lines of Markdown: files that only one site has, and pages whose text, links or head are not the same."""
    mine, other = ({str(p.relative_to(site)) for p in site.rglob("*") if p.is_file()} for site in (ours, theirs))
    own = ("assets/", "search/")  # each engine's look, and its search index
    yield from (f"- `{name}` is missing" for name in sorted(mine - other) if not name.startswith(own))
    yield from (f"- `{name}` is new" for name in sorted(other - mine) if not name.startswith(own))
    for name in sorted(mine & other):
        if name.endswith(".html"):
            first, second = (_told((site / name).read_text("utf-8")) for site in (ours, theirs))
            for part in first:
                if first[part] != second[part]:
                    gone, come = (f"“{there[:60]}”" for there in _apart(first[part], second[part]))
                    yield f"- `{name}`: {part}: {gone} is {come}"


def _apart(first: str, second: str) -> tuple[str, str]:
    """Both texts from where they part."""
    pairs = zip(first, second, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))
    return first[same:], second[same:]


def _told(html: str) -> dict[str, str]:
    """What a reader and a search engine get of a page; white space shows nothing, so it does not count."""
    page = BeautifulSoup(html, "html.parser")
    article = page.article or page
    for mark in article.select(".headerlink"):
        mark.decompose()
    return {
        "title": page.title.get_text() if page.title else "",
        "description": " ".join(str(meta.get("content")) for meta in page.select('meta[name="description"]')),
        "policy": " ".join(str(meta.get("content")) for meta in page.select("meta[http-equiv]")),
        "text": "".join(article.get_text().split()),
        "links": " ".join(str(link.get("href")) for link in article.select("a[href]")),
        "headings": " ".join(f"{heading.name}#{heading.get('id')}" for heading in article.select("h1, h2, h3, h4")),
    }
