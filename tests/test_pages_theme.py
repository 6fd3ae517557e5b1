"""What is left of style sheets and scripts: all that a page may need, and nothing that none does."""

from __future__ import annotations

from pathlib import Path

import material
import pytest
from groundtruth.pages.theme import (
    BUNDLE,
    Unread,
    fit,
    parted,
    plain_bundle,
    plain_page,
    plain_script,
    plain_style,
    trim,
    undrawn,
    worn,
)

WORN = {"a", "b"}


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        (".a{x:1}.z{x:2}", ".a{x:1}"),
        (".a,.z{x:1}", ".a{x:1}"),
        (".a .z{x:1}", ""),
        ("p .b>i:hover{x:1}", "p .b>i:hover{x:1}"),
        ("p{x:1}#id{x:1}[type=z]{x:1}", "p{x:1}#id{x:1}[type=z]{x:1}"),
        (".a:not(.z){x:1}", ".a:not(.z){x:1}"),
        (".a :is(.z,.b){x:1}", ".a :is(.z,.b){x:1}"),
        (".a :is(.z,.y){x:1}", ""),
        (".a:is(.z){x:1}.b:where(:not(.z)){x:1}", ".b:where(:not(.z)){x:1}"),
        ("[dir=rtl] .a{x:1}[dir=ltr] .a{x:1}", "[dir=ltr] .a{x:1}"),
        ("[data-md-color-primary=z] .a,[data-md-color-accent=b]{x:1}", "[data-md-color-accent=b]{x:1}"),
        ("[data-md-color-primary=z]{x:1}[data-md-color-scheme=z]{x:1}", "[data-md-color-scheme=z]{x:1}"),
        (".a:not([data-md-color-primary=z]){x:1}", ".a:not([data-md-color-primary=z]){x:1}"),
        ("@media print{.z{x:1}}@media print{.z,.a{x:1}}", "@media print{.a{x:1}}"),
        ("@supports (x:1){@media print{.z{x:1}}}", ""),
        ("@keyframes z{0%{x:1}to{x:2}}", "@keyframes z{0%{x:1}to{x:2}}"),
        ('@charset "UTF-8";.a{x:url("data:image/svg+xml,<svg class=z>{}</svg>")}/* .z */', None),
    ],
)
def test_a_rule_stays_if_an_element_may_wear_it(sheet, left):
    found = trim(sheet, WORN)
    assert (found == left) if left is not None else (found.startswith("@charset") and "<svg class=z>{}</svg>" in found)


def test_what_is_no_style_sheet_is_refused():
    with pytest.raises(Unread, match="line 2"):
        trim(".a{x:1}\n}", WORN)


@pytest.mark.parametrize(
    ("sheet", "kept", "parts"),
    [
        (".a{x:1}.z{x:2}", ".a{x:1}", {"z": ".z{x:2}"}),
        (".a,.z-y__w{x:1}", ".a{x:1}", {"z-y": ".z-y__w{x:1}"}),
        (".z--big .b,.z i,.y{x:1}", "", {"z": ".z--big .b,.z i{x:1}", "y": ".y{x:1}"}),
        ("@media print{.z{x:1}.a{x:1}}", "@media print{.a{x:1}}", {"z": "@media print{.z{x:1}}"}),
        (
            ".a :is(.z,i){x:1}.z :is(.y,i){x:1}",
            ".a :is(.z,i){x:1}",
            {"z": ".z :is(.y,i){x:1}", "y": ".z :is(.y,i){x:1}"},
        ),
        ("p{x:1}.a:not(.z){x:1}@keyframes z{to{x:2}}", "p{x:1}.a:not(.z){x:1}@keyframes z{to{x:2}}", {}),
    ],
)
def test_what_few_pages_wear_is_a_part(sheet, kept, parts):
    assert parted(sheet, WORN) == (kept, parts)


def test_a_page_names_the_parts_that_it_wears_and_no_other(tmp_path):
    head = '<link rel="stylesheet" href="{}assets/groundtruth.css">'
    for number in range(20):
        (tmp_path / f"{number}").mkdir()
        more = '<i class="gt-b__c"></i>' if number == 3 else ""
        page = f'{head.format("../")}<p class="gt-a"></p>{more}'
        (tmp_path / f"{number}/index.html").write_text(page, "utf-8")
    (tmp_path / "index.html").write_text(f'{head.format("")}<p class="gt-a gt-b"></p>', "utf-8")
    (tmp_path / "4/index.html").write_text(f'{head.format("../")}<script src="../assets/e.js"></script>', "utf-8")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/e.js").write_text('make("table", { className: "gt-e" })', "utf-8")
    (tmp_path / "assets/groundtruth.css").write_text(
        ".gt-a{x: 1}.gt-b .gt-b__made{x: 2}.gt-d{x: 3}.gt-e{x: 4}", "utf-8"
    )
    fit(tmp_path, tmp_path.with_name("kept"))
    assert (tmp_path / "assets/groundtruth.css").read_text("utf-8") == ".gt-a{x: 1}"
    assert sorted(path.name for path in (tmp_path / "assets/parts").iterdir()) == ["b.css", "e.css"]
    assert "parts/e.css" in (tmp_path / "4/index.html").read_text("utf-8"), "what its script makes has no style"
    assert (tmp_path / "assets/parts/b.css").read_text("utf-8") == ".gt-b .gt-b__made{x: 2}"
    naming = [path for path in tmp_path.rglob("*.html") if "assets/parts/b.css" in path.read_text("utf-8")]
    assert sorted(naming) == [tmp_path / "3/index.html", tmp_path / "index.html"]
    assert '<link rel="stylesheet" href="../assets/parts/b.css">' in (tmp_path / "3/index.html").read_text("utf-8")


def test_pictures_that_nothing_draws_are_left_out():
    sheet = ':root{--md-one:url("data:a;b(c)");--md-two:url(x.svg);--md-size:1px}.a{mask:var(--md-one)}'
    assert undrawn(sheet, []) == ':root{--md-one:url("data:a;b(c)");--md-size:1px}.a{mask:var(--md-one)}'
    assert undrawn(sheet, [".b{mask:var(--md-two)}"]) == sheet


def test_classes_and_colours_stand_in_pages_and_in_the_quotes_of_scripts():
    page = """<p class="one two-a"><i class=three></i><b class='footnote'></b><img alt="class=no">"""
    assert worn(['<body data-md-color-primary="custom" data-md-color-accent=sky>'], []) == {"custom", "sky"}
    script = """let bare; add("md-four", `md-five ${x}`, 'md-annotation__x', "word", "js")"""
    assert worn([page], [script]) == {"one", "two-a", "three", "footnote", "md-four", "md-five", "js"}


def test_comments_go_and_nothing_else():
    assert plain_style("/* a */\n.a,\n.b { x: 1; /* b\n */ y: a b }\n") == ".a,.b{x: 1;y: a b}\n"
    assert (
        plain_script('// one\nlet x = "//a";\n  /** Two. */\n  f(x); // stays\n')
        == 'let x = "//a";\n  f(x); // stays\n'
    )


def test_a_page_keeps_its_words_and_the_lines_of_what_is_preformatted():
    page = "<a>\n\n   one</a>\n  <pre class=x>\n  a\n\n  b</pre> \n\n <b>two  three</b><textarea>\n\n</textarea>\n"
    assert plain_page(page) == (
        "<a>\none</a>\n<pre class=x>\n  a\n\n  b</pre>\n<b>two  three</b><textarea>\n\n</textarea>\n"
    )
    assert plain_page("<p>one</p>") == "<p>one</p>"


def test_the_themes_script_loses_what_no_page_uses_and_still_runs_elsewhere():
    """The installed theme's own script. A later one may look different: then it stays whole, and this test says so."""
    (path,) = (Path(material.__file__).parent / "templates").glob(BUNDLE)
    whole = path.read_text("utf-8")
    assert "clipboard.js v" in whole and ".node circle" in whole and "sourceMappingURL" in whole
    plain = plain_bundle(whole)
    assert "clipboard.js v" not in plain and ".node circle" not in plain and "sourceMappingURL" not in plain
    assert plain.count("static isSupported()") == 1 and "default.isSupported()" in plain
    assert plain_bundle(plain) == plain and len(whole) - len(plain) > 14_000
    other = "let a = 1;\n"
    assert plain_bundle(other) == other


def test_a_site_is_fitted_twice_to_the_same(tmp_path):
    for name, text in {
        "index.html": '<p class="md-a"></p>',
        "assets/own.css": "/* ours */ .md-a { x: 1 }",
        "assets/own.js": "// ours\nf('md-b');\n",
        "assets/vendor/x.js": "// theirs\n",
        "assets/javascripts/bundle.js": "g('md-c')",
        "assets/javascripts/bundle.js.map": "{}",
        "assets/javascripts/lunr/x.js": "g('md-d')",
        "assets/stylesheets/main.css": ".md-a{x:1}.md-b{x:1}.md-c{x:1}.md-d{x:1}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for _ in range(2):
        fit(tmp_path, tmp_path.with_name("kept"))
        read = {path.name: path.read_text("utf-8") for path in sorted((tmp_path / "assets").rglob("*.*s"))}
        assert read["main.css"] == ".md-a{x:1}.md-b{x:1}.md-c{x:1}"
        assert not list(tmp_path.rglob("*.map")), "of what is no longer there"
        assert read["own.css"] == ".md-a{x: 1}\n" and read["own.js"] == "f('md-b');\n"
        assert (tmp_path / "assets/vendor/x.js").read_text("utf-8") == "// theirs\n"
