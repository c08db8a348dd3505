"""What all charts share: their colours for values, the sheet with title and source, the empty one.

A chart fills the axes it is given like a sheet of paper, measured in inches: title on top, source
at the foot, panels between. Nothing is drawn outside, so a chart sits in any figure uncut. The
axes must have its final size before a chart is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from compare.present.charts.canvas import Canvas
from compare.present.charts.fitting import (
    LABEL,
    SMALL,
    TITLE,
    line_height,
    measure_longest,
    wrap_text,
)
from compare.present.fonts import FAMILIES, chart_style
from compare.present.palette import GREY, INK
from compare.present.wording.labels import label_plans
from compare.present.wording.texts import LANGUAGES, check_language, phrase

MANY, UPRIGHT = 8, 1.0  # plans beyond which heads of columns may stand upright; inches they need
COLUMNS = 0.62  # of a figure's width, at least, that a matrix has for its columns
PAPER_WIDTH, MOST_HEIGHT = 16 / 2.54, 20 / 2.54  # inches: what a page of A4 holds beside its text
SHADES = LinearSegmentedColormap.from_list(
    "shades", ["#f4f7fa", "#c6d8e8", "#7fa8cd", "#35699c", "#0b2c4d"]
)

P = ParamSpec("P")


def styled(draw: Callable[P, Axes]) -> Callable[P, Axes]:
    """A chart function that runs under `chart_style` and refuses an unknown language."""

    @wraps(draw)
    def run(*args: P.args, **kwargs: P.kwargs) -> Axes:
        check_language(str(kwargs.get("lang", "zh")))
        with chart_style():
            return draw(*args, **kwargs)

    return run


def reserve_heads(plans: pd.DataFrame) -> float:
    """Inches for heads of columns that stand upright: of many plans, or of some with long names,
    in either language, since a figure is as high in both."""
    columns = PAPER_WIDTH * COLUMNS / max(len(plans), 1) - 0.05
    labels = [name for lang in LANGUAGES for name in label_plans(plans, lang).values()]
    crowded = len(plans) > MANY or (len(plans) > 3 and measure_longest(labels) > columns)
    return UPRIGHT * crowded


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """A white figure of that size in inches with one empty axes almost filling it."""
    figure = Figure((width, height))
    FigureCanvasAgg(figure)
    pad = 0.12
    bounds = (pad / width, pad / height, 1 - 2 * pad / width, 1 - 2 * pad / height)
    return figure, figure.add_axes(bounds)


def fit_height(height: float) -> float:
    """The height in inches of a figure that may not outgrow a page."""
    return min(height, MOST_HEIGHT)


def open_canvas(
    ax: Axes, lang: str, title: str, plans: pd.DataFrame, measure: str = "", note: str = ""
) -> Canvas:
    """The axes as a sheet: title and what is measured on top, note and source line at the foot."""
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
    if measure:
        under = wrap_text(measure, width, LABEL)
        canvas.write(
            0,
            canvas.top,
            "\n".join(under),
            LABEL,
            color=GREY,
            va="top",
            linespacing=1.15,
            gid="measure",
        )
        canvas.top -= len(under) * line_height(LABEL) + 0.06
    foot = "\n".join(filter(None, [note, format_source(plans, lang)]))
    small = wrap_text(foot, width, SMALL)
    canvas.write(
        0, 0, "\n".join(small), SMALL, color=GREY, va="bottom", linespacing=1.15, gid="foot"
    )
    canvas.bottom = len(small) * line_height(SMALL) + 0.12
    return canvas


def format_source(plans: pd.DataFrame, lang: str) -> str:
    """资料来源：《海安市…实施方案》（海政发〔2022〕45号，2022-10-26）；… – past three plans places only."""
    few, labels = len(plans) <= 3, label_plans(plans, lang)
    names = []
    for row in plans.to_dict("records"):
        name = f"《{row['title'] or row['plan_id']}》" if few else labels[str(row["plan_id"])]
        known = [str(row.get(column) or "") for column in ("doc_number", "issued_on")]
        told = phrase("mark.comma", lang).join(filter(None, known))
        names.append(name + (phrase("mark.brackets", lang, text=told) if told else ""))
    if few:
        return phrase("source.few", lang, titles=phrase("mark.semicolon", lang).join(names))
    return phrase("source.many", lang, n=len(plans), names=phrase("mark.pause", lang).join(names))


def draw_empty(ax: Axes, lang: str, chart: str, title: str, plans: pd.DataFrame) -> Axes:
    """A canvas that says there is no data, and why (`chart`.empty), instead of an empty frame."""
    canvas = open_canvas(ax, lang, title, plans)
    reason = phrase("chart.no_data", lang, reason=phrase(f"{chart}.empty", lang))
    text = "\n".join(wrap_text(reason, canvas.width - 0.4, LABEL))
    middle = (canvas.top + canvas.bottom) / 2
    canvas.write(canvas.width / 2, middle, text, color=GREY, ha="center", gid="empty")
    return ax


def contrast_ink(shades: LinearSegmentedColormap, value: float) -> str:
    """Black or white, whichever reads better on that shade (WCAG relative luminance)."""
    channels = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shades(value)[:3]
    ]
    luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    return "white" if luminance < 0.18 else INK
