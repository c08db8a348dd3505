"""The words of each key task as one sparse matrix, without names of places and mere remnants."""

from __future__ import annotations

import csv
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from compare.analyse.terms import PLACE_LEVELS, Tokenizer, strip_place_names, tokenise
from compare.lookups import read_lookup
from compare.schema.grain import mask_key_tasks

Words = Mapping[str, Mapping[str, int]]
Bag = tuple[str, str, Mapping[str, int]]  # plan_id, task_id, term → count
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
    bags = [bag for bag in _count_tasks(tasks, texts, tokenizer, words) if bag[2]]
    numbers: defaultdict[str, int] = defaultdict(count(0).__next__)
    order = [*dict.fromkeys(plan for plan, _, _ in bags)]
    sizes, columns, values = array("i"), array("i"), array("i")
    bags.sort(key=lambda bag: bag[:2])
    for _, _, bag in bags:
        sizes.append(len(bag))
        columns.extend(map(numbers.__getitem__, bag))
        values.extend(bag.values())
    terms = sorted(set(numbers) - _list_unfit(numbers, plans, tokenizer))
    place_of = np.full(len(numbers), -1)
    place_of[[numbers[term] for term in terms]] = np.arange(len(terms))
    column = place_of[np.array(columns, dtype=int)]
    kept = column >= 0
    row = np.repeat(np.arange(len(bags)), sizes)[kept]
    cells = np.array(values, dtype=np.int64)[kept], (row, column[kept])
    counts = csr_matrix(cells, (len(bags), len(terms)), dtype=np.int64)
    return _drop_empty(order, terms, [plan for plan, _, _ in bags], counts)


def _drop_empty(order: list[str], terms: list[str], owners: list[str], counts: csr_matrix) -> Usage:
    filled = np.flatnonzero(np.diff(counts.indptr))
    held = {owners[task] for task in filled}
    plans = [plan for plan in order if plan in held]
    place = {plan: number for number, plan in enumerate(plans)}
    owner = np.array([place[owners[task]] for task in filled], dtype=int)
    return Usage(plans, terms, owner, counts[filled])


def _count_tasks(
    tasks: pd.DataFrame,
    texts: Mapping[str, str] | None,
    tokenizer: Tokenizer,
    words: Words | None,
) -> Iterator[Bag]:
    key = tasks[mask_key_tasks(tasks)]
    columns = (key["plan_id"], key["task_id"], key["title"], key["body"])
    for plan, task, title, body in zip(*columns, strict=True):
        if words is not None:
            yield str(plan), str(task), words[task]
        else:
            text = f"{title}\n{body}" if texts is None else texts[task]
            yield str(plan), str(task), Counter(tokenise(text, tokenizer))


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
