"""The site, built once as a reader gets it, and a real browser to read it with."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import chromium
import pytest
import yaml
from browse import BELOW, Reader, serve
from checkout import ROOT, bare, clone, once, run
from miniature import as_site
from playwright.sync_api import Browser, BrowserContext, sync_playwright

# The step of the release workflow that deploys, typed as it stands there.
STEPS = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))["jobs"]["deploy"]["steps"]
(DEPLOY,) = [step for step in STEPS if step.get("name") == "Deploy"]


@pytest.fixture(scope="session")
def site(built: Path) -> Path:
    """The folder that `make build` writes."""
    return built / "site"


@pytest.fixture(scope="session")
def url(site: Path) -> Iterator[str]:
    yield from serve(site)


@pytest.fixture(scope="session")
def deployed(tmp_path_factory, ran: Path) -> Path:
    """A repository after three runs of the release workflow, each in a fresh clone: main, then two releases.

    It is the miniature's: what is tested here are its versions, and three whole handbooks would take a minute.
    """

    def make(folder: Path) -> None:
        origin = bare(as_site(shutil.copytree(ran, folder / "mini", symlinks=True)), folder / "origin")
        for version in ("", "1.0", "1.1"):
            checkout = clone(origin, tmp_path_factory.mktemp(f"v{version}") / "clone")
            run(checkout, "bash", "-e", "-c", DEPLOY["run"], VERSION=version)
        for state in ("gh-pages", "gh-pages~2"):
            (folder / state).mkdir()
            archive = subprocess.run(["git", "archive", state], cwd=origin, check=True, capture_output=True).stdout
            subprocess.run(["tar", "-x", "-C", str(folder / state)], input=archive, check=True)

    return once(tmp_path_factory, "deployed", make)


@pytest.fixture(scope="session")
def versions(deployed: Path) -> Path:
    """What the branch gh-pages holds: an old version, the latest, and dev."""
    return deployed / "gh-pages"


@pytest.fixture(scope="session")
def versions_url(versions: Path) -> Iterator[str]:
    yield from serve(versions, BELOW)


@pytest.fixture(scope="session")
def unreleased_url(deployed: Path) -> Iterator[str]:
    """The site before the first release."""
    yield from serve(deployed / "gh-pages~2", BELOW)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium.find()
        assert path, "no Chromium: run `make test`, which installs one"
        quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts() -> dict[str, BrowserContext]:
    """Those there are, by their settings. A new one has to load and compile everything, which takes a second."""
    return {}


@pytest.fixture
def context(browser: Browser, contexts: dict[str, BrowserContext], request) -> Iterator[BrowserContext]:
    """As new: without pages, and nothing is remembered."""
    settings = getattr(request, "param", {})
    if (name := repr(settings)) not in contexts:
        contexts[name] = browser.new_context(**settings)
    context = contexts[name]
    context.set_default_timeout(10_000)
    yield context
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    context.clear_permissions()


@pytest.fixture
def reader(context: BrowserContext, url: str) -> Reader:
    return Reader(context.new_page(), url)
