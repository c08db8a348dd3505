"""The workbook's first sheet: findings, contents, sources, method and limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from compare.present.office.viewpoint import quote_title
from compare.present.wording.findings import list_findings, write_warning
from compare.present.wording.headings import describe_grain
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import list_phrases, phrase
from compare.present.workbook.book import LINE_POINTS, Book, count_lines, set_print

WIDTHS = (66, 56, 30)


@dataclass(frozen=True)
class CoverRow:
    """Texts for the three columns, how they look, and the sheet the first one links to."""

    texts: tuple[str, ...] = ()
    look: dict[str, object] = field(default_factory=dict)
    link: str = ""
    height: float = 0
    wrap: bool = True


HEAD: dict[str, object] = {"bold": True, "font_size": 13, "font_color": "#14406B"}
SUB: dict[str, object] = {"bold": True, "bottom": 1, "bg_color": "#ECECEC"}
PLAIN: dict[str, object] = {"bottom": 4, "bottom_color": "#C4C4C4"}


def add_cover(
    book: Book,
    tables: Mapping[str, pd.DataFrame],
    sheets: Mapping[str, str],
    sources: Mapping[str, str],
    warnings: Iterable[str] = (),
) -> None:
    """The sheet itself. `sheets`: table → the name of its sheet, in their order; `sources`: texts;
    `warnings`: what makes the plans hard to compare."""
    sheet = book.file.add_worksheet(phrase("workbook.cover", book.lang))
    sheet.hide_gridlines(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    links = {**sheets, "": book.evidence_name}
    for at, row in enumerate(list_cover(tables, links, sources, book, warnings)):
        height = 1
        for column, text in enumerate(row.texts):
            if column == 0 and row.link:
                look = book.look(font_color="#0563C1", underline=1, **row.look)
                sheet.write_url(at, 0, f"internal:'{row.link}'!A1", look, text)
            elif text:
                book.write_text(sheet, (at, column), text, text_wrap=row.wrap, **row.look)
                height = max(height, count_lines(text, WIDTHS[column]) if row.wrap else 1)
        sheet.set_row(at, row.height or LINE_POINTS * height + 3)
    set_print(sheet)


def list_cover(
    tables: Mapping[str, pd.DataFrame],
    links: Mapping[str, str],
    sources: Mapping[str, str],
    book: Book,
    warnings: Iterable[str] = (),
) -> Iterator[CoverRow]:
    """Every row of the cover. `links`: table → its sheet, under "" the evidence sheet."""
    plans, lang, evidence = tables["plans"], book.lang, len(book.numbers)
    names = join_names(list(label_plans(plans, lang).values()), lang, 6)
    title = phrase("cover.title", lang, names=names)
    yield CoverRow((title,), {"bold": True, "font_size": 18}, height=32, wrap=False)
    yield CoverRow((phrase("cover.evidence", lang),), {"font_color": "#5F5F5F"}, wrap=False)
    yield from _list_block("findings", ("finding", "caveat", "figure"), lang)
    yield from (CoverRow((line,), {**PLAIN, "bold": True}) for line in warnings)
    yield from _list_findings(tables, sources, lang)
    yield from _list_block("sheets", ("sheet", "grain", "rows"), lang)
    yield from _list_sheets(tables, links, evidence, lang)
    yield from _list_block("sources", ("plan", "issued", "file"), lang)
    yield from _list_sources(plans, lang)
    told = {"method": list_phrases("method", lang), "limits": list_phrases("limit", lang)}
    for head, lines in told.items():
        yield from _list_block(head, (), lang)
        yield from (CoverRow((line,), wrap=False) for line in lines)


def _list_block(name: str, columns: Iterable[str], lang: str) -> Iterator[CoverRow]:
    """An empty row, the block's heading, and the headings of its columns where it has any."""
    yield CoverRow()
    yield CoverRow((phrase(f"head.{name}", lang),), HEAD, height=22, wrap=False)
    if heads := tuple(phrase(f"cover.head.{name}.{column}", lang) for column in columns):
        yield CoverRow(heads, SUB)


def _list_findings(
    tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str], lang: str
) -> Iterator[CoverRow]:
    """The findings; which plans are in doubt stands once above them."""
    if doubt := write_warning(tables["plans"], lang):
        yield CoverRow((doubt,), {**PLAIN, "bold": True})
    for finding in list_findings(tables, lang, warned=False, sources=sources):
        figure = f"figures/{lang}/{finding.figure}.png" if finding.figure else "–"
        yield CoverRow((finding.sentence, finding.caveat, figure), PLAIN)


def _list_sheets(
    tables: Mapping[str, pd.DataFrame], links: Mapping[str, str], evidence: int, lang: str
) -> Iterator[CoverRow]:
    for name, sheet in links.items():
        rows = len(tables[name]) if name else evidence
        grain = describe_grain(name, lang) if name else phrase("cover.grain", lang)
        yield CoverRow((sheet, grain, format_figure(rows, "count")), PLAIN, link=sheet)


def _list_sources(plans: pd.DataFrame, lang: str) -> Iterator[CoverRow]:
    labels = label_plans(plans, lang)
    comma, missing = phrase("mark.comma", lang), phrase("cover.unstated", lang)
    for row in plans.to_dict("records"):
        issued = [str(row[c]) for c in ("issuer", "doc_number", "issued_on") if row[c]]
        title = quote_title(row, labels[row["plan_id"]])
        yield CoverRow((title, comma.join(issued) or missing, str(row["source_file"])), PLAIN)
