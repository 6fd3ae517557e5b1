"""Models that a lab or the study calls "default" are built without settings; anything else is a claim about them.

Reads the code, runs nothing. A name is followed into the functions of the same notebook, its kit cell included.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..problems import Problem
from .notebook import walked

# Repeatable, quiet, on one core, or told to go on until it has converged: none of these changes what is learned.
NEUTRAL = {
    *("random_state", "seed", "n_jobs", "num_threads", "thread_count", "verbose", "verbosity", "allow_writing_files"),
    *("deterministic", "force_col_wise", "force_row_wise", "max_iter", "tol"),
}
# Settings that change what a model learns, by the names that scikit-learn, LightGBM and CatBoost give them.
LEARNING = {
    *("n_estimators", "iterations", "num_leaves", "max_depth", "depth", "learning_rate"),
    *("C", "penalty", "l1_ratio", "alpha", "kernel", "gamma"),
    *("min_samples_leaf", "min_samples_split", "min_child_samples", "min_data_in_leaf", "reg_alpha", "reg_lambda"),
    *("l2_leaf_reg", "subsample", "colsample_bytree", "max_features", "max_leaf_nodes", "early_stopping"),
    *("hidden_layer_sizes", "class_weight", "n_neighbors", "boosting_type"),
}
NAMING = {ast.Assign, ast.keyword, ast.Dict, ast.Tuple, ast.List, ast.FunctionDef, ast.If, ast.IfExp}
MODEL = re.compile(r"[A-Z]\w*(Classifier|Regressor|Regression|Forest|SVC|SVR|NB|Boosting\w*|Ridge|Lasso)$")
CALLED_DEFAULT = re.compile(r"\bdefaults?\b(?! +(plus|with|but|except))", re.IGNORECASE)


def set_defaults(trees: Mapping[str, ast.Module]) -> Iterator[Problem]:
    """Contestants named "default" that have settings. `trees` are the parsed cells, by their place."""
    functions = {
        node.name: node for tree in trees.values() for node in walked(tree) if isinstance(node, ast.FunctionDef)
    }
    for place, tree in trees.items():
        for name, value in _named(tree):
            if not CALLED_DEFAULT.search(name.replace("_", " ")):
                continue
            for model, settings in _settings(value, functions, frozenset()):
                what = f"'{name}' is {model} with {', '.join(sorted(settings))}"
                remedy = "Build it without settings, or call it by what was set."
                yield Problem(f"{place}:{value.lineno}", what, remedy)


def _named(tree: ast.Module) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """Whatever the code gives a name: variables, keywords, entries of dictionaries, pairs that begin with a text."""
    for node in walked(tree):
        if type(node) not in NAMING:  # most are none; this is asked of each part of each lab
            continue
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from ((name, value) for key, value in pairs for name in _texts([key]))
        elif isinstance(node, ast.Tuple | ast.List):
            yield from ((name, value) for name in _texts(node.elts[:1]) for value in node.elts[1:])
        elif isinstance(node, ast.FunctionDef):
            returned = (part.value for part in walked(node) if isinstance(part, ast.Return) and part.value)
            yield from ((node.name, value) for value in returned)
        elif isinstance(node, ast.If | ast.IfExp):
            body: Sequence[ast.expr | ast.stmt] = node.body if isinstance(node, ast.If) else [node.body]
            yield from ((name, part) for name in _asked_for(node.test) for part in body)


def _asked_for(test: ast.expr) -> Iterator[str]:
    """The text in `model == "default"`."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
        yield from _texts((test.left, *test.comparators))


def _texts(nodes: Iterable[ast.expr | None]) -> list[str]:
    """The literal texts among these."""
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _settings(
    value: ast.AST, functions: Mapping[str, ast.FunctionDef], seen: frozenset[str]
) -> Iterator[tuple[str, set[str]]]:
    """(model, its settings) of every model built in an expression, also by a function that it calls."""
    if isinstance(value, ast.Dict) and LEARNING & _spread(value):
        yield "built", LEARNING & _spread(value)
    for call in (node for node in walked(value) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = {keyword.arg for keyword in call.keywords if keyword.arg} - NEUTRAL
        if MODEL.fullmatch(name):
            given |= {f"its argument {n}" for n in range(1, len(call.args) + 1)}
            spread = [keyword.value for keyword in call.keywords if keyword.arg is None]
            given |= {key for one in spread for key in _spread(one) if key not in NEUTRAL}
            if given:
                yield name, given
        elif LEARNING & given:
            yield f"what {name} builds", LEARNING & given
        elif name in functions and name not in seen:
            for statement in functions[name].body:
                yield from _settings(statement, functions, seen | {name})


def _spread(node: ast.expr) -> set[str]:
    """Names in a literal that is spread into a call: **{"max_depth": 2}, **dict(max_depth=2)."""
    if isinstance(node, ast.Dict):
        return set(_texts(node.keys))
    if isinstance(node, ast.Call):
        return {keyword.arg for keyword in node.keywords if keyword.arg}
    return set()
