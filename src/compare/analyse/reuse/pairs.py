"""The passages of one plan and each of its partners: aligned, delimited, told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import eq

from compare.analyse.reuse.align import Chain, Scoring, align_texts
from compare.analyse.reuse.borders import (
    Pair,
    Tokenize,
    count_common,
    settle_borders,
    span_passage,
)
from compare.analyse.reuse.clauses import pair_clauses
from compare.analyse.reuse.places import build_tokenizer, tell_difference
from compare.analyse.reuse.regions import TextModel, align_regions, model_text
from compare.analyse.reuse.texts import PlanText

Found = tuple[tuple[int, int, int, int], str, float]
"""A passage: its clean span in a and in b, its kind, its similarity."""
Align = Callable[[PlanText, PlanText], list[Chain]]


@dataclass(frozen=True)
class PassageJob:
    """A text, those to compare it with, and the place words of each pair."""

    text: PlanText
    others: list[PlanText]
    words: list[dict[str, str]]
    settings: Scoring
    is_near: bool


def hash_job(job: PassageJob) -> str:
    """A hash of what the passages of a job's text depend on, whoever its partners are."""
    found = hashlib.sha256(repr((job.settings, job.is_near)).encode())
    found.update(_list_bytes(job.text))
    return found.hexdigest()[:32]


def hash_partners(job: PassageJob) -> list[str]:
    """For each partner a hash of what its passages with the job's text depend on besides."""
    names = []
    for other, words in zip(job.others, job.words, strict=True):
        found = hashlib.sha256(repr(sorted(words.items())).encode())
        found.update(_list_bytes(other))
        names.append(found.hexdigest()[:32])
    return names


def take_partners(job: PassageJob, numbers: Sequence[int]) -> PassageJob:
    """The job with some of its partners alone."""
    others, words = [job.others[n] for n in numbers], [job.words[n] for n in numbers]
    return replace(job, others=others, words=words)


def _list_bytes(text: PlanText) -> bytes:
    """All of a text but where it stands in its file."""
    content = text.text.encode("utf-8", "surrogatepass")
    places = text.blocks.tobytes() + text.paragraphs.tobytes()
    return b"%d " % len(content) + content + places


def match_partners(job: PassageJob) -> list[list[Found]]:
    """The passages of the job's text with each of the others, in order of its text."""
    found = []
    models = {id(job.text): model_text(job.text, job.settings)} if job.is_near else {}
    for other, words in zip(job.others, job.words, strict=True):
        tokenize = build_tokenizer(words)
        align = _choose_align(job, other, models)
        passages = match_pair(job.text, other, tokenize, job.settings, align)
        found.append([_describe(p, job.text, other, tokenize) for p in passages])
    return found


def _choose_align(job: PassageJob, other: PlanText, models: dict[int, TextModel]) -> Align:
    if not job.is_near:
        return lambda a, b: align_texts(a, b, job.settings)
    own = {**models, id(other): model_text(other, job.settings)}
    return lambda a, b: align_regions(own[id(a)], own[id(b)], job.settings)


def _describe(pairs: list[Pair], a: PlanText, b: PlanText, tokenize: Tokenize) -> Found:
    span = start_a, end_a, start_b, end_b = span_passage(pairs)
    kind = tell_difference(a.text[start_a:end_a], b.text[start_b:end_b], tokenize)
    return span, kind, measure_similarity(pairs, a, b)


def match_pair(
    a: PlanText, b: PlanText, tokenize: Tokenize, settings: Scoring, align: Align
) -> list[list[Pair]]:
    """Passages of two prepared texts as lists of answering characters, in order of text a.

    The texts are aligned in an order of their own, so that swapping them swaps the sides and
    changes nothing else.
    """
    if b.text < a.text:
        swapped = match_pair(b, a, tokenize, settings, align)
        return sorted([(y, x) for x, y in pairs] for pairs in swapped)
    passages = settle_borders(align(a, b), a, b, tokenize)
    passages = [p for p in passages if _measure_shorter(p) >= settings.shortest]
    return sorted([*passages, *pair_clauses(a, b, passages, tokenize)])


def _measure_shorter(pairs: Sequence[Pair]) -> int:
    start_a, end_a, start_b, end_b = span_passage(pairs)
    return min(end_a - start_a, end_b - start_b)


def measure_similarity(pairs: Sequence[Pair], a: PlanText, b: PlanText) -> float:
    """Share of the characters of both sides that stand in both, in order: 2·common / (a + b).

    `农村学校` and `农村中小学` → 2·3 / (4 + 5). Place words that differ do not count as common.
    """
    text_a, text_b = a.text, b.text
    in_a, in_b = zip(*pairs, strict=True)
    common: int = sum(map(eq, map(text_a.__getitem__, in_a), map(text_b.__getitem__, in_b)))
    for x, y, x_next, y_next in zip(in_a, in_b, in_a[1:], in_b[1:], strict=False):
        if x_next - x > 1 and y_next - y > 1:
            common += count_common(text_a[x + 1 : x_next], text_b[y + 1 : y_next])
    start_a, end_a, start_b, end_b = span_passage(pairs)
    return 2 * common / (end_a - start_a + end_b - start_b)
