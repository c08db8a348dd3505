"""Charts of how binding the plans are, task by task."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.canvas import BASE, Canvas, Key
from compare.present.charts.fitting import SMALL, measure_longest
from compare.present.charts.style import draw_empty, open_canvas, styled
from compare.present.palette import GREY, INK, PALE, style_plans
from compare.present.wording.findings.tasks import summarise_commitment
from compare.present.wording.labels import label_sections, label_tasks, number_tasks
from compare.present.wording.texts import phrase

FLAGS = ("has_number", "has_deadline", "has_lead", "has_cadence")
MODALITIES: dict[str, dict[str, Any]] = {
    "must": {"facecolor": "#0b2c4d"},
    "do": {"facecolor": "#7fa8cd"},
    "strive": {"facecolor": "#fbe3bf", "hatch": "////"},
    "encourage": {"facecolor": "white", "hatch": "...."},
}
Line = tuple[str, str, Any]


def size_commitment(commitment: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    if len(plans) > 2:
        return 8.0, 2.2 + 0.3 * len(plans)
    most = commitment.groupby("plan_id").size().max() if len(commitment) else 10
    return 8.6, 2.0 + 0.165 * (float(most) * 1.36 + 2)


@styled
def draw_commitment(
    commitment: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
) -> Axes:
    """Task by task: number, deadline, lead, cadence (filled = present) and governing modality.

    Each section's heading carries a bar with the modalities of its clauses (of its tasks, where
    `commitment` counts no clauses). Beyond two plans: one row per plan with the shares.
    """
    title = summarise_commitment(commitment, plans, lang)
    if commitment.empty:
        return draw_empty(ax, lang, "commitment", title, plans)
    canvas = open_canvas(ax, lang, title, plans, phrase("commitment.note", lang))
    canvas.legend(_list_keys(lang))
    if len(plans) > 2:
        _draw_plan_rows(canvas, commitment, plans)
        return ax
    styles = style_plans(plans, lang)
    joined = tasks.merge(commitment.drop(columns="plan_id"), on="task_id", how="inner")
    width = (canvas.width - 0.3 * (len(styles) - 1)) / len(styles)
    rows = [_list_lines(joined[joined["plan_id"] == plan], lang) for plan in styles]
    step = (canvas.top - canvas.bottom) / max(max(map(len, rows)) + 1.6, 1)
    for i, (plan, style) in enumerate(styles.items()):
        left = i * (width + 0.3)
        own = joined[joined["plan_id"] == plan]
        canvas.write(left, canvas.top - step * 0.7, style.label, **BASE)
        _draw_lines(canvas, rows[i], own, (left, width), step)
    return ax


def _list_keys(lang: str) -> list[Key]:
    square = {"marker": "s", "markersize": 5.5}
    empty = square | {"markerfacecolor": "white", "color": GREY, "markeredgewidth": 0.7}
    looks = {"present": square, "absent": empty, **MODALITIES}
    return [(look, phrase(f"commitment.key.{name}", lang)) for name, look in looks.items()]


def _list_lines(own: pd.DataFrame, lang: str) -> list[Line]:
    """(kind, label, row): a line per section heading and per task, in document order."""
    sections, titles, numbers = label_sections(own, lang), label_tasks(own, lang), number_tasks(own)
    lines: list[Line] = []
    last = None
    for row in own.to_dict("records"):
        if row["section_id"] != last:
            last = row["section_id"]
            lines.append(("section", sections[last], last))
        lines.append(("task", f"{numbers[row['task_id']]} {titles[row['task_id']]}", row))
    return lines


def _draw_lines(
    canvas: Canvas, lines: list[Line], own: pd.DataFrame, box: tuple[float, float], step: float
) -> None:
    left, width = box
    cell = 0.36 if canvas.lang == "zh" else 0.44
    profile = cell * (len(FLAGS) + 1)
    columns = left + width - profile
    for i, name in enumerate([*FLAGS, "modality"]):
        head = phrase(f"commitment.key.{name}", canvas.lang)
        place = (columns + cell * (i + 0.5), canvas.top - step * 0.7)
        canvas.write(*place, head, SMALL - 1, ha="center", color=GREY, **BASE)
    for y, (kind, label, row) in enumerate(lines):
        where = canvas.top - step * (y + 1.9)
        if kind == "section":
            canvas.label(left, where, label, columns - left - 0.05)
            part = own[own["section_id"] == row]
            _draw_profile(canvas, part, (columns + 0.04, where), (profile - 0.08, step * 0.5))
            continue
        canvas.label(left + 0.12, where, label, columns - left - 0.2, SMALL - 0.5, color=GREY)
        for i, flag in enumerate(FLAGS):
            _draw_flag(canvas, columns + cell * (i + 0.5), where, row[flag])
        _draw_modality(canvas, columns + cell * (len(FLAGS) + 0.5), where, row["modality"], step)


def _draw_flag(canvas: Canvas, x: float, y: float, present: Any) -> None:
    filled = present is True or (not pd.isna(present) and bool(present))
    look: dict[str, Any] = (
        {"color": INK} if filled else {"markerfacecolor": "white", "color": "#b5b5b5"}
    )
    canvas.mark(x, y, marker="s", markersize=5, markeredgewidth=0.7, **look)


def _draw_modality(canvas: Canvas, x: float, y: float, modality: str, step: float) -> None:
    if modality in MODALITIES:
        corner, size = (x - 0.11, y - step * 0.28), (0.22, step * 0.56)
        _draw_box(canvas, corner, size, MODALITIES[modality])
    else:
        canvas.mark(x, y, marker=".", markersize=3, color=GREY)


def _draw_box(
    canvas: Canvas, corner: tuple[float, float], size: tuple[float, float], look: dict[str, Any]
) -> None:
    canvas.box(corner, size, {"edgecolor": INK, "linewidth": 0.4} | look)


def _count_modalities(part: pd.DataFrame) -> dict[str, int]:
    """Clauses per modality where the table counts them, else tasks."""
    if set(MODALITIES) <= set(part.columns):
        return {name: int(pd.to_numeric(part[name]).fillna(0).sum()) for name in MODALITIES}
    return {name: int((part["modality"] == name).sum()) for name in MODALITIES}


def _draw_profile(
    canvas: Canvas, part: pd.DataFrame, middle: tuple[float, float], size: tuple[float, float]
) -> None:
    """A bar divided by modality; `middle`: left end, mid-height."""
    counts = _count_modalities(part)
    total, x = sum(counts.values()), middle[0]
    for name, count in counts.items():
        if count:
            width = size[0] * count / total
            _draw_box(canvas, (x, middle[1] - size[1] / 2), (width, size[1]), MODALITIES[name])
            x += width


def _draw_plan_rows(canvas: Canvas, commitment: pd.DataFrame, plans: pd.DataFrame) -> None:
    """One row per plan: share of tasks with each flag, and the modalities of all its clauses."""
    styles = style_plans(plans, canvas.lang)
    left = min(1.8, 0.15 + measure_longest(style.label for style in styles.values()))
    cell, step = 0.85, (canvas.top - canvas.bottom) / (len(styles) + 1)
    flags = cell * len(FLAGS)
    profile = canvas.width - left - flags - 0.1
    for i, name in enumerate([*FLAGS, "modalities"]):
        x = left + cell * i + (0 if i < len(FLAGS) else 0.1)
        head = phrase(f"commitment.key.{name}", canvas.lang)
        canvas.write(x, canvas.top - step / 2, head, SMALL, color=GREY, **BASE)
    for y, (plan, style) in enumerate(styles.items()):
        part = commitment[commitment["plan_id"] == plan]
        where = canvas.top - step * (y + 1.5)
        canvas.label(left - 0.08, where, style.label, left, ha="right")
        for i, flag in enumerate(FLAGS):
            share = float(part[flag].fillna(False).astype(bool).mean()) if len(part) else 0.0
            _draw_share(canvas, (left + cell * i, where), (cell * 0.5, step * 0.56), share)
        _draw_profile(canvas, part, (left + flags + 0.1, where), (profile, step * 0.6))


def _draw_share(
    canvas: Canvas, middle: tuple[float, float], size: tuple[float, float], share: float
) -> None:
    """A pale bar filled up to the share, which stands beside it; `middle`: left end, mid-height."""
    (x, y), (width, height) = middle, size
    corner = (x, y - height / 2)
    _draw_box(canvas, corner, size, {"facecolor": PALE, "linewidth": 0})
    _draw_box(canvas, corner, (width * share, height), {"facecolor": "#35699c"})
    canvas.write(x + width * 1.08, y, f"{share:.0%}", SMALL - 0.5, **BASE)
