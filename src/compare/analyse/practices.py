"""What other plans set out that ours does not, or not as firmly: practices to learn from.

A task of another plan is listed where no task of ours answers it, where it is uncertain whether one
does, or where the one that does is less firm (no number and no date, where theirs has one). Nothing
is said of worth: a task is listed because the texts differ, not because it is good.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from compare.schema.grain import mask_key_tasks

ABSENT, UNCERTAIN, WEAKER = "absent", "uncertain", "weaker"
STATES = (ABSENT, UNCERTAIN, WEAKER)  # the surest first
FIRM = ("has_number", "has_deadline")  # what every plan could state
SIGNS = (*FIRM, "has_lead")
PRACTICE_COLUMNS = (
    *("our_plan", "plan_id", "task_id", "state", "has_number", "has_deadline", "has_lead"),
    *("nearest_task", "similarity", "probability"),
)


def list_practices(
    tasks: pd.DataFrame, task_pairs: pd.DataFrame, commitment: pd.DataFrame, our: str
) -> pd.DataFrame:
    """One row per key task of another plan that ours lacks, may lack, or states less firmly.

    `nearest_task`: our task most likely to be its counterpart, else the most alike; `probability`
    that the two are counterparts (empty where pairs carry none). `has_lead` counts only where our
    plan names leads too. The surest state first, in it
    those with number, date and lead; of uncertain ones those least likely to have a counterpart
    first; then in document order. A task whose pairs were not judged is not listed. Columns
    PRACTICE_COLUMNS.
    """
    nearest = find_nearest(task_pairs, our)
    firm = commitment.set_index("task_id")
    signs = (*FIRM, "has_lead") if _names_leads(commitment, our) else FIRM
    rows = []
    for task in tasks[mask_key_tasks(tasks) & (tasks["plan_id"] != our)].to_dict("records"):
        pair = nearest.get(task["task_id"])
        if pair is None or (state := _tell_state(pair, task["task_id"], firm)) is None:
            continue
        held = {name: name in signs and _holds(firm, task["task_id"], name) for name in SIGNS}
        rows.append(
            {
                **{"our_plan": our, "plan_id": task["plan_id"], "task_id": task["task_id"]},
                **{"state": state, **held, "nearest_task": pair["own"]},
                **{name: pair[name] for name in ("similarity", "probability")},
            }
        )
    rows.sort(key=_rank)
    return pd.DataFrame(rows, columns=list(PRACTICE_COLUMNS))


def _names_leads(commitment: pd.DataFrame, our: str) -> bool:
    """Whether our plan tells leads apart at all; if not, theirs having them shows nothing."""
    return bool(commitment.loc[commitment["plan_id"] == our, "has_lead"].any())


def find_nearest(task_pairs: pd.DataFrame, our: str) -> dict[str, Mapping[Any, Any]]:
    """Task of another plan → its likeliest pair with a task of ours (`own`, `judgement` …)."""
    sides = []
    for own, other in (("a", "b"), ("b", "a")):
        part = task_pairs[task_pairs[f"plan_{own}"] == our]
        names = {f"task_{own}": "own", f"task_{other}": "other"}
        kept = ["own", "other", "tfidf", "similarity", "judgement", "probability"]
        sides.append(part.rename(columns=names)[kept])
    pairs = pd.concat(sides, ignore_index=True)
    order = pairs.fillna({"probability": -1.0, "similarity": -1.0}).sort_values(
        ["probability", "similarity", "tfidf"], ascending=False, kind="stable"
    )
    best = pairs.loc[order.index].drop_duplicates("other")
    return {str(row["other"]): row for row in best.to_dict("records")}


def _tell_state(pair: Mapping[Any, Any], task_id: str, firm: pd.DataFrame) -> str | None:
    if pair["judgement"] in ("uncertain", "none"):
        return UNCERTAIN if pair["judgement"] == "uncertain" else ABSENT
    if pair["judgement"] != "counterpart":  # not judged: nothing is known
        return None
    theirs, ours = (
        sum(_holds(firm, task, name) for name in FIRM) for task in (task_id, pair["own"])
    )
    return WEAKER if theirs and not ours else None


def _holds(firm: pd.DataFrame, task_id: str, name: str) -> bool:
    return task_id in firm.index and bool(firm.at[task_id, name])


def _rank(row: dict[str, Any]) -> tuple[int, float, int]:
    firmness = sum(row[name] for name in SIGNS)
    likely = float(row["probability"]) if row["state"] == UNCERTAIN else 0.0
    return STATES.index(row["state"]), likely, -firmness
