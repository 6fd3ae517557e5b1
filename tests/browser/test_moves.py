"""Figures that readers move, in a real browser: by keyboard and by touch, without scripts, and as the stress says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

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
ANSWER = "The rule’s answer changes"  # where an editor overruled the rule, the card's verdict stays
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


# Every position of a figure's controls, and where its sentences contradict each other there.
SWEEP = """async ([home, name]) => {
    const data = await (await fetch(`${home}data/moves/${name}.json`)).json();
    const kind = await import(`${home}assets/move-${data.kind}.js`);
    const { positions } = await import(`${home}assets/move-figure.js`);
    const contradicts = (said, words, data) => {CHECK};
    let states = [{}];
    for (const [control, { options, min, max, step, unit }] of Object.entries(data.controls)) {
        const few = control === "yes" ? 0.12 : step;
        const count = options ? 0 : Math.round((max - min) / few);
        const values = options ? Object.keys(options)
            : Array.from({ length: count + 1 }, (_, nth) => Math.round(1e6 * (min + nth * few)) / 1e6);
        states = states.flatMap((state) => values.map((value) => ({ ...state, [control]: value })));
    }
    const found = [];
    for (const state of states) {
        const words = positions(data, state);
        const { said } = kind.scene(data, state, words);
        if (contradicts(said, words, data)) found.push([JSON.stringify(state), ...said]);
    }
    return [states.length, found.length, found.slice(0, 3)];
}"""
# What sentences show as the ends of the interval, held against what they conclude from them.
ENDS = """
    const number = (text) => parseFloat(text.replace("−", "-"));
    const [low, high] = said[0].match(/from (\\S+) to ([^,\\s]+?)[,.]? /).slice(1).map(number);
    const bar = number(words.threshold);
    const most = "at_most" in data.tests.find((test) => test.own);
    const passes = most ? high <= bar : low >= bar;
    const fails = most ? low > bar : high < bar;
    return said[1].startsWith("The whole") !== passes || said[1].startsWith("No part") !== fails;
"""
# A cheapest cut-off that is the one chosen, or that costs as much.
CHEAPER = """
    const costs = said[1].match(/costs as much as (\\d+) .* slider, (\\S+), costs as much as (\\d+)/);
    return costs && (costs[2] === words.cut || Number(costs[3]) >= Number(costs[1]));
"""


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
        what = change if change in stress else f"test {number}, {change}"
        assert shown(figure) == stress[what], what
        overruled = move.claim.judgement.overruled
        flips = (ANSWER if overruled else "The verdict flips") in figure.locator("[data-said]").inner_text()
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


@pytest.fixture
def phone(browser, url: str) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield Reader(context.new_page(), url)
    context.close()


def stroke(page: Page, *places: tuple[float, float]) -> None:
    """A finger goes through these places, in small steps, as a hand does."""
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *place: float) -> None:
        points = [dict(zip("xy", place, strict=True))] if place else []
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", *places[0])
    for (x, y), (to_x, to_y) in itertools.pairwise(places):
        for step in range(1, 21):
            touch("touchMove", x + (to_x - x) * step / 20, y + (to_y - y) * step / 20)
            page.wait_for_timeout(10)
    touch("touchEnd")


def drawn(figure: Locator) -> list[float]:
    return figure.locator("input[type=range]").evaluate_all("all => all.map(one => Number(one.value))")


def test_a_finger_draws_sideways_and_scrolls_up_and_down(phone: Reader) -> None:
    figure = begun(phone, "draw-the-curve")
    page, paper = phone.page, figure.locator(".paper")
    # On shapes the property counts for nothing: what gets the pointer lies in boxes that have it.
    for box in (".gt-move__picture", "svg", "svg svg"):
        assert figure.locator(box).first.evaluate("e => getComputedStyle(e).touchAction") == "pan-y", box
    paper.evaluate("e => e.scrollIntoView({block: 'center', behavior: 'instant'})")
    box, address, top = paper.bounding_box(), page.url, page.evaluate("scrollY")
    assert box

    def spot(x: float, y: float) -> tuple[float, float]:
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    before = drawn(figure)
    stroke(page, spot(0.45, 0.9), spot(0.46, -0.2))
    page.wait_for_function("top => scrollY > top + 50", arg=top)
    assert drawn(figure) == before, "a thumb that scrolls draws nothing"
    paper.evaluate("e => e.scrollIntoView({block: 'center', behavior: 'instant'})")
    page.wait_for_timeout(500)  # what the thumb has pushed rolls on
    box, top = paper.bounding_box(), page.evaluate("scrollY")
    assert box
    stroke(page, spot(0.01, 0.7), spot(0.5, 0.3), spot(0.9, 0.1))
    page.wait_for_timeout(100)
    curve = drawn(figure)
    assert curve == sorted(curve) and curve[0] < 0.4 and curve[-1] > 0.8
    assert page.url == address and page.evaluate("scrollY") == pytest.approx(top, abs=2)
    page.touchscreen.tap(*spot(3 / 7, 0.9))
    assert [x != y for x, y in zip(drawn(figure), curve, strict=True)] == [nth == 3 for nth in range(7)]


def test_a_quick_hand_leaves_no_point_out(reader: Reader) -> None:
    figure = begun(reader, "draw-the-curve")
    box = figure.locator(".paper").bounding_box()
    assert box
    mouse = reader.page.mouse
    mouse.move(box["x"] + 1, box["y"] + 0.8 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 6 / 7 * box["width"], box["y"] + 0.2 * box["height"])
    mouse.up()
    curve = drawn(figure)
    assert curve == pytest.approx([0.2 + 0.1 * nth for nth in range(7)], abs=0.021)


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if move.claim])
def test_no_sentence_contradicts_the_ends_shown_before_it(reader: Reader, name: str) -> None:
    reader.open(PAGES[name])
    positions, contradictions, first = reader.page.evaluate(SWEEP.replace("CHECK", ENDS), [reader.home, name])
    assert positions > 100 and contradictions == 0, first


def test_the_cheapest_cut_off_costs_less_wherever_it_is_named(reader: Reader) -> None:
    reader.open(PAGES["cut-off"])
    positions, contradictions, first = reader.page.evaluate(SWEEP.replace("CHECK", CHEAPER), [reader.home, "cut-off"])
    assert positions > 10_000 and contradictions == 0, first


def said(figure: Locator, state: dict) -> str:
    figure.evaluate(PUT, state)
    return figure.locator("[data-said]").inner_text().replace("\n", " ")


def test_pay_names_no_country_that_it_did_not_count(reader: Reader) -> None:
    figure = begun(reader, "where-do-i-stand")
    assert "Adverts, outside the US: " in said(figure, {"country": "India"})
    assert figure.locator("[data-mark='adverts called']").text_content() == "adverts, by level: outside the US"
    assert "can't show adverts from India by themselves" in said(figure, {})
    label = figure.locator("[data-mark=survey] text").bounding_box()
    frame = figure.locator("svg").first.bounding_box()
    assert label and frame and label["x"] >= frame["x"], "the label of a low wage stays in the picture"
    assert "Survey: our table has only answers from the US and India." in said(figure, {"country": "elsewhere"})
    assert "isn't among the titles" in said(figure, {"country": "India", "title": "AI engineer"})
    assert figure.locator("[data-mark='survey called']").text_content() == "survey, by degree: nothing to show"


def test_words_agree_with_their_numbers(reader: Reader) -> None:
    assert "is 1 point too high" in said(begun(reader, "raters"), {"raters": 3})
    switches = begun(reader, "switchboard")
    timing = said(switches, {"faults": ["timing"], "requests": "quarter"})
    assert timing.startswith("When every request is affected") and "logistic regression nothing (in AUC)." in timing
    assert "With one request in four affected" in timing and "−" not in timing
    assert "None of the 2 faults" in said(switches, {"faults": ["timing", "gaps"]})
    figure = begun(reader, "draw-the-curve")
    ours = reader.page.evaluate("async url => (await (await fetch(url)).json()).ours",
                                f"{reader.home}data/moves/draw-the-curve.json")  # fmt: skip
    sizes = [name for name in MOVES["draw-the-curve"].start if name != "show"]
    curve = {size: round(value, 2) for size, value in zip(sizes, ours[:-1], strict=True)}
    told = said(figure, {**curve, "show": ["measured"]})
    assert told == "Your curve matches what we measured, at every number of rows."
    almost = said(figure, {"s50": curve["s50"] + 0.01})
    assert "is less than a point away" in almost and "furthest off at 50 rows" in almost
    cut = begun(reader, "cut-off")
    cut.evaluate(PUT, {"cut": 0.01, "yes": 0.5, "miss": 1})
    reader.page.set_viewport_size({"width": 390, "height": 844})
    first, second = (cut.locator(mark).first.bounding_box() for mark in ("[data-mark=cut]", "svg .name"))
    assert first and second and first["y"] + first["height"] <= second["y"] + 6, "words lie over each other"


def test_a_guess_that_nobody_made_is_not_shown(reader: Reader, browser, url: str) -> None:
    """On paper and without scripts there is our curve alone, until a reader has drawn one."""
    figure = begun(reader, "draw-the-curve")
    theirs = [figure.locator(".yours"), figure.locator(".gt-move__legend .second")]
    reader.page.emulate_media(media="print")
    assert not any(one.is_visible() for one in theirs) and figure.locator(".truth").is_visible()
    assert "Guess before" not in figure.inner_text()
    figure.evaluate(PUT, {"s50": 0.2})
    assert all(one.is_visible() for one in theirs)
    reader.page.emulate_media(media="screen")
    without = browser.new_context(java_script_enabled=False).new_page()
    without.goto(url + PAGES["draw-the-curve"])
    still = without.locator("#move-draw-the-curve")
    assert not still.locator(".yours").is_visible() and not still.locator(".gt-move__legend .second").is_visible()
    assert still.locator(".gt-move__said").evaluate("e => getComputedStyle(e).minHeight") == "0px"
    assert "Guess before" not in still.inner_text()
    without.context.close()


def test_legends_can_be_told_apart_in_forced_colours(reader: Reader) -> None:
    reader.page.emulate_media(forced_colors="active")
    for name in ("basics-margin", "switchboard", "cut-off", "looks"):
        marks = (
            begun(reader, name)
            .locator(".gt-move__legend span:not(.faint)")
            .evaluate_all(
                "all => all.map(e => getComputedStyle(e, '::before')).map(s => s.borderTop + s.backgroundColor)"
            )
        )
        assert len(set(marks)) == 2, (name, marks)
    reader.page.emulate_media(forced_colors="none")


def test_without_a_connection_words_say_so_and_it_comes_with_the_connection(reader: Reader) -> None:
    name = next(iter(MOVES))
    reader.page.route("**/data/moves/*", lambda route: route.abort())
    figure: Locator = reader.open(PAGES[name]).locator(f"#move-{name}")
    figure.scroll_into_view_if_needed()
    status = figure.locator("[data-status]")
    expect(status).to_have_text(re.compile("Check your connection"))
    first = figure.locator(".gt-move__controls").locator("input, select").first
    first.evaluate("e => e.focus()")
    assert not first.evaluate("e => e === document.activeElement"), "controls that do nothing rest"
    reader.page.unroute("**/data/moves/*")
    reader.page.evaluate("dispatchEvent(new Event('online'))")
    expect(figure).to_have_attribute("data-ready", "")
    expect(status).to_have_text("")
    first.evaluate("e => e.focus()")
    assert first.evaluate("e => e === document.activeElement")


def test_other_pages_do_not_load_it(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page: Page = reader.open("myths/phd/")
    page.wait_for_load_state("networkidle")
    assert "myths/phd/" not in PAGES.values() and [one for one in asked if "/move" in one] == []
