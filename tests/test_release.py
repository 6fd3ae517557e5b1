"""A version reaches the branch whole or not at all, and only under a name that fits its place among the others."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from groundtruth import release
from groundtruth.__main__ import main
from groundtruth.problems import Problem
from mike.versions import Versions
from miniature import REPOSITORY


def git(*command: str) -> str:
    return subprocess.run(["git", *command], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A clone of an empty bare repository, with one commit; as the current folder."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.delenv("GIT_COMMITTER_NAME", raising=False)
    git("init", "-q", "--bare", str(tmp_path / "origin"))
    git("clone", "-q", str(tmp_path / "origin"), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    git("config", "user.name", "Test")
    git("config", "user.email", "test@example.org")
    git("commit", "-q", "--allow-empty", "-m", "first")
    Path("overrides").symlink_to(REPOSITORY / "overrides")
    return tmp_path / "clone"


@pytest.fixture(autouse=True)
def draft(monkeypatch):
    """Stands for the build, and notes what it was told."""

    def build(folder: Path, otherwise: str, **environ: str) -> list[Problem]:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(f"home of {environ['MIKE_DOCS_VERSION']}", "utf-8")
        (folder / "404.html").write_text(f"404 of {environ['MIKE_DOCS_VERSION']}", "utf-8")
        told.append((environ["MIKE_DOCS_VERSION"], environ["CANONICAL_VERSION"]))
        return []

    told: list[tuple[str, str]] = []
    monkeypatch.setattr(release, "draft", build)
    return told


def published(path: str, ref: str = "gh-pages") -> str:
    return git("show", f"{ref}:{path}")


def test_root_and_aliases_follow_the_newest_release(checkout, draft):
    for version, latest in [("dev", "dev"), ("1.9", "1.9"), ("1.10", "1.10"), ("1.9.1", "1.10"), ("dev", "1.10")]:
        assert release.deploy(version) == []
        home = "dev" if latest == "dev" else "latest"
        assert f'url={home}/"' in published("index.html")
        assert published("404.html") == published(f"{home}/404.html") == f"404 of {latest}"
        assert published(f"{version}/index.html") == f"home of {version}"
    assert draft == [("dev", "dev"), ("1.9", "latest"), ("1.10", "latest"), ("1.9.1", "latest"), ("dev", "latest")]
    assert [(str(i.version), i.aliases) for i in Versions.loads(published("versions.json"))] == [
        ("dev", set()),
        ("1.10", {"latest"}),
        ("1.9.1", set()),
        ("1.9", set()),
    ]
    assert git("rev-list", "--count", "gh-pages") == "5"


def test_a_file_that_a_version_lost_is_gone(checkout):
    (checkout / release.DRAFT).mkdir(parents=True)
    (checkout / release.DRAFT / "old.html").touch()
    release.deploy("dev")
    assert published("dev/old.html") == ""
    (checkout / release.DRAFT / "old.html").unlink()
    release.deploy("dev")
    assert "dev/old.html" not in git("ls-tree", "-r", "--name-only", "gh-pages")


def test_another_alias_is_kept_beside_latest(checkout):
    assert release.deploy("1.0", "stable") == []
    assert published("stable/index.html") == published("latest/index.html") == "home of 1.0"
    (checkout / release.DRAFT / "new.html").touch()
    assert release.deploy("1.0", "latest") == []
    assert published("stable/new.html") == published("latest/new.html") == ""


def test_a_branch_of_a_mike_that_knew_no_root_gets_one(checkout):
    release.deploy("1.0")
    git("clone", "-q", "-b", "gh-pages", ".", "../pages")
    git("-C", "../pages", "rm", "-q", "index.html", "404.html")
    git("-C", "../pages", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "as it was")
    git("-C", "../pages", "push", "-q", "origin", "gh-pages")
    release.deploy("dev")
    assert 'url=latest/"' in published("index.html")
    assert published("404.html") == "404 of 1.0"


@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_deployment_that_is_killed_leaves_the_branch_as_it_was(checkout, monkeypatch, before):
    from mike import git_utils

    release.deploy("1.0")
    was, add, left = git("rev-parse", "gh-pages"), git_utils.Commit.add_file, [None] * before

    def killed(commit, file):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        add(commit, file)

    monkeypatch.setattr(git_utils.Commit, "add_file", killed)
    with pytest.raises(KeyboardInterrupt):
        release.deploy("1.1")
    assert git("rev-parse", "gh-pages") == was


def test_a_clone_starts_from_what_origin_has(checkout, tmp_path, monkeypatch):
    release.deploy("1.0")
    git("push", "-q", "origin", "HEAD", "gh-pages")
    git("clone", "-q", str(tmp_path / "origin"), str(tmp_path / "second"))
    monkeypatch.chdir(tmp_path / "second")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Test")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "test@example.org")
    Path("overrides").symlink_to(REPOSITORY / "overrides")
    assert release.deploy("dev") == []
    assert published("1.0/index.html") == "home of 1.0"


def test_a_build_that_fails_leaves_the_branch_as_it_was(checkout, monkeypatch):
    release.deploy("1.0")
    was, problem = git("rev-parse", "gh-pages"), Problem("mkdocs.yml", "MkDocs stopped", "Mend it.")
    monkeypatch.setattr(release, "draft", lambda *_, **__: [problem])
    assert release.deploy("1.1") == [problem]
    assert git("rev-parse", "gh-pages") == was


@pytest.mark.parametrize(
    ("version", "alias", "place", "what"),
    [
        ("v1.3", "", "VERSION=v1.3", "is neither dev nor a release"),
        ("1.3-rc1", "", "VERSION=1.3-rc1", "is neither dev nor a release"),
        ("latest", "", "VERSION=latest", "is neither dev nor a release"),
        ("1.1", "latest", "ALIAS=latest", "1.1 is not the newest release"),
        ("dev", "latest", "ALIAS=latest", "dev is not the newest release"),
        ("1.3", "1.2", "ALIAS=1.2", "alias '1.2' already specified as a version"),
        ("1.3", "..", "ALIAS=..", "'..' is not a valid alias"),
    ],
)
def test_a_name_that_does_not_fit_is_refused(checkout, version, alias, place, what):
    release.deploy("1.2")
    was = git("rev-parse", "gh-pages")
    (problem,) = release.deploy(version, alias)
    assert (problem.place, problem.what) == (place, what)
    assert git("rev-parse", "gh-pages") == was


def test_a_branch_that_has_grown_apart_from_origins_is_said_so(checkout):
    release.deploy("1.0")
    git("push", "-q", "origin", "gh-pages")
    git("update-ref", "refs/heads/gh-pages", git("commit-tree", "-p", "gh-pages", "-m", "here", "gh-pages^{tree}"))
    there = git("commit-tree", "-p", "origin/gh-pages", "-m", "there", "gh-pages^{tree}")
    git("update-ref", "refs/remotes/origin/gh-pages", there)
    (problem,) = release.deploy("1.1")
    assert problem.place == "gh-pages"
    assert "has diverged" in problem.what
    assert "git branch --force gh-pages origin/gh-pages" in problem.remedy


def test_a_git_without_an_identity_is_said_so(checkout):
    git("config", "--unset", "user.name")
    (problem,) = release.deploy("1.0")
    assert "user.name" in problem.what and "git config user.name" in problem.remedy


def test_the_verb_deploys_only_what_the_checks_pass(inside, monkeypatch, capsys):
    monkeypatch.setattr(release, "deploy", lambda *names: print("deploys", *names) or [])
    assert main(["deploy", "1.0", "latest"]) == 0
    (inside / "docs/labs/coin.ipynb").unlink()
    assert main(["deploy", "1.0"]) == 1
    said = capsys.readouterr()
    assert said.out == "deploys 1.0 latest\n" and "coin.ipynb" in said.err
