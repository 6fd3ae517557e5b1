"""What the built site says of itself: to search engines, to readers of its feed, to its scripts, and on its cards."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from bs4 import BeautifulSoup, Tag

from ..ledger import Handbook
from ..pages.launch import DOWNLOADS
from ..problems import Problem, nearest, together
from ..verdicts import CERTAINTIES
from .guesses import CARD

Soups = Mapping[Path, BeautifulSoup]
Ids = Mapping[Path, set[str]]
HEAD = "overrides/main.html writes what stands in a page's head; then run `make build`."
# Addresses of the site itself in a page's head: by their tag, its attribute that says what they are, and their own.
OWN = {
    ("meta", "property", "content"): {"og:image", "og:url", "twitter:image"},
    ("meta", "name", "content"): {"og:image", "og:url", "twitter:image"},
    ("link", "rel", "href"): {"canonical"},
}
# What each page tells those who link to it, and the phone that shows it; a wrong address is linked to by nobody.
TOLD = {"description", "viewport", "color-scheme"}
SHARED = {"og:title", "og:description", "og:image", "og:url", "og:type", "twitter:card", "canonical"}
# Other files that name addresses of the site: how they write them, and what makes them.
OUTSIDE = "scripts/groundtruth/pages/outside.py makes it; mend what it is made of, then run `make build`."
REVIEWED = re.compile(r"\"ClaimReview\", \"url\": \"([^\"]*)\"")
BOUNDS = re.compile(r"\"worstRating\":\s*\"?([\d.]+)\"?,\s*\"bestRating\":\s*\"?([\d.]+)")
LISTS = {
    "feed.xml": (re.compile(r"<link\b[^>]*\bhref=\"([^\"]*)\""), OUTSIDE),
    "llms.txt": (re.compile(r"\]\((\S+?)\)"), OUTSIDE),
    "sitemap.xml": (re.compile(r"<loc>([^<]*)</loc>"), "overrides/sitemap.xml makes it; then run `make build`."),
}
ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-(?:0\d|1[0-2])-[0-3]\d[Tt][0-2]\d:[0-5]\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")
# A file that is attached to a release.
ATTACHED = re.compile(r"/releases/(?:latest/download|download/[^/]+)/(.+)$")
DOWNLOADED = "overrides/cards/downloads.html and scripts/groundtruth/pages/launch.py make the links; then `make build`."
# A file of data that a script asks for, from the top of the site or from where scripts lie; `${...}` is part of a name.
DATA = re.compile(r"[\"'`](?:\.{1,2}/)*((?:\w|\$\{)[\w./${}-]*/[\w.${}-]+\.(?:json|gz|csv|db|sql|txt|wasm|xml))[\"'`]")
SELECTED = re.compile(r"\.(gt-[\w-]*\w)(?![\w-]|\$\{)")
NAMED = re.compile(r"(?<![.\w-])gt-[\w-]+")
WORN = re.compile(r"class=(?:[\"']([^\"']*)|([^\s>\"']+))")


def made(root: Path, labs: Iterable[str]) -> set[str]:
    """The files of all pages that a site has: of docs/, of the labs, and the one for a wrong address."""
    docs = root / "docs"
    sources = [path.relative_to(docs).with_suffix("") for path in docs.rglob("*.md")]
    folders = [path.parent if path.name in ("index", "README") else path for path in sources]
    folders += [Path("labs", lab) for lab in labs]
    return {"404.html", *((folder / "index.html").as_posix() for folder in folders)}


def published(soups: Soups, ids: Ids, built: Path, root: Path, handbook: Handbook) -> Iterator[Problem]:
    """Pages that hide, addresses that lead nowhere, and certainties that are not the ledger's."""
    home = soups.get(built / "index.html")
    canonical = home.find("link", rel="canonical") if home else None
    base = str(canonical.get("href")) if isinstance(canonical, Tag) else ""
    heads = list[Problem]()
    for path, soup in soups.items():
        place = path.relative_to(root).as_posix()
        heads += _head(soup, path, place, base, ids, built)
        heads += [*_downloads(soup, place), *_launches(soup, place)]
        yield from _certainties(soup, place, handbook)
    yield from together(heads)
    if base:  # a site that does not know its address tells nobody
        yield from together(_lists(base, ids, built, root))
        yield from together(feed(built / "feed.xml", (built / "feed.xml").relative_to(root).as_posix()))


def _head(soup: BeautifulSoup, path: Path, place: str, base: str, ids: Ids, built: Path) -> Iterator[Problem]:
    """Search engines sent away, and addresses of pages and pictures at which there is none."""
    head = soup.head or soup
    for tag in head.find_all("meta"):
        told = set(re.findall(r"\w+", str(tag.get("content")).lower()))
        if re.fullmatch(r"robots|\w+bot", str(tag.get("name")).lower()) and told & {"noindex", "none"}:
            yield Problem(place, f"asks search engines to stay away: {tag}", f"Take that out; {HEAD}")
    said = {str(tag.get("property") or tag.get("name")) for tag in head.find_all("meta")}
    said |= {rel for tag in head.find_all("link") for rel in tag.get_attribute_list("rel")}
    wanted = (TOLD if path.name == "404.html" else TOLD | SHARED) if "generator" in said else set()
    for lost in sorted(wanted - said):
        yield Problem(place, f"has no {lost} in its head", f"Put it back; {HEAD}")
    for (name, kind, attribute), kinds in OWN.items() if base else ():
        for tag in head.find_all(name, attrs={kind: True}):
            for one in kinds & set(tag.get_attribute_list(kind)):
                if wrong := _wrong(str(tag.get(attribute)), base, ids, built):
                    yield Problem(place, f"names as its {one} {tag.get(attribute)}, {wrong}", f"Correct {one}; {HEAD}")
    for link in head.find_all("link", href=True):
        address = urlsplit(str(link["href"]))
        found = path.parent / unquote(address.path)
        there = address.scheme or address.netloc or address.path.startswith("/") or found.is_file()
        if not there and not (found / "index.html").is_file():
            yield Problem(place, f"names {link['href']} in its head, which is not there", f"Correct it; {HEAD}")
    for data in soup.find_all("script", type="application/ld+json") if base else ():
        for bounds in BOUNDS.finditer(data.get_text()):
            if float(bounds[1]) >= float(bounds[2]):
                what = f"tells search engines that the worst rating is {bounds[1]} and the best {bounds[2]}"
                yield Problem(place, what, OUTSIDE)
        for address in REVIEWED.findall(data.get_text()):
            if wrong := _wrong(address, base, ids, built):
                yield Problem(place, f"tells search engines of a review at {address}, {wrong}", OUTSIDE)


def _launches(soup: BeautifulSoup, place: str) -> Iterator[Problem]:
    """Links whose words name one service and whose address is another's."""
    for link in soup.find_all("a", href=True):
        named = re.search(r"\bin (Colab|Kaggle)\b", link.get_text(" "))
        host = urlsplit(str(link["href"])).hostname or ""
        if named and any(other in host for other in ("colab", "kaggle")) and named[1].lower() not in host:
            what = f"“{' '.join(link.get_text(' ').split())}” leads to {host}"
            yield Problem(place, what, "overrides/cards/_launch.html writes these links; then run `make build`.")


def _wrong(address: str, base: str, ids: Ids, built: Path) -> str:
    """Why an address of the site leads nowhere; empty if it leads to a file and, where it names one, to an id."""
    if not address.startswith(base):
        return f"which does not begin with the site's own address, {base}"
    parts = urlsplit(address.removeprefix(base))
    found = built / unquote(parts.path)
    found = found / "index.html" if parts.path.endswith("/") or not parts.path else found
    if not found.is_file():
        return "which is not there" if found not in ids else ""  # a page that is missing is said by checks.site
    lost = parts.fragment and unquote(parts.fragment) not in ids.get(found, ())
    return "but nothing there has that id" if lost else ""


def _lists(base: str, ids: Ids, built: Path, root: Path) -> Iterator[Problem]:
    """Addresses in feed.xml, llms.txt and sitemap.xml that lead nowhere, and pages that the sitemap leaves out."""
    for name, (pattern, remedy) in LISTS.items():
        place, named = (built / name).relative_to(root).as_posix(), set[str]()
        if not (built / name).is_file():
            yield Problem(place, "is missing", remedy)
            continue
        for number, line in enumerate((built / name).read_text("utf-8").splitlines(), 1):
            for address in map(html.unescape, pattern.findall(line)):
                named.add(address)
                if wrong := _wrong(address, base, ids, built):
                    yield Problem(f"{place}:{number}", f"names {address}, {wrong}", remedy)
        pages = (path.parent.relative_to(built).as_posix() for path in ids if path.name == "index.html")
        for page in (f"{page}/" if page != "." else "" for page in pages if name == "sitemap.xml"):
            if f"{base}{page}" not in named:
                yield Problem(place, f"leaves out {base}{page}", remedy)


def feed(path: Path, place: str) -> Iterator[Problem]:
    """What a reader of feeds stumbles over, by RFC 4287: no XML, parts that Atom demands, days without a time."""
    try:
        top = ElementTree.fromstring(path.read_text("utf-8")) if path.is_file() else None
    except ElementTree.ParseError as error:
        yield Problem(f"{place}:{error.position[0]}", f"is no XML: {str(error).partition(':')[0]}", OUTSIDE)
        return
    if top is None:
        return  # said already
    seen = set[str]()
    for part in (top, *top.iterfind(f"{ATOM}entry")):
        name = part.tag.removeprefix(ATOM)
        told = {one: (part.findtext(f"{ATOM}{one}") or "").strip() for one in ("id", "title", "updated")}
        of = f"its {name} '{told['title'] or told['id']}'" if part is not top else "the feed"
        for lacking in (one for one, text in told.items() if not text):
            yield Problem(place, f"{of} has no {lacking}, which Atom demands", OUTSIDE)
        if told["updated"] and not INSTANT.fullmatch(told["updated"]):
            what = f"{of} was updated '{told['updated']}', which is no day with its time"
            yield Problem(place, what, f"Write it as 2026-11-30T00:00:00Z; {OUTSIDE}")
        if told["id"] in seen:
            yield Problem(place, f"the id {told['id']} stands twice, so that readers miss an entry", OUTSIDE)
        seen.add(told["id"])


def _downloads(soup: BeautifulSoup, place: str) -> Iterator[Problem]:
    """Links to files that no release has attached, and on the page of them, files that it leaves out."""
    links = [str(link["href"]) for link in soup.find_all("a", href=True)]
    named = {unquote(found[1]): link for link in links if (found := ATTACHED.search(link))}
    for name, link in named.items():
        if name not in DOWNLOADS:
            what = f"links to {link}, and no release has a file '{name}'"
            yield Problem(place, what, nearest(name, DOWNLOADS, DOWNLOADED))
    for name in DOWNLOADS if soup.find(class_="gt-downloads") and named.keys() <= DOWNLOADS.keys() else ():
        if name not in named:
            yield Problem(place, f"has no link to {name}, which each release has", DOWNLOADED)


def _certainties(soup: BeautifulSoup, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Cards that state another certainty than the ledger's, in words or in steps; what is not settled states none."""
    for card in soup.find_all(class_="gt-card"):
        claim = handbook.claims.get(str(card.get("data-claim")))
        said = card.find(class_="gt-certainty")
        words = " ".join(said.get_text().split()) if said else ""
        told = (words.removesuffix(" certainty"), len(card.select(".gt-steps .on"))) if "certainty" in words else None
        certainty = claim.certainty if claim and claim.judgement.verdict != "not settled" else None
        due = (certainty, CERTAINTIES.index(certainty) + 1) if certainty else None
        if claim and told != due:
            what = f"does not say that its certainty is '{certainty}'" if due else "has a certainty, and should not"
            yield Problem(place, f"the card of {claim.id} {what}", CARD)


def scripts(texts: Iterable[str], built: Path, root: Path) -> Iterator[Problem]:
    """Data that our scripts ask for and the site does not have, and classes that they look for and nothing wears.

    Of scripts that some page loads, or that one of these names.
    """
    texts = list(texts)
    sources = {path: path.read_text("utf-8") for path in sorted((root / "docs/assets").glob("*.js"))}
    used, named = set[Path](), texts
    while named:
        found = {path for path in sources if path not in used and any(path.name in text for text in named)}
        used, named = used | found, [sources[path] for path in found]
    templates = (path.read_text("utf-8") for path in (root / "overrides").rglob("*.html"))
    known = {name for text in (*sources.values(), *templates) for name in NAMED.findall(text)}
    known |= {name for text in texts for found in WORN.findall(text) for name in "".join(found).split()}
    for path in sorted(used):
        for number, line in enumerate(sources[path].splitlines(), 1):
            place = f"{path.relative_to(root).as_posix()}:{number}"
            for name in DATA.findall(line):
                pattern = re.sub(r"\$\{[^}]*\}", "*", name)
                if not any(any(folder.glob(pattern)) for folder in (built, built / "assets")):
                    yield Problem(place, f"asks for {name}, which the site does not have", "Correct the name.")
            for name in SELECTED.findall(re.split(r"(?<!:)//", line)[0]):
                if name not in known:
                    what = f"looks for the class {name}, which no page, template or script has"
                    yield Problem(place, what, nearest(name, known, "Correct the name, or drop what looks for it."))
