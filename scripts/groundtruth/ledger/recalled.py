"""Intervals that an earlier build computed, in .cache/: a build that asks for no new one doesn't load scipy."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

from ..verdicts import recompute

FOLDER = Path(".cache/intervals")


def recall(root: Path) -> None:
    """Let `recompute` know what a build of `root` with the same code, scipy and numpy computed."""
    path = _path(root)
    if path.exists():
        recompute.known |= {key: tuple(found) for key, found in json.loads(path.read_text("utf-8")).items()}


def keep(root: Path) -> None:
    """Keep what `recompute` knows by now, if that is more than is kept."""
    path = _path(root)
    text = json.dumps(recompute.known)
    if not path.exists() or path.stat().st_size < len(text):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(text, "utf-8")
        draft.replace(path)


def _path(root: Path) -> Path:
    made_by = Path(recompute.__file__).read_bytes() + f"{version('scipy')} {version('numpy')}".encode()
    return root / FOLDER / f"{hashlib.sha256(made_by).hexdigest()[:16]}.json"
