"""The clauses of a text and the pairs of characters each is made of, listed once for all its pairs."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from compare.language.sentences import CLAUSE_END, COLON, split_clauses

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Marks = npt.NDArray[np.bool_]
Span = tuple[int, int]

PART_END = f"{CLAUSE_END}{COLON}、"
_OPENING = "《“‘『"
_ENDS, _OPENS = 1, 2
_KINDS = np.zeros(1 << 16, dtype=np.uint8)  # of a character by its code point; none beyond has one
_KINDS[list(map(ord, PART_END))] = _ENDS
_KINDS[list(map(ord, _OPENING))] = _OPENS
_GRAM = 2
_PAIR = 32  # bits that hold the number of a pair


class TextClauses(NamedTuple):
    """Clean spans of the clauses of a text, and their distinct pairs of characters by number.

    The pairs of clause n stand from `bounds[n]` to `bounds[n + 1]`, in order; a clause's closing
    mark is left out: `建馆，` has 建馆 alone. `wordings`: a number for each clause, one for equal
    words.
    """

    starts: Ints
    ends: Ints
    wordings: Ints
    pairs: Ints
    bounds: Ints

    def find(self, number: int) -> Span:
        """The span of a clause."""
        return int(self.starts[number]), int(self.ends[number])

    def take(self, chosen: Ints) -> tuple[Ints, Ints]:
        """The pairs of some clauses, one clause after the other, and how many each has."""
        sizes = np.diff(self.bounds)[chosen]
        _, at = spread(self.bounds[chosen], sizes)
        return self.pairs[at], sizes


def spread(starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Ranges laid end to end: (0, 7), (1, 7), (1, 8) for starts 7, 7 and sizes 1, 2."""
    nth = np.repeat(np.arange(len(starts)), sizes)
    return nth, np.arange(len(nth)) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)


def mark_new(values: Ints | Places) -> Marks:
    """Which of some numbers in a row differ from the one before; the first does."""
    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def mark_openings(text: str, blocks: Places, paragraphs: Places) -> bytes:
    """1 for every character that a clause may open with: the first of a block or a paragraph, one
    behind a mark, an opening mark; 0 for all others."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _KINDS[np.minimum(points, len(_KINDS) - 1)]
    opens = mark_new(blocks) | mark_new(paragraphs) | (kinds == _OPENS)
    opens[1:] |= kinds[:-1] == _ENDS
    marks: bytes = opens.tobytes()
    return marks


def list_text_clauses(text: str, blocks: Places, paragraphs: Places, pairs: Ints) -> TextClauses:
    """The clauses of a text within its blocks and paragraphs.

    `pairs`: for every character the number of the pair of characters that ends with it.
    """
    opens = np.flatnonzero(mark_new(blocks) | mark_new(paragraphs))
    spans = [
        span
        for begin, until in itertools.pairwise([*opens.tolist(), len(text)])
        for span in split_clauses(text, begin, until)
    ]
    numbers: dict[str, int] = {}
    wordings = [numbers.setdefault(text[start:end], len(numbers)) for start, end in spans]
    ends = np.array([end for _, end in spans], dtype=np.int64)
    starts = np.append(0, ends)[:-1]  # nothing lies between two clauses
    clause, at = spread(starts + 1, np.maximum(ends - starts - _GRAM, 0))
    codes = (clause << _PAIR) + pairs[at]  # sorted as one number with the clause each is of
    codes.sort()
    codes = codes[mark_new(codes)]
    bounds = np.searchsorted(codes, np.arange(len(spans) + 1) << _PAIR)
    return TextClauses(
        starts, ends, np.array(wordings, dtype=np.int64), codes & (1 << _PAIR) - 1, bounds
    )
