"""Whether two texts are counterparts, and how sure that is.

The similarity that counterparts reach differs between families of plans. It is therefore counted in
units of the *spread* of the two plans compared: the standard deviation of `similarity` between
different texts of one plan, which share genre, subject and habits of writing, and are no
counterparts of each other. Two logistic regressions (Cox 1958) turn this into probabilities:

- of a pair being counterparts, from its similarity, its lead over the next best and its ranks;
- of a text being alone, without counterpart in the other plan, from its nearest.

A pair is a counterpart from one probability on. It is uncertain from a lower one on, or where it is
the nearest of a text that has no counterpart and is not clearly alone; so a text whose pairs are all
`none` is clearly alone. Weights and levels are a lookup (`judgement.csv`), fitted on pairs of plans
read twice and tried on families left out (`benchmarks/judgement.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from compare.analyse.alignment.clauses import TIE_DIGITS, Views, rank_scores, score_own
from compare.analyse.terms import Floats, Matrix
from compare.lookups import read_lookup

COUNTERPART, UNCERTAIN, NONE = "counterpart", "uncertain", "none"
# About that of the plans that were read (.021 to .044); plans of a few short tasks show little.
SPREAD_RANGE = 0.02, 0.05
MOST_SPREADS = 15.0  # from here on more similarity makes nothing surer
DIGITS = 2

PAIR_TERMS = ("pair_similarity", "pair_margin", "pair_ranks")
ALONE_TERMS = ("alone_similarity", "alone_margin", "alone_rank")

Features = np.ndarray[Any, np.dtype[np.float64]]
Words = np.ndarray[tuple[int, int], np.dtype[np.object_]]


class Verdicts(NamedTuple):
    """Texts × texts: how probably the two are counterparts (0–1), and the judgement in a word."""

    probability: Matrix
    judgement: Words


def judge_scores(
    similarity: Matrix, spread: float, known: Mapping[str, float] | None = None
) -> Verdicts:
    """Judge every pair of two plans; `spread` as `measure_spread` gives it.

    Similarity .4 at spread .04, first on both sides and far ahead → counterpart. `known`: weights
    and levels by term, by default those of `judgement.csv`.
    """
    known = known or {row["term"]: float(row["value"]) for row in read_lookup("judgement")}
    probability = _predict(describe_pairs(similarity, spread), "pair", PAIR_TERMS, known)
    words = np.where(probability >= known["uncertain_from"], UNCERTAIN, NONE).astype(object)
    words[probability >= known["counterpart_from"]] = COUNTERPART
    lonely = words == NONE  # before either plan's lonely texts are given their nearest to look at
    for scores, own, none in ((similarity, words, lonely), (similarity.T, words.T, lonely.T)):
        alone = _predict(describe_texts(scores, spread), "alone", ALONE_TERMS, known)
        doubtful = np.flatnonzero((alone < known["alone_from"]) & none.all(axis=1))
        own[doubtful, _find_nearest(scores)[doubtful]] = UNCERTAIN
    return Verdicts(probability, words)


def judge_plans(
    similarity: Matrix, views: tuple[Views, Views], match_level: float | None = None
) -> Verdicts:
    """Judge every pair of two plans by their spread, or by a level where one is set.

    With a level a pair is a counterpart from that similarity on, else none, without a probability.
    """
    if match_level is None:
        return judge_scores(similarity, measure_spread(*views))
    reached = similarity.round(TIE_DIGITS) >= match_level
    words = np.where(reached, COUNTERPART, NONE).astype(object)
    return Verdicts(np.full(reached.shape, np.nan), words)


def describe_pairs(similarity: Matrix, spread: float) -> Features:
    """What the judgement of each pair hangs on: PAIR_TERMS × texts × texts.

    Similarity in spreads; its lead over the best other pair of its row and of its column (below 0
    where it is not the best), in spreads, on average; the logarithm of the product of both ranks.
    """
    ranks = rank_scores(similarity) * rank_scores(similarity.T).T
    lead = (_measure_lead(similarity) + _measure_lead(similarity.T).T) / 2
    return np.array(
        [_count_spreads(similarity, spread), _count_spreads(lead, spread), np.log(ranks)]
    )


def describe_texts(similarity: Matrix, spread: float) -> Features:
    """What being alone hangs on, for each text of a row: ALONE_TERMS × texts.

    The similarity of its nearest and its lead over the second, in spreads; the logarithm of the
    text's rank among those of its plan for that nearest.
    """
    rows, nearest = np.arange(len(similarity)), _find_nearest(similarity)
    back = rank_scores(similarity.T).T[rows, nearest]
    lead = _measure_lead(similarity)[rows, nearest]
    best = similarity[rows, nearest]
    return np.array([_count_spreads(best, spread), _count_spreads(lead, spread), np.log(back)])


def measure_spread(a: Views, b: Views) -> float:
    """Standard deviation of `similarity` between different texts of one plan, of both plans.

    Held within SPREAD_RANGE, whose upper end stands where both plans have one text alone.
    """
    own = np.concatenate([score_own(a, b), score_own(b, a)])
    deviation = own.std() if len(own) else SPREAD_RANGE[1]
    return round(float(np.clip(deviation, *SPREAD_RANGE)), TIE_DIGITS)


def _predict(
    features: Features, model: str, terms: tuple[str, ...], known: Mapping[str, float]
) -> Features:
    weights = np.array([known[term] for term in terms])
    odds = known[f"{model}_constant"] + np.tensordot(weights, features, axes=1)
    probability: Features = np.round(1 / (1 + np.exp(-odds)), DIGITS)
    return probability


def _count_spreads(values: Matrix | Floats, spread: float) -> Features:
    return np.clip(values.round(TIE_DIGITS) / spread, -MOST_SPREADS, MOST_SPREADS)


def _find_nearest(similarity: Matrix) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """For each row the column of rank 1."""
    return np.asarray(similarity.round(TIE_DIGITS).argmax(axis=1))


def _measure_lead(similarity: Matrix) -> Matrix:
    """How far each value lies over the best other of its row; over 0 where there is no other."""
    scores = similarity.round(TIE_DIGITS)
    if scores.shape[1] == 1:
        return scores
    second, best = np.sort(scores, axis=1)[:, -2:].T[:, :, None]
    lead: Matrix = np.where(
        np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None], scores - second, scores - best
    )
    return lead
