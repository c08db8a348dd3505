"""Measured values against the straight path from baseline to target.

The measurements are an optional input (`data/raw/progress.csv`); without them there are no rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from compare.analyse.indicators.choosing import choose_baseline
from compare.analyse.indicators.likeness import list_cells
from compare.errors import PlanError
from compare.schema import TABLES

PROGRESS_COLUMNS = ("plan_id", "indicator_id", "year", "value", "source")
Row = dict[str, Any]


def measure_progress(
    targets: pd.DataFrame,
    measured: pd.DataFrame,
    tolerance: float = 0.05,
    where: str = "",
) -> pd.DataFrame:
    """One row per measured value and target of that plan and indicator, in the order measured.

    expected: value of the straight line from the plan's latest baseline that the target starts
    from (see `may_subtract`: of one owner, measure and stretch of time) to the target in the
    measured year; difference = value − expected; lead = difference in the direction aimed at
    (positive: ahead, also where a value is to fall). status: `on_path` within `tolerance` (share
    of the whole way from baseline to target), else `ahead` or `behind`; `not_assessable` with its
    reason where a baseline or a target year is missing, the year lies outside the span, or the
    plan has no such target. Values are read in the unit of the target as written.

    14 % in 2020, target 20 % in 2025: 17.6 % expected for 2023; 18.2 % measured → ahead by 0.6.

    `measured` has PROGRESS_COLUMNS, as strings or numbers; a malformed row raises PlanError naming
    its line (column `line` where there is one, else the header is line 1) in the file `where`, by
    default the one it was read from.
    """
    quantities = list_cells(targets)
    where = where or str(measured.attrs.get("where", "progress.csv"))
    rows: list[Row] = []
    for entry in check_measured(measured, where):
        own = [
            row
            for row in quantities
            if (row["plan_id"], row["indicator_id"]) == (entry["plan_id"], entry["indicator_id"])
        ]
        aims = [row for row in own if row["kind"] == "target"]
        if aims:
            rows += [_assess(entry, aim, _find_baseline(own, aim), tolerance) for aim in aims]
        else:
            rows.append(_refuse(entry, "the plan states no target for this indicator"))
    return pd.DataFrame(rows, columns=TABLES["progress"].names)


def check_measured(measured: pd.DataFrame, where: str) -> list[Row]:
    """The measured rows with year as int and value as float, or a PlanError naming the line."""
    if missing := [name for name in PROGRESS_COLUMNS if name not in measured.columns]:
        raise PlanError(f"column {', '.join(missing)} is missing", f"{where} line 1")
    rows: list[Row] = []
    seen: set[tuple[str, str, int]] = set()
    for line, raw in enumerate(list_cells(measured), 2):
        place = f"{where} line {raw.get('line') or line}"
        for name in PROGRESS_COLUMNS:
            if raw[name] is None or not str(raw[name]).strip():
                raise PlanError(f"column {name} is empty", place)
        row: Row = {name: str(raw[name]).strip() for name in ("plan_id", "indicator_id", "source")}
        row |= {"year": _read_year(raw["year"], place), "value": _read_value(raw["value"], place)}
        key = (row["plan_id"], row["indicator_id"], row["year"])
        if key in seen:
            raise PlanError(f"{' '.join(map(str, key))} stands a second time", place)
        seen.add(key)
        rows.append(row)
    return rows


def _read_year(value: object, place: str) -> int:
    number = _read_value(value, place, "year")
    if number != int(number) or not 1900 <= number <= 2200:
        raise PlanError(f"year {value!r} is no year", place)
    return int(number)


def _read_value(value: object, place: str, name: str = "value") -> float:
    try:
        number = float(str(value))
    except ValueError as error:
        raise PlanError(f"{name} {value!r} is no number", place) from error
    if number != number or number in (float("inf"), float("-inf")):
        raise PlanError(f"{name} {value!r} is no number", place)
    return number


def _find_baseline(own: Iterable[Row], aim: Row) -> Row | None:
    dated = [row for row in own if row["year"] is not None]
    return choose_baseline(dated, aim)


def _assess(entry: Row, aim: Row, baseline: Row | None, tolerance: float) -> Row:
    row = entry | {
        "indicator": aim["indicator"],
        "target_id": aim["target_id"],
        "unit": aim["unit"],
        "target_value": aim["value"],
        "target_year": aim["year"],
    }
    if baseline is not None:
        row |= {"baseline_value": baseline["value"], "baseline_year": baseline["year"]}
    if reason := _find_obstacle(entry, aim, baseline):
        return _refuse(row, reason)
    assert baseline is not None
    gap = aim["value"] - baseline["value"]
    passed = (entry["year"] - baseline["year"]) / (aim["year"] - baseline["year"])
    expected = baseline["value"] + gap * passed
    difference = entry["value"] - expected
    lead = difference if gap > 0 else -difference
    # Sums of decimals such as 0.1 + 0.2 must not decide which side of the tolerance a value is on.
    beyond = round(abs(lead) - tolerance * abs(gap), 9) > 0
    status = ("ahead" if lead > 0 else "behind") if beyond else "on_path"
    measures = {"expected": expected, "difference": difference, "lead": lead}
    return row | measures | {"status": status, "reason": ""}


def _find_obstacle(entry: Row, aim: Row, baseline: Row | None) -> str:
    if aim["year"] is None:
        return "the target names no year"
    if baseline is None:
        return "the plan states no dated baseline before the target"
    if baseline["unit"] != aim["unit"]:
        return "baseline and target have different units"
    if aim["value"] == baseline["value"]:
        return "baseline and target are equal, so there is no direction"
    if not baseline["year"] <= entry["year"] <= aim["year"]:
        return "the year lies outside the span from baseline to target"
    return ""


def _refuse(row: Row, reason: str) -> Row:
    return row | {"status": "not_assessable", "reason": reason}
