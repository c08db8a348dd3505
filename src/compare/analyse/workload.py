"""What each department is asked to do: counts, shares, ranks, who works with whom.

One plan names its departments under every task, another once per section. A section's clause
repeated for each of its tasks would count the same mention several times over, so plans are
compared at the grain they share (`find_shared_grain`), with the raw task counts beside it.
Key tasks only; shares are of the tasks or sections that carry a responsibility clause.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd

from compare.schema import build_table

GRAINS = ("task", "section")
TOP = 10
Merged = Literal["split", "each"]
Row = dict[str, Any]


def describe_grain(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per plan: key tasks by the scope of the clause that names their departments.

    Columns plan_id, task, section, document (tasks covered by clauses of that scope), grain (the
    finest that no clause of the plan is coarser than).
    """
    named = _name_units(tasks, assignments)
    rows: list[Row] = []
    for plan_id, part in named.groupby("plan_id", sort=False):
        covered = part.groupby("scope")["task_id"].nunique()
        counts = {scope: int(covered.get(scope, 0)) for scope in ("task", "section", "document")}
        grain = next((s for s in ("document", "section") if counts[s]), "task")
        rows.append({"plan_id": plan_id, **counts, "grain": grain})
    return pd.DataFrame(rows, columns=["plan_id", "task", "section", "document", "grain"])


def find_shared_grain(tasks: pd.DataFrame, assignments: pd.DataFrame) -> str:
    """`task` where every clause of every plan speaks for one task, else `section`."""
    grains = set(describe_grain(tasks, assignments)["grain"])
    return "task" if grains <= {"task"} else "section"


def count_workload(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per plan, grain and department, busiest first.

    mentions: key tasks (sections) whose clause names the department, each once; lead, support,
    responsible: of these in that role (a section can hold several). share: mentions / tasks
    (sections) of the plan that carry a clause. rank: by mentions, ties share the best.
    """
    named = _name_units(tasks, assignments)
    rows: list[Row] = []
    for grain in GRAINS:
        for plan_id, part in named.groupby("plan_id", sort=False):
            units = part[grain].nunique()
            found = []
            for department, own in part.groupby("department_id", sort=True):
                roles = own.groupby("role")[grain].nunique()
                found.append(
                    {
                        "plan_id": plan_id,
                        "department_id": department,
                        "grain": grain,
                        "mentions": own[grain].nunique(),
                        **{r: int(roles.get(r, 0)) for r in ("lead", "support", "responsible")},
                    }
                )
            rows += _rank(found, "department_id", units)
    return build_table("workload", rows)


def count_functions(
    tasks: pd.DataFrame,
    assignments: pd.DataFrame,
    functions: pd.DataFrame,
    merged: Merged = "each",
    grain: str = "section",
) -> pd.DataFrame:
    """One row per plan and function: the load by what is done, not by how bureaus were merged.

    A bureau of k functions (市教体局: 教育, 体育) counts for each of them (`each`: sections that
    call on the function) or 1/k for each (`split`: the sum over functions is the number of
    mentions). A body without a function in `functions` stands for itself.

    Columns plan_id, function_id, function_zh, grain, merged, mentions, share, rank, departments.
    """
    named = _name_units(tasks, assignments)[["plan_id", "department_id", grain]].drop_duplicates()
    held = _list_functions(functions)
    names = dict(zip(functions["function_id"], functions["function_zh"], strict=True))
    rows: list[Row] = []
    for plan_id, part in named.groupby("plan_id", sort=False):
        loads: dict[str, float] = {}
        seen: dict[str, set[str]] = {}
        holders: dict[str, set[str]] = {}
        pairs = zip(part["department_id"], part[grain], strict=True)
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
                "grain": grain,
                "merged": merged,
                "mentions": loads[function] if merged == "split" else float(len(seen[function])),
                "departments": ";".join(sorted(holders[function])),
            }
            for function in sorted(loads)
        ]
        rows += _rank(found, "function_id", part[grain].nunique())
    columns = ["plan_id", "function_id", "function_zh", "grain", "merged", "mentions", "share"]
    return pd.DataFrame(rows, columns=[*columns, "rank", "departments"])


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


def build_network(
    tasks: pd.DataFrame, assignments: pd.DataFrame, grain: str = "section"
) -> pd.DataFrame:
    """One row per plan and pair of departments named for the same section (or task).

    Columns plan_id, department_a < department_b, weight (sections they share), share (of the
    plan's sections that carry a clause).
    """
    named = _name_units(tasks, assignments)
    rows: list[Row] = []
    for plan_id, part in named.groupby("plan_id", sort=False):
        weights: Counter[tuple[str, str]] = Counter()
        groups = part.groupby(grain, sort=False)["department_id"]
        for _, members in groups:
            weights.update(combinations(sorted(set(members)), 2))
        rows += [
            {
                "plan_id": plan_id,
                "department_a": pair[0],
                "department_b": pair[1],
                "weight": weight,
                "share": weight / part[grain].nunique(),
            }
            for pair, weight in sorted(weights.items())
        ]
    columns = ["plan_id", "department_a", "department_b", "weight", "share"]
    return pd.DataFrame(rows, columns=columns)


def measure_centrality(network: pd.DataFrame) -> pd.DataFrame:
    """One row per plan and department of `build_network`, most central first.

    degree: partners; strength: sum of weights (Barrat et al. 2004); eigenvector: Bonacich 1972,
    by power iteration on W + I (the shift keeps a two-sided network from swinging), largest
    value 1.
    """
    rows: list[Row] = []
    for plan_id, part in network.groupby("plan_id", sort=False):
        names = sorted({*part["department_a"], *part["department_b"]})
        place = {name: index for index, name in enumerate(names)}
        weights = np.zeros((len(names), len(names)))
        edges = zip(part["department_a"], part["department_b"], part["weight"], strict=True)
        for a, b, weight in edges:
            weights[place[a], place[b]] = weights[place[b], place[a]] = weight
        scores = _iterate_power(weights)
        found: list[Row] = [
            {
                "plan_id": plan_id,
                "department_id": name,
                "degree": int((weights[index] > 0).sum()),
                "strength": int(weights[index].sum()),
                "eigenvector": scores[index],
            }
            for index, name in enumerate(names)
        ]
        rows += sorted(found, key=lambda r: (-r["eigenvector"], r["department_id"]))
    columns = ["plan_id", "department_id", "degree", "strength", "eigenvector"]
    return pd.DataFrame(rows, columns=columns)


def _iterate_power(
    weights: np.ndarray, tolerance: float = 1e-13, limit: int = 10_000
) -> list[float]:
    vector = np.ones(len(weights))
    shifted = weights + np.eye(len(weights))
    for _ in range(limit):
        following = shifted @ vector
        following = following / following.max()
        done = float(np.abs(following - vector).max()) < tolerance
        vector = following
        if done:
            break
    # Rounded, so that equal departments tie whatever order the sums were taken in.
    return [round(float(value), 9) for value in vector]


def measure_breadth(
    tasks: pd.DataFrame, assignments: pd.DataFrame, themes: pd.DataFrame
) -> pd.DataFrame:
    """One row per plan and department: over how many themes its tasks spread, broadest first.

    `themes` has a row per task and theme it belongs to (task_id, theme_id). Columns plan_id,
    department_id, tasks, themes (distinct), share (of the themes that occur in the plan).
    """
    named = _name_units(tasks, assignments)[["plan_id", "task_id", "department_id"]]
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


def rank_variants(
    tasks: pd.DataFrame, assignments: pd.DataFrame, functions: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Other ways to count the same clauses: name → frame with plan_id, item, value.

    Departments: `section` (the measure of record), `task` (section clauses repeated for every
    task), `lead` and `first` (named as lead, named first; by section), `weighted` (each section's
    clause counts 1, divided among those it names). Functions: `function_each`, `function_split`.
    """
    named = _name_units(tasks, assignments)
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
    rows: list[Row] = []
    for plan_id in plans:
        for name_a, name_b in compared:
            a, b = (_values(variants[name], plan_id) for name in (name_a, name_b))
            row = {"plan_id": plan_id, "variant_a": name_a, "variant_b": name_b}
            rows.append(row | _compare_values(a, b))
    names = ["plan_id", "variant_a", "variant_b", "items", "kendall_tau", "top10_overlap"]
    return pd.DataFrame(rows, columns=[*names, "moved", "by"])


def _compare_values(a: dict[str, float], b: dict[str, float]) -> dict[str, object]:
    items = sorted({*a, *b})
    if not a or not b:
        return {"items": len(items), "kendall_tau": None, "top10_overlap": None, "moved": ""}
    ranks_a, ranks_b = (_rank_values({i: v.get(i, 0.0) for i in items}) for v in (a, b))
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


def _name_units(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Assignments of key tasks with `task` and `section`, the units of the two grains."""
    key = tasks.loc[tasks["kind"] == "key_task", ["task_id", "section_id"]]
    named = assignments.merge(key, on="task_id", how="inner")
    return named.rename(columns={"section_id": "section"}).assign(task=named["task_id"])


def _rank(found: list[Row], item: str, units: int) -> list[Row]:
    ranks = _rank_values({row[item]: row["mentions"] for row in found})
    for row in found:
        row |= {"share": row["mentions"] / units, "rank": ranks[row[item]]}
    return sorted(found, key=lambda row: (row["rank"], row[item]))


def _rank_values(values: Mapping[str, float]) -> dict[str, int]:
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


def _values(frame: pd.DataFrame, plan_id: str) -> dict[str, float]:
    part = frame[frame["plan_id"] == plan_id]
    return dict(zip(part["item"], part["value"].astype(float), strict=True))
