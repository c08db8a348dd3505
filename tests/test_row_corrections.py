"""Rows put right by a person: applied, told, undone by the reverse, refused with the line."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.build.collect import tabulate
from compare.build.plans import Job, Work, gather_plans, name_result
from compare.errors import PlanError
from compare.extract import Extraction, extract_plan
from compare.extract.corrections import apply_corrections
from compare.extract.row_corrections import KEYS, correct_rows
from compare.language.units import fold_written, tell_unit_status
from compare.lookups.rows import read_packaged
from compare.schema import TABLES
from compare.store import show_cell

TEXT = """云溪县养老服务实施方案（2024—2026年）
一、重点任务
（一）完善设施
1.建设社区食堂。到2026年新建社区食堂30家，投入2亿元。（责任单位：县民政局、县财政局）
2.改造老旧楼道。到2025年加装扶手1.5万米，惠及老人3万人次。（牵头单位：县住建局；配合单位：县残联）
二、保障措施
（一）加强领导。建立联席会议制度。
"""


@cache
def read_plan() -> Extraction:
    return extract_plan(TEXT, "yunxi")


def correction(place: str, old: str, new: str, reason: str = "经核实") -> dict[str, str]:
    return {"plan_id": "yunxi", "place": place, "old": old, "new": new, "reason": reason}


def correct(*rows: dict[str, str]) -> Extraction:
    return correct_rows(read_plan(), rows)


def find(plan: Extraction, table: str, *key: object) -> dict[str, object]:
    rows = [r for r in getattr(plan, table) if tuple(r[name] for name in KEYS[table]) == key]
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize(
    ("place", "old", "new", "expected"),
    [
        ("targets yunxi-t1 value", "30", "35", {"value": 35.0, "value_si": 35.0, "unit": "家"}),
        ("targets yunxi-t1 value", "30.0", "35", {"value": 35.0}),
        ("targets yunxi-t2 value", "2", "3", {"value": 3.0, "value_si": 3e8, "unit_si": "元"}),
        (
            "targets yunxi-t2 unit",
            "亿元",
            "万元",
            {"value": 2.0, "value_si": 20_000.0, "unit_si": "元", "unit_status": "listed"},
        ),
        ("targets yunxi-t1 unit", "家", "个点儿", {"unit_si": "个点儿", "unit_status": "derived"}),
        ("targets yunxi-t1 year", "2026", "2025", {"year": 2025, "value": 30.0}),
        ("targets yunxi-t1 year", "2026", "", {"year": None}),
        ("targets yunxi-t1 value_high", "", "40", {"value_high": 40.0, "value_si": 30.0}),
        ("targets yunxi-t1 kind", "target", "achievement", {"kind": "achievement"}),
        ("targets yunxi-t1 aspirational", "false", "true", {"aspirational": True}),
        ("targets yunxi-t1 owner", "own", "province", {"owner": "province"}),
        (
            "assignments yunxi-1.1.1 1 name",
            "县民政局",
            "县教育局",
            {"name": "县教育局", "department_id": "education", "name_as_written": "县民政局"},
        ),
        ("assignments yunxi-1.1.1 1 role", "responsible", "lead", {"role": "lead"}),
        (
            "assignments yunxi-1.1.1 1 department_id",
            "civil_affairs",
            "finance",
            {"name": "县民政局"},
        ),
        ("tasks yunxi-2.1.1 kind", "safeguard", "key_task", {"kind": "key_task"}),
    ],
)
def test_a_cell_is_put_right_with_what_follows_from_it(place, old, new, expected) -> None:
    plan = correct(correction(place, old, new))
    table, *key = place.split()[:-1]
    row = find(plan, table, key[0], *map(int, key[1:]))
    assert {name: row[name] for name in expected} == expected
    assert tabulate([plan])  # keeps to the schema
    told = plan.ignored[-1]
    assert (told.what, told.reason, told.start) == ("correction", "经核实", row["start"])
    assert place in told.text


def test_departments_are_those_that_are_named_now() -> None:
    plan = correct(correction("assignments yunxi-1.1.1 1 name", "县民政局", "县教育局"))
    ids = [d.department_id for d in plan.departments.values()]
    assert ids[0] == "education"
    assert "civil_affairs" not in ids
    other = correct(
        correction("assignments yunxi-1.1.1 1 department_id", "civil_affairs", "education")
    )
    assert set(tabulate([other])["departments"]["department_id"]) == set(ids)


@pytest.mark.parametrize(
    ("place", "old", "table", "what", "text"),
    [
        ("targets yunxi-t1 row", "30家", "targets", "number", "30家"),
        ("assignments yunxi-1.1.1 2 row", "县财政局", "assignments", "name", "县财政局"),
    ],
)
def test_a_row_that_is_taken_out_is_listed_with_the_reason(place, old, table, what, text) -> None:
    plan = correct(correction(place, old, ""))
    assert len(getattr(plan, table)) == len(getattr(read_plan(), table)) - 1
    told = plan.ignored[-1]
    assert (told.what, told.reason) == (what, "经核实")
    assert text in told.text


@pytest.mark.parametrize(
    ("place", "old", "new", "said"),
    [
        ("targets yunxi-t9 value", "30", "35", "no row yunxi-t9 in targets; near it are yunxi-t"),
        ("targets yunxi-t1 value", "31", "35", "is '30', not once '31'"),
        ("targets yunxi-t1 value", "三十", "35", "is '30', not once '三十'"),
        ("targets yunxi-t1 value", "30", "", "must not be empty"),
        ("targets yunxi-t1 value", "30", "约35", "takes a number, not '约35'"),
        ("targets yunxi-t1 value", "30", "1e999", "takes a number"),
        ("targets yunxi-t1 year", "2026", "2026.5", "takes a whole number"),
        ("targets yunxi-t1 kind", "target", "goal", "takes target, baseline, achievement"),
        ("targets yunxi-t1 quote", "x", "y", "targets quote cannot be corrected; there are row"),
        ("targets yunxi-t1 start", "1", "2", "cannot be corrected"),
        ("targets yunxi-t1 target_id", "yunxi-t1", "yunxi-t2", "cannot be corrected"),
        ("tasks yunxi-1.1.1 row", "", "", "cannot be corrected"),
        ("targets yunxi-t1 row", "30家", "35", "`new` must be empty"),
        ("targets yunxi-t1", "30", "35", "must be `targets TARGET_ID COLUMN`"),
        ("assignments yunxi-1.1.1 role", "x", "y", "must be `assignments TASK_ID POSITION COLUMN`"),
        ("assignments yunxi-1.1.1 7 role", "lead", "support", "near it are yunxi-1.1.1"),
        (
            "assignments yunxi-1.1.1 1 department_id",
            "civil_affairs",
            "finanse",
            "no department_id 'finanse'; near it are finance",
        ),
        ("targets yunxi-t1 indicator_id", "", "x", "not once ''"),
        ("assignments yunxi-1.1.1 1 name", "县民政局", "县财政局", "would stand twice"),
    ],
)
def test_what_cannot_be_applied_is_one_sentence_with_the_line(place, old, new, said) -> None:
    with pytest.raises(PlanError, match=r"^corrections\.csv line 2: ") as caught:
        correct(correction(place, old, new))
    assert said in str(caught.value)


def test_a_reason_is_needed_and_a_place_that_is_none_names_the_forms() -> None:
    with pytest.raises(PlanError, match="needs a reason"):
        correct(correction("targets yunxi-t1 value", "30", "35", " "))
    with pytest.raises(PlanError, match=r"`line 12` .*`targets …`"):
        apply_corrections(TEXT, "yunxi", [correction("zeile 3", "a", "b")])


def list_reversible() -> list[tuple[str, str, str]]:
    """(place, old, what the column may hold) of every cell that may be corrected."""
    plan, found = read_plan(), []
    for place in (row["place"] for row in read_packaged("correctable")):
        table, column = place.split(".")
        for row in getattr(plan, table) if column != "row" else ():
            key = " ".join(str(row[name]) for name in KEYS[table])
            found.append((f"{table} {key} {column}", show_cell(row.get(column)), column))
    return found


def show_rows(plan: Extraction) -> dict[str, list[dict[str, str]]]:
    """The rows of the three tables as a file shows them."""
    return {
        table: [{name: show_cell(value) for name, value in row.items()} for row in rows]
        for table, rows in ((table, getattr(plan, table)) for table in KEYS)
    }


NEW = {
    "float": st.integers(0, 10**9).map(lambda n: show_cell(n / 1000)),
    "int": st.integers(1990, 2090).map(str),
    "bool": st.sampled_from(["true", "false"]),
    "str": st.text("县教育科技局万人元%米/", min_size=1, max_size=6),
    "department_id": st.sampled_from([r["department_id"] for r in read_packaged("departments")]),
    "indicator_id": st.sampled_from([r["indicator_id"] for r in read_packaged("indicators")]),
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_correction_and_its_reverse_give_the_old_tables(data) -> None:
    place, old, name = data.draw(st.sampled_from(list_reversible()))
    column = next(c for c in TABLES[place.split()[0]].columns if c.name == name)
    values = st.sampled_from(column.allowed) if column.allowed else NEW.get(name, NEW[column.type])
    new = data.draw(values)
    plan = correct(correction(place, old, new))
    back = correct_rows(plan, [correction(place, new, old)])
    assert show_rows(back) == show_rows(read_plan())
    assert back.departments == read_plan().departments


@pytest.mark.parametrize(
    ("value", "unit", "folded", "status"),
    [
        (16, "万人", (160_000, "人"), "listed"),
        (3, "百分点", (3, "百分点"), "listed"),
        (5, "亿", (500_000_000, ""), ""),
        (2, "千瓦", None, "listed"),
        (2, "奇", (2, "奇"), "derived"),
        (2, "元/月", (2, "元/月"), "listed"),
    ],
)
def test_units_are_folded_as_a_table_writes_them(value, unit, folded, status) -> None:
    assert folded in (None, fold_written(value, unit))
    assert tell_unit_status(unit) == status


def test_kept_results_and_few_and_many_take_corrections(tmp_path) -> None:
    path = tmp_path / "yunxi.txt"
    path.write_text(TEXT, encoding="utf-8")
    row = correction("targets yunxi-t1 value", "30", "35")
    plain, changed = (
        Job({"plan_id": "yunxi", "source_file": path.name}, path, rows, TEXT.encode())
        for rows in ((), (row,))
    )
    for many in (False, True):
        assert name_result(plain, Work(many=many)) != name_result(changed, Work(many=many))
    (portion,) = gather_plans([changed], Work())
    assert portion.columns["targets"]["value"][0] == 35.0
    assert portion.columns["ignored"]["what"][-1] == "correction"
