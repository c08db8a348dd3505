"""Whether a pair of texts are counterparts, and how sure that is.

The level a similarity has to reach differs between families of plans: what unrelated tasks of two
low-altitude plans share is more than what those of two work reports share. A pair is therefore held
against the *noise* of its own two plans, the level that one text in twenty reaches at best when the
clauses of a plan are dealt out to its texts at random. A logistic regression (Cox 1958) turns
similarity ÷ noise and the pair's ranks on both sides into a probability. Its weights are a lookup
(`judgement.csv`), fitted on pairs of plans read twice (`benchmarks/judgement.py`).
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np

from compare.analyse.alignment.clauses import (
    TIE_DIGITS,
    Views,
    rank_scores,
    score_views,
)
from compare.analyse.terms import Floats, Matrix
from compare.lookups import read_lookup

COUNTERPART, UNCERTAIN, NONE = "counterpart", "uncertain", "none"
DRAWN_SCORES, MOST_DRAWS = 2000, 10  # scrambled scores a noise is taken from, where enough drawn
NOISE_QUANTILE = 0.95
# Noise of the plans that were read. In a plan of a few short tasks dealing out gives whole tasks
# back, and what such a plan reaches at best is no noise.
NOISE_RANGE = 0.09, 0.22
MOST_NOISES = 3.0  # from here on more similarity makes no pair surer
DIGITS = 2

Words = np.ndarray[tuple[int, int], np.dtype[np.str_]]


class Verdicts(NamedTuple):
    """Texts × texts: how probably the two are counterparts (0–1), and the judgement in a word."""

    probability: Matrix
    judgement: Words


def judge_scores(similarity: Matrix, noise: float) -> Verdicts:
    """Judge every pair of two plans. Similarity .3 at noise .1, first on both sides → counterpart."""
    known = {row["term"]: float(row["value"]) for row in read_lookup("judgement")}
    features = describe_scores(similarity, noise)
    weights = np.array([known[name] for name in FEATURES])
    odds = known["constant"] + np.tensordot(weights, features, axes=1)
    probability = np.round(1 / (1 + np.exp(-odds)), DIGITS)
    words = np.where(probability < known["none_below"], NONE, UNCERTAIN)
    words = np.where(probability >= known["counterpart_from"], COUNTERPART, words)
    return Verdicts(probability, words)


FEATURES = ("similarity_by_noise", "log_better_rank", "log_worse_rank")


def describe_scores(
    similarity: Matrix, noise: float
) -> np.ndarray[tuple[int, int, int], np.dtype[np.float64]]:
    """What the judgement of each pair hangs on: FEATURES × texts × texts."""
    ranks = np.array([rank_scores(similarity), rank_scores(similarity.T).T])
    by_noise = np.clip(similarity.round(TIE_DIGITS) / noise, 0, MOST_NOISES)
    return np.array([by_noise, np.log(ranks.min(axis=0)), np.log(ranks.max(axis=0))])


def measure_noise(a: Views, b: Views) -> float:
    """The similarity one text in twenty reaches at best among scrambled texts of the other plan.

    Both plans are scrambled in turn, always in the same way, so that neither the order of the two
    nor their names matter.
    """
    size = int((a.owner[-1] + 1) * (b.owner[-1] + 1))
    best: list[Floats] = []
    for draw in range(min(ceil(DRAWN_SCORES / (2 * size)), MOST_DRAWS)):
        for left, right in (
            (a, b.scramble(np.random.default_rng(draw))),
            (a.scramble(np.random.default_rng(draw)), b),
        ):
            scores = score_views(left, right).similarity
            best += [scores.max(axis=0), scores.max(axis=1)]
    reached = float(np.quantile(np.concatenate(best), NOISE_QUANTILE))
    return round(float(np.clip(reached, *NOISE_RANGE)), TIE_DIGITS)
