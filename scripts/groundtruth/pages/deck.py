"""Flash cards of the questions and of the glossary, as a package that Anki imports.

Two builds of one commit give the same bytes: the time is that of the last commit to what is on the cards, ids follow
from names, so that a reader who imports a newer package keeps what was learned, and nothing is compressed, since
libraries compress differently.
"""

from __future__ import annotations

import io
import itertools
import sqlite3
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

import genanki

from ..ledger import Handbook
from ..places import GLOSSARY, QUESTIONS
from . import dates, questions

FILE = "downloads/ground-truth.apkg"
# Where git is not asked: an unpacked archive, a shallow clone.
NO_DAY = "2026-11-29"
STYLE = """.card { max-width: 34em; margin: 1em auto; padding: 0 1em; font: 1.1em/1.5 system-ui, sans-serif; }
.kind, .rests { color: #55616f; font-size: 0.8em; }
.nightMode .kind, .nightMode .rests { color: #a3aeba; }"""
FRONT = '<p class="kind">{{Kind}}</p><p>{{Front}}</p>'
BACK = '{{FrontSide}}<hr id="answer">{{Back}}<p class="rests">{{Rests}}</p>'


def package(handbook: Handbook, macros: questions.Macros, titles: Mapping[str, str]) -> bytes:
    """The package; `titles` are those of the labs."""
    model = genanki.Model(
        _id("model"),
        "Ground Truth",
        fields=[{"name": name} for name in ("Front", "Back", "Kind", "Rests", "Id")],
        templates=[{"name": "Card", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE,
        sort_field_index=4,
    )
    asked = genanki.Deck(_id("questions"), "Ground Truth::Questions they ask")
    for question in handbook.questions.values():
        grounds = [questions.ground(name, handbook, titles.__getitem__)[0] for name in question.rests]
        fields = [
            escape(question.question),
            questions.plain(questions.html(question.minute, macros, handbook.root)),
            escape(f"{question.topic}, {question.level}"),
            escape(f"Rests on {'; '.join([*grounds, *(source.title for source in question.sources)])}."),
            question.id,
        ]
        tags = [question.topic.replace(" ", "-"), question.level]
        asked.add_note(genanki.Note(model, fields, tags=tags, guid=genanki.guid_for("question", question.id)))
    glossary = genanki.Deck(_id("glossary"), "Ground Truth::Glossary")
    for term in handbook.terms.values():
        means = f"<p>{escape(' '.join(filter(None, [term.means, term.more])))}</p>"
        fields = [f"What is meant by <b>{escape(term.term)}</b>?", means, "glossary", "", f"term-{term.id}"]
        glossary.add_note(genanki.Note(model, fields, tags=["glossary"], guid=genanki.guid_for("term", term.id)))
    return _zipped(_collection(genanki.Package([asked, glossary]), _moment(dates.changed(handbook.root))))


def _id(name: str) -> int:
    """A number that no other deck is likely to have, and that stays."""
    return int.from_bytes(sha256(f"ground truth {name}".encode()).digest()[:4]) | 1 << 32


def _moment(days: Mapping[str, str]) -> float:
    """Seconds: the end of the last day (UTC) on which something on the cards was committed."""
    ours = tuple(path.relative_to("docs").as_posix() for path in (QUESTIONS, GLOSSARY))
    last = max((day for path, day in days.items() if path.startswith(ours)), default=NO_DAY)
    return datetime.fromisoformat(f"{last}T23:59:59").replace(tzinfo=UTC).timestamp()


def _collection(package: genanki.Package, moment: float) -> bytes:
    """The package's database, as SQLite writes it to a file, but for the number of the SQLite that wrote it."""
    connection = sqlite3.connect(":memory:")
    package.write_to_db(connection.cursor(), moment, itertools.count(int(moment * 1000)))
    connection.commit()
    written = bytearray(connection.serialize())
    connection.close()
    written[96:100] = (3_040_000).to_bytes(4)  # https://www.sqlite.org/fileformat.html#write_library_version_number
    return bytes(written)


def _zipped(collection: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # else Windows writes another number
            archive.writestr(entry, content)
    return target.getvalue()
