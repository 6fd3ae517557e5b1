"""Guess first: nothing is seen too soon, nothing moves, guesses stay on the device, and nobody has to guess."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browse import Reader
from playwright.sync_api import Page, expect
from test_policy import LISTEN, violations
from test_site import AXE, DESK, PHONE

KEY = "ground-truth.guesses"
GUESSES = ["holds", "holds in part", "depends", "does not hold", "not settled"]
CHAPTER, CLAIM = "truths/time/", "Q05"
SHIFT = """() => new Promise(resolve => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(one => sum += one.value))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve(sum), 200);
})"""


def kept(page: Page) -> dict | None:
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "null")


def keep(page: Page, **guesses: str) -> None:
    state = {"version": 1, "on": True, "guesses": {c: {"said": s, "on": "2026-11-01"} for c, s in guesses.items()}}
    page.evaluate("([key, state]) => localStorage.setItem(key, JSON.stringify(state))", [KEY, state])


def hidden(page: Page, selector: str) -> bool:
    return page.locator(selector).first.evaluate("e => getComputedStyle(e).visibility") == "hidden"


def judged(site: Path) -> dict[str, dict]:
    everything = json.loads((site / "data/claims.json").read_text("utf-8"))
    return {claim["id"]: claim for claim in everything if claim["verdict"] != "not judged"}


# --- the pure part ---


def test_a_score_counts_what_is_right_close_and_off(reader: Reader) -> None:
    page = reader.open("guesses/")
    for said, verdict, wanted in [
        ("holds", "holds", "right"),
        ("holds", "holds in part", "close"),
        ("depends", "holds in part", "close"),
        ("holds", "depends", "off"),
        ("does not hold", "outdated", "right"),
        ("not settled", "does not hold", "off"),
    ]:
        assert page.evaluate("([said, verdict]) => Guesses.compare(said, verdict)", [said, verdict]) == wanted
    claims = {
        "K01": {"verdict": "holds", "certainty": "high", "theme": "Coins", "article": "K"},
        "K02": {"verdict": "does not hold", "certainty": "low", "theme": "Coins", "article": "K"},
        "R01": {"verdict": "not settled", "certainty": "very low", "theme": "Dice", "article": "R"},
    }
    said = {"K01": "holds", "K02": "holds", "R01": "not settled", "Z99": "holds"}
    found, words = page.evaluate(
        """([said, claims]) => {
            const guesses = Object.fromEntries(Object.entries(said).map(([id, said]) => [id, {said}]));
            const found = GuessScore.score({guesses}, new Map(Object.entries(claims)));
            return [found, GuessScore.inWords(found, 3)];
        }""",
        [said, claims],
    )
    assert found["all"] == {"n": 3, "right": 2, "close": 0, "off": 1}, "a claim that is not here counted"
    assert found["theme"]["Coins"]["n"] == 2 and found["article"]["R"]["right"] == 1
    assert [found["sure"][level]["n"] for level in ("sure", "less sure", "open")] == [1, 1, 1]
    assert found["holds"] == {"said": 2, "is": 1}
    assert words["all"] == "You’ve guessed 3 of 3 claims: 2 of 3 right. That’s too few to mean much."
    assert "guesses says little" in " ".join(words["sure"]) and "%" not in " ".join(words["sure"])
    rates = page.evaluate("[{n: 0, right: 0}, {n: 4, right: 1}, {n: 8, right: 2}].map(GuessScore.rate)")
    assert rates == ["no guess yet", "1 of 4 right", "2 of 8 right (25%)"]


BAD = {
    "no JSON": ("{", "isn’t JSON"),
    "a list": ("[]", "isn’t a file of guesses"),
    "something else": ('{"a": 1}', "isn’t a file of guesses"),
    "a later version": ('{"version": 2, "guesses": {}}', "is of version 2"),
    "no claim": ('{"version": 1, "guesses": {"__proto__x": {"said": "holds", "on": "2026-11-29"}}}', "isn’t a claim’s"),
    "no answer": ('{"version": 1, "guesses": {"K02": {"said": "maybe", "on": "2026-11-29"}}}', "of the five"),
    "outdated": ('{"version": 1, "guesses": {"K02": {"said": "outdated", "on": "2026-11-29"}}}', "of the five"),
    "an inherited answer": ('{"version": 1, "guesses": {"K02": {"said": "toString", "on": "2026-1"}}}', "of the five"),
    "a day that is none": (
        '{"version": 1, "guesses": {"K02": {"said": "holds", "on": "2026-02-31"}}}',
        "has no day",
    ),
    "no day": ('{"version": 1, "guesses": {"K02": {"said": "holds", "on": "<b>"}}}', "has no day"),
    "too large": ('{"version": 1, "x": "' + "x" * 1_000_001 + '", "guesses": {}}', "far too large"),
}


def test_guesses_survive_reload_export_and_import_and_are_gone_after_delete(
    reader: Reader, site: Path, tmp_path
) -> None:
    reader.page.add_init_script(LISTEN)
    page = reader.open()
    home = page.locator(".gt-first .gt-card").get_attribute("data-claim")
    page.click(".gt-first .gt-guess [data-guess=holds]")
    assert kept(page)["guesses"][home]["said"] == "holds"
    reader.open("guesses/")
    for _ in range(6):
        asked = page.locator(".gt-next__said").inner_text()
        page.click(".gt-next__panel [data-guess=depends]")
        claim = next(claim for claim, guess in kept(page)["guesses"].items() if claim != home)
        assert page.locator(f".gt-theme li[data-claim={claim}] a").text_content() == asked
        expect(page.locator(".gt-next__answer")).to_contain_text("You said “depends”")
        page.keyboard.press("Enter")  # the focus is on the button for the next claim
    before = kept(page)
    assert len(before["guesses"]) == 7
    page.reload()
    assert kept(page) == before
    assert f"guessed 7 of {len(judged(site))} claims" in page.locator(".gt-score").inner_text()
    with page.expect_download() as download:
        page.click("[data-do=export]")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text("utf-8")) == before
    with page.expect_download() as download:
        page.click("[data-do=picture]")
    picture = Path(download.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG") and (picture[16:24]) == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    told = page.locator(".gt-picture").get_attribute("aria-label")
    assert "of 7 right" in told and told in page.locator(".gt-picture__words").inner_text()

    page.click("[data-do=delete]")
    assert page.evaluate("document.activeElement.classList.contains('gt-guesses__sure')")
    page.click("[data-do=keep]")
    assert kept(page) == before
    page.click("[data-do=delete]")
    page.click("[data-do=delete-now]")
    assert kept(page) is None
    page.reload()
    assert page.locator(".gt-score").inner_text() == "You haven’t guessed yet."

    page.set_input_files("input[type=file]", file)
    expect(page.locator(".gt-guesses__done")).to_contain_text("Added 7 guesses.")
    assert kept(page)["guesses"] == before["guesses"]
    page.set_input_files("input[type=file]", file)
    expect(page.locator(".gt-guesses__done")).to_contain_text("Added 0 guesses. You already had 7 guesses")
    for name, (text, words) in BAD.items():
        bad = tmp_path / f"{len(text)} {name[:9]}.json"  # each its own: the page may still be reading the last one
        bad.write_text(text, "utf-8")
        page.set_input_files("input[type=file]", bad)
        expect(page.locator(".gt-guesses__done"), name).to_contain_text(words)
    assert kept(page)["guesses"] == before["guesses"], "a bad file left something behind"
    unknown = {"version": 1, "guesses": {"Z99": {"said": "holds", "on": "2026-11-29"}}}
    (tmp_path / "unknown.json").write_text(json.dumps(unknown), "utf-8")
    page.set_input_files("input[type=file]", tmp_path / "unknown.json")
    expect(page.locator(".gt-guesses__done")).to_contain_text("1 guess left out")
    assert violations(page) == [] and reader.errors == [] and reader.foreign == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_card_waits_and_opens_in_its_place(reader: Reader, size) -> None:
    page = reader.page
    page.set_viewport_size(size)
    reader.open(CHAPTER)
    card = f"#{CLAIM}"
    assert not hidden(page, f"{card} .gt-card__answer"), "it is off at first"
    verdict = page.locator(f"{card} .gt-card__verdict strong").inner_text().lower()
    switch = page.locator(".gt-switch button")
    assert switch.get_attribute("aria-checked") == "false" and page.evaluate("typeof Guesses") == "undefined"
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-checked", "true")  # what makes cards wait is loaded first
    assert kept(page)["on"] is True
    for said in GUESSES:
        keep(page)
        page.reload()
        assert hidden(page, f"{card} .gt-card__answer")
        assert page.locator(card).get_attribute("aria-label") == f"Claim {CLAIM}"
        tall = page.locator(card).bounding_box()["height"]
        page.locator(f"{card} [data-guess='{said}']").focus()
        page.keyboard.press("Enter")
        assert not hidden(page, f"{card} .gt-card__answer")
        assert page.locator(card).bounding_box()["height"] == tall, "the page moved when the card opened"
        assert page.evaluate("document.activeElement.id") == CLAIM
        told = page.locator(f"{card} .gt-card__guess").inner_text()
        assert ("so does the evidence" in told) is (said == verdict) and told.startswith("You said “")
        assert page.locator(card).get_attribute("aria-label") == f"Claim {CLAIM}: {verdict}"
    page.reload()
    assert not hidden(page, f"{card} .gt-card__answer"), "the guess was forgotten"
    assert page.evaluate(SHIFT) < 0.005
    # Nobody has to guess, and on paper nothing waits.
    other = page.locator(f".gt-card[data-verdict]:not(#{CLAIM})").first
    page.emulate_media(media="print")
    assert other.locator(".gt-card__answer").evaluate("e => getComputedStyle(e).visibility") == "visible"
    assert not other.locator(".gt-guess").is_visible()
    page.emulate_media(media="screen")
    other.locator(".gt-guess__skip").click()
    assert other.locator(".gt-card__answer").evaluate("e => getComputedStyle(e).visibility") == "visible"
    assert list(kept(page)["guesses"]) == [CLAIM]
    switch.click()
    assert kept(page)["on"] is False and not page.locator(".gt-guess").first.is_visible()
    assert reader.wrong() == []


def test_a_link_within_a_sentence_keeps_the_verdict_back(reader: Reader) -> None:
    page = reader.open("path/production/")
    marks = ".gt-claimlink .gt-mark"
    assert not hidden(page, marks)
    keep(page)
    page.reload()
    assert hidden(page, marks)
    assert reader.wrong() == []


@pytest.mark.parametrize("path", ["", "guesses/", CHAPTER, "disagree/degrees/"], ids=lambda path: path or "home")
def test_a_page_that_waits_is_accessible_and_does_not_move(reader: Reader, path: str) -> None:
    page = reader.open(path)
    keep(page, K33="holds")
    reader.open(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFT) < 0.005
    page.evaluate(Axe().axe_script)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], "the page scrolls sideways"
        for palette in ("default", "slate"):
            page.evaluate(f"document.querySelector('input[data-md-color-scheme={palette}]').click()")
            found = page.evaluate(AXE % "document", [{}])
            assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    small = "buttons => buttons.filter(b => b.offsetParent && b.offsetHeight < 44).map(b => b.outerHTML)"
    assert page.eval_on_selector_all(":is(.gt-guess, .gt-guesses, .gt-switch) button", small) == []
    assert reader.wrong() == []


def test_the_home_page_keeps_its_secret_until_the_guess_and_the_keyboard_suffices(reader: Reader) -> None:
    page = reader.open()
    assert hidden(page, ".gt-first .gt-card__answer") and hidden(page, ".gt-first .gt-bars")
    assert kept(page) is None, "something was kept before a guess"
    claim = page.locator(".gt-first .gt-card").get_attribute("data-claim")
    assert page.locator(f".gt-claimlink[href$='#{claim}']").count() == 0
    for word in ("AUC", "LightGBM"):
        assert word not in page.locator("article").inner_text()
    assert page.title().startswith("Ground Truth: ") and not page.title().endswith("- Ground Truth")
    tall = page.locator(".gt-first").bounding_box()["height"]
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.guess") == "does not hold":
            break
    page.keyboard.press("Enter")
    assert "so does the evidence" in page.locator(".gt-first .gt-card__guess").inner_text()
    assert not hidden(page, ".gt-first .gt-bars")
    assert page.locator(".gt-first").bounding_box()["height"] == tall
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.gt-first') !== null"), "the focus was lost"
    assert page.locator(".gt-themes section").count() == 6 and page.locator(".gt-readers li").count() == 6
    assert reader.wrong() == []


CLOSED = (
    """Object.defineProperty(window, "localStorage", {get() { throw new DOMException("closed", "SecurityError"); }})"""
)
FULL = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }"""


def test_storage_that_is_closed_full_or_broken_does_no_harm(reader: Reader) -> None:
    for script in (CLOSED, FULL):
        page = reader.page.context.new_page()
        own = Reader(page, reader.home)
        page.add_init_script(script)
        own.open("guesses/")
        page.click(".gt-next__panel [data-guess=holds]")
        expect(page.locator(".gt-next__answer")).to_contain_text("You said")
        expect(page.locator(".gt-score")).to_contain_text("guessed 1 of")
        expect(page.locator(".gt-guesses__note")).to_contain_text("doesn’t let pages keep anything")
        own.open()
        page.click(".gt-first .gt-guess [data-guess=holds]")
        assert not hidden(page, ".gt-first .gt-card__answer")
        assert own.wrong() == []
        page.goto("about:blank")
    page = reader.open("guesses/")
    for broken in ("{", "null", '"on"', '{"version": 1, "on": true, "guesses": {"K02": 7}}'):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, broken])
        page.reload()
        expect(page.locator(".gt-guesses__note")).to_contain_text("can’t be read")
        expect(page.locator(".gt-score")).to_have_text("You haven’t guessed yet.")
    page.click(".gt-next__panel [data-guess=holds]")
    assert len(kept(page)["guesses"]) == 1
    assert reader.wrong() == []


def test_what_a_later_version_wrote_is_kept_beside_until_it_is_deleted(reader: Reader) -> None:
    later = '{"version": 2, "guesses": {"K02": {"said": "holds", "sure": 0.9}}}'
    page = reader.open("guesses/")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, later])
    page.reload()
    page.click(".gt-next__panel [data-guess=holds]")
    assert len(kept(page)["guesses"]) == 1
    assert page.evaluate("key => localStorage.getItem(`${key}.unread`)", KEY) == later
    page.click("[data-do=delete]")
    page.keyboard.press("Escape")
    assert not page.locator(".gt-guesses__sure").is_visible()
    page.click("[data-do=delete]")
    page.click("[data-do=delete-now]")
    assert page.evaluate("key => Object.keys(localStorage).filter(name => name.startsWith(key))", KEY) == []
    assert reader.wrong() == []


def test_the_last_claim_is_asked_and_what_another_tab_answered_is_asked_no_more(reader: Reader) -> None:
    page = reader.open("guesses/")
    claims = page.eval_on_selector_all(".gt-theme li", "all => all.map(one => one.dataset.claim)")
    keep(page, **dict.fromkeys(claims[1:], "holds"))
    page.reload()
    for _ in range(2):
        expect(page.locator(".gt-next__said")).to_have_text(page.locator(".gt-theme li a").first.text_content())
        page.click(".gt-next__panel .gt-guess__skip")
    other = page.context.new_page()
    other.goto(page.url)
    keep(other, **dict.fromkeys(claims, "depends"))
    expect(page.locator(".gt-next__said")).to_contain_text("guessed every claim")
    keep(other)
    expect(page.locator(".gt-next__said")).not_to_contain_text("guessed every claim")
    other.close()
    padding = page.evaluate(
        """() => {
            const table = document.createElement("table");
            table.className = "gt-counted";
            table.innerHTML = "<tbody><tr><td>1</td></tr></tbody>";
            document.querySelector(".gt-score__tables").append(table);
            return parseFloat(getComputedStyle(table.querySelector("td")).paddingRight);
        }"""
    )
    assert padding > 4, "the score's tables have no style"
    assert reader.wrong() == []


@pytest.mark.parametrize("name", ["guess.js", "guess-store.js"])
def test_nothing_waits_where_a_script_does_not_arrive(reader: Reader, name: str) -> None:
    reader.page.route(f"**/{name}", lambda route: route.abort())
    page = reader.open()
    assert not hidden(page, ".gt-first .gt-card__answer")
    assert not page.locator(".gt-guess").first.is_visible()
    reader.open(CHAPTER).locator(".gt-switch button").click()
    expect(page.locator(".gt-switch")).not_to_be_visible()
    keep(page)
    page.reload()
    assert not hidden(page, f"#{CLAIM} .gt-card__answer")


def test_a_switch_in_another_tab_counts_here_too(reader: Reader) -> None:
    page = reader.open(CHAPTER)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".gt-switch button").click()
    expect(page.locator(".gt-switch button")).to_have_attribute("aria-checked", "true")
    assert hidden(page, f"#{CLAIM} .gt-card__answer")
    other.close()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_everything_is_shown(reader: Reader, site: Path) -> None:
    page = reader.open()
    assert page.locator(".gt-first .gt-card__answer").is_visible() and page.locator(".gt-bars").is_visible()
    assert page.locator(":is(.gt-guess, .gt-switch):visible").count() == 0
    reader.open("guesses/")
    assert page.locator(".gt-guesses").is_visible() is False
    listed = page.locator(".gt-theme li").evaluate_all("all => all.map(one => one.dataset.claim)")
    assert sorted(listed) == sorted(judged(site))
    page.locator(".gt-theme summary").first.click()
    assert re.fullmatch(
        "|".join({claim["verdict"] for claim in judged(site).values()}),
        page.locator(".gt-theme li small").first.inner_text(),
    )
