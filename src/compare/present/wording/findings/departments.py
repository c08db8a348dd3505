"""Who is asked to do what: sentences about workload, its spread, and who is named with whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from compare.analyse.workload import build_network, measure_concentration
from compare.present.wording.findings.finding import (
    Finding,
    Tables,
    find_widest_gap,
    join_plans,
    join_values,
    make_finding,
)
from compare.present.wording.labels import join_names, label_departments, label_plans
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase


def list_department_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Widest remit, concentration, network; nothing where no clause names a department."""
    plans, departments = tables["plans"], tables["departments"]
    sections = select_sections(tables["workload"])
    if sections.empty:
        return
    yield make_finding(
        "workload", summarise_workload(sections, departments, plans, lang, "section"), lang
    )
    gini = {
        str(row["plan_id"]): float(row["gini"])
        for row in measure_concentration(sections).to_dict("records")
    }
    values = {plan: format_figure(value, "index") for plan, value in gini.items()}
    joined = join_plans(plans, lang, values, gini)
    yield make_finding("concentration", phrase("concentration.title", lang, plans=joined), lang)
    network = build_network(tables["tasks"], tables["assignments"])
    if len(network):
        names = label_departments(departments, lang)
        yield make_finding("network", summarise_network(network, names, plans, lang), lang)


def select_sections(workload: pd.DataFrame) -> pd.DataFrame:
    """The rows counted by section, which can be compared between plans."""
    return workload[workload["grain"] == "section"]


def summarise_workload(
    chosen: pd.DataFrame, departments: pd.DataFrame, plans: pd.DataFrame, lang: str, grain: str
) -> str:
    """The departments named most widely, and the one whose share differs most between plans."""
    what = phrase(f"workload.grain.{grain}", lang)
    if chosen.empty:
        return phrase("workload.title.none", lang, what=what)
    names, labels = label_departments(departments, lang), label_plans(plans, lang)
    table = (
        chosen.pivot_table(
            index="department_id", columns="plan_id", values="share", aggfunc="sum", sort=False
        )
        .reindex(columns=list(labels))
        .fillna(0.0)
    )
    mean = table.mean(axis=1).sort_values(ascending=False, kind="stable")
    widest = join_names([names[d] for d in mean.index if mean[d] >= mean.iloc[0] - 1e-9], lang)
    share = format_figure(mean.iloc[0], "share")
    if len(labels) < 2:
        return phrase("workload.title.one", lang, widest=widest, share=share, what=what)
    head = phrase("workload.title", lang, widest=widest, share=share, what=what)
    department, gap = find_widest_gap(table)
    ends = join_values(((labels[p], format_figure(share, "share")) for p, share in gap), lang)
    return phrase("workload.title.differ", lang, head=head, name=names[department], ends=ends)


def rank_departments(shares: pd.DataFrame) -> list[str]:
    """department_id by the sum of `share` over all rows, the largest first, else by id."""
    totals = shares.groupby("department_id", sort=False)["share"].sum().round(9)
    return sorted(map(str, totals.index), key=lambda department: (-totals[department], department))


def summarise_network(
    network: pd.DataFrame, names: Mapping[str, str], plans: pd.DataFrame, lang: str
) -> str:
    """The pair named together most, over all plans."""
    if network.empty:
        return phrase("network.title.none", lang)
    pairs = network.groupby(["department_a", "department_b"], sort=False)["share"].sum()
    shares = pairs / len(plans)
    closest = shares[shares > shares.max() - 1e-9].index
    joined = join_names(_name_once((end for pair in closest for end in pair), names), lang)
    share = format_figure(shares.max(), "share")
    if len(plans) > 1:
        return phrase("network.title", lang, names=joined, share=share)
    return phrase("network.title.one", lang, names=joined, share=share)


def _name_once(departments: Iterable[str], names: Mapping[str, str]) -> list[str]:
    return [names[department] for department in dict.fromkeys(departments)]


def summarise_department_themes(
    links: pd.DataFrame, names: Mapping[str, str], plans: pd.DataFrame, lang: str
) -> str:
    """In each of up to three plans, the department that works on most themes."""
    if links.empty:
        return phrase("department_themes.title.none", lang)
    parts, colon = [], phrase("mark.colon", lang)
    for plan, label in list(label_plans(plans, lang).items())[:3]:
        own = links[links["plan_id"] == plan]
        breadth = own.groupby("department_id", sort=False)["theme_id"].nunique()
        if len(breadth):
            widest = breadth.index[breadth == breadth.max()]
            joined = join_names([names[department] for department in widest], lang, 3)
            total = own["theme_id"].nunique()
            parts.append(f"{label}{colon}{joined} ({breadth.max()}/{total})")
    return phrase("department_themes.title", lang, plans=phrase("mark.semicolon", lang).join(parts))
