"""Finds a Chromium for the browser tests and for the PDF, or installs one.

In this order: CHROMIUM from the environment, one on the PATH, the system's package where we are root, and last
the download of the test library itself. `python scripts/chromium.py` does so ahead of the tests, with progress shown.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The first has no windows, and so loads a page sooner than the others, of the same code.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """Path of a Chromium, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else _downloaded())


def _downloaded() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Install one; raises CalledProcessError with the installer's own words above it."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("No Chromium found; installing the system's package ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        known = subprocess.run(
            ["apt-cache", "search", "--names-only", f"^{NAMES[0]}$"], capture_output=True, check=True
        )
        package = NAMES[0] if known.stdout else "chromium"
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], check=True, env=quiet)
    else:
        print("No Chromium found; downloading the one of Playwright ...", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    if not find():
        install()
    print(f"Using {find()}")
