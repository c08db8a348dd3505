"""Charts of tasks joined to their counterparts: links for two plans, strips for more."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.alignment import find_borders
from compare.present.charts.canvas import BASE, Canvas, add_box
from compare.present.charts.fitting import measure_longest
from compare.present.charts.style import SHADES, draw_empty, open_canvas, styled
from compare.present.palette import GREY, INK, LINE_GREY, PlanStyle, style_plans
from compare.present.wording.findings.finding import Pair
from compare.present.wording.findings.tasks import (
    find_pair,
    select_key_tasks,
    select_matched,
    summarise_alignment,
)
from compare.present.wording.labels import label_sections, label_tasks, number_tasks
from compare.present.wording.texts import phrase

ALONE = "#b3261e"


def size_links(tasks: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches for the links of two plans, or the strips of more."""
    most = max([len(select_key_tasks(tasks, plan)) for plan in plans["plan_id"]], default=0)
    return (9.0, 2.2 + 0.2 * most) if len(plans) == 2 else (8.0, 2.4 + 0.36 * len(plans))


@styled
def draw_alignment_links(
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    pair: Pair | None = None,
) -> Axes:
    """Two columns of tasks, counterparts joined; tasks without counterpart stand out.

    With more than two plans and no `pair`: a strip of tasks per plan, each shaded by how many
    other plans hold a counterpart.
    """
    title = summarise_alignment(pairs, tasks, plans, lang, pair)
    chosen = pair or find_pair(plans)
    if pairs.empty or len(plans) < 2:
        return draw_empty(ax, lang, "alignment", title, plans)
    if chosen is None:
        return _draw_strips(pairs, tasks, plans, ax, lang, title)
    shown = plans[plans["plan_id"].isin(chosen)]
    canvas = open_canvas(ax, lang, title, shown, phrase("links.note", lang))
    part = select_matched(pairs)
    part = part[(part["plan_a"] == chosen[0]) & (part["plan_b"] == chosen[1])]
    styles = style_plans(plans, lang)
    sides = [select_key_tasks(tasks, plan) for plan in chosen]
    places = [_place_tasks(side, canvas.top - 0.3, canvas.bottom + 0.05) for side in sides]
    gap = (canvas.width * 0.5 - 0.6, canvas.width * 0.5 + 0.6)
    _draw_links(canvas, part, places, gap)
    for i, side in enumerate(sides):
        matched = set(part["task_a" if i == 0 else "task_b"])
        _draw_column(canvas, side, places[i], matched, gap[i], i == 0, styles[chosen[i]])
    return ax


def _place_tasks(side: pd.DataFrame, top: float, bottom: float) -> dict[str, float]:
    """task_id → height in inches; half a row of air between sections."""
    units, y = {}, 0.5
    previous = None
    for task, section in zip(side["task_id"], side["section_id"], strict=True):
        y += 0.45 if previous not in (None, section) else 0.0
        units[task], previous = y, section
        y += 1
    step = (top - bottom) / max(y - 0.5, 1)
    return {task: top - step * unit for task, unit in units.items()}


def _draw_links(
    canvas: Canvas, part: pd.DataFrame, places: list[dict[str, float]], gap: tuple[float, float]
) -> None:
    scores = part["similarity"].astype(float)
    low, high = scores.min(), scores.max()
    middle = (gap[0] + gap[1]) / 2
    for row in part.sort_values("similarity", kind="stable").to_dict("records"):
        strength = (row["similarity"] - low) / (high - low) if high > low else 1.0
        start, end = places[0][row["task_a"]], places[1][row["task_b"]]
        points = [(gap[0] + 0.06, start), (middle, start), (middle, end), (gap[1] - 0.06, end)]
        look = {"edgecolor": SHADES(0.3 + 0.7 * strength), "linewidth": 0.8 + 2.2 * strength}
        canvas.curve(points, look)


def _draw_column(
    canvas: Canvas,
    side: pd.DataFrame,
    places: dict[str, float],
    matched: set[str],
    x: float,
    leftwards: bool,
    style: PlanStyle,
) -> None:
    numbers, titles = number_tasks(side), label_tasks(side, canvas.lang)
    away, align = (-1, "right") if leftwards else (1, "left")
    room = (x if leftwards else canvas.width - x) - 0.12
    canvas.write(x + away * 0.1, canvas.top - 0.08, style.label, ha=align, **BASE)
    for task, y in places.items():
        ink = INK if task in matched else ALONE
        face = INK if task in matched else "white"
        look = {"markersize": 4.5, "markerfacecolor": face, "markeredgecolor": ink}
        canvas.mark(x, y, marker="o", markeredgewidth=1.2, **look)
        parts = [titles[task], numbers[task]] if leftwards else [numbers[task], titles[task]]
        canvas.label(x + away * 0.1, y, "  ".join(parts), room, ha=align, color=ink)
    _write_sections(canvas, side, places, titles, x, leftwards)


def _write_sections(
    canvas: Canvas,
    side: pd.DataFrame,
    places: dict[str, float],
    titles: dict[str, str],
    x: float,
    leftwards: bool,
) -> None:
    """Section headings at the outer edge, where the longest task label leaves room for them."""
    widest = measure_longest(text + "  0.00.0" for text in titles.values())
    room = (x if leftwards else canvas.width - x) - widest - 0.35
    if room < 0.7:
        return
    sections = label_sections(side, canvas.lang)
    edge, align = (0.0, "left") if leftwards else (canvas.width, "right")
    first = side.drop_duplicates("section_id")
    for section, task in zip(first["section_id"], first["task_id"], strict=True):
        canvas.label(edge, places[task], sections[section], room, ha=align, color=GREY)


def _draw_strips(
    pairs: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str, title: str
) -> Axes:
    """One row of cells per plan, one cell per task: in how many other plans it has a counterpart."""
    canvas = open_canvas(ax, lang, title, plans, phrase("links.note.many", lang))
    styles = style_plans(plans, lang)
    counts = _count_counterparts(pairs)
    most = max(counts.values(), default=1)
    canvas.scale(SHADES, 0, most, phrase("links.scale", lang))
    left = min(1.8, 0.15 + measure_longest(style.label for style in styles.values()))
    step = (canvas.top - canvas.bottom) / len(styles)
    most_tasks = max(len(select_key_tasks(tasks, plan)) for plan in styles)
    bounds = (left, canvas.bottom, canvas.width - left, canvas.top - canvas.bottom)
    panel = canvas.grid(bounds, most_tasks, len(styles))
    panel.set(xlim=(-0.2, most_tasks + 0.2))
    for y, (plan, style) in enumerate(styles.items()):
        where = canvas.top - step * (y + 0.5)
        canvas.label(left - 0.08, where, style.label, left, ha="right", va="center")
        side = select_key_tasks(tasks, plan)
        for x, task in enumerate(side["task_id"]):
            _draw_task_cell(panel, x, y, counts.get(task, 0), most)
        for x in find_borders(side):
            panel.plot([x, x], [y + 0.05, y + 0.95], color=INK, linewidth=0.7)
    return ax


def _count_counterparts(pairs: pd.DataFrame) -> dict[str, int]:
    """task_id → how many other plans hold a counterpart."""
    matched = select_matched(pairs)
    forth = matched[["task_a", "plan_b"]].set_axis(["task", "plan"], axis=1)
    back = matched[["task_b", "plan_a"]].set_axis(["task", "plan"], axis=1)
    counts = pd.concat([forth, back]).groupby("task", sort=False)["plan"].nunique()
    return {str(task): int(count) for task, count in counts.items()}


def _draw_task_cell(panel: Axes, x: int, y: int, count: int, most: int) -> None:
    look: dict[str, Any] = {
        "facecolor": SHADES(count / most),
        "edgecolor": LINE_GREY,
        "linewidth": 0.4,
    }
    if not count:
        look = {"facecolor": "white", "edgecolor": ALONE, "linewidth": 1.1}
    add_box(panel, (x + 0.08, y + 0.16), (0.84, 0.68), look)
