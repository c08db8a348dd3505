"""How far two texts' likeness goes beyond what texts of their plans have by chance.

`similarity` is a share: half of a long text answered and half of a text of two clauses count alike,
though of the second one stock phrase is enough. The judgement therefore asks what chance would do.
The chances are the other texts of both plans: what a clause finds at best in each of them varies
about a mean, and what it finds in this one lies some standard deviations above or below. The sum
over n independent clauses varies √n times as much, hence

    answered = Σ (m − e) / (s · √n)

with m the clause's best match, e its mean over the other texts, and s the standard deviation about
that mean, one for all clauses. What a clause finds in its own plan goes by the document frequencies
of that plan alone, and is worked out once for all plans it is compared with. Of the two directions
the larger counts twice. `whole` is the same of the cosines of whole texts, where n = 1, on average
of both sides. `marks` is ln(1 + n), n being the terms that stand in these two texts alone
(`clauses`, step 4), less ln(1 + what a pair has on average). None has a unit, so that what is
learnt of one family of plans holds for another (`docs/methods.md`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from compare.analyse.alignment.chance import measure_surprise, sum_chance
from compare.analyse.alignment.clauses import Meeting, Views, meet_plans
from compare.analyse.terms import Matrix

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
    there = _sum_surprise(meeting.a.best, a)
    back = _sum_surprise(meeting.b.best, b).T
    answered = (2 * np.maximum(there, back) + np.minimum(there, back)) / 3
    whole_a = measure_surprise(meeting.texts, sum_chance(meeting.a.texts))
    whole_b = measure_surprise(meeting.texts.T, sum_chance(meeting.b.texts)).T
    marks = np.log1p(meeting.marks) - np.log1p(meeting.marks.mean())
    return Excess(*(each.round(DIGITS) for each in (answered, (whole_a + whole_b) / 2, marks)))


def _sum_surprise(best: Matrix, views: Views) -> Matrix:
    """Texts × texts of the other plan: what the clauses of a text find there, beyond chance."""
    total = measure_surprise(best, views.chance, views.starts)
    answered: Matrix = total / np.sqrt(np.bincount(views.owner))[:, None]
    return answered
