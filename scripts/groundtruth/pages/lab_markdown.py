"""A lab as a page of Markdown, for an engine that has no mkdocs-jupyter: text as it is, code and outputs as HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bs4 import BeautifulSoup

from .exercises import coloured
from .lab_links import Links
from .lab_page import EVIDENCE, SHARED, SHORT, STEP, tidy_tables


def lab_markdown(notebook: Mapping[str, Any], head: str, helps: Sequence[str] = (), links: Links | None = None) -> str:
    """The page of an executed notebook, with `links` in its words; `head` is HTML that stands above it, `helps` below
    each exercise."""
    told = json.dumps(notebook["metadata"]["description"])  # JSON is YAML
    front = f"---\ndescription: {told}\nrender_macros: false\n---\n"
    helping = iter(helps)
    explained: set[str] = set()
    shown = (cell for cell in notebook["cells"] if "answers" not in cell["metadata"].get("tags", []))
    cells = (_cell(cell, n, helping, links or Links(), explained) for n, cell in enumerate(shown, 1))
    return "\n\n".join([front, head, *filter(None, cells)]) + "\n"


def _cell(cell: Mapping[str, Any], number: int, helping: Iterator[str], links: Links, told: set[str]) -> str:
    source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
    if cell["cell_type"] == "markdown":
        # Jupyter reads Markdown in it anyway.
        return links.into(source, told).replace("<details>", '<details markdown="1">')
    lines = source.count("\n") + 1
    code = (
        f'<div class="highlight" data-search-exclude><pre class="gt-pre" tabindex="0" role="group" '
        f'aria-label="Code of cell {number}"><span><code>{coloured(source)}</code></span></pre></div>'
    )
    outputs = "".join(_output(output, links) for output in cell.get("outputs", []))
    if "exercise" in tags:
        return f"<div>{code}{next(helping)}</div>"
    if "evidence" in tags:
        summary = f"<summary>{EVIDENCE}</summary>"
        return f'<details class="gt-evidence" id="evidence" data-search-exclude>{summary}{code}{outputs}</details>'
    if "kit" in tags:
        return SHARED.format(*links.shared)
    if lines > SHORT:
        summary = f"<summary>{STEP.format(lines)}</summary>"
        code = f'<details class="gt-code" data-search-exclude>{summary}{code}</details>'
    return f"<div>{code}{outputs}</div>"


def _output(output: Mapping[str, Any], links: Links) -> str:
    data = output.get("data", {})
    if "image/svg+xml" in data:
        name = output["metadata"].get("image/svg+xml", {}).get("name", "")
        return links.plot("".join(data["image/svg+xml"]), name if name in links.figures else "")
    if "text/html" in data:
        table = BeautifulSoup("".join(data["text/html"]), "html.parser")
        tidy_tables(table)
        inner = str(table)
    else:
        inner = f"<pre>{escape(''.join(output.get('text', data.get('text/plain', ''))))}</pre>"
    return f'<div class="gt-output" data-search-exclude tabindex="0" role="group" aria-label="Output">{inner}</div>'
