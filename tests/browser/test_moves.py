"""Figures that readers move, in a real browser: by keyboard and by touch, without scripts, and as the stress says."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browse import Reader
from checkout import ROOT
from groundtruth.ledger import Move, load, stress_positions
from groundtruth.verdicts.stress import judged_again
from playwright.sync_api import BrowserContext, Locator, Page, expect
from test_policy import LISTEN, violations

HANDBOOK = load(ROOT)
MOVES = HANDBOOK.moves
RULES = [name for name, move in MOVES.items() if move.claim]
CALL = re.compile(r"move\(\"([^\"]+)\"")
PAGES = {
    name: path.relative_to(ROOT / "docs").as_posix().removesuffix(".md") + "/"
    for path in sorted((ROOT / "docs").rglob("*.md"))
    for name in CALL.findall(path.read_text("utf-8"))
}
LATE = re.compile(r"assets/move-|data/moves/")
# Puts the controls of a figure somewhere, as a reader would, and tells them so.
PUT = """(figure, state) => {
    for (const [name, value] of Object.entries(state)) {
        const boxes = [...figure.querySelectorAll(`[data-control="${name}"]`)];
        for (const box of boxes) box.checked = Array.isArray(value) ? value.includes(box.value) : box.value === value;
        if (!boxes.length) figure.querySelector(`[name="${name}"]`).value = value;
    }
    figure.dispatchEvent(new Event("input", {bubbles: true}));
}"""
SHIFTS = """new PerformanceObserver(list => {
    for (const {value, sources} of list.getEntries())
        if (sources.some(({node}) => node?.parentElement?.closest("article")))
            window.shifted = (window.shifted ?? 0) + value;
}).observe({type: "layout-shift", buffered: true})"""


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.add_init_script(LISTEN)
    return context


def begun(reader: Reader, name: str) -> Locator:
    """The figure, once its code and data have come."""
    figure = reader.open(PAGES[name]).locator(f"#move-{name}")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-ready", "")
    return figure


def shown(figure: Locator) -> str:
    return " ".join(figure.locator("[data-verdict]:visible b").all_inner_texts())


def said_by_the_stress(move: Move) -> dict[str, str]:
    """The verdict after each change that the stress tries, by its words; a rule of several tests numbers them."""
    assert move.claim
    found = {
        f"{lab}.{name}": one for lab, content in HANDBOOK.evidence.items() for name, one in content["measures"].items()
    }
    study = HANDBOOK.study["measures"] if HANDBOOK.study else {}
    found |= {f"study.{name}": one for name, one in study.items()}
    return {change.what: change.verdict for change in judged_again(move.claim.rule, move.claim.mixed, found)}


def corners(move: Move) -> list[dict]:
    """The ends of each control, one at a time."""
    found = []
    for name, control in move.told["controls"].items():
        ends = list(control["options"]) if "options" in control else [control["min"], control["max"]]
        found += [{**move.start, name: [end] if control.get("many") else end} for end in ends]
    return found


@pytest.mark.parametrize("name", RULES)
def test_a_figure_says_after_each_change_what_the_stress_says(reader: Reader, name: str) -> None:
    move, figure = MOVES[name], begun(reader, name)
    assert move.claim
    before, stress = shown(figure), said_by_the_stress(move)
    measures = [test.measure for test in move.claim.rule]
    number = measures.index(f"{move.told['lab']}.{move.told['measure']}") + 1
    flipped = 0
    for change, state, _ in stress_positions(move):
        figure.evaluate(PUT, dict(state))
        wanted = stress[change if len(measures) == 1 else f"test {number}, {change}"]
        assert shown(figure) == wanted, change
        words = figure.locator("[data-said]").inner_text()
        assert ("The verdict flips" in words) == (wanted != before), words
        flipped += wanted != before
    told = [flip.what for flip in move.claim.stress.flips] if move.claim.stress else []
    ours = {change if len(measures) == 1 else f"test {number}, {change}" for change, _, _ in stress_positions(move)}
    assert flipped == len(ours & set(told))
    figure.locator(".gt-move__reset").click()
    assert shown(figure) == before
    assert reader.wrong() == [] and violations(reader.page) == []


@pytest.mark.parametrize("name", MOVES)
def test_the_script_begins_with_the_picture_of_the_build(reader: Reader, browser, url: str, name: str) -> None:
    """Nothing comes before it is in view, nothing moves when it comes, and without scripts there are no controls."""
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url.removeprefix(reader.home)))
    page = reader.open(PAGES[name])
    page.evaluate(SHIFTS)
    figure = page.locator(f"#move-{name}")
    above = figure.evaluate("e => e.getBoundingClientRect().top") > page.viewport_size["height"] + 200
    page.wait_for_load_state("networkidle")
    if above:
        assert [request for request in asked if LATE.search(request)] == []
    picture = figure.evaluate("e => e.innerHTML") if above else None
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-ready", "")
    assert f"data/moves/{name}.json" in asked
    if picture:
        assert figure.evaluate("e => e.innerHTML") == picture
    assert page.evaluate("window.shifted ?? 0") == 0
    without = browser.new_context(java_script_enabled=False).new_page()
    without.goto(url + PAGES[name])
    still = without.locator(f"#move-{name}")
    assert still.locator("[data-said]").inner_text() == figure.locator("[data-said]").inner_text()
    assert not still.locator(".gt-move__controls").is_visible()
    assert still.locator("svg").first.is_visible() and still.locator("table tr").count() > 3
    without.context.close()


@pytest.mark.parametrize("name", MOVES)
def test_the_keyboard_moves_each_control_and_the_change_is_read_aloud(reader: Reader, name: str) -> None:
    figure = begun(reader, name)
    page, move = reader.page, MOVES[name]
    first = figure.locator(".gt-move__controls").locator("input, select, button").first
    first.focus()
    reached: list[str] = []
    for _ in range(3 * len(move.told["controls"]) + 12):
        reached.append(page.evaluate("document.activeElement.dataset.control ?? document.activeElement.name"))
        before = figure.locator("[data-said]").inner_text()
        kind = page.evaluate("document.activeElement.type")
        if kind in ("range", "radio", "select-one", "checkbox"):
            page.keyboard.press("Space" if kind == "checkbox" else "ArrowDown" if kind != "range" else "ArrowRight")
            if kind == "range" and figure.locator("[data-said]").inner_text() == before:
                page.keyboard.press("End")
        page.keyboard.press("Tab")
    assert set(move.told["controls"]) <= set(reached)
    expect(figure.locator("[data-status]")).to_have_text(re.compile(r"\w+ .*\."))
    figure.locator(".gt-move__reset").press("Enter")
    expect(figure.locator("[data-status]")).to_have_text(
        re.sub(r"\s+", " ", figure.locator("[data-said]").inner_text()).strip()
    )
    assert reader.wrong() == [] and violations(page) == []


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("context", [{"viewport": {"width": 320, "height": 640}}], indirect=True, ids=["320"])
def test_it_is_accessible_and_keeps_its_height(reader: Reader, name: str) -> None:
    figure = begun(reader, name)
    page, move = reader.page, MOVES[name]
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        heights = set()
        for state in corners(move):
            figure.evaluate(PUT, state)
            heights.add(round(figure.evaluate("e => e.getBoundingClientRect().height")))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, state
        assert len(heights) == 1, (width, heights)
        small = figure.locator(".gt-move__controls").locator("select, button, .gt-move__option, input[type=range]")
        assert min(small.evaluate_all("all => all.map(one => one.offsetHeight)")) >= 44
        for palette in ("slate", "default"):
            page.evaluate(f"document.querySelector('input[data-md-color-scheme={palette}]').click()")
            page.wait_for_selector(f"body[data-md-color-scheme={palette}]")
            found = Axe().run(page, f"#move-{name}", options={"resultTypes": ["violations"]}).response["violations"]
            assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found] == [], (palette, width)
    texts = figure.locator("svg text")
    assert min(texts.evaluate_all("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")) >= 11


def test_without_a_connection_words_say_so(reader: Reader) -> None:
    name = next(iter(MOVES))
    reader.page.route("**/data/moves/*", lambda route: route.abort())
    figure: Locator = reader.open(PAGES[name]).locator(f"#move-{name}")
    figure.scroll_into_view_if_needed()
    expect(figure.locator("[data-status]")).to_have_text(re.compile("Check your connection"))


def test_other_pages_do_not_load_it(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page: Page = reader.open("myths/phd/")
    page.wait_for_load_state("networkidle")
    assert "myths/phd/" not in PAGES.values() and [one for one in asked if "/move" in one] == []
