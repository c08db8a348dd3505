"""Which tasks are answered in other plans, and which are not or not surely: read from `task_pairs`."""

from __future__ import annotations

import pandas as pd

from compare.analyse.alignment.judge import COUNTERPART, NONE, UNCERTAIN

# The best state a task's pairs have is the task's.
STATES = (COUNTERPART, UNCERTAIN, NONE)
COLUMNS = (
    *("plan_id", "task_id", "other_plan", "nearest_task", "similarity"),
    *("judgement", "probability"),
)


def judge_tasks(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row per task and other plan: what became of the task there, and its best pair.

    `pairs` is `task_pairs`. Columns plan_id, task_id, other_plan, nearest_task, similarity,
    judgement, probability; `judgement` is counterpart where some pair is, uncertain where none is
    but some pair has to be looked at, else none: the task has no counterpart. Rows in the order
    of the plans and their tasks, those of plan_a before those of plan_b. Where nothing was judged
    there is no row. 建设科技馆 × 开展科普活动, nearest, hardly alike → uncertain.
    """
    ends = (("plan_a", "task_a", "plan_b", "task_b"), ("plan_b", "task_b", "plan_a", "task_a"))
    sides = [pairs[[*end, *COLUMNS[4:]]].set_axis(list(COLUMNS), axis=1) for end in ends]
    rows = pd.concat(sides, ignore_index=True)
    rows = rows[rows["judgement"].isin(STATES)]
    state = rows["judgement"].map({name: place for place, name in enumerate(STATES)})
    order = rows.assign(state=state).sort_values(
        ["state", "similarity"], ascending=[True, False], kind="stable"
    )
    best = order.drop_duplicates(["task_id", "other_plan"]).index
    first = rows.drop_duplicates(["task_id", "other_plan"])[["task_id", "other_plan"]]
    found = first.merge(rows.loc[best], on=["task_id", "other_plan"])
    return found[list(COLUMNS)].reset_index(drop=True)


def list_unanswered(pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows of `judge_tasks` without a counterpart: uncertain ones and those that have none."""
    tasks = judge_tasks(pairs)
    return tasks[tasks["judgement"] != COUNTERPART].reset_index(drop=True)
