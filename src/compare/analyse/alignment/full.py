"""Which task of one plan answers which task of another: every two plans compared in full.

The plain measure is the cosine of the tasks' word TF-IDF vectors (`tfidf`); pairs are ranked by the
soft alignment of their clauses (`similarity`, see `clauses`), or by a measure of your own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from compare.analyse.alignment.clauses import (
    Meeting,
    Positions,
    Scores,
    Views,
    meet_plans,
    rank_scores,
    read_views,
    score_views,
)
from compare.analyse.alignment.judge import (
    COUNTERPART,
    SECTION,
    TASK,
    UNCERTAIN,
    Verdicts,
    judge_plans,
)
from compare.analyse.alignment.meaning import encode_texts, measure_meaning
from compare.analyse.alignment.sharedterms import name_shared_terms
from compare.analyse.terms import (
    DEFAULT,
    PLACE_LEVELS,
    Matrix,
    Tokenizer,
    name_function,
    strike_places,
    strip_place_names,
    take_key_tasks,
)
from compare.errors import PlanError
from compare.schema import build_table, check_table

Similarity = Callable[[Sequence[str], Sequence[str]], Any]
Ranks = np.ndarray[tuple[int, int], np.dtype[np.intp]]
Chosen = np.ndarray[tuple[int, int], np.dtype[np.bool_]]

ALL_PAIRS_UP_TO = 100_000  # rows; above it KEPT_NEAREST per task and what is matched
KEPT_NEAREST = 5


def compare_tasks(
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    *,
    tokenizer: Tokenizer = DEFAULT,
    similarity: Similarity | None = None,
    match_level: float | None = None,
    meaning: bool = False,
) -> pd.DataFrame:
    """`task_pairs`: one row per pair of key tasks of two plans, plan by plan, in document order.

    `tfidf` 0–1, `similarity` as above, ranks from 1, equal scores in document order;
    `shared_terms` are the words whose products make up most of `tfidf`, strongest first, joined
    by `;`. `plans` (columns place, prefecture, province) names the places to strike out of each
    plan's own tasks. Above ALL_PAIRS_UP_TO pairs only those among the first KEPT_NEAREST of either task,
    and those judged counterpart or uncertain, are kept.

    `judgement` is counterpart, uncertain or none, by `probability` (see `judge`); `matched` says
    whether it is counterpart. `meaning` is measured where asked for (see `meaning`; PlanError where
    the extra is not installed), else empty.

    `similarity`: a measure of your own in place of ours, from the texts of two plans' tasks to a
    matrix; PlanError where it gives another shape or no finite numbers. With a `match_level` a pair
    is a counterpart from that similarity on, and else none, without a probability; with a measure
    of your own and no level nothing is judged.
    提高老年人信息素养 × 完善老年人信息素养服务体系 → matched, `老年人;使用;学习;信息;…`.
    """
    key = take_key_tasks(tasks)
    texts = list_texts(key, plans)
    views = read_views(texts, tokenizer)
    meanings = encode_texts(texts) if meaning else None
    spans = [(span, views.take(span)) for span in find_spans(key)]
    all_pairs = _are_few([span for span, _ in spans])
    frames = []
    with threadpool_limits(1):  # of such small matrices a second thread costs more than it does
        for (a, views_a), (b, views_b) in combinations(spans, 2):
            both, meeting = (views_a, views_b), meet_plans(views_a, views_b)
            scores = _measure(score_views(*both, meeting), similarity, texts, a, b)
            verdicts = _judge(scores, both, meeting, similarity, match_level, TASK)
            ranks = _rank_both(scores.similarity)
            kept = _choose_pairs(ranks, verdicts, all_pairs)
            frame = _tabulate_scores(
                (key.iloc[a], key.iloc[b]), TASK, scores, ranks, verdicts, kept
            )
            weights, (left, right) = (scores.weights_a, scores.weights_b), np.nonzero(kept)
            frame["shared_terms"] = list(name_shared_terms(weights, views.terms, left, right))
            if meanings is not None:
                frame["meaning"] = measure_meaning(meanings.take(a), meanings.take(b))[kept]
            frames.append(frame)
    return _join_frames(frames, "task_pairs")


def compare_sections(
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    *,
    tokenizer: Tokenizer = DEFAULT,
    similarity: Similarity | None = None,
    match_level: float | None = None,
) -> pd.DataFrame:
    """`section_pairs`: one row per pair of key-task sections of two plans, in document order.

    A section is the text of its tasks taken together; measures, `matched` and which pairs are
    kept of very many as in `compare_tasks`; the judgement has a constant and a level of its own.
    （一）培育市场主体 × （一）培育壮大市场主体 → matched.
    """
    sections = list_text_rows(take_key_tasks(tasks), plans, SECTION)
    texts = sections["text"].tolist()
    views = read_views(texts, tokenizer)
    spans = [(span, views.take(span)) for span in find_spans(sections)]
    all_pairs = _are_few([span for span, _ in spans])
    frames = []
    with threadpool_limits(1):  # of such small matrices a second thread costs more than it does
        for (a, views_a), (b, views_b) in combinations(spans, 2):
            both, meeting = (views_a, views_b), meet_plans(views_a, views_b)
            scores = _measure(score_views(*both, meeting), similarity, texts, a, b)
            verdicts = _judge(scores, both, meeting, similarity, match_level, SECTION)
            rows = sections.iloc[a], sections.iloc[b]
            ranks = _rank_both(scores.similarity)
            kept = _choose_pairs(ranks, verdicts, all_pairs)
            frames.append(_tabulate_scores(rows, SECTION, scores, ranks, verdicts, kept))
    return _join_frames(frames, "section_pairs")


def _are_few(spans: Sequence[Positions]) -> bool:
    """Whether every pair of all plans is kept."""
    return sum(len(a) * len(b) for a, b in combinations(spans, 2)) <= ALL_PAIRS_UP_TO


def _rank_both(similarity: Matrix) -> tuple[Ranks, Ranks]:
    """The rank of each pair within its row, and within its column."""
    return rank_scores(similarity), rank_scores(similarity.T).T


def _choose_pairs(ranks: tuple[Ranks, Ranks], verdicts: Verdicts | None, all_pairs: bool) -> Chosen:
    """Which pairs are kept: those among the first KEPT_NEAREST of either side, and those that may be
    counterparts. The others never become rows, which take ten times the room of their scores."""
    if all_pairs:
        return np.ones(ranks[0].shape, dtype=bool)
    kept: Chosen = np.minimum(*ranks) <= KEPT_NEAREST
    if verdicts is not None:
        kept |= (verdicts.judgement == COUNTERPART) | (verdicts.judgement == UNCERTAIN)
    return kept


def _measure(
    scores: Scores, similarity: Similarity | None, texts: Sequence[str], a: Positions, b: Positions
) -> Scores:
    """The scores, `similarity` by a function of the user's where there is one."""
    if similarity is None:
        return scores
    given = similarity(*([texts[int(i)] for i in span] for span in (a, b)))
    return scores._replace(similarity=check_matrix(given, (len(a), len(b)), similarity))


def _judge(
    scores: Scores,
    views: tuple[Views, Views],
    meeting: Meeting,
    similarity: Similarity | None,
    match_level: float | None,
    grain: str,
) -> Verdicts | None:
    """The judgement of every pair; none by a measure of the user's own without a level."""
    if similarity is not None and match_level is None:
        return None
    return judge_plans(scores.similarity, views, match_level, meeting, grain)


def check_matrix(given: Any, shape: tuple[int, int], similarity: Similarity) -> Matrix:
    """What a user's similarity gave as a matrix; PlanError where it is none of that shape."""
    name = f"the similarity {name_function(similarity)}"
    try:
        matrix: Matrix = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise PlanError(f"{name} gives no matrix of numbers") from error
    if matrix.shape != shape:
        expected, found = (" × ".join(map(str, size)) for size in (shape, matrix.shape))
        raise PlanError(f"{name} gives {found or 'one'} values for {expected} pairs of texts")
    if not np.isfinite(matrix).all():
        raise PlanError(f"{name} gives values that are no finite numbers")
    return matrix


def _tabulate_scores(
    sides: tuple[pd.DataFrame, pd.DataFrame],
    grain: str,
    scores: Scores,
    ranks: tuple[Ranks, Ranks],
    verdicts: Verdicts | None,
    kept: Chosen,
) -> pd.DataFrame:
    """The kept pairs of one plan pair with scores, ranks and judgement; `grain` is task or section."""
    a, b = sides
    left, right = np.nonzero(kept)
    columns = {
        "plan_a": a["plan_id"].to_numpy()[left],
        f"{grain}_a": a[f"{grain}_id"].to_numpy()[left],
        "plan_b": b["plan_id"].to_numpy()[right],
        f"{grain}_b": b[f"{grain}_id"].to_numpy()[right],
        "tfidf": scores.tfidf[kept],
        "similarity": scores.similarity[kept],
        "rank_a": ranks[0][kept],
        "rank_b": ranks[1][kept],
    }
    frame = pd.DataFrame(columns).assign(**_list_verdicts(verdicts, kept))
    return frame.assign(meaning=None) if grain == TASK else frame


def _list_verdicts(verdicts: Verdicts | None, kept: Chosen) -> dict[str, Any]:
    """The columns of a judgement, empty where nothing was judged."""
    if verdicts is None:
        return {"matched": None, "judgement": "", "probability": None}
    words = verdicts.judgement[kept]
    matched = pd.array(words == COUNTERPART, dtype="boolean")
    return {
        "matched": matched,
        "judgement": words.astype(object),
        "probability": verdicts.probability[kept],
    }


def _join_frames(frames: Sequence[pd.DataFrame], name: str) -> pd.DataFrame:
    if not frames:
        return build_table(name, [])
    table = check_table(pd.concat(frames, ignore_index=True), name)
    return table.drop(columns=["rank_a", "rank_b"]) if name == "section_pairs" else table


def list_text_rows(key: pd.DataFrame, plans: pd.DataFrame | None, grain: str) -> pd.DataFrame:
    """What is compared at a grain, in document order: plan_id, task_id or section_id, and text.

    `key`: key tasks. The text of a section is that of its tasks, one to a line.
    """
    name, texts = f"{grain}_id", list_texts(key, plans)
    parts: dict[tuple[str, str], list[str]] = {}
    for plan, own, text in zip(key["plan_id"], key[name], texts, strict=True):
        parts.setdefault((plan, own), []).append(text)
    rows = [(*ids, "\n".join(lines)) for ids, lines in parts.items()]
    return pd.DataFrame(rows, columns=["plan_id", name, "text"], dtype=object)


def list_texts(key: pd.DataFrame, plans: pd.DataFrame | None) -> list[str]:
    """What of each task is compared: title, body and boxes beside it (专栏), the names of its plan's
    places struck out."""
    columns = ["plan_id", *PLACE_LEVELS]
    rows = [] if plans is None else plans[columns].itertuples(index=False)
    places = {plan: strip_place_names(names) for plan, *names in rows}
    texts = key["title"] + "。" + key["body"]
    if "boxed" in key:
        boxed = key["boxed"].fillna("")
        texts = texts.where(boxed == "", texts + "\n" + boxed)
    return [strike_places(t, places.get(p, ())) for p, t in zip(key["plan_id"], texts, strict=True)]


def find_spans(frame: pd.DataFrame) -> list[Positions]:
    """The row positions of each plan."""
    plan = pd.factorize(frame["plan_id"])[0]
    return [np.flatnonzero(plan == number) for number in range(plan.max(initial=-1) + 1)]
