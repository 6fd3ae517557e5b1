"""What tools pass over until somebody needs it: prerequisites that nothing makes, addresses in style sheets that lead
nowhere; and places that a picture tells unasked."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from ..problems import Problem, nearest

MAKEFILE = "Makefile"
SETTING = re.compile(r"^(\w+) *[:?]?= *(.*)$", re.MULTILINE)
RULE = re.compile(r"^([^\s#:=][^:=\n]*):(?![=:])([^\n#]*)", re.MULTILINE)
ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)|@import\s+[\"']([^\"']+)[\"']")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PHOTOS = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}
GPS = 0x8825  # EXIF's block with where a picture was taken


def leads(root: Path = Path()) -> Iterator[Problem]:
    """Every such fault of a repository."""
    if (root / MAKEFILE).is_file():
        yield from prerequisites((root / MAKEFILE).read_text("utf-8"), root)
    for path in sorted([*root.glob("docs/assets/*.css"), *root.glob("scripts/**/*.css")]):
        yield from addresses(path, path.relative_to(root).as_posix())
    for path in sorted(path for path in root.glob("docs/**/*") if path.suffix.lower() in PHOTOS):
        yield from places(path, path.relative_to(root).as_posix())


def prerequisites(text: str, root: Path) -> Iterator[Problem]:
    """Prerequisites of rules that are neither a target nor a file; those that a function computes are left to make."""
    values = dict(SETTING.findall(text))

    def filled(words: str) -> str:
        return re.sub(r"\$\((\w+)\)", lambda name: values.get(name[1], name[0]), words)

    rules = [(filled(rule[1]).split(), rule) for rule in RULE.finditer(text) if not rule[1].startswith(".PHONY")]
    targets = {target.replace("%", "*") for found, _ in rules for target in found}
    for _, rule in rules:
        asked = filled(re.sub(r"\$\((?!\w+\)).*", "", rule[2])).partition(";")[0]
        for name in asked.replace("|", " ").split():
            known = any(fnmatch.fnmatch(name.replace("%", "*"), target) for target in targets)
            if not known and not list(root.glob(name.replace("%", "*"))) and "$" not in name:
                place = f"{MAKEFILE}:{text.count(chr(10), 0, rule.start()) + 1}"
                files = [path.name for path in root.iterdir() if path.is_file()]
                remedy = nearest(name, [*targets, *files], "Name a file of the repository, or a target.")
                yield Problem(place, f"asks for {name}, which is not there, and nothing makes it", remedy)


def addresses(path: Path, place: str) -> Iterator[Problem]:
    """Files that a style sheet asks for and that do not lie beside it."""
    text = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), path.read_text("utf-8"))
    for found in ADDRESS.finditer(text):
        name = (found[1] or found[2]).strip().partition("?")[0].partition("#")[0]
        if name and ":" not in name and not name.startswith("/") and not (path.parent / name).is_file():
            line = text.count("\n", 0, found.start()) + 1
            yield Problem(f"{place}:{line}", f"asks for {name}, which is not there", "Correct the name, or drop it.")


def places(path: Path, place: str) -> Iterator[Problem]:
    """Where a photograph was taken, as cameras note in it: readers would learn where its author lives or works."""
    try:
        with Image.open(path) as picture:
            told = picture.getexif().get_ifd(GPS)
    except (OSError, SyntaxError, ValueError):
        return  # the built site says that it cannot be read
    if told:
        what = "says where it was taken (EXIF's GPS)"
        remedy = "Save it without metadata, and leave the old file out of every commit: git keeps what was committed."
        yield Problem(place, what, remedy)
