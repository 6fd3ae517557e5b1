"""What must be true of sources and site; each check yields every problem it finds."""

from .altered import altered, note
from .commands import commands
from .said import said
from .site import site
from .sources import sources
from .style import style

__all__ = ["altered", "commands", "note", "said", "site", "sources", "style"]
