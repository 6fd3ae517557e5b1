"""The miniature handbook of the tests, ways to spoil it, and the golden cases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from groundtruth import labs

REPOSITORY = Path(__file__).parents[1]
CASES = REPOSITORY / "tests/cases"


def cases(kind: str) -> list:
    """The golden cases of one folder, each a parameter named after its file."""
    found = [
        pytest.param(yaml.safe_load(path.read_text("utf-8")), id=path.stem)
        for path in sorted((CASES / kind).glob("*.yml"))
    ]
    assert found, f"no cases in tests/cases/{kind}"
    return found


def plant(root: Path) -> Path:
    """The miniature below `root`, with the schemas, lock and cards of the repository; nothing has run yet."""
    shutil.copytree(REPOSITORY / "tests/mini", root)
    for schema in (REPOSITORY / "docs/data").glob("*.schema.json"):
        shutil.copy(schema, root / "docs/data")
    shutil.copy(REPOSITORY / labs.LOCK, root)
    (root / "overrides").symlink_to(REPOSITORY / "overrides")
    return root


def edit(path: Path, old: str, new: str) -> None:
    """Replaces the first `old`, which must be there: a test must not pass because its fault was not planted."""
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def edit_cell(root: Path, lab: str, cell: str, source: str) -> None:
    """Gives one cell of a lab another source."""
    path = root / f"notebooks/{lab}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    (found,) = [c for c in notebook["cells"] if c["id"] == cell]
    found["source"] = source
    path.write_text(json.dumps(notebook, indent=1), "utf-8")
