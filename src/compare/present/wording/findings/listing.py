"""All findings that a set of tables allows."""

from __future__ import annotations

import pandas as pd

from compare.present.wording.findings.departments import list_department_findings
from compare.present.wording.findings.finding import FIGURES, Finding, Tables
from compare.present.wording.findings.passages import list_passage_findings
from compare.present.wording.findings.targets import list_target_findings
from compare.present.wording.findings.tasks import list_task_findings
from compare.present.wording.findings.themes import list_theme_findings
from compare.schema import TABLES, build_table

SUBJECTS = (
    list_task_findings,
    list_target_findings,
    list_department_findings,
    list_theme_findings,
    list_passage_findings,
)


def complete_tables(tables: Tables) -> dict[str, pd.DataFrame]:
    """The tables, those that are missing empty; `progress` stays away where nothing was measured."""
    absent = [name for name in TABLES if name not in tables and name != "progress"]
    return {**tables, **{name: build_table(name, []) for name in absent}}


def list_findings(tables: Tables, lang: str = "zh") -> list[Finding]:
    """The findings that the tables allow, in the order of a report.

    A comparison is left out where there is one plan, and a finding where its table has no row.
    Past three plans a sentence names the highest and the lowest.
    """
    full = complete_tables(tables)
    if full["plans"].empty:
        return []
    order = list(FIGURES)
    found = [finding for list_subject in SUBJECTS for finding in list_subject(full, lang)]
    return sorted(found, key=lambda finding: order.index(finding.key))
