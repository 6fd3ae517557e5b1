"""What MkDocs complained of, in our form: each with its file and line, all that it named at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..places import NOTEBOOKS
from ..problems import Problem

CONFIGURATION = "mkdocs.yml"
COMPLAINT = re.compile(r"^(?:WARNING|ERROR)\s+-\s+(.*(?:\n(?!WARNING|ERROR|INFO|Aborted|\n).*)*)", re.MULTILINE)
LINK = re.compile(r"Doc file '([^']+)' contains (?:a|an) ((?:[a-z]+ )*link) '([^']+)', (.*)", re.DOTALL)
KEY = re.compile(r"Config value '([^']+)': (.*)", re.DOTALL)
IN_NAV = re.compile(r"A reference to '([^']+)' is included in the 'nav' configuration, (.*)")
NOT_IN_NAV = re.compile(r"The following pages exist in the docs directory, but are not included in the \"nav\"")
# What the plugin of the macros says of a page that it could not make: error, page, kind and words, and the traceback.
MACRO = re.compile(
    r"^\w+\s+-\s+\[macros\] - ERROR # _Macro \w+ Error_\s+_File_: `([^`]+)`\s+_(\w+)_: (.*?)\n+```\n(.*?)\n```",
    re.DOTALL | re.MULTILINE,
)
# A problem that a plugin of ours told, as problems.py writes it.
OURS = re.compile(r"^(\S.*)\n    (\S.*)\n    Remedy: (.*)$", re.MULTILINE)
TEMPLATE = re.compile(r"File \"[^\"]*?(overrides/[^\"]+|scripts/[^\"]+\.j2)\", line (\d+)")
IN_TEMPLATE = re.compile(r"^jinja2\.exceptions\.(\w+): (.*)", re.MULTILINE)
UNREADABLE = re.compile(r"parsing the configuration file: (.*?)\n.*line (\d+)", re.DOTALL)


def said(output: str, root: Path = Path(), otherwise: str = "") -> list[Problem]:
    """The problems in what a strict build printed; what is none of those that we know stays as MkDocs said it."""
    problems, rest = list[Problem](), list[str]()
    unreadable = UNREADABLE.search(output)
    if unreadable:
        what = f"not YAML: {unreadable[1]}"
        return [Problem(f"{CONFIGURATION}:{unreadable[2]}", what, "Correct the line or the one above it.")]
    for page, kind, words, trace in MACRO.findall(output):
        file, line = ([("", ""), *TEMPLATE.findall(trace)])[-1]
        remedy = f"Correct the name or the call. It was found in docs/{page}; {otherwise}."
        problems.append(Problem(f"{file}:{line}" if file else f"docs/{page}", f"{kind}: {words}", remedy))
    ours = [Problem(*found) for found in OURS.findall(output)]
    problems += ours
    output = OURS.sub("", MACRO.sub("", output))
    if (raised := IN_TEMPLATE.search(output)) and (places := TEMPLATE.findall(output[: raised.start()])):
        remedy = f"Correct the template; {otherwise}."
        return [*problems, Problem(":".join(places[-1]), f"{raised[1]}: {raised[2]}", remedy)]
    for complaint in COMPLAINT.findall(output):
        found = list(_known(complaint.strip(), root))
        problems += found
        rest += [] if found or (ours and complaint.strip().endswith(":")) else [complaint.strip()]
    if rest or not problems:
        whole = "\n".join(rest) or "\n".join(line for line in output.splitlines() if not line.startswith("INFO"))
        problems.append(Problem(CONFIGURATION, f"MkDocs stopped:\n{whole}", f"Mend what it names; {otherwise}."))
    return problems


def _known(complaint: str, root: Path) -> Iterator[Problem]:
    if match := LINK.match(complaint):
        page, kind, target, what = match.groups()
        file = f"{NOTEBOOKS}/{Path(page).name}" if page.endswith(".ipynb") else f"docs/{page}"
        remedy = "Correct the link, or write what it leads to; pages link to each other's .md files."
        yield Problem(_at(root, file, target), f"the {kind} '{target}' leads nowhere: {' '.join(what.split())}", remedy)
    elif match := KEY.match(complaint):
        remedy = "Correct it; https://www.mkdocs.org/user-guide/configuration/ lists what may stand there."
        yield Problem(_at(root, CONFIGURATION, f"{match[1]}:"), f"{match[1]}: {' '.join(match[2].split())}", remedy)
    elif match := IN_NAV.match(complaint):
        remedy = "Correct the path below nav, or write the page."
        yield Problem(_at(root, CONFIGURATION, match[1]), f"nav names '{match[1]}', {match[2]}", remedy)
    elif NOT_IN_NAV.match(complaint):
        for page in re.findall(r"^\s+- (.+)$", complaint, re.MULTILINE):
            yield Problem(f"docs/{page}", "stands in no navigation", f"Add it to nav in {CONFIGURATION}, or delete it.")


def _at(root: Path, file: str, words: str) -> str:
    """The file, and the line of it that has these words."""
    path = root / file
    lines = path.read_text("utf-8").splitlines() if path.is_file() and path.suffix != ".ipynb" else []
    return next((f"{file}:{number}" for number, line in enumerate(lines, 1) if words in line), file)
