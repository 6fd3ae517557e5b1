"""From a claim, its evidence and its sources to a verdict and its certainty: pure functions, no files."""

from .certainty import CERTAINTIES, REASONS, Doubt, weigh
from .judge import NOT_JUDGED, VERDICTS, Disagreement, Judgement, Test, Tested, fingerprint, judge, verdict_of
from .measure import PLACEHOLDER, Measure, Told, fill, quantity, tell
from .recompute import MOST, computed, differs
from .sound import reach, reach_in_words, unsound
from .stress import Change, Stress, stress
from .wording import Wording

__all__ = [
    "CERTAINTIES",
    "MOST",
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
    "Wording",
    "computed",
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
    "verdict_of",
    "weigh",
]
