"""Where each sentence of a plan comes from: inheritance.csv."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pandas as pd

from compare.analyse.terms import Located, PlacedSentence, take_sentences
from compare.language.sentences import split_clauses
from compare.lookups import cache_by_lookups, read_lookup
from compare.schema import build_table

Row = dict[str, Any]
Span = tuple[int, int]
Link = tuple[Span, Span]
"""A passage: its place in the plan and in the other."""


# A sentence comes from another plan where passages hold this share of its letters, or of those of
# one clause that is long enough. Chosen on one half of the readings.
PART = 1 / 3
CLAUSE = 0.5
SHORTEST = 8  # letters of such a clause


def trace_origins(
    sources: Mapping[str, str],
    outline: pd.DataFrame,
    tasks: pd.DataFrame,
    passages: pd.DataFrame,
    plans: pd.DataFrame,
) -> pd.DataFrame:
    """Rows of inheritance.csv: each sentence of every plan whose upper plan is among `plans`.

    `taken_over`: word for word; `adapted`: a place, a number or part of the wording is another;
    `shared`: with another plan that is neither above nor below; `own`: none of these. Only wording
    counts: a sentence that says the same in other words is the plan's own. `passages` as in
    shared_passages.csv.

    `推动我市茶产业应用推广。` under `推动我省茶产业应用推广。` → adapted.
    """
    above = dict(zip(plans["plan_id"], plans["upper_plan"].fillna(""), strict=True))
    chosen = [plan for plan in above if above[plan] in above]
    nodes = dict(tuple(outline.groupby("plan_id", sort=False))) if chosen else {}
    located = {
        plan: Located(take_sentences(sources[plan], nodes[plan]) if plan in nodes else [])
        for plan in (above if chosen else ())
    }
    rows: list[Row] = []
    for plan in chosen:
        links = _list_links(plan, passages)
        upper = {above[plan]: links.get(above[plan], [])}
        related = {*_list_above(plan, above), plan}
        peers = {
            other: own
            for other, own in links.items()
            if other not in related and plan not in _list_above(other, above)
        }
        own_tasks = tasks[tasks["plan_id"] == plan]
        for sentence in located[plan].sentences:
            row = _judge(sentence, upper, peers, located)
            rows.append({**row, "plan_id": plan, **_place(sentence, own_tasks)})
    return build_table("inheritance", rows)


def _list_above(plan: str, above: Mapping[str, str]) -> list[str]:
    """The plans above a plan, the nearest first."""
    found: list[str] = []
    while (plan := above.get(plan, "")) and plan not in found:
        found.append(plan)
    return found


def _list_links(plan: str, passages: pd.DataFrame) -> dict[str, list[Link]]:
    """Other plan → its passages with this plan, whichever side it stands on, by place."""
    links: dict[str, list[Link]] = {}
    for own, other in (("a", "b"), ("b", "a")):
        columns = [f"{name}_{side}" for side in (own, other) for name in ("start", "end")]
        rows = passages[passages[f"plan_{own}"] == plan]
        names = rows[f"plan_{other}"].tolist()
        for name, (start, end, first, last) in zip(
            names, rows[columns].itertuples(index=False), strict=True
        ):
            links.setdefault(name, []).append(((int(start), int(end)), (int(first), int(last))))
    return {name: sorted(found) for name, found in links.items()}


def _judge(
    sentence: PlacedSentence,
    upper: Mapping[str, Sequence[Link]],
    peers: Mapping[str, Sequence[Link]],
    located: Mapping[str, Located],
) -> Row:
    """Origin, other place and likeness of one sentence."""
    ((name, links),) = upper.items()
    if found := _match(sentence, links, located[name]):
        origin, answer, similarity = found
        start, end = answer[0].span[0], answer[-1].span[1]
        other: Row = {"upper_start": start, "upper_end": end, "upper_text": _join(answer)}
        return {"origin": origin, "upper_plan": name, "similarity": similarity, **other}
    row: Row = {"origin": "own", "upper_plan": name}
    for peer, links in peers.items():
        if found := _match(sentence, links, located[peer]):
            _, answer, similarity = found
            if similarity > row.get("similarity", 0):
                start, end = answer[0].span[0], answer[-1].span[1]
                place = {"peer": peer, "peer_start": start, "peer_end": end}
                row |= {"origin": "shared", "similarity": similarity, **place}
    return row


def _match(
    sentence: PlacedSentence, links: Sequence[Link], other: Located
) -> tuple[str, list[PlacedSentence], float] | None:
    """Origin, the sentences of the other plan that answer, likeness; None where too little does."""
    start, end = sentence.span
    met = [link for link in links if link[0][0] < end and start < link[0][1]]
    if not met or not _is_held(sentence, [own for own, _ in met]):
        return None
    answer = _choose_answer(sentence, [span for _, span in met], other)
    if not answer:
        return None
    similarity, is_whole = _compare(sentence.words, "".join(one.words for one in answer))
    return "taken_over" if is_whole else "adapted", answer, similarity


def _is_held(sentence: PlacedSentence, spans: Iterable[Span]) -> bool:
    """Whether passages hold enough of the sentence, or of one of its clauses."""
    offsets = np.array([at for _, at in sentence.letters])
    held = np.zeros(len(offsets), dtype=bool)
    for start, end in spans:
        held |= (offsets >= start) & (offsets < end)
    if held.mean() >= PART:
        return True
    for first, last in split_clauses(sentence.traced.text):
        own = set(sentence.traced.offsets[first:last])
        inside = [bool(is_held) for at, is_held in zip(offsets, held, strict=True) if at in own]
        if len(inside) >= SHORTEST and np.mean(inside) >= CLAUSE:
            return True
    return False


def _choose_answer(
    sentence: PlacedSentence, spans: Iterable[Span], other: Located
) -> list[PlacedSentence]:
    """Of the sentences that passages lead to the one most like it, and those that go on from it.

    Of a sentence before or after, most has to stand in the plan's own; one that no passage leads
    to ends the row, so that the answer is one stretch of the other text.
    """
    met = {number for span in spans for number in other.find_numbers(*span)}
    if not met:
        return []
    best = max(sorted(met), key=lambda n: _share_common(sentence, other.sentences[n]))
    low = high = best
    while low - 1 in met and _is_mostly_in(other.sentences[low - 1], sentence):
        low -= 1
    while high + 1 in met and _is_mostly_in(other.sentences[high + 1], sentence):
        high += 1
    return other.sentences[low : high + 1]


def _is_mostly_in(one: PlacedSentence, sentence: PlacedSentence) -> bool:
    return _count_common(one.words, sentence.words) * 2 >= len(one.words)


def _share_common(sentence: PlacedSentence, other: PlacedSentence) -> float:
    return _count_common(sentence.words, other.words) / len(sentence.words)


def _count_common(one: str, two: str) -> int:
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)


def _compare(own: str, other: str) -> tuple[float, bool]:
    """How alike the wording is, 2·common ÷ both, and whether it differs in particles at most.

    Of the other what stands between the first and the last character in common counts.
    """
    blocks = SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return 0.0, False
    common = sum(block.size for block in blocks)
    stretch = other[blocks[0].b : blocks[-1].b + blocks[-1].size]
    differing = [
        *_leave_gaps(own, [(block.a, block.size) for block in blocks]),
        *_leave_gaps(stretch, [(block.b - blocks[0].b, block.size) for block in blocks]),
    ]
    return 2 * common / (len(own) + len(stretch)), not set(differing) - _read_particles()


def _leave_gaps(text: str, held: Iterable[Span]) -> Iterator[str]:
    """The characters of a text that no stretch (start, length) holds."""
    places = {at for start, length in held for at in range(start, start + length)}
    return (char for at, char in enumerate(text) if at not in places)


@cache_by_lookups()
def _read_particles() -> set[str]:
    return {row["word"] for row in read_lookup("stop_words") if len(row["word"]) == 1}


def _join(sentences: Iterable[PlacedSentence]) -> str:
    return "".join(one.traced.text for one in sentences)


def _place(sentence: PlacedSentence, tasks: pd.DataFrame) -> Row:
    """Place and text of a sentence, and the task that holds its first character."""
    start, end = sentence.span
    starts = tasks["start"].tolist()
    at = bisect_right(starts, start) - 1
    task = tasks.iloc[at] if at >= 0 else None
    inside = task is not None and start < task["end"]
    name = task["task_id"] if task is not None and inside else ""
    return {"start": start, "end": end, "text": sentence.traced.text, "task_id": name}
