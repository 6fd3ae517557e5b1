"""From the registry of tables to the full study: keys decide, run scores, table writes."""

from .run import update
from .table import altered, rewrite, stale

__all__ = ["altered", "rewrite", "stale", "update"]
