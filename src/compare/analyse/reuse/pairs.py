"""The passages of one plan and each of its partners: aligned, delimited, told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from compare.analyse.reuse.align import Chain, Run, Scoring, align_texts
from compare.analyse.reuse.borders import count_common, settle_borders, span_passage
from compare.analyse.reuse.clauses import pair_clauses
from compare.analyse.reuse.models import TextModel, choose_words, find_common, model_text
from compare.analyse.reuse.packing import PackedText
from compare.analyse.reuse.places import PlaceWords, tell_difference
from compare.analyse.reuse.plantext import PlanText

Passage = tuple[int, int, int, int, str, float]
"""Its clean start and end in a and in b, its kind, its similarity."""
Found = list[list[Any]]
"""The passages of two texts in columns, those of `Passage`."""
_COLUMNS = 6
_MODELS = 64  # half a megabyte each; the partners of a plan often stand near it in the catalogue


@dataclass(frozen=True)
class PassageJob:
    """A text, those to compare it with, and the place words of each pair."""

    text: PackedText
    others: list[PackedText]
    words: list[dict[str, str]]
    settings: Scoring
    is_near: bool


def hash_job(job: PassageJob) -> str:
    """A hash of what the passages of a job's text depend on, whoever its partners are."""
    found = hashlib.sha256(repr((job.settings, job.is_near)).encode())
    found.update(job.text.digest)
    return found.hexdigest()[:32]


def hash_partners(job: PassageJob) -> list[str]:
    """For each partner a hash of what its passages with the job's text depend on besides."""
    names = []
    for other, words in zip(job.others, job.words, strict=True):
        found = hashlib.sha256(repr(sorted(words.items())).encode())
        found.update(other.digest)
        names.append(found.hexdigest()[:32])
    return names


def take_partners(job: PassageJob, numbers: Sequence[int]) -> PassageJob:
    """The job with some of its partners alone."""
    others, words = [job.others[n] for n in numbers], [job.words[n] for n in numbers]
    return replace(job, others=others, words=words)


def match_partners(job: PassageJob) -> list[Found]:
    """The passages of the job's text with each of the others, in order of its text."""
    own = model_packed(job.text)
    return [
        match_partner(own, model_packed(other), words, job.settings, job.is_near)
        for other, words in zip(job.others, job.words, strict=True)
    ]


@lru_cache(maxsize=_MODELS)
def model_packed(text: PackedText) -> TextModel:
    """The model of a text; this process keeps those of the last texts it met."""
    return model_text(text.unpack())


def match_partner(
    a: TextModel, b: TextModel, words: dict[str, str], settings: Scoring, is_near: bool
) -> Found:
    """The passages of two texts, in order of text a."""
    places = PlaceWords({word: words[word] for word in choose_words(words, a, b)})
    passages = match_pair(a, b, places, settings, is_near)
    rows = [_describe(runs, a.text, b.text, places) for runs in passages]
    return list(map(list, zip(*rows, strict=True))) or [[] for _ in range(_COLUMNS)]


def _describe(runs: list[Run], a: PlanText, b: PlanText, places: PlaceWords) -> Passage:
    span = start_a, end_a, start_b, end_b = span_passage(runs)
    kind = tell_difference(a.text[start_a:end_a], b.text[start_b:end_b], places)
    return *span, kind, measure_similarity(runs, a, b)


def match_pair(
    a: TextModel, b: TextModel, places: PlaceWords, settings: Scoring, is_near: bool
) -> list[Chain]:
    """Passages of two prepared texts as runs of answering characters, in order of text a.

    The texts are aligned in an order of their own, so that swapping them swaps the sides and
    changes nothing else.
    """
    if b.text.text < a.text.text:
        swapped = match_pair(b, a, places, settings, is_near)
        return sorted([(y, x, n) for x, y, n in runs] for runs in swapped)
    common = find_common(a, b)
    chains = align_texts(a, b, common, settings, is_near)
    passages = settle_borders(chains, a.text, b.text, places)
    passages = [runs for runs in passages if _measure_shorter(runs) >= settings.shortest]
    return sorted([*passages, *pair_clauses(a, b, common, passages, places)])


def _measure_shorter(runs: Sequence[Run]) -> int:
    start_a, end_a, start_b, end_b = span_passage(runs)
    return min(end_a - start_a, end_b - start_b)


def measure_similarity(runs: Sequence[Run], a: PlanText, b: PlanText) -> float:
    """Share of the characters of both sides that stand in both, in order: 2·common / (a + b).

    `农村学校` and `农村中小学` → 2·3 / (4 + 5). Place words that differ do not count as common.
    """
    start_a, end_a, start_b, end_b = span_passage(runs)
    text_a, text_b = a.text, b.text
    common, until_a, until_b = 0, start_a, start_b
    for x, y, n in runs:
        if until_a < x and until_b < y:
            common += count_common(text_a[until_a:x], text_b[until_b:y])
        until_a, until_b = x + n, y + n
        if n > 1 or text_a[x] == text_b[y]:  # place words that answer are runs of one
            common += n
    return 2 * common / (end_a - start_a + end_b - start_b)
