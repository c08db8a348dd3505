"""Counts of terms made ready once, to be weighed again for each plan a text is compared with.

The weight of a term hangs on the document frequencies of the two plans compared; everything else
is known of each plan alone. What hangs on both in a product of two weights, idf², is therefore put
to the rows of one side, and those of the other are multiplied as they were made ready.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from compare.analyse.terms import Floats, Matrix

Places = np.ndarray[tuple[int], np.dtype[np.intp]]
Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

# A term that stands in more than one of so many rows is laid out with zeros for the others: to find
# the places of two numbers that meet takes as long as to multiply that many that lie in a row.
COMMON = 24


@dataclass(frozen=True, eq=False)
class Counted:
    """Rows of counts: of each its row, its term and 1 + ln(count), row by row.

    `starts`: where each row starts, and the last ends. `used`: in how many rows each term stands.
    """

    row: Numbers
    term: Numbers
    values: Floats
    starts: Numbers
    used: Places

    @property
    def rows(self) -> int:
        """How many rows there are, those without a term as well."""
        return len(self.starts) - 1

    @cached_property
    def last(self) -> Places:
        """The last row in which each term stands: of a term in one row alone, that row."""
        rows = np.zeros(len(self.used), dtype=np.intp)
        rows[self.term] = self.row
        return rows

    @cached_property
    def divided(self) -> Divided:
        """The values term by term, common terms apart."""
        is_common = np.append(self.used * COMMON > self.rows, False)
        place = np.where(is_common, np.cumsum(is_common) - 1, -1).astype(np.int32)
        own = place[self.term]
        at = np.flatnonzero(own >= 0)
        common = np.zeros((int(is_common.sum()), self.rows))
        common[own[at], self.row[at]] = self.values[at]
        every = csr_matrix((self.values, self.term, self.starts), (self.rows, len(place)))
        return Divided(place, common, every.T.tocsr())

    def weigh(self, squares: Floats) -> Weighed:
        """Each value times idf² of its term (`squares`): half of a product of TF-IDF weights whose
        other half are plain values (`terms.weigh_rows`, sublinear)."""
        weights = self.values * squares[self.term]
        length = np.sqrt(np.bincount(self.row, weights * self.values, minlength=self.rows))
        length[length == 0] = 1  # of a row without terms
        return Weighed(self, weights, length)

    def lay_out(self) -> Matrix:
        """The values, terms × rows; the last term, which nothing has, is for one without a partner."""
        laid = np.zeros((len(self.used) + 1, self.rows))
        laid[self.term, self.row] = self.values
        return laid


class Weighed(NamedTuple):
    """Counts, the weight of each, and for each row the length by which cosines divide."""

    counts: Counted
    weights: Floats
    length: Floats


class Divided(NamedTuple):
    """Values term by term: `common` terms × rows laid out, and `every` term × rows.

    The last term of `every`, which nothing has, is for terms without a partner. `place`: the row of
    each of its terms in `common`, −1 where it has none.
    """

    place: Numbers
    common: Matrix
    every: csr_matrix


def count_ready(matrix: csr_matrix) -> Counted:
    """Counts made ready; none of them may be 0."""
    row = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    used = np.bincount(matrix.indices, minlength=matrix.shape[1])
    counts = matrix.data.astype(np.intp)
    logarithms = np.log(np.arange(1, counts.max(initial=1) + 1))
    return Counted(row, matrix.indices, 1 + logarithms[counts - 1], matrix.indptr, used)


def find_partners(terms_a: Places, terms_b: Places) -> Numbers:
    """The number in b of each term of a, the number of b's terms where it has none; both ascend."""
    place = np.searchsorted(terms_b, terms_a)
    known = np.append(terms_b, -1)[place] == terms_a
    return np.where(known, place, len(terms_b)).astype(np.int32)


def multiply_weights(a: Weighed, b: Weighed, partner: Numbers) -> Matrix:
    """Cosines of every row of `a` with every row of `b`. `partner`: as of `find_partners`."""
    place, common, every = b.counts.divided
    weights, terms = a.weights / a.length[a.counts.row], partner[a.counts.term]
    places = place[terms]
    is_common = places >= 0
    often = _take(a.counts, weights, places, is_common, len(common)) @ common
    seldom = _take(a.counts, weights, terms, ~is_common, len(place)) @ every
    cosines: Matrix = np.asarray(seldom + often)
    cosines *= 1 / b.length
    return cosines


def multiply_few(a: Weighed, b: Weighed, partner: Numbers) -> tuple[Matrix, Matrix, Matrix]:
    """Cosines of rows of `a` with one another, of those of `b`, and of `a` with `b`: of rows so few
    that all terms of theirs are laid out."""
    laid_a, laid_b = a.counts.lay_out(), b.counts.lay_out()
    return (
        _multiply_laid(a, a.counts.term, laid_a) / a.length,
        _multiply_laid(b, b.counts.term, laid_b) / b.length,
        _multiply_laid(a, partner[a.counts.term], laid_b) / b.length,
    )


def count_marks(a: Counted, b: Counted, partner: Numbers) -> Matrix:
    """Rows of `a` × rows of `b`: how many terms stand in this row alone of `a` and this one of `b`.

    适航 in one text of either plan is a mark of these two; in two texts of one plan it is none.
    """
    marks = np.flatnonzero((a.used == 1) & (np.append(b.used, 0)[partner] == 1))
    pair = a.last[marks] * b.rows + b.last[partner[marks]]
    counted = np.bincount(pair, minlength=a.rows * b.rows)
    return np.asarray(counted, dtype=np.float64).reshape(a.rows, b.rows)


def _take(counts: Counted, weights: Floats, terms: Numbers, chosen: Flags, size: int) -> csr_matrix:
    """The chosen weights, rows × `size`; `terms`: the column of each."""
    kept = np.flatnonzero(chosen)
    starts = np.searchsorted(kept, counts.starts).astype(np.int32)
    return csr_matrix((weights[kept], terms[kept], starts), (counts.rows, size))


def _multiply_laid(own: Weighed, terms: Numbers, laid: Matrix) -> Matrix:
    rows = csr_matrix((own.weights, terms, own.counts.starts), (own.counts.rows, len(laid)))
    product: Matrix = rows @ laid / own.length[:, None]
    return product
