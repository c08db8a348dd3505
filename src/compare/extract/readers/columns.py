"""Pieces of a page in the order they are read: columns and the two halves of a spread in turn.

Columns are told from a table by their text: both sides of one gap are filled to their edges with
running text, and are equally wide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from compare.extract.readers.layout import Line

SAME_LINE = 0.3  # distance of baselines, in units of the type size
_FEWEST_ROWS = 5
_FULL_SHARE = 0.25  # of a column's lines that must reach its right edge
_FULL_LENGTH = 10  # characters of such a line
_EQUAL_WIDTH = 0.12
_EDGE = 1.6  # in units of the type size


class Sheet(NamedTuple):
    """A page or a part of one that is read from top to bottom, `left` the place it begins at."""

    pieces: list[Line]
    left: float = 0.0
    width: float = 0.0


def order_pieces(pieces: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each sheet of a page, in reading order; a column's lines begin at 0."""
    for sheet in split_columns(pieces):
        yield [
            replace(line, left=line.left - sheet.left, right=line.right - sheet.left,
                    width=sheet.width or line.width)
            for line in merge_rows(sheet.pieces)
        ]  # fmt: skip


def split_columns(pieces: Sequence[Line]) -> list[Sheet]:
    """The sheets of a page: itself, or what stands above, left, right and below of a gap."""
    rows = list(_group_rows(pieces))
    at = find_gutter(rows)
    if at is None:
        return [Sheet(list(pieces))]
    sheets: list[Sheet] = []
    for is_across, group in groupby(rows, key=lambda row: _crosses(row, at)):
        band = [piece for row in group for piece in row]
        if is_across:
            sheets.append(Sheet(band))
            continue
        for side in ([p for p in band if p.right <= at], [p for p in band if p.left >= at]):
            if side:
                left = min(piece.left for piece in side)
                sheets.append(Sheet(side, left, max(piece.right for piece in side) - left))
    return sheets


def find_gutter(rows: Sequence[Sequence[Line]]) -> float | None:
    """Where the gap between two columns of running text lies; None on a page without columns."""
    gaps = [
        (a.right, b.left) for row in rows for a, b in pairwise(row) if a.kind == b.kind == "text"
    ]
    if len(gaps) < _FEWEST_ROWS:
        return None
    middles = Counter(round((left + right) / 2) for left, right in gaps)
    covered = {at: sum(left < at < right for left, right in gaps) for at in middles}
    best = max(covered, key=lambda x: (covered[x], -x))
    at = float(best)
    parted = [row for row in rows if not _crosses(row, at)]
    left = [piece for row in parted for piece in row if piece.right <= at]
    right = [piece for row in parted for piece in row if piece.left >= at]
    if covered[best] < _FEWEST_ROWS or 2 * len(parted) < len(rows):
        return None
    widths = [_measure_column(side) for side in (left, right)]
    if not all(widths) or abs(widths[0] - widths[1]) > _EQUAL_WIDTH * max(widths):
        return None
    return at


def _measure_column(pieces: Sequence[Line]) -> float:
    """The width of a column of running text; 0 where too few of its lines are full."""
    lefts = Counter(round(piece.left / 4) for piece in pieces)
    rights = Counter(round(piece.right / 4) for piece in pieces if len(piece.text) >= _FULL_LENGTH)
    if not rights:
        return 0.0
    edge = 4.0 * max(rights, key=lambda at: (rights[at], at))
    full = sum(
        abs(piece.right - edge) <= _EDGE * piece.size and len(piece.text) >= _FULL_LENGTH
        for piece in pieces
    )
    common = [at for at, n in lefts.items() if 4 * n >= max(lefts.values())]
    return edge - 4.0 * min(common) if full >= _FULL_SHARE * len(pieces) else 0.0


def _crosses(row: Sequence[Line], at: float) -> bool:
    return any(piece.left < at < piece.right for piece in row)


def merge_rows(pieces: Sequence[Line]) -> list[Line]:
    """Pieces of one baseline make a line, ordered from left to right, with a space between."""
    lines = []
    for row in _group_rows(pieces):
        text = row[0].text
        for piece in row[1:]:
            text += piece.text if text[-1:].isspace() else f" {piece.text}"
        lines.append(
            replace(
                max(row, key=lambda piece: len(piece.text)),
                text=text.strip(),
                left=row[0].left,
                right=max(piece.right for piece in row),
                top=min(piece.top for piece in row),
                sureness=min(piece.sureness for piece in row),
                doubtful="".join(piece.doubtful for piece in row),
            )
        )
    return sorted((line for line in lines if line.text), key=lambda line: (line.top, line.left))


def _group_rows(pieces: Sequence[Line]) -> Iterator[list[Line]]:
    """Pieces whose baselines are the same, from top to bottom, each group from left to right."""
    row: list[Line] = []
    for piece in sorted(pieces, key=lambda p: (p.base, p.left)):
        near = bool(row) and piece.base - row[0].base <= SAME_LINE * max(piece.size, 4)
        if near and "row" not in (piece.kind, row[0].kind):
            row.append(piece)
            continue
        if row:
            yield sorted(row, key=lambda p: p.left)
        row = [piece]
    if row:
        yield sorted(row, key=lambda p: p.left)
