"""The flash cards open in Anki, say what the pages say, and are the same bytes whenever and wherever they are made."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from groundtruth.ledger import load
from groundtruth.pages import deck, flash_cards
from miniature import REPOSITORY, edit

OTHER = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
MAKE = """
import sys
from groundtruth.ledger import load
from groundtruth.pages import flash_cards
sys.stdout.buffer.write(flash_cards(load()))
"""


@pytest.fixture(scope="module")
def handbook():
    return load(REPOSITORY)


@pytest.fixture(scope="module")
def package(handbook) -> bytes:
    return flash_cards(handbook)


@pytest.fixture
def collection(tmp_path) -> Iterator[Collection]:
    """A new reader's Anki."""
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def take(collection: Collection, package: bytes, folder: Path) -> None:
    """What a reader does: import the file."""
    path = folder / "ground-truth.apkg"
    path.write_bytes(package)
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions(with_scheduling=False))
    )


def test_anki_imports_a_card_for_each_question_and_term(handbook, package, collection, tmp_path):
    take(collection, package, tmp_path)
    wanted = len(handbook.questions) + len(handbook.terms)
    assert (collection.note_count(), collection.card_count()) == (wanted, wanted)
    assert collection.find_cards('deck:"Ground Truth::Glossary"').__len__() == len(handbook.terms)
    assert len(collection.find_cards("tag:hard")) == sum(q.level == "hard" for q in handbook.questions.values())
    assert collection.db.scalar("pragma integrity_check") == "ok"


class Readable(HTMLParser):
    """The tags of a card's side, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.words += data


def test_every_card_can_be_read(handbook, package, collection, tmp_path):
    take(collection, package, tmp_path)
    cards = {}
    for found in collection.find_cards(""):
        card = collection.get_card(found)
        cards[card.note()["Id"]] = Readable(card.question()), Readable(card.answer())
    assert len(cards) == len(handbook.questions) + len(handbook.terms)
    for name, question in handbook.questions.items():
        front, back = cards[name]
        assert question.question in front.words and "{{" not in back.words
        assert len(back.words.split()) > len(front.words.split()) + 40
        assert not {"a", "script", "svg", "img"} & back.tags
    for term in handbook.terms.values():
        front, back = cards[f"term-{term.id}"]
        assert term.term in front.words and term.means in back.words


def test_signs_of_html_are_words_on_a_card(mini, collection, tmp_path):
    edit(mini / "docs/data/questions/fair-coin.yml", "do you expect", "& <b>tails</b> do you expect")
    edit(mini / "docs/data/glossary.yml", "A round piece", "A <i>round</i> & flat piece")
    take(collection, flash_cards(load(mini)), tmp_path)
    fronts = {(note := collection.get_note(found))["Id"]: note for found in collection.find_notes("")}
    assert "&amp; &lt;b&gt;tails&lt;/b&gt;" in fronts["fair-coin"]["Front"]
    assert "&lt;i&gt;round&lt;/i&gt; &amp; flat" in fronts["term-coin"]["Back"]


def test_a_newer_package_changes_a_card_and_keeps_what_was_learned(mini, collection, tmp_path, monkeypatch):
    take(collection, flash_cards(load(mini)), tmp_path)
    (found,) = collection.find_cards('"Id:fair-coin"')
    collection.sched.set_due_date([found], "7")
    monkeypatch.setattr(deck.dates, "changed", lambda root: {"data/questions/fair-coin.yml": "2030-01-01"})
    edit(mini / "docs/data/questions/fair-coin.yml", "Fifty, give or take five.", "About fifty.")
    take(collection, flash_cards(load(mini)), tmp_path)
    assert collection.find_cards('"Id:fair-coin"') == [found]
    card = collection.get_card(found)
    assert "About fifty." in card.answer() and card.ivl == 7


def test_two_makings_are_the_same_bytes(package, tmp_path):
    """Later, elsewhere, in another language and time zone, and with another order of sets."""
    made = subprocess.run(
        [sys.executable, "-c", MAKE],
        cwd=REPOSITORY,
        env={**os.environ, **OTHER, "TMPDIR": str(tmp_path), "PYTHONPATH": str(REPOSITORY / "scripts")},
        check=True,
        capture_output=True,
    ).stdout
    assert made == package


def test_nothing_in_the_package_tells_when_or_by_which_library_it_was_made(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        written = archive.read("collection.anki2")
    assert int.from_bytes(written[96:100]) == 3_040_000


def test_the_day_is_that_of_the_last_commit_to_the_cards():
    days = {"data/questions/p-value.yml": "2027-01-02", "data/glossary.yml": "2027-01-03", "index.md": "2028-01-01"}
    assert deck._moment(days) - deck._moment({"data/glossary.yml": "2027-01-02"}) == 86400
    assert deck._moment({}) == deck._moment({"data/glossary.yml": deck.NO_DAY})
