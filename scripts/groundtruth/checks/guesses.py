"""Guess first: each card has a verdict for a guess to be compared with, and the home page keeps its secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from ..ledger import Handbook
from ..problems import Problem
from ..verdicts import NOT_JUDGED

# What the scripts look for in a card: where the answer waits, and where the guess is told.
PARTS = (".gt-card__answer", ".gt-card__guess")
CARD = "It is made in overrides/cards/verdict.html, which scripts and style sheet rely on; then run `make build`."
PAGE = "overrides/main.html adds it to each page with a card; then run `make build`."


def given_away(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Macros of the home page that tell the verdict which its readers are asked to guess."""
    claim = handbook.home["first"]["claim"]
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(rf"\{{\{{\s*(?:verdict|claim|pair)\([^)]*[\"']{claim}[\"']", line):
            what = f"gives {claim} away, which its readers are asked to guess"
            yield Problem(f"{place}:{number}", what, "Name another claim, or another `first` in docs/data/home.yml.")


def cards(soup: BeautifulSoup, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Cards of a built page with which a guess cannot be compared, and pages without what makes them wait."""
    judged = {name: claim.judgement.verdict for name, claim in handbook.claims.items()}
    waiting = 0
    for card in soup.select(".gt-card"):
        claim = str(card.get("data-claim", ""))
        verdict = judged.get(claim)
        if verdict == NOT_JUDGED:
            continue
        waiting += 1
        if card.get("data-verdict") != verdict:
            yield Problem(place, f"the card of {claim} does not say that its verdict is '{verdict}'", CARD)
        for part in PARTS:
            if len(card.select(part)) != 1:
                yield Problem(place, f"the card of {claim} has {len(card.select(part))} parts '{part}'", CARD)
    listed = [item for item in soup.select(".gt-theme li") if isinstance(item, Tag)]
    if waiting or listed:
        pattern = soup.find("template", id="gt-guess")  # select() does not look into one
        if not isinstance(pattern, Tag) or not pattern.find("button", attrs={"data-guess": True}):
            yield Problem(place, "has no buttons to guess with", PAGE)
        # Where a guess comes first, nothing has to be switched on.
        needed = "guess" if listed or soup.select(".gt-first") else "guess-switch"
        if not soup.select(f"script[src$='assets/{needed}.js']"):
            yield Problem(place, f"does not load {needed}.js, so its cards cannot wait for a guess", PAGE)
    if listed:
        told = {str(item.get("data-claim")): item.get("data-verdict") for item in listed}
        for claim, verdict in judged.items():
            if verdict != NOT_JUDGED and told.get(claim) != verdict:
                what = f"does not say that the verdict on {claim} is '{verdict}'"
                yield Problem(place, what, "It is made in overrides/cards/guesses.html; then run `make build`.")
