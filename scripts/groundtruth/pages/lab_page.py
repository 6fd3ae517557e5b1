"""The one MkDocs hook: turns the page that mkdocs-jupyter renders into one of ours, lets finished HTML pass by parsers,
and keeps compiled templates.

By its own templates mkdocs-jupyter inlines JupyterLab's style sheets and scripts into every page (574 KB), takes half a
second for each, and marks figures, prompts and outputs up for JupyterLab. So it is given ours (notebook/), and a macro
never sees the page's HTML. When the engine changes, this hook goes together with mkdocs-jupyter.
"""

from __future__ import annotations

import gc
import hashlib
import html as entities
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bs4 import BeautifulSoup, Tag
from markdown.extensions.toc import slugify, unique
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority

from groundtruth.pages import passing
from groundtruth.pages.exercises import coloured, light
from groundtruth.pages.given import as_text
from groundtruth.pages.kept import compiled, modules, remembered, remembering
from groundtruth.pages.lab_links import Links

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext
    from mkdocs_macros.plugin import MacrosPlugin

TEMPLATES = Path(__file__).with_name("notebook")
PRE = re.compile(r"(<pre[^>]*>)(.*?)(</pre>)", re.DOTALL)

# Lines of code that stand open between the prose; more are folded.
SHORT = 24
EVIDENCE = "This lab’s results as data (JSON)"
STEP = "Show the code ({:,} lines)"
# The functions that labs share are a third of a lab's text and none of its lesson: they lie beside the page.
SHARED = (
    '<p class="gt-code" data-search-exclude>Here the notebook defines functions that several labs share. You can skip '
    'them, or <a href="{}">read their {:,} lines</a>.</p>'
)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """MkDocs event: mkdocs-jupyter gets our templates, and keeps apart what it made with others, or by other code; and
    the macros keep what pages compile to."""
    from mkdocs_jupyter.config import settings

    gc.set_threshold(50_000)  # a build drops little of what it makes: looking for that seldom saves a few hundredths
    settings.templates_dir = str(TEMPLATES)
    made_by = [path.read_bytes() for path in sorted(TEMPLATES.rglob("*.j2"))]
    made_by += [version(name).encode() for name in ("mkdocs-jupyter", "nbconvert")]
    folder = f".cache/mkdocs-jupyter/{hashlib.sha256(b''.join(made_by)).hexdigest()[:8]}"
    config.plugins["mkdocs-jupyter"].config["cache_dir"] = folder
    macros = cast("MacrosPlugin", config.plugins["macros"])
    remembering(macros.env, Path(config.config_file_path).parent)
    return config


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """MkDocs event: the theme's templates."""
    env.bytecode_cache = compiled(Path(config.config_file_path).parent)
    return env


@event_priority(-101)  # after the macros, and after a hook that keeps what they made of a page (bench.py)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """MkDocs event: the page's Markdown, with its macros filled in."""
    if page.file.src_uri.endswith(".ipynb"):
        return markdown
    text, page.meta["held"] = passing.hold(markdown)
    return text


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """MkDocs event: the page's content after rendering."""
    if not page.file.src_uri.endswith(".ipynb"):
        if held := page.meta.pop("held", []):
            page.present_anchor_ids = (page.present_anchor_ids or set()) | passing.ids(held)
        try:
            return passing.give_back(html, held)
        except ValueError as error:
            raise PluginError(f"docs/{page.file.src_uri}: {error}") from error
    told = config["extra"]["labs"][page.file.name]  # set by the macros
    page.meta.update(description=told["description"], tags=told["tags"])
    folder = Path(config.config_file_path).parent / ".cache/labs"
    made_of = modules("lab_page.py", "lab_links.py", "exercises.py", "given.py")
    made_of += map(str.encode, (html, *told["help"], told["links"].key))
    return told["head"] + remembered(folder, made_of, lambda: lab_page(html, told["help"], told["links"]))


@event_priority(100)
def _searched(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Before the search reads a page: without what it would parse only to leave it out."""
    page.meta["whole"] = page.content
    page.content = passing.heard(page.content or "")
    return context


@event_priority(-100)
def _whole(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    page.content = page.meta.pop("whole")
    return context


on_page_context = CombinedEvent(_searched, _whole)


def lab_page(html: str, helps: Sequence[str] = (), links: Links | None = None) -> str:
    """A lab's cells as plain, light HTML, with `links` in the words, and below each exercise its help.

    What mkdocs.yml lets mkdocs-jupyter leave out is missing from `html`: the answers, and the code of the kit.
    Code and outputs stay out of the search index: they would bury the prose.
    """
    html = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    # What is preformatted need not be parsed, which would take most of a build's time: a mark stands in for it.
    kept: list[str] = []

    def keep(pre: re.Match[str]) -> str:
        kept.append(light(pre[2]).strip("\n"))
        return f"{pre[1]}\ue000{len(kept) - 1}\ue001{pre[3]}"

    html = PRE.sub(keep, html)
    soup = BeautifulSoup(html, "html.parser")
    taken: set[str] = set()
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        for link in heading.select("a.anchor-link"):
            link.decompose()
        # The table of contents beside the page is made by Python-Markdown, with ids of its own making.
        heading["id"] = unique(slugify(heading.get_text(), "-"), taken)
    tidy_tables(soup)
    links = links or Links()
    helping, figures = iter(helps), iter(links.figures)
    told: set[str] = set()
    found = soup.find_all("div", class_="cell", recursive=False)
    cells = [_cell(cell, number, kept, helping, links, told, figures) for number, cell in enumerate(found)]
    page = f'<div class="gt-lab">{"".join(cells)}</div>'
    return re.sub(r"\ue000(\d+)\ue001", lambda mark: kept[int(mark[1])], page)


def _cell(
    cell: Tag,
    number: int,
    kept: list[str],
    helping: Iterator[str],
    links: Links,
    told: set[str],
    figures: Iterator[str],
) -> str:
    kind = cell.get_attribute_list("class")
    if "code" not in kind:
        return links.into(as_text(cell.decode_contents()), told)
    code = cell.select_one("pre.source")
    source = entities.unescape(_held(code, kept)) if code else ""
    outputs = "".join(_output(output, kept, links, figures) for output in cell.select(":scope > .output"))
    # tabindex: a reader without a mouse must be able to scroll a long line into view.
    shown = (
        f'<div class="highlight" data-search-exclude><pre class="gt-pre" tabindex="0" role="group" '
        f'aria-label="Code of cell {number + 1}"><span><code>{coloured(source)}</code></span></pre></div>'
        if code
        else ""
    )
    if "evidence" in kind:
        return (
            '<details class="gt-evidence" id="evidence" data-search-exclude>'
            f"<summary>{EVIDENCE}</summary>{shown}{outputs}</details>"
        )
    if "exercise" in kind:
        return shown + next(helping)
    if "kit" in kind:
        return SHARED.format(*links.shared)
    lines = source.count("\n") + 1
    if lines > SHORT:
        summary = f"<summary>{STEP.format(lines)}</summary>"
        shown = f'<details class="gt-code" data-search-exclude>{summary}{shown}</details>'
    return shown + outputs


def _held(pre: Tag, kept: list[str]) -> str:
    """What the mark in a preformatted element stands for."""
    return kept[int(pre.get_text()[1:-1])]


def _output(output: Tag, kept: list[str], links: Links, figures: Iterator[str]) -> str:
    """One output, ours to read: a figure as text in the page, anything else in a box that scrolls."""
    if drawing := output.select_one(":scope > pre.drawing"):
        # As text in the page the drawing follows its palette; as an image it would not, and has lost its words.
        return links.plot(entities.unescape(_held(drawing, kept)), next(figures, ""))
    inner = output.decode_contents().strip()
    return (
        f'<div class="gt-output" data-search-exclude tabindex="0" role="group" aria-label="Output">{inner}</div>'
        if inner
        else ""
    )


def tidy_tables(page: BeautifulSoup) -> None:
    """pandas writes empty header cells, which screen readers announce as headers of nothing."""
    for header in page.find_all("th"):
        if not header.get_text(strip=True):
            header.name = "td"
    for table in page.find_all("table"):
        for attribute in ("border", "style"):
            del table[attribute]
