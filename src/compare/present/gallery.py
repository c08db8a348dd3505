"""The page `figures/README.md`: every figure of a build, what it shows and how to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from compare.present.charts.draw import list_figures
from compare.present.fonts import PNG_DPI
from compare.present.wording.findings import Finding, list_findings

__all__ = ["render_gallery"]

SAME = {"alignment_links": "alignment_heatmap"}  # two figures of one finding
KINDS = ("png", "svg", "pdf")
# name → (title zh, title en, how to read zh, how to read en)
READINGS: dict[str, tuple[str, str, str, str]] = {
    "indicators": (
        "指标与目标",
        "Indicators",
        "上：有基期的指标，从基期到目标，附年份和每年变化。下：其余指标；斜线为提及而无数字，点为未提及，都不是零。",
        "Above: indicators with a baseline, from baseline to target, with years and change per "
        "year. Below: all others; hatched = stated without a number, dot = not stated; neither is "
        "a zero.",
    ),
    "workload": (
        "部门任务面",
        "Departments by remit",
        "各部门被点名的节占有分工条款的节的比例；实心为牵头，点为责任，斜线为配合。",
        "Share of a plan's sections whose clause names the department; solid = lead, dotted = "
        "responsible, striped = support.",
    ),
    "department_themes": (
        "部门与主题",
        "Departments and themes",
        "某主题的任务中点名某部门的比例；格中数字为任务数。",
        "Of a plan's tasks on a theme, the share that names the department; the number counts "
        "tasks.",
    ),
    "network": (
        "部门协作网络",
        "Departments named together",
        "弧线连接同列一条分工条款的部门，越粗越深表示共同的节越多。",
        "An arc joins departments named for the same section; thicker and darker = more sections.",
    ),
    "alignment_heatmap": (
        "任务对照（热图）",
        "Task by task, as a heatmap",
        "两个规划每对任务的文字相似度，圆圈为判定的对应；三个以上规划时为各规划有对应任务的比例。",
        "Likeness of every task of one plan with every task of the other; a ring marks a judged "
        "counterpart. With three plans or more: the share of tasks answered in each other plan.",
    ),
    "alignment_links": (
        "任务对照（连线）",
        "Task by task, as links",
        "连线连接判定为对应的任务；没有连线的任务在对方规划中没有对应。",
        "A line joins counterparts; a task without a line has none in the other plan.",
    ),
    "coverage": (
        "主题覆盖",
        "Coverage of themes",
        "重点任务文字中提及各主题的语句所占比例；斜线为未涉及。",
        "Share of the key tasks' text in sentences on each theme; hatched = left out.",
    ),
    "keyness": (
        "特征词",
        "Words typical of each plan",
        "条长为对数似然值；实心的在多重检验校正后仍显著。",
        "Length = log-likelihood; filled bars survive the correction for multiple tests.",
    ),
    "shared_passages": (
        "共有文字",
        "Shared passages",
        "横条为全文，色带连接相同或相近的段落；逐字相同、仅换地名、相近三类分别标示。",
        "The bars are the whole texts; bands join passages in common: word for word, only place "
        "names differ, near.",
    ),
    "commitment": (
        "约束程度",
        "How binding the tasks are",
        "每项任务是否有数字、时限、牵头单位，以及语气；节标题旁为各类语气分句的构成。",
        "For each task number, deadline, lead and modality; beside a section heading the mix of "
        "its clauses.",
    ),
    "progress": (
        "目标进展",
        "Progress",
        "监测值与基期到目标直线的比较。",
        "Measured values against the straight path from baseline to target.",
    ),
}


def render_gallery(tables: Mapping[str, pd.DataFrame]) -> str:
    """Markdown for `figures/README.md`: contents, then each figure with links, both languages."""
    names = list_figures(tables)
    found = {lang: list_findings(tables, lang) for lang in ("en", "zh")}
    parts = [
        "# Figures · 图集",
        "",
        "Every chart in Chinese (`zh/`) and English (`en/`), as PNG "
        f"({PNG_DPI} dpi), SVG (letters as outlines, the same on every machine) and PDF (font "
        "embedded, text can be searched). Written by `plan-compare build`; do not edit by hand. "
        "Each carries its source at the foot, so it can go into a report as it is.",
        "",
        f"每幅图都有中文（`zh/`）和英文（`en/`），格式为 PNG（{PNG_DPI} dpi）、SVG（文字转为轮廓）和 "
        "PDF（嵌入字体，文字可检索）。图由程序生成，请勿手改；图脚注明来源，可直接用于报告。",
        "",
    ]
    parts += [f"- [{_title(name)}](#{name.replace('_', '-')})" for name in names]
    for name in names:
        parts += ["", *_describe(name, found)]
    return "\n".join(parts) + "\n"


def _title(name: str) -> str:
    zh, en, _, _ = READINGS.get(name, (name, name, "", ""))
    return f"{en} · {zh}"


def _describe(name: str, found: Mapping[str, Sequence[Finding]]) -> list[str]:
    """One figure: anchor, heading, findings it shows, how to read it, pictures, files."""
    _, _, read_zh, read_en = READINGS.get(name, (name, name, "", ""))
    lines = [f'<a id="{name.replace("_", "-")}"></a>', "", f"## {_title(name)}", ""]
    shown = SAME.get(name, name)
    for lang in ("en", "zh"):
        texts = [f.sentence for f in found[lang] if f.figure == shown]
        stop, reading = (". ", read_en) if lang == "en" else ("。", read_zh)
        told = "".join(_escape(text).rstrip(".。") + stop for text in texts).strip()
        lines += [f"**{told}**", ""] if told else []
        lines += [reading, ""] if reading else []
    lines += ["| English | 中文 |", "|---|---|"]
    pictures = [f"![{_title(name)}]({lang}/{name}.png)" for lang in ("en", "zh")]
    links = [
        " · ".join(f"[{kind.upper()}]({lang}/{name}.{kind})" for kind in KINDS)
        for lang in ("en", "zh")
    ]
    return [*lines, "| " + " | ".join(pictures) + " |", "| " + " | ".join(links) + " |"]


def _escape(text: str) -> str:
    """Words of a plan as Markdown text: no tag, emphasis, link or cell comes of them."""
    escaped = "".join("\\" + c if c in "\\`*_[]|#~" else c for c in text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
