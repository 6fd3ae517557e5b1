"""The SQL playground in a real browser: nothing before it is used, then answers, and words where a query is wrong."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browse import Reader
from checkout import ROOT
from groundtruth.ledger import load
from playwright.sync_api import BrowserContext, Locator, Page, expect
from test_policy import LISTEN, POLICY, violations

PAGE = "path/sql/"
HANDBOOK = load(ROOT)
QUERIES = HANDBOOK.playground.entries
EXAMPLES = [name for name, query in QUERIES.items() if not query.task and not query.said]
TASKS = [name for name, query in QUERIES.items() if query.task]
# What is fetched only once a reader turns to a query.
LATE = re.compile(r"playground-|sql-wasm|flights|playground\.json")


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.add_init_script(LISTEN)
    return context


def box(page: Page, name: str) -> Locator:
    return page.locator(f".gt-sql[data-query={name}]")


def run(page: Page, name: str, sql: str = "", what: str = "run") -> Locator:
    """Press a button of a query, and wait for what it has to say."""
    found = box(page, name)
    if sql:
        found.locator("textarea").fill(sql)
    found.locator(".gt-sql__status").evaluate("status => status.replaceChildren()")
    found.locator(f"[data-do={what}]").click()
    expect(found.locator(".gt-sql__status")).to_have_text(re.compile("\\w"))
    expect(found.locator(".gt-sql__status")).not_to_have_text(re.compile("^Loading"))
    return found


def said(found: Locator) -> str:
    return " ".join(found.locator(".gt-sql__status").text_content().split())


def cells(table: Locator) -> list[list[str]]:
    return table.locator("tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")


def in_order(reader: Reader) -> None:
    assert violations(reader.page) == [] and reader.errors == [] and reader.foreign == []


def test_nothing_is_fetched_before_a_query_is_run_and_nothing_from_elsewhere_then(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url.removeprefix(reader.home)))
    page = reader.open(PAGE)
    page.mouse.wheel(0, 5000)
    page.locator(".gt-sql textarea").first.focus()
    page.wait_for_load_state("networkidle")
    assert "assets/playground.js" in asked and [url for url in asked if LATE.search(url)] == []
    assert (ROOT / "docs/assets/playground.js").stat().st_size < 1500
    run(page, EXAMPLES[0])
    late = [url for url in asked if LATE.search(url)]
    assert {"assets/vendor/sql-wasm.wasm", "data/flights.db.gz"} <= set(late)
    assert "data/playground.json" not in late, "the answers came before a check"
    in_order(reader)


def test_a_page_without_a_query_has_not_even_the_listener(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.open("path/python/").wait_for_load_state("networkidle")
    assert [url for url in asked if "playground" in url] == []


def test_the_policy_is_that_of_every_other_page(reader: Reader, site) -> None:
    policies = {POLICY.search((site / page / "index.html").read_text("utf-8"))[0] for page in (PAGE, "myths/phd")}
    assert len(policies) == 1 and "wasm" not in policies.pop()


def test_every_example_finds_in_the_browser_what_the_build_found(reader: Reader, browser, url: str) -> None:
    """The stored tables, as a reader without JavaScript sees them, against those of SQLite in the page."""
    without = browser.new_context(java_script_enabled=False).new_page()
    without.goto(url + PAGE)
    page = reader.open(PAGE)
    for name in EXAMPLES:
        stored = box(without, name).locator(".gt-sql__stored table")
        assert stored.is_visible() and box(without, name).locator("pre").first.inner_text() == QUERIES[name].query
        found = cells(run(page, name).locator(".gt-sql__result table"))
        assert found[: len(cells(stored))] == cells(stored), name
        assert len(found) == 1 + min(len(QUERIES[name].result.rows), 50)
    assert without.locator(".gt-sql__tools:visible").count() == 0
    assert "With JavaScript" in box(without, "cancelled").inner_text()
    without.context.close()
    in_order(reader)


@pytest.mark.parametrize("name", TASKS)
def test_a_check_passes_the_solution_and_tells_each_mistake(reader: Reader, name: str) -> None:
    page, task = reader.open(PAGE), QUERIES[name]
    assert said(run(page, name, what="check")).startswith("Not yet."), "the stub passed"
    for wrong in task.wrong:
        told = said(run(page, name, wrong["query"], "check"))
        assert told.startswith("Not yet.") and wrong["reveals"].replace("`", "") in told
    assert said(run(page, name, task.solution, "check")).startswith("Right.")
    in_order(reader)


def test_a_check_forgives_names_and_order_and_says_what_differs(reader: Reader) -> None:
    page = reader.open(PAGE)
    right = "SELECT origin AS a, COUNT(*) AS b FROM flights WHERE dep_time IS NULL GROUP BY 1 ORDER BY 2"
    assert said(run(page, "cancelled", right, "check")).startswith("Right.")
    for sql, words in {
        "SELECT origin FROM flights": "Your result has 1 column, and the task asks for 2 columns: origin, cancelled.",
        f"{right} LIMIT 1": "Your result has 1 row, and the answer has 3.",
        "SELECT origin, 7 FROM weather GROUP BY 1": "Row 1 is the first that the answer doesn't have: (EWR, 7).",
        "DELETE FROM flights": "Your query gives no rows to compare.",
    }.items():
        assert words in said(run(page, "cancelled", sql, "check"))
    assert "Right." in said(run(page, "cancelled", right, "check")), "a check left something behind"
    in_order(reader)


WRONG = {
    "SELECT dep_delai FROM flights": ["no such column: dep_delai", "Did you mean dep_delay?"],
    "SELECT name FROM flights": ["no such column: name", "is a column of airlines"],
    "SELECT * FROM flight": ["no such table: flight", "Did you mean flights?", "airlines, planes, weather, flights"],
    "SELECT COUT(*) FROM flights": ["no such function: COUT", "Did you mean COUNT?"],
    "SELECT origin\nFORM flights": [
        'near "flights": syntax error',
        "Line 2",
        "Did you mean FROM where you wrote FORM?",
    ],
    "SELECT origin,\nFROM flights": ['near "FROM": syntax error', "Line 2", "one comma too many"],
    "SELECT origin FROM flights WHERE (": ["incomplete input", "ends too early"],
    "SELECT origin FROM flights WHERE dest = 'LAX": ["unrecognized token", "never ends"],
    "SELECT origin FROM flights WHERE COUNT(*) > 3": ["misuse of aggregate", "HAVING"],
    "SELECT day FROM flights JOIN weather ON 1": ["ambiguous column name: day", "flights"],
    "SELECT origin, COUNT(*) FROM flights": ["1 row", "Add GROUP BY origin"],
    "SELECT id FROM flights WHERE dep_time = NULL": ["0 rows", "Write IS NULL"],
    "UPDATE flights SET carrier = 'ZZ' WHERE id = 1": ["FOREIGN KEY constraint failed", "must lead to a row"],
    "INSERT INTO airlines VALUES ('AA', 'Again')": ["UNIQUE constraint failed", "already"],
    "INSERT INTO airlines VALUES ('ZZ', NULL)": ["NOT NULL constraint failed", "must have a value"],
    " -- nothing": ["there is no query"],
}


def test_a_wrong_query_is_answered_in_words(reader: Reader) -> None:
    page = reader.open(PAGE)
    for sql, words in WRONG.items():
        told = said(run(page, "long-waits", sql))
        assert [word for word in words if word not in told] == [], told
    marked = run(page, "long-waits", "SELECT origin FROM flights WHERE\nWHERE day = 1").locator("mark")
    assert marked.inner_text() == "WHERE" and marked.locator("..").inner_text() == "WHERE day = 1"
    in_order(reader)


def test_what_a_query_writes_is_told_and_reset_brings_the_data_back(reader: Reader) -> None:
    page = reader.open(PAGE)
    assert "rows changed. Reset brings the data back." in said(run(page, "long-waits", "DELETE FROM flights"))
    assert cells(run(page, "day-by-day").locator(".gt-sql__result table"))[1:] == []
    assert "as they were" in said(run(page, "long-waits", what="reset"))
    assert box(page, "long-waits").locator("textarea").input_value() == QUERIES["long-waits"].query
    assert len(cells(run(page, "day-by-day").locator(".gt-sql__result table"))) == 4
    in_order(reader)


def test_at_most_fifty_rows_are_shown_with_a_word_on_the_rest(reader: Reader) -> None:
    found = run(
        reader.open(PAGE), "long-waits", "SELECT id, tailnum, 0.1 + 0.2 FROM flights WHERE tailnum IS NULL OR 1"
    )
    caption = found.locator("caption").inner_text()
    assert re.fullmatch(r"2,\d{3} rows, of which these are the first 50", caption)
    assert found.locator("tbody tr").count() == 50
    assert found.locator("td").nth(2).inner_text() == "0.3"
    assert found.locator("th[scope=col]").count() == 3
    assert found.locator("td").first.evaluate("e => getComputedStyle(e).textAlign") == "right"


def test_a_query_that_never_ends_is_stopped(reader: Reader) -> None:
    page = reader.open(PAGE)
    page.clock.install()
    found = box(page, "long-waits")
    run(page, "long-waits")
    found.locator("textarea").fill(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"
    )
    found.locator("[data-do=run]").click()
    page.wait_for_timeout(500)
    page.clock.fast_forward(20_000)
    expect(found.locator(".gt-sql__status")).to_have_text(re.compile("We stopped it after 15 seconds"))
    page.clock.fast_forward(1000)
    assert "3 rows" in said(run(page, "day-by-day"))


def test_without_a_connection_words_say_so_and_the_next_try_works(reader: Reader) -> None:
    page = reader.open(PAGE)
    page.route("**/flights.db.gz", lambda route: route.abort())
    assert "Check your connection" in said(run(page, "day-by-day"))
    page.unroute("**/flights.db.gz")
    assert "3 rows" in said(run(page, "day-by-day"))


def test_the_keyboard_alone_suffices(reader: Reader) -> None:
    page = reader.open(PAGE)
    field = box(page, "long-waits").locator("textarea")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT 6 * 7 AS answer")
    page.keyboard.press("Control+Enter")
    result = box(page, "long-waits").locator(".gt-sql__result")
    expect(result.locator("tbody")).to_have_text("42")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA", "the focus went away"
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.do ?? document.activeElement.classList[0]"))
    assert reached == ["run", "reset", "gt-sql__table"], "Tab does not leave the field"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(field).to_have_value(QUERIES["long-waits"].query)
    assert box(page, "long-waits").locator("[role=status]").count() == 1


@pytest.mark.parametrize("context", [{"viewport": {"width": 320, "height": 640}}], indirect=True, ids=["320"])
def test_with_results_it_is_accessible_on_a_phone_and_dark(reader: Reader) -> None:
    page = reader.open(PAGE)
    for name in EXAMPLES:
        run(page, name)
    run(page, "refused")
    run(page, "cancelled", "SELECT origin,\nFROM flights", "check")
    run(page, "rainy-hours", what="check")
    run(page, "four-hours", QUERIES["four-hours"].solution, "check")
    page.locator("details:not([open]) > summary").evaluate_all("all => all.forEach(one => one.click())")
    sizes = page.locator(".gt-sql button:visible").evaluate_all(
        "all => all.map(one => [one.offsetWidth, one.offsetHeight])"
    )
    assert min(min(size) for size in sizes) >= 44
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for palette in ("default", "slate"):
            page.evaluate(f"document.querySelector('input[data-md-color-scheme={palette}]').click()")
            page.wait_for_selector(f"body[data-md-color-scheme={palette}]")
            page.mouse.move(0, 0)
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found] == [], (palette, width)
    in_order(reader)


def test_paper_shows_the_query_and_its_result(reader: Reader) -> None:
    page = reader.open(PAGE)
    run(page, "day-by-day", "SELECT 6 * 7 AS answer")
    page.emulate_media(media="print")
    printed = box(page, "day-by-day")
    assert printed.locator("pre").inner_text() == "SELECT 6 * 7 AS answer"
    assert printed.locator("tbody").inner_text() == "42" and not printed.locator("textarea").is_visible()
    assert box(page, "long-waits").locator(".gt-sql__stored table").is_visible(), (
        "what was not run has its stored result"
    )
