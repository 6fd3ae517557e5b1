"""Many small neural networks at once, each trained without dropout and with it from the same start."""

from __future__ import annotations

import numpy as np

BATCH, RATE = 32, 0.01


def adam_step(step: int, params: list, first: list, second: list, slopes: list) -> None:
    """Moves the parameters, in place, against the running mean of their slopes. Kingma and Ba (2015)."""
    size = RATE * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    for p, m, v, slope in zip(params, first, second, slopes, strict=True):
        m += 0.1 * (slope - m)
        v += 0.001 * (slope**2 - v)
        p -= size * m / (np.sqrt(v) + 1e-8)


def dropout_scores(sets: list, width: int, updates: int = 800) -> np.ndarray:
    """Scores of the test rows without dropout and with it: one hidden layer of ReLU units, trained with Adam.

    `sets` holds training rows, their answers and test rows, as many test rows in each; all are trained side by side.
    The scores have the axes set, without or with, test row. With dropout, half of the hidden units are off in training,
    drawn anew for each row, and the others count double. Srivastava et al. (2014).
    """
    rng, columns = np.random.default_rng(0), sets[0][0].shape[1]
    orders = []  # the rows of each set, shuffled again and again
    for _, y, _ in sets:
        rounds = 1 + updates * BATCH // len(y)
        orders.append(np.ravel([rng.permutation(len(y)) for _ in range(rounds)])[: updates * BATCH])
    X = np.array([X[order] for (X, _, _), order in zip(sets, orders, strict=True)], np.float32)[:, None]
    y = np.array([y[order] for (_, y, _), order in zip(sets, orders, strict=True)], np.float32)[:, None, :, None]
    starts = [rng.normal(0, np.sqrt(2 / a), (len(sets), 1, a, b)) for a, b in ((columns, width), (width, 1))]
    W, V = (start.repeat(2, axis=1).astype(np.float32) for start in starts)  # both of a pair start alike
    params = [W, np.zeros((len(sets), 2, 1, width), np.float32), V, np.zeros((len(sets), 2, 1, 1), np.float32)]
    first, second = [0 * p for p in params], [0 * p for p in params]
    keep = np.ones((2, BATCH, width), np.float32)
    for step in range(1, updates + 1):
        now = slice((step - 1) * BATCH, step * BATCH)
        keep[1] = 2 * (rng.random((BATCH, width)) < 0.5)
        x, before = X[:, :, now], X[:, :, now] @ params[0] + params[1]
        passes = keep * (before > 0)
        hidden = before * passes
        # 0.5 + 0.5 tanh(z / 2) is the logistic function, safe for large z
        chance = 0.5 + 0.5 * np.tanh((hidden @ params[2] + params[3]) / 2)
        back = (chance - y[:, :, now]) / BATCH
        inner = back * params[2].swapaxes(2, 3) * passes
        of_hidden = [x.swapaxes(2, 3) @ inner, inner.sum(axis=2, keepdims=True)]
        of_output = [hidden.swapaxes(2, 3) @ back, back.sum(axis=2, keepdims=True)]
        adam_step(step, params, first, second, of_hidden + of_output)
    X_test = np.array([X_test for _, _, X_test in sets], np.float32)[:, None]
    return (np.maximum(X_test @ params[0] + params[1], 0) @ params[2] + params[3])[..., 0]
