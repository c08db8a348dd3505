"""Whether two texts are counterparts, and how sure that is.

The similarity that counterparts reach differs between families of plans. What is judged is
therefore how far two texts' likeness goes beyond what their plans' texts have by chance
(`excess`). A logistic regression (Cox 1958) turns what clauses, whole texts and marks have beyond
chance, and the lead over the next best, into the probability that a pair are counterparts. A
text is alone, without counterpart in the other plan, with the probability that none of its pairs
are: the product of 1 − p.

What a pair has beyond chance says how it stands out among its plans' texts, not whether these plans
do the same work at all: of two plans on unlike subjects the paragraphs on talent or on money are
nearest, and no counterparts. What speaks for a pair therefore counts the less, the less alike the
two plans are (`measure_likeness`), and in full from what plans on one subject have.

A pair is a counterpart from one probability on. It is uncertain from a lower one on, or where it is
the likeliest of a text that has no counterpart and is not clearly alone; so a text whose pairs are
all `none` is clearly alone. Weights and levels are a lookup (`judgement.csv`), fitted on pairs of
plans read twice and tried on families left out (`benchmarks/judgement.py`). Sections are longer
than tasks, so that more of them have a measure in common: their constant and the level of their
counterparts were fitted on a reading of sections; and fewer texts find less in one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit

from compare.analyse.alignment.clauses import TIE_DIGITS, Meeting, Views
from compare.analyse.alignment.excess import Excess, measure_excess
from compare.analyse.terms import Matrix
from compare.lookups import read_lookup

COUNTERPART, UNCERTAIN, NONE = "counterpart", "uncertain", "none"
MOST_DEVIATIONS = 15.0  # from here on more likeness makes nothing surer
DIGITS = 2

TASK, SECTION = "task", "section"
OWN_TERMS: dict[str, dict[str, str]] = {
    TASK: {},
    SECTION: {
        "pair_constant": "section_constant",
        "counterpart_from": "section_counterpart_from",
        "alike_from": "section_alike_from",
    },
}
"""The terms of which a grain has its own."""

PAIR_TERMS = ("pair_answered", "pair_whole", "pair_marks", "pair_margin")

Features = np.ndarray[Any, np.dtype[np.float64]]
Words = np.ndarray[tuple[int, int], np.dtype[np.object_]]


class Verdicts(NamedTuple):
    """Texts × texts: how probably the two are counterparts (0–1), and the judgement in a word."""

    probability: Matrix
    judgement: Words


def judge_excess(excess: Excess, known: Mapping[str, float] | None = None) -> Verdicts:
    """Judge every pair of two plans.

    Ten deviations beyond chance, first on both sides and far ahead → counterpart. `known`: weights
    and levels by term, by default those of `judgement.csv`.
    """
    known = known or read_weights()
    exact: Matrix = expit(weigh_pairs(describe_pairs(excess), measure_likeness(excess), known))
    probability: Matrix = np.round(exact, DIGITS)
    words = np.full(probability.shape, NONE, dtype=object)
    words[probability >= known["uncertain_from"]] = UNCERTAIN
    words[probability >= known["counterpart_from"]] = COUNTERPART
    lonely = words == NONE  # before either plan's lonely texts are given their likeliest to look at
    for chances, own, none in ((exact, words, lonely), (exact.T, words.T, lonely.T)):
        alone = np.round(np.prod(1 - chances, axis=1), DIGITS)
        doubtful = np.flatnonzero((alone < known["alone_from"]) & none.all(axis=1))
        own[doubtful, chances.round(TIE_DIGITS).argmax(axis=1)[doubtful]] = UNCERTAIN
    return Verdicts(probability, words)


def read_weights(grain: str = TASK) -> dict[str, float]:
    """Weights and levels of `judgement.csv` by term; for sections with those that are their own."""
    known = {row["term"]: float(row["value"]) for row in read_lookup("judgement")}
    return known | {name: known[own] for name, own in OWN_TERMS[grain].items()}


def judge_plans(
    similarity: Matrix,
    views: tuple[Views, Views],
    match_level: float | None = None,
    meeting: Meeting | None = None,
    grain: str = TASK,
) -> Verdicts:
    """Judge every pair of two plans by what they have beyond chance, or by a level where one is set.

    `meeting`: of these two, where it is known. `grain`: whether the texts are tasks or sections.
    With a level a pair is a counterpart from that similarity on, else none, without a probability.
    """
    if match_level is None:
        return judge_excess(measure_excess(*views, meeting), read_weights(grain))
    reached = similarity.round(TIE_DIGITS) >= match_level
    words = np.where(reached, COUNTERPART, NONE).astype(object)
    return Verdicts(np.full(reached.shape, np.nan), words)


def describe_pairs(excess: Excess) -> Features:
    """What the judgement of each pair hangs on: PAIR_TERMS × texts × texts.

    What its clauses have beyond chance, its whole texts and its marks; the lead of the first over
    the best other pair of its row and of its column (below 0 where it is not the best), on average.
    """
    answered, whole, marks = excess
    lead = (_measure_lead(answered) + _measure_lead(answered.T).T) / 2
    features: Features = np.array([answered, whole, marks, lead])
    return features.clip(-MOST_DEVIATIONS, MOST_DEVIATIONS)


def measure_likeness(excess: Excess) -> float:
    """How alike two plans are: how far the whole of a text and its nearest in the other plan are
    beyond chance, of the middle text of each plan, on average of both.

    Of plans on one subject 2 deviations and more, of plans on unlike subjects below 1. Few texts
    that copy each other change no middle. A plan that answers a part of a larger one stays alike to
    it: all of its own texts are near to some text.
    """
    sides = (np.median(excess.whole.max(axis=axis)) for axis in (0, 1))
    return round(float(sum(sides)) / 2, DIGITS)


def weigh_pairs(features: Features, likeness: float, known: Mapping[str, float]) -> Features:
    """The logarithm of the odds that pairs of two plans so alike are counterparts.

    `features`: PAIR_TERMS first, as of `describe_pairs`. Only what speaks for a pair is lessened.
    """
    weighed = [known[term] * values for term, values in zip(PAIR_TERMS, features, strict=True)]
    evidence: Features = np.sum(weighed, axis=0)
    share = min(max(likeness, 0) / known["alike_from"], 1) ** known["unlike_power"]
    odds: Features = known["pair_constant"] + np.where(evidence > 0, share * evidence, evidence)
    return odds


def _measure_lead(scores: Matrix) -> Matrix:
    """How far each value lies over the best other of its row; over 0 where there is no other."""
    if scores.shape[1] == 1:
        return scores
    second, best = np.sort(scores, axis=1)[:, -2:].T[:, :, None]
    lead: Matrix = np.where(
        np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None], scores - second, scores - best
    )
    return lead
