"""The judgement of pairs that are kept of many plans: the one a full comparison of two plans gives.

Comparing two plans clause by clause takes some ten milliseconds of a processor, three thousand
plans make millions of pairs of plans. So each plan names its closest partners, those with which it
shares most nearest tasks, as few as keep the work in proportion to the number of plans; a pair of
plans is compared where either names the other, and what was kept of it gets the values that these
two plans have alone. All other pairs stay unjudged. Sections are judged between the same plans.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import reverse_cuthill_mckee

from compare.analyse.alignment.clauses import (
    TIE_DIGITS,
    Positions,
    Views,
    measure_answers,
    meet_plans,
    read_characters,
)
from compare.analyse.alignment.counted import Numbers
from compare.analyse.alignment.full import list_text_rows
from compare.analyse.alignment.judge import COUNTERPART, SECTION, TASK, judge_plans
from compare.analyse.partners import count_partners
from compare.analyse.terms import take_key_tasks
from compare.parallel import Lazy, Run, run_here

HELD_PLANS = 32  # of two or three megabytes; partners follow one another

VALUES = ("similarity", "probability", "judgement", "matched")
Places = np.ndarray[tuple[int, int], np.dtype[np.intp]]
"""Kept pairs × 2: positions of the two texts in their plans."""
Judged = tuple[int, int, float, float, str]
"""Positions of the two texts in their plans, similarity, probability, judgement."""


class PairJob(NamedTuple):
    """The texts of a plan and of its partners after it, and per partner the pairs that are kept.

    `grain`: whether texts are tasks or sections. `kept`: positions of the two texts in their plans.
    `level`: a match level that is set.
    """

    grain: str
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
    partners: int | None = None,
    run: Run = run_here,
) -> pd.DataFrame:
    """`task_pairs` of `find_counterparts` with `similarity` and judgement where plans are partners.

    The values are those of `compare_tasks` of these two plans alone; elsewhere they stay empty. A
    kept pair judged none says nothing of other pairs of its tasks that were not kept. `partners`:
    how many each plan names, by default 900 ÷ plans and two at least.
    社区食堂 × 建设社区食堂 → .41, counterpart, .97.
    """
    rows = list_text_rows(take_key_tasks(tasks), plans, TASK)
    located = locate_pairs(pairs, rows, TASK)
    number = count_partners(rows["plan_id"].nunique(), partners)
    close = choose_close_plans(located.assign(tfidf=pairs["tfidf"].array), number)
    asked, texts = take_close(located, close), _part_texts(rows)
    del rows, located  # the texts are held until the last plan is judged, the rest need not be
    return _judge_close(pairs, asked, texts, TASK, match_level, run)


def judge_kept_sections(
    close: pd.DataFrame,
    pairs: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    *,
    match_level: float | None = None,
    run: Run = run_here,
) -> pd.DataFrame:
    """`section_pairs` of `find_section_counterparts`, as `judge_kept_pairs` by `compare_sections`.

    `close`: the pairs of plans whose tasks were judged (`list_judged_plans`).
    实施科普信息化建设工程 × 全域科普数字化工程 → .44, counterpart, 1.
    """
    rows = list_text_rows(take_key_tasks(tasks), plans, SECTION)
    number = pd.Index(rows["plan_id"].unique())
    sides = {side: number.get_indexer(close[f"plan_{side}"]) for side in ("a", "b")}
    asked = take_close(locate_pairs(pairs, rows, SECTION), pd.DataFrame(sides))
    return _judge_close(pairs, asked, _part_texts(rows), SECTION, match_level, run)


def list_judged_plans(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs of plans of which tasks are judged in `task_pairs`: columns plan_a, plan_b."""
    return pairs.loc[pairs["judgement"] != "", ["plan_a", "plan_b"]].drop_duplicates()


def locate_pairs(pairs: pd.DataFrame, rows: pd.DataFrame, grain: str) -> pd.DataFrame:
    """Where the two texts of each pair stand, a row each.

    `rows`: as of `list_text_rows`. Columns `a` and `b` (numbers of the plans, as they first stand there),
    `place_a` and `place_b` (positions of the texts in their plans).
    """
    plan = pd.factorize(rows["plan_id"])[0]
    place = rows.groupby("plan_id", sort=False).cumcount().to_numpy()
    names = pd.Index(rows[f"{grain}_id"])
    a, b = (names.get_indexer(pairs[f"{grain}_{side}"]) for side in ("a", "b"))
    return pd.DataFrame({"a": plan[a], "b": plan[b], "place_a": place[a], "place_b": place[b]})


def take_close(located: pd.DataFrame, close: pd.DataFrame) -> pd.DataFrame:
    """The located pairs of plans that are compared, plan by plan, plans close to one another in turn.

    `close`: the numbers of these plans, a and b. Adds columns `row`, which pair it is, and `turn`.
    """
    numbered = located.assign(row=np.arange(len(located)))
    turned = close.assign(turn=_take_turns(close)[close["a"]])
    return numbered.merge(turned, on=["a", "b"]).sort_values(
        ["turn", "b", "row"], ignore_index=True
    )


def _take_turns(close: pd.DataFrame) -> Numbers:
    """The turn of each plan, so that the partners of one come soon and what was read of them is
    still at hand (Cuthill and McKee 1969)."""
    ends = close[["a", "b"]].to_numpy(dtype=np.intp).T
    size = int(ends.max(initial=0)) + 1
    links = coo_matrix((np.ones(len(close)), ends), (size, size)).tocsr()
    turns = np.empty(size, dtype=np.int32)
    turns[reverse_cuthill_mckee(links + links.T, symmetric_mode=True)] = np.arange(size)
    return turns


def list_pair_jobs(
    asked: pd.DataFrame, texts: Sequence[Sequence[str]], grain: str, level: float | None
) -> Sequence[PairJob]:
    """One job per plan that has partners after it. `asked`: as of `take_close`; `texts`: of each plan."""
    a, b = asked["a"].to_numpy(), asked["b"].to_numpy()
    places = asked[["place_a", "place_b"]].to_numpy()

    def make_job(own: slice) -> PairJob:
        parts = [places[own][part] for part in _cut_runs(b[own])]
        others = [texts[number] for number in dict.fromkeys(b[own].tolist())]
        return PairJob(grain, texts[a[own.start]], others, list(map(_list_places, parts)), level)

    return Lazy(_cut_runs(a), make_job)


def choose_close_plans(sides: pd.DataFrame, partners: int) -> pd.DataFrame:
    """The pairs of plans that are compared: one row each, columns a and b, numbers of the plans.

    `sides`: columns a, b, tfidf, one row per kept pair of tasks. Each plan names so many
    `partners`: closest is with whom it has most of these pairs, then the more alike, then the
    earlier plan.
    """
    grouped = sides.groupby(["a", "b"])["tfidf"].agg(["size", "sum"]).reset_index()
    both = pd.concat([grouped, grouped.rename(columns={"a": "b", "b": "a"})], ignore_index=True)
    both["sum"] = both["sum"].round(9)
    order = both.sort_values(["a", "size", "sum", "b"], ascending=[True, False, False, True])
    named = order.groupby("a").head(partners)
    ends = np.sort(named[["a", "b"]].to_numpy(), axis=1)
    chosen = pd.DataFrame(ends, columns=["a", "b"]).drop_duplicates()
    return chosen.sort_values(["a", "b"], ignore_index=True)


def judge_partners(job: PairJob) -> list[list[Judged]]:
    """Per partner the values of each kept pair."""
    own, found = view_plan(tuple(job.texts)), []
    for texts, kept in zip(job.others, job.kept, strict=True):
        both = own, view_plan(tuple(texts))
        meeting = meet_plans(*both)
        similarity = measure_answers(*both, meeting).round(TIE_DIGITS)  # all of them are written
        verdicts = judge_plans(similarity, both, job.level, meeting, job.grain)
        a, b = places = tuple(np.array(kept, dtype=np.intp).reshape(-1, 2).T)
        values = (each[places].tolist() for each in (similarity, *verdicts))
        found.append(list(zip(a.tolist(), b.tolist(), *values, strict=True)))
    return found


@lru_cache(HELD_PLANS)
def view_plan(texts: tuple[str, ...]) -> Views:
    """The characters of a plan, which its next partners find again."""
    return read_characters(texts)


def hash_pair_job(job: PairJob) -> str:
    """A hash of what the judgements of a job's plan depend on, whoever its partners are."""
    return _hash(job.texts, job.grain, job.level)


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


def _hash(texts: Sequence[str], *given: str | float | None) -> str:
    found = hashlib.sha256(repr((given, [len(text) for text in texts])).encode())
    found.update("".join(texts).encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:32]


def _judge_close(
    pairs: pd.DataFrame,
    asked: pd.DataFrame,
    texts: Sequence[Sequence[str]],
    grain: str,
    level: float | None,
    run: Run,
) -> pd.DataFrame:
    """The table with the values of the pairs that are asked for (`take_close`)."""
    jobs = list_pair_jobs(asked, texts, grain, level)
    judged = (part for results in run(judge_partners, jobs) for part in results)
    places = asked[["place_a", "place_b"]].to_numpy()
    runs = _cut_runs(asked["a"].to_numpy(), asked["b"].to_numpy())
    found = [
        values
        for own, part in zip(runs, judged, strict=True)
        for values in _pick(_list_places(places[own]), part)
    ]
    return _fill_in(pairs, asked["row"].to_numpy(), found)


def _pick(
    kept: Sequence[tuple[int, int]], part: Sequence[Judged]
) -> list[tuple[float, float, str]]:
    """The values of the pairs that are asked for, in their order."""
    values = {
        (a, b): (similarity, probability, word) for a, b, similarity, probability, word in part
    }
    return [values[pair] for pair in kept]


def _part_texts(rows: pd.DataFrame) -> list[list[str]]:
    """The texts of each plan, whose rows follow one another."""
    texts = rows["text"].tolist()
    return [texts[own] for own in _cut_runs(pd.factorize(rows["plan_id"])[0])]


def _cut_runs(*columns: Positions) -> list[slice]:
    """The rows that follow one another with the same values: [3, 3, 5] → 0:2, 2:3."""
    changed = [np.diff(column) != 0 for column in columns]
    borders = np.flatnonzero(np.logical_or.reduce(changed)) + 1
    size = len(columns[0])
    ends = [0, *borders.tolist(), size] if size else [0]
    return [slice(start, end) for start, end in pairwise(ends)]


def _list_places(places: Places) -> list[tuple[int, int]]:
    return [(a, b) for a, b in places.tolist()]


def _fill_in(
    pairs: pd.DataFrame, rows: Positions, found: Sequence[tuple[float, float, str]]
) -> pd.DataFrame:
    """The table with the values of these rows of it; the others have none.

    They have the types of the schema, so that the pairs need not be gone through once more.
    """
    numbers = np.full((2, len(pairs)), np.nan)
    judgement = np.full(len(pairs), "", dtype=object)
    if found:
        numbers[0, rows], numbers[1, rows], judgement[rows] = zip(*found, strict=True)
    matched = pd.array(judgement == COUNTERPART, dtype="boolean")
    matched[judgement == ""] = pd.NA
    words = pd.Series(judgement, index=pairs.index, dtype=object)
    values = dict(zip(VALUES, (*numbers, words, matched), strict=True))
    return pairs.assign(**values)
