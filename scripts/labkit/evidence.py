"""The object that a lab ends with: measures that rules and pages use, and the series that its figures draw."""

from __future__ import annotations

import json

import numpy as np


def tidy(value, digits: int = 3):
    """Plain, rounded numbers all the way down: what differs between machines in the fourth place is no result."""
    if isinstance(value, dict):
        return {str(name): tidy(inner, digits) for name, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [tidy(inner, digits) for inner in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else round(float(value), digits)
    return int(value) if isinstance(value, np.integer) else value


def present(measures: dict, series: dict, digits: int = 3) -> None:
    """Display the evidence, rounded, as the site reads it."""
    from IPython.display import display

    found = tidy({"measures": measures, "series": series}, digits)
    short = {name: [one["value"], one["low"], one["high"]] for name, one in found["measures"].items()}
    display({"application/json": found, "text/plain": json.dumps(short, indent=1)}, raw=True)
