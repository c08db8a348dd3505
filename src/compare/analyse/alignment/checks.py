"""What the measure is worth: what unrelated tasks reach, and what hangs on words and n-grams."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, combinations_with_replacement
from typing import Any

import numpy as np
import pandas as pd

from compare.analyse.alignment.clauses import Positions, read_views, score_views
from compare.analyse.alignment.full import find_spans, list_texts
from compare.analyse.terms import DEFAULT, Matrix, Tokenizer, cross_compare, take_key_tasks

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


def estimate_null(
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    *,
    draws: int = 20,
    seed: int = 0,
    tokenizer: Tokenizer = DEFAULT,
) -> pd.DataFrame:
    """What unrelated tasks reach: one row per pair of plans, null and measure.

    `null` = `scrambled`: plan_b's clauses are dealt out to its tasks at random, so that words and
    genre stay and the subjects go; `own_sections` (plan_a = plan_b): a plan's sections are split
    into two halves at random and compared as if they were two plans, which say little twice.
    `mean`, `q50`, `q95`, `q99` are of all pairs of all `draws`, `best_q50`, `best_q95` of each
    task's best. Seeded by `seed` and the plans' names, so a further plan changes no other row.
    """
    key = take_key_tasks(tasks)
    views = read_views(list_texts(key, plans), tokenizer)
    rows: list[dict[str, object]] = []
    for a, b in combinations_with_replacement(find_spans(key), 2):
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


def measure_sensitivity(
    tasks: pd.DataFrame, plans: pd.DataFrame | None = None, *, tokenizer: Tokenizer = DEFAULT
) -> pd.DataFrame:
    """How much the plain ranking depends on words and n-grams: one row per plan pair and setting.

    `rank_correlation` is Spearman's, over all pairs, with the plain measure; `same_best` the share
    of tasks of both plans whose best counterpart is the same. The last setting is `similarity`.
    """
    key = take_key_tasks(tasks)
    texts = list_texts(key, plans)
    views = read_views(texts, tokenizer)
    rows = []
    for a, b in combinations(find_spans(key), 2):
        left, right = [texts[i] for i in a], [texts[i] for i in b]
        plain = cross_compare(left, right, tokenizer=tokenizer)
        variants = {
            name: cross_compare(left, right, **_set_up(settings, tokenizer))
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


def _set_up(settings: Mapping[str, object], tokenizer: Tokenizer) -> dict[str, Any]:
    """The settings of a variant; those of words are the tokeniser's."""
    words: dict[str, Any] = {
        name: settings[name] for name in ("domain", "stop") if name in settings
    }
    rest = {name: value for name, value in settings.items() if name not in words}
    return {**rest, "tokenizer": replace(tokenizer, **words)}


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
