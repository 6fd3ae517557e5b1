"""A host that serves as GitHub Pages does, and a reader who notes what goes wrong."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from checkout import REPOSITORY
from playwright.sync_api import Page

BELOW = f"/{REPOSITORY.partition('/')[2]}/"
# One of each type, and every page that has a script or a drawing of its own.
TYPES = [
    "",
    "start/",
    "method/",
    "truths/",
    "truths/honest-split/",
    "myths/phd/",
    "path/sql/",
    "myths/jobs/",
    "disagree/",
    "disagree/degrees/",
    "labs/",
    "labs/honest-split/",
    "labs/your-data/",
    "claims/",
    "guesses/",
    "questions/",
    "steady/",
    "facts/",
    "glossary/",
    "errata/",
    "no-such-page/",
]


class Pages(SimpleHTTPRequestHandler):
    """A folder below a path: with the 404.html of its root for every wrong address, without lists of files or a log."""

    def __init__(self, *args, below: str, **kwargs):
        self.below = below
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        return super().translate_path(f"/{path.removeprefix(self.below)}")

    def list_directory(self, path) -> None:
        self.send_error(404)

    def log_message(self, *args) -> None:
        pass

    def copyfile(self, source, outputfile) -> None:
        with contextlib.suppress(ConnectionError):  # a reader may leave before all of a page has come
            super().copyfile(source, outputfile)

    def send_error(self, code, message=None, explain=None) -> None:
        page = Path(self.directory) / "404.html" if self.path.startswith(self.below) else Path()
        body = page.read_bytes() if code == 404 and page.is_file() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # of five, the default, a busy machine turns away what a browser asks for at once


def serve(folder: Path, below: str = "/") -> Iterator[str]:
    server = Server(("127.0.0.1", 0), functools.partial(Pages, directory=str(folder), below=below))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{below}"
    server.shutdown()
    server.server_close()


@dataclass
class Reader:
    """A page, and what went wrong while it was read."""

    page: Page
    home: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "request",
            lambda r: not r.url.startswith((self.home, "data:", "blob:")) and self.foreign.append(r.url),
        )

    def open(self, path: str = "") -> Page:
        self.page.goto(self.home + path, wait_until="load")
        return self.page

    def wrong(self, path: str = "") -> list[str]:
        """What went wrong, beside the answer 404 where that is what was asked for."""
        return [e for e in self.errors if "404" not in e or "no-such-page" not in path] + self.foreign
