"""What programs leave in texts is found on its line; what people may well write is left alone."""

from __future__ import annotations

import pytest
from groundtruth.checks.remains import left, pasted, read_again

LEFT = {
    "We can\u00e2\u20ac\u2122t tell.": "\u2019",
    "na\u00c3\u00afve": "\u00ef",
    "50\u00c2 %": "",
    "It ended \u00e2\u20ac\u009d there.": "\u201d",
    "They agree :contentReference[oaicite:3]{index=3}.": "chatbot",
    "They agree \u30104\u2020source\u3011.": "chatbot",
    "They agree [cite: 1, 2].": "chatbot",
    "See citeturn0search1 there.": "chatbot",
    "As an AI language model, I can't say.": "chatbot",
    "Certainly! Here is the page.": "chatbot",
    "Copyright [year] [fullname]": "[year]",
    "Ask <your name>.": "<your name>",
    "git clone https://github.com/your-username/x": "your-username",
}
FINE = [
    "\u201c\u00c9mile\u201d \u2013 na\u00efve, 5 \u00b5m, \u22120.5 \u00d7 2\u00b2, \u20ac10, \u00a7 4",
    "Cite the source [as here](x.md), in turn 0.",
    "Of course, here is the catch: a model as an AI.",
    "Your name and [email](mailto:a@b.org), the year, `[your column]`s owner.",
    "XXL, MMXXVI",
]


@pytest.mark.parametrize(("text", "said"), LEFT.items())
def test_a_trace_is_found_on_its_line(text, said):
    found = list(left(f"One.\n\n{text}\n", "docs/x.md"))
    assert {problem.place for problem in found} == {"docs/x.md:3"} or not said
    assert all(said in problem.what for problem in found[:1])


@pytest.mark.parametrize("text", FINE)
def test_what_people_write_is_no_trace(text):
    assert list(left(text, "docs/x.md")) == []


def test_letters_of_a_wrong_encoding_are_read_again():
    assert [read_again(one) for one in ("\u00e2\u20ac\u2122", "\u00c3\u00a9", "\u201c\u00c9", "\u2212\u00d7")] == [
        "\u2019",
        "\u00e9",
        "",
        "",
    ]


def test_words_of_one_entry_in_another_are_found_at_the_second(tmp_path):
    folder = tmp_path / "docs/data/exercises"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("- {title: A, hint: Look.}\n- {title: B, hint: Look closer.}\n", "utf-8")
    (folder / "b.yml").write_text("- {title: C, hint: 'Look  closer.'}\n- {title: D}\n- {title: E}\n", "utf-8")
    (problem,) = pasted(tmp_path, "exercises/*.yml", ("title", "hint"))
    assert problem.place == "docs/data/exercises/b.yml [0] hint"
    assert problem.what == "says the same as docs/data/exercises/a.yml [1] hint"
