"""Archives that come out the same, byte for byte, whenever the same files go in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

# The first moment that a zip file can name: the true one would differ in every clone.
DAY = (1980, 1, 1, 0, 0, 0)
PACKED = {".apkg", ".epub", ".gz", ".pdf", ".png", ".webp", ".zip"}


def zipped(files: Mapping[str, bytes], first: str = "") -> bytes:
    """A zip archive of `files` (path -> content), in the order of their paths; `first` stands before all, stored."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, DAY)
            entry.create_system = 3  # else Windows writes another number
            entry.external_attr = 0o644 << 16
            stored = name == first or Path(name).suffix in PACKED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return target.getvalue()


def read(folder: Path) -> dict[str, bytes]:
    """All files below `folder`, by their path in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
