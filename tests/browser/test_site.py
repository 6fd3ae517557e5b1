"""The site as a reader meets it: in a real browser, by mouse, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from browse import TYPES, Reader
from checkout import REPOSITORY, ROOT, shared
from groundtruth.bench import transfer
from groundtruth.pages import search
from playwright.sync_api import Browser, Page, expect

CASES = ROOT / "tests" / "cases"
LABS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
WRITTEN = {
    re.sub(r"(^|/)index$", "", page.relative_to(ROOT / "docs").with_suffix("").as_posix()): page.read_text("utf-8")
    for page in sorted((ROOT / "docs").rglob("*.md"))
}
PAGES = [f"{path}/" if path else "" for path in (*WRITTEN, *(f"labs/{lab}" for lab in LABS), "no-such-page")]
DRAWN = {f"{path}/" if path else "" for path, text in WRITTEN.items() if "{{ figure(" in text}
DRAWN |= {f"labs/{lab}/" for lab in LABS}
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


COLOURS = ["color-contrast", "link-in-text-block"]
# The elements of a kind that was not there before: which elements lead to one, with what they wear. Ten cards of a kind
# have the same colours, on one page or on ten, and axe takes most of its time to look at colours.
KINDS = """before => {
    const seen = new Set(before), known = new Map([[null, 0]]), found = [];
    const hash = text => {  // cyrb53, 53 bits
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let i = 0; i < text.length; i++) {
            a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
            b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return 4294967296 * (2097151 & b) + (a >>> 0);
    };
    const kind = e => {
        if (!known.has(e)) {
            const s = getComputedStyle(e);
            const worn = [s.color, s.backgroundColor, s.backgroundImage, s.opacity, s.position];
            known.set(e, hash([kind(e.parentElement), e.tagName, e.getAttribute("class"), ...worn].join(" ")));
        }
        return known.get(e);
    };
    for (const e of document.body.querySelectorAll("*")) {
        if (!e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
        if (e.matches("a[href]") || [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim())) {
            const s = getComputedStyle(e);
            const key = hash([kind(e), s.fontSize, s.fontWeight, s.textDecorationLine, s.borderBottomStyle].join(" "));
            if (!seen.has(key)) found.push(e);
            seen.add(key);
        }
    }
    window.kinds = {include: found};
    return [...seen];
}"""
# Text of a chart that a phone shows too small.
SMALL = """() => [...document.querySelectorAll(".gt-chart *")].filter(e => parseFloat(getComputedStyle(e).fontSize) < 11
    && [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim())).map(e => e.outerHTML)"""
# What readers may set by WCAG 2.2, 1.4.12, without losing anything.
SPACING = """spaced => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important} p {margin-bottom: 2em !important}`);
    document.adoptedStyleSheets = spaced ? [sheet] : [];
}"""
WIDTH = "document.documentElement.scrollWidth"
AXE = "([options]) => axe.run(%s, {resultTypes: ['violations'], ...options}).then(found => found.violations)"


@pytest.fixture(scope="module")
def everywhere(browser: Browser, url: str) -> Iterator[Reader]:
    """One page for many addresses: a new one costs as much as what is looked at in it."""
    context = browser.new_context(viewport=PHONE)
    yield Reader(context.new_page(), url)
    context.close()


@pytest.fixture(scope="session")
def right(tmp_path_factory) -> Path:
    """The kinds of elements on pages whose test passed, in whichever process: one a line."""
    path = shared(tmp_path_factory) / "kinds"
    path.touch()
    return path


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_page_is_accessible_everywhere_and_asks_nobody_else(everywhere: Reader, path: str, right: Path) -> None:
    """On a phone and on a desk, in light and in dark: one load, since a load costs as much as a look.

    What has which colour depends on the palette, and what is beside what on the width. Of each type a page is looked
    at in all four ways; the others differ in their text alone, so their structure is read on the phone, where most is
    folded away and everything is narrow, with the spacing that readers may set, and their colours on the desk, where
    nothing is. An element of a kind whose
    colours were right on an earlier page is not looked at again.
    """
    everywhere.errors.clear()
    everywhere.foreign.clear()
    everywhere.page.set_viewport_size(PHONE)
    page = everywhere.open(path)
    page.evaluate(Axe().axe_script)
    kinds = before = {int(line) for line in right.read_text("utf-8").split()}
    if path in DRAWN:
        sizes = text_of_figures(page)
        assert sizes, "no figure with text on this page"
        assert [text for size, text in sizes if size < 10.95] == []
    assert page.evaluate(SMALL) == []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate(WIDTH) <= size["width"], "the page scrolls sideways"
        if size is PHONE:
            page.evaluate(SPACING, True)
            assert page.evaluate(WIDTH) <= size["width"], "the page scrolls sideways with a reader's spacing"
        if size is PHONE or path in TYPES:
            assert violations(page, {"rules": {rule: {"enabled": False} for rule in COLOURS}}) == [], size
        page.evaluate(SPACING, False)
        for palette in ("default", "slate", "default") if size is DESK or path in TYPES else ():
            if page.evaluate("document.body.dataset.mdColorScheme") != palette:
                page.evaluate(f"document.querySelector('input[data-md-color-scheme={palette}]').click()")
                page.wait_for_selector(f"body[data-md-color-scheme={palette}]")
            known, kinds = kinds, set(page.evaluate(KINDS, list(kinds)))
            if known == kinds:
                break  # what is of no new kind in one palette is of none in the other, since style sheets make both
            assert violations(page, {"runOnly": COLOURS}, "kinds") == [], f"{palette}, {size}"
    assert everywhere.wrong(path) == []
    with right.open("a", encoding="utf-8") as file:
        file.write("".join(f"{kind}\n" for kind in kinds - before))


def violations(page: Page, options: dict, where: str = "document") -> list[str]:
    """What axe says against the page, or against the elements `where`, a line of JavaScript."""
    return [
        f"{found['id']}: {found['help']}\n  " + "\n  ".join(node["html"][:200] for node in found["nodes"])
        for found in page.evaluate(AXE % where, [options])
    ]


def text_of_figures(page: Page) -> list[tuple[float, str]]:
    """Each text in a figure with its size on the screen, in px."""
    return page.evaluate(
        """() => [...document.querySelectorAll("svg.gt-figure text")].map(text => {
            const svg = text.closest("svg");
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return [parseFloat(getComputedStyle(text).fontSize) * scale, text.textContent];
        })"""
    )


def test_what_comes_before_what_is_drawn_where_it_can_be_read_and_listed_everywhere(reader: Reader) -> None:
    page = reader.open("path/")
    page.set_viewport_size(DESK)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".gt-graph text")].map(text => {
            const svg = text.closest("svg"), scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return parseFloat(getComputedStyle(text).fontSize) * scale;
        })"""
    )
    assert len(sizes) > len(LABS) and min(sizes) >= 10.95
    drawn = page.eval_on_selector_all(".gt-graph a", "links => links.map(link => link.href.baseVal)")
    page.set_viewport_size(PHONE)
    assert not page.locator(".gt-graph svg").is_visible()
    listed = page.eval_on_selector_all(".gt-layers a", "links => links.map(link => link.getAttribute('href'))")
    assert sorted(listed) == sorted(drawn)
    assert page.locator(".gt-layers a").last.is_visible()


# Asks every question in one page: enters it as a reader would have typed it, and reads the list that answers it.
ASK = """async queries => {
    const field = document.querySelector(".md-search__input");
    const list = document.querySelector(".md-search-result__list");
    const answer = query => new Promise(resolve => {
        list.replaceChildren();
        new MutationObserver((_, observer) => {
            observer.disconnect();
            resolve([...list.querySelectorAll(":scope > li")].map(item => item.querySelector("a").pathname));
        }).observe(list, {childList: true});
        setTimeout(() => resolve([]), 30000);
        field.value = query;
        field.dispatchEvent(new KeyboardEvent("keyup"));
    });
    const answers = [];
    for (const query of queries) answers.push(await answer(query));
    return answers;
}"""


def test_search_finds_the_pages(reader: Reader) -> None:
    cases = yaml.safe_load((CASES / "search.yml").read_text("utf-8"))
    page = reader.open()
    page.keyboard.press("/")
    answers = page.evaluate(ASK, [case["query"] for case in cases])
    assert [
        f"{case['query']}: not {case['page']} but {found[:3]}"
        for case, found in zip(cases, answers, strict=True)
        if f"/{case['page']}" not in found[:3]
    ] == []
    assert reader.errors == []


def test_the_search_answers_after_its_first_piece_and_once_more_with_the_words_of_what_it_lists(reader: Reader) -> None:
    """What it loads until it answers is counted as a host would send it, compressed."""
    asked, held, weights = [], [], {}
    reader.page.on("request", lambda request: asked.append(request.url.removeprefix(reader.home)))
    reader.page.context.route("**/search/*-page.json", lambda route: held.append(route))

    def weigh(response) -> None:
        name = response.url.removeprefix(reader.home)
        if name.startswith(("search/", "assets/search")):
            weights[name] = len(gzip.compress(response.body()))

    reader.page.on("response", weigh)
    page = reader.open("truths/honest-split/")
    page.keyboard.press("/")
    page.wait_for_load_state("networkidle")
    assert "assets/search.js" in asked, "the theme started another search than ours"
    assert [url for url in asked if url.startswith(("search/", "assets/search-ranking.js"))] == []
    page.keyboard.type("leakege in test set")
    page.wait_for_selector(".md-search-result__item a")
    assert set(weights) == {"assets/search.js", "assets/search-ranking.js", "search/pages.json"}
    assert sum(weights.values()) <= 100_000
    first = page.locator(".md-search-result__item").all_inner_texts()
    page.keyboard.press("ArrowDown")
    stood = page.evaluate("document.activeElement.pathname")
    for _ in range(100):
        if len(held) < len(first):
            page.wait_for_timeout(50)
    listed = {url for url in asked if url.startswith("search/")} - {"search/pages.json"}
    assert "search/truths-honest-split-page.json" in listed and len(listed) == len(held) == len(first)
    for route in held:
        route.continue_()
    page.wait_for_selector(".md-search-result__item details")  # sections are found only in what came behind
    assert page.evaluate("document.activeElement.pathname") == stood, "who stood on a result has lost it"
    assert page.locator(".md-search-result__item").count() == len(first)
    before = len(asked)
    page.fill(".md-search__input", "leakage in a test set")
    page.wait_for_timeout(500)
    assert not set(asked[before:]) & listed, "what is there was asked for again"
    page.context.unroute_all()
    assert reader.errors == []


def test_the_search_finds_the_words_that_the_index_was_made_of(reader: Reader, site: Path) -> None:
    """In the browser's language and in ours they are the same, in every text of the site."""
    index = json.loads((site / search.INDEX).read_text("utf-8"))
    texts = [doc[part] for doc in index["docs"] for part in ("title", "text")] + ["Ph.D. isn’t naïve, ﬁne C++ 80%"]
    ranking = (ROOT / "docs/assets/search-ranking.js").read_text("utf-8")
    theirs = f"texts => {{ {ranking}; return texts.map(text => words(plain(text))); }}"
    assert reader.open().evaluate(theirs, texts) == [search.words(search.plain(text)) for text in texts]
    packed = json.loads((site / search.FIRST).read_text("utf-8"))
    read = reader.page.evaluate(f"index => {{ {ranking}; return [...unpacked(index)].length; }}", packed)
    assert len(packed["counts"]) == len(packed["gaps"].replace(" ", ""))
    assert read == len(packed["counts"]) + len(packed["asked"].replace(" ", ""))


def test_a_result_opens_below_its_version_with_its_words_marked(context, versions_url: str) -> None:
    reader = Reader(context.new_page(), versions_url)
    page = reader.open("latest/claims/")
    page.keyboard.press("/")
    page.keyboard.type("are coins realy fair")
    page.wait_for_selector(".md-search-result__item:first-child a[href*='/truths/coins/?h=coins+fair']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/latest/truths/coins/*")
    page.wait_for_selector("article mark")
    assert "coins" in {word.lower() for word in page.locator("article mark").all_inner_texts()}
    assert reader.foreign == [] and reader.errors == []


def test_text_that_comes_without_a_key_is_searched_and_escape_leads_back(reader: Reader) -> None:
    """As from the clipboard by mouse, from dictation, or from a phone's suggestions."""
    page = reader.open("myths/phd/")
    page.locator(".md-content a[href]").first.focus()
    stood = page.evaluate("document.activeElement.href")
    page.locator(".md-search__input").focus()
    page.keyboard.insert_text("salary")
    page.wait_for_selector(".md-search-result__item a")
    assert page.locator(".md-search-result__meta").get_attribute("role") == "status"
    page.keyboard.press("Escape")
    page.wait_for_function("stood => document.activeElement.href === stood", arg=stood)
    assert reader.errors == []


@pytest.mark.parametrize("path", ["", "claims/", "myths/jobs/"])
def test_the_header_hides_nothing_that_has_the_focus(reader: Reader, path: str) -> None:
    page = reader.open(path)
    page.set_viewport_size(DESK)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".md-footer a").last.focus()
    hidden = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        where = page.evaluate(
            """() => {
                const one = document.activeElement, at = one.getBoundingClientRect();
                const header = document.querySelector(".md-header").getBoundingClientRect().bottom;
                return one.closest(".md-content") && at.height < 200 && at.top < header - 1 ? one.outerHTML : "";
            }"""
        )
        hidden += [where] * bool(where)
    assert hidden == []


def test_no_line_of_code_is_cut_on_paper(reader: Reader) -> None:
    page = reader.open("questions/")
    page.emulate_media(media="print")
    cut = page.eval_on_selector_all(
        "pre > code", "all => all.filter(one => getComputedStyle(one).whiteSpace !== 'pre-wrap').length"
    )
    assert cut == 0


def test_an_address_with_q_opens_the_search(reader: Reader) -> None:
    page = reader.open("?q=boosting")
    page.wait_for_selector(".md-search-result__item a")
    assert page.locator(".md-search__input").input_value() == "boosting"


def shown(page) -> list[str]:
    return page.eval_on_selector_all(".gt-claims tbody tr", "rows => rows.filter(r => r.offsetParent).map(r => r.id)")


def claims(site: Path) -> list[dict]:
    return json.loads((site / "data" / "claims.json").read_text("utf-8"))


def test_filters_filter(reader: Reader, site: Path) -> None:
    page = reader.open("claims/")
    everything = claims(site)
    assert shown(page) == [c["id"] for c in everything]
    page.select_option("select[name=verdict]", "does-not-hold")
    assert shown(page) == [c["id"] for c in everything if c["verdict"] == "does not hold"]
    page.select_option("select[name=article]", "Q")
    wanted = [c["id"] for c in everything if c["verdict"] == "does not hold" and c["id"][0] == "Q"]
    assert wanted and shown(page) == wanted
    assert page.locator(".gt-filters output").inner_text() == f"{len(wanted)} of {len(everything)} claims"
    reader.page.reload()
    assert shown(page) == wanted, "the address did not keep the filters"
    page.click(".gt-filters button[type=reset]")
    assert len(shown(page)) == len(everything)
    page.select_option("select[name=kind]", "labour-market")
    assert shown(page) == [c["id"] for c in everything if c["kind"] == "labour market"]
    page.fill("input[name=words]", "zzzz")
    assert shown(page) == [] and page.locator(".gt-none").is_visible()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_claims_without_javascript(reader: Reader, site: Path) -> None:
    page = reader.open("claims/")
    assert page.locator(".gt-claims tbody tr").count() == len(claims(site))
    assert page.locator(".gt-claims tbody tr").first.is_visible()
    assert page.locator(".gt-filters").bounding_box() is None, "an empty gap where the filters would be"
    leads = page.locator(".gt-claims .gt-why").first
    card = leads.get_attribute("href").partition("#")[2]
    leads.click()
    expect(page.locator(f"#{card} .gt-card__because"), "a statement does not lead to its reason").to_be_visible()
    page = reader.open("facts/")
    assert page.locator(".gt-facts > li").count() == len(json.loads((site / "data/facts.json").read_text("utf-8")))
    leads = page.locator(".gt-facts > li > a").nth(60)
    fact = leads.get_attribute("href").partition("#")[2]
    leads.click()
    expect(page.locator(f"#{fact} .gt-fact__foot"), "a name does not lead to its fact").to_be_visible()


def test_reasons_and_facts_open_in_line(reader: Reader, site: Path) -> None:
    """By mouse and by keyboard, and what they say comes when it is asked for."""
    asked = []
    reader.page.on("request", lambda request: asked.append(request.url.removeprefix(reader.home)))
    page = reader.open("claims/")
    claim = next(claim for claim in claims(site) if claim["doubts"] and claim["facts"] and claim["against"])
    row = page.locator(f"#{claim['id']}")
    link = row.locator(".gt-why")
    assert "data/claims.json" not in asked and link.get_attribute("aria-expanded") == "false"
    link.click()
    reason = row.locator(".gt-reason")
    said = reason.inner_text()
    assert claim["because"] in said and claim["doubts"][0]["why"] in said and page.url.endswith("claims/")
    statement = link.bounding_box()
    assert abs(reason.bounding_box()["x"] - row.locator(".gt-id").bounding_box()["x"]) < 2, "the reason hangs"
    assert reason.bounding_box()["y"] >= statement["y"] + statement["height"] - 2
    others = reason.locator("a").evaluate_all("links => links.map(link => link.pathname + link.hash)")
    assert f"/facts/#{claim['facts'][0]}" in others and f"/{claim['chapter']}#{claim['id']}" in others
    page.keyboard.press("Space")
    assert reason.is_hidden() and link.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert reason.is_visible() and asked.count("data/claims.json") == 1
    page = reader.open("facts/")
    fact = page.locator(f"#{claim['facts'][0]}")
    fact.locator(":scope > a").click()
    fact.locator(".gt-fact__foot").wait_for()
    assert claim["id"] in fact.locator(".gt-fact__foot a").all_inner_texts()
    leads = fact.locator(".gt-fact__foot a").evaluate_all("links => links.map(link => link.pathname)")
    assert f"/{claim['chapter']}" in leads, "a link was copied from another page as it stood there"
    fact.locator(":scope > a").click()
    assert fact.locator(".gt-fact").is_hidden()
    reader.open(f"facts/#{claim['facts'][0]}")
    page.wait_for_url(f"**/facts/*/#{claim['facts'][0]}")
    assert reader.errors == []


@pytest.mark.parametrize("path", PAGES[:-1], ids=lambda path: path or "home")
def test_a_first_visit_is_light(site: Path, path: str) -> None:
    """With everything that it loads, in KB. The page of questions has all their answers."""
    most = 135 if path == "questions/" else 90 if re.match("(labs|facts)/.", path) else 80
    assert transfer(site, path)["total"] <= most * 1000


def test_keyboard_alone_suffices(reader: Reader) -> None:
    """Tab from the top: skip link, filters and search are reached, and the filter works without a mouse."""
    page = reader.open("claims/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('md-skip')")
    page.keyboard.press("Enter")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        if reached[-1] == "verdict":
            break
    assert reached[-1] == "verdict", reached
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "focus cannot be seen"
    before = len(shown(page))
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.gt-claims tbody tr')].filter(r => r.offsetParent).length < before",
        arg=before,
    )
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.name === 'query'")


@pytest.mark.parametrize("context", [{"has_touch": True}], indirect=True, ids=["touch"])
def test_a_number_on_a_card_shows_its_interval_to_pointer_keyboard_finger_and_paper(reader: Reader) -> None:
    page = reader.open("myths/phd/")
    page.set_viewport_size(PHONE)
    card = page.locator("#K02")
    value, span = card.locator(".gt-value").first, card.locator(".gt-value__span").first
    below = card.locator(".gt-card__stress")

    def seen() -> bool:
        return span.bounding_box()["width"] > 40

    top = below.bounding_box()["y"] - card.bounding_box()["y"]
    assert not seen()
    for show, hide in (
        (value.hover, lambda: page.mouse.move(0, 0)),
        (value.focus, lambda: page.evaluate("document.activeElement.blur()")),
        (value.tap, lambda: page.locator("h1").first.tap()),
    ):
        show()
        assert seen()
        box = span.bounding_box()
        assert box["y"] + box["height"] <= below.bounding_box()["y"] + 1, "it covers what is below"
        assert below.bounding_box()["y"] - card.bounding_box()["y"] == top, "it moves what is below"
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        hide()
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        assert not seen()
    assert card.locator("summary").bounding_box()["height"] >= 44
    assert not card.locator(".gt-card__doubts").is_visible()
    page.emulate_media(media="print")
    assert seen() and card.locator(".gt-card__doubts").is_visible()


def test_dark_mode_can_be_chosen(reader: Reader) -> None:
    page = reader.open()
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("label[for=__palette_1]:visible, label[for=__palette_0]:visible")
    page.wait_for_function("before => getComputedStyle(document.body).backgroundColor !== before", arg=before)


@pytest.mark.parametrize("context", [{"color_scheme": "dark"}], indirect=True, ids=["dark"])
def test_dark_is_shown_to_who_prefers_it(reader: Reader) -> None:
    assert reader.open().locator("body").get_attribute("data-md-color-scheme") == "slate"


@pytest.mark.parametrize(("version", "ref"), [("latest", "v1.1"), ("1.1", "v1.1"), ("1.0", "v1.0"), ("dev", "main")])
def test_launch_links_name_a_ref_never_an_alias(versions: Path, version: str, ref: str) -> None:
    html = (versions / version / "labs/coin/index.html").read_text("utf-8")
    path = f"{REPOSITORY}/blob/{ref}/notebooks/coin.ipynb"
    assert f'href="https://colab.research.google.com/github/{path}"' in html
    assert f'href="https://kaggle.com/kernels/welcome?src=https://github.com/{path}"' in html


@pytest.mark.parametrize("lab", LABS)
def test_launch_links_lead_to_the_notebook(site: Path, lab: str) -> None:
    html = (site / "labs" / lab / "index.html").read_text("utf-8")
    path = f"{REPOSITORY}/blob/main/notebooks/{lab}.ipynb"
    assert f'href="https://colab.research.google.com/github/{path}"' in html
    assert f'href="https://kaggle.com/kernels/welcome?src=https://github.com/{path}"' in html


@pytest.mark.parametrize("lab", LABS)
def test_lab_download_is_the_clean_notebook(site: Path, lab: str) -> None:
    assert (site / "labs" / lab / f"{lab}.ipynb").read_bytes() == (ROOT / "notebooks" / f"{lab}.ipynb").read_bytes()


@pytest.mark.parametrize("lab", LABS)
def test_functions_that_labs_share_can_be_read_beside_the_lab(site: Path, lab: str) -> None:
    cells = json.loads((ROOT / "notebooks" / f"{lab}.ipynb").read_text("utf-8"))["cells"]
    kit = ["".join(cell["source"]) for cell in cells if "kit" in cell["metadata"].get("tags", [])]
    page, shared = (site / "labs" / lab / name for name in ("index.html", "shared.txt"))
    assert (f'href="../../labs/{lab}/shared.txt"' in page.read_text("utf-8")) == bool(kit)
    assert (shared.read_text("utf-8-sig") if shared.exists() else "") == "".join(f"{text}\n" for text in kit)


def test_contract_of_the_data(site: Path) -> None:
    everything = claims(site)
    assert len({c["id"] for c in everything}) == len(everything) >= 130
    fields = [
        "id",
        "statement",
        "article",
        "where",
        "speaker",
        "who",
        "kind",
        "chapter",
        "verdict",
        "certainty",
        "measured",
        "doubts",
        "because",
        "overruled",
        "stress",
        "same_as",
        "against",
        "tension",
        "labs",
        "facts",
        "reviewed",
        "due",
        "searched",
    ]
    for claim in everything:
        assert list(claim) == fields
        assert (site / claim["chapter"] / "index.html").is_file()
        assert f'id="{claim["id"]}"' in (site / claim["chapter"] / "index.html").read_text("utf-8")
    for lab in LABS:
        evidence = json.loads((site / "data" / "evidence" / f"{lab}.json").read_text("utf-8"))
        assert {"lab", "packages", "measures", "series"} <= set(evidence)
