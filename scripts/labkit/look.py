"""Figures that read on white, on dark and in dark notebook themes, in the colours that the site maps to its own."""

from __future__ import annotations

INK, MUTED, LINE, BAND = "#1f2933", "#5f6b7a", "#d5dae0", "#e8edf2"
ORANGE, TEAL, BLUE, PAPER = "#b84a00", "#00756a", "#0b62a4", "#ffffff"
# Text stays text, so that a page can restyle it; no frame, no ticks, the finding as title at the left.
PLAIN = {
    "svg.fonttype": "none",
    "font.size": 12.5,
    "text.color": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 15,
    "axes.titlecolor": INK,
    "axes.titlepad": 14,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 12.5,
    "axes.axisbelow": True,
    "grid.color": LINE,
    **{f"axes.spines.{side}": False for side in ("left", "right", "top", "bottom")},
    **{f"{axis}tick.{part}": 0 for axis in "xy" for part in ("major.size", "minor.size")},
    **{f"{axis}tick.color": MUTED for axis in "xy"},
}


def canvas(width: float = 4.5, height: float = 4.0, **more):
    """A figure on an opaque light ground: with a transparent one, dark ink vanishes in dark notebooks."""
    import matplotlib.pyplot as plt

    plt.style.use(PLAIN)
    fig, ax = plt.subplots(figsize=(width, height), layout="constrained", **more)
    fig.patch.set_facecolor(PAPER)
    return fig, ax


def headline(fig, finding: str) -> None:
    """The finding above the whole figure, from its left edge; lines of it are broken by the caller."""
    fig.suptitle(finding, x=0.02, ha="left", color=INK, fontsize=15)


def reach(ax, measure: dict, at: float, colour: str = INK, marker: str = "o", size: float = 8, upright=False) -> None:
    """A measure as a mark with its interval, at that height; `upright` at that place of the other axis."""
    value, low, high = (measure[end] for end in ("value", "low", "high"))
    line, x, y = (ax.vlines, at, value) if upright else (ax.hlines, value, at)
    line(at, value if low is None else low, value if high is None else high, color=colour, lw=2)
    ax.plot(x, y, marker, color=colour, ms=size)


def show(fig, name: str, alt: str) -> None:
    """Display a figure with the name and the text alternative by which pages know it."""
    import matplotlib.pyplot as plt
    from IPython.display import display

    display(fig, metadata={"image/svg+xml": {"name": name, "alt": alt}})
    plt.close(fig)
