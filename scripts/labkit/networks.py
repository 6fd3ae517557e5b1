"""Small networks in plain numpy, trained side by side: so that nothing is hidden, and quickly.

A table of values has the rows of a batch, and a column for each unit of each network. What stands between the weights
of a hidden layer and its bend is the lab's: a bias term, say, or batch normalisation. It is a pair of functions.
Forward: values and layer in; values, and what the way back needs, out. Backward: slopes of the loss by those values,
the layer, what was kept, and the layer's gradient to be filled in; slopes by the first values out. Both may write over
the values they get. The bend is ReLU: negative becomes zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

Layer = dict[str, np.ndarray]
Inside = tuple[Callable, Callable]
ONES = np.ones(4096, np.float32)


class Networks:
    """Networks of one shape, a start for each seed: weights as He and others (2015) draw them, shifts 0, scales 1.

    `layers` are views of `numbers`, so what changes the one changes the other; `slopes` is the gradient's place.
    """

    def __init__(self, sizes: Sequence[int], seeds: Sequence[int], dtype: type = np.float32) -> None:
        self.sizes, self.count = list(sizes), len(seeds)
        total = self.count * sum((a + 2) * b for a, b in pairwise(sizes))
        self.numbers: np.ndarray = np.zeros(total, dtype)
        self.slopes: np.ndarray = np.zeros(total, dtype)
        self.layers, self.gradient = self.layered(self.numbers), self.layered(self.slopes)
        for k, layer in enumerate(self.layers):
            spread = np.sqrt(2 / sizes[k])
            for weights, seed in zip(layer["W"], seeds, strict=True):
                weights[:] = np.random.default_rng([seed, k]).normal(0, spread, weights.shape)
            layer["scale"] += 1

    def layered(self, numbers: np.ndarray) -> list[Layer]:
        """Such numbers by layer: weights W (networks x inputs x units), and a shift and a scale for each unit."""
        layers, at = [], 0
        for a, b in pairwise(self.sizes):
            ends = self.count * np.cumsum([0, a * b, b, b]) + at
            W, shift, scale = (numbers[start:end] for start, end in pairwise(ends))
            layers.append({"W": W.reshape(-1, a, b), "shift": shift, "scale": scale})
            at = ends[-1]
        return layers

    def by_network(self, numbers: np.ndarray) -> np.ndarray:
        """Such numbers in a row for each network."""
        parts = [part.reshape(self.count, -1) for layer in self.layered(numbers) for part in layer.values()]
        return np.concatenate(parts, axis=1)

    def for_each(self, values: Sequence[float]) -> np.ndarray:
        """A value for each network, such as its learning rate, at the place of each of its numbers."""
        found = np.empty_like(self.numbers)
        for layer in self.layered(found):
            for part in layer.values():
                part.reshape(self.count, -1)[:] = np.asarray(values)[:, None]
        return found

    def scores(self, X: np.ndarray, forward: Callable) -> tuple[np.ndarray, list[tuple]]:
        """What the last layer says of the rows (rows x networks x outputs), and what each layer met on the way.

        X holds the same columns for all networks, or the columns of one network after the other.
        """
        memory = []
        for layer in self.layers[:-1]:
            z, kept = forward(_product(X, layer["W"]), layer)
            memory.append((X, z, kept))
            X = np.maximum(z, 0, out=z)
        last = self.layers[-1]
        memory.append((X, None, None))
        return (_product(X, last["W"]) + last["shift"]).reshape(len(X), self.count, -1), memory

    def trace(self, X: np.ndarray, y: np.ndarray, slope_of: Callable, inside: Inside) -> list[tuple]:
        """Fill in the gradient of the mean loss over the rows; `slope_of(scores, y)` is each row's by its scores."""
        found, memory = self.scores(X, inside[0])
        back = slope_of(found, y).reshape(len(X), -1) / len(X)
        self.gradient[-1]["shift"][:] = row_sum(back)
        for k in reversed(range(len(self.layers))):
            (entered, out, kept), W = memory[k], self.layers[k]["W"]
            if out is not None:
                back *= out > 0
                back = inside[1](back, self.layers[k], kept, self.gradient[k])
            sides = _apart(entered, W.shape[1]).transpose(0, 2, 1), _apart(back, W.shape[2])
            np.matmul(*sides, out=self.gradient[k]["W"])
            if k:
                back = _product(back, W.transpose(0, 2, 1))
        return memory


def row_sum(values: np.ndarray) -> np.ndarray:
    """Sum over the rows; as a product of matrices it is much quicker than `values.sum(axis=0)`."""
    return ONES[: len(values)] @ values


def _apart(values: np.ndarray, width: int) -> np.ndarray:
    """Rows x units of all networks as networks x rows x units; a view."""
    return values.reshape(len(values), -1, width).transpose(1, 0, 2)


def _product(values: np.ndarray, W: np.ndarray) -> np.ndarray:
    """Each network's values times its weights."""
    found = np.empty((len(values), W.shape[0] * W.shape[2]), W.dtype)
    np.matmul(_apart(values, W.shape[1]), W, out=_apart(found, W.shape[2]))
    return found


def momentum(networks: Networks, rates: Sequence[float]) -> Callable[[float], None]:
    """A function that takes a step down the gradient, nine tenths of the last one added; a learning rate for each.

    Its argument makes the step smaller.
    """
    rate, speed = networks.for_each(rates), np.zeros_like(networks.numbers)

    def step(part: float = 1.0) -> None:
        nonlocal speed
        speed *= 0.9
        speed += (rate if part == 1 else part * rate) * networks.slopes
        networks.numbers -= speed

    return step


def adam(networks: Networks, rate: float = 0.01) -> Callable[[], None]:
    """A function that takes a step as Kingma and Ba (2015) do: each number's slope by its customary size."""
    first, second, taken = np.zeros_like(networks.slopes), np.zeros_like(networks.slopes), 0

    def step() -> None:
        nonlocal first, second, taken
        taken += 1
        first += 0.1 * (networks.slopes - first)
        second += 0.001 * (networks.slopes**2 - second)
        size = rate * (1 - 0.999**taken) ** 0.5 / (1 - 0.9**taken)
        networks.numbers -= size * first / (np.sqrt(second) + 1e-8)

    return step


def descended(
    networks: Networks,
    rates: Sequence[float],
    X: np.ndarray,
    y: np.ndarray,
    inside_of: Callable,
    updates: int,
    batch: int,
    falling: int = 0,
) -> Iterator[tuple[int, np.ndarray, list[tuple] | None]]:
    """Train to tell classes apart; before each update, and after the last, its number, its rows and what layers met.

    Rows come in random order, each once before any comes again. Over the last `falling` updates the rates fall to
    nothing, so that the networks settle. `inside_of(update)` is the pair of functions for the hidden layers.
    """
    step, rng = momentum(networks, rates), np.random.default_rng(0)
    order = np.concatenate([rng.permutation(len(y)) for _ in range(1 + updates * batch // len(y))])
    for update in range(updates):
        rows = order[update * batch : (update + 1) * batch]
        yield update, rows, networks.trace(X[rows], y[rows], class_slopes, inside_of(update))
        step(min(1.0, (updates - update) / max(falling, 1)))
    yield updates, order[:0], None


def predictability(networks: Networks, rates: Sequence[float], X, y, inside: Inside) -> np.ndarray:
    """For each network, the cosine between its gradient and that after one step along it, on the same rows."""
    numbers, slopes = networks.numbers.copy(), networks.slopes.copy()
    networks.numbers -= networks.for_each(rates) * slopes
    networks.trace(X, y, class_slopes, inside)
    a, b = networks.by_network(slopes), networks.by_network(networks.slopes)
    networks.numbers[:], networks.slopes[:] = numbers, slopes
    return (a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1) + 1e-30)


def drift(networks: Networks, before: list[tuple], now: list[tuple]) -> np.ndarray:
    """For each network, how far the means of what hidden layers hand on moved, in spreads; mean over the layers."""
    moved = []
    for (_, old, _), (_, new, _) in zip(before[:-1], now[:-1], strict=True):
        old, new = (out.reshape(len(out), networks.count, -1) for out in (old, new))
        by = (old.std(axis=0) + 1e-6).mean(axis=1)
        moved.append(np.abs(new.mean(axis=0) - old.mean(axis=0)).mean(axis=1) / by)
    return np.mean(moved, axis=0)


def shifted(z: np.ndarray, layer: Layer, rows: int | None = None) -> tuple[np.ndarray, None]:
    """A bias term: one number per unit is added, whatever comes in."""
    z += layer["shift"]
    return z, None


def shifted_back(back: np.ndarray, layer: Layer, kept: None, slopes: Layer) -> np.ndarray:
    """The way back through `shifted`."""
    slopes["shift"][:] = row_sum(back)
    return back


def disturbed(inside: Inside, update: int) -> Inside:
    """The same layers, their values then stretched by 0.5 to 1.5 and pushed by up to a half either way.

    Both are drawn for each unit of each layer; the same `update` draws the same again.
    """
    rng = np.random.default_rng(update)

    def forward(z: np.ndarray, layer: Layer) -> tuple:
        z, kept = inside[0](z, layer)
        stretch, push = rng.random((2, z.shape[1]), np.float32)
        return z * (stretch + 0.5) + (push - 0.5), (stretch + 0.5, kept)

    def backward(back: np.ndarray, layer: Layer, kept: tuple, slopes: Layer) -> np.ndarray:
        return inside[1](back * kept[0], layer, kept[1], slopes)

    return forward, backward


def at_their_best(
    networks: Networks,
    data: Sequence,
    slope_of: Callable,
    loss_of: Callable,
    inside: Inside,
    free: np.ndarray,
    rounds: int,
) -> np.ndarray:
    """Train by Adam in batches of 32; outputs (networks x rows) at the round that was each network's best.

    `data` holds for each network three pairs (X, y): to train, to choose the round, and for the outputs.
    Numbers of the networks where `free` is 0 stay as they are.
    """
    (X, y), (Xv, yv), (Xt, _) = (
        [
            np.concatenate([side.reshape(len(side), -1) for side in sides], axis=1, dtype=np.float32)
            for sides in zip(*pairs, strict=True)
        ]
        for pairs in zip(*data, strict=True)
    )
    step, rng = adam(networks), np.random.default_rng(0)
    best, kept = np.full(networks.count, np.inf), np.zeros((networks.count, len(Xt)))
    for _ in range(rounds):
        for rows in np.array_split(rng.permutation(len(X)), max(1, len(X) // 32)):
            networks.trace(X[rows], y[rows, :, None], slope_of, inside)
            networks.slopes *= free
            step()
        now = loss_of(networks.scores(Xv, inside[0])[0][..., 0].T, yv.T)
        better = now < best
        best[better] = now[better]
        kept[better] = networks.scores(Xt, inside[0])[0][..., 0].T[better]
    return kept


def class_chances(scores: np.ndarray) -> np.ndarray:
    """Chances of the classes, which are the last axis."""
    chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return chances / chances.sum(axis=-1, keepdims=True)


def class_slopes(scores: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Slopes of the log loss by scores (rows x networks x classes); y is each row's class, as a number from 0."""
    chances = class_chances(scores)
    chances[np.arange(len(y)), :, y] -= 1
    return chances


def slope_gap(inside: Inside, sizes: Sequence[int] = (4, 5, 5, 3), rows: int = 7) -> float:
    """A gradient written by hand is easily wrong: its largest gap to slopes that are measured, number by number."""
    rng = np.random.default_rng(0)
    networks = Networks(sizes, [0, 1], float)
    networks.numbers += 0.1 * rng.normal(size=networks.numbers.shape)
    X, y = rng.normal(size=(rows, sizes[0])), rng.integers(0, sizes[-1], rows)
    networks.trace(X, y, class_slopes, inside)
    gap = 0.0
    for i, kept in enumerate(networks.numbers.copy()):
        losses = []
        for step in (1e-5, -1e-5):
            networks.numbers[i] = kept + step
            chances = class_chances(networks.scores(X, inside[0])[0])
            losses.append(-np.log(chances[np.arange(rows), :, y]).mean(axis=0).sum())
        networks.numbers[i] = kept
        gap = max(gap, abs((losses[0] - losses[1]) / 2e-5 - networks.slopes[i]))
    return float(gap)
