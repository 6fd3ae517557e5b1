"""Where things lie, below the root of the repository."""

from __future__ import annotations

from pathlib import Path

DATA = Path("docs/data")
NOTEBOOKS = Path("notebooks")
EXECUTED = Path("docs/labs")
EVIDENCE = DATA / "evidence"
CLAIMS, FACTS = DATA / "claims", DATA / "facts"  # a folder each, one file per entry
ARTICLES, CHAPTERS, GLOSSARY = DATA / "articles.yml", DATA / "chapters.yml", DATA / "glossary.yml"
DISSOLVED, HISTORY = DATA / "dissolved.yml", DATA / "history.yml"
TABLES = DATA / "tables.yml"
EXERCISES, OUTCOMES = DATA / "exercises", DATA / "outcomes"  # of notebooks, by name
FLIGHTS_SCHEMA, FLIGHTS = DATA / "flights.sql", DATA / "flights.db.gz"  # the playground's database
PLAYGROUND = DATA / "playground.yml"
VENDOR, VENDORED = Path("docs/assets/vendor"), DATA / "vendored.yml"  # files of others, and the list of them
QUESTIONS = DATA / "questions"  # a folder, one file per entry
PRINTED = DATA / "printed.json"  # what the questions' code prints
READERS, LESSONS, HOME = DATA / "readers.yml", DATA / "lessons.yml", DATA / "home.yml"
MOVES = DATA / "moves.yml"  # figures that readers move
CHANGES = DATA / "changes.yml"  # the changes that flip a verdict, in words
ASKED = DATA / "asked.yml"  # what readers ask that a page answers
CHARTS = DATA / "charts.yml"  # charts that the build draws
PAY_ADVERTS, PAY_SURVEY = DATA / "pay-adverts.csv", DATA / "pay-survey.csv"  # counts behind F07 and F08
STUDY, VERDICTS = DATA / "study.json", DATA / "verdicts.json"
SITE, DRAFT = Path("site"), Path(".cache/site")  # the built site, and where it is drafted
WRITTEN = DRAFT / "written.json"  # what the build wrote; the next draft begins by removing it
