"""The two calls of mkdocs-macros."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from groundtruth import define_env, on_post_build
from groundtruth.ledger import load
from groundtruth.pages import Pages, public_data, search
from miniature import REPOSITORY, edit


@pytest.fixture
def env(mini):
    """What mkdocs-macros hands over."""
    registered = {}
    return SimpleNamespace(
        project_dir=str(mini),
        conf={
            "repo_url": "https://github.com/o/r",
            "site_url": "https://ground.example/",
            "site_description": "What people say of coins.",
            "extra": {},
            "site_dir": str(mini / "site"),
        },
        page=SimpleNamespace(url="truths/coins/", path="docs/truths/coins.md"),
        variables={},
        registered=registered,
        macro=lambda function, name: registered.update({name: function}),
    )


def test_define_env_registers_every_macro_and_the_launch_links(env, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "me/fork")
    monkeypatch.setenv("MIKE_DOCS_VERSION", "1.2")
    define_env(env)
    assert list(env.registered) == list(Pages(env.variables["groundtruth"], None, None).macros())
    assert "Does not hold" in env.registered["verdict"]("K01")
    assert env.conf["repo_url"] == "https://github.com/me/fork"
    assert "/blob/v1.2/notebooks/coin.ipynb" in env.conf["extra"]["labs"]["coin"]["head"]
    assert env.conf["extra"]["version"]["provider"] == "mike"


@pytest.mark.parametrize(
    ("repository", "environ", "address"),
    [
        ("o/r", None, "https://ground.example/"),
        ("Me/fork", None, "https://me.github.io/fork/"),
        ("me/me.github.io", None, "https://me.github.io/"),
        ("me/fork", "http://127.0.0.1:8000/", "https://ground.example/"),
    ],
)
def test_the_site_of_a_fork_knows_its_own_address(env, monkeypatch, repository, environ, address):
    monkeypatch.setenv("GITHUB_REPOSITORY", repository)
    monkeypatch.delenv("SITE_URL", raising=False)
    if environ:
        monkeypatch.setenv("SITE_URL", environ)
    define_env(env)
    assert env.conf["site_url"] == address


@pytest.mark.parametrize(("canonical", "opens"), [("", "latest"), ("dev", "dev")])
def test_addresses_of_a_version_lie_below_what_the_site_opens(env, monkeypatch, canonical, opens):
    monkeypatch.setenv("MIKE_DOCS_VERSION", "1.2")
    monkeypatch.delenv("CANONICAL_VERSION", raising=False)
    if canonical:
        monkeypatch.setenv("CANONICAL_VERSION", canonical)
    define_env(env)
    assert env.conf["site_url"] == f"https://ground.example/{opens}/"
    assert f'"url": "https://ground.example/{opens}/truths/coins/#K01"' in env.conf["extra"]["reviews"]["truths/coins/"]


def test_without_mike_there_is_no_menu_of_versions(env, monkeypatch):
    monkeypatch.delenv("MIKE_DOCS_VERSION", raising=False)
    define_env(env)
    assert "version" not in env.conf["extra"]


def test_data_that_cannot_be_built_from_stop_the_build_with_every_problem(env, mini):
    from mkdocs.exceptions import PluginError

    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "verdict: hold")
    edit(mini / "docs/data/facts/F01.yml", "own count", "own counts")
    with pytest.raises(PluginError, match=r"(?s)'hold' is not allowed.*'own counts' is not allowed.*2 problems"):
        define_env(env)


def test_the_data_and_the_clean_notebook_are_published_beside_the_pages(env, mini):
    define_env(env)
    for folder in ("data", "labs/coin", "search", "assets/stylesheets"):
        (mini / "site" / folder).mkdir(parents=True)
    index = {"docs": [{"location": "truths/coins/", "title": "Coins", "text": ""}]}
    (mini / "site" / search.INDEX).write_text(json.dumps(index), "utf-8")
    (mini / "site/assets/stylesheets/main.css").write_text(".worn-by-nobody{x:1}p{x:1}", "utf-8")
    on_post_build(env)
    assert json.loads((mini / "site/search/truths-coins-page.json").read_text("utf-8")) == index["docs"]
    assert (mini / "site/assets/stylesheets/main.css").read_text("utf-8") == "p{x:1}"
    for name, content in public_data(load(mini)).items():
        assert json.loads((mini / "site/data" / name).read_text("utf-8")) == content
    published = (mini / "site/labs/coin/coin.ipynb").read_bytes()
    assert published == (REPOSITORY / "tests/mini/notebooks/coin.ipynb").read_bytes()


def test_a_preview_leaves_to_the_build_behind_what_needs_all_pages(env, mini):
    define_env(env)
    env.conf["extra"]["preview"] = True
    for folder in ("data", "assets/stylesheets"):
        (mini / "site" / folder).mkdir(parents=True)
    sheet = mini / "site/assets/stylesheets/main.css"
    sheet.write_text(".worn-by-a-page-not-made-yet{x:1}", "utf-8")
    on_post_build(env)
    assert sheet.read_text("utf-8") == ".worn-by-a-page-not-made-yet{x:1}" and not (mini / "site/search").exists()


def test_a_style_sheet_that_cannot_be_read_stops_the_build(env, mini):
    from mkdocs.exceptions import PluginError

    define_env(env)
    for folder in ("data", "search", "assets/stylesheets"):
        (mini / "site" / folder).mkdir(parents=True)
    (mini / "site" / search.INDEX).write_text('{"docs": []}', "utf-8")
    (mini / "site/assets/stylesheets/main.css").write_text("}", "utf-8")
    with pytest.raises(PluginError, match="style sheet of the theme"):
        on_post_build(env)
