"""The tasks: sentences about how many there are, their counterparts, and how binding they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from compare.analyse.commitment import list_comparable
from compare.present.wording.findings.finding import (
    Finding,
    Pair,
    Tables,
    add_counts,
    join_plans,
    join_sure_counts,
    join_values,
    make_finding,
)
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase
from compare.schema.grain import mask_key_tasks


def list_task_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Size, commitment, and of several plans the counterparts."""
    plans, tasks, pairs = tables["plans"], tables["tasks"], tables["task_pairs"]
    if len(tasks):
        yield make_finding("size", _describe_size(tables, lang), lang)
    if len(pairs) and len(plans) > 1:
        yield make_finding("alignment", summarise_alignment(pairs, tasks, plans, lang), lang)
    if len(tables["commitment"]):
        sentence = summarise_commitment(tables["commitment"], plans, lang)
        yield make_finding("commitment", sentence, lang)


def _describe_size(tables: Tables, lang: str) -> str:
    """比较 2 个规划：海安 41 项重点任务、50 个部门；太仓 …"""
    plans, named = tables["plans"], tables["assignments"]
    counts = {plan: len(select_key_tasks(tables["tasks"], plan)) for plan in plans["plan_id"]}
    key = "size.plan" if len(named) else "size.plan.tasks"
    values = {
        plan: phrase(
            key,
            lang,
            tasks=count,
            departments=named.loc[named["plan_id"] == plan, "department_id"].nunique(),
        )
        for plan, count in counts.items()
    }
    joined = join_plans(plans, lang, values, counts)
    return phrase("size.title", lang, n=len(plans), plans=joined)


def select_key_tasks(tasks: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """The plan's key tasks in document order; safeguards are not compared."""
    return tasks[(tasks["plan_id"] == plan_id) & mask_key_tasks(tasks)]


def select_matched(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs of tasks that are judged counterparts."""
    return pairs[pairs["matched"].fillna(False).astype(bool)]


def find_pair(plans: pd.DataFrame) -> Pair | None:
    """The pair there is where there are two plans, else None."""
    ids = list(plans["plan_id"])
    return (ids[0], ids[1]) if len(ids) == 2 else None


def summarise_alignment(
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    lang: str,
    pair: Pair | None = None,
) -> str:
    """How many tasks of each plan have a counterpart in the other, or in any other plan."""
    shown = pair or tuple(plans["plan_id"])
    if len(shown) < 2:
        return phrase("alignment.title.none", lang)
    counts, labels = _count_matched(pairs, tasks, shown), label_plans(plans, lang)
    values = {plan: f"{some}/{every}" for plan, (some, every) in counts.items()}
    if len(shown) == 2:
        joined = join_values(((labels[plan], value) for plan, value in values.items()), lang)
        return phrase("alignment.title.two", lang, plans=joined)
    shares = {plan: some / max(every, 1) for plan, (some, every) in counts.items()}
    ordered = sorted(shares, key=lambda plan: shares[plan])
    low, high = ordered[0], ordered[-1]
    if counts[low][0] * counts[high][1] == counts[high][0] * counts[low][1]:
        return phrase("alignment.title.equal", lang, share=format_figure(shares[low], "share"))
    return phrase(
        "alignment.title.many",
        lang,
        most=labels[high],
        most_value=values[high],
        least=labels[low],
        least_value=values[low],
    )


def _count_matched(
    pairs: pd.DataFrame, tasks: pd.DataFrame, shown: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """plan_id → its tasks with a counterpart in another of the plans shown, and all its tasks."""
    matched = select_matched(pairs)
    matched = matched[matched["plan_a"].isin(shown) & matched["plan_b"].isin(shown)]
    answered = set(matched["task_a"]) | set(matched["task_b"])
    own = {plan: select_key_tasks(tasks, plan)["task_id"] for plan in shown}
    return {plan: (int(ids.isin(answered).sum()), len(ids)) for plan, ids in own.items()}


def summarise_commitment(commitment: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """The tasks with none of what every plan could state, per plan where plans surely differ."""
    if commitment.empty:
        return phrase("commitment.title.none", lang)
    binding = list_comparable(commitment)
    loose = ~commitment[binding].fillna(False).astype(bool).any(axis=1)
    counts = {
        str(plan): (int(part.sum()), len(part))
        for plan, part in loose.groupby(commitment["plan_id"], sort=False)
    }
    names = join_names([phrase(f"commitment.key.{name}", lang) for name in binding], lang)
    if joined := join_sure_counts(counts, plans, lang):
        return phrase("commitment.title.differ", lang, names=names, plans=joined)
    if len(counts) < 2:
        return phrase("commitment.title.one", lang, names=names, **add_counts(counts))
    return phrase("commitment.title.alike", lang, names=names, **add_counts(counts))
