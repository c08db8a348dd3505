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
Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

# A term that more than one in so many pairs of rows share, and this number of pairs besides, is
# multiplied for all pairs at once, which takes about as much less for each.
RARE, LEAST_COMMON = 256, 1000


class Counted(NamedTuple):
    """Rows of counts: of each its row, its term and 1 + ln(count), row by row.

    `starts`: where each row starts, and the last ends. `used`: in how many rows each term stands.
    `by_term`: the places of the counts term by term.
    """

    row: Numbers
    term: Numbers
    values: Floats
    starts: Numbers
    used: Places
    by_term: Numbers

    @property
    def rows(self) -> int:
        """How many rows there are, those without a term as well."""
        return len(self.starts) - 1

    def weigh(self, idf: Floats) -> Weighed:
        """TF-IDF weights, each row of length 1 (`terms.weigh_rows`, sublinear)."""
        weights = self.values * idf[self.term]
        length = np.sqrt(np.bincount(self.row, weights**2, minlength=self.rows))
        weights /= length[self.row]
        return Weighed(self, weights)


class Weighed(NamedTuple):
    """Counts and the weight of each."""

    counts: Counted
    weights: Floats


def count_ready(matrix: csr_matrix) -> Counted:
    """Counts made ready; none of them may be 0."""
    starts = matrix.indptr.astype(np.int32)
    row = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(starts))
    places = np.arange(matrix.nnz, dtype=np.int32)
    columns = csr_matrix((places, matrix.indices, starts), matrix.shape).tocsc()
    used = np.diff(columns.indptr).astype(np.intp)
    values = 1 + np.log(matrix.data)
    return Counted(row, matrix.indices.astype(np.int32), values, starts, used, columns.data)


def find_partners(terms_a: Places, terms_b: Places) -> Numbers:
    """The number in b of each term of a, the number of b's terms where it has none; both ascend."""
    place = np.searchsorted(terms_b, terms_a)
    known = np.append(terms_b, -1)[place] == terms_a
    return np.where(known, place, len(terms_b)).astype(np.int32)


def multiply_weights(a: Weighed, b: Weighed, partner: Numbers) -> Matrix:
    """Cosines of every row of `a` with every row of `b`, of the terms of `a` that have a partner.

    `partner`: as of `find_partners`. Common terms are few and laid out as dense matrices; of the
    others the weights that meet are multiplied one by one.
    """
    nothing = len(b.counts.used)
    meet = a.counts.used * np.append(b.counts.used, 0)[partner]
    is_common = (meet - LEAST_COMMON) * RARE > a.counts.rows * b.counts.rows
    cosines = _multiply_rare(a, b, np.where(is_common, np.int32(nothing), partner))
    if is_common.any():
        common_a = common_b = _lay_out(a, is_common)
        if b is not a:  # of one matrix with itself numpy works out half
            chosen = np.zeros(nothing, dtype=bool)
            chosen[partner[is_common]] = True
            common_b = _lay_out(b, chosen)
        cosines += common_a.T @ common_b
    return cosines


def count_marks(a: Counted, b: Counted, partner: Numbers) -> Matrix:
    """Rows of `a` × rows of `b`: how many terms stand in this row alone of `a` and this one of `b`.

    适航 in one text of either plan is a mark of these two; in two texts of one plan it is none.
    """
    marks = np.flatnonzero((a.used == 1) & (np.append(b.used, 0)[partner] == 1))
    row_a, row_b = _find_rows(a, marks), _find_rows(b, partner[marks])
    counted = np.bincount(row_a * b.rows + row_b, minlength=a.rows * b.rows)
    return np.asarray(counted, dtype=np.float64).reshape(a.rows, b.rows)


def _find_rows(counted: Counted, terms: Places | Numbers) -> Places:
    """The row of each of these terms, which stand in one alone."""
    last = np.cumsum(counted.used)[terms] - 1
    return counted.row[counted.by_term[last]].astype(np.intp)


def multiply_own(own: Weighed, chosen: Flags) -> Matrix:
    """Cosines of every row with every other, of the chosen terms alone."""
    terms = np.arange(len(chosen), dtype=np.int32)
    return multiply_weights(own, own, np.where(chosen, terms, np.int32(len(terms))))


def _lay_out(weighed: Weighed, chosen: Flags) -> Matrix:
    """The weights of the chosen terms, terms × rows."""
    counts = weighed.counts
    at = counts.by_term[np.repeat(chosen, counts.used)]
    term = np.repeat(np.arange(int(chosen.sum())), counts.used[chosen])
    dense = np.zeros((int(chosen.sum()), counts.rows))
    dense[term, counts.row[at]] = weighed.weights[at]
    return dense


def _multiply_rare(a: Weighed, b: Weighed, partner: Numbers) -> Matrix:
    """The product of sparse matrices; the last term of the second, which nothing has, is for terms
    without a partner."""
    (one, weights_a), (two, weights_b) = a, b
    starts = np.cumsum(np.concatenate([[0], two.used, [0]]), dtype=np.int32)
    rows = csr_matrix((weights_a, partner[one.term], one.starts), (one.rows, len(starts) - 1))
    columns = (weights_b[two.by_term], two.row[two.by_term], starts)
    product: Matrix = (rows @ csr_matrix(columns, (len(starts) - 1, two.rows))).toarray()
    return product
