"""Tables of work with one cell per line, as texts exported from Word have them, numbers before rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from compare.extract.clean import Traced
from compare.extract.departments.bodies import starts_with_level
from compare.extract.departments.names import is_list_of_bodies
from compare.extract.tables.columns import BODIES, read_head, tell_column
from compare.extract.tables.read import (
    NUMBER,
    RULE,
    TIME,
    Placed,
    RowReader,
    WorkTable,
    holds_bodies,
    may_hold_bodies,
)
from compare.language.marks import BULLET, find_mark
from compare.language.sentences import SENTENCE_END

_ITEM = re.compile(BULLET)  # says more of the task above it
_LONGEST_NOTE = 12  # of who is in charge, before the columns of bodies
_MOST_COLUMNS = 9
_MOST_HEADINGS = 20  # of rows that were left out, one below the other
_LONGEST_SECTION = 30  # of a line without a number that heads rows
_SHORT_NAMES = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[、，,][\u4e00-\u9fff]{2,8})*")
_SAYS = ("section", "task", "demand")


def read_standing(paragraphs: Sequence[Traced], at: int) -> WorkTable | None:
    """A table with one cell per line: its head from `at` on, then a number before each row."""
    if tell_column(paragraphs[at].text) != "number":
        return None
    columns = read_standing_head(paragraphs, at)
    if not columns:
        return None
    begin = at + len(columns)
    table = WorkTable(list(range(at, begin)), columns, left_out=list(paragraphs[at:begin]))
    reader = RowReader(table)
    place, number = begin, _read_first_count(paragraphs[begin : begin + 2])
    filled: Sequence[str] = columns
    while place < len(paragraphs):
        if end := _end_of_section(paragraphs, place, number, filled):
            reader.add([paragraphs[place]])
        elif row := _read_standing_row(paragraphs, place, columns, number):
            reader.add_standing(row)
            end, number = place + len(row), number + 1
            filled = columns if len(row) == len(columns) else ()
        elif more := _read_more_of_row(paragraphs, place, columns, number):
            reader.carry_on(more)
            end = place + len(more)
        elif table.rows and (later := _find_later_number(paragraphs, place, columns, number)):
            end, number = place, later
        else:
            break
        table.places += range(place, end)
        place = end
    return table


def _find_later_number(
    paragraphs: Sequence[Traced], place: int, columns: Sequence[str], number: int
) -> int:
    """The number of the next row where the rows between were left out, headings of theirs kept; else 0.

    A bureau publishes what of a table is its own: `3` … `二、教育` / `三、文化` / `68` ….
    """
    place = _skip_headings(paragraphs, place)
    count = read_count(paragraphs[place].text) if place < len(paragraphs) else 0
    row = _read_standing_row(paragraphs, place, columns, count) if count > number else []
    return count if any(columns[at] in BODIES for at, _ in row) else 0


def _read_first_count(below: Sequence[Traced]) -> int:
    """What the first row below a head counts, which may go on from another page: 80."""
    return next(filter(None, (read_count(text.text) for text in below)), 1)


def read_standing_head(paragraphs: Sequence[Traced], at: int) -> list[str]:
    """The columns of a head whose cells stand one below the other; the most that make one."""
    cells = [text.text for text in paragraphs[at : at + _MOST_COLUMNS]]
    heads = len(list(takewhile(_may_head_column, cells)))  # a line that heads no column ends them
    best: list[str] = []
    for count in range(3, heads + 1):
        columns = read_head(cells[:count])
        if len(columns) == count:
            best = columns
    return best


def _may_head_column(text: str) -> bool:
    return bool(tell_column(text)) and find_mark(text) is None  # 一、主要目标 heads rows


def _end_of_section(
    paragraphs: Sequence[Traced], place: int, number: int, filled: Sequence[str] = ()
) -> int:
    """Behind a line that heads the rows below it, before row `number` or a line of its kind; else 0.

    `filled`: the columns, all filled by the row above, so that a line without a number is no cell of it.
    """
    text = paragraphs[place].text
    if not _heads_rows(text) and not (filled and _may_head(text, filled)):
        return 0
    below = _skip_headings(paragraphs, place + 1)
    is_row = below < len(paragraphs) and read_count(paragraphs[below].text) == number
    return place + 1 if is_row else 0


def _skip_headings(paragraphs: Sequence[Traced], place: int) -> int:
    """The first place from `place` on whose line heads no rows, or the last that is looked at."""
    last = min(len(paragraphs), place + _MOST_HEADINGS)
    return next((i for i in range(place, last) if not _heads_rows(paragraphs[i].text)), last)


def _heads_rows(text: str) -> bool:
    """Whether a line opens with the number of a heading: `二、教育`."""
    return not read_count(text) and find_mark(text) is not None


def _may_head(text: str, columns: Sequence[str]) -> bool:
    """Whether a line without a number may head rows: `教育方面`, but no sentence and no further body."""
    is_short = len(text) <= _LONGEST_SECTION and not any(mark in text for mark in SENTENCE_END)
    is_body = columns[-1] in BODIES and holds_bodies(text)
    return is_short and not (is_body or read_count(text) or RULE.fullmatch(text))


def _read_standing_row(
    paragraphs: Sequence[Traced], place: int, columns: Sequence[str], number: int
) -> list[Placed]:
    """The lines of row `number` with their columns; none where it does not begin at `place`.

    Several bodies of one cell may stand one below the other, and a cell may be missing.
    """
    if read_count(paragraphs[place].text) != number:
        return []
    end = place + len(columns)
    whole = paragraphs[place:end]
    goes_on = _goes_on(paragraphs, end, number + 1, columns) or _is_over(paragraphs, end, number)
    if goes_on and _is_whole(whole, columns):
        return list(enumerate(whole))
    row = [(0, paragraphs[place])]
    row += _place_lines(paragraphs, place + 1, columns, number + 1)
    return row if len(row) > 2 else []


def _is_over(paragraphs: Sequence[Traced], place: int, number: int) -> bool:
    """Whether nothing stands from `place` on, or a later row than the one behind row `number`."""
    place = _skip_headings(paragraphs, place)
    return place >= len(paragraphs) or read_count(paragraphs[place].text) > number


def _is_whole(cells: Sequence[Traced], columns: Sequence[str]) -> bool:
    """Whether as many lines as columns are the cells of these: none of the work is a list of bodies.

    So many lines between two numbers tell a body by its place, `河长办、工管股`, as a label does.
    """
    if len(cells) != len(columns):
        return False
    for column, text in zip(columns, (cell.text for cell in cells), strict=True):
        if column in _SAYS and is_list_of_bodies(text):
            return False
        if column in BODIES and not (may_hold_bodies(text) or _SHORT_NAMES.fullmatch(text)):
            return False
        if column == "deadline" and not (TIME.search(text) or RULE.fullmatch(text)):
            return False
    return True


def _read_more_of_row(
    paragraphs: Sequence[Traced], place: int, columns: Sequence[str], number: int
) -> list[Placed]:
    """Lines between a row and row `number` that have no number: its number cell spans both."""
    if number == 1:
        return []
    more = _place_lines(paragraphs, place, columns, number)
    end = place + len(more)
    return more if end < len(paragraphs) and read_count(paragraphs[end].text) == number else []


def _place_lines(
    paragraphs: Sequence[Traced], place: int, columns: Sequence[str], following: int
) -> list[Placed]:
    """The lines from `place` on, each in the first column behind the last one that it can stand in."""
    placed: list[Placed] = []
    at = 0
    for i in range(place, len(paragraphs)):
        text = paragraphs[i].text
        below = paragraphs[i + 1].text if i + 1 < len(paragraphs) else ""
        behind = range(at + 1, len(columns))
        to = next((j for j in behind if _is_cell(text, columns[j:], following, below)), 0)
        goes_on = holds_bodies(text) if columns[at] in BODIES else _ITEM.match(text)
        if not to and goes_on:
            to = at
        if not to or read_count(text) == following:
            break
        placed.append((to, paragraphs[i]))
        at = to
    if not _goes_on(paragraphs, place + len(placed), following):
        while len(placed) > 1 and placed[-1][0] == placed[-2][0] and _may_sign(placed[-1][1].text):
            placed.pop()
    return placed


def _may_sign(text: str) -> bool:
    """Whether a body behind the last row may be who signs: 云溪县人民政府办公室, but not 县教育局."""
    return not starts_with_level(text)


def _goes_on(
    paragraphs: Sequence[Traced], place: int, following: int, filled: Sequence[str] = ()
) -> bool:
    """Whether row `following`, or a line that heads it, stands at `place`."""
    is_row = place < len(paragraphs) and read_count(paragraphs[place].text) == following
    return is_row or (
        place < len(paragraphs) and _end_of_section(paragraphs, place, following, filled) > 0
    )


def _is_cell(text: str, columns: Sequence[str], following: int, below: str) -> bool:
    """Whether a line can be the cell of the first of these columns, those behind it still to come.

    It is then neither row `following` nor what comes after the table.
    """
    column, *behind = columns
    if read_count(text) == following:
        return False
    if column in BODIES:
        return may_hold_bodies(text)
    if column == "deadline":
        return bool(TIME.search(text)) or bool(RULE.fullmatch(text))
    if column == "note":
        return read_count(below) == following or (
            bool(behind) and len(text) <= _LONGEST_NOTE and not holds_bodies(text)
        )
    return column in ("task", "demand") or not find_mark(text)


def read_count(text: str) -> int:
    """What a cell counts that holds a number alone: `12.` → 12; 0 for any other."""
    return int(text.rstrip(".．、")) if NUMBER.fullmatch(text) else 0
