"""Who is named how often: by department, and by what departments do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from compare.schema import TABLES, check_table
from compare.schema.grain import mask_key_tasks
from compare.schema.plan_tables import ROLES, SCOPES

GRAINS = ("task", "section")
Merged = Literal["split", "each"]
Row = dict[str, Any]
Codes = np.ndarray[tuple[int], np.dtype[np.int64]]
_NAMED = ["plan_id", "task_id", "scope", "role", "position", "department_id"]


def count_scopes(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per plan: key tasks by the scope of the clause that names their departments.

    Columns plan_id, task, item, section, document (tasks covered by clauses of that scope), grain
    (the finest that no clause of the plan is coarser than; an item is told as its section).
    """
    named = name_units(tasks, assignments)
    rows: list[Row] = []
    for plan_id, part in named.groupby("plan_id", sort=False):
        covered = part.groupby("scope")["task_id"].nunique()
        counts = {scope: int(covered.get(scope, 0)) for scope in SCOPES}
        coarsest = "section" if counts["item"] else "task"
        grain = next((s for s in ("document", "section") if counts[s]), coarsest)
        rows.append({"plan_id": plan_id, **counts, "grain": grain})
    return pd.DataFrame(rows, columns=["plan_id", *SCOPES, "grain"])


def find_shared_grain(tasks: pd.DataFrame, assignments: pd.DataFrame) -> str:
    """`task` where every clause of every plan speaks for one task, else `section`."""
    grains = set(count_scopes(tasks, assignments)["grain"])
    return "task" if grains <= {"task"} else "section"


def count_workload(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per plan, grain and department, busiest first.

    mentions: key tasks (sections) whose clause names the department, each once; lead, support,
    responsible: of these in that role (a section can hold several). share: mentions / tasks
    (sections) of the plan that carry a clause. rank: by mentions, ties share the best.
    """
    named = name_units(tasks, assignments)
    plan, plans = pd.factorize(named["plan_id"])
    # By code point, as Python sorts: not by a locale.
    department, departments = pd.factorize(named["department_id"], sort=True)
    role = named["role"].to_numpy()
    parts = []
    for grain in GRAINS:
        unit = pd.factorize(named[grain])[0]
        once = _drop_repeats(plan, department, unit)
        loads = pd.DataFrame({"plan": plan[once], "department": department[once]})
        counted = loads.value_counts(sort=False).rename("mentions").to_frame()
        for name in ROLES:
            own = np.flatnonzero(role == name)
            own = own[_drop_repeats(plan[own], department[own], unit[own])]
            loads = pd.DataFrame({"plan": plan[own], "department": department[own]})
            counted[name] = loads.value_counts(sort=False)
        table = counted.fillna(0).reset_index()
        units = np.bincount(plan[_drop_repeats(plan, unit)], minlength=len(plans))
        table["share"] = table["mentions"] / units[table["plan"]]
        mentions = table.groupby("plan")["mentions"]
        table["rank"] = mentions.rank(method="min", ascending=False)
        table = table.sort_values(["plan", "rank", "department"])
        table["plan_id"], table["grain"] = plans[table["plan"]], grain
        table["department_id"] = departments[table["department"]]
        parts.append(table)
    return check_table(pd.concat(parts)[list(TABLES["workload"].names)], "workload")


def _drop_repeats(*codes: Codes) -> Codes:
    """The places where a combination of codes stands first."""
    combined = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        combined = combined * (code.max(initial=0) + 1) + code
    return np.sort(np.unique(combined, return_index=True)[1])


def count_functions(
    tasks: pd.DataFrame,
    assignments: pd.DataFrame,
    functions: pd.DataFrame,
    merged: Merged = "each",
) -> pd.DataFrame:
    """One row per plan and function: the load by what is done, not by how bureaus were merged.

    Sections are counted, the grain that all plans have.

    A bureau of k functions (市教体局: 教育, 体育) counts for each of them (`each`: sections that
    call on the function) or 1/k for each (`split`: the sum over functions is the number of
    mentions). A body without a function in `functions` stands for itself.

    Columns plan_id, function_id, function_zh, grain, merged, mentions, share, rank, departments.
    """
    named = name_units(tasks, assignments)[
        ["plan_id", "department_id", "section"]
    ].drop_duplicates()
    held = _list_functions(functions)
    names = dict(zip(functions["function_id"], functions["function_zh"], strict=True))
    rows: list[Row] = []
    for plan_id, part in named.groupby("plan_id", sort=False):
        loads: dict[str, float] = {}
        seen: dict[str, set[str]] = {}
        holders: dict[str, set[str]] = {}
        pairs = zip(part["department_id"], part["section"], strict=True)
        for department, unit in sorted(pairs):
            own = held.get((str(plan_id), department), [department])
            for function in own:
                loads[function] = loads.get(function, 0.0) + 1 / len(own)
                seen.setdefault(function, set()).add(unit)
                holders.setdefault(function, set()).add(department)
        found = [
            {
                "plan_id": plan_id,
                "function_id": function,
                "function_zh": names.get(function, ""),
                "grain": "section",
                "merged": merged,
                "mentions": loads[function] if merged == "split" else float(len(seen[function])),
                "departments": ";".join(sorted(holders[function])),
            }
            for function in sorted(loads)
        ]
        rows += _rank(found, "function_id", part["section"].nunique())
    columns = ["plan_id", "function_id", "function_zh", "grain", "merged", "mentions", "share"]
    return pd.DataFrame(rows, columns=[*columns, "rank", "departments"])


def name_units(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Assignments of key tasks with `task` and `section`, the units of the two grains."""
    key = tasks.loc[mask_key_tasks(tasks), ["task_id", "section_id"]]
    named = assignments[_NAMED].merge(key, on="task_id", how="inner")
    return named.rename(columns={"section_id": "section"}).assign(task=named["task_id"])


def _rank(found: list[Row], item: str, units: int) -> list[Row]:
    ranks = rank_values({row[item]: row["mentions"] for row in found})
    for row in found:
        row |= {"share": row["mentions"] / units, "rank": ranks[row[item]]}
    return sorted(found, key=lambda row: (row["rank"], row[item]))


def rank_values(values: Mapping[str, float]) -> dict[str, int]:
    """Rank 1 for the largest; equal values (to nine decimals) share the best rank."""
    rounded = {item: round(float(value), 9) for item, value in values.items()}
    ordered = sorted(rounded.values(), reverse=True)
    first = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
    return {item: first[value] for item, value in rounded.items()}


def _list_functions(functions: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    held: dict[tuple[str, str], list[str]] = {}
    columns = (functions["plan_id"], functions["department_id"], functions["function_id"])
    for plan, department, function in zip(*columns, strict=True):
        held.setdefault((plan, department), []).append(function)
    return held
