"""A workbook for the office concerned: its own rows, to be confirmed or corrected, and sent back.

Only the cells to be filled in are open. The sheets' columns are named here once; what comes back is
read by the same names.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compare.extract.row_corrections import KEYS, SHOWN
from compare.present.wording.addresses import cite_spans, cite_tasks
from compare.present.wording.headings import name_column, name_value
from compare.present.wording.texts import phrase
from compare.present.workbook.book import LINE_POINTS, Book, count_lines, set_print
from compare.present.workbook.render import CREATED, OPTIONS
from compare.schema import TABLES
from compare.store import show_cell

LANG = "zh"  # the offices are Chinese
VERDICTS = ("yes", "no", "drop")
SENDER = ("office", "person", "date")
_SENDER_WIDTHS = (18, 40)
HIDDEN = ("plan_id", "place", "shown")
NEEDED = ("plans", "tasks", "assignments", "targets", "outline")
_FONT: Mapping[str, object] = {"font_name": "SimSun", "font_size": 11}
_HEAD = {"bold": True, "bg_color": "#14406B", "font_color": "#FFFFFF", "text_wrap": True}
_BORDER = {"border": 1, "border_color": "#C4C4C4", "text_wrap": True}
_OPEN = {**_BORDER, "locked": False, "bg_color": "#FFF9DB"}


@dataclass(frozen=True)
class ReplySheet:
    """One sheet: the table it asks about, what it shows, and what may be corrected, with widths."""

    table: str
    facts: tuple[tuple[str, int], ...]
    fields: tuple[tuple[str, int], ...]

    @property
    def title(self) -> str:
        """The sheet's name: 任务分工."""
        return phrase(f"reply.sheet.{self.table}", LANG)

    def name_field(self, field: str) -> str:
        """The head of a value as it was read: 单位."""
        return name_column(self.table, field, LANG)

    def name_fix(self, field: str) -> str:
        """The head of the cell for the right value: 更正为：单位."""
        return phrase("reply.fix", LANG, field=self.name_field(field))

    def list_heads(self) -> list[tuple[str, int]]:
        """Every head with its width, in order; of a column that is hidden 0."""
        facts = [(self.name_fact(name), width) for name, width in self.facts]
        fields = [(self.name_field(name), width) for name, width in self.fields]
        fixes = [(self.name_fix(name), width) for name, width in self.fields]
        hidden = [(name_hidden(name), 0) for name in HIDDEN]
        verdict, remark = phrase("reply.verdict", LANG), phrase("reply.remark", LANG)
        return [*hidden, *facts, *fields, (verdict, 9), *fixes, (remark, 18)]

    def name_fact(self, name: str) -> str:
        """The head of what is only shown: 出处, 原文语句."""
        if name == "address":
            return phrase("reply.address", LANG)
        return name_column(self.table, name, LANG)


SHEETS = (
    ReplySheet(
        "assignments",
        (("address", 13), ("title", 36), ("name_as_written", 20)),
        (("name", 20), ("role", 8)),
    ),
    ReplySheet(
        "targets",
        (("address", 12), ("quote", 34)),
        (("indicator", 16), ("value", 9), ("unit", 8), ("year", 8), ("kind", 9)),
    ),
)


def name_hidden(name: str) -> str:
    """The head of a hidden column, by which a row that comes back is known."""
    return f"#{name}"


def name_verdict(verdict: str) -> str:
    """What is chosen in the column 是否准确."""
    return phrase(f"reply.verdict.{verdict}", LANG)


def word_reason(office: str, remark: str) -> str:
    """The reason of a correction that came back: 责任单位回复（县民政局）：见实施方案第3页."""
    named = phrase("reply.reason.named", LANG, office=office)
    said = named if office else phrase("reply.reason", LANG)
    return phrase("mark.colon", LANG).join(filter(None, (said, remark)))


def list_choices(table: str, field: str) -> dict[str, str]:
    """What may be chosen for a coded value, word → code: 牵头 → lead; empty for free values."""
    column = next(column for column in TABLES[table].columns if column.name == field)
    return {name_value(field, value, LANG): value for value in column.allowed}


def render_reply(tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str]) -> bytes:
    """The workbook of one plan as bytes of an .xlsx file, the same for the same tables.

    `tables`: NEEDED, of that plan alone; `sources`: plan_id → text. Needs XlsxWriter (extra
    `report`).
    """
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as file:
        book = Book(file, LANG, _FONT)
        plan = tables["plans"].to_dict("records")[0]
        title = phrase("reply.title", LANG, title=plan["title"] or plan["plan_id"])
        file.set_properties({"title": title, "author": "compare", "created": CREATED})
        rows = {sheet.table: list(list_reply_rows(sheet, tables, sources)) for sheet in SHEETS}
        _add_letter(book, title, rows)
        for sheet in SHEETS:
            _add_rows(book, sheet, rows[sheet.table])
    return buffer.getvalue()


def list_reply_rows(
    sheet: ReplySheet, tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """What a sheet shows of each row of its table, by head, in the order of the document."""
    table, tasks = tables[sheet.table].sort_values("start", kind="stable"), tables["tasks"]
    cited, titles = (
        cite_tasks(tasks, sources),
        dict(zip(tasks["task_id"], tasks["title"], strict=True)),
    )
    under = cite_spans(table, tables["outline"])
    for row, heading in zip(table.to_dict("records"), under, strict=True):
        task = str(row["task_id"] or "")
        known = {**row, "address": cited.get(task, heading), "title": titles.get(task, "")}
        place = " ".join([sheet.table, *(str(row[name]) for name in KEYS[sheet.table])])
        hidden = (str(row["plan_id"]), place, str(row[SHOWN[sheet.table]]))
        told = {name_hidden(name): text for name, text in zip(HIDDEN, hidden, strict=True)}
        facts = {sheet.name_fact(name): show_cell(known[name]) for name, _ in sheet.facts}
        fields = {
            sheet.name_field(name): name_value(name, show_cell(row[name]), LANG)
            for name, _ in sheet.fields
        }
        yield told | facts | fields


def _add_letter(book: Book, title: str, rows: Mapping[str, Sequence[object]]) -> None:
    """The first sheet: what it is for, how it is filled in and sent back, who answers."""
    sheet = book.file.add_worksheet(phrase("reply.sheet.letter", LANG))
    sheet.hide_gridlines(2)
    for at, width in enumerate((*_SENDER_WIDTHS, 40)):
        sheet.set_column(at, at, width)
    counts = {f"n_{table}": len(found) for table, found in rows.items()}
    lines = [phrase(f"reply.letter.{n}", LANG, **counts) for n in range(1, 8)]
    room = sum(_SENDER_WIDTHS) + 40
    for at, text in enumerate((title, *lines)):
        look: dict[str, object] = {"bold": True, "font_size": 16} if not at else {}
        sheet.merge_range(at, 0, at, 2, "", book.look(text_wrap=True, **look))
        book.write_text(sheet, (at, 0), text, text_wrap=True, **look)
        sheet.set_row(at, LINE_POINTS * count_lines(text, room * (1 if at else 0.7)) + 8)
    for at, name in enumerate(SENDER, len(lines) + 2):
        book.write_text(sheet, (at, 0), phrase(f"reply.sender.{name}", LANG), bold=True, **_BORDER)
        book.write_text(sheet, (at, 1), "", **_OPEN)
    _lock(sheet)
    set_print(sheet)


def _add_rows(book: Book, sheet: ReplySheet, rows: Sequence[Mapping[str, str]]) -> None:
    """The rows, one header on each printed page, the cells to be filled in open and coloured."""
    page = book.file.add_worksheet(sheet.title)
    heads = sheet.list_heads()
    for at, (head, width) in enumerate(heads):
        page.set_column(at, at, width or 2, None, {} if width else {"hidden": True})
        book.write_text(page, (0, at), head, **_HEAD)
    page.set_row(0, LINE_POINTS * max(count_lines(head, w) for head, w in heads if w) + 3)
    for line, row in enumerate(rows, 1):
        for at, (head, _) in enumerate(heads):
            look = _BORDER if head in row else _OPEN
            book.write_text(page, (line, at), row.get(head, ""), **look)
        lines = max(count_lines(row.get(head, ""), width) for head, width in heads if width)
        page.set_row(line, LINE_POINTS * lines + 3)
    _add_dropdowns(page, sheet, [head for head, _ in heads], max(len(rows), 1))
    page.freeze_panes(1, len(HIDDEN) + 1)
    _lock(page)
    set_print(page, 1)


def _add_dropdowns(page: Any, sheet: ReplySheet, heads: Sequence[str], last: int) -> None:
    """A list to choose from in the column 是否准确, and where a value is one of a few."""
    chosen = {phrase("reply.verdict", LANG): [name_verdict(verdict) for verdict in VERDICTS]}
    for field, _ in sheet.fields:
        chosen[sheet.name_fix(field)] = list(list_choices(sheet.table, field))
    for head, words in chosen.items():
        if words:
            at = heads.index(head)
            rule = {"validate": "list", "source": words, "error_message": "、".join(words)}
            page.data_validation(1, at, last, at, rule)


def _lock(sheet: Any) -> None:
    """Only open cells can be written; rows and columns may be made larger. There is no password."""
    sheet.protect("", {"format_rows": True, "format_columns": True})
