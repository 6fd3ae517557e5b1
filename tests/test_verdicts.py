"""The verdict is a pure function of a rule and its measures."""

from __future__ import annotations

import pytest
from groundtruth import verdicts
from groundtruth.verdicts import CERTAINTIES, REASONS, Disagreement, Doubt, Measure, fill, judge, quantity, weigh
from miniature import cases


@pytest.mark.parametrize("case", cases("verdicts"))
def test_golden_case(case):
    measures = {name: Measure(*numbers) for name, numbers in case["measures"].items()}
    texts = {"passes": "{value} reaches {threshold}.", "fails": "{value} misses {threshold}."}
    rule = tuple(verdicts.Test(**{"at_least": None, "at_most": None} | texts | test) for test in case.get("rule", []))
    given = rule, case.get("mixed", {}), case.get("editor"), case.get("because"), measures.__getitem__, case.get("read")
    if "error" in case:
        with pytest.raises(Disagreement) as caught:
            judge(*given)
        assert case["error"] in str(caught.value)
        assert case["remedy"] in caught.value.remedy
    else:
        judged = judge(*given)
        expected = case["expect"]
        told = judged.verdict, judged.because, judged.outcomes, judged.overruled
        assert told == (
            expected["verdict"],
            expected["because"],
            expected.get("outcomes", ""),
            expected.get("overruled"),
        )


def test_one_sentence_tells_several_tests_only_as_they_were_read():
    rule = tuple(
        verdicts.Test(f"lab.{name}", 0.5, None, f"{name} passes with {{value}}.", f"{name} fails with {{value}}.")
        for name in "ab"
    )
    measures = {"lab.a": Measure(0.9, 0.8, 0.95, "share", 9), "lab.b": Measure(0.2, 0.1, 0.3, "share", 9)}
    mixed, says = {"+-": "depends"}, "It depends: {lab.a} against {lab.b}."
    told = judge(rule, mixed, None, None, measures.__getitem__, "+-", says)
    assert told.because == "It depends: 90% against 20%."
    assert [piece for piece in told.told if isinstance(piece, Measure)] == list(measures.values())
    assert [(test.outcome, test.asked) for test in told.tests] == [("+", "50% or more"), ("-", "50% or more")]
    assert verdicts.Test("lab.a", 0.025, None, "p", "f").bar("share") == "2.5%"
    assert told.tests[1].told == ("b fails with ", measures["lab.b"], ".")
    otherwise = judge(rule, mixed, None, None, {**measures, "lab.b": measures["lab.a"]}.__getitem__, "+-", says)
    assert otherwise.because == "a passes with 90%. b passes with 90%."


@pytest.mark.parametrize("side", ["at_least", "at_most"])
@pytest.mark.parametrize("threshold", [-3.0, 0.0, 0.5, 12.0])
@pytest.mark.parametrize("margin", [0.001, 0.2, 40.0])
@pytest.mark.parametrize("width", [None, 0.0, 0.0005])
def test_a_measure_across_the_threshold_flips_the_verdict(side, threshold, margin, width):
    rule = (verdicts.Test("lab.x", **{"at_least": None, "at_most": None, side: threshold}, passes="", fails=""),)

    def verdict(value):
        low, high = (None, None) if width is None else (value - width, value + width)
        return judge(rule, {}, None, None, lambda name: Measure(value, low, high, "AUC", 9)).verdict

    both = verdict(threshold + margin), verdict(threshold - margin)
    assert both == (("holds", "does not hold") if side == "at_least" else ("does not hold", "holds"))


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((0.62, 0.55, 0.69, "share", 50), "62% (55 to 69%)"),
        ((0.62, None, None, "share", 50), "62%"),
        ((1.0, 0.964, 1.0, "share", 50), "100% (96 to 100%)"),
        ((-0.031, -0.06, 0.004, "share", 50), "−3% (−6 to 0%)"),
        ((-0.002, None, None, "share", 50), "0%"),
        ((80.5, 74.5, 85.4, "%", 200), "80.5% (74.5 to 85.4%)"),
        ((80, None, None, "%", 200), "80%"),
        ((139650, None, None, "$", 900), "$139,650"),
        ((139650, 130000, 150250.0, "$", 900), "$139,650 ($130,000 to $150,250)"),
        ((-0.012, -0.02, -0.004, "AUC", 60), "−0.012 AUC (−0.020 to −0.004)"),
        ((-0.0, -0.00001, 0.1, "AUC", 60), "0.0 AUC (0.0 to 0.1)"),
        ((0.5, 0.25, 1, "s", 3), "0.50 s (0.25 to 1.00)"),
        ((3, 2, 4, "", 7), "3 (2 to 4)"),
        ((12000.0, None, None, "rows", 1), "12,000 rows"),
    ],
)
def test_a_measure_is_shown_as_readers_expect(numbers, shown):
    assert str(Measure(*numbers)) == shown


def test_the_point_leaves_the_interval_out():
    assert Measure(-0.012, -0.02, -0.0041, "AUC", 60).point == "−0.0120 AUC"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ((0.625, "share", 0), "63%"),
        ((0.625, "share", 1), "62.5%"),
        ((-0.0004, "AUC", 3), "0.000 AUC"),
        ((-0.0004, "AUC", 4), "−0.0004 AUC"),
        ((-250, "$", 0), "−$250"),
        ((1234.5, "ms", 1), "1,234.5 ms"),
    ],
)
def test_a_quantity_has_its_unit_and_a_true_minus(number, shown):
    assert quantity(*number) == shown


def test_short_leaves_the_unit_out():
    assert [quantity(0.2, "share", 0, short=True), quantity(0.2, "AUC", 1, short=True)] == ["20", "0.2"]


def test_placeholders_are_filled_and_other_braces_left_alone():
    measures = {"F03.share": Measure(80.5, None, None, "%", 200), "a-lab.x_1": Measure(2, 1, 3, "s", 5)}
    text = "{F03.share}, {a-lab.x_1}, {not one}, {}, {F03}"
    assert fill(text, measures.__getitem__) == "80.5%, 2 s (1 to 3), {not one}, {}, {F03}"


# --- certainty ---


def doubted(*reasons: str) -> list[Doubt]:
    return [Doubt(reason, f"{reason} here") for reason in reasons]


@pytest.mark.parametrize(
    ("own", "sources", "certainty"),
    [
        ([], {}, "high"),
        (["indirectness"], {}, "moderate"),
        (["indirectness", "imprecision"], {}, "low"),
        (["indirectness", "imprecision", "inconsistency"], {}, "very low"),
        (["no test"], {}, "very low"),
        ([], {"F1": ["age"]}, "moderate"),
        ([], {"F1": ["age"], "F2": []}, "high"),
        ([], {"F1": ["age"], "F2": ["age"]}, "moderate"),
        ([], {"F1": ["age"], "F2": ["second-hand"]}, "high"),
        ([], {"F1": ["age", "second-hand"], "F2": ["second-hand", "age"]}, "low"),
        (["indirectness"], {"F1": ["age", "self-selected sample", "interest of the source"]}, "very low"),
    ],
)
def test_certainty_is_high_less_one_step_for_each_doubt_that_counts(own, sources, certainty):
    carried = {name: doubted(*reasons) for name, reasons in sources.items()}
    assert weigh(doubted(*own), carried)[0] == certainty


@pytest.mark.parametrize("reason", [name for name, reason in REASONS.items() if reason.whose == "source"])
def test_a_doubt_that_all_sources_share_counts_once_and_names_them(reason):
    sources = {"F1": [Doubt(reason, "One.")], "F2": [Doubt(reason, "Two.")], "F3": [Doubt(reason, "One.")]}
    certainty, (counted,) = weigh([], sources)
    apart = ((("F1", "F3"), "One."), (("F2",), "Two."))
    assert (certainty, counted) == ("moderate", Doubt(reason, "One. Two.", ("F1", "F2", "F3"), apart))


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((-9.4, -20.1, 1.4), "9.4 points fewer (from 20.1 fewer to 1.4 more)"),
        ((-9.4, -20.1, -3.0), "9.4 points fewer (3.0 to 20.1)"),
        ((3.5, 1.0, 6.0), "3.5 points more (1.0 to 6.0)"),
        ((0.0, -1.0, 2.5), "0.0 points more (from 2.5 more to 1.0 fewer)"),
        ((-2.0, None, None), "2 points fewer"),
    ],
)
def test_a_difference_is_told_in_words_for_its_sign(numbers, shown):
    measure = Measure(*numbers, "points", 20)
    told = verdicts.tell("The table had {lab.gap:more|fewer} of them, by {lab.gap}.", lambda name: measure)
    assert "".join(map(str, told)) == f"The table had {shown} of them, by {measure}."
    assert verdicts.looked_up("{lab.gap:more|fewer} and {F03.n}") == ["lab.gap", "F03.n"]


def test_the_interval_of_a_difference_is_not_told_beside_its_test():
    gap = Measure(-9.4, -20.1, 1.4, "points", 20)
    rule = (verdicts.Test("lab.gap", 5, None, "{value:more|fewer} do.", "Only {value:more|fewer} do."),)
    told = judge(rule, {}, None, None, {"lab.gap": gap}.__getitem__, "-", "So {lab.gap:more|fewer} do.")
    assert (told.because, told.ranges) == ("So 9.4 points fewer do.", ())
    assert "".join(map(str, told.tests[0].told)) == "Only 9.4 points fewer (from 20.1 fewer to 1.4 more) do."


def test_what_is_doubted_in_one_source_is_told_of_that_source_alone():
    """Two notes side by side read as one, about sources that each knows nothing of."""
    own = [Doubt("risk of bias", "Our choice.")]
    (counted,) = weigh(own, {"lab": [Doubt("risk of bias", "Our tables.")], "F1": [Doubt("risk of bias", "Few.")]})[1]
    assert counted.apart == (((), "Our choice."), (("lab",), "Our tables."), (("F1",), "Few."))
    assert weigh(own, {"lab": [Doubt("risk of bias", "Our tables.")]})[1][0].apart == ()


def test_one_doubt_more_never_raises_certainty():
    for own in (doubted(*list(REASONS)[:n]) for n in range(len(REASONS))):
        steps = [CERTAINTIES.index(weigh([*own, *more], {})[0]) for more in ([], *map(doubted, REASONS))]
        assert max(steps) == steps[0]


@pytest.mark.parametrize(
    ("side", "unit", "said"),
    [
        ({"at_least": 0.5}, "share", "50% or more"),
        ({"at_most": 0.01}, "AUC", "0.01 AUC or less"),
        ({"at_least": -5}, "points", "a loss of 5 points or less"),
        ({"at_least": 0}, "AUC", "zero or more"),
        ({"at_most": -0.5}, "points", "a loss of 0.5 points or more"),
    ],
)
def test_what_a_test_needs_is_said_without_a_minus_sign(side, unit, said):
    assert (
        verdicts.Test("lab.x", **{"at_least": None, "at_most": None, "passes": "", "fails": ""} | side).asked(unit)
        == said
    )
