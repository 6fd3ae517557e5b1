"""Texts that nobody could read: told with file and line, before anything else is read, and alone."""

from __future__ import annotations

import pytest
from groundtruth import texts
from groundtruth.__main__ import main
from groundtruth.building import written
from groundtruth.ledger import load
from groundtruth.problems import Refused


@pytest.mark.parametrize(
    ("text", "place", "lines"),
    [
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n", "a.yml", ["a.yml:2"]),
        ("<<<<<<< HEAD\nb\n||||||| base\n=======\nc\n>>>>>>> other\n<<<<<<< HEAD\n", "a.md", ["a.md:1", "a.md:7"]),
        ("a\n=======\nb\n>>>>>>> other\n", "a.json", ["a.json:2"]),
        (">>>>>>> other\r\n", "a.py", ["a.py:1"]),
        ("A title\n=======\n", "a.md", []),
        ("A title\n=======\nb\n>>>>>>> other\n", "a.md", ["a.md:4"]),
        ("    <<<<<<< HEAD\n<<<<<<<<\n'<<<<<<< HEAD'\n<<<<<<<x\n========\n", "a.py", []),
    ],
)
def test_a_merge_is_told_once_where_it_begins(text, place, lines):
    assert [problem.place for problem in texts.unfinished(text, place)] == lines


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        ("a\n  their employers’ view".encode("cp1252"), "a.yml:2", "the byte 0x92 stands after “their employers”"),
        (b"\xff\xfea\x00", "a.yml:1", "the byte 0xff stands after “”"),
        ("ü\nö".encode() + b"\xe9\n", "a.yml:2", "the byte 0xe9 stands after “ö”"),
    ],
)
def test_a_byte_of_another_encoding_is_told_with_its_line_and_the_words_before(content, place, what, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.yml").write_bytes(content)
    (problem,) = texts.broken(tmp_path)
    assert problem.place == f"docs/{place}"
    assert problem.what == f"is not UTF-8: {what}"


def test_only_texts_are_read_and_a_mended_one_is_read_again(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.webp").write_bytes(b"\xff")
    (tmp_path / "docs/.#a.md").symlink_to("nowhere")  # the lock of an editor
    path = tmp_path / "docs/a.md"
    path.write_bytes(b"\xff")
    assert len(texts.broken(tmp_path)) == 1
    path.write_text("whole", "utf-8")
    assert texts.broken(tmp_path) == []


@pytest.mark.parametrize("verb", ["build", "check", "verdicts", "labs"])
def test_every_verb_tells_it_and_nothing_that_follows_from_it(verb, inside, capsys):
    path = inside / "docs/data/claims/R02.yml"
    path.write_bytes(path.read_bytes() + "# ’\n".encode("cp1252"))
    with (inside / "docs/data/history.yml").open("a", encoding="utf-8") as history:
        history.write("<<<<<<< HEAD\n")
    assert main([verb]) == 1
    said = capsys.readouterr().err
    assert "docs/data/claims/R02.yml:" in said
    assert "is not UTF-8" in said
    assert "has a merge that nobody finished: <<<<<<< HEAD" in said
    assert said.endswith("\n2 problems\n")


def test_a_command_makes_anew_what_it_writes_and_a_build_waits_for_it(inside, capsys):
    with (inside / "docs/data/evidence/coin.json").open("a", encoding="utf-8") as evidence:
        evidence.write("<<<<<<< HEAD\n")
    assert main(["build"]) == 1
    said = capsys.readouterr().err
    assert "docs/data/evidence/coin.json:" in said and "and run `make labs`" in said
    assert main(["labs"]) == 0
    assert texts.broken() == []


def test_pages_that_are_served_say_it_too(mini):
    path = mini / "docs/data/claims/R02.yml"
    path.write_bytes(path.read_bytes() + b"# \x92\n")
    with pytest.raises(Refused, match=r"R02\.yml:\d+\n    is not UTF-8"):
        load(mini)
    assert written(mini)[0] is None
