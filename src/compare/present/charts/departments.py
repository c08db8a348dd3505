"""Charts of departments beyond their load: the themes they work on, and who works with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.canvas import BASE, Canvas, add_text
from compare.present.charts.fitting import TINY, measure_longest
from compare.present.charts.style import SHADES, contrast_ink, draw_empty, open_canvas, styled
from compare.present.palette import GREY, INK, PALE
from compare.present.wording.findings.departments import (
    rank_departments,
    summarise_department_themes,
    summarise_network,
)
from compare.present.wording.labels import label_departments, label_plans, label_themes
from compare.present.wording.texts import join_sentences, phrase

MOST_ROWS = 40
MOST_THEMES = 24
MOST_LINKS = 60
Panel = tuple[str, pd.DataFrame]  # heading and rows
Side = tuple[str, pd.DataFrame, float]  # the same and the smallest share drawn


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


def size_network(network: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    names = set(network["department_a"]) | set(network["department_b"])
    return 8.0, 1.9 + 0.2 * min(len(names), MOST_ROWS)


@styled
def draw_network(
    network: pd.DataFrame,
    departments: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
) -> Axes:
    """Who is named together with whom: an arc diagram, departments in one column by strength.

    An arc joins two departments named for the same section, thicker and darker = more sections.
    Two plans arc to either side of the same column; of more, the mean share is drawn. Only the
    strongest links are drawn (the foot says from which strength on); the dots count all.
    `network`: plan_id, department_a, department_b, weight, share.
    """
    names = label_departments(departments, lang)
    title = summarise_network(network, names, plans, lang)
    if network.empty:
        return draw_empty(ax, lang, "network", title, plans)
    sides = _list_sides(network, plans, lang)
    canvas = open_canvas(ax, lang, title, plans, _note_network(sides, lang))
    arc = {"linestyle": "-", "linewidth": 2.5, "color": SHADES(0.8)}
    dot = {"marker": "o", "markersize": 7, "color": GREY}
    canvas.legend([(arc, phrase("network.key.arc", lang)), (dot, phrase("network.key.dot", lang))])
    rows = rank_departments(_list_ends(network))[:MOST_ROWS]
    _draw_arcs(canvas, sides, rows, names)
    return ax


def _list_sides(network: pd.DataFrame, plans: pd.DataFrame, lang: str) -> list[Side]:
    """(heading, its links with `share`, smallest share to draw) for one or two sides."""
    parts = _split_plans(network, plans, lang)
    if not parts:
        sums = network.groupby(["department_a", "department_b"], sort=False)["share"].sum()
        mean = (sums / len(plans)).reset_index()
        parts = [(phrase("word.mean", lang, n=len(plans)), mean)]
    return [(heading, part, _find_least(part)) for heading, part in parts]


def _find_least(part: pd.DataFrame) -> float:
    """Share from which on MOST_LINKS links or fewer remain; the first place is always drawn."""
    shares = part["share"].round(9)
    levels = sorted(set(shares), reverse=True)
    kept = [level for level in levels if (shares >= level).sum() <= MOST_LINKS]
    return min(kept or levels[:1], default=0.0)


def _note_network(sides: list[Side], lang: str) -> str:
    shares = phrase("mark.comma", lang).join(
        f"{heading} ≥ {least:.0%}" for heading, _, least in sides
    )
    return phrase("network.note", lang, shares=shares)


def _list_ends(network: pd.DataFrame) -> pd.DataFrame:
    """department_id and share, a row for either end of each link."""
    ends = [
        network[[end, "share"]].set_axis(["department_id", "share"], axis=1)
        for end in ("department_a", "department_b")
    ]
    return pd.concat(ends)


def _draw_arcs(
    canvas: Canvas, sides: list[Side], rows: list[str], names: Mapping[str, str]
) -> None:
    middle = min(measure_longest(names[d] for d in rows) + 0.5, canvas.width * 0.42)
    wing = (canvas.width - middle) / len(sides)
    step = (canvas.top - canvas.bottom) / (len(rows) + 1.2)
    start = wing if len(sides) == 2 else 0.0
    where = {d: canvas.top - step * (y + 1.7) for y, d in enumerate(rows)}
    for department, y in where.items():
        canvas.label(start + middle / 2, y, names[department], middle - 0.4, ha="center")
    for i, (heading, links, least) in enumerate(sides):
        outward = -1 if len(sides) == 2 and i == 0 else 1
        foot = start if outward < 0 else start + middle
        align = "right" if outward < 0 else "left"
        canvas.write(foot, canvas.top - step * 0.5, heading, ha=align, **BASE)
        _draw_side(canvas, links, least, where, foot, outward * (wing - 0.15))


def _draw_side(
    canvas: Canvas,
    links: pd.DataFrame,
    least: float,
    where: Mapping[str, float],
    foot: float,
    reach: float,
) -> None:
    """Arcs of one plan, reaching out further the further apart their rows are; dots for all links."""
    known = links["department_a"].isin(where.keys()) & links["department_b"].isin(where.keys())
    drawn = links[known & (links["share"].round(9) >= least)].sort_values("share", kind="stable")
    ends = [
        (where[a], where[b])
        for a, b in zip(drawn["department_a"], drawn["department_b"], strict=True)
    ]
    span = max((abs(y1 - y0) for y0, y1 in ends), default=1.0)
    low, high = drawn["share"].min(), drawn["share"].max()
    for (y0, y1), share in zip(ends, drawn["share"], strict=True):
        force = (share - low) / (high - low) if high > low else 0.6
        # A cubic curve reaches three quarters of the way to its control points.
        x = foot + reach * 4 / 3 * (0.06 + 0.94 * abs(y1 - y0) / span)
        line = {"edgecolor": SHADES(0.3 + 0.65 * force), "linewidth": 0.5 + 2.0 * force}
        canvas.curve([(foot, y0), (x, y0), (x, y1), (foot, y1)], line)
    strength = _list_ends(links).groupby("department_id", sort=False)["share"].sum()
    for department, y in where.items():
        value = float(strength.get(department, 0.0))
        look: dict[str, Any] = {"markersize": 3, "color": PALE, "markeredgecolor": GREY}
        if value:
            size = 9.0 * (value / strength.max()) ** 0.5
            look = {"markersize": size, "color": INK, "markeredgecolor": "white"}
        canvas.mark(foot, y, marker="o", **look)
