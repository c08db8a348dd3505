"""A chart that shows itself in a notebook, the same bytes on every run."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from compare.present.fonts import render_figure

SCREEN_DPI = 110


class ShownFigure(Figure):
    """A matplotlib figure with a name.

    Notebooks take the bundle first, so that it comes out alike whether or not pyplot was loaded.
    """

    name = ""

    def __repr__(self) -> str:
        return f"<figure {self.name}>"

    def _repr_png_(self) -> bytes:
        return render_figure(self, "png", dpi=SCREEN_DPI)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"image/png": self._repr_png_(), "text/plain": repr(self)}


def show_figure(figure: Figure, name: str) -> Figure:
    """The same figure, showing itself."""
    figure.__class__ = ShownFigure
    figure.name = name  # type: ignore[attr-defined]
    return figure
