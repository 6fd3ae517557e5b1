"""Sources that a page cites, against those that it lists and those that are facts, and addresses of our own pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ..ledger import Handbook, values
from ..places import NOTEBOOKS
from ..problems import Problem
from .said import CONFIGURATION
from .typed import MACRO, prose

IN_FACTS = 'Write it into docs/data/facts/, with its date and how you saw it, and cite it with fact("A21").'
# "Smith and Jones (2019)", "Smith et al.": a source named in prose instead of looked up.
BY_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?: (?:and|&) (?:[A-Z][\w-]+|others|colleagues)| et al\.?)?,? \((?:19|20)\d\d[a-z]?\)"
    r"|\b[A-Z][\w’'-]+ et al\b|\b(?:doi|arXiv):\S+"
)

# Links, in each way in which Markdown has them.
LINKS = re.compile(
    r"\]\(<?(https?://[^)>\s]+)|<(https?://[^>\s]+)>|\bhref=[\"']?(https?://[^\"'\s>]+)|^ {0,3}\[[^\]]+\]: *<?(https?://\S+)"
)
# The preview of `make serve`, and whatever else runs on the writer's own machine.
MACHINE = re.compile(r"https?://(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])(?::\d+)?(?=[/?#]|$)")
NOTEBOOK = re.compile(rf"https?://[^?#]*(?:github|colab|kaggle)\S*/{NOTEBOOKS}/([\w/-]+)\.ipynb")


# A value that has a year in its name, and the year that the words behind it say.
OF_YEAR = re.compile(r"number\(\s*\"([\w.-]*_((?:19|20)\d\d)(?:_\w+)?)\"[^{}]*\}\}\s+in\s+((?:19|20)\d\d)\b")


# The year that the words before it say, at most a few of them, or the first cell of its row.
YEAR_OF = re.compile(
    r"(?:\b[Ii]n ((?:19|20)\d\d)\b(?:(?!\{\{|\b(?:19|20)\d\d\b)[^.|\n]){0,40}"
    r"|^\|(?:(?!\b(?:19|20)\d\d\b)[^|\n])*\b((?:19|20)\d\d)\b(?:(?!\b(?:19|20)\d\d\b)[^|\n])*\|[ ]*)"
    r"\{\{\s*number\(\s*\"([\w.-]*_((?:19|20)\d\d)(?:_\w+)?)\"[^{}]*\}\}(?!\s+in\s+(?:19|20)\d\d)",
    re.MULTILINE,
)


def of_years(text: str, place: str) -> Iterator[Problem]:
    """Values of one year that a sentence, or a row of a table, gives to another."""
    said = [(found, found[1], found[2], found[3]) for found in OF_YEAR.finditer(text)]
    said += [(found, found[3], found[4], found[1] or found[2]) for found in YEAR_OF.finditer(text)]
    for found, value, year, told in said:
        if year != told:
            line = text.count("\n", 0, found.start()) + 1
            what = f"says that {value} is of {told}"
            yield Problem(f"{place}:{line}", what, f"Look up the value of {told}, or write {year}.")


def citations(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Sources that are cited and not listed, listed and not cited, or in no list of facts at all."""
    calls = MACRO.findall(text)
    listed = {fact for call in calls if re.match(r"\{\{\s*sources\(", call) for fact in re.findall(r'"(\w+)"', call)}
    cited = {fact for call in calls for fact in re.findall(r'(?:fact\(\s*|number\(\s*)"(\w+)(?:\.\w+)?"', call)}
    charts = {name for call in calls for name in re.findall(r'chart\(\s*"([\w-]+)"', call)} & handbook.charts.keys()
    cited |= {value.partition(".")[0] for name in charts for value in values(handbook.charts[name])}
    for fact in sorted((cited & set(handbook.facts)) - listed):
        yield Problem(place, f"{fact} is cited, but not among the sources", f'Add "{fact}" to sources(...).')
    for fact in sorted(listed - cited):
        yield Problem(place, f"{fact} is a source that the page does not cite", f'Cite it, or drop "{fact}".')
    addresses = tuple(fact.url for fact in handbook.facts.values() if fact.url)
    for number, line in enumerate(text.splitlines(), 1):
        for link in re.findall(r"\]\((https?://[^)\s]+)\)|<(https?://[^>\s]+)>", line):
            address = "".join(link)
            if not address.startswith(addresses) and not ours(address, place, handbook):
                yield Problem(f"{place}:{number}", f"links to {address}, which is no fact's address", IN_FACTS)
    for number, line in enumerate(prose(text).splitlines(), 1):
        for match in BY_NAME.finditer(line):
            yield Problem(f"{place}:{number}", f"'{match[0]}' is a citation typed by hand", IN_FACTS)


def own(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Links to a page or a lab of the handbook by an address that other readers or other versions don't have."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in LINKS.finditer(line):
            address = next(filter(None, found.groups()))
            if told := ours(address, place, handbook):
                yield Problem(f"{place}:{number}", f"links to {address}, {told[0]}", told[1])


def ours(address: str, place: str, handbook: Handbook) -> tuple[str, str] | None:
    """Why an address should not stand in a page, and what should; None where it isn't one of ours."""
    lab = NOTEBOOK.match(address)
    if lab and (handbook.root / NOTEBOOKS / f"{lab[1]}.ipynb").is_file():
        macro = "step" if "/" in lab[1] else "lab"
        remedy = f'Write {{{{ {macro}("{lab[1]}") }}}}: it leads on to the notebook in the version of the page.'
        return "one version of a notebook of ours in one repository", remedy
    machine = MACHINE.match(address)
    if machine:
        return "which is on your own machine only", _instead(address[machine.end() :], place, handbook)
    configured = handbook.root / CONFIGURATION
    text = configured.read_text("utf-8") if configured.is_file() else ""
    site = re.search(r"^site_url:.*?(https?://[^\s\"'\],]+)", text, re.MULTILINE)
    if site and address.startswith(site[1].rstrip("/")):
        rest = re.sub(r"^/(?:latest|dev|[\d.]+)(?=/)", "", address.removeprefix(site[1].rstrip("/")))
        return "a page of one version of this site", _instead(rest, place, handbook)
    return None


def _instead(path: str, place: str, handbook: Handbook) -> str:
    """The link that works in every version, if the page that was meant is there."""
    page = urlsplit(path).path.strip("/")
    for name in (f"{page}.md", f"{page}/index.md".lstrip("/")):
        if (handbook.root / "docs" / name).is_file():
            start = Path(place).parent.as_posix().removeprefix("docs").lstrip("/")
            return f"Link to its file: {posixpath.relpath(name, start or '.')}"
    return "Link to a page of ours by its .md file; another address is for `code`."
