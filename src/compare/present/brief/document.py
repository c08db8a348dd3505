"""The comparison as a Word document of a few pages, in the form of an official note.

Findings, charts, tables, method, limits, sources; how the page looks is in `word.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from compare.present.brief.one_page import add_parts
from compare.present.brief.tables import BriefTable, tabulate_gaps, tabulate_practices
from compare.present.brief.word import Note
from compare.present.charts.draw import draw_figure
from compare.present.fonts import render_figure
from compare.present.office.onepage import write_one_page
from compare.present.office.viewpoint import choose_viewpoint
from compare.present.wording.findings import Finding, complete_tables, list_findings
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.texts import list_phrases, phrase

__all__ = ["render_brief"]

CHART_DPI = 200
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
        "tasks": ("coverage", "alignment_links") if len(plans) > 2 else ("coverage",),
        "passages": ("shared_passages",),
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
            figure = draw_figure(name, tables, note.lang)
            png = render_figure(figure, "png", CHART_DPI)
            width = float(figure.get_size_inches()[0])
            note.add_picture(png, phrase(f"caption.{name}", note.lang), sentences[0], width)
    for table in filled:
        note.add_table(table)


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
