"""Measures drawn one below the other, with their names beside them and the words that explain the marks above."""

from __future__ import annotations

from .look import BAND, INK, LINE, reach


def in_rows(ax, measures: dict[str, dict], styles: list[tuple[str, str]], tie: float = 0.0) -> None:
    """Each measure as a mark with its interval, the first on top; `styles` has a colour and a marker for each.

    A line stands at zero, and differences up to `tie` on both sides of it lie in a band.
    """
    for at, (measure, (colour, marker)) in enumerate(zip(measures.values(), styles, strict=True)):
        reach(ax, measure, at, colour, marker)
    ax.axvspan(-tie, tie, color=BAND, lw=0, zorder=0)
    ax.axvline(0, color=LINE, lw=1, zorder=0.5)
    ax.set_yticks(range(len(measures)), list(measures), color=INK)
    ax.set_ylim(len(measures) - 0.5, -0.5)


def words_at(ax, *words: tuple[float, float, str, str]) -> None:
    """Words beside or above the drawing: x and y as parts of its width and height, the text, and its colour."""
    for x, y, text, colour in words:
        ax.text(x, y, text, color=colour, transform=ax.transAxes)
