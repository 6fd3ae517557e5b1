"""How long a page takes to read."""

from __future__ import annotations

import re
from pathlib import Path


def reading_minutes(page: Path) -> int:
    """Minutes that a page takes at 200 words a minute; a macro, which may be a card, counts as 25 words."""
    text = re.sub(r"\A---\n.*?\n---\n", "", page.read_text("utf-8"), flags=re.DOTALL)
    return max(1, round(len(re.sub(r"\{\{.*?\}\}", "word " * 25, text, flags=re.DOTALL).split()) / 200))
