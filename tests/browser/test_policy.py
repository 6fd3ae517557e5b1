"""Under the site's policy everything works, and nothing else runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browse import TYPES, Reader
from groundtruth.checks import trust
from playwright.sync_api import Page

LISTEN = """addEventListener("securitypolicyviolation", event => {
    (window.violations ??= []).push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
})"""
# Every page has the same search, and to start it takes longer than the rest of a page.
SEARCHED = ("", "truths/honest-split/", "labs/honest-split/", "no-such-page/")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture
def reader(reader: Reader) -> Reader:
    reader.page.add_init_script(LISTEN)
    return reader


def violations(page: Page) -> list[str]:
    return page.evaluate("window.violations ?? []")


@pytest.mark.parametrize("path", TYPES, ids=lambda path: path or "home")
def test_no_page_breaks_its_policy(reader: Reader, path: str) -> None:
    page = reader.open(path)
    for _ in ("dark", "light"):
        page.locator("label[for^=__palette]:visible").click()
    page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
    if path in SEARCHED:
        page.keyboard.press("/")
        page.keyboard.type("do i need a phd")
        page.wait_for_selector(".md-search-result__item a")
        page.keyboard.press("Escape")
    page.emulate_media(media="print")
    page.mouse.wheel(0, 3000)
    page.wait_for_load_state("networkidle")
    assert violations(page) == [] and reader.wrong(path) == []
    drawn = page.locator("svg.gt-figure path[style*=stroke]")
    if drawn.count():
        assert drawn.first.evaluate("e => e.style.length") > 0, "the figures lost their styles"


def test_a_search_can_be_shared(reader: Reader) -> None:
    page = reader.open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("/")
    page.keyboard.type("boosting")
    page.wait_for_selector("[data-md-component=search-share][href$='q=boosting']")
    page.click("[data-md-component=search-share]")
    page.wait_for_selector(".md-dialog--active")
    # The theme copies the address of the key before the last (9.8.1).
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{reader.home}?q=boostin")
    assert violations(page) == [] and reader.wrong() == []


def test_what_may_not_be_copied_is_shown(reader: Reader) -> None:
    reader.page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))")
    page = reader.open()
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.keyboard.press("/")
    page.keyboard.type("boosting")
    page.wait_for_selector("[data-md-component=search-share][href$='q=boosting']")
    with page.expect_event("dialog") as shown:
        page.click("[data-md-component=search-share]")
    assert shown.value.default_value.startswith(f"{reader.home}?q=boostin")
    assert page.locator(".md-dialog--active").count() == 0 and reader.wrong() == []


RUNS = {
    "script": ("<script>planted = true</script>", ""),
    "handler": ('<img src="nowhere.png" alt="" onerror="planted = true">', ""),
    "data": ('<script src="data:text/javascript,planted=true"></script>', ""),
    "svg": ("<svg><script>planted = true</script></svg>", ""),
    "link": ('<a id="plant" href="javascript:planted = true">x</a>', "#plant"),
    "button": ('<button id="plant" onclick="planted = true">x</button>', "#plant"),
}


@pytest.mark.parametrize("guarded", [True, False], ids=["policy", "no-policy"])
@pytest.mark.parametrize("fault", RUNS)
def test_a_planted_script_does_not_run(reader: Reader, site: Path, fault: str, guarded: bool) -> None:
    """And does where the policy is taken away, or this would show nothing."""
    plant, press = RUNS[fault]
    html = (site / "truths/honest-split/index.html").read_text("utf-8")
    assert len(POLICY.findall(html)) == 1
    html = html if guarded else POLICY.sub("", html)
    spoiled = html.replace("</h1>", f"</h1>{plant}", 1)
    assert spoiled != html
    reader.page.route("**/honest-split/", lambda route: route.fulfill(body=spoiled, content_type="text/html"))
    page = reader.open("truths/honest-split/")
    if press:
        page.click(press)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.planted ?? false") is not guarded
    assert bool(violations(page)) is guarded
    assert list(trust.page(spoiled, "page.html")) != []


@pytest.mark.parametrize(
    "plant",
    [
        '<img src="https://example.com/x.png" alt="">',
        '<script src="https://example.com/x.js"></script>',
        '<link rel="stylesheet" href="https://example.com/x.css">',
        '<p style="background: url(https://example.com/x.png)">x</p>',
        '<iframe src="https://example.com/"></iframe>',
        '<svg><image href="https://example.com/x.png"/></svg>',
    ],
)
def test_no_other_host_is_asked(reader: Reader, site: Path, plant: str) -> None:
    html = (site / "index.html").read_text("utf-8").replace("</h1>", f"</h1>{plant}", 1)
    reader.page.route(reader.home, lambda route: route.fulfill(body=html, content_type="text/html"))
    reader.page.route("https://example.com/**", lambda route: route.fulfill(body=""))
    arrived = []
    reader.page.on("requestfinished", lambda r: arrived.append(r.url) if "example.com" in r.url else None)
    page = reader.open()
    page.wait_for_load_state("networkidle")
    assert arrived == [] and violations(page) != []
    assert list(trust.page(html, "index.html")) != []


def test_the_built_site_is_in_order(site: Path) -> None:
    assert trust.site(site.parent) == []


def test_every_page_of_every_version_and_of_none_has_its_policy(versions: Path) -> None:
    assert {"index.html", "404.html"} <= {path.name for path in versions.iterdir()}
    assert trust.site(versions.parent, versions.name) == []


def test_the_root_runs_its_own_script_and_no_other(reader: Reader, versions: Path, versions_url: str) -> None:
    reader.home = versions_url
    reader.open().wait_for_url(f"{versions_url}latest/")
    assert reader.wrong() == []
    html = (versions / "index.html").read_text("utf-8").replace("location.replace(", "planted = 1; location.replace(")
    reader.page.route(versions_url, lambda route: route.fulfill(body=html, content_type="text/html"))
    page = reader.open()
    assert page.url == versions_url and violations(page) != []


@pytest.mark.parametrize("path", ["a/b/c/no-such-page/", "latest/no-such-page/"])
def test_a_wrong_address_breaks_no_policy(reader: Reader, versions_url: str, path: str) -> None:
    reader.home = versions_url
    page = reader.open(path)
    page.wait_for_load_state("networkidle")
    assert violations(page) == [] and reader.wrong(path) == []
