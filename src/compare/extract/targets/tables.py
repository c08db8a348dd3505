"""Tables of indicators → quantities: `指标 | 单位 | 2020年 | 2025年 | 年均/累计 | 属性`.

Cells that span several rows stand only in the first of them, so that columns are counted from the
right. Every number of a table is a quantity or is left out with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from compare.extract.clean import Traced
from compare.extract.ignored import Ignored
from compare.extract.outline.tree import Node
from compare.extract.tables.read import SAME_AS_ABOVE
from compare.extract.targets.cells import Cell, TableText, iterate_tables, trace_row
from compare.extract.targets.clock import Clock
from compare.language.quantities import Quantity, find_quantities

_NAME = re.compile(r"指标|名称|项目$|^内容$")
_UNIT = re.compile(r"^(?:计量)?单位")
_YEAR = re.compile(r"(?P<year>20\d\d)年?")
_AIM = re.compile(r"目标值?|规划值|预期值|计划数?|任务数")
_GROWTH = re.compile(r"年均|增速|累计")
_ATTRIBUTE = re.compile(r"属性|(?:指标)?(?:性质|类型)$")
_BESIDE = re.compile(r"备注|来源|部门|序号|单位$")
_LEVEL = re.compile(r"现状|基期|基准|实际|完成值?|现有")
_OBLIGATION = re.compile(r"约束性|预期性")
_SIGN = re.compile(r"(?:[≥＞>≧≤<＜约达]|不低于|不少于|超过|达到|下降|降低|减少|增长|提高)+$")
_BEHIND = re.compile(r"[)）\]】〕]*(?P<words>以上|以下|以内|左右)?[*＊]?")
_CUMULATIVE = re.compile(r"[〔\[【]\s*$")
_UNIT_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()]{1,10})[）)]$")
_NO_UNIT = frozenset({"-", "—", "/", "／", "无", "指数"})
_PLAN_LENGTH = 5
_LONGEST_VALUE = 40
_SPEAKS = re.compile(r"(?<!\d)[，。；]|[\u4e00-\u9fff]{12}")  # a sentence, not a value
_VALUE = re.compile(r"[\d.,<>≥≤＜＞%％*〔〕\[\]—\-约左右以上内]+(?:个|家|件|人|年|亿元|万元|万人)?")
_NO_FIT = "stands in a row that does not fit the head of its table"
_NO_TABLE = "stands in a table without indicators"
_NO_VALUE = "stands in a cell of a table that states no value"


@dataclass(frozen=True)
class TableQuantity:
    """A value of a table: the row it stands in, what it measures, for which year.

    `basis`: annual_average or cumulative where its column or its brackets say so; `obligation`:
    约束性 or 预期性; `written`: the value as its cell has it.
    """

    row: Traced
    name: str
    quantity: Quantity
    comparator: str
    year: int | None
    is_baseline: bool
    basis: str
    obligation: str
    written: str


@dataclass(frozen=True)
class _Column:
    """A column of values: its year, whether it says where things stand, what its rates count."""

    year: int | None
    is_baseline: bool
    basis: str = ""
    unit: str = ""


@dataclass(frozen=True)
class _Header:
    """Columns of an indicator table, counted from the right: -1 is the last."""

    name: int
    unit: int | None
    attribute: int | None
    values: dict[int, _Column]
    width: int


def read_quantity_tables(
    root: Node, source: str, clock: Clock
) -> tuple[list[TableQuantity | Ignored], set[int]]:
    """Quantities of all tables and the numbers left out; ids of the paragraphs read as tables."""
    found: list[TableQuantity | Ignored] = []
    read: set[int] = set()
    for table in iterate_tables(root, source):
        found += _read_table(table, source, clock)
        read |= {id(paragraph) for paragraph in table.paragraphs}
    return found, read


def _read_table(table: TableText, source: str, clock: Clock) -> Iterator[TableQuantity | Ignored]:
    header: _Header | None = None
    rows = _join_headers(table.rows)
    above: Sequence[Cell] = ()
    for row in rows:
        if found := _read_header([cell.text for cell in row], clock):
            header = found
            continue
        row = list(_fit_row(row, above, header) if header else row)
        if header and len(row) >= -header.name and _is_name(row[header.name].text):
            yield from _read_row(row, header, source)
            above = row
        else:
            reason = _NO_FIT if header else _NO_TABLE
            yield from (left for cell in row for left in _leave_out(cell, reason))


def _fit_row(row: Sequence[Cell], above: Sequence[Cell], header: _Header) -> Sequence[Cell]:
    """A row with what stands above it in place of 〃, and with the empty cells it lacks at its end.

    A row that is short lacks its first cell (merged with the one above) or its last ones (empty):
    it lacks the last where its 约束性 or its name then stands in its column.
    """
    if len(row) == len(above):
        pairs = zip(row, above, strict=True)
        row = [over if cell.text == SAME_AS_ABOVE else cell for cell, over in pairs]
    lacking = header.width - len(row)
    if lacking <= 0 or not row:
        return row
    padded = [*row, *[Cell("", row[-1].end, row[-1].end)] * lacking]
    if row[0].text in ("", SAME_AS_ABOVE):
        return padded
    at = header.attribute
    if at and not _has_kind(row, at) and _has_kind(padded, at):
        return padded
    fits = len(row) >= -header.name and _is_name(row[header.name].text)
    return row if fits or not _is_name(padded[header.name].text) else padded


def _has_kind(row: Sequence[Cell], at: int) -> bool:
    return len(row) >= -at and bool(_OBLIGATION.search(row[at].text))


def _is_name(text: str) -> bool:
    """Whether a cell can name an indicator: neither empty nor a number or a unit."""
    return bool(re.search(r"[\u4e00-\u9fffA-Za-z]{2}", text)) and not _VALUE.fullmatch(text)


def _join_headers(rows: Sequence[list[Cell]]) -> Iterator[list[Cell]]:
    """Two header lines of the same width as one: `2025年` over `目标`, `年均增长`."""
    rows = list(rows)
    for i, row in enumerate(rows):
        before = rows[i - 1] if i else []
        if i and _goes_on(before, row):
            continue
        below = rows[i + 1] if i + 1 < len(rows) else []
        if _goes_on(row, below):
            joined = [
                a if b.text == SAME_AS_ABOVE else replace(a, text=a.text + b.text)
                for a, b in zip(row, below, strict=True)
            ]
            yield joined
        else:
            yield row


def _goes_on(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    if len(row) != len(below) or not any(_NAME.search(cell.text) for cell in row):
        return False
    headed = [c.text for c in below if c.text not in ("", SAME_AS_ABOVE)]
    marks = (_AIM, _GROWTH, _LEVEL, _YEAR)
    return bool(headed) and all(
        any(mark.search(text) for mark in marks) or text in {cell.text for cell in row}
        for text in headed
    )


def _read_header(cells: Sequence[str], clock: Clock) -> _Header | None:
    names = [
        i
        for i, cell in enumerate(cells)
        if _NAME.search(cell) and not (_ATTRIBUTE.search(cell) or _SPEAKS.search(cell))
    ]
    years = {i: int(y["year"]) for i, cell in enumerate(cells) if (y := _YEAR.search(cell))}
    marked = [
        i for i, c in enumerate(cells) if _AIM.search(c) or _LEVEL.search(c) or _GROWTH.search(c)
    ]
    columns = [i for i in sorted({*years, *marked}) if names and i > names[0]]
    columns = [i for i in columns if not (_BESIDE.search(cells[i]) or _ATTRIBUTE.search(cells[i]))]
    if not columns:
        return None
    units = [i for i, cell in enumerate(cells) if _UNIT.search(cell)]
    attributes = [i for i, cell in enumerate(cells) if _ATTRIBUTE.search(cell)]
    last = max(years.values(), default=clock.end)
    values = {
        i - len(cells): _read_column(cells[i], years.get(i), last, i == columns[0], clock)
        for i in columns
    }
    name = max(i for i in names if i < columns[0])
    return _Header(
        name - len(cells),
        units[0] - len(cells) if units else None,
        attributes[0] - len(cells) if attributes else None,
        values,
        len(cells),
    )


def _read_column(
    title: str, year: int | None, last: int | None, is_first: bool, clock: Clock
) -> _Column:
    if _GROWTH.search(title):
        yearly = "年均" in title or "增速" in title
        is_rate = "%" in title or "增长" in title or "增速" in title
        unit = "%" if is_rate or (yearly and "累计" in title) else ""
        return _Column(year or last, False, "annual_average" if yearly else "cumulative", unit)
    reached = year is not None and clock.year is not None and year < clock.year
    spans_plan = year is not None and (last or 0) - year >= _PLAN_LENGTH
    is_level = bool(_LEVEL.search(title)) or (is_first and (spans_plan or reached))
    return _Column(year or (None if is_level else last), is_level)


def _read_row(
    row: Sequence[Cell], header: _Header, source: str
) -> Iterator[TableQuantity | Ignored]:
    whole = trace_row(row, source)
    name = row[header.name].text
    unit = row[header.unit].text if header.unit else ""
    if found := _UNIT_IN_NAME.search(name):
        unit = unit or found["unit"]
    kind = _OBLIGATION.search(row[header.attribute].text) if header.attribute else None
    for at, cell in enumerate(row, -len(row)):
        column = header.values.get(at)
        if column is None:
            if at > header.name and at not in (header.unit, header.attribute):
                yield from _leave_out(cell, _NO_VALUE)
        elif len(cell.text) > _LONGEST_VALUE or _SPEAKS.search(cell.text):
            yield from _leave_out(cell, _NO_VALUE)
        else:
            for value in _read_cell(cell, column, name, "" if unit in _NO_UNIT else unit):
                yield replace(value, row=whole, obligation=kind[0] if kind else "")


def _read_cell(cell: Cell, column: _Column, name: str, unit: str) -> Iterator[TableQuantity]:
    """`≥40`, `60.6*`, `〔13.5〕`, `4.5左右`, or two values: `中心城≥40 其他镇≥20`."""
    text, last = cell.text, 0
    for found in find_quantities(text):
        q = _leave_label(found, unit)
        before = text[last : q.start]
        behind = _BEHIND.match(text, q.end)
        sign = _SIGN.search(before)
        bare = before[: sign.start()] if sign else before
        label = bare.strip(" 〔[【(（、，,*")
        basis = "cumulative" if _CUMULATIVE.search(bare) else column.basis
        words = (sign[0] if sign else "", (behind["words"] or "") if behind else "")
        last = behind.end() if behind else q.end
        yield TableQuantity(
            Traced("", []),
            f"{label}{name}",
            _give_unit(q, _choose_unit(unit, column, basis)),
            "…".join(filter(None, words)),
            column.year,
            column.is_baseline,
            basis,
            "",
            text[q.start : q.end].strip(),
        )


def _leave_label(q: Quantity, unit: str) -> Quantity:
    """Where the row names the unit, a noun behind the number begins the next label: 城区≥40 乡镇≥20."""
    if not q.unit or not unit or q.unit_class == "ratio" or q.unit in unit:
        return q
    return q._replace(end=q.end - len(q.unit), unit="")


def _choose_unit(unit: str, column: _Column, basis: str) -> str:
    """Rates of a column 年均 are in %, what 〔〕 holds counts as its indicator does."""
    if basis == "cumulative" and column.basis != "cumulative":
        return unit or "%"
    return column.unit or unit


def _give_unit(q: Quantity, unit: str) -> Quantity:
    """The quantity with the unit of its row or column where its cell names none: 6 + 万m³/小时."""
    if q.unit or not unit:
        return q
    read = next(find_quantities(f"1{unit.replace('％', '%')}"), None)
    if read is None or not read.unit_as_written:
        return q._replace(unit=unit, is_listed=False)
    if read.end < len(unit) + 1:
        return q._replace(unit=unit, is_listed=False)
    magnitude = q.magnitude or read.magnitude
    return q._replace(unit=read.unit, magnitude=magnitude, is_listed=read.is_listed)


def _leave_out(cell: Cell, reason: str) -> Iterator[Ignored]:
    if any(True for _ in find_quantities(cell.text)) and any(c.isdigit() for c in cell.text):
        yield Ignored("number", cell.start, cell.end, cell.text, reason)
