"""What code draws at random without a seed, or reads from a clock: it would find something else in every run.

A run can't show it, since one run is one draw; the code can. Only names are read: a call that gives its settings as
`**settings` is taken to seed itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..problems import Problem
from . import kit
from .notebook import walked

# Of scikit-learn, what draws at random however it is set; the folds only if they are shuffled.
DRAWS = re.compile(
    r"train_test_split|\w*ShuffleSplit|Repeated\w*KFold|RandomizedSearchCV|permutation_\w+|resample"
    r"|(Bagging|RandomForest|ExtraTrees|AdaBoost|MLP|SGD)(Classifier|Regressor)|IsolationForest|Perceptron"
    r"|(MiniBatch)?KMeans|GaussianMixture|TSNE|make_(classification|regression|blobs|moons|circles)"
)
FOLDS = frozenset({"KFold", "StratifiedKFold", "StratifiedGroupKFold"})
# Sources of random numbers, which a first argument seeds.
SOURCES = frozenset({"default_rng", "RandomState", "Random", "SeedSequence"})
# Methods that draw rows or numbers, and take a seed by name.
METHODS = frozenset({"sample", "rvs"})
# Modules whose functions draw from the one source that all code shares.
SHARED = ("random", "np.random", "numpy.random")
# What a clock, a machine or chance gives, so that no two runs print the same.
PASSING = re.compile(
    r"((time|datetime|date|timeit)\.)*(time(_ns)?|perf_counter(_ns)?|monotonic|process_time|timeit|now|utcnow|today"
    r"|localtime|gmtime|ctime|strftime|getpid|gethostname|uuid[14]|urandom|token_\w+|cpu_count)"
)
# Of these what no lab has a reason to ask: some measure how long a fit takes, and say so.
CALENDAR = re.compile(
    r"(time|datetime|date|pd|Timestamp|os|socket|uuid|platform)\."
    r"(.*\.)?(now|utcnow|today|localtime|gmtime|ctime|getpid|gethostname|node|uuid[14]|urandom)"
)


def unseeded(notebook: Mapping[str, Any], place: str) -> Iterator[Problem]:
    """Calls that draw at random from a source that nobody seeded, with the line of their cell."""
    for number, tree in kit.trees(notebook):
        for node in walked(tree):
            if isinstance(node, ast.Call) and (remedy := _remedy(node)):
                drawn = ast.unparse(node.func)
                yield Problem(f"{place} cell {number}:{node.lineno}", f"{drawn}() draws without a seed", remedy)
            elif isinstance(node, ast.Call) and CALENDAR.fullmatch(called := ast.unparse(node.func)):
                what = f"{called}() gives something else every day, or on every machine"
                remedy = "Write the day on which the data was taken, or leave it out."
                yield Problem(f"{place} cell {number}:{node.lineno}", what, remedy)


def unsteady(code: str, place: str) -> Iterator[Problem]:
    """The same in a piece of code of which every reader should see the same output: clocks count there too."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return  # told by the run
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        called = ast.unparse(node.func)
        if remedy := _remedy(node):
            yield Problem(f"{place}:{node.lineno}", f"{called}() draws without a seed", remedy)
        elif PASSING.fullmatch(called.removeprefix("datetime.")) or PASSING.fullmatch(called.rpartition(".")[2]):
            remedy = "Print what is the same in every run and on every machine."
            yield Problem(f"{place}:{node.lineno}", f"{called}() gives something else in every run", remedy)


def _remedy(call: ast.Call) -> str:
    """How to seed this call; nothing where it is seeded or draws nothing."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    named = {word.arg: word.value for word in call.keywords}
    if None in named:
        return ""
    if name in SOURCES:
        return "" if call.args or named.keys() & {"seed", "entropy"} else f"Give it a seed: {name}(0)."
    if owner in SHARED and name.islower():
        return "Draw from a source of your own: rng = np.random.default_rng(0)."
    folds = name in FOLDS and _true(named.get("shuffle"))
    if folds or DRAWS.fullmatch(name) or (name in METHODS and owner not in ("", "rng")):
        seed = named.get("random_state")
        missing = seed is None or (isinstance(seed, ast.Constant) and seed.value is None)
        return "Give it one: random_state=0." if missing else ""
    return ""


def _true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
