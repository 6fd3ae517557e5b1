"""A version reaches the branch whole or not at all, with its tag, and only under a name that fits among the others."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from groundtruth import branch, git, release
from groundtruth.__main__ import main
from groundtruth.ledger import load
from groundtruth.notes import notes
from groundtruth.problems import Problem
from mike.versions import Versions
from miniature import REPOSITORY, edit


def say(*command: str, at: Path = Path()) -> str:
    """What git says; it must succeed."""
    return subprocess.run(["git", *command], cwd=at, check=True, capture_output=True, text=True).stdout.strip()


def commit(what: str) -> None:
    say("add", "-A")
    say("commit", "-q", "--allow-empty", "-m", what)


@pytest.fixture
def checkout(mini, tmp_path, monkeypatch) -> Path:
    """The miniature as a clone of a bare repository; as the current folder."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for name in [name for name in os.environ if re.match("GIT_(AUTHOR|COMMITTER)_|EMAIL$", name)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(mini)
    shutil.copy(REPOSITORY / ".gitignore", mini)
    say("init", "-q", "--bare", str(tmp_path / "origin"))
    say("init", "-q", "-b", "main")
    say("config", "user.name", "Test")
    say("config", "user.email", "test@example.org")
    say("remote", "add", "origin", str(tmp_path / "origin"))
    commit("first")
    say("push", "-q", "origin", "main")
    return mini


@pytest.fixture(autouse=True)
def draft(monkeypatch):
    """Stands for the build, and notes what it was told."""

    def build(folder: Path, otherwise: str, environ: dict[str, str]) -> list[Problem]:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(f"home of {environ['MIKE_DOCS_VERSION']}", "utf-8")
        (folder / "404.html").write_text(f"404 of {environ['MIKE_DOCS_VERSION']}", "utf-8")
        told.append((environ["MIKE_DOCS_VERSION"], environ["CANONICAL_VERSION"]))
        return []

    told: list[tuple[str, str]] = []
    monkeypatch.setattr(release, "draft", build)
    return told


def passes(_: str) -> list[Problem]:
    """Stands for `make check`."""
    return []


def make(version: str, push: bool = False) -> list[Problem]:
    """A version, where nothing stands against it."""
    return release.deploy() if version == "dev" else release.release(version, passes, push)


def published(path: str, ref: str = "gh-pages") -> str:
    return say("show", f"{ref}:{path}")


def state(at: Path = Path()) -> tuple[set[str], set[str], set[str]]:
    """The releases that the list, the folders and the tags of a repository know."""
    tags = {tag.removeprefix("v") for tag in say("tag", at=at).split()}
    if not say("for-each-ref", "refs/heads/gh-pages", at=at):
        return set(), set(), tags
    names = set(say("ls-tree", "--name-only", "gh-pages", at=at).split())
    listed = {str(info.version) for info in Versions.loads(say("show", "gh-pages:versions.json", at=at))}
    return listed - {"dev"}, names - {"dev", "latest", "index.html", "404.html", "versions.json", ".nojekyll"}, tags


def opens(at: Path, version: str) -> None:
    """The root leads to this version, whose pages are there, under its name and as the latest."""
    assert 'url=latest/"' in say("show", "gh-pages:index.html", at=at)
    assert say("show", "gh-pages:latest/index.html", at=at) == f"home of {version}"
    assert say("show", f"gh-pages:{version}/index.html", at=at) == f"home of {version}"
    assert say("show", "gh-pages:404.html", at=at) == f"404 of {version}"


def test_root_and_aliases_follow_the_newest_release(checkout, draft):
    for version, latest in [("dev", "dev"), ("1.9", "1.9"), ("1.10", "1.10"), ("dev", "1.10"), ("1.10.1", "1.10.1")]:
        assert make(version) == []
        home = "dev" if latest == "dev" else "latest"
        assert f'url={home}/"' in published("index.html")
        assert published("404.html") == published(f"{home}/404.html") == f"404 of {latest}"
        assert published(f"{version}/index.html") == f"home of {version}"
    assert draft == [("dev", "dev"), ("1.9", "latest"), ("1.10", "latest"), ("dev", "latest"), ("1.10.1", "latest")]
    assert [(str(i.version), i.aliases) for i in Versions.loads(published("versions.json"))] == [
        ("dev", set()),
        ("1.10.1", {"latest"}),
        ("1.10", set()),
        ("1.9", set()),
    ]
    assert say("rev-list", "--count", "gh-pages") == "5"
    assert state() == ({"1.9", "1.10", "1.10.1"},) * 3
    assert say("cat-file", "-t", "v1.9") == "tag"
    assert say("rev-parse", "v1.9^{commit}") == say("rev-parse", "main")


def test_a_file_that_a_version_lost_is_gone(checkout):
    (checkout / release.DRAFT).mkdir(parents=True)
    (checkout / release.DRAFT / "old.html").touch()
    make("dev")
    assert published("dev/old.html") == ""
    (checkout / release.DRAFT / "old.html").unlink()
    make("dev")
    assert "dev/old.html" not in say("ls-tree", "-r", "--name-only", "gh-pages")


def test_a_branch_of_a_mike_that_knew_no_root_gets_one(checkout):
    make("1.0")
    say("clone", "-q", "-b", "gh-pages", ".", "../pages")
    pages = Path("../pages")
    say("rm", "-qr", "index.html", "404.html", "latest", at=pages)
    (pages / "latest").symlink_to("1.0")
    say("add", "latest", at=pages)
    say("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "as it was", at=pages)
    say("push", "-q", "origin", "gh-pages", at=pages)
    make("dev")
    assert 'url=latest/"' in published("index.html")
    assert published("404.html") == "404 of 1.0"


def test_a_clone_starts_from_what_origin_has(checkout, tmp_path, monkeypatch):
    assert make("1.0", push=True) == []
    say("clone", "-q", "-b", "main", str(tmp_path / "origin"), str(tmp_path / "second"))
    monkeypatch.chdir(tmp_path / "second")
    say("config", "user.name", "Test")
    say("config", "user.email", "test@example.org")
    assert make("1.1", push=True) == []
    assert published("1.0/index.html") == "home of 1.0"
    assert state() == state(tmp_path / "origin") == ({"1.0", "1.1"},) * 3
    opens(tmp_path / "origin", "1.1")


def test_a_push_takes_the_earlier_releases_that_wait_for_one_along(checkout, tmp_path):
    make("1.0")
    assert state(tmp_path / "origin") == (set(),) * 3
    assert make("1.1", push=True) == []
    assert state(tmp_path / "origin") == ({"1.0", "1.1"},) * 3


# --- stopped halfway ---


def stop_before(steps: int, monkeypatch) -> None:
    """Stops us before the git command of this number."""
    run, left = git.run, itertools.count(steps, -1)

    def stopping(*command, **more):
        if next(left) == 0:
            raise KeyboardInterrupt
        return run(*command, **more)

    monkeypatch.setattr(git, "run", stopping)


def test_stopped_before_any_of_its_steps_it_is_there_with_its_tag_or_not_and_running_again_goes_on(
    checkout, tmp_path, monkeypatch
):
    monkeypatch.setattr(release, "notes", lambda version, *_: f"Ground Truth {version}\n")
    monkeypatch.setattr(release, "load", lambda _: None)
    origin, seen = tmp_path / "origin", []
    make("1.0", push=True)
    old, new = state(), ({"1.0", "1.1"},) * 3
    while new not in seen:
        with pytest.MonkeyPatch.context() as patch:
            stop_before(len(seen), patch)
            with pytest.raises(KeyboardInterrupt):
                make("1.1", push=True)
        seen.append(state())
        assert state(origin) == old
    assert seen == [old] * (len(seen) - 1) + [new] and len(seen) > 20
    monkeypatch.setattr(release, "draft", None)  # only the push is missing, and it alone is done again
    assert make("1.1", push=True) == []
    assert state() == state(origin) == new
    opens(origin, "1.1")


# Imports once, then forks for each line `<version> <seconds>`, and kills the fork and all that it started.
SERVER = """
import os, signal, sys, time
from pathlib import Path
from groundtruth import release
from groundtruth.problems import Problem

def build(folder, otherwise, environ):
    version = environ["MIKE_DOCS_VERSION"]
    for name in ("index", "404", *map(str, range(60))):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "index.html").write_text(f"page of {version}")
    for name, words in (("index", "home"), ("404", "404")):
        (folder / f"{name}.html").write_text(f"{words} of {version}")
    return []

release.draft, release.load, release.notes = build, lambda _: None, lambda version, *_: f"Ground Truth {version}\\n"
print("ready", flush=True)
for line in sys.stdin:
    version, seconds = line.split()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        problems = release.release(version, lambda _: [], push=True)
        sys.stderr.write("".join(map(str, problems)))
        os._exit(len(problems))
    os.setpgid(child, child)
    started, lives = time.monotonic(), True
    while lives and time.monotonic() < started + float(seconds):
        time.sleep(0.001)
        lives = os.waitpid(child, os.WNOHANG) == (0, 0)
    if lives:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print("killed" if lives else f"done {time.monotonic() - started}", flush=True)
"""


def test_fifty_kills_leave_the_old_or_the_new_and_running_again_completes(checkout, tmp_path):
    origin, chance = tmp_path / "origin", random.Random(20261129)
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as server:

        def run(version: str, seconds: float) -> str:
            server.stdin.write(f"{version} {seconds}\n")
            server.stdin.flush()
            while not (found := re.search(r"(?:killed|done [\d.]+)\n$", said := server.stdout.readline())):
                assert said, server.stderr.read()
            return found[0]  # what was killed may have begun the line

        assert server.stdout.readline() == "ready\n"
        takes = float(run("1.0", 60).split()[1])
        old, kills, seen = ({"1.0"},) * 3, 0, set()
        for version in (f"1.{number}" for number in itertools.count(1)):
            new = tuple(known | {version} for known in old)
            kills += run(version, chance.uniform(0, takes * 1.1)) == "killed\n"
            with release._turn():  # a step that nothing stops in its middle may have outlived us for a moment
                before, there = state(), state(origin)
            assert before in (old, new) and there in (old, new)
            seen.add((before == new, there == new))
            again = run(version, 60)
            assert again.startswith("done")
            takes = float(again.split()[1]) if before == old else takes
            assert state() == state(origin) == new
            opens(origin, version)
            old = new
            if kills == 50:
                break
        server.stdin.close()
        said = server.stderr.read()
    assert (False, False) in seen and (False, True) not in seen and len(seen) > 1
    # What was killed after it was done is refused, and nothing else is.
    assert set(re.findall(r"^    (?!Remedy)(.*)$", said, re.MULTILINE)) <= {"exists already on gh-pages"}
    assert say("fsck", "--no-dangling", at=origin) == ""


def test_a_release_that_was_stopped_before_its_end_goes_first(checkout, monkeypatch):
    monkeypatch.setattr(branch, "push", lambda: (_ for _ in ()).throw(git.Failed("no route to host")))
    (problem,) = make("1.0", push=True)
    assert problem.place == "origin" and problem.what == "no route to host"
    assert "make release VERSION=1.0 PUSH=1" in problem.remedy
    (problem,) = make("1.1")
    assert problem.what == "the release of 1.0 was stopped before its end"
    assert "make release VERSION=1.0" in problem.remedy
    assert make("1.0") == [] == make("1.1")


def test_a_release_waits_for_what_a_killed_one_left_running(checkout, monkeypatch):
    """Also where only the command itself was killed, and the build that it had started writes on."""
    script = "import sys; sys.path[:0] = sys.argv[2:]\nimport os, subprocess\nfrom groundtruth import release\n"
    script += "with release._turn():\n    subprocess.Popen(['sleep', '1.5'], close_fds=False)\n    os._exit(9)"
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", script, "", *sys.path], check=False)
    assert make("1.0") == []
    assert time.monotonic() - started > 1.5


def test_a_build_that_fails_leaves_the_branch_as_it_was(checkout, monkeypatch):
    make("1.0")
    was, problem = state(), Problem("mkdocs.yml", "MkDocs stopped", "Mend it.")
    monkeypatch.setattr(release, "draft", lambda *_, **__: [problem])
    assert make("1.1") == make("dev") == [problem]
    assert state() == was


# --- refused ---


@pytest.mark.parametrize(
    "version", ["v1.3", "1.3-rc1", "latest", "dev ", "2", "1.02", "1.", "", "1.3\n", "-1.3", "\u0661.\u0662"]
)
def test_a_name_that_is_none_of_a_release_is_refused(checkout, version):
    (problem,) = release.release(version, passes)
    assert (problem.place, problem.what) == (f"VERSION={version}", "is not a release's name")
    assert "such as 1.2" in problem.remedy
    assert state() == (set(),) * 3


@pytest.mark.parametrize(
    ("version", "what", "remedy"),
    [
        ("1.2", "exists already on gh-pages", "git push --atomic origin gh-pages v1.2"),
        ("1.1", "is not newer than 1.3", "above 1.3"),
        ("1.3", "the tag v1.3 exists already, without a version on gh-pages", "git tag -d v1.3"),
    ],
)
def test_a_release_that_does_not_follow_the_others_is_refused(checkout, version, what, remedy):
    make("1.2")
    say("tag", "v1.3")
    was = state()
    (problem,) = make(version)
    assert (problem.place, problem.what) == (f"VERSION={version}", what) and remedy in problem.remedy
    assert state() == was


def test_a_release_that_only_origin_knows_is_refused(checkout, tmp_path, monkeypatch):
    say("clone", "-q", "-b", "main", str(tmp_path / "origin"), str(tmp_path / "second"))
    make("1.0", push=True)
    monkeypatch.chdir(tmp_path / "second")
    say("config", "user.name", "Test")
    say("config", "user.email", "test@example.org")
    (problem,) = make("1.0", push=True)
    assert problem.what == "exists already on gh-pages"


def changed(checkout: Path) -> None:
    edit(checkout / "docs/truths/coins.md", "coin", "Coin")


def added(checkout: Path) -> None:
    (checkout / "docs/new.md").write_text("# New\n", "utf-8")


@pytest.mark.parametrize(("spoil", "file"), [(changed, "docs/truths/coins.md"), (added, "docs/new.md")])
def test_files_that_are_not_committed_are_refused(checkout, spoil, file):
    spoil(checkout)
    (problem,) = make("1.0")
    assert (problem.place, problem.what) == ("git", f"not committed: {file}") and "git stash" in problem.remedy
    assert state() == (set(),) * 3


def test_files_that_change_during_the_build_are_refused(checkout):
    (problem,) = release.release("1.0", lambda _: changed(checkout) or [])
    assert "changed during the build" in problem.what and "Commit" in problem.remedy
    assert state() == (set(),) * 3


@pytest.mark.parametrize("switch", [["-c", "other"], ["--detach"]])
def test_a_branch_other_than_main_is_refused(checkout, switch):
    say("switch", "-q", *switch)
    (problem,) = make("1.0")
    assert "a release is made of main" in problem.what and "git switch main" in problem.remedy
    assert state() == (set(),) * 3


def test_all_that_stands_against_a_release_is_said_at_once(checkout):
    say("switch", "-q", "--detach")
    changed(checkout)
    assert len(make("1")) == 3


def test_the_verb_releases_only_what_the_checks_pass(checkout, monkeypatch, capsys):
    """A verdict that changed without an entry in the history stands for all that they find."""
    monkeypatch.setattr("groundtruth.checks.site", lambda _, root, folder: [] if folder == str(release.DRAFT) else None)
    monkeypatch.setattr(
        "groundtruth.checks.trust.site", lambda root, folder: [] if folder == str(release.DRAFT) else None
    )
    ledger = checkout / "docs/data/verdicts.json"
    entries = json.loads(ledger.read_text("utf-8"))
    entries["R02"]["first"] = "outdated"
    ledger.write_text("{\n" + ",\n".join(f"{json.dumps(n)}: {json.dumps(e)}" for n, e in entries.items()) + "\n}\n")
    commit("a verdict that changed")
    assert main(["release", "1.0"]) == 1
    said = capsys.readouterr().err
    assert "history.yml R02" in said and "its last recorded verdict is 'outdated'" in said and "Add an entry" in said
    assert state() == (set(),) * 3
    say("revert", "-n", "HEAD")
    commit("as it was")
    assert main(["release", "1.0", "--push"]) == 0
    assert "Released 1.0" in capsys.readouterr().out
    opens(checkout.parent / "origin", "1.0")


def test_dev_is_deployed_only_where_the_sources_pass(checkout, capsys):
    assert main(["deploy"]) == 0
    (checkout / "docs/labs/coin.ipynb").unlink()
    assert main(["deploy"]) == 1
    said = capsys.readouterr()
    assert "Deployed dev" in said.out and "coin.ipynb" in said.err


def test_a_branch_that_has_grown_apart_from_origins_is_said_so(checkout):
    make("1.0", push=True)
    say("update-ref", "refs/heads/gh-pages", say("commit-tree", "-p", "gh-pages", "-m", "here", "gh-pages^{tree}"))
    there = say("commit-tree", "-p", "origin/gh-pages", "-m", "there", "gh-pages^{tree}")
    say("update-ref", "refs/remotes/origin/gh-pages", there)
    (problem,) = make("1.1")
    assert problem.place == "gh-pages" and "has grown apart" in problem.what
    assert "git branch --force gh-pages origin/gh-pages" in problem.remedy


def test_an_origin_that_has_moved_on_takes_neither_and_the_remedy_works(checkout, tmp_path, monkeypatch):
    make("1.0", push=True)
    push = branch.push

    def late() -> None:
        say("clone", "-q", "-b", "gh-pages", str(tmp_path / "origin"), str(tmp_path / "other"))
        name = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        say(*name, "commit", "-q", "--allow-empty", "-m", "dev", at=tmp_path / "other")
        say("push", "-q", "origin", "gh-pages", at=tmp_path / "other")
        push()

    monkeypatch.setattr(branch, "push", late)
    (problem,) = make("1.1", push=True)
    assert state(tmp_path / "origin") == ({"1.0"},) * 3
    monkeypatch.setattr(branch, "push", push)
    for command in re.findall("`git (.*?)`", problem.remedy):
        say(*command.split())
    assert make("1.1", push=True) == []
    assert state(tmp_path / "origin") == ({"1.0", "1.1"},) * 3


def test_a_list_of_versions_that_is_none_is_said_so(checkout):
    blob = branch.blob("no JSON")
    tree = git.run("mktree", given=f"100644 blob {blob}\tversions.json\n")
    say("update-ref", "refs/heads/gh-pages", say("commit-tree", tree, "-m", "spoilt"))
    (problem,) = make("1.0")
    assert problem.place == "gh-pages:versions.json" and "git log gh-pages" in problem.remedy


@pytest.mark.parametrize("key", ["name", "email"])
def test_a_git_without_an_identity_is_said_so(checkout, key):
    say("config", "--unset", f"user.{key}")
    for problems in (make("1.0"), make("dev")):
        assert [(key in p.what, "git config user.name" in p.remedy) for p in problems] == [(True, True)]


def test_no_repository_and_no_git_are_said_so(checkout, monkeypatch):
    shutil.rmtree(".git")
    (problem,) = make("1.0")
    assert "not a git repository" in problem.what
    monkeypatch.setenv("PATH", "")
    (problem,) = make("1.0")
    assert problem.what == "git is not installed"


# --- what a release says ---


def test_the_tag_tells_what_changed_since_the_last_release(checkout):
    make("1.0")
    told = say("tag", "--list", "--format=%(contents)", "v1.0")
    assert told.startswith("Ground Truth 1.0\n\n## Verdicts that changed\n\n")
    assert "## New claims\n\nAll 3: the first release." in told
    history = checkout / "docs/data/history.yml"
    entries = history.read_text("utf-8").rstrip().removesuffix("[]")
    history.write_text(
        f"""{entries}
- date: "2026-11-30"
  claims: [K01]
  from: holds
  to: outdated
  what: Something else has come since, and took its place.
- date: "2026-11-29"
  claims: [R01]
  what: A number in the chapter was one too high for a while.
""",
        "utf-8",
    )
    verdicts = checkout / "docs/data/verdicts.json"
    commit("later")
    lines = notes("1.1", "1.0", load(checkout)).splitlines()
    assert lines == [
        "Ground Truth 1.1",
        "",
        "## Verdicts that changed",
        "",
        "- **K01**: holds → outdated. Something else has come since, and took its place.",
        "",
        "## Errata",
        "",
        "- **R01**: A number in the chapter was one too high for a while.",
    ]
    known = json.loads(verdicts.read_text("utf-8"))
    known["K99"] = known.pop("R02")
    verdicts.write_text(json.dumps(known), "utf-8")
    commit("as if R02 had not been there")
    say("tag", "v1.2")
    lines = notes("1.3", "1.2", load(checkout)).splitlines()
    assert lines[4] == "None since 1.2."
    assert "## New claims" in lines and any(re.match(r"- \*\*R02\*\* \(.*\): ", line) for line in lines)
    assert lines[-3:] == ["## Claims withdrawn", "", "- **K99**"]


def test_the_workflow_publishes_nothing_before_what_it_attaches_is_written():
    """A page that paper would cut refuses the exports, and then nothing of the release must be out."""
    flow = yaml.safe_load((REPOSITORY / ".github/workflows/release.yml").read_text("utf-8"))
    steps = [step.get("run", "") for step in flow["jobs"]["deploy"]["steps"]]
    order = [
        next(number for number, step in enumerate(steps) if command in step)
        for command in ("make build check", "make exports", "make release", "gh release create")
    ]
    assert order == sorted(order) and "exports/*" in steps[order[-1]]
