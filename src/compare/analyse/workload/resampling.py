"""How far shares and concentration would move with other sections: a bootstrap over sections.

The sections of a plan that carry a clause are drawn again with replacement (Efron 1979, Ann.
Statist. 7); an interval holds the middle 95 % of what the draws give.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from compare.analyse.workload.counts import name_units
from compare.analyse.workload.spread import compute_gini

Matrix = np.ndarray[tuple[int, int], np.dtype[Any]]
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
        draws = np.concatenate([*_draw(named)]) / size
        ends = np.percentile(draws, ENDS, axis=0)
        columns = (departments, _count_sections(named) / size, *ends)
        rows += [(plan_id, name, size, *values) for name, *values in zip(*columns, strict=True)]
    names = ["plan_id", "department_id", "sections", "share", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def compare_concentration(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per two plans: their Gini coefficients by section, and how sure the difference is.

    Columns plan_a, plan_b, gini_a, gini_b, difference (a − b), low, high. An interval that holds 0
    says that other sections could as well have turned the difference round.
    """
    sections = _list_sections(tasks, assignments)
    gini, drawn = {}, {}
    for plan, (_, named) in sections.items():
        gini[plan] = compute_gini(_count_sections(named).tolist())
        drawn[plan] = np.concatenate([_measure_gini(counts) for counts in _draw(named)])
    rows = []
    for number, (a, b) in enumerate(combinations(sections, 2)):
        order = np.random.RandomState(SEED + number).permutation(DRAWS)  # plans are independent
        low, high = np.percentile(drawn[a] - drawn[b][order], ENDS)
        rows.append((a, b, gini[a], gini[b], gini[a] - gini[b], low, high))
    names = ["plan_a", "plan_b", "gini_a", "gini_b", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=names)


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


def _draw(named: csr_matrix) -> Iterator[Matrix]:
    """Sections that name each department, a row per draw of as many sections; some at a time.

    A section names few of thousands of departments, so only what it names is added up.
    """
    size, departments = named.shape
    weights = np.random.RandomState(SEED).multinomial(size, np.full(size, 1 / size), DRAWS)
    for start in range(0, DRAWS, step := max(1, CELLS // departments)):
        yield weights[start : start + step] @ named


def _measure_gini(counts: Matrix) -> np.ndarray[tuple[int], np.dtype[Any]]:
    """`compute_gini` of each row, of the departments that it names."""
    ordered = np.sort(counts, axis=1)
    number = (ordered > 0).sum(axis=1)
    place = np.arange(1, ordered.shape[1] + 1) - (ordered.shape[1] - number)[:, None]
    total = ordered.sum(axis=1)
    gini: np.ndarray[tuple[int], np.dtype[Any]] = (
        2 * (place * ordered).sum(axis=1) / (number * total) - (number + 1) / number
    )
    return gini
