"""What the site rests on beyond what pages say: settings, pages' descriptions, and the files that templates name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import get_schema

from ..pages import launch
from ..problems import Problem, nearest
from .said import CONFIGURATION
from .typed import FRONT

# The settings, by their path; None: the entry must be there, whatever it says. Why, for the remedy.
NEEDED: dict[tuple[str, ...], tuple[Any, str]] = {
    ("theme", "name"): ("material", "templates and style sheets are written for it"),
    ("theme", "custom_dir"): ("overrides", "the policy and the cards stand there"),
    ("theme", "language"): ("en", "else screen readers read our English as another language"),
    ("theme", "font"): (False, "else every page asks Google for its fonts"),
    ("plugins", "search"): (None, "readers search"),
    ("plugins", "macros", "modules"): (["groundtruth"], "cards and numbers are looked up by it"),
    ("plugins", "macros", "on_undefined"): ("strict", "else an unknown name prints nothing"),
    ("plugins", "macros", "on_error_fail"): (True, "else a failed macro prints its error into the page"),
    ("plugins", "mkdocs-jupyter", "execute"): (False, "labs are run by `make labs`"),
    ("plugins", "mkdocs-jupyter", "allow_errors"): (False, "else a lab that failed is published"),
    ("plugins", "mike", "alias_type"): ("copy", "GitHub Pages serves no symbolic links"),
    **{
        ("markdown_extensions", name): (None, "pages are written for it")
        for name in ("admonition", "attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences")
    },
    ("markdown_extensions", "groundtruth.pages.given:Given"): (None, "else numbers in backticks are set as code"),
    ("hooks",): (["scripts/groundtruth/pages/lab_page.py"], "it makes the labs' pages"),
    ("validation", "omitted_files"): ("warn", "else a page that nothing leads to is published"),
    ("validation", "absolute_links"): ("warn", "else links break in another folder"),
    ("validation", "unrecognized_links"): ("warn", "else broken links are published"),
    ("validation", "anchors"): ("warn", "else broken links are published"),
}
# The settings that may be left out, and say nothing else where they are there.
FIXED: dict[str, tuple[Any, str]] = {
    "use_directory_urls": (True, "links, search and launch links lead to addresses without .html"),
    "docs_dir": ("docs", "checks and commands look there"),
}
ROOTED = re.compile(r"[\"'`](/(?:assets|claims|data|facts|labs|search)\b[\w./-]*)")
OF_THE_HOST = re.compile(r"\b(?:href|src|action)=[\"']?(/(?!/)[^\s\"'>]*)")
HEADING = re.compile(r"^# (.*?)(?: \{:?.*\})?$", re.MULTILINE)
LONGEST = 165  # characters of a description
SHIPPED = re.compile(r"\bassets/[\w.-]+\.(?:js|css|svg|png|webp|ico)\b")
# What macros would fill in, where they don't run.
RAW = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)")
# What the theme's templates ask for, and the features that its script knows by name.
ASKED = re.compile(r"[\"']([\w.]+)[\"'] (?:not )?in features")
SCRIPTED = re.compile(r"\"((?:announce|content|header|navigation|search|toc)\.[a-z.]+)\"")
# Scripts name those that they load by the file's name alone.
BESIDE = re.compile(r"[\"'`]([\w-]+\.(?:js|css|svg|json))[\"'`]")


class _Loader(yaml.SafeLoader):
    """MkDocs's YAML: `!ENV [NAME, value]` is its value."""


def _of_environment(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)[-1]
    return None


_Loader.add_constructor("!ENV", _of_environment)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)


def configuration(root: Path = Path()) -> list[Problem]:
    """Settings of mkdocs.yml that were lost, pages without a description, files of docs/assets that are missing."""
    path = root / CONFIGURATION
    if not path.is_file():  # a handbook without one is no site yet
        return []
    text = path.read_text("utf-8")
    try:
        content = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"not YAML: {getattr(error, 'problem', None) or error}"
        place = f"{CONFIGURATION}:{mark.line + 1}" if mark else CONFIGURATION
        return [Problem(place, what, "Correct the line or the one above it.")]
    content = content if isinstance(content, dict) else {}
    told = [*_settings(content, text), *_twice(content.get("nav"), text)]
    told += [*_misled(content.get("nav"), text, root), *_features(content.get("theme"), text)]
    told += _branch(str(content.get("edit_uri") or ""), text, root)
    # Without its comments, but with all its lines.
    told += _raw(re.sub(r"(?m)(?:^|[ \t])#.*", "", text), CONFIGURATION)
    return [*told, *_undescribed(root), *_assets(root), *_rooted(root)]


def _settings(content: dict[str, Any], text: str) -> Iterator[Problem]:
    known = {name for name, _ in get_schema()}
    for key in content.keys() - known:  # MkDocs stops at the first, and says nothing of the rest
        remedy = nearest(str(key), known, "https://www.mkdocs.org/user-guide/configuration/ lists them all.")
        yield Problem(_place((str(key),), text), f"no setting is called '{key}'", remedy)
    for key, (wanted, why) in FIXED.items():
        if content.get(key, wanted) != wanted:
            yield _lost((key,), wanted, why, text, content[key])
    lost = set[tuple[str, ...]]()
    for steps, (wanted, why) in NEEDED.items():
        value: Any = content
        for number, step in enumerate(steps, 1):
            entry = _entries(value)
            if step not in entry:
                if steps[:number] not in lost:  # said once, not for each setting below it
                    lost.add(steps[:number])
                    yield _lost(steps[:number], wanted if number == len(steps) else None, why, text)
                break
            value = entry[step]
        else:
            if wanted is not None and value != wanted:
                yield _lost(steps, wanted, why, text, value)


def _branch(edits: str, text: str, root: Path) -> Iterator[Problem]:
    """The branch on which readers edit a page is that of which they open a notebook."""
    found = re.match(r"(?:edit|blob|tree|raw)/([^/]+)/", edits)
    opened = launch("https://github.com/owner/name", root, {}).ref
    if found and found[1] != opened:
        what = f"edit_uri leads to the branch {found[1]}, and the links that open notebooks to {opened}"
        remedy = "Name the branch that there is, here and in scripts/groundtruth/pages/launch.py."
        yield Problem(_place(("edit_uri",), text), what, remedy)


def _entries(value: Any) -> dict[str, Any]:
    """A mapping as it is, and a list of names and of mappings with one key, as MkDocs has plugins, as a mapping."""
    if isinstance(value, list):
        return {key: one for part in value for key, one in (part.items() if isinstance(part, dict) else [(part, None)])}
    return value if isinstance(value, dict) else {}


def _lost(steps: tuple[str, ...], wanted: Any, why: str, text: str, value: Any = None) -> Problem:
    name = ".".join(steps)
    written = yaml.safe_dump(wanted, default_flow_style=True).removesuffix("\n...\n").strip()
    what = f"{name} is {value!r}" if value is not None else f"{name} is missing"
    remedy = f"Write {name}: {written}; {why}." if wanted is not None else f"Put it back; {why}."
    return Problem(_place(steps, text), what, remedy)


def _place(steps: tuple[str, ...], text: str) -> str:
    """The line of the setting, or of the last part of its path that is there."""
    lines, at = text.splitlines(), -1
    for step in steps:
        setting = re.compile(rf"{r'[ -]*' if at >= 0 else ''}{re.escape(step)}\b")
        below = (n for n in range(at + 1, len(lines)) if setting.match(lines[n]))
        found = next(below, None)
        if found is None:
            break
        at = found
    return f"{CONFIGURATION}:{at + 1}" if at >= 0 else CONFIGURATION


def _strings(value: Any) -> Iterator[str]:
    """Every text at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _twice(nav: Any, text: str) -> Iterator[Problem]:
    """Pages that the navigation lists again: the theme then marks both as open, with one id on two parts."""
    lines = text.splitlines()
    for page in (page for page, times in Counter(_strings(nav)).items() if times > 1):
        listed = re.compile(rf"[ -]+(?:.*: *)?[\"']?{re.escape(page)}[\"']?\s*(?:#.*)?")
        at = [number for number, line in enumerate(lines, 1) if listed.fullmatch(line)] or [1]
        what = f"nav lists {page} again, which stands in line {at[0]} already"
        yield Problem(f"{CONFIGURATION}:{at[-1]}", what, "Leave out one of the two; a page has one place.")


def _misled(nav: Any, text: str, root: Path) -> Iterator[Problem]:
    """Labels of the navigation that are not the heading of the page to which they lead; the home page's may differ."""
    for label, page in _labels(nav):
        path = root / "docs" / page
        heading = HEADING.search(path.read_text("utf-8")) if page != "index.md" and path.is_file() else None
        if heading and heading[1] != label:
            line = next((n for n, one in enumerate(text.splitlines(), 1) if label in one and page in one), 0)
            place = f"{CONFIGURATION}:{line}" if line else CONFIGURATION
            what = f"nav calls {page} '{label}', and its heading is '{heading[1]}'"
            yield Problem(place, what, "Write the page's own heading, or lead to the page that is meant.")


def _labels(nav: Any) -> Iterator[tuple[str, str]]:
    """Each label with the page to which it leads, at any depth."""
    for part in nav if isinstance(nav, list) else []:
        for label, inside in part.items() if isinstance(part, dict) else ():
            yield from [(str(label), inside)] if isinstance(inside, str) else _labels(inside)


def _features(theme: Any, text: str) -> Iterator[Problem]:
    """Features of a name that the theme doesn't know, which it passes over in silence."""
    features = theme.get("features", []) if isinstance(theme, dict) else []
    package = find_spec("material")
    known = set[str]()
    for folder in package.submodule_search_locations or () if package else ():
        for path in (Path(folder) / "templates").rglob("*.html"):
            known |= set(ASKED.findall(path.read_text("utf-8")))
        for path in (Path(folder) / "templates/assets/javascripts").glob("bundle.*.js"):
            known |= set(SCRIPTED.findall(path.read_text("utf-8")))
    for feature in (one for one in features if str(one).startswith("navigation.instant")):
        what = "the feature navigation.instant changes pages without loading them, and our scripts start when one loads"
        yield Problem(_place(("theme", "features", str(feature)), text), what, "Take it out.")
    for feature in (one for one in features if known and one not in known):
        remedy = nearest(str(feature), known, "https://squidfunk.github.io/mkdocs-material/setup/ names them all.")
        place = _place(("theme", "features", str(feature)), text)
        yield Problem(place, f"the theme has no feature '{feature}', and passes it over", remedy)


def _raw(text: str, place: str) -> Iterator[Problem]:
    """Macros where none runs: readers, search engines and shared links would get them as they are typed."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in RAW.finditer(line):
            what = f"has {found[0][:60]}, which goes out as it stands"
            yield Problem(f"{place}:{number}", what, "Say it without: macros run only in a page's text.")


def _undescribed(root: Path) -> Iterator[Problem]:
    """Pages for which search engines and shared links would show the site's description, or half of their own."""
    for page in sorted((root / "docs").rglob("*.md")):
        front = FRONT.match(page.read_text("utf-8"))
        yield from _raw(front[0] if front else "", page.relative_to(root).as_posix())
        if not front or not re.search(r"^description: *\S", front[0], re.MULTILINE):
            remedy = "Add to its front matter description: with one or two sentences that say what it answers."
            yield Problem(f"{page.relative_to(root).as_posix()}:1", "has no description", remedy)
            continue
        try:
            told = yaml.safe_load(front[0].strip("-\n"))
        except yaml.YAMLError as error:
            told, line = None, getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        else:
            line = 1
        if not isinstance(told, dict):
            what = "its front matter is not YAML, so that readers would see it as text"
            yield Problem(f"{page.relative_to(root).as_posix()}:{line}", what, "Quote texts that contain ': '.")
        elif (length := len(str(told["description"]))) > LONGEST:
            line = front[0][: front[0].index("description:")].count("\n") + 1
            remedy = f"Keep to {LONGEST}: search engines and shared links cut what is longer."
            yield Problem(
                f"{page.relative_to(root).as_posix()}:{line}", f"has a description of {length} characters", remedy
            )


def _rooted(root: Path) -> Iterator[Problem]:
    """Addresses in scripts that begin at the host: a version of the site lies folders below it."""
    for path in sorted((root / "docs/assets").glob("*.js")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in ROOTED.finditer(line):
                what = f"asks the host for {found[1]}, and the site may lie folders below it"
                remedy = (
                    "Begin at the script or the page: new URL(…, document.currentScript.src), or without the slash."
                )
                yield Problem(f"{path.relative_to(root).as_posix()}:{number}", what, remedy)
    for path in sorted((root / "overrides").rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in OF_THE_HOST.finditer(line):
                what = f"leads to {found[1]} on the host, and the site may lie folders below it"
                remedy = "Write {{ 'page/' | url }}, or in a card {{ url('page/') }}."
                yield Problem(f"{path.relative_to(root).as_posix()}:{number}", what, remedy)


def _assets(root: Path) -> Iterator[Problem]:
    templates = sorted(path for path in (root / "overrides").rglob("*") if path.suffix in (".html", ".xml"))
    scripts = sorted((root / "docs/assets").glob("*.js"))
    named = [(path, SHIPPED) for path in [root / CONFIGURATION, *templates]]
    for path, pattern in [*named, *((script, BESIDE) for script in scripts)]:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in pattern.finditer(line):
                file = f"docs/assets/{Path(found[found.lastindex or 0]).name}"
                if not (root / file).is_file():
                    place = f"{path.relative_to(root).as_posix()}:{number}"
                    what = f"names {file}, which is not there"
                    yield Problem(place, what, f"Restore it: `git checkout -- {file}`; or drop the line.")
