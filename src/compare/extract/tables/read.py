"""Paragraphs → tables of work, in every layout a file leaves them in.

Rows between tabs or bars here, and what all layouts have in common. Merged cells (〃, or a cell that
is missing) stand for the one above, a head repeated on a new page is none, and a row without a task
of its own carries on the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from compare.extract.clean import Traced, trace
from compare.extract.departments.bodies import is_body
from compare.extract.departments.names import split_outside_brackets
from compare.extract.tables.columns import BODIES, name_bodies, read_head, tell_column
from compare.language.marks import find_mark

SAME_AS_ABOVE = "〃"
RULE = re.compile(r"[-:|\s—–－/]*")
NUMBER = re.compile(r"\d{1,3}[.．、]?")
TIME = re.compile(r"\d|[年月底季]|长期|持续|常态|适时|即时|立即")
_COUNTS = re.compile(r"\d[多余]?[处所家院]$")  # 修建渡口3处 is no body
_LONGEST_CELL = 200
_FIRST_ROWS = 12  # of a table, by which its columns are told
_WIDE = re.compile(r"\u3000|[ \u00a0\u2003]{2,}")
Cells = list[Traced | None]
Placed = tuple[int, Traced]  # a line, and the column it stands in


@dataclass
class WorkRow:
    """One row of work: what it asks for, who carries it out, the section row it stands under."""

    cells: dict[str, list[Traced]]
    section: Traced | None


@dataclass
class WorkTable:
    """A table of work: the places and source starts of its paragraphs, its head, its rows.

    `left_out`: the cells of the head and of columns that hand out no work.
    """

    places: list[int]
    columns: list[str]
    starts: list[int] = field(default_factory=list)
    rows: list[WorkRow] = field(default_factory=list)
    left_out: list[Traced] = field(default_factory=list)


def cut_cells(text: Traced, source: str) -> Cells:
    """The cells of a printed row, empty ones as None; one cell alone where it is no row."""
    start = source.rfind("\n", 0, text.offsets[0]) + 1
    end = source.find("\n", text.offsets[-1])
    end = len(source) if end < 0 else end
    line = source[start:end].strip()
    bar = "|" if line.startswith("|") or line.count("|") > 1 or " | " in line else "\t"
    if bar == "\t" and "\t" not in line:
        return list(cut_at_gaps(text, _WIDE))
    cells: Cells = []
    for piece in re.finditer(rf"[^{re.escape(bar)}]*(?:{re.escape(bar)}|$)", source[start:end]):
        a, b = start + piece.start(), start + piece.end() - piece[0].endswith(bar)
        if piece.start() == piece.end() and piece.start() == end - start and cells:
            break
        cell = trace(source, a, b)
        cells.append(cell if cell.text else None)
    return cells[1:] if line.startswith("|") else cells


def cut_at_gaps(text: Traced, gap: re.Pattern[str]) -> Iterator[Traced]:
    """The pieces of a text between the spaces that were taken out of it."""
    if not text.gaps:  # as in most
        yield text
        return
    cuts = [at for at, space in sorted(text.gaps.items()) if at and gap.search(space)]
    for begin, end in pairwise([0, *cuts, len(text.text)]):
        yield Traced(text.text[begin:end], text.offsets[begin:end])


def read_ruled(paragraphs: Sequence[Traced], source: str, at: int) -> WorkTable | None:
    """A table whose rows are lines, from its head at `at` to the last row below it."""
    head = cut_cells(paragraphs[at], source)
    texts = [cell.text if cell else "" for cell in head]
    columns = read_head(texts) if len(head) > 1 else []
    if not columns and "" in texts and {"task", "demand"} & {*map(tell_column, texts)}:
        columns = read_head(name_bodies(texts, list(_peek(paragraphs, source, at, len(head)))))
    if not columns:
        return None
    table = WorkTable([at], columns, left_out=[paragraphs[at]])
    reader = RowReader(table)
    for place in range(at + 1, len(paragraphs)):
        cells = cut_cells(paragraphs[place], source)
        if len(cells) < 2 and not _is_between(paragraphs, source, place):
            break
        if not RULE.fullmatch(paragraphs[place].text) and not reader.add(cells):
            break
        table.places.append(place)
    name_by_demand(table)
    return table


def _peek(paragraphs: Sequence[Traced], source: str, at: int, width: int) -> Iterator[list[str]]:
    """The cells of the first rows below a head, those that a cell above covers left empty."""
    for text in paragraphs[at + 1 : at + 1 + _FIRST_ROWS]:
        cells = cut_cells(text, source)
        if 1 < len(cells) <= width:
            yield [cell.text if cell and cell.text != SAME_AS_ABOVE else "" for cell in cells]


def name_by_demand(table: WorkTable) -> None:
    """Where one task cell spans several rows, each row is named by what it asks for."""
    names = [id(row.cells["task"][0]) for row in table.rows if "task" in row.cells]
    if len(set(names)) == len(names):
        return
    for row in table.rows:
        if row.cells.get("demand"):
            row.cells.setdefault("section", row.cells.pop("task", []))
            row.cells["task"] = row.cells.pop("demand")


def _is_between(paragraphs: Sequence[Traced], source: str, place: int) -> bool:
    """Whether a line of one cell stands inside a table: a row is below it."""
    below = paragraphs[place + 1 : place + 2]
    text = paragraphs[place].text
    is_short = len(text) < _LONGEST_CELL and "。" not in text
    return is_short and bool(below) and len(cut_cells(below[0], source)) > 2


class RowReader:
    """The rows of one table as they come."""

    def __init__(self, table: WorkTable) -> None:
        self.table = table
        self.section: Traced | None = None
        self.above: Cells = [None] * len(table.columns)

    def add(self, cells: Cells) -> bool:
        """Take in a row; False where its cells are not what the head says: another table begins."""
        columns = self.table.columns
        filled = [cell for cell in cells if cell and cell.text != SAME_AS_ABOVE]
        if read_head([cell.text if cell else "" for cell in cells]):
            self.table.left_out += filled
        elif len(filled) == 1 and len(cells) != 2 and not _shares(cells):
            self.section = filled[0]
            self.table.left_out.append(filled[0])
        elif filled:
            aligned = _align(cells, columns, self.above)
            if _count_fits(aligned, columns) < 0:
                return False
            self._add_row(aligned)
        return True

    def add_standing(self, row: Sequence[Placed]) -> None:
        """Take in a row whose cells stand one below the other."""
        cells: Cells = [None] * len(self.table.columns)
        more: list[Placed] = []
        for column, cell in row:
            if cells[column] is None:
                cells[column] = cell
            else:
                more.append((column, cell))
        self.add(cells)
        if more:
            self.carry_on(more)

    def carry_on(self, more: Sequence[Placed]) -> None:
        """Take in what goes on with the row above; a second task says more of its own."""
        row = self.table.rows[-1]
        for at, cell in more:
            column = self.table.columns[at]
            row.cells.setdefault("demand" if column == "task" else column, []).append(cell)

    def _add_row(self, cells: Cells) -> None:
        columns = self.table.columns
        named = dict(zip(columns, cells, strict=True))
        if not named.get("task") and not named.get("demand") and self.table.rows:
            return self._carry_on(cells)  # its bodies go on in the row above, as over a page break
        for i, cell in enumerate(cells):
            is_merged = cell is not None and cell.text == SAME_AS_ABOVE
            if is_merged or (cell is None and columns[i] in ("task", "section")):
                cells[i] = self.above[i]
        self.above = cells
        kept: dict[str, list[Traced]] = {}
        for column, cell in zip(columns, cells, strict=True):
            if cell is None:
                continue
            is_count = column != "number" or NUMBER.fullmatch(cell.text)
            if column in ("", "note") or not is_count or RULE.fullmatch(cell.text):
                self.table.left_out.append(cell)
            else:
                kept.setdefault(column, []).append(cell)
        self.table.rows.append(WorkRow(kept, self.section))
        return None

    def _carry_on(self, cells: Cells) -> None:
        row = self.table.rows[-1]
        for column, cell in zip(self.table.columns, cells, strict=True):
            if cell and cell.text != SAME_AS_ABOVE:
                row.cells.setdefault(column, []).append(cell)


def _shares(cells: Cells) -> bool:
    """Whether cells above go on beside a task, as where one body carries out several."""
    return any(cell and cell.text == SAME_AS_ABOVE for cell in cells)


def _align(cells: Cells, columns: Sequence[str], above: Cells) -> Cells:
    """As many cells as columns: one that is missing stands where the others come to lie right."""
    missing = len(columns) - len(cells)
    if missing < 0:
        return cells[: len(columns)]
    shifts: list[Cells] = [
        [*[None] * n, *cells, *[None] * (missing - n)] for n in range(missing + 1)
    ]
    return max(shifts, key=lambda cells: _count_fits(cells, columns) + _count_alike(cells, above))


def _count_alike(cells: Cells, above: Cells) -> int:
    """How many cells open with the kind of number the cell above them has: 2.… below 1.…"""
    pairs = (
        (find_mark(a.text), find_mark(b.text)) for a, b in zip(cells, above, strict=True) if a and b
    )
    return sum(a is not None and b is not None and a.kind == b.kind for a, b in pairs)


def _count_fits(cells: Cells, columns: Sequence[str]) -> int:
    """How many cells hold what their column says: bodies, a number."""
    fits = 0
    for cell, column in zip(cells, columns, strict=True):
        if cell is None or cell.text == SAME_AS_ABOVE:
            continue
        if column in BODIES:
            fits += 1 if holds_bodies(cell.text) or RULE.fullmatch(cell.text) else -1
        elif column == "number":
            is_mark = find_mark(cell.text) is not None  # 一、 before what heads the rows below
            fits += 1 if NUMBER.fullmatch(cell.text) else -1 + is_mark
        elif column == "task":
            fits -= NUMBER.fullmatch(cell.text) is not None or holds_bodies(cell.text)
    return fits


def holds_bodies(text: str) -> bool:
    """Whether most of what a cell lists are names of bodies: `县教育局、各乡镇`."""
    names = [text[a:b] for a, b in split_outside_brackets(text, 0, len(text), "、，,；;")]
    bodies = sum(is_body(name) and not _COUNTS.search(name) for name in names)
    return bool(names) and 2 * bodies > len(names)


def may_hold_bodies(text: str) -> bool:
    """Whether a cell below a head of bodies can be theirs: `县教育局。`, or `—` for none."""
    return holds_bodies(text.removesuffix("。")) or bool(RULE.fullmatch(text))


def fits(row: Sequence[Traced | None], columns: Sequence[str]) -> bool:
    """Whether a row has a cell for each column, and bodies and times where its head says so."""
    if len(row) != len(columns):
        return False
    cells = [(column, cell.text) for column, cell in zip(columns, row, strict=True) if cell]
    wanted = {column for column in columns if column in BODIES or column == "deadline"}
    return wanted <= {column for column, _ in cells} and all(
        (column not in BODIES or may_hold_bodies(text))
        and (column != "deadline" or bool(TIME.search(text) or RULE.fullmatch(text)))
        for column, text in cells
    )
