"""`make exports`: the handbook to take along, in exports/: a copy for a disk, a PDF, an EPUB, notebooks, flash cards.

Modules that change text are pure; this one builds the site, asks the browser, and writes. The same commit gives the
same bytes on the same machine: dates are those of the last commit to the pages, and nothing is told of the machine.
"""

from __future__ import annotations

import functools
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from ..pages import DOWNLOADS, RELEASE, launch, theme
from ..pages.dates import changed
from ..pages.deck import NO_DAY
from ..problems import Problem, Refused
from ..release import draft
from . import archive, book, epub, finish, notebooks, offline, pdf, printing

HOME, WORK = Path("exports"), Path(".cache/exports")
EPUB = "ground-truth.epub"
Files = dict[str, Callable[[], bytes]]


def update(version: str = "") -> list[Problem]:
    """Write exports/, or leave it as it was. `version` is that of a release, which pages then name: 1.2."""
    if version and not RELEASE.fullmatch(version):
        return [Problem(f"VERSION={version}", "is not a release's name", "Name a release by numbers, such as 1.2.")]
    print("Building the site ...", flush=True)
    kept = f"{HOME}/ is left as it was"
    problems = draft(WORK / "site", kept, {"MIKE_DOCS_VERSION": version} if version else {})
    if problems:
        return problems
    new = WORK / "new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    for name, make in exports(WORK / "site", Path(), version).items():
        started = time.monotonic()
        try:
            content = make()
        except Refused as refused:
            problems += refused.problems
            continue
        (new / name).write_bytes(content)
        print(f"{name}: {len(content) / 1e6:.1f} MB, {time.monotonic() - started:.0f} s", flush=True)
    if problems:
        return problems
    shutil.rmtree(HOME, ignore_errors=True)
    new.replace(HOME)
    print(f"Wrote {HOME}/")
    return []


def exports(site: Path, root: Path, version: str = "", nav: list[Any] | None = None) -> Files:
    """What is written, by its name, and what makes it of the built site and the sources; each may refuse.

    `nav` are the pages of the PDF and the EPUB, by their sources, as in mkdocs.yml; all of them if None.
    """
    settings = _settings(root)
    address = launch(settings["repo_url"], root).pages
    day = max(changed(root).values(), default=NO_DAY)
    words = f"Version {version}" if version else "Development version"
    about = pdf.About(settings["site_name"], settings["site_description"], words, day, address)

    def folder(files: dict[str, bytes]) -> bytes:
        return archive.zipped({f"ground-truth/{path}": content for path, content in files.items()})

    @functools.cache
    def pages() -> pdf.Book:
        read = lambda path: (site / path / "index.html").read_text("utf-8")  # noqa: E731
        return book.bound(settings["nav"] if nav is None else nav, read, address)

    makers = {
        "ground-truth-offline.zip": lambda: folder(offline.copy(archive.read(site), offline.runtime(), address)),
        "ground-truth.pdf": lambda: _pdf(pages(), about, site),
        EPUB: lambda: _epub(pages(), about, site),
        "ground-truth-notebooks.zip": lambda: folder(notebooks.files(root)),
        "ground-truth.apkg": lambda: (site / "downloads/ground-truth.apkg").read_bytes(),
    }
    return {name: makers[name] for name in DOWNLOADS}


def _epub(pages: pdf.Book, about: pdf.About, site: Path) -> bytes:
    """The book for reading devices."""
    style = Path(__file__).with_name("epub.css").read_text("utf-8")
    colours = book.palette((site / theme.OWN).read_text("utf-8"))
    files = epub.epub(pages, about, style, colours, lambda path: (site / path).read_bytes())
    content = archive.zipped(files, first=epub.MIMETYPE)
    problems = epub.problems(files, f"{HOME}/{EPUB}") or printing.epub_problems(content)
    if problems:
        raise Refused(problems)
    return content


def _pdf(pages: pdf.Book, about: pdf.About, site: Path) -> bytes:
    """The book on paper. It is printed twice: only then is it known on which page each chapter begins."""
    home = f"{site.resolve().as_uri()}/"
    sheets = [path for place in (theme.SHEETS, theme.OWN, f"{theme.PARTS}/*.css") for path in sorted(site.glob(place))]
    styles = [f"{home}{path.relative_to(site).as_posix()}" for path in sheets]
    more = Path(__file__).with_name("print.css").read_text("utf-8")
    numbers: dict[str, int] = {}
    for _ in range(2):
        html = pdf.html(pages, about, styles, more, numbers).replace(' src="', f' src="{home}')
        content = printing.printed(html)
        numbers = finish.pages(content)
    titles = {one.name: one.title for one in pages if isinstance(one, book.Leaf)}
    content = finish.finished(content, about, titles, pdf.headings(html))
    problems = finish.problems(content, f"{HOME}/ground-truth.pdf", html.count('role="img"'))
    if problems:
        raise Refused(problems)
    return content


def _settings(root: Path) -> dict[str, Any]:
    """The plain settings of mkdocs.yml; those that only MkDocs understands are left out."""

    class Plain(yaml.SafeLoader):
        pass

    Plain.add_multi_constructor("", lambda loader, suffix, node: None)
    return dict(yaml.load((root / "mkdocs.yml").read_text("utf-8"), Plain))
