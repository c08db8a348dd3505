"""How far shares and concentration would move with other sections: a bootstrap over sections.

The sections of a plan that carry a clause are drawn again with replacement (Efron 1979, Ann.
Statist. 7); an interval holds the middle 95 % of what the draws give.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from compare.analyse.workload.counts import name_units
from compare.analyse.workload.spread import compute_gini

Matrix = np.ndarray[tuple[int, int], np.dtype[Any]]

DRAWS = 2000
SEED = 20210625
ENDS = (2.5, 97.5)


def measure_intervals(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per plan and department: share of sections, and the ends of its interval.

    Columns plan_id, department_id, sections (of the plan), share, low, high (0–1).
    """
    rows = []
    for plan_id, (departments, named) in _list_sections(tasks, assignments).items():
        draws = _draw(named) / len(named)
        ends = np.percentile(draws, ENDS, axis=0)
        columns = (departments, named.mean(axis=0), *ends)
        rows += [
            (plan_id, name, len(named), *values) for name, *values in zip(*columns, strict=True)
        ]
    names = ["plan_id", "department_id", "sections", "share", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def compare_concentration(tasks: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per two plans: their Gini coefficients by section, and how sure the difference is.

    Columns plan_a, plan_b, gini_a, gini_b, difference (a − b), low, high. An interval that holds 0
    says that other sections could as well have turned the difference round.
    """
    sections = _list_sections(tasks, assignments)
    gini = {plan: compute_gini(named.sum(axis=0)) for plan, (_, named) in sections.items()}
    drawn = {plan: _measure_gini(_draw(named)) for plan, (_, named) in sections.items()}
    rows = []
    for number, (a, b) in enumerate(combinations(sections, 2)):
        order = np.random.RandomState(SEED + number).permutation(DRAWS)  # plans are independent
        low, high = np.percentile(drawn[a] - drawn[b][order], ENDS)
        rows.append((a, b, gini[a], gini[b], gini[a] - gini[b], low, high))
    names = ["plan_a", "plan_b", "gini_a", "gini_b", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def _list_sections(
    tasks: pd.DataFrame, assignments: pd.DataFrame
) -> dict[str, tuple[list[str], Matrix]]:
    """plan_id → its departments, and sections × departments, 1 where the section names it."""
    named = name_units(tasks, assignments)
    found = {}
    for plan_id, part in named.groupby("plan_id", sort=False):
        table = pd.crosstab(part["section"], part["department_id"]).clip(upper=1)
        found[str(plan_id)] = (list(map(str, table.columns)), table.to_numpy())
    return found


def _draw(named: Matrix) -> Matrix:
    """Sections that name each department, a row per draw of as many sections."""
    size = len(named)
    weights = np.random.RandomState(SEED).multinomial(size, np.full(size, 1 / size), DRAWS)
    counts: Matrix = weights @ named
    return counts


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
