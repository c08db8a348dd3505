"""Tables of indicators → quantities: `指标 | 单位 | 2020年 | 2025年`, one row per indicator and year.

Rows are lines whose cells a tab parts, or Markdown rows. Cells that span several rows stand only in
the first of them, so that columns are counted from the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compare.extract.clean import Traced
from compare.extract.outline.tree import Node
from compare.language.numbers import Quantity, find_quantities

_NAME = re.compile(r"指标|名称|项目$|^内容$")
_UNIT = re.compile(r"单位$|^单位")
_YEAR = re.compile(r"(?P<year>20\d\d)年?")
_AIM = re.compile(r"目标值?|规划值|计划数?|任务数")
_GROWTH = re.compile(r"年均|增速|累计|属性|类型|备注|来源|部门|序号")
_LEVEL = re.compile(r"现状|基期|基准|实际|完成值?|现有")
_VALUE = re.compile(
    r"(?P<sign>[≥>＞≧≤<＜约达]?)[\[【]?(?P<number>[\d.,]+(?:[-—–~～][\d.]+)?[万亿]?)(?P<unit>[^\d\]】]{0,8}?)[\]】]?"
    r"(?P<behind>以上|以下|左右|以内)?"
)
_UNIT_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()]{1,10})[）)]$")
_NO_UNIT = frozenset({"-", "—", "/", "／", "无", "指数"})
_PLAN_LENGTH = 5


@dataclass(frozen=True)
class TableQuantity:
    """A value of a table: the row it stands in, what it measures, for which year."""

    row: Traced
    at: int
    name: str
    quantity: Quantity
    comparator: str
    year: int | None
    is_baseline: bool


@dataclass(frozen=True)
class _Header:
    """Columns of an indicator table, counted from the right: -1 is the last."""

    name: int
    unit: int | None
    values: dict[int, tuple[int | None, bool]]


def read_quantity_tables(root: Node) -> Iterator[TableQuantity]:
    """Quantities of all indicator tables of a document, annexes left out."""
    for chapter in (root, *root.children):
        if chapter.role != "annex":
            nodes = [root] if chapter is root else list(chapter.walk())
            for node in nodes:
                yield from _read_rows([p.text for p in node.paragraphs if p.kind == "row"])


def _read_rows(rows: Sequence[Traced]) -> Iterator[TableQuantity]:
    header: _Header | None = None
    for row in rows:
        cells = split_cells(row)
        if found := _read_header([text for text, _ in cells]):
            header = found
        elif header:
            yield from _read_row(row, cells, header)


def split_cells(row: Traced) -> list[tuple[str, int]]:
    """(text, place) of each cell."""
    if row.text.startswith("|"):
        inner = row.text.strip("|")
        bounds = [i + 1 for i, char in enumerate(inner, 1) if char == "|"]
        starts, ends = [1, *bounds], [*(b - 1 for b in bounds), len(inner) + 1]
    else:
        tabs = sorted(i for i, gap in row.gaps.items() if "\t" in gap)
        starts, ends = [0, *tabs], [*tabs, len(row.text)]
    return [(row.text[a:b].strip(), a) for a, b in zip(starts, ends, strict=True)]


def _read_header(cells: Sequence[str]) -> _Header | None:
    names = [i for i, cell in enumerate(cells) if _NAME.search(cell) and not _VALUE.fullmatch(cell)]
    years = {i: int(y["year"]) for i, cell in enumerate(cells) if (y := _YEAR.search(cell))}
    others = [
        i for i, c in enumerate(cells) if i not in years and (_AIM.search(c) or _LEVEL.search(c))
    ]
    columns = [i for i in sorted([*years, *others]) if not _GROWTH.search(cells[i])]
    columns = [i for i in columns if not names or i > names[0]]
    if not names or not columns:
        return None
    first = years.get(columns[0])
    spans_plan = len(columns) > 1 and (years.get(columns[-1]) or 0) - (first or 0) >= _PLAN_LENGTH
    units = [i for i, cell in enumerate(cells) if _UNIT.search(cell)]
    values = {
        i - len(cells): (
            years.get(i),
            bool(_LEVEL.search(cells[i])) or (bool(first) and spans_plan and i == columns[0]),
        )
        for i in columns
    }
    name = max(i for i in names if i < columns[0])
    return _Header(name - len(cells), units[0] - len(cells) if units else None, values)


def _read_row(
    row: Traced, cells: Sequence[tuple[str, int]], header: _Header
) -> Iterator[TableQuantity]:
    if len(cells) < -header.name:
        return
    name, _ = cells[header.name]
    unit = cells[header.unit][0] if header.unit else ""
    if found := _UNIT_IN_NAME.search(name):
        unit = unit or found["unit"]
    for column, (year, is_baseline) in header.values.items():
        text, at = cells[column]
        if value := _VALUE.fullmatch(text):
            quantity = _read_quantity(value, "" if unit in _NO_UNIT else unit)
            comparator = value["sign"] + (value["behind"] or "")
            if quantity:
                yield TableQuantity(row, at, name, quantity, comparator, year, is_baseline)


def _read_quantity(value: re.Match[str], unit: str) -> Quantity | None:
    """The number of a cell with the unit of its cell or of its column."""
    written = f"{value['number']}{value['unit'] or unit}"
    return next(find_quantities(written.replace("％", "%")), None)
