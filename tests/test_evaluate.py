"""Scores against gold, worked out by hand on tables of a few rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from compare.errors import PlanError
from compare.evaluate.score import Score, render_scores, score_tables
from compare.schema import build_table

TASKS = """plan_id,kind,chapter,section_no,section_title,task_no,title,start,end
ping,key_task,三、重点任务,（一）,提升素质,1,办好学校,100,150
ping,key_task,三、重点任务,（一）,提升素质,2,办好科普馆,160,220
ping,safeguard,四、保障措施,,,一,加强领导,300,340
"""
ASSIGNMENTS = """plan_id,chapter,section_no,task_no,scope,role,position,name_as_written,name
ping,三、重点任务,（一）,1,task,lead,1,市教育局,市教育局
ping,三、重点任务,（一）,1,task,support,2,市科协,市科协
ping,三、重点任务,（一）,2,task,lead,1,市科协,市科协
"""
TARGETS = (
    "plan_id,chapter,section_no,task_no,kind,quote,value,value_high,unit,value_si,unit_si,year,"
    "period,cadence,comparator,aspirational,alternative_group,start,end\n"
    "ping,,,,target,力争达到20%,20,,%,20,%,2025,,once,力争达到,true,,40,47\n"
    "ping,三、重点任务,（一）,1,target,1-2名教师或3名辅导员,1,2,名,1,名,,,standing,,false,甲,120,132\n"
    "ping,三、重点任务,（一）,1,target,1-2名教师或3名辅导员,3,,名,3,名,,,standing,,false,甲,120,132\n"
)


def write_gold(folder: Path, **changed: str) -> Path:
    """A gold folder of the plan `ping`; a table given as text replaces the usual one."""
    tables = {"tasks": TASKS, "assignments": ASSIGNMENTS, "targets": TARGETS} | changed
    (folder / "ping").mkdir(parents=True)
    for name, text in tables.items():
        (folder / "ping" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def find_rows() -> dict[str, list[dict]]:
    """What an extraction that agrees with the gold above found."""
    place = {"plan_id": "ping", "section_id": "ping-3.1", "body": ""}
    work = {"kind": "key_task", "chapter": "三、重点任务", "section_no": "（一）"}
    work |= {"section_title": "提升素质"}
    care = {"kind": "safeguard", "chapter": "四、保障措施", "section_no": "", "section_title": ""}
    name = {"plan_id": "ping", "scope": "task", "department_id": "x", "start": 1, "end": 2}
    goal = {"plan_id": "ping", "indicator_id": "i", "indicator": "自由", "aspirational": False}
    goal |= {"kind": "target"}
    either = goal | {"task_id": "p1", "quote": "1-2名教师或3名辅导员", "unit": "名"}
    either |= {"unit_si": "名", "cadence": "standing", "start": 120, "end": 132}
    either |= {"alternative_group": "7"}
    return {
        "tasks": [
            place
            | work
            | {"task_id": "p1", "task_no": "1", "title": "办好学校", "start": 100, "end": 150},
            place
            | work
            | {"task_id": "p2", "task_no": "2", "title": "办好科普馆", "start": 160, "end": 220},
            place
            | care
            | {"task_id": "p3", "task_no": "一", "title": "加强领导", "start": 300, "end": 340},
        ],
        "assignments": [
            name
            | {
                "task_id": "p1",
                "role": "lead",
                "position": 1,
                "name_as_written": "市教育局",
                "name": "市教育局",
            },
            name
            | {
                "task_id": "p1",
                "role": "support",
                "position": 2,
                "name_as_written": "市科协",
                "name": "市科协",
            },
            name
            | {
                "task_id": "p2",
                "role": "lead",
                "position": 1,
                "name_as_written": "市科协",
                "name": "市科协",
            },
        ],
        "targets": [
            goal
            | {
                "target_id": "t1",
                "quote": "力争达到20%",
                "value": 20.0,
                "unit": "%",
                "value_si": 20.0,
                "unit_si": "%",
                "year": 2025,
                "cadence": "once",
                "comparator": "力争达到",
                "aspirational": True,
                "start": 40,
                "end": 47,
            },
            either | {"target_id": "t2", "value": 1.0, "value_high": 2.0, "value_si": 1.0},
            either | {"target_id": "t3", "value": 3.0, "value_si": 3.0},
        ],
    }


def score(rows: dict[str, list[dict]], gold: Path) -> dict[str, Score]:
    """Scores of the plan `ping` by table."""
    scores = score_tables(tabulate(rows), gold)
    return {s.table: s for s in scores if s.plan_id == "ping"}


def tabulate(rows: dict[str, list[dict]]) -> dict[str, pd.DataFrame]:
    return {name: build_table(name, table) for name, table in rows.items()}


def test_equal_tables_score_one(tmp_path: Path) -> None:
    scores = score_tables(tabulate(find_rows()), write_gold(tmp_path))
    assert [(s.table, s.plan_id, s.right, s.f1) for s in scores] == [
        ("tasks", "ping", 3, 1.0),
        ("tasks", "", 3, 1.0),
        ("assignments", "ping", 3, 1.0),
        ("assignments", "", 3, 1.0),
        ("targets", "ping", 3, 1.0),
        ("targets", "", 3, 1.0),
        ("", "", 9, 1.0),
    ]
    assert render_scores(scores).endswith("Every row agrees with gold.")


def test_missing_extra_and_wrong_rows_are_told(tmp_path: Path) -> None:
    rows = find_rows()
    rows["tasks"][0]["title"] = "办学"  # wrong in one field
    rows["tasks"][1]["end"] = 219  # other borders: one missing, one extra
    rows["tasks"].append(rows["tasks"][2] | {"task_id": "p4", "start": 400, "end": 410})  # extra
    found = score(rows, write_gold(tmp_path))["tasks"]
    assert (found.right, found.gold, found.found) == (1, 3, 4)
    assert (found.precision, found.recall) == (0.25, pytest.approx(1 / 3))
    assert found.f1 == pytest.approx(2 / 7)
    assert found.misses == (
        "wrong start 100, end 150 (办好学校): title is 办学, gold 办好学校",
        "extra start 160, end 219 (办好科普馆)",
        "missing start 160, end 220 (办好科普馆)",
        "extra start 400, end 410 (加强领导)",
    )


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "told"),
    [
        ("tasks", 0, "kind", "safeguard", "kind is safeguard, gold key_task"),
        ("tasks", 0, "section_no", "（二）", "section_no is （二）, gold （一）"),
        ("tasks", 0, "chapter", "三、任务", "chapter is 三、任务, gold 三、重点任务"),
        ("tasks", 0, "section_title", "", "section_title is empty, gold 提升素质"),
        ("tasks", 1, "task_no", "3", "task_no is 3, gold 2"),
        ("assignments", 1, "role", "responsible", "role is responsible, gold support"),
        ("assignments", 0, "name", "教育局", "name is 教育局, gold 市教育局"),
        ("assignments", 0, "name_as_written", "市教", "name_as_written is 市教, gold 市教育局"),
        ("targets", 0, "kind", "baseline", "kind is baseline, gold target"),
        ("targets", 0, "unit", "‰", "unit is ‰, gold %"),
        ("targets", 0, "unit_si", "", "unit_si is empty, gold %"),
        ("targets", 0, "year", None, "year is empty, gold 2025"),
        ("targets", 0, "aspirational", False, "aspirational is False, gold True"),
        ("targets", 0, "comparator", "", "comparator is empty, gold 力争达到"),
        ("targets", 0, "task_id", "p2", "task is 160, gold empty"),
        ("targets", 0, "quote", "达到20%", "quote is 达到20%, gold 力争达到20%"),
        ("targets", 1, "value_high", 3.0, "value_high is 3.0, gold 2.0"),
        ("targets", 2, "value_si", 30.0, "value_si is 30.0, gold 3.0"),
        ("targets", 2, "cadence", "annual", "cadence is annual, gold standing"),
        ("targets", 1, "period", "5年内", "period is 5年内, gold empty"),
    ],
)
def test_each_field_counts(
    table: str, row: int, column: str, value: object, told: str, tmp_path: Path
) -> None:
    rows = find_rows()
    rows[table][row][column] = value
    found = score(rows, write_gold(tmp_path))[table]
    assert (found.right, len(found.misses)) == (2, 1)
    assert found.misses[0].endswith(told)


@pytest.mark.parametrize("column", ["position", "scope", "task_id"])
def test_an_assignment_in_another_place_is_another_row(column: str, tmp_path: Path) -> None:
    rows = find_rows()
    rows["assignments"][2][column] = {"position": 5, "scope": "section", "task_id": "p3"}[column]
    found = score(rows, write_gold(tmp_path))["assignments"]
    assert sorted(miss.split()[0] for miss in found.misses) == ["extra", "missing"]


@pytest.mark.parametrize("column", ["indicator", "indicator_en", "indicator_id", "target_id"])
def test_free_wording_is_not_compared(column: str, tmp_path: Path) -> None:
    rows = find_rows()
    rows["targets"][0][column] = "anything"
    assert score(rows, write_gold(tmp_path))["targets"].f1 == 1.0


@pytest.mark.parametrize(
    ("groups", "right"),
    [
        (("", "7", "7"), 3),
        (("", "1", "1"), 3),
        (("9", "7", "7"), 3),  # a group of one is none
        (("", "", ""), 1),
        (("", "1", "2"), 1),
        (("7", "7", "7"), 0),
    ],
)
def test_groups_of_alternatives_are_compared_as_a_partition(
    groups: tuple[str, ...], right: int, tmp_path: Path
) -> None:
    rows = find_rows()
    for row, group in zip(rows["targets"], groups, strict=True):
        row["alternative_group"] = group
    assert score(rows, write_gold(tmp_path))["targets"].right == right


def test_a_row_found_twice_is_right_once(tmp_path: Path) -> None:
    rows = find_rows()
    rows["assignments"].append(dict(rows["assignments"][0]))
    found = score(rows, write_gold(tmp_path))["assignments"]
    assert (found.right, found.gold, found.found) == (3, 3, 4)


def test_nothing_found_scores_zero(tmp_path: Path) -> None:
    found = score({"tasks": [], "assignments": [], "targets": []}, write_gold(tmp_path))
    assert {(s.precision, s.recall, s.f1) for s in found.values()} == {(0.0, 0.0, 0.0)}


def test_nothing_wanted_and_nothing_found_is_right(tmp_path: Path) -> None:
    rows = find_rows() | {"targets": []}
    gold = write_gold(tmp_path, targets=TARGETS.splitlines()[0] + "\n")
    assert score(rows, gold)["targets"].f1 == 1.0


def test_plans_without_gold_are_not_scored(tmp_path: Path) -> None:
    rows = find_rows()
    rows["tasks"].append(rows["tasks"][0] | {"task_id": "pong-1", "plan_id": "pong"})
    assert score(rows, write_gold(tmp_path))["tasks"].f1 == 1.0


def test_several_plans_are_counted_together(tmp_path: Path) -> None:
    gold = write_gold(tmp_path)
    (gold / "pong").mkdir()
    for name, text in {"tasks": TASKS, "assignments": ASSIGNMENTS, "targets": TARGETS}.items():
        other = text.replace("ping,", "pong,").splitlines(keepends=True)
        (gold / "pong" / f"{name}.csv").write_text("".join(other), encoding="utf-8")
    scores = {(s.table, s.plan_id): s for s in score_tables(tabulate(find_rows()), gold)}
    assert (scores["tasks", ""].right, scores["tasks", ""].gold) == (3, 6)
    assert scores["tasks", ""].recall == 0.5
    assert (scores["", ""].right, scores["", ""].gold, scores["", ""].found) == (9, 18, 9)


def test_the_report_is_a_table_and_the_misses(tmp_path: Path) -> None:
    rows = find_rows()
    rows["targets"][0]["year"] = 2030
    report = render_scores(score_tables(tabulate(rows), write_gold(tmp_path))).splitlines()
    assert report[0].split() == [
        "table",
        "plan",
        "right",
        "gold",
        "found",
        "precision",
        "recall",
        "F1",
    ]
    assert report[5].split() == ["targets", "ping", "2", "3", "3", "0.667", "0.667", "0.667"]
    assert report[-2] == "1 row differs from gold:"
    assert report[-1] == (
        "ping targets: wrong start 40, end 47, value 20.0 (力争达到20% 20.0): "
        "year is 2030, gold 2025"
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tasks": TASKS.replace("task_no,", "")}, r"tasks\.csv line 1: column task_no is missing"),
        ({"tasks": TASKS + "ping,key_task\n"}, r"tasks\.csv line 5: has 2 fields instead of 9"),
        (
            {"tasks": TASKS.replace("100", "hundred")},
            r"line 2: column start holds 'hundred', no int",
        ),
        ({"tasks": TASKS.replace("safeguard", "care")}, r"line 4: column kind holds 'care'"),
        ({"tasks": TASKS.replace("340", "")}, r"line 4: column end is empty"),
        (
            {"tasks": TASKS.replace("（一）,提升素质,2", "（一）,提升素质,1")},
            r"line 3: .*second time",
        ),
        (
            {"tasks": TASKS.replace("ping,safe", "pong,safe")},
            r"line 4: plan_id 'pong' does not name",
        ),
        (
            {"assignments": ASSIGNMENTS.replace("（一）,2", "（一）,9")},
            r"line 4: .*not in tasks\.csv",
        ),
        ({"assignments": ASSIGNMENTS.replace("三、重点任务,（一）,2", ",,")}, r"line 4: "),
        ({"targets": TARGETS.replace("true", "yes")}, r"line 2: column aspirational holds 'yes'"),
        ({"targets": TARGETS.replace(",20,,%", ",twenty,,%")}, r"line 2: column value .*no float"),
        ({"targets": ""}, r"targets\.csv line 1: column .* is missing"),
    ],
)
def test_malformed_gold_is_told_with_its_line(
    changed: dict[str, str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(PlanError, match=message):
        score_tables(tabulate(find_rows()), write_gold(tmp_path, **changed))


def test_absent_gold_is_told(tmp_path: Path) -> None:
    tables = tabulate(find_rows())
    with pytest.raises(PlanError, match="does not exist"):
        score_tables(tables, tmp_path / "nowhere")
    with pytest.raises(PlanError, match="no folder named after a plan"):
        score_tables(tables, tmp_path)
    (write_gold(tmp_path) / "ping" / "targets.csv").unlink()
    with pytest.raises(PlanError, match=r"targets\.csv: the gold table does not exist"):
        score_tables(tables, tmp_path)
    (tmp_path / "ping" / "targets.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanError, match="not UTF-8"):
        score_tables(tables, tmp_path)
