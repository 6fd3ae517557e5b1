"""Bars are of the year, the people and the value that their labels name."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from groundtruth.checks.bars import bars

FACTS = {"F01": SimpleNamespace(id="F01", as_of="October 2018"), "A02": SimpleNamespace(id="A02", as_of="2021 to 2023")}


def bar(label: str, value: str = "F01.x") -> dict[str, str]:
    return {"label": label, "value": value}


def told(*groups: list[dict[str, str]], stands_while: tuple[str, ...] = (), first: tuple = ()) -> list[str]:
    chart = {"groups": [{"name": "People", "bars": drawn} for drawn in groups], "stands_while": stands_while}
    home = {"first": {"bars": [{"label": label, "measure": value} for label, value in first]}} if first else {}
    return [one.what for one in bars(SimpleNamespace(charts={"c": chart}, home=home, facts=FACTS))]


def test_bars_in_order_are_left_alone():
    ours = [bar("all, 2018"), bar("some, 2022", "A02.y_ds"), bar("a lab's", "lab.z")]
    assert told(ours, stands_while=("F01.x.low > F01.w.high",), first=(("All, 2018", "F01.x"),)) == []


@pytest.mark.parametrize(
    ("drawn", "what"),
    [
        ([bar("all, 2016")], "as of 2016, and F01 is of October 2018"),
        ([bar("some, 2024", "A02.y")], "as of 2024, and A02 is of 2021 to 2023"),
        ([bar("one"), bar("two")], "draws F01.x 2 times"),
        (
            [bar("ML", "A02.a_mle"), bar("ML", "A02.b_mle"), bar("ML", "A02.c_ds")],
            "draws A02.c_ds as 'ML', whose other bars are values that end in _mle",
        ),
    ],
)
def test_a_bar_of_another_year_value_or_people_is_found(drawn, what):
    (found,) = told(drawn)
    assert what in found


def test_a_condition_that_always_holds_is_found():
    (found,) = told(stands_while=("F01.x.low < F01.x.high",))
    assert "compares a value with itself" in found


def test_bars_of_the_home_page_are_held_to_the_same():
    found = told(first=(("All, 2019", "F01.x"), ("Some, 2018", "F01.x")))
    assert found == ["draws F01.x as of 2019, and F01 is of October 2018", "draws F01.x 2 times"]
