"""Taking plans in: `add`, `review`, and folders of plans without a catalogue."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from compare import store
from compare.build import intake, plans
from compare.cli import main
from compare.errors import PlanError
from compare.extract import extract_plan
from compare.extract.metadata import propose_metadata
from compare.extract.readers import read_source
from material import RAW, ROOT
from test_generations import die_at

pytestmark = pytest.mark.usefixtures("read_here")

EXAMPLES = sorted(p for p in (ROOT / "examples").glob("*.*") if "draft" not in p.stem)
DOCX = next(path for path in EXAMPLES if path.suffix == ".docx")
TEXT = """云溪县数字乡村建设实施方案（2023—2027年）

一、主要目标
到2027年，行政村5G覆盖率达到95%。
二、重点任务
（一）夯实网络底座
1. 建设基站。新建基站120座。（责任单位：县工信局、县创建办）
2. 开放数据。推动数据开放。
云溪县人民政府
2023年5月6日
"""


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def read_rows(raw: Path) -> list[dict[str, str]]:
    with (raw / "plans.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "乡村.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Plans of several formats without a catalogue."""
    raw = tmp_path / "plans"
    raw.mkdir()
    for path in EXAMPLES:
        shutil.copy(path, raw)
    return raw


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.suffix)
def test_add_copies_the_bytes_and_proposes_the_row(path, tmp_path, capsys):
    raw = tmp_path / "raw"
    assert run("add", path, "--plan-id", "new", "--raw", raw) == 0
    (row,) = read_rows(raw)
    copy = raw / row["source_file"]
    assert copy.name == f"new{path.suffix}"
    assert copy.read_bytes() == path.read_bytes()
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert row["title"] in capsys.readouterr().out
    assert row["title"].startswith(row["place"])
    assert row["place"]
    assert row["issuer"].startswith(row["place"])
    assert int(row["period_end"]) - int(row["period_start"]) in (2, 3)
    assert row["issued_on"][:4] == row["period_start"]


def test_what_is_given_stands_before_what_is_read(plan, tmp_path):
    raw = tmp_path / "raw"
    given = {"place": "云溪县（试点）", "issued-on": "2023-06-01", "period-end": "2028"}
    options = [part for key, value in given.items() for part in (f"--{key}", value)]
    assert run("add", plan, "--plan-id", "x", "--raw", raw, *options) == 0
    (row,) = read_rows(raw)
    assert {key: row[key.replace("-", "_")] for key in given} == given
    assert row["period_start"] == "2023"
    assert row["prefecture"] == ""


@pytest.mark.parametrize(
    "options",
    [
        ("--plan-id", "../x"),
        ("--plan-id", "a b"),
        ("--plan-id", ".."),
        ("--plan-id", "first"),
        ("--plan-id", "x", "--issued-on", "6/1/2023"),
        ("--plan-id", "x", "--period-end", "soon"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_added_leaves_the_catalogue_untouched(options, plan, tmp_path, capsys):
    raw = tmp_path / "raw"
    assert run("add", plan, "--plan-id", "first", "--raw", raw) == 0
    before = {path.name: path.read_bytes() for path in raw.iterdir()}
    capsys.readouterr()
    other = tmp_path / "other.txt"
    other.write_text(TEXT.replace("120", "121"), encoding="utf-8")
    assert run("add", other, "--raw", raw, *options) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == before
    assert not (tmp_path / "x.txt").exists()


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0", "只有一句话。".encode()])
def test_a_file_that_is_no_plan_is_not_added(content, plan, tmp_path):
    raw = tmp_path / "raw"
    assert run("add", plan, "--plan-id", "first", "--raw", raw) == 0
    before = (raw / "plans.csv").read_bytes()
    broken = tmp_path / "broken.doc"
    broken.write_bytes(content)
    assert run("add", broken, "--plan-id", "second", "--raw", raw) == 1
    assert (raw / "plans.csv").read_bytes() == before
    assert len(list(raw.glob("[!.]*"))) == 2


def test_a_file_that_is_there_is_never_replaced(plan, tmp_path, capsys):
    raw = tmp_path / "raw"
    assert run("add", plan, "--plan-id", "first", "--raw", raw) == 0
    (raw / "second.txt").write_text("笔记", encoding="utf-8")
    assert run("add", plan, "--plan-id", "second", "--raw", raw) == 1
    assert "second.txt" in capsys.readouterr().err
    assert (raw / "second.txt").read_text(encoding="utf-8") == "笔记"


def test_a_plan_may_not_take_the_name_of_a_table(tmp_path):
    table = tmp_path / "plan.csv"
    table.write_text(TEXT, encoding="utf-8")
    for name in ("plans", "corrections", "progress"):
        with pytest.raises(PlanError, match="name of a table"):
            intake.add_plan(table, tmp_path / "raw", name, {})


def test_columns_of_the_catalogue_that_are_not_ours_are_kept(plan, tmp_path):
    raw = tmp_path / "raw"
    assert run("add", plan, "--plan-id", "first", "--raw", raw) == 0
    lines = (raw / "plans.csv").read_text(encoding="utf-8").splitlines()
    noted = [f"{lines[0]},note", f"{lines[1]},核对过"]
    (raw / "plans.csv").write_text("\n".join(noted) + "\n", encoding="utf-8")
    assert run("add", EXAMPLES[0], "--plan-id", "second", "--raw", raw) == 0
    assert [row["note"] for row in read_rows(raw)] == ["核对过", ""]


def test_adding_to_a_folder_without_catalogue_enters_the_plans_that_are_there(folder, plan):
    assert run("add", plan, "--plan-id", "new", "--raw", folder) == 0
    assert [row["plan_id"] for row in read_rows(folder)] == [
        *(path.stem for path in EXAMPLES),
        "new",
    ]
    inside = folder / EXAMPLES[0].name
    (folder / "plans.csv").unlink()
    (folder / "new.txt").unlink()
    assert run("add", inside, "--plan-id", "renamed", "--raw", folder) == 0
    ids = [row["plan_id"] for row in read_rows(folder)]
    assert ids == [*(path.stem for path in EXAMPLES[1:]), "renamed"]


def test_a_folder_without_catalogue_is_read_by_name(folder, tmp_path, capsys):
    (folder / "notes.xlsx").write_bytes(b"PK\x03\x04 no archive")
    (folder / "letter.txt").write_text("今天天气很好。\n", encoding="utf-8")
    (folder / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (folder / "~$plan.docx").write_bytes(b"lock")
    assert run("build", "--raw", folder, "--out", tmp_path / "out", "--tables-only") == 0
    said = capsys.readouterr().err
    assert said.count("notes.xlsx") == said.count("letter.txt") == 1
    assert "hidden" not in said
    assert "~$" not in said
    assert "no plans.csv" in said
    rows = read_rows(tmp_path / "out")
    assert [row["source_file"] for row in rows] == [path.name for path in EXAMPLES]
    assert [row["plan_id"] for row in rows] == [path.stem for path in EXAMPLES]
    assert not (folder / "plans.csv").exists()

    shutil.copy(tmp_path / "out" / "plans.csv", folder)
    assert run("build", "--raw", folder, "--out", tmp_path / "again", "--tables-only") == 0
    assert capsys.readouterr().err == ""
    for path in (tmp_path / "out").glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_two_files_of_one_name_are_refused(folder, capsys):
    shutil.copy(EXAMPLES[0], folder / f"{DOCX.stem}.htm")
    assert run("review", "--raw", folder) == 1
    said = capsys.readouterr().err
    assert DOCX.name in said
    assert f"{DOCX.stem}.htm" in said


def test_names_of_files_become_usable_ids():
    for name, plan_id in (
        ("云溪县方案（2024—2027年）.docx", "云溪县方案-2024-2027年"),
        ("plan (1).txt", "plan-1"),
        ("a.b_c-d.md", "a.b_c-d"),
        ("（）.txt", "plan"),
        ("con.txt", "plan-con"),
        ("Aux.1.txt", "plan-Aux.1"),
        ("contents.txt", "contents"),
    ):
        assert plans.name_plan(Path(name)) == plan_id
        store.check_entry({"plan_id": plan_id, "source_file": name}, "")


@pytest.mark.parametrize(
    "names", [("haian", "HaiAn"), ("café", "cafe\u0301"), ("Straße", "STRASSE")]
)
def test_names_that_are_one_file_on_other_systems_are_told(names, tmp_path):
    assert len({*map(store.fold_capitals, names)}) == 1
    jobs = [plans.name_job(Path(f"{name}.txt"), name) for name in names]
    with pytest.raises(PlanError, match="would both be the plan"):
        plans.check_names(jobs, tmp_path)


@pytest.mark.parametrize("content", [None, {}, {"a.txt": "今天天气很好。"}])
def test_a_folder_without_plans_is_named(content, tmp_path, capsys):
    folder = tmp_path / "none"
    if content is not None:
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text, encoding="utf-8")
    assert run("build", "--raw", folder, "--out", tmp_path / "out") == 1
    assert str(folder) in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "out").exists()


def test_corrections_and_progress_hold_without_a_catalogue(folder, tmp_path, capsys):
    plan_id = DOCX.stem
    plan = extract_plan(read_source(DOCX), plan_id)
    line = next(i for i, text in enumerate(plan.source.split("\n"), 1) if "互联互同" in text)
    indicator = str(plan.targets[0]["indicator_id"])
    corrections = (
        f"plan_id,place,old,new,reason\n{plan_id},line {line},互联互同,互联互通,misprint\n"
    )
    (folder / "corrections.csv").write_text(corrections, encoding="utf-8")
    measured = f"plan_id,indicator_id,year,value,source\n{plan_id},{indicator},2025,2900,年报\n"
    (folder / "progress.csv").write_text(measured, encoding="utf-8")
    out = tmp_path / "out"
    assert run("build", "--raw", folder, "--out", out, "--tables-only") == 0
    assert "互联互通" in (out / "tasks.csv").read_text(encoding="utf-8")
    assert (out / "text" / f"{plan_id}.txt").read_text(encoding="utf-8").count("互联互通") == 1
    assert indicator in (out / "progress.csv").read_text(encoding="utf-8")
    (folder / "corrections.csv").write_text(corrections.replace(plan_id, "elsewhere"), "utf-8")
    capsys.readouterr()
    assert run("build", "--raw", folder, "--out", tmp_path / "o", "--tables-only") == 1
    assert "corrections.csv line 2" in capsys.readouterr().err


def test_a_correction_for_a_plan_that_is_not_there_stops_the_build(tmp_path, capsys):
    raw = Path(shutil.copytree(RAW, tmp_path / "raw"))
    rows = "plan_id,place,old,new,reason\nnobody,line 1,甲,乙,test\n"
    (raw / "corrections.csv").write_text(rows, encoding="utf-8")
    assert run("review", "--raw", raw) == 1
    assert "nobody" in capsys.readouterr().err


def test_review_lists_the_doubts_of_every_plan(folder, capsys):
    assert run("review", "--raw", folder) == 0
    shown = capsys.readouterr().out
    assert "到2025年，全县每千名老年人拥有养老床位达到40张" in shown
    for path in EXAMPLES:
        assert f"\n{path.stem}: " in shown


def test_doubts_name_what_a_person_should_look_at():
    text = TEXT.replace(
        "2. 开放数据。", "2. 开放数据，共享资源，推动全县各级各部门数据资源向社会开放。"
    )
    doubts = list(intake.list_doubts(extract_plan(text, "x")))
    kinds = {doubt.kind: doubt for doubt in doubts}
    assert kinds["department not in the lookup"].text == "县创建办"
    assert kinds["key task without a department"].place == "line 8"
    assert "5G" not in "".join(doubt.text for doubt in doubts if "department" in doubt.kind)
    spoken = TEXT.replace("县创建办）", "县创建办；责任人：王某某。各镇要抓好落实。）")
    shown = [(d.kind, d.text) for d in intake.list_doubts(extract_plan(spoken, "x"))]
    assert ("name left out: a person or a post in a responsibility clause", "王某某") in shown
    assert ("a clause that holds sentences", "各镇要抓好落实") in shown
    assert not any("云溪县人民政府" in doubt.text for doubt in doubts)
    table = TEXT + "指标\t2025年\t2027年\n基站（座）\t60\t120\n"
    left = [d for d in intake.list_doubts(extract_plan(table, "x")) if "text left out" in d.kind]
    assert [doubt.place for doubt in left] == ["line 11", "line 12"]


def test_outline_of_a_word_file_shows_numbers_word_keeps_outside_the_text(capsys):
    assert run("outline", DOCX) == 0
    shown = capsys.readouterr().out
    assert "[key_task, high] 二、重点任务" in shown
    assert "1．建设县镇村三级网络" in shown
    assert "（三）壮大服务力量" in shown


@pytest.mark.parametrize(
    ("title", "issuer", "place"),
    [
        ("甲乙县养老服务方案", "", "甲乙县"),
        ("养老服务方案", "甲乙县人民政府办公室", "甲乙县"),
        ("养老服务方案", "丙丁省戊己市人民政府", "戊己市"),
        ("戊己市更新行动方案", "", "戊己市"),
        ("庚县养老服务方案", "", "庚县"),
        ("关于加强甲乙县养老服务的方案", "", ""),
        ("城市更新行动方案", "", ""),
        ("老旧小区改造方案", "", ""),
        ("县域商业体系建设方案", "", ""),
        ("海绵城市建设方案", "", ""),
        ("农村社区建设方案", "", ""),
        ("全市体育设施建设方案", "", ""),
        ("", "国务院办公厅", ""),
    ],
)
def test_a_place_is_proposed_only_where_title_or_issuer_begin_with_it(title, issuer, place):
    end = f"{issuer}\n2024年1月2日\n" if issuer else ""
    text = f"{title}\n一、重点任务\n（一）办好食堂。新建食堂3个。\n（二）开好课程。开课4门。\n{end}"
    assert propose_metadata(extract_plan(text, "x").outline)["place"] == place


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX processes")
def test_a_plan_whose_add_was_killed_stands_whole_or_not_at_all(plan, tmp_path):
    met = set()
    for at in range(1, 9):
        raw = tmp_path / f"raw{at}"
        intake.add_plan(plan, raw, "first", {})
        code = die_at(at, partial(intake.add_plan, plan, raw, "killed", {}))
        intake.add_plan(plan, raw, "last", {})
        ids = [row["plan_id"] for row in read_rows(raw)]
        assert {"first", "last"} <= set(ids)
        assert {path.stem for path in raw.glob("[!.]*.txt")} == set(ids), at
        met.add(len(ids))
        if code == 0:
            break
    assert (met, code) == ({2, 3}, 0)


def test_plans_added_at_once_all_stand_in_the_catalogue(plan, tmp_path):
    raw, ids = tmp_path / "raw", [f"p{n}" for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda plan_id: intake.add_plan(plan, raw, plan_id, {}), ids))
    assert sorted(row["plan_id"] for row in read_rows(raw)) == ids
    assert sorted(path.name for path in raw.glob("[!.]*")) == [
        *(f"{i}.txt" for i in ids),
        "plans.csv",
    ]
