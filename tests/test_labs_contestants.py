"""Contestants called "default" that are none: found before any result is looked at."""

from __future__ import annotations

import ast

import pytest
from groundtruth.labs.contestants import set_defaults
from miniature import REPOSITORY


@pytest.mark.parametrize(
    "code",
    [
        'models = {"default": LGBMClassifier(n_estimators=40)}',
        'models = {"boosting, default": make_pipeline(StandardScaler(), LGBMClassifier(n_estimators=40, verbose=-1))}',
        "default = LGBMClassifier(num_leaves=4, verbose=-1)",
        'models = [("default boosting", RandomForestClassifier(500))]',
        'compare(default=lightgbm.LGBMClassifier(**{"num_leaves": 4}))',
        'def boosting(rounds=40):\n    return LGBMClassifier(n_estimators=rounds)\nmodels = {"default": boosting()}',
        'def boosting(**more):\n    return LGBMClassifier(**more)\nmodels = {"default": boosting(num_leaves=4)}',
        "def default_boosting():\n    return LGBMClassifier(n_estimators=40)",
        'settings = {"default": {"n_estimators": 40}}',
        'def build(kind):\n    if kind == "default":\n        return LGBMClassifier(n_estimators=40)',
        'model = LGBMClassifier(n_estimators=40) if kind == "default" else SVC()',
    ],
)
def test_a_tuned_model_called_default_is_found_with_its_place(code):
    problems = list(set_defaults({"notebooks/x.ipynb cell 3": ast.parse(code)}))
    assert problems
    assert all(problem.place.startswith("notebooks/x.ipynb cell 3:") for problem in problems)
    assert "Build it without settings" in problems[0].remedy


@pytest.mark.parametrize(
    "code",
    [
        'models = {"default": LGBMClassifier(random_state=0, verbose=-1), "four": LGBMClassifier(num_leaves=4)}',
        'def boosting(**more):\n    return LGBMClassifier(verbose=-1, **more)\nmodels = {"default": boosting()}',
        'models = {"default": LogisticRegression(max_iter=2000)}',
        'rows = frame["default"] == 1; defaulted = LGBMClassifier(num_leaves=4)',
        'shown = {"default": 0.81, "tuned": 0.82}',
    ],
)
def test_a_default_as_its_library_builds_it_is_left_alone(code):
    assert list(set_defaults({"cell": ast.parse(code)})) == []


def test_the_studys_default_is_one_too():
    """The study's models stand in a module, not in a notebook: there this test sees to it."""
    text = (REPOSITORY / "scripts/groundtruth/study/models.py").read_text("utf-8")
    assert list(set_defaults({"models.py": ast.parse(text)})) == []
    tuned = text.replace('"default": boosting(),', '"default": boosting(num_leaves=4),')
    assert tuned != text and list(set_defaults({"models.py": ast.parse(tuned)}))
