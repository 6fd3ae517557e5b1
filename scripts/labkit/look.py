"""Figures that read on white, on dark and in dark notebook themes, in the colours that the site maps to its own."""

from __future__ import annotations

INK, MUTED, LINE, BAND = "#1f2933", "#5f6b7a", "#d5dae0", "#e8edf2"
ORANGE, TEAL, PAPER = "#b84a00", "#00756a", "#ffffff"


def canvas(width: float = 4.5, height: float = 4.0, **more):
    """A figure on an opaque light ground: with a transparent one, dark ink vanishes in dark notebooks."""
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.fonttype": "none", "font.size": 12.5})
    fig, ax = plt.subplots(figsize=(width, height), layout="constrained", **more)
    fig.patch.set_facecolor(PAPER)
    return fig, ax


def show(fig, name: str, alt: str) -> None:
    """Display a figure with the name and the text alternative by which pages know it."""
    import matplotlib.pyplot as plt
    from IPython.display import display

    display(fig, metadata={"image/svg+xml": {"name": name, "alt": alt}})
    plt.close(fig)
