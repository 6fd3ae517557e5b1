"""Reads what people wrote (claims, facts) and what labs found (evidence), and refuses what does not fit.

`load` is the only way in: it returns a Handbook in which every id resolves and every claim has a verdict,
or raises Refused with every problem of every file.
"""

from .charts import claim_counts, flips, in_unit, pair_counts, spelled, values
from .files import ADDED, read, read_folder, schemas
from .home import percent
from .lessons import before, layers, needs
from .load import first_rules, load, parse_evidence
from .model import Claim, Fact, Handbook, Move, Passage, Term
from .moves import KNOWN, SENTENCES
from .moving import found_at, others_at, stress_positions, units_at, verdict_at
from .numerals import mistyped, numbers
from .pay import QUANTILES
from .pay import tables as pay_tables
from .playground import Query, shown
from .questions import LEVELS, Question, digest
from .recalled import keep
from .rhythm import MONTHS
from .rules import duplicates

__all__ = [
    "ADDED",
    "KNOWN",
    "LEVELS",
    "MONTHS",
    "QUANTILES",
    "SENTENCES",
    "Claim",
    "Fact",
    "Handbook",
    "Move",
    "Passage",
    "Query",
    "Question",
    "Term",
    "before",
    "claim_counts",
    "digest",
    "duplicates",
    "first_rules",
    "flips",
    "found_at",
    "in_unit",
    "keep",
    "layers",
    "load",
    "mistyped",
    "needs",
    "numbers",
    "others_at",
    "pair_counts",
    "parse_evidence",
    "pay_tables",
    "percent",
    "read",
    "read_folder",
    "schemas",
    "shown",
    "spelled",
    "stress_positions",
    "units_at",
    "values",
    "verdict_at",
]
