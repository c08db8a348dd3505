"""The chart of tasks and their counterparts: links for two plans, a matrix of shares for more."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.analyse.alignment.judge import COUNTERPART, NONE, UNCERTAIN
from compare.present.charts.alignment import draw_plan_matrix
from compare.present.charts.canvas import BASE, Canvas, Key
from compare.present.charts.style import PAPER_WIDTH, draw_empty, fit_height, open_canvas, styled
from compare.present.charts.titles import judge_pair, title_alignment
from compare.present.palette import GREY, INK, PlanStyle, style_plans
from compare.present.wording.addresses import cite_spans
from compare.present.wording.findings.finding import Pair
from compare.present.wording.findings.tasks import find_pair, select_key_tasks
from compare.present.wording.labels import label_tasks
from compare.present.wording.texts import join_sentences, phrase

# Told apart by fill and shape as well as by colour; uncertain and none also by the link.
MARKS: dict[str, dict[str, Any]] = {
    COUNTERPART: {"marker": "o", "color": INK, "markerfacecolor": INK},
    UNCERTAIN: {"marker": "D", "color": "#8a5a00", "markerfacecolor": "#f6d9a8"},
    NONE: {"marker": "o", "color": "#b3261e", "markerfacecolor": "white"},
}
LINKS: dict[str, dict[str, Any]] = {
    COUNTERPART: {"edgecolor": "#35699c", "linewidth": 1.4},
    UNCERTAIN: {"edgecolor": "#b98a3a", "linewidth": 0.9, "linestyle": (0, (3, 2))},
}
MOST_TASKS = 38  # lines of a column, half a line between two sections included
AIR = 0.4


def size_links(tasks: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches for the links of two plans, or the matrix of more."""
    if len(plans) != 2:
        return PAPER_WIDTH, fit_height(max(3.5, 2.2 + 0.42 * len(plans)))
    most = max(_count_lines(select_key_tasks(tasks, plan)) for plan in plans["plan_id"])
    return PAPER_WIDTH, fit_height(2.2 + 0.165 * max(most, 5))


def _count_lines(side: pd.DataFrame) -> float:
    return len(side) + AIR * max(side["section_id"].nunique() - 1, 0)


@styled
def draw_alignment_links(
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    pair: Pair | None = None,
    outline: pd.DataFrame | None = None,
) -> Axes:
    """Two columns of tasks, counterparts joined; those to be checked and those without stand out.

    Where a column is longer than a page, tasks with a counterpart are left out. `outline` gives
    the tasks' numbers as printed. With more than two plans and no `pair`: which share of a plan's
    tasks has a counterpart in each other plan.
    """
    title, chosen = title_alignment(pairs, tasks, plans, lang, pair), pair or find_pair(plans)
    if pairs.empty or len(plans) < 2:
        return draw_empty(ax, lang, "alignment", title, plans)
    if chosen is None:
        canvas = open_canvas(ax, lang, title, plans, phrase("links.measure.many", lang))
        draw_plan_matrix(canvas, pairs, tasks, plans)
        return ax
    states, styles = judge_pair(pairs, chosen), style_plans(plans, lang)
    every = [select_key_tasks(tasks, plan) for plan in chosen]
    sides = [_choose_tasks(side, states) for side in every]
    left_out = sum(map(len, every)) - sum(map(len, sides))
    more = phrase("links.more", lang, n=left_out) if left_out else ""
    note = join_sentences([phrase("links.note", lang), more], lang)
    shown = plans[plans["plan_id"].isin(chosen)]
    canvas = open_canvas(ax, lang, title, shown, phrase("links.measure", lang), note)
    canvas.legend(_list_keys(pd.concat(every)["task_id"].map(states), lang))
    places = _place_tasks(sides, canvas.top - 0.25, canvas.bottom + 0.05)
    gap = (canvas.width * 0.5 - 0.4, canvas.width * 0.5 + 0.4)
    both = pairs["plan_a"].isin(chosen) & pairs["plan_b"].isin(chosen)
    _draw_links(canvas, _select_links(pairs[both], states), places, gap, chosen[0])
    for i, side in enumerate(sides):
        labels = _label_tasks(side, outline, lang)
        _draw_column(canvas, labels, states, places, gap[i], i == 0, styles[chosen[i]])
    return ax


def _choose_tasks(side: pd.DataFrame, states: dict[str, str]) -> pd.DataFrame:
    """All tasks where a page holds them, else the first of those without a sure counterpart."""
    if _count_lines(side) <= MOST_TASKS:
        return side
    own = side[side["task_id"].map(states) != COUNTERPART]
    lines = [_count_lines(own.head(n + 1)) for n in range(len(own))]
    return own.head(sum(n <= MOST_TASKS for n in lines))


def _list_keys(states: pd.Series[Any], lang: str) -> list[Key]:
    """Each judgement with the number of its tasks in both plans."""
    counts = states.value_counts()
    return [
        (
            {"markersize": 5, "markeredgewidth": 1.1} | look,
            f"{phrase(f'links.key.{name}', lang)} {counts.get(name, 0)}",
        )
        for name, look in MARKS.items()
    ]


def _place_tasks(sides: list[pd.DataFrame], top: float, bottom: float) -> dict[str, float]:
    """task_id → height in inches; some air between sections."""
    places: dict[str, float] = {}
    for side in sides:
        units, y, previous = {}, 0.5, None
        for task, section in zip(side["task_id"], side["section_id"], strict=True):
            y += AIR if previous not in (None, section) else 0.0
            units[task], previous = y, section
            y += 1
        step = min((top - bottom) / max(y - 0.5, 1), 0.32)
        places |= {task: top - step * unit for task, unit in units.items()}
    return places


def _label_tasks(side: pd.DataFrame, outline: pd.DataFrame | None, lang: str) -> dict[str, str]:
    """task_id → number as printed and short title; the title alone where no number is known."""
    titles = label_tasks(side, lang)
    if outline is None or outline.empty:
        return titles
    numbers = cite_spans(side[["plan_id", "start"]], outline)
    return {
        task: f"{number}  {titles[task]}".strip()
        for task, number in zip(side["task_id"], numbers, strict=True)
    }


def _select_links(part: pd.DataFrame, states: dict[str, str]) -> pd.DataFrame:
    """The pairs judged counterparts, and the uncertain ones of tasks that have no counterpart."""
    alone = {task for task, state in states.items() if state == UNCERTAIN}
    unsure = part["task_a"].isin(alone) | part["task_b"].isin(alone)
    return part[(part["judgement"] == COUNTERPART) | ((part["judgement"] == UNCERTAIN) & unsure)]


def _draw_links(
    canvas: Canvas,
    part: pd.DataFrame,
    places: dict[str, float],
    gap: tuple[float, float],
    first: str,
) -> None:
    """A line for each pair of counterparts, a broken one for each that is uncertain."""
    middle = (gap[0] + gap[1]) / 2
    for name, look in reversed(LINKS.items()):
        for row in part[part["judgement"] == name].to_dict("records"):
            ends = [row["task_a"], row["task_b"]]
            if row["plan_a"] != first:
                ends.reverse()
            if set(ends) <= places.keys():
                start, end = places[ends[0]], places[ends[1]]
                points = [(gap[0] + 0.06, start), (middle, start), (middle, end)]
                canvas.curve([*points, (gap[1] - 0.06, end)], look)


def _draw_column(
    canvas: Canvas,
    labels: dict[str, str],
    states: dict[str, str],
    places: dict[str, float],
    x: float,
    leftwards: bool,
    style: PlanStyle,
) -> None:
    away, align = (-1, "right") if leftwards else (1, "left")
    room = (x if leftwards else canvas.width - x) - 0.12
    canvas.write(x + away * 0.1, canvas.top - 0.08, style.label, ha=align, **BASE)
    for task, text in labels.items():
        look = MARKS.get(states.get(task, ""), {"marker": ".", "color": GREY})
        canvas.mark(x, places[task], markersize=4.5, markeredgewidth=1.1, **look)
        canvas.label(x + away * 0.1, places[task], text, room, ha=align, color=look["color"])
