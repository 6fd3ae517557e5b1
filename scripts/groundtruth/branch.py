"""The branch that GitHub Pages serves: a folder for each version, and at its root the pages that lead there.

mike's `deploy` starts whichever `mkdocs` the PATH names, leaves the site's address without a page, and puts our 404
page where GitHub Pages never looks. So commits are made here, of mike's list of versions and of git's own parts: all
objects first, which no branch and no tag names, and then one transaction.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader

from . import git
from .pages import RELEASE
from .problems import Problem, Refused

if TYPE_CHECKING:
    from mike.versions import Versions

REMOTE, BRANCH = "origin", "gh-pages"
OURS, THEIRS = f"refs/heads/{BRANCH}", f"refs/remotes/{REMOTE}/{BRANCH}"
LATEST = "latest"
VERSIONS = "versions.json"


class Base(NamedTuple):
    """What is there before: our branch ("" if there is none), the commit to go on from, and its versions."""

    ours: str
    commit: str
    versions: Versions

    @property
    def releases(self) -> set[str]:
        return {str(info.version) for info in self.versions if RELEASE.fullmatch(str(info.version))}

    @property
    def opens(self) -> str:
        """Where the site's address leads: to the latest release, or while there is none to what there is."""
        shown = any(LATEST in info.aliases for info in self.versions)
        return LATEST if shown else str(next(iter(self.versions)).version)


def id_of(name: str) -> str:
    """The id of what a branch, a tag or a path in a commit names; empty where there is no such thing."""
    return git.finds("rev-parse", "--quiet", "--verify", name)


def tagged() -> set[str]:
    """The releases that have a tag on this machine."""
    names = (tag.removeprefix("v") for tag in git.run("tag", "--list", "v*").split())
    return {name for name in names if RELEASE.fullmatch(name)}


def base() -> Base:
    """The newer of our branch and what the last fetch knows of origin's."""
    from mike.versions import Versions

    ours, theirs = id_of(OURS), id_of(THEIRS)
    commit = ours or theirs
    if ours and theirs:
        older = git.finds("merge-base", ours, theirs)
        if older not in (ours, theirs):
            remedy = f"If nothing of yours is on it: `git branch --force {BRANCH} {REMOTE}/{BRANCH}`, and try again."
            raise Refused([Problem(BRANCH, f"has grown apart from {REMOTE}/{BRANCH}", remedy)])
        commit = theirs if older == ours else ours
    listed = git.finds("show", f"{commit}:{VERSIONS}") if commit else ""
    try:
        return Base(ours, commit, Versions.loads(listed) if listed else Versions())
    except (ValueError, KeyError, TypeError) as error:
        remedy = f"Put the file right on the branch: `git log {BRANCH} -- {VERSIONS}` shows what it was."
        raise Refused([Problem(f"{BRANCH}:{VERSIONS}", f"is no list of versions: {error}", remedy)]) from error


def newest(version: str, known: Iterable[str]) -> bool:
    """Whether no release that is known is newer."""
    return all(order(other) <= order(version) for other in known)


def last(releases: Iterable[str]) -> str:
    """The newest of them; empty if there is none."""
    return max(releases, key=order, default="")


def order(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def add(before: Base, version: str) -> None:
    """List this version; a release that is the newest is also called `latest`."""
    latest = RELEASE.fullmatch(version) and newest(version, before.releases)
    before.versions.add(version, aliases={LATEST} if latest else set(), update_aliases=True)


def commit(before: Base, version: str, folder: Path) -> str:
    """A commit on top of `before` with the site in `folder` as this version, which is listed. Nothing names it yet."""
    site, entries = tree(folder), {}
    for line in filter(None, (git.run("ls-tree", "-z", before.commit) if before.commit else "").split("\0")):
        entry, _, name = line.partition("\t")
        entries[name] = entry
    aliases = before.versions[version].aliases
    entries |= dict.fromkeys((version, *aliases), f"040000 tree {site}")
    # GitHub Pages answers every wrong address with the root's 404.html: that of the version which the root opens.
    shown = next((str(info.version) for info in before.versions if before.opens in info.aliases), before.opens)
    missing = f"{site}:404.html" if shown == version else f"{before.commit}:{shown}/404.html"
    blobs = {
        "404.html": git.run("rev-parse", "--verify", missing),
        "index.html": blob(door(before.opens)),
        VERSIONS: blob(before.versions.dumps() + "\n"),
        ".nojekyll": blob(""),
    }
    entries |= {name: f"100644 blob {content}" for name, content in blobs.items()}
    root = git.run("mktree", "-z", given="".join(f"{entry}\t{name}\0" for name, entry in entries.items()))
    message = f"Deploy {version} from {git.run('rev-parse', '--short', 'HEAD')}"
    return git.run("commit-tree", root, *(["-p", before.commit] if before.commit else []), "-m", message)


def move(before: Base, to: str, *more: str) -> None:
    """The one moment at which something changes: our branch, and what else the lines say, all or nothing."""
    lines = ["start", f"update {OURS} {to} {before.ours or '0' * len(to)}", *more, "commit"]
    git.run("update-ref", "--stdin", given="\n".join([*lines, ""]), whole=True)


def push() -> None:
    """Branch and tags, all or nothing. Tags of earlier releases too: one may still wait for its push."""
    tags = [f"refs/tags/v{release}" for release in sorted(base().releases & tagged())]
    # Somebody at a terminal may be asked for a password, which needs the session of that terminal.
    whole = not (sys.stdin and sys.stdin.isatty())
    git.run("push", "--quiet", "--atomic", REMOTE, OURS, *tags, whole=whole)


def door(opens: str) -> str:
    """The page at the site's address."""
    return Environment(loader=FileSystemLoader("overrides"), autoescape=True).get_template("root.html").render(to=opens)


def blob(text: str) -> str:
    """A text as an object of git."""
    return git.run("hash-object", "-w", "--stdin", given=text)


def tree(folder: Path) -> str:
    """A folder as an object of git, through an index of its own."""
    index = folder.absolute().with_name(f"{folder.name}.index")
    for stale in index.parent.glob(f"{index.name}*"):  # also the lock of one that was killed
        stale.unlink()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    blobs = git.run("hash-object", "-w", "--no-filters", "--stdin-paths", given="\n".join(map(str, files))).split()
    lines = [f"100644 {made}\t{file.relative_to(folder)}\0" for made, file in zip(blobs, files, strict=True)]
    git.run("update-index", "-z", "--index-info", given="".join(lines), GIT_INDEX_FILE=str(index))
    return git.run("write-tree", GIT_INDEX_FILE=str(index))
