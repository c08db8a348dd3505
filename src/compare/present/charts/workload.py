"""Charts of who is asked to do what: workload by department, by theme, and who works with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from compare.present.charts.style import (
    GREY,
    INK,
    LINE_GREY,
    MANY,
    PALE,
    SMALL,
    UPRIGHT,
    Canvas,
    PlanStyle,
    add_box,
    choose,
    draw_nothing,
    head_room,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_heads,
    write_legend,
)
from compare.present.wording.labels import join_names, label_departments

ROLES = ("lead", "responsible", "support")
MOST_ROWS = 40


@dataclass(frozen=True)
class Load:
    """One department in one plan: its share of the sections, and how it divides by role."""

    share: float
    mentions: int
    parts: tuple[float, float, float]


def size_workload(workload: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    rows = min(workload["department_id"].nunique(), MOST_ROWS)
    return 8.0, 1.7 + 0.2 * rows + UPRIGHT * (len(plans) > MANY)


@styled
def draw_workload(
    workload: pd.DataFrame,
    departments: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    grain: str = "section",
) -> Axes:
    """Departments by the share of a plan's sections (or tasks) that name them, heaviest on top.

    Two plans face each other, more stand side by side as a matrix of dots whose area is the
    share. Solid = lead, dotted = responsible, striped = support; a plan that names no lead is
    dotted throughout, which is not the same as leading nothing.
    """
    chosen = workload[workload["grain"] == grain]
    styles = style_plans(plans, lang)
    loads = _list_loads(chosen)
    title = summarise_workload(chosen, departments, plans, lang, grain)
    if not loads:
        reason = choose(
            lang, "责任条款没有列出部门。", "no responsibility clause names a department."
        )
        return draw_nothing(ax, lang, title, plans, reason)
    order = _order_departments(loads, departments)
    shown = order[:MOST_ROWS]
    canvas = open_canvas(
        ax, lang, title, plans, _note_workload(lang, grain, len(order) - len(shown))
    )
    names = label_departments(departments, lang)
    if len(styles) <= 2:
        write_legend(canvas, _role_keys(chosen, INK, lang))
        _draw_bars(canvas, shown, names, loads, styles)
    else:
        write_legend(canvas, _dot_keys(lang))
        _draw_dots(canvas, shown, names, loads, styles)
    return ax


def summarise_workload(
    chosen: pd.DataFrame, departments: pd.DataFrame, plans: pd.DataFrame, lang: str, grain: str
) -> str:
    """The departments named most widely, and the one whose share differs most between plans."""
    what = choose(lang, "节" if grain == "section" else "任务", f"{grain}s")
    if chosen.empty:
        return choose(lang, f"各部门涉及的{what}", f"Departments by share of {what}")
    names, styles = label_departments(departments, lang), style_plans(plans, lang)
    table = (
        chosen.pivot_table(
            index="department_id", columns="plan_id", values="share", aggfunc="sum", sort=False
        )
        .reindex(columns=list(styles))
        .fillna(0.0)
    )
    mean = table.mean(axis=1).sort_values(ascending=False, kind="stable")
    widest = join_names([names[d] for d in mean.index if mean[d] >= mean.iloc[0] - 1e-9], lang)
    average = choose(lang, "平均", " on average") if len(styles) > 1 else ""
    head = choose(
        lang,
        f"{widest}任务面最广，{average}涉及 {mean.iloc[0]:.0%} 的{what}",
        f"Widest remit: {widest}, named in {mean.iloc[0]:.0%} of {what}{average}",
    )
    if len(styles) < 2:
        return head
    spread = (table.max(axis=1) - table.min(axis=1)).sort_values(ascending=False, kind="stable")
    row = table.loc[spread.index[0]]
    low, high = row.idxmin(), row.idxmax()
    tail = f"{styles[low].label} {row[low]:.0%}, {styles[high].label} {row[high]:.0%}"
    return choose(
        lang,
        f"{head}；{names[spread.index[0]]}在各地差别最大：{tail.replace(', ', '，')}",
        f"{head}; the plans differ most on {names[spread.index[0]]}: {tail}",
    )


def _note_workload(lang: str, grain: str, left_out: int) -> str:
    by_section = choose(
        lang,
        "按节统计：一节内任何一项任务点名即计一次，因为有的规划按任务、有的按节分工。",
        "Counted by section, whether one task of it or all name the department: some plans assign "
        "work by task, others by section.",
    )
    by_task = choose(
        lang,
        "按任务统计：按节分工的规划，每项任务都计入，次数因而偏高。",
        "Counted by task: a clause for a whole section counts for each of its tasks, which raises "
        "the counts of plans that assign by section.",
    )
    more = choose(
        lang, f"另有 {left_out} 个部门未列出。", f" {left_out} more departments are not shown."
    )
    return (by_section if grain == "section" else by_task) + (more if left_out else "")


def _list_loads(chosen: pd.DataFrame) -> dict[tuple[str, str], Load]:
    """(plan_id, department_id) → Load; parts are shares of lead, responsible, support."""
    loads = {}
    for row in chosen.to_dict("records"):
        counts = [0 if pd.isna(row[role]) else int(row[role]) for role in ROLES]
        total = sum(counts) or 1
        lead, responsible, support = (row["share"] * count / total for count in counts)
        key = (str(row["plan_id"]), str(row["department_id"]))
        loads[key] = Load(float(row["share"]), int(row["mentions"]), (lead, responsible, support))
    return loads


def _order_departments(
    loads: Mapping[tuple[str, str], Load], departments: pd.DataFrame
) -> list[str]:
    totals: dict[str, float] = {}
    for (_, department), load in loads.items():
        totals[department] = totals.get(department, 0.0) + load.share
    place = {key: i for i, key in enumerate(departments["department_id"])}
    return sorted(totals, key=lambda key: (-round(totals[key], 9), place.get(key, len(place)), key))


def _role_looks(colour: str) -> dict[str, dict[str, Any]]:
    return {
        "lead": {"facecolor": colour, "edgecolor": colour},
        "responsible": {"facecolor": _lighten(colour), "edgecolor": colour, "hatch": "...."},
        "support": {"facecolor": "white", "edgecolor": colour, "hatch": "//////"},
    }


def _lighten(colour: str, part: float = 0.8) -> tuple[float, float, float]:
    red, green, blue = (channel + (1 - channel) * part for channel in to_rgb(colour))
    return red, green, blue


def _role_keys(chosen: pd.DataFrame, colour: str, lang: str) -> list[tuple[dict[str, Any], str]]:
    words = {
        "lead": choose(lang, "牵头", "lead"),
        "responsible": choose(lang, "责任单位（未分主次）", "responsible (no lead named)"),
        "support": choose(lang, "配合、参加", "support"),
    }
    looks = _role_looks(colour)
    return [(looks[role], words[role]) for role in ROLES if chosen[role].sum() > 0]


def _dot_keys(lang: str) -> list[tuple[dict[str, Any], str]]:
    ring = {"marker": "o", "markersize": 9, "markerfacecolor": PALE, "markeredgecolor": GREY}
    core = {"marker": "o", "markersize": 6, "color": INK}
    return [
        (ring, choose(lang, "面积 = 涉及的比例（%）", "area = share named (%)")),
        (core, choose(lang, "其中牵头", "of which lead")),
        ({"marker": ".", "markersize": 3, "color": GREY}, choose(lang, "未提及", "not named")),
    ]


def _draw_bars(
    canvas: Canvas,
    shown: list[str],
    names: Mapping[str, str],
    loads: Mapping[tuple[str, str], Load],
    styles: Mapping[str, PlanStyle],
) -> None:
    """Butterfly: department names in the middle, one plan to the left, the other to the right."""
    middle = min(max(inches(names[d], SMALL) for d in shown) + 0.25, canvas.width * 0.4)
    wing = (canvas.width - middle) if len(styles) == 1 else (canvas.width - middle) / 2
    step = (canvas.top - canvas.bottom) / (len(shown) + 1.3)
    start = 0.0 if len(styles) == 1 else wing
    for y, department in enumerate(shown):
        where = canvas.top - step * (y + 1.8)
        label = shorten_text(names[department], middle - 0.15, SMALL)
        canvas.write(start + middle / 2, where, label, SMALL, ha="center", va="center_baseline")
    for i, (plan_id, style) in enumerate(styles.items()):
        mirrored = len(styles) == 2 and i == 0
        left = 0.0 if mirrored else start + middle
        panel = canvas.panel(left, canvas.bottom, wing, step * len(shown))
        end = max(loads[key].share for key in loads) * wing / (wing - 0.62)
        panel.set(xlim=(end, 0) if mirrored else (0, end), ylim=(len(shown), 0))
        panel.set(xticks=[], yticks=[])
        head = left + wing - 0.02 if mirrored else left + 0.02
        side = "right" if mirrored else "left"
        canvas.write(head, canvas.top - step * 0.6, style.label, ha=side, va="center_baseline")
        for y, department in enumerate(shown):
            _draw_bar(panel, y, loads.get((plan_id, department)), style.colour, mirrored)


def _draw_bar(panel: Axes, y: int, load: Load | None, colour: str, mirrored: bool) -> None:
    if load is None:
        panel.plot(0.02, y + 0.5, ".", color=GREY, markersize=3)
        return
    x = 0.0
    for role, part in zip(ROLES, load.parts, strict=True):
        if part > 0:
            look = _role_looks(colour)[role] | {"linewidth": 0.7}
            add_box(panel, (x, y + 0.16), (part, 0.68), look)
        x += part
    panel.annotate(
        f"{load.share:.0%} ({load.mentions})",
        (load.share, y + 0.5),
        xytext=(-3 if mirrored else 3, 0),
        textcoords="offset points",
        ha="right" if mirrored else "left",
        va="center_baseline",
        fontsize=SMALL - 0.5,
        color=INK,
    )


def _draw_dots(
    canvas: Canvas,
    shown: list[str],
    names: Mapping[str, str],
    loads: Mapping[tuple[str, str], Load],
    styles: Mapping[str, PlanStyle],
) -> None:
    """Matrix department × plan; dot area and number = share, dark core = lead."""
    left = min(max(inches(names[d], SMALL) for d in shown) + 0.1, canvas.width * 0.34)
    step = (canvas.top - canvas.bottom) / (len(shown) + 1)
    width = (canvas.width - left) / len(styles)
    labels = [style.label for style in styles.values()]
    room = head_room(labels, width, step)
    write_heads(canvas, labels, left, width, room, step / 2)
    step = (canvas.top - room - canvas.bottom) / len(shown)
    panel = canvas.panel(left, canvas.bottom, canvas.width - left, step * len(shown))
    panel.set(xlim=(0, len(styles)), ylim=(len(shown), 0), xticks=[], yticks=[])
    points = 72 * min(step * 0.9, width * 0.4)
    for y, department in enumerate(shown):
        panel.axhline(y + 0.5, color=PALE, linewidth=0.6, zorder=0)
        label = shorten_text(names[department], left - 0.08, SMALL)
        where = canvas.bottom + step * (len(shown) - y - 0.5)
        canvas.write(left - 0.05, where, label, SMALL, ha="right", va="center_baseline")
        for x, plan_id in enumerate(styles):
            _draw_dot(panel, x, y, loads.get((plan_id, department)), points)


def _draw_dot(panel: Axes, x: int, y: int, load: Load | None, points: float) -> None:
    if load is None:
        panel.plot(x + 0.35, y + 0.5, ".", color=GREY, markersize=2.5)
        return
    look: dict[str, Any] = {"markeredgecolor": GREY, "markeredgewidth": 0.6}
    size = points * load.share**0.5
    panel.plot(x + 0.35, y + 0.5, "o", markersize=size, markerfacecolor=LINE_GREY, **look)
    if load.parts[0] > 0:
        panel.plot(x + 0.35, y + 0.5, "o", markersize=points * load.parts[0] ** 0.5, color=INK)
    panel.text(
        x + 0.66, y + 0.5, f"{100 * load.share:.0f}", ha="left", va="center_baseline",
        fontsize=SMALL - 0.5, color=INK,
    )  # fmt: skip
