"""A site whose pages are made when somebody asks for them, from the sources as they are at that moment.

MkDocs rebuilds everything before it shows an edit. Here each request first looks whether a source has changed (the
times of some hundred files), and then makes only the page that was asked for. Nothing stale can be shown, whatever
depends on what, because no page outlives a change of any source. What needs all pages, such as the search index, is
built behind.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

SOURCES = ("mkdocs.yml", "docs", "overrides", "scripts", "notebooks")
Stamps = dict[str, tuple[int, int]]


def passing(name: str) -> bool:
    """Whether a file of this name is one that editors and Python leave, and no source."""
    return name.startswith((".", "__pycache__")) or name.endswith(("~", ".part", ".tmp", ".pyc"))


def stamps(root: Path) -> Stamps:
    """Time of change and size of every source, by its path from the root."""
    found: Stamps = {}

    def look(folder: str) -> None:
        for entry in os.scandir(root / folder):
            path = f"{folder}/{entry.name}"
            if passing(entry.name):
                continue
            if entry.is_dir():
                look(path)
                continue
            try:
                stat = entry.stat()
            except FileNotFoundError:  # an editor's draft, renamed a moment ago
                continue
            found[path] = stat.st_mtime_ns, stat.st_size

    for source in SOURCES:
        if (root / source).is_dir():
            look(source)
        elif (root / source).is_file():
            stat = (root / source).stat()
            found[source] = stat.st_mtime_ns, stat.st_size
    return found


def confined(changed: Iterable[str], before: Stamps, now: Stamps) -> bool:
    """Whether pages, menu and templates stay the ones they were: no file came or went, and only content changed."""
    content = ("docs/", "notebooks/", "overrides/cards/")
    return all(path.startswith(content) and path in before and path in now for path in changed)


class Broken(Exception):
    """The sources, or one page's, cannot be built from; the message says why."""


class Preview:
    """The site in `folder`, made from the sources below the current folder; safe to use from several threads."""

    def __init__(self, folder: Path, url: str, on_change: Callable[[set[str]], None] = lambda changed: None):
        self.folder, self._url, self._on_change = folder, url, on_change
        self.problem: str | None = None  # why the sources cannot be built from
        self.turn = threading.RLock()
        self._stamps: Stamps = {}
        self._made: set[str] = set()  # pages made from the sources as they are now, by URL
        self._config: MkDocsConfig
        self._files: Files
        self._nav: Navigation
        self._env: Any
        self._started = False
        self._published = True  # whether the data beside the pages are those of the sources as they are now

    def refresh(self) -> set[str]:
        """Take in what changed in the sources since the last call; returns the paths that did."""
        with self.turn:
            now = stamps(Path())
            changed = {path for path in {*now, *self._stamps} if now.get(path) != self._stamps.get(path)}
            if not changed:
                return changed
            first, before = not self._stamps, self._stamps
            self._stamps, self._made = now, set()
            if not first:
                self._on_change(changed)
            try:
                with _one_error():
                    if first or self.problem or not confined(changed, before, now):
                        self._everything()
                    else:
                        self._content(changed)
                self.problem = None
            except Broken as broken:
                self.problem = str(broken)
            return changed

    def make(self, url: str) -> bool:
        """Write the page at this URL (`truths/basics/`) unless it is there already; False if there is none.

        Raises Broken, which says what is wrong with its text.
        """
        with self.turn, _one_error():
            if url in self._made:
                return True
            file = next((file for file in self._pages() if file.url == (url or "./")), None)
            if file is None or file.page is None:
                return False
            self._read(file.page)
            _build_page(file.page, self._config, list(self._pages()), self._nav, self._env)
            self._made.add(url)
            return True

    def publish(self) -> None:
        """Write the data beside the pages, unless they are there already. Raises Broken."""
        with self.turn, _one_error():
            if not self._published:
                self._macros.on_post_build(self._config)
                self._published = True

    def _everything(self) -> None:
        """All that pages share: configuration, ledger, list of files, menu, templates; and the site's plain files."""
        config = load_config(site_dir=str(self.folder))
        if not self._started:
            config.plugins.on_startup(command="serve", dirty=False)
            self._started = True
        config.site_url = self._url
        config.extra["preview"] = True  # what needs all pages is made by the build behind
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.theme.get_env()
        files.add_files_from_theme(env, config)
        files = config.plugins.on_files(files, config=config)
        set_exclusions(files, config)
        nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        before = [file.page for file in self._pages() if file.page] if hasattr(self, "_files") else []
        titles = {page.file.src_uri: page for page in before if page.markdown is not None}
        self._config, self._files, self._nav = config, files, nav
        for file in self._pages():
            page = file.page or Page(None, file, config)
            if page.title is None and file.src_uri in titles:  # the menu shows it before the page is read again
                page.markdown, page.meta = titles[file.src_uri].markdown, titles[file.src_uri].meta
                page._title_from_render = titles[file.src_uri]._title_from_render
            elif page.title is None:
                self._read(page)
        self._env = config.plugins.on_env(env, config=config, files=files)
        files.copy_static_files()
        self._macros.on_post_build(config)
        self._published = True

    def _content(self, changed: set[str]) -> None:
        """Files whose content alone changed. A card's template is looked at again when a page uses it."""
        if any(path.startswith(("docs/data/", "docs/labs/", "notebooks/")) for path in changed):
            self._macros.on_config(self._config)  # reads the ledger
            self._published = False
        for path in changed:
            file = self._files.get_file_from_path(path.removeprefix("docs/"))
            if file and file.page and path.endswith(".md"):
                self._read(file.page)  # at once: other pages show its title
            elif file and not file.page:
                file.copy_file()

    @property
    def _macros(self) -> Any:
        return self._config.plugins["macros"]

    def _pages(self) -> Iterable[File]:
        return self._files.documentation_pages()

    def _read(self, page: Page) -> None:
        _populate_page(page, self._config, self._files)


@contextmanager
def _one_error() -> Iterator[None]:
    """Whatever stops a build, a SystemExit of MkDocs included, as one `Broken` with what was logged on the way."""
    said: list[str] = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(listener)
    try:
        yield
    except (Exception, SystemExit) as error:
        raise Broken("\n".join(dict.fromkeys([*said, str(error)]))) from error
    finally:
        logger.removeHandler(listener)
