"""A small network, quick on small tables; one score for models of every kind; tools that explain any of them."""

from __future__ import annotations

import copy
import warnings
from math import ceil, isqrt

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC

from .intervals import mean
from .look import INK, LINE, MUTED, ORANGE, TEAL, reach
from .scores import auc


class SmallNetwork:
    """One hidden layer with ReLU for a yes or no, trained so many rounds with Adam, Kingma and Ba (2015).

    Its `units` see all columns. With `image` the columns are the pixels of a square image, and the units are filters
    of 3 by 3 that slide over it, with one weight for each filter and place. Images have many weights, so they take
    smaller steps, on fewer rows, and `decay` pulls those weights towards 0.
    """

    def __init__(self, units: int, rounds: int, seed: int = 0, image: bool = False):
        self.units, self.rounds, self.seed, self.image = units, rounds, seed, image
        self.rate, self.batch, self.decay = (0.006, 50, 0.02) if image else (0.01, 200, 0.0)

    def _seen(self, X) -> np.ndarray:
        """What the units see: rows x places x inputs. Without images there is one place."""
        if not self.image:
            return X[:, None].astype("float32")
        side = isqrt(X.shape[1])
        padded = np.pad(X.reshape(-1, side, side).astype("float32"), ((0, 0), (1, 1), (1, 1)))
        return np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2)).reshape(-1, side * side, 9)

    def _hidden(self, seen) -> np.ndarray:
        filters, bias, _, _ = self.parts
        hidden = seen.reshape(-1, seen.shape[2]) @ filters
        hidden += bias
        return np.maximum(hidden, 0, out=hidden).reshape(len(seen), -1)

    def _slopes(self, seen, y) -> np.ndarray:
        """Of the log loss, by every weight, in the order of the weights."""
        _, _, weights, last = self.parts
        hidden = self._hidden(seen)
        error = ((1 / (1 + np.exp(-(hidden @ weights + last))) - y) / len(y)).astype("float32")
        back = (np.outer(error, weights) * (hidden > 0)).reshape(-1, self.units)
        inner = seen.reshape(-1, seen.shape[2]).T @ back
        outer = error @ hidden + self.decay * weights
        return np.concatenate([inner.ravel(), back.sum(axis=0), outer, [error.sum()]])

    def _start(self, places, inputs, rng) -> None:
        """Weights drawn as Glorot and Bengio (2010) do; the four parts are views of one long row of numbers."""
        last = places * self.units
        spread = np.sqrt([2 / (inputs + self.units), 2 / (last + 1)])
        draws = rng.normal(0, spread[0], inputs * self.units), np.zeros(self.units), rng.normal(0, spread[1], last), [0]
        self.all = np.concatenate(draws).astype("float32")
        self.cuts = np.cumsum([len(draw) for draw in draws[:-1]])
        self._cut()

    def _cut(self) -> None:
        filters, *rest = np.split(self.all, self.cuts)
        self.parts = [filters.reshape(-1, self.units), *rest]

    def after(self, rounds: int):
        """The network as it was after so many rounds of its training: the same as one trained no longer."""
        early = copy.copy(self)
        early.rounds, early.all, early.past = rounds, self.past[rounds - 1], []
        early._cut()
        return early

    def fit(self, X, y):
        rng, seen, step = np.random.default_rng(self.seed), self._seen(X), 0
        self._start(*seen.shape[1:], rng)
        drift, spread = np.zeros_like(self.all), np.zeros_like(self.all)
        self.past = []  # the weights after each round
        for _ in range(self.rounds):
            for rows in np.array_split(rng.permutation(len(y)), ceil(len(y) / self.batch)):
                slopes = self._slopes(seen[rows], y[rows])
                step += 1
                drift += 0.1 * (slopes - drift)
                spread += 0.001 * (slopes**2 - spread)
                size = self.rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
                self.all -= (size * drift / (np.sqrt(spread) + 1e-8)).astype("float32")
            self.past.append(self.all.copy())
        return self

    def decision_function(self, X) -> np.ndarray:
        return self._hidden(self._seen(X)) @ self.parts[2] + self.parts[3]


class Stopped:
    """LightGBM as it was after so many of its rounds: the same as a model trained no longer."""

    def __init__(self, model, rounds: int):
        self.model, self.rounds = model, rounds

    def decision_function(self, X) -> np.ndarray:
        return self.model.booster_.predict(X, raw_score=True, num_iteration=self.rounds)  # takes nameless columns


def fit_stages(models: list, X: np.ndarray, y: np.ndarray) -> list:
    """The models, fitted. Of networks and of LightGBM only the last one is trained: the others differ in nothing but
    fewer rounds, so they are what it was on its way. That a network of scikit-learn stops early is not warned of."""
    last = models[-1]
    if isinstance(last, SmallNetwork):
        last.fit(X, y)
        return [last.after(model.rounds) for model in models]
    if type(last).__name__ == "LGBMClassifier":
        last.fit(X, y)
        return [Stopped(last, model.n_estimators) for model in models]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return [model.fit(X, y) for model in models]


def log_odds(model, X) -> np.ndarray:
    """A model's log-odds of yes, one number a row; of an SVM the distance from the border in their place."""
    if isinstance(model, SVC):  # decision_function's numbers, several times as fast on many rows
        parts, support = np.array_split(X.astype("float32"), 1 + len(X) // 4_000), model.support_vectors_
        near = (rbf_kernel(part, support.astype("float32"), gamma=model._gamma) for part in parts)
        return np.concatenate([k @ model.dual_coef_[0] for k in near]) + model.intercept_[0]
    if isinstance(model, GaussianNB):
        no, yes = model.predict_joint_log_proba(X).T
        return yes - no
    if hasattr(model, "decision_function"):
        return model.decision_function(X)
    # a forest may say 0 or 1: no log-odds
    edge = 0.005 if isinstance(model, RandomForestClassifier) else 1e-9
    p = model.predict_proba(X)[:, 1].clip(edge, 1 - edge)
    return np.log(p / (1 - p))


def permutation(model, X: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Permutation importance: loss of AUC when one column is shuffled. All copies go through the model at once."""
    n, p = X.shape
    copies = np.repeat(X[None], p, axis=0)
    for j in range(p):
        copies[j, :, j] = X[rng.permutation(n), j]
    shuffled = log_odds(model, copies.reshape(-1, p)).reshape(p, n)
    return auc(y, log_odds(model, X)) - np.array([auc(y, scores) for scores in shuffled])


def averaged_curves(model, X: np.ndarray, rows: int = 50) -> np.ndarray:
    """Partial dependence as one number a column: how far the average score moves while the column goes through nine
    of its values, in each of the first so many rows."""
    X, p = X[:rows], X.shape[1]
    values = np.quantile(X, np.linspace(0.05, 0.95, 9), axis=0)
    copies = np.repeat(X[None], 9 * p, axis=0).reshape(p, 9, len(X), p)
    for j in range(p):
        copies[j, :, :, j] = values[:, j, None]
    scores = log_odds(model, copies.reshape(-1, p)).reshape(p, 9, -1)
    return scores.mean(axis=2).std(axis=1)


def free_patches(many: int, rng: np.random.Generator) -> list[list[int]]:
    """Patches of 2 by 2 pixels that share none, inside the part of an 8 by 8 image that is written on."""
    patches: list[list[int]] = []
    while len(patches) < many:
        row, column = (int(place) for place in rng.integers(1, 6, 2))
        patch = [8 * (row + i) + column + j for i in (0, 1) for j in (0, 1)]
        if not any(pixel in other for other in patches for pixel in patch):
            patches.append(patch)
    return patches


def explanation(model, X: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What people would look at to see which columns matter: the coefficients of logistic regression, the distance
    between the classes in naive Bayes, permutation importance of all others."""
    if isinstance(model, LogisticRegression):
        return np.abs(model.coef_[0])
    if isinstance(model, GaussianNB):
        return np.abs(model.theta_[1] - model.theta_[0]) / np.sqrt(model.var_.mean(axis=0))
    return permutation(model, X, y, rng)


def swap_test(model, scores: np.ndarray, X: np.ndarray) -> float:
    """Share of the score's variance that changes when pairs of rows swap half of their columns, drawn at random.

    For a sum of one curve a column the two scores add up to the same as before: the share is 0. Two columns that act
    only as a product are split in half of the draws: 1/2. `scores` are the model's log-odds of the rows as they are.
    """
    rng = np.random.default_rng(0)
    partner, swap = rng.permutation(len(X)), rng.random(X.shape) < 0.5
    mixed = np.where(swap, X[partner], X), np.where(swap, X, X[partner])
    after = [log_odds(model, half) for half in mixed]
    change = scores + scores[partner] - after[0] - after[1]
    return float((change**2).mean() / (2 * np.var(scores) + 2 * np.var(after)))


def mean_of(formula: str, unit: str, ways: dict, tables: list[dict]) -> dict:
    """Mean over units of a formula in the columns of a table, which has a row for each unit. `ways` holds the table as
    "chosen", and beside it what other ways gave, by the reason why: the declared variants. Units that bear the name of
    one of the `tables` have its source."""
    units = ways["chosen"].eval(formula).to_dict()
    others = {why: (by.eval(formula).to_dict(), why) for why, by in ways.items() if why != "chosen"}
    return mean(units, unit, {table["name"]: table["source"] for table in tables if table["name"] in units}, others)


def strips(
    ax, title: str, measures: dict[str, dict], right: float, simple: tuple = ("logistic", "naive Bayes")
) -> None:
    """A line for each measure, by its label: units as small marks, their mean with its interval below, and the mean
    in words at `right`. Values are shares. `simple` labels have a colour and a mark of their own."""
    for at, (label, measure) in enumerate(measures.items()):
        units = list(measure["units"].values())
        colour, marker = (TEAL, "o") if label in simple else (ORANGE, "D")
        ax.plot(units, [at + 0.22] * len(units), marker, color=colour, ms=3.5, alpha=0.45)
        reach(ax, measure, at, colour, marker)
        ax.text(right, at, f"{measure['value']:.0%}", color=colour, va="center", ha="right", fontweight="bold")
    ax.set_yticks(range(len(measures)), list(measures), color=INK)
    ax.set_xticks([0, 0.2, 0.4], ["0%", "20%", "40%"])
    ax.set(xlim=(-0.08, right), ylim=(len(measures) - 0.5, -0.6))
    ax.axvline(0, color=LINE, lw=1.2, zorder=0)
    ax.set_title(title, color=MUTED, fontsize=12.5, x=-0.3)
