"""The small networks of two labs: their gradient, their training, and what each network keeps to itself."""

import numpy as np
import pytest
from labkit import networks as kit

PLAIN = (kit.shifted, kit.shifted_back)


def two_classes(rows=200):
    rng = np.random.default_rng(3)
    X = rng.normal(size=(rows, 3)).astype(np.float32)
    return X, (X[:, 0] * X[:, 1] > 0).astype(int)  # no straight line tells them apart


def test_the_gradient_is_that_of_the_loss():
    assert kit.slope_gap(PLAIN) < 1e-6
    assert kit.slope_gap((lambda z, layer: kit.shifted(z, layer), lambda back, *rest: 2 * PLAIN[1](back, *rest))) > 0.01
    noise = kit.disturbed(PLAIN, 1)
    z, layer = np.ones((4, 2), np.float32), {"shift": np.zeros(2, np.float32)}
    assert not np.allclose(noise[0](z.copy(), layer)[0], z)
    assert np.allclose(kit.disturbed(PLAIN, 1)[0](z.copy(), layer)[0], kit.disturbed(PLAIN, 1)[0](z.copy(), layer)[0])


def test_a_start_is_that_of_its_seed_and_numbers_are_views():
    networks = kit.Networks([3, 4, 2], [7, 8, 7])
    W = networks.layers[0]["W"]
    assert W.shape == (3, 3, 4)
    assert np.array_equal(W[0], W[2])
    assert not np.array_equal(W[0], W[1])
    networks.numbers[:] = 5
    assert (W == 5).all()
    rates = networks.by_network(networks.for_each([1, 2, 3]))
    assert rates.shape == (3, (3 + 2) * 4 + (4 + 2) * 2)
    assert (rates == [[1], [2], [3]]).all()


def test_networks_side_by_side_learn_as_each_alone():
    X, y = two_classes()

    def trained(seeds, rates):
        networks = kit.Networks([3, 16, 2], seeds)
        for _ in kit.descended(networks, rates, X, y, lambda update: PLAIN, 300, 32, 100):
            pass
        return networks.scores(X, kit.shifted)[0]

    both = trained([0, 1], [0.1, 0.01])
    assert both[:, [0]] == pytest.approx(trained([0], [0.1]), abs=1e-3)
    assert (both[:, 0].argmax(axis=1) == y).mean() > 0.93


def test_rates_fall_to_nothing_at_the_end():
    X, y = two_classes()
    networks, before = kit.Networks([3, 8, 2], [0]), {}
    for update, rows, memory in kit.descended(networks, [0.05], X, y, lambda update: PLAIN, 300, 20, 200):
        before[update] = networks.numbers.copy()
        assert (len(rows), memory is None) == ((0, True) if update == 300 else (20, False))
    moved = [np.abs(before[k + 1] - before[k]).sum() for k in (80, 299)]
    assert moved[1] < 0.2 * moved[0]


def test_gauges_of_a_smooth_surface_and_of_a_layer_at_rest():
    X, y = two_classes()
    networks = kit.Networks([3, 8, 2], [0, 1])
    memory = networks.trace(X, y, kit.class_slopes, PLAIN)
    numbers, slopes = networks.numbers.copy(), networks.slopes.copy()
    near, far = kit.predictability(networks, [1e-4, 5], X, y, PLAIN)
    assert near > 0.999 > far
    assert np.array_equal(numbers, networks.numbers)
    assert np.array_equal(slopes, networks.slopes)
    assert (kit.drift(networks, memory, memory) == 0).all()


def test_best_round_is_kept_and_fixed_numbers_stay():
    X, _ = two_classes()
    target = X[:, 0] + 1
    parts = [(X[:120], target[:120]), (X[120:160], target[120:160]), (X[160:], target[160:])]
    networks = kit.Networks([3, 8, 8, 1], [0, 0])
    free = np.ones_like(networks.numbers)
    for layer in networks.layered(free):
        layer["shift"][:] = np.repeat([1, 0], layer["W"].shape[2])

    def off(output, y):
        return ((output - y) ** 2).mean(axis=-1)

    outputs = kit.at_their_best(
        networks, [parts, parts], lambda scores, y: 2 * (scores - y), off, PLAIN, free, rounds=150
    )
    assert outputs.shape == (2, 40)
    with_terms, without = off(outputs, parts[2][1])
    assert with_terms < 0.05 < without
    for layer in networks.layers:
        assert (layer["shift"].reshape(2, -1)[1] == 0).all()
