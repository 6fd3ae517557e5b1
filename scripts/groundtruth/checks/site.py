"""The built site: its data, its lab pages, and what the pages load and link to."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from PIL import Image

from ..ledger import Handbook
from ..pages import public_data, search
from ..problems import Problem, together
from . import guesses
from .blocks import blocks
from .published import made, published, scripts

# Pages have no braces before a name and a bracket, other than in code, where each has its own element or word.
RAW = re.compile(r"\{\{-? *[a-z_]+\([^{}<>]{0,80}\) *-?\}\}")


def site(handbook: Handbook, root: Path = Path(), folder: str = "site") -> list[Problem]:
    """Everything wrong with the built site."""
    root = root.resolve()  # links are followed to whole paths
    built = root / folder
    if not (built / "index.html").is_file():
        return [Problem(folder, "is not built", "Run `make build`.")]
    problems: list[Problem] = []
    for name, expected in public_data(handbook).items():
        path = built / "data" / name
        if _json(path) != expected:
            problems.append(
                Problem(f"{folder}/data/{name}", "is not what the ledger and the evidence say", "Run `make build`.")
            )
    needed = [
        path.relative_to(root / "docs").as_posix()
        for path in sorted((root / "docs/assets").rglob("*"))
        if path.is_file()
    ]
    for name in [*needed, search.INDEX]:
        if not (built / name).is_file():
            remedy = "Run `make build`; if it is still missing, look for plugins: in mkdocs.yml."
            problems.append(Problem(f"{folder}/{name}", "is missing", remedy))
    problems += _search(built, folder, handbook.asked)
    launches = list[Problem]()
    for lab in handbook.labs:
        page = built / "labs" / lab / "index.html"
        if not page.is_file() or "gt-lab" not in page.read_text("utf-8"):
            problems.append(
                Problem(str(page.relative_to(root)), "was not made by our hook", "Look for hooks: in mkdocs.yml.")
            )
        else:
            launches += _launches(page.read_text("utf-8"), lab, str(page.relative_to(root)))
    texts = {path: path.read_text("utf-8") for path in sorted(built.rglob("*.html"))}
    own = {built / name for name in made(root, handbook.labs)}
    problems += together(launches)
    problems += [
        _missing(path, root, folder) for path in sorted(own - texts.keys()) if path.parent.parent.name != "labs"
    ]
    for path in texts.keys() - own:  # what it links to, and which ids it has, is of no interest
        what, remedy = "is a page that no source makes", "Run `make build`, which makes site/ anew; pages lie in docs/."
        problems.append(Problem(str(path.relative_to(root)), what, remedy))
    pages = {path: BeautifulSoup(text, "html.parser") for path, text in texts.items() if path in own}
    ids = {path: {str(tag["id"]) for tag in soup.find_all(id=True)} for path, soup in pages.items()}
    raw = [raw for path, text in texts.items() for raw in _raw(text, path.relative_to(root).as_posix())]
    problems += [*together(raw), *pictures(built, root)]
    ids |= {path: set() for path in own - texts.keys()}  # that these are missing is said once, not at each link
    for path, soup in pages.items():
        problems += _page(path, soup, ids, built, root)
        problems += guesses.cards(soup, str(path.relative_to(root)), handbook)
    problems += [*published(pages, ids, built, root, handbook), *scripts(texts.values(), built, root)]
    return problems


def _source(path: Path, built: Path, root: Path) -> str:
    """The chapter of which a page was made; empty where there is none."""
    page = path.parent.relative_to(built).as_posix()
    names = (f"docs/{page}.md", f"docs/{page}/index.md", f"docs/{page}/README.md")
    return next((Path(name).as_posix() for name in names if path.name == "index.html" and (root / name).is_file()), "")


def _missing(path: Path, root: Path, folder: str) -> Problem:
    source = _source(path, root / folder, root) or "overrides/404.html"
    what = f"is missing, and {source} makes it"
    return Problem(path.relative_to(root).as_posix(), what, "Run `make build`, which makes site/ anew.")


def _raw(text: str, place: str) -> Iterator[Problem]:
    """Macros that nobody ran, wherever they were typed."""
    for found in RAW.finditer(text):
        what = f"shows the macro {html.unescape(found[0])} as it was typed"
        yield Problem(place, what, "Macros run in pages and in the keys of docs/data that say so; look it up there.")


def _repeated(name: str, times: int, path: Path, built: Path, root: Path) -> Iterator[Problem]:
    """An id that a page has twice: where its chapter writes it, as the sources' check says it, or else the page."""
    source = _source(path, built, root)
    text = (root / source).read_text("utf-8") if source else ""
    typed = [problem for problem in blocks(text, source) if f"the anchor '{name}' stands" in problem.what]
    if typed:
        yield from typed
        return
    remedy = "Give each element its own."
    if name.startswith("__"):
        remedy = "The theme names it: look for what nav in mkdocs.yml lists twice, and for a template that adds a part."
    elif source:
        remedy = f"Give each element its own, in {source}, in a macro that it calls or in overrides/."
    yield Problem(path.relative_to(root).as_posix(), f"the id '{name}' stands {times} times", remedy)


def pictures(built: Path, root: Path) -> Iterator[Problem]:
    """Pictures that no browser could draw."""
    for path in sorted(path for path in built.rglob("*") if path.suffix in (".png", ".webp", ".jpg", ".ico")):
        try:
            with Image.open(path) as picture:
                picture.verify()
        except (OSError, SyntaxError, ValueError) as error:  # a PNG with a broken part is a SyntaxError to Pillow
            place = path.relative_to(root).as_posix()
            remedy = "Restore it: `git checkout -- docs/assets`; what the build draws is mended by `make build`."
            yield Problem(place, f"is no picture that can be read: {str(error).replace(str(path), path.name)}", remedy)


def _search(built: Path, folder: str, asked: Mapping[str, Iterable[str]]) -> Iterator[Problem]:
    """The pieces of the search index: what it says, nothing else, and the first of them light."""
    index = _json(built / search.INDEX)
    if index is None:
        return  # said already
    yield from search.unanswered(index, asked)
    expected = search.pieces(index, asked)
    for path, content in expected.items():
        if _json(built / path) != content:
            yield Problem(f"{folder}/{path}", "is not what the search index says", "Run `make build`.")
    there = (path.relative_to(built).as_posix() for path in sorted(built.glob("search/*.json")))
    for name in there:
        if name not in {search.INDEX, *expected}:
            yield Problem(f"{folder}/{name}", "is of no page", "Run `make build`.")
    if (weight := search.weight(built)) > search.MOST:
        what = f"the first answer of a search needs {weight:,} bytes, of which there may be {search.MOST:,}"
        remedy = "Lower LEAD or leave out words in scripts/groundtruth/pages/search.py."
        yield Problem(f"{folder}/{search.FIRST}", what, remedy)


def _launches(page: str, lab: str, place: str) -> Iterator[Problem]:
    """A lab's page leads to Colab, to Kaggle and to the notebook itself, all three at one ref of one repository."""
    file = rf"/([\w.-]+/[\w.-]+/blob/[\w.-]+)/notebooks/{re.escape(lab)}\.ipynb"
    ways = {
        "in Colab": rf'href="https://colab\.research\.google\.com/github{file}"',
        "in Kaggle": rf'href="https://kaggle\.com/kernels/welcome\?src=https://github\.com{file}"',
        "as a file": rf'href="(?:[./]*labs/{re.escape(lab)}/)?{re.escape(lab)}\.ipynb" download',
    }
    found = {name: re.findall(way, page) for name, way in ways.items()}
    remedy = "They are made in overrides/cards/_launch.html and scripts/groundtruth/pages/launch.py."
    for name in (name for name, links in found.items() if not links):
        yield Problem(place, f"has no link that opens the lab {name}", remedy)
    if len({*found["in Colab"], *found["in Kaggle"]}) > 1:
        yield Problem(place, "leads to different versions of the lab", remedy)


def _json(path: Path) -> Any:
    """The file's content, or None where there is no such file or no JSON in it."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _page(path: Path, soup: BeautifulSoup, ids: dict[Path, set[str]], built: Path, root: Path) -> Iterator[Problem]:
    place = str(path.relative_to(root))
    for tag, attribute in [
        ("script", "src"),
        ("link", "href"),
        ("img", "src"),
        ("iframe", "src"),
        ("source", "srcset"),
    ]:
        for element in soup.find_all(tag, attrs={attribute: True}):
            loads = tag != "link" or {"stylesheet", "icon", "preload", "preconnect", "modulepreload", "prefetch"} & set(
                element.get_attribute_list("rel")
            )
            address = urlsplit(str(element[attribute]))
            if loads and address.netloc:
                yield Problem(place, f"asks another host for {element[attribute]}", "Ship the file with the site.")
            elif loads and not (
                address.scheme or address.path.startswith("/") or (path.parent / address.path).is_file()
            ):
                what = f"loads {element[attribute]}, which is not there"
                yield Problem(place, what, "Restore the file in docs/assets, or correct what names it.")
    named = [str(tag["id"]) for tag in soup.find_all(id=True)]
    for repeated in sorted({name for name in named if named.count(name) > 1}):
        yield from _repeated(repeated, named.count(repeated), path, built, root)
    levels = [(int(heading.name[1]), heading) for heading in soup.select("article :is(h1, h2, h3, h4, h5, h6)")]
    for (above, _), (level, heading) in itertools.pairwise(levels):
        if level > above + 1:
            text = heading.get_text(strip=True).rstrip("¶")
            yield Problem(place, f"the heading '{text}' skips a level (h{above}, then h{level})", "Use one # less.")
    for link in soup.find_all("a", href=True):
        target = urlsplit(str(link["href"]))
        if target.path.startswith("/") and not target.netloc and path != built / "404.html":
            what = f"links to {link['href']} on the host, and the site may lie folders below it"
            yield Problem(place, what, "Begin at the page: ../ leads one folder up.")
        if target.scheme or target.netloc or target.path.startswith("/"):
            continue
        found = (path.parent / target.path).resolve() if target.path else path
        if found.is_dir():
            found = found / "index.html"
        if not found.is_file() and found in ids:
            continue  # the page is missing, which was said
        if not found.is_file():
            remedy = "Correct the link, or write the page."
            if path == built / "404.html":
                remedy = "Correct the link in overrides/404.html, or write the page."
            yield Problem(place, f"links to {link['href']}, which is not there", remedy)
        elif (
            target.fragment
            and found in ids
            and target.fragment not in ids[found]
            and not target.fragment.startswith(("__", ":~:"))
        ):
            yield Problem(place, f"links to {link['href']}, but nothing there has that id", "Correct the part after #.")
