"""Counts of terms made ready once, to be weighed again for each plan a text is compared with.

The weight of a term hangs on the document frequencies of the two plans compared; everything else
is known of each plan alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from compare.analyse.terms import Floats, Matrix

Places = np.ndarray[tuple[int], np.dtype[np.intp]]


class Counted(NamedTuple):
    """Rows of counts: of each its row, its term and 1 + ln(count), row by row.

    `used`: in how many rows each term stands. `rows`: how many there are.
    """

    row: Places
    term: Places
    values: Floats
    used: Places
    rows: int

    def weigh(self, idf: Floats) -> Floats:
        """TF-IDF weights, each row of length 1 (`terms.weigh_rows`, sublinear)."""
        weights = self.values * idf[self.term]
        length = np.sqrt(np.bincount(self.row, weights**2, minlength=self.rows))
        weights /= length[self.row]
        return weights


def count_ready(matrix: csr_matrix) -> Counted:
    """Counts made ready; none of them may be 0."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    used = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return Counted(row, matrix.indices, 1 + np.log(matrix.data), used, matrix.shape[0])


def multiply_weights(a: Counted, b: Counted, idf: Floats) -> Matrix:
    """Cosines of every row of `a` with every row of `b`.

    The terms that both have are few enough for b to be held as a dense matrix, terms × rows, which
    takes less than looking for the places of a sparse result.
    """
    shared = (a.used > 0) & (b.used > 0)
    place = np.cumsum(shared) - 1
    in_a, in_b = np.flatnonzero(shared[a.term]), np.flatnonzero(shared[b.term])
    right = np.zeros((int(shared.sum()), b.rows))
    right[place[b.term[in_b]], b.row[in_b]] = b.weigh(idf)[in_b]
    borders = np.searchsorted(a.row[in_a], np.arange(a.rows + 1))
    left = csr_matrix((a.weigh(idf)[in_a], place[a.term[in_a]], borders), (a.rows, len(right)))
    cosines: Matrix = left @ right
    return cosines
