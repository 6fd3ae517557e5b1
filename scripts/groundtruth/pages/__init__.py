"""From a handbook to what readers get: cards in pages, data beside them, and the pages of labs.

MkDocs loads `lab_page.py` by its path, as the one hook, and mkdocs-macros calls `plugin.py`.
"""

from .data import public_data
from .launch import RELEASE, Launch
from .macros import Pages, Unknown

__all__ = ["RELEASE", "Launch", "Pages", "Unknown", "public_data"]
