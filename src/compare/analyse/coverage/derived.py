"""Frames made from the tasks of plans that no reviewed frame is for, one for each family of them.

Plans are of one family when their task texts are alike (`group_plans`); of SAMPLED_PLANS and fewer,
no theme of one family is ever looked for in a plan of another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from compare.analyse.coverage.frames import (
    DERIVED,
    cut_title,
    heading_of,
    list_key_tasks,
)
from compare.analyse.terms import DEFAULT, Tokenizer, build_matrix

Array = np.ndarray[Any, np.dtype[Any]]
Thing = TypeVar("Thing")

# TF-IDF cosine of the task texts of two plans, weighed by those two alone. Of 24 plans, families
# with several plans gave .63 to .81, but .23 to .27 for a text with four tasks, plans of different
# families .57 at most.
SAME_FAMILY = 0.6
# Mean cosine of the tasks of two groups from which on they are one theme.
MINIMUM_SIMILARITY = 0.12
DERIVED_TERMS = 8
# Of more plans than these, so many give the frame, of so many themes at most.
SAMPLED_PLANS = 50
SAMPLED_THEMES = 100
# Of fewer plans; a plan of a thousand headings would have each sought in each task.
MOST_THEMES = 200
MOST_TASKS = 2000  # all pairs of them are compared; of more, so many spread evenly


def group_plans(tasks: pd.DataFrame, tokenizer: Tokenizer = DEFAULT) -> list[list[str]]:
    """The plan_ids in families, each plan with all that reach SAME_FAMILY directly or by others.

    More than SAMPLED_PLANS are taken for one family, and so are plans without key tasks.
    """
    plans = list(tasks["plan_id"].unique())
    texts = _join_texts(tasks)
    if len(plans) > SAMPLED_PLANS or len(texts) < 2:
        return [plans] if plans else []
    alike = {
        (a, b)
        for i, a in enumerate(texts)
        for b in list(texts)[i + 1 :]
        if _compare_texts(texts[a], texts[b], tokenizer) >= SAME_FAMILY
    }
    families = {plan: [plan] for plan in plans}
    for a, b in alike:
        if families[a] is not families[b]:
            joined = [plan for plan in plans if plan in {*families[a], *families[b]}]
            families.update(dict.fromkeys(joined, joined))
    return [family for plan, family in families.items() if family[0] == plan]


def _join_texts(tasks: pd.DataFrame) -> dict[str, str]:
    """plan_id → headings, titles and bodies of its key tasks."""
    texts: dict[str, str] = {}
    for task in list_key_tasks(tasks):
        own = f"{heading_of(task)}\n{task['title']}\n{task['body']}\n"
        texts[task["plan_id"]] = texts.get(task["plan_id"], "") + own
    return texts


def _compare_texts(a: str, b: str, tokenizer: Tokenizer) -> float:
    matrix, _ = build_matrix([a, b], tokenizer=tokenizer)
    return round(float((matrix @ matrix.T).toarray()[0, 1]), 9)


def derive_frame(tasks: pd.DataFrame, tokenizer: Tokenizer = DEFAULT) -> list[dict[str, str]]:
    """A frame from the key tasks of one family of plans: one top-level theme per group of like tasks.

    Tasks of all plans are merged, most similar groups first, while the mean TF-IDF cosine between
    two groups (title and text) is at least MINIMUM_SIMILARITY (average linkage, Sokal & Michener
    1958). A theme bears the title nearest to its group's middle, and of how many tasks that is one;
    its terms are the group's titles
    and the DERIVED_TERMS heaviest of the words that have more than half of their weight, and more
    than half of the tasks that use them, in it. They are sought in text and headings, not among
    words: one that most often stands with other tasks there (经济 in 低空经济) is none. Rows as in
    `lookups/themes.csv`, family `derived`, no English name.

    With more than SAMPLED_PLANS plans the themes would grow with every plan; then that many plans,
    spread evenly over all, give the frame, and it holds the SAMPLED_THEMES of most plans (ties to
    the earlier); of fewer plans it holds MOST_THEMES at most, chosen in the same way.

    Two plans with `培育市场主体` and `培育壮大市场主体` give one theme, 培育市场主体等2项.
    """
    plans = list(tasks["plan_id"].unique())
    sampled = _spread_out(plans, SAMPLED_PLANS)
    listed = _spread_out(list_key_tasks(tasks[tasks["plan_id"].isin(sampled)]), MOST_TASKS)
    if not listed:
        return []
    texts = [f"{task['title']}\n{task['body']}" for task in listed]
    matrix, terms = build_matrix(texts, tokenizer=tokenizer)
    groups = _merge_tasks(matrix, texts)
    spoken = [f"{heading_of(task)}\n{text}" for task, text in zip(listed, texts, strict=True)]
    weights = np.vstack([_mean_rows(matrix, group) for group in groups])
    used = np.vstack([np.asarray(matrix[group].sign().sum(axis=0)).ravel() for group in groups])
    own = (used > used.sum(axis=0) / 2) & (weights > weights.sum(axis=0) / 2)
    spread = [len({listed[i]["plan_id"] for i in group}) for group in groups]
    common = sorted(range(len(groups)), key=lambda g: -spread[g])
    kept = common[: MOST_THEMES if len(sampled) == len(plans) else SAMPLED_THEMES]
    return [
        _derive_theme(
            [listed[i] for i in groups[g]],
            listed[_find_middle(matrix, groups[g])],
            _own_terms(weights[g], own[g], terms, _Held(spoken, groups[g])),
        )
        for g in sorted(kept)
    ]


def _spread_out(things: Sequence[Thing], most: int) -> list[Thing]:
    """At most so many of the things, the first of each of as many equal stretches."""
    count = min(len(things), most)
    return [things[place * len(things) // count] for place in range(count)]


def _merge_tasks(matrix: Any, texts: Sequence[str]) -> list[list[int]]:
    """Positions of tasks in groups, groups by first position; tasks of one text are compared once."""
    if matrix.shape[0] < 2:
        return [[0]]
    # Slow to load, and seldom needed.
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    first = {text: at for at, text in reversed(list(enumerate(texts)))}
    places, which = np.unique([first[text] for text in texts], return_inverse=True)
    distinct = matrix[places]
    distance = np.clip(1 - np.round((distinct @ distinct.T).toarray(), 9), 0, 1)
    upper = squareform(distance[np.ix_(which, which)], checks=False)
    labels = fcluster(linkage(upper, "average"), 1 - MINIMUM_SIMILARITY, "distance")
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(int(label), []).append(place)
    return list(groups.values())


def _find_middle(matrix: Any, group: Sequence[int]) -> int:
    """The task nearest to the mean of its group, of equals the first."""
    own = matrix[list(group)]
    near = np.round(own @ np.asarray(own.sum(axis=0)).ravel(), 9)
    return group[int(near.argmax())]


def _mean_rows(matrix: Any, rows: Sequence[int]) -> Array:
    return np.round(np.asarray(matrix[list(rows)].mean(axis=0)).ravel(), 9)


class _Held:
    """Whether a term stands mostly in the texts of one group, inside longer words as well."""

    def __init__(self, texts: Sequence[str], group: Sequence[int]) -> None:
        within = set(group)
        self.own = [text for place, text in enumerate(texts) if place in within]
        self.others = [text for place, text in enumerate(texts) if place not in within]

    def __call__(self, term: str) -> bool:
        left = sum(term in text for text in self.own)
        for text in self.others:
            left -= term in text
            if left <= 0:
                return False
        return left > 0


def _own_terms(
    weights: Array, own: Array, terms: Sequence[str], is_held: Callable[[str], bool]
) -> list[str]:
    """The heaviest terms of two or more characters among those `own` marks, ties by term."""
    heavy = [
        (-weight, term)
        for weight, mine, term in zip(weights, own, terms, strict=True)
        if mine and weight > 0 and len(term) > 1
    ]
    kept = (term for _, term in sorted(heavy) if is_held(term))
    return list(islice(kept, DERIVED_TERMS))


def _derive_theme(
    tasks: Sequence[Mapping[str, Any]], middle: Mapping[str, Any], terms: Sequence[str]
) -> dict[str, str]:
    titles = list(dict.fromkeys(map(_name_task, tasks)))
    task_id = tasks[0]["task_id"]
    return {
        "theme_id": f"{DERIVED}-{task_id}",
        "theme": _name_task(middle) + (f"等{len(titles)}项" if len(titles) > 1 else ""),
        "theme_en": "",
        "family": DERIVED,
        "parent_id": "",
        "level": "1",
        "terms": "|".join(re.escape(term) for term in [*titles, *terms]),
        "reason": f"tasks {', '.join(titles)}",
    }


def _name_task(task: Mapping[str, Any]) -> str:
    return cut_title(str(task["title"] or heading_of(task)))
