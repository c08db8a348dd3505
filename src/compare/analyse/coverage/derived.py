"""A frame made from the headings of plans that no reviewed frame is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from compare.analyse.coverage.frames import DERIVED, heading_of, list_key_tasks
from compare.analyse.terms import DEFAULT, Tokenizer, build_matrix
from compare.language.sentences import CLAUSE_END

MINIMUM_SIMILARITY = 0.25
DERIVED_TERMS = 8
# Of more plans than these, so many give the frame, of so many themes at most.
SAMPLED_PLANS = 50
SAMPLED_THEMES = 100
MOST_THEMES = (
    200  # of fewer plans; a plan of a thousand headings would have each sought in each task
)


def derive_frame(tasks: pd.DataFrame, tokenizer: Tokenizer = DEFAULT) -> list[dict[str, str]]:
    """A frame from the plans' own headings: one top-level theme per group of like sections.

    Sections of different plans are merged, most similar first, while their TF-IDF cosine (heading
    and task text) is at least MINIMUM_SIMILARITY and no plan stands in a group twice; ties go to
    the earlier section. A theme bears the heading of its first section; its terms are the group's
    headings and the DERIVED_TERMS heaviest of the terms that have more than half of their weight
    over all groups in it. Rows as in `lookups/themes.csv`, family `derived`, no English name.

    With more than SAMPLED_PLANS plans the themes would grow with every plan; then that many plans,
    spread evenly over all, give the frame, and it holds the SAMPLED_THEMES that most of them share
    (ties to the earlier); of fewer plans it holds MOST_THEMES at most, chosen in the same way.

    Two plans with `（一）培育市场主体` and `（一）培育壮大市场主体` give one theme, `培育市场主体`.
    """
    plans = list(tasks["plan_id"].unique())
    sampled = _spread_out(plans)
    sections = _list_sections(tasks[tasks["plan_id"].isin(sampled)])
    if not sections:
        return []
    matrix, terms = build_matrix([section["text"] for section in sections], tokenizer=tokenizer)
    groups = _merge_sections([section["plan_id"] for section in sections], matrix)
    weights = np.vstack([_mean_rows(matrix, group) for group in groups])
    own = weights > weights.sum(axis=0) / 2
    common = sorted(range(len(groups)), key=lambda g: -len(groups[g]))
    listed = common[: MOST_THEMES if len(sampled) == len(plans) else SAMPLED_THEMES]
    return [
        _derive_theme([sections[i] for i in groups[g]], _own_terms(weights[g], own[g], terms))
        for g in sorted(listed)
    ]


def _spread_out(plans: Sequence[str]) -> list[str]:
    """At most SAMPLED_PLANS of the plans, the first of each of as many equal stretches."""
    count = min(len(plans), SAMPLED_PLANS)
    return [plans[place * len(plans) // count] for place in range(count)]


def _list_sections(tasks: pd.DataFrame) -> list[dict[str, Any]]:
    """The key-task sections in order: plan_id, section_id, headings (one, or a title each), text."""
    sections: dict[tuple[str, str], dict[str, Any]] = {}
    for task in list_key_tasks(tasks):
        section = sections.setdefault(
            (task["plan_id"], task["section_id"]),
            {"plan_id": task["plan_id"], "id": task["section_id"], "headings": [], "text": ""},
        )
        if (heading := heading_of(task)) not in section["headings"]:
            section["headings"].append(heading)
            section["text"] += f"{heading}\n"
        section["text"] += f"{task['title']}\n{task['body']}\n"
    return list(sections.values())


def _merge_sections(plans: Sequence[str], matrix: Any) -> list[list[int]]:
    """Positions of sections in groups, groups by first position; a plan once at most per group."""
    own = np.unique(np.array(plans), return_inverse=True)[1]
    likeness = (matrix @ matrix.T).tocoo()
    values = np.round(likeness.data, 9)
    may = (values >= MINIMUM_SIMILARITY) & (likeness.row < likeness.col)
    may &= own[likeness.row] != own[likeness.col]  # those of one plan stay apart in any case
    chosen = (-values[may], likeness.row[may], likeness.col[may])
    pairs = zip(*(column.tolist() for column in chosen), strict=True)
    groups = {i: [i] for i in range(len(plans))}
    for _, i, j in sorted(pairs):
        a, b = groups[i], groups[j]
        if a is not b and not {plans[k] for k in a} & {plans[k] for k in b}:
            merged = sorted(a + b)
            groups.update(dict.fromkeys(merged, merged))
    return [group for i, group in groups.items() if group[0] == i]


def _mean_rows(matrix: Any, rows: Sequence[int]) -> np.ndarray[Any, Any]:
    return np.round(np.asarray(matrix[list(rows)].mean(axis=0)).ravel(), 9)


def _own_terms(
    weights: np.ndarray[Any, Any], own: np.ndarray[Any, Any], terms: Sequence[str]
) -> list[str]:
    """The heaviest terms of two or more characters among those `own` marks, ties by term."""
    heavy = [
        (-weight, term)
        for weight, mine, term in zip(weights, own, terms, strict=True)
        if mine and weight > 0 and len(term) > 1
    ]
    return [term for _, term in sorted(heavy)[:DERIVED_TERMS]]


def _derive_theme(sections: Sequence[Mapping[str, Any]], terms: Sequence[str]) -> dict[str, str]:
    first = sections[0]
    headings = dict.fromkeys(heading for section in sections for heading in section["headings"])
    name = re.split(f"[{CLAUSE_END}]", first["headings"][0])[0]
    section_id = first["id"].removeprefix(f"{first['plan_id']}-")
    return {
        "theme_id": f"{DERIVED}-{first['plan_id']}-{section_id}",
        "theme": name,
        "theme_en": "",
        "family": DERIVED,
        "parent_id": "",
        "level": "1",
        "terms": "|".join(re.escape(term) for term in [*headings, *terms]),
        "reason": f"sections headed {', '.join(headings)}",
    }
