"""The checks find what is planted, name its place, and leave what is right alone."""

from __future__ import annotations

import json
import shutil

import pytest
import yaml
from groundtruth import checks
from groundtruth.ledger import load
from groundtruth.pages import public_data
from miniature import CASES, edit

PAGE = "docs/truths/coins.md"
TYPED = yaml.safe_load((CASES / "typed.yml").read_text("utf-8"))
MACROS = yaml.safe_load((CASES / "macros.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


# --- pages ---


@pytest.mark.parametrize("case", MACROS, ids=lambda case: case.get("what", "a good page"))
def test_macro_calls(case, handbook):
    found = list(checks.macro_calls(case["page"], "docs/page.md", handbook))
    if "what" not in case:
        assert found == []
        return
    (problem,) = found
    assert problem.place == f"docs/page.md:{case['line']}"
    assert case["what"] in problem.what
    assert case["remedy"] in problem.remedy


def test_every_wrong_call_of_a_page_is_reported(handbook):
    page = '{{ verdict("K09") }}\n{{ nothing() }}\n{{ number("coin.tails") }} {{ verdict() }}'
    found = checks.macro_calls(page, "page.md", handbook)
    assert [problem.place for problem in found] == ["page.md:1", "page.md:2", "page.md:3", "page.md:3"]


@pytest.mark.parametrize(("text", "named"), TYPED["found"].items())
def test_a_typed_result_is_found_on_its_line(text, named):
    found = list(checks.typed_results(f"# Title\n\n{text}\n", "page.md"))
    assert {problem.place for problem in found} == {"page.md:3"}
    expected = [named] if isinstance(named, str) else named
    assert [problem.what.split("'")[1] for problem in found] == expected


@pytest.mark.parametrize("text", TYPED["innocent"])
def test_what_may_be_typed_is_left_alone(text):
    assert list(checks.typed_results(text, "page.md")) == []


def test_lines_are_counted_past_what_is_skipped():
    text = '---\nsearch: 62%\n---\n```\n0.71\n```\n{{ figure(\n "coin",\n "throws") }}\n62% of them and 1,250 more\n'
    assert [problem.place for problem in checks.typed_results(text, "page.md")] == ["page.md:10", "page.md:10"]


def test_titles_and_descriptions_are_read():
    (problem,) = checks.typed_results("---\nsearch: {}\ndescription: What 62% say.\n---\nText.\n", "page.md")
    assert (problem.place, problem.what) == ("page.md:3", "the number '62%' is typed by hand")


def test_what_a_page_looks_up_may_not_stand_in_backticks_either(handbook):
    page = '{{ number("coin.heads") }}, in other words `50%` or `46` to `0.53`, of `1,250` and `62%`.'
    measured = checks.printed(page, handbook) | {"0.53"}
    assert [problem.what for problem in checks.typed_results(page, "page.md", measured)] == [
        "the number '0.53' is typed by hand"
    ]
    page = page.replace("coin.heads", "F01.throwers")
    found = checks.typed_results(page + " `80.5%`", "page.md", checks.printed(page, handbook))
    assert [problem.what for problem in found] == ["the number '80.5%' is typed by hand"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('{{ verdict("K01") }}', "", "the card of K01 stands 0 times"),
        ('{{ verdict("K01") }}', '{{ verdict("K01") }}\n\n{{ verdict("K01") }}', "the card of K01 stands 2 times"),
        ('{{ verdict("R01") }}', '{{ claim("R01") }}', "the card of R01 stands 0 times"),
    ],
)
def test_each_claim_has_one_card_in_its_chapter(mini, handbook, old, new, what):
    edit(mini / PAGE, old, new)
    (problem,) = checks.chapter_cards((mini / PAGE).read_text("utf-8"), PAGE, handbook)
    assert (problem.place, problem.what) == (PAGE, what)
    assert 'Write {{ verdict("' in problem.remedy


def test_a_card_of_another_chapter_is_found(handbook):
    page = "".join(f'{{{{ verdict("{claim}") }}}}\n' for claim in ("K01", "R01", "R02"))
    (problem,) = checks.chapter_cards(page, PAGE, handbook)
    assert problem.what == "the card of R02 belongs to the chapter myths/dice"
    assert '{{ claim("R02") }}' in problem.remedy


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ('{{ fact("F01") }} {{ sources("F01") }}', []),
        ('{{ number("F01.throwers") }} {{ sources("F01") }} [data](https://example.org/dice/raw.csv)', []),
        ('{{ number("coin.heads") }}', []),
        ('{{ fact("F01") }}', ["F01 is cited, but not among the sources"]),
        ('{{ number("F01.throwers") }}', ["F01 is cited, but not among the sources"]),
        ('{{ sources("F01") }}', ["F01 is a source that the page does not cite"]),
        ("See [there](https://example.com/x).", ["links to https://example.com/x, which is no fact's address"]),
        ("See <https://example.com/x>.", ["links to https://example.com/x, which is no fact's address"]),
        ("Smith and Jones (2019) say so.", ["'Smith and Jones (2019)' is a citation typed by hand"]),
        ("As Smith et al. showed,", ["'Smith et al' is a citation typed by hand"]),
        ("In Kaggle's survey (2022 edition), and in May 2021, and by Ng in 2021,", []),
    ],
)
def test_every_source_is_a_fact_and_is_listed(page, what, handbook):
    assert [problem.what for problem in checks.citations(page, "page.md", handbook)] == what


@pytest.mark.parametrize(("page", "times"), [("", 0), ('{{ pair("K01", "R01") }} {{ pair("R01", "K01") }}', 2)])
def test_each_contradiction_stands_side_by_side_once(mini, page, times):
    (mini / "docs/disagree/index.md").write_text(page, "utf-8")
    (problem,) = checks.sources(mini)[1]
    assert problem.what == f"the pair of K01 and R01 stands {times} times"
    assert '{{ pair("K01", "R01") }}' in problem.remedy


def test_a_chapter_that_the_ledger_does_not_know_is_reported(handbook):
    (problem,) = checks.chapter_cards("", "docs/truths/coin.md", handbook)
    assert problem.what == "no chapter 'truths/coin' in the ledger"
    assert "Did you mean 'truths/coins'?" in problem.remedy


def test_an_index_page_needs_no_cards(handbook):
    assert list(checks.chapter_cards("", "docs/truths/index.md", handbook)) == []


# --- sources as a whole ---


def test_the_sources_of_the_miniature_are_in_order(mini):
    handbook, problems = checks.sources(mini)
    assert problems == []
    assert list(handbook.claims) == ["K01", "R01", "R02"]


def test_problems_of_labs_and_pages_are_reported_together(mini):
    (mini / "notebooks/aaa.ipynb").write_text("{", "utf-8")
    (mini / "docs/data/evidence/aaa.json").write_text((mini / "docs/data/evidence/coin.json").read_text("utf-8"))
    edit(mini / PAGE, '{{ verdict("R01") }}', "It came up in 62% of throws. {{ nothing() }}")
    (mini / "docs/method.md").write_text('{{ number("coin.tails") }}', "utf-8")
    _, problems = checks.sources(mini)
    assert sorted(problem.place for problem in problems) == [
        "docs/method.md:1",
        PAGE,
        f"{PAGE}:10",
        f"{PAGE}:10",
        "notebooks/aaa.ipynb",
    ]


def test_a_number_of_the_claim_itself_may_be_repeated():
    page = "Is it 80 percent? It was 81 percent."
    (problem,) = checks.typed_results(page, "page.md", said="The job is 80 percent cleaning.")
    assert problem.what == "the number '81 percent' is typed by hand"


def test_a_number_is_not_said_because_it_is_part_of_one_that_is():
    (problem,) = checks.typed_results("It gained 5 percent.", "page.md", said="85 percent of 250,000 say so.")
    assert "'5 percent'" in problem.what


@pytest.mark.parametrize("page", ["index.md", "method.md", "disagree/more.md", "path/step.md"])
def test_no_page_may_type_numbers(mini, page):
    (mini / "docs" / page).parent.mkdir(exist_ok=True)
    (mini / "docs" / page).write_text("A share of 62% is a number.", "utf-8")
    assert "the number '62%' is typed by hand" in [problem.what for problem in checks.sources(mini)[1]]


def test_a_ledger_that_is_refused_is_reported_beside_the_labs(mini):
    edit(mini / "docs/data/claims/R02.yml", "kind: practice survey", "kind: survey")
    edit(mini / "requirements.lock", "\nnumpy==", "\nnumpy==99.")
    handbook, problems = checks.sources(mini)
    assert handbook is None
    assert [problem.place.partition(" ")[0] for problem in problems] == [
        "notebooks/coin.ipynb",
        "docs/data/claims/R02.yml:7",
    ]


def test_a_figure_of_a_lab_without_executed_copy_is_reported_not_raised(mini):
    edit(mini / PAGE, "Heads came", '{{ figure("coin", "throws") }}\n\nHeads came')
    assert checks.sources(mini)[1] == []
    (mini / "docs/labs/coin.ipynb").unlink()
    assert [problem.place for problem in checks.sources(mini)[1]] == ["notebooks/coin.ipynb"]


# --- the built site ---

HTML = '<!doctype html><html><head><title>x</title></head><body><main id="top">{}</main></body></html>'


@pytest.fixture
def site(mini, handbook):
    """A site with nothing wrong, as far as the checks look."""
    built = mini / "site"
    for name, body in {
        "index.html": '<a href="truths/coins/#K01">K01</a> <a href="labs/coin/">lab</a> <a href="#top">top</a>',
        "truths/coins/index.html": '<p id="K01">K01</p> <a href="../../labs/coin/coin.ipynb">notebook</a>',
        "labs/coin/index.html": '<div class="gt-lab"></div> <a href="../../">home</a> <a href="?q=x">search</a>',
        "404.html": '<a href="truths/coins/">coins</a> <a href="/not/there/">elsewhere</a>',
    }.items():
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_text(HTML.format(body), "utf-8")
    (built / "data").mkdir()
    for name, content in public_data(handbook).items():
        (built / "data" / name).write_text(json.dumps(content), "utf-8")
    (built / "labs/coin/coin.ipynb").write_text("{}", "utf-8")
    return built


def test_a_site_with_nothing_wrong_has_no_problems(site, mini, handbook):
    assert checks.site(handbook, mini) == []


@pytest.mark.parametrize(
    ("page", "planted", "what"),
    [
        ("index.html", '<a href="truths/dice/">x</a>', "links to truths/dice/, which is not there"),
        ("index.html", '<a href="truths/coins">x</a> <a href="assets/x.css">x</a>', "links to assets/x.css, which"),
        ("index.html", '<a href="truths/coins/#K02">x</a>', "links to truths/coins/#K02, but nothing there has"),
        ("index.html", '<a href="#bottom">x</a>', "links to #bottom, but nothing there has that id"),
        ("labs/coin/index.html", '<a href="../dice/">x</a>', "links to ../dice/, which is not there"),
        ("index.html", '<p id="top">x</p>', "the id 'top' stands 2 times"),
        ("index.html", '<script src="https://cdn.example.org/x.js"></script>', "asks another host for https://cdn"),
        (
            "index.html",
            "<article><h1>a</h1><h3>b<a>¶</a></h3></article>",
            "the heading 'b' skips a level (h1, then h3)",
        ),
        ("404.html", '<a href="labs/dice/">x</a>', "links to labs/dice/, which is not there"),
        ("404.html", '<script src="//cdn.example.org/x.js"></script>', "asks another host for //cdn"),
        ("index.html", '<img src="http://example.org/x.png">', "asks another host for http://example.org/x.png"),
        ("index.html", '<link rel="stylesheet" href="https://fonts.example.org/x">', "asks another host for https://f"),
        ("index.html", '<link rel="preconnect" href="https://fonts.example.org">', "asks another host for https://f"),
    ],
)
def test_a_fault_of_a_page_is_found(site, mini, handbook, page, planted, what):
    edit(site / page, "</main>", f"{planted}</main>")
    (problem,) = checks.site(handbook, mini)
    assert problem.place == f"site/{page}"
    assert problem.what.startswith(what)


@pytest.mark.parametrize(
    "harmless",
    [
        '<a href="https://example.org/x">x</a> <a href="mailto:a@example.org">x</a> <a href="/x/">x</a>',
        '<link rel="canonical" href="https://example.org/x"><link rel="stylesheet" href="assets/x.css">',
        '<script src="assets/x.js"></script>',
        "<article><h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2></article><h5>outside the article</h5>",
        '<a href="#__skip">x</a> <a href="truths/coins/#:~:text=K01">x</a> <a href="truths/coins/?q=x#K01">x</a>',
    ],
)
def test_what_is_no_fault_of_a_page_is_left_alone(site, mini, handbook, harmless):
    edit(site / "index.html", "</main>", f"{harmless}</main>")
    assert checks.site(handbook, mini) == []


@pytest.mark.parametrize("name", ["claims.json", "facts.json"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_text("[]", "utf-8"),
        lambda path: path.write_text("{", "utf-8"),
        lambda path: edit(path, "thrown", "threw"),
    ],
    ids=["missing", "empty", "no JSON", "stale"],
)
def test_published_data_that_is_not_the_ledgers_is_found(site, mini, handbook, name, spoil):
    spoil(site / "data" / name)
    (problem,) = checks.site(handbook, mini)
    assert (problem.place, problem.remedy) == (f"site/data/{name}", "Run `make build`.")


@pytest.mark.parametrize("spoil", [shutil.rmtree, lambda path: edit(path / "index.html", "gt-lab", "jp-Notebook")])
def test_a_lab_page_that_our_hook_did_not_make_is_found(site, mini, handbook, spoil):
    edit(site / "index.html", '<a href="labs/coin/">lab</a>', "")
    edit(site / "truths/coins/index.html", '<a href="../../labs/coin/coin.ipynb">notebook</a>', "")
    spoil(site / "labs/coin")
    (problem,) = checks.site(handbook, mini)
    assert problem.place == "site/labs/coin/index.html"
    assert problem.what == "was not made by our hook"


def test_a_site_that_is_not_built_is_said_so(mini, handbook):
    (problem,) = checks.site(handbook, mini)
    assert (problem.place, problem.what, problem.remedy) == ("site", "is not built", "Run `make build`.")
