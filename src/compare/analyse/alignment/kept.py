"""The judgement of pairs that are kept of many plans: the one a full comparison of two plans gives.

Comparing two plans clause by clause takes some forty milliseconds of a processor, three thousand
plans make millions of pairs of plans. So each plan names its closest partners, those with which it
shares most nearest tasks, as few as keep the work in proportion to the number of plans; a pair of
plans is compared where either names the other, and what was kept of it gets the values that these
two plans have alone. All other pairs stay unjudged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from compare.analyse.alignment.clauses import (
    Positions,
    measure_answers,
    meet_plans,
    read_characters,
)
from compare.analyse.alignment.full import find_spans, list_texts
from compare.analyse.alignment.judge import COUNTERPART, judge_plans
from compare.analyse.terms import take_key_tasks
from compare.parallel import Lazy, Run, run_here
from compare.schema import check_table

# Partners of a plan, as for passages: all of 50 plans would be 1,225 pairs of plans.
LEAST_PARTNERS, PARTNERS_TOGETHER = 3, 900

VALUES = ("similarity", "probability", "judgement", "matched")
Judged = tuple[int, int, float, float, str]
"""Positions of the two texts in their plans, similarity, probability, judgement."""


class PairJob(NamedTuple):
    """The texts of a plan and of its partners after it, and per partner the pairs that are kept.

    `kept`: positions of the two texts in their plans. `level`: a match level that is set.
    """

    texts: Sequence[str]
    others: Sequence[Sequence[str]]
    kept: Sequence[Sequence[tuple[int, int]]]
    level: float | None


def judge_kept_pairs(
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    *,
    match_level: float | None = None,
    run: Run = run_here,
) -> pd.DataFrame:
    """`task_pairs` of `find_counterparts` with `similarity` and judgement where plans are partners.

    The values are those of `compare_tasks` of these two plans alone; elsewhere they stay empty. A
    kept pair judged none says nothing of other pairs of its tasks that were not kept.
    社区食堂 × 建设社区食堂 → .41, counterpart, .97.
    """
    key = take_key_tasks(tasks)
    texts, spans = list_texts(key, plans), find_spans(key)
    place = pd.Series(np.arange(len(key)), index=key["task_id"])
    plan = pd.factorize(key["plan_id"])[0]
    ends = [place[pairs[name]].to_numpy() for name in ("task_a", "task_b")]
    sides = pd.DataFrame({"a": plan[ends[0]], "b": plan[ends[1]], "tfidf": pairs["tfidf"].array})
    close = choose_close_plans(sides, len(spans))
    indices = sides.groupby(["a", "b"]).indices
    rows: dict[Any, Positions] = {ends: np.asarray(at) for ends, at in indices.items()}
    local = [end - np.array([span[0] for span in spans], dtype=int)[plan[end]] for end in ends]

    def make_job(group: tuple[int, list[int]]) -> PairJob:
        number, partners = group
        return PairJob(
            _take(texts, spans[number]),
            [_take(texts, spans[other]) for other in partners],
            [_list_places(local, rows[number, other]) for other in partners],
            match_level,
        )

    groups = [(n, close.loc[close["a"] == n, "b"].tolist()) for n in close["a"].unique().tolist()]
    jobs = Lazy(groups, make_job)
    wanted = (_list_places(local, rows[n, other]) for n, partners in groups for other in partners)
    judged = (part for results in run(judge_partners, jobs) for part in results)
    found = [
        values for one, part in zip(wanted, judged, strict=True) for values in _pick(one, part)
    ]
    at = [rows[number, other] for number, partners in groups for other in partners]
    return _fill_in(pairs, np.concatenate([np.empty(0, dtype=int), *at]), found)


def choose_close_plans(sides: pd.DataFrame, plans: int) -> pd.DataFrame:
    """The pairs of plans that are compared: one row each, columns a and b, numbers of the plans.

    `sides`: columns a, b, tfidf, one row per kept pair of tasks. Closest is with whom a plan has
    most of them, then the more alike, then the earlier plan.
    """
    grouped = sides.groupby(["a", "b"])["tfidf"].agg(["size", "sum"]).reset_index()
    both = pd.concat([grouped, grouped.rename(columns={"a": "b", "b": "a"})], ignore_index=True)
    both["sum"] = both["sum"].round(9)
    order = both.sort_values(["a", "size", "sum", "b"], ascending=[True, False, False, True])
    named = order.groupby("a").head(max(LEAST_PARTNERS, PARTNERS_TOGETHER // max(plans, 1)))
    ends = np.sort(named[["a", "b"]].to_numpy(), axis=1)
    chosen = pd.DataFrame(ends, columns=["a", "b"]).drop_duplicates()
    return chosen.sort_values(["a", "b"], ignore_index=True)


def judge_partners(job: PairJob) -> list[list[Judged]]:
    """Per partner the values of each kept pair."""
    groups = [job.texts, *job.others]
    views = read_characters([text for group in groups for text in group])
    borders = np.cumsum([0, *map(len, groups)])
    own = views.take(np.arange(borders[1]))
    found = []
    for number, kept in enumerate(job.kept, start=1):
        both = own, views.take(np.arange(borders[number], borders[number + 1]))
        meeting = meet_plans(*both)
        similarity = measure_answers(*both, meeting)
        probability, words = judge_plans(similarity, both, job.level, meeting)
        found.append(
            [(*p, float(similarity[p]), float(probability[p]), str(words[p])) for p in kept]
        )
    return found


def hash_pair_job(job: PairJob) -> str:
    """A hash of what the judgements of a job's plan depend on, whoever its partners are."""
    return _hash((job.level, job.texts))


def hash_pair_partners(job: PairJob) -> list[str]:
    """For each partner a hash of its texts, on which its judgements depend besides."""
    return [_hash(texts) for texts in job.others]


def has_judgements(job: PairJob, number: int, part: Sequence[Judged]) -> bool:
    """Whether what was judged of a partner has all that is asked for, whatever else it has."""
    return {(a, b) for a, b, *_ in part}.issuperset(job.kept[number])


def take_pair_partners(job: PairJob, numbers: Sequence[int]) -> PairJob:
    """The job with some of its partners alone."""
    chosen = [job.others[n] for n in numbers], [job.kept[n] for n in numbers]
    return job._replace(others=chosen[0], kept=chosen[1])


def _hash(content: object) -> str:
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _pick(
    kept: Sequence[tuple[int, int]], part: Sequence[Judged]
) -> list[tuple[float, float, str]]:
    """The values of the pairs that are asked for, in their order."""
    values = {
        (a, b): (similarity, probability, word) for a, b, similarity, probability, word in part
    }
    return [values[pair] for pair in kept]


def _take(texts: Sequence[str], span: Positions) -> list[str]:
    return [texts[place] for place in span.tolist()]


def _list_places(local: Sequence[Positions], rows: Positions) -> list[tuple[int, int]]:
    a, b = (places[rows].tolist() for places in local)
    return list(zip(a, b, strict=True))


def _fill_in(
    pairs: pd.DataFrame, rows: Positions, found: Sequence[tuple[float, float, str]]
) -> pd.DataFrame:
    values = pd.DataFrame(found, columns=["similarity", "probability", "judgement"])
    values = values.set_index(pairs.index[rows]).reindex(pairs.index)
    judgement = values["judgement"].fillna("").astype(object)
    matched = (judgement == COUNTERPART).astype("boolean").where(judgement != "")
    filled = values.assign(judgement=judgement, matched=matched)
    return check_table(pairs.assign(**{name: filled[name] for name in VALUES}), "task_pairs")
