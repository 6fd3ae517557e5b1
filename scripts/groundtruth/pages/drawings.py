"""A lab's figures as files beside its page, for slides: SVG that needs nothing of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PROPERTY = re.compile(r"var\(--[\w-]+, ([^()]+)\)")
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def drawn(cells: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The name and the SVG of each figure that executed cells show, in their order; "" for one without a name."""
    for cell in cells:
        for output in cell.get("outputs", []):
            if "image/svg+xml" in output.get("data", {}):
                told: Mapping[str, str] = output["metadata"].get("image/svg+xml", {})
                yield told.get("name", ""), "".join(output["data"]["image/svg+xml"])


def alone(svg: str) -> str:
    """A figure of a page as a file: with the colours it was drawn in and with a size, since it has no style sheet."""
    svg = PROPERTY.sub(r"\1", svg)
    return SIZE.sub(lambda box: f'{box[0]} width="{box[1]}pt" height="{box[2]}pt"', svg, count=1) + "\n"


def publish(cells: list[dict[str, Any]], folder: Path) -> None:
    """Each named figure as `<name>.svg` in the folder of its lab's page."""
    for name, svg in drawn(cells):
        if name:
            (folder / f"{name}.svg").write_text(alone(svg), "utf-8")
