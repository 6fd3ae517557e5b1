"""Small worlds to learn in: images in packages, points joined to lines of pixels, and games that two players repeat."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter


def file_rows(package: str, path: str, **how) -> tuple[np.ndarray, np.ndarray]:
    """A file of numbers without a header, rows that repeat another left out: all columns but the last, and the last.

    `path` is that within the package's folder `data`; `how` goes to pandas.read_csv.
    """
    spec = importlib.util.find_spec(package)
    assert spec and spec.submodule_search_locations, f"{package} is not installed"
    folder = spec.submodule_search_locations[0]
    table = pd.read_csv(f"{folder}/data/{path}", header=None, **how).drop_duplicates()
    return table.iloc[:, :-1].to_numpy(float), table.iloc[:, -1].to_numpy(int)


def as_lines(points: np.ndarray, side: int = 14) -> np.ndarray:
    """Each row of x, y, x, y ... as a line on `side` by `side` pixels that gets brighter on its way, from 0 to 1."""
    x, y = points[:, ::2], points[:, 1::2]
    size = np.maximum(np.ptp(x, axis=1), np.ptp(y, axis=1))[:, None]
    known, steps = np.linspace(0, 1, x.shape[1]), np.linspace(0, 1, 120)
    between = np.array([np.interp(steps, known, point) for point in np.eye(len(known))])
    x, y = ((side - 3) * (v - v.min(axis=1, keepdims=True)) / size @ between for v in (x, y))
    spots = side - 2 - np.rint(y).astype(int), 1 + np.rint(x).astype(int)
    images = np.zeros((len(x), side, side))
    np.maximum.at(images, (np.arange(len(x))[:, None], *spots), 0.3 + 0.7 * steps)
    images = gaussian_filter(images, (0, 0.6, 0.6))
    return images / images.max(axis=(1, 2), keepdims=True)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities over the first axis: the higher the score, the likelier."""
    p = np.exp(scores - scores.max(axis=0))
    return p / p.sum(axis=0)


def is_clear(first: np.ndarray, second: np.ndarray, lead: float = 0.1) -> bool:
    """Whether the best answer to each fixed choice of the other is better than the next by `lead`, for both players.

    Rows are the choices of the first player, columns those of the second.
    """
    best, next_best = np.sort(np.hstack([first, second.T]), axis=0)[[-1, -2]]
    return bool((best - next_best).min() >= lead)


def easy_opponent(payoff: np.ndarray, rng, lead: float = 0.1) -> np.ndarray:
    """Probabilities of three choices, drawn until one answer to them is better than the next by `lead`.

    `payoff` is the answering player's, one row for each answer; what the opponent can't choose gets 0.
    """
    while True:
        fixed = rng.dirichlet(np.ones(payoff.shape[1]))
        ranked = np.sort(payoff @ fixed)
        if ranked[-1] - ranked[-2] >= lead:
            return np.pad(fixed, (0, 3 - len(fixed)))


def play_rounds(
    games: Sequence,
    seeds: Sequence[Sequence[int]],
    is_fixed: Sequence[bool],
    start: Callable,
    chances: Callable,
    learn: Callable,
    rounds: int = 10_000,
    every: int = 20,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Many games of two players side by side, each repeated `rounds` times, with two or three choices a player.

    `games` are pairs of payoff tables, of the first and the second player; `seeds` (the game's number, then the run's)
    draw starts and opponents, so that both are the same whatever learns, but others in each game; where `is_fixed`,
    the second player keeps the chances of `easy_opponent`.
    `start(allowed, draws)` gives the memory, `chances(memory, even)` how likely each choice is, and
    `learn(memory, usual, p, chosen, payoff)` changes memory in place. Arrays go by choice, player and game.

    Returns the chances after `every` so many rounds, the mean payoffs of the last fifth, and the payoff tables.
    """
    n, rng, choices = len(games), np.random.default_rng(0), np.arange(3)[:, None, None]
    size = np.array([len(first) for first, _ in games])
    payoffs = np.zeros((2, n, 3, 3))  # games of two choices have a third that is never allowed
    for i, pair in enumerate(games):
        payoffs[:, i, : size[i], : size[i]] = pair
    allowed = np.broadcast_to(choices < size, (3, 2, n))
    even, held = allowed / size, np.asarray(is_fixed)
    seeded = np.random.default_rng
    fixed = np.stack([easy_opponent(pair[0], seeded([0, *s])) for pair, s in zip(games, seeds, strict=True)], axis=1)
    memory = start(allowed, np.stack([seeded([1, *s]).random((2, 3)).T for s in seeds], axis=2))
    usual, late = np.full((2, n), 0.5), np.zeros((2, n))
    path = np.empty((rounds // every, 3, 2, n), np.float32)
    for t in range(rounds):
        p = chances(memory, even).copy()
        p[:, 1] = np.where(held, fixed, p[:, 1])
        if t % every == 0:
            path[t // every] = p
        draw = rng.random((2, n))
        move = ((draw > p[0]).astype(int) + (draw > p[0] + p[1])).clip(max=size - 1)
        payoff = payoffs[:, np.arange(n), move[0], move[1]]
        if t >= 0.8 * rounds:
            late += payoff / (0.2 * rounds)
        learn(memory, usual, p, move == choices, payoff)
    return path, late, payoffs


def could_gain(payoffs: np.ndarray, p: np.ndarray, q: np.ndarray, earned: np.ndarray) -> np.ndarray:
    """What the best fixed answer to the other's mixture would add to what was earned, for each of the two players.

    `payoffs` as `play_rounds` returns them; `p` and `q` are the chances of the first and second, by choice and game.
    """
    first = np.einsum("nij,jn->in", payoffs[0], q)
    second = np.einsum("nij,in->jn", payoffs[1], p)
    return np.stack([first.max(axis=0), second.max(axis=0)]) - earned


def draw_triangle(ax, left: str, right: str, top: str, ink: str) -> np.ndarray:
    """A triangle whose points are mixtures of three choices; its named corners, to multiply chances with."""
    corners = np.array([[0, 0], [1, 0], [0.5, np.sqrt(3) / 2]])
    ax.plot(*corners[[0, 1, 2, 0]].T, color=ink, lw=1)
    for x, y, name, side in ((0, -0.08, left, "left"), (1, -0.08, right, "right"), (0.5, 0.88, top, "center")):
        ax.text(x, y, name, color=ink, ha=side)
    ax.set(xlim=(-0.05, 1.05), xticks=[], yticks=[], aspect="equal")
    return corners
