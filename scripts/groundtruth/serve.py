"""`make serve`: the site on localhost, following every edit.

Pages come from a `Preview`, made as they are asked for. Behind, another process builds the whole site, strictly, as
`make build` does: it finds broken links, and writes what needs all pages. A request for such a file waits for it.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from fnmatch import fnmatch
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from .preview import SOURCES, Broken, Preview, passing
from .problems import Problem
from .release import draft

# What the build behind makes, as patterns below the site's folder; its pages are not taken.
WHOLE = ("search/*.json", "sitemap.xml", "sitemap.xml.gz", "404.html")
LYING = re.compile(r"assets/(?!pictures/)")  # files that are served as they lie there
QUIET = 0.5  # seconds without an edit before the whole site is built behind


def serve(port: int, open_in_browser: bool = False) -> list[Problem]:
    """Serve the site on 127.0.0.1 until Ctrl-C or a polite kill; says so if the port is taken."""
    for polite in (signal.SIGINT, signal.SIGTERM):  # a shell lets what it starts behind `&` ignore Ctrl-C
        signal.signal(polite, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), port)
        try:
            server.serve(open_in_browser=open_in_browser)
        except KeyboardInterrupt:
            pass
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return [Problem(f"PORT={port}", "another program listens there", f"Try `make serve PORT={port + 1}`.")]
        finally:
            server.shutdown()
    return []


class Server(LiveReloadServer):
    """MkDocs's server, which reloads browsers, in front of a preview."""

    request_queue_size = 128  # beyond the default of five, some of what a browser asks for at once waits a second

    def __init__(self, folder: Path, port: int):
        self.preview = Preview(folder / "site", f"http://127.0.0.1:{port}/", self._changed)
        self._behind = Behind(folder / "whole", self.preview.folder)
        self._runs: dict[str, subprocess.Popen[bytes]] = {}  # the last run of each lab
        super().__init__(self._builder, "127.0.0.1", port, str(self.preview.folder))
        # The system tells of a change at once, where MkDocs's own observer looks twice a second.
        self.observer = Observer()  # type: ignore[assignment]
        self.build_delay = 0.02
        for source in SOURCES:
            if Path(source).exists():
                self.watch(source)
        self.error_handler = self._error_page

    def serve(self, *, open_in_browser: bool = False) -> None:
        self.server_bind()  # first: a port that is taken is told at once
        self.server_bind = lambda: None  # type: ignore[method-assign]
        self._builder()
        print(f"The site is on {self.url} (Ctrl-C stops it)", flush=True)
        super().serve(open_in_browser=open_in_browser)

    def shutdown(self, wait: bool = False) -> None:
        self._behind.stop()
        for running in self._runs.values():
            running.terminate()
        super().shutdown(wait)

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Look after `path`. MkDocs's own way would take it for a change when a file is merely read."""
        handler = FileSystemEventHandler()
        for event in ("created", "modified", "moved", "deleted"):
            setattr(handler, f"on_{event}", self._seen)
        self._watched_paths[path] = 1
        self._watch_refs[path] = self.observer.schedule(handler, path, recursive=recursive)

    def _seen(self, event: FileSystemEvent) -> None:
        if not event.is_directory and not passing(Path(os.fsdecode(event.src_path)).name):
            with self._rebuild_cond:
                self._want_rebuild = True
                self._rebuild_cond.notify_all()

    def _builder(self) -> None:
        if self.preview.refresh():
            self._behind.start()
        if self.preview.problem:
            print(self.preview.problem, file=sys.stderr, flush=True)

    def _changed(self, changed: set[str]) -> None:
        if any(path.startswith("scripts/") and path.endswith(".py") for path in changed):
            print("The code changed; starting anew", flush=True)
            os.execv(sys.executable, [sys.executable, "-m", "groundtruth", *sys.argv[1:]])
        for lab in sorted(Path(p).stem for p in changed if p.startswith("notebooks/") and p.endswith(".ipynb")):
            if lab in self._runs:  # of an earlier edit: what it is about to write is no longer what the lab finds
                self._runs[lab].terminate()
                self._runs[lab].wait()
            # Its results change docs/, which is seen like any other edit.
            self._runs[lab] = subprocess.Popen([sys.executable, "-m", "groundtruth", "labs", lab])

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | None:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore").removeprefix("/")
        if path.startswith("livereload/"):
            return super()._serve_request(environ, start_response)
        if self.preview.refresh():
            self._behind.start()
        problem = self.preview.problem
        if any(fnmatch(path, pattern) for pattern in WHOLE):
            self._behind.wait()
        elif not problem:
            page = path.removesuffix("index.html")
            try:
                if "." in page.rpartition("/")[2]:
                    if not LYING.match(path):
                        self.preview.publish()
                elif not self.preview.make(f"{page.rstrip('/')}/".removeprefix("/")):
                    return None  # not found, even if an earlier edit left a file there
            except Broken as broken:
                problem = str(broken)
        if not problem:
            return super()._serve_request(environ, start_response)
        start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
        page = f"<!doctype html><title>Not built</title><pre>{escape(problem)}</pre></body>"
        return [self._inject_js_into_html(page.encode(), self._visible_epoch)]

    def _error_page(self, code: int) -> bytes | None:
        self._behind.wait()
        page = self.preview.folder / f"{code}.html"
        return page.read_bytes() if page.exists() else None


class Behind:
    """The whole site, built by another process when edits have paused, into a folder of its own."""

    def __init__(self, folder: Path, site: Path):
        self._folder, self._site = folder, site
        self._wanted = self._done = 0  # how many times it was asked for; the last time that is built
        self._state = threading.Condition()
        self._stopped = False
        threading.Thread(target=self._loop, daemon=True).start()

    def start(self) -> None:
        """The sources changed: build anew, after a pause."""
        with self._state:
            self._wanted += 1
            self._state.notify_all()

    def wait(self) -> None:
        """Until what was last asked for is built."""
        with self._state:
            self._state.wait_for(lambda: self._done == self._wanted or self._stopped)

    def stop(self) -> None:
        with self._state:
            self._stopped = True
            self._state.notify_all()

    def _loop(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._wanted != self._done or self._stopped)
                while not self._stopped and self._state.wait(QUIET):
                    pass  # edited again
                if self._stopped:
                    return
                asked = self._wanted
            for problem in draft(self._folder, "the pages that you look at are current"):
                print(problem, file=sys.stderr, flush=True)
            with self._state:
                for pattern in WHOLE if asked == self._wanted else ():
                    for made in self._folder.glob(pattern):
                        kept = self._site / made.relative_to(self._folder)
                        kept.parent.mkdir(parents=True, exist_ok=True)
                        made.replace(kept)
                self._done = asked
                self._state.notify_all()
