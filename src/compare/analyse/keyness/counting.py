"""The words of each key task as one sparse matrix, without names of places and mere remnants."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from compare.analyse.terms import (
    PLACE_LEVELS,
    Tokenizer,
    WordCounts,
    strip_place_names,
    tokenise,
)
from compare.lookups import read_lookup
from compare.schema.grain import mask_key_tasks

Words = Mapping[str, Mapping[str, int]]
Array = np.ndarray[tuple[int], np.dtype[Any]]


@dataclass(frozen=True)
class Usage:
    """Occurrences: rows of `counts` are tasks, columns `terms`; `owner`: each task's plan.

    `plans` in order of their first term, terms sorted, tasks by plan_id and task_id, so that no
    result depends on the order in which they came.
    """

    plans: list[str]
    terms: list[str]
    owner: Array
    counts: csr_matrix


def count_usage(
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None,
    texts: Mapping[str, str] | None,
    tokenizer: Tokenizer,
    words: Words | None,
) -> Usage:
    """The terms of all key tasks with their counts; plans and tasks without a term are left out."""
    key = tasks[mask_key_tasks(tasks)].reset_index(drop=True)
    key = key.sort_values(["plan_id", "task_id"], kind="stable")
    counted = words if isinstance(words, WordCounts) else _count_tasks(key, texts, tokenizer, words)
    counts, terms = counted.build_matrix(key["task_id"])
    counts = csr_matrix(counts, dtype=np.int64)
    used = np.unique(counts.indices)
    unfit = _list_unfit((terms[place] for place in used), plans, tokenizer)
    kept = [place for place in used if terms[place] not in unfit]
    counts = counts[:, kept]
    filled = np.flatnonzero(np.diff(counts.indptr))
    owner = key["plan_id"].iloc[filled]
    held = owner.sort_index().unique().tolist()
    number = {plan: place for place, plan in enumerate(held)}
    owners = np.array([number[plan] for plan in owner], dtype=int)
    return Usage(held, [terms[place] for place in kept], owners, counts[filled])


def _count_tasks(
    key: pd.DataFrame,
    texts: Mapping[str, str] | None,
    tokenizer: Tokenizer,
    words: Words | None,
) -> WordCounts:
    """The words of each task, cut where nobody has counted them yet."""
    counted = WordCounts()
    for task, title, body in zip(key["task_id"], key["title"], key["body"], strict=True):
        text = f"{title}\n{body}" if texts is None else texts[task]
        counted.add(task, Counter(tokenise(text, tokenizer)) if words is None else words[task])
    return counted


def _list_unfit(
    terms: Iterable[str], plans: pd.DataFrame | None, tokenizer: Tokenizer
) -> frozenset[str]:
    """The terms that name a place of the plans or, by the built-in words, are no keyword.

    海安科普 names a place; 进 is what cutting left of 进校园, 全市 says whose plan it is, 海东 is a
    prefecture. A list of stop words of one's own stands in place of these lookups too.
    """
    places = _list_places(plans)
    lengths = sorted({len(place) for place in places})
    patterns = [row["pattern"] for row in read_lookup("keyword_stops")]
    stop = re.compile("|".join(patterns))
    known = _list_divisions()
    return frozenset(
        term
        for term in terms
        if _holds_place(term, places, lengths)
        or (tokenizer.stop is True and (term in known or stop.fullmatch(term)))
    )


@cache
def _list_divisions() -> frozenset[str]:
    """Names of provinces and prefectures, in full and bare: 青海省, 青海."""
    table = (files("compare.lookups") / "places.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    units = [row for row in rows if row["level"] in ("province", "prefecture")]
    return frozenset(row[name] for row in units for name in ("name", "short"))


def _list_places(plans: pd.DataFrame | None) -> frozenset[str]:
    """The bare place names of all plans."""
    if plans is None:
        return frozenset()
    return frozenset(strip_place_names(plans[list(PLACE_LEVELS)].to_numpy().ravel()))


def _holds_place(term: str, places: frozenset[str], sizes: Sequence[int]) -> bool:
    return any(
        term[start : start + size] in places
        for size in sizes
        for start in range(len(term) - size + 1)
    )
