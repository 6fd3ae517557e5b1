"""What a Makefile, a style sheet and a picture name or tell, and nobody looks at until it is too late."""

from __future__ import annotations

import pytest
from groundtruth.checks.leads import leads
from PIL import Image


@pytest.fixture
def root(tmp_path):
    (tmp_path / "docs/assets").mkdir(parents=True)
    (tmp_path / "site.lock").write_text("", "utf-8")
    return tmp_path


def test_what_a_rule_asks_for_is_a_target_or_a_file(root):
    (root / "Makefile").write_text(
        "BIN := bin\n.PHONY: all\nall: $(BIN)/tool made/%/x made/one/x $(if $(FAST),,no) ## words: all\n\ttrue: x\n"
        "$(BIN)/tool: sit.lock | all\n\ttrue\nmade/%/x: site.lock; @true\n",
        "utf-8",
    )
    (problem,) = leads(root)
    assert problem.place == "Makefile:5"
    assert problem.what.startswith("asks for sit.lock,") and "'site.lock'" in problem.remedy


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        ('a { }\n@import "fonts.css";', "2: asks for fonts.css"),
        ("a { background: url( 'gone.svg#x' ) }", "1: asks for gone.svg"),
        ("/* url(gone.svg) */ a { background: url(there.svg) }", ""),
        ("a { background: url(data:image/svg+xml,x), url(#mark), url(https://example.org/x) }", ""),
    ],
)
def test_what_a_style_sheet_asks_for_lies_beside_it(root, sheet, found):
    (root / "docs/assets/there.svg").write_text("<svg/>", "utf-8")
    (root / "docs/assets/a.css").write_text(sheet, "utf-8")
    said = [f"{problem.place}: {problem.what}".removeprefix("docs/assets/a.css:") for problem in leads(root)]
    assert [one.startswith(found) for one in said] == ([True] if found else [])


@pytest.mark.parametrize("name", ["desk.jpg", "desk.webp"])
def test_a_photograph_does_not_say_where_it_was_taken(root, name):
    told = Image.Exif()
    told[0x010F] = "A camera"
    Image.new("RGB", (8, 8)).save(root / "docs" / name, exif=told)
    assert list(leads(root)) == []
    told.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (8, 8)).save(root / "docs" / name, exif=told)
    (problem,) = leads(root)
    assert problem.place == f"docs/{name}" and "where it was taken" in problem.what


def test_a_picture_that_cannot_be_read_is_left_to_the_built_site(root):
    (root / "docs/broken.png").write_text("no picture", "utf-8")
    assert list(leads(root)) == []
