"""Alignment of the parts of two texts that lie around shared wording, for corpora of many plans.

As `align.align_texts`, with the same scores, but seeds count only near runs of eight equal
characters: that leaves a tenth of them, and what is known of one text serves for all its pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compare.analyse.reuse.align import (
    PER_BIT,
    Run,
    Scoring,
    chain_seeds,
    join_runs,
    pair_places,
)
from compare.analyse.reuse.grams import hash_grams, read_points
from compare.analyse.reuse.textclauses import Ints
from compare.analyse.reuse.texts import PlanText

ANCHOR = 8
_ALONG = 6  # fields are 2 ** 6 characters long …
_ACROSS = 4  # … and as wide as 2 ** 4 characters put in or left out
_POINT = 21  # bits of a code point


@dataclass(frozen=True)
class _Counts:
    """Distinct n-grams in order, how often each stands in the text, and which stands where."""

    values: Ints
    counts: Ints
    which: Ints


@dataclass(frozen=True)
class TextModel:
    """What aligning needs of one text: its anchors and seeds as (grams, places) by gram, counts."""

    text: PlanText
    anchors: tuple[Ints, Ints]
    seeds: tuple[Ints, Ints]
    pairs: _Counts
    triples: _Counts
    alphabet: npt.NDArray[np.uint32]


def model_text(text: PlanText, settings: Scoring) -> TextModel:
    """Grams and counts of one text."""
    points = read_points(text.text)
    padded = np.concatenate([np.zeros(2, np.uint32), points])
    return TextModel(
        text,
        _sort_grams(text, points, ANCHOR),
        _sort_grams(text, points, settings.seed),
        _count(_number_grams(padded, 2)),
        _count(_number_grams(padded, 3)),
        np.unique(points),
    )


def align_regions(a: TextModel, b: TextModel, settings: Scoring) -> list[list[Run]]:
    """Chains of runs that the two texts share, as `align_texts`, near shared 8-grams alone."""
    if min(len(a.text.text), len(b.text.text)) < ANCHOR:
        return []
    in_a, in_b = pair_places(a.seeds, b.seeds)
    near = _mark_near(in_a, in_b, a, b)
    seeds = join_runs(in_a[near], in_b[near], settings.seed)
    if not seeds:
        return []
    return chain_seeds(seeds, weigh_texts(a, b, settings.smoothing), a.text, b.text, settings)


def _mark_near(in_a: Ints, in_b: Ints, a: TextModel, b: TextModel) -> npt.NDArray[np.bool_]:
    """Which pairs of places lie in a field with an anchor or next to one, along a and across."""
    anchor_a, anchor_b = pair_places(a.anchors, b.anchors)
    size_a, size_b = len(a.text.text), len(b.text.text)
    field = np.zeros([(size_a >> _ALONG) + 3, (size_a + size_b >> _ACROSS) + 3], dtype=bool)
    row, column = anchor_a >> _ALONG, (anchor_b - anchor_a + size_a) >> _ACROSS
    for down in range(3):
        for right in range(3):
            field[row + down, column + right] = True
    near: npt.NDArray[np.bool_] = field[
        (in_a >> _ALONG) + 1, ((in_b - in_a + size_a) >> _ACROSS) + 1
    ]
    return near


def weigh_texts(a: TextModel, b: TextModel, smoothing: float) -> tuple[Ints, Ints]:
    """`align.measure_surprisal` of two texts from what was counted in each."""
    size = len(np.union1d(a.alphabet, b.alphabet))
    return _weigh_text(a, b, smoothing, size), _weigh_text(b, a, smoothing, size)


def _weigh_text(own: TextModel, other: TextModel, smoothing: float, size: int) -> Ints:
    together = _add_counts(own.triples, other.triples)
    before = _add_counts(own.pairs, other.pairs)[:-1]
    bits = -np.log2((together + smoothing) / (before + smoothing * size))
    scores: Ints = np.rint(bits * PER_BIT).astype(np.int64)
    return scores


def _add_counts(own: _Counts, other: _Counts) -> Ints:
    """For every place of the one text how often its gram stands in both."""
    at = np.searchsorted(other.values, own.values)
    at[at == len(other.values)] = 0
    known = other.values[at] == own.values
    return (own.counts + np.where(known, other.counts[at], 0))[own.which]


def _count(grams: Ints) -> _Counts:
    values, which, counts = np.unique(grams, return_inverse=True, return_counts=True)
    return _Counts(values, counts, which)


def _sort_grams(text: PlanText, points: npt.NDArray[np.uint32], length: int) -> tuple[Ints, Ints]:
    """Grams within blocks and their places, by gram, then place."""
    grams = _number_grams(points, length)
    inside = text.blocks[: len(grams)] == text.blocks[length - 1 :][: len(grams)]
    places = np.flatnonzero(inside)
    grams = grams[places]
    order = np.argsort(grams, kind="stable")
    return grams[order], places[order]


def _number_grams(points: npt.NDArray[np.uint32], length: int) -> Ints:
    """A number for every n-gram: its code points up to three, a hash of them above."""
    if length * _POINT > 63:
        return hash_grams(points, length).view(np.int64)
    count = max(0, len(points) - length + 1)
    grams = np.zeros(count, dtype=np.int64)
    for i in range(length):
        grams = (grams << _POINT) + points[i : count + i]
    return grams
