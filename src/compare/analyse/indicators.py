"""The same indicator side by side: baseline, target, gap and pace of every plan that names it.

Whether a plan *names* an indicator it gives no number for (培育一批乡村科技人才) is looked up with
`stated_pattern` of `lookups/indicators.csv` in its tasks; for an indicator outside the lookup the
name itself is looked for. Absent is `no`, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from compare.lookups import read_lookup
from compare.schema import build_table

_BREAK = re.compile(r"[，；;。！？]|,(?!\d)")
Row = dict[str, Any]


@dataclass(frozen=True)
class _Unit:
    """Which of the two columns of a quantity to show, so that all plans show the same unit."""

    value: str
    unit: str


_AS_WRITTEN = _Unit("value", "unit")
_FOLDED = _Unit("value_si", "unit_si")


def compare_indicators(
    targets: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame
) -> pd.DataFrame:
    """One row per indicator and plan, lookup order first, then derived ones in document order.

    An indicator appears once some plan aims at it or names it; results of the past
    (kind `achievement`) alone do not make one. Where a plan has several targets for one indicator,
    the earliest year that all plans with dated targets share is taken, else the plan's own
    earliest year; a dated target before an undated one. The rest stays in `targets`
    (`list_targets`). The baseline is the plan's own, the latest before the target's year. Values
    are as written where all plans write one unit, else folded (16 万人 → 160000 人).

    gap = target − baseline (per cent: in percentage points); pace_per_year = gap / years;
    pace_relative = ((target / baseline)^(1 / years) − 1) · 100, in per cent per year.
    Baseline 14 % in 2020, target 20 % in 2025 → gap 6, pace 1.2 points, 7.39 % per year.
    """
    plan_ids = list(plans["plan_id"])
    quantities = [r for r in _records(targets) if r["kind"] in ("target", "baseline")]
    texts = {plan: _list_clauses(tasks[tasks["plan_id"] == plan]) for plan in plan_ids}
    grouped: dict[str, list[Row]] = {}
    for quantity in quantities:
        grouped.setdefault(quantity["indicator_id"], []).append(quantity)
    rows: list[Row] = []
    for names in _list_indicators(quantities):
        own = grouped.get(names["indicator_id"], [])
        found = [_compare_one(names, own, plan, texts[plan]) for plan in plan_ids]
        if any(row["stated"] != "no" for row in found):
            rows += found
    return build_table("indicators", rows)


def _compare_one(names: Row, own: list[Row], plan: str, clauses: list[tuple[str, str]]) -> Row:
    row: Row = {**{key: names[key] for key in ("indicator_id", "indicator", "indicator_en")}}
    row |= dict.fromkeys(_EXTRA, None) | {"plan_id": plan}
    mine = [r for r in own if r["plan_id"] == plan]
    if mine:
        target = choose_target(own, plan)
        baseline = choose_baseline(mine, target)
        return row | {"stated": "number"} | _describe(target, baseline, _choose_unit(own))
    named = find_mention(names["stated_pattern"], clauses)
    if named is None:
        return row | {"stated": "no"}
    return row | {"stated": "without_number", "task_id": named[0], "quote": named[1]}


_EXTRA = ("pace_relative", "cadence", "value_high", "comparator", "target_id", "task_id")


def _describe(target: Row | None, baseline: Row | None, unit: _Unit) -> Row:
    shown = target or baseline or {}
    row: Row = {"unit": shown[unit.unit], "quote": shown["quote"], "task_id": shown["task_id"]}
    if baseline:
        row |= {"baseline_value": baseline[unit.value], "baseline_year": baseline["year"]}
    if target:
        row |= {
            "target_value": target[unit.value],
            "target_year": target["year"],
            "value_high": _fold_high(target, unit),
            "target_id": target["target_id"],
        }
        row |= {key: target[key] for key in ("aspirational", "cadence", "comparator")}
    if target and baseline:
        years = (target["year"] or 0) - (baseline["year"] or 0)
        dated = target["year"] is not None and baseline["year"] is not None
        row |= measure_pace(baseline[unit.value], target[unit.value], years if dated else None)
    return row


def measure_pace(baseline: float, target: float, years: int | None) -> dict[str, float | None]:
    """gap, pace_per_year and pace_relative; paces are empty without a positive span of years."""
    gap = target - baseline
    row: dict[str, float | None] = {"gap": gap, "pace_per_year": None, "pace_relative": None}
    if years and years > 0:
        row["pace_per_year"] = gap / years
        if baseline > 0 and target > 0:
            row["pace_relative"] = ((target / baseline) ** (1 / years) - 1) * 100
    return row


def choose_target(own: Iterable[Row], plan: str) -> Row | None:
    """The plan's target for the side-by-side row; see the rule in `compare_indicators`."""
    dated: dict[str, set[int]] = {}
    mine: list[Row] = []
    for row in own:
        if row["kind"] != "target":
            continue
        if row["year"] is not None:
            dated.setdefault(row["plan_id"], set()).add(row["year"])
        if row["plan_id"] == plan:
            mine.append(row)
    if plan not in dated:
        return mine[0] if mine else None
    year = min(set.intersection(*dated.values()) or dated[plan])
    return next(row for row in mine if row["year"] == year)


def choose_baseline(mine: Iterable[Row], target: Row | None) -> Row | None:
    """The plan's latest baseline before the target's year; an undated one only if none is dated."""
    found = [row for row in mine if row["kind"] == "baseline"]
    limit = target["year"] if target else None
    dated = [r for r in found if r["year"] is not None and (limit is None or r["year"] < limit)]
    if dated:
        return max(dated, key=lambda row: int(row["year"]))
    return next((row for row in found if row["year"] is None), None)


def find_mention(pattern: str, clauses: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """(task, clause) that first fits the pattern; None for an empty pattern or no fit."""
    if not pattern:
        return None
    compiled = re.compile(pattern)
    return next((pair for pair in clauses if compiled.search(pair[1])), None)


def list_targets(targets: pd.DataFrame) -> pd.DataFrame:
    """Every dated or undated target and baseline behind `compare_indicators`, one row each."""
    kept = targets[targets["kind"].isin(["target", "baseline"])]
    return kept.sort_values("indicator_id", kind="stable").reset_index(drop=True)


def summarise_indicators(indicators: pd.DataFrame) -> pd.DataFrame:
    """One row per measure and plan (plan_id empty: over all plans), for headline sentences.

    Measures per plan: number, without_number, no, with_pace (baseline and target known),
    last_target_year (a plan may run on for years it sets no figure for). Over all plans: indicators, shared
    (all plans give a number), shared_levels (of these with a year in all plans, not 每年 …),
    single (one plan alone gives a number), named_by_all (number or not).
    """
    order = list(dict.fromkeys(indicators["plan_id"]))
    rows: list[Row] = []
    for plan in order:
        part = indicators[indicators["plan_id"] == plan]
        counts = {s: int((part["stated"] == s).sum()) for s in ("number", "without_number", "no")}
        counts["with_pace"] = int(part["pace_per_year"].notna().sum())
        if part["target_year"].notna().any():
            counts["last_target_year"] = int(part["target_year"].max())
        rows += [{"plan_id": plan, "measure": k, "value": v} for k, v in counts.items()]
    by_indicator = indicators.groupby("indicator_id", sort=False)
    numbers = by_indicator["stated"].agg(lambda s: int((s == "number").sum()))
    levels = by_indicator["target_year"].agg(lambda s: int(s.notna().sum()))
    absent = by_indicator["stated"].agg(lambda s: int((s == "no").sum()))
    overall = {
        "indicators": len(numbers),
        "shared": int((numbers == len(order)).sum()),
        "shared_levels": int((levels == len(order)).sum()),
        "single": int((numbers == 1).sum()),
        "named_by_all": int((absent == 0).sum()),
    }
    rows += [{"plan_id": "", "measure": k, "value": v} for k, v in overall.items()]
    return pd.DataFrame(rows, columns=["plan_id", "measure", "value"])


def read_references() -> pd.DataFrame:
    """One row per outside value an indicator can be held against (national outline, 10.56 % …).

    Columns reference_id, indicator_id, name, name_en, year, value, unit, comparator, source,
    reason.
    """
    frame = pd.DataFrame(list(read_lookup("references")))
    return frame.assign(year=frame["year"].astype(int), value=frame["value"].astype(float))


@cache
def _reviewed() -> dict[str, Mapping[str, str]]:
    return {row["indicator_id"]: row for row in read_lookup("indicators")}


def _list_indicators(quantities: Iterable[Row]) -> list[Row]:
    """Names of every indicator: the lookup's, then those the plans alone name."""
    names: dict[str, Row] = {key: dict(row) for key, row in _reviewed().items()}
    for row in quantities:
        derived = {key: row[key] for key in ("indicator_id", "indicator", "indicator_en")}
        derived["stated_pattern"] = re.escape(row["indicator"])
        names.setdefault(row["indicator_id"], derived)
    return list(names.values())


def _list_clauses(tasks: pd.DataFrame) -> list[tuple[str, str]]:
    return [
        (str(task["task_id"]), clause)
        for task in _records(tasks)
        for clause in _BREAK.split(f"{task['title']}。{task['body']}")
        if clause
    ]


def _choose_unit(own: Iterable[Row]) -> _Unit:
    return _AS_WRITTEN if len({row["unit"] for row in own}) == 1 else _FOLDED


def _fold_high(row: Row, unit: _Unit) -> float | None:
    high = row["value_high"]
    if high is None or unit is _AS_WRITTEN or not row["value"]:
        return None if high is None else float(high)
    return float(high * row[unit.value] / row["value"])


def _records(frame: pd.DataFrame) -> list[Row]:
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()}
        for row in frame.to_dict("records")
    ]
