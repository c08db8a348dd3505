"""How far found passages agree with passages marked by reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from compare.extract.clean import trace

_HALF = 0.5


@dataclass(frozen=True)
class Agreement:
    """Shares 0–1. `recall`, `precision`: of the marked (found) clean characters of both sides those
    also found (marked). `passage_…`: the same for passages, one that lies to at least half, on
    both sides, in a passage of the other set being agreed. `marked`, `found`: how many passages.
    """

    recall: float
    precision: float
    passage_recall: float
    passage_precision: float
    marked: int
    found: int


def score_passages(
    found: pd.DataFrame, marked: pd.DataFrame, sources: Mapping[str, str]
) -> Agreement:
    """Agreement of two tables with the places of shared_passages.csv (`plan_a`, `start_a` … `end_b`).

    A table without rows agrees fully with what it holds: precision (recall) 1.
    """
    found_sides, marked_sides = (
        list(_list_sides(found, sources)),
        list(_list_sides(marked, sources)),
    )
    found_all = {c for sides in found_sides for side in sides for c in side}
    marked_all = {c for sides in marked_sides for side in sides for c in side}
    common = len(found_all & marked_all)
    return Agreement(
        common / len(marked_all) if marked_all else 1.0,
        common / len(found_all) if found_all else 1.0,
        _share_agreed(marked_sides, found_sides),
        _share_agreed(found_sides, marked_sides),
        len(marked),
        len(found),
    )


_Character = tuple[str, str, int]
_Sides = tuple[set[_Character], set[_Character]]


def _list_sides(passages: pd.DataFrame, sources: Mapping[str, str]) -> Iterator[_Sides]:
    """Clean characters of both sides of each passage as (plan, other plan, source offset)."""
    columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b"]
    for a, start_a, end_a, b, start_b, end_b in passages[columns].itertuples(index=False):
        yield (
            {(a, b, i) for i in trace(sources[a], int(start_a), int(end_a)).offsets},
            {(b, a, i) for i in trace(sources[b], int(start_b), int(end_b)).offsets},
        )


def _share_agreed(passages: list[_Sides], others: list[_Sides]) -> float:
    """Share of `passages` that lie to at least half, on both sides, in one of `others`."""
    agreed = sum(any(_lies_in(passage, other) for other in others) for passage in passages)
    return agreed / len(passages) if passages else 1.0


def _lies_in(passage: _Sides, other: _Sides) -> bool:
    return all(
        len(own & theirs) >= _HALF * len(own) for own, theirs in zip(passage, other, strict=True)
    )
