"""The sheets of the workbook: one per table, each row linked to its evidence, and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from compare.present.wording.headings import name_column, name_table, name_value
from compare.present.wording.labels import (
    label_departments,
    label_instruments,
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

# Sheets that are printed whole; of the others, which serve to look things up, the first page.
PRINTED = ("plans", "indicators", "aims_in_words")
MOST_PRINTED, ON_ONE_PAGE = 150, 30  # rows
# Ids, places in the file and signs of how a row was read, beside what ends in _id.
CODES = (
    *("plan_a", "plan_b", "task_a", "task_b", "section_a", "section_b", "upper_plan", "peer"),
    *("sha256", "tokenizer", "source_file", "characters", "clean_characters", "alternative_group"),
    *("start", "end", "line_start", "line_end", "start_a", "end_a", "start_b", "end_b"),
    *("upper_start", "upper_end", "peer_start", "peer_end", "evidence_start", "evidence_end"),
    *("value_si", "unit_si", "year_source", "name_status", "unit_status", "compared", "finest"),
    *("pace_relative", "approximate", "value_text", "value_high", "comparator", "aspirational"),
)
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
    "upper_plan": "plan_a",
    "peer": "plan_b",
}
CODED = ("subtype", "other")  # policy instruments, which the codebook names
WIDE = {"body": 60, "quote": 46, "text": 60, "text_a": 50, "text_b": 50, "evidence": 40}
WIDE |= {"shared_terms": 36, "reason": 40, "title": 34, "section_title": 28, "chapter": 22}
WIDE |= {"name_en": 30, "theme_en": 30, "indicator_en": 36, "indicator": 30, "sha256": 20}
WIDE |= {"name_zh": 18, "theme": 22, "name_as_written": 18, "name": 18, "source_file": 24}
WIDE |= {"task_a": 34, "task_b": 34, "upper_text": 50, "number": 9, "level": 9, "rank": 7}
WIDE |= {"plan_a": 12, "plan_b": 12, "place": 12, "kind": 10, "role": 9, "position": 7}
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
    """The columns of a table's sheet: what a reader reads, then the codes.

    For an id stands what it names; the ids themselves, places in the file and, in Chinese, English
    names stand last, before them the division code of each plan.
    """
    names = _name_ids(tables, lang)
    shown: list[SheetColumn] = []
    codes: list[SheetColumn] = []
    for column in tables[name].columns:
        known = names.get(_tell_kind(column), {})
        own = column in TABLES[name].key and len(TABLES[name].key) == 1
        if known and not own:
            heading = _name_names(name, column, lang)
            shown.append(SheetColumn(heading, f"← {column}", _width(NAMED[column]), column, known))
        heading, code = name_column(name, column, lang), _is_code(column, lang)
        labels = label_instruments(lang) if column in CODED else None
        (codes if code else shown).append(
            SheetColumn(heading, column, _width(column), column, labels, code)
        )
    return [*shown, *_list_divisions(name, tables, lang), *codes]


def _is_code(column: str, lang: str) -> bool:
    return column.endswith("_id") or column in CODES or (lang == "zh" and column.endswith("_en"))


def _list_divisions(
    name: str, tables: Mapping[str, pd.DataFrame], lang: str
) -> Iterator[SheetColumn]:
    """The division code of the plan, or of both plans, a row is about."""
    plans = tables["plans"]
    known = dict(zip(plans["plan_id"], plans["division_code"].fillna("").astype(str), strict=True))
    for column in ("plan_id", "plan_a", "plan_b"):
        if name != "plans" and column in tables[name] and any(known.values()):
            heading = name_column("plans", "division_code", lang)
            if column != "plan_id":
                side = phrase(f"workbook.side.{column[-1]}", lang)
                heading = phrase("workbook.side", lang, side=side, heading=heading)
            yield SheetColumn(heading, "", 10, column, known, True)


def _name_names(table: str, column: str, lang: str) -> str:
    """The heading of the column with the names behind an id: task_a → 甲标题, Title in A."""
    if _tell_kind(column) == "plan":
        return phrase("workbook.name_of", lang, heading=name_column(table, column, lang))
    if column == "department_id":
        return phrase("word.department", lang)
    if column in ("task_id", "best_task_id"):
        return phrase("workbook.task_title", lang)
    side = phrase(f"workbook.side.{column[-1]}", lang)
    return phrase("workbook.side", lang, side=side, heading=name_column(table, NAMED[column], lang))


def _tell_kind(column: str) -> str:
    """What an id is of: task_a, best_task_id → task; empty for what is no id."""
    if column in ("upper_plan", "peer"):
        return "plan"
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
    _finish_sheet(
        book, sheet, columns, len(table), whole=name in PRINTED and len(table) <= MOST_PRINTED
    )


def _finish_sheet(
    book: Book, sheet: Any, columns: Sequence[SheetColumn], rows: int, whole: bool
) -> None:
    """Filter, bars, and what is printed: no codes, and of a sheet to look things up in one page."""
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
    printed = [column for column in columns if not column.code]
    cut = not whole and rows > ON_ONE_PAGE
    told = phrase("workbook.print.first", book.lang, n=ON_ONE_PAGE, rows=rows) if cut else ""
    header = phrase("mark.space", book.lang).join(filter(None, (told, book.source)))
    set_print(sheet, HEAD_ROWS, header, sum(column.width for column in printed))
    if cut:
        sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, HEAD_ROWS - 1 + ON_ONE_PAGE if cut else last, len(printed) - 1)


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
    """A row per span – plan, lines, offsets, its words, its sentence."""
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
    _finish_sheet(book, sheet, columns, len(evidence), whole=False)


def add_codes_sheet(book: Book, tables: Mapping[str, pd.DataFrame]) -> None:
    """The last sheet: which column of which table a heading stands for, for who goes on computing."""
    lang = book.lang
    sheet = book.file.add_worksheet(phrase("workbook.codes", lang))
    heads = [phrase(f"codes.{name}", lang) for name in ("sheet", "heading", "machine")]
    columns = [SheetColumn(h, "", w, "") for h, w in zip(heads, (18, 30, 36), strict=True)]
    write_heads(book, sheet, columns)
    lines = [
        (name_table(name, lang), name_column(name, column, lang), f"{name}.{column}")
        for name in tables
        for column in tables[name].columns
        if column in TABLES[name].names
    ]
    for at, texts in enumerate(lines, HEAD_ROWS):
        for i, text in enumerate(texts):
            book.write_text(sheet, (at, i), text)
    sheet.freeze_panes(HEAD_ROWS, 0)
    _finish_sheet(book, sheet, columns, len(lines), whole=False)


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
