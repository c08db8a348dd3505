"""How far two texts' likeness goes beyond what texts of their plans have by chance.

`similarity` is a share: half of a long text answered and half of a text of two clauses count alike,
though of the second one stock phrase is enough. The judgement therefore asks what chance would do.
The chances are the other texts of both plans: what a clause finds at best in each of them varies
about a mean, and what it finds in this one lies some standard deviations above or below. The sum
over n independent clauses varies √n times as much, hence

    answered = Σ (m − e) / (s · √n)

with m the clause's best match, e its mean over the other texts, and s the standard deviation about
that mean, one for all clauses. Of the two directions the larger counts twice. `whole` is the same
of the cosines of whole texts, where n = 1, on average of both sides. `marks` is ln(1 + n), n being
the terms that stand in these two texts alone (`clauses`, step 4), less ln(1 + what a pair has on
average). None has a unit, so that what is learnt of one family of plans holds for another
(`docs/methods.md`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from compare.analyse.alignment.clauses import (
    Meeting,
    Positions,
    Side,
    Views,
    find_best,
    find_starts,
    meet_plans,
)
from compare.analyse.alignment.counted import Weighed, multiply_weights
from compare.analyse.terms import Matrix

# About that of the plans that were read (.033 to .088); a few short tasks show next to nothing.
DEVIATION_RANGE = 0.03, 0.1
DIGITS = 4


class Excess(NamedTuple):
    """Texts × texts, beyond chance: about 0 for any two texts of two plans.

    `answered` and `whole` in standard deviations, `marks` as a logarithm of counts.
    """

    answered: Matrix
    whole: Matrix
    marks: Matrix

    def turn(self) -> Excess:
        """The same with the plans exchanged."""
        return Excess(*(values.T for values in self))


def measure_excess(a: Views, b: Views, meeting: Meeting | None = None) -> Excess:
    """What every text of `a` and every text of `b` have beyond chance, rounded so that machines agree.

    `meeting`: of these two, where it is known.
    建设社区食堂 with the same text lies many deviations above 0, with 推广农机 below.
    """
    meeting = meeting or meet_plans(a, b)
    there = _sum_surprise(meeting.a, a)
    back = _sum_surprise(meeting.b, b).T
    answered = (2 * np.maximum(there, back) + np.minimum(there, back)) / 3
    whole_a = measure_surprise(meeting.texts, _compare_own(meeting.a.texts, a))
    whole_b = measure_surprise(meeting.texts.T, _compare_own(meeting.b.texts, b)).T
    marks = np.log1p(meeting.marks) - np.log1p(meeting.marks.mean())
    return Excess(*(each.round(DIGITS) for each in (answered, (whole_a + whole_b) / 2, marks)))


def _compare_own(weighed: Weighed, views: Views) -> Matrix:
    """Cosines of a plan's clauses, or of its texts, over the terms that stand in two of its texts."""
    used = views.texts.used
    partner = np.where(used > 1, np.arange(len(used)), len(used)).astype(np.int32)
    return multiply_weights(weighed, weighed, partner)


def measure_surprise(found: Matrix, own: Matrix, texts: Positions | None = None) -> Matrix:
    """By how many standard deviations each value exceeds the others of its row.

    `found`: rows × texts of the other plan; `own`: the same rows × texts of their own plan, where
    `texts` is the text a row is of (its own number unless told), which is no other.
    """
    rows = np.arange(len(own))
    others = own.copy()
    others[rows, rows if texts is None else texts] = 0
    size = found.shape[1] + own.shape[1] - 1
    total = found.sum(axis=1, keepdims=True) + others.sum(axis=1, keepdims=True)
    squares = (found**2).sum(axis=1, keepdims=True) + (others**2).sum(axis=1, keepdims=True)
    variance = np.maximum(squares / size - (total / size) ** 2, 0).mean()
    expected = (total - found) / max(size - 1, 1)
    surprise: Matrix = (found - expected) / np.clip(np.sqrt(variance), *DEVIATION_RANGE)
    return surprise


def _sum_surprise(side: Side, views: Views) -> Matrix:
    """Texts × texts of the other plan: what the clauses of a text find there, beyond chance."""
    owner = views.owner
    own = find_best(_compare_own(side.clauses, views).T, owner)  # the same either way
    surprise = measure_surprise(side.best, own, owner)
    total = np.add.reduceat(surprise, find_starts(owner), axis=0)
    answered: Matrix = total / np.sqrt(np.bincount(owner))[:, None]
    return answered
