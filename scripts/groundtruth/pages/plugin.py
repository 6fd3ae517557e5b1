"""The two calls of mkdocs-macros: at the start of a build, and at its end."""

from __future__ import annotations

import functools
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ..labs import kit, source
from ..labs.evidence import executed_lab
from ..labs.exercises import without_solutions
from ..labs.notebook import dump
from ..ledger import Handbook, keep, load
from ..places import DATA, EXECUTED, NOTEBOOKS
from ..problems import Refused
from . import dates, deck, drawings, exercises, outside, pictures, search, steps, theme
from .data import public_data
from .lab_links import SHARED_FILE, Links
from .launch import Launch, launch
from .macros import Pages
from .minutes import in_words


def define_env(env: Any) -> None:
    """Called by mkdocs-macros once a build, and by Zensical once a page: registers the macros."""
    from mkdocs.exceptions import PluginError

    root = Path(env.project_dir)
    try:
        links = launch(env.conf["repo_url"], root)
        site = _read(root, _stamp(root), links)
        env.conf["extra"]["changed"] = dates.changed(root)  # for overrides/sitemap.xml
    except Refused as refused:
        raise PluginError(f"the handbook's data cannot be built from:\n\n{refused}") from refused
    site.env = env
    if links.home != env.conf["repo_url"] and "SITE_URL" not in os.environ:
        env.conf["site_url"] = links.pages  # a fork's site lies elsewhere
    release = os.environ.get("MIKE_DOCS_VERSION", "")
    if release and env.conf["site_url"]:
        env.conf["site_url"] += f"{os.environ.get('CANONICAL_VERSION', 'latest')}/"
    env.conf["repo_url"] = links.home
    # For the hook, which gives each lab's page what a chapter has in its front matter, and the launch links.
    env.conf["extra"]["labs"] = site.heads
    if release:  # elsewhere there is no versions.json for the menu to read
        env.conf["extra"]["version"] = {"provider": "mike", "alias": True, "default": ["^latest$", "^dev$"]}
    env.conf["extra"]["reviews"] = outside.reviews(site.handbook, env.conf["site_url"])  # JSON-LD, by page
    env.conf["extra"]["cited_as"] = f"version {release}" if release else "development version"
    for name, macro in site.macros.items():
        env.macro(macro, name)
    env.variables["groundtruth"] = site.handbook


def _stamp(root: Path) -> int:
    """Changes with whatever the handbook is read from."""
    files = [path for folder in (DATA, NOTEBOOKS, EXECUTED) for path in (root / folder).rglob("*") if path.is_file()]
    return hash(tuple((str(path), path.stat().st_mtime_ns) for path in sorted(files)))


@functools.lru_cache(maxsize=1)
def _read(root: Path, stamp: int, links: Launch) -> SimpleNamespace:
    """All that pages look things up in; `env`, which says on which page we are, is the caller's to set."""
    handbook = load(root)
    site = SimpleNamespace(handbook=handbook, heads=LabHeads(handbook, links), env=None)
    # Zensical takes links in a page for links from its source, `myths/phd.md`, and MkDocs leaves them as they are.
    site.macros = Pages(handbook, links, here=lambda: getattr(site.env.page, "path", site.env.page.url)).macros()
    return site


def on_post_build(env: Any) -> None:
    """Called by mkdocs-macros at the end of a build; by a preview too, which has no page yet."""
    from mkdocs.exceptions import PluginError

    site = Path(env.conf["site_dir"])
    publish(env.variables["groundtruth"], site, env.conf["site_url"], env.conf["site_description"])
    if not env.conf["extra"].get("preview"):
        try:
            search.split(site, env.variables["groundtruth"].asked)
            theme.fit(site, env.variables["groundtruth"].root / ".cache/theme")
        except Refused as refused:
            raise PluginError(f"the search index cannot be made:\n\n{refused}") from refused
        except theme.Unread as error:
            raise PluginError(f"a style sheet of the theme cannot be trimmed: {error}") from error


def publish(handbook: Handbook, site: Path, base: str, description: str) -> None:
    """The data, the clean notebooks, the functions that they share, the feed and llms.txt beside the pages."""
    (site / "feed.xml").write_text(outside.feed(handbook, base), "utf-8")
    pictures.publish(handbook, site, handbook.root / ".cache/pictures")
    (site / "llms.txt").write_text(outside.llms(handbook, base, description), "utf-8")
    (site / "data/moves").mkdir(exist_ok=True)
    for name, content in public_data(handbook).items():
        (site / "data" / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (site / deck.FILE).parent.mkdir(parents=True, exist_ok=True)
    (site / deck.FILE).write_bytes(flash_cards(handbook))
    for lab in handbook.labs:
        (site / "labs" / lab).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(handbook.root / NOTEBOOKS / f"{lab}.ipynb", site / "labs" / lab / f"{lab}.ipynb")
        notebook = source(lab, handbook.root)
        bare = without_solutions(notebook)
        (site / "labs" / lab / f"{lab}-without-solutions.ipynb").write_text(dump(bare), "utf-8")
        drawings.publish(executed_lab(lab, handbook.root).get("cells", []), site / "labs" / lab)
        for cell in notebook["cells"]:
            if kit.TAG in cell["metadata"].get("tags", []):
                (site / "labs" / lab / SHARED_FILE).write_text(
                    "".join(cell["source"]) + "\n", "utf-8-sig"
                )  # a host may send it without its encoding
    steps.publish(handbook.root, site)
    keep(handbook.root)  # figures that readers move asked for more than loading did


def flash_cards(handbook: Handbook) -> bytes:
    """The Anki package; its macros write links for no page, since cards drop them."""
    pages = Pages(handbook, Launch("owner/name", "main"), here=lambda: "")
    return deck.package(handbook, pages.macros(), {lab: pages._lab(lab)["title"] for lab in handbook.labs})


class LabHeads(Mapping[str, dict[str, Any]]):
    """For each lab what its own page needs beside the notebook: `description`, `tags`, and HTML: `head`, which says for
    whom it is and where to run it, and `help`, folded below each exercise; and `links`, where its words lead.

    Each is made when it is asked for: a preview shows one page. `here` is what its links are relative to.
    """

    def __init__(self, handbook: Handbook, links: Launch, here: str = "labs/{}/") -> None:
        self._handbook, self._here, self._at = handbook, here, ""
        self._pages = Pages(handbook, links, here=lambda: self._at)
        self._made: dict[str, dict[str, Any]] = {}

    def __getitem__(self, lab: str) -> dict[str, Any]:
        if lab not in self._made:
            self._made[lab] = self._make(lab)
        return self._made[lab]

    def __iter__(self) -> Iterator[str]:
        return iter(self._handbook.labs)

    def __len__(self) -> int:
        return len(self._handbook.labs)

    def _make(self, lab: str) -> dict[str, Any]:
        handbook, pages = self._handbook, self._pages
        self._at = self._here.format(lab)
        told = pages._lab(lab)
        words = "".join("".join(cell["source"]) for cell in told["cells"] if cell["cell_type"] == "markdown")
        shared = ["".join(cell["source"]) for cell in told["cells"] if kit.TAG in cell["metadata"].get("tags", [])]
        said = words.lower()
        terms = [term for term in handbook.terms.values() if not term.everyday and term.term.lower() in said]
        return {
            "description": told["description"],
            "tags": handbook.lessons["labs"][lab].get("tags", []),
            "head": str(pages._card("lab-head", lab=told, **_for_whom(lab, handbook, pages))),
            "help": [str(one["help"]) for one in exercises.shown(lab, handbook.root, pages._card)],
            "links": Links(
                {claim.id: pages._home(claim) for claim in handbook.claims.values() if claim.id in words},
                {term.term: (pages._url(f"glossary/#{term.id}"), term.means) for term in terms},
                (pages._url(f"labs/{lab}/{SHARED_FILE}"), sum(code.count("\n") + 1 for code in shared)),
                tuple(name for name, _ in drawings.drawn(told["cells"])),
            ),
        }


def _for_whom(lab: str, handbook: Handbook, pages: Pages) -> dict[str, Any]:
    """A lab's level, its minutes, and what comes right before it, as lessons.yml says."""
    told = handbook.lessons
    entry, names = told["labs"][lab], handbook.chapters
    return {
        "level": entry["level"],
        "easy": entry["level"] == next(iter(told["levels"])),
        "minutes": in_words(pages.clock.lab(lab)),
        "needs": [
            {"lab": need in told["labs"], "target": f"labs/{need}/", "title": told["labs"][need]["name"]}
            if need in told["labs"]
            else {"lab": False, "target": f"{need}/", "title": names[need]["title"]}
            for need in entry["needs"]
            if need not in told["skills"]
        ],
        "skills": [told["skills"][need] for need in entry["needs"] if need in told["skills"]],
    }
