"""Measured values against the straight path; this example stands in no data folder."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.analyse.progress import PROGRESS_COLUMNS, measure_progress
from compare.errors import PlanError
from compare.schema import build_table


def make_target(kind: str, value: float, year: int | None, **more: object) -> dict:
    row = {"target_id": f"{kind}-{year}", "plan_id": "p", "kind": kind, "indicator_id": "i"}
    row |= {"indicator": "公民具备科学素质的比例", "quote": "q", "value": value, "unit": "%"}
    return row | {"year": year, "start": 0, "end": 1} | more


RISING = build_table(
    "targets", [make_target("baseline", 14, 2020), make_target("target", 20, 2025)]
)
FALLING = build_table("targets", [make_target("baseline", 9, 2020), make_target("target", 4, 2025)])


def make_measured(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(PROGRESS_COLUMNS), dtype=object)


def assess(
    targets: pd.DataFrame, year: object, value: object, tolerance: float = 0.05
) -> pd.Series:
    measured = make_measured(("p", "i", year, value, "抽样调查"))
    return measure_progress(targets, measured, tolerance).iloc[0]


def test_the_path_by_hand() -> None:
    row = assess(RISING, "2023", "18.2")
    assert row["expected"] == pytest.approx(17.6)  # 14 + 6 · 3/5
    assert row["difference"] == pytest.approx(0.6)
    assert row["status"] == "ahead"  # more than 5 % of the way of 6 points
    assert row["source"] == "抽样调查"


@pytest.mark.parametrize(
    ("value", "status"),
    [(18.0, "ahead"), (17.9, "on_path"), (17.6, "on_path"), (17.3, "on_path"), (17.2, "behind")],
)
def test_the_tolerance_is_a_share_of_the_way(value: float, status: str) -> None:
    assert assess(RISING, 2023, value)["status"] == status


def test_without_tolerance_only_the_path_itself_is_on_it() -> None:
    assert assess(RISING, 2023, 17.6, 0)["status"] == "on_path"
    assert assess(RISING, 2023, 17.61, 0)["status"] == "ahead"


def test_a_value_that_is_to_fall_is_ahead_below_the_path() -> None:
    row = assess(FALLING, 2022, 6)
    assert (row["expected"], row["difference"], row["lead"]) == (7, -1, 1)
    assert row["status"] == "ahead"
    assert assess(FALLING, 2022, 8)["status"] == "behind"


def test_the_path_begins_at_the_baseline_and_ends_at_the_target() -> None:
    assert assess(RISING, 2020, 14)["expected"] == 14
    assert assess(RISING, 2025, 20)["expected"] == 20


@pytest.mark.parametrize(
    ("targets", "year", "reason"),
    [
        ([make_target("target", 20, 2025)], 2023, "no dated baseline"),
        ([make_target("baseline", 14, 2025), make_target("target", 20, 2025)], 2023, "no dated"),
        ([make_target("baseline", 14, None), make_target("target", 20, 2025)], 2023, "no dated"),
        ([make_target("baseline", 14, 2020), make_target("target", 20, None)], 2023, "no year"),
        ([make_target("baseline", 14, 2020), make_target("target", 20, 2025)], 2026, "outside"),
        ([make_target("baseline", 14, 2020), make_target("target", 20, 2025)], 2019, "outside"),
        ([make_target("baseline", 14, 2020), make_target("target", 14, 2025)], 2023, "equal"),
        (
            [make_target("baseline", 14, 2020, unit="名"), make_target("target", 20, 2025)],
            2023,
            "unit",
        ),
        ([make_target("achievement", 14, 2020)], 2023, "no target"),
    ],
)
def test_what_cannot_be_assessed_says_why(targets: list[dict], year: int, reason: str) -> None:
    row = assess(build_table("targets", targets), year, 17)
    assert row["status"] == "not_assessable"
    assert reason in row["reason"]
    assert pd.isna(row["expected"])


def test_every_target_year_is_a_path_of_its_own() -> None:
    targets = build_table(
        "targets",
        [
            make_target("baseline", 10, 2020),
            make_target("target", 15, 2025),
            make_target("target", 25, 2035),
        ],
    )
    table = measure_progress(targets, make_measured(("p", "i", 2025, 15, "s")))
    assert list(table["expected"]) == [15, 15]
    assert list(table["target_year"]) == [2025, 2035]


@pytest.mark.parametrize(
    "more",
    [{"owner": "province"}, {"measure": "rate_of_change"}, {"basis": "cumulative"}],
)
def test_a_path_begins_only_at_its_like(more: dict) -> None:
    """新增1万人 a year does not start from the province's 300万人 nor from 五年累计5万人."""
    like = {"owner": "own", "measure": "level"}
    targets = [
        make_target("baseline", 10, 2020, **like),
        make_target("baseline", 300, 2023, **like | more),
        make_target("target", 20, 2025, **like),
    ]
    row = assess(build_table("targets", targets), 2024, 18)
    assert (row["baseline_value"], row["baseline_year"], row["expected"]) == (10, 2020, 18)
    assert "no dated baseline" in assess(build_table("targets", targets[1:]), 2024, 18)["reason"]


def test_nothing_measured_gives_nothing() -> None:
    table = measure_progress(RISING, make_measured())
    assert table.empty
    assert "status" in table.columns


GOOD = ("p", "i", "2023", "17", "s")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("p", "i", "2023", "", "s"), "column value is empty"),
        (("p", "i", "2023", "17", ""), "column source is empty"),
        (("p", "i", "2023", "17 %", "s"), "value '17 %' is no number"),
        (("p", "i", "二三年", "17", "s"), "year '二三年' is no number"),
        (("p", "i", "23", "17", "s"), "year '23' is no year"),
        (("p", "i", "2023", "nan", "s"), "is no number"),
        (GOOD, "stands a second time"),
    ],
)
def test_a_malformed_row_is_named_by_its_line(row: tuple[str, ...], message: str) -> None:
    with pytest.raises(PlanError) as caught:
        measure_progress(RISING, make_measured(GOOD, row), where="progress.csv")
    assert str(caught.value).startswith("progress.csv line 3: ")
    assert message in str(caught.value)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(PlanError, match=r"line 1: column source is missing"):
        measure_progress(RISING, make_measured(GOOD).drop(columns="source"))


@given(st.floats(0, 100), st.integers(2020, 2025))
def test_mirroring_the_values_keeps_the_judgement(value: float, year: int) -> None:
    mirrored = RISING.assign(value=-RISING["value"])
    straight, turned = assess(RISING, year, value), assess(mirrored, year, -value)
    assert straight["status"] == turned["status"]
    assert straight["difference"] == pytest.approx(-turned["difference"])
