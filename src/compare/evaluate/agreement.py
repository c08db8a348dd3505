"""How well a ranking of task pairs agrees with pairs found by reading.

Gold is a table `task_a, task_b, grade`: `strong` = the same piece of work, `partial` = a measure
or two answer each other, pairs not listed are unrelated. Rankings are judged at three grades:

- `all`: strong and partial pairs are to stand before the unrelated;
- `strong`: strong pairs before all others, partial ones counting as unrelated;
- `strong_apart`: strong pairs before the unrelated, partial ones set aside.

Measures are those of information retrieval (Manning, Raghavan & Schütze 2008, ch. 8), intervals
percentile bootstraps (Efron & Tibshirani 1993) over the tasks of both plans at once (Owen 2007),
since neither the pairs of one task nor those of another are independent of each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from compare.errors import PlanError
from compare.schema.grain import mask_key_tasks

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.intp]]

GRADES = ("all", "strong", "strong_apart")
METRICS = ("average_precision", "precision_at_1", "reciprocal_rank")
INTERVAL = (0.025, 0.975)


class Query(NamedTuple):
    """One task and the scores of its candidates in one other plan."""

    scores: Floats
    relevant: np.ndarray[tuple[int], np.dtype[np.bool_]]


def score_ranking(
    pairs: pd.DataFrame,
    gold: pd.DataFrame,
    measures: Sequence[str] = ("tfidf", "similarity"),
    *,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Agreement of each measure with the gold: one row per measure, grade and metric.

    `pairs` is `task_pairs` with all pairs; `measures` its columns to judge. Columns measure, grade,
    metric, value, low, high (bounds of the 95 % interval), gain over the first measure, gain_low,
    gain_high (paired: both judged on the same draws), n (relevant pairs, or tasks judged).
    `average_precision` ranks all pairs together; `precision_at_1` is the share of tasks, of either
    plan, whose first candidate is right, `reciprocal_rank` the mean of 1 / rank of the first right
    one; tasks without counterpart are left out of both. A grade no pair has, has no row.
    Raises PlanError for a gold pair that is not among the pairs.
    """
    grade = grade_pairs(pairs, gold)
    rows = []
    for name in GRADES:
        kept = pairs[grade.ne("partial")] if name == "strong_apart" else pairs
        relevant = (grade.ne("") if name == "all" else grade.eq("strong"))[kept.index]
        if not relevant.any():
            continue
        judged = [
            _judge(kept, kept[measure], relevant, draws, np.random.default_rng(seed))
            for measure in measures
        ]
        for measure, results in zip(measures, judged, strict=True):
            for metric, (value, drawn, n), (first, before, _) in zip(
                METRICS, results, judged[0], strict=True
            ):
                row = {"measure": measure, "grade": name, "metric": metric, "value": value}
                row |= dict(zip(("low", "high"), _bound(drawn), strict=True))
                row |= {"gain": value - first}
                row |= dict(zip(("gain_low", "gain_high"), _bound(drawn - before), strict=True))
                rows.append({**row, "n": n})
    return pd.DataFrame(rows)


def score_matches(pairs: pd.DataFrame, gold: pd.DataFrame) -> dict[str, float]:
    """How right the judgement `matched` is, and how much of the gold it finds.

    `matched` pairs; `precision`: of these in the gold, at either grade; `precision_strong`;
    `recall`, `recall_strong`: share of the gold pairs matched.
    """
    grade = grade_pairs(pairs, gold)
    kept = pairs["matched"].astype(bool)
    found, strong = int((kept & grade.ne("")).sum()), int((kept & grade.eq("strong")).sum())
    return {
        "matched": float(kept.sum()),
        "precision": _divide(found, kept.sum()),
        "precision_strong": _divide(strong, kept.sum()),
        "recall": _divide(found, grade.ne("").sum()),
        "recall_strong": _divide(strong, grade.eq("strong").sum()),
    }


def grade_pairs(pairs: pd.DataFrame, gold: pd.DataFrame) -> pd.Series[Any]:
    """The gold grade of each pair, `` where unrelated; PlanError for a gold pair that is missing."""
    graded = gold.set_index(["task_a", "task_b"])["grade"]
    index = pd.MultiIndex.from_frame(pairs[["task_a", "task_b"]])
    missing = graded.index.difference(index)
    if len(missing):
        raise PlanError(f"pair {' – '.join(missing[0])} is not among the pairs", "gold alignment")
    return pd.Series(graded.reindex(index).fillna("").to_numpy(), index=pairs.index, dtype=object)


def split_pairs(
    pairs: pd.DataFrame, gold: pd.DataFrame, tasks: pd.DataFrame
) -> tuple[tuple[pd.DataFrame, pd.DataFrame], tuple[pd.DataFrame, pd.DataFrame]]:
    """(pairs, gold) of plan_a's 1st, 3rd, 5th … section, and of its 2nd, 4th …: to choose and to judge.

    Settings are chosen on the first half and reported on the second.
    """
    key = tasks[mask_key_tasks(tasks)]
    position = key.groupby("plan_id")["section_id"].transform(lambda ids: pd.factorize(ids)[0])
    odd = set(key.loc[position % 2 == 0, "task_id"])
    halves = [
        (pairs[mine].reset_index(drop=True), gold[ours].reset_index(drop=True))
        for mine, ours in (
            (pairs["task_a"].isin(odd), gold["task_a"].isin(odd)),
            (~pairs["task_a"].isin(odd), ~gold["task_a"].isin(odd)),
        )
    ]
    return halves[0], halves[1]


def average_precision(
    scores: Floats, relevant: Floats, weights: np.ndarray[Any, Any] | None = None
) -> Floats:
    """Mean of the precision at each relevant item of the ranking by falling score (0–1).

    `weights`, draws × items: how often each item counts in each draw; one result per draw, NaN for
    a draw without relevant items. Items of equal score are reached together. Relevant at ranks 1
    and 3 of 3 → (1/1 + 2/3) / 2.
    """
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    counts = np.ones((1, len(scores))) if weights is None else weights
    seen = counts[:, order].cumsum(axis=1)[:, ends]
    found = (counts * relevant)[:, order].cumsum(axis=1)[:, ends]
    precision = np.divide(found, seen, out=np.zeros_like(found), where=seen > 0)
    total = found[:, -1]
    gained = (precision * np.diff(found, axis=1, prepend=0)).sum(axis=1)
    mean: Floats = np.divide(gained, total, out=np.full_like(total, np.nan), where=total > 0)
    return mean


def reciprocal_rank(query: Query) -> float:
    """1 / rank of the first relevant candidate; one of equal score counts as ranked before it."""
    best = query.scores[query.relevant].max()
    return float(1 / (1 + (query.scores[~query.relevant] >= best).sum()))


def _judge(
    pairs: pd.DataFrame,
    scores: pd.Series[Any],
    relevant: pd.Series[Any],
    draws: int,
    rng: np.random.Generator,
) -> list[tuple[float, Floats, int]]:
    """(value, its value in each draw, n) for each of METRICS."""
    values, flags = scores.to_numpy(float), relevant.to_numpy(bool)
    weights = np.ones((draws, len(pairs)))
    for side in ("task_a", "task_b"):
        task = pd.factorize(pairs[side])[0]
        weights *= _draw_counts(int(task.max(initial=-1)) + 1, draws, rng)[:, task]
    precision = average_precision(values, flags)[0]
    judged = [(float(precision), average_precision(values, flags, weights), int(flags.sum()))]
    ranks = np.array([reciprocal_rank(query) for query in _list_queries(pairs, values, flags)])
    counts = _draw_counts(len(ranks), draws, rng)
    for each in (ranks == 1, ranks):
        mean = float(each.mean()) if len(ranks) else float("nan")
        judged.append((mean, counts @ each / max(len(ranks), 1), len(ranks)))
    return judged


def _list_queries(
    pairs: pd.DataFrame, scores: Floats, relevant: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Iterator[Query]:
    for task, other in (("task_a", "plan_b"), ("task_b", "plan_a")):
        for rows in pairs.reset_index().groupby([task, other], sort=False).indices.values():
            if relevant[rows].any():
                yield Query(scores[rows], relevant[rows])


def _draw_counts(size: int, draws: int, rng: np.random.Generator) -> Any:
    """Draws × size: how often each of `size` things is drawn, `size` draws with replacement."""
    return rng.multinomial(size, np.full(size, 1 / max(size, 1)), draws).astype(float)


def _bound(drawn: Floats) -> tuple[float, float]:
    known = drawn[~np.isnan(drawn)]
    low, high = np.quantile(known, INTERVAL) if len(known) else (np.nan, np.nan)
    return float(low), float(high)


def _divide(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def compute_kappa(readings: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two labellings of the same things; NaN of none.

    1 where neither varies and both agree. a a b b against a b b b: ¾ alike, by chance ½·¼ + ½·¾ =
    ½, kappa (¾ − ½) ÷ (1 − ½) = ½.
    """
    if not readings:
        return float("nan")
    number = len(readings)
    alike = sum(one == two for one, two in readings) / number
    first, second = (Counter(side) for side in zip(*readings, strict=True))
    chance = sum(first[name] * second[name] for name in first) / number**2
    return (alike - chance) / (1 - chance) if chance < 1 else 1.0
