"""Charts of departments beyond their load: the themes they work on, and who works with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from compare.present.charts.style import (
    GREY,
    INK,
    PALE,
    SHADES,
    SMALL,
    Canvas,
    choose,
    contrast_ink,
    draw_nothing,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_legend,
    write_scale,
)
from compare.present.wording.labels import join_names, label_departments

MOST_ROWS = 40
MOST_THEMES = 24
MOST_LINKS = 60
TINY = 6.0


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
    names, words = label_departments(departments, lang), _name_themes(themes, lang)
    title = summarise_department_themes(links, names, plans, lang)
    if links.empty:
        reason = choose(
            lang, "没有部门与主题的对应。", "no task has both a department and a theme."
        )
        return draw_nothing(ax, lang, title, plans, reason)
    canvas = open_canvas(ax, lang, title, plans, _note_themes(links, lang, len(plans) <= 2))
    write_scale(canvas, SHADES, 0, 1, choose(lang, "比例", "share"))
    panels = _list_panels(links, plans, lang)
    _draw_theme_panels(canvas, panels, links, names, words)
    return ax


def _note_themes(links: pd.DataFrame, lang: str, counted: bool) -> str:
    left_out = max(0, links["theme_id"].nunique() - MOST_THEMES)
    rest = choose(
        lang,
        f"另有 {left_out} 个主题未列出。" if left_out else "",
        f" {left_out} more themes are not shown." if left_out else "",
    )
    number = choose(lang, "任务数", "tasks") if counted else "%"
    return choose(
        lang,
        f"颜色：该规划该主题的任务中，点名该部门的比例；数字：{number}。每项任务计入其首要主题；"
        f"按节分工的规划，一节的任务都算点名同一批部门，颜色因而偏深。{rest}",
        f"Shade: of the plan's tasks on the theme, the share naming the department; number: {number}. "
        "Each task counts in its foremost theme. A plan that assigns by section names the same "
        f"departments for all tasks of one, and so looks darker.{rest}",
    )


def summarise_department_themes(
    links: pd.DataFrame, names: Mapping[str, str], plans: pd.DataFrame, lang: str
) -> str:
    """In each of up to three plans, the department that works on most themes."""
    if links.empty:
        return choose(lang, "部门与主题", "Departments and themes")
    styles, parts = style_plans(plans, lang), []
    colon = choose(lang, "：", ": ")
    for plan, style in list(styles.items())[:3]:
        own = links[links["plan_id"] == plan]
        breadth = own.groupby("department_id", sort=False)["theme_id"].nunique()
        if len(breadth):
            widest = join_names(
                [names[d] for d in breadth.index[breadth == breadth.max()]], lang, 3
            )
            total = own["theme_id"].nunique()
            parts.append(f"{style.label}{colon}{widest} ({breadth.max()}/{total})")
    joined = choose(lang, "；", "; ").join(parts)
    return choose(lang, f"参与主题最多的部门——{joined}", f"Working on most themes – {joined}")


def _choose_themes(task_themes: pd.DataFrame) -> pd.DataFrame:
    chosen = task_themes
    if "level" in chosen:
        chosen = chosen[chosen["level"].astype(int) == chosen["level"].astype(int).min()]
    if "main" in chosen:
        chosen = chosen[chosen["main"].astype(bool)]
    return chosen[["task_id", "theme_id"]].drop_duplicates()


def _name_themes(themes: pd.DataFrame, lang: str) -> dict[str, str]:
    return {
        str(row["theme_id"]): str((row["theme_en"] if lang == "en" else "") or row["theme"])
        for row in themes.drop_duplicates("theme_id").to_dict("records")
    }


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


def _list_panels(
    links: pd.DataFrame, plans: pd.DataFrame, lang: str
) -> list[tuple[str, pd.DataFrame]]:
    """(heading, department × theme cells) per plan, or one of mean shares for many plans."""
    styles = style_plans(plans, lang)
    if len(styles) <= 2:
        return [(style.label, links[links["plan_id"] == plan]) for plan, style in styles.items()]
    covering = links.groupby("theme_id", sort=False)["plan_id"].nunique()
    mean = links.groupby(["department_id", "theme_id"], sort=False)["share"].sum().reset_index()
    mean["share"] /= mean["theme_id"].map(covering)
    heading = choose(lang, f"{len(styles)} 个规划的平均", f"Mean of {len(styles)} plans")
    return [(heading, mean.assign(tasks=np.nan))]


def _choose_columns(links: pd.DataFrame) -> set[str]:
    """The themes of most plans, then of most assigned tasks; all where there is room."""
    groups = links.groupby("theme_id", sort=False)
    weights = {str(theme): (own["plan_id"].nunique(), own["tasks"].sum()) for theme, own in groups}
    ranked = sorted(weights, key=lambda theme: weights[theme], reverse=True)
    return set(ranked[:MOST_THEMES])


def _draw_theme_panels(
    canvas: Canvas,
    panels: list[tuple[str, pd.DataFrame]],
    links: pd.DataFrame,
    names: Mapping[str, str],
    words: Mapping[str, str],
) -> None:
    order = [theme for theme in words if theme in _choose_columns(links)]
    loads = links.groupby("department_id", sort=False)["share"].sum()
    rows = sorted(loads.index, key=lambda d: (-round(loads[d], 9), d))[:MOST_ROWS]
    left = min(max(inches(names[d], SMALL) for d in rows) + 0.1, canvas.width * 0.34)
    head = min(2.0, max(inches(words[t], SMALL) for t in order) + 0.1)
    height = canvas.top - canvas.bottom - head - 0.25
    width = (canvas.width - left - 0.1 * (len(panels) - 1)) / len(panels)
    for y, department in enumerate(rows):
        where = canvas.bottom + height * (1 - (y + 0.5) / len(rows))
        text = shorten_text(names[department], left - 0.08, SMALL)
        canvas.write(left - 0.06, where, text, SMALL, ha="right", va="center_baseline")
    for i, (heading, cells) in enumerate(panels):
        start = left + i * (width + 0.1)
        panel = canvas.panel(start, canvas.bottom, width, height)
        canvas.write(start, canvas.top - 0.1, heading, va="center_baseline")
        for x, theme in enumerate(order):
            where = start + width * (x + 0.5) / len(order)
            text = shorten_text(words[theme], head - 0.05, SMALL)
            canvas.write(
                where,
                canvas.bottom + height + 0.05,
                text,
                SMALL,
                rotation=90,
                ha="center",
                va="bottom",
            )
        _draw_theme_cells(panel, cells, rows, order)


def _draw_theme_cells(panel: Axes, cells: pd.DataFrame, rows: list[str], order: list[str]) -> None:
    grid = np.zeros((len(rows), len(order)))
    panel.set(xlim=(0, len(order)), ylim=(len(rows), 0), xticks=[], yticks=[])
    place = {d: i for i, d in enumerate(rows)}, {t: i for i, t in enumerate(order)}
    known = cells[cells["department_id"].isin(rows) & cells["theme_id"].isin(order)]
    for row in known.to_dict("records"):
        y, x = place[0][row["department_id"]], place[1][row["theme_id"]]
        grid[y, x] = row["share"]
        text = f"{row['tasks']:.0f}" if not pd.isna(row["tasks"]) else f"{100 * row['share']:.0f}"
        ink = contrast_ink(SHADES, row["share"])
        panel.text(
            x + 0.5, y + 0.5, text, ha="center", va="center_baseline", fontsize=TINY, color=ink
        )
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
        reason = choose(
            lang, "没有两个部门共同承担任务。", "no two departments are named together."
        )
        return draw_nothing(ax, lang, title, plans, reason)
    sides = _list_sides(network, plans, lang)
    canvas = open_canvas(ax, lang, title, plans, _note_network(sides, lang))
    dot = {"marker": "o", "markersize": 7, "color": GREY}
    arc = {"linestyle": "-", "linewidth": 2.5, "color": SHADES(0.8)}
    words = choose(lang, "共同承担的节（越粗越多）", "named together (thicker = more sections)")
    write_legend(
        canvas,
        [(arc, words), (dot, choose(lang, "面积 = 与各部门联系之和", "area = sum of all links"))],
    )
    strength = _sum_strength(network)
    rows = sorted(strength.index, key=lambda d: (-round(strength[d], 9), d))[:MOST_ROWS]
    _draw_arcs(canvas, sides, rows, names)
    return ax


def summarise_network(
    network: pd.DataFrame, names: Mapping[str, str], plans: pd.DataFrame, lang: str
) -> str:
    """The pair named together most, over all plans, and how many partners a department has."""
    if network.empty:
        return choose(lang, "部门协作网络", "Departments named together")
    shares = network.groupby(["department_a", "department_b"], sort=False)["share"].sum() / len(
        plans
    )
    closest = shares[shares > shares.max() - 1e-9].index
    joined = join_names(
        [names[d] for d in dict.fromkeys(end for pair in closest for end in pair)], lang
    )
    average = choose(lang, "平均", " on average") if len(plans) > 1 else ""
    return choose(
        lang,
        f"最常一同被点名的是{joined}：{average}同在 {shares.max():.0%} 的节中",
        f"Most often named together: {joined}, in {shares.max():.0%} of sections{average}",
    )


def _list_sides(
    network: pd.DataFrame, plans: pd.DataFrame, lang: str
) -> list[tuple[str, pd.DataFrame, float]]:
    """(heading, its links with `share`, smallest share to draw) for one or two sides."""
    styles = style_plans(plans, lang)
    if len(styles) <= 2:
        parts = [(style.label, network[network["plan_id"] == p]) for p, style in styles.items()]
    else:
        mean = network.groupby(["department_a", "department_b"], sort=False)["share"].sum()
        heading = choose(lang, f"{len(styles)} 个规划的平均", f"Mean of {len(styles)} plans")
        parts = [(heading, (mean / len(styles)).reset_index())]
    return [(heading, part, _find_least(part)) for heading, part in parts]


def _find_least(part: pd.DataFrame) -> float:
    """Share from which on MOST_LINKS links or fewer remain; the first place is always drawn."""
    shares = part["share"].round(9)
    levels = sorted(set(shares), reverse=True)
    kept = [level for level in levels if (shares >= level).sum() <= MOST_LINKS]
    return min(kept or levels[:1], default=0.0)


def _note_network(sides: list[tuple[str, pd.DataFrame, float]], lang: str) -> str:
    parts = [f"{heading} ≥ {least:.0%}" for heading, _, least in sides]
    joined = choose(lang, "，", ", ").join(parts)
    return choose(
        lang,
        f"只画较强的联系（同在一节的比例：{joined}）；圆点按全部联系计算。",
        f"Only the stronger links are drawn (share of sections: {joined}); dots count all links.",
    )


def _sum_strength(network: pd.DataFrame) -> pd.Series:
    ends = [
        network[[end, "share"]].set_axis(["d", "share"], axis=1)
        for end in ("department_a", "department_b")
    ]
    return pd.concat(ends).groupby("d", sort=False)["share"].sum()


def _draw_arcs(
    canvas: Canvas,
    sides: list[tuple[str, pd.DataFrame, float]],
    rows: list[str],
    names: Mapping[str, str],
) -> None:
    middle = min(max(inches(names[d], SMALL) for d in rows) + 0.5, canvas.width * 0.42)
    wing = (canvas.width - middle) / len(sides)
    step = (canvas.top - canvas.bottom) / (len(rows) + 1.2)
    start = wing if len(sides) == 2 else 0.0
    where = {d: canvas.top - step * (y + 1.7) for y, d in enumerate(rows)}
    for department, y in where.items():
        text = shorten_text(names[department], middle - 0.4, SMALL)
        canvas.write(start + middle / 2, y, text, SMALL, ha="center", va="center_baseline")
    for i, (heading, links, least) in enumerate(sides):
        outward = -1 if len(sides) == 2 and i == 0 else 1
        foot = start if outward < 0 else start + middle
        align = "right" if outward < 0 else "left"
        canvas.write(foot, canvas.top - step * 0.5, heading, ha=align, va="center_baseline")
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
        points = [(foot, y0), (x, y0), (x, y1), (foot, y1)]
        curve = Curve(
            [(a / canvas.width, b / canvas.height) for a, b in points],
            [Curve.MOVETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4],
        )
        look: dict[str, Any] = {
            "edgecolor": SHADES(0.3 + 0.65 * force),
            "linewidth": 0.5 + 2.0 * force,
        }
        canvas.ax.add_patch(
            PathPatch(curve, facecolor="none", transform=canvas.ax.transAxes, **look)
        )
    strength = _sum_strength(links)
    for department, y in where.items():
        value = float(strength.get(department, 0.0))
        if value:
            size = 9.0 * (value / strength.max()) ** 0.5
            canvas.mark(foot, y, marker="o", markersize=size, color=INK, markeredgecolor="white")
        else:
            canvas.mark(foot, y, marker="o", markersize=3, color=PALE, markeredgecolor=GREY)
