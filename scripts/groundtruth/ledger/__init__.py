"""Reads what people wrote (claims, facts) and what labs found (evidence), and refuses what does not fit.

`load` is the only way in: it returns a Handbook in which every id resolves and every claim has a verdict,
or raises Refused with every problem of every file.
"""

from .files import ADDED, read, schemas
from .lessons import before, layers, needs
from .load import first_rules, load, parse_evidence
from .model import Claim, Fact, Handbook, Passage, Term
from .rules import duplicates

__all__ = [
    "ADDED",
    "Claim",
    "Fact",
    "Handbook",
    "Passage",
    "Term",
    "before",
    "duplicates",
    "first_rules",
    "layers",
    "load",
    "needs",
    "parse_evidence",
    "read",
    "schemas",
]
