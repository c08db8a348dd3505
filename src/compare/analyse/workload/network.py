"""Who works with whom."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd

from compare.analyse.workload.counts import Row, name_units

SAME_VALUE = 1e-9  # eigenvalues that differ by less are one


def build_network(
    tasks: pd.DataFrame, assignments: pd.DataFrame, grain: str = "section"
) -> pd.DataFrame:
    """One row per plan and pair of departments named for the same section (or task).

    Columns plan_id, department_a < department_b, weight (sections they share), share (of the
    plan's sections that carry a clause).
    """
    named = name_units(tasks, assignments)
    rows: list[Row] = []
    for plan_id, part in named.groupby("plan_id", sort=False):
        weights: Counter[tuple[str, str]] = Counter()
        groups = part.groupby(grain, sort=False)["department_id"]
        for _, members in groups:
            weights.update(combinations(sorted(set(members)), 2))
        rows += [
            {
                "plan_id": plan_id,
                "department_a": pair[0],
                "department_b": pair[1],
                "weight": weight,
                "share": weight / part[grain].nunique(),
            }
            for pair, weight in sorted(weights.items())
        ]
    columns = ["plan_id", "department_a", "department_b", "weight", "share"]
    return pd.DataFrame(rows, columns=columns)


def measure_centrality(network: pd.DataFrame) -> pd.DataFrame:
    """One row per plan and department of `build_network`, most central first.

    degree: partners; strength: sum of weights (Barrat et al. 2004); eigenvector: Bonacich 1972,
    the share of a department in the space of the largest eigenvalue of W, largest value 1.
    """
    rows: list[Row] = []
    for plan_id, part in network.groupby("plan_id", sort=False):
        names = sorted({*part["department_a"], *part["department_b"]})
        place = {name: index for index, name in enumerate(names)}
        weights = np.zeros((len(names), len(names)))
        edges = zip(part["department_a"], part["department_b"], part["weight"], strict=True)
        for a, b, weight in edges:
            weights[place[a], place[b]] = weights[place[b], place[a]] = weight
        scores = _measure_eigenvector(weights)
        found: list[Row] = [
            {
                "plan_id": plan_id,
                "department_id": name,
                "degree": int((weights[index] > 0).sum()),
                "strength": int(weights[index].sum()),
                "eigenvector": scores[index],
            }
            for index, name in enumerate(names)
        ]
        rows += sorted(found, key=lambda r: (-r["eigenvector"], r["department_id"]))
    columns = ["plan_id", "department_id", "degree", "strength", "eigenvector"]
    return pd.DataFrame(rows, columns=columns)


def _measure_eigenvector(weights: np.ndarray) -> list[float]:
    """Bonacich's centrality; where several parts of a network tie, what equal starts lead to."""
    values, vectors = np.linalg.eigh(weights)
    leading = vectors[:, values > values[-1] - SAME_VALUE]
    vector = leading @ leading.sum(axis=0)
    # Rounded, so that equal departments tie whatever order the sums were taken in.
    return [round(float(value), 9) for value in vector / vector.max()]
