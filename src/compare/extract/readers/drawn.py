"""Tables drawn with lines, ┌─┬─┐ │ ├─┼─┤ └─┴─┘, → one line per row, cells joined by a tab.

Collections of laws have their tables so. A cell goes on over several printed lines, so that no place
of the file holds it as a whole; and a rule below one column need not cross the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compare.extract.readers.marks import SAME_AS_ABOVE

_TABLE = re.compile(
    r"^[ \t\u3000]*[┌┏][^\n]*\n(?:[ \t\u3000]*[│┃├┣][^\n]*\n)+[ \t\u3000]*[└┗][^\n]*$", re.M
)
_BAR = re.compile("[│┃├┤┣┫┼╋┬┳┴┻┌┐└┘┏┓┗┛]")
_RULE = re.compile(r"\s*[─━]+\s*")
_PIECE = re.compile("[△▲]")  # before each piece of work of one cell
_FEWEST_LINES = 3


def unfold_tables(text: str) -> str:
    """The text with each drawn table as lines of cells, 〃 for what the cell above covers as well.

    `│1│新建│县教│` / `│ │小学│育局│` → `1⇥新建小学⇥县教育局`. One whose cells span columns stays as it is.
    """
    return _TABLE.sub(_unfold, text) if "┌" in text or "┏" in text else text


def _unfold(found: re.Match[str]) -> str:
    lines = [_BAR.split(line.strip())[1:-1] for line in found[0].splitlines()]
    if len(lines) < _FEWEST_LINES or len({len(line) for line in lines}) > 1 or len(lines[0]) < 2:
        return found[0]
    return "\n".join("\t".join(row) for row in _lift_headings(list(_list_rows(lines))))


def _list_rows(lines: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Rows of cells: one begins below a rule in any column, and at each △ of a cell."""
    ruled = [[bool(_RULE.fullmatch(cell)) for cell in line] for line in lines]
    fresh = [False] * len(lines[0])
    for at, line in enumerate(lines):
        fresh = [new or rule for new, rule in zip(fresh, ruled[at], strict=True)]
        pieces = [bool(_PIECE.match(cell.strip())) for cell in line]
        if not (any(ruled[at - 1]) or any(pieces)) or all(ruled[at]):
            continue
        fresh = [new or piece for new, piece in zip(fresh, pieces, strict=True)]
        begins = [new and not rule for new, rule in zip(fresh, ruled[at], strict=True)]
        yield [
            _read_cell(lines, ruled, at, column) if new else SAME_AS_ABOVE
            for column, new in enumerate(begins)
        ]
        fresh = list(ruled[at])


def _read_cell(
    lines: Sequence[Sequence[str]], ruled: Sequence[Sequence[bool]], at: int, column: int
) -> str:
    """The cell that begins in a line, down to the next rule or △ of its column."""
    taken = [lines[at][column].strip()]
    for below in range(at + 1, len(lines)):
        cell = lines[below][column].strip()
        if ruled[below][column] or _PIECE.match(cell):
            break
        taken.append(cell)
    return "".join(taken)


def _lift_headings(rows: Sequence[list[str]]) -> Iterator[list[str]]:
    """A cell above the pieces it is the heading of on a line of its own, what stands beside it theirs.

    `抓教育 县教育局` / `△建小学 〃` → `抓教育` / `建小学 县教育局`.
    """
    held: list[str] = []
    for row, below in zip(rows, [*rows[1:], []], strict=True):
        row = (
            [h if h and cell == SAME_AS_ABOVE else cell for h, cell in zip(held, row, strict=True)]
            if held
            else row
        )
        held = []
        heads = [i for i, cell in enumerate(below) if _PIECE.match(cell) and _may_head(row[i])]
        if heads:
            held = ["" if i in heads else cell for i, cell in enumerate(row)]
            row = [cell if i in heads else "" for i, cell in enumerate(row)]
        yield [_PIECE.sub("", cell, count=1) if _PIECE.match(cell) else cell for cell in row]


def _may_head(cell: str) -> bool:
    return bool(cell) and cell != SAME_AS_ABOVE and not _PIECE.match(cell)
