"""Passages that two plans share: word for word, but for places, or nearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from compare.analyse.reuse.align import SETTINGS, Scoring
from compare.analyse.reuse.candidates import ALL_PAIRS_UP_TO, list_candidates
from compare.analyse.reuse.packing import PackedTexts
from compare.analyse.reuse.pairs import Found, PassageJob, match_partners
from compare.analyse.reuse.places import list_own_words, merge_words
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.taskspans import TaskFinder
from compare.analyse.reuse.texts import prepare_texts
from compare.errors import Progress, Say, pass_through, say_nothing
from compare.parallel import Lazy, Run, run_here
from compare.schema import Columns, Gathering


def find_shared_passages(
    sources: Mapping[str, str],
    outline: pd.DataFrame,
    tasks: pd.DataFrame,
    assignments: pd.DataFrame | None = None,
    plans: pd.DataFrame | None = None,
    settings: Scoring = SETTINGS,
    *,
    texts: Mapping[str, PlanText] | None = None,
    run: Run = run_here,
    track: Progress = pass_through,
    say: Say = say_nothing,
    all_up_to: int = ALL_PAIRS_UP_TO,
    threads: int = 1,
    partners: int | None = None,
    coded: bool = False,
) -> pd.DataFrame:
    """Rows of shared_passages.csv for every candidate pair of plans, in the order of `sources`.

    `sources`: source text per plan_id, in catalogue order; `outline`, `tasks`, `assignments` and
    `plans` as in the schema, of any number of plans (`plans` gives the place words); `texts`: the prepared
    texts, where they are there already. A pair's passages depend on its two texts alone:
    `…为海安市全民科学素质…` and `…为太仓市全民科学素质…` give one place_swap.

    Above `all_up_to` (20) plans each plan is compared with those closest to it and only around runs
    of eight equal characters (`list_candidates`, `align_texts`); `say` hears what is left out,
    `partners` sets how many are closest.
    `run(function, items)` gives the results in order and may use processes; `threads`: as many find the
    candidates; `track` sees the results come; `coded`: as of `check_table`.
    """
    texts = prepare_texts(sources, outline, tasks, assignments, run) if texts is None else texts
    held = texts if isinstance(texts, PackedTexts) else PackedTexts(texts)
    candidates = list_candidates(held, all_up_to, say, threads, partners)
    words = list_own_words(plans)
    closest: dict[str, list[str]] = {}
    for one, two in candidates:
        closest.setdefault(one, []).append(two)

    def make_job(pairs: tuple[str, list[str]]) -> PassageJob:
        one, others = pairs
        return PassageJob(
            held.find_packed(one),
            list(map(held.find_packed, others)),
            [merge_words(words, (one, two)) for two in others],
            settings,
            len(texts) > all_up_to,
        )

    jobs = Lazy(list(closest.items()), make_job)
    table = Gathering("shared_passages")
    describe = _Describer(held, tasks)
    matches = track(run(match_partners, jobs), "plans with their partners", len(closest))
    for (one, others), results in zip(closest.items(), matches, strict=True):
        for two, found in zip(others, results, strict=True):
            table.add(describe.list_rows(one, two, found))
    return table.build(coded=coded)


class _Describer:
    """Gives the rows of what two plans share, in columns."""

    def __init__(self, texts: PackedTexts, tasks: pd.DataFrame) -> None:
        self._texts = texts
        self._numbers = {plan: number for number, plan in enumerate(texts)}
        self._tasks = TaskFinder(list(texts), tasks)

    def list_rows(self, one: str, two: str, found: Found) -> Columns:
        """A row of shared_passages.csv for each passage."""
        start_a, end_a, start_b, end_b, kinds, similarities = found
        return {
            **self._describe_side("a", one, start_a, end_a),
            **self._describe_side("b", two, start_b, end_b),
            "kind": kinds,
            "similarity": similarities,
        }

    def _describe_side(
        self, side: str, plan: str, starts: Sequence[int], ends: Sequence[int]
    ) -> Columns:
        text = self._texts.find_packed(plan)
        begins, closes = text.locate(starts, ends)
        return {
            f"plan_{side}": [plan] * len(starts),
            f"start_{side}": begins.tolist(),
            f"end_{side}": closes.tolist(),
            f"text_{side}": list(map(text.text.__getitem__, map(slice, starts, ends))),
            f"task_{side}": self._tasks.find(self._numbers[plan], begins, closes).tolist(),
        }
