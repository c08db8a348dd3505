"""The tables as an Excel workbook: cover, charts, a sheet per table, and the evidence.

Column headings stand in the reader's language with the machine name beneath; each row links to
the sentence it rests on. Everything from a plan is written as text, never as a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from compare.present.charts.style import choose, style_plans
from compare.present.wording.findings import complete_tables, format_cell
from compare.present.wording.headings import name_column, name_table, name_value
from compare.present.wording.labels import label_departments, label_sections, label_tasks
from compare.present.workbook.cover import list_cover
from compare.present.workbook.evidence import Evidence, Span, list_evidence, locate_rows
from compare.schema import TABLES

__all__ = ["render_workbook"]

CREATED = datetime(2000, 1, 1)  # fixed, so that the same tables give the same bytes
FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
CELL_LIMIT = 32_767  # characters Excel keeps in a cell
MOST_PAIRS = 20_000  # beyond this a sheet of pairs is of no use to a reader
LINK_LIMIT = 65_000  # links Excel keeps on a sheet
HEAD_ROWS = 2
MOST_LINES = {"evidence": 20}
LINE_POINTS = 15.0
FORMULA_START = re.compile(r"^[=+\-@\t\r]")
ORDER = (
    *("plans", "indicators", "targets", "tasks", "assignments", "departments"),
    *("department_functions", "workload", "commitment", "coverage", "task_pairs"),
    *("section_pairs", "shared_passages", "distinctive_terms", "progress", "ignored"),
)
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


@dataclass
class Book:
    """A workbook being written: its formats by look, its sheet names, where evidence stands."""

    file: Any
    lang: str
    base: Mapping[str, object] = field(default_factory=dict)
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)
    numbers: dict[Span, int] = field(default_factory=dict)

    def look(self, **properties: object) -> Any:
        """The format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.file.add_format({"valign": "top", **self.base, **properties})
        return self.formats[key]

    def write_text(self, sheet: Any, place: tuple[int, int], text: str, **look: object) -> None:
        """Text as text: what begins like a formula also keeps its leading quote when edited."""
        if FORMULA_START.match(text):
            look["quote_prefix"] = True
        sheet.write_string(*place, _fit_cell(text), self.look(**look))

    @property
    def evidence_name(self) -> str:
        return choose(self.lang, "原文依据", "Evidence")


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet: headings, width, and the column of the table it shows."""

    heading: str
    machine: str
    width: float
    source: str
    names: Mapping[str, str] | None = None


def render_workbook(
    tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str], lang: str = "zh"
) -> bytes:
    """The workbook as bytes of an .xlsx file, the same for the same tables.

    `sources`: plan_id → the source text that all offsets count in; a plan without one has no
    evidence. Needs XlsxWriter (extra `report`).
    """
    from xlsxwriter import Workbook

    from compare.present.workbook.charts import add_charts

    known = {name: t for name, t in complete_tables(tables).items() if name in TABLES}
    known["task_pairs"] = choose_pairs(known["task_pairs"])
    located = locate_rows(known, sources)
    evidence = list_evidence(located, sources)
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(buffer, options) as file:
        book = Book(file, lang, {"font_name": FONTS[lang], "font_size": 10})
        book.numbers = {span: number for number, span in enumerate(evidence, 1)}
        title = choose(lang, "规划比较表", "Comparison of plans")
        file.set_properties({"title": title, "author": "compare", "created": CREATED})
        _add_cover(book, known, sources)
        add_charts(book, known)
        for name in ORDER:
            if name in known:
                _add_table(book, name, known, located[name])
        _add_evidence(book, known["plans"], evidence)
    return buffer.getvalue()


def choose_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """All pairs, or of more than MOST_PAIRS the counterparts and each task's three nearest."""
    if len(pairs) <= MOST_PAIRS:
        return pairs
    near = (pairs["rank_a"] <= 3) | (pairs["rank_b"] <= 3) | pairs["matched"].fillna(False)
    return pairs[near.astype(bool)].reset_index(drop=True)


def _add_cover(book: Book, tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str]) -> None:
    sheet = book.file.add_worksheet(choose(book.lang, "说明", "Cover"))
    sheet.hide_gridlines(2)
    widths = (66, 56, 30)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    names = [*(n for n in ORDER if n in tables), ""]
    links = {n: name_table(n, book.lang) if n else book.evidence_name for n in names}
    for at, row in enumerate(list_cover(tables, links, len(book.numbers), book.lang)):
        height = 1
        for column, text in enumerate(row.texts):
            if column == 0 and row.link:
                look = book.look(font_color="#0563C1", underline=1, **row.look)
                sheet.write_url(at, 0, f"internal:'{row.link}'!A1", look, text)
                continue
            if text:
                book.write_text(sheet, (at, column), text, text_wrap=row.wrap, **row.look)
                height = max(height, count_lines(text, widths[column]) if row.wrap else 1)
        sheet.set_row(at, row.height or LINE_POINTS * height + 3)
    _set_print(sheet, 0)


def _set_print(sheet: Any, heads: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.set_footer("&C&A　&P/&N")
    if heads:
        sheet.repeat_rows(0, heads - 1)


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
            words = choose(lang, "名称", " name") if column.startswith("plan") else ""
            shown = name_column(name, NAMED[column], lang) if not words else heading + words
            side = choose(lang, {"a": "甲", "b": "乙"}.get(column[-1], ""), "")
            if column in ("task_a", "task_b", "section_a", "section_b"):
                tail = "" if lang == "zh" else f" in {column[-1].upper()}"
                shown = side + shown + tail
            elif column == "department_id":
                shown = choose(lang, "部门", "Department")
            elif column in ("task_id", "best_task_id"):
                shown = choose(lang, "任务标题", "Task title")
            columns.append(SheetColumn(shown, f"← {column}", _width(NAMED[column]), column, known))
    return columns


def _kind_of_id(column: str) -> str:
    return column.removeprefix("best_").split("_")[0] if column in NAMED else ""


def _name_ids(tables: Mapping[str, pd.DataFrame], lang: str) -> dict[str, dict[str, str]]:
    tasks = tables["tasks"]
    sections = label_sections(tasks, lang)
    titles = dict(zip(tasks["task_id"], tasks["title"], strict=True))
    return {
        "plan": {plan: style.label for plan, style in style_plans(tables["plans"], lang).items()},
        "department": label_departments(tables["departments"], lang),
        "task": titles if lang == "zh" else label_tasks(tasks, lang),
        "section": sections,
    }


def _width(column: str) -> float:
    return float(WIDE.get(column, 13))


def _add_table(
    book: Book,
    name: str,
    tables: Mapping[str, pd.DataFrame],
    spans: Sequence[tuple[Span | None, ...]],
) -> None:
    """A sheet: links to the evidence first, then the table's columns."""
    table, lang = tables[name], book.lang
    sheet = book.file.add_worksheet(name_table(name, lang))
    pair = name in ("task_pairs", "section_pairs", "shared_passages")
    marks = (
        choose(lang, "依据甲 依据乙", "Evidence_A Evidence_B").split()
        if pair
        else [choose(lang, "依据", "Evidence")]
    )
    links = [SheetColumn(m.replace("_", " "), "", 10, "") for m in marks]
    columns = [*links, *list_columns(name, tables, lang)]
    _write_heads(book, sheet, columns)
    if table.empty:
        book.write_text(sheet, (HEAD_ROWS, 0), choose(lang, "（没有行）", "(no rows)"))
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
    _set_print(sheet, HEAD_ROWS)


def _write_heads(book: Book, sheet: Any, columns: Sequence[SheetColumn]) -> None:
    head = {"bold": True, "bg_color": "#14406B", "font_color": "#FFFFFF", "text_wrap": True}
    small = {"font_size": 8, "font_color": "#5F5F5F", "bg_color": "#ECECEC"}
    for i, column in enumerate(columns):
        sheet.set_column(i, i, column.width)
        book.write_text(sheet, (0, i), column.heading, **head)
        book.write_text(sheet, (1, i), column.machine, **small)
    sheet.set_row(0, LINE_POINTS * max(count_lines(c.heading, c.width) for c in columns) + 3)


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
        book.write_text(sheet, place, text, text_wrap=True, align="left", indent=1)
        return text
    if isinstance(value, bool):
        text = choose(book.lang, "是" if value else "否", "yes" if value else "no")
        book.write_text(sheet, place, text, align="left", indent=1)
        return text
    kind = KINDS.get(column.machine, "" if isinstance(value, int) else "stated")
    shown = format_cell(float(value), kind) if kind else "0"
    sheet.write_number(*place, value, book.look(num_format=shown))
    return ""


def _add_evidence(book: Book, plans: pd.DataFrame, evidence: Mapping[Span, Evidence]) -> None:
    """The last sheet: a row per span – plan, lines, offsets, its words, its sentence."""
    lang, sheet = book.lang, book.file.add_worksheet(book.evidence_name)
    heads = (
        ("编号", "No.", "", 8),
        ("规划", "Plan", "plan_id", 16),
        ("起始行", "First line", "line_start", 8),
        ("结束行", "Last line", "line_end", 8),
        ("起始字符", "First character", "start", 10),
        ("结束字符", "Past last character", "end", 10),
        ("原文", "Source text", "source[start:end]", 70),
        ("所在语句", "Sentence around it", "", 70),
    )
    columns = [SheetColumn(choose(lang, zh, en), m, w, "") for zh, en, m, w in heads]
    _write_heads(book, sheet, columns)
    labels = {plan: style.label for plan, style in style_plans(plans, lang).items()}
    for at, (span, item) in enumerate(evidence.items(), HEAD_ROWS):
        book.write_text(sheet, (at, 0), f"E{book.numbers[span]}")
        book.write_text(sheet, (at, 1), labels.get(span.plan_id, span.plan_id))
        numbers = (item.line_start, item.line_end, span.start, span.end)
        for column, number in enumerate(numbers, 2):
            sheet.write_number(at, column, number, book.look(num_format="0"))
        book.write_text(sheet, (at, 6), item.text, text_wrap=True, align="left", indent=1)
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
    sheet.write_rich_string(*place, *pieces, book.look(text_wrap=True, align="left", indent=1))


def _fit_cell(text: str) -> str:
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def count_lines(text: str, width: float) -> int:
    """Lines the text takes in a column of that width, a Chinese character counting as two."""
    room = max(width - 2, 1)
    return sum(
        max(1, -int(-sum(1.9 if ord(c) > 0x2E7F or c in "“”…—" else 0.9 for c in part) // room))
        for part in text.split("\n")
    )
