"""Small worlds: files are read once per row, a line keeps its direction, and games pay what their tables say."""

import sys
from pathlib import Path

import numpy as np
from labkit.worlds import as_lines, could_gain, draw_triangle, easy_opponent, file_rows, is_clear, play_rounds, softmax


def test_file_rows_leave_repeats_out_and_part_the_last_column(tmp_path: Path, monkeypatch):
    folder = tmp_path / "some_images" / "data"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "a.dat").write_text("@note\n1,2,7\n1,2,7\n3,4,8\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    numbers, kinds = file_rows("some_images", "a.dat", comment="@")
    assert numbers.tolist() == [[1, 2], [3, 4]]
    assert kinds.tolist() == [7, 8]
    sys.modules.pop("some_images", None)


def test_a_line_gets_brighter_on_its_way_and_keeps_its_shape():
    across, down = as_lines(np.array([[0, 0, 5, 0, 10, 0], [0, 10, 0, 5, 0, 0]], float))
    assert across.shape == (14, 14)
    assert across.max() == down.max() == 1
    row = across[12]  # a flat line lies at the bottom, from left to right
    assert np.all(np.diff(row[2:12]) > 0)
    assert across[:9].max() < 0.01
    column = down[:, 1]  # drawn downwards: brighter towards the bottom
    assert np.all(np.diff(column[2:12]) > 0)
    assert down[:, 5:].max() < 0.01


def test_the_longer_side_fills_the_picture():
    points = np.array([[0, 0, 4, 8], [0, 0, 400, 800]], float)
    small, large = as_lines(points)
    assert np.allclose(small, large)
    assert small[1, 6:8].max() > 0.5  # the end, half as far to the right as up


def test_an_easy_opponent_has_one_clear_answer_and_two_choices_stay_two():
    fixed = easy_opponent(np.eye(2), np.random.default_rng(1), lead=0.3)
    assert fixed.sum() == 1
    assert fixed[2] == 0
    assert abs(fixed[0] - fixed[1]) >= 0.3


def test_repeated_games_pay_what_the_tables_say():
    first, second = np.array([[1.0, 0.2], [0.0, 0.5]]), np.array([[0.3, 0.9], [0.4, 0.6]])
    three = np.arange(9.0).reshape(3, 3) / 8
    seen = []

    def start(allowed, draws):
        assert draws.shape == allowed.shape == (3, 2, 2)
        return allowed / allowed.sum(axis=0)

    def learn(memory, usual, p, chosen, payoff):
        seen.append((chosen.argmax(axis=0).tolist(), payoff.tolist()))

    def chances(memory, even):
        assert np.allclose(memory, even)
        return memory

    path, late, payoffs = play_rounds(
        [(first, second), (three, 1 - three)], [[0, 0], [1, 0]], [False] * 2, start, chances, learn, rounds=20, every=5
    )
    assert path.shape == (4, 3, 2, 2)
    assert payoffs[0, 0, 2].tolist() == [0, 0, 0]
    for moves, paid in seen:
        for game in (0, 1):
            a, b = moves[0][game], moves[1][game]
            assert paid[0][game] == payoffs[0, game, a, b]
            assert paid[1][game] == payoffs[1, game, a, b]
    assert max(moves[0][0] for moves, _ in seen) < 2  # the third choice is not allowed there
    assert np.allclose(late, np.mean([paid for _, paid in seen[-4:]], axis=0))


def test_a_fixed_opponent_keeps_its_chances():
    def even_start(allowed, draws):
        return allowed / allowed.sum(axis=0)

    path, _, _ = play_rounds(
        [(np.eye(2), 1 - np.eye(2))] * 2,
        [[4, 2]] * 2,
        [True, False],
        even_start,
        lambda memory, even: memory,
        lambda *a: None,
        rounds=10,
        every=5,
    )
    assert np.allclose(path[0, :, 1, 0], easy_opponent(np.eye(2), np.random.default_rng([0, 4, 2])))
    assert np.allclose(path[:, :2, :, 1], 0.5)
    assert np.allclose(path[0], path[-1])


def test_each_game_has_a_start_and_an_opponent_of_its_own_whatever_learns():
    games, seeds = [(np.eye(3), 1 - np.eye(3))] * 3, [(7, 0), (7, 1), (8, 0)]

    def drawn(which):
        starts = []

        def start(allowed, draws):
            starts.append(draws)
            return draws / draws.sum(axis=0)

        path, _, _ = play_rounds(
            [games[i] for i in which],
            [seeds[i] for i in which],
            [True] * len(which),
            start,
            lambda memory, even: memory,
            lambda *a: None,
            rounds=5,
            every=5,
        )
        return starts[0], path[0, :, 1]

    starts, opponents = drawn([0, 1, 2])
    assert len(np.unique(starts.round(6), axis=2).T) == len(np.unique(opponents.round(6), axis=1).T) == 3
    again, faced = drawn([2, 0])
    assert np.array_equal(again, starts[..., [2, 0]])
    assert np.array_equal(faced, opponents[:, [2, 0]])


def test_the_best_answer_gains_what_the_table_says():
    pennies = np.stack([[np.eye(2)], [1 - np.eye(2)]])
    heads, even = np.array([[1.0], [0.0]]), np.full((2, 1), 0.5)
    assert could_gain(pennies, even, even, np.full((2, 1), 0.5)).tolist() == [[0], [0]]
    first, second = could_gain(pennies, heads, even, np.full((2, 1), 0.5))[:, 0]
    assert (first, second) == (0, 0.5)  # the second need only show the other side


def test_corners_of_the_triangle_are_pure_choices():
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    corners = draw_triangle(ax, "rock", "paper", "scissors", "#000000")
    assert (np.eye(3) @ corners)[1].tolist() == [1, 0]
    assert {text.get_text(): text.get_position()[0] for text in ax.texts} == {"rock": 0, "paper": 1, "scissors": 0.5}


def test_softmax_and_clear_games():
    p = softmax(np.array([[0.0, 5.0], [np.log(3), 5.0]]))
    assert np.allclose(p, [[0.25, 0.5], [0.75, 0.5]])
    first, second = np.array([[0.0, 1.0], [0.3, 0.2]]), np.array([[0.1, 0.5], [0.15, 0.9]])
    assert is_clear(first, second, lead=0.29)
    assert not is_clear(first, second, lead=0.31)  # the first's answers to the left column are 0.3 apart
    assert not is_clear(first, second.T, lead=0.29)  # rows and columns are not the same
