"""The comparison as a Word document of a few pages, in the form of an official note.

Findings, charts, tables, method, limits, sources; how the page looks is in `word.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from compare.present.brief.one_page import add_parts
from compare.present.brief.tables import BriefTable, tabulate_gaps, tabulate_practices
from compare.present.brief.word import NUMBER, Note
from compare.present.charts.draw import draw_figure
from compare.present.fonts import render_figure
from compare.present.office.onepage import write_one_page
from compare.present.office.viewpoint import (
    Viewpoint,
    choose_viewpoint,
    name_sides,
    quote_title,
)
from compare.present.wording.findings import Finding, complete_tables, list_findings
from compare.present.wording.findings.finding import MOST_PLANS
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.texts import list_phrases, phrase

__all__ = ["render_brief"]

CHART_DPI = 200
# Section → the figures it may show, in the order of the note.
SECTIONS: dict[str, tuple[str, ...]] = {
    "indicators": ("indicators", "progress"),
    "departments": ("workload",),
    "tasks": ("coverage",),
    "upper": ("inheritance",),
}
# Findings that stand elsewhere than their figure, which is then not shown.
PLACES = {"size": "tasks"}
# What measures texts rather than says what is to be done: for the workbook and the page.
MEASURES = frozenset(
    {"alignment", "coverage", "commitment", "concentration"}
    | {"instruments", "keyness", "shared_passages"}
)
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
    found = [f for f in list_findings(known, lang) if f.key not in MEASURES]
    note = Note(Document(), lang)
    note.set_up()
    names = join_names(list(label_plans(plans, lang).values()), lang)
    note.add_title(phrase("brief.title", lang, names=names))
    note.add_signature()
    note.add_text(_write_opening(plans, lang))
    if not found:
        note.add_text(phrase("brief.empty", lang))
    note.add_contents(len(SECTIONS) + 5)
    view = choose_viewpoint(known, our, other, lang) if len(plans) > 1 else None
    if view:
        note.add_heading(phrase("brief.head.points", lang))
        add_parts(note, write_one_page(known, sources, view), level=2)
        _add_practices(note, tabulate_practices(known, sources, view), view)
    for section in SECTIONS:
        _add_section(note, section, known, [f for f in found if _place(f) == section], view)
    _add_method(note, plans, sources)
    return note.pack()


def _place(finding: Finding) -> str:
    """The section a finding stands in: that of its figure, or the one named in PLACES."""
    drawn = (section for section, names in SECTIONS.items() if finding.figure in names)
    return PLACES.get(finding.key) or next(drawn, "tasks")


def _add_practices(note: Note, table: BriefTable, view: Viewpoint) -> None:
    if table.rows:
        note.add_heading(phrase("brief.head.practices", note.lang))
        said = phrase("brief.practices.opening", note.lang, table=NUMBER, **name_sides(view))
        paragraph = note.add_text("")
        note.cite(paragraph, said, "Table", "practices")
        note.measure(said)
        note.add_table(table, "practices")


def _write_opening(plans: pd.DataFrame, lang: str) -> str:
    """One sentence: which documents are compared."""
    labels = label_plans(plans, lang)
    titles = [quote_title(row, labels[row["plan_id"]]) for row in plans.to_dict("records")]
    quoted = all(title.startswith("《") for title in titles)
    if lang == "en" or not quoted:
        joined = join_names(titles, lang)
    elif len(titles) > MOST_TITLES:
        shown = "".join(titles[:MOST_TITLES])
        joined = phrase("brief.titles.more", lang, titles=shown, n=len(titles))
    else:
        joined = "".join(titles)
    return phrase("brief.opening", lang, titles=joined)


def _add_section(
    note: Note,
    section: str,
    tables: Mapping[str, pd.DataFrame],
    findings: Sequence[Finding],
    view: Viewpoint | None,
) -> None:
    """Heading, what was found with a reference to the figure that shows it, figures, table.

    Nothing at all where nothing was found. Figures and tables say different things: the themes we
    leave out are a table only of more plans than the finding names.
    """
    if not findings:
        return
    note.add_heading(phrase(f"brief.head.{section}", note.lang))
    shown = [f for f in findings if f.figure in SECTIONS[section]]
    first = {finding.figure: finding.sentence for finding in reversed(shown)}
    for finding in findings:
        _add_finding(note, finding, finding.figure in first)
    for name in SECTIONS[section]:
        if name in first:
            figure = draw_figure(name, tables, note.lang)
            width, height = (float(side) for side in figure.get_size_inches())
            png = render_figure(figure, "png", CHART_DPI)
            note.add_picture(png, name, first[name], (width, height))
    if section == "tasks" and view and len(tables["plans"]) > MOST_PLANS:
        table = tabulate_gaps(tables, view)
        if table.rows:
            note.add_table(table, "gaps")


def _add_finding(note: Note, finding: Finding, drawn: bool) -> None:
    """The sentence in bold, the figure that shows it, and what it does not say."""
    stop = phrase("mark.stop", note.lang)
    said, space = finding.sentence.rstrip(stop), phrase("mark.space", note.lang)
    paragraph = note.add_text("")
    note.add_run(paragraph, said + ("" if drawn else stop), bold=True)
    if drawn:
        shown = space + phrase("brief.see", note.lang, figure=NUMBER)
        note.cite(paragraph, shown, "Figure", finding.figure)
    note.add_run(paragraph, space + finding.caveat, colour="404040")
    note.measure(said + finding.caveat)


def _add_method(note: Note, plans: pd.DataFrame, sources: Mapping[str, str]) -> None:
    lang = note.lang
    labels = label_plans(plans, lang)
    for head, lines in (
        ("method", list_phrases("method", lang)),
        ("limits", list_phrases("limit", lang)),
        (
            "sources",
            [_describe_source(row, sources, labels, lang) for row in plans.to_dict("records")],
        ),
    ):
        note.add_heading(phrase(f"head.{head}", lang))
        for line in lines:
            note.add_text(line)


def _describe_source(
    row: Mapping[Any, Any], sources: Mapping[str, str], labels: Mapping[str, str], lang: str
) -> str:
    """《甲县规划》，甲县人民政府，甲政发〔2022〕1号，2022-05-01，全文 9,000 字符"""
    parts = [quote_title(row, labels[row["plan_id"]])]
    parts += [str(row[column]) for column in ("issuer", "doc_number", "issued_on") if row[column]]
    if length := len(sources.get(str(row["plan_id"]), "")):
        parts.append(phrase("brief.length", lang, length=f"{length:,}"))
    return phrase("mark.comma", lang).join(parts)
