"""Chart of measured values against the straight path from baseline to target."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from compare.present.charts.canvas import Canvas, annotate
from compare.present.charts.fitting import LABEL, measure_longest, shorten_text
from compare.present.charts.style import PAPER_WIDTH, draw_empty, open_canvas, styled
from compare.present.charts.titles import title_progress
from compare.present.palette import GREY, INK, PALE, PlanStyle, style_plans
from compare.present.wording.findings.targets import list_measured_targets
from compare.present.wording.labels import name_thing
from compare.present.wording.numbers import format_figure, format_number, format_quantity
from compare.present.wording.texts import join_sentences, phrase

MARKS: dict[str, dict[str, Any]] = {
    "ahead": {"marker": "^", "markersize": 7.5, "color": INK},
    "on_path": {"marker": "o", "markersize": 6.5, "color": INK, "markerfacecolor": "#9a9a9a"},
    "behind": {"marker": "v", "markersize": 7.5, "color": INK, "markerfacecolor": "white"},
}
COLUMNS, MOST_PANELS = 2, 6
PATH: dict[str, Any] = {"linestyle": "--", "linewidth": 1.2, "color": GREY}


def size_progress(progress: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which every panel is legible."""
    panels = len(list_measured_targets(progress))
    panels = min(panels, MOST_PANELS)
    return PAPER_WIDTH, 2.1 + 1.9 * max(1, math.ceil(panels / COLUMNS))


@styled
def draw_progress(progress: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str = "zh") -> Axes:
    """A panel per plan and target: the path, the measured values, by how much ahead or behind.

    ▲ ahead, ● on the path, ▽ behind. Rows that cannot be assessed are left out and counted in
    the note. `progress`: plan_id, indicator_id, indicator, unit, baseline_value, baseline_year,
    target_value, target_year, year, value, expected, difference, status.
    """
    title = title_progress(progress, lang)
    every = list_measured_targets(progress)
    if not every:
        return draw_empty(ax, lang, "progress", title, plans)
    panels = sorted(every, key=_is_on_path)[:MOST_PANELS]
    canvas = open_canvas(
        ax, lang, title, plans, phrase("progress.measure", lang), _write_note(progress, every, lang)
    )
    keys = [(look, phrase(f"progress.status.{status}", lang)) for status, look in MARKS.items()]
    canvas.legend([(PATH, phrase("progress.key.path", lang)), *keys])
    styles = style_plans(plans, lang)
    width = canvas.width / COLUMNS
    height = (canvas.top - canvas.bottom) / math.ceil(len(panels) / COLUMNS)
    for i, part in enumerate(panels):
        corner = (width * (i % COLUMNS), canvas.top - height * (i // COLUMNS + 1))
        _draw_panel(canvas, part, styles[part.iloc[0]["plan_id"]], corner, (width, height))
    return ax


def _is_on_path(part: pd.DataFrame) -> bool:
    """Whether the latest measurement is as expected: such targets are left out first."""
    return bool(part.sort_values("year", kind="stable").iloc[-1]["status"] == "on_path")


def _write_note(progress: pd.DataFrame, every: list[pd.DataFrame], lang: str) -> str:
    """What the number is, and how much is not drawn."""
    unsure, beyond = len(progress) - sum(map(len, every)), len(every) - MOST_PANELS
    sentences = [
        phrase("progress.note", lang),
        phrase("progress.more", lang, n=unsure) if unsure else "",
        phrase("progress.beyond", lang, n=beyond) if beyond > 0 else "",
    ]
    return join_sentences(sentences, lang)


def _draw_panel(
    canvas: Canvas,
    part: pd.DataFrame,
    style: PlanStyle,
    corner: tuple[float, float],
    size: tuple[float, float],
) -> None:
    first = part.iloc[0]
    name = name_thing(first, "indicator", canvas.lang)
    heading = shorten_text(f"{style.label} · {name}", size[0] - 0.3, LABEL)
    canvas.write(corner[0], corner[1] + size[1] - 0.12, heading, LABEL)
    panel = canvas.panel(corner[0] + 0.42, corner[1] + 0.3, size[0] - 0.95, size[1] - 0.7)
    years = (first["baseline_year"], first["target_year"])
    values = (first["baseline_value"], first["target_value"])
    panel.plot(years, values, **PATH)
    panel.plot(years[0], values[0], "o", color=style.colour, markerfacecolor="white", markersize=6)
    panel.plot(years[1], values[1], "o", color=style.colour, markersize=6)
    for row in part.to_dict("records"):
        panel.plot([row["year"]] * 2, [row["expected"], row["value"]], color=INK, linewidth=0.8)
        panel.plot(row["year"], row["value"], linestyle="", **MARKS[row["status"]])
    _set_axes(panel, part, years, values, first["unit"], canvas.lang)
    latest = part.sort_values("year", kind="stable").iloc[-1]
    gap, falls = format_figure(latest["difference"], "pace"), latest["value"] < latest["expected"]
    away = {"xytext": (0, -8 if falls else 8), "ha": "center", "va": "top" if falls else "bottom"}
    annotate(panel, (latest["year"], latest["value"]), gap, 0, **away)
    annotate(panel, (years[1], values[1]), format_number(values[1]), 6, annotation_clip=False)


def _set_axes(
    panel: Axes,
    part: pd.DataFrame,
    years: tuple[Any, Any],
    values: tuple[Any, Any],
    unit: str,
    lang: str,
) -> None:
    lowest, highest = min(*values, *part["value"]), max(*values, *part["value"])
    room = (highest - lowest or 1.0) * 0.25
    panel.set(xlim=(years[0] - 0.6, years[1] + 0.4), ylim=(lowest - room, highest + room))
    panel.set_xticks(sorted({int(years[0]), int(years[1]), *map(int, part["year"])}))
    panel.yaxis.set_major_locator(MaxNLocator(4))
    short = measure_longest(format_quantity(v, unit, lang) for v in values) < 0.42
    panel.yaxis.set_major_formatter(
        lambda value, _: format_quantity(value, unit, lang) if short else format_number(value)
    )
    panel.grid(axis="y", color=PALE, linewidth=0.8)
    panel.set_axisbelow(True)
