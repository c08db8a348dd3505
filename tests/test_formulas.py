"""Cells that a spreadsheet program would run are held when they are written, and read as they were."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare import store
from compare.schema import build_table


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1县文旅局", "'=1+1县文旅局"),
        ("@县民政局", "'@县民政局"),
        ("+1提升", "'+1提升"),
        ("-", "'-"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("''-甲", "'''-甲"),
        ("'甲", "'甲"),
        ("'", "'"),
        ("-3.5", "-3.5"),
        ("+5", "+5"),
        ("-2%", "-2%"),
        ("-1e5", "-1e5"),
        ("'-3", "''-3"),
        ("-３", "'-３"),
        ("-1+1", "'-1+1"),
        ("甲=1", "甲=1"),
        ("－3", "－3"),
    ],
)
def test_what_a_spreadsheet_would_run_is_held(text: str, cell: str) -> None:
    assert store.hold_formula(text) == cell
    assert store.free_formula(cell) == text


@settings(max_examples=150, derandomize=True)
@given(st.text("'=+-@\t\r1.e%甲 ", max_size=8))
def test_any_cell_comes_back_as_it_was(text: str) -> None:
    held = store.hold_formula(text)
    assert store.free_formula(held) == text
    if held[:1] in tuple("=+-@\t\r"):
        float(held.removesuffix("%"))


def test_numbers_of_a_table_have_no_apostrophe() -> None:
    assert store.format_table(pd.DataFrame({"a": [-1.5], "b": ["-x"]})) == "a,b\n-1.5,'-x\n"


def test_tables_catalogue_and_inputs_are_read_as_they_were(tmp_path) -> None:
    title = "=HYPERLINK(A1)关于印发'=方案"
    row = {"plan_id": "a", "title": title, "source_file": "a.txt", "sha256": "0" * 64}
    tables = {"plans": build_table("plans", [row]), "tasks": build_table("tasks", [])}
    store.write_tables(tables, tmp_path / "out")
    with (tmp_path / "out" / "plans.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["title"] == f"'{title}"
    assert store.read_table("plans", tmp_path / "out")["title"][0] == title
    entry = dict.fromkeys(store.CATALOGUE_COLUMNS, "") | row
    (tmp_path / "plans.csv").write_text(store.format_catalogue([entry]), encoding="utf-8")
    assert store.read_catalogue(tmp_path)[0]["title"] == title
