"""Plans compared by how binding their tasks are."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from compare.analyse.commitment.clauses import MODALITIES, list_clauses

RULES = ("clause", "sentence_strongest", "sentence_first")
BINDING = ("has_number", "has_deadline", "has_lead")
FLAGS = ("has_number", "has_deadline", "has_lead", "has_responsible", "has_cadence", "has_standing")


def compare_modality_rules(tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per plan, counting rule and modality: how much the rule matters.

    `clause` counts every governed clause; `sentence_strongest` gives a sentence the strongest
    modality found in it, `sentence_first` the one of its first governed clause. Columns plan_id,
    rule, modality, count, share (of the governed clauses or sentences, 0–1).
    """
    clauses = list_clauses(tasks)
    governed = clauses[clauses["modality"] != ""]
    rows: list[dict[str, object]] = []
    for plan_id, part in governed.groupby("plan_id", sort=False):
        sentences = [
            list(group["modality"])
            for _, group in part.groupby(["task_id", "sentence"], sort=False)
        ]
        counted = {
            "clause": Counter(part["modality"]),
            "sentence_strongest": Counter(min(s, key=MODALITIES.index) for s in sentences),
            "sentence_first": Counter(s[0] for s in sentences),
        }
        for rule in RULES:
            total = counted[rule].total()
            rows += [
                {
                    "plan_id": plan_id,
                    "rule": rule,
                    "modality": name,
                    "count": counted[rule][name],
                    "share": counted[rule][name] / total,
                }
                for name in MODALITIES
            ]
    return pd.DataFrame(rows, columns=["plan_id", "rule", "modality", "count", "share"])


def measure_commitment(
    commitment: pd.DataFrame,
    tasks: pd.DataFrame,
    themes: pd.DataFrame | None = None,
    assignments: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per plan and group (the plan, its sections, themes, departments).

    Columns plan_id, level (plan|section|theme|department), group, tasks, then for each flag the
    share of tasks that have it, then for each modality its share of the governed clauses.
    `themes` has columns task_id, theme_id; a task counts in each of its themes and departments.
    """
    plan = tasks[["task_id"]].assign(group=tasks["plan_id"])
    section = tasks[["task_id"]].assign(group=tasks["section_id"])
    levels = [("plan", plan), ("section", section)]
    if themes is not None:
        levels.append(("theme", themes.rename(columns={"theme_id": "group"})))
    if assignments is not None:
        levels.append(("department", assignments.rename(columns={"department_id": "group"})))
    rows = []
    for level, groups in levels:
        members = groups[["task_id", "group"]].drop_duplicates()
        joined = members.merge(commitment, on="task_id", how="inner")
        parts = dict(tuple(joined.groupby("plan_id", sort=False)))
        for plan_id in filter(parts.__contains__, commitment["plan_id"].drop_duplicates()):
            for group, found in parts[plan_id].groupby("group", sort=False):
                rows.append({"plan_id": plan_id, "level": level, "group": group, **_share(found)})
    return pd.DataFrame(rows, columns=["plan_id", "level", "group", "tasks", *FLAGS, *MODALITIES])


def _share(found: pd.DataFrame) -> dict[str, object]:
    counts = {name: int(found[name].sum()) for name in MODALITIES}
    total = sum(counts.values())
    return {
        "tasks": len(found),
        **{flag: int(found[flag].sum()) / len(found) for flag in FLAGS},
        **{name: counts[name] / total if total else None for name in MODALITIES},
    }


def list_comparable(commitment: pd.DataFrame) -> list[str]:
    """The flags of BINDING that every plan could state, as columns.

    Any plan could give a number or a deadline. Who leads is compared only where every plan has a
    task with a lead: one that lists bodies side by side does not leave tasks without a lead.
    """
    leads = commitment.groupby("plan_id", sort=False)["has_lead"].any()
    return [name for name in BINDING if name != "has_lead" or bool(leads.all())]


def list_unbound(commitment: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per task with none of what all plans could state (`list_comparable`), in order.

    Columns: task_id, plan_id, kind, section_title, title, has_responsible, has_cadence, modality.
    """
    binding = list_comparable(commitment)
    loose = commitment[~commitment[binding].astype(bool).any(axis=1)]
    described = loose.merge(
        tasks[["task_id", "kind", "section_title", "title"]], on="task_id", how="left"
    )
    names = ["task_id", "plan_id", "kind", "section_title", "title"]
    return described[[*names, "has_responsible", "has_cadence", "modality"]]
