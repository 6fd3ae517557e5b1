"""What other programs read of the handbook."""

from __future__ import annotations

from typing import Any

from ..ledger import Handbook
from ..verdicts import REASONS
from .moves import published
from .playground import tasks


def public_data(handbook: Handbook) -> dict[str, Any]:
    """What other programs read: content of the files of site/data, by name. A contract: add, do not rename."""
    claims = [
        {
            "id": claim.id,
            "statement": claim.statement,
            "article": handbook.articles[claim.article]["label"],
            "where": [{k: v for k, v in vars(passage).items() if v is not None} for passage in claim.where],
            "speaker": claim.speaker,
            "who": claim.who,
            "kind": claim.kind,
            "chapter": handbook.page(claim),
            "verdict": claim.judgement.verdict,
            "certainty": claim.certainty,
            "measured": claim.measured,
            "doubts": [
                {
                    "reason": doubt.reason,
                    "why": doubt.why,
                    "from": "source" if doubt.sources else "claim",
                    "sources": list(doubt.sources),
                    "steps": REASONS[doubt.reason].steps,
                }
                for doubt in claim.doubts
            ],
            "because": claim.judgement.because,
            "overruled": claim.judgement.overruled,
            "stress": claim.stress
            and {
                "tried": claim.stress.tried,
                "flips": [{"change": flip.what, "verdict": flip.verdict} for flip in claim.stress.flips],
            },
            "same_as": list(handbook.twins(claim)),
            "against": list(claim.against),
            "tension": list(claim.tension),
            "labs": list(claim.labs),
            "facts": list(claim.sources),
            "reviewed": claim.reviewed,
            "due": claim.due,
            "searched": claim.searched and {**vars(claim.searched), "words": list(claim.searched.words)},
        }
        for claim in handbook.claims.values()
    ]
    told = ("id", "text", "as_of", "n", "origin", "how_seen", "accessed", "url")
    facts = [
        {
            **{key: getattr(fact, key) for key in told},
            "doubts": [{"reason": doubt.reason, "why": doubt.why} for doubt in fact.doubts],
        }
        for fact in handbook.facts.values()
    ]
    moves = {f"moves/{name}.json": published(move, handbook) for name, move in handbook.moves.items()}
    return {"claims.json": claims, "facts.json": facts, "playground.json": tasks(handbook)} | moves
