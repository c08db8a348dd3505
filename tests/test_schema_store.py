"""Tables are checked, written and read back unchanged; every fault is one clear sentence."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.errors import PlanError
from compare.lookups import parse_lookup, read_lookup
from compare.schema import (
    TABLES,
    Gathering,
    build_table,
    check_table,
    describe_tables,
    turn_rows,
)
from compare.store import (
    check_checksum,
    format_table,
    free_formula,
    read_catalogue,
    read_table,
    read_tables,
    write_files,
    write_tables,
)

TARGET = {
    "target_id": "p-t1",
    "plan_id": "p",
    "kind": "target",
    "indicator_id": "rate",
    "indicator": "比例",
    "quote": "比例达到20%",
    "value": 20.0,
    "start": 3,
    "end": 10,
}
CELLS = {
    "str": st.text("甲乙，“”,;\"'\n\t 01aé😀\u3000", max_size=8) | st.just("NA"),
    "int": st.none() | st.integers(-(10**9), 10**9),
    "float": st.none() | st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
    "bool": st.none() | st.booleans(),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, pd.DataFrame]:
    """Any table of the schema with rows that pass its check."""
    table = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    rows = []
    for i in range(draw(st.integers(0, 4))):
        row = {}
        for column in table.columns:
            cell = CELLS[column.type]
            if column.allowed:
                cell = st.sampled_from(column.allowed) | (
                    st.nothing() if column.required else st.just("")
                )
            elif column.required:
                cell = cell.filter(lambda value: value not in (None, ""))
            row[column.name] = draw(cell)
        rows.append(row | ({table.key[0]: f"k{i}"} if table.key else {}))
    return table.name, build_table(table.name, rows)


# What the check refuses.


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_has_all_columns_and_types(name: str) -> None:
    frame = build_table(name, [])
    assert list(frame.columns) == TABLES[name].names
    kinds = {"str": "object", "int": "Int64", "float": "float64", "bool": "boolean"}
    types = [kinds[column.type] for column in TABLES[name].columns]
    assert [str(dtype) for dtype in frame.dtypes] == types


@pytest.mark.parametrize("name", TABLES)
def test_each_missing_column_is_named(name: str) -> None:
    frame = build_table(name, [])
    for column in frame.columns:
        with pytest.raises(PlanError, match=f"^{name}.csv: column {column} is missing$"):
            check_table(frame.drop(columns=column), name)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"value": "twenty"}, "column value holds a value that is no float"),
        ({"start": "x"}, "column start holds a value that is no int"),
        ({"start": 1.5}, "column start holds a value that is no int"),
        ({"kind": "hope"}, "column kind holds 'hope'"),
        ({"cadence": "weekly"}, "column cadence holds 'weekly'"),
        ({"quote": ""}, "column quote is empty in row 2"),
        ({"quote": None}, "column quote is empty in row 2"),
        ({"value": None}, "column value is empty in row 2"),
        ({"start": float("nan")}, "column start is empty in row 2"),
        ({"aspirational": "perhaps"}, "column aspirational holds a value that is no bool"),
    ],
)
def test_a_wrong_cell_is_told(changed: dict, message: str) -> None:
    with pytest.raises(PlanError) as error:
        build_table("targets", [TARGET | changed])
    assert str(error.value) == f"targets.csv: {message}"


def test_the_row_of_an_empty_cell_counts_the_header() -> None:
    rows = [TARGET, TARGET | {"target_id": "p-t2", "quote": ""}]
    with pytest.raises(PlanError, match="quote is empty in row 3"):
        build_table("targets", rows)


def test_a_key_may_stand_only_once() -> None:
    with pytest.raises(PlanError, match=r"^targets.csv: p-t1 stands twice$"):
        build_table("targets", [TARGET, TARGET])
    row = {"department_id": "a", "plan_id": "p", "function_id": "f", "function_zh": "甲"}
    build_table("department_functions", [row, row | {"plan_id": "q"}])
    with pytest.raises(PlanError, match=r"a \+ p \+ f stands twice"):
        build_table("department_functions", [row, row])


@pytest.mark.parametrize("coded", [False, True])
def test_rows_gathered_by_columns_are_the_table_of_the_rows(coded: bool) -> None:
    portions = [
        [TARGET | {"aspirational": True, "year": 2025}, TARGET | {"target_id": "p-t2"}],
        [],
        [TARGET | {"target_id": "p-t3", "unit": None, "value_high": None}],
        [TARGET | {"target_id": "p-t4", "unit": ""}, TARGET | {"target_id": "p-t5", "unit": "%"}],
    ]
    gathered = Gathering("targets")
    for rows in portions:
        columns = turn_rows("targets", rows)
        assert list(columns) == TABLES["targets"].names
        gathered.add(columns)
    expected = build_table("targets", [row for rows in portions for row in rows])
    table = gathered.build(coded=coded)
    assert (table.dtypes == "category").sum() == (expected.dtypes == "object").sum() * coded
    pd.testing.assert_frame_equal(check_table(table, "targets"), expected)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([TARGET, TARGET], "p-t1 stands twice"),
        ([TARGET | {"kind": "wish"}], "column kind holds 'wish'"),
        ([TARGET, TARGET | {"target_id": "p-t2", "quote": ""}], "column quote is empty in row 3"),
    ],
)
def test_text_as_categories_has_the_same_faults(rows, fault) -> None:
    gathered = Gathering("targets")
    gathered.add(turn_rows("targets", rows))
    with pytest.raises(PlanError, match=f"^targets.csv: {fault}$"):
        gathered.build(coded=True)


@pytest.mark.parametrize(
    "cells", [[True, None], [True, pd.NA], [True, float("nan")], ["true", ""], ["TRUE", None]]
)
def test_an_empty_cell_beside_true_is_neither(cells) -> None:
    columns = {name: [value] * 2 for name, value in TARGET.items()}
    columns |= {"target_id": ["a", "b"], "aspirational": cells}
    assert build_table("targets", columns)["aspirational"].tolist() == [True, pd.NA]


def test_further_columns_stand_on_the_right() -> None:
    frame = build_table("targets", [{"note": "x"} | TARGET])
    assert list(frame.columns) == [*TABLES["targets"].names, "note"]


def test_checking_twice_is_checking_once() -> None:
    frame = build_table("targets", [TARGET, TARGET | {"target_id": "p-t2", "aspirational": True}])
    pd.testing.assert_frame_equal(check_table(frame, "targets"), frame)


def test_the_dictionary_names_every_column() -> None:
    text = describe_tables()
    for table in TABLES.values():
        assert f"## {table.name}.csv" in text
        for column in table.columns:
            assert f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning}" in text


# How tables are written.


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333"),
        (20.0, "20"),
        (-0.0, "0"),
        (16.7, "16.7"),
        (160000.0, "160000"),
        (1e15, "1000000000000000"),
        (1e-7, "0"),
        (0.000001, "0.000001"),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_floats_have_six_decimals_and_no_tail(value: object, cell: str) -> None:
    frame = pd.DataFrame({"a": pd.Series([value], dtype="float64"), "b": ["x"]})
    assert format_table(frame) == f"a,b\n{cell},x\n"


def test_other_cells() -> None:
    frame = pd.DataFrame(
        {
            "flag": pd.array([True, False, pd.NA], dtype="boolean"),
            "count": pd.array([1, pd.NA, 3], dtype="Int64"),
            "text": ["甲,乙", "", '他说“好”\n又说"好"'],
        }
    )
    assert format_table(frame) == (
        'flag,count,text\ntrue,1,"甲,乙"\nfalse,,\n,3,"他说“好”\n又说""好"""\n'
    )


@settings(max_examples=20)
@given(tables())
def test_a_table_comes_back_as_it_was_written(named: tuple[str, pd.DataFrame]) -> None:
    name, frame = named
    text = format_table(frame)
    cells = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    back = check_table(cells.map(free_formula), name)
    pd.testing.assert_frame_equal(back, frame)
    assert format_table(back) == text


def test_files_are_utf8_with_line_feeds(tmp_path: Path) -> None:
    write_tables({"targets": build_table("targets", [TARGET])}, tmp_path / "new" / "folder")
    data = (tmp_path / "new" / "folder" / "targets.csv").read_bytes()
    assert data.startswith(b"target_id,")
    assert b"\r" not in data
    assert "比例".encode() in data
    assert data.endswith(b"\n")


def test_tables_are_read_back_from_files(tmp_path: Path) -> None:
    frame = build_table("targets", [TARGET | {"period": "NA", "indicator_en": "null"}])
    write_tables({"targets": frame}, tmp_path)
    pd.testing.assert_frame_equal(read_table("targets", tmp_path), frame)
    assert list(read_tables(tmp_path)) == ["targets"]
    with pytest.raises(PlanError, match="does not exist; run `plan-compare build` first"):
        read_table("tasks", tmp_path)


def test_a_malformed_table_is_not_written(tmp_path: Path) -> None:
    good, bad = build_table("targets", [TARGET]), build_table("tasks", []).drop(columns="title")
    with pytest.raises(PlanError, match=r"tasks.csv: column title is missing"):
        write_tables({"targets": good, "tasks": bad}, tmp_path)
    assert list(tmp_path.iterdir()) == []


# All or none.


def list_names(folder: Path) -> set[str]:
    return {p.name for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}


def list_contents(folder: Path) -> dict[str, str]:
    return {
        p.name: p.read_text(encoding="utf-8")
        for p in folder.rglob("*")
        if p.is_file() and p.name != ".lock"
    }


def test_all_files_are_written(tmp_path: Path) -> None:
    write_files({tmp_path / "a": "甲", tmp_path / "sub" / "b": b"\xff"})
    assert (tmp_path / "a").read_text(encoding="utf-8") == "甲"
    assert (tmp_path / "sub" / "b").read_bytes() == b"\xff"
    assert list_names(tmp_path) == {"a", "b"}


class FullDisk:
    """A file on a disk without space."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)

    def write(self, _: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files({tmp_path / "a": "old a", tmp_path / "b": "old b"})
    opened = []
    real = os.fdopen

    def open_until_full(handle: int, mode: str) -> object:
        opened.append(handle)
        return real(handle, mode) if len(opened) < 2 else FullDisk(handle)

    monkeypatch.setattr(os, "fdopen", open_until_full)
    with pytest.raises(PlanError, match=r"b: cannot be written \(No space left on device\)"):
        write_files({tmp_path / "a": "new a", tmp_path / "b": "new b"})
    assert list_contents(tmp_path) == {"a": "old a", "b": "old b"}


def test_a_kill_before_the_move_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files({tmp_path / "a": "old a"})

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_files({tmp_path / "a": "new a", tmp_path / "b": "new b"})
    assert list_contents(tmp_path) == {"a": "old a"}


# The journal, the two moves, and the journal that turns them back.
@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_move_that_fails_undoes_the_others(
    failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files({tmp_path / "a": "old a", tmp_path / "b": "old b"})
    moved = []
    real = os.replace

    def move_until_failing(source: str, target: Path) -> None:
        moved.append(target)
        if len(moved) == failing:
            raise PermissionError(errno.EACCES, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", move_until_failing)
    with pytest.raises(PlanError, match=r"cannot be written \(Permission denied\)"):
        write_files({tmp_path / "a": "new a", tmp_path / "b": "new b"})
    assert list_contents(tmp_path) == {"a": "old a", "b": "old b"}


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("x", encoding="utf-8")
    with pytest.raises(PlanError, match="a: cannot be written"):
        write_files({tmp_path / "a": "new a"})
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(PlanError, match="cannot be written"):
        write_files({tmp_path / "file" / "below": "new"})
    assert list_contents(tmp_path) == {"x": "x", "file": "x"}


# The catalogue.

MEASURED = ("characters", "clean_characters", "tokenizer", "warnings")
HEADER = [column.name for column in TABLES["plans"].columns if column.name not in MEASURED]
ENTRY = {"plan_id": "ping", "title": "平县方案", "source_file": "ping.txt", "sha256": "0" * 64}


def write_catalogue(folder: Path, *entries: dict, header: list[str] = HEADER) -> Path:
    with (folder / "plans.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([entry.get(name, "") for name in header] for entry in entries)
    return folder


def test_the_catalogue_is_read_in_order(tmp_path: Path) -> None:
    other = ENTRY | {"plan_id": "an", "title": "安县，方案"}
    rows = read_catalogue(write_catalogue(tmp_path, ENTRY, other))
    assert [(row["plan_id"], row["title"], row["place"]) for row in rows] == [
        ("ping", "平县方案", ""),
        ("an", "安县，方案", ""),
    ]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path, ENTRY) / "plans.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_catalogue(tmp_path)[0]["plan_id"] == "ping"


LATER = ("source_url", "accessed_on", "division_code", "upper_plan")


def test_a_catalogue_from_before_the_later_columns_is_read_with_them_empty(tmp_path: Path) -> None:
    write_catalogue(tmp_path, ENTRY, header=[name for name in HEADER if name not in LATER])
    (row,) = read_catalogue(tmp_path)
    assert [row[name] for name in LATER] == [""] * len(LATER)


@pytest.mark.parametrize("name", [name for name in HEADER if name not in LATER])
def test_each_column_of_the_catalogue_is_needed(name: str, tmp_path: Path) -> None:
    write_catalogue(tmp_path, ENTRY, header=[column for column in HEADER if column != name])
    with pytest.raises(PlanError, match=rf"plans.csv line 1: column {name} is missing"):
        read_catalogue(tmp_path)


def test_a_wrong_number_of_fields_is_told_with_its_line(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path, ENTRY, ENTRY | {"plan_id": "an"}) / "plans.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[2] + ",x"]), encoding="utf-8")
    with pytest.raises(PlanError, match=rf"line 3: has {len(HEADER) + 1} fields instead of"):
        read_catalogue(tmp_path)


def test_a_plan_may_stand_only_once(tmp_path: Path) -> None:
    write_catalogue(tmp_path, ENTRY, ENTRY)
    with pytest.raises(PlanError, match="line 3: plan_id 'ping' stands a second time"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    "source", ["../secret.txt", "/etc/passwd", "sub/ping.txt", "..", ".", "", "../raw/ping.txt"]
)
def test_the_source_stays_in_its_folder(source: str, tmp_path: Path) -> None:
    write_catalogue(tmp_path, ENTRY | {"source_file": source})
    with pytest.raises(PlanError, match=r"line 2: source_file .* must be the name of a file"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("plan_id", ["", "a/b", "../x", "a b", "a;b", "a\\b", ".", ".."])
def test_a_plan_id_is_a_plain_word(plan_id: str, tmp_path: Path) -> None:
    write_catalogue(tmp_path, ENTRY | {"plan_id": plan_id})
    with pytest.raises(PlanError, match=r"line 2: plan_id .* must be letters"):
        read_catalogue(tmp_path)


def test_an_absent_or_empty_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"plans.csv: the catalogue of plans does not exist"):
        read_catalogue(tmp_path)
    with pytest.raises(PlanError, match="names no plan"):
        read_catalogue(write_catalogue(tmp_path))
    (tmp_path / "plans.csv").write_text("", encoding="utf-8")
    with pytest.raises(PlanError, match=r"line 1: column .* is missing"):
        read_catalogue(tmp_path)


def test_a_changed_file_is_told(tmp_path: Path) -> None:
    data = "一、任务".encode()
    check_checksum(tmp_path / "ping.txt", data, hashlib.sha256(data).hexdigest())
    with pytest.raises(PlanError, match=r"ping.txt: its sha256 is .*; the file has changed"):
        check_checksum(tmp_path / "ping.txt", data + b"\n", hashlib.sha256(data).hexdigest())
    with pytest.raises(PlanError, match="the catalogue says nothing"):
        check_checksum(tmp_path / "ping.txt", data, "")


# Lookups.


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["word,reason", "甲"], "x.csv line 2: has 1 fields instead of 2"),
        (["word,reason", "甲,a", "乙,b,c"], "x.csv line 3: has 3 fields instead of 2"),
        (["word,reason", ",a"], "x.csv line 2: column word is empty"),
        (["word,reason", "甲,a", "甲,b"], "x.csv line 3: '甲' stands a second time"),
    ],
)
def test_a_malformed_lookup_row_is_told(lines: list[str], message: str) -> None:
    with pytest.raises(PlanError) as error:
        parse_lookup(lines, "x.csv")
    assert str(error.value) == message


@pytest.mark.parametrize(
    "name", ["chapter_roles", "comparators", "functions", "indicators", "number_rules", "units"]
)
def test_lookups_are_well_formed(name: str) -> None:
    assert read_lookup(name)
