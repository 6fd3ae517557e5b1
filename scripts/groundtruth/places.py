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
READERS, LESSONS = DATA / "readers.yml", DATA / "lessons.yml"
STUDY, VERDICTS = DATA / "study.json", DATA / "verdicts.json"
