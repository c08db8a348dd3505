"""The chart of departments beyond their load: the themes they work on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.canvas import BASE, Canvas, add_text
from compare.present.charts.fitting import TINY, measure_longest
from compare.present.charts.style import SHADES, contrast_ink, draw_empty, open_canvas, styled
from compare.present.wording.findings.departments import (
    rank_departments,
    summarise_department_themes,
)
from compare.present.wording.labels import label_departments, label_plans, label_themes
from compare.present.wording.texts import join_sentences, phrase

MOST_ROWS = 40
MOST_THEMES = 24
Panel = tuple[str, pd.DataFrame]  # heading and rows


def size_department_themes(
    assignments: pd.DataFrame, task_themes: pd.DataFrame, plans: pd.DataFrame
) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    return 8.4, 3.0 + 0.2 * min(assignments["department_id"].nunique(), MOST_ROWS)


@styled
def draw_department_themes(
    assignments: pd.DataFrame,
    task_themes: pd.DataFrame,
    themes: pd.DataFrame,
    departments: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
) -> Axes:
    """Department × theme: of a plan's tasks on the theme, the share that names the department.

    A share within the theme can be compared between plans that assign by task and by section;
    the number in a cell counts the tasks. Up to two plans stand side by side; of more, the mean
    share is shown. `task_themes`: task_id, theme_id (level, main: then the foremost theme of the
    first level only); `themes`: theme_id, theme, theme_en, such as `coverage`.
    """
    links = _list_links(assignments, _choose_themes(task_themes))
    names = label_departments(departments, lang)
    title = summarise_department_themes(links, names, plans, lang)
    if links.empty:
        return draw_empty(ax, lang, "department_themes", title, plans)
    canvas = open_canvas(ax, lang, title, plans, _note_themes(links, lang, len(plans) <= 2))
    canvas.scale(SHADES, 0, 1, phrase("department_themes.scale", lang))
    panels = _list_panels(links, plans, lang)
    _draw_theme_panels(canvas, panels, links, names, label_themes(themes, lang))
    return ax


def _note_themes(links: pd.DataFrame, lang: str, counted: bool) -> str:
    number = phrase("department_themes.number", lang) if counted else "%"
    note = phrase("department_themes.note", lang, number=number)
    left_out = links["theme_id"].nunique() - MOST_THEMES
    more = phrase("department_themes.more", lang, n=left_out) if left_out > 0 else ""
    return join_sentences([note, more], lang)


def _choose_themes(task_themes: pd.DataFrame) -> pd.DataFrame:
    chosen = task_themes
    if "level" in chosen:
        chosen = chosen[chosen["level"].astype(int) == chosen["level"].astype(int).min()]
    if "main" in chosen:
        chosen = chosen[chosen["main"].astype(bool)]
    return chosen[["task_id", "theme_id"]].drop_duplicates()


def _list_links(assignments: pd.DataFrame, task_themes: pd.DataFrame) -> pd.DataFrame:
    """plan_id, department_id, theme_id, tasks, share of the plan's assigned tasks on the theme."""
    named = assignments[["plan_id", "task_id", "department_id"]].drop_duplicates()
    joined = named.merge(task_themes, on="task_id")
    totals = joined.groupby(["plan_id", "theme_id"], sort=False)["task_id"].nunique().rename("of")
    counts = joined.groupby(["plan_id", "department_id", "theme_id"], sort=False)[
        "task_id"
    ].nunique()
    links = (
        counts.rename("tasks").reset_index().merge(totals.reset_index(), on=["plan_id", "theme_id"])
    )
    return links.assign(share=links["tasks"] / links["of"])


def _split_plans(rows: pd.DataFrame, plans: pd.DataFrame, lang: str) -> list[Panel]:
    """The rows of one or two plans under their labels; of more plans nothing."""
    if len(plans) > 2:
        return []
    return [(label, rows[rows["plan_id"] == p]) for p, label in label_plans(plans, lang).items()]


def _list_panels(links: pd.DataFrame, plans: pd.DataFrame, lang: str) -> list[Panel]:
    """Department × theme cells per plan, or one panel of mean shares for many plans."""
    if panels := _split_plans(links, plans, lang):
        return panels
    covering = links.groupby("theme_id", sort=False)["plan_id"].nunique()
    mean = links.groupby(["department_id", "theme_id"], sort=False)["share"].sum().reset_index()
    mean["share"] /= mean["theme_id"].map(covering)
    return [(phrase("word.mean", lang, n=len(plans)), mean.assign(tasks=np.nan))]


def _choose_columns(links: pd.DataFrame) -> set[str]:
    """The themes of most plans, then of most assigned tasks; all where there is room."""
    groups = links.groupby("theme_id", sort=False)
    weights = {str(theme): (own["plan_id"].nunique(), own["tasks"].sum()) for theme, own in groups}
    ranked = sorted(weights, key=lambda theme: weights[theme], reverse=True)
    return set(ranked[:MOST_THEMES])


def _draw_theme_panels(
    canvas: Canvas,
    panels: list[Panel],
    links: pd.DataFrame,
    names: Mapping[str, str],
    themes: Mapping[str, str],
) -> None:
    columns = _choose_columns(links)
    order = [theme for theme in themes if theme in columns]
    rows = rank_departments(links)[:MOST_ROWS]
    left = min(measure_longest(names[d] for d in rows) + 0.1, canvas.width * 0.34)
    head = min(2.0, measure_longest(themes[t] for t in order) + 0.1)
    height = canvas.top - canvas.bottom - head - 0.25
    width = (canvas.width - left - 0.1 * (len(panels) - 1)) / len(panels)
    for y, department in enumerate(rows):
        where = canvas.bottom + height * (1 - (y + 0.5) / len(rows))
        canvas.label(left - 0.06, where, names[department], left - 0.08, ha="right")
    for i, (heading, cells) in enumerate(panels):
        start = left + i * (width + 0.1)
        panel = canvas.grid((start, canvas.bottom, width, height), len(order), len(rows))
        canvas.write(start, canvas.top - 0.1, heading, **BASE)
        for x, theme in enumerate(order):
            where = start + width * (x + 0.5) / len(order)
            canvas.upright(where, canvas.bottom + height + 0.05, themes[theme], head - 0.05)
        _draw_theme_cells(panel, cells, rows, order)


def _draw_theme_cells(panel: Axes, cells: pd.DataFrame, rows: list[str], order: list[str]) -> None:
    grid = np.zeros((len(rows), len(order)))
    place = {d: i for i, d in enumerate(rows)}, {t: i for i, t in enumerate(order)}
    known = cells[cells["department_id"].isin(rows) & cells["theme_id"].isin(order)]
    for row in known.to_dict("records"):
        y, x = place[0][row["department_id"]], place[1][row["theme_id"]]
        grid[y, x] = row["share"]
        text = f"{row['tasks']:.0f}" if not pd.isna(row["tasks"]) else f"{100 * row['share']:.0f}"
        add_text(panel, x + 0.5, y + 0.5, text, TINY, contrast_ink(SHADES, row["share"]))
    panel.pcolormesh(grid, cmap=SHADES, vmin=0, vmax=1, edgecolors="white", linewidth=0.5)
