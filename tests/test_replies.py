"""The workbook an office confirms or corrects: what is open in it, and what its answers become."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from compare import store
from compare.build import replies
from compare.build.collect import list_plans, tabulate
from compare.build.plans import list_jobs, read_job
from compare.build.replies import (
    Answer,
    find_contradiction,
    list_filled,
    read_reply,
    take_reply,
    write_reply,
)
from compare.cli import main
from compare.errors import PlanError
from compare.extract.readers.subprocesses import read_apart
from compare.present.workbook.reply import SHEETS, render_reply
from fuzzing import read_at_once

pytest.importorskip("xlsxwriter")
calamine = pytest.importorskip("python_calamine")

TEXT = """云溪县养老服务实施方案（2024—2026年）
一、工作目标
到2026年，护理型床位占比达到60%以上。
二、重点任务
（一）完善设施
1.建设社区食堂。到2026年新建社区食堂30家，投入2亿元。（责任单位：县民政局、县财政局）
2.改造老旧楼道。到2025年加装扶手1.5万米。（牵头单位：县住建局；配合单位：县残联）
"""
DUTIES, TARGETS = (sheet.title for sheet in SHEETS)


@pytest.fixture(autouse=True)
def _stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "read_apart", read_at_once)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "yunxi.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def form(raw: Path) -> bytes:
    entry, plan = read_job(list_jobs(raw)[0])
    tables = {"plans": list_plans([(entry, plan.source)]), **tabulate([plan])}
    return render_reply(tables, {"yunxi": plan.source})


def read_grids(data: bytes) -> dict[str, list[list[object]]]:
    book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def answer(form: bytes, path: Path, cells: dict[tuple[str, int, str], object]) -> Path:
    """The form with cells filled in, as an office saves it: (sheet, line, head) → value."""
    from xlsxwriter import Workbook

    grids = read_grids(form)
    for (sheet, line, head), value in cells.items():
        grids[sheet][line - 1][grids[sheet][0].index(head)] = value
    letter = grids["填写说明"]
    next(row for row in letter if row[0] == "填报单位")[1] = "县民政局"
    with Workbook(str(path)) as book:
        for name, grid in grids.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(grid):
                page.write_row(at, 0, row)
    return path


def test_each_row_shows_where_it_stands_its_words_and_what_was_read(form) -> None:
    grids = read_grids(form)
    assert list(grids) == ["填写说明", "任务分工", "指标"]
    heads, first = grids[DUTIES][:2]
    assert dict(zip(heads, first, strict=True)) == {
        "#plan_id": "yunxi",
        "#place": "assignments yunxi-2.1.1 1",
        "#shown": "县民政局",
        "出处": "二、（一）1",
        "标题": "建设社区食堂",
        "原文写法": "县民政局",
        "规范写法": "县民政局",
        "角色": "责任",
        "是否准确": "",
        "更正为：规范写法": "",
        "更正为：角色": "",
        "说明": "",
    }
    outside = dict(zip(*grids[TARGETS][:2], strict=True))
    assert (outside["出处"], outside["数值"], outside["单位"]) == ("一", "60", "%")
    assert "云溪县养老服务实施方案" in str(grids["填写说明"][0][0])


def test_only_cells_to_be_filled_in_are_open_and_the_sheets_print_on_one_landscape_page(
    form,
) -> None:
    parts = zipfile.ZipFile(BytesIO(form))
    styles = parts.read("xl/styles.xml").decode()
    looks = re.search(r"<cellXfs.*?</cellXfs>", styles, re.S)[0]
    looks = looks.split("<xf ")[1:]
    is_open = ['locked="0"' in look for look in looks]
    for number, grid in enumerate(list(read_grids(form).values())[1:], 2):
        page = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
        assert "<sheetProtection" in page
        assert 'orientation="landscape"' in page
        assert 'paperSize="9"' in page
        assert 'fitToHeight="0"' in page
        assert '"是,否,不应列入"' in page
        heads = grid[0]
        found = re.findall(r'<c r="([A-Z])(\d+)" s="(\d+)"', page)
        opened = {heads[ord(c) - 65] for c, line, look in found if is_open[int(look)]}
        expected = {h for h in heads if h in ("是否准确", "说明") or str(h).startswith("更正为")}
        assert opened == expected
        assert {line for _, line, look in found if is_open[int(look)]} == {
            str(line) for line in range(2, len(grid) + 1)
        }


def test_answers_become_corrections_and_nothing_is_written_twice(
    form, raw, tmp_path, capsys
) -> None:
    reply = answer(
        form,
        tmp_path / "reply.xlsx",
        {
            (DUTIES, 2, "是否准确"): "是",
            (DUTIES, 3, "是否准确"): "不应列入",
            (DUTIES, 4, "更正为：角色"): "配合",
            (DUTIES, 4, "说明"): "见分工方案\n第3页",
            (TARGETS, 3, "是否准确"): "否",
            (TARGETS, 3, "更正为：数值"): 35.0,
            (TARGETS, 3, "更正为：年份"): 2025,
            (TARGETS, 4, "是否准确"): "否",
            (TARGETS, 4, "说明"): "应为空",
            (TARGETS, 5, "更正为：年份"): "明年",
        },
    )
    assert main(["reply", "--read", str(reply), "--raw", str(raw)]) == 1
    said = capsys.readouterr()
    assert "targets yunxi-t2 value: 30 → 35" in said.out
    assert "4 corrections added" in said.out
    assert "2 could not be taken" in said.out
    assert "said to be wrong, but not what is right" in said.err
    assert "takes a whole number, not '明年'" in said.err
    rows = [(r["place"], r["old"], r["new"], r["reason"]) for r in store.read_corrections(raw)]
    assert rows == [
        ("assignments yunxi-2.1.1 2 row", "县财政局", "", "责任单位回复（县民政局）"),
        (
            "assignments yunxi-2.1.2 1 role",
            "lead",
            "support",
            "责任单位回复（县民政局）：见分工方案 第3页",
        ),
        ("targets yunxi-t2 value", "30", "35", "责任单位回复（县民政局）"),
        ("targets yunxi-t2 year", "2026", "2025", "责任单位回复（县民政局）"),
    ]
    written = (raw / store.CORRECTIONS).read_bytes()
    again = take_reply(reply, raw)
    assert (again.rows, again.known, again.confirmed) == ([], 4, 1)
    assert (raw / store.CORRECTIONS).read_bytes() == written
    (job,) = list_jobs(raw)
    target = next(row for row in read_job(job)[1].targets if row["target_id"] == "yunxi-t2")
    assert (target["value"], target["year"]) == (35.0, 2025)


@pytest.mark.parametrize(
    ("old", "filled", "changed"),
    [
        ("2026", "", {}),
        ("2026", "2026", {}),
        ("2026", "2025", {"year": "2025"}),
        ("2026", "（无）", {"year": ""}),
        ("", "（无）", {}),
    ],
)
def test_a_cell_is_emptied_by_the_sign_for_it_and_by_nothing_else(old, filled, changed) -> None:
    assert list_filled({"year": old}, {"year": filled}) == changed


def test_a_value_that_must_not_be_empty_is_not_emptied(form, raw, tmp_path) -> None:
    emptied = {(TARGETS, 3, "更正为：年份"): "（无）", (TARGETS, 4, "更正为：数值"): "（无）"}
    taken = take_reply(answer(form, tmp_path / "a.xlsx", emptied), raw)
    assert [(row["place"], row["new"]) for row in taken.rows] == [("targets yunxi-t2 year", "")]
    assert len(taken.refused) == 1
    assert "must not be empty" in taken.refused[0]
    (job,) = list_jobs(raw)
    target = next(row for row in read_job(job)[1].targets if row["target_id"] == "yunxi-t2")
    assert target["year"] is None


def test_what_stood_in_the_file_stays(form, raw, tmp_path) -> None:
    before = "plan_id,place,old,new,reason,by\nyunxi,line 6,投入2亿元,投入3亿元,勘误,甲\n"
    (raw / store.CORRECTIONS).write_text(before, encoding="utf-8")
    take_reply(answer(form, tmp_path / "a.xlsx", {(TARGETS, 3, "更正为：数值"): "35"}), raw)
    assert (raw / store.CORRECTIONS).read_text(encoding="utf-8").startswith(before)
    old = answer(form, tmp_path / "b.xlsx", {(TARGETS, 4, "更正为：数值"): "5"})
    taken = take_reply(old, raw)  # asked about 2亿元, which is 3 by now
    assert taken.rows == []
    assert "is '3', not once '2'" in taken.refused[0]


FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'


def test_a_cell_without_end_is_refused_and_takes_nothing_along(form, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(replies, "read_apart", read_apart)
    file = tmp_path / "far.xlsx"
    with zipfile.ZipFile(BytesIO(form)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", FAR.encode()))
    with pytest.raises(PlanError, match=r"far\.xlsx: the xlsx is damaged or too large to read"):
        read_reply(file)


def test_a_number_beyond_all_is_shown() -> None:
    assert [store.show_cell(float(cell)) for cell in ("inf", "-inf", "nan")] == ["inf", "-inf", ""]


def test_what_is_no_reply_is_one_sentence(form, raw, tmp_path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    with pytest.raises(PlanError, match=r"bad\.xlsx: is no workbook"):
        read_reply(bad)
    other = answer(form, tmp_path / "other.xlsx", {(TARGETS, 1, "数值"): "x"})
    with pytest.raises(PlanError, match="sheet 指标 has no column 数值"):
        read_reply(other)
    foreign = answer(form, tmp_path / "c.xlsx", {(DUTIES, n, "#plan_id"): "yunqi" for n in (2, 3)})
    with pytest.raises(PlanError, match="no plan 'yunqi'; near it are yunxi"):
        take_reply(foreign, raw)
    with pytest.raises(PlanError, match="the folder does not exist"):
        take_reply(foreign, tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(PlanError, match=r"is an \.xlsx file"):
        write_reply(tmp_path, "yunxi", tmp_path / "reply.docx")


@pytest.mark.parametrize(
    ("verdict", "new", "said"),
    [
        ("yes", {}, ""),
        ("", {"value": "3"}, ""),
        ("no", {"value": "3"}, ""),
        ("drop", {}, ""),
        ("yes", {"value": "3"}, "choose one"),
        ("drop", {"value": "3"}, "choose one"),
        ("no", {}, "not what is right"),
        ("也许", {}, "is no choice"),
    ],
)
def test_an_answer_that_contradicts_itself_is_told(verdict, new, said) -> None:
    found = find_contradiction(
        Answer("p", "targets p-t1", "2", verdict, {"value": "2"}, new, "", "")
    )
    assert bool(found) == bool(said)
    assert said in found


@pytest.mark.parametrize("arguments", [[], ["yunxi"], ["yunxi", "--out", "a.xlsx", "--read", "b"]])
def test_the_command_writes_or_reads(arguments, capsys) -> None:
    assert main(["reply", *arguments]) == 1
    assert "takes either PLAN_ID" in capsys.readouterr().err
