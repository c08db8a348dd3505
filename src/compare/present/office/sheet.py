"""The side-by-side table (对照表): indicator by indicator and task by task, ours beside theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from compare.analyse.alignment import COUNTERPART, UNCERTAIN, judge_tasks
from compare.analyse.indicators import keep_compared, read_references
from compare.present.office.viewpoint import Viewpoint
from compare.present.wording.addresses import cite_spans, cite_tasks
from compare.present.wording.findings.finding import Tables
from compare.present.wording.labels import join_names, name_thing
from compare.present.wording.numbers import (
    format_number,
    format_quantity,
    format_year,
    label_pace,
    read_number,
)
from compare.present.wording.stated import format_target
from compare.present.wording.texts import clip, phrase
from compare.schema.grain import mask_key_tasks

INDICATOR, TASK = "indicator", "task"
SHOWN = 81  # characters of a task's words


@dataclass(frozen=True)
class SideRow:
    """A line of a meeting: what it is about, the words of each side with their place, the difference.

    `state` of a task: counterpart, uncertain, ours (only we have it) or theirs; of an indicator
    both, ours or theirs.
    """

    kind: str
    subject: str
    ours: str
    theirs: str
    upper: str
    difference: str
    state: str
    our_place: str = ""
    their_place: str = ""
    departments: str = ""
    our_task: str = ""
    their_task: str = ""


def compare_sides(tables: Tables, sources: Mapping[str, str], view: Viewpoint) -> list[SideRow]:
    """All lines: indicators that either side puts a number to, then our tasks, then only theirs."""
    targets = tables["targets"]
    stated = dict(zip(targets["target_id"], cite_spans(targets, tables["outline"]), strict=True))
    places = cite_tasks(tables["tasks"], sources, view.lang)
    return [*_compare_indicators(tables, stated, view), *_compare_tasks(tables, places, view)]


def _compare_indicators(
    tables: Tables, places: Mapping[str, str], view: Viewpoint
) -> Iterator[SideRow]:
    """Those of both sides first; of one indicator the one row compared per plan."""
    numbers = keep_compared(tables["indicators"])
    by_plan = {
        plan: {
            row["indicator_id"]: row for row in part.to_dict("records") if _state(row, view.lang)
        }
        for plan, part in numbers.groupby("plan_id", sort=False)
    }
    ours, theirs = by_plan.get(view.our, {}), by_plan.get(view.other, {})
    both = [name for name in ours if name in theirs]
    rest = [name for name in [*ours, *theirs] if name not in both]
    for name in [*both, *rest]:
        sides = ours.get(name), theirs.get(name)
        upper = by_plan.get(view.upper, {}).get(name)
        known = next(row for row in sides if row)
        cited = [places.get(str(row["target_id"]), "") if row else "" for row in sides]
        yield SideRow(
            kind=INDICATOR,
            subject=name_thing(known, "indicator", view.lang),
            ours=_state(sides[0], view.lang),
            theirs=_state(sides[1], view.lang),
            upper=_state(upper, view.lang) if upper else _refer(name, sides, view.lang),
            difference=measure_difference(*sides, view.lang),
            state="both" if all(sides) else "ours" if sides[0] else "theirs",
            our_place=cited[0],
            their_place=cited[1],
        )


def _state(row: Mapping[Any, Any] | None, lang: str) -> str:
    """力争达到20%（2025）, 与经济增长同步; empty where the plan states no aim."""
    stated = format_target(row, lang) if row else ""
    return stated + format_year(row["target_year"], lang) if row and stated else ""


def _refer(indicator: str, sides: tuple[Any, ...], lang: str) -> str:
    """What a reference of the lookup says for the year of one of the sides, with its source."""
    years = {row["target_year"] for row in sides if row}
    for reference in read_references().to_dict("records"):
        if reference["indicator_id"] == indicator and reference["year"] in years:
            value = format_target({**reference, "aspirational": False}, lang)
            stated = value + format_year(reference["year"], lang)
            return phrase("office.reference", lang, value=stated, source=reference["source"])
    return phrase("office.no_upper", lang)


def measure_difference(
    ours: Mapping[Any, Any] | None, theirs: Mapping[Any, Any] | None, lang: str
) -> str:
    """Ours less theirs, only between targets of one year, owner and unit: 低 3 个百分点."""
    if not ours or not theirs:
        return ""
    values = read_number(ours["target_value"]), read_number(theirs["target_value"])
    if values[0] is None or values[1] is None:
        return phrase("office.difference.open", lang)
    if any(str(ours[name]) != str(theirs[name]) for name in ("unit", "owner", "cadence")):
        return phrase("office.difference.unlike", lang)
    if str(ours["target_year"]) != str(theirs["target_year"]):
        return phrase("office.difference.years", lang)
    gap = values[0] - values[1]
    key = "equal" if not gap else "above" if gap > 0 else "below"
    unit = str(ours["unit"])
    points = format_number(abs(gap)) + label_pace(unit, lang)
    shown = points if unit in ("%", "％") else format_quantity(abs(gap), unit, lang)
    return phrase(f"office.difference.{key}", lang, value=shown)


def _compare_tasks(tables: Tables, places: Mapping[str, str], view: Viewpoint) -> Iterator[SideRow]:
    tasks = tables["tasks"]
    key = tasks[mask_key_tasks(tasks)]
    rows = {row["task_id"]: row for row in key.to_dict("records")}
    named = list_departments_of_tasks(tables["assignments"])
    pairs = list_pairs(tables["task_pairs"], view)
    shown = {task for pair in pairs for task in pair[:2]}
    for own in key.loc[key["plan_id"] == view.our, "task_id"]:
        for _, other, state in (pair for pair in pairs if pair[0] == own):
            yield _line(rows[own], rows[other], state, places, named)
        if own not in shown:
            yield _line(rows[own], None, "ours", places, named)
    for other in key.loc[key["plan_id"] == view.other, "task_id"]:
        if other not in shown:
            yield _line(None, rows[other], "theirs", places, named)


def list_pairs(task_pairs: pd.DataFrame, view: Viewpoint) -> list[tuple[str, str, str]]:
    """(our task, their task, judgement): all counterparts, and of each task that is uncertain
    (`judge_tasks`) the pair to look at."""
    both = {view.our, view.other}
    mask = task_pairs["plan_a"].isin(both) & task_pairs["plan_b"].isin(both)
    between = task_pairs[mask]
    found: dict[tuple[str, str], str] = {}
    for own, other in (("a", "b"), ("b", "a")):
        part = between[(between[f"plan_{own}"] == view.our) & (between["judgement"] == COUNTERPART)]
        for ids in zip(part[f"task_{own}"], part[f"task_{other}"], strict=True):
            found[ids] = COUNTERPART
    for row in judge_tasks(between).to_dict("records"):
        if row["judgement"] == UNCERTAIN:
            ids = row["task_id"], row["nearest_task"]
            found[ids if row["plan_id"] == view.our else ids[::-1]] = UNCERTAIN
    return [(*ids, state) for ids, state in found.items()]


def list_departments_of_tasks(assignments: pd.DataFrame) -> dict[str, list[str]]:
    """task_id → names of its departments, leads first."""
    ordered = assignments.sort_values("role", key=lambda roles: roles != "lead", kind="stable")
    return {
        str(task): list(dict.fromkeys(part["name"]))
        for task, part in ordered.groupby("task_id", sort=False)
    }


def _line(
    ours: Mapping[Any, Any] | None,
    theirs: Mapping[Any, Any] | None,
    state: str,
    places: Mapping[str, str],
    named: Mapping[str, list[str]],
) -> SideRow:
    known = ours or theirs or {}
    ids = [str(row["task_id"]) if row else "" for row in (ours, theirs)]
    return SideRow(
        TASK,
        str(known["section_title"]),
        _word_task(ours),
        _word_task(theirs),
        "",
        "",
        state,
        places.get(ids[0], ""),
        places.get(ids[1], ""),
        join_names(named.get(ids[1] or ids[0], []), "zh"),
        *ids,
    )


def _word_task(row: Mapping[Any, Any] | None) -> str:
    """The beginning of the task's words."""
    return clip(join_words(row), SHOWN) if row else ""


def join_words(row: Mapping[Any, Any]) -> str:
    """Title and body of a row of tasks: 加强培训。每年两次。"""
    return "。".join(filter(None, (str(row["title"]), str(row["body"] or ""))))
