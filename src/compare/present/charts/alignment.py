"""Charts of which task answers which: heatmap and links for two plans, matrices for more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.style import (
    GREY,
    INK,
    SHADES,
    SMALL,
    Canvas,
    PlanStyle,
    choose,
    contrast_ink,
    draw_nothing,
    head_room,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_heads,
    write_scale,
)
from compare.present.wording.labels import label_sections, label_tasks, number_tasks
from compare.schema.grain import mask_key_tasks

Pair = tuple[str, str]
LABELLED = 60  # beyond this many tasks a heatmap names sections only


def size_alignment(tasks: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches for the heatmap of two plans, or the matrix of more."""
    if len(plans) != 2:
        return 8.0, max(4.0, 2.6 + 0.42 * len(plans))
    rows, columns = (max(1, count_key_tasks(tasks, plan)) for plan in plans["plan_id"])
    return 8.6, max(4.0, 3.1 + 6.4 * rows / max(columns, rows * 0.6))


def count_key_tasks(tasks: pd.DataFrame, plan_id: str) -> int:
    """Key tasks of the plan; safeguards are not aligned."""
    return int(((tasks["plan_id"] == plan_id) & mask_key_tasks(tasks)).sum())


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
        return draw_no_pairs(ax, lang, title, plans)
    if chosen is None:
        return _draw_plan_matrix(pairs, tasks, plans, ax, lang, title)
    note = choose(
        lang,
        f"颜色越深越相似（{_measure(value, lang)}）；圆圈为判定的对应任务。任务按各规划自身顺序排列。",
        f"Darker = more similar ({_measure(value, lang)}); a ring marks a judged counterpart. "
        "Tasks in each plan's own order.",
    )
    canvas = open_canvas(ax, lang, title, plans[plans["plan_id"].isin(chosen)], note)
    part = pairs[(pairs["plan_a"] == chosen[0]) & (pairs["plan_b"] == chosen[1])]
    sides = tuple(select_key_tasks(tasks, plan) for plan in chosen)
    grid = _grid(part, sides[0], sides[1], value)
    top = float(np.nanmax(grid, initial=0.0)) or 1.0
    write_scale(canvas, SHADES, 0.0, top, choose(lang, "相似度", "similarity"))
    _draw_grid(canvas, grid, part, sides[0], sides[1], style_plans(plans, lang), chosen, top)
    return ax


def summarise_alignment(
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    lang: str,
    pair: Pair | None = None,
) -> str:
    """How many tasks of each plan have a counterpart in the other, or in any other plan."""
    chosen = [pair or find_pair(plans)] if pair or len(plans) == 2 else None
    shown = chosen[0] if chosen and chosen[0] else tuple(plans["plan_id"])
    matched = pairs[pairs["matched"].fillna(False).astype(bool)]
    matched = matched[matched["plan_a"].isin(shown) & matched["plan_b"].isin(shown)]
    answered = set(matched["task_a"]) | set(matched["task_b"])
    styles = style_plans(plans, lang)
    shares: dict[str, tuple[int, int]] = {}
    for plan in shown:
        names = select_key_tasks(tasks, plan)["task_id"]
        shares[plan] = (int(names.isin(answered).sum()), len(names))
    if len(shown) < 2:
        return choose(lang, "任务对照", "Tasks and their counterparts")
    if len(shown) == 2:
        texts = [f"{styles[p].label} {k}/{n}" for p, (k, n) in shares.items()]
        joined = choose(lang, "，", ", ").join(texts)
        return choose(
            lang,
            f"在对方规划中有对应任务的：{joined}",
            f"Tasks with a counterpart in the other plan: {joined}",
        )
    ordered = sorted(shares, key=lambda p: shares[p][0] / max(shares[p][1], 1))
    low, high = ((styles[p].label, *shares[p]) for p in (ordered[0], ordered[-1]))
    if low[1] * high[2] == high[1] * low[2]:
        share = f"{low[1] / max(low[2], 1):.0%}"
        return choose(
            lang,
            f"各规划的任务都有 {share} 在其他规划中有对应",
            f"In every plan {share} of the tasks are answered in some other plan",
        )
    return choose(
        lang,
        f"任务在其他规划中有对应的比例：{high[0]}最高（{high[1]}/{high[2]}），{low[0]}最低（{low[1]}/{low[2]}）",
        f"Tasks answered in some other plan: most in {high[0]} ({high[1]}/{high[2]}), "
        f"fewest in {low[0]} ({low[1]}/{low[2]})",
    )


def _measure(value: str, lang: str) -> str:
    if value == "tfidf":
        return choose(lang, "TF-IDF 余弦", "TF-IDF cosine")
    return choose(lang, "排序所用相似度", "the measure used for ranking")


def draw_no_pairs(ax: Axes, lang: str, title: str, plans: pd.DataFrame) -> Axes:
    """The note where there are no two plans with tasks to compare."""
    reason = choose(
        lang, "至少需要两个规划才能比较。", "comparing needs at least two plans with tasks."
    )
    return draw_nothing(ax, lang, title, plans, reason)


def find_pair(plans: pd.DataFrame) -> Pair | None:
    """The pair there is where there are two plans, else None."""
    ids = list(plans["plan_id"])
    return (ids[0], ids[1]) if len(ids) == 2 else None


def select_key_tasks(tasks: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """The plan's key tasks in document order."""
    return tasks[(tasks["plan_id"] == plan_id) & mask_key_tasks(tasks)]


def _grid(part: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame, value: str) -> np.ndarray[Any, Any]:
    """Rows task_a × columns task_b; NaN where the table holds no such pair."""
    rows = {task: i for i, task in enumerate(a["task_id"])}
    columns = {task: i for i, task in enumerate(b["task_id"])}
    grid = np.full((len(rows), len(columns)), np.nan)
    for task_a, task_b, score in zip(part["task_a"], part["task_b"], part[value], strict=True):
        if task_a in rows and task_b in columns:
            grid[rows[task_a], columns[task_b]] = score
    return grid


def _draw_grid(
    canvas: Canvas,
    grid: np.ndarray[Any, Any],
    part: pd.DataFrame,
    a: pd.DataFrame,
    b: pd.DataFrame,
    styles: dict[str, PlanStyle],
    chosen: Pair,
    top: float,
) -> None:
    """The heatmap with row labels to the left and column labels above, turned by 90°."""
    labels = [_axis_labels(side, canvas.lang) for side in (a, b)]
    left, head = (
        min(2.1, 0.12 + max((inches(t, 6.5) for t in names), default=0)) for names in labels
    )
    width, height = canvas.width - left, canvas.top - canvas.bottom - head - 0.2
    panel = canvas.panel(left, canvas.bottom, width, height)
    panel.pcolormesh(
        np.ma.masked_invalid(grid),
        cmap=SHADES,
        vmin=0,
        vmax=top,
        edgecolors="white",
        linewidth=0.25,
    )
    panel.set(xlim=(0, grid.shape[1]), ylim=(grid.shape[0], 0), xticks=[], yticks=[])
    _rule_sections(panel, a, b)
    matched = part[part["matched"].fillna(False).astype(bool)]
    points = 72 * 0.5 * min(width / grid.shape[1], height / grid.shape[0])
    _ring_matches(panel, matched, (a, b), grid / top, points)
    for i, text in enumerate(labels[0]):
        y = canvas.bottom + height * (1 - (i + 0.5) / len(labels[0]))
        canvas.write(
            left - 0.06,
            y,
            shorten_text(text, left - 0.08, 6.5),
            6.5,
            ha="right",
            va="center_baseline",
        )
    for i, text in enumerate(labels[1]):
        x = left + width * (i + 0.5) / len(labels[1])
        canvas.write(
            x, canvas.bottom + height + 0.05, shorten_text(text, head - 0.05, 6.5), 6.5,
            rotation=90, ha="center", va="bottom",
        )  # fmt: skip
    corner = canvas.bottom + height + 0.1
    canvas.write(left - 0.06, corner, styles[chosen[0]].label + " ↓", ha="right", va="bottom")
    canvas.write(left - 0.06, corner + 0.2, styles[chosen[1]].label + " →", ha="right", va="bottom")


def _axis_labels(side: pd.DataFrame, lang: str) -> list[str]:
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
    shades: np.ndarray[Any, Any],
    points: float,
) -> None:
    """A ring on each matched cell, black or white by the cell's shade so that it shows in grey."""
    rows = {task: i for i, task in enumerate(sides[0]["task_id"])}
    columns = {task: i for i, task in enumerate(sides[1]["task_id"])}
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
    note = choose(
        lang,
        "每格：行规划的重点任务中，在列规划里有对应任务的比例。",
        "Each cell: of the row plan's key tasks, the share with a counterpart in the column plan.",
    )
    canvas = open_canvas(ax, lang, title, plans, note)
    styles = style_plans(plans, lang)
    ids = list(styles)
    shares = _share_answered(pairs, tasks, ids)
    left = min(1.8, 0.15 + max(inches(style.label, SMALL) for style in styles.values()))
    width = canvas.width - left
    labels = [styles[plan].label for plan in ids]
    room = head_room(labels, width / len(ids), 0.3)
    write_heads(canvas, labels, left, width / len(ids), room, 0.12)
    height = canvas.top - canvas.bottom - room
    panel = canvas.panel(left, canvas.bottom, width, height)
    panel.set(xlim=(0, len(ids)), ylim=(len(ids), 0), xticks=[], yticks=[])
    panel.pcolormesh(np.ma.masked_invalid(shares), cmap=SHADES, vmin=0, vmax=1, edgecolors="white")
    for i, plan in enumerate(ids):
        y = canvas.bottom + height * (1 - (i + 0.5) / len(ids))
        canvas.write(
            left - 0.08, y, shorten_text(styles[plan].label, left, SMALL), SMALL, ha="right"
        )
        for j in range(len(ids)):
            text = "—" if i == j else f"{shares[i, j]:.0%}"
            ink = GREY if i == j else contrast_ink(SHADES, shares[i, j])
            panel.text(
                j + 0.5, i + 0.5, text, ha="center", va="center_baseline", fontsize=SMALL, color=ink
            )
    return ax


def _share_answered(
    pairs: pd.DataFrame, tasks: pd.DataFrame, ids: list[str]
) -> np.ndarray[Any, Any]:
    matched = pairs[pairs["matched"].fillna(False).astype(bool)]
    shares = np.full((len(ids), len(ids)), np.nan)
    counts = [max(1, len(select_key_tasks(tasks, plan))) for plan in ids]
    place = {plan: i for i, plan in enumerate(ids)}
    shares[~np.eye(len(ids), dtype=bool)] = 0.0
    for (plan_a, plan_b), part in matched.groupby(["plan_a", "plan_b"], sort=False):
        if plan_a in place and plan_b in place:
            i, j = place[plan_a], place[plan_b]
            shares[i, j] = part["task_a"].nunique() / counts[i]
            shares[j, i] = part["task_b"].nunique() / counts[j]
    return shares
