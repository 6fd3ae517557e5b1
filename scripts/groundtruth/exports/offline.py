"""The site as a folder that opens from a disk: links and search work, and nothing needs a server or a network.

A browser gives a page that is a file no fetch, no worker, no module. It gives it scripts, under the same policy as on
the site. So what a script may ask for becomes a script, and offline.js hands it over.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ..problems import Problem, Refused

Files = Mapping[str, bytes]
RUNTIME = "assets/offline.js"
HANDS_OVER = "groundTruthOffline"  # what the copy's files call, so that offline.js takes them
# What the site's own scripts run as a worker, and the copy runs on the page.
WORKERS = ("assets/search.js",)
# Of no use in the copy: what only the web reads, what only editors of the theme read, and SQLite, which the pages'
# policy would not let run on a page.
LEFT_OUT = re.compile(
    r"404\.html|sitemap\.xml.*|feed\.xml|.*\.map|assets/javascripts/(lunr|workers)/.*|assets/pictures/.*"
    r"|assets/playground.*|assets/vendor/.*|data/.*\.ya?ml|data/.*schema\.json"
)
ATTRIBUTE = re.compile(r'(<(?:a|link)\b[^>]*?\shref=")([^"]*)"')
SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]*)"[^>]*></script>')
CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)', re.DOTALL)
# The feed; where a page names one, the theme asks for a sitemap.
ALTERNATE = re.compile(r'<link rel="(?:feed )?alternate"[^>]*>')
STILL = re.compile(r'(<p class="gt-sql__)still"><small>.*?</small>')
SQL_TOOLS = re.compile(r'<div class="gt-sql__tools">.*?</div>\n?', re.DOTALL)


def copy(site: Files, runtime: str, address: str) -> dict[str, bytes]:
    """The copy's files, by their paths; `runtime` is offline.js, `address` where the site is.

    Refuses scripts that it cannot bring along, all at once.
    """
    found: dict[str, bytes] = {RUNTIME: runtime.encode()}
    problems: list[Problem] = []
    kept = {path: content for path, content in site.items() if not LEFT_OUT.fullmatch(path)}
    for path, content in kept.items():
        if path.endswith(".html"):
            found[path] = page(content.decode(), path, address).encode()
        elif own(path) and needs_module(content.decode()):
            try:
                found[path] = module(content.decode(), path).encode()
            except ValueError as error:
                remedy = "See `module` in scripts/groundtruth/exports/offline.py for what it can read."
                problems.append(Problem(path, f"the offline copy cannot run it: {error}", remedy))
        else:
            found[path] = content
    for path in WORKERS:
        if path in site:
            found[f"{path}.js"] = worker(path, lambda name: site[name].decode()).encode()
            del found[path]
        else:
            remedy = "Bring it back, or name the scripts that run as workers in WORKERS of exports/offline.py."
            problems.append(Problem(path, "is missing, and the offline copy needs it", remedy))
    if f"const {HANDS_OVER} =" not in runtime:
        place, remedy = "scripts/groundtruth/exports/offline.js", f"Call it {HANDS_OVER}: the files of the copy do."
        problems.append(Problem(place, f"defines no {HANDS_OVER}, which each file of the copy calls", remedy))
    for path, content in kept.items():
        if path.endswith(".json"):
            found[f"{path}.js"] = data(path, content.decode()).encode()
            if path.startswith("search/"):
                del found[path]
    if problems:
        raise Refused(problems)
    return found


def own(path: str) -> bool:
    return path.startswith("assets/") and path.endswith(".js") and path.count("/") == 1


def page(html: str, path: str, address: str) -> str:
    """A page of the copy: its links lead to files, and its scripts are classic ones."""
    here = posixpath.dirname(path)
    html = ALTERNATE.sub("", html)
    html = ATTRIBUTE.sub(lambda found: f'{found[1]}{to_file(found[2], here, address)}"', html)
    html = SQL_TOOLS.sub("", html).replace('class="gt-sql__plain"', 'class="gt-sql__kept"')
    html = html.replace('class="gt-sql__stored"', 'class="gt-sql__kept"')
    there = f"{address}{here}/" if here else address
    html = STILL.sub(
        lambda found: f'{found[1]}offline"><small>Queries run <a href="{there}">on the site</a>.</small>', html
    )

    def script(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(here, found[1]))
        if LEFT_OUT.fullmatch(target):
            return ""
        # Modules run when the page stands, as `defer` does.
        return found[0].replace('type="module"', 'defer data-entry=""')

    html = SCRIPT.sub(script, html)
    html = CONFIG.sub(lambda found: found[1] + _unversioned(found[2]) + found[3], html)
    runtime = f'<script src="{posixpath.relpath(RUNTIME, here or ".")}"></script>'
    return html.replace("</head>", f"{runtime}</head>", 1)


def to_file(href: str, here: str = "", address: str = "") -> str:
    """A link of the site as a link between files: `../phd/#K01` leads to `../phd/index.html#K01`.

    One on a page in the folder `here` to what the copy leaves out leads to the site, which is at `address`.
    """
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", href, re.DOTALL).groups()  # type: ignore[union-attr]
    if not path or re.match(r"[a-z][a-z0-9+.-]*:|//", path, re.IGNORECASE):
        return href
    target = posixpath.normpath(posixpath.join(here, path))
    if LEFT_OUT.fullmatch(target):
        return f"{address}{target}{mark}{rest}"
    if path.rpartition("/")[2] in ("", ".", ".."):
        path = f"{path.rstrip('/') or '.'}/index.html"
    return path + mark + rest


def _unversioned(config: str) -> str:
    """The theme's settings without the menu of versions, for which it would ask a server."""
    return json.dumps({key: value for key, value in json.loads(config).items() if key != "version"})


def data(path: str, text: str) -> str:
    """A file of text as a script."""
    return f"{HANDS_OVER}.file({json.dumps(path)}, {json.dumps(text, ensure_ascii=False)});\n"


def worker(path: str, read: Callable[[str], str]) -> str:
    """A worker as a script: what it imports stands before it, and what it may use is handed to it."""
    source = read(path)
    calls = " ".join(re.findall(r"\bimportScripts\(([^)]*)\)", source))
    names = re.findall(r'"(.*?)"', calls)
    imported = [read(posixpath.join(posixpath.dirname(path), name)) for name in dict.fromkeys(names)]
    body = "\n".join([*imported, source])
    return (
        f"{HANDS_OVER}.worker({json.dumps(path)}, ({{ location, addEventListener, postMessage }}) => {{\n"
        f"const importScripts = () => undefined;\n{body}}});\n"
    )


NAMED_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
LIST_EXPORT = re.compile(r"^export \{([^}]*)\};?$", re.MULTILINE)
NAMED_IMPORT = re.compile(r'^import \{([^}]*)\} from ("[^"]+");?$', re.MULTILINE)
WHOLE_IMPORT = re.compile(r'^import \* as (\w+) from ("[^"]+");?$', re.MULTILINE)
BARE_IMPORT = re.compile(r'^import ("[^"]+");?$', re.MULTILINE)


def needs_module(source: str) -> bool:
    """Whether a script works as a module only, or loads one."""
    return bool(re.search(r"^(import|export)\b|\bimport\(|\bimport\.meta\b", source, re.MULTILINE))


def module(source: str, path: str) -> str:
    """A module as a script. It may import and export names; ValueError says what it may not."""
    exported = NAMED_EXPORT.findall(source)
    source = NAMED_EXPORT.sub("", source)
    pairs = [f"{name}: {name}" for name in exported]
    for listed in LIST_EXPORT.findall(source):
        renamed = (name.split(" as ") for name in map(str.strip, listed.split(",")) if name)
        pairs += [f"{names[-1]}: {names[0]}" for names in renamed]
    source = LIST_EXPORT.sub("", source)
    source = NAMED_IMPORT.sub(
        lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = await module.import({found[2]});", source
    )
    source = WHOLE_IMPORT.sub(r"const \1 = await module.import(\2);", source)
    source = BARE_IMPORT.sub(r"await module.import(\1);", source)
    source = re.sub(r"(?<![\w.])import\(", "module.import(", source).replace("import.meta.url", "module.url")
    if left := re.search(r"^(?:import|export)\b.*|.*\bimport\.meta\b.*", source, re.MULTILINE):
        raise ValueError(f"it holds `{left[0].strip()}`")
    body = f"{source}\nreturn {{ {', '.join(pairs)} }};"
    return f"{HANDS_OVER}.module({json.dumps(path)}, async (module) => {{\n{body}\n}});\n"


def runtime() -> str:
    return Path(__file__).with_name("offline.js").read_text("utf-8")
