"""What all charts share: the canvas, text that fits, plan colours, title and source line.

A chart fills the axes it is given like a sheet of paper, measured in inches: title on top, source
at the foot, panels between. Nothing is drawn outside, so a chart sits in any figure uncut. The
axes must have its final size before a chart is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from compare.present.fonts import FAMILIES, chart_style, measure_text, replace_missing
from compare.present.wording.labels import label_plans

LANGUAGES = ("zh", "en")
TITLE, LABEL, SMALL = 12.0, 8.5, 7.0  # points
MANY, UPRIGHT = 8, 1.0  # plans beyond which heads of columns may stand upright; inches they need
LINE = 1.42  # line height in em: the font's own ascent and descent
INK, GREY, PALE, LINE_GREY = "#1a1a1a", "#5f5f5f", "#ececec", "#c4c4c4"

# Ordered so that neighbours differ in luminance as well as in hue (Okabe & Ito 2008, darkened
# and lightened), each with a marker and a hatch of its own.
COLOURS = ("#14406b", "#e08a00", "#8c2d04", "#56b4e9", "#5e3c99", "#7fc97f")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "d")
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")
SHADES = LinearSegmentedColormap.from_list(
    "shades", ["#f4f7fa", "#c6d8e8", "#7fa8cd", "#35699c", "#0b2c4d"]
)

NO_LINE_START = set("，。、；：？！）》〉」』】〕”’…·,.;:?!)]}%％—–")
NO_LINE_END = set("（《〈「『【〔“‘([{")

P = ParamSpec("P")


@dataclass(frozen=True)
class PlanStyle:
    """How one plan looks in every chart: its label, colour, marker and hatch."""

    label: str
    colour: str
    marker: str
    hatch: str


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

    def mark(self, x: float, y: float, **look: Any) -> None:
        """A marker at (x, y) inches."""
        self.ax.plot(
            x / self.width,
            y / self.height,
            transform=self.ax.transAxes,
            clip_on=False,
            **{"linestyle": "", "color": INK} | look,
        )

    def box(
        self, corner: tuple[float, float], size: tuple[float, float], look: dict[str, Any]
    ) -> None:
        """A rectangle, inches."""
        add_box(
            self.ax,
            (corner[0] / self.width, corner[1] / self.height),
            (size[0] / self.width, size[1] / self.height),
            {"transform": self.ax.transAxes, "clip_on": False} | look,
        )

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


def styled(draw: Callable[P, Axes]) -> Callable[P, Axes]:
    """A chart function that runs under `chart_style` and refuses an unknown language."""

    @wraps(draw)
    def run(*args: P.args, **kwargs: P.kwargs) -> Axes:
        lang = kwargs.get("lang", "zh")
        if lang not in LANGUAGES:
            raise ValueError(f"lang must be zh or en, not {lang!r}")
        with chart_style():
            return draw(*args, **kwargs)

    return run


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """A white figure of that size in inches with one empty axes almost filling it."""
    figure = Figure((width, height))
    FigureCanvasAgg(figure)
    pad = 0.12
    bounds = (pad / width, pad / height, 1 - 2 * pad / width, 1 - 2 * pad / height)
    return figure, figure.add_axes(bounds)


def choose(lang: str, zh: str, en: str) -> str:
    """The wording in that language."""
    return en if lang == "en" else zh


def inches(text: str, size: float = LABEL) -> float:
    """Width of the longest line at that font size."""
    return max(map(measure_text, replace_lines(text)), default=0.0) * size / 72


def replace_lines(text: str) -> list[str]:
    """The lines of the text, characters no font holds as 〓."""
    return [replace_missing(line) for line in text.split("\n")]


def line_height(size: float = LABEL) -> float:
    """Inches from one baseline to the next."""
    return size * LINE / 72


def wrap_text(text: str, width: float, size: float = LABEL) -> list[str]:
    """Lines no wider than `width` inches; 禁则: no 、 or ） opens a line, no （ ends one.

    Chinese breaks anywhere else, English at spaces; a word wider than the line is broken.
    """
    lines: list[str] = []
    for paragraph in replace_lines(text):
        line = ""
        for piece in _split_pieces(paragraph):
            if line and inches(line + piece.rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece.lstrip() if not line else piece
            while inches(line.rstrip(), size) > width and len(line) > 1:
                cut = max(1, _fitting_length(line, width, size))
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return lines


def _split_pieces(text: str) -> list[str]:
    """Smallest pieces a line may break between."""
    pieces: list[str] = []
    for char in text:
        glued = pieces and (
            char == " "
            or char in NO_LINE_START
            or pieces[-1][-1] in NO_LINE_END
            or (_is_latin(char) and _is_latin(pieces[-1][-1]))
        )
        if glued:
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _is_latin(char: str) -> bool:
    return char != " " and ord(char) < 0x2E80


def _fitting_length(line: str, width: float, size: float) -> int:
    return next((n for n in range(len(line), 0, -1) if inches(line[:n], size) <= width), 1)


def shorten_text(text: str, width: float, size: float = LABEL) -> str:
    """The text if it fits in `width` inches, else its beginning and …"""
    text = replace_missing(text)
    if inches(text, size) <= width:
        return text
    return text[: _fitting_length(text, width - inches("…", size), size)].rstrip("，、 ,") + "…"


def write_heads(
    canvas: Canvas, labels: Sequence[str], left: float, width: float, room: float, line: float
) -> None:
    """Centred heads of columns `width` inches wide, upright where they do not fit side by side.

    They stand on the line `room` inches under the canvas' top; horizontal ones at `line` under it.
    """
    upright = any(inches(label, SMALL) > width - 0.05 for label in labels) and room > 0.5
    for column, label in enumerate(labels):
        x = left + width * (column + 0.5)
        text = shorten_text(label, (room if upright else width) - 0.05, SMALL)
        if upright:
            y, look = canvas.top - room + 0.05, {"rotation": 90, "va": "bottom"}
        else:
            y, look = canvas.top - line, {"va": "center_baseline"}
        canvas.write(x, y, text, SMALL, ha="center", **look)


def head_room(labels: Sequence[str], width: float, line: float) -> float:
    """Inches that `write_heads` needs: one line, or the longest label upright, at most 1.3."""
    longest = max((inches(label, SMALL) for label in labels), default=0.0)
    return line if longest <= width - 0.05 else max(line, min(1.3, longest + 0.1))


def open_canvas(ax: Axes, lang: str, title: str, plans: pd.DataFrame, note: str = "") -> Canvas:
    """The axes as a sheet with its title on top, and note and source line at the foot."""
    box = ax.get_position()
    figure = ax.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches() * (box.width, box.height)
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    lines = wrap_text(title, width, TITLE)
    heading = ax.set_title("\n".join(lines), loc="left", fontsize=TITLE, color=INK, y=1.0, pad=0)
    # The axes, and with it its title, may be older than the chart's style.
    heading.set(va="top", linespacing=1.15, fontfamily=FAMILIES, fontweight="normal")
    heading.set_parse_math(False)
    canvas = Canvas(ax, lang, width, height, 0.0, height - len(lines) * line_height(TITLE) - 0.1)
    foot = "\n".join(filter(None, [note, format_source(plans, lang)]))
    small = wrap_text(foot, width, SMALL)
    canvas.write(
        0, 0, "\n".join(small), SMALL, color=GREY, va="bottom", linespacing=1.15, gid="foot"
    )
    canvas.bottom = len(small) * line_height(SMALL) + 0.12
    return canvas


def format_source(plans: pd.DataFrame, lang: str) -> str:
    """资料来源：《海安市…实施方案》（海政发〔2022〕45号）；… – past three plans, places only."""
    rows = [
        {**dict.fromkeys(("title", "doc_number"), ""), **row} for row in plans.to_dict("records")
    ]
    if len(rows) > 3:
        names = choose(lang, "、", ", ").join(s.label for s in style_plans(plans, lang).values())
        return choose(
            lang,
            f"资料来源：{len(rows)} 份规划文本：{names}",
            f"Source: {len(rows)} plans: {names}",
        )
    parts = [
        f"《{row['title'] or row['plan_id']}》"
        + (f"（{row['doc_number']}）" if row["doc_number"] else "")
        for row in rows
    ]
    return choose(lang, "资料来源：", "Source: ") + choose(lang, "；", "; ").join(parts)


def draw_nothing(ax: Axes, lang: str, title: str, plans: pd.DataFrame, reason: str) -> Axes:
    """A canvas that says there is no data, and why, instead of an empty frame."""
    canvas = open_canvas(ax, lang, title, plans)
    lines = wrap_text(choose(lang, "暂无数据：", "No data: ") + reason, canvas.width - 0.4, LABEL)
    middle = (canvas.top + canvas.bottom) / 2
    canvas.write(
        canvas.width / 2, middle, "\n".join(lines), LABEL, color=GREY, ha="center", gid="empty"
    )
    return ax


def style_plans(plans: pd.DataFrame, lang: str) -> dict[str, PlanStyle]:
    """plan_id → label, colour, marker, hatch, in catalogue order.

    The label is the place; where two plans are for one place, with the period or the id.
    """
    labels = label_plans(plans, lang)
    return {
        plan_id: PlanStyle(
            label,
            COLOURS[i % len(COLOURS)],
            MARKERS[i % len(MARKERS)],
            HATCHES[i % len(HATCHES)],
        )
        for i, (plan_id, label) in enumerate(labels.items())
    }


def contrast_ink(shades: LinearSegmentedColormap, value: float) -> str:
    """Black or white, whichever reads better on that shade (WCAG relative luminance)."""
    channels = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shades(value)[:3]
    ]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return "white" if luminance < 0.18 else INK


def write_scale(
    canvas: Canvas, shades: LinearSegmentedColormap, low: float, high: float, label: str
) -> None:
    """A stepped colour key under the title: label, lowest value, ten steps, highest value."""
    y = canvas.top - 0.1
    ends = [f"{value:g}" if value == int(value) else f"{value:.2f}" for value in (low, high)]
    x = inches(label, SMALL) + 0.1
    canvas.write(0, y, label, SMALL, va="center_baseline")
    canvas.write(x, y, ends[0], SMALL, va="center_baseline")
    x += inches(ends[0], SMALL) + 0.06
    for i in range(10):
        canvas.box((x + 0.14 * i, y - 0.055), (0.14, 0.11), {"facecolor": shades(i / 9)})
    canvas.write(x + 1.46, y, ends[1], SMALL, va="center_baseline")
    canvas.top -= 0.28


def write_legend(
    canvas: Canvas, entries: Sequence[tuple[dict[str, Any], str]], left: float = 0
) -> None:
    """A row (or rows) of keys under the title: each a marker or patch and its label."""
    x, step = left, line_height(LABEL) + 0.02
    canvas.top -= step
    for look, label in entries:
        need = 0.3 + inches(label, SMALL) + 0.22
        if x > left and x + need > canvas.width:
            x, canvas.top = left, canvas.top - step
        _draw_key(canvas, x + 0.1, canvas.top + step / 2, look)
        canvas.write(x + 0.26, canvas.top + step / 2, label, SMALL, va="center_baseline")
        x += need
    canvas.top -= 0.06


def _draw_key(canvas: Canvas, x: float, y: float, look: dict[str, Any]) -> None:
    """`look` with a `marker` or `linestyle` is a line; else a patch of 0.22 × 0.11 inch."""
    if "marker" in look or "linestyle" in look:
        points = ([x - 0.1, x + 0.1], [y, y]) if look.get("linestyle") else ([x], [y])
        canvas.ax.plot(
            [p / canvas.width for p in points[0]],
            [p / canvas.height for p in points[1]],
            transform=canvas.ax.transAxes,
            clip_on=False,
            **{"linestyle": "", "color": INK} | look,
        )
        return
    canvas.box((x - 0.1, y - 0.055), (0.22, 0.11), {"edgecolor": INK, "linewidth": 0.5} | look)


def add_box(
    ax: Axes, corner: tuple[float, float], size: tuple[float, float], look: dict[str, Any]
) -> None:
    """A rectangle in the axes' own coordinates; `look` as matplotlib's Rectangle takes it."""
    # Unlike add_patch, which looks for new limits each time, though the charts set theirs.
    ax.add_artist(Rectangle(corner, *size, **look))
