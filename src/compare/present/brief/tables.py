"""The tables of the brief as text: indicators, departments, themes left out, tasks unanswered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compare.present.charts.aims import name_indicator
from compare.present.charts.style import choose, style_plans
from compare.present.wording.findings import format_figure, format_path, name_theme
from compare.present.wording.labels import (
    format_quantity,
    join_names,
    label_departments,
    label_sections,
    label_tasks,
    number_tasks,
)
from compare.schema.grain import mask_key_tasks

Tables = Mapping[str, pd.DataFrame]
WIDTH = 6.3  # inches
MOST_COLUMNS = 4  # beyond this many plans a row gives mean, highest and lowest
MOST_INDICATORS = 16
MOST_TASKS = 12


@dataclass(frozen=True)
class BriefTable:
    """Caption, column headings, rows of text, widths in inches, a note beneath."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    note: str = ""


def tabulate_indicators(tables: Tables, lang: str) -> BriefTable:
    """Indicators that some plan puts a number to, those of most plans first; a column per plan."""
    table, labels = tables["indicators"], _label(tables, lang)
    numbers = table[table["stated"] == "number"]
    uses = numbers.groupby("indicator_id", sort=False)["plan_id"].nunique()
    order = sorted(uses.index, key=lambda i: -uses[i])
    rows = []
    for indicator in order[:MOST_INDICATORS]:
        own = {r["plan_id"]: r for _, r in table[table["indicator_id"] == indicator].iterrows()}
        name = name_indicator(next(iter(own.values())), lang)
        if len(labels) <= MOST_COLUMNS:
            cells = [_word_indicator(own.get(plan), lang) for plan in labels]
        else:
            stated = [p for p in labels if p in own and own[p]["stated"] == "number"]
            words = [f"{labels[p]} {_word_indicator(own[p], lang)}" for p in stated[:2]]
            more = choose(lang, f" 等 {len(stated)} 个", f" and {len(stated) - 2} more")
            cells = [
                format_figure(len(stated), "count"),
                choose(lang, "；", "; ").join(words) + (more if len(stated) > 2 else ""),
            ]
        rows.append([name, *cells])
    if len(labels) <= MOST_COLUMNS:
        heads, widths = list(labels.values()), _share_out(2.5, len(labels))
    else:
        heads = [choose(lang, "规划数", "Plans"), choose(lang, "数值", "Values")]
        widths = [2.5, 0.7, WIDTH - 3.2]
    rest = len(order) - MOST_INDICATORS
    note = choose(
        lang,
        "“力争”：原文措辞为力争、争创等；“—”：未提及；“提及”：提到而无数字。",
        "strive: worded as an aspiration; –: not stated; mentioned: stated without a number.",
    )
    if rest > 0:
        note += choose(lang, f"另有 {rest} 项见指标表。", f" {rest} more in the table indicators.")
    caption = choose(lang, "有数字的指标", "Indicators that carry a number")
    return BriefTable(caption, [choose(lang, "指标", "Indicator"), *heads], rows, widths, note)


def _word_indicator(row: Any, lang: str) -> str:
    """14%（2020） → 20%（2025），力争"""
    if row is None or row["stated"] == "no":
        return choose(lang, "—", "–")
    if row["stated"] == "without_number":
        return choose(lang, "提及", "mentioned")
    unit, value, high = str(row["unit"]), row["target_value"], row["value_high"]
    if pd.notna(value) and pd.notna(row["baseline_value"]):
        text = format_path(row, lang)
    else:
        value = row["baseline_value"] if pd.isna(value) else value
        year = row["baseline_year"] if pd.isna(row["target_value"]) else row["target_year"]
        text = format_quantity(float(value), unit, lang)
        if pd.notna(high):
            text = format_figure(float(value), "stated") + "–" + format_quantity(high, unit, lang)
        if pd.notna(year):
            text += choose(lang, f"（{int(year)}）", f" ({int(year)})")
    return text + (choose(lang, "，力争", ", strive") if row["aspirational"] is True else "")


def tabulate_departments(tables: Tables, lang: str, most: int) -> BriefTable:
    """The departments with the widest remit: share of sections and, where named, times as lead."""
    labels, names = _label(tables, lang), label_departments(tables["departments"], lang)
    chosen = tables["workload"][tables["workload"]["grain"] == "section"]
    share = chosen.groupby("department_id")["share"].sum().round(9)
    order = sorted(share.index, key=lambda d: (-share[d], d))[:most]
    rows = []
    for department in order:
        own = {r["plan_id"]: r for _, r in chosen[chosen["department_id"] == department].iterrows()}
        rows.append([names[department], *_word_shares(own, labels, lang)])
    few = len(labels) <= MOST_COLUMNS
    heads = (
        list(labels.values())
        if few
        else choose(lang, "平均|最高|最低", "Mean|Highest|Lowest").split("|")
    )
    note = choose(
        lang,
        "占有分工条款的节的比例；括号内为被点名的节数，其中牵头的节数另注。",
        "Share of the sections that carry a clause; in brackets sections, and of these as lead.",
    )
    caption = choose(lang, "任务面最广的部门", "Departments with the widest remit")
    head = choose(lang, "部门", "Department")
    return BriefTable(
        caption, [head, *heads], rows, _share_out(2.5, len(heads)), note if few else ""
    )


def _word_shares(own: Mapping[str, Any], labels: Mapping[str, str], lang: str) -> list[str]:
    if len(labels) <= MOST_COLUMNS:
        return [_word_share(own.get(plan), lang) for plan in labels]
    shares = {plan: float(own[plan]["share"]) if plan in own else 0.0 for plan in labels}
    ranked = sorted(shares, key=lambda plan: -shares[plan])
    ends = [f"{format_figure(shares[p], 'share')} {labels[p]}" for p in (ranked[0], ranked[-1])]
    return [format_figure(sum(shares.values()) / len(shares), "share"), *ends]


def _word_share(row: Any, lang: str) -> str:
    """91%（10，牵头 2）"""
    if row is None:
        return choose(lang, "—", "–")
    lead = choose(lang, f"，牵头 {row['lead']}", f", lead {row['lead']}") if row["lead"] else ""
    count = choose(lang, f"（{row['mentions']}{lead}）", f" ({row['mentions']}{lead})")
    return format_figure(row["share"], "share") + count


def tabulate_gaps(tables: Tables, lang: str) -> BriefTable:
    """Themes that a plan leaves out and some other covers; a row per theme."""
    table, labels = tables["coverage"], _label(tables, lang)
    rows = []
    for _, part in table.groupby("theme_id", sort=False):
        own = dict(zip(part["plan_id"], part["share"], strict=True))
        without = [labels[p] for p in labels if p in own and not own[p] > 0]
        covered = [
            f"{labels[p]} {format_figure(own[p], 'share')}" for p in labels if own.get(p, 0) > 0
        ]
        if without:
            nobody = choose(lang, "无", "none")
            shown = [join_names(names, lang) or nobody for names in (without, covered)]
            rows.append([name_theme(part.iloc[0], lang), *shown])
    heads = choose(
        lang, "主题|未涉及的规划|涉及的规划及比例", "Theme|Left out by|Covered by (share of text)"
    ).split("|")
    caption = choose(lang, "有规划未涉及的主题", "Themes that a plan leaves out")
    return BriefTable(caption, heads, rows, [2.5, 1.7, 2.1])


def tabulate_unanswered(tables: Tables, lang: str) -> BriefTable:
    """Key tasks without a judged counterpart in any other plan, in document order."""
    pairs, tasks, labels = tables["task_pairs"], tables["tasks"], _label(tables, lang)
    matched = pairs[pairs["matched"].fillna(False).astype(bool)]
    answered = set(matched["task_a"]) | set(matched["task_b"])
    compared = set(pairs["task_a"]) | set(pairs["task_b"])
    open_ = tasks[tasks["task_id"].isin(compared - answered) & mask_key_tasks(tasks)]
    names, sections, numbers = (
        label_tasks(tasks, lang),
        label_sections(tasks, lang),
        (number_tasks(tasks)),
    )
    rows = [
        [
            labels.get(str(r["plan_id"]), str(r["plan_id"])),
            numbers[r["task_id"]],
            sections.get(r["section_id"], ""),
            names[r["task_id"]],
        ]
        for r in open_.to_dict("records")
    ]
    rest = len(rows) - MOST_TASKS
    note = choose(lang, f"另有 {rest} 项见任务对照表。", f"{rest} more in the table task_pairs.")
    heads = choose(lang, "规划|编号|节|任务", "Plan|No.|Section|Task").split("|")
    caption = choose(lang, "在其他规划中没有对应的重点任务", "Key tasks without a counterpart")
    widths = [0.8, 0.8, 1.9, 2.8]
    return BriefTable(caption, heads, rows[:MOST_TASKS], widths, note if rest > 0 else "")


def _label(tables: Tables, lang: str) -> dict[str, str]:
    return {plan: style.label for plan, style in style_plans(tables["plans"], lang).items()}


def _share_out(first: float, columns: int) -> list[float]:
    return [first, *[(WIDTH - first) / max(columns, 1)] * columns]
