"""The passages of one plan and each of its partners: aligned, delimited, told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import eq

from compare.analyse.reuse.align import Chain, Run, Scoring, align_texts
from compare.analyse.reuse.borders import count_common, settle_borders, span_passage
from compare.analyse.reuse.clauses import pair_clauses
from compare.analyse.reuse.models import TextModel, model_text
from compare.analyse.reuse.places import PlaceWords, tell_difference
from compare.analyse.reuse.texts import PlanText

Found = tuple[tuple[int, int, int, int], str, float]
"""A passage: its clean span in a and in b, its kind, its similarity."""


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
    own = model_text(job.text)
    for other, words in zip(job.others, job.words, strict=True):
        places = PlaceWords(words)
        passages = match_pair(own, model_text(other), places, job.settings, job.is_near)
        found.append([_describe(runs, job.text, other, places) for runs in passages])
    return found


def _describe(runs: list[Run], a: PlanText, b: PlanText, places: PlaceWords) -> Found:
    span = start_a, end_a, start_b, end_b = span_passage(runs)
    kind = tell_difference(a.text[start_a:end_a], b.text[start_b:end_b], places)
    return span, kind, measure_similarity(runs, a, b)


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
    passages = settle_borders(align_texts(a, b, settings, is_near), a.text, b.text, places)
    passages = [runs for runs in passages if _measure_shorter(runs) >= settings.shortest]
    return sorted([*passages, *pair_clauses(a.text, b.text, passages, places)])


def _measure_shorter(runs: Sequence[Run]) -> int:
    start_a, end_a, start_b, end_b = span_passage(runs)
    return min(end_a - start_a, end_b - start_b)


def measure_similarity(runs: Sequence[Run], a: PlanText, b: PlanText) -> float:
    """Share of the characters of both sides that stand in both, in order: 2·common / (a + b).

    `农村学校` and `农村中小学` → 2·3 / (4 + 5). Place words that differ do not count as common.
    """
    start_a, end_a, start_b, end_b = span_passage(runs)
    common, until_a, until_b = 0, start_a, start_b
    for x, y, n in runs:
        if until_a < x and until_b < y:
            common += count_common(a.text[until_a:x], b.text[until_b:y])
        until_a, until_b = x + n, y + n
        one, two = a.text[x:until_a], b.text[y:until_b]
        common += n if one == two else sum(map(eq, one, two))
    return 2 * common / (end_a - start_a + end_b - start_b)
