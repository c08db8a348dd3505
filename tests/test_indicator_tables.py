"""A table of indicators gives the same rows in every layout and format."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.extract import extract_plan
from compare.extract.readers import convert_source
from fixtures.documents import make_docx, paragraph

TABLE = [
    ("序号", "指标名称", "单位", "2020年", "2025年", "年均/累计", "属性"),
    ("1", "养老服务业产值", "亿元", "81.2", "115", "7左右", "预期性"),
    ("2", "护理型床位占比", "%", "50.6*", "65", "—", "约束性"),
    ("3", "新增护理员", "万人", "—", "—", "〔>1.5〕", "预期性"),
    ("4", "机构空置率", "%", "15.2", "<12.5", "—", "约束性"),
    ("5", "社区站点覆盖率", "%", "33", "34.5—36", "—", "预期性"),
]
EXPECTED = [
    ("baseline", "养老服务业产值", 81.2, None, "亿元", 2020, "", "", "expected"),
    ("target", "养老服务业产值", 115, None, "亿元", 2025, "", "", "expected"),
    ("target", "养老服务业产值增速", 7, None, "%", 2025, "左右", "annual_average", "expected"),
    ("baseline", "护理型床位比例", 50.6, None, "%", 2020, "", "", "binding"),
    ("target", "护理型床位比例", 65, None, "%", 2025, "", "", "binding"),
    ("target", "新增护理员", 1.5, None, "万人", 2025, ">", "cumulative", "expected"),
    ("baseline", "机构空置率", 15.2, None, "%", 2020, "", "", "binding"),
    ("target", "机构空置率", 12.5, None, "%", 2025, "<", "", "binding"),
    ("baseline", "社区站点覆盖率", 33, None, "%", 2020, "", "", "expected"),
    ("target", "社区站点覆盖率", 34.5, 36, "%", 2025, "", "", "expected"),
]
COLUMNS = (
    "kind", "indicator", "value", "value_high", "unit", "year", "comparator", "basis", "obligation",
)  # fmt: skip
HEAD = ["云岭县养老服务发展规划（2021—2025年）", "一、发展目标", "主要指标如下。"]
TAIL = ["二、重点任务", "（一）办好事。完善服务。"]


def as_html() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in TABLE)
    lines = [[f"<p>{line}</p>" for line in part] for part in (HEAD, TAIL)]
    text = "".join(lines[0]) + f"<table>{rows}</table>" + "".join(lines[1])
    return f"<html><meta charset='utf-8'><body>{text}</body></html>".replace(
        "<12", "&lt;12"
    ).encode()


def as_docx() -> bytes:
    def cell(text: str) -> str:
        return f"<w:tc>{paragraph(text.replace('<', '&lt;').replace('>', '&gt;'))}</w:tc>"

    rows = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in TABLE)
    before, after = ("".join(map(paragraph, lines)) for lines in (HEAD, TAIL))
    return make_docx(f"{before}<w:tbl>{rows}</w:tbl>{after}")


def as_text(table: str) -> bytes:
    return "\n".join([*HEAD, table, *TAIL]).encode()


LAYOUTS = {
    "tabs.txt": as_text("\n".join("\t".join(row) for row in TABLE)),
    "bars.md": as_text(
        "\n".join("| " + " | ".join(row) + " |" for row in [TABLE[0], ("---",) * 7, *TABLE[1:]])
    ),
    "one cell per line.txt": as_text("\n".join(cell for row in TABLE for cell in row)),
    "blank lines.txt": as_text("\n\n".join(cell for row in TABLE for cell in row)),
    "flattened.txt": as_text(" ".join(cell for row in TABLE for cell in row)),
    "table.html": as_html(),
    "table.docx": as_docx(),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_rows(name: str) -> None:
    plan = extract_plan(convert_source(LAYOUTS[name], Path(name)), "p")
    assert [tuple(row[c] for c in COLUMNS) for row in plan.targets] == EXPECTED


def test_a_row_is_its_stretch_of_the_source() -> None:
    plan = extract_plan(LAYOUTS["one cell per line.txt"].decode(), "p")
    first = plan.targets[0]
    stretch = plan.source[first["start"] : first["end"]]
    assert stretch.startswith("1\n养老服务业产值")
    assert stretch.endswith("预期性")


def test_two_values_in_a_cell_are_two_rows() -> None:
    table = "指标\t单位\t2020年现状\t2025年目标\n监测率\t%\t12\t城区≥40 乡镇≥20"
    plan = extract_plan(as_text(table).decode(), "p")
    rows = [(r["kind"], r["value"], r["indicator"]) for r in plan.targets]
    assert rows == [
        ("baseline", 12, "监测率"),
        ("target", 40, "城区监测率"),
        ("target", 20, "乡镇监测率"),
    ]


def test_two_header_lines_are_one() -> None:
    table = "指标\t单位\t2020年\t2025年\n指标\t单位\t现状\t目标\n监测率\t%\t12\t40"
    plan = extract_plan(as_text(table).decode(), "p")
    assert [(r["kind"], r["value"], r["year"]) for r in plan.targets] == [
        ("baseline", 12, 2020),
        ("target", 40, 2025),
    ]


def test_a_row_that_speaks_of_indicators_heads_no_table() -> None:
    rows = "1\t完善水质指标体系，细化分级。\t2026年12月\n2\t建站\t2026年9月"
    assert extract_plan(as_text(rows).decode(), "p").targets == []


def test_numbers_of_other_tables_are_accounted_for() -> None:
    table = "姓名\t办公室\t电话\n张三\t301室\t5566778"
    plan = extract_plan(as_text(table).decode(), "p")
    left = [item.text for item in plan.ignored if item.what == "number"]
    assert plan.targets == []
    assert left == ["301室", "5566778"]


TWO_LINES = [
    ["序号", "指标名称（单位）", "2025年", "2030年", "", "指标性质"],
    ["〃", "〃", "实际", "目标", "年均增长（%）", "〃"],
    ["1", "护理服务收入（亿元）", "82", "110", "6", "预期性"],
    ["2", "新建社区食堂（家）", "45", "[200]", "—", "预期性"],
    ["3", "老年学校学员（人）", "3200", "5600", "11.8", "预期性"],
]
OF_TWO_LINES = [
    ("护理服务收入", 82, "亿元", 2025, "", "level"),
    ("护理服务收入", 110, "亿元", 2030, "", "level"),
    ("护理服务收入增速", 6, "%", 2030, "annual_average", "rate_of_change"),
    ("新建社区食堂", 45, "家", 2025, "", "level"),
    ("新建社区食堂", 200, "家", 2030, "cumulative", "change"),
    ("老年学校学员", 3200, "人", 2025, "", "level"),
    ("老年学校学员", 5600, "人", 2030, "", "level"),
    ("老年学校学员增速", 11.8, "%", 2030, "annual_average", "rate_of_change"),
]


def _strip_above(rows: list[list[str]]) -> list[list[str]]:
    return [["" if cell == "〃" else cell for cell in row] for row in rows]


def _join_table(rows: list[list[str]], layout: str) -> str:
    if layout == "bars":
        lines = [f"| {' | '.join(row)} |" for row in _strip_above(rows)]
        return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
    if layout == "page":  # the unit of the first row ran over to the next page
        rows = [[cell.replace("收入（亿元）", "收入") for cell in row] for row in rows]
        lines = ["\t".join(row) for row in rows]
        return "\n".join([*lines[:3], "（亿元）", *lines[3:]])
    if layout == "tabs":
        return "\n".join("\t".join(row) for row in rows)
    cells = [cell for row in rows for cell in row if cell not in ("", "〃")]
    return (" " if layout == "flat" else "\n").join(cells)


@pytest.mark.parametrize("layout", ["tabs", "bars", "lines", "flat", "page"])
def test_a_head_of_two_lines_and_merged_cells(layout: str) -> None:
    plan = extract_plan(as_text(_join_table(TWO_LINES, layout)).decode(), "p")
    columns = ("indicator", "value", "unit", "year", "basis", "measure")
    assert [tuple(row[c] for c in columns) for row in plan.targets] == OF_TWO_LINES
    assert not [item for item in plan.ignored if item.what == "number"]


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("监测率\t%\t12\t\t40\t约束性", [(12, 2020), (40, 2030)]),
        ("监测率\t%\t\t30\t\t约束性", [(30, 2025)]),
        ("监测率\t%\t12\t30\t\t", [(12, 2020), (30, 2025)]),
        ("\t监测率\t%\t12\t30", [(12, 2020), (30, 2025)]),
        ("环境\t监测率\t%\t12\t30\t40\t约束性", [(12, 2020), (30, 2025), (40, 2030)]),
    ],
)
def test_an_empty_cell_moves_no_value_to_another_year(row: str, values: list) -> None:
    table = f"类别\t指标\t单位\t2020年\t2025年\t2030年\t属性\n{row}"
    plan = extract_plan(as_text(table).decode(), "p")
    assert [(r["value"], r["year"]) for r in plan.targets] == values


def test_a_row_that_does_not_fit_its_head_is_left_out() -> None:
    table = "指标\t2020年\t2025年\n监测率（%）\t12\t40\n7\t8\t9"
    plan = extract_plan(as_text(table).decode(), "p")
    left = [(item.text, item.reason) for item in plan.ignored if item.what == "number"]
    assert [row["value"] for row in plan.targets] == [12, 40]
    assert left == [(n, "stands in a row that does not fit the head of its table") for n in "789"]
