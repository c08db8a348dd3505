"""The weights of the judgement of counterparts: fitted on readings, tried on families left out.

The readings (`tests/readings/alignment_scores.csv`) hold for every pair of tasks of nine pairs of
plans its scores, what it has beyond chance and what two readers said (`strong`, `partial`, empty =
unrelated, `unsure` = they disagree, left out), and `alignment_families.csv` the family of each pair
of plans; no text, so that whoever lacks the documents can fit again. `section_scores.csv` has the
same of pairs of sections, of seven of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from compare.analyse.alignment.excess import Excess
from compare.analyse.alignment.judge import (
    COUNTERPART,
    NONE,
    PAIR_TERMS,
    Verdicts,
    describe_pairs,
    judge_excess,
    read_weights,
)
from compare.analyse.terms import Floats
from compare.evaluate.agreement import score_ranking

Grades = np.ndarray[tuple[int, int], np.dtype[np.str_]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
REGULARISATION = 10.0  # scikit-learn's C: weak, as there are a thousand pairs to a weight
DIGITS = 2
BINS = (0, 0.05, 0.15, 0.3, 0.5, 0.75, 0.9, 1.0)


class ReadPlans(NamedTuple):
    """Two plans, all of whose tasks were read against each other: tasks × tasks."""

    name: str
    family: str
    excess: Excess
    grade: Grades

    @property
    def is_pair(self) -> Flags:
        """Which pairs both readers have."""
        return np.asarray((self.grade == "strong") | (self.grade == "partial"))

    @property
    def is_sure(self) -> Flags:
        """On which pairs the readers agree."""
        return np.asarray(self.grade != "unsure")

    @property
    def is_known(self) -> Flags:
        """Of which tasks of the first plan it is certain whether they have a counterpart."""
        return np.asarray(self.is_sure.all(axis=1) | self.is_pair.any(axis=1))

    def turn(self) -> ReadPlans:
        """The same with the plans exchanged."""
        return self._replace(excess=self.excess.turn(), grade=self.grade.T)


def read_alignments(folder: Path, scores_of: str = "alignment") -> list[ReadPlans]:
    """The readings of a folder, as its README tells; `scores_of`: alignment (tasks) or section."""
    pairs = pd.read_csv(folder / "alignment_families.csv")
    scores = pd.read_csv(folder / f"{scores_of}_scores.csv", keep_default_na=False)
    pairs = pairs[pairs["pair"].isin(scores["pair"])]
    readings = []
    for name, family in pairs[["pair", "family"]].to_numpy().tolist():
        own = scores[scores["pair"] == name]
        shape = own["a"].max(), own["b"].max()
        values = (own[each].to_numpy(float).reshape(shape) for each in Excess._fields)
        grade = own["grade"].to_numpy(str).reshape(shape)
        readings.append(ReadPlans(name, family, Excess(*values), grade))
    return readings


def rank_readings(folder: Path, *, draws: int = 500) -> pd.DataFrame:
    """`score_ranking` of `tfidf`, `similarity` and `meaning` on each pair of plans, in `reading`.

    What the readers disagree on is left out.
    """
    scores = pd.read_csv(folder / "alignment_scores.csv", keep_default_na=False)
    tables = []
    for name, own in scores[scores["grade"] != "unsure"].groupby("pair", sort=False):
        pairs = own.assign(plan_a="a", plan_b="b").reset_index(drop=True)
        pairs["task_a"], pairs["task_b"] = (
            "a" + pairs["a"].astype(str),
            "b" + pairs["b"].astype(str),
        )
        gold = pairs.loc[pairs["grade"] != "", ["task_a", "task_b", "grade"]]
        ranked = score_ranking(pairs, gold, ("tfidf", "similarity", "meaning"), draws=draws)
        tables.append(ranked.assign(reading=name))
    return pd.concat(tables, ignore_index=True)


def fit_judgement(readings: Sequence[ReadPlans]) -> dict[str, float]:
    """The weights of `judgement.csv` by maximum likelihood: term → weight, rounded."""
    from sklearn.linear_model import LogisticRegression

    features = np.concatenate([describe_pairs(r.excess)[:, r.is_sure].T for r in readings])
    truth = np.concatenate([r.is_pair[r.is_sure] for r in readings])
    fitted = LogisticRegression(C=REGULARISATION, max_iter=5000).fit(features, truth)
    values = [*fitted.intercept_, *fitted.coef_[0]]
    return {
        term: round(float(value), DIGITS)
        for term, value in zip(("pair_constant", *PAIR_TERMS), values, strict=True)
    }


def fit_constant(readings: Sequence[ReadPlans], known: Mapping[str, float]) -> float:
    """The constant of plans that are alike by maximum likelihood, other weights being known: rounded.

    There as many pairs are expected as there are.
    """
    from scipy.optimize import brentq

    weights = [known[term] for term in PAIR_TERMS]
    odds = np.concatenate(
        [np.tensordot(weights, describe_pairs(r.excess)[:, r.is_sure], axes=1) for r in readings]
    )
    true = sum(int(r.is_pair.sum()) for r in readings)
    found = brentq(lambda constant: (1 / (1 + np.exp(-constant - odds))).sum() - true, -50, 50)
    return round(float(found), DIGITS)


def try_sections(
    readings: Sequence[ReadPlans], known: Mapping[str, float], apart: str = "name"
) -> dict[str, Verdicts]:
    """The verdicts on the sections of each pair of plans with the constant of the others alone.

    `known`: weights and levels of sections. `apart`: what is left out, by `name` the pair itself,
    by `family` all of its family.
    """
    verdicts = {}
    for r in readings:
        others = [other for other in readings if getattr(other, apart) != getattr(r, apart)]
        verdicts[r.name] = judge_excess(
            r.excess, {**known, "pair_constant": fit_constant(others, known)}
        )
    return verdicts


def try_families(readings: Sequence[ReadPlans], levels: Mapping[str, float]) -> dict[str, Verdicts]:
    """The verdicts on each pair of plans with weights fitted on the other families alone.

    `levels`: counterpart_from, uncertain_from and alone_from; all else is as in `judgement.csv`.
    """
    known, verdicts = read_weights() | dict(levels), {}
    for family in dict.fromkeys(reading.family for reading in readings):
        weights = fit_judgement([r for r in readings if r.family != family])
        for r in readings:
            if r.family == family:
                verdicts[r.name] = judge_excess(r.excess, known | weights)
    return verdicts


def score_verdicts(readings: Sequence[ReadPlans], verdicts: Mapping[str, Verdicts]) -> pd.DataFrame:
    """How right the verdicts are, one row per pair of plans and one for all.

    Columns: reading; pairs (of both readings), counterparts (judged), right, precision, recall;
    tasks, alone (all their pairs `none`), truly_alone (of these without a pair in the readings),
    uncertain (tasks with no counterpart and not alone). What the readers disagree on is left out.
    """
    rows = [_count(r, verdicts[r.name]) for r in readings]
    total = {name: sum(row[name] for row in rows) for name in rows[0]}
    table = pd.DataFrame([*rows, total])
    table.insert(0, "reading", [*(r.name for r in readings), "all"])
    table.insert(4, "precision", table["right"] / table["counterparts"])
    table.insert(5, "recall", table["right"] / table["pairs"])
    return table


def tabulate_reliability(
    readings: Sequence[ReadPlans], verdicts: Mapping[str, Verdicts]
) -> pd.DataFrame:
    """Said against found: one row per stretch of probability, its mean, the share of true pairs, n."""
    said = np.concatenate([verdicts[r.name].probability[r.is_sure] for r in readings])
    return compare_chances(said, np.concatenate([r.is_pair[r.is_sure] for r in readings]))


def compare_chances(said: Floats, found: Flags) -> pd.DataFrame:
    """The same of pairs whose probabilities and truth are given."""
    stretch = np.clip(np.digitize(said, BINS) - 1, 0, len(BINS) - 2)
    frame = pd.DataFrame({"from": np.array(BINS)[stretch], "said": said, "found": found})
    grouped = frame.groupby("from")
    return grouped.agg(said=("said", "mean"), found=("found", "mean"), pairs=("found", "size"))


def _count(reading: ReadPlans, verdicts: Verdicts) -> dict[str, int]:
    judged = (verdicts.judgement == COUNTERPART) & reading.is_sure
    row = {"pairs": int(reading.is_pair.sum()), "counterparts": int(judged.sum())}
    row |= {"right": int((judged & reading.is_pair).sum())}
    sides = ((reading, verdicts.judgement), (reading.turn(), verdicts.judgement.T))
    row |= dict.fromkeys(("tasks", "alone", "truly_alone", "uncertain"), 0)
    for side, words in sides:
        alone = (words == NONE).all(axis=1) & side.is_known
        row["tasks"] += int(side.is_known.sum())
        row["alone"] += int(alone.sum())
        row["truly_alone"] += int((alone & ~side.is_pair.any(axis=1)).sum())
        row["uncertain"] += int(
            (~(words == COUNTERPART).any(axis=1) & ~alone & side.is_known).sum()
        )
    return row
