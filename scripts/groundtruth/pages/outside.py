"""The handbook as other programs see it: reviews of claims in schema.org's words, a feed of verdicts, and llms.txt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from ..ledger import Claim, Handbook
from ..verdicts import NOT_JUDGED

# From worst to best, as ClaimReview wants it; a verdict that grades nothing has only its name.
RATINGS = {"does not hold": 1, "outdated": 2, "depends": 3, "holds in part": 4, "holds": 5}
SITE = "Ground Truth"
# A person's name, unlike "a commenter": schema.org asks for no author, and machines take what stands there for one.
NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*)*")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def reviews(handbook: Handbook, base: str) -> dict[str, str]:
    """For each page that judges claims, by its URL path: JSON-LD with a ClaimReview for each claim with a verdict.

    `base` is the site's address with a slash at its end. The text may stand in a <script>: it has no `<`.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for claim in handbook.claims.values():
        if claim.judgement.verdict != NOT_JUDGED:
            found.setdefault(handbook.page(claim), []).append(_review(claim, handbook, base))
    return {
        page: json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).replace(
            "<", "\\u003c"
        )
        for page, graph in found.items()
    }


def _review(claim: Claim, handbook: Handbook, base: str) -> dict[str, Any]:
    article = handbook.articles[claim.article]
    verdict = claim.judgement.verdict
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict}
    if verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[verdict], "worstRating": 1, "bestRating": max(RATINGS.values())}
    author = claim.who if claim.speaker != "author" and claim.who else article["author"]
    said: dict[str, Any] = {
        "@type": "Claim",
        "appearance": {"@type": "CreativeWork", "headline": article["title"]},
    }
    if NAME.fullmatch(author):
        said["author"] = {"@type": "Person", "name": author}
    if "url" in article:
        said["appearance"]["url"] = article["url"]
    if day := re.match(r"\d{4}(-\d\d){0,2}$", str(article["published"])):
        said["datePublished"] = day[0]
    return {
        "@type": "ClaimReview",
        "url": f"{base}{handbook.page(claim)}#{claim.id}",
        "claimReviewed": claim.statement,
        "reviewBody": claim.judgement.because,
        "datePublished": claim.reviewed,
        "license": LICENCE,
        "author": {"@type": "Organization", "name": SITE, "url": base},
        "itemReviewed": said,
        "reviewRating": rating,
    }


def feed(handbook: Handbook, base: str) -> str:
    """An Atom feed of what changed after it was published, newest first; a change of verdict is named in its title."""
    history = sorted(handbook.history, key=lambda entry: str(entry["date"]), reverse=True)
    newest = str(history[0]["date"]) if history else "2026-01-01"
    entries = "".join(_entries(history, handbook, base))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"<title>{SITE}: what changed</title>\n<id>{escape(base)}</id>\n<updated>{newest}T00:00:00Z</updated>\n"
        f'<author><name>{SITE}</name></author>\n<link rel="self" href="{escape(base)}feed.xml"/>\n'
        f'<link href="{escape(base)}errata/"/>\n{entries}</feed>\n'
    )


def _entries(history: list[Mapping[str, Any]], handbook: Handbook, base: str) -> Iterator[str]:
    days: dict[str, int] = {}
    for entry in reversed(history):  # an id must stay when newer entries come
        day = str(entry["date"])
        days[day] = days.get(day, 0) + 1
    for entry in history:
        day, claims = str(entry["date"]), entry.get("claims", [])
        number, days[day] = days[day], days[day] - 1
        named = ", ".join(claims)
        title = f"{named}: {entry['from']} → {entry['to']}" if "from" in entry else f"{named or SITE}: corrected"
        known = [handbook.claims[claim] for claim in claims if claim in handbook.claims]
        target = f"{base}{handbook.page(known[0])}#{known[0].id}" if known else f"{base}errata/"
        yield (
            f"<entry><title>{escape(title)}</title><id>{escape(base)}errata/#{day}-{number}</id>"
            f'<updated>{day}T00:00:00Z</updated><link href="{escape(target)}"/>'
            f"<summary>{escape(' '.join(entry['what'].split()))}</summary></entry>\n"
        )


def llms(handbook: Handbook, base: str, description: str) -> str:
    """The handbook in a page of Markdown for language models: what it is, its chapters, and its data."""
    lines = [
        f"# {SITE}",
        "",
        f"> {description}",
        "",
        "Each claim has a verdict with its certainty and its reason. A verdict belongs to the claim as its author "
        "meant it; quote both together, and the certainty with them. Texts and data: CC BY 4.0.",
        "",
        "## Data",
        "",
        f"- [All claims as JSON]({base}data/claims.json): statement, verdict, certainty, reason, stress, sources",
        f"- [All facts as JSON]({base}data/facts.json): figure, year, sample size, origin, doubts",
        f"- [How to read a verdict]({base}method/): what verdicts and certainties mean",
        "",
        "## Chapters",
        "",
    ]
    for chapter, told in handbook.chapters.items():
        if handbook.written(chapter):
            lines.append(f"- [{told['title']}]({base}{chapter.removesuffix('index')}/)".replace("//)", "/)"))
    lines += ["", "## Labs", ""]
    lines += [f"- [{lab}]({base}labs/{lab}/)" for lab in handbook.labs]
    return "\n".join(lines) + "\n"
