"""A version of the site for GitHub Pages: `make deploy VERSION=1.0`, as the release workflow runs it.

mike's `deploy` starts whichever `mkdocs` the PATH names, leaves the site's address without a page, and puts our 404
page where GitHub Pages never looks. So the commit is made here, of mike's parts. It is one commit: a deployment that
is killed leaves the branch as it was.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader

from .launch import RELEASE
from .problems import Problem

if TYPE_CHECKING:
    from mike.versions import Versions

REMOTE, BRANCH = "origin", "gh-pages"
DEV, LATEST = "dev", "latest"
DRAFT = Path(".cache/deploy")


def draft(folder: Path, otherwise: str, **environ: str) -> list[Problem]:
    """Build the site, strictly, into `folder`; `otherwise` says what a failure leaves alone."""
    # MkDocs would write the day of the build into sitemap.xml.gz; in a gzip file 0 stands for no time.
    environ = {"SOURCE_DATE_EPOCH": "0", **environ}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    run = subprocess.run(
        command,
        check=False,
        close_fds=False,  # it holds our turn (`_turn`) for as long as it runs
        env={**os.environ, **environ},
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    if run.returncode == 0:
        return []
    said = "\n".join(line for line in run.stdout.splitlines() if not line.startswith("INFO"))
    return [Problem("mkdocs.yml", f"MkDocs stopped:\n{said}", f"Mend what it names; {otherwise}.")]


def deploy(version: str, alias: str = "") -> list[Problem]:
    """Put a version on the local branch gh-pages, in one commit."""
    from mike import commands, git_utils

    try:
        git_utils.update_from_upstream(REMOTE, BRANCH)
        versions = commands.list_versions(BRANCH)
        known = [str(info.version) for info in versions]
        refused = refusal(version, alias, known)
        if refused:
            return [refused]
        aliases = {name for name in (alias, newest(version, known) and LATEST) if name}
        try:
            info = versions.add(version, aliases=aliases, update_aliases=True)
        except ValueError as error:
            return [Problem(f"ALIAS={alias}", str(error), "Choose another name, or leave ALIAS out.")]
        opens = home(versions)
        problems = draft(DRAFT, f"{BRANCH} is left as it was", MIKE_DOCS_VERSION=version, CANONICAL_VERSION=opens)
        if problems:
            return problems
        folders = [version, *sorted(info.aliases)]
        # GitHub Pages answers every wrong address with the root's 404.html: that of the version which the root opens.
        missing = (
            (DRAFT / "404.html").read_bytes() if opens in folders else git_utils.read_file(BRANCH, f"{opens}/404.html")
        )
        message = f"Deploy {version} from {git_utils.get_latest_commit('HEAD', short=True)}"
        with git_utils.Commit(BRANCH, message, allow_empty=True) as commit:
            commit.delete_files(folders)
            for file in git_utils.walk_real_files(DRAFT):
                for folder in folders:
                    commit.add_file(file.copy(folder, DRAFT))
            commit.add_file(commands.versions_to_file_info(versions))
            commit.add_file(commands.make_nojekyll())
            commit.add_file(git_utils.FileInfo("index.html", door(opens)))
            commit.add_file(git_utils.FileInfo("404.html", missing))
    except git_utils.GitBranchDiverged as error:
        remedy = f"Run `git fetch {REMOTE}` and `git branch --force {BRANCH} {REMOTE}/{BRANCH}`, and deploy again."
        return [Problem(BRANCH, str(error), remedy)]
    except git_utils.GitError as error:
        remedy = "Deploy in a git repository, in which `git config user.name` and `git config user.email` answer."
        return [Problem(BRANCH, str(error), remedy)]
    print(f"Deployed {', '.join(folders)} to the local branch {BRANCH}; `git push {REMOTE} {BRANCH}` publishes it")
    return []


def refusal(version: str, alias: str, known: Iterable[str]) -> Problem | None:
    """What stands against this name for a version, beside those that are known."""
    if version != DEV and not RELEASE.fullmatch(version):
        remedy = f"Name a release by numbers with dots between, such as 1.2 (its tag is v1.2), or deploy {DEV}."
        return Problem(f"VERSION={version}", f"is neither {DEV} nor a release", remedy)
    if alias == LATEST and not newest(version, known):
        return Problem(f"ALIAS={alias}", f"{version} is not the newest release", "Leave ALIAS out.")
    return None


def newest(version: str, known: Iterable[str]) -> bool:
    """Whether this is a release, and none that is known is newer."""

    def parts(release: str) -> list[int]:
        return [int(part) for part in release.split(".")]

    released = [other for other in known if RELEASE.fullmatch(other)]
    return bool(RELEASE.fullmatch(version)) and all(parts(other) <= parts(version) for other in released)


def home(versions: Versions) -> str:
    """Where the site's address leads: to the latest release, or while there is none to what there is."""
    return LATEST if any(LATEST in info.aliases for info in versions) else str(next(iter(versions)).version)


def door(opens: str) -> str:
    """The page at the site's address."""
    return Environment(loader=FileSystemLoader("overrides"), autoescape=True).get_template("root.html").render(to=opens)
