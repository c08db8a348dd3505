"""The tables of the brief as text: indicators, departments, themes left out, tasks unanswered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compare.present.wording.findings.departments import rank_departments, select_sections
from compare.present.wording.findings.finding import Tables
from compare.present.wording.findings.tasks import select_matched
from compare.present.wording.labels import (
    join_names,
    label_departments,
    label_plans,
    label_sections,
    label_tasks,
    name_thing,
    number_tasks,
)
from compare.present.wording.numbers import format_figure, format_year
from compare.present.wording.stated import format_baseline, format_path, format_target
from compare.present.wording.texts import join_sentences, phrase
from compare.schema.grain import mask_key_tasks

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
    """Indicators that some plan puts a number or an aim in words to, those of most plans first; a column per plan."""
    table, labels = tables["indicators"], label_plans(tables["plans"], lang)
    worded = table["qualitative"].fillna("") != ""
    numbers = table[(table["stated"] == "number") | worded]
    uses = numbers.groupby("indicator_id", sort=False)["plan_id"].nunique()
    order = sorted(uses.index, key=lambda i: -uses[i])
    rows = []
    for indicator in order[:MOST_INDICATORS]:
        own = {r["plan_id"]: r for _, r in table[table["indicator_id"] == indicator].iterrows()}
        name = name_thing(next(iter(own.values())), "indicator", lang)
        rows.append([name, *_format_indicators(own, labels, lang)])
    heads, widths = list(labels.values()), _share_out(2.5, len(labels))
    if len(labels) > MOST_COLUMNS:
        heads = [phrase("brief.plans", lang), phrase("brief.values", lang)]
        widths = [2.5, 0.7, WIDTH - 3.2]
    rest = len(order) - MOST_INDICATORS
    more = phrase("brief.indicators.more", lang, n=rest) if rest > 0 else ""
    note = join_sentences([phrase("brief.indicators.note", lang), more], lang)
    caption = phrase("caption.indicators", lang)
    return BriefTable(caption, [phrase("word.indicator", lang), *heads], rows, widths, note)


def _format_indicators(own: Mapping[str, Any], labels: Mapping[str, str], lang: str) -> list[str]:
    """A cell per plan; of many plans how many give a number, and the first two numbers."""
    if len(labels) <= MOST_COLUMNS:
        return [_format_indicator(own.get(plan), lang) for plan in labels]
    stated = [p for p in labels if p in own and own[p]["stated"] == "number"]
    shown = [f"{labels[p]} {_format_indicator(own[p], lang)}" for p in stated[:2]]
    values, n = phrase("mark.semicolon", lang).join(shown), len(stated)
    if n > 2:
        values = phrase("brief.values.more", lang, values=values, n=n, rest=n - 2)
    return [format_figure(n, "count"), values]


def _format_indicator(row: Any, lang: str) -> str:
    """14%（2020） → 力争达到20%（2025）"""
    if row is None or row["stated"] == "no":
        return phrase("brief.absent", lang)
    if row["stated"] == "without_number":
        words = format_target(row, lang)
        year = format_year(row["target_year"], lang)
        return words + year if words else phrase("brief.mentioned", lang)
    if pd.isna(row["target_value"]):
        return format_baseline(row, lang)
    if pd.notna(row["baseline_value"]):
        return format_path(row, lang)
    return format_target(row, lang) + format_year(row["target_year"], lang)


def tabulate_departments(tables: Tables, lang: str, most: int) -> BriefTable:
    """The departments with the widest remit: share of sections and, where named, times as lead."""
    labels = label_plans(tables["plans"], lang)
    names = label_departments(tables["departments"], lang)
    chosen = select_sections(tables["workload"])
    rows = []
    for department in rank_departments(chosen)[:most]:
        own = {r["plan_id"]: r for _, r in chosen[chosen["department_id"] == department].iterrows()}
        rows.append([names[department], *_format_shares(own, labels, lang)])
    heads, note = list(labels.values()), phrase("brief.departments.note", lang)
    if len(labels) > MOST_COLUMNS:
        ends = ("mean", "highest", "lowest")
        heads, note = [phrase(f"brief.departments.head.{end}", lang) for end in ends], ""
    caption, head = phrase("brief.departments.caption", lang), phrase("word.department", lang)
    return BriefTable(caption, [head, *heads], rows, _share_out(2.5, len(heads)), note)


def _format_shares(own: Mapping[str, Any], labels: Mapping[str, str], lang: str) -> list[str]:
    """A cell per plan; of many plans the mean, the highest and the lowest."""
    if len(labels) <= MOST_COLUMNS:
        return [_format_share(own.get(plan), lang) for plan in labels]
    shares = {plan: float(own[plan]["share"]) if plan in own else 0.0 for plan in labels}
    ranked = sorted(shares, key=lambda plan: -shares[plan])
    ends = [f"{format_figure(shares[p], 'share')} {labels[p]}" for p in (ranked[0], ranked[-1])]
    return [format_figure(sum(shares.values()) / len(shares), "share"), *ends]


def _format_share(row: Any, lang: str) -> str:
    """91%（10，牵头 2）"""
    if row is None:
        return phrase("brief.absent", lang)
    count = str(row["mentions"])
    if row["lead"]:
        count += phrase("brief.lead", lang, count=row["lead"])
    return format_figure(row["share"], "share") + phrase("mark.brackets", lang, text=count)


def tabulate_gaps(tables: Tables, lang: str) -> BriefTable:
    """Themes that a plan leaves out and some other covers; a row per theme."""
    table, labels = tables["coverage"], label_plans(tables["plans"], lang)
    nobody, rows = phrase("word.none", lang), []
    for _, part in table.groupby("theme_id", sort=False):
        own = dict(zip(part["plan_id"], part["share"], strict=True))
        without = [labels[p] for p in labels if p in own and not own[p] > 0]
        covered = [
            f"{labels[p]} {format_figure(own[p], 'share')}" for p in labels if own.get(p, 0) > 0
        ]
        if without:
            shown = [join_names(names, lang) or nobody for names in (without, covered)]
            rows.append([name_thing(part.iloc[0], "theme", lang), *shown])
    heads = [
        phrase(f"brief.gaps.head.{column}", lang) for column in ("theme", "without", "covered")
    ]
    return BriefTable(phrase("brief.gaps.caption", lang), heads, rows, [2.5, 1.7, 2.1])


def tabulate_unanswered(tables: Tables, lang: str) -> BriefTable:
    """Key tasks without a judged counterpart in any other plan, in document order."""
    pairs, tasks = tables["task_pairs"], tables["tasks"]
    labels, numbers = label_plans(tables["plans"], lang), number_tasks(tasks)
    sections, names = label_sections(tasks, lang), label_tasks(tasks, lang)
    matched = select_matched(pairs)
    answered = set(matched["task_a"]) | set(matched["task_b"])
    compared = set(pairs["task_a"]) | set(pairs["task_b"])
    alone = tasks[tasks["task_id"].isin(compared - answered) & mask_key_tasks(tasks)]
    rows = [
        [
            labels.get(str(r["plan_id"]), str(r["plan_id"])),
            numbers[r["task_id"]],
            sections.get(r["section_id"], ""),
            names[r["task_id"]],
        ]
        for r in alone.to_dict("records")
    ]
    rest = len(rows) - MOST_TASKS
    note = phrase("brief.unanswered.more", lang, n=rest) if rest > 0 else ""
    columns = ("plan", "number", "section", "task")
    heads = [phrase(f"brief.unanswered.head.{column}", lang) for column in columns]
    caption = phrase("brief.unanswered.caption", lang)
    return BriefTable(caption, heads, rows[:MOST_TASKS], [0.8, 0.8, 1.9, 2.8], note)


def _share_out(first: float, columns: int) -> list[float]:
    return [first, *[(WIDTH - first) / max(columns, 1)] * columns]
