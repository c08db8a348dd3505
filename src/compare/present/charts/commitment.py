"""Charts of how binding the plans are, task by task."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.style import (
    GREY,
    INK,
    PALE,
    SMALL,
    Canvas,
    choose,
    draw_nothing,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_legend,
)
from compare.present.wording.labels import label_sections, label_tasks, number_tasks

FLAGS = {
    "has_number": ("数字", "number"),
    "has_deadline": ("时限", "deadline"),
    "has_lead": ("牵头", "lead"),
    "has_cadence": ("频次", "cadence"),
}
MODALITIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "must": ("必须", "must", {"facecolor": "#0b2c4d"}),
    "do": ("实施", "do", {"facecolor": "#7fa8cd"}),
    "strive": ("力争", "strive", {"facecolor": "#fbe3bf", "hatch": "////"}),
    "encourage": ("鼓励", "encourage", {"facecolor": "white", "hatch": "...."}),
}
BINDING = ("has_number", "has_deadline", "has_lead")


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
        reason = choose(lang, "没有任务。", "there is no task.")
        return draw_nothing(ax, lang, title, plans, reason)
    canvas = open_canvas(ax, lang, title, plans, _note_commitment(lang))
    write_legend(canvas, _commitment_keys(lang))
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
        canvas.write(left, canvas.top - step * 0.7, style.label, va="center_baseline")
        _draw_lines(canvas, rows[i], own, (left, width), step)
    return ax


def summarise_commitment(commitment: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """The share of tasks with neither number nor deadline nor lead, per plan (ends of many)."""
    if commitment.empty:
        return choose(lang, "任务的约束程度", "How binding the tasks are")
    loose = ~commitment[list(BINDING)].fillna(False).astype(bool).any(axis=1)
    counts = {
        plan: (int(part.sum()), len(part))
        for plan, part in loose.groupby(commitment["plan_id"], sort=False)
    }
    styles = style_plans(plans, lang)
    shown = [plan for plan in styles if plan in counts]
    if len(shown) > 3:
        shown = sorted(shown, key=lambda plan: -counts[plan][0] / counts[plan][1])
        shown = [shown[0], shown[-1]]
    parts = [f"{styles[p].label} {counts[p][0]}/{counts[p][1]}" for p in shown]
    joined = choose(lang, "，", ", ").join(parts)
    return choose(
        lang,
        f"既无数字、又无时限、也无牵头单位的任务：{joined}",
        f"Tasks with neither number nor deadline nor lead: {joined}",
    )


def _note_commitment(lang: str) -> str:
    return choose(
        lang,
        "实心 = 有。语气：任务多数分句的主导词（必须、实施、力争、鼓励）。不区分主次的规划没有“牵头”，不等于无人负责。",
        "Filled = present. Modality: what governs most clauses of the task. A plan that names "
        "departments without a lead shows none, which is not the same as nobody being responsible.",
    )


def _commitment_keys(lang: str) -> list[tuple[dict[str, Any], str]]:
    square = {"marker": "s", "markersize": 5.5}
    keys: list[tuple[dict[str, Any], str]] = [
        (square, choose(lang, "有", "present")),
        (
            square | {"markerfacecolor": "white", "color": GREY, "markeredgewidth": 0.7},
            choose(lang, "无", "absent"),
        ),
    ]
    return keys + [(look, choose(lang, zh, en)) for zh, en, look in MODALITIES.values()]


def _list_lines(own: pd.DataFrame, lang: str) -> list[tuple[str, str, Any]]:
    """(kind, label, row): a line per section heading and per task, in document order."""
    sections, titles, numbers = label_sections(own, lang), label_tasks(own, lang), number_tasks(own)
    lines: list[tuple[str, str, Any]] = []
    last = None
    for row in own.to_dict("records"):
        if row["section_id"] != last:
            last = row["section_id"]
            lines.append(("section", sections[last], last))
        lines.append(("task", f"{numbers[row['task_id']]} {titles[row['task_id']]}", row))
    return lines


def _draw_lines(
    canvas: Canvas,
    lines: list[tuple[str, str, Any]],
    own: pd.DataFrame,
    box: tuple[float, float],
    step: float,
) -> None:
    left, width = box
    marks = 0.36 if canvas.lang == "zh" else 0.44
    columns = left + width - marks * (len(FLAGS) + 1)
    for i, name in enumerate([*FLAGS.values(), ("语气", "modality")]):
        text = choose(canvas.lang, *name)
        x = columns + marks * (i + 0.5)
        canvas.write(
            x,
            canvas.top - step * 0.7,
            text,
            SMALL - 1,
            ha="center",
            va="center_baseline",
            color=GREY,
        )
    for y, (kind, label, row) in enumerate(lines):
        where = canvas.top - step * (y + 1.9)
        if kind == "section":
            text = shorten_text(label, columns - left - 0.05, SMALL)
            canvas.write(left, where, text, SMALL, va="center_baseline")
            part = own[own["section_id"] == row]
            _draw_profile(
                canvas, part, (columns + 0.04, where), (marks * (len(FLAGS) + 1) - 0.08, step * 0.5)
            )
            continue
        text = shorten_text(label, columns - left - 0.2, SMALL - 0.5)
        canvas.write(left + 0.12, where, text, SMALL - 0.5, va="center_baseline", color=GREY)
        for i, flag in enumerate(FLAGS):
            _draw_flag(canvas, columns + marks * (i + 0.5), where, row[flag])
        _draw_modality(canvas, columns + marks * (len(FLAGS) + 0.5), where, row["modality"], step)


def _draw_flag(canvas: Canvas, x: float, y: float, present: Any) -> None:
    filled = present is True or (not pd.isna(present) and bool(present))
    look: dict[str, Any] = (
        {"color": INK} if filled else {"markerfacecolor": "white", "color": "#b5b5b5"}
    )
    canvas.mark(x, y, marker="s", markersize=5, markeredgewidth=0.7, **look)


def _draw_modality(canvas: Canvas, x: float, y: float, modality: str, step: float) -> None:
    if modality in MODALITIES:
        look = MODALITIES[modality][2]
        _draw_box(canvas, (x - 0.11, y - step * 0.28), (0.22, step * 0.56), look)
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
            _draw_box(canvas, (x, middle[1] - size[1] / 2), (width, size[1]), MODALITIES[name][2])
            x += width


def _draw_plan_rows(canvas: Canvas, commitment: pd.DataFrame, plans: pd.DataFrame) -> None:
    """One row per plan: share of tasks with each flag, and the modalities of all its clauses."""
    styles = style_plans(plans, canvas.lang)
    left = min(1.8, 0.15 + max(inches(style.label, SMALL) for style in styles.values()))
    cell, step = 0.85, (canvas.top - canvas.bottom) / (len(styles) + 1)
    profile = canvas.width - left - cell * len(FLAGS) - 0.1
    heads = [choose(canvas.lang, *name) for name in FLAGS.values()]
    for i, text in enumerate([*heads, choose(canvas.lang, "分句语气", "modality of clauses")]):
        x = left + cell * i + (0 if i < len(FLAGS) else 0.1)
        canvas.write(x, canvas.top - step / 2, text, SMALL, color=GREY, va="center_baseline")
    for y, (plan, style) in enumerate(styles.items()):
        part = commitment[commitment["plan_id"] == plan]
        where = canvas.top - step * (y + 1.5)
        canvas.write(
            left - 0.08,
            where,
            shorten_text(style.label, left, SMALL),
            SMALL,
            ha="right",
            va="center_baseline",
        )
        for i, flag in enumerate(FLAGS):
            share = float(part[flag].fillna(False).astype(bool).mean()) if len(part) else 0.0
            x = left + cell * i
            _draw_box(
                canvas,
                (x, where - step * 0.28),
                (cell * 0.5, step * 0.56),
                {"facecolor": PALE, "linewidth": 0},
            )
            _draw_box(
                canvas,
                (x, where - step * 0.28),
                (cell * 0.5 * share, step * 0.56),
                {"facecolor": "#35699c"},
            )
            canvas.write(x + cell * 0.54, where, f"{share:.0%}", SMALL - 0.5, va="center_baseline")
        _draw_profile(canvas, part, (left + cell * len(FLAGS) + 0.1, where), (profile, step * 0.6))
