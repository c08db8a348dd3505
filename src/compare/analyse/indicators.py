"""The same indicator side by side: baseline, target, gap and pace of every plan that names it.

Whether a plan *names* an indicator it gives no number for (培育一批乡村科技人才) is looked up with
`stated_pattern` of `lookups/indicators.csv` in its tasks; for an indicator outside the lookup the
name itself is looked for. Absent is `no`, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import add
from typing import Any

import pandas as pd

from compare.language.sentences import CLAUSE_END, split_clauses
from compare.lookups import cache_by_lookups, read_lookup
from compare.parallel import Run, run_here
from compare.schema import build_table

TASKS_AT_ONCE = 1000
Row = dict[str, Any]
Clause = tuple[str, str]


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
    many: bool = False,
    run: Run = run_here,
) -> pd.DataFrame:
    """One row per indicator and plan, lookup order first, then derived ones in document order.

    An indicator appears once some plan aims at it or names it; results of the past
    (kind `achievement`) alone do not make one. Where a plan has several targets for one indicator,
    the earliest year that all plans with dated targets share is taken, else the plan's own
    earliest year; a dated target before an undated one. The rest stays in `targets`
    (`list_values`). The baseline is the plan's own, the latest before the target's year. Values
    are as written where all plans write one unit, else folded (16 万人 → 160000 人).

    `many`: only the rows of plans that state the indicator, with a number or without (those with
    `no` would grow with plans times indicators). `run`: where tasks are searched, so many at once.

    gap = target − baseline (per cent: in percentage points); pace_per_year = gap / years;
    pace_relative = ((target / baseline)^(1 / years) − 1) · 100, in per cent per year.
    Baseline 14 % in 2020, target 20 % in 2025 → gap 6, pace 1.2 points, 7.39 % per year.
    """
    plan_ids = list(plans["plan_id"])
    quantities = _records(targets[targets["kind"].isin(["target", "baseline"])])
    grouped: dict[str, list[Row]] = {}
    for quantity in quantities:
        grouped.setdefault(quantity["indicator_id"], []).append(quantity)
    listed = _list_indicators(quantities)
    mentions = find_mentions(tasks, {n["indicator_id"]: n["stated_pattern"] for n in listed}, run)
    place = {plan: number for number, plan in enumerate(plan_ids)}
    rows: list[Row] = []
    for names in listed:
        own = grouped.get(names["indicator_id"], [])
        named = mentions.get(names["indicator_id"], {})
        stating = {r["plan_id"] for r in own if r["plan_id"] in place} | (named.keys() & place)
        if stating:
            shown = sorted(stating, key=place.__getitem__) if many else plan_ids
            rows += _compare_one(names, own, named, shown)
    return build_table("indicators", rows)


def _compare_one(
    names: Row, own: list[Row], named: Mapping[str, Clause], plans: Iterable[str]
) -> Iterator[Row]:
    """The rows of one indicator: `own` its quantities, `named` where a plan speaks of it."""
    by_plan: dict[str, list[Row]] = {}
    for row in own:
        by_plan.setdefault(row["plan_id"], []).append(row)
    shared, unit = _share_years(own), _choose_unit(own)
    for plan in plans:
        row = {key: names[key] for key in ("indicator_id", "indicator", "indicator_en")}
        row |= dict.fromkeys(_EXTRA, None) | {"plan_id": plan}
        if mine := by_plan.get(plan):
            target = choose_target(mine, shared)
            yield (
                row | {"stated": "number"} | _describe(target, choose_baseline(mine, target), unit)
            )
        elif plan in named:
            task, clause = named[plan]
            yield row | {"stated": "without_number", "task_id": task, "quote": clause}
        else:
            yield row | {"stated": "no"}


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


def _share_years(own: Iterable[Row]) -> set[int]:
    """The years for which every plan with dated targets has one."""
    dated: dict[str, set[int]] = {}
    for row in own:
        if row["kind"] == "target" and row["year"] is not None:
            dated.setdefault(row["plan_id"], set()).add(row["year"])
    return set.intersection(*dated.values()) if dated else set()


def choose_target(mine: Iterable[Row], shared: set[int]) -> Row | None:
    """The plan's target for the side-by-side row; see the rule in `compare_indicators`.

    `shared`: the years for which every plan with dated targets has one.
    """
    targets = [row for row in mine if row["kind"] == "target"]
    dated = {row["year"] for row in targets if row["year"] is not None}
    if not dated:
        return targets[0] if targets else None
    year = min(shared or dated)
    return next(row for row in targets if row["year"] == year)


def choose_baseline(mine: Iterable[Row], target: Row | None) -> Row | None:
    """The plan's latest baseline before the target's year; an undated one only if none is dated."""
    found = [row for row in mine if row["kind"] == "baseline"]
    limit = target["year"] if target else None
    dated = [r for r in found if r["year"] is not None and (limit is None or r["year"] < limit)]
    if dated:
        return max(dated, key=lambda row: int(row["year"]))
    return next((row for row in found if row["year"] is None), None)


def find_mentions(
    tasks: pd.DataFrame, patterns: Mapping[str, str], run: Run = run_here
) -> dict[str, dict[str, Clause]]:
    """indicator_id → plan_id → (task, clause) that first fits the indicator's pattern.

    A pattern must fit within one clause; an empty one fits nothing.
    """
    columns = (tasks[name].tolist() for name in ("plan_id", "task_id", "title", "body"))
    texts = list(zip(*columns, strict=True))
    starts = range(0, len(texts), TASKS_AT_ONCE)
    handfuls = (texts[start : start + TASKS_AT_ONCE] for start in starts)
    mentions: dict[str, dict[str, Clause]] = {}
    for found in run(partial(_search_tasks, index=_Index(patterns)), handfuls):
        for indicator, plan, task, clause in found:
            mentions.setdefault(indicator, {}).setdefault(plan, (task, clause))
    return mentions


def _search_tasks(
    texts: Iterable[tuple[str, str, str, str]], index: _Index
) -> list[tuple[str, str, str, str]]:
    """(indicator_id, plan_id, task_id, clause): the first clause of each task that fits."""
    return [
        (indicator, plan, task, clause)
        for plan, task, title, body in texts
        for indicator, clause in index.search(_split_clauses(title, body))
    ]


class _Index:
    """Many patterns to look for at once.

    A pattern that is a plain name is looked up by its first two characters; another is tried on the
    whole text before its clauses, unless where a clause ends could change the outcome.
    """

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self.names: dict[str, list[tuple[str, str]]] = {}
        self.whole: list[tuple[str, re.Pattern[str]]] = []
        self.single: list[tuple[str, re.Pattern[str]]] = []
        for indicator, pattern in patterns.items():
            name = re.sub(r"\\(\W)", r"\1", pattern)
            if len(name) > 1 and re.escape(name) == pattern:
                self.names.setdefault(name[:2], []).append((indicator, name))
            elif re.search(r"[\^$\\]|\(\?", pattern.replace("[^", "[")):
                self.single.append((indicator, re.compile(pattern)))
            elif pattern:
                self.whole.append((indicator, re.compile(pattern)))

    def search(self, clauses: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(indicator_id, the first clause that fits) for every pattern that fits any."""
        text = "\n".join(clauses)
        for head in sorted(self.names.keys() & set(map(add, text, text[1:]))):
            for indicator, name in self.names[head]:
                if name in text and (found := next((c for c in clauses if name in c), "")):
                    yield indicator, found
        likely = [(key, pattern) for key, pattern in self.whole if pattern.search(text)]
        for indicator, pattern in likely + self.single:
            if found := next((clause for clause in clauses if pattern.search(clause)), ""):
                yield indicator, found


def list_values(targets: pd.DataFrame) -> pd.DataFrame:
    """Every dated or undated target and baseline behind `compare_indicators`, one row each."""
    kept = targets[targets["kind"].isin(["target", "baseline"])]
    return kept.sort_values("indicator_id", kind="stable").reset_index(drop=True)


def count_indicators(indicators: pd.DataFrame) -> pd.DataFrame:
    """One row per measure and plan (plan_id empty: over all plans), for headline sentences.

    Measures per plan: number, without_number, no, with_pace (baseline and target known),
    last_target_year (a plan may run on for years it sets no figure for). Over all plans: indicators, shared
    (all plans give a number), shared_levels (of these with a year in all plans, not 每年 …),
    single (one plan alone gives a number), named_by_all (number or not).
    """
    order = list(dict.fromkeys(indicators["plan_id"]))
    rows: list[Row] = []
    for plan, part in indicators.groupby("plan_id", sort=False):
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


@cache_by_lookups()
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


def _split_clauses(title: str, body: str) -> list[str]:
    text = f"{title}。{body}"
    clauses = (text[slice(*span)].rstrip(CLAUSE_END) for span in split_clauses(text))
    return [clause for clause in clauses if clause]


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
