"""Tasks with what other tables say of them: one row each."""

from __future__ import annotations

import pandas as pd

from compare.schema.plan_tables import ROLES

COLUMNS = (
    *(
        "plan_id",
        "place",
        "task_id",
        "kind",
        "chapter",
        "section_title",
        "task_no",
        "title",
        "body",
    ),
    *(*ROLES, "scope", "target_count", "indicators", "target_quotes", "start", "end"),
)


def tidy_tasks(
    plans: pd.DataFrame,
    tasks: pd.DataFrame,
    assignments: pd.DataFrame,
    departments: pd.DataFrame,
    targets: pd.DataFrame,
) -> pd.DataFrame:
    """One row per task, in the order of `tasks`, with COLUMNS; texts are empty where nothing is.

    A task of 科协 in the lead with 教育局 and 文旅局 beside it: lead 科协, support 教育局;文旅局.
    """
    names = departments.set_index("department_id")["name_zh"]
    named = assignments.assign(department=assignments["department_id"].map(names))
    aims = targets[targets["kind"] == "target"]
    joined = {
        "place": tasks["plan_id"].map(plans.set_index("plan_id")["place"]),
        **{role: _join(tasks, named[named["role"] == role], "department") for role in ROLES},
        "scope": _join(tasks, assignments, "scope"),
        "target_count": tasks["task_id"].map(aims["task_id"].value_counts()).fillna(0).astype(int),
        "indicators": _join(tasks, aims, "indicator"),
        "target_quotes": _join(tasks, aims, "quote"),
    }
    return tasks.assign(**joined)[list(COLUMNS)].reset_index(drop=True)


def _join(tasks: pd.DataFrame, rows: pd.DataFrame, column: str) -> pd.Series[str]:
    """For each task the different values of its rows in their order, joined by `;`."""
    held = rows.drop_duplicates(["task_id", column]).groupby("task_id", sort=False)[column]
    joined = {task: ";".join(map(str, values)) for task, values in held}
    return tasks["task_id"].map(lambda task: joined.get(task, ""))
