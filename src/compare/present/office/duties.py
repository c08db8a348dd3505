"""Who does a task, as its plan writes it: those that lead first, and whether the section says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from compare.present.wording.labels import join_names
from compare.present.wording.texts import phrase

LEAD, SECTION = "lead", "section"


def word_duties(assignments: pd.DataFrame, lang: str) -> dict[str, str]:
    """task_id → 牵头：市科技局、市科协（整节分工）; without a lead all that are named."""
    by_task: dict[str, list[Mapping[Any, Any]]] = {}
    for row in assignments[["task_id", "role", "scope", "name_as_written"]].to_dict("records"):
        by_task.setdefault(str(row["task_id"]), []).append(row)
    return {task: _word(rows, lang) for task, rows in by_task.items()}


def _word(rows: Sequence[Mapping[Any, Any]], lang: str) -> str:
    leads = [str(row["name_as_written"]) for row in rows if row["role"] == LEAD]
    names = list(dict.fromkeys(leads or [str(row["name_as_written"]) for row in rows]))
    joined = join_names(names, lang, most=len(names) if leads else 6)
    told = phrase("office.lead", lang, names=joined) if leads else joined
    whole = all(row["scope"] == SECTION for row in rows)
    return phrase("office.of_section", lang, names=told) if whole else told


def list_leads(assignments: pd.DataFrame) -> dict[str, list[str]]:
    """task_id → who leads it, as its plan writes the names."""
    leads = assignments[assignments["role"] == LEAD]
    return {
        str(task): list(dict.fromkeys(part["name_as_written"].astype(str)))
        for task, part in leads.groupby("task_id", sort=False)
    }
