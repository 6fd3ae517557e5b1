"""The same commit gives the same bytes, whenever and wherever it is built; the sitemap's dates come from git."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from checkout import clone, run
from groundtruth.pages.dates import changed
from groundtruth.problems import Refused

# Found by Python before it runs anything: every clock that it has says another day.
CLOCK = """
import datetime, time
SHIFT = 1500 * 86400 + 4321
now = time.time
time.time = lambda: now() + SHIFT
for name in ("gmtime", "localtime"):
    setattr(time, name, lambda at=None, real=getattr(time, name): real(time.time() if at is None else at))

class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(seconds=SHIFT)

class LaterDay(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())

datetime.datetime, datetime.date = Later, LaterDay
"""
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": "/nowhere"}


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_builds_of_a_commit_are_the_same_bytes(built: Path, tmp_path: Path):
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock/sitecustomize.py").write_text(CLOCK, "utf-8")
    checkout = clone(built.parent / "origin", tmp_path / "another folder", like=built)
    for folder in ("mkdocs-jupyter", "labs"):  # every fifth lab is converted anew
        for number, kept in enumerate(sorted((checkout / ".cache" / folder).rglob("*.*"))):
            if number % 5 == 0:
                kept.unlink()
    environ = {**ELSEWHERE, "PYTHONPATH": f"{tmp_path / 'clock'}:scripts", "SITE_URL": "https://example.org/"}
    year = "import datetime, time; print(datetime.date.today().year, datetime.datetime.now().year, time.gmtime()[0])"
    today = run(checkout, ".venv/bin/python", "-c", "import datetime; print(datetime.date.today().year)").strip()
    shifted = run(checkout, ".venv/bin/python", "-c", year, **environ).split()
    assert len(set(shifted)) == 1 and int(shifted[0]) > int(today)
    run(checkout, ".venv/bin/python", "-m", "groundtruth", "build", **environ)
    here, there = content(built / "site"), content(checkout / "site")
    assert len(here) > 100 and sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


def test_the_sitemap_has_the_day_of_each_pages_last_commit(built: Path):
    day = run(
        built, "git", "-c", "log.showSignature=false", "log", "-1", "--format=%cd", "--date=format-local:%F", TZ="UTC"
    )
    listed = re.findall(
        r"<loc>.*</loc>\s*(?:<lastmod>(.*)</lastmod>)?", (built / "site/sitemap.xml").read_text("utf-8")
    )
    assert len(listed) > 50 and set(listed) == {day.strip()}


@pytest.fixture
def history(tmp_path: Path, monkeypatch) -> Path:
    """A repository whose page was written, left alone, and changed on a branch, each on another day."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    root = tmp_path / "history"
    (root / "docs/labs").mkdir(parents=True)

    def git(*command: str, day: str = "2026-01-01") -> None:
        when = f"{day}T23:30:00-05:00"
        names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environ = {**os.environ, **names, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True, env=environ)

    git("init", "-q", "-b", "main")
    for day, name in [("2026-01-01", "docs/a.md"), ("2026-01-05", "docs/labs/b é.ipynb"), ("2026-01-09", "code.py")]:
        (root / name).write_text(day, "utf-8")
        git("add", "-A")
        git("commit", "-q", "-m", day, day=day)
    git("switch", "-q", "-c", "other", "main~2")
    (root / "docs/a.md").write_text("changed", "utf-8")
    git("commit", "-q", "-a", "-m", "branch", day="2026-01-03")
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "merge", "other", day="2026-02-02")
    (root / "docs/new.md").write_text("not committed", "utf-8")
    return root


def test_a_page_has_the_day_in_utc_of_the_last_commit_that_touched_it(history: Path):
    assert changed(history) == {"a.md": "2026-01-04", "labs/b é.ipynb": "2026-01-06"}


def test_what_does_not_know_says_nothing(history: Path, tmp_path: Path):
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{history}", tmp_path / "shallow"], check=True)
    (tmp_path / "archive/docs").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", tmp_path / "empty"], check=True)
    assert changed(tmp_path / "shallow") == changed(tmp_path / "archive") == changed(tmp_path / "empty") == {}


def test_a_repository_that_git_cannot_read_is_said_so(history: Path):
    (history / ".git/HEAD").write_text("spoilt", "utf-8")
    with pytest.raises(Refused, match="when the pages changed is not known"):
        changed(history)
