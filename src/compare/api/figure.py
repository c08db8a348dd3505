"""A chart that shows itself in a notebook, the same bytes on every run."""

from __future__ import annotations

from matplotlib.figure import Figure

from compare.api.notebook import find_shell
from compare.present.fonts import render_figure

SCREEN_DPI = 110


class ShownFigure(Figure):
    """A matplotlib figure with a name."""

    name = ""

    def __repr__(self) -> str:
        return f"<figure {self.name}>"

    def _repr_png_(self) -> bytes:
        return render_figure(self, "png", dpi=SCREEN_DPI)


def show_figure(figure: Figure, name: str) -> Figure:
    """The same figure, showing itself."""
    figure.__class__ = ShownFigure
    figure.name = name  # type: ignore[attr-defined]
    _tell_notebook()
    return figure


def _tell_notebook() -> None:
    """Have the notebook ask the figure; once pyplot is loaded it has a way of its own for figures."""
    shell = find_shell()
    if shell is not None:
        formatter = shell.display_formatter.formatters["image/png"]
        formatter.for_type(ShownFigure, ShownFigure._repr_png_)
