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
    ("target", "养老服务业产值", 7, None, "%", 2025, "左右", "annual_average", "expected"),
    ("baseline", "护理型床位占比", 50.6, None, "%", 2020, "", "", "binding"),
    ("target", "护理型床位占比", 65, None, "%", 2025, "", "", "binding"),
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


def test_numbers_of_other_tables_are_accounted_for() -> None:
    table = "姓名\t办公室\t电话\n张三\t301室\t5566778"
    plan = extract_plan(as_text(table).decode(), "p")
    left = [item.text for item in plan.ignored if item.what == "number"]
    assert plan.targets == []
    assert left == ["301室", "5566778"]
