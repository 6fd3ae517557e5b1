"""From a claim, its evidence and its sources to a verdict and its certainty: pure functions, no files."""

from .certainty import CERTAINTIES, REASONS, Doubt, weigh
from .judge import NOT_JUDGED, VERDICTS, Disagreement, Judgement, Test, Tested, fingerprint, judge, verdict_of
from .measure import Measure, Slot, Told, differing, fill, looked_up, quantity, tell
from .recompute import MOST, computed, differs, student
from .sound import reach, reach_in_words, unsound
from .stress import ORDINALS, Change, Stress, stress
from .wording import Wording

__all__ = [
    "CERTAINTIES",
    "MOST",
    "NOT_JUDGED",
    "ORDINALS",
    "REASONS",
    "VERDICTS",
    "Change",
    "Disagreement",
    "Doubt",
    "Judgement",
    "Measure",
    "Slot",
    "Stress",
    "Test",
    "Tested",
    "Told",
    "Wording",
    "computed",
    "differing",
    "differs",
    "fill",
    "fingerprint",
    "judge",
    "looked_up",
    "quantity",
    "reach",
    "reach_in_words",
    "stress",
    "student",
    "tell",
    "unsound",
    "verdict_of",
    "weigh",
]
