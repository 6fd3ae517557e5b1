"""Commands that texts and workflows name are there: verbs of the Makefile with their settings, and our own verbs."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from ..problems import Problem, nearest

MAKEFILE = "Makefile"
# Where people read what to type, and where machines do.
TOLD = ["*.md", "*.yml", "*.toml", MAKEFILE, "linters/*.*", "docs/**/*.md", "docs/data/**/*.yml"]
TOLD += ["docs/data/*.schema.json", "overrides/**/*.html", ".github/**/*.md", ".github/**/*.y*ml", "scripts/**/*.py"]
MAKE = re.compile(r"(?:`|\brun: |Remedy: )make +([^`\n]+)")
OURS = re.compile(r"-m groundtruth +([^`\n]+)")
TARGET = re.compile(r"^([a-z][\w-]*):", re.MULTILINE)
SETTING = re.compile(r"\$[({](\w+)|^(\w+) *[?:]?=", re.MULTILINE)
# What Python reads of the environment, which make hands on.
READ = re.compile(r"\benviron(?:\.get\(|\[)[\"'](\w+)")
# What make, a workflow or a shell fills in, from within.
FILLED = re.compile(r"\$\(([^()]*)\)|\$\{\{.*?\}\}|\$\{?\w+\}?")
ANY = "1"  # stands for what is filled in: no parser refuses it as a word or as a number


def commands(root: Path, refusal: Callable[[list[str]], str]) -> list[Problem]:
    """Every command that would stop; `refusal` says what is wrong with the words that follow our name, if anything."""
    problems: list[Problem] = []
    makefile = root / MAKEFILE
    if not makefile.is_file():
        return problems
    text = makefile.read_text("utf-8")
    targets = set(TARGET.findall(text))
    problems += _phony(text)
    settings = {name for pair in SETTING.findall(text) for name in pair if name}
    paths = sorted({path for pattern in TOLD for path in root.glob(pattern) if path.is_file()})
    texts = {path: path.read_text("utf-8", errors="replace") for path in paths}
    settings |= {name for path, told in texts.items() if path.suffix == ".py" for name in READ.findall(told)}
    for path, told in texts.items():
        place = path.relative_to(root).as_posix()
        for number, line in enumerate(told.splitlines(), 1):
            problems += _made(line, f"{place}:{number}", targets, settings)
            problems += _ours(line, f"{place}:{number}", refusal)
    return problems


def _phony(text: str) -> Iterator[Problem]:
    """Verbs that make would take for a file or a folder of that name, and do nothing once there is one."""
    declared = set(" ".join(re.findall(r"^\.PHONY:(.*)$", text, re.MULTILINE)).split())
    for number, line in enumerate(text.splitlines(), 1):
        verb = re.match(r"([a-z]+):.*##", line)
        if verb and verb[1] not in declared:
            what = f"the verb {verb[1]} is not in .PHONY: where a file or a folder is called so, make does nothing"
            yield Problem(f"{MAKEFILE}:{number}", what, f"Add {verb[1]} to .PHONY.")


def _made(line: str, at: str, targets: set[str], settings: set[str]) -> Iterator[Problem]:
    for found in MAKE.finditer(line):
        for word in re.split(r"[;&|>#]", found[1])[0].split():
            name, given, _ = word.partition("=")
            if given and re.fullmatch(r"[A-Z_]+", name) and name not in settings:
                remedy = nearest(name, settings, "The Makefile has its settings beside its verbs.")
                yield Problem(at, f"names `make {name}=`, and nothing in the Makefile reads {name}", remedy)
            elif re.fullmatch(r"[a-z][\w-]*", word) and word not in targets:
                yield Problem(
                    at, f"names `make {word}`, which is no verb", nearest(word, targets, "`make` lists them.")
                )
            if not re.fullmatch(r"[a-z][\w-]*", word) and not given:
                break  # a sentence


def _ours(line: str, at: str, refusal: Callable[[list[str]], str]) -> Iterator[Problem]:
    for found in OURS.finditer(line):
        told = found[1]
        while True:
            filled = FILLED.sub(lambda part: _filled(part[1] or ""), told)
            if filled == told:
                break
            told = filled
        try:
            words = shlex.split(re.split(r"\s*(?:[;&|]|\d?>|\\$)", told)[0])
        except ValueError:  # a quotation that ends on another line
            continue
        if not words or not re.fullmatch(r"-*\w+", words[0]):  # a pattern, or a place for any verb
            continue
        # What is filled in may also be nothing.
        kept = itertools.product(*((word, "") if word == ANY else (word,) for word in words))
        refused = [refusal([word for word in chosen if word]) for chosen in kept]
        if all(refused):
            remedy = "Write a verb and options that scripts/groundtruth/verbs.py has."
            yield Problem(at, f"`{' '.join(['python -m groundtruth', *words])}` is refused: {refused[0]}", remedy)


def _filled(inside: str) -> str:
    """What make would fill in: what a condition leads to, nothing for an error, else any word."""
    name, _, rest = inside.partition(" ")
    if name == "if":
        return rest.split(",")[1]
    return "" if name == "error" else ANY
