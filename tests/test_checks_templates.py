"""Templates that MiniJinja could not render are found, in pages and in what these include."""

from __future__ import annotations

from groundtruth.checks.templates import templates
from miniature import REPOSITORY


def test_ours_call_nothing_of_python():
    assert templates(REPOSITORY) == []


def test_a_method_is_named_with_its_line_and_only_where_an_engine_renders_it(tmp_path):
    for name, text in {
        "main.html": '{% include "cards/_a.html" %}\n{{ super() }}{{ one.call(x) }}\n{{ title.startswith("x") }}',
        "cards/_a.html": "{{ rows.items() }}",
        "cards/other.html": "{{ rows.items() }}",
        "partials/b.html": "{{ [1].index(1)",
    }.items():
        (tmp_path / "overrides" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "overrides" / name).write_text(text, "utf-8")
    found = {problem.place: problem.what for problem in templates(tmp_path)}
    assert found == {
        "overrides/main.html:3": "calls .startswith(), which only Python has",
        "overrides/cards/_a.html:1": "calls .items(), which only Python has",
    }
