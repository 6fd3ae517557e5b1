"""The site, built once as a reader gets it, and a real browser to read it with."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import chromium
import pytest
from browse import REPOSITORY, ROOT, Reader, serve
from playwright.sync_api import Browser, BrowserContext, sync_playwright


def copy(target: Path) -> Path:
    """Fill `target` with a copy of the working tree (not of the last commit), as a git repository of its own."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "-q", "-b", "main"], cwd=target, check=True)
    subprocess.run([*git, "add", "-A"], cwd=target, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "copy"], cwd=target, check=True)
    return target


def run(checkout: Path, *command: str) -> None:
    """A command in the copy, with the environment that `make` gives it."""
    environment = {
        **os.environ,
        "PYTHONPATH": "scripts",
        "NO_MKDOCS_2_WARNING": "1",
        "GITHUB_REPOSITORY": REPOSITORY,
        "SITE_URL": "https://example.org/",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        **{
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Test"), ("EMAIL", "test@example.org"))
        },
    }
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def once(tmp_path_factory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first of the test processes makes, and the others wait for."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = tmp_path_factory.mktemp(name)
            make(draft)
            draft.rename(folder)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The folder that `make build` writes."""

    def make(checkout: Path) -> None:
        copy(checkout)
        run(checkout, sys.executable, "-m", "groundtruth", "build")

    return once(tmp_path_factory, "built", make) / "site"


@pytest.fixture(scope="session")
def url(site: Path) -> Iterator[str]:
    yield from serve(site)


@pytest.fixture(scope="session")
def versions(tmp_path_factory) -> Path:
    """Two versions and an alias, deployed with mike to the gh-pages branch of a copy."""

    def make(folder: Path) -> None:
        checkout = copy(tmp_path_factory.mktemp("deployed"))
        run(checkout, "mike", "deploy", "--update-aliases", "1.0", "latest")
        run(checkout, "mike", "deploy", "dev")
        run(checkout, "mike", "set-default", "latest")
        archive = subprocess.run(["git", "archive", "gh-pages"], cwd=checkout, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)

    return once(tmp_path_factory, "pages", make)


@pytest.fixture(scope="session")
def versions_url(versions: Path) -> Iterator[str]:
    yield from serve(versions)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium.find()
        assert path, "no Chromium: run `make test`, which installs one"
        quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, request) -> Iterator[BrowserContext]:
    context = browser.new_context(**getattr(request, "param", {}))
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def reader(context: BrowserContext, url: str) -> Reader:
    return Reader(context.new_page(), url)
