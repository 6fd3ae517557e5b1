"""What all pages load, without what no page needs: rules of the theme for other people's sites, a library that browsers
have outgrown, empty lines, and our comments.

What only few pages need of our style sheet stands in files of its own, `PARTS`, which those pages name.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, ParseError, QualifiedRule

from .kept import modules, remembered

SHEETS, BUNDLE = "assets/stylesheets/*.css", "assets/javascripts/*.js"
OWN, PARTS = "assets/groundtruth.css", "assets/parts"
COMMON = 1 / 8  # of all pages: what fewer wear is a part
# What the theme's script would make for features that are not switched on: where a page has it, it is kept.
ABSENT = re.compile(
    r"md-(?:annotation|code__|consent|source__|status|tag|tooltip)|tabbed-|mermaid|footnote|(?!js$)[a-z]{1,8}$"
)
NAME = re.compile(r"-?[A-Za-z_][\w-]*")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NEGATED = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")
WORN = re.compile(r"class(?<=\sclass)=(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))")
# The theme has a rule for each of its forty colours; a site's pages name the one or two it may have.
COLOUR = re.compile(r"data-md-color-(?:primary|accent)=\"?([\w-]+)\"?")
# A ninth of the theme's script is a library older than the browsers' own way to copy, and a style sheet for Mermaid's
# diagrams. In a later version they may look different; then they stay.
COPYING = re.compile(r"/\*!\s*\* clipboard\.js .*?\*/\(function\(.*?(\w+)\.exports=.*?\)\(\)\.default\}\)\}\)", re.S)
COPIES = (  # as much of that library as the theme asks for: a click copies, and is told; where it may not, it is shown
    r"\1.exports=class{static isSupported(){return!0}constructor(s,{text}){"
    r"addEventListener('click',async({target})=>{const trigger=target.closest?.(s);if(trigger)"
    r"try{await navigator.clipboard.writeText(text(trigger));this.told({trigger})}"
    r"catch{prompt('',text(trigger))}})}"
    r"on(_,told){this.told=told;return this}}})"
)
MERMAID = re.compile(r"\"\.node circle,[^\"]*--md-mermaid-[^\"]*\"")
MAP = re.compile(r"\s*(?://[#@] sourceMappingURL=.*|/\*[#@] sourceMappingURL=[^*]*\*/)\s*$")
KEPT = re.compile(r"(<(pre|textarea|script)\b.*?</\2>)", re.DOTALL)
USED = re.compile(r"var\((--[\w-]+)")
PICTURE = re.compile(r"(--[\w-]+):url\((?:\"[^\"]*\"|'[^']*'|[^()\"']*)\);?")


class Unread(ValueError):
    """A style sheet that is no CSS; the message says where."""


def trim(sheet: str, worn: set[str]) -> str:
    """A style sheet without the rules whose every selector names a class or colour not `worn`, or text from the right.

    What only such rules leave empty goes with them. Raises Unread.
    """
    return "".join(_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), worn))


def _rules(nodes: Iterable[Node], worn: set[str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ParseError):
            raise Unread(f"line {node.source_line}, column {node.source_column}: {node.message}")
        if isinstance(node, AtRule) and node.lower_at_keyword in ("media", "supports") and node.content is not None:
            inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_rules(inside, worn)):
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{kept}}}"
        elif isinstance(node, QualifiedRule):
            if kept := ",".join(one for one in _selectors(node.prelude) if _wearable(one, worn)):
                yield f"{kept}{{{tinycss2.serialize(node.content)}}}"
        else:
            yield node.serialize()


def _selectors(prelude: Iterable[Node]) -> Iterator[str]:
    """The selectors of a list; a comma inside brackets parts nothing."""
    one: list[Node] = []
    for node in prelude:
        if node == ",":
            yield tinycss2.serialize(one).strip()
            one = []
        else:
            one.append(node)
    yield tinycss2.serialize(one).strip()


def _wearable(selector: str, worn: set[str]) -> bool:
    """Whether an element of ours may be meant; `:is(.a,.b)` is taken to want both only where neither is worn."""
    named = NEGATED.sub("", selector)
    if "[dir=rtl]" in named or not worn.issuperset(COLOUR.findall(named)):
        return False
    either = re.findall(r":(?:is|where)\(((?:[^()]|\([^()]*\))*)\)", named)
    whole = re.sub(r":(?:is|where)\((?:[^()]|\([^()]*\))*\)", "", named)
    return worn.issuperset(CLASS.findall(whole)) and all(
        any(worn.issuperset(CLASS.findall(part)) for part in parts.split(",")) for parts in either
    )


def parted(sheet: str, common: set[str]) -> tuple[str, dict[str, str]]:
    """A style sheet without the rules that name a class which is not `common`, and those rules by that class's block.

    `gt-move__units` and `gt-move--rows` are of the block `gt-move`. Raises Unread.
    """
    parts: dict[str, str] = defaultdict(str)
    kept = ""
    for block, rule in _parted(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), common):
        if block:
            parts[block] += rule
        else:
            kept += rule
    return kept, dict(parts)


def _parted(nodes: Iterable[Node], common: set[str]) -> Iterator[tuple[str, str]]:
    """Each rule with the block that it is of, or with "" where every page may need it."""
    for node in nodes:
        if isinstance(node, ParseError):
            raise Unread(f"line {node.source_line}, column {node.source_column}: {node.message}")
        if isinstance(node, AtRule) and node.lower_at_keyword in ("media", "supports") and node.content is not None:
            inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            for block, rules in _together(_parted(inside, common)).items():
                yield block, f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{rules}}}"
        elif isinstance(node, QualifiedRule):
            selectors = _selectors(node.prelude)
            chosen = _together((block, f"{one},") for one in selectors for block in _blocks(one, common))
            for block, those in chosen.items():
                yield block, f"{those.removesuffix(',')}{{{tinycss2.serialize(node.content)}}}"
        else:
            yield "", node.serialize()


def _together(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, str] = defaultdict(str)
    for block, text in pairs:
        found[block] += text
    return found


def _blocks(selector: str, common: set[str]) -> Iterable[str]:
    """Every block that a page may wear of this selector; `:is(.a,.b)` is of both, since either may be there alone."""
    if _wearable(selector, common):
        return [""]
    rare = [name for name in CLASS.findall(NEGATED.sub("", selector)) if name not in common]
    blocks = [name for name in rare if name.startswith("gt-")]  # others stand within one
    return dict.fromkeys(block_of(name) for name in blocks or rare)


def block_of(name: str) -> str:
    """`gt-move` of `gt-move__units` and of `gt-move--rows`."""
    return name.partition("__")[0].partition("--")[0]


def undrawn(sheet: str, others: Iterable[str]) -> str:
    """A style sheet without the pictures that it names and neither it nor one of the `others` draws."""
    used = set(USED.findall(" ".join([sheet, *others])))
    return PICTURE.sub(lambda found: found[0] if found[1] in used else "", sheet)


def worn(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Every class and colour of the pages, and what the scripts have in quotes, since it may be one: but nothing
    `ABSENT`."""
    names: set[str] = set()
    for page in pages:
        names.update(name for found in set(WORN.findall(page)) for name in "".join(found).split())
        names.update(COLOUR.findall(page))
    quoted = {name for script in scripts for text in QUOTED.findall(script) for name in NAME.findall(text)}
    return names | {name for name in quoted if not ABSENT.match(name)}


def plain_style(sheet: str) -> str:
    """A style sheet of ours as browsers need it: without comments and without the space between rules."""
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)).strip() + "\n"


def plain_script(script: str) -> str:
    """A script of ours without the lines that are comments."""
    return re.sub(r"^\s*(?://.*|/\*\*.*\*/)\n", "", script, flags=re.MULTILINE)


def plain_bundle(script: str) -> str:
    """The theme's script with a library replaced by what browsers can do now, and without what no page needs."""
    return MAP.sub("\n", MERMAID.sub('""', COPYING.sub(COPIES, script)))


def plain_page(html: str) -> str:
    """A page without empty lines and indentation; a line's end stays one, since it may part two words."""
    parts = KEPT.split(html)  # words, then what keeps its lines, then its name, and so on
    parts[::3] = map(_close, parts[::3])
    del parts[2::3]
    return "".join(parts)


def _close(words: str) -> str:
    """Lines without the white space around their ends, and without empty ones between them."""
    first, *rest = words.split("\n")
    if not rest:
        return words
    between = [line for one in rest[:-1] if (line := one.strip(" \t\r"))]
    return "\n".join([first.rstrip(" \t\r"), *between, rest[-1].lstrip(" \t\r")])


def _trimmed(path: Path, names: set[str], folder: Path) -> str:
    sheet = MAP.sub("\n", path.read_text("utf-8"))
    try:
        return remembered(folder, _made_of(sheet, names), lambda: trim(sheet, names))
    except Unread as error:
        raise Unread(f"{path.name} {error}") from error


def _made_of(sheet: str, names: set[str]) -> list[bytes]:
    return [*modules("theme.py"), sheet.encode(), *sorted(map(str.encode, names))]


def fit(site: Path, folder: Path) -> None:
    """Let a whole site's pages, style sheets and scripts hold what browsers need; what style sheets become is kept in
    `folder`. Raises Unread."""
    pages = {path: plain_page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    scripts = {path: plain_bundle(path.read_text("utf-8")) for path in sorted(site.glob(BUNDLE))}
    scripts |= {path: plain_script(path.read_text("utf-8")) for path in sorted(site.glob("assets/*.js"))}
    classes = {path: worn([page], []) for path, page in pages.items()}
    made = {path: worn([], [script]) for path, script in scripts.items()}
    every = set[str]().union(*classes.values(), *made.values())
    sheets = {path: _trimmed(path, every, folder) for path in site.glob(SHEETS)}
    own = {path: plain_style(path.read_text("utf-8")) for path in sorted(site.glob("assets/*.css"))}
    everything = [*own.values(), *sheets.values()]
    sheets = {path: undrawn(text, everything) for path, text in sheets.items()}
    if site / OWN in own:
        # What a script makes is common where many pages run it.
        times = {path: sum(f'{path.name}"' in page for page in pages.values()) for path in scripts}
        often = [made[path] for path, count in times.items() if count >= COMMON * len(pages)]
        common = set[str]().union(_common(classes.values()), *often)
        whole = own[site / OWN]
        halves = remembered(folder, _made_of(whole, common), lambda: json.dumps(parted(whole, common)))
        own[site / OWN], parts = json.loads(halves)
        for path, page in pages.items():
            run = [made[script] for script in made if f'{script.name}"' in page]  # they make elements as well
            rare = {block_of(name) for name in classes[path].union(*run) - common}
            if OWN in page and (wanted := [block for block in parts if block in rare]):
                part = site / PARTS / f"{'-'.join(block.removeprefix('gt-') for block in sorted(wanted))}.css"
                own[part] = "".join(parts[block] for block in wanted)
                pages[path] = _naming(part.name, page)
        (site / PARTS).mkdir(exist_ok=True)
    for path, text in (pages | scripts | own | sheets).items():
        path.write_text(text, "utf-8")
    for path in site.glob("assets/*/*.map"):
        path.unlink()


def _common(classes: Collection[set[str]]) -> set[str]:
    counted = Counter(name for names in classes for name in names)
    return {name for name, times in counted.items() if times >= COMMON * len(classes)}


def _naming(part: str, page: str) -> str:
    """A page that loads a part of our style sheet behind it."""
    link = rf'(<link rel="stylesheet" href="([^"]*){OWN}">)'
    return re.sub(link, rf'\1<link rel="stylesheet" href="\g<2>{PARTS}/{part}">', page, count=1)
