"""All findings that a set of tables allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from compare.analyse.indicators import keep_compared
from compare.present.wording.findings.departments import list_department_findings
from compare.present.wording.findings.finding import FIGURES, Finding, Tables
from compare.present.wording.findings.passages import list_passage_findings
from compare.present.wording.findings.policy import list_policy_findings
from compare.present.wording.findings.targets import list_target_findings
from compare.present.wording.findings.tasks import list_task_findings
from compare.present.wording.findings.themes import list_theme_findings
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.texts import join_sentences, phrase
from compare.schema import TABLES, WARNINGS, build_table

SUBJECTS = (
    list_target_findings,
    list_department_findings,
    list_theme_findings,
    list_policy_findings,
    list_passage_findings,
)


def select_shown(tables: Tables) -> dict[str, pd.DataFrame]:
    """The tables as all products show them: of `indicators` the one row compared per plan."""
    chosen = {name: keep_compared(tables[name]) for name in ("indicators",) if name in tables}
    return {**tables, **chosen}


def complete_tables(tables: Tables) -> dict[str, pd.DataFrame]:
    """The tables as shown, those that are missing empty; `progress` only where it was measured."""
    absent = [name for name in TABLES if name not in tables and name != "progress"]
    return {**select_shown(tables), **{name: build_table(name, []) for name in absent}}


def list_findings(
    tables: Tables,
    lang: str = "zh",
    warned: bool = True,
    sources: Mapping[str, str] | None = None,
) -> list[Finding]:
    """The findings that the tables allow, in the order of a report.

    A comparison is left out where there is one plan, and a finding where its table has no row.
    Past three plans a sentence names the highest and the lowest. `warned`: each caveat ends with
    the plans that were perhaps not understood. `sources`: plan_id → text, with which counterparts
    are counted as on the one page.
    """
    full = complete_tables(tables)
    if full["plans"].empty:
        return []
    order = list(FIGURES)
    found = list(list_task_findings(full, lang, sources))
    found += [finding for list_subject in SUBJECTS for finding in list_subject(full, lang)]
    doubt = write_warning(full["plans"], lang) if warned else ""
    told = [replace(f, caveat=join_sentences((f.caveat, doubt), lang)) for f in found]
    return sorted(told, key=lambda finding: order.index(finding.key))


def write_warning(plans: pd.DataFrame, lang: str) -> str:
    """Which plans were perhaps not understood, and by what sign; empty where all are sure.

    `云溪县的原文读取存疑（编号不连续、扫描数字存疑），请先核对。`
    """
    marked = plans[plans["warnings"].fillna("") != ""]
    if marked.empty:
        return ""
    labels = label_plans(plans, lang)
    names = join_names([labels[plan] for plan in marked["plan_id"]], lang)
    seen = {kind for kinds in marked["warnings"] for kind in kinds.split(";")}
    signs = phrase("mark.pause", lang).join(
        phrase(f"warning.{kind}", lang) for kind in WARNINGS if kind in seen
    )
    return phrase("warned.caveat", lang, names=names, signs=signs)
