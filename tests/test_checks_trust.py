"""Whatever could run in a reader's browser, or tell another host of the reader, is found with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from groundtruth import branch
from groundtruth.__main__ import main
from groundtruth.checks import trust
from groundtruth.pages.theme import plain_bundle
from miniature import CASES, REPOSITORY, edit

PLANTS = yaml.safe_load((CASES / "trust.yml").read_text("utf-8"))
GOOD = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; style-src-elem 'self'; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)


def planted(kind: str) -> list:
    """The faults of one kind, or what is no fault."""
    return [pytest.param(case, id=f"{number}-{kind}") for number, case in enumerate(PLANTS[kind], 1)]


def output(kind: str, value) -> dict:
    return {"cells": [{"cell_type": "code", "source": "x", "outputs": [{"data": {kind: value}}]}]}


# --- what contributors write ---


@pytest.mark.parametrize("case", planted("markdown"))
def test_a_fault_in_markdown_is_found_on_its_line(case):
    found = list(trust.markdown(f"# Title\n\n{case['text']}\n", "docs/page.md"))
    (problem,) = set(found)
    assert problem.what.startswith(case["what"])
    line = case.get("line", 3)
    assert problem.place == (f"docs/page.md:{line}" if line else "docs/page.md")
    assert problem.remedy


@pytest.mark.parametrize("text", planted("markdown_innocent"))
def test_what_may_stand_in_markdown_is_left_alone(text):
    assert list(trust.markdown(f"# Title\n\n{text}\n", "page.md")) == []


def test_each_of_two_faults_has_its_own_line_past_code_and_macros():
    text = '---\ntitle: x\n---\n```\n<script>\n```\n{{ figure(\n "a") }}\n\n<script></script>\n\n<script></script>\n'
    assert [problem.place for problem in trust.markdown(text, "page.md")] == ["page.md:10", "page.md:12"]


def test_the_front_matter_is_read_because_it_stands_in_the_head():
    text = "---\ntitle: x\ndescription: \"><script src='x.js'></script>\"\n---\nText.\n"
    assert [problem.place for problem in trust.markdown(text, "page.md")] == ["page.md:3"]


@pytest.mark.parametrize("case", planted("outputs"))
def test_a_fault_in_an_output_is_found(case):
    (problem,) = trust.notebook(output(case["kind"], case["value"]), "docs/labs/x.ipynb", "Then run `make labs`.")
    assert problem.what.startswith(case["what"])
    assert problem.place == "docs/labs/x.ipynb cell 1"
    assert problem.remedy.endswith("Then run `make labs`.")


@pytest.mark.parametrize("case", planted("outputs_innocent"))
def test_what_an_output_may_show_is_left_alone(case):
    assert list(trust.notebook(output(case["kind"], case["value"]), "x.ipynb")) == []


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        ({"cells": [{"cell_type": "markdown", "source": ["a\n", "<script></script>"]}]}, "x.ipynb cell 1", "<script>"),
        ({"cells": [{"cell_type": "raw", "source": "<iframe></iframe>"}]}, "x.ipynb cell 1", "<iframe>"),
        ({"metadata": {"description": '"><img src=x onerror=x>'}}, "x.ipynb description", "onerror"),
        (
            {"cells": [{"cell_type": "markdown", "source": "x", "attachments": {"a": {"text/javascript": "x"}}}]},
            "x.ipynb cell 1",
            "shows text/javascript",
        ),
    ],
)
def test_every_part_of_a_notebook_is_read(content, place, what):
    (problem,) = trust.notebook(content, "x.ipynb")
    assert problem.place == place and what in problem.what


def test_code_that_speaks_of_scripts_is_left_alone():
    cell = {"cell_type": "code", "source": "print('<script>')", "outputs": [{"output_type": "stream", "text": "<b>"}]}
    assert list(trust.notebook({"cells": [cell]}, "x.ipynb")) == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JavaScript: alert(1)", "data:text/html,x"])
def test_an_address_in_the_ledger_that_runs_something_is_found(address):
    (problem,) = trust.ledger(f"id: F01\nurl: x\nbecause: see [there]({address})\n", "docs/data/facts/F01.yml")
    assert problem.place == "docs/data/facts/F01.yml:3" and problem.what.startswith(f"has the address {address}")


# --- what is ours ---


@pytest.mark.parametrize("case", planted("assets"))
def test_a_fault_in_an_asset_is_found_on_its_line(case):
    (problem,) = trust.asset(case["text"], case["name"])
    assert problem.what.startswith(case["what"]) and problem.place == f"{case['name']}:3"


@pytest.mark.parametrize("case", planted("assets_innocent"))
def test_what_an_asset_may_hold_is_left_alone(case):
    assert list(trust.asset(case["text"], case["name"])) == []


@pytest.mark.parametrize("entity", ['<?xml-stylesheet href="x.css"?>', '<!DOCTYPE svg [<!ENTITY a "x">]>'])
def test_a_drawing_has_nothing_of_xml(entity):
    (problem,) = trust.asset(f'{entity}<svg xmlns="http://www.w3.org/2000/svg"></svg>', "x.svg")
    assert problem.what == "has a style sheet or entities of XML"


@pytest.mark.parametrize("case", planted("templates"))
def test_a_fault_in_a_template_is_found_on_its_line(case):
    (problem,) = trust.template(case["text"], "x.html")
    assert problem.what.startswith(case["what"]) and problem.place == "x.html:3"


@pytest.mark.parametrize("text", planted("templates_innocent"))
def test_what_a_template_may_hold_is_left_alone(text):
    assert list(trust.template(text, "x.html")) == []


@pytest.mark.parametrize("name", ["404.html", "root.html"])
def test_an_inline_script_that_was_edited_needs_its_new_hash(name):
    text = (REPOSITORY / "overrides" / name).read_text("utf-8")
    assert list(trust.template(text, name)) == []
    (problem,) = trust.template(text.replace("location.", "window.location."), name)
    assert "whose hash is not in the page's policy" in problem.what and "'sha256-" in problem.remedy


# --- pages and their policies ---


def html(policy: str = GOOD, head: str = "", body: str = "") -> str:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return f"<!doctype html><html><head><meta charset=utf-8>{meta}{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        '<script src="assets/x.js" defer></script><script id="c" type="application/json">{"a": "<b>"}</script>',
        '<a href="https://example.org/">x</a><img src="data:image/png;base64,x" alt=""><form><input></form>',
        '<link rel="canonical" href="https://example.org/"><link rel="stylesheet" href="x.css">',
    ],
)
def test_a_page_in_order_has_no_problem(body):
    assert list(trust.page(html(body=body), "site/index.html")) == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<script>alert(1)</script>", "has an inline script that its policy does not know"),
        ("<script data-src=x>alert(1)</script>", "has an inline script that its policy does not know"),
        ('<script type="module">alert(1)</script>', "has an inline script that its policy does not know"),
        ('<script src="https://example.org/x.js"></script>', "asks another host for https://example.org/x.js"),
        ('<script src="data:text/javascript,x"></script>', "has data:text/javascript,x as src of <script>"),
        ('<p onclick="x">x</p>', "has the event handler onclick on <p>"),
        ('<link rel="dns-prefetch" href="//example.org">', "asks another host for //example.org"),
        ('<meta http-equiv="refresh" content="0; url=https://example.org/">', "has a <meta> for refresh"),
        ("<style>p {}</style>", "has the element <style>"),
    ],
)
def test_a_fault_of_a_page_is_found(body, what):
    (problem,) = trust.page(html(body=body), "site/index.html")
    assert (problem.place, problem.what) == ("site/index.html", what)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'", "its policy allows 'unsafe-inline' as script-src"),
        ("script-src 'self'", "script-src 'self' 'unsafe-eval'", "its policy allows 'unsafe-eval' as script-src"),
        ("script-src 'self'", "script-src 'self' 'sha256-x'", "its policy allows 'sha256-x' as script-src"),
        ("script-src 'self'", "script-src * 'self'", "its policy allows * as script-src"),
        ("script-src 'self'; ", "", "its policy says nothing about script-src"),
        ("; base-uri 'none'", "", "its policy says nothing about base-uri"),
        ("; form-action 'none'", "", "its policy says nothing about form-action"),
        ("default-src 'none'", "default-src 'self'", "its policy allows 'self' as default-src"),
        ("img-src 'self'", "img-src https:", "its policy allows https: as img-src"),
        (
            "connect-src 'self'",
            "connect-src 'self' api.example.org",
            "its policy allows api.example.org as connect-src",
        ),
        ("worker-src 'self'", "worker-src 'self' blob:", "its policy allows blob: as worker-src"),
        ("worker-src 'self'", "frame-src 'self'", "its policy allows 'self' as frame-src"),
    ],
)
def test_a_policy_that_is_too_wide_or_lacks_something_is_found(old, new, what):
    assert old in GOOD
    (problem,) = trust.policy(html(GOOD.replace(old, new)), "page.html")
    assert problem.what.startswith(what)


def test_a_policy_that_is_absent_or_late_is_found():
    (problem,) = trust.policy(html().replace("Content-Security-Policy", "nothing"), "page.html")
    assert problem.what == "has no content security policy"
    late = html().replace("<head>", '<head><link rel="icon" href="x.svg">')
    (problem,) = trust.policy(late, "page.html")
    assert problem.what.startswith("has <link> before its policy")


def test_the_root_of_a_release_is_in_order():
    assert list(trust.page(branch.door("latest"), "index.html")) == []


# --- as a whole ---


def test_the_sources_of_this_handbook_are_in_order():
    assert trust.sources(REPOSITORY) == []


SCRIPT = "<script>alert(1)</script>"


def spoil_cell(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    next(c for c in notebook["cells"] if c["cell_type"] == "markdown")["source"] = SCRIPT
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.mark.parametrize(
    ("place", "plant"),
    [
        ("docs/truths/coins.md:1", lambda path: path.write_text(SCRIPT + path.read_text("utf-8"), "utf-8")),
        ("docs/x/page.mkd:1", lambda path: path.write_text(SCRIPT, "utf-8")),
        ("docs/data/x.yml:1", lambda path: path.write_text("url: javascript:x", "utf-8")),
        (
            "docs/x/drawing.svg:1",
            lambda path: path.write_text(
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{SCRIPT}</svg>', "utf-8"
            ),
        ),
        ("docs/x/script.js:1", lambda path: path.write_text("fetch('https://example.org')", "utf-8")),
        ("docs/x/page.html", lambda path: path.write_text("<p>", "utf-8")),
        ("notebooks/coin.ipynb cell 1", spoil_cell),
        ("docs/labs/coin.ipynb cell 1", spoil_cell),
    ],
)
def test_a_fault_is_found_wherever_it_lies(mini, place, plant):
    assert trust.sources(mini) == []
    path = mini / place.partition(" ")[0].partition(":")[0]
    path.parent.mkdir(exist_ok=True)
    plant(path)
    assert [problem.place for problem in trust.sources(mini)] == [place]


@pytest.mark.parametrize("verb", ["build", "check", "deploy"])
def test_no_verb_passes_a_fault(inside, capsys, verb):
    edit(inside / "docs/truths/coins.md", "\n# ", "\n<iframe></iframe>\n\n# ")
    assert main([verb]) == 1
    said = capsys.readouterr().err
    assert "docs/truths/coins.md:" in said and "has the element <iframe>" in said


@pytest.fixture
def site(tmp_path) -> Path:
    (tmp_path / "site/assets").mkdir(parents=True)
    (tmp_path / "site/index.html").write_text(html(), "utf-8")
    for name, copies in trust._theme().items():
        if name.endswith(".js"):
            (tmp_path / "site/assets" / name).write_bytes(copies[0].read_bytes())
    return tmp_path


def test_the_themes_own_files_are_trusted_as_long_as_they_are_the_packages(site):
    assert trust.site(site) == []
    (bundle,) = (site / "site/assets").glob("bundle.*.js")
    bundle.write_text(plain_bundle(bundle.read_text("utf-8")), "utf-8")
    assert trust.site(site) == [], "what a build takes out of it is no fault"
    bundle.write_text(bundle.read_text("utf-8") + "\nfetch('https://example.org')", "utf-8")
    assert {problem.place.partition(":")[0] for problem in trust.site(site)} == {f"site/assets/{bundle.name}"}


def test_every_file_of_the_site_is_read(site):
    (site / "site/a/b").mkdir(parents=True)
    (site / "site/a/b/index.html").write_text("<p>", "utf-8")
    (site / "site/a/x.css").write_text("@import 'x'", "utf-8")
    assert [problem.place for problem in trust.site(site)] == ["site/a/b/index.html", "site/a/x.css:1"]


def test_a_site_that_is_not_built_is_no_fault_of_trust(tmp_path):
    assert trust.site(tmp_path) == []
