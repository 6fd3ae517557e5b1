"""What the release workflow publishes, as a reader of GitHub Pages meets it: versions, and addresses of none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from browse import BELOW, Reader, serve
from playwright.sync_api import Page

WITHOUT_JS = {"java_script_enabled": False}
WRONG = ["nonsense", "1.0/a/b/c/", "a/b/c/d/", "latest/claims/nonsense.html"]


def test_the_sites_address_opens_the_latest_release_and_keeps_query_and_anchor(reader: Reader, versions_url) -> None:
    reader.home = versions_url
    page = reader.open("?q=coins#main")
    page.wait_for_url(f"{versions_url}latest/?q=coins*#main")
    page.wait_for_selector(".md-search-result__item a")
    assert page.locator(".md-search__input").input_value() == "coins"
    assert reader.foreign == [] and reader.errors == []


def test_before_the_first_release_the_sites_address_opens_dev(reader: Reader, unreleased_url: str) -> None:
    reader.home = unreleased_url
    reader.open("?q=coins#main").wait_for_url(f"{unreleased_url}dev/?q=coins*#main")
    assert reader.foreign == [] and reader.errors == []


@pytest.mark.parametrize("context", [WITHOUT_JS], indirect=True, ids=["no-js"])
def test_the_sites_address_opens_without_javascript(reader: Reader, versions_url: str) -> None:
    reader.home = versions_url
    reader.open().wait_for_url(f"{versions_url}latest/")


def works(reader: Reader, path: str, version: str) -> None:
    """A wrong address shows our page: with its style, and with links that lead to pages of this version."""
    broken = []
    reader.page.on("response", lambda answer: answer.status >= 400 and broken.append(answer.url))
    page = reader.open(path)
    assert page.locator("h1").inner_text() == "There is no page at this address"
    # The browser looks ahead with the address that the page was built for, and then takes the right one.
    assert [url for url in broken if reader.home.endswith(BELOW) or BELOW not in url] == [reader.home + path]
    assert reader.foreign == []
    assert page.locator(".md-header").evaluate("e => getComputedStyle(e).position") == "sticky"
    links = page.locator("a[href]:not(.md-search a)").evaluate_all("all => all.map(a => a.href)")
    inside = {link for link in links if link.startswith(reader.home)}
    assert f"{reader.home}{version}/claims/" in inside
    assert [link for link in links if "github.com" not in link and link not in inside] == []
    assert [link for link in inside if not page.request.get(link).ok] == []


@pytest.mark.parametrize("path", WRONG)
@pytest.mark.parametrize("context", [{}, WITHOUT_JS], indirect=True, ids=["js", "no-js"])
def test_a_wrong_address_shows_our_page_at_any_depth(reader: Reader, versions_url: str, path: str) -> None:
    reader.home = versions_url
    works(reader, path, "latest")


def test_a_wrong_address_shows_our_page_before_the_first_release(reader: Reader, unreleased_url: str) -> None:
    reader.home = unreleased_url
    works(reader, "a/b/c/d/", "dev")


def test_a_wrong_address_shows_our_page_where_the_site_has_a_domain_of_its_own(reader: Reader, versions: Path) -> None:
    for reader.home in serve(versions):
        works(reader, "a/b/c/d/", "latest")


def test_the_page_of_a_wrong_address_searches_and_remembers_the_dark(reader: Reader, versions_url: str) -> None:
    reader.home = versions_url
    reader.open("latest/").click("label[for=__palette_1]:visible, label[for=__palette_0]:visible")
    chosen = reader.page.locator("body").get_attribute("data-md-color-scheme")
    page = reader.open("a/b/c/d/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == chosen == "slate"
    page.keyboard.press("/")
    page.keyboard.type("are coins realy fair")
    page.wait_for_selector(".md-search-result__item:first-child a[href*='/truths/coins/?h=coins+fair']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/latest/truths/coins/*")


def banner(page: Page):
    """The words on an old version, after the theme has read the list of versions."""
    page.wait_for_function("Object.keys(sessionStorage).some(key => key.endsWith('.__outdated'))")
    return page.locator("[data-md-component=outdated]")


@pytest.mark.parametrize("version", ["dev", "latest", "1.1"])
def test_no_version_but_an_old_one_calls_itself_old(reader: Reader, versions_url: str, version: str) -> None:
    reader.home = versions_url
    assert not banner(reader.open(f"{version}/truths/coins/")).is_visible()


def test_an_old_version_leads_to_the_latest(reader: Reader, versions_url: str) -> None:
    reader.home = versions_url
    page = reader.open("1.0/truths/coins/")
    assert banner(page).is_visible()
    banner(page).get_by_role("link").click()
    page.wait_for_url(f"{versions_url}latest/")
    assert page.locator("h1").count() == 1
    assert reader.foreign == [] and reader.errors == []


def test_version_menu_switches(reader: Reader, versions_url: str) -> None:
    reader.home = versions_url
    page = reader.open("latest/claims/")
    page.locator(".md-version__current").focus()
    page.locator(".md-version__link").first.wait_for()
    assert page.locator(".md-version__link").all_inner_texts() == ["dev", "1.1latest", "1.0"]
    page.locator(".md-version__link", has_text="dev").click()
    page.wait_for_url("**/dev/claims/")
    assert reader.foreign == [] and reader.errors == []


def test_each_run_of_the_workflow_is_one_commit_and_leaves_a_whole_site(deployed: Path) -> None:
    def git(*command: str) -> list[str]:
        return subprocess.run(
            ["git", *command], cwd=deployed / "origin", check=True, capture_output=True, text=True
        ).stdout.split()

    root = {".nojekyll", "404.html", "index.html", "versions.json", "dev"}
    for state, versions in [("~2", set()), ("~1", {"1.0", "latest"}), ("", {"1.0", "1.1", "latest"})]:
        assert set(git("ls-tree", "--name-only", f"gh-pages{state}")) == root | versions
    assert git("rev-list", "--count", "gh-pages") == ["3"]
    assert git("tag") == ["v1.0", "v1.1"]
