"""Which task of one plan answers which task of another.

The plain measure is the cosine of the tasks' word TF-IDF vectors (`tfidf`). Plans of one genre
share much wording that says nothing, and a task often answers a part of a longer one, so pairs are
ranked by a *soft alignment* of clauses (`similarity`):

1. Two clauses are compared by the mean of two TF-IDF cosines, of words and pairs of words and of
   character 2–3-grams, counts taken as 1 + ln(count).
2. Each clause of task a takes its best match in task b, m, and what it finds at best in plan b's
   other tasks on average, e. Task a is answered by Σ(m − e) / Σ(1 − e), which is Cohen's (1960)
   correction for chance: stock phrases found everywhere count nothing.
3. Whole tasks are compared in the same two views and corrected in the same way; e is then what row
   and column lead to expect, row mean + column mean − mean.
4. similarity = ½ · the larger of the two directions of step 2 + ¼ · the smaller + ¼ · step 3.

1 = the same text, 0 = no nearer than tasks of these plans are on average. Document frequencies are
those of the two plans compared, so a further plan changes no pair of the others. The settings were
chosen on one half of a reading and judged on the other (`benchmarks/alignment_variants.py`).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from compare.analyse.terms import (
    Matrix,
    count_terms,
    cross_compare,
    list_place_names,
    select_key_tasks,
    split_clauses,
    strike_places,
    weigh_rows,
)
from compare.schema import build_table, check_table

Positions = np.ndarray[tuple[int], np.dtype[np.intp]]
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

CHARACTERS = 0.5  # share of the character view; the rest is words
LARGER, SMALLER, WHOLE = 0.5, 0.25, 0.25  # step 4
# e is held below this, so that a text found in every task of a plan divides by no zero.
LARGEST_EXPECTED = 0.9
# Matched from here on: one in a hundred pairs reaches it when plan_b is scrambled, and next to none
# between the sections of one plan (`estimate_null`).
MATCH_LEVEL = 0.12
SHARED_TERMS = 8
ALL_PAIRS_UP_TO = 100_000  # rows; above it TOP_K per task and what is matched
TOP_K = 5
TIE_DIGITS = 9  # scores that agree this far are equal, whatever the processor

# Settings of `cross_compare` against which the plain ranking is held.
SENSITIVITY_SETTINGS: dict[str, dict[str, object]] = {
    "words": {},
    "words, jieba's own dictionary": {"domain": False},
    "words, stop words kept": {"stop": False},
    "words, 1 + ln(count)": {"sublinear": True},
    "words and pairs of words": {"ngrams": (1, 2)},
    "character 2-grams": {"unit": "characters", "ngrams": (2, 2)},
    "character 2–3-grams": {"unit": "characters"},
    "character 2–4-grams": {"unit": "characters", "ngrams": (2, 4)},
}


class Views(NamedTuple):
    """Texts taken apart: one row per clause, `owner` the position of its text.

    `plain`, `words` and `characters` count single words, words and their pairs, and character
    2–3-grams; `terms` names the columns of `plain`.
    """

    owner: Positions
    plain: csr_matrix
    words: csr_matrix
    characters: csr_matrix
    terms: tuple[str, ...]

    def take(self, texts: Positions) -> Views:
        """The texts at these positions (ascending), counted anew from 0."""
        rows = np.flatnonzero(np.isin(self.owner, texts))
        owner = np.searchsorted(texts, self.owner[rows])
        return Views(owner, self.plain[rows], self.words[rows], self.characters[rows], self.terms)

    def scramble(self, rng: np.random.Generator) -> Views:
        """The same clauses dealt out to the texts at random; each text keeps its number."""
        rows = rng.permutation(len(self.owner))
        return self._replace(
            plain=self.plain[rows], words=self.words[rows], characters=self.characters[rows]
        )


class Scores(NamedTuple):
    """Texts × texts, and the plain weights whose products sum to `tfidf`."""

    tfidf: Matrix
    similarity: Matrix
    weights_a: csr_matrix
    weights_b: csr_matrix


def compare_tasks(tasks: pd.DataFrame, plans: pd.DataFrame | None = None) -> pd.DataFrame:
    """`task_pairs`: one row per pair of key tasks of two plans, plan by plan, in document order.

    `tfidf` 0–1, `similarity` as above, ranks from 1, equal scores in document order;
    `shared_terms` are the words whose products make up most of `tfidf`, strongest first, joined
    by `;`. `plans` (columns place, prefecture, province) names the places to strike out of each
    plan's own tasks. Above ALL_PAIRS_UP_TO pairs only those among the first TOP_K of either task,
    and matched ones, are kept. 提高老年人信息素养 × 完善老年人信息素养服务体系 → matched,
    `老年人;使用;学习;信息;…`.
    """
    key = select_key_tasks(tasks)
    views = read_views(_read_texts(key, plans))
    spans = [(span, views.take(span)) for span in _find_spans(key)]
    sizes = [len(span) for span, _ in spans]
    all_pairs = sum(a * b for a, b in combinations(sizes, 2)) <= ALL_PAIRS_UP_TO
    frames = []
    for (a, views_a), (b, views_b) in combinations(spans, 2):
        scores = score_views(views_a, views_b)
        frame = _tabulate_scores(key.iloc[a], key.iloc[b], "task", scores)
        frame["shared_terms"] = name_shared_terms(scores, views.terms)
        nearest = frame[["rank_a", "rank_b"]].min(axis=1) <= TOP_K
        frames.append(frame if all_pairs else frame[nearest | frame["matched"]])
    return _join_frames(frames, "task_pairs")


def compare_sections(tasks: pd.DataFrame, plans: pd.DataFrame | None = None) -> pd.DataFrame:
    """`section_pairs`: one row per pair of key-task sections of two plans, in document order.

    A section is the text of its tasks taken together; measures, ranks and `matched` as in
    `compare_tasks`.
    """
    key = select_key_tasks(tasks)
    by_section = key.assign(text=_read_texts(key, plans)).groupby(
        ["plan_id", "section_id"], sort=False
    )
    sections = by_section["text"].agg("\n".join).reset_index()
    views = read_views(sections["text"].tolist())
    frames = []
    for a, b in combinations(_find_spans(sections), 2):
        scores = score_views(views.take(a), views.take(b))
        frames.append(_tabulate_scores(sections.iloc[a], sections.iloc[b], "section", scores))
    return _join_frames(frames, "section_pairs")


def list_unanswered(pairs: pd.DataFrame) -> pd.DataFrame:
    """Tasks without counterpart: one row per task and other plan in which no pair is matched.

    `pairs` is `task_pairs`. Columns plan_id, task_id, other_plan, nearest_task, similarity; rows
    in the order of the plans and their tasks, those of plan_a before those of plan_b.
    """
    names = ["plan_id", "task_id", "other_plan", "nearest_task", "similarity", "matched"]
    there = pairs[["plan_a", "task_a", "plan_b", "task_b", "similarity", "matched"]]
    back = pairs[["plan_b", "task_b", "plan_a", "task_a", "similarity", "matched"]]
    rows = pd.concat(
        [there.set_axis(names, axis=1), back.set_axis(names, axis=1)], ignore_index=True
    )
    groups = rows.groupby(names[:3], sort=False)
    nearest = rows.loc[groups["similarity"].idxmax()]
    answered = groups["matched"].any().to_numpy(dtype=bool)
    return nearest.loc[~answered, names[:5]].reset_index(drop=True)


def estimate_null(
    tasks: pd.DataFrame, plans: pd.DataFrame | None = None, *, draws: int = 20, seed: int = 0
) -> pd.DataFrame:
    """What unrelated tasks reach: one row per pair of plans, null and measure.

    `null` = `scrambled`: plan_b's clauses are dealt out to its tasks at random, so that words and
    genre stay and the subjects go; `own_sections` (plan_a = plan_b): a plan's sections are split
    into two halves at random and compared as if they were two plans, which say little twice.
    `mean`, `q50`, `q95`, `q99` are of all pairs of all `draws`, `best_q50`, `best_q95` of each
    task's best. Seeded by `seed` and the plans' names, so a further plan changes no other row.
    """
    key = select_key_tasks(tasks)
    views = read_views(_read_texts(key, plans))
    rows: list[dict[str, object]] = []
    for a, b in combinations_with_replacement(_find_spans(key), 2):
        names = [str(key["plan_id"].iloc[span[0]]) for span in (a, b)]
        rng = np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])
        drawn = []
        for _ in range(draws):
            left, right = (a, b) if a is not b else _split_sections(key, a, rng)
            if len(left) and len(right):
                other = views.take(right)
                drawn.append(
                    score_views(views.take(left), other if a is b else other.scramble(rng))
                )
        null = {"plan_a": names[0], "plan_b": names[1]}
        null["null"] = "own_sections" if a is b else "scrambled"
        for measure in ("tfidf", "similarity") if drawn else ():
            scores = [getattr(draw, measure) for draw in drawn]
            rows.append({**null, "measure": measure, "draws": draws, **_summarise(scores)})
    return pd.DataFrame(rows)


def measure_sensitivity(tasks: pd.DataFrame, plans: pd.DataFrame | None = None) -> pd.DataFrame:
    """How much the plain ranking depends on words and n-grams: one row per plan pair and setting.

    `rank_correlation` is Spearman's, over all pairs, with the plain measure; `same_best` the share
    of tasks of both plans whose best counterpart is the same. The last setting is `similarity`.
    """
    key = select_key_tasks(tasks)
    texts = _read_texts(key, plans)
    views = read_views(texts)
    rows = []
    for a, b in combinations(_find_spans(key), 2):
        left, right = [texts[i] for i in a], [texts[i] for i in b]
        plain = cross_compare(left, right)
        variants = {
            name: cross_compare(left, right, **settings)
            for name, settings in SENSITIVITY_SETTINGS.items()
        }
        soft = score_views(views.take(a), views.take(b)).similarity
        for name, scores in {**variants, "soft alignment": soft}.items():
            correlation = pd.Series(scores.ravel()).corr(
                pd.Series(plain.ravel()), method="spearman"
            )
            same = [scores.argmax(axis) == plain.argmax(axis) for axis in (0, 1)]
            row = {"plan_a": key["plan_id"].iloc[a[0]], "plan_b": key["plan_id"].iloc[b[0]]}
            row |= {"setting": name, "rank_correlation": correlation}
            rows.append({**row, "same_best": np.concatenate(same).mean()})
    return pd.DataFrame(rows)


def read_views(texts: Sequence[str], *, domain: bool = False) -> Views:
    """The clauses of all texts with their counts.

    In the view of words and their pairs names are cut up (`domain` keeps them whole): the pairs
    hold them anyway, and 科普教育基地 should find 科普基地.
    """
    clauses = [split_clauses(text) for text in texts]
    flat = [clause for parts in clauses for clause in parts]
    owner = np.repeat(np.arange(len(clauses)), [len(parts) for parts in clauses])
    plain = count_terms(flat)
    words = count_terms(flat, ngrams=(1, 2), domain=domain)
    characters = count_terms(flat, unit="characters", ngrams=(2, 3))
    return Views(owner, plain.matrix, words.matrix, characters.matrix, plain.terms)


def score_views(
    a: Views,
    b: Views,
    *,
    characters: float = CHARACTERS,
    parts: tuple[float, float, float] = (LARGER, SMALLER, WHOLE),
) -> Scores:
    """Score every text of `a` with every text of `b` by the steps in the module's docstring.

    `characters` is the share of the character view, `parts` the weights of step 4 (sum 1).
    """
    weights_a, weights_b, *_ = _weigh(a, b, a.plain, b.plain, sublinear=False)
    clauses = np.zeros((len(a.owner), len(b.owner)))
    tasks = np.zeros((weights_a.shape[0], weights_b.shape[0]))
    full_a, full_b = np.zeros(len(a.owner)), np.zeros(len(b.owner))
    views = ((1 - characters, a.words, b.words), (characters, a.characters, b.characters))
    for share, counts_a, counts_b in views:
        tasks_a, tasks_b, rows_a, rows_b = _weigh(a, b, counts_a, counts_b, sublinear=True)
        tasks += share * (tasks_a @ tasks_b.T).toarray()
        clauses += share * (rows_a @ rows_b.T).toarray()
        full_a += share * (np.diff(rows_a.indptr) > 0)
        full_b += share * (np.diff(rows_b.indptr) > 0)
    there = _cover(clauses, a.owner, b.owner, full_a)
    back = _cover(clauses.T, b.owner, a.owner, full_b).T
    larger, smaller, whole = parts
    similarity = larger * np.maximum(there, back) + smaller * np.minimum(there, back)
    similarity += whole * _correct_whole(tasks)
    tfidf = (weights_a @ weights_b.T).toarray()
    return Scores(np.clip(tfidf, 0, 1), np.clip(similarity, -1, 1), weights_a, weights_b)


def _weigh(
    a: Views, b: Views, counts_a: csr_matrix, counts_b: csr_matrix, *, sublinear: bool
) -> tuple[csr_matrix, csr_matrix, csr_matrix, csr_matrix]:
    """TF-IDF rows, as `build_matrix` weighs them, of texts of a and b and clauses of a and b.

    The document frequencies are those of the texts, for the clauses too.
    """
    texts_a, texts_b = _sum_clauses(a.owner, counts_a), _sum_clauses(b.owner, counts_b)
    size = texts_a.shape[0] + texts_b.shape[0]
    frequency = texts_a.getnnz(axis=0) + texts_b.getnnz(axis=0)
    idf = np.log((1 + size) / (1 + frequency)) + 1
    texts = weigh_rows(texts_a, idf, sublinear), weigh_rows(texts_b, idf, sublinear)
    return *texts, weigh_rows(counts_a, idf, sublinear), weigh_rows(counts_b, idf, sublinear)


def _sum_clauses(owner: Positions, counts: csr_matrix) -> csr_matrix:
    ones = (np.ones(len(owner)), (owner, np.arange(len(owner))))
    return csr_matrix(csr_matrix(ones) @ counts)


def _cover(clauses: Matrix, owner_a: Positions, owner_b: Positions, full: Floats) -> Matrix:
    """How far b's texts answer a's: step 2. `full` is a clause's likeness to itself."""
    starts_a, starts_b = (np.flatnonzero(np.diff(o, prepend=-1)) for o in (owner_a, owner_b))
    best = np.maximum.reduceat(clauses, starts_b, axis=1)
    others = (best.sum(axis=1, keepdims=True) - best) / max(best.shape[1] - 1, 1)
    expected = np.minimum(others, LARGEST_EXPECTED * full[:, None])
    gain = np.add.reduceat(best - expected, starts_a, axis=0)
    room = np.add.reduceat(full[:, None] - expected, starts_a, axis=0)
    return np.divide(gain, room, out=np.zeros_like(gain), where=room > 0)


def _correct_whole(cosines: Matrix) -> Matrix:
    """Step 3; the means leave out the pair itself."""
    rows, columns = cosines.shape
    along = (cosines.sum(axis=1, keepdims=True) - cosines) / max(columns - 1, 1)
    across = (cosines.sum(axis=0, keepdims=True) - cosines) / max(rows - 1, 1)
    expected = np.clip(along + across - cosines.mean(), 0, LARGEST_EXPECTED)
    corrected: Matrix = (cosines - expected) / (1 - expected)
    return corrected


def rank_scores(scores: Matrix) -> np.ndarray[tuple[int, int], np.dtype[np.intp]]:
    """Rank of each column within its row, 1 = highest; equal scores in column order."""
    order = np.argsort(-np.round(scores, TIE_DIGITS), axis=1, kind="stable")
    return np.argsort(order, axis=1) + 1


def name_shared_terms(scores: Scores, terms: Sequence[str]) -> list[str]:
    """For each pair, row by row, the SHARED_TERMS terms with the largest products of weights."""
    a, b = scores.weights_a.tocsc(), scores.weights_b.tocsc()
    per_a, per_b = np.diff(a.indptr), np.diff(b.indptr)
    partners = np.repeat(per_b, per_a)  # for each stored weight of a, how many of b's column
    from_a = np.repeat(np.arange(a.nnz), partners)
    nth = np.arange(len(from_a)) - np.repeat(np.cumsum(partners) - partners, partners)
    term = np.repeat(np.arange(a.shape[1]), per_a)[from_a]
    from_b = b.indptr[term] + nth
    product = np.round(a.data[from_a] * b.data[from_b], TIE_DIGITS)
    pair = a.indices[from_a].astype(np.intp) * b.shape[0] + b.indices[from_b]
    strongest = np.lexsort((term, -product, pair))
    names, pair = np.array(terms, dtype=object)[term[strongest]], pair[strongest]
    borders = np.searchsorted(pair, np.arange(a.shape[0] * b.shape[0] + 1))
    ends = np.minimum(borders[1:], borders[:-1] + SHARED_TERMS)
    return [";".join(names[i:j]) for i, j in zip(borders[:-1], ends, strict=True)]


def _tabulate_scores(a: pd.DataFrame, b: pd.DataFrame, grain: str, scores: Scores) -> pd.DataFrame:
    """All pairs of one plan pair with scores, ranks and `matched`; `grain` is task or section."""
    rank_a, rank_b = rank_scores(scores.similarity), rank_scores(scores.similarity.T).T
    left, right = a.index.repeat(len(b)), np.tile(b.index, len(a))
    columns = {
        "plan_a": a["plan_id"].loc[left].to_numpy(),
        f"{grain}_a": a[f"{grain}_id"].loc[left].to_numpy(),
        "plan_b": b["plan_id"].loc[right].to_numpy(),
        f"{grain}_b": b[f"{grain}_id"].loc[right].to_numpy(),
        "tfidf": scores.tfidf.ravel(),
        "similarity": scores.similarity.ravel(),
        "rank_a": rank_a.ravel(),
        "rank_b": rank_b.ravel(),
        "matched": (scores.similarity.round(TIE_DIGITS) >= MATCH_LEVEL).ravel(),
    }
    return pd.DataFrame(columns)


def _join_frames(frames: Sequence[pd.DataFrame], name: str) -> pd.DataFrame:
    if not frames:
        return build_table(name, [])
    table = check_table(pd.concat(frames, ignore_index=True), name)
    return table.drop(columns=["rank_a", "rank_b"]) if name == "section_pairs" else table


def _read_texts(key: pd.DataFrame, plans: pd.DataFrame | None) -> list[str]:
    places = {plan: list_place_names(plans, plan) for plan in key["plan_id"].unique()}
    texts = key["title"] + "。" + key["body"]
    return [strike_places(t, places[p]) for p, t in zip(key["plan_id"], texts, strict=True)]


def _find_spans(frame: pd.DataFrame) -> list[Positions]:
    """The row positions of each plan."""
    plan = pd.factorize(frame["plan_id"])[0]
    return [np.flatnonzero(plan == number) for number in range(plan.max(initial=-1) + 1)]


def _split_sections(
    key: pd.DataFrame, span: Positions, rng: np.random.Generator
) -> tuple[Positions, Positions]:
    """The tasks of a random half of a plan's sections, and the others."""
    section = pd.factorize(key["section_id"].iloc[span])[0]
    size = section.max() + 1
    chosen = np.isin(section, rng.permutation(size)[: (size + 1) // 2])
    return span[chosen], span[~chosen]


def _summarise(draws: Sequence[Matrix]) -> dict[str, float]:
    values = np.concatenate([draw.ravel() for draw in draws])
    best = np.concatenate([side for draw in draws for side in (draw.max(axis=1), draw.max(axis=0))])
    levels = {"q50": (values, 0.5), "q95": (values, 0.95), "q99": (values, 0.99)}
    levels |= {"best_q50": (best, 0.5), "best_q95": (best, 0.95)}
    quantiles = {name: float(np.quantile(part, level)) for name, (part, level) in levels.items()}
    return {"mean": float(values.mean()), **quantiles}
