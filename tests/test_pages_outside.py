"""What search engines, feed readers and language models get: well-formed, complete, and of one mind with the pages."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from checkout import ROOT
from groundtruth.ledger import load
from groundtruth.pages import outside

BASE = "https://example.org/handbook/"
ATOM = "{http://www.w3.org/2005/Atom}"
# What schema.org lets these types have, as far as we use it.
PROPERTIES = {
    "ClaimReview": {"claimReviewed", "reviewRating", "reviewBody", "itemReviewed", "author", "url"}
    | {"datePublished", "license"},
    "Claim": {"author", "appearance", "datePublished"},
    "Rating": {"alternateName", "ratingValue", "worstRating", "bestRating"},
    "Person": {"name"},
    "Organization": {"name", "url"},
    "CreativeWork": {"url", "headline"},
}


@pytest.fixture(scope="module")
def handbook():
    return load(ROOT)


def test_every_claim_with_a_verdict_has_its_review(handbook):
    pages = outside.reviews(handbook, BASE)
    graph = [review for text in pages.values() for review in json.loads(text)["@graph"]]
    judged = [claim for claim in handbook.claims.values() if claim.judgement.verdict != "not judged"]
    assert len(graph) == len(judged) > 100
    by_url = {review["url"]: review for review in graph}
    assert len(by_url) == len(graph)
    for claim in judged:
        review = by_url[f"{BASE}{handbook.page(claim)}#{claim.id}"]
        assert review["claimReviewed"] == claim.statement
        assert review["reviewRating"]["alternateName"] == claim.judgement.verdict
        assert ("ratingValue" in review["reviewRating"]) == (claim.judgement.verdict != "not settled")


def test_only_a_name_is_given_as_a_persons(handbook):
    told = [review["itemReviewed"] for text in outside.reviews(handbook, BASE).values() for review in reviews(text)]
    named = {said["author"]["name"] for said in told if "author" in said}
    assert {"Andrew Ng", "Jakub Žitný", "Devansh"} <= named and len(named) < 12
    assert not [name for name in named if name.lower().startswith(("a ", "another ", "unsigned")) or "," in name]
    assert 20 < sum("author" not in said for said in told) < len(told)


def reviews(text):
    return json.loads(text)["@graph"]


def test_nothing_in_it_is_unknown_to_schema_org_or_ends_a_script(handbook):
    for text in outside.reviews(handbook, BASE).values():
        assert "<" not in text
        for node in nodes(json.loads(text)["@graph"]):
            assert set(node) - {"@type"} <= PROPERTIES[node["@type"]], node["@type"]
            day = node.get("datePublished", "2026-11-29")
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", day), day


def nodes(found):
    """Every object with a type, at any depth."""
    if isinstance(found, list):
        for one in found:
            yield from nodes(one)
    elif isinstance(found, dict):
        if "@type" in found:
            yield found
        for one in found.values():
            yield from nodes(one)


def test_the_feed_is_well_formed_and_names_each_change_of_verdict(handbook):
    feed = ElementTree.fromstring(outside.feed(handbook, BASE))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(handbook.history) > 50
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert days == sorted(days, reverse=True) and feed.findtext(f"{ATOM}updated") == days[0]
    changed = [entry for entry in handbook.history if "from" in entry]
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    assert sum("→" in title for title in titles) == len(changed) > 10
    for entry in entries:
        assert {child.tag.removeprefix(ATOM) for child in entry} == {"title", "id", "updated", "link", "summary"}


def test_the_id_of_an_entry_stays_when_newer_ones_come(handbook):
    before = ids(outside.feed(handbook, BASE))
    newer = [*handbook.history, {"date": "2027-01-01", "what": "Something else was found to be wrong."}]
    assert (
        ids(outside.feed(type("Later", (), {**vars(handbook), "history": newer, "page": handbook.page})(), BASE))[1:]
        == before
    )


def ids(feed: str) -> list[str]:
    return re.findall(r"<entry>.*?<id>(.*?)</id>", feed)


def test_language_models_are_told_where_everything_is(handbook):
    text = outside.llms(handbook, BASE, "What people say.")
    assert text.startswith("# Ground Truth\n\n> What people say.\n")
    links = re.findall(r"\]\((.*?)\)", text)
    assert len(links) == len(set(links)) > 60
    assert all(link.startswith(BASE) and "//" not in link.removeprefix("https://") for link in links)
