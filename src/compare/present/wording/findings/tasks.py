"""The tasks: sentences about how many there are, their counterparts, and how binding they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from compare.analyse.alignment import COUNTERPART, NONE, STATES, UNCERTAIN, judge_tasks
from compare.analyse.commitment import list_comparable
from compare.analyse.practices import OURS, PARTIAL, choose_states, judge_lines
from compare.present.wording.findings.finding import (
    Finding,
    Pair,
    Tables,
    find_sure_ends,
    join_counts,
    join_plans,
    make_finding,
    name_ends,
    tally_plans,
)
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase
from compare.schema.grain import mask_key_tasks


def list_task_findings(
    tables: Tables, lang: str, sources: Mapping[str, str] | None = None
) -> Iterator[Finding]:
    """Size, commitment, and of several plans the counterparts.

    With the `sources` of two plans their counterparts are counted as the side-by-side table does,
    where a task without a near one may have a counterpart in other words; else as the tables judge
    them, where a task that has none is clearly alone. Each is told in words of its own.
    """
    plans, tasks, pairs = tables["plans"], tables["tasks"], tables["task_pairs"]
    if len(tasks):
        yield make_finding("size", _describe_size(tables, lang), lang)
    if len(pairs) and len(plans) > 1:
        lines = _judge_two(tables, sources or {})
        told = summarise_alignment(pairs, tasks, plans, lang, lines)
        yield make_finding("alignment", told, lang, "" if lines else "alignment.caveat.judged")
    if len(tables["commitment"]):
        sentence = summarise_commitment(tables["commitment"], plans, lang)
        yield make_finding("commitment", sentence, lang)


def _describe_size(tables: Tables, lang: str) -> str:
    """海安方案列 41 项重点任务、50 个责任单位；太仓方案列 …, of more plans 比较 3 个规划：海安 41 项重点任务…"""
    plans, named = tables["plans"], tables["assignments"]
    counts = {plan: len(select_key_tasks(tables["tasks"], plan)) for plan in plans["plan_id"]}
    two, labels = len(plans) == 2, label_plans(plans, lang)
    key, nobody = "size.plan", "size.plan.tasks" if named.empty else "size.plan.nobody"
    if two:
        key = "size.plan.two"
        nobody = "size.plan.two.tasks" if named.empty else "size.plan.two.nobody"
    departments = named.groupby("plan_id", sort=False)["department_id"].nunique()
    values = {
        plan: phrase(
            key if plan in departments else nobody,
            lang,
            plan=labels[plan],
            tasks=count,
            departments=departments.get(plan, 0),
        )
        for plan, count in counts.items()
    }
    if two:
        told = phrase("mark.semicolon", lang).join(values.values())
        return phrase("size.title.two", lang, plans=told)
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
    lines: Sequence[tuple[str, str, str]] = (),
) -> str:
    """How many tasks of each plan have a counterpart in another plan, have to be checked, have none.

    海安 33 项中有对应 31（其中范围不同 3 项）、待核 1、未找到相近任务 1；太仓 …, of `lines` of two plans as
    `judge_lines` has them, else by the judgement of the pairs (… 无对应 0); of more than two plans
    the highest and the lowest share; one without key tasks is no lowest.
    """
    shown, labels = [str(plan) for plan in plans["plan_id"]], label_plans(plans, lang)
    counts = (
        {plan: _count_lines(lines, side) for side, plan in enumerate(shown)}
        if lines
        else count_states(pairs, tasks, shown)
    )
    values = {plan: _tell_states(states, lang) for plan, states in counts.items()}
    if len(shown) == 2:
        told = (f"{labels[plan]} {value}" for plan, value in values.items())
        joined = phrase("mark.semicolon", lang).join(told)
        return phrase("alignment.title.two", lang, plans=joined)
    known = {plan: states for plan, states in counts.items() if any(states.values())}
    if not known:
        return phrase("alignment.title.none", lang)
    shares = {plan: states[COUNTERPART] / sum(states.values()) for plan, states in known.items()}
    rounded = {plan: format_figure(share, "share") for plan, share in shares.items()}
    named = {plan: labels[plan] for plan in known}
    ends = name_ends(named, rounded, shares, lang)
    if len(ends) == 1:
        together = {state: sum(own[state] for own in known.values()) for state in counts[shown[0]]}
        states = _tell_states(together, lang)
        return phrase("alignment.title.equal", lang, share=ends[0], states=states)
    alone = {
        f"{label} {rounded[plan]}": label + phrase("mark.brackets", lang, text=values[plan])
        for plan, label in named.items()
    }
    most, least = (alone.get(end, end) for end in ends)
    sentence = phrase("alignment.title.many", lang, most=most, least=least)
    answered = {plan: (own[COUNTERPART], sum(own.values())) for plan, own in known.items()}
    return sentence if find_sure_ends(answered) else sentence + phrase("range.alike", lang)


def count_states(
    pairs: pd.DataFrame, tasks: pd.DataFrame, shown: Sequence[str]
) -> dict[str, dict[str, int]]:
    """plan_id → of its key tasks those with a counterpart in another of the plans shown
    (`counterpart`), else those with a pair to be checked (`uncertain`), else those that have
    `none`, and `rest`, of which nothing was judged."""
    judged = judge_tasks(pairs[pairs["plan_a"].isin(shown) & pairs["plan_b"].isin(shown)])
    by_state = [set(judged.loc[judged["judgement"] == state, "task_id"]) for state in STATES]
    counts: dict[str, dict[str, int]] = {}
    for plan in shown:
        left = set(select_key_tasks(tasks, plan)["task_id"])
        counts[plan] = {}
        for state, those in zip(STATES, by_state, strict=True):
            counts[plan][state] = len(left & those)
            left -= those
        counts[plan]["rest"] = len(left)
    return counts


def _judge_two(tables: Tables, sources: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The lines of two plans whose texts are at hand and all of whose tasks were judged, else none."""
    plans = [str(plan) for plan in tables["plans"]["plan_id"]]
    if len(plans) != 2 or not all(sources.get(plan) for plan in plans):
        return []
    counts = count_states(tables["task_pairs"], tables["tasks"], plans)
    judged = not any(states["rest"] for states in counts.values())
    return judge_lines(tables, sources, plans[0], plans[1]) if judged else []


def _count_lines(lines: Sequence[tuple[str, str, str]], side: int) -> dict[str, int]:
    """How many tasks of a side have a counterpart, have to be checked or have no near one (`ours`),
    and how many counterparts are of another scope (`partial`)."""
    states = list(choose_states(lines, side).values())
    apart = states.count(PARTIAL)
    counted = {COUNTERPART: states.count(COUNTERPART) + apart, UNCERTAIN: states.count(UNCERTAIN)}
    return counted | {OURS: states.count(OURS), PARTIAL: apart}


def _tell_states(states: Mapping[str, int], lang: str) -> str:
    """33 项中有对应 31（其中范围不同 3 项）、待核 1、未找到相近任务 1 of `_count_lines`; of `count_states`
    33 项中有对应 29、待核 3、无对应 0、未判定 1."""
    partial, rest = states.get(PARTIAL, 0), states.get("rest", 0)
    apart = phrase("onepage.count.partial", lang, n=partial) if partial else ""
    told = phrase(
        "alignment.states" if OURS in states else "alignment.states.judged",
        lang,
        tasks=sum(states.values()) - partial,
        counterpart=f"{states[COUNTERPART]}{phrase('mark.brackets', lang, text=apart) if apart else ''}",
        uncertain=states[UNCERTAIN],
        none=states[OURS if OURS in states else NONE],
    )
    return told + (phrase("alignment.states.rest", lang, n=rest) if rest else "")


def summarise_commitment(commitment: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """The tasks of each plan with none of what every plan could state, and whether that differs."""
    if commitment.empty:
        return phrase("commitment.title.none", lang)
    binding = list_comparable(commitment)
    loose = ~commitment[binding].fillna(False).astype(bool).any(axis=1)
    every, some = tally_plans(commitment), tally_plans(commitment[loose])
    names = join_names([phrase(f"commitment.key.{name}", lang) for name in binding], lang)
    told = phrase(
        "commitment.title", lang, names=names, plans=join_counts(plans, lang, some, every)
    )
    differ = find_sure_ends({plan: (some.get(plan, 0), n) for plan, n in every.items()})
    if differ or len(every) < 2:
        return told
    return told + phrase("range.alike", lang)
