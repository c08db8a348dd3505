"""`task_pairs` and `section_pairs` of many plans: the nearest of each, with the words they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from compare.analyse.alignment.links import TOP_K, link_nearest, search_all
from compare.analyse.alignment.nearest import Floats
from compare.analyse.alignment.renewal import Keeper, search_again
from compare.analyse.alignment.sharedterms import name_shared_terms
from compare.analyse.terms import TermMatrix, WordCounts, take_key_tasks, weigh_rows
from compare.schema import check_table


def find_counterparts(
    tasks: pd.DataFrame,
    words: WordCounts,
    *,
    k: int = TOP_K,
    threads: int = 1,
    drawer: Keeper | None = None,
) -> pd.DataFrame:
    """`task_pairs` of many plans: pairs of which one task is among the `k` nearest of the other.

    `words`: the words of each task (`terms.count_words`, places struck out). Ranked by `tfidf`, the
    cosine with document frequencies of all plans. `similarity` and what is judged by it are empty:
    `judge_kept_pairs` fills them where plans are close. A rank is empty where it is not known, because
    the pair is not among the nearest of that task. Rows in the order of task_a, then task_b.
    `threads` changes the time only, as does `drawer`, in which is kept what is near each task: where
    most tasks were there at the last time, only what can have changed is searched again.
    """
    key = take_key_tasks(tasks)
    counts = words.build_matrix(key["task_id"])
    return _pair_up(key, "task", counts, k, threads, drawer)


def find_section_counterparts(
    tasks: pd.DataFrame,
    words: WordCounts,
    *,
    k: int = TOP_K,
    threads: int = 1,
    drawer: Keeper | None = None,
) -> pd.DataFrame:
    """`section_pairs` of many plans: as `find_counterparts`, a section being its tasks together.

    `judge_kept_sections` fills in what is judged.
    """
    key = take_key_tasks(tasks)
    counts = words.build_matrix(key["task_id"])
    of_section, sections = pd.factorize(pd.MultiIndex.from_frame(key[["plan_id", "section_id"]]))
    ones = (np.ones(len(key)), (of_section, np.arange(len(key))))
    sums = csr_matrix(csr_matrix(ones, shape=(len(sections), len(key))) @ counts.matrix)
    frame = pd.DataFrame(list(sections), columns=["plan_id", "section_id"], dtype=object)
    return _pair_up(frame, "section", TermMatrix(sums, counts.terms), k, threads, drawer)


def weigh_counts(counts: TermMatrix) -> TermMatrix:
    """Plain TF-IDF of texts given as counts, as `terms.build_matrix` weighs them."""
    counts.matrix.sort_indices()
    return TermMatrix(weigh_rows(counts.matrix, weigh_terms(counts)), counts.terms)


def weigh_terms(counts: TermMatrix) -> Floats:
    """What each term weighs (idf), as `terms.build_matrix` weighs it."""
    matrix = counts.matrix
    size, used = matrix.shape[0], np.bincount(matrix.indices, minlength=matrix.shape[1])
    idf: Floats = np.log((1 + size) / (1 + used)) + 1
    return idf


def _pair_up(
    rows: pd.DataFrame,
    grain: str,
    counts: TermMatrix,
    k: int,
    threads: int,
    drawer: Keeper | None,
) -> pd.DataFrame:
    """Links of both directions as one row per pair, the earlier plan's task as a."""
    weights = weigh_counts(counts)
    plan = pd.factorize(rows["plan_id"])[0].astype(np.int64)
    search = search_again(counts, weigh_terms(counts), drawer) if drawer else search_all
    links = link_nearest(weights.matrix, plan, k=k, threads=threads, search=search)
    rank = pd.DataFrame({"source": links.source, "plan": plan[links.target]})
    nth = rank.groupby(["source", "plan"], sort=False).cumcount().to_numpy() + 1
    forward = links.source < links.target
    a, b = np.minimum(links.source, links.target), np.maximum(links.source, links.target)
    code, first, which = np.unique(a * len(rows) + b, return_index=True, return_inverse=True)
    ranks = {"rank_a": forward, "rank_b": ~forward}
    a, b = code // len(rows), code % len(rows)
    texts = {
        "plan_a": rows["plan_id"].to_numpy()[a],
        f"{grain}_a": rows[f"{grain}_id"].to_numpy()[a],
        "plan_b": rows["plan_id"].to_numpy()[b],
        f"{grain}_b": rows[f"{grain}_id"].to_numpy()[b],
        "judgement": np.full(len(code), "", dtype=object),
    }
    columns: dict[str, object] = {"tfidf": np.clip(links.score[first], 0, 1)}
    columns |= dict.fromkeys(("similarity", "probability"), np.nan)
    columns["matched"] = pd.array([pd.NA], dtype="boolean").repeat(len(code))
    if grain == "task":
        for name, chosen in ranks.items():
            known = np.full(len(code), np.nan)
            known[which.ravel()[chosen]] = nth[chosen]
            columns[name] = known
        shared = name_shared_terms((weights.matrix, weights.matrix), weights.terms, a, b, threads)
        texts["shared_terms"] = np.fromiter(shared, dtype=object, count=len(code))
        columns["meaning"] = np.nan
    held = {name: pd.Series(values, dtype=object) for name, values in texts.items()}
    return check_table(pd.DataFrame({**held, **columns}), f"{grain}_pairs")
