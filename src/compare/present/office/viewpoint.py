"""Whose eyes a report is read with: our plan, the one it is set against, the plan above ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from compare.errors import PlanError
from compare.present.wording.findings.finding import Tables
from compare.present.wording.findings.tasks import select_key_tasks, select_matched
from compare.present.wording.labels import label_plans
from compare.present.wording.texts import phrase, read_phrases


@dataclass(frozen=True)
class Viewpoint:
    """`our` and `other` plan, `upper` the plan above ours or empty, and how each is called."""

    our: str
    other: str
    upper: str
    names: Mapping[str, str]
    lang: str

    def turn(self) -> Viewpoint:
        """The same two plans from the other side; everyone is called as before."""
        return replace(self, our=self.other, other=self.our, upper="")


def choose_viewpoint(tables: Tables, our: str = "", other: str = "", lang: str = "zh") -> Viewpoint:
    """Our plan (by default the first) and the other (by default the one most like it).

    The plan above ours is no other plan unless it is asked for. PlanError for an unknown plan, or
    where there is only one.
    """
    plans = tables["plans"]
    ids = [str(plan) for plan in plans["plan_id"]]
    our = our or ids[0]
    for plan in filter(None, (our, other)):
        if plan not in ids:
            raise PlanError(f"there is no plan {plan!r}; there are {', '.join(ids)}")
    if our == other:
        raise PlanError(f"{our} cannot be compared with itself; name another plan")
    upper = _find_upper(plans, our)
    others = [plan for plan in ids if plan not in (our, upper)] or [p for p in ids if p != our]
    if not others:
        raise PlanError(f"{our} is the only plan; a second one is needed to compare it with")
    names = label_plans(plans, lang) | {our: name_ours(plans, our, lang)}
    return Viewpoint(our, other or _find_alike(tables, our, others), upper, names, lang)


def _find_upper(plans: pd.DataFrame, our: str) -> str:
    if "upper_plan" not in plans:
        return ""
    named = str(plans.set_index("plan_id").at[our, "upper_plan"] or "")
    return named if named in set(plans["plan_id"]) else ""


def _find_alike(tables: Tables, our: str, others: list[str]) -> str:
    """The plan whose tasks and ours answer each other in the largest share, if any of our level.

    Pairs are not counted: a plan cut into many small tasks has more of them than one more alike.
    """
    plans, matched = tables["plans"].set_index("plan_id"), select_matched(tables["task_pairs"])
    levels = {plan: str(level) for plan, level in plans["level"].items()}

    def rank(plan: str) -> tuple[bool, float]:
        met = matched[matched["plan_a"].isin((our, plan)) & matched["plan_b"].isin((our, plan))]
        total = sum(len(select_key_tasks(tables["tasks"], side)) for side in (our, plan))
        answered = met["task_a"].nunique() + met["task_b"].nunique()
        return levels[plan] == levels[our], answered / max(total, 1)

    return max(others, key=rank)


def name_ours(plans: pd.DataFrame, our: str, lang: str) -> str:
    """海安市 → 我市, 云溪县 → 我县; by the last character of the place, else 我方.

    我方 where it is of no place, or another of the plans is of the same one, which would be 我市 too.
    """
    place = str(plans.set_index("plan_id").at[our, "place"] or "")
    if (plans["place"] == place).sum() > 1:
        return phrase("office.our", lang)
    if f"office.our.{place[-1:]}" in read_phrases("texts"):
        return phrase(f"office.our.{place[-1:]}", lang)
    return phrase("office.our", lang)


def quote_title(row: Mapping[Any, Any], name: str) -> str:
    """《海安市养老服务规划》, or the name of a plan whose text states no title."""
    return f"《{row['title']}》" if row["title"] else name


def name_sides(view: Viewpoint) -> dict[str, str]:
    """How both sides are called, as the texts name them: our, other."""
    return {"our": view.names[view.our], "other": view.names[view.other]}
