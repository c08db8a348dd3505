"""By how many standard deviations likeness exceeds what the other texts of two plans have by chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from compare.analyse.terms import Floats, Matrix

# About that of the plans that were read (.033 to .088); a few short tasks show next to nothing.
DEVIATION_RANGE = 0.03, 0.1


class Chance(NamedTuple):
    """What each row has in common with the other texts of its own plan.

    `total` and `squares`: the sum over these texts, and that of the squares. `texts`: how many.
    """

    total: Floats
    squares: Floats
    texts: int


def sum_chance(
    own: Matrix, owner: np.ndarray[tuple[int], np.dtype[np.intp]] | None = None
) -> Chance:
    """Of rows × texts of their own plan; `owner` is the text a row is of (its own number unless
    told), which is no other."""
    rows = np.arange(len(own))
    others = own.copy()
    others[rows, rows if owner is None else owner] = 0
    return Chance(others.sum(axis=1), (others**2).sum(axis=1), own.shape[1] - 1)


def measure_surprise(
    found: Matrix, own: Chance, starts: np.ndarray[tuple[int], np.dtype[np.intp]] | None = None
) -> Matrix:
    """By how many standard deviations each value exceeds the others of its row.

    `found`: rows × texts of the other plan; `own`: the same rows in their own plan. `starts`: where
    rows start that are summed, by default each for itself.
    """
    size = found.shape[1] + own.texts
    total = found.sum(axis=1) + own.total
    squares = (found**2).sum(axis=1) + own.squares
    variance = np.maximum(squares / size - (total / size) ** 2, 0).mean()
    if starts is not None:
        found, total = np.add.reduceat(found, starts, axis=0), np.add.reduceat(total, starts)
    expected = (total[:, None] - found) / max(size - 1, 1)
    surprise: Matrix = (found - expected) / np.clip(np.sqrt(variance), *DEVIATION_RANGE)
    return surprise
