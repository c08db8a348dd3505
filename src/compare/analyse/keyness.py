"""The words that set one plan apart from the others, with statistics.

Signed log-likelihood G² of a term's rate in one plan against its rate in all others together
(Dunning 1993, Computational Linguistics 19(1); in the two-cell form of Rayson & Garside 2000,
Comparing Corpora using Frequency Profiling, which is the likelihood ratio of two Poisson rates),
with p-values corrected after Benjamini & Hochberg 1995. G² treats every occurrence as drawn by
itself; words of one task are not, so `tasks` tells how many tasks a count rests on.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.stats import false_discovery_control

from compare.analyse.terms import DEFAULT, PLACE_LEVELS, Tokenizer, strip_place_names, tokenise
from compare.schema import build_table, check_table
from compare.schema.grain import mask_key_tasks

MINIMUM_COUNT = 3
PER = 1000
SIGNIFICANT = 0.05
STRONGEST = 50  # kept of each of many plans even where fewer terms are significant
TIE_DIGITS = 9  # values that agree this far rank the same, whatever the processor

Words = Mapping[str, Mapping[str, int]]
Array = np.ndarray[tuple[int], np.dtype[Any]]


def find_distinctive_terms(
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    texts: Mapping[str, str] | None = None,
    *,
    tokenizer: Tokenizer = DEFAULT,
    minimum_count: int = MINIMUM_COUNT,
    words: Words | None = None,
    many: bool = False,
) -> pd.DataFrame:
    """`distinctive_terms`: one row per plan and term, each plan against all others together.

    Counted are the key tasks (title and body; `texts` gives other wordings by task_id, such as
    the text without shared passages; `words`, task_id → word → count, spares cutting them again).
    Terms that hold a place name of `plans` (海安, 江苏; not the short 驻海) are left out and count
    nowhere. Tested are the terms with at least `minimum_count` occurrences over all plans: a term
    seen once or twice can reach no significance, and a limit on the total favours neither side.
    `g2` > 0: more frequent here; `p_adjusted`: over all terms of the plan; `tasks`,
    `tasks_others`: key tasks that use the term. Rows by plan, then G² falling, then term. With
    fewer than two plans that hold terms there is nothing to compare, and no row.

    `many`: all terms are tested, but of each plan only those with p_adjusted ≤ SIGNIFICANT are
    listed, and at least the STRONGEST, by |G²|, then term.

    A term with 9 of 3,000 here and 1 of 3,000 elsewhere: rate 3, rate_others 0.333, g2 7.36.
    """
    usage = _count_usage(_count_tasks(tasks, texts, tokenizer, words), _list_places(plans))
    if len(usage.plans) < 2:
        return build_table("distinctive_terms", [])
    tested = _Tested(usage, minimum_count)
    parts = [_compare_plan(tested, row, many) for row in range(len(usage.plans))]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return check_table(pd.DataFrame(columns), "distinctive_terms")


@dataclass(frozen=True)
class _Usage:
    """Rows of both matrices are plans, columns `terms`: occurrences, and tasks that use the term."""

    plans: list[str]
    terms: list[str]
    counts: csr_matrix
    used: csr_matrix


def _list_places(plans: pd.DataFrame | None) -> frozenset[str]:
    """The bare place names of all plans."""
    if plans is None:
        return frozenset()
    return frozenset(strip_place_names(plans[list(PLACE_LEVELS)].to_numpy().ravel()))


def _count_tasks(
    tasks: pd.DataFrame,
    texts: Mapping[str, str] | None,
    tokenizer: Tokenizer,
    words: Words | None,
) -> Iterator[tuple[str, Mapping[str, int]]]:
    """The terms of each key task with their counts, as (plan_id, counts)."""
    key = tasks[mask_key_tasks(tasks)]
    columns = (key["plan_id"], key["task_id"], key["title"], key["body"])
    for plan, task, title, body in zip(*columns, strict=True):
        if words is not None:
            yield str(plan), words[task]
        else:
            text = f"{title}\n{body}" if texts is None else texts[task]
            yield str(plan), Counter(tokenise(text, tokenizer))


def _count_usage(bags: Iterable[tuple[str, Mapping[str, int]]], places: frozenset[str]) -> _Usage:
    """The counts of all tasks by plan, plans in order of their first term, terms sorted."""
    numbers: defaultdict[str, int] = defaultdict(count(0).__next__)
    owners: list[str] = []
    sizes, columns, values = array("i"), array("i"), array("i")
    for plan, bag in bags:
        owners.append(plan)
        sizes.append(len(bag))
        columns.extend(map(numbers.__getitem__, bag))
        values.extend(bag.values())
    lengths = sorted({len(place) for place in places})
    terms = sorted(term for term in numbers if not _holds_place(term, places, lengths))
    place_of = np.full(len(numbers), -1)
    place_of[[numbers[term] for term in terms]] = np.arange(len(terms))
    column = place_of[np.array(columns)]
    kept = column >= 0
    row, plans = pd.factorize(np.repeat(np.array(owners, dtype=object), sizes)[kept])
    cells, shape = (row, column[kept]), (len(plans), len(terms))
    counts = csr_matrix((np.array(values, dtype=np.int64)[kept], cells), shape)
    used = csr_matrix((np.ones(len(row), dtype=np.int64), cells), shape)
    return _Usage(list(plans), terms, counts, used)


def _holds_place(term: str, places: frozenset[str], sizes: Sequence[int]) -> bool:
    return any(
        term[start : start + size] in places
        for size in sizes
        for start in range(len(term) - size + 1)
    )


class _Tested:
    """The terms frequent enough to test, with what every plan's comparison needs of them.

    Most terms are absent from a plan, and G² of those depends on their frequency alone:
    `frequencies` are the different ones, `level` is each term's place among them.
    """

    def __init__(self, usage: _Usage, minimum_count: int) -> None:
        total = np.asarray(usage.counts.sum(axis=0)).ravel()
        kept = np.flatnonzero(total >= minimum_count)
        self.plans = usage.plans
        self.sizes = np.asarray(usage.counts.sum(axis=1)).ravel()
        self.terms = np.array(usage.terms, dtype=object)[kept]
        self.counts, self.used = usage.counts[:, kept], usage.used[:, kept]
        self.total = total[kept]
        self.total_used = np.asarray(self.used.sum(axis=0)).ravel()
        self.frequencies, self.level = np.unique(self.total, return_inverse=True)

    def spread(self, matrix: csr_matrix, row: int) -> Array:
        """One row of a matrix with its zeros."""
        dense = np.zeros(len(self.terms), dtype=np.int64)
        start, end = matrix.indptr[row : row + 2]
        dense[matrix.indices[start:end]] = matrix.data[start:end]
        return dense


def _compare_plan(tested: _Tested, row: int, many: bool) -> dict[str, Array]:
    """The columns of one plan's rows."""
    own = tested.spread(tested.counts, row)
    cells = _group_cells(tested, own)
    total = int(tested.sizes[row])
    total_others = int(tested.sizes.sum()) - total
    g2 = np.zeros(len(cells.members))
    for place in np.flatnonzero(cells.members).tolist():
        here, both = cells.counts[place]
        g2[place] = measure_g2(here, both - here, total, total_others)
    p_adjusted = _adjust_groups(np.array([find_p_value(g) for g in g2.tolist()]), cells.members)
    rounded = np.array([round(g, TIE_DIGITS) for g in g2.tolist()])
    chosen = _choose_terms(cells, rounded, p_adjusted) if many else np.arange(len(own))
    group = cells.group[chosen]
    order = np.argsort(-rounded[group], kind="stable")
    chosen, group = chosen[order], group[order]
    own, others = own[chosen], (tested.total - own)[chosen]
    used = tested.spread(tested.used, row)[chosen]
    return {
        "plan_id": np.full(len(chosen), tested.plans[row], dtype=object),
        "term": tested.terms[chosen],
        "count": own,
        "count_others": others,
        "rate": PER * own / total,
        "rate_others": PER * others / total_others,
        "rate_ratio": (own + 0.5) / total / ((others + 0.5) / total_others),
        "g2": g2[group],
        "p_adjusted": p_adjusted[group],
        "tasks": used,
        "tasks_others": tested.total_used[chosen] - used,
    }


class _Cells(NamedTuple):
    """The terms of a plan grouped by their counts, for terms with the same have the same values.

    So each is computed once, by the functions below: numpy's logarithm differs in its last digit
    from one processor to the next. `group` of each term; of each group `counts` (here, in all
    plans) and how many `members`.
    """

    group: Array
    counts: list[tuple[int, int]]
    members: Array


def _group_cells(tested: _Tested, own: Array) -> _Cells:
    absent = [(0, count) for count in tested.frequencies.tolist()]
    present = np.flatnonzero(own)
    pairs = np.stack([own[present], tested.total[present]])
    seen, nth = np.unique(pairs, axis=1, return_inverse=True)
    group = tested.level.copy()
    group[present] = len(absent) + nth.ravel()
    counts = absent + list(zip(*seen.tolist(), strict=True))
    return _Cells(group, counts, np.bincount(group, minlength=len(counts)))


def _choose_terms(cells: _Cells, rounded: Array, p_adjusted: Array) -> Array:
    """The places of the terms to list of one of many plans."""
    significant = int(cells.members[p_adjusted <= SIGNIFICANT].sum())
    wanted = max(significant, STRONGEST)
    strength = np.abs(rounded)
    order = np.argsort(-strength, kind="stable")
    last = int(np.searchsorted(np.cumsum(cells.members[order]), wanted))
    weakest = strength[order[min(last, len(order) - 1)]]
    near = np.flatnonzero((strength >= weakest)[cells.group])
    ranked = near[np.argsort(-strength[cells.group[near]], kind="stable")]
    return np.sort(ranked[:wanted])


def measure_g2(count: int, count_others: int, total: int, total_others: int) -> float:
    """Signed G² = ±2 Σ O·ln(O/E), E = the counts at one common rate; negative where rarer here.

    9 of 3,000 against 1 of 3,000: both expect 5, 2·(9·ln 1.8 + 1·ln 0.2) = 7.361.
    """
    rate = (count + count_others) / (total + total_others)
    parts = ((count, rate * total), (count_others, rate * total_others))
    g2 = 2 * sum(seen * math.log(seen / expected) for seen, expected in parts if seen)
    return math.copysign(max(g2, 0.0), count * total_others - count_others * total)


def find_p_value(g2: float) -> float:
    """Probability of a G² at least as far from 0: χ² with one degree of freedom (3.841 → 0.05)."""
    return math.erfc(math.sqrt(abs(g2) / 2))


def _adjust_groups(p_values: Array, members: Array) -> Array:
    """p-values after Benjamini & Hochberg 1995, each standing for so many members.

    0.01, 0.04, 0.03 of one member each → 0.03, 0.04, 0.04; a group without members gets 1.
    """
    held = members > 0
    adjusted = np.ones(len(p_values))
    corrected = false_discovery_control(np.repeat(p_values, members))
    adjusted[held] = corrected[(np.cumsum(members) - 1)[held]]
    return adjusted


def count_survivors(terms: pd.DataFrame, alpha: float = SIGNIFICANT) -> pd.DataFrame:
    """How much survives correction: one row per plan of a `distinctive_terms` table.

    Columns: plan_id; `tested` terms; `more`, `fewer`: more or less frequent here with p_adjusted ≤
    alpha; `one_task`: those of both whose occurrences, on the side that uses the term more, all
    stand in a single task and so say little about the plan.
    """
    rows = []
    for plan_id, part in terms.groupby("plan_id", sort=False):
        kept = part[part["p_adjusted"] <= alpha]
        users = kept["tasks"].where(kept["g2"] > 0, kept["tasks_others"])
        rows.append(
            {
                "plan_id": plan_id,
                "tested": len(part),
                "more": int((kept["g2"] > 0).sum()),
                "fewer": int((kept["g2"] < 0).sum()),
                "one_task": int((users == 1).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["plan_id", "tested", "more", "fewer", "one_task"])
