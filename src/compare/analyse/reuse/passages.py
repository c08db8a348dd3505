"""Passages that two plans share: word for word, but for places, or nearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from compare.analyse.reuse.align import Settings, align_texts
from compare.analyse.reuse.borders import (
    Pair,
    Token,
    Tokenize,
    align_tokens,
    settle_borders,
    span_passage,
)
from compare.analyse.reuse.candidates import list_candidates
from compare.analyse.reuse.places import build_tokenizer, list_place_words, tell_kind
from compare.analyse.reuse.texts import PlanText, prepare_text
from compare.schema import build_table

SETTINGS = Settings()
Side = dict[str, object]


def find_shared_passages(
    sources: Mapping[str, str],
    tasks: pd.DataFrame,
    assignments: pd.DataFrame | None = None,
    plans: pd.DataFrame | None = None,
    settings: Settings = SETTINGS,
) -> pd.DataFrame:
    """Rows of shared_passages.csv for every candidate pair of plans, in the order of `sources`.

    `sources`: source text per plan_id, in catalogue order; `tasks`, `assignments` and `plans` as in
    the schema, of any number of plans (`plans` gives the place words). A pair's passages depend on
    its two texts alone: `…为海安市全民科学素质…` and `…为太仓市全民科学素质…` give one place_swap.
    """
    texts, spans = {}, {}
    for plan, source in sources.items():
        own = tasks[tasks["plan_id"] == plan]
        names = None if assignments is None else assignments[assignments["plan_id"] == plan]
        texts[plan] = prepare_text(source, own, names)
        spans[plan] = list(zip(own["start"], own["end"], own["task_id"], strict=True))
    rows = []
    for one, two in list_candidates({plan: text.text for plan, text in texts.items()}):
        a, b = texts[one], texts[two]
        tokenize = build_tokenizer(list_place_words(plans, (one, two)))
        for pairs in match_pair(a, b, tokenize, settings):
            start_a, end_a, start_b, end_b = span_passage(pairs)
            side_a = _describe_side("a", one, a, (start_a, end_a), spans[one])
            side_b = _describe_side("b", two, b, (start_b, end_b), spans[two])
            kind = tell_kind(a.text[start_a:end_a], b.text[start_b:end_b], tokenize)
            rows.append(
                {**side_a, **side_b, "kind": kind, "similarity": measure_similarity(pairs, a, b)}
            )
    return build_table("shared_passages", rows)


def match_pair(
    a: PlanText, b: PlanText, tokenize: Tokenize, settings: Settings = SETTINGS
) -> list[list[Pair]]:
    """Passages of two prepared texts as lists of answering characters, in order of text a.

    The texts are aligned in an order of their own, so that swapping them swaps the sides and
    changes nothing else.
    """
    if b.text < a.text:
        swapped = match_pair(b, a, tokenize, settings)
        return sorted([(y, x) for x, y in pairs] for pairs in swapped)
    passages = settle_borders(align_texts(a, b, settings), a, b, tokenize)
    return [p for p in passages if _measure_shorter(p) >= settings.shortest]


def _measure_shorter(pairs: Sequence[Pair]) -> int:
    start_a, end_a, start_b, end_b = span_passage(pairs)
    return min(end_a - start_a, end_b - start_b)


def _describe_side(
    side: str, plan: str, text: PlanText, span: tuple[int, int], tasks: list[tuple[int, int, str]]
) -> Side:
    start, end = text.locate(*span)
    return {
        f"plan_{side}": plan,
        f"start_{side}": start,
        f"end_{side}": end,
        f"text_{side}": text.text[slice(*span)],
        f"task_{side}": find_task(start, end, tasks),
    }


def find_task(start: int, end: int, tasks: Sequence[tuple[int, int, str]]) -> str:
    """The task that holds most of `start:end`, the earlier one on a tie, empty where none does."""
    held = [(min(end, last) - max(start, first), -first, task) for first, last, task in tasks]
    overlap, _, task = max(held, default=(0, 0, ""))
    return task if overlap > 0 else ""


def measure_similarity(pairs: Sequence[Pair], a: PlanText, b: PlanText) -> float:
    """Share of the characters of both sides that stand in both, in order: 2·common / (a + b).

    `农村学校` and `农村中小学` → 2·3 / (4 + 5). Place words that differ do not count as common.
    """
    common = sum(a.text[x] == b.text[y] for x, y in pairs)
    for (x, y), (x_next, y_next) in pairwise(pairs):
        if x_next - x > 1 and y_next - y > 1:
            between_a = _list_characters(a.text[x + 1 : x_next])
            between_b = _list_characters(b.text[y + 1 : y_next])
            common += sum(1 for _ in align_tokens(between_a, between_b))
    start_a, end_a, start_b, end_b = span_passage(pairs)
    return 2 * common / (end_a - start_a + end_b - start_b)


def _list_characters(text: str) -> list[Token]:
    return [(char, at) for at, char in enumerate(text)]
