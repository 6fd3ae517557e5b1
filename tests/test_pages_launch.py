"""Launch links follow the repository and the released version."""

from __future__ import annotations

import subprocess

import pytest
from groundtruth.pages.launch import Launch, launch

CONFIGURED = "https://github.com/ground-truth-handbook/ground-truth"


@pytest.fixture
def clone(tmp_path):
    """A repository; call it with the address of its origin."""

    def made(origin: str | None):
        subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
        if origin:
            subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", origin], check=True)
        return tmp_path

    return made


@pytest.mark.parametrize(
    "origin",
    [
        "https://github.com/me/fork",
        "https://github.com/me/fork.git",
        "https://github.com/me/fork/",
        "https://token@github.com/me/fork.git",
        "git@github.com:me/fork.git",
        "ssh://git@github.com/me/fork.git",
        "git://github.com/me/fork",
    ],
)
def test_the_origin_remote_is_understood(clone, origin):
    assert launch(CONFIGURED, clone(origin), {}).repository == "me/fork"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "https://gitlab.com/me/fork.git",
        "git@example.org:me/fork.git",
        "/srv/git/fork.git",
        "https://notgithub.com/me/fork",
        "https://github.com.example.org/me/fork",
    ],
)
def test_where_origin_is_not_on_github_mkdocs_yml_is_believed(clone, origin):
    assert launch(CONFIGURED, clone(origin), {}).repository == "ground-truth-handbook/ground-truth"


def test_github_repository_wins_over_origin(clone):
    root = clone("https://github.com/me/fork")
    assert launch(CONFIGURED, root, {"GITHUB_REPOSITORY": "org/it"}).repository == "org/it"


def test_a_name_may_hold_dots_and_dashes(clone):
    assert launch(CONFIGURED, clone("git@github.com:my-org/my.hand-book.git"), {}).repository == "my-org/my.hand-book"


def test_a_folder_without_git_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert launch(CONFIGURED, tmp_path, {}).repository == "ground-truth-handbook/ground-truth"


def test_where_nothing_names_a_repository_it_says_so(clone):
    with pytest.raises(ValueError, match=r"repo_url in mkdocs\.yml is not a GitHub address: 'https://gitlab"):
        launch("https://gitlab.com/me/it", clone(None), {})


@pytest.mark.parametrize(
    ("version", "ref"),
    [
        ("1.2", "v1.2"),
        ("10.0.3", "v10.0.3"),
        ("dev", "main"),
        ("latest", "main"),
        ("", "main"),
        ("1.2-rc1", "main"),
        ("v1.2", "main"),
        (None, "main"),
    ],
)
def test_the_ref_is_a_release_tag_or_main_never_an_alias(tmp_path, version, ref):
    environ = {} if version is None else {"MIKE_DOCS_VERSION": version}
    assert launch(CONFIGURED, tmp_path, environ).ref == ref


def test_the_addresses_are_those_of_the_contract():
    links = Launch("owner/repo", "v1.2")
    notebook = "github.com/owner/repo/blob/v1.2/notebooks/coin.ipynb"
    assert links.home == "https://github.com/owner/repo"
    assert links.source("coin") == f"https://{notebook}"
    assert links.colab("coin") == ("https://colab.research.google.com/github/owner/repo/blob/v1.2/notebooks/coin.ipynb")
    assert links.kaggle("coin") == f"https://kaggle.com/kernels/welcome?src=https://{notebook}"


def test_downloads_are_those_of_the_release_that_is_read():
    home = "https://github.com/owner/name/releases"
    assert Launch("owner/name", "v1.2").download("ground-truth.pdf") == f"{home}/download/v1.2/ground-truth.pdf"
    assert Launch("owner/name", "main").download("ground-truth.pdf") == f"{home}/latest/download/ground-truth.pdf"
