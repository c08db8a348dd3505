"""Charts of which task has its counterpart where: a heatmap for two plans, a matrix for more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.canvas import Canvas, add_text, head_room
from compare.present.charts.fitting import measure_longest
from compare.present.charts.style import SHADES, contrast_ink, draw_empty, open_canvas, styled
from compare.present.palette import GREY, INK, PlanStyle, style_plans
from compare.present.wording.findings.finding import Pair
from compare.present.wording.findings.tasks import (
    find_pair,
    select_key_tasks,
    select_matched,
    summarise_alignment,
)
from compare.present.wording.labels import label_sections, label_tasks, number_tasks
from compare.present.wording.texts import phrase

LABELLED = 60  # beyond this many tasks a heatmap names sections only
TASK_SIZE = 6.5  # points
Grid = np.ndarray[Any, Any]


def size_alignment(tasks: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches for the heatmap of two plans, or the matrix of more."""
    if len(plans) != 2:
        return 8.0, max(4.0, 2.6 + 0.42 * len(plans))
    rows, columns = (max(1, len(select_key_tasks(tasks, plan))) for plan in plans["plan_id"])
    return 8.6, max(4.0, 3.1 + 6.4 * rows / max(columns, rows * 0.6))


@styled
def draw_alignment_heatmap(
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    pair: Pair | None = None,
    value: str = "tfidf",
) -> Axes:
    """Similarity of every task of one plan with every task of another, both in their own order.

    Sections are ruled off; a ring marks a judged counterpart. `value`: `tfidf` or `similarity`.
    With more than two plans and no `pair`: which share of a plan's tasks has a counterpart in
    each other plan.
    """
    title = summarise_alignment(pairs, tasks, plans, lang, pair)
    chosen = pair or find_pair(plans)
    if pairs.empty or len(plans) < 2:
        return draw_empty(ax, lang, "alignment", title, plans)
    if chosen is None:
        return _draw_plan_matrix(pairs, tasks, plans, ax, lang, title)
    note = phrase("alignment.note", lang, measure=phrase(f"alignment.measure.{value}", lang))
    canvas = open_canvas(ax, lang, title, plans[plans["plan_id"].isin(chosen)], note)
    part = pairs[(pairs["plan_a"] == chosen[0]) & (pairs["plan_b"] == chosen[1])]
    sides = (select_key_tasks(tasks, chosen[0]), select_key_tasks(tasks, chosen[1]))
    grid = _make_grid(part, sides, value)
    top = float(np.nanmax(grid, initial=0.0)) or 1.0
    canvas.scale(SHADES, 0.0, top, phrase("alignment.scale", lang))
    _draw_grid(canvas, grid, part, sides, style_plans(plans, lang), chosen, top)
    return ax


def _make_grid(part: pd.DataFrame, sides: tuple[pd.DataFrame, pd.DataFrame], value: str) -> Grid:
    """Rows task_a × columns task_b; NaN where the table holds no such pair."""
    rows, columns = ({task: i for i, task in enumerate(side["task_id"])} for side in sides)
    grid = np.full((len(rows), len(columns)), np.nan)
    for task_a, task_b, score in zip(part["task_a"], part["task_b"], part[value], strict=True):
        if task_a in rows and task_b in columns:
            grid[rows[task_a], columns[task_b]] = score
    return grid


def _draw_grid(
    canvas: Canvas,
    grid: Grid,
    part: pd.DataFrame,
    sides: tuple[pd.DataFrame, pd.DataFrame],
    styles: dict[str, PlanStyle],
    chosen: Pair,
    top: float,
) -> None:
    """The heatmap with row labels to the left and column labels above, turned by 90°."""
    labels = [_label_axis(side, canvas.lang) for side in sides]
    left, head = (min(2.1, 0.12 + measure_longest(names, TASK_SIZE)) for names in labels)
    width, height = canvas.width - left, canvas.top - canvas.bottom - head - 0.2
    rows, columns = grid.shape
    panel = canvas.panel(left, canvas.bottom, width, height)
    panel.pcolormesh(
        np.ma.masked_invalid(grid),
        cmap=SHADES,
        vmin=0,
        vmax=top,
        edgecolors="white",
        linewidth=0.25,
    )
    panel.set(xlim=(0, columns), ylim=(rows, 0), xticks=[], yticks=[])
    _rule_sections(panel, *sides)
    points = 72 * 0.5 * min(width / columns, height / rows)
    _ring_matches(panel, select_matched(part), sides, grid / top, points)
    for i, text in enumerate(labels[0]):
        y = canvas.bottom + height * (1 - (i + 0.5) / rows)
        canvas.label(left - 0.06, y, text, left - 0.08, TASK_SIZE, ha="right")
    above = canvas.bottom + height
    for i, text in enumerate(labels[1]):
        x = left + width * (i + 0.5) / columns
        canvas.upright(x, above + 0.05, text, head - 0.05, TASK_SIZE)
    for plan, mark, y in zip(chosen, "↓→", (above + 0.1, above + 0.3), strict=True):
        canvas.write(left - 0.06, y, f"{styles[plan].label} {mark}", ha="right", va="bottom")


def _label_axis(side: pd.DataFrame, lang: str) -> list[str]:
    """Number and short title of each task, or the section on its first task where there are many."""
    numbers, titles = number_tasks(side), label_tasks(side, lang)
    if len(side) <= LABELLED:
        return [f"{titles[t]} {numbers[t]}" for t in side["task_id"]]
    sections = label_sections(side, lang)
    first = ~side["section_id"].duplicated()
    return [sections[s] if new else "" for s, new in zip(side["section_id"], first, strict=True)]


def find_borders(side: pd.DataFrame) -> list[int]:
    """Places at which a new section begins: sections A A B C C → 2, 3."""
    sections = list(side["section_id"])
    return [i for i in range(1, len(sections)) if sections[i] != sections[i - 1]]


def _rule_sections(panel: Axes, a: pd.DataFrame, b: pd.DataFrame) -> None:
    for y in (0, *find_borders(a), len(a)):
        panel.axhline(y, color=INK, linewidth=0.6, clip_on=False)
    for x in (0, *find_borders(b), len(b)):
        panel.axvline(x, color=INK, linewidth=0.6, clip_on=False)


def _ring_matches(
    panel: Axes,
    matched: pd.DataFrame,
    sides: tuple[pd.DataFrame, pd.DataFrame],
    shades: Grid,
    points: float,
) -> None:
    """A ring on each matched cell, black or white by the cell's shade so that it shows in grey."""
    rows, columns = ({task: i for i, task in enumerate(side["task_id"])} for side in sides)
    for task_a, task_b in zip(matched["task_a"], matched["task_b"], strict=True):
        x, y = columns[task_b], rows[task_a]
        look: dict[str, Any] = {
            "markerfacecolor": "none",
            "markeredgecolor": contrast_ink(SHADES, shades[y, x]),
        }
        size = max(2.0, points)
        panel.plot(x + 0.5, y + 0.5, "o", markersize=size, markeredgewidth=1.2, **look)


def _draw_plan_matrix(
    pairs: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str, title: str
) -> Axes:
    """Row plan × column plan: share of the row plan's tasks with a counterpart in the column plan."""
    canvas = open_canvas(ax, lang, title, plans, phrase("alignment.note.many", lang))
    styles = style_plans(plans, lang)
    n = len(styles)
    shares = _share_matched(pairs, tasks, list(styles))
    labels = [style.label for style in styles.values()]
    left = min(1.8, 0.15 + measure_longest(labels))
    width = canvas.width - left
    room = head_room(labels, width / n, 0.3)
    canvas.heads(labels, left, width / n, room, 0.12)
    height = canvas.top - canvas.bottom - room
    panel = canvas.grid((left, canvas.bottom, width, height), n, n)
    panel.pcolormesh(np.ma.masked_invalid(shares), cmap=SHADES, vmin=0, vmax=1, edgecolors="white")
    for i, label in enumerate(labels):
        y = canvas.bottom + height * (1 - (i + 0.5) / n)
        canvas.label(left - 0.08, y, label, left, ha="right", va="center")
        for j in range(n):
            text = "—" if i == j else f"{shares[i, j]:.0%}"
            ink = GREY if i == j else contrast_ink(SHADES, shares[i, j])
            add_text(panel, j + 0.5, i + 0.5, text, color=ink)
    return ax


def _share_matched(pairs: pd.DataFrame, tasks: pd.DataFrame, ids: list[str]) -> Grid:
    shares = np.full((len(ids), len(ids)), np.nan)
    counts = [max(1, len(select_key_tasks(tasks, plan))) for plan in ids]
    place = {plan: i for i, plan in enumerate(ids)}
    shares[~np.eye(len(ids), dtype=bool)] = 0.0
    for (plan_a, plan_b), part in select_matched(pairs).groupby(["plan_a", "plan_b"], sort=False):
        if plan_a in place and plan_b in place:
            i, j = place[plan_a], place[plan_b]
            shares[i, j] = part["task_a"].nunique() / counts[i]
            shares[j, i] = part["task_b"].nunique() / counts[j]
    return shares
