"""The sheets of the workbook: one per table, each row linked to its evidence, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from compare.present.wording.headings import name_column, name_table, name_value
from compare.present.wording.labels import (
    label_departments,
    label_plans,
    label_sections,
    label_tasks,
)
from compare.present.wording.numbers import format_cell
from compare.present.wording.texts import phrase
from compare.present.workbook.book import (
    CELL_LIMIT,
    HEAD_ROWS,
    INDENTED,
    LINE_POINTS,
    Book,
    SheetColumn,
    count_lines,
    set_print,
    write_heads,
)
from compare.present.workbook.evidence import Evidence, Span
from compare.schema import TABLES

LINK_LIMIT = 65_000  # links Excel keeps on a sheet
MOST_LINES = {"evidence": 20}
KINDS = {
    "share": "share",
    "pace_per_year": "pace",
    "characters": "count",
    "clean_characters": "count",
    "p_adjusted": "p",
} | dict.fromkeys(
    ("similarity", "tfidf", "score", "rate", "rate_others", "rate_ratio", "g2", "pace_relative"),
    "index",
)
BARS = ("share", "similarity", "score", "mentions", "g2")
NAMED = {
    "plan_id": "place",
    "plan_a": "plan_a",
    "plan_b": "plan_b",
    "department_id": "name_zh",
    "task_id": "title",
    "task_a": "title",
    "task_b": "title",
    "best_task_id": "title",
    "section_a": "section_title",
    "section_b": "section_title",
}
WIDE = {"body": 60, "quote": 46, "text": 60, "text_a": 50, "text_b": 50, "evidence": 40}
WIDE |= {"shared_terms": 36, "reason": 40, "title": 34, "section_title": 28, "chapter": 22}
WIDE |= {"name_en": 30, "theme_en": 30, "indicator_en": 36, "indicator": 30, "sha256": 20}
WIDE |= {"name_zh": 18, "theme": 22, "name_as_written": 18, "name": 18, "source_file": 24}
WIDE |= {"indicator_id": 24, "theme_id": 20, "department_id": 20}
# Column of the evidence: its wording, machine name, width.
EVIDENCE = (
    ("id", "", 8),
    ("plan_id", "plan_id", 16),
    ("line_start", "line_start", 8),
    ("line_end", "line_end", 8),
    ("start", "start", 10),
    ("end", "end", 10),
    ("text", "source[start:end]", 70),
    ("sentence", "", 70),
)


def list_columns(name: str, tables: Mapping[str, pd.DataFrame], lang: str) -> list[SheetColumn]:
    """The columns of a table's sheet: the table's own, and after each id what it stands for."""
    names = _name_ids(tables, lang)
    columns = []
    for column in tables[name].columns:
        heading = name_column(name, column, lang)
        columns.append(SheetColumn(heading, column, _width(column), column))
        known = names.get(_kind_of_id(column), {})
        own = column in TABLES[name].key and len(TABLES[name].key) == 1
        if known and not own:
            shown = _name_names(name, column, lang)
            columns.append(SheetColumn(shown, f"← {column}", _width(NAMED[column]), column, known))
    return columns


def _name_names(table: str, column: str, lang: str) -> str:
    """The heading of the column with the names behind an id: task_a → 甲标题, Title in A."""
    if column.startswith("plan"):
        return phrase("workbook.name_of", lang, heading=name_column(table, column, lang))
    if column == "department_id":
        return phrase("word.department", lang)
    if column in ("task_id", "best_task_id"):
        return phrase("workbook.task_title", lang)
    side = phrase(f"workbook.side.{column[-1]}", lang)
    return phrase("workbook.side", lang, side=side, heading=name_column(table, NAMED[column], lang))


def _kind_of_id(column: str) -> str:
    return column.removeprefix("best_").split("_")[0] if column in NAMED else ""


def _name_ids(tables: Mapping[str, pd.DataFrame], lang: str) -> dict[str, dict[str, str]]:
    tasks = tables["tasks"]
    sections = label_sections(tasks, lang)
    titles = dict(zip(tasks["task_id"], tasks["title"], strict=True))
    return {
        "plan": label_plans(tables["plans"], lang),
        "department": label_departments(tables["departments"], lang),
        "task": titles if lang == "zh" else label_tasks(tasks, lang),
        "section": sections,
    }


def _width(column: str) -> float:
    return float(WIDE.get(column, 13))


def add_table(
    book: Book,
    name: str,
    tables: Mapping[str, pd.DataFrame],
    spans: Sequence[tuple[Span | None, ...]],
) -> None:
    """A sheet: links to the evidence first, then the table's columns."""
    table, lang = tables[name], book.lang
    sheet = book.file.add_worksheet(name_table(name, lang))
    pair = name in ("task_pairs", "section_pairs", "shared_passages")
    marks = ("workbook.link.a", "workbook.link.b") if pair else ("workbook.link",)
    links = [SheetColumn(phrase(mark, lang), "", 10, "") for mark in marks]
    columns = [*links, *list_columns(name, tables, lang)]
    write_heads(book, sheet, columns)
    if table.empty:
        book.write_text(sheet, (HEAD_ROWS, 0), phrase("workbook.no_rows", lang))
    for at, row in enumerate(table.to_dict("records")):
        lines = 1
        for i in range(len(links)):
            _write_link(book, sheet, (HEAD_ROWS + at, i), spans[at][i], len(links))
        for i, column in enumerate(columns[len(links) :], len(links)):
            text = _write_value(book, sheet, (HEAD_ROWS + at, i), row[column.source], column)
            lines = max(lines, count_lines(text, column.width))
        sheet.set_row(HEAD_ROWS + at, LINE_POINTS * min(lines, MOST_LINES.get(name, 4)))
    sheet.freeze_panes(HEAD_ROWS, len(links) + 1)
    _finish_sheet(sheet, columns, len(table))


def _finish_sheet(sheet: Any, columns: Sequence[SheetColumn], rows: int) -> None:
    last = HEAD_ROWS + max(rows, 1) - 1
    sheet.autofilter(HEAD_ROWS - 1, 0, last, len(columns) - 1)
    for i, column in enumerate(columns):
        if column.machine in BARS and rows:
            bar = {"type": "data_bar", "bar_color": "#9DC3E6", "bar_solid": True}
            if column.machine != "g2":
                bar |= {"min_type": "num", "min_value": 0}
            if column.machine in ("share", "similarity"):
                bar |= {"max_type": "num", "max_value": 1}
            sheet.conditional_format(HEAD_ROWS, i, last, i, bar)
    set_print(sheet, HEAD_ROWS)


def _write_link(
    book: Book, sheet: Any, place: tuple[int, int], span: Span | None, per_row: int
) -> None:
    number = book.numbers.get(span) if span else None
    if number is None:
        return
    if (place[0] + 1) * per_row > LINK_LIMIT:
        book.write_text(sheet, place, f"E{number}")
        return
    target = f"internal:'{book.evidence_name}'!A{HEAD_ROWS + number}"
    look = book.look(font_color="#0563C1", underline=1)
    sheet.write_url(*place, target, look, f"E{number}")


def _write_value(
    book: Book, sheet: Any, place: tuple[int, int], value: Any, column: SheetColumn
) -> str:
    """Write one cell and return what it shows, for the row's height."""
    if column.names is not None:
        value = column.names.get(str(value), "")
    if value is None or pd.isna(value) or value == "":
        return ""
    if isinstance(value, str):
        text = name_value(column.machine, value, book.lang)
        book.write_text(sheet, place, text, text_wrap=True, **INDENTED)
        return text
    if isinstance(value, bool):
        text = phrase("word.yes" if value else "word.no", book.lang)
        book.write_text(sheet, place, text, **INDENTED)
        return text
    kind = KINDS.get(column.machine, "" if isinstance(value, int) else "stated")
    shown = format_cell(float(value), kind) if kind else "0"
    sheet.write_number(*place, value, book.look(num_format=shown))
    return ""


def add_evidence_sheet(book: Book, plans: pd.DataFrame, evidence: Mapping[Span, Evidence]) -> None:
    """The last sheet: a row per span – plan, lines, offsets, its words, its sentence."""
    lang, sheet = book.lang, book.file.add_worksheet(book.evidence_name)
    columns = [
        SheetColumn(phrase(f"evidence.{name}", lang), machine, width, "")
        for name, machine, width in EVIDENCE
    ]
    write_heads(book, sheet, columns)
    labels = label_plans(plans, lang)
    for at, (span, item) in enumerate(evidence.items(), HEAD_ROWS):
        book.write_text(sheet, (at, 0), f"E{book.numbers[span]}")
        book.write_text(sheet, (at, 1), labels.get(span.plan_id, span.plan_id))
        numbers = (item.line_start, item.line_end, span.start, span.end)
        for column, number in enumerate(numbers, 2):
            sheet.write_number(at, column, number, book.look(num_format="0"))
        book.write_text(sheet, (at, 6), item.text, text_wrap=True, **INDENTED)
        _write_sentence(book, sheet, (at, 7), item)
        lines = max(count_lines(t, 70) for t in (item.text, _sentence(item)))
        sheet.set_row(at, LINE_POINTS * min(lines, MOST_LINES["evidence"]))
    sheet.freeze_panes(HEAD_ROWS, 1)
    _finish_sheet(sheet, columns, len(evidence))


def _sentence(item: Evidence) -> str:
    around = item.before or item.after
    return item.before + item.text + item.after if around else ""


def _write_sentence(book: Book, sheet: Any, place: tuple[int, int], item: Evidence) -> None:
    """The sentence with the span's words in bold; nothing where the span is the sentence."""
    whole = _sentence(item)
    if not whole:
        return
    if len(whole) > CELL_LIMIT or not item.text:
        book.write_text(sheet, place, whole, text_wrap=True)
        return
    bold = book.look(bold=True, font_color="#8C2D04")
    plain = book.look()
    pieces: list[Any] = [plain, item.before] if item.before else []
    pieces += [bold, item.text]
    pieces += [plain, item.after] if item.after else []
    sheet.write_rich_string(*place, *pieces, book.look(text_wrap=True, **INDENTED))
