"""From a claim, its evidence and its sources to a verdict and its certainty: pure functions, no files."""

from .certainty import CERTAINTIES, REASONS, Doubt, weigh
from .judge import NOT_JUDGED, VERDICTS, Disagreement, Judgement, Test, Tested, fingerprint, judge
from .measure import PLACEHOLDER, Measure, Told, fill, quantity, tell
from .recompute import differs
from .sound import reach, reach_in_words, unsound
from .stress import Change, Stress, stress

__all__ = [
    "CERTAINTIES",
    "NOT_JUDGED",
    "PLACEHOLDER",
    "REASONS",
    "VERDICTS",
    "Change",
    "Disagreement",
    "Doubt",
    "Judgement",
    "Measure",
    "Stress",
    "Test",
    "Tested",
    "Told",
    "differs",
    "fill",
    "fingerprint",
    "judge",
    "quantity",
    "reach",
    "reach_in_words",
    "stress",
    "tell",
    "unsound",
    "weigh",
]
