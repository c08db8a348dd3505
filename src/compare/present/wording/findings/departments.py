"""Who is asked to do what: sentences about workload and its spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from compare.analyse.workload import compare_concentration
from compare.present.wording.findings.finding import (
    MOST_PLANS,
    Finding,
    Tables,
    find_sure_ends,
    join_plans,
    join_values,
    make_finding,
)
from compare.present.wording.labels import join_names, label_as_written, label_plans, name_all
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase

MOST_APART = 2  # departments that are told apart


def list_department_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Widest remit and concentration; nothing where no clause names a department.

    The widest remit only where counting by task gives one of the same departments, concentration
    only where it surely differs.
    """
    plans, departments, workload = tables["plans"], tables["departments"], tables["workload"]
    sections = select_sections(workload)
    if sections.empty:
        return
    if is_widest_either_way(workload, sections, plans):
        names = label_as_written(departments, tables["assignments"], plans, lang)
        sentence = summarise_workload(sections, names, plans, lang, "section")
        yield make_finding("workload", sentence, lang)
    if len(plans) > MOST_PLANS:
        return
    compared = compare_concentration(tables["tasks"], tables["assignments"])
    if sentence := summarise_concentration(compared, plans, lang):
        yield make_finding("concentration", sentence, lang)


def summarise_concentration(compared: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """The two plans that differ most in `compare_concentration`, empty where none surely do."""
    sure = compared[(compared["low"] > 0) | (compared["high"] < 0)]
    if len(sure) == 0:
        return ""
    row = max(sure.to_dict("records"), key=lambda row: abs(float(row["difference"])))
    values = {row[f"plan_{side}"]: float(row[f"gini_{side}"]) for side in "ab"}
    shown = {plan: format_figure(value, "index") for plan, value in values.items()}
    joined = join_plans(plans, lang, shown, values)
    return phrase("concentration.title", lang, plans=joined)


def select_sections(workload: pd.DataFrame) -> pd.DataFrame:
    """The rows counted by section, which can be compared between plans."""
    return workload[workload["grain"] == "section"]


def summarise_workload(
    chosen: pd.DataFrame, names: Mapping[str, str], plans: pd.DataFrame, lang: str, grain: str
) -> str:
    """The departments named most widely, of two plans those on which they differ most, of more one
    on which they surely differ. `names`: department_id → how it is called."""
    what = phrase(f"workload.grain.{grain}", lang)
    if chosen.empty:
        return phrase("workload.title.none", lang, what=what)
    labels = label_plans(plans, lang)
    top, mean = list_widest(chosen, plans)
    widest, share = join_names([names[d] for d in top], lang), format_figure(mean, "share")
    if len(labels) < 2:
        return phrase("workload.title.one", lang, widest=widest, share=share, what=what)
    if round(mean, 9) == 1:
        head = phrase(
            "workload.title.all", lang, widest=widest, what=what, every=name_all(plans, lang)
        )
    else:
        head = phrase("workload.title", lang, widest=widest, share=share, what=what)
    if len(labels) == 2:
        apart, is_sure = choose_apart(chosen, plans)
        told = join_names(
            [_tell_apart(chosen, d, names[d], plans, lang) for d in apart],
            lang,
            mark="mark.semicolon",
        )
        key = "workload.title.apart" if is_sure else "workload.title.apart.chance"
        return phrase(key, lang, head=head, departments=told) if told else head
    ends = find_difference(chosen, plans)
    if ends is None:
        return head
    department, counts = ends
    values = ((labels[p], format_figure(some / every, "share")) for p, (some, every) in counts)
    joined = join_values(values, lang)
    return phrase("workload.title.differ", lang, head=head, name=names[department], ends=joined)


def choose_apart(chosen: pd.DataFrame, plans: pd.DataFrame) -> tuple[list[str], bool]:
    """The departments on which two plans differ most, and whether they do beyond chance.

    Of those that surely differ the first two, else of all; none is named that ties with one left out,
    and where the first place is shared by more than two, all that share it.
    """
    every, mentions = _count_units(chosen)
    ranked = rank_apart(chosen, plans) if len(every) > 1 else []
    counts = {d: {plan: (mentions[d].get(plan, 0), n) for plan, n in every.items()} for d in ranked}
    sure = [d for d in ranked if find_sure_ends(counts[d], len(mentions))]
    listed = sure or ranked
    gaps = [_measure_gap(counts[d]) for d in listed]
    if len(listed) > MOST_APART:
        above = [d for d, gap in zip(listed, gaps, strict=True) if gap > gaps[MOST_APART]]
        first = [d for d, gap in zip(listed, gaps, strict=True) if gap == gaps[0]]
        listed = above[:MOST_APART] or first
    return listed, bool(sure)


def _measure_gap(counts: Mapping[str, tuple[int, int]]) -> float:
    shares = [some / every for some, every in counts.values()]
    return round(max(shares) - min(shares), 9)


def rank_apart(chosen: pd.DataFrame, plans: pd.DataFrame) -> list[str]:
    """The departments whose share of the plans differs, that which differs most first."""
    shares = chosen.pivot_table(
        index="department_id", columns="plan_id", values="share", sort=False
    )
    shares = shares.reindex(columns=list(plans["plan_id"])).fillna(0.0)
    apart = (shares.max(axis=1) - shares.min(axis=1)).round(9)
    ranked = apart[apart > 0].sort_values(ascending=False, kind="stable")
    return [str(department) for department in ranked.index]


def _tell_apart(
    chosen: pd.DataFrame, department: str, name: str, plans: pd.DataFrame, lang: str
) -> str:
    """团市委（海安3节，太仓10节、牵头1节）."""
    labels, rows = label_plans(plans, lang), chosen[chosen["department_id"] == department]
    own = {str(row["plan_id"]): row for row in rows.to_dict("records")}
    values = []
    for plan, label in labels.items():
        row = own.get(plan)
        count = int(row["mentions"]) if row else 0
        leads = int(row["lead"]) if row and not pd.isna(row["lead"]) else 0
        told = phrase("workload.sections", lang, n=count)
        if leads:
            told += phrase("workload.sections.lead", lang, n=leads)
        values.append(label + phrase("mark.space", lang) + told)
    joined = phrase("mark.comma", lang).join(values)
    return name + phrase("mark.brackets", lang, text=joined)


def is_widest_either_way(
    workload: pd.DataFrame, sections: pd.DataFrame, plans: pd.DataFrame
) -> bool:
    """Whether counting by task gives one of the departments that counting by section gives."""
    by_task = list_widest(workload[workload["grain"] == "task"], plans)[0]
    return bool(set(by_task) & set(list_widest(sections, plans)[0]))


def list_widest(chosen: pd.DataFrame, plans: pd.DataFrame) -> tuple[list[str], float]:
    """The departments with the largest mean share over all plans, and that share."""
    mean = chosen.groupby("department_id", sort=False)["share"].sum() / len(plans)
    best = float(mean.max()) if len(mean) else 0.0
    return [str(department) for department in mean.index[mean >= best - 1e-9]], best


def find_difference(
    chosen: pd.DataFrame, plans: pd.DataFrame
) -> tuple[str, list[tuple[str, tuple[int, int]]]] | None:
    """The department on which plans differ most, of those that surely do, and its two ends."""
    every, mentions = _count_units(chosen)
    found: list[tuple[float, str, list[tuple[str, tuple[int, int]]]]] = []
    for department, own in mentions.items():
        counts = {plan: (own.get(plan, 0), number) for plan, number in every.items()}
        if ends := find_sure_ends(counts, len(mentions)):
            low, high = (counts[plan] for plan in ends)
            gap = high[0] / high[1] - low[0] / low[1]
            found.append((-gap, str(department), [(plan, counts[plan]) for plan in ends]))
    return min(found)[1:] if found else None


def _count_units(chosen: pd.DataFrame) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """plan_id → its sections (tasks) with a clause; department_id → plan_id → how many name it."""
    named = chosen.assign(units=(chosen["mentions"] / chosen["share"]).round().astype(int))
    units = named.groupby("plan_id", sort=False)["units"].max()
    mentions: dict[str, dict[str, int]] = {}
    columns = (named[name].tolist() for name in ("department_id", "plan_id", "mentions"))
    for department, plan, number in zip(*columns, strict=True):
        mentions.setdefault(str(department), {})[str(plan)] = int(number)
    return {str(plan): int(number) for plan, number in units.items()}, mentions


def rank_departments(shares: pd.DataFrame) -> list[str]:
    """department_id by the sum of `share` over all rows, the largest first, else by id."""
    totals = shares.groupby("department_id", sort=False)["share"].sum().round(9)
    return sorted(map(str, totals.index), key=lambda department: (-totals[department], department))
