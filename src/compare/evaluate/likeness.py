"""How alike two plans must be for their pairs to count in full: fitted on plans of unlike subjects.

`tests/readings/unlike_scores.csv` holds, of plans of the same, of neighbouring and of unlike
subjects, the pairs of tasks that the judgement held possible before it asked how alike two plans
are, what they have beyond chance and what one reader said; `unlike_families.csv` the pairs of
plans. What is `tuning` may be fitted on, `kept` is for reporting alone: no document is in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit

from compare.analyse.alignment.judge import DIGITS as SHOWN_DIGITS
from compare.analyse.alignment.judge import (
    MOST_DEVIATIONS,
    Features,
    describe_pairs,
    measure_likeness,
    weigh_pairs,
)
from compare.evaluate.calibration import Flags, ReadPlans, compare_chances

COLUMNS = ("answered", "whole", "marks", "lead")  # as PAIR_TERMS has them
LEVELS = [level / 10 for level in range(10, 31)]
POWERS = [power / 10 for power in range(5, 26)]


class ReadPairs(NamedTuple):
    """Two plans, some of whose pairs of tasks were read: `features` PAIR_TERMS × pairs."""

    name: str
    subjects: str
    half: str
    likeness: float
    features: Features
    is_pair: Flags


def read_unlike(folder: Path) -> list[ReadPairs]:
    """The readings of a folder, as its README tells; pairs the reader is unsure of are left out."""
    scores = pd.read_csv(folder / "unlike_scores.csv", keep_default_na=False)
    plans = pd.read_csv(folder / "unlike_families.csv")
    found = []
    for name, subjects, half, likeness in plans.iloc[:, :4].itertuples(index=False):
        own = scores[(scores["pair"] == name) & (scores["grade"] != "unsure")]
        features = own[list(COLUMNS)].to_numpy(float).T.clip(-MOST_DEVIATIONS, MOST_DEVIATIONS)
        is_pair = own["grade"].isin(["strong", "partial"]).to_numpy()
        found.append(ReadPairs(name, subjects, half, likeness, features, is_pair))
    return found


def take_pairs(readings: Iterable[ReadPlans]) -> list[ReadPairs]:
    """The same of plans all of whose tasks were read."""
    return [
        ReadPairs(
            *(r.name, "same", "tuning", measure_likeness(r.excess)),
            describe_pairs(r.excess)[:, r.is_sure],
            r.is_pair[r.is_sure],
        )
        for r in readings
    ]


def fit_likeness(read: Sequence[ReadPairs], known: Mapping[str, float]) -> dict[str, float]:
    """`alike_from` and `unlike_power` of `judgement.csv` by maximum likelihood, in steps of .1.

    All other weights are known.
    """

    def lose(tried: dict[str, float]) -> float:
        odds = [weigh_pairs(each.features, each.likeness, {**known, **tried}) for each in read]
        pairs = zip(odds, read, strict=True)
        return float(sum((np.logaddexp(0, o) - o * each.is_pair).sum() for o, each in pairs))

    grid = ({"alike_from": level, "unlike_power": power} for level in LEVELS for power in POWERS)
    return min(grid, key=lose)


def judge_read(each: ReadPairs, known: Mapping[str, float]) -> Features:
    """How probably each of the pairs is a counterpart."""
    chances: Features = expit(weigh_pairs(each.features, each.likeness, known))
    return chances.round(SHOWN_DIGITS)


def score_unlike(read: Sequence[ReadPairs], known: Mapping[str, float]) -> pd.DataFrame:
    """How right the counterparts are, one row per half and kind of subjects and one per half.

    Columns: half, subjects, plans (pairs of them), read, pairs (that the reader has), counterparts
    (judged), right, precision, recall (of the pairs that were read).
    """
    rows = []
    for each in read:
        judged = judge_read(each, known) >= known["counterpart_from"]
        counts = len(judged), each.is_pair.sum(), judged.sum(), (judged & each.is_pair).sum()
        rows += [(each.half, kind, 1, *counts) for kind in (each.subjects, "all")]
    columns = ["half", "subjects", "plans", "read", "pairs", "counterparts", "right"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.groupby(columns[:2], sort=False, as_index=False).sum()
    table["precision"] = table["right"] / table["counterparts"]
    table["recall"] = table["right"] / table["pairs"]
    return table


def tabulate_chances(read: Sequence[ReadPairs], known: Mapping[str, float]) -> pd.DataFrame:
    """Said against found, as `tabulate_reliability` has it."""
    said = np.concatenate([judge_read(each, known) for each in read])
    return compare_chances(said, np.concatenate([each.is_pair for each in read]))
