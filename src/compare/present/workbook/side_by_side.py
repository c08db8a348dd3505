"""The sheets a meeting works with: ours beside theirs (对照表), and practices to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compare.present.office.practices import word_practices
from compare.present.office.sheet import compare_sides
from compare.present.office.viewpoint import Viewpoint, name_sides
from compare.present.wording.findings.finding import Tables
from compare.present.wording.texts import phrase
from compare.present.workbook.book import LINE_POINTS, Book, count_lines, set_print

HEAD = {"bold": True, "bg_color": "#14406B", "font_color": "#FFFFFF", "text_wrap": True}
STATES = {"uncertain": "#FFF2CC", "partial": "#FCE4D6", "ours": "#E2EFDA", "theirs": "#DDEBF7"}
STATES |= {"unwritten": "#DDEBF7", "absent": "#DDEBF7"}
Columns = Sequence[tuple[str, float]]
SIDES: Columns = (
    *(("kind", 8), ("subject", 24), ("ours", 40), ("our_place", 13), ("theirs", 40)),
    *(("their_place", 13), ("upper", 24), ("difference", 26), ("state", 13), ("our_duties", 22)),
    ("their_duties", 22),
)
PRACTICES: Columns = (
    *(("place", 11), ("state", 16), ("theirs", 56), ("their_place", 13), ("departments", 24)),
    *(("nearest", 44), ("our_place", 13), ("why", 20)),
)


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
    set_print(sheet, 1)
