"""Every headline figure as a sentence computed from the tables, the same wherever it is shown.

One rounding rule per kind of number (RULES) holds for page, workbook, brief and notebooks.
Sentences that a chart already carries as its title are taken from that chart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from compare.analyse.workload import build_network, measure_concentration
from compare.present.charts.aims import name_indicator
from compare.present.charts.alignment import summarise_alignment
from compare.present.charts.commitment import summarise_commitment
from compare.present.charts.departments import summarise_network
from compare.present.charts.progress import summarise_progress
from compare.present.charts.style import choose, style_plans
from compare.present.charts.targets import summarise_indicators
from compare.present.charts.text import summarise_shared_passages
from compare.present.charts.themes import summarise_coverage, summarise_keyness
from compare.present.charts.workload import summarise_workload
from compare.present.wording.labels import (
    format_number,
    format_quantity,
    join_names,
    label_departments,
)
from compare.schema import TABLES, build_table
from compare.schema.grain import mask_key_tasks

__all__ = ["RULES", "Finding", "Rule", "complete_tables", "format_figure", "list_findings"]

Tables = Mapping[str, pd.DataFrame]
MOST_PLANS = 3  # beyond this many plans a sentence gives the ends of the range


@dataclass(frozen=True)
class Rule:
    """How one kind of number is written, and the cell format of a spreadsheet that equals it."""

    write: Callable[[float], str]
    cell: str


RULES: dict[str, Rule] = {
    "count": Rule(lambda value: format_number(value, 0), "#,##0"),
    "share": Rule(lambda value: f"{value:.0%}", "0%"),
    "pace": Rule(lambda value: f"{value:+.2f}", "+0.00;-0.00;+0.00"),
    "index": Rule(lambda value: f"{value:.2f}", "0.00"),
    "p": Rule(lambda value: f"{value:.3f}", "0.000"),
    "stated": Rule(format_number, "#,##0"),
}


@dataclass(frozen=True)
class Finding:
    """A sentence, what it does not say, and the figure of `figures/` that shows it (or none)."""

    key: str
    sentence: str
    caveat: str
    figure: str = ""


def format_figure(value: float, kind: str) -> str:
    """A number as every product writes it: 0.303, share → 30%; 1.2, pace → +1.20."""
    return RULES[kind].write(float(value))


def complete_tables(tables: Tables) -> dict[str, pd.DataFrame]:
    """The tables, those that are missing empty; `progress` stays away where nothing was measured."""
    absent = [name for name in TABLES if name not in tables and name != "progress"]
    return {**tables, **{name: build_table(name, []) for name in absent}}


def list_findings(tables: Tables, lang: str = "zh") -> list[Finding]:
    """The findings that the tables allow, in the order of a report.

    A comparison is left out where there is one plan, and a finding where its table has no row.
    Past three plans a sentence names the highest and the lowest.
    """
    full = complete_tables(tables)
    if full["plans"].empty:
        return []
    tellers = (_tell_size, _tell_indicators, _tell_departments, _tell_tasks, _tell_texts)
    return [finding for tell in tellers for finding in tell(full, lang)]


def _tell_size(tables: Tables, lang: str) -> Iterator[Finding]:
    plans, tasks, named = tables["plans"], tables["tasks"], tables["assignments"]
    if tasks.empty:
        return
    key = tasks[mask_key_tasks(tasks)]
    counts = {p: int((key["plan_id"] == p).sum()) for p in plans["plan_id"]}
    bodies = {
        p: named.loc[named["plan_id"] == p, "department_id"].nunique() for p in plans["plan_id"]
    }
    words = {
        p: choose(
            lang,
            f"{counts[p]} 项重点任务、{bodies[p]} 个部门",
            f"{counts[p]} key tasks, {bodies[p]} departments",
        )
        for p in plans["plan_id"]
    }
    joined = _join_plans(plans, lang, words, {p: float(counts[p]) for p in counts})
    n = len(plans)
    yield Finding(
        "size",
        choose(lang, f"比较 {n} 个规划：{joined}", f"Plans compared: {n}. {joined}"),
        choose(
            lang,
            "规划写的是打算，不是执行情况；任务数随文本的分条方式而变。",
            "A plan is not its execution, and the number of tasks depends on how a text is divided.",
        ),
    )


def _tell_indicators(tables: Tables, lang: str) -> Iterator[Finding]:
    indicators, plans = tables["indicators"], tables["plans"]
    numbers = indicators[indicators["stated"] == "number"]
    if numbers.empty:
        return
    yield Finding(
        "indicators",
        summarise_indicators(indicators, plans, lang),
        choose(
            lang,
            "没有写出的指标是缺失，不是零。",
            "An indicator that a plan leaves out is missing, not zero.",
        ),
        "indicators",
    )
    levels = [_tell_level(part, plans, lang) for part in list_paths(indicators)]
    if levels:
        yield Finding(
            "levels",
            choose(lang, "；", "; ").join(levels),
            choose(
                lang,
                "基期为各规划自述；每年变化假定直线推进，起点低的规划相对增速更快。",
                "Baselines are the plans' own; change per year assumes a straight path, and a lower "
                "start makes the same change a faster relative growth.",
            ),
            "indicators",
        )
    hoped = numbers[numbers["aspirational"].fillna(False).astype(bool)]
    yield Finding(
        "aspirational",
        choose(lang, "有数字的指标中，用力争、争创等措辞的：", "Numbers worded as aspirations: ")
        + _join_counts(plans, lang, _count(hoped), _count(numbers)),
        choose(
            lang,
            "措辞不等于难易，也不等于是否考核。",
            "Wording says neither how hard a target is nor whether it is assessed.",
        ),
        "indicators",
    )


def list_paths(indicators: pd.DataFrame, most: int = 3) -> list[pd.DataFrame]:
    """Rows with baseline and target, per indicator, the indicator most plans share first."""
    paced = indicators.dropna(subset=["baseline_value", "target_value"])
    parts = [part for _, part in paced.groupby("indicator_id", sort=False)]
    return sorted(parts, key=lambda part: -part["plan_id"].nunique())[:most]


def _tell_level(part: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    own = {str(row["plan_id"]): row for row in part.to_dict("records")}
    words = {plan: format_path(row, lang) for plan, row in own.items()}
    order = {plan: float(row["target_value"]) for plan, row in own.items()}
    name = name_indicator(part.iloc[0], lang)
    return name + choose(lang, "：", ": ") + _join_plans(plans, lang, words, order)


def format_path(row: Mapping[Any, Any], lang: str) -> str:
    """14%（2020）→ 20%（2025）"""
    ends = []
    for end in ("baseline", "target"):
        year = row[f"{end}_year"]
        stated = "" if pd.isna(year) else choose(lang, f"（{int(year)}）", f" ({int(year)})")
        ends.append(format_quantity(float(row[f"{end}_value"]), str(row["unit"]), lang) + stated)
    return " → ".join(ends)


def _tell_departments(tables: Tables, lang: str) -> Iterator[Finding]:
    plans, departments = tables["plans"], tables["departments"]
    chosen = tables["workload"][tables["workload"]["grain"] == "section"]
    if chosen.empty:
        return
    yield Finding(
        "workload",
        summarise_workload(chosen, departments, plans, lang, "section"),
        choose(
            lang,
            "被点名不等于工作量大；分工有的按任务、有的按节，宜比较占节数的比例。",
            "Named is not busy. Some plans assign by task, others by section: compare shares of "
            "sections.",
        ),
        "workload",
    )
    gini = {
        str(r["plan_id"]): float(r["gini"]) for _, r in measure_concentration(chosen).iterrows()
    }
    words = {plan: format_figure(value, "index") for plan, value in gini.items()}
    yield Finding(
        "concentration",
        choose(lang, "部门任务面的基尼系数：", "Gini coefficient of departments' sections: ")
        + _join_plans(plans, lang, words, gini),
        choose(
            lang,
            "只计规划点名的部门，每次点名同等看待。",
            "Only departments that a plan names, each mention weighing the same.",
        ),
        "workload",
    )
    network = build_network(tables["tasks"], tables["assignments"])
    if len(network):
        yield Finding(
            "network",
            summarise_network(network, label_departments(departments, lang), plans, lang),
            choose(
                lang,
                "同列一条分工条款，不等于实际协作。",
                "Standing in one clause is not the same as working together.",
            ),
            "network",
        )


def _tell_tasks(tables: Tables, lang: str) -> Iterator[Finding]:
    plans, tasks, commitment = tables["plans"], tables["tasks"], tables["commitment"]
    if len(plans) > 1 and len(tables["task_pairs"]):
        yield Finding(
            "alignment",
            summarise_alignment(tables["task_pairs"], tasks, plans, lang),
            choose(
                lang,
                "文字相近不等于工作相同；各规划都沿用上级纲要的框架。",
                "Similar words are not similar work: plans copy the outline of the level above.",
            ),
            "alignment_heatmap",
        )
    if len(tables["coverage"]):
        yield from _tell_themes(tables["coverage"], plans, lang)
    if len(commitment):
        yield Finding(
            "commitment",
            summarise_commitment(commitment, plans, lang),
            choose(
                lang,
                "不区分主次的分工没有牵头单位，但并非无人负责。",
                "A clause without a lead still names who is responsible.",
            ),
            "commitment",
        )
    if len(tables.get("progress", ())):
        yield Finding(
            "progress",
            summarise_progress(tables["progress"], plans, lang),
            choose(
                lang,
                "以基期到目标的直线为准，5% 以内为持平。",
                "Against a straight path from baseline to target; within 5% counts as on it.",
            ),
            "progress",
        )


def _tell_themes(coverage: pd.DataFrame, plans: pd.DataFrame, lang: str) -> Iterator[Finding]:
    yield Finding(
        "coverage",
        summarise_coverage(coverage, plans, lang),
        choose(
            lang,
            "按提及主题的语句的字数计算；只宜看排序和较大的差别。",
            "Measured in characters of sentences on the theme: rely on ranks and large differences "
            "only.",
        ),
        "coverage",
    )
    gaps = coverage[~(coverage["share"] > 0)]
    words, counts = {}, {str(p): 0.0 for p in plans["plan_id"]}
    for plan, part in gaps.groupby("plan_id", sort=False):
        words[str(plan)] = join_names([name_theme(r, lang) for _, r in part.iterrows()], lang)
        counts[str(plan)] = float(len(part))
    none = choose(lang, "无", "none")
    if len(plans) > MOST_PLANS:
        words = {p: choose(lang, f"{int(n)} 个", str(int(n))) for p, n in counts.items()}
    yield Finding(
        "themes_left_out",
        choose(lang, "未涉及的主题：", "Themes left out: ")
        + _join_plans(plans, lang, {p: words.get(p, none) for p in counts}, counts),
        choose(
            lang,
            "没有写到，不等于没有做。",
            "Not written in the plan does not mean not done.",
        ),
        "coverage",
    )


def name_theme(row: Any, lang: str) -> str:
    """The theme's name; in English its Chinese name where it has no other."""
    return str((row["theme_en"] if lang == "en" else "") or row["theme"])


def _tell_texts(tables: Tables, lang: str) -> Iterator[Finding]:
    plans = tables["plans"]
    if len(plans) < 2:
        return
    if len(tables["shared_passages"]):
        yield Finding(
            "shared_passages",
            summarise_shared_passages(tables["shared_passages"], plans, lang),
            choose(
                lang,
                "相同的文字可能都出自上级文件，不说明谁抄谁。",
                "Both may have it from the level above; it does not say who copied whom.",
            ),
            "shared_passages",
        )
    if len(tables["distinctive_terms"]):
        yield Finding(
            "keyness",
            summarise_keyness(tables["distinctive_terms"], plans, lang),
            choose(
                lang,
                "只作描述：文本少，检验效力低。",
                "A description, not a test: few texts give little power.",
            ),
            "keyness",
        )


def _count(rows: pd.DataFrame) -> dict[str, int]:
    return {str(plan): int(n) for plan, n in rows["plan_id"].value_counts().items()}


def _join_counts(
    plans: pd.DataFrame, lang: str, some: Mapping[str, int], all_: Mapping[str, int]
) -> str:
    """海安 5/11，太仓 2/7"""
    words = {plan: f"{some.get(plan, 0)}/{n}" for plan, n in all_.items()}
    order = {plan: some.get(plan, 0) / n for plan, n in all_.items()}
    return _join_plans(plans, lang, words, order)


def _join_plans(
    plans: pd.DataFrame, lang: str, words: Mapping[str, str], order: Mapping[str, float]
) -> str:
    """Plan and words for each plan; past MOST_PLANS of the highest and the lowest by `order`."""
    shown = [(plan, style.label) for plan, style in style_plans(plans, lang).items()]
    shown = [(plan, label) for plan, label in shown if plan in words]
    if len(shown) <= MOST_PLANS:
        parts = [f"{label} {words[plan]}" for plan, label in shown]
        long = any("、" in text or ", " in text for text in words.values())
        return choose(lang, "；" if long else "，", "; " if long else ", ").join(parts)
    ranked = sorted(shown, key=lambda item: -order[item[0]])
    (high, most), (low, least) = ranked[0], ranked[-1]
    return choose(
        lang,
        f"最高{most} {words[high]}，最低{least} {words[low]}",
        f"highest {most} {words[high]}, lowest {least} {words[low]}",
    )


def format_cell(value: float, kind: str) -> str:
    """The spreadsheet format under which the value reads as `format_figure` writes it.

    A spreadsheet rounds halves up where Python takes the even digit (0.125 → 13%, 12%); such a
    value is shown by a literal format, its full value kept.
    """
    text = format_figure(value, kind)
    scaled = Decimal(repr(float(value))) * (100 if kind == "share" else 1)
    number = text.rstrip("%").replace(",", "")
    step = Decimal(1).scaleb(-len(number.partition(".")[2]))
    same = scaled.quantize(step, ROUND_HALF_UP) == Decimal(number)
    cell = RULES[kind].cell
    if kind == "stated":
        cell = "#,##0" + ("." + "0" * len(text.split(".")[1]) if "." in text else "")
    return cell if same else f'"{text}"'
