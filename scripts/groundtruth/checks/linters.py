"""What well-kept linters find in what is not ours: workflows, schemas, secrets, spelling, Markdown, HTML, CSS, scripts.

`problems(root)` runs them side by side and gives their findings in our form, all at once. Each linter's settings, with
a reason beside whatever is passed over, lie in linters/; their versions are locked in requirements-lint.lock and
 linters/package-lock.json.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from ..problems import Problem, together

HERE = Path(__file__).parents[3] / "linters"
# The schemas that check-jsonschema brings along, by the files that must obey them; None: the files are schemas.
SCHEMAS = {
    ".github/workflows/*.y*ml": "vendor.github-workflows",
    ".github/ISSUE_TEMPLATE/config.y*ml": "vendor.github-issue-config",
    ".github/ISSUE_TEMPLATE/*.y*ml": "vendor.github-issue-forms",
    ".github/dependabot.y*ml": "vendor.dependabot",
    "docs/data/*.schema.json": None,
}
# What to do, by linter and rule, else by linter alone. A finding that brings an address of its own gets that too.
REMEDIES = {
    "actionlint": "Mend the workflow; https://github.com/rhysd/actionlint/blob/main/docs/checks.md explains each.",
    "check-jsonschema": "Write what the schema allows.",
    "eslint": "Mend the script, or delete what nothing uses.",
    "html-validate": "Mend the template in overrides/, the macro or the Markdown that writes it.",
    "markdownlint": "Mend the Markdown.",
    "markdownlint/MD033": "Put it between backticks if readers are to see it; write Markdown for all else.",
    "markdownlint/MD032": "Put an empty line above the list, and one below it.",
    "postcss": "Correct the name, or define it: browsers pass over a line with a variable that has no value.",
    "postcss/syntax": "Close the brace, the quote or the comment that is open there.",
    "purgecss": "Delete it, or add it with the reason to usedElsewhere in linters/rules.mjs.",
    "purgecss/theme": "The theme writes it: look at theme.features in mkdocs.yml, and for what no page has any more. "
    "If that is as meant, delete it; or add it with the reason to usedElsewhere in linters/rules.mjs.",
    "secretlint": "Revoke it, since git keeps it, then delete it here and read it from the environment.",
    "typescript": "Mend scripts/groundtruth/pages/outside.py; https://schema.org says what each type may have.",
    "typos": "Correct it; a word that is right goes into linters/typos.toml with what it is.",
    "zizmor": "Mend the workflow.",
    "zizmor/artipacked": "Give the checkout `persist-credentials: false`.",
    "zizmor/dangerous-triggers": "Use `pull_request`, which hands a fork neither secrets nor a token that writes.",
    "zizmor/excessive-permissions": "Write `permissions: {contents: read}`, and grant more to the job that needs it.",
    "zizmor/unpinned-uses": "Pin the action by the 40 characters of its commit, with the version as a comment.",
}


def problems(root: Path = Path(), site: bool = True) -> list[Problem]:
    """Every finding in `root`'s files (what git would track) and, if it is built and asked for, in its site/.

    A linter that is missing, stops or says what we cannot read is a problem itself: silence means that all ran.
    """
    files = tracked(root)
    jobs = (*([_site] if site else []), _sources, _typos, _zizmor, _schemas)  # the slowest first
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = {problem for found in pool.map(lambda job: list(job(files, root)), jobs) for problem in found}
    pages = {problem for problem in found if problem.file.startswith("site/")}  # what one template writes into many
    return sorted([*(found - pages), *together(pages)])


class _Stopped(Exception):
    """A linter that gave no findings to read, and what it said."""


def tracked(root: Path, under: str = ".") -> list[str]:
    """What git would track in a folder of `root`, which may be a copy that is no repository."""
    with TemporaryDirectory() as empty:
        subprocess.run(["git", "init", "-q", "--bare", empty], check=True, capture_output=True)
        command = ["git", "--git-dir", empty, "--work-tree", ".", "ls-files", "-o", "--exclude-standard", "-z", under]
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return sorted(filter(None, listed.split("\0")))


def _ask(command: list[str], root: Path, said: str = "", fine: Iterable[int] = (0, 1)) -> str:
    """Standard output of a linter, whose exit code must be one of those that come with readable findings."""
    done = subprocess.run(command, cwd=root, input=said, capture_output=True, text=True, check=False)
    if done.returncode not in fine:
        raise _Stopped((done.stderr or done.stdout).strip()[-500:] or f"exit code {done.returncode}")
    return done.stdout


def _installed(name: str) -> str:
    """A linter's command in the environment that runs us."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        raise _Stopped("is not installed")
    return str(path)


def _problem(place: str, linter: str, rule: str, what: str, address: str = "") -> Problem:
    remedy = INSTALL if place.startswith("linters/lint.mjs") else REMEDIES.get(f"{linter}/{rule}", REMEDIES[linter])
    return Problem(place, f"{' '.join(what.split())} [{linter}: {rule}]", f"{remedy} {address}".strip())


def _broken(linter: str, stopped: Exception, remedy: str) -> Problem:
    return Problem("linters", f"{linter} did not run: {stopped}", remedy)


INSTALL = "Run `make check`, which installs the linters; if that was it, `rm .venv/lint .venv/node` and again."


def _sources(files: list[str], root: Path) -> Iterator[Problem]:
    node = shutil.which("node")
    if node and (HERE / "node_modules").is_dir():
        yield from _node("sources", node, files, root)
    else:
        missing = "linters/node_modules is missing" if node else "node is not on the PATH"
        yield _broken("linters/lint.mjs", _Stopped(missing), INSTALL if node else NODE)


def _site(files: list[str], root: Path) -> Iterator[Problem]:
    node = shutil.which("node")
    if node and (HERE / "node_modules").is_dir():  # said once, by _sources
        yield from _node("site", node, files, root)


def _node(part: str, node: str, files: list[str], root: Path) -> Iterator[Problem]:
    """The linters of linters/lint.mjs: those of sources, or those of the site."""
    try:
        found = json.loads(_ask([node, str(HERE / "lint.mjs"), part], root, json.dumps({"files": files}), (0,)))
    except (_Stopped, ValueError) as stopped:
        yield _broken(f"linters/lint.mjs {part}", stopped, INSTALL)
        return
    for one in found:
        place = f"{one['file']}:{one['line']}"
        yield _problem(place, one["linter"], one["rule"], one["what"], one.get("help") or "")


NODE = "Install Node.js 20.19 or newer (https://nodejs.org or your system's package `nodejs`), then `make check`."


def _typos(files: list[str], root: Path) -> Iterator[Problem]:
    command = ["--config", str(HERE / "typos.toml"), "--force-exclude", "--file-list", "-", "--format", "json"]
    try:
        lines = _ask([_installed("typos"), *command], root, "\n".join(files), (0, 2)).splitlines()
        found = [json.loads(line) for line in lines]
    except (_Stopped, ValueError) as stopped:
        yield _broken("typos", stopped, INSTALL)
        return
    for one in found:
        if one["type"] == "typo":
            meant = " or ".join(f"'{word}'" for word in one["corrections"]) or "something else"
            place = f"{one['path']}:{one['line_num']}" if "line_num" in one else one["path"]
            yield _problem(place.removeprefix("./"), "typos", "spelling", f"'{one['typo']}' should be {meant}")
        elif one["type"] == "error":
            yield _broken("typos", _Stopped(one["message"]), INSTALL)


def _zizmor(files: list[str], root: Path) -> Iterator[Problem]:
    """The auditor of workflows. One that it cannot parse is left to actionlint and the schema."""
    audited = [
        name for name in files if name.startswith(".github/workflows/") or name.startswith(".github/dependabot.")
    ]
    if not audited:
        return
    command = ["--offline", "--quiet", "--persona", "auditor", "--no-exit-codes", "--format", "json"]
    try:
        found = json.loads(_ask([_installed("zizmor"), "--config", str(HERE / "zizmor.yml"), *command, *audited], root))
    except (_Stopped, ValueError) as stopped:
        yield _broken("zizmor", stopped, INSTALL)
        return
    for one in found:
        primary = next(place for place in one["locations"] if place["symbolic"]["kind"] == "Primary")
        file = primary["symbolic"]["key"]["Local"]["verbatim_path"]
        line = primary["concrete"]["location"]["start_point"]["row"] + 1
        what = f"{one['desc']}: {primary['symbolic']['annotation']}"
        yield _problem(f"{file}:{line}", "zizmor", one["ident"], what, one["url"])


def _schemas(files: list[str], root: Path) -> Iterator[Problem]:
    left = [Path(name) for name in files]
    for pattern, schema in SCHEMAS.items():
        matching = [path for path in left if path.match(pattern)]
        left = [path for path in left if path not in matching]
        if not matching:
            continue
        kind = ["--builtin-schema", schema] if schema else ["--check-metaschema"]
        command = ["--output-format", "json", *kind, *map(str, matching)]
        try:
            found: dict[str, Any] = json.loads(_ask([_installed("check-jsonschema"), *command], root))
        except (_Stopped, ValueError) as stopped:
            yield _broken("check-jsonschema", stopped, INSTALL)
            continue
        for one in found["errors"]:
            closest = one.get("best_deep_match", one)  # else a long "is not valid under any of the given schemas"
            place = f"{one['filename']} {closest['path']}"
            yield _problem(place, "check-jsonschema", schema or "metaschema", closest["message"])
        for one in found.get("parse_errors", []):  # absent where all is well
            yield _problem(_broken_at(root, one["filename"]), "check-jsonschema", "syntax", one["message"])


def _broken_at(root: Path, file: str) -> str:
    """The file with the line at which it stops being YAML."""
    try:
        yaml.safe_load((root / file).read_text("utf-8"))
    except yaml.MarkedYAMLError as error:
        return f"{file}:{error.problem_mark.line + 1}" if error.problem_mark else file
    except (OSError, ValueError):
        pass
    return file
