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
from scipy.sparse import csc_matrix, csr_matrix

from compare.analyse.terms import Floats, Matrix

Places = np.ndarray[tuple[int], np.dtype[np.intp]]
Numbers = np.ndarray[tuple[int], np.dtype[np.int32]]

# A term that stands in more than one of so many rows is laid out with zeros for the others: to find
# the places of two numbers that meet takes as long as to multiply that many that lie in a row.
COMMON = 24


@dataclass(frozen=True, eq=False)
class Counted:
    """Rows of counts, rows × terms, as 1 + ln(count). `columns`: term by term."""

    columns: csc_matrix

    @property
    def rows(self) -> int:
        """How many rows there are, those without a term as well."""
        return int(self.columns.shape[0])

    @cached_property
    def used(self) -> Numbers:
        """In how many rows each term stands."""
        used: Numbers = np.diff(self.columns.indptr)
        return used

    @cached_property
    def lines(self) -> csr_matrix:
        """The values row by row."""
        return self.columns.tocsr()

    @cached_property
    def row(self) -> Places:
        """The row of each value of `lines`."""
        return np.repeat(np.arange(self.rows), np.diff(self.lines.indptr))

    @cached_property
    def squared(self) -> csc_matrix:
        """The squares of the values."""
        counts = self.columns
        return csc_matrix((counts.data**2, counts.indices, counts.indptr), counts.shape)

    @cached_property
    def laid(self) -> Matrix:
        """The values laid out, terms × rows."""
        laid: Matrix = self.columns.T.toarray()
        return laid

    @cached_property
    def divided(self) -> Divided:
        """The values of common terms laid out, and which those are."""
        often = np.flatnonzero(self.used * COMMON > self.rows)
        met = np.append(self.used, 0)
        met[often] = -1 - np.arange(len(often))
        return Divided(met, self.columns[:, often].T.toarray())

    def weigh(self, squares: Floats) -> Weighed:
        """The counts as TF-IDF weighs them (`terms.weigh_rows`, sublinear). `squares`: idf² of each
        term."""
        length = np.sqrt(self.squared @ squares)
        length[length == 0] = 1  # of a row without terms
        return Weighed(self, squares, 1 / length)


class Weighed(NamedTuple):
    """Counts, idf² of each term, and for each row what its weights are multiplied by to be of length 1."""

    counts: Counted
    squares: Floats
    scale: Floats


class Divided(NamedTuple):
    """The common terms of counts laid out, terms × rows.

    `met`: in how many rows each term stands, of a common one −1 − its row in `common`. The last
    term, which nothing has, is for terms without a partner.
    """

    met: Numbers
    common: Matrix


def count_ready(matrix: csc_matrix) -> Counted:
    """Counts made ready; none of them may be 0."""
    counts = matrix.data.astype(np.intp)
    logarithms = 1 + np.log(np.arange(1, counts.max(initial=1) + 1))
    values = logarithms[counts - 1], matrix.indices, matrix.indptr
    return Counted(csc_matrix(values, matrix.shape))


def find_partners(terms_a: Places, terms_b: Places) -> Numbers:
    """The number in b of each term of a, the number of b's terms where it has none; both ascend."""
    place = np.searchsorted(terms_b, terms_a)
    known = np.append(terms_b, -1)[place] == terms_a
    return np.where(known, place, len(terms_b)).astype(np.int32)


def multiply_weights(a: Weighed, b: Weighed, partner: Numbers) -> Matrix:
    """Cosines of every row of `a` with every row of `b`. `partner`: as of `find_partners`."""
    lines, (met, common) = a.counts.lines, b.counts.divided
    weights = lines.data * a.squares[lines.indices] * a.scale[a.counts.row]
    times = met[partner][lines.indices]
    often = np.flatnonzero(times < 0)
    starts = np.searchsorted(often, lines.indptr).astype(np.int32)
    laid = csr_matrix((weights[often], -1 - times[often], starts), (a.counts.rows, len(common)))
    cosines: Matrix = laid @ common
    seldom = np.flatnonzero(times > 0)
    first = b.counts.columns.indptr[partner[lines.indices[seldom]]]
    own, other = _pair_up(first, times[seldom])
    cells = (a.counts.row[seldom] * b.counts.rows)[own] + b.counts.columns.indices[other]
    np.add.at(cosines.reshape(-1), cells, weights[seldom][own] * b.counts.columns.data[other])
    cosines *= b.scale
    return cosines


def multiply_few(a: Weighed, b: Weighed, partner: Numbers) -> tuple[Matrix, Matrix, Matrix]:
    """Cosines of rows of `a` with one another, of those of `b`, and of `a` with `b`: of rows so few
    that all terms of theirs are laid out."""
    known = partner < len(b.counts.used)
    ends = np.zeros(len(b.counts.used), dtype=np.int32)
    ends[partner[known]] = a.counts.columns.indptr[1:][known]
    # A term that b does not have comes to the next one that it has, and weighs nothing.
    met = a._replace(squares=a.squares * known)
    return (
        _multiply_laid(a, a, a.counts.columns.indptr),
        _multiply_laid(b, b, b.counts.columns.indptr),
        _multiply_laid(met, b, np.append(np.int32(0), np.maximum.accumulate(ends))),
    )


def count_marks(a: Counted, b: Counted, partner: Numbers) -> Matrix:
    """Rows of `a` × rows of `b`: how many terms stand in this row alone of `a` and this one of `b`.

    适航 in one text of either plan is a mark of these two; in two texts of one plan it is none.
    """
    marks = np.flatnonzero((a.used == 1) & (np.append(b.used, 0)[partner] == 1))
    one, two = (each.columns for each in (a, b))
    row_a, row_b = one.indices[one.indptr[marks]], two.indices[two.indptr[partner[marks]]]
    counted = np.bincount(row_a * np.intp(b.rows) + row_b, minlength=a.rows * b.rows)
    return np.asarray(counted, dtype=np.float64).reshape(a.rows, b.rows)


def _pair_up(first: Numbers, times: Numbers) -> tuple[Places, Places]:
    """Each of some things as often as it meets others, and these, which start there:
    [5, 9], [2, 1] → [0, 0, 1], [5, 6, 9]."""
    own = np.repeat(np.arange(len(times)), times)
    return own, np.arange(len(own)) + (first - np.cumsum(times) + times)[own]


def _multiply_laid(a: Weighed, b: Weighed, starts: Numbers) -> Matrix:
    """Cosines of rows of `a`, where the values of each term of `b` start there, with those of `b`."""
    columns = a.counts.columns
    weights = columns.data * np.repeat(a.squares, a.counts.used)
    rows = csc_matrix((weights, columns.indices, starts), (a.counts.rows, len(b.counts.used)))
    product: Matrix = (rows @ b.counts.laid) * a.scale[:, None] * b.scale
    return product
