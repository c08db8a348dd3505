"""Passages that two plans share: word for word, but for places, or nearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from compare.analyse.reuse.align import SETTINGS, Scoring
from compare.analyse.reuse.candidates import ALL_PAIRS_UP_TO, list_candidates
from compare.analyse.reuse.pairs import PassageJob, match_partners
from compare.analyse.reuse.places import list_own_words, merge_words
from compare.analyse.reuse.texts import (
    PlanText,
    TaskSpan,
    find_task,
    list_task_spans,
    prepare_texts,
)
from compare.errors import Progress, Say, pass_through, say_nothing
from compare.parallel import Lazy, Run, run_here
from compare.schema import Gathering, turn_rows

Side = dict[str, object]


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
) -> pd.DataFrame:
    """Rows of shared_passages.csv for every candidate pair of plans, in the order of `sources`.

    `sources`: source text per plan_id, in catalogue order; `outline`, `tasks`, `assignments` and
    `plans` as in the schema, of any number of plans (`plans` gives the place words); `texts`: the prepared
    texts, where they are there already. A pair's passages depend on its two texts alone:
    `…为海安市全民科学素质…` and `…为太仓市全民科学素质…` give one place_swap.

    Above `all_up_to` (20) plans each plan is compared with those closest to it and only around runs
    of eight equal characters (`list_candidates`, `align_texts`); `say` hears what is left out.
    `run(function, items)` gives the results in order and may use processes; `track` sees them come.
    """
    texts = prepare_texts(sources, outline, tasks, assignments, run) if texts is None else texts
    candidates = list_candidates(texts, all_up_to, say)
    words = list_own_words(plans)
    partners: dict[str, list[str]] = {}
    for one, two in candidates:
        partners.setdefault(one, []).append(two)

    def make_job(pairs: tuple[str, list[str]]) -> PassageJob:
        one, others = pairs
        return PassageJob(
            texts[one],
            [texts[two] for two in others],
            [merge_words(words, (one, two)) for two in others],
            settings,
            len(texts) > all_up_to,
        )

    jobs = Lazy(list(partners.items()), make_job)
    spans = list_task_spans(tasks)
    table = Gathering("shared_passages")
    matches = track(run(match_partners, jobs), "plans with their partners", len(partners))
    for (one, others), results in zip(partners.items(), matches, strict=True):
        own = texts[one]
        for two, found in zip(others, results, strict=True):
            other = texts[two]
            rows: list[Side] = []
            for (start_a, end_a, start_b, end_b), kind, similarity in found:
                side_a = _describe_side("a", one, own, (start_a, end_a), spans.get(one, ()))
                side_b = _describe_side("b", two, other, (start_b, end_b), spans.get(two, ()))
                rows.append({**side_a, **side_b, "kind": kind, "similarity": similarity})
            table.add(turn_rows("shared_passages", rows))
    return table.build()


def _describe_side(
    side: str, plan: str, text: PlanText, span: tuple[int, int], tasks: Sequence[TaskSpan]
) -> Side:
    start, end = text.locate(*span)
    return {
        f"plan_{side}": plan,
        f"start_{side}": start,
        f"end_{side}": end,
        f"text_{side}": text.text[slice(*span)],
        f"task_{side}": find_task(start, end, tasks),
    }
