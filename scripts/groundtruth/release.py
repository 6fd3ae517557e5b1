"""Putting the site out: `make release VERSION=1.2` with its tag, and `make deploy` for `dev`.

Whatever stops us before the branch moves leaves everything as it was, and the same command starts anew. Branch and
tag move in one transaction, and so they do at origin. After that the same command finishes what is left.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from . import branch, git
from .branch import BRANCH, REMOTE, Base
from .checks import said
from .ledger import load
from .notes import notes
from .pages import RELEASE
from .problems import Problem, Refused

MAIN, DEV = "main", "dev"
DRAFT = Path(".cache/deploy/site")
Check = Callable[[str], list[Problem]]  # of the site in a folder
Sources = Callable[[], list[Problem]]


def draft(
    folder: Path, otherwise: str, environ: Mapping[str, str] | None = None, meanwhile: Sources = list
) -> list[Problem]:
    """Build the site, strictly, into `folder`; `otherwise` says what a failure leaves alone.

    `meanwhile` checks the sources while another process builds. What it finds ends the build and is the answer.
    """
    # MkDocs would write the day of the build into sitemap.xml.gz; in a gzip file 0 stands for no time.
    environ = {**os.environ, "SOURCE_DATE_EPOCH": "0", **(environ or {})}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    with subprocess.Popen(
        command,
        close_fds=False,  # it holds our turn (`_turn`) for as long as it runs
        env=environ,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        try:
            problems = meanwhile()
        except BaseException:
            run.kill()
            raise
        if problems:
            run.kill()
            return problems
        output, _ = run.communicate()
    return said(output, otherwise=otherwise) if run.returncode else []


def deploy() -> list[Problem]:
    """Put `dev` on the local branch gh-pages, in one commit."""

    def work() -> None:
        with _turn():
            _identity()
            before = branch.base()
            branch.move(before, _built(DEV, before))
        print(f"Deployed {DEV} to the local branch {BRANCH}; `git push {REMOTE} {BRANCH}` publishes it")

    return _problems(work)


def release(version: str, check: Check, push: bool = False) -> list[Problem]:
    """Put a release on the local branch gh-pages together with its tag: both, or neither.

    `check` says what stands against the site that was built for it. `push` publishes branch and tag, both or neither.
    """

    def work() -> None:
        with _turn() as turn:
            if _unfinished(turn) != version:
                _make(version, check, turn, push)
            if push:
                _publish(version)
            turn.write_text("")
        published = "published" if push else f"`git push --atomic {REMOTE} {BRANCH} v{version}` publishes both"
        print(f"Released {version}: branch {BRANCH} and tag v{version}; {published}")

    return _problems(work)


def _make(version: str, check: Check, turn: Path, push: bool) -> None:
    """The release on this machine."""
    if push:
        git.run("-c", "gc.auto=0", "fetch", "--quiet", "--tags", REMOTE)
    tagger, head, before = _identity(), git.run("rev-parse", "HEAD"), branch.base()
    _refuse(refusals(version, _unfinished(turn), before.releases))
    message = notes(version, branch.last(before.releases), load(Path()))
    commit = _built(version, before)
    _refuse(check(str(DRAFT)))
    if git.run("rev-parse", "HEAD") != head or _uncommitted():
        _refuse([Problem("git", "the files changed during the build", "Commit them, and run the command again.")])
    tag = git.run("mktag", given=f"object {head}\ntype commit\ntag v{version}\ntagger {tagger}\n\n{message}")
    turn.write_text(f"{version} {tag}")
    branch.move(before, commit, f"create refs/tags/v{version} {tag}")


def _built(version: str, before: Base) -> str:
    """The commit with this version, which nothing names yet."""
    branch.add(before, version)
    environ = {"MIKE_DOCS_VERSION": version, "CANONICAL_VERSION": before.opens}
    _refuse(draft(DRAFT, f"{BRANCH} is left as it was", environ))
    # As on the branch, so that the check can follow an old version's link to the latest one.
    (DRAFT.parent / "index.html").write_text(branch.door(before.opens), "utf-8")
    return branch.commit(before, version, DRAFT)


def _publish(version: str) -> None:
    print(f"Pushing {BRANCH} and v{version} to {REMOTE} ...", flush=True)
    try:
        branch.push()
    except git.Failed as failed:
        remedy = (
            f"The release is complete on this machine; `make release VERSION={version} PUSH=1` tries the push again. "
            f"If {REMOTE}/{BRANCH} has moved on, first take the release back: `git tag -d v{version}`, `git fetch "
            f"{REMOTE}`, `git branch --force {BRANCH} {REMOTE}/{BRANCH}`."
        )
        raise Refused([Problem(REMOTE, str(failed), remedy)]) from failed


def refusals(version: str, unfinished: str | None, released: set[str]) -> list[Problem]:
    """Everything that stands against a release before it is built: its name, the clone, and one stopped halfway."""
    place, found = f"VERSION={version}", []
    tags = branch.tagged()
    known = released | tags
    if not RELEASE.fullmatch(version):
        remedy = "Name a release by numbers with dots between, such as 1.2; its tag will be v1.2."
        found.append(Problem(place, "is not a release's name", remedy))
    elif version in released:
        remedy = f"Take the next number. Only to publish it: `git push --atomic {REMOTE} {BRANCH} v{version}`."
        found.append(Problem(place, f"exists already on {BRANCH}", remedy))
    elif version in tags:
        remedy = f"Take the next number; or, if the tag never left this machine, delete it: `git tag -d v{version}`."
        found.append(Problem(place, f"the tag v{version} exists already, without a version on {BRANCH}", remedy))
    elif not branch.newest(version, known):
        latest = branch.last(known)
        found.append(Problem(place, f"is not newer than {latest}", f"Take a number above {latest}."))
    if unfinished:
        remedy = f"Run `make release VERSION={unfinished}`, which finishes it."
        found.append(Problem(place, f"the release of {unfinished} was stopped before its end", remedy))
    here = git.finds("symbolic-ref", "--quiet", "--short", "HEAD")
    if here != MAIN:
        remedy = f"Merge what is to be released into {MAIN}, and `git switch {MAIN}`."
        found.append(Problem("git", f"a release is made of {MAIN}, and this is {here or 'no branch'}", remedy))
    if files := _uncommitted():
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        what = f"not committed: {', '.join(files[:3])}{more}"
        found.append(Problem("git", what, "Commit them, or put them aside: `git stash --include-untracked`."))
    return found


def _uncommitted() -> list[str]:
    return [line[3:] for line in git.run("status", "--porcelain").splitlines()]


@contextmanager
def _turn() -> Iterator[Path]:
    """Waits until no other release is under way. The programs that we start hold the turn too, should we be killed.

    The file says which release is about to be named, or is named and not finished: `1.2 <id of its tag>`.
    """
    path = Path(git.run("rev-parse", "--git-common-dir"), "groundtruth-release")
    with path.open("a") as turn:
        os.set_inheritable(turn.fileno(), True)
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield path


def _unfinished(turn: Path) -> str | None:
    """The release whose branch and tag are there, but which did not come to its end; mostly none."""
    version, _, tag = turn.read_text().partition(" ")
    return version if tag and branch.id_of(f"refs/tags/v{version}") == tag else None


def _identity() -> str:
    """Who releases, in git's words. Refuses what git would make up from the machine's name."""
    try:
        who = [git.run("-c", "user.useConfigOnly=true", "var", f"GIT_{who}_IDENT") for who in ("AUTHOR", "COMMITTER")]
    except git.Failed as failed:
        remedy = "Tell git who you are: `git config user.name` and `git config user.email`."
        raise Refused([Problem("git", str(failed), remedy)]) from failed
    return who[1]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _problems(work: Callable[[], None]) -> list[Problem]:
    """What stopped this work, if something did."""
    try:
        work()
    except Refused as refused:
        return refused.problems
    except git.Failed as failed:
        return [Problem("git", str(failed), "Mend what git names, and run the command again; nothing was changed.")]
    return []
