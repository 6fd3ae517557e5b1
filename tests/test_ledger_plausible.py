"""Days that came too early, variants that vary nothing, numbers in words, and paragraphs beyond the last."""

from __future__ import annotations

import pytest
from groundtruth.ledger.numerals import numbers
from groundtruth.ledger.plausible import early
from groundtruth.ledger.plausible import numbers as told_numbers
from groundtruth.ledger.rules import passages


@pytest.mark.parametrize(
    ("as_of", "accessed", "early_"),
    [
        ("November 2022", "2021-11-21", True),
        ("November 2022", "2022-11-02", False),
        ("November 2022", "2022-10-31", True),
        ("2022", "2022-01-01", False),
        ("2024 to 2034", "2025-03-01", False),  # an outlook
        ("August 2017, September 2022", "2019-01-01", False),
        ("page undated", "1999-01-01", False),
    ],
)
def test_a_source_is_seen_when_it_is_there(as_of, accessed, early_):
    found = list(early({}, {"F01": {"as_of": as_of, "accessed": accessed}}, {}))
    assert [problem.place for problem in found] == ["docs/data/facts/F01.yml accessed"] * early_


@pytest.mark.parametrize(
    ("published", "told"), [("2021-11", 0), ("2026-12", 1), ("2026-11-30", 1), ("2026", 0), ("undated", 0)]
)
def test_a_claim_is_reviewed_when_its_article_is_there(published, told):
    found = list(early({"K01": {"reviewed": "2026-11-29"}}, {}, {"K": {"published": published}}))
    assert len(found) == told


def count(hits: int, of: int, **variants: tuple[int, int]) -> dict:
    others = {name: {"why": name, "units": {"hits": h, "of": n}} for name, (h, n) in variants.items()}
    units = {"hits": hits, "of": of}
    low, high = (0.0, 1.0)
    return {"value": hits / of, "low": low, "high": high, "unit": "share", "n": of, "statistic": "count"} | {
        "units": units,
        "variants": others,
    }


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (count(20, 200, a=(21, 200), b=(20, 199)), []),
        (count(20, 200, a=(20, 200)), [".variants.a: counts exactly what the measure itself counts"]),
        (count(20, 200, a=(9, 200), b=(9, 200)), [".variants.b: counts exactly what the variant a counts"]),
        (count(2, 20, a=(2, 20)), []),  # of so few, two ways may find equally many
    ],
)
def test_a_variant_of_a_count_counts_something_else(one, told):
    found = [f"{p.place}: {p.what}" for p in told_numbers({"lab.one": one}) if "variants" in p.place]
    assert len(found) == len(told)
    assert all(words in line for words, line in zip(told, found, strict=True))


def test_numbers_are_read_in_digits_and_in_words():
    assert numbers("Ten of 1,000 rows, 2.5%; not someone's") == [10, 1000, 2.5]


@pytest.mark.parametrize(
    ("paragraphs", "places"),
    [
        ((1, 3), []),
        ((4, 3), ["docs/data/claims/K01.yml where"]),
        ((4, 5), ["docs/data/articles.yml K"]),  # two of them: the count is in doubt, not they
    ],
)
def test_paragraphs_beyond_the_last_are_told_where_they_are_likely_wrong(paragraphs, places):
    claims = {f"K0{i}": {"where": [{"section": "A", "paragraph": n}]} for i, n in enumerate(paragraphs, 1)}
    assert [p.place for p in passages(claims, {"K": {"sections": {"A": {"paragraphs": 3}}}})] == places
