"""How far shares and concentration would move with other sections: a bootstrap over sections.

The sections of a plan that carry a clause are drawn again with replacement (Efron 1979, Ann.
Statist. 7); an interval holds the middle 95 % of what the draws give.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from compare.analyse.workload.counts import name_units
from compare.analyse.workload.spread import compute_gini

Matrix = np.ndarray[tuple[int, int], np.dtype[Any]]
Values = np.ndarray[tuple[int], np.dtype[Any]]
Counts = np.ndarray[tuple[int], np.dtype[Any]]

DRAWS = 2000
CELLS = 1_000_000  # draws × departments held at a time
SEED = 20210625
ENDS = (2.5, 97.5)


def measure_intervals(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per plan and department: share of sections, and the ends of its interval.

    Columns plan_id, department_id, sections (of the plan), share, low, high (0–1).
    """
    rows = []
    for plan_id, (departments, named) in _list_sections(tasks, assignments).items():
        size = named.shape[0]
        draws = np.concatenate([*_draw(named, size)]) / size
        ends = np.percentile(draws, ENDS, axis=0)
        columns = (departments, _count_sections(named) / size, *ends)
        rows += [(plan_id, name, size, *values) for name, *values in zip(*columns, strict=True)]
    names = ["plan_id", "department_id", "sections", "share", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def compare_concentration(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per two plans: their Gini coefficients by section, and how sure the difference is.

    Columns plan_a, plan_b, gini_a, gini_b, difference (a − b), low, high, sections. The more
    sections, the more unequal are counts of them (29 sections of one plan gave .59, eight of these
    .40), so both are measured in as many `sections` as the plan with fewer has: the mean of what so
    many of the other's give. An interval that holds 0 says that other sections could as well have
    turned the difference round.
    """
    measured = {
        plan: _Drawn(named) for plan, (_, named) in _list_sections(tasks, assignments).items()
    }
    rows = []
    for number, (a, b) in enumerate(combinations(measured, 2)):
        size = min(measured[a].size, measured[b].size)
        order = np.random.RandomState(SEED + number).permutation(DRAWS)  # plans are independent
        drawn = measured[a].draw(size) - measured[b].draw(size)[order]
        gini = [measured[plan].measure(size) for plan in (a, b)]
        rows.append((a, b, *gini, gini[0] - gini[1], *np.percentile(drawn, ENDS), size))
    names = ["plan_a", "plan_b", "gini_a", "gini_b", "difference", "low", "high", "sections"]
    return pd.DataFrame(rows, columns=names)


class _Drawn:
    """Gini coefficients of some of a plan's sections, each number of them drawn once."""

    def __init__(self, named: csr_matrix) -> None:
        self.named, self.size = named, named.shape[0]
        self.draw, self.measure = cache(self._draw), cache(self._measure)

    def _draw(self, size: int) -> Values:
        """Of each draw of so many sections with replacement."""
        return np.concatenate([_measure_gini(counts) for counts in _draw(self.named, size)])

    def _measure(self, size: int) -> float:
        """Of so many of the sections, each once: the mean of the draws."""
        if size == self.size:
            return compute_gini(_count_sections(self.named).tolist())
        places = np.random.RandomState(SEED).rand(DRAWS, self.size).argsort(axis=1)
        kept = (places < size).astype(np.int64)
        return float(np.concatenate([*map(_measure_gini, _add_up(kept, self.named))]).mean())


def _list_sections(
    tasks: pd.DataFrame, assignments: pd.DataFrame
) -> dict[str, tuple[list[str], csr_matrix]]:
    """plan_id → its departments, and sections × departments, 1 where the section names it."""
    named = name_units(tasks, assignments)
    found = {}
    for plan_id, part in named.groupby("plan_id", sort=False):
        once = part[["section", "department_id"]].drop_duplicates()
        row, sections = pd.factorize(once["section"], sort=True)
        column, departments = pd.factorize(once["department_id"], sort=True)
        shape = len(sections), len(departments)
        ones = np.ones(len(once), dtype=np.int64)
        found[str(plan_id)] = list(map(str, departments)), csr_matrix((ones, (row, column)), shape)
    return found


def _count_sections(named: csr_matrix) -> Counts:
    """How many sections name each department."""
    return np.asarray(named.sum(axis=0)).ravel()


def _draw(named: csr_matrix, size: int) -> Iterator[Matrix]:
    """Sections that name each department, a row per draw of `size` sections with replacement."""
    every = named.shape[0]
    weights = np.random.RandomState(SEED).multinomial(size, np.full(every, 1 / every), DRAWS)
    return _add_up(weights, named)


def _add_up(weights: Matrix, named: csr_matrix) -> Iterator[Matrix]:
    """How many of the sections of each draw name each department; some draws at a time.

    A section names few of thousands of departments, so only what it names is added up.
    """
    for start in range(0, DRAWS, step := max(1, CELLS // named.shape[1])):
        yield weights[start : start + step] @ named


def _measure_gini(counts: Matrix) -> Values:
    """`compute_gini` of each row, of the departments that it names."""
    ordered = np.sort(counts, axis=1)
    number = (ordered > 0).sum(axis=1)
    place = np.arange(1, ordered.shape[1] + 1) - (ordered.shape[1] - number)[:, None]
    total = ordered.sum(axis=1)
    gini: Values = 2 * (place * ordered).sum(axis=1) / (number * total) - (number + 1) / number
    return gini
