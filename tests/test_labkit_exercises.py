"""What a reader's answer is told, and how a guess is put beside a result."""

from __future__ import annotations

import numpy as np
import pytest
from labkit import exercises
from labkit.exercises import Exercise, judge, kindly

DICE = Exercise(
    right=lambda sides: sides == 6,
    praise="Six sides, each as likely as the next.",
    wrong=((lambda sides: sides > 6, "You counted the edges."), (lambda sides: sides == 4, "Only four can be seen.")),
    hint="Turn it over in your hand.",
    solution="sides = 6\nprint(sides)",
    after="Opposite sides add up to seven.",
)


@pytest.mark.parametrize(
    ("answer", "passed", "says"),
    [
        (6, True, "Six sides"),
        (12, False, "You counted the edges"),
        (4, False, "Only four can be seen"),
        (2, False, "That isn't it yet"),
        (..., False, "Nothing to check yet"),
        ("six", False, "The check couldn't use your answer. Python says: TypeError"),
    ],
)
def test_each_answer_is_told_what_it_reveals(answer, passed, says):
    result, words = judge(DICE, answer)
    assert (result, words.startswith(says)) == (passed, True), words


def test_a_right_answer_wins_over_a_loose_idea_of_a_wrong_one():
    loose = Exercise(lambda x: x == 1, "Right indeed.", ((lambda x: True, "Anything else."),), "", "", "")
    assert judge(loose, 1) == (True, "Right indeed.")
    assert judge(loose, 2) == (False, "Anything else.")


def test_one_of_two_answers_missing_is_no_answer():
    both = Exercise(lambda a, b: True, "Right indeed.", (), "", "", "")
    assert judge(both, 1, ...)[0] is False
    assert judge(both, 1, 2)[0] is True


def shows(m):
    print(m)


def untouched(m): ...


def half_done(m):
    rest = ...
    return rest


PRINTS = Exercise(
    right=lambda text: text(317) == "5:17" and text(1) < "1",
    praise="Right indeed.",
    wrong=((lambda text: text(0) is None, "Your function shows the text and gives nothing back."),),
    hint="",
    solution="",
    after="",
)


def test_a_function_without_a_line_of_its_own_is_not_scolded_for_what_it_does(capsys):
    assert judge(PRINTS, untouched) == (False, exercises.GIVES_NOTHING)
    assert judge(PRINTS, shows)[1].startswith("Your function shows")  # a known mistake keeps its own words


@pytest.mark.parametrize("answer", [untouched, half_done, shows])
def test_a_function_that_gives_nothing_back_is_told_so_and_not_what_python_made_of_it(answer, capsys):
    later = Exercise(lambda text: text(1) < "1", "Right indeed.", ((lambda text: text(1) + 1 > 2, "No."),), "", "", "")
    assert judge(later, answer) == (False, exercises.GIVES_NOTHING)


def test_what_a_function_does_give_back_is_judged():
    squares = Exercise(lambda square: square(3) == 9, "Right indeed.", (), "", "", "")
    assert judge(squares, lambda n: n * n)[0]
    assert judge(squares, lambda n: n + n) == (False, "That isn't it yet. The hint may help.")
    assert judge(squares, lambda n: n.size)[1].startswith("The check couldn't use your answer.")
    assert judge(squares, abs)[0] is False  # one of Python's own has no code to look at


@pytest.mark.parametrize("answer", [{0: 1, 999: ...}, [...], (1, [2, ...])])
def test_a_gap_within_an_answer_is_no_answer_yet(answer):
    assert judge(DICE, answer) == (False, exercises.NOTHING_YET)


NUMBER, SINGLE = "Type a number, without quotes or a % sign.", "Give a single value, not several."
TRUTH, NONE = "Type True or False, without quotes.", "Your answer is None: print shows a value, but doesn't keep it."
HALF = Exercise(lambda part: min(abs(part - 0.5), abs(part - 50)) < 0.01, "Half indeed.", (), "", "", "")
PLACE = Exercise(lambda place: [8, 9][place] == 9, "Counted from 0.", (), "", "", "")
NAMED = Exercise(
    lambda name, many: name == "dice" and bool(many) == (name == "dice"),
    "Dice indeed.",
    ((lambda name, many: name in {"coin": 2}, "A coin has two sides."),),
    "",
    "",
    "",
)


@pytest.mark.parametrize(
    ("exercise", "answer", "passed", "says"),
    [
        *((HALF, (part,), True, "Half indeed.") for part in (0.5, 50, np.float64(0.5), np.int64(50))),
        *((HALF, (part,), False, NUMBER) for part in ("50%", "50 %", "0.5", "half")),
        *((HALF, (part,), False, SINGLE) for part in ([0.5], (1, 2), {0.5}, np.array([0.5, 0.5]), [])),
        (HALF, (None,), False, NONE),
        (HALF, (0.7,), False, "That isn't it yet. The hint may help."),
        (DICE, ("6",), False, NUMBER),  # here the check could use the text, and would only call it wrong
        (DICE, ([6],), False, SINGLE),
        (DICE, (12,), False, "You counted the edges."),
        (PLACE, ("1",), False, NUMBER),
        (NAMED, ("dice", True), True, "Dice indeed."),
        (NAMED, ("cards", True), False, "That isn't it yet. The hint may help."),  # a text was asked for, and given
        (NAMED, ("coin", True), False, "A coin has two sides."),
        (NAMED, (["dice", "coin"], True), False, SINGLE),
        *((NAMED, ("dice", part), False, TRUTH) for part in ("yes", " No", "True")),
        (NAMED, ("dice", None), False, NONE),
    ],
)
def test_an_answer_of_the_wrong_kind_is_told_which_kind_is_wanted(exercise, answer, passed, says):
    assert judge(kindly(exercise), *answer) == (passed, says)


def test_a_fault_in_a_readers_own_function_keeps_what_python_says_of_it():
    both = Exercise(lambda f, name: f(3) == 9 and name == "square", "Right indeed.", (), "", "", "")
    passed, says = judge(kindly(both), lambda n: n.size, "square")
    assert not passed and says.startswith("The check couldn't use your answer. Python says: AttributeError")
    assert judge(kindly(PRINTS), untouched) == (False, exercises.GIVES_NOTHING)


def test_check_hint_and_solution_speak(capsys):
    exercises.EXERCISES[1] = DICE
    try:
        exercises.check(1, 6)
        exercises.check(1, ...)
        exercises.hint(1)
        exercises.solution(1)
    finally:
        del exercises.EXERCISES[1]
    right, missing, rest, hint, *solution = capsys.readouterr().out.splitlines()
    assert right.startswith("Right. Six sides")
    assert missing.startswith("Not yet. Nothing to check yet")
    assert len(missing) <= 88 and rest == "cell again."
    assert hint == DICE.hint
    assert solution == ["sides = 6", "print(sides)", "", DICE.after]


SHARE = {"value": 0.39, "low": 0.22, "high": 0.59, "unit": "share"}
SECONDS = {"value": 1234.4, "low": None, "high": None, "unit": "seconds"}


@pytest.mark.parametrize(
    ("guess", "measure", "said"),
    [
        (..., SHARE, "You made no guess. We found 39% (95% interval: 22% to 59%)."),
        (10, SHARE, "You guessed 10%. We found 39% (95% interval: 22% to 59%). Your guess was too low."),
        (0.5, SHARE, "You guessed 50%. We found 39% (95% interval: 22% to 59%). Your guess was within"),
        (1, SHARE, "You guessed 1%. We found 39% (95% interval: 22% to 59%). Your guess was too low."),
        (90, SHARE, "You guessed 90%. We found 39% (95% interval: 22% to 59%). Your guess was too high."),
        ("boosting", SHARE, "You guessed: boosting. We found 39%"),
        (2000, SECONDS, "You guessed 2,000 seconds. We found 1,234 seconds. Your guess was too high."),
    ],
)
def test_a_guess_stands_beside_the_result(guess, measure, said, capsys):
    exercises.guessed(guess, measure)
    assert capsys.readouterr().out.startswith(said)
