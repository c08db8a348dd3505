"""Tables of a document → rows of cells, however the file keeps them.

A table stands as lines whose cells a tab or a bar parts, as one cell per line (text exported from a
word processor), or flattened into one paragraph with spaces between the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from compare.extract.clean import Traced, trace
from compare.extract.outline.tree import Node, Paragraph
from compare.extract.tables.read import SAME_AS_ABOVE, cut_cells

NAME = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}指标|名称|项目|内容)(?:名称)?(?:[（(](?:计量)?单位[）)])?"
)
_HEADER_CELL = re.compile(
    r"20\d\d年?(?:[目实现基规预计底末]\S{0,4})?|单位|属性|(?:指标)?(?:性质|类型)|序号|类别|领域|备注|目标值?|预期值|规划值|实际值?|完成值?|现状值?|基期值?"
    r"|(?:年均|累计)\S{0,10}"
)
_ATTRIBUTE = re.compile(r"(?:指标)?(?:属性|性质|类型)")
_KIND = re.compile(r"预期性|约束性")
_RULE = re.compile(r":?-{2,}:?")  # the line below the head of a table of Markdown
_SECOND_LINE = re.compile(r"(?:目标|预期|规划|实际|完成|现状|基期)值?|(?:年均|累计)\S{0,10}")
_UNIT_ALONE = re.compile(r"[（(][^（）()]{1,8}[）)]")
_CARRIED_ON = re.compile(r"[（(]?续表?[）)]?|续?表?\d*")
_YEAR = re.compile(r"20\d\d")
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,6}[≥≤<>＜＞]?\d[\d.]*[%％]?")
_LONGEST_CELL = 45
_FEWEST_COLUMNS = 3
_MOST_HEADS = 60  # lines: more are a list
_MAY_HEAD = re.compile("指标|名称|项目|内容")
_ENDS_HEAD = re.compile("20[0-9]{2}|年均|累计|目标|属性|指标属性|性质|类型")
_VALUE = re.compile(r"[≥≤<>＜＞〔\[约]*\d|预期性|约束性|[—-]+$")
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
                yield from _find_tables(node.paragraphs, source)


def _find_tables(paragraphs: Sequence[Paragraph], source: str) -> Iterator[TableText]:
    at = 0
    while at < len(paragraphs):
        table = (
            _read_grid(paragraphs, at, source)
            or _read_lines(paragraphs, at)
            or _read_spaced(paragraphs, at)
            or _read_flat(paragraphs[at])
        )
        if table:
            yield table
        at += len(table.paragraphs) if table else 1


def _read_grid(paragraphs: Sequence[Paragraph], at: int, source: str) -> TableText | None:
    rows, end = list[list[Cell]](), at
    while end < len(paragraphs):
        if paragraphs[end].kind == "row":
            rows.append(split_cells(paragraphs[end].text, source))
        elif not (rows and _joins_pages(paragraphs[end : end + 2], len(rows[-1]), source)):
            break
        elif _UNIT_ALONE.fullmatch(paragraphs[end].text.text):
            rows[-1] = _add_to_name(rows[-1], _whole(paragraphs[end].text))
        end += 1
    rows = [row for row in rows if not all(_RULE.fullmatch(cell.text) for cell in row)]
    return TableText(rows, list(paragraphs[at:end])) if rows else None


def _joins_pages(paragraphs: Sequence[Paragraph], width: int, source: str) -> bool:
    """Whether a line only parts a table at a page's end: the unit of the row above, 续表."""
    if len(paragraphs) < 2 or paragraphs[1].kind != "row":
        return False
    between, row = paragraphs[0].text.text, split_cells(paragraphs[1].text, source)
    goes_on = len(row) == width and not any(NAME.fullmatch(cell.text) for cell in row)
    return goes_on and bool(_UNIT_ALONE.fullmatch(between) or _CARRIED_ON.fullmatch(between))


def _add_to_name(row: Sequence[Cell], unit: Cell) -> list[Cell]:
    """`社区食堂数` + `（家）` of the next page: the longest cell is the one that ran over."""
    name = max(row, key=lambda cell: len(cell.text))
    longer = Cell(name.text + unit.text, name.start, unit.end)
    return [longer if cell is name else cell for cell in row]


def split_cells(row: Traced, source: str) -> list[Cell]:
    """The cells of a line between tabs or bars, empty ones among them; 〃 is the cell above it."""
    at = row.offsets[0]
    found = [_take_cell(cell, at) for cell in cut_cells(row, source)]
    end = source.find("\n", row.offsets[-1])
    behind = source[row.offsets[-1] + 1 : len(source) if end < 0 else end]
    if "\t" in behind and not row.text.startswith("|"):
        found.append(Cell("", at, at))  # the line ends in a tab
    return found


def _take_cell(cell: Traced | None, at: int) -> Cell:
    if cell is None or cell.text == SAME_AS_ABOVE:
        return Cell("" if cell is None else cell.text, at, at)
    return Cell(cell.text, *cell.locate(0, len(cell.text)))


def _cut(row: Traced, start: int, end: int) -> Cell:
    text = row.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    if not text:
        return Cell("", row.offsets[0], row.offsets[0])
    return Cell(text, *row.locate(start, start + len(text)))


def _read_lines(paragraphs: Sequence[Paragraph], at: int) -> TableText | None:
    """One cell per line: the header's lines, then as many lines as it has for every row."""
    if not _opens_lines(paragraphs[at]) or not _heads_columns(
        paragraphs[at : at + _MOST_HEADS + 1]
    ):
        return None
    end = at
    while end < len(paragraphs) and _is_cell(paragraphs[end]):
        end += 1
    texts = [paragraph.text.text for paragraph in paragraphs[at:end]]
    opens = (i for i in range(_count_heads(texts), len(texts)) if _opens_head(texts, i))
    end = at + next(opens, len(texts))
    return _part_cells([_whole(p.text) for p in paragraphs[at:end]], list(paragraphs[at:end]))


def _heads_columns(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether lines begin with the heads of a table: asked of each line, so of a few behind it."""
    texts = [paragraph.text.text for paragraph in takewhile(_is_cell, paragraphs)]
    count = _count_heads(texts)
    return _FEWEST_COLUMNS <= count <= _MOST_HEADS and any(map(NAME.fullmatch, texts[:count]))


def _opens_lines(paragraph: Paragraph) -> bool:
    text = paragraph.text.text
    return bool(_HEADER_CELL.fullmatch(text) or NAME.fullmatch(text)) and paragraph.kind != "row"


def _is_cell(paragraph: Paragraph) -> bool:
    text = paragraph.text.text
    return len(text) <= _LONGEST_CELL and not _STOP.search(text) and paragraph.kind != "row"


def _whole(text: Traced) -> Cell:
    return Cell(text.text, *text.locate(0, len(text.text)))


def _read_spaced(paragraphs: Sequence[Paragraph], at: int) -> TableText | None:
    """A table whose rows are lines with spaces alone between their cells, as many as its head has."""
    head = _cut_at_spaces(paragraphs[at].text) if _is_cell(paragraphs[at]) else []
    if not _heads_all([cell.text for cell in head]):
        return None
    rows, end = [head], at + 1
    while end < len(paragraphs) and _is_cell(paragraphs[end]):
        row = _cut_at_spaces(paragraphs[end].text)
        if len(row) != len(head):
            break
        rows.append(row)
        end += 1
    return TableText(rows, list(paragraphs[at:end])) if _hold_values(rows) else None


def _read_flat(paragraph: Paragraph) -> TableText | None:
    """A whole table in one paragraph: `指标 2020年 2025年 属性 城镇化率（%） 60.6* 65 预期性 …`.

    Without 属性 at its end a row has as many cells as the head, and ends in a value.
    """
    text = paragraph.text
    if len(text.gaps) < _FEWEST_COLUMNS or not _MAY_HEAD.search(text.text):
        return None
    cells = _join_values(_cut_at_spaces(text))
    first = next((i for i, c in enumerate(cells) if NAME.fullmatch(c.text)), None)
    if first is None:
        return None
    while first and _HEADER_CELL.fullmatch(cells[first - 1].text):
        first -= 1
    table = _part_cells(cells[first:], [paragraph])
    by_kind = text.text.count("预期性") + text.text.count("约束性") > 1
    return table if table and (by_kind or _hold_values(table.rows)) else None


def _cut_at_spaces(text: Traced) -> list[Cell]:
    breaks = sorted({*text.gaps, *(m.end() for m in re.finditer(" ", text.text))})
    cells = [_cut(text, a, b) for a, b in zip([0, *breaks], [*breaks, len(text.text)], strict=True)]
    return [cell for cell in cells if cell.text]


def _heads_all(texts: Sequence[str]) -> bool:
    """Whether every cell heads a column, one of them that of the names, the last of values or kinds."""
    return (
        len(texts) >= _FEWEST_COLUMNS
        and _count_heads(texts) == len(texts)
        and any(map(NAME.fullmatch, texts))
        and _ENDS_HEAD.match(texts[-1]) is not None
    )


def _hold_values(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows below a head are even and end in a value or a kind each."""
    head, *below = rows
    even = all(len(row) == len(head) and _VALUE.match(row[-1].text) for row in below)
    return bool(below) and even and _heads_all([cell.text for cell in head])


def _join_values(cells: Sequence[Cell]) -> list[Cell]:
    """`城区≥43`, `乡镇≥30` were one cell: two values, each with its label."""
    joined: list[Cell] = []
    for cell in cells:
        if joined and all(_LABELLED.fullmatch(c.text.split(" ")[-1]) for c in (joined[-1], cell)):
            last = joined.pop()
            cell = Cell(f"{last.text} {cell.text}", last.start, cell.end)
        joined.append(cell)
    return joined


def _part_cells(cells: list[Cell], paragraphs: list[Paragraph]) -> TableText | None:
    """A run of cells as rows: a row ends with its attribute, else after as many cells as the header."""
    header = cells[: _count_heads([cell.text for cell in cells])]
    if len(header) < _FEWEST_COLUMNS or not any(NAME.fullmatch(cell.text) for cell in header):
        return None
    shaped = _join_lines(header)
    by_attribute = bool(_ATTRIBUTE.fullmatch(shaped[-1].text))
    rows, row = [shaped], list[Cell]()
    for cell in cells[len(header) :]:
        row.append(cell)
        if _KIND.search(cell.text) if by_attribute else len(row) == len(shaped):
            rows.append(row)
            row = []
    rows += [row] * bool(row)
    return TableText(rows, paragraphs) if len(rows) > 1 else None


def _count_heads(texts: Sequence[str]) -> int:
    """How many texts head a column before one that does not."""
    heads = takewhile(lambda text: _HEADER_CELL.fullmatch(text) or NAME.fullmatch(text), texts)
    return sum(1 for _ in heads)


def _opens_head(texts: Sequence[str], start: int) -> bool:
    """Whether the head of a further table begins here."""
    near = texts[start : start + 20]
    count = _count_heads(near)
    return count >= _FEWEST_COLUMNS and any(map(NAME.fullmatch, near[:count]))


def _is_second(cell: Cell) -> bool:
    return bool(_SECOND_LINE.fullmatch(cell.text))


def _join_lines(header: list[Cell]) -> list[Cell]:
    """A head of two lines as one: `指标 2025年 2030年 属性` over `实际 目标 年均增长（%）`.

    The second line stands behind the attribute; each of its cells but 年均 and 累计 takes a year.
    """
    at = next((i for i, c in enumerate(header) if _ATTRIBUTE.fullmatch(c.text)), len(header))
    below = header[at + 1 :]
    years = [cell for cell in header[:at] if _YEAR.match(cell.text)]
    taking = [cell for cell in below if not cell.text.startswith(("年均", "累计"))]
    if not below or len(taking) != len(years) or not all(map(_is_second, below)):
        return header
    dated = iter(years)
    joined = [
        replace(cell, text=next(dated).text + cell.text) if cell in taking else cell
        for cell in below
    ]
    return [*(cell for cell in header[:at] if cell not in years), *joined, header[at]]


def trace_row(row: Sequence[Cell], source: str) -> Traced:
    """The stretch of the source a row stands in, cleaned as a whole."""
    return trace(source, min(c.start for c in row if c.text), max(c.end for c in row if c.text))
