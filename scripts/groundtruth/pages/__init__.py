"""From a handbook to what readers get: cards in pages, data beside them, and the pages of labs.

MkDocs loads `lab_page.py` by its path, as the one hook, and mkdocs-macros calls `plugin.py`.
"""

from .data import public_data
from .lab_markdown import lab_markdown
from .launch import DOWNLOADS, RELEASE, Launch, launch
from .macros import Pages, Unknown
from .minutes import Minutes, in_words
from .plugin import LabHeads, flash_cards, publish

__all__ = [
    "DOWNLOADS",
    "RELEASE",
    "LabHeads",
    "Launch",
    "Minutes",
    "Pages",
    "Unknown",
    "flash_cards",
    "in_words",
    "lab_markdown",
    "launch",
    "public_data",
    "publish",
]
