"""What is read off the side-by-side table: the rows compared, counts, outside values to hold them to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from compare.lookups import read_lookup

Row = dict[str, Any]


def keep_compared(indicators: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator and plan: those set side by side, without the other years of a series.

    产值 2025年 200 亿元, 2027年 1500 亿元 → of the plan's two rows the one with `compared = true`.
    """
    if "compared" not in indicators:
        return indicators
    return indicators[indicators["compared"].fillna(True).astype(bool)].reset_index(drop=True)


def list_values(targets: pd.DataFrame) -> pd.DataFrame:
    """Every dated or undated target and baseline behind `compare_indicators`, one row each."""
    kept = targets[targets["kind"].isin(["target", "baseline"])]
    return kept.sort_values("indicator_id", kind="stable").reset_index(drop=True)


def count_indicators(indicators: pd.DataFrame) -> pd.DataFrame:
    """One row per measure and plan (plan_id empty: over all plans), of the rows compared.

    Measures per plan: number, without_number, no, with_pace (baseline and target known),
    last_target_year (a plan may run on for years it sets no figure for). Over all plans: indicators, shared
    (all plans give a number), shared_levels (of these with a year in all plans, not 每年 …),
    single (one plan alone gives a number), named_by_all (number or not).
    """
    indicators = keep_compared(indicators)
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
