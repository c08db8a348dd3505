"""The comparison as a Word document of a few pages, in the form of an official note.

Findings, charts, tables, method, limits, sources; how the page looks is in `word.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compare.present.brief.flow import (
    INCH,
    LINE_WIDTH,
    PAGE,
    choose_line,
    choose_size,
    count_text_lines,
    measure_picture,
)
from compare.present.brief.one_page import add_parts
from compare.present.brief.tables import BriefTable, tabulate_gaps, tabulate_practices
from compare.present.brief.word import HEAD_SPACE, NUMBER, Note
from compare.present.charts.captions import caption_figure
from compare.present.charts.draw import draw_figure, size_figure
from compare.present.fonts import render_figure
from compare.present.office.onepage import name_subject, write_one_page
from compare.present.office.sources import tell_periods, write_date
from compare.present.office.viewpoint import (
    Viewpoint,
    choose_viewpoint,
    name_sides,
    quote_title,
)
from compare.present.wording.findings import (
    Finding,
    complete_tables,
    list_findings,
    write_warning,
)
from compare.present.wording.findings.finding import MOST_PLANS, Tables
from compare.present.wording.findings.themes_shown import tells_themes
from compare.present.wording.labels import call_plans, join_names, label_plans
from compare.present.wording.texts import join_sentences, list_phrases, phrase

__all__ = ["render_brief"]

CHART_DPI = 200
# Section → the figures it may show.
SECTIONS: dict[str, tuple[str, ...]] = {
    "indicators": ("indicators", "progress"),
    "departments": ("workload",),
    "tasks": ("coverage",),
    "upper": ("inheritance",),
}
PRACTICES = "practices"
ORDER = ("indicators", "departments", PRACTICES, "tasks", "upper")
# Section → how what it shows was counted.
METHODS = {
    "indicators": ("indicators",),
    "departments": ("departments",),
    "tasks": ("tasks", "counterparts"),
}
# Findings that stand elsewhere than their figure, which is then not shown.
PLACES = {"size": "tasks"}
# What measures texts rather than says what is to be done: for the workbook and the page.
MEASURES = frozenset(
    {"alignment", "coverage", "levels", "commitment", "concentration"}
    | {"instruments", "keyness", "shared_passages"}
)
MOST_TITLES, MOST_NAMED = 4, 2  # plans whose titles the opening, whose subject the title names
ROUGH = 20.0  # points by which a page is planned short, since heights are estimates
LOWEST = 0.88  # of its height, to which a figure is drawn lower so that its text stands above it


def render_brief(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    lang: str = "zh",
    our: str = "",
    other: str = "",
) -> bytes:
    """The brief as bytes of a .docx file, the same for the same tables.

    `sources`: plan_id → source text. `our`: the
    plan that is ours (default: the first), set against `other` (default: the most like it); with
    one plan there is nothing to set it against. Needs python-docx (extra `report`).
    """
    from docx import Document

    known = complete_tables(tables)
    view = choose_viewpoint(known, our, other, lang) if len(known["plans"]) > 1 else None
    with call_plans(view.names if view else {}):
        return _write_note(Note(Document(), lang), known, sources, view).pack()


def _write_note(
    note: Note, tables: Tables, sources: Mapping[str, str], view: Viewpoint | None
) -> Note:
    """Title, opening, contents, what stands on the one page, practices, sections, method, sources."""
    plans, lang = tables["plans"], note.lang
    listed = list_findings(tables, lang, warned=False, sources=sources)
    found = [f for f in listed if f.key not in MEASURES]
    note.set_up()
    note.add_title(_write_title(tables, view, lang))
    note.add_signature()
    periods = tell_periods(tables, sources, view) if view else ""
    note.add_text(join_sentences([_write_opening(plans, lang), periods], lang))
    if doubt := write_warning(plans, lang):
        note.add_text(doubt)
    if not found:
        note.add_text(phrase("brief.empty", lang))
    note.add_contents(len(SECTIONS) + 5)
    page = write_one_page(tables, sources, view) if view else None
    if page:
        note.add_heading(phrase("brief.head.points", lang))
        add_parts(note, page, level=2)
    _add_sections(note, tables, sources, found, view)
    _add_method(note, tables, found, page.foot if page else "")
    return note


def _write_title(tables: Tables, view: Viewpoint | None, lang: str) -> str:
    """关于我市与太仓市全民科学素质行动规划纲要实施方案的比较说明; of more plans only who is compared."""
    labels = label_plans(tables["plans"], lang)
    if view and len(labels) == MOST_NAMED:
        places, subject = name_subject(tables, view)
        subject = subject or phrase("onepage.title.plan", lang)
        values = {"our": view.names[view.our], "other": places[1], "subject": subject}
        return phrase("brief.title.two", lang, **values)
    with call_plans({}):  # 我市 is no name beside those of several others
        labels = label_plans(tables["plans"], lang)
    return phrase("brief.title", lang, names=join_names(list(labels.values()), lang))


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


@dataclass(frozen=True)
class Section:
    """What was found, the figures that show it with their sizes in inches, the height of its text."""

    name: str
    findings: Sequence[Finding]
    figures: Mapping[str, tuple[float, float]]
    text: float

    def measure(self, lang: str) -> float:
        """Points from its heading to its last caption."""
        return self.text + sum(measure_picture(size[1], lang) for size in self.figures.values())


def _add_sections(
    note: Note,
    tables: Tables,
    sources: Mapping[str, str],
    found: Sequence[Finding],
    view: Viewpoint | None,
) -> None:
    """The sections with their figures inside; between them the table of practices, which may break
    over pages and so fills what a figure leaves."""
    for name in ORDER:
        if name == PRACTICES:
            if view:
                _add_practices(note, tabulate_practices(tables, sources, view), view)
        elif own := [finding for finding in found if _place(finding) == name]:
            _add_section(note, _plan_section(note, name, tables, own), tables, view)
    note.flow.release(at_the_end=True)


def _plan_section(note: Note, name: str, tables: Tables, found: Sequence[Finding]) -> Section:
    """A section whose only figure leaves its text no room on a page has it drawn a little lower."""
    drawn = {f.figure for f in found if f.figure != "coverage" or tells_themes(tables["coverage"])}
    sizes = {n: size_figure(n, tables) for n in SECTIONS[name] if n in drawn}
    line, size = choose_line(note.lang), choose_size(note.lang)
    said = (f.sentence + f.caveat for f in found)
    text = line + HEAD_SPACE + sum(count_text_lines(t, size, LINE_WIDTH) * line + 2 for t in said)
    if len(sizes) == 1:
        ((figure, (width, height)),) = sizes.items()
        room = (PAGE - text - ROUGH - measure_picture(0, note.lang)) / INCH
        sizes = {figure: (width, max(min(height, room), LOWEST * height))}
    return Section(name, found, sizes, text)


def _add_section(note: Note, section: Section, tables: Tables, view: Viewpoint | None) -> None:
    """Heading, what was found with a reference to the figure that shows it, figures, table.

    Figures and tables say different things: the themes we leave out are a table only of more plans
    than the finding names.
    """
    height = section.measure(note.lang) + ROUGH
    turned = note.flow.leaves_little(height)
    whole = turned or note.flow.fits(height)
    note.add_heading(phrase(f"brief.head.{section.name}", note.lang), turned=turned)
    first = {finding.figure: finding.sentence for finding in reversed(section.findings)}
    for finding in section.findings:
        _add_finding(note, finding, finding.figure in section.figures)
    for name, (_, most) in section.figures.items():
        figure = draw_figure(name, tables, note.lang, most)
        width, high = (float(side) for side in figure.get_size_inches())
        png = render_figure(figure, "png", CHART_DPI)
        texts = (first[name], caption_figure(name, tables, note.lang))
        note.add_picture(png, name, texts, (width, high), wait=not whole)
    if section.name == "tasks" and view and len(tables["plans"]) > MOST_PLANS:
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
    note.add_run(paragraph, space + finding.caveat)
    note.measure(said + finding.caveat)


def _add_method(note: Note, tables: Tables, found: Sequence[Finding], foot: str) -> None:
    """How what the note shows was counted, what it does not say, the documents."""
    lang, plans = note.lang, tables["plans"]
    shown = {_place(finding) for finding in found}
    method = [
        phrase(f"brief.method.{key}", lang)
        for name in ORDER
        if name in shown
        for key in METHODS.get(name, ())
    ]
    labels = label_plans(plans, lang)
    cited = [_describe_source(row, labels, lang) for row in plans.to_dict("records")]
    limits = list(filter(None, [foot, *list_phrases("limit", lang)]))
    for head, lines in (("method", method), ("limits", limits), ("sources", cited)):
        note.add_heading(phrase(f"head.{head}", lang))
        for line in lines:
            note.add_text(line)


def _describe_source(row: Mapping[Any, Any], labels: Mapping[str, str], lang: str) -> str:
    """《甲县规划》，甲县人民政府，甲政发〔2022〕1号，2022年5月1日; what the catalogue lacks is said."""
    known = [quote_title(row, labels[row["plan_id"]])]
    lacking = []
    for column in ("issuer", "doc_number", "issued_on"):
        if not row[column] or pd.isna(row[column]):
            lacking.append(phrase(f"brief.source.{column}", lang))
        else:
            value = str(row[column])
            known.append(write_date(value, lang) if column == "issued_on" else value)
    told: str = phrase("mark.comma", lang).join(known)
    if lacking:
        names = phrase("mark.pause", lang).join(lacking)
        told += phrase("brief.lacking", lang, names=names)
    return told
