"""Where a reader can open a lab: addresses that follow the repository and the released version."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RELEASE = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+")  # 1.2, whose tag is v1.2

# What `make exports` writes and a release has attached: the name of each file, what it is, and how it is used.
DOWNLOADS = {
    "ground-truth-offline.zip": ("The whole site", "Unpack it and open index.html. Search works without a network."),
    "ground-truth.pdf": ("A book to print", "All pages with their cards and figures, and a summary of each lab."),
    "ground-truth.epub": ("A book for e-readers", "The same pages as in the PDF, in EPUB format."),
    "ground-truth-notebooks.zip": (
        "All notebooks",
        "Each notebook comes twice: with solutions, and without them for a class.",
    ),
    "ground-truth.apkg": ("Flash cards", "The questions and the glossary, for Anki."),
}


@dataclass(frozen=True)
class Launch:
    """Addresses for one repository (`owner/name`) at one ref (a release tag, or main)."""

    repository: str
    ref: str

    @property
    def home(self) -> str:
        return f"https://github.com/{self.repository}"

    @property
    def pages(self) -> str:
        """Where GitHub Pages serves the repository's site, if it has no domain of its own."""
        owner, name = self.repository.split("/")
        host = f"{owner.lower()}.github.io"
        return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"

    def source(self, lab: str) -> str:
        return f"{self.home}/blob/{self.ref}/notebooks/{lab}.ipynb"

    def download(self, name: str) -> str:
        """A file that is attached to this release, or to the latest one if this is none."""
        release = "latest/download" if self.ref == "main" else f"download/{self.ref}"
        return f"{self.home}/releases/{release}/{name}"

    def colab(self, lab: str) -> str:
        return f"https://colab.research.google.com/github/{self.repository}/blob/{self.ref}/notebooks/{lab}.ipynb"

    def kaggle(self, lab: str) -> str:
        return f"https://kaggle.com/kernels/welcome?src={self.source(lab)}"


def launch(configured_url: str, root: Path, environ: Mapping[str, str] = os.environ) -> Launch:
    """The repository is GITHUB_REPOSITORY, else the origin remote, else what mkdocs.yml says.

    The ref is the tag of the version that mike is deploying (1.2 -> v1.2), else main: an alias such as
    `latest` is no ref of the repository.
    """
    version = environ.get("MIKE_DOCS_VERSION", "")
    ref = f"v{version}" if RELEASE.fullmatch(version) else "main"
    repository = environ.get("GITHUB_REPOSITORY") or _owner_and_name(_origin(root)) or _owner_and_name(configured_url)
    if not repository:
        raise ValueError(f"repo_url in mkdocs.yml is not a GitHub address: '{configured_url}'")
    return Launch(repository, ref)


def _origin(root: Path) -> str:
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:  # an unpacked archive, on a machine without git
        return ""


def _owner_and_name(url: str) -> str | None:
    match = re.search(r"(?<![\w-])github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?$", url)
    return f"{match[1]}/{match[2]}" if match else None
