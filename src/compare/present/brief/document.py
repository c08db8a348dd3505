"""The comparison as a Word document of a few pages, in the form of an official note.

Findings, charts, tables, method, limits, sources; how the page looks is in `word.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from compare.present.brief.one_page import add_parts
from compare.present.brief.tables import BriefTable, tabulate_gaps, tabulate_practices
from compare.present.brief.word import Note
from compare.present.charts.draw import FIGURES, new_figure
from compare.present.charts.fitting import TITLE, line_height
from compare.present.fonts import chart_style, render_figure
from compare.present.office.onepage import write_one_page
from compare.present.office.viewpoint import choose_viewpoint
from compare.present.wording.findings import Finding, complete_tables, list_findings
from compare.present.wording.findings.departments import rank_departments, select_sections
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.texts import list_phrases, phrase

__all__ = ["render_brief"]

TEXT_WIDTH = 6.3  # inches between the margins of an A4 page
MOST_HEIGHT = 8.5
HEIGHTS = {"indicators": 4.8, "shared_passages": 5.0, "keyness": 3.9}  # of up to two plans
MOST_WORDS = 3  # beyond this many plans the chart of words would take a page of its own
CHART_DPI = 200
MOST_DEPARTMENTS = 10
MOST_TITLES = 4  # named in the opening


def render_brief(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    lang: str = "zh",
    our: str = "",
    other: str = "",
) -> bytes:
    """The brief as bytes of a .docx file, the same for the same tables.

    `sources`: plan_id → source text; its length stands beside each plan under Sources. `our`: the
    plan that is ours (default: the first), set against `other` (default: the most like it); with
    one plan there is nothing to set it against. Needs python-docx (extra `report`).
    """
    from docx import Document

    known = complete_tables(tables)
    plans = known["plans"]
    note = Note(Document(), lang)
    note.set_up()
    names = join_names(list(label_plans(plans, lang).values()), lang)
    note.add_title(phrase("brief.title", lang, names=names))
    note.add_text(_write_opening(plans, lang))
    found = list_findings(known, lang)
    if len(plans) > 1:
        view = choose_viewpoint(known, our, other, lang)
        add_parts(note, write_one_page(known, sources, view))
        _add_practices(note, tabulate_practices(known, sources, view))
    charts = {
        "indicators": ("indicators",),
        "departments": ("workload",),
        "tasks": ("coverage", "alignment_heatmap") if len(plans) > 2 else ("coverage",),
        "passages": ("shared_passages", "keyness")[: 2 if len(plans) <= MOST_WORDS else 1],
    }
    shown = {"tasks": [tabulate_gaps(known, lang)]}
    for section, figures in charts.items():
        _add_section(note, section, known, found, figures, shown.get(section, []))
    _add_findings(note, found)
    _add_method(note, plans, sources)
    return note.pack()


def _add_practices(note: Note, table: BriefTable) -> None:
    if table.rows:
        note.add_heading(phrase("brief.head.practices", note.lang))
        note.add_table(table)


def _write_opening(plans: pd.DataFrame, lang: str) -> str:
    """One sentence: which documents are compared."""
    titles = [f"《{row['title'] or row['plan_id']}》" for row in plans.to_dict("records")]
    if lang == "en":
        joined = join_names(titles, lang)
    elif len(titles) > MOST_TITLES:
        shown = "".join(titles[:MOST_TITLES])
        joined = phrase("brief.titles.more", lang, titles=shown, n=len(titles))
    else:
        joined = "".join(titles)
    return phrase("brief.opening", lang, titles=joined)


def _add_findings(note: Note, findings: Sequence[Finding]) -> None:
    note.add_heading(phrase("head.findings", note.lang))
    if not findings:
        note.add_text(phrase("brief.empty", note.lang))
    stop = phrase("mark.stop", note.lang)
    for number, finding in enumerate(findings, 1):
        paragraph = note.add_text(f"{number}. ", indent=False)
        note.add_run(paragraph, finding.sentence.rstrip(stop) + stop, bold=True)
        note.add_run(paragraph, phrase("mark.space", note.lang) + finding.caveat, colour="404040")


def _add_section(
    note: Note,
    section: str,
    tables: Mapping[str, pd.DataFrame],
    findings: Sequence[Finding],
    charts: Sequence[str],
    shown: Sequence[BriefTable],
) -> None:
    """Heading, charts and tables; nothing at all where none of them has content."""
    told = {name: [f.sentence for f in findings if f.figure == name] for name in charts}
    filled = [table for table in shown if table.rows]
    if not any(told.values()) and not filled:
        return
    note.add_heading(phrase(f"brief.head.{section}", note.lang))
    for name, sentences in told.items():
        if sentences:
            figure = draw_small(name, tables, note.lang)
            png = render_figure(figure, "png", CHART_DPI)
            width = float(figure.get_size_inches()[0])
            note.add_picture(png, caption_chart(name, note.lang), sentences[0], width)
    for table in filled:
        note.add_table(table)


def caption_chart(name: str, lang: str) -> str:
    """What stands under the chart."""
    return phrase(f"caption.{name}", lang, n=MOST_DEPARTMENTS)


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
        rows = select_sections(tables[name])
        return {name: rows[rows["department_id"].isin(rank_departments(rows)[:MOST_DEPARTMENTS])]}
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
    for head, lines in (
        ("method", list_phrases("method", lang)),
        ("limits", list_phrases("limit", lang)),
        ("sources", [_describe_source(row, sources, lang) for row in plans.to_dict("records")]),
    ):
        note.add_heading(phrase(f"head.{head}", lang))
        for line in lines:
            note.add_text(line)


def _describe_source(row: Mapping[Any, Any], sources: Mapping[str, str], lang: str) -> str:
    """《甲县规划》，甲县人民政府，甲政发〔2022〕1号，2022-05-01，全文 9,000 字符"""
    parts = [f"《{row['title'] or row['plan_id']}》"]
    parts += [str(row[column]) for column in ("issuer", "doc_number", "issued_on") if row[column]]
    if length := len(sources.get(str(row["plan_id"]), "")):
        parts.append(phrase("brief.length", lang, length=f"{length:,}"))
    return phrase("mark.comma", lang).join(parts)
