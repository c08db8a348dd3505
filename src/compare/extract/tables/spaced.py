"""Tables of work whose cells nothing but spaces or line ends part: no tab, no bar, at times no number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from compare.extract.clean import Traced, join
from compare.extract.tables.columns import read_head, tell_column
from compare.extract.tables.read import (
    Cells,
    RowReader,
    WorkTable,
    cut_at_gaps,
    fits,
    holds_bodies,
    name_by_demand,
)
from compare.extract.tables.standing import read_count, read_standing, read_standing_head
from compare.language.marks import ARABIC, count_mark, find_mark

_ANY = re.compile(r"\s|\u3000")
_FEWEST_CELLS = 6  # spaces in a table flattened into one paragraph
_FEWEST_COLUMNS = 3
_LONGEST_HEAD = 80
_FLAT_HEAD = re.compile("序号|编号")
_TITLE = re.compile("(?:分解|分工|清单|台账|表|方案)$")  # of a table, which heads no column
_MAY_SPAN = ("section", "task")  # columns whose cell may stand for several rows


def read_flat(text: Traced, place: int) -> WorkTable | None:
    """A table that stands in one paragraph, spaces alone between its cells.

    `序号 任务 牵头单位 1 新建小学 县教育局 2 …` → a row for each number.
    """
    if len(text.gaps) < _FEWEST_CELLS or not _FLAT_HEAD.search(text.text):
        return None
    cells = list(cut_at_gaps(text, _ANY))
    for at in range(len(cells)):
        table = read_standing(cells, at) if _FLAT_HEAD.match(cells[at].text) else None
        if table and table.rows:
            table.left_out += [*cells[:at], *cells[table.places[-1] + 1 :]]
            table.places = [place]
            return table
    return None


def read_spaced(paragraphs: Sequence[Traced], at: int) -> WorkTable | None:
    """A table whose rows are lines with single spaces between their cells.

    `任务 牵头单位 时限` / `新建小学 县教育局 年底` → a row for each line that has as many cells as the
    head; below 序号, for each number that counts on. One row alone is none.
    """
    head = paragraphs[at]
    if len(head.gaps) < _FEWEST_COLUMNS - 1 or len(head.text) > _LONGEST_HEAD:
        return None
    columns = read_head([cell.text for cell in cut_at_gaps(head, _ANY)])
    if len(columns) < _FEWEST_COLUMNS or "" in columns:
        return None
    table = WorkTable([at], columns, left_out=[head])
    reader = RowReader(table)
    for place in range(at + 1, len(paragraphs)):
        rows = _part_rows(list(cut_at_gaps(paragraphs[place], _ANY)), columns, len(table.rows) + 1)
        if not rows or not all(fits(row, columns) for row in rows):
            break
        for row in rows:
            reader.add(row)
        table.places.append(place)
    name_by_demand(table)
    return table if len(table.rows) > 1 else None


def _part_rows(cells: list[Traced], columns: Sequence[str], number: int) -> list[Cells]:
    """The rows of a line: one, or one from each number to the next; none where it does not count on."""
    if columns[0] != "number":
        return [_fill(cells, columns)]
    rows: list[list[Traced]] = []
    for cell in cells:
        if read_count(cell.text) == number + len(rows):
            rows.append([cell])
        elif rows:
            rows[-1].append(cell)
    return [_fill(row, columns) for row in rows]


def _fill(cells: list[Traced], columns: Sequence[str]) -> Cells:
    """As many cells as columns: spaces within a text part none, a cell that spans rows may be missing."""
    while len(cells) > len(columns):
        at = _find_parted(cells)
        if not at:
            return []
        cells = [*cells[:at], join(cells[at], cells[at + 1]), *cells[at + 2 :]]
    missing = len(columns) - len(cells)
    if columns[0] != "number" or any(c not in _MAY_SPAN for c in columns[1 : 1 + missing]):
        return [*cells, *[None] * missing]
    return [*cells[:1], *[None] * missing, *cells[1:]]


def _find_parted(cells: Sequence[Traced]) -> int:
    """The first of two cells beside each other that are one text, the shortest there is; 0 for none."""
    texts = [i for i, cell in enumerate(cells) if i and not holds_bodies(cell.text)]
    pairs = [i for i in texts if i + 1 in texts]
    return min(pairs, key=lambda i: min(len(cells[i].text), len(cells[i + 1].text)), default=0)


def read_even(paragraphs: Sequence[Traced], at: int) -> WorkTable | None:
    """A table with one cell per line and no numbers: as many lines for each row as for the head.

    `任务` / `牵头单位` / `时限` / `新建小学` / `县教育局` / `年底` / … One row alone is none.
    """
    columns = _read_head(paragraphs, at)
    if not columns:
        return None
    table = WorkTable(list(range(at, at + len(columns))), columns)
    table.left_out += paragraphs[at : at + len(columns)]
    reader = RowReader(table)
    place = at + len(columns)
    while fits(row := [*paragraphs[place : place + len(columns)]], columns):
        reader.add([*row])
        table.places += range(place, place + len(columns))
        place += len(columns)
    return table if len(table.rows) > 1 else None


def _read_head(paragraphs: Sequence[Traced], at: int) -> list[str]:
    """The columns of a head without 序号 that stands from here on, one cell per line."""
    text = paragraphs[at].text
    may_open = tell_column(text) in (*_MAY_SPAN, "demand") and not _TITLE.search(text)
    return read_standing_head(paragraphs, at) if may_open else []


def read_marked(paragraphs: Sequence[Traced], at: int) -> WorkTable | None:
    """A table with one cell per line whose numbers stand in the cell of the task: `1.办好书屋。`

    Read as if the number had a column of its own. What says more of a task opens with a dash.
    """
    heads = _read_head(paragraphs, at)
    begin = at + len(heads)
    if not heads or not _begins_to_count(paragraphs[begin : begin + 2]):
        return None
    lines, places, number = [Traced("序号", [])], [at], 1
    for place, text in enumerate(paragraphs[at:], at):
        if place < begin and heads[place - at] == "section":
            continue  # its cells span rows, and none stands before the first number
        end = _end_number(text, number) if place >= begin else 0
        number += bool(end)
        pieces = [text.slice(0, end), text.slice(end)] if end else [text]
        lines += pieces
        places += [place] * len(pieces)
    table = read_standing(lines, 0)
    if table:
        table.places = sorted({places[place] for place in table.places})
        table.left_out = [cell for cell in table.left_out if cell.offsets]
    return table


def read_unheaded(paragraphs: Sequence[Traced], at: int) -> WorkTable | None:
    """A table with one cell per line whose numbers have a column without a head.

    `任务` / `牵头单位` / `1` / `新建小学` / `县教育局` / `2` / …; what stands before the first number
    fills the first column over several rows and heads them.
    """
    heads = _read_head(paragraphs, at)
    begin = at + len(heads)
    counts = [read_count(text.text) for text in paragraphs[begin : begin + 2]]
    if not heads or 1 not in counts:
        return None
    spanning = counts.index(1)
    table = read_standing([Traced("序号", []), *paragraphs[at + spanning :]], 0)
    if table:
        table.places = list(range(at, at + spanning + table.places[-1]))
        table.left_out = [*paragraphs[at : at + spanning], *table.left_out]
        table.left_out = [cell for cell in table.left_out if cell.offsets]
    return table


def _begins_to_count(below: Sequence[Traced]) -> bool:
    """Whether the first line below a head is number 1, or a line that heads it: `一、教育` / `1.办好…`."""
    if not below or not find_mark(below[0].text):
        return False
    return any(_end_number(text, 1) for text in below)


def _end_number(text: Traced, number: int) -> int:
    """Where the number ends that a text opens with, if it is this one; else 0."""
    mark = find_mark(text.text)
    is_own = mark and mark.kind == ARABIC and count_mark(text.text[: mark.end]) == number
    return mark.end if mark and is_own and mark.end < len(text.text) else 0
