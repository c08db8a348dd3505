"""The clauses of a text and the pairs of characters each is made of, listed once for all its pairs."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from compare.language.sentences import split_clauses

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Span = tuple[int, int]

_GRAM = 2
_POINT = 21  # bits of a code point


class TextClauses(NamedTuple):
    """Clean spans of the clauses of a text, and their distinct pairs of characters as numbers.

    The grams of clause n stand from `bounds[n]` to `bounds[n + 1]`, in order; a clause's closing
    mark is left out: `建馆，` has 建馆 alone.
    """

    starts: Ints
    ends: Ints
    grams: Ints
    bounds: Ints

    def find(self, number: int) -> Span:
        """The span of a clause."""
        return int(self.starts[number]), int(self.ends[number])

    def take(self, chosen: Ints) -> tuple[Ints, Ints]:
        """The grams of some clauses and, counted from 0, whose each is."""
        sizes = np.diff(self.bounds)[chosen]
        row = np.repeat(np.arange(len(chosen)), sizes)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return row, self.grams[self.bounds[chosen][row] + nth]


def list_text_clauses(text: str, blocks: Places, paragraphs: Places) -> TextClauses:
    """The clauses of a text within its blocks and paragraphs."""
    opens = np.flatnonzero(np.diff(blocks) | np.diff(paragraphs)) + 1
    spans = [
        span
        for begin, until in itertools.pairwise([0, *opens.tolist(), len(text)])
        for span in split_clauses(text, begin, until)
    ]
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    sizes = np.maximum(ends - starts - _GRAM, 0)
    clause = np.repeat(np.arange(len(spans)), sizes)
    at = np.arange(len(clause)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[clause]
    codes = (points[at] << _POINT) + points[at + 1]
    order = np.lexsort((codes, clause))
    clause, codes = clause[order], codes[order]
    new = np.ones(len(codes), dtype=bool)
    new[1:] = (codes[1:] != codes[:-1]) | (clause[1:] != clause[:-1])
    bounds = np.searchsorted(clause[new], np.arange(len(spans) + 1))
    return TextClauses(starts, ends, codes[new], bounds)
