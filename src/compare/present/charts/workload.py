"""The chart of who is asked to do what: departments by the share of a plan that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.canvas import (
    BASE,
    Canvas,
    Key,
    add_box,
    add_text,
    annotate,
    head_room,
)
from compare.present.charts.fitting import SMALL, measure_longest
from compare.present.charts.style import PAPER_WIDTH, draw_empty, open_canvas, reserve_heads, styled
from compare.present.charts.titles import title_workload
from compare.present.palette import GREY, INK, LINE_GREY, PALE, PlanStyle, lighten, style_plans
from compare.present.wording.findings.departments import list_widest, rank_apart
from compare.present.wording.labels import join_names, label_as_written
from compare.present.wording.texts import join_sentences, phrase

ROLES = ("lead", "responsible", "support")
ABSENT = {"marker": ".", "markersize": 3, "color": GREY}
MOST_ROWS = 10
WIDE = 0.9  # inches of a column in which a dot stands in the middle, under its head
MOST_BARS = 2  # plans that can face each other


@dataclass(frozen=True)
class Load:
    """One department in one plan: its share of the sections, and how it divides by role."""

    share: float
    mentions: int
    parts: tuple[float, float, float]


Loads = Mapping[tuple[str, str], Load]


def size_workload(workload: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    rows = min(workload["department_id"].nunique(), MOST_ROWS)
    return PAPER_WIDTH, 1.8 + 0.22 * rows + reserve_heads(plans)


@styled
def draw_workload(
    workload: pd.DataFrame,
    departments: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    grain: str = "section",
    assignments: pd.DataFrame | None = None,
) -> Axes:
    """Departments by the share of a plan's sections (or tasks) that name them.

    On top stand those on which the plans differ most, of a single plan the heaviest. With
    `assignments` they bear the names that the plans write.

    Two plans face each other, more stand side by side as a matrix of dots whose area is the
    share. Solid = lead, dotted = responsible, striped = support; a plan that names no lead is
    dotted throughout, which is not the same as leading nothing.
    """
    chosen = workload[workload["grain"] == grain]
    loads = _list_loads(chosen)
    names = label_as_written(departments, assignments, plans, lang)
    title = title_workload(workload, names, plans, lang, grain)
    if not loads:
        return draw_empty(ax, lang, "workload", title, plans)
    order = _order_departments(loads, departments, rank_apart(chosen, plans))
    told = [d for d in list_widest(chosen, plans)[0] if names[d] in title]
    order = [*told, *(d for d in order if d not in told)]  # what the title says has to be seen
    shown, left_out = order[:MOST_ROWS], len(order) - MOST_ROWS
    more = phrase("workload.more", lang, n=left_out) if left_out > 0 else ""
    styles = style_plans(plans, lang)
    silent = [style.label for plan, style in styles.items() if plan not in set(chosen["plan_id"])]
    nobody = phrase("workload.nobody", lang, names=join_names(silent, lang)) if silent else ""
    note = join_sentences([phrase(f"workload.note.{grain}", lang), nobody, more], lang)
    few = len(plans) <= MOST_BARS
    measure = phrase(f"workload.measure.{grain}", lang)
    counted = phrase(f"workload.measure.count.{grain}", lang)
    measure += phrase("mark.brackets", lang, text=counted) * few
    canvas = open_canvas(ax, lang, title, plans, measure, note)
    if few:
        canvas.legend(_list_role_keys(chosen, _has_absent(shown, loads, styles), lang))
        _draw_bars(canvas, shown, names, loads, styles)
    else:
        canvas.legend(_list_dot_keys(lang))
        _draw_dots(canvas, shown, names, loads, styles)
    return ax


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


def _order_departments(loads: Loads, departments: pd.DataFrame, apart: list[str]) -> list[str]:
    """Those that differ, then the others by their share."""
    totals: dict[str, float] = {}
    for (_, department), load in loads.items():
        totals[department] = totals.get(department, 0.0) + load.share
    place = {key: i for i, key in enumerate(departments["department_id"])}
    ranked = {key: n for n, key in enumerate(apart)}
    return sorted(
        totals,
        key=lambda key: (
            ranked.get(key, len(ranked)),
            -round(totals[key], 9),
            place.get(key, len(place)),
            key,
        ),
    )


def _style_roles(colour: str) -> dict[str, dict[str, Any]]:
    return {
        "lead": {"facecolor": colour, "edgecolor": colour},
        "responsible": {"facecolor": lighten(colour), "edgecolor": colour, "hatch": "...."},
        "support": {"facecolor": "white", "edgecolor": colour, "hatch": "//////"},
    }


def _has_absent(shown: list[str], loads: Loads, styles: Mapping[str, PlanStyle]) -> bool:
    """Whether a dot stands in some row: a plan that does not name its department."""
    return any((plan, department) not in loads for plan in styles for department in shown)


def _list_role_keys(chosen: pd.DataFrame, absent: bool, lang: str) -> list[Key]:
    looks: dict[str, dict[str, Any]] = {**_style_roles(INK), "absent": ABSENT}
    used = [role for role in ROLES if chosen[role].sum() > 0] + ["absent"] * absent
    return [(looks[key], phrase(f"workload.key.{key}", lang)) for key in used]


def _list_dot_keys(lang: str) -> list[Key]:
    ring = {"marker": "o", "markersize": 9, "markerfacecolor": PALE, "markeredgecolor": GREY}
    core = {"marker": "o", "markersize": 6, "color": INK}
    looks = {"share": ring, "core": core, "absent": ABSENT}
    return [(look, phrase(f"workload.key.{name}", lang)) for name, look in looks.items()]


def _draw_bars(
    canvas: Canvas,
    shown: list[str],
    names: Mapping[str, str],
    loads: Loads,
    styles: Mapping[str, PlanStyle],
) -> None:
    """Butterfly: department names in the middle, one plan to the left, the other to the right."""
    middle = min(measure_longest(names[d] for d in shown) + 0.25, canvas.width * 0.4)
    wing = (canvas.width - middle) if len(styles) == 1 else (canvas.width - middle) / 2
    step = (canvas.top - canvas.bottom) / (len(shown) + 1.3)
    start = 0.0 if len(styles) == 1 else wing
    for y, department in enumerate(shown):
        where = canvas.top - step * (y + 1.8)
        canvas.label(start + middle / 2, where, names[department], middle - 0.15, ha="center")
    for i, (plan_id, style) in enumerate(styles.items()):
        mirrored = len(styles) == 2 and i == 0
        left = 0.0 if mirrored else start + middle
        bounds = (left, canvas.bottom, wing, step * len(shown))
        end = max(load.share for load in loads.values()) * wing / (wing - 0.62)
        panel = canvas.grid(bounds, end, len(shown))
        if mirrored:
            panel.invert_xaxis()
        head = left + wing - 0.02 if mirrored else left + 0.02
        side = "right" if mirrored else "left"
        canvas.write(head, canvas.top - step * 0.6, style.label, ha=side, **BASE)
        for y, department in enumerate(shown):
            _draw_bar(panel, y, loads.get((plan_id, department)), style.colour, mirrored)


def _draw_bar(panel: Axes, y: int, load: Load | None, colour: str, mirrored: bool) -> None:
    if load is None:
        panel.plot(0.02, y + 0.5, ".", color=GREY, markersize=3)
        return
    x = 0.0
    for role, part in zip(ROLES, load.parts, strict=True):
        if part > 0:
            look = _style_roles(colour)[role] | {"linewidth": 0.7}
            add_box(panel, (x, y + 0.16), (part, 0.68), look)
        x += part
    text = f"{load.share:.0%} ({load.mentions})"
    look = {"fontsize": SMALL, "color": INK}
    annotate(panel, (load.share, y + 0.5), text, -3 if mirrored else 3, **look)


def _draw_dots(
    canvas: Canvas,
    shown: list[str],
    names: Mapping[str, str],
    loads: Loads,
    styles: Mapping[str, PlanStyle],
) -> None:
    """Matrix department × plan; dot area and number = share, dark core = lead."""
    left = min(measure_longest(names[d] for d in shown) + 0.1, canvas.width * 0.34)
    step = (canvas.top - canvas.bottom) / (len(shown) + 1)
    width = (canvas.width - left) / len(styles)
    labels = [style.label for style in styles.values()]
    room = head_room(labels, width, step)
    canvas.heads(labels, left, width, room, step / 2)
    step = (canvas.top - room - canvas.bottom) / len(shown)
    bounds = (left, canvas.bottom, canvas.width - left, step * len(shown))
    panel = canvas.grid(bounds, len(styles), len(shown))
    points = 72 * min(step * 0.9, width * 0.4)
    middle = 0.5 if width > WIDE else 0.35
    aside = (points / 144 + 0.05) / width
    for y, department in enumerate(shown):
        panel.axhline(y + 0.5, color=PALE, linewidth=0.6, zorder=0)
        where = canvas.bottom + step * (len(shown) - y - 0.5)
        canvas.label(left - 0.05, where, names[department], left - 0.08, ha="right")
        for x, plan_id in enumerate(styles):
            _draw_dot(panel, x + middle, y, loads.get((plan_id, department)), points, aside)


def _draw_dot(
    panel: Axes, x: float, y: int, load: Load | None, points: float, aside: float
) -> None:
    """The dot at x, its number `aside` columns to the right of it."""
    if load is None:
        panel.plot(x, y + 0.5, ".", color=GREY, markersize=2.5)
        return
    look: dict[str, Any] = {"markeredgecolor": GREY, "markeredgewidth": 0.6}
    size = points * load.share**0.5
    panel.plot(x, y + 0.5, "o", markersize=size, markerfacecolor=LINE_GREY, **look)
    if load.parts[0] > 0:
        panel.plot(x, y + 0.5, "o", markersize=points * load.parts[0] ** 0.5, color=INK)
    add_text(panel, x + aside, y + 0.5, f"{100 * load.share:.0f}", SMALL, ha="left")
