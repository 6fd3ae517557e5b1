"""What the weekly workflow finds on a server of our own, and the issues that it files with a gh of our own."""

from __future__ import annotations

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from groundtruth import changes, rot
from groundtruth.__main__ import main
from groundtruth.ledger import MONTHS
from groundtruth.ledger.rhythm import due
from groundtruth.problems import Problem


class Elsewhere(BaseHTTPRequestHandler):
    """/gone is gone, /shy refuses HEAD with 404, /wall turns robots away, /weak fails once; the rest is there."""

    asked: list[tuple[str, str]]

    def answer(self) -> None:
        first = (self.command, self.path) not in self.asked
        self.asked.append((self.command, self.path))
        status = {"/gone": 404, "/wall": 403, "/shy": 404 if self.command == "HEAD" else 200}.get(self.path, 200)
        self.send_response(503 if self.path == "/weak" and first else status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *_: object) -> None:
        """Nothing on the tests' screen."""


@pytest.fixture
def elsewhere():
    asked: list[tuple[str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Elsewhere,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def page(site, name: str, *links: str) -> None:
    (site / name).mkdir(parents=True, exist_ok=True)
    body = "".join(f'<a href="{link}">x</a>' for link in links)
    (site / name / "index.html").write_text(f"<article>{body}</article>", "utf-8")


def test_links_that_are_gone_are_found_and_the_others_are_left_alone(tmp_path, elsewhere):
    url, asked = elsewhere
    page(tmp_path, ".", f"{url}/there", f"{url}/gone#part", f"{url}/shy", f"{url}/wall", f"{url}/weak")
    page(tmp_path, "again", f"{url}/there", f"{url}/gone", "https://colab.research.google.com/x", "http://127.0.0.1:1/")
    found = rot.links(tmp_path, pause=0)
    assert {problem.what for problem in found} == {
        f"links to {url}/gone: answers 404",
        "links to http://127.0.0.1:1/: ConnectionError",
    }
    assert asked.count(("HEAD", "/there")) == 1
    assert asked.count(("HEAD", "/weak")) == 2


def test_one_host_is_asked_slowly(tmp_path, elsewhere, monkeypatch):
    url, _ = elsewhere
    waits: list[float] = []
    monkeypatch.setattr(rot.time, "sleep", waits.append)
    page(tmp_path, ".", f"{url}/a", f"{url}/b", f"{url}/c")
    assert rot.links(tmp_path, pause=60) == []
    assert [wait > 50 for wait in waits] == [False, True, True]


def test_links_need_a_site(tmp_path):
    assert rot.links(tmp_path)[0].remedy == "Run `make build`."


class Gh:
    """Remembers the issues filed."""

    def __init__(self, *titles: str):
        self.titles = list(titles)

    def __call__(self, *arguments: str) -> str:
        if arguments[:2] == ("issue", "create"):
            self.titles.append(arguments[arguments.index("--title") + 1])
        return json.dumps([{"title": title} for title in self.titles])


def needs(result: str, *found: Problem) -> str:
    written = json.dumps([vars(problem) for problem in found])
    return json.dumps({"links": {"result": result, "outputs": {"found": written} if found else {}}})


def test_each_break_is_filed_once():
    gh = Gh("page: links to x: answers 404")
    broken = [Problem("page", "links to x: answers 404", "Mend."), Problem("lab", "stops", "Mend.")]
    for _ in range(2):
        assert rot.file(needs("success", *broken), gh) == []
    assert gh.titles == ["page: links to x: answers 404", "lab: stops"]


def test_a_job_that_breaks_is_a_break():
    gh = Gh()
    rot.file(needs("failure"), gh)
    assert gh.titles == ["rot.yml: the job links ended as failure"]


def test_what_was_found_goes_to_the_workflow(inside, tmp_path):
    output = tmp_path / "output"
    assert main(["--found", str(output), "labs", "no-such-lab"]) == 0
    name, _, value = output.read_text("utf-8").partition("=")
    assert name == "found"
    assert [found["place"] for found in json.loads(value)] == ["LAB=no-such-lab"]


def test_what_auditors_say_becomes_problems(tmp_path, monkeypatch):
    (tmp_path / "requirements.lock").touch()
    hole = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    said = {
        "npm": {"vulnerabilities": {"left": {"severity": "high"}}},
        "uv": {"dependencies": [{"name": "one", "version": "1.0", "vulns": [hole]}, {"name": "two", "version": "1"}]},
    }
    monkeypatch.setattr(rot, "_json", lambda command: said["npm" if command[0] == "npm" else "uv"])
    assert [problem.what for problem in rot.holes(tmp_path)] == [
        "one 1.0 has PYSEC-1",
        "left has a high vulnerability",
    ]


def test_an_auditor_that_stops_is_no_silence():
    with pytest.raises(RuntimeError):
        rot._json(["false"])


def test_claims_are_due_by_what_they_are_about(mini):
    reviewed = datetime.date(2026, 11, 21)
    (first,) = rot.reviews(mini, reviewed.replace(year=2027, day=22))
    assert first.place == "docs/myths/dice.md" and "R02" in first.remedy and "`searched`" in first.remedy
    assert rot.reviews(mini, reviewed) == []
    months = {kind: due("2026-11-21", kind) for kind in MONTHS}
    assert months["labour market"] == "2027-11-21" and months["advice"] == "2028-11-21"
    assert due("2024-02-29", "labour market") == "2025-02-28"


def site(root, verdict: str, text: str):
    page(root, "truths", text)
    (root / "data").mkdir()
    claim = {"id": "R01", "verdict": verdict, "certainty": "high"}
    (root / "data/claims.json").write_text(json.dumps([claim]), "utf-8")
    return root


def test_a_reviewer_sees_what_changes(tmp_path):
    before, after = site(tmp_path / "before", "holds", "x"), site(tmp_path / "after", "does not hold", "y")
    page(after, "new", "z")
    said = changes.report(before, after)
    assert "| R01 | holds, high certainty | does not hold, high certainty |" in said
    assert "- /truths/\n" in said and "- /new/: new\n" in said
    same = changes.report(before, before)
    assert "No verdict changes." in same and "No page changes." in same
