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
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

# A term that more than one in so many pairs of rows share is multiplied for all pairs at once,
# which takes about as much less for each.
RARE = 512


class Counted(NamedTuple):
    """Rows of counts: of each its row, its term and 1 + ln(count), row by row.

    `used`: in how many rows each term stands. `rows`: how many there are. `by_term`: the places of
    the counts term by term.
    """

    row: Places
    term: Places
    values: Floats
    used: Places
    rows: int
    by_term: Places

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
    by_term = np.argsort(matrix.indices, kind="stable")
    values = 1 + np.log(matrix.data)
    return Counted(row, matrix.indices.astype(np.intp), values, used, matrix.shape[0], by_term)


def multiply_weights(a: Counted, b: Counted, idf: Floats, terms: Flags | None = None) -> Matrix:
    """Cosines of every row of `a` with every row of `b`, of some `terms` alone where they are given.

    Common terms are few and laid out as dense matrices; of the others the counts that meet are
    multiplied one by one.
    """
    meet = a.used * b.used
    if terms is not None:
        meet[~terms] = 0
    is_common = meet * RARE > a.rows * b.rows
    weights_a = weights_b = a.weigh(idf)
    common_a = common_b = _lay_out(a, weights_a, is_common)
    if b is not a:  # of one matrix with itself numpy works out half
        weights_b = b.weigh(idf)
        common_b = _lay_out(b, weights_b, is_common)
    cosines = common_a @ common_b.T
    cosines += _multiply_rare(a, weights_a, b, weights_b, (meet > 0) & ~is_common)
    return cosines


def count_marks(a: Counted, b: Counted) -> Matrix:
    """Rows of `a` × rows of `b`: how many terms stand in this row alone of `a` and this one of `b`.

    适航 in one text of either plan is a mark of these two; in two texts of one plan it is none.
    """
    marks = np.flatnonzero((a.used == 1) & (b.used == 1))
    row_a, row_b = (np.bincount(side.term, side.row, len(side.used))[marks] for side in (a, b))
    counted = np.bincount((row_a * b.rows + row_b).astype(np.intp), minlength=a.rows * b.rows)
    return np.asarray(counted, dtype=np.float64).reshape(a.rows, b.rows)


def _lay_out(counted: Counted, weights: Floats, chosen: Flags) -> Matrix:
    """The weights of the chosen terms, rows × terms."""
    at = np.flatnonzero(chosen[counted.term])
    dense = np.zeros((counted.rows, int(chosen.sum())))
    dense[counted.row[at], (np.cumsum(chosen) - 1)[counted.term[at]]] = weights[at]
    return dense


def _multiply_rare(
    a: Counted, weights_a: Floats, b: Counted, weights_b: Floats, chosen: Flags
) -> Matrix:
    """Sums of products over the chosen terms: each weight of a with all of b of the same term."""
    at = np.flatnonzero(chosen[a.term])
    sizes = b.used[a.term[at]]
    ends = np.cumsum(b.used)[a.term[at]]
    one = np.repeat(at, sizes)
    two = b.by_term[np.arange(len(one)) + np.repeat(ends - np.cumsum(sizes), sizes)]
    cells = a.row[one] * b.rows + b.row[two]
    products = weights_a[one] * weights_b[two]
    sums = np.bincount(cells, products, minlength=a.rows * b.rows)
    return np.asarray(sums, dtype=np.float64).reshape(a.rows, b.rows)
