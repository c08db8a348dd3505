"""Chart of what a plan takes from the plan above it, task by task."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.analyse.inheritance import ORIGINS, measure_origins
from compare.present.charts.canvas import BASE, Canvas
from compare.present.charts.fitting import LABEL
from compare.present.charts.style import PAPER_WIDTH, draw_empty, open_canvas, styled
from compare.present.charts.titles import choose_title
from compare.present.palette import INK
from compare.present.wording.labels import label_plans, label_tasks, number_tasks
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import join_sentences, phrase

MOST_ROWS = 24
_LABELS = 2.3
LOOKS: dict[str, dict[str, Any]] = {
    "taken_over": {"facecolor": "#14406b"},
    "adapted": {"facecolor": "#7fa8cd"},
    "shared": {"facecolor": "white", "hatch": "////"},
    "own": {"facecolor": "#fbe3bf"},
}
Line = tuple[str, "pd.Series[Any]"]


def size_inheritance(inheritance: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    name = "task_id" if inheritance["plan_id"].nunique() == 1 else "plan_id"
    return PAPER_WIDTH, 2.2 + 0.2 * (1 + min(inheritance[name].nunique(), MOST_ROWS))


@styled
def draw_inheritance(
    inheritance: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
) -> Axes:
    """Shares of characters taken over, adapted, shared with others and own.

    One plan with an upper plan: the whole and each of its tasks; several: a row for each plan.
    """
    title = choose_title("inheritance", lang)
    if inheritance.empty:
        return draw_empty(ax, lang, "inheritance", title, plans)
    lines = _list_rows(inheritance, tasks, plans, lang)
    shown, left_out = _choose_rows(lines), len(lines) - 1 - MOST_ROWS
    more = phrase("inheritance.more", lang, n=left_out) if left_out > 0 else ""
    note = join_sentences([phrase("inheritance.note", lang), more], lang)
    canvas = open_canvas(ax, lang, title, plans, phrase("inheritance.measure", lang), note)
    canvas.legend([(LOOKS[name], phrase(f"inheritance.origin.{name}", lang)) for name in ORIGINS])
    step = (canvas.top - canvas.bottom) / max(len(shown), 1)
    for n, (label, shares) in enumerate(shown):
        _draw_row(canvas, label, shares, canvas.top - step * (n + 0.5), min(step * 0.6, 0.2))
    return ax


def _list_rows(
    inheritance: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame, lang: str
) -> list[Line]:
    names = label_plans(plans, lang)
    whole = measure_origins(inheritance, "plan")
    lines = [(names[row["plan_id"]], row) for _, row in whole.iterrows()]
    if len(lines) > 1:
        return lines
    titles, numbers = label_tasks(tasks, lang), number_tasks(tasks)
    parts = measure_origins(inheritance, "task")
    return lines + [
        (f"{numbers[row['task_id']]} {titles[row['task_id']]}", row) for _, row in parts.iterrows()
    ]


def _choose_rows(lines: list[Line]) -> list[Line]:
    """The first row, and of the others those with most wording of their own, in their order."""
    own = sorted(range(1, len(lines)), key=lambda n: -float(lines[n][1]["own"]))
    return [lines[n] for n in [0, *sorted(own[:MOST_ROWS])] if n < len(lines)]


def _draw_row(canvas: Canvas, label: str, shares: pd.Series[Any], y: float, height: float) -> None:
    """Label, stacked bar, and behind it the share that is the plan's own."""
    canvas.label(0, y, label, _LABELS - 0.1, LABEL)
    x, room = _LABELS, canvas.width - _LABELS - 0.5
    for name in ORIGINS:
        width = room * float(shares[name])
        if width:
            look = {"edgecolor": INK, "linewidth": 0.4} | LOOKS[name]
            canvas.box((x, y - height / 2), (width, height), look)
        x += width
    own = format_figure(float(shares["own"]), "share")
    canvas.write(canvas.width, y, own, LABEL, ha="right", **BASE)
