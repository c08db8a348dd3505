"""Chart of measured values against the straight path from baseline to target."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from compare.present.charts.style import (
    GREY,
    INK,
    PALE,
    SMALL,
    Canvas,
    PlanStyle,
    choose,
    draw_nothing,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_legend,
)
from compare.present.wording.labels import format_number, format_quantity

MARKS: dict[str, dict[str, Any]] = {
    "ahead": {"marker": "^", "markersize": 7.5, "color": INK},
    "on_path": {"marker": "o", "markersize": 6.5, "color": INK, "markerfacecolor": "#9a9a9a"},
    "behind": {"marker": "v", "markersize": 7.5, "color": INK, "markerfacecolor": "white"},
}


def size_progress(progress: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which every panel is legible."""
    panels = len(_list_panels(progress))
    return 8.0, 1.8 + 2.1 * max(1, math.ceil(panels / _columns(panels)))


def _columns(panels: int) -> int:
    return 2 if panels <= 4 else 3


@styled
def draw_progress(progress: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str = "zh") -> Axes:
    """A panel per plan and target: the path, the measured values, by how much ahead or behind.

    ▲ ahead, ● on the path, ▽ behind. Rows that cannot be assessed are left out and counted in
    the note. `progress`: plan_id, indicator_id, indicator, unit, baseline_value, baseline_year,
    target_value, target_year, year, value, expected, difference, status.
    """
    title = summarise_progress(progress, plans, lang)
    panels = _list_panels(progress)
    if not panels:
        reason = choose(
            lang,
            "没有可评估的监测值（data/raw/progress.csv）。",
            "no measured value that can be assessed (data/raw/progress.csv).",
        )
        return draw_nothing(ax, lang, title, plans, reason)
    left_out = len(progress) - sum(len(part) for part in panels)
    canvas = open_canvas(ax, lang, title, plans, _note_progress(lang, left_out))
    words = {
        "ahead": ("超前", "ahead"),
        "on_path": ("持平", "on the path"),
        "behind": ("滞后", "behind"),
    }
    path = (
        {"linestyle": "--", "linewidth": 1.2, "color": GREY},
        choose(lang, "基期至目标的直线", "straight path"),
    )
    write_legend(canvas, [path, *((MARKS[k], choose(lang, *words[k])) for k in MARKS)])
    styles = style_plans(plans, lang)
    columns = _columns(len(panels))
    width = canvas.width / columns
    height = (canvas.top - canvas.bottom) / math.ceil(len(panels) / columns)
    for i, part in enumerate(panels):
        corner = (width * (i % columns), canvas.top - height * (i // columns + 1))
        _draw_panel(canvas, part, styles[part.iloc[0]["plan_id"]], corner, (width, height))
    return ax


def summarise_progress(progress: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many targets are ahead, on the path and behind at their latest measurement."""
    latest = [part.sort_values("year", kind="stable").iloc[-1] for part in _list_panels(progress)]
    if not latest:
        return choose(lang, "目标进展", "Progress towards the targets")
    counts = {status: sum(row["status"] == status for row in latest) for status in MARKS}
    return choose(
        lang,
        f"{len(latest)} 项有监测值的目标：{counts['ahead']} 项超前，{counts['on_path']} 项持平，"
        f"{counts['behind']} 项滞后",
        f"Of {len(latest)} measured targets, {counts['ahead']} are ahead of the straight path, "
        f"{counts['on_path']} on it, {counts['behind']} behind",
    )


def _list_panels(progress: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows that can be assessed, per plan and target."""
    sure = progress[progress["status"].isin(list(MARKS))] if len(progress) else progress
    if sure.empty:
        return []
    keys = ["plan_id", "indicator_id", "target_year"]
    return [part for _, part in sure.groupby(keys, sort=False)]


def _note_progress(lang: str, left_out: int) -> str:
    note = choose(
        lang,
        "数字：最近一次监测值与直线上应有值之差。",
        "Number: latest measured value minus the value expected on the path.",
    )
    more = choose(
        lang,
        f"另有 {left_out} 个监测值无法评估。",
        f" {left_out} measured values cannot be assessed.",
    )
    return note + (more if left_out else "")


def _draw_panel(
    canvas: Canvas,
    part: pd.DataFrame,
    style: PlanStyle,
    corner: tuple[float, float],
    size: tuple[float, float],
) -> None:
    lang, first = canvas.lang, part.iloc[0]
    name = first["indicator"]
    if lang == "en" and "indicator_en" in part and first["indicator_en"]:
        name = first["indicator_en"]
    heading = shorten_text(f"{style.label} · {name}", size[0] - 0.3, SMALL + 0.5)
    canvas.write(corner[0], corner[1] + size[1] - 0.12, heading, SMALL + 0.5)
    panel = canvas.panel(corner[0] + 0.42, corner[1] + 0.3, size[0] - 0.95, size[1] - 0.7)
    years, values = (
        (first["baseline_year"], first["target_year"]),
        (first["baseline_value"], first["target_value"]),
    )
    panel.plot(years, values, linestyle="--", linewidth=1.2, color=GREY)
    panel.plot(years[0], values[0], "o", color=style.colour, markerfacecolor="white", markersize=6)
    panel.plot(years[1], values[1], "o", color=style.colour, markersize=6)
    for row in part.to_dict("records"):
        panel.plot([row["year"]] * 2, [row["expected"], row["value"]], color=INK, linewidth=0.8)
        panel.plot(row["year"], row["value"], linestyle="", **MARKS[row["status"]])
    _set_axes(panel, part, years, values, first["unit"], lang)
    latest = part.sort_values("year", kind="stable").iloc[-1]
    text = f"{latest['difference']:+.2f}"
    falls = latest["value"] < latest["expected"]
    panel.annotate(
        text, (latest["year"], latest["value"]), xytext=(0, -8 if falls else 8),
        textcoords="offset points", ha="center", va="top" if falls else "bottom", fontsize=SMALL,
    )  # fmt: skip
    label = format_number(values[1])
    panel.annotate(
        label, (years[1], values[1]), xytext=(6, 0), textcoords="offset points",
        ha="left", va="center_baseline", fontsize=SMALL, annotation_clip=False,
    )  # fmt: skip


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
    longest = max(inches(format_quantity(v, unit, lang), SMALL) for v in values)
    short = longest < 0.42
    panel.yaxis.set_major_formatter(
        lambda value, _: format_quantity(value, unit, lang) if short else format_number(value)
    )
    panel.grid(axis="y", color=PALE, linewidth=0.8)
    panel.set_axisbelow(True)
