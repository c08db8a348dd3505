"""Practices to learn from (可借鉴做法) in words: theirs, our nearest, both places, why listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from compare.analyse.practices import SIGNS, list_practices
from compare.present.office.sheet import join_words, list_departments_of_tasks
from compare.present.office.viewpoint import Viewpoint
from compare.present.wording.addresses import cite_tasks
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import join_names
from compare.present.wording.texts import phrase


@dataclass(frozen=True)
class Practice:
    """A task of another plan: `state` (absent, uncertain, weaker), both wordings with their places,
    its departments, and why it is listed."""

    plan_id: str
    task_id: str
    state: str
    theirs: str
    their_place: str
    nearest: str
    our_place: str
    departments: str
    why: str


def word_practices(
    tables: Tables, sources: Mapping[str, str], view: Viewpoint, everywhere: bool = False
) -> list[Practice]:
    """Those of the other plan, or of every plan but ours and the one above, the surest first."""
    found = list_practices(tables["tasks"], tables["task_pairs"], tables["commitment"], view.our)
    shown = found["plan_id"] != view.upper if everywhere else found["plan_id"] == view.other
    found = found[shown]
    places = cite_tasks(tables["tasks"], sources, view.lang)
    rows = {row["task_id"]: row for row in tables["tasks"].to_dict("records")}
    named = list_departments_of_tasks(tables["assignments"])
    return [
        Practice(
            str(row["plan_id"]),
            str(row["task_id"]),
            str(row["state"]),
            join_words(rows[row["task_id"]]),
            places[row["task_id"]],
            join_words(rows[row["nearest_task"]]),
            places[row["nearest_task"]],
            join_names(named.get(row["task_id"], []), view.lang),
            _explain(row, view),
        )
        for row in found.to_dict("records")
    ]


def _explain(row: Mapping[Any, Any], view: Viewpoint) -> str:
    """未见对应；有数字、有时限"""
    signs = [phrase(f"practice.sign.{name}", view.lang) for name in SIGNS if row[name]]
    state = phrase(f"practice.{row['state']}", view.lang, our=view.names[view.our])
    joined = phrase("mark.pause", view.lang).join(signs)
    return phrase("mark.semicolon", view.lang).join(filter(None, (state, joined)))
