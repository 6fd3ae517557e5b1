"""What the site publishes of the nine steps: clean notebooks for readers and classes, and the project's template."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from ..labs import source
from ..labs.exercises import without_solutions
from ..labs.notebook import dump
from ..labs.steps import names
from ..places import NOTEBOOKS

TEMPLATE = NOTEBOOKS / "template"
# What is packed: whatever else lies there, such as keys and notes, is nobody's but its owner's.
FILES = (
    ".gitignore",
    "DATASHEET.md",
    "Dockerfile",
    "ERRORS.md",
    "LIMITS.md",
    "README.md",
    "pytest.ini",
    "tests/test_project.py",
)
ARCHIVE = "path/project-template.zip"
# The first day that the format can name: an archive of the same files is the same bytes, whenever it is made.
DAY = (1980, 1, 1, 0, 0, 0)


def told(name: str, root: Path) -> dict[str, str]:
    """What a card says of a step: its name, the last part of it, and the sentence that describes it."""
    described = source(name, root)["metadata"]["description"]
    return {"name": name, "stem": Path(name).name, "description": described}


def publish(root: Path, site: Path) -> None:
    """Notebooks and template below `site`, beside the pages of the path; a handbook without steps has neither."""
    for name in names(root):
        folder, stem = site / name, Path(name).name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / NOTEBOOKS / f"{name}.ipynb", folder / f"{stem}.ipynb")
        bare = without_solutions(source(name, root))
        (folder / f"{stem}-without-solutions.ipynb").write_text(dump(bare), "utf-8")
    if (root / TEMPLATE).is_dir():
        (site / ARCHIVE).parent.mkdir(parents=True, exist_ok=True)
        (site / ARCHIVE).write_bytes(archive(template(root)))


def template(root: Path) -> dict[str, bytes]:
    """The files of the template by their names in the archive."""
    return {name: (root / TEMPLATE / name).read_bytes() for name in FILES if (root / TEMPLATE / name).is_file()}


def archive(files: Mapping[str, bytes], folder: str = "my-project") -> bytes:
    """A zip archive with these files in one folder; the same files give the same bytes on every machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:  # unpacked: compressors differ in their bytes
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", DAY)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            made.writestr(entry, files[name])
    return packed.getvalue()
