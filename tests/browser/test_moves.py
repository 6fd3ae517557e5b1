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
CALL = re.compile(r"move\(\"([^\"]+)\"")
PAGES = {
    name: path.relative_to(ROOT / "docs").as_posix().removesuffix(".md") + "/"
    for path in sorted((ROOT / "docs").rglob("*.md"))
    for name in CALL.findall(path.read_text("utf-8"))
}
# One of each kind: the others have the same elements.
FIRST = {move.told["kind"]: name for name, move in MOVES.items()}.values()
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
# The key that moves a control of this type, if it is not where the key leads already.
KEYS = {"range": "ArrowRight", "radio": "ArrowDown", "select-one": "ArrowDown", "checkbox": "Space"}
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


def as_the_stress_says(figure: Locator, move: Move) -> None:
    """At each position that the stress names as a change, the figure says the verdict that the stress gives."""
    assert move.claim and move.claim.stress
    before, stress = shown(figure), said_by_the_stress(move)
    measures = [test.measure for test in move.claim.rule]
    number = measures.index(f"{move.told['lab']}.{move.told['measure']}") + 1
    tried, flipped = set(), set()
    for change, state, _ in stress_positions(move):
        figure.evaluate(PUT, dict(state))
        what = change if len(measures) == 1 else f"test {number}, {change}"
        assert shown(figure) == stress[what], what
        flips = "The verdict flips" in figure.locator("[data-said]").inner_text()
        assert flips == (stress[what] != before), what
        tried.add(what)
        flipped |= {what} if flips else set()
    assert flipped == {flip.what for flip in move.claim.stress.flips} & tried
    figure.locator(".gt-move__reset").click()
    assert shown(figure) == before


def by_keyboard(figure: Locator, move: Move) -> None:
    """Tab reaches each control, its keys move it, and what that means is read aloud after a pause."""
    page = figure.page
    figure.locator(".gt-move__controls").locator("input, select, button").first.focus()
    reached: list[str] = []
    for _ in range(3 * len(move.told["controls"]) + 12):
        name, kind = page.evaluate(
            "[document.activeElement.dataset.control ?? document.activeElement.name, document.activeElement.type]"
        )
        reached.append(name)
        if kind in KEYS:
            page.keyboard.press(KEYS[kind])
        page.keyboard.press("Tab")
    assert set(move.told["controls"]) <= set(reached)
    expect(figure.locator("[data-status]")).to_have_text(re.compile(r"\w+ .*\."))
    figure.locator(".gt-move__reset").press("Enter")
    said = re.sub(r"\s+", " ", figure.locator("[data-said]").inner_text()).strip()
    expect(figure.locator("[data-status]")).to_have_text(said)


def keeps_its_place(figure: Locator, move: Move, width: int) -> None:
    """Wherever the controls are, the figure is as high as before, no wider than the page, and easy to hit."""
    page = figure.page
    page.set_viewport_size({"width": width, "height": 800})
    heights = set()
    for state in corners(move):
        figure.evaluate(PUT, state)
        heights.add(round(figure.evaluate("e => e.getBoundingClientRect().height")))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state
    assert len(heights) == 1, (width, heights)
    targets = figure.locator(".gt-move__controls").locator("select, button, .gt-move__option, input[type=range]")
    assert min(targets.evaluate_all("all => all.map(one => one.offsetHeight)")) >= 44
    sizes = figure.locator("svg text").evaluate_all("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert min(sizes) >= 11


@pytest.mark.parametrize("name", MOVES)
def test_it_can_be_moved_by_keyboard_on_a_phone_and_in_the_dark(reader: Reader, name: str) -> None:
    figure, move = begun(reader, name), MOVES[name]
    if move.claim:
        as_the_stress_says(figure, move)
    by_keyboard(figure, move)
    for width, palette in ((320, "slate"), (1280, "default")):
        keeps_its_place(figure, move, width)
        if name not in FIRST:
            continue
        reader.page.evaluate(f"document.querySelector('input[data-md-color-scheme={palette}]').click()")
        reader.page.wait_for_selector(f"body[data-md-color-scheme={palette}]")
        found = Axe().run(reader.page, f"#move-{name}", options={"resultTypes": ["violations"]}).response["violations"]
        assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found] == [], (palette, width)
    assert reader.wrong() == [] and violations(reader.page) == []


def test_a_curve_can_be_drawn_into_the_picture(reader: Reader) -> None:
    figure = begun(reader, "draw-the-curve")
    figure.locator("[data-mark=truth]").wait_for(state="hidden")
    paper = figure.locator(".paper").bounding_box()
    assert paper
    mouse = reader.page.mouse
    mouse.move(paper["x"] + 1, paper["y"] + 0.75 * paper["height"])
    mouse.down()
    mouse.move(paper["x"] + 0.9 * paper["width"], paper["y"] + 0.1 * paper["height"], steps=40)
    mouse.up()
    drawn = figure.locator("input[type=range]").evaluate_all("all => all.map(one => Number(one.value))")
    assert drawn == sorted(drawn) and drawn[0] < 0.4 and drawn[-1] > 0.8
    figure.get_by_label("show what we measured").check()
    figure.locator("[data-mark=truth]").wait_for(state="visible")
    assert "points away from ours" in figure.locator("[data-said]").inner_text()


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
