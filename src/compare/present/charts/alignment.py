"""The chart of how many tasks of each plan are answered in each other plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from compare.present.charts.canvas import Canvas, add_text, head_room
from compare.present.charts.fitting import measure_longest
from compare.present.charts.style import SHADES, contrast_ink
from compare.present.palette import GREY, style_plans
from compare.present.wording.findings.tasks import select_key_tasks, select_matched

Grid = np.ndarray[Any, Any]


def draw_plan_matrix(
    canvas: Canvas, pairs: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame
) -> None:
    """Row plan × column plan: share of the row plan's tasks with a counterpart in the column plan."""
    styles = style_plans(plans, canvas.lang)
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
