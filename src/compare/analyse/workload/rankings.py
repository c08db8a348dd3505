"""Does the ranking of departments survive another way of counting the same clauses?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from compare.analyse.workload.counts import Row, count_functions, name_units, rank_values

TOP = 10


def rank_variants(
    tasks: pd.DataFrame, assignments: pd.DataFrame, functions: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Other ways to count the same clauses: name → frame with plan_id, item, value.

    Departments: `section` (the measure of record), `task` (section clauses repeated for every
    task), `lead` and `first` (named as lead, named first; by section), `weighted` (each section's
    clause counts 1, divided among those it names). Functions: `function_each`, `function_split`.
    """
    named = name_units(tasks, assignments)
    variants = {
        "section": _count(named, "section"),
        "task": _count(named, "task"),
        "lead": _count(named[named["role"] == "lead"], "section"),
        "first": _count(named[named["position"] == 1], "section"),
        "weighted": _divide(named),
    }
    for merged in ("each", "split"):
        counted = count_functions(tasks, assignments, functions, merged)
        renamed = counted.rename(columns={"function_id": "item", "mentions": "value"})
        variants[f"function_{merged}"] = renamed[["plan_id", "item", "value"]]
    return variants


COMPARED = (
    ("section", "task"),
    ("section", "lead"),
    ("section", "first"),
    ("section", "weighted"),
    ("function_each", "function_split"),
)


def compare_rankings(
    variants: Mapping[str, pd.DataFrame], compared: Sequence[tuple[str, str]] = COMPARED
) -> pd.DataFrame:
    """One row per plan and pair of variants: does the ranking survive the other way of counting?

    kendall_tau: tau-b (Kendall 1945, ties allowed for) over all items of either variant, absent =
    0; empty where one side does not vary (a plan that names no lead). top10_overlap: items ranked
    in the first ten on both sides / on either side (ties at the tenth place count). moved, by:
    the item whose rank changes most, and by how many places (positive: it falls).
    """
    plans = dict.fromkeys(plan for frame in variants.values() for plan in frame["plan_id"])
    values = {name: _list_values(frame) for name, frame in variants.items()}
    rows: list[Row] = []
    for plan_id in plans:
        for name_a, name_b in compared:
            a, b = (values[name].get(plan_id, {}) for name in (name_a, name_b))
            row = {"plan_id": plan_id, "variant_a": name_a, "variant_b": name_b}
            rows.append(row | _compare_values(a, b))
    names = ["plan_id", "variant_a", "variant_b", "items", "kendall_tau", "top10_overlap"]
    return pd.DataFrame(rows, columns=[*names, "moved", "by"])


def _compare_values(a: dict[str, float], b: dict[str, float]) -> dict[str, object]:
    items = sorted({*a, *b})
    if not a or not b:
        return {"items": len(items), "kendall_tau": None, "top10_overlap": None, "moved": ""}
    ranks_a, ranks_b = (rank_values({i: v.get(i, 0.0) for i in items}) for v in (a, b))
    top_a = {i for i in a if ranks_a[i] <= TOP}
    top_b = {i for i in b if ranks_b[i] <= TOP}
    moved = min(items, key=lambda i: (-abs(ranks_b[i] - ranks_a[i]), i))
    return {
        "items": len(items),
        "kendall_tau": compute_kendall(
            [a.get(i, 0.0) for i in items], [b.get(i, 0.0) for i in items]
        ),
        "top10_overlap": len(top_a & top_b) / len(top_a | top_b),
        "moved": moved,
        "by": ranks_b[moved] - ranks_a[moved],
    }


def compute_kendall(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Kendall's tau-b of two equally long lists; None where one of them does not vary."""
    from scipy.stats import kendalltau  # slow to load, and no build needs it

    tau = kendalltau(a, b).statistic if len(a) > 1 else math.nan
    return None if math.isnan(tau) else float(tau)


def _count(named: pd.DataFrame, grain: str) -> pd.DataFrame:
    counts = named.groupby(["plan_id", "department_id"], sort=False)[grain].nunique()
    frame = counts.rename("value").reset_index()
    return frame.rename(columns={"department_id": "item"})


def _divide(named: pd.DataFrame) -> pd.DataFrame:
    once = named[["plan_id", "section", "department_id"]].drop_duplicates()
    size = once.groupby(["plan_id", "section"], sort=False)["department_id"].transform("count")
    weighted = once.assign(value=1 / size)
    summed = weighted.groupby(["plan_id", "department_id"], sort=False)["value"].sum()
    return summed.reset_index().rename(columns={"department_id": "item"})


def _list_values(frame: pd.DataFrame) -> dict[str, dict[str, float]]:
    """plan_id → item → value."""
    values: dict[str, dict[str, float]] = {}
    columns = (frame["plan_id"], frame["item"], frame["value"].astype(float))
    for plan_id, item, value in zip(*columns, strict=True):
        values.setdefault(plan_id, {})[item] = value
    return values
