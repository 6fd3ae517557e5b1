"""What breaks while nobody edits: links, packages with known holes, reviews; and one issue for each break, once.

The workflow .github/workflows/rot.yml calls these; all but `reviews` needs a network.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import requests
from bs4 import BeautifulSoup
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from .ledger import load
from .places import CLAIMS
from .problems import Problem

PIP_AUDIT = "pip-audit==2.10.1"
LABEL = "rot"
# Answers that speak of us and not of the page: many publishers turn away whatever is no browser.
TURNED_AWAY = {401, 402, 403, 405, 406, 418, 429, 451, 999}
# Launch links work once a version is published; `make check` knows their form.
LAUNCH = ("https://colab.research.google.com/", "https://kaggle.com/kernels/welcome")


def links(site: Path = Path("site"), pause: float = 2.0) -> list[Problem]:
    """Pages elsewhere that the built site links to and that are gone; one request each, `pause` s apart per host."""
    if not (site / "index.html").is_file():
        return [Problem(str(site), "is not built", "Run `make build`.")]
    seen: dict[str, str] = {}
    for page in sorted(site.rglob("*.html")):
        for link in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("article a[href^=http]"):
            address = str(link["href"])
            if not address.startswith(LAUNCH):
                seen.setdefault(urldefrag(address).url, str(page))
    session = requests.Session()
    session.headers["User-Agent"] = "Mozilla/5.0 (compatible; Ground Truth link check, weekly)"
    # Retry waits as long as a Retry-After says, else 2, 4 and 8 s with that pause.
    patient = Retry(total=3, backoff_factor=pause, status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False)
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=patient))
    found: list[Problem] = []
    last: dict[str, float] = {}  # when each host was last asked
    for address, place in _spread(seen):
        host = urlsplit(address).netloc
        time.sleep(max(0.0, last.get(host, 0.0) + pause - time.monotonic()))
        gone = _gone(session, address)
        last[host] = time.monotonic()
        if gone:
            remedy = "Find where it went, or an archived copy, and correct the fact or the article that names it."
            found.append(Problem(place, f"links to {address}: {gone}", remedy))
    return found


def _spread(seen: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The addresses, each host's in turn, so that nobody waits for one host's pause."""
    hosts: dict[str, list[str]] = {}
    for address in seen:
        hosts.setdefault(urlsplit(address).netloc, []).append(address)
    while hosts:
        for host in list(hosts):
            address = hosts[host].pop(0)
            yield address, seen[address]
            if not hosts[host]:
                del hosts[host]


def _gone(session: requests.Session, address: str) -> str:
    """Why the page cannot be read; empty if it can, or if it does not answer robots. HEAD first, it costs less."""
    try:
        for method in ("HEAD", "GET"):
            with session.request(method, address, timeout=30, allow_redirects=True, stream=True) as answer:
                status = answer.status_code
            if status < 400:
                return ""
    except requests.RequestException as error:
        return f"{type(error).__name__}"
    return "" if status in TURNED_AWAY else f"answers {status}"


def holes(root: Path = Path()) -> list[Problem]:
    """Packages in the locks with a known vulnerability, as PyPI's and npm's advisories have them."""
    found = []
    for lock in sorted(root.glob("requirements*.lock")):
        command = ["tool", "run", PIP_AUDIT, "--disable-pip", "--require-hashes", "-f", "json", "-r", str(lock)]
        report = _json([sys.executable, "-m", "uv", *command])
        for package in report["dependencies"]:
            for hole in package.get("vulns", []):
                mended = ", ".join(hole["fix_versions"]) or "no version yet"
                what = f"{package['name']} {package['version']} has {hole['id']}"
                found.append(
                    Problem(lock.name, what, f"Mended by {mended}. Run `make lock`, then the labs that it names.")
                )
    report = _json(["npm", "audit", "--json", "--prefix", str(root / "linters")])
    for name, package in report["vulnerabilities"].items():
        what = f"{name} has a {package['severity']} vulnerability"
        found.append(Problem("linters/package-lock.json", what, "Run `npm update` in linters/, then `make check`."))
    return found


def reviews(root: Path = Path(), today: datetime.date | None = None) -> list[Problem]:
    """A problem for each chapter with claims whose day of review is past; it keeps its words while others join."""
    now = (today or datetime.date.today()).isoformat()
    late: dict[str, list[str]] = {}
    for claim in load(root).claims.values():
        if claim.due < now:
            late.setdefault(claim.chapter, []).append(claim.id)
    what = "has claims that are due for review"
    return [
        Problem(
            f"docs/{chapter}.md",
            what,
            f"Search again for what measures {', '.join(names)}; write what you searched for and found under "
            f"`searched` in {CLAIMS}, and the day under `reviewed`.",
        )
        for chapter, names in sorted(late.items())
    ]


def _json(command: list[str]) -> Any:
    """What the command prints; 1 is how auditors say that they found something."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout)


def file(needs: str | None = None, gh: Callable[..., str] | None = None) -> list[Problem]:
    """File an issue for each break in `needs` (the workflow's finished jobs, as JSON) that no open one has as title."""
    jobs = json.loads(needs or os.environ["NEEDS"])
    gh = gh or _gh
    breaks = []
    for name, job in jobs.items():
        if job["result"] != "success":  # the job itself broke, and may have found less than there is
            breaks.append(Problem("rot.yml", f"the job {name} ended as {job['result']}", "Read the run's log."))
        breaks += [Problem(**found) for found in json.loads(job["outputs"].get("found") or "[]")]
    gh("label", "create", LABEL, "--force", "--color", "B35900", "--description", "Broke while nobody edited")
    asked = ("--state", "open", "--label", LABEL, "--limit", "1000", "--json", "title")
    filed = {issue["title"] for issue in json.loads(gh("issue", "list", *asked))}
    for found in sorted(set(breaks)):
        title = f"{found.place}: {found.what}"
        title = title if len(title) <= 200 else f"{title[:199]}…"
        if title not in filed:
            filed.add(title)
            body = f"{found}\n\nClose this once it is mended."
            gh("issue", "create", "--label", LABEL, "--title", title, "--body", body)
    return []


def _gh(*arguments: str) -> str:
    return subprocess.run(["gh", *arguments], check=True, capture_output=True, text=True).stdout
