"""What was made once is taken from the cache, and made anew of other sources or by other code."""

from __future__ import annotations

from groundtruth.pages.kept import remembered, remembering
from jinja2 import DictLoader, Environment


def test_what_was_made_of_the_same_bytes_is_not_made_again(tmp_path):
    made: list[str] = []

    def make() -> str:
        made.append("x")
        return f"made {len(made)}"

    assert [remembered(tmp_path, key, make) for key in ([b"a"], [b"a"], [b"b"], [b"a", b""])] == [
        "made 1",
        "made 1",
        "made 2",
        "made 3",
    ]


def test_texts_compile_once_and_say_what_they_say_now(tmp_path):
    loader = DictLoader({"x.html": "file {{ n }}"})
    first, second = (remembering(Environment(loader=loader), tmp_path) for _ in range(2))
    second._generate = None  # a compilation would need it
    assert first.from_string("a {{ n }}").render(n=1) == "a 1"
    assert second.from_string("a {{ n }}").render(n=2) == "a 2"
    assert first.from_string("b {{ n }}").render(n=3) == "b 3"
    assert first.get_template("x.html").render(n=4) == "file 4"


def test_other_signs_compile_to_something_else(tmp_path):
    plain = remembering(Environment(), tmp_path)
    other = remembering(Environment(variable_start_string="<<", variable_end_string=">>"), tmp_path)
    assert [one.from_string("{{ n }} << n >>").render(n=1) for one in (plain, other)] == ["1 << n >>", "{{ n }} 1"]
