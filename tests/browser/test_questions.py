"""The questions as a reader meets them: tried first, filtered by keyboard, whole without JavaScript."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browse import Reader
from checkout import ROOT
from groundtruth.ledger import load
from playwright.sync_api import Page

ASKED = load(ROOT).questions


def shown(page: Page) -> list[str]:
    """The questions that can be seen, by their anchors."""
    return page.eval_on_selector_all(
        ".gt-question h3", "headings => headings.filter(h => h.offsetParent).map(h => h.id)"
    )


def reach(page: Page, name: str) -> None:
    """Tab until this field has the focus, and see that it can be seen."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{name} is not reached")


def test_filters_work_by_keyboard(reader: Reader) -> None:
    page = reader.open("questions/")
    assert shown(page) == list(ASKED)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # to the content
    reach(page, "topic")
    page.keyboard.type("Stat")
    wanted = [name for name, asked in ASKED.items() if asked.topic == "statistics"]
    assert shown(page) == wanted
    assert page.locator(".gt-topic h2:visible").all_inner_texts() == ["Statistics"]
    reach(page, "level")
    page.keyboard.type("Hard")
    wanted = [name for name in wanted if ASKED[name].level == "hard"]
    assert wanted and shown(page) == wanted
    assert page.locator(".gt-filters output").inner_text() == f"{len(wanted)} of {len(ASKED)} questions"
    assert "topic=statistics" in page.url and "level=hard" in page.url
    page.reload()
    assert shown(page) == wanted, "the address did not keep the filters"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    reach(page, "words")
    page.keyboard.type("zzzz")
    assert shown(page) == [] and page.locator(".gt-none").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Show all
    assert shown(page) == list(ASKED)
    assert reader.errors == [] and reader.foreign == []


def test_words_are_looked_for_in_answers_too(reader: Reader) -> None:
    page = reader.open("questions/?words=matching+pennies")
    assert "why-many-agents" in shown(page) and len(shown(page)) < 5


def test_an_answer_opens_by_keyboard(reader: Reader) -> None:
    page = reader.open("questions/#p-value")
    summary = page.locator("#p-value ~ details > summary").first
    answer = page.locator("#p-value ~ details > div").first
    assert page.locator("#p-value").is_visible() and not answer.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert answer.is_visible()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_everything_is_there(reader: Reader) -> None:
    page = reader.open("questions/")
    assert page.locator(".gt-question h3:visible").count() == len(ASKED)
    assert page.locator(".gt-filters").bounding_box() is None, "an empty gap where the filters would be"
    page.locator("#p-value ~ details > summary").nth(1).click()
    assert page.locator("#p-value ~ details pre").first.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_answers_are_accessible_when_they_are_open(reader: Reader, width: int) -> None:
    """The look at every page (test_site.py) sees them folded."""
    reader.page.set_viewport_size({"width": width, "height": 800})
    page = reader.open("questions/")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found] == []


def test_the_page_is_light_and_leads_to_the_cards(reader: Reader, site: Path) -> None:
    assert len(gzip.compress((site / "questions/index.html").read_bytes())) <= 82_000
    page = reader.open("questions/")
    with page.expect_download() as download:
        page.click("text=Flash cards for Anki")
    assert download.value.suggested_filename == "ground-truth.apkg"
    assert Path(download.value.path()).read_bytes() == (site / "downloads/ground-truth.apkg").read_bytes()


def test_a_question_is_found_by_the_search(reader: Reader) -> None:
    page = reader.open()
    page.keyboard.press("/")
    page.keyboard.type("left join more rows")
    page.wait_for_selector(".md-search-result__item a[href*='questions/']")
