"""Charts of tasks joined to their counterparts: links for two plans, strips for more."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from compare.present.charts.alignment import (
    Pair,
    count_key_tasks,
    draw_no_pairs,
    find_borders,
    find_pair,
    select_key_tasks,
    summarise_alignment,
)
from compare.present.charts.style import (
    GREY,
    INK,
    LINE_GREY,
    SHADES,
    SMALL,
    Canvas,
    PlanStyle,
    add_box,
    choose,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_scale,
)
from compare.present.wording.labels import label_sections, label_tasks, number_tasks

ALONE = "#b3261e"


def size_links(tasks: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches for the links of two plans, or the strips of more."""
    most = max([count_key_tasks(tasks, plan) for plan in plans["plan_id"]], default=0)
    return (9.0, 2.2 + 0.2 * most) if len(plans) == 2 else (8.0, 2.4 + 0.36 * len(plans))


@styled
def draw_alignment_links(
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    pair: Pair | None = None,
) -> Axes:
    """Two columns of tasks joined where they answer each other; those without counterpart stand out.

    With more than two plans and no `pair`: a strip of tasks per plan, each shaded by how many
    other plans hold a counterpart.
    """
    title = summarise_alignment(pairs, tasks, plans, lang, pair)
    chosen = pair or find_pair(plans)
    if pairs.empty or len(plans) < 2:
        return draw_no_pairs(ax, lang, title, plans)
    if chosen is None:
        return _draw_strips(pairs, tasks, plans, ax, lang, title)
    note = choose(
        lang,
        "连线为判定的对应任务，越粗越深越相似；红色空心为对方规划中没有对应的任务。",
        "A line joins counterparts, thicker and darker = more similar; "
        "hollow red = no counterpart in the other plan.",
    )
    canvas = open_canvas(ax, lang, title, plans[plans["plan_id"].isin(chosen)], note)
    part = pairs[(pairs["plan_a"] == chosen[0]) & (pairs["plan_b"] == chosen[1])]
    part = part[part["matched"].fillna(False).astype(bool)]
    styles = style_plans(plans, lang)
    sides = [select_key_tasks(tasks, plan) for plan in chosen]
    places = [_place_tasks(side, canvas.top - 0.3, canvas.bottom + 0.05) for side in sides]
    gap = (canvas.width * 0.5 - 0.6, canvas.width * 0.5 + 0.6)
    _draw_links(canvas, part, places, gap)
    for i, side in enumerate(sides):
        answered = set(part["task_a" if i == 0 else "task_b"])
        _draw_column(canvas, side, places[i], answered, gap[i], i == 0, styles[chosen[i]])
    return ax


def _place_tasks(side: pd.DataFrame, top: float, bottom: float) -> dict[str, float]:
    """task_id → height in inches; half a row of air between sections."""
    units, y = {}, 0.5
    previous = None
    for task, section in zip(side["task_id"], side["section_id"], strict=True):
        y += 0.45 if previous not in (None, section) else 0.0
        units[task], previous = y, section
        y += 1
    step = (top - bottom) / max(y - 0.5, 1)
    return {task: top - step * unit for task, unit in units.items()}


def _draw_links(
    canvas: Canvas, part: pd.DataFrame, places: list[dict[str, float]], gap: tuple[float, float]
) -> None:
    scores = part["similarity"].astype(float)
    low, high = scores.min(), scores.max()
    for row in part.sort_values("similarity", kind="stable").to_dict("records"):
        strength = (row["similarity"] - low) / (high - low) if high > low else 1.0
        start, end = places[0][row["task_a"]], places[1][row["task_b"]]
        middle = (gap[0] + gap[1]) / 2
        points = [(gap[0] + 0.06, start), (middle, start), (middle, end), (gap[1] - 0.06, end)]
        curve = Curve(
            [(x / canvas.width, y / canvas.height) for x, y in points],
            [Curve.MOVETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4],
        )
        look = {"edgecolor": SHADES(0.3 + 0.7 * strength), "linewidth": 0.8 + 2.2 * strength}
        canvas.ax.add_patch(
            PathPatch(curve, facecolor="none", transform=canvas.ax.transAxes, **look)
        )


def _draw_column(
    canvas: Canvas,
    side: pd.DataFrame,
    places: dict[str, float],
    answered: set[str],
    x: float,
    leftwards: bool,
    style: PlanStyle,
) -> None:
    numbers, titles = number_tasks(side), label_tasks(side, canvas.lang)
    away, align = (-1, "right") if leftwards else (1, "left")
    room = (x if leftwards else canvas.width - x) - 0.12
    canvas.write(x + away * 0.1, canvas.top - 0.08, style.label, ha=align, va="center_baseline")
    for task, y in places.items():
        alone = task not in answered
        look = {
            "markerfacecolor": "white" if alone else INK,
            "markeredgecolor": ALONE if alone else INK,
        }
        canvas.mark(x, y, marker="o", markersize=4.5, markeredgewidth=1.2, **look)
        parts = [titles[task], numbers[task]] if leftwards else [numbers[task], titles[task]]
        text = shorten_text("  ".join(parts), room, SMALL)
        ink = ALONE if alone else INK
        canvas.write(x + away * 0.1, y, text, SMALL, ha=align, va="center_baseline", color=ink)
    _write_sections(canvas, side, places, titles, x, leftwards)


def _write_sections(
    canvas: Canvas,
    side: pd.DataFrame,
    places: dict[str, float],
    titles: dict[str, str],
    x: float,
    leftwards: bool,
) -> None:
    """Section headings at the outer edge, where the longest task label leaves room for them."""
    longest = max((inches(text + "  0.00.0", SMALL) for text in titles.values()), default=0.0)
    room = (x if leftwards else canvas.width - x) - longest - 0.35
    sections = label_sections(side, canvas.lang)
    if room < 0.7:
        return
    edge, align = (0.0, "left") if leftwards else (canvas.width, "right")
    for section, task in side.drop_duplicates("section_id")[["section_id", "task_id"]].itertuples(
        index=False
    ):
        text = shorten_text(sections[section], room, SMALL)
        canvas.write(edge, places[task], text, SMALL, ha=align, va="center_baseline", color=GREY)


def _draw_strips(
    pairs: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str, title: str
) -> Axes:
    """One row of cells per plan, one cell per task: in how many other plans it has a counterpart."""
    note = choose(
        lang,
        "每格一项重点任务，按规划自身顺序；颜色越深，有对应任务的其他规划越多；红框白格在其他规划中都没有对应。",
        "A cell is a key task, in the plan's own order; darker = answered in more other plans; "
        "a white cell framed red has no counterpart in any.",
    )
    canvas = open_canvas(ax, lang, title, plans, note)
    styles = style_plans(plans, lang)
    answers = _count_answers(pairs)
    most = max(answers.values(), default=1)
    write_scale(
        canvas,
        SHADES,
        0,
        most,
        choose(lang, "有对应任务的其他规划数", "other plans with a counterpart"),
    )
    left = min(1.8, 0.15 + max(inches(style.label, SMALL) for style in styles.values()))
    step = (canvas.top - canvas.bottom) / len(styles)
    longest = max(len(select_key_tasks(tasks, plan)) for plan in styles)
    panel = canvas.panel(left, canvas.bottom, canvas.width - left, canvas.top - canvas.bottom)
    panel.set(xlim=(-0.2, longest + 0.2), ylim=(len(styles), 0), xticks=[], yticks=[])
    for y, (plan, style) in enumerate(styles.items()):
        where = canvas.top - step * (y + 0.5)
        canvas.write(left - 0.08, where, shorten_text(style.label, left, SMALL), SMALL, ha="right")
        side = select_key_tasks(tasks, plan)
        for x, task in enumerate(side["task_id"]):
            _draw_task_cell(panel, x, y, answers.get(task, 0), most)
        for x in find_borders(side):
            panel.plot([x, x], [y + 0.05, y + 0.95], color=INK, linewidth=0.7)
    return ax


def _count_answers(pairs: pd.DataFrame) -> dict[str, int]:
    matched = pairs[pairs["matched"].fillna(False).astype(bool)]
    forth = matched[["task_a", "plan_b"]].set_axis(["task", "plan"], axis=1)
    back = matched[["task_b", "plan_a"]].set_axis(["task", "plan"], axis=1)
    counts = pd.concat([forth, back]).groupby("task", sort=False)["plan"].nunique()
    return {str(task): int(count) for task, count in counts.items()}


def _draw_task_cell(panel: Axes, x: int, y: int, count: int, most: int) -> None:
    look: dict[str, Any] = {
        "facecolor": SHADES(count / most),
        "edgecolor": LINE_GREY,
        "linewidth": 0.4,
    }
    if not count:
        look = {"facecolor": "white", "edgecolor": ALONE, "linewidth": 1.1}
    add_box(panel, (x + 0.08, y + 0.16), (0.84, 0.68), look)
