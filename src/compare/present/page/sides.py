"""What the page knows of our plan and the others: who is ours, which task answers which, practices.

All of it stands for every plan as the one that is ours, since a reader of the page may change sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from compare.analyse.alignment import COUNTERPART, NONE, judge_tasks
from compare.analyse.practices import PARTIAL, SIGNS, STATES, judge_lines, list_practices
from compare.present.office.viewpoint import choose_viewpoint, name_ours
from compare.present.office.warnings import find_ended, is_told
from compare.present.wording.findings import write_warning
from compare.present.wording.findings.finding import Tables
from compare.present.wording.headings import name_column, name_value
from compare.present.wording.texts import LANGUAGES, phrase

Data = dict[str, Any]


def collect_sides(tables: Tables, sources: Mapping[str, str], order: list[str]) -> Data:
    """Pairs of tasks and practices, read when the page first asks for them.

    `lines`: "a b" → [task of a, task of b, judgement]; `nearest`: "task plan" → the nearest task
    there, of a task that has no counterpart in that plan (`judge_tasks`); `practices`: our plan →
    [task, state, signs, our nearest task, words our text lacks], the surest first; `judged`:
    whether pairs were judged at all, without which nothing is said of counterparts.
    """
    pairs = tables["task_pairs"]
    found = {plan: list_practices(tables, sources, plan) for plan in order}
    judged = bool((pairs["judgement"].fillna("") != "").any())
    return {
        "judged": judged,
        "lines": {
            f"{a} {b}": _list_lines(tables, sources, a, b) for a, b in combinations(order, 2)
        },
        "nearest": _list_nearest(pairs),
        "practices": {plan: _list_practices(found[plan]) for plan in order} if judged else {},
    }


def _list_nearest(pairs: pd.DataFrame) -> dict[str, str]:
    tasks = judge_tasks(pairs)
    none = tasks[tasks["judgement"] == NONE]
    keys = none["task_id"] + " " + none["other_plan"]
    return dict(zip(keys, none["nearest_task"], strict=True))


def _list_lines(tables: Tables, sources: Mapping[str, str], a: str, b: str) -> list[list[str]]:
    """The pairs that every product counts; one of another scope is a counterpart here."""
    lines = judge_lines(tables, sources, a, b)
    pairs = [line for line in lines if line[0] and line[1]]
    return [[own, other, COUNTERPART if s == PARTIAL else s] for own, other, s in pairs]


def _list_practices(found: pd.DataFrame) -> list[list[Any]]:
    return [
        [
            *(row["task_id"], row["state"], [s for s in SIGNS if row[s]], row["nearest_task"]),
            [term for term in row["terms"].split(";") if term],
        ]
        for row in found.to_dict("records")
    ]


def choose_pair(tables: Tables, order: list[str], our: str, other: str) -> list[str]:
    """Our plan and the one it opens against; an empty second one where there is a single plan."""
    if len(order) < 2 and not our:
        return [*order, "", ""][:2]
    view = choose_viewpoint(tables, our, other)
    return [view.our, view.other]


def describe_plans(plans: pd.DataFrame) -> Data:
    """plan_id → how it is called when it is ours, its level, division code, doubt, last year.

    `doubt` says where it was perhaps not understood.
    `ended` is the last year of its period where a plan at hand was issued, or begins, after that:
    what is compared decides it, not today's date.
    """
    ended = find_ended(plans)
    return {
        str(row["plan_id"]): {
            "our": [name_ours(plans, str(row["plan_id"]), lang) for lang in LANGUAGES],
            "level": [
                name_value("level", str(row["level"]), lang) if is_told(row["level"]) else ""
                for lang in LANGUAGES
            ],
            "code": str(row["division_code"]) if is_told(row["division_code"]) else "",
            "doubt": [
                write_warning(plans[plans["plan_id"] == row["plan_id"]], lang) for lang in LANGUAGES
            ],
            "ended": ended.get(str(row["plan_id"]), 0),
        }
        for row in plans.to_dict("records")
    }


def name_columns(tables: Tables, names: Iterable[str]) -> Data:
    """table → column → [Chinese, English] heading, for what is downloaded."""
    return {
        name: {
            str(column): [name_column(name, str(column), lang) for lang in LANGUAGES]
            for column in tables[name]
        }
        for name in names
    }


def read_practice_words() -> dict[str, list[str]]:
    """Why a practice is listed, in the words of all products; {0} is our plan."""
    words = {
        f"practice_{state}": [
            phrase(f"practice.state.{state}", lang, our="{0}") for lang in LANGUAGES
        ]
        for state in STATES
    }
    signs = {
        f"practice_{sign}": [phrase(f"practice.sign.{sign}", lang) for lang in LANGUAGES]
        for sign in SIGNS
    }
    return words | signs
