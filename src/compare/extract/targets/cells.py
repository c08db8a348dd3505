"""Tables of a document → rows of cells, however the file keeps them.

A table stands as lines whose cells a tab or a bar parts, as one cell per line (text exported from a
word processor), or flattened into one paragraph with spaces between the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compare.extract.clean import Traced, trace
from compare.extract.outline.tree import Node, Paragraph

NAME = re.compile(r"(?:[\u4e00-\u9fff]{0,8}指标|名称|项目|内容)(?:名称)?")
_HEADER_CELL = re.compile(
    r"20\d\d年?(?:[目实现]\S{0,4})?|单位|属性|(?:指标)?(?:性质|类型)|序号|类别|领域|备注|目标值?|预期值|规划值|现状值?|基期值?"
    r"|(?:年均|累计)\S{0,10}"
)
_ATTRIBUTE = re.compile(r"(?:指标)?(?:属性|性质|类型)")
_KIND = re.compile(r"预期性|约束性")
_LONGEST_CELL = 45
_FEWEST_COLUMNS = 3
_STOP = re.compile(r"[。；]$")


@dataclass(frozen=True)
class Cell:
    """The text of a cell, cleaned, and its span in the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class TableText:
    """One table: its rows of cells, and the paragraphs it was read from."""

    rows: list[list[Cell]]
    paragraphs: list[Paragraph]


def iterate_tables(root: Node, source: str) -> Iterator[TableText]:
    """All tables of a document, annexes left out."""
    for chapter in (root, *root.children):
        if chapter.role != "annex":
            for node in [root] if chapter is root else chapter.walk():
                yield from _find_tables(node.paragraphs)


def _find_tables(paragraphs: Sequence[Paragraph]) -> Iterator[TableText]:
    at = 0
    while at < len(paragraphs):
        table = (
            _read_grid(paragraphs, at) or _read_lines(paragraphs, at) or _read_flat(paragraphs[at])
        )
        if table:
            yield table
        at += len(table.paragraphs) if table else 1


def _read_grid(paragraphs: Sequence[Paragraph], at: int) -> TableText | None:
    end = at
    while end < len(paragraphs) and paragraphs[end].kind == "row":
        end += 1
    rows = [split_cells(p.text) for p in paragraphs[at:end]]
    return TableText(rows, list(paragraphs[at:end])) if rows else None


def split_cells(row: Traced) -> list[Cell]:
    """The cells of a line between tabs or bars; an empty cell has an empty span."""
    if row.text.startswith("|"):
        inner = row.text.strip("|")
        bounds = [i + 1 for i, char in enumerate(inner, 1) if char == "|"]
        starts, ends = [1, *bounds], [*(b - 1 for b in bounds), len(inner) + 1]
    else:
        tabs = sorted(i for i, gap in row.gaps.items() if "\t" in gap)
        starts, ends = [0, *tabs], [*tabs, len(row.text)]
    return [_cut(row, a, b) for a, b in zip(starts, ends, strict=True)]


def _cut(row: Traced, start: int, end: int) -> Cell:
    text = row.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    if not text:
        return Cell("", row.offsets[0], row.offsets[0])
    return Cell(text, *row.locate(start, start + len(text)))


def _read_lines(paragraphs: Sequence[Paragraph], at: int) -> TableText | None:
    """One cell per line: the header's lines, then as many lines as it has for every row."""
    if not _opens_lines(paragraphs[at]):
        return None
    end = at
    while end < len(paragraphs) and _is_cell(paragraphs[end]):
        end += 1
    return _part_cells([_whole(p.text) for p in paragraphs[at:end]], list(paragraphs[at:end]))


def _opens_lines(paragraph: Paragraph) -> bool:
    text = paragraph.text.text
    return bool(_HEADER_CELL.fullmatch(text) or NAME.fullmatch(text)) and paragraph.kind != "row"


def _is_cell(paragraph: Paragraph) -> bool:
    text = paragraph.text.text
    return len(text) <= _LONGEST_CELL and not _STOP.search(text) and paragraph.kind != "row"


def _whole(text: Traced) -> Cell:
    return Cell(text.text, *text.locate(0, len(text.text)))


def _read_flat(paragraph: Paragraph) -> TableText | None:
    """A whole table in one paragraph: `指标 2020年 2025年 属性 城镇化率（%） 60.6* 65 预期性 …`."""
    text = paragraph.text
    if len(_KIND.findall(text.text)) < 2:
        return None
    breaks = sorted({*text.gaps, *(m.end() for m in re.finditer(" ", text.text))})
    cells = [_cut(text, a, b) for a, b in zip([0, *breaks], [*breaks, len(text.text)], strict=True)]
    cells = [cell for cell in cells if cell.text]
    first = next((i for i, c in enumerate(cells) if NAME.fullmatch(c.text)), None)
    if first is None:
        return None
    while first and _HEADER_CELL.fullmatch(cells[first - 1].text):
        first -= 1
    return _part_cells(cells[first:], [paragraph])


def _part_cells(cells: list[Cell], paragraphs: list[Paragraph]) -> TableText | None:
    """A run of cells as rows: a row ends with its attribute, else after as many cells as the header."""
    width = 0
    while width < len(cells) and (
        _HEADER_CELL.fullmatch(cells[width].text) or NAME.fullmatch(cells[width].text)
    ):
        width += 1
    header = cells[:width]
    if width < _FEWEST_COLUMNS or not any(NAME.fullmatch(cell.text) for cell in header):
        return None
    by_attribute = bool(_ATTRIBUTE.fullmatch(header[-1].text))
    rows, row = [header], list[Cell]()
    for cell in cells[width:]:
        row.append(cell)
        if _KIND.search(cell.text) if by_attribute else len(row) == width:
            rows.append(row)
            row = []
    return TableText(rows, paragraphs) if len(rows) > 1 else None


def trace_row(row: Sequence[Cell], source: str) -> Traced:
    """The stretch of the source a row stands in, cleaned as a whole."""
    return trace(source, min(c.start for c in row if c.text), max(c.end for c in row if c.text))
