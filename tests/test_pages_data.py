"""The public data: a contract with other programs."""

from __future__ import annotations

import json

import pytest
from groundtruth.ledger import load
from groundtruth.pages import public_data


@pytest.fixture(scope="module")
def handbook(ran):
    return load(ran)


def test_claims_json_has_exactly_the_fields_of_the_contract(handbook):
    claims = public_data(handbook)["claims.json"]
    assert [claim["id"] for claim in claims] == ["K01", "R01", "R02"]
    assert claims[0] == {
        "id": "K01",
        "statement": "Coins always fall on heads.",
        "article": "Article K",
        "where": [{"section": "Coins", "item": 2, "note": "first half"}],
        "speaker": "quoted person",
        "who": "Nobody Else",
        "kind": "testable by experiment",
        "chapter": "truths/coins/",
        "verdict": "does not hold",
        "certainty": "moderate",
        "measured": "by proxy",
        "doubts": [
            {
                "reason": "indirectness",
                "why": "One coin stands for all.",
                "from": "claim",
                "sources": [],
                "steps": 1,
            }
        ],
        "because": "Heads came up only 50% of the time; the claim needs 90%.",
        "overruled": None,
        "stress": {
            "tried": 1,
            "flips": [{"change": "threshold halved", "verdict": "holds"}],
        },
        "same_as": [],
        "against": ["R01"],
        "tension": [],
        "labs": ["coin"],
        "facts": ["F01"],
        "reviewed": "2026-11-21",
        "due": "2028-11-21",
        "searched": None,
    }
    assert claims[2]["chapter"] == "claims/", "until its chapter is written"
    assert claims[2]["labs"] == []
    assert [(d["reason"], d["from"], d["sources"]) for d in claims[2]["doubts"]] == [
        ("self-selected sample", "source", ["F01"]),
        ("age", "source", ["F01"]),
    ]


def test_facts_json_has_exactly_the_fields_of_the_contract(handbook):
    assert public_data(handbook)["facts.json"] == [
        {
            "id": "F01",
            "text": "Of 200 people asked, 80.5% had thrown a die.",
            "as_of": "1999",
            "n": 200,
            "origin": "Nobody, A survey of dice, 1999",
            "how_seen": "own count",
            "accessed": "2026-11-21",
            "url": "https://example.org/dice",
            "doubts": [
                {"reason": "self-selected sample", "why": "Only dice players answered."},
                {"reason": "age", "why": "The survey is old."},
            ],
        }
    ]


def test_public_data_is_plain_json(handbook):
    data = public_data(handbook)
    assert set(data) == {"claims.json", "facts.json", "playground.json"}
    assert json.loads(json.dumps(data)) == data
