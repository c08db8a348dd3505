"""How far a term's use in a plan lies from what dealing whole tasks out at random would give.

The words of one task hang together, so tasks are the units, not occurrences. The p-value of a
term counts how often the most deviating of all terms of all plans deviates at least as far when
the tasks are dealt out anew (the single-step maximum of Westfall & Young 1993, Resampling-Based
Multiple Testing): where nothing but chance sets plans apart, any term at all passes .05 in 5 % of
cases, whatever the number of plans and terms. So the false-discovery rate is held as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from compare.parallel import open_threads

Array = np.ndarray[tuple[int], np.dtype[Any]]
Table = np.ndarray[tuple[int, int], np.dtype[Any]]

SEED = 20210625
MOST_DEALS, LEAST_DEALS = 999, 39  # with 39, a term passes .05 where one deal at most goes as far
CELLS = 150_000_000  # cells looked at in all deals, as far as LEAST_DEALS allows
AT_ONCE = 1_000_000  # cells held at a time
SAME = 1e-9  # deviations that agree this far are equal, whatever was rounded on the way


class Dealing:
    """Tasks × tested terms, dealt out to plans: `z` of a plan and term is (O − E) ÷ its spread.

    O: occurrences in the plan, E: words of the plan × the term's rate in all plans. Of a task,
    y = occurrences − words × rate; over all ways of dealing, O − E of a plan of n of all N tasks
    has the variance n (1 − n ÷ N) Σy² ÷ (N − 1). A word that one task repeats so hardly stands out.
    Three tasks 甲甲, 甲乙, 乙乙, the first in a plan of its own: rate ½, y = 1, 0, −1, variance
    1 · ⅔ · 2 ÷ 2, z = 1 ÷ √⅔ = 1.22.

    `whole`: every cell is looked at, else only those of the words that a plan uses.
    """

    def __init__(self, counts: csr_matrix, lengths: Array, owner: Array, whole: bool) -> None:
        """`lengths`: words of each task, also those not tested; `owner`: the number of its plan."""
        self.lengths, self.owner, self.whole = lengths, owner, whole
        sizes, tasks = np.bincount(owner), len(owner)
        rate = np.asarray(counts.sum(axis=0)).ravel() / lengths.sum()
        squares = np.asarray(counts.multiply(counts).sum(axis=0)).ravel()
        mixed = np.asarray(counts.T @ lengths).ravel()
        spread = squares - 2 * rate * mixed + rate**2 * int(lengths @ lengths)
        by_term = 1 / np.sqrt(np.maximum(spread, SAME))
        self.by_plan = np.sqrt(sizes * (1 - sizes / tasks) / (tasks - 1))
        self.rate = rate * by_term
        cells = counts.data * by_term[counts.indices]
        self.counts = csr_matrix((cells, counts.indices, counts.indptr), counts.shape)

    def measure(self, owners: Table) -> tuple[Array, Array, Array]:
        """Row, term and z of each cell; `owners` tells the plan of each task, a row per deal.

        The row of plan p in deal d is d × plans + p; cells stand row by row.
        """
        deals, tasks = owners.shape
        plans = len(self.by_plan)
        rows = (owners + plans * np.arange(deals)[:, None]).ravel()
        task = np.tile(np.arange(tasks), deals)
        deal = csr_matrix((np.ones(len(rows)), (rows, task)), (deals * plans, tasks))
        found, words = deal @ self.counts, deal @ self.lengths
        if self.whole:
            row, term = (cells.ravel() for cells in np.indices(found.shape))
            seen = found.toarray().ravel()
        else:
            row = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
            term, seen = found.indices, found.data
        by_plan = np.tile(self.by_plan, deals)
        return row, term, seen / by_plan[row] - (words / by_plan)[row] * self.rate[term]

    def find_p_values(self, threads: int = 1) -> tuple[Array, Array, Array]:
        """Plan, term and p-value of each cell as the tasks stand."""
        plan, term, z = self.measure(self.owner[None])
        cells = max(len(z), 1)
        number = min(max(CELLS // cells, LEAST_DEALS), MOST_DEALS)
        with open_threads(threads) as run:
            deals = run(self._find_largest, self._deal(number, max(AT_ONCE // cells, 1)))
            largest = np.sort(np.concatenate([*deals]))
        below = np.searchsorted(largest, np.abs(z) - SAME)
        return plan, term, (1 + number - below) / (number + 1)

    def _deal(self, number: int, at_once: int) -> Iterator[Table]:
        """So many deals, a portion at a time, each told by the plan of each task."""
        draw = np.random.RandomState(SEED)  # its stream is the same in every version of numpy
        for start in range(0, number, at_once):
            count = min(at_once, number - start)
            yield np.stack([draw.permutation(self.owner) for _ in range(count)])

    def _find_largest(self, owners: Table) -> Array:
        """The largest deviation of each deal."""
        row, _, z = self.measure(owners)
        largest = np.zeros(len(owners))
        if len(z):
            starts = np.searchsorted(row, len(self.by_plan) * np.arange(len(owners)))
            largest = np.maximum.reduceat(np.abs(z), starts)
        return largest
