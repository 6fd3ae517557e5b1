"""From hand-written notebooks to evidence and executed labs."""

from .evidence import altered, stale
from .lesson import lessons
from .notebook import LOCK, names, source
from .receipt import update
from .run import verify

__all__ = ["LOCK", "altered", "lessons", "names", "source", "stale", "update", "verify"]
