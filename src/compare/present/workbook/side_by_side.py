"""The sheets a meeting works with: ours beside theirs (对照表), and practices to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from compare.present.office.practices import word_practices
from compare.present.office.sheet import compare_sides
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.texts import clip, phrase
from compare.present.workbook.book import LINE_POINTS, Book, count_lines, set_print

HEAD = {"bold": True, "bg_color": "#14406B", "font_color": "#FFFFFF", "text_wrap": True}
STATES = {"uncertain": "#FFF2CC", "partial": "#FCE4D6", "ours": "#E2EFDA", "theirs": "#DDEBF7"}
STATES |= {"unwritten": "#DDEBF7", "absent": "#DDEBF7"}
Columns = Sequence[tuple[str, float]]
SIDES: Columns = (
    *(("kind", 6), ("subject", 18), ("ours", 34), ("our_place", 11), ("theirs", 34)),
    *(("their_place", 11), ("upper", 16), ("difference", 24), ("state", 10)),
    *(("our_duties", 17), ("their_duties", 17)),
)
PRACTICES: Columns = (
    *(("place", 10), ("state", 14), ("theirs", 50), ("their_place", 11), ("departments", 20)),
    *(("nearest", 40), ("our_place", 11), ("why", 18)),
)
MOST_PRINTED = 120  # lines, some fifteen pages; longer tables are for the screen
MOST_WORDS = 160  # characters of a practice; all of it stands in the sheet of tasks


def add_side_by_side(
    book: Book, tables: Tables, sources: Mapping[str, str], view: Viewpoint
) -> None:
    """Both sheets, before all others; words of a state are coloured alike in both."""
    _add_sides(book, tables, sources, view)
    _add_practices(book, tables, sources, view)


def _add_sides(book: Book, tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> None:
    rows = [
        {
            **{name: getattr(row, name) for name, _ in SIDES},
            "kind": phrase(f"sheet.kind.{row.kind}", view.lang),
            "state": phrase(f"sheet.state.{row.state}", view.lang, **name_sides(view)),
            "look": row.state,
        }
        for row in compare_sides(tables, sources, view)
    ]
    _write(book, "sides", SIDES, rows, view)


def _add_practices(book: Book, tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> None:
    rows = [
        {
            **{name: getattr(practice, name, "") for name, _ in PRACTICES},
            "place": view.names[practice.plan_id],
            "state": phrase(f"practice.state.{practice.state}", view.lang, **name_sides(view)),
            "look": practice.state,
            "theirs": clip(practice.theirs, MOST_WORDS),
            "nearest": clip(practice.nearest, MOST_WORDS),
        }
        for practice in word_practices(tables, sources, view, everywhere=True)
    ]
    _write(book, "practices", PRACTICES, rows, view)


def _write(
    book: Book, name: str, columns: Columns, rows: Sequence[Mapping[str, str]], view: Viewpoint
) -> None:
    """One header row that is repeated on every page, rows as high as their words."""
    sheet = book.file.add_worksheet(phrase(f"sheet.{name}", book.lang))
    heads = [
        phrase(f"sheet.{name}.{column}", book.lang, **name_sides(view)) for column, _ in columns
    ]
    for at, (head, (_, width)) in enumerate(zip(heads, columns, strict=True)):
        sheet.set_column(at, at, width)
        book.write_text(sheet, (0, at), head, **HEAD)
    for line, row in enumerate(rows, 1):
        colour = STATES.get(row["look"], "")
        for at, (column, _) in enumerate(columns):
            look: dict[str, object] = {"text_wrap": True, "border": 1, "border_color": "#C4C4C4"}
            if column == "state" and colour:
                look["bg_color"] = colour
            book.write_text(sheet, (line, at), str(row[column] or ""), **look)
        lines = max(count_lines(str(row[column] or ""), width) for column, width in columns)
        sheet.set_row(line, LINE_POINTS * lines + 3)
    sheet.freeze_panes(1, 2)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    _add_notes(book, sheet, len(rows) + 2, columns, name, view)
    cut = len(rows) > MOST_PRINTED
    told = phrase("workbook.print.first", book.lang, n=MOST_PRINTED, rows=len(rows)) if cut else ""
    header = phrase("mark.space", book.lang).join((told, book.source)) if cut else ""
    set_print(sheet, 1, header)
    sheet.print_area(0, 0, MOST_PRINTED if cut else len(rows) + 3, len(columns) - 1)


def _add_notes(
    book: Book, sheet: Any, top: int, columns: Columns, name: str, view: Viewpoint
) -> None:
    """Beneath the table: how numbers and states are meant, and what it is drawn from."""
    room = sum(width for _, width in columns)
    told = phrase(f"sheet.{name}.note", book.lang, **name_sides(view))
    for at, text in enumerate((told, book.source), top):
        sheet.merge_range(at, 0, at, len(columns) - 1, "", book.look(text_wrap=True))
        book.write_text(sheet, (at, 0), text, text_wrap=True, font_color="#5F5F5F")
        sheet.set_row(at, LINE_POINTS * count_lines(text, room) + 3)
