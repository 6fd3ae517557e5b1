"""The macros of the home page and of the page of guesses: a claim to guess, themes, readers, what is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from ..ledger import Claim, Handbook, percent
from ..verdicts import NOT_JUDGED


class Home:
    """Macros over docs/data/home.yml and the history. `card` renders a template."""

    def __init__(self, handbook: Handbook, card: Callable[..., Markup]) -> None:
        self._handbook, self._card = handbook, card

    def macros(self) -> dict[str, Callable[..., Markup]]:
        return {name: getattr(self, name) for name in vars(Home) if not name.startswith("_") and name != "macros"}

    def guess_first(self) -> Markup:
        """The claim of the home page, whose verdict waits for a guess, with the bars that answer it."""
        first = self._handbook.home["first"]
        bars = [
            {"label": bar["label"], "measure": measure, "percent": percent(measure), "origin": self._origin(bar)}
            for bar in first["bars"]
            for measure in [self._handbook.measures[bar["measure"]]]
        ]
        claim = self._handbook.claims[first["claim"]]
        return self._card("first", claim=claim, first=first, bars=bars, anchor=False, asked=True)

    def guess_switch(self) -> Markup:
        """The switch by which every card of the handbook waits for a guess."""
        return self._card("guess-switch")

    def guesses(self) -> Markup:
        """All of a reader's guesses, with the claims by theme that they are compared with."""
        themes = [(theme, self._judged(theme)) for theme in self._handbook.home["themes"]]
        return self._card("guesses", themes=themes)

    def themes(self) -> Markup:
        """All themes, each with some of its claims."""
        shown = [
            (theme, [self._handbook.claims[claim] for claim in theme["claims"]], len(self._judged(theme)))
            for theme in self._handbook.home["themes"]
        ]
        return self._card("themes", themes=shown)

    def readers(self) -> Markup:
        """Who the lists of Start here are for."""
        return self._card("readers", readers=self._handbook.readers["readers"])

    def news(self, most: int = 3) -> Markup:
        """The latest changes of verdicts that still stand, newest first, without that of the claim to be guessed."""
        seen, changed = {self._handbook.home["first"]["claim"]}, []
        newest = self._newest()
        for entry in newest:
            for claim in (self._handbook.claims[name] for name in entry.get("claims", [])):
                if "to" in entry and claim.id not in seen:
                    seen.add(claim.id)
                    if entry["to"] == claim.judgement.verdict:
                        changed.append({"claim": claim, **{part: entry[part] for part in ("date", "from", "to")}})
        return self._card("news", news=changed[:most], corrected=newest[0]["date"] if newest else None)

    def history(self) -> Markup:
        """What changed after it was published, newest first."""
        return self._card("history", entries=self._newest())

    def _newest(self) -> list[Mapping[str, Any]]:
        """The history, newest first; of one day, what stands below in the file came later."""
        return sorted(self._handbook.history, key=lambda entry: str(entry["date"]))[::-1]

    def _judged(self, theme: Mapping[str, Any]) -> list[Claim]:
        """The claims of a theme that have a verdict, chapter by chapter."""
        return [
            claim
            for chapter in theme["chapters"]
            for claim in self._handbook.claims.values()
            if claim.chapter == chapter and claim.judgement.verdict != NOT_JUDGED
        ]

    def _origin(self, bar: Mapping[str, Any]) -> dict[str, str]:
        owner = bar["measure"].partition(".")[0]
        if owner in self._handbook.facts:
            return {"target": f"facts/#{owner}", "label": self._handbook.facts[owner].label}
        return {"target": f"labs/{owner}/", "label": f"the lab {owner}"}
