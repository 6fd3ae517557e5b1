"""Sources that a page cites, against those that it lists and those that are facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..ledger import Handbook, values
from ..problems import Problem
from .typed import MACRO, prose

IN_FACTS = 'Write it into docs/data/facts/, with its date and how you saw it, and cite it with fact("A21").'
# "Smith and Jones (2019)", "Smith et al.": a source named in prose instead of looked up.
BY_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?: (?:and|&) (?:[A-Z][\w-]+|others|colleagues)| et al\.?)?,? \((?:19|20)\d\d[a-z]?\)"
    r"|\b[A-Z][\w’'-]+ et al\b|\b(?:doi|arXiv):\S+"
)


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
            if not address.startswith(addresses):
                yield Problem(f"{place}:{number}", f"links to {address}, which is no fact's address", IN_FACTS)
    for number, line in enumerate(prose(text).splitlines(), 1):
        for match in BY_NAME.finditer(line):
            yield Problem(f"{place}:{number}", f"'{match[0]}' is a citation typed by hand", IN_FACTS)
