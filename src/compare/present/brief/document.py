"""The comparison as a Word document of a few pages, in the form of an official note.

Findings, charts, tables, method, limits, sources; how the page looks is in `word.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from compare.present.brief.tables import (
    BriefTable,
    tabulate_departments,
    tabulate_gaps,
    tabulate_indicators,
    tabulate_unanswered,
)
from compare.present.brief.word import Note
from compare.present.charts.draw import FIGURES, new_figure
from compare.present.charts.style import TITLE, choose, line_height, style_plans
from compare.present.fonts import chart_style, render_figure
from compare.present.wording.findings import Finding, complete_tables, list_findings
from compare.present.wording.labels import join_names
from compare.present.wording.notes import list_limits, list_methods

__all__ = ["render_brief"]

TEXT_WIDTH = 6.3  # inches between the margins of an A4 page
MOST_HEIGHT = 8.5
HEIGHTS = {"indicators": 4.8, "shared_passages": 5.0, "keyness": 3.9}  # of up to two plans
MOST_WORDS = 3  # beyond this many plans the chart of words would take a page of its own
CHART_DPI = 200
MOST_DEPARTMENTS = 10


def render_brief(
    tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str], lang: str = "zh"
) -> bytes:
    """The brief as bytes of a .docx file, the same for the same tables.

    `sources`: plan_id → source text; its length stands beside each plan under Sources. Needs
    python-docx (extra `report`).
    """
    from docx import Document

    known = complete_tables(tables)
    note = Note(Document(), lang)
    note.set_up()
    names = join_names([s.label for s in style_plans(known["plans"], lang).values()], lang, 4)
    note.add_title(choose(lang, f"关于{names}规划的比较说明", f"Comparison note: {names}"))
    _add_opening(note, known["plans"])
    found = {finding.key: finding for finding in list_findings(known, lang)}
    _add_findings(note, list(found.values()))
    _add_section(
        note,
        choose(lang, "指标与目标", "Indicators and targets"),
        known,
        (("indicators", found),),
        [tabulate_indicators(known, lang)],
    )
    _add_section(
        note,
        choose(lang, "部门分工", "Departments"),
        known,
        (("workload", found),),
        [tabulate_departments(known, lang, MOST_DEPARTMENTS)],
    )
    many = len(known["plans"]) > 2
    _add_section(
        note,
        choose(lang, "任务与主题", "Tasks and themes"),
        known,
        (("coverage", found), *((("alignment_heatmap", found),) if many else ())),
        [tabulate_gaps(known, lang), tabulate_unanswered(known, lang)],
    )
    _add_section(
        note,
        choose(lang, "文字异同", "Wording"),
        known,
        (
            ("shared_passages", found),
            *((("keyness", found),) if len(known["plans"]) <= MOST_WORDS else ()),
        ),
        [],
    )
    _add_method(note, known["plans"], sources)
    return note.pack()


def _add_opening(note: Note, plans: pd.DataFrame) -> None:
    """One sentence: which documents are compared."""
    titles = [f"《{row['title'] or row['plan_id']}》" for row in plans.to_dict("records")]
    joined = join_names(titles, note.lang, 4) if note.lang == "en" else "".join(titles[:4])
    more = f"等 {len(titles)} 份规划" if len(titles) > 4 else ""
    note.add_text(
        choose(
            note.lang,
            f"现依据公开发布的{joined}{more}，就目标、分工、任务和主题的异同说明如下。",
            f"This note compares what the published plans set out: {joined}.",
        )
    )


def _add_findings(note: Note, findings: Sequence[Finding]) -> None:
    note.add_heading(choose(note.lang, "主要发现", "Findings"))
    if not findings:
        note.add_text(choose(note.lang, "没有可比较的内容。", "There is nothing to compare."))
    for number, finding in enumerate(findings, 1):
        stop = choose(note.lang, "。", ".")
        paragraph = note.add_text(f"{number}. ", indent=False)
        note.add_run(paragraph, finding.sentence.rstrip(stop) + stop, bold=True)
        note.add_run(paragraph, choose(note.lang, "", " ") + finding.caveat, colour="404040")


def _add_section(
    note: Note,
    heading: str,
    tables: Mapping[str, pd.DataFrame],
    charts: Sequence[tuple[str, Mapping[str, Finding]]],
    shown: Sequence[BriefTable],
) -> None:
    """Heading, charts and tables; nothing at all where none of them has content."""
    by_figure = [(name, [f for f in found.values() if f.figure == name]) for name, found in charts]
    by_figure = [(name, own) for name, own in by_figure if own]
    filled = [table for table in shown if table.rows]
    if not by_figure and not filled:
        return
    note.add_heading(heading)
    for name, own in by_figure:
        figure = draw_small(name, tables, note.lang)
        note.add_picture(
            render_figure(figure, "png", CHART_DPI),
            caption_chart(name, note.lang),
            own[0].sentence,
            float(figure.get_size_inches()[0]),
        )
    for table in filled:
        note.add_table(table)


CAPTIONS = {
    "indicators": ("有数字的指标", "Indicators that carry a number"),
    "workload": (
        f"任务面最广的 {MOST_DEPARTMENTS} 个部门（占有分工条款的节的比例）",
        f"The {MOST_DEPARTMENTS} departments with the widest remit (share of sections)",
    ),
    "coverage": ("一级主题占重点任务文字的比例", "Top themes by share of the key tasks' text"),
    "alignment_heatmap": ("任务在其他规划中有对应的比例", "Tasks answered in other plans"),
    "shared_passages": ("两个文本中相同或相近的段落", "Passages the texts have in common"),
    "keyness": ("各规划最突出的词语", "Words most typical of each plan"),
}


def caption_chart(name: str, lang: str) -> str:
    """What stands under the chart."""
    return choose(lang, *CAPTIONS[name])


def draw_small(name: str, tables: Mapping[str, pd.DataFrame], lang: str) -> Figure:
    """A chart of the foremost rows at page width, without its title, which the caption replaces."""
    chart = FIGURES[name]
    part = {**tables, **_select_rows(name, tables)}
    _, height = chart.size(*(part[table] for table in chart.size_tables))
    few = len(tables["plans"]) <= 2
    most = HEIGHTS.get(name, MOST_HEIGHT) if few else MOST_HEIGHT
    figure, ax = new_figure(TEXT_WIDTH, min(height, most))
    chart.draw(*(part[table] for table in chart.draw_tables), ax, lang=lang)
    return _cut_title(figure)


def _select_rows(name: str, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    if name == "indicators":
        rows = tables[name]
        kept = rows.loc[rows["stated"] == "number", "indicator_id"]
        return {name: rows[rows["indicator_id"].isin(kept)]}
    if name == "workload":
        rows = tables[name][tables[name]["grain"] == "section"]
        share = rows.groupby("department_id")["share"].sum().round(9)
        order = sorted(share.index, key=lambda d: (-share[d], d))
        return {name: rows[rows["department_id"].isin(order[:MOST_DEPARTMENTS])]}
    if name == "coverage":
        return {name: tables[name][tables[name]["level"].fillna(1) == 1]}
    return {}


def _cut_title(figure: Figure) -> Figure:
    """The figure without its title and the room that the title took."""
    ax = figure.axes[0]
    title = ax.get_title(loc="left")
    cut = (title.count("\n") + 1) * line_height(TITLE)
    width, height = figure.get_size_inches()
    box = ax.get_position()
    with chart_style():
        ax.set_title("", loc="left")
    figure.set_size_inches(width, height - cut)
    scale = height / (height - cut)
    ax.set_position((box.x0, box.y0 * scale, box.width, box.height * scale))
    return figure


def _add_method(note: Note, plans: pd.DataFrame, sources: Mapping[str, str]) -> None:
    lang = note.lang
    note.add_heading(choose(lang, "方法", "Method"))
    for line in list_methods(lang):
        note.add_text(line, indent=lang == "zh")
    note.add_heading(choose(lang, "局限", "Limits"))
    for line in list_limits(lang):
        note.add_text(line, indent=lang == "zh")
    note.add_heading(choose(lang, "来源", "Sources"))
    for row in plans.to_dict("records"):
        text = f"《{row['title'] or row['plan_id']}》"
        parts = [str(row[c]) for c in ("issuer", "doc_number", "issued_on") if row[c]]
        length = len(sources.get(str(row["plan_id"]), ""))
        if length:
            parts.append(choose(lang, f"全文 {length:,} 字符", f"{length:,} characters"))
        note.add_text(text + choose(lang, "，", ", ").join(["", *parts]), indent=lang == "zh")
