"""The nearest rows of other plans: ties, equal rows and rows of the plan itself settled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from scipy.sparse import csr_matrix

from compare.analyse.alignment.nearest import (
    Floats,
    Ints,
    Top,
    bound_top,
    find_top,
    multiply_top,
)

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

TOP_K = 10
SPARE = 6  # asked for beyond TOP_K, for tasks of the plan itself and for ties
TIE_DIGITS = 9  # scores that agree this far are equal, whatever the processor
BLOCK = 4096


@dataclass(frozen=True)
class Links:
    """Directed: task `source` has `target` among its nearest. Both are row numbers.

    Sorted by source, then nearest first, equal scores in the order of the rows.
    """

    source: Ints
    target: Ints
    score: Floats

    def take(self, places: Ints) -> Links:
        """Some of the links, in that order."""
        return Links(self.source[places], self.target[places], self.score[places])


class Search(Protocol):
    """Finds the `depth` largest products of each row, of which `k` and its own are needed.

    `rows`: which rows of the whole these are.
    """

    def __call__(
        self, weights: csr_matrix, rows: Ints, k: int, depth: int, threads: int
    ) -> Top: ...


def search_all(weights: csr_matrix, rows: Ints, k: int, depth: int, threads: int) -> Top:
    """A search that knows of none before it."""
    return bound_top(find_top(weights, depth, threads), depth)


def link_nearest(
    weights: csr_matrix,
    plan: Ints,
    *,
    k: int = TOP_K,
    threads: int = 1,
    search: Search = search_all,
) -> Links:
    """For each row its `k` nearest rows of other plans: exact, ties in the order of the rows.

    Fewer where fewer share a term with it. `plan` is the number of each row's plan. `threads` and
    `search` change the time only.
    """
    groups = _group_equal(weights, plan, k)
    distinct = csr_matrix(weights[groups.first])
    found: list[Links] = []
    waiting, depth = np.arange(distinct.shape[0]), k + SPARE
    top = search(distinct, groups.first, k, depth, threads)
    while True:
        left = []
        for start in range(0, len(waiting), BLOCK):
            asked = waiting[start : start + BLOCK]
            block = Top(
                csr_matrix(top.products[start : start + BLOCK]), top.lowest[start : start + BLOCK]
            )
            links, is_settled = _choose(block, asked, groups, plan, k)
            found.append(links)
            left.append(asked[~is_settled])
        waiting, depth = np.concatenate([np.empty(0, dtype=np.int64), *left]), depth * 8
        if not len(waiting):
            break
        top = bound_top(multiply_top(distinct, waiting, depth, threads), depth)
    source, target, score = (
        np.concatenate([getattr(links, name) for links in found] or [np.empty(0)])
        for name in ("source", "target", "score")
    )
    order = np.argsort(source, kind="stable")
    return Links(source[order].astype(np.int64), target[order].astype(np.int64), score[order])


@dataclass(frozen=True)
class _Groups:
    """Rows with the same weights, taken once: `members[border[g] : border[g + 1]]` in order.

    `first`: the first row of each; `sizes`: how many; `others`: how many at least are of other
    plans than any one of them, at most k; `reach`: how many of them hold k of other plans.
    """

    members: Ints
    border: Ints
    first: Ints
    sizes: Ints
    others: Ints
    reach: Ints


def _group_equal(weights: csr_matrix, plan: Ints, k: int) -> _Groups:
    known: dict[tuple[bytes, bytes], int] = {}
    group = np.empty(weights.shape[0], dtype=np.int64)
    values = weights.data.round(TIE_DIGITS)
    for row, (a, b) in enumerate(pairwise(weights.indptr.tolist())):
        content = (weights.indices[a:b].tobytes(), values[a:b].tobytes())
        group[row] = known.setdefault(content, len(known))
    members = np.argsort(group, kind="stable")
    border = np.searchsorted(group[members], np.arange(len(known) + 1))
    sizes = np.diff(border)
    of_plan, times = np.unique(group * (plan.max(initial=0) + 1) + plan, return_counts=True)
    most = np.zeros(len(known), dtype=np.int64)
    np.maximum.at(most, of_plan // (plan.max(initial=0) + 1), times)
    others, reach = np.minimum(sizes - most, k), np.minimum(sizes, most + k)
    return _Groups(members, border, members[border[:-1]], sizes, others, reach)


def _choose(top: Top, asked: Ints, groups: _Groups, plan: Ints, k: int) -> tuple[Links, Flags]:
    """Links of the rows of the groups `asked`, and which of these groups are settled.

    A group is not settled where a row beyond those found could belong to the `k` nearest: fewer
    than `k` of those found are of other plans, or the last are equal.
    """
    near, lowest = top.products, top.lowest.round(TIE_DIGITS)
    place = np.repeat(np.arange(len(asked)), np.diff(near.indptr))
    score = near.data.round(TIE_DIGITS)
    order = np.lexsort((near.indices, -score, place))
    place, score, group = place[order], score[order], near.indices[order]
    needed = _leave_out_rest(place, score, groups.others[group], k)
    place, score, group = place[needed], score[needed], group[needed]
    nth, target = _spread(groups.border[group], groups.reach[group])
    candidates = Links(place[nth], groups.members[target], score[nth])
    links = _cross(candidates, asked, groups)
    links = links.take(np.flatnonzero(plan[links.source] != plan[links.target]))
    links = links.take(np.lexsort((links.target, -links.score, links.source)))
    rank = count_up(links.source)
    links, rank = links.take(np.flatnonzero(rank < k)), rank[rank < k]
    owner = np.zeros(len(plan), dtype=np.int64)
    nth, own = _spread(groups.border[asked], groups.sizes[asked])
    owner[groups.members[own]] = nth
    last = np.full(len(plan), -1.0)
    last[links.source[rank == k - 1]] = links.score[rank == k - 1]
    safe = (lowest[nth] < 0) | (last[groups.members[own]] > lowest[nth])
    settled = np.bincount(nth, ~safe, len(asked)) == 0
    return links.take(np.flatnonzero(settled[owner[links.source]])), settled


def _leave_out_rest(place: Ints, score: Floats, others: Ints, k: int) -> Flags:
    """Which found groups matter: not those behind groups that hold `k` rows of other plans."""
    before = np.cumsum(others) - others
    run = np.flatnonzero(np.diff(place, prepend=-1) | (np.diff(score, prepend=-1) != 0))
    sizes = np.diff(np.append(run, len(place)))
    opens = np.flatnonzero(np.diff(place, prepend=-1))
    base = np.repeat(before[opens], np.diff(np.append(opens, len(place))))
    return np.asarray(np.repeat(before[run], sizes) - base < k)


def _cross(candidates: Links, asked: Ints, groups: _Groups) -> Links:
    """Every row of a group with every candidate of the group (whose `source` is its place)."""
    starts = np.searchsorted(candidates.source, np.arange(len(asked) + 1))
    nth, own = _spread(groups.border[asked], groups.sizes[asked])
    each, at = _spread(starts[nth], np.diff(starts)[nth])
    return Links(groups.members[own][each], candidates.target[at], candidates.score[at])


def _spread(starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Ranges laid end to end: (0, 7), (1, 7), (1, 8) for starts 7, 7 and sizes 1, 2."""
    nth = np.repeat(np.arange(len(starts)), sizes)
    return nth, np.arange(len(nth)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[nth]


def count_up(sorted_values: Ints) -> Ints:
    """0, 1, 2 … within each run of equal values."""
    starts = np.flatnonzero(np.diff(sorted_values, prepend=-1))
    sizes = np.diff(np.append(starts, len(sorted_values)))
    return _spread(np.zeros(len(starts), dtype=np.int64), sizes)[1]
