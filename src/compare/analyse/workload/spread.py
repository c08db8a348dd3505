"""How unequally the load falls, and over how many themes a department's tasks spread."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from compare.analyse.workload.counts import Row, name_units


def measure_concentration(workload: pd.DataFrame) -> pd.DataFrame:
    """One row per plan and grain: how unequally the mentions fall on the departments named.

    Gini = 2 Σ i·x(i) / (n Σ x) − (n + 1) / n, x ascending (Sen 1973, On Economic Inequality);
    HHI = Σ s², s = a department's share of all mentions (Hirschman 1945, Herfindahl 1950); HHI
    runs from 1/n, so hhi_normalised = (HHI − 1/n) / (1 − 1/n). Three departments with 1, 2, 3
    mentions: Gini 2/9, HHI 14/36.

    Columns plan_id, grain, departments, mentions, gini, hhi, hhi_normalised.
    """
    rows: list[Row] = []
    for (grain, plan_id), part in workload.groupby(["grain", "plan_id"], sort=False):
        values = [int(v) for v in part["mentions"]]
        hhi = compute_hhi(values)
        count = len(values)
        rows.append(
            {
                "plan_id": plan_id,
                "grain": grain,
                "departments": count,
                "mentions": sum(values),
                "gini": compute_gini(values),
                "hhi": hhi,
                "hhi_normalised": (hhi - 1 / count) / (1 - 1 / count) if count > 1 else None,
            }
        )
    columns = ["plan_id", "grain", "departments", "mentions", "gini", "hhi", "hhi_normalised"]
    return pd.DataFrame(rows, columns=columns)


def compute_gini(values: Iterable[float]) -> float:
    """Gini coefficient of non-negative values with a positive sum; 0 = all equal."""
    ordered = sorted(values)
    count, total = len(ordered), sum(ordered)
    weighted = sum(place * value for place, value in enumerate(ordered, 1))
    return 2 * weighted / (count * total) - (count + 1) / count


def compute_hhi(values: Iterable[float]) -> float:
    """Herfindahl–Hirschman index of non-negative values with a positive sum, 1/n to 1."""
    listed = list(values)
    total = sum(listed)
    return sum(value * value for value in listed) / (total * total)


def measure_breadth(
    tasks: pd.DataFrame, assignments: pd.DataFrame, themes: pd.DataFrame
) -> pd.DataFrame:
    """One row per plan and department: over how many themes its tasks spread, broadest first.

    `themes` has a row per task and theme it belongs to (task_id, theme_id). Columns plan_id,
    department_id, tasks, themes (distinct), share (of the themes that occur in the plan).
    """
    named = name_units(tasks, assignments)[["plan_id", "task_id", "department_id"]]
    joined = named.drop_duplicates().merge(
        themes[["task_id", "theme_id"]], on="task_id", how="left"
    )
    plans = tasks[["task_id", "plan_id"]].merge(themes[["task_id", "theme_id"]], on="task_id")
    present = plans.groupby("plan_id")["theme_id"].nunique()
    rows: list[Row] = []
    for plan_id, part in joined.groupby("plan_id", sort=False):
        total = int(present.get(plan_id, 0))
        found: list[Row] = [
            {
                "plan_id": plan_id,
                "department_id": department,
                "tasks": own["task_id"].nunique(),
                "themes": own["theme_id"].nunique(),
                "share": own["theme_id"].nunique() / total if total else None,
            }
            for department, own in part.groupby("department_id", sort=True)
        ]
        rows += sorted(found, key=lambda r: (-r["themes"], r["department_id"]))
    return pd.DataFrame(rows, columns=["plan_id", "department_id", "tasks", "themes", "share"])
