"""The side-by-side table: a row per indicator, plan and stated year.

Whether a plan *names* an indicator it gives no number for (培育一批乡村科技人才) is looked up with
`stated_pattern` of `lookups/indicators.csv` in its tasks; for an indicator outside the lookup the
name itself is looked for. Absent is `no`, never zero. An aim in words (居民收入增长与经济增长同步) is stated
without a number too, and `qualitative` has its words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from compare.analyse.indicators.choosing import (
    Groups,
    choose_baseline,
    choose_year,
    find_alternatives,
    find_common_year,
    group_alternatives,
    is_told_elsewhere,
    list_years,
    split_kinds,
)
from compare.analyse.indicators.likeness import list_cells
from compare.analyse.indicators.mentions import Clause, find_mentions
from compare.extract.targets.completing import names_built
from compare.lookups import cache_by_lookups, read_lookup
from compare.parallel import Run, run_here
from compare.schema import build_table

Row = dict[str, Any]
NAMES = ("indicator_id", "indicator", "indicator_en")
OF_TARGET = ("aspirational", "cadence", "comparator", "approximate", "obligation", "owner")
OF_BASELINE = ("approximate", "owner")


@dataclass(frozen=True)
class _Unit:
    """Which of the two columns of a quantity to show, so that all plans show the same unit."""

    value: str
    unit: str


_AS_WRITTEN = _Unit("value", "unit")
_FOLDED = _Unit("value_si", "unit_si")


def compare_indicators(
    targets: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    aims: pd.DataFrame | None = None,
    many: bool = False,
    run: Run = run_here,
) -> pd.DataFrame:
    """One row per indicator, plan and stated year, lookup order first, then in document order.

    An indicator appears once some plan aims at it or names it; results of the past
    (kind `achievement`) alone do not make one. Only quantities of one owner, measure, stretch of
    time and folded unit stand beside each other; of an indicator stated in several kinds (`split_kinds`) the rarer
    ones have rows of their own, `derived-地区生产总值~level~元`.

    Every year a plan states has its row. One row per indicator and plan is `compared`: that of the
    year most plans share, else of the plan's last year; a dated target before an undated one; a
    plan that gives no number has one row, which is. The baseline is the plan's own, the latest
    before the target's year. Values are as written where all plans write one unit, else folded
    (16 万人 → 160000 人). An either-or (1–2名科学教师或3名辅导员) is one row, the other values in
    `alternatives`; another indicator among them has rows only where another plan states it.

    `aims`: rows of `aims_in_words`. A name that is incomplete stands for its own row alone,
    `derived-增速~plan-t7`, so that nothing is compared with it.

    `many`: only the rows of plans that state the indicator, with a number or without (those with
    `no` would grow with plans times indicators). `run`: where tasks are searched, so many at once.

    gap = target − baseline (per cent: in percentage points); pace_per_year = gap / years;
    pace_relative = ((target / baseline)^(1 / years) − 1) · 100, in per cent per year.
    Baseline 14 % in 2020, target 20 % in 2025 → gap 6, pace 1.2 points, 7.39 % per year.
    """
    plan_ids = {plan: place for place, plan in enumerate(plans["plan_id"])}
    quantities = list_cells(targets[targets["kind"].isin(["target", "baseline"])])
    quantities = [_keep_apart(row) for row in quantities if row["plan_id"] in plan_ids]
    worded = [] if aims is None else _list_worded(list_cells(aims), plan_ids)
    grouped: dict[str, list[Row]] = {}
    for quantity in quantities:
        grouped.setdefault(quantity["indicator_id"], []).append(quantity)
    said: dict[str, list[Row]] = {}
    for aim in worded:
        said.setdefault(aim["indicator_id"], []).append(aim)
    listed, groups = _list_indicators([*quantities, *worded]), group_alternatives(quantities)
    mentions = find_mentions(tasks, {n["indicator_id"]: n["stated_pattern"] for n in listed}, run)
    rows: list[Row] = []
    for names in listed:
        own = grouped.get(names["indicator_id"], [])
        named = mentions.get(names["indicator_id"], {})
        in_words = said.get(names["indicator_id"], [])
        rows += _compare_kinds(_Indicator(names, own, named, groups, in_words), plan_ids, many)
    return build_table("indicators", rows)


@dataclass(frozen=True)
class _Indicator:
    """One indicator: its names, its quantities of all plans, where a plan names it, its aims in words."""

    names: Row
    own: Sequence[Row]
    named: Mapping[str, Clause]
    groups: Groups
    worded: Sequence[Row] = ()


def _keep_apart(row: Row) -> Row:
    """A row whose name does not say what is measured under an id of its own: 增速 → 增速~plan-t7."""
    if row.get("name_status") != "incomplete":
        return row
    return row | {"indicator_id": f"{row['indicator_id']}~{row['target_id']}", "is_apart": True}


def _list_worded(aims: Iterable[Row], plans: Collection[str]) -> list[Row]:
    """The aims in words of these plans; one whose name is incomplete stands for its place alone."""
    return [
        aim
        | {"indicator_id": f"{aim['indicator_id']}~{aim['plan_id']}-{aim['start']}"}
        | {"is_apart": True}
        if aim["name_status"] == "incomplete"
        else aim
        for aim in aims
        if aim["plan_id"] in plans
    ]


def _compare_kinds(indicator: _Indicator, plans: Mapping[str, int], many: bool) -> Iterator[Row]:
    """The rows of one indicator, kind by kind; words count for its first kind alone.

    `plans`: the place of each.
    """
    counted = {row["plan_id"] for row in indicator.own}
    named = {p: c for p, c in indicator.named.items() if p in plans and p not in counted}
    worded = {row["plan_id"] for row in indicator.worded}
    if not named and not worded and is_told_elsewhere(indicator.own, indicator.groups):
        return
    for difference, own in split_kinds(indicator.own) or [("", [])]:
        names = dict(indicator.names)
        if difference:
            names["indicator_id"] += f"~{difference}"
        kind = replace(indicator, names=names, own=own)
        kind = replace(kind, named={}, worded=()) if difference else replace(kind, named=named)
        stating = {row["plan_id"] for row in (*own, *kind.worded)} | kind.named.keys()
        if stating:
            alone = many or "is_apart" in indicator.names
            yield from _compare_one(
                kind, sorted(stating, key=plans.__getitem__) if alone else plans
            )


def _compare_one(indicator: _Indicator, plans: Iterable[str]) -> Iterator[Row]:
    """The rows of one indicator in one kind."""
    by_plan: dict[str, list[Row]] = {}
    for row in indicator.own:
        by_plan.setdefault(row["plan_id"], []).append(row)
    common, unit = find_common_year(indicator.own), _choose_unit(indicator.own)
    for plan in plans:
        row = {key: indicator.names[key] for key in NAMES} | {"plan_id": plan, "compared": True}
        words = [aim for aim in indicator.worded if aim["plan_id"] == plan]
        if mine := by_plan.get(plan):
            years = set()
            for found in _list_stated(mine, common, unit, indicator.groups):
                years.add(found.get("target_year"))
                beside = [aim for aim in words if aim["year"] == found.get("target_year")]
                yield row | {"stated": "number", "qualitative": _join_words(beside)} | found
            others = [aim for aim in words if aim["year"] not in years]
            yield from (row | found | {"compared": False} for found in _list_words(others))
        elif words:
            yield from (row | found for found in _list_words(words))
        elif plan in indicator.named:
            task, clause = indicator.named[plan]
            yield row | {"stated": "without_number", "task_id": task, "quote": clause}
        else:
            yield row | {"stated": "no"}


def _list_words(aims: Sequence[Row]) -> Iterator[Row]:
    """A row per year of a plan's aims in words, undated first; the last year's is compared."""
    years: dict[int | None, list[Row]] = {}
    for aim in aims:
        years.setdefault(aim["year"], []).append(aim)
    chosen = choose_year(years, None)
    for year in sorted(years, key=lambda year: year or 0):
        row = {key: years[year][0][key] for key in ("task_id", "quote", "start", "end")}
        row |= {"stated": "without_number", "target_year": year, "compared": year == chosen}
        yield row | {"qualitative": _join_words(years[year])}


def _join_words(aims: Iterable[Row]) -> str:
    return ";".join(dict.fromkeys(aim["words"] for aim in aims))


def _list_stated(
    mine: Sequence[Row], common: int | None, unit: _Unit, groups: Groups
) -> Iterator[Row]:
    """A row per year of a plan's targets, undated first; of a plan without any, its baseline."""
    years = list_years(mine)
    if not years:
        if baseline := choose_baseline(mine, None):
            yield _describe(None, baseline, unit, groups)
        return
    chosen = choose_year(years, common)
    for year in sorted(years, key=lambda year: year or 0):
        target = years[year]
        row = _describe(target, choose_baseline(mine, target), unit, groups)
        yield row | {"compared": year == chosen}


def _describe(target: Row | None, baseline: Row | None, unit: _Unit, groups: Groups) -> Row:
    shown = target or baseline or {}
    row: Row = {"unit": shown[unit.unit], "measure": shown.get("measure")}
    row |= {key: shown[key] for key in ("quote", "task_id", "start", "end")}
    row |= {key: shown.get(key) for key in (OF_TARGET if target else OF_BASELINE)}
    if baseline:
        row |= {"baseline_value": baseline[unit.value], "baseline_year": baseline["year"]}
        row["baseline_text"] = baseline.get("value_text")
    if target:
        row |= {
            "target_value": target[unit.value],
            "target_year": target["year"],
            "value_high": _fold_high(target, unit),
            "target_id": target["target_id"],
            "value_text": target.get("value_text"),
            "alternatives": _word_alternatives(target, groups),
        }
    if target and baseline:
        years = (target["year"] or 0) - (baseline["year"] or 0)
        dated = target["year"] is not None and baseline["year"] is not None
        row |= measure_pace(baseline[unit.value], target[unit.value], years if dated else None)
    return row


def _word_alternatives(target: Row, groups: Groups) -> str:
    """The other values of an either-or, each with its indicator where it is another: 3名辅导员."""
    others = [row for row in find_alternatives(target, groups) if row is not target]
    return ";".join(_word_quantity(row, target) for row in others)


def _word_quantity(row: Row, beside: Row) -> str:
    name = row["indicator"] if row["indicator_id"] != beside["indicator_id"] else ""
    return str(row.get("value_text") or f"{row['value']:g}{row['unit'] or ''}") + str(name)


def measure_pace(baseline: float, target: float, years: int | None) -> dict[str, float | None]:
    """gap, pace_per_year and pace_relative; paces are empty without a positive span of years."""
    gap = target - baseline
    row: dict[str, float | None] = {"gap": gap, "pace_per_year": None, "pace_relative": None}
    if years and years > 0:
        row["pace_per_year"] = gap / years
        if baseline > 0 and target > 0:
            row["pace_relative"] = ((target / baseline) ** (1 / years) - 1) * 100
    return row


@cache_by_lookups()
def _reviewed() -> dict[str, Mapping[str, str]]:
    return {row["indicator_id"]: row for row in read_lookup("indicators")}


def _list_indicators(quantities: Iterable[Row]) -> list[Row]:
    """Names of every indicator: the lookup's, then those the plans alone name, that of what there is
    before that of what is built."""
    names: dict[str, Row] = {key: dict(row) for key, row in _reviewed().items()}
    for row in quantities:
        derived = {key: row[key] for key in ("indicator_id", "indicator", "indicator_en")}
        derived["stated_pattern"] = "" if row.get("is_apart") else re.escape(row["indicator"])
        derived |= {"is_apart": True} if row.get("is_apart") else {}
        known = names.setdefault(row["indicator_id"], derived)
        if names_built(known["indicator"]) and not names_built(row["indicator"]):
            known |= derived
    return list(names.values())


def _choose_unit(own: Iterable[Row]) -> _Unit:
    return _AS_WRITTEN if len({row["unit"] for row in own}) == 1 else _FOLDED


def _fold_high(row: Row, unit: _Unit) -> float | None:
    high = row["value_high"]
    if high is None or unit is _AS_WRITTEN or not row["value"]:
        return None if high is None else float(high)
    return float(high * row[unit.value] / row["value"])
