"""The small network, the score of every kind of model, and the tools that explain, against other implementations."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from labkit import explaining, learners, scores
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC


def bent(columns=6, rows=1_500):
    """Columns, and a yes that hangs on one of them and on the product of two."""
    X = np.random.default_rng(0).standard_normal((rows, columns))
    y = np.random.default_rng(1).random(rows) < 1 / (1 + np.exp(-2 * X[:, 0] - 3 * X[:, 1] * X[:, 2]))
    return X, y.astype(int)


@pytest.mark.parametrize("image", [False, True])
def test_the_networks_slopes_are_those_of_the_log_loss(image):
    """Each weight moved a little, in double precision."""
    X, y = bent(16, 40)
    network = explaining.SmallNetwork(3, 2, image=image).fit(X, y)
    network.decay = 0.0
    network.all = network.all.astype(float)
    network._cut()

    def loss():
        return scores.log_loss(y, 1 / (1 + np.exp(-network.decision_function(X))))

    slopes = network._slopes(network._seen(X), y)
    for place in range(0, len(network.all), 5):
        network.all[place] += 1e-4
        above = loss()
        network.all[place] -= 2e-4
        assert slopes[place] == pytest.approx((above - loss()) / 2e-4, abs=1e-4)
        network.all[place] += 1e-4


def test_the_network_learns_as_well_as_that_of_scikit_learn():
    X, y = bent()
    ours = explaining.SmallNetwork(32, 20).fit(X[:800], y[:800]).decision_function(X[800:])
    (theirs,) = explaining.fit_stages(
        [MLPClassifier((32,), learning_rate_init=0.01, max_iter=20, random_state=0)], X[:800], y[:800]
    )
    assert scores.auc(y[800:], ours) > 0.85
    assert scores.auc(y[800:], ours) == pytest.approx(
        scores.auc(y[800:], theirs.predict_proba(X[800:])[:, 1]), abs=0.03
    )


@pytest.mark.parametrize(
    "build", [lambda n: explaining.SmallNetwork(8, n), lambda n: learners.boosting(n_estimators=n)]
)
def test_a_model_stopped_on_the_way_is_one_that_trained_no_longer(build):
    X, y = bent()
    stages = explaining.fit_stages([build(3), build(9)], X, y)
    for rounds, stage in zip((3, 9), stages, strict=True):
        assert explaining.log_odds(stage, X) == pytest.approx(explaining.log_odds(build(rounds).fit(X, y), X))
    assert not np.allclose(explaining.log_odds(stages[0], X), explaining.log_odds(stages[1], X))


def test_log_odds_are_those_that_each_model_means():
    X, y = bent()
    svm = SVC().fit(X, y)
    assert explaining.log_odds(svm, X) == pytest.approx(svm.decision_function(X), abs=1e-3)
    for model in (LogisticRegression(), GaussianNB(), learners.boosting(n_estimators=5)):
        chance = model.fit(X, y).predict_proba(X)[:, 1]
        assert explaining.log_odds(model, X) == pytest.approx(np.log(chance / (1 - chance)), abs=1e-3)
    assert np.isfinite(explaining.log_odds(RandomForestClassifier(5, random_state=0).fit(X, y), X)).all()


def test_explanations_point_at_the_columns_that_matter():
    X, y = bent()
    rng = np.random.default_rng(0)
    forest = RandomForestClassifier(30, min_samples_leaf=5, random_state=0).fit(X[:800], y[:800])
    shuffled = explaining.permutation(forest, X[800:], y[800:], rng)
    assert set(np.argsort(-shuffled)[:3]) == {0, 1, 2}
    assert np.argmax(explaining.averaged_curves(forest, X[800:])) == 0  # the product has no curve of its own
    for model in (LogisticRegression(), GaussianNB(), forest):
        assert np.argmax(explaining.explanation(model.fit(X[:800], y[:800]), X[800:], y[800:], rng)) == 0


def test_the_swap_test_finds_combinations_and_nothing_else():
    X, y = bent(3, 4_000)
    linear = LogisticRegression().fit(X, y)
    assert explaining.swap_test(linear, explaining.log_odds(linear, X), X) == pytest.approx(0, abs=1e-12)

    class Product:
        def decision_function(self, X):
            return X[:, 1] * X[:, 2]

    assert explaining.swap_test(Product(), X[:, 1] * X[:, 2], X) == pytest.approx(0.5, abs=0.05)


def test_patches_share_no_pixel_and_keep_off_the_edge():
    for seed in range(50):
        patches = explaining.free_patches(3, np.random.default_rng(seed))
        pixels = [pixel for patch in patches for pixel in patch]
        assert len(set(pixels)) == 12
        assert all(0 < pixel // 8 < 7 and 0 < pixel % 8 < 7 for pixel in pixels)


def test_the_mean_of_a_formula_has_its_units_sources_and_variants():
    by = pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, 0.5]}, index=["one", "two"])
    ways = {"chosen": by, "doubled": 2 * by}
    found = explaining.mean_of("100 * (a - b)", "points", ways, [{"name": "one", "source": "R"}])
    assert found["value"] == pytest.approx(125)
    assert found["units"] == {"one": 100, "two": 150}
    assert found["sources"] == {"one": "R"}
    assert found["variants"]["doubled"]["units"] == {"one": 200, "two": 300}


def test_strips_draw_every_unit_and_name_every_line():
    ways = {"chosen": pd.DataFrame({"a": [0.1, 0.2, 0.3]})}
    measure = explaining.mean_of("a", "share", ways, [])
    _, ax = plt.subplots()
    explaining.strips(ax, "left over", {"logistic": measure, "forest": measure}, 0.5)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["logistic", "forest"]
    assert list(ax.lines[0].get_xdata()) == [0.1, 0.2, 0.3]
    assert {text.get_text() for text in ax.texts} == {"20%"}
    plt.close()
