"""A sheet of paper measured in inches, on which charts write, mark and open panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from compare.present.charts.fitting import (
    LABEL,
    SMALL,
    inches,
    line_height,
    measure_longest,
    replace_lines,
    shorten_text,
)
from compare.present.fonts import FAMILIES
from compare.present.palette import INK

Key = tuple[dict[str, Any], str]
Place = tuple[float, float]
BASE: dict[str, Any] = {"va": "center_baseline"}


@dataclass
class Canvas:
    """An axes measured in inches from its lower left corner; `bottom`–`top` is still free."""

    ax: Axes
    lang: str
    width: float
    height: float
    bottom: float
    top: float

    def write(self, x: float, y: float, text: str, size: float = LABEL, **kwargs: Any) -> Text:
        """Text at (x, y) inches."""
        look: dict[str, Any] = {"color": INK, "va": "center", "clip_on": False} | kwargs
        return self.ax.text(
            x / self.width,
            y / self.height,
            "\n".join(replace_lines(text)),
            transform=self.ax.transAxes,
            fontsize=size,
            **look,
        )

    def label(
        self, x: float, y: float, text: str, room: float, size: float = SMALL, **look: Any
    ) -> None:
        """Small text at (x, y), cut to `room` inches."""
        self.write(x, y, shorten_text(text, room, size), size, **BASE | look)

    def mark(self, x: float, y: float, **look: Any) -> None:
        """A marker at (x, y) inches."""
        self.line([x], [y], linestyle="", **look)

    def line(self, xs: Sequence[float], ys: Sequence[float], **look: Any) -> None:
        """A line, or markers, through points in inches."""
        settings: dict[str, Any] = {"color": INK, "clip_on": False} | look
        across, up = [x / self.width for x in xs], [y / self.height for y in ys]
        self.ax.plot(across, up, transform=self.ax.transAxes, **settings)

    def box(self, corner: Place, size: Place, look: dict[str, Any]) -> None:
        """A rectangle, inches."""
        add_box(
            self.ax,
            (corner[0] / self.width, corner[1] / self.height),
            (size[0] / self.width, size[1] / self.height),
            {"transform": self.ax.transAxes, "clip_on": False} | look,
        )

    def curve(
        self, points: Sequence[Place], look: dict[str, Any], codes: Sequence[Any] = ()
    ) -> None:
        """A cubic curve through points in inches: start, two that bend it, end; or as `codes` say."""
        path = Path(
            [(x / self.width, y / self.height) for x, y in points],
            codes or [Path.MOVETO, *[Path.CURVE4] * 3],
        )
        look = {"facecolor": "none"} | look
        self.ax.add_patch(PathPatch(path, transform=self.ax.transAxes, **look))

    def panel(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """A bare axes inside the canvas, inches."""
        bounds = (
            left / self.width,
            bottom / self.height,
            max(width, 0.05) / self.width,
            max(height, 0.05) / self.height,
        )
        panel = self.ax.inset_axes(bounds)
        panel.set_facecolor("none")
        for spine in panel.spines.values():
            spine.set_visible(False)
        panel.tick_params(length=0, labelsize=SMALL, colors=INK, pad=2, labelfontfamily=FAMILIES)
        return panel

    def grid(self, bounds: tuple[float, float, float, float], columns: float, rows: float) -> Axes:
        """A panel (left, bottom, width, height) of cells, counted from its upper left corner."""
        panel = self.panel(*bounds)
        panel.set(xlim=(0, columns), ylim=(rows, 0), xticks=[], yticks=[])
        return panel

    def heads(
        self, labels: Sequence[str], left: float, width: float, room: float, line: float
    ) -> None:
        """Centred heads of columns `width` inches wide, upright where they do not fit side by side.

        They stand on the line `room` inches under the top; horizontal ones at `line` under it.
        """
        upright = any(inches(label, SMALL) > width - 0.05 for label in labels) and room > 0.5
        for column, label in enumerate(labels):
            x = left + width * (column + 0.5)
            if upright:
                self.upright(x, self.top - room + 0.05, label, room - 0.05)
            else:
                self.label(x, self.top - line, label, width - 0.05, ha="center")

    def upright(self, x: float, y: float, text: str, room: float, size: float = SMALL) -> None:
        """Small text turned by 90°, standing on (x, y), cut to `room` inches."""
        self.label(x, y, text, room, size, rotation=90, ha="center", va="bottom")

    def scale(self, shades: Colormap, low: float, high: float, label: str) -> None:
        """A stepped colour key under the title: label, lowest value, ten steps, highest value."""
        y = self.top - 0.1
        ends = [f"{value:g}" if value == int(value) else f"{value:.2f}" for value in (low, high)]
        x = inches(label, SMALL) + 0.1
        self.write(0, y, label, SMALL, **BASE)
        self.write(x, y, ends[0], SMALL, **BASE)
        x += inches(ends[0], SMALL) + 0.06
        for i in range(10):
            self.box((x + 0.14 * i, y - 0.055), (0.14, 0.11), {"facecolor": shades(i / 9)})
        self.write(x + 1.46, y, ends[1], SMALL, **BASE)
        self.top -= 0.28

    def legend(self, keys: Sequence[Key]) -> None:
        """A row (or rows) of keys under the title: each a marker or patch and its label."""
        x, step = 0.0, line_height(LABEL) + 0.02
        self.top -= step
        for look, label in keys:
            need = 0.3 + inches(label, SMALL) + 0.22
            if x > 0 and x + need > self.width:
                x, self.top = 0.0, self.top - step
            self._draw_key(x + 0.1, self.top + step / 2, look)
            self.write(x + 0.26, self.top + step / 2, label, SMALL, **BASE)
            x += need
        self.top -= 0.06

    def _draw_key(self, x: float, y: float, look: dict[str, Any]) -> None:
        """`look` with a `marker` or `linestyle` is a line; else a patch of 0.22 × 0.11 inch."""
        if look.get("linestyle"):
            self.line([x - 0.1, x + 0.1], [y, y], **look)
        elif "marker" in look:
            self.mark(x, y, **look)
        else:
            look = {"edgecolor": INK, "linewidth": 0.5} | look
            self.box((x - 0.1, y - 0.055), (0.22, 0.11), look)


def add_box(ax: Axes, corner: Place, size: Place, look: dict[str, Any]) -> None:
    """A rectangle in the axes' own coordinates; `look` as matplotlib's Rectangle takes it."""
    # Unlike add_patch, which looks for new limits each time, though the charts set theirs.
    ax.add_artist(Rectangle(corner, *size, **look))


def add_text(
    ax: Axes, x: float, y: float, text: str, size: float = SMALL, color: str = INK, **look: Any
) -> None:
    """Centred small text in the axes' own coordinates."""
    ax.text(x, y, text, fontsize=size, color=color, **{"ha": "center"} | BASE | look)


def annotate(ax: Axes, point: Place, text: str, aside: float, **look: Any) -> None:
    """Small text `aside` points to the right of a point (negative: to the left)."""
    settings: dict[str, Any] = {"xytext": (aside, 0), "ha": "left" if aside > 0 else "right"}
    settings |= {"textcoords": "offset points", "fontsize": SMALL} | BASE
    ax.annotate(text, point, **settings | look)


def head_room(labels: Sequence[str], width: float, line: float) -> float:
    """Inches that `heads` needs: one line, or the longest label upright, at most 1.3."""
    widest = measure_longest(labels)
    return line if widest <= width - 0.05 else max(line, min(1.3, widest + 0.1))
