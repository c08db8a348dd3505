"""Stretches of text that stand word for word in two or more of many plans, each with its places."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from compare.analyse.reuse.align import SETTINGS
from compare.analyse.reuse.grams import GramIndex, index_grams
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.taskspans import TaskFinder
from compare.parallel import Run, open_threads, run_here
from compare.schema import build_table, check_table, code_texts

AT_LEAST = (2, 10, 100, 1000)

_Places = npt.NDArray[np.int64]
_CHUNK = 1 << 18


def find_shared_stretches(
    texts: Mapping[str, PlanText],
    tasks: pd.DataFrame,
    shortest: int = SETTINGS.shortest,
    at_least: Sequence[int] = AT_LEAST,
    threads: int = 1,
    coded: bool = False,
) -> pd.DataFrame:
    """One row per stretch and place, by plan and place, the longest first: `shared_stretches`.

    A stretch is a run of clean characters, within one block, in which any `shortest` (15) in a row
    stand in at least m plans, and which cannot be made longer at its place; m is 2, 10, 100, 1000
    in turn. So each plan has the stretches it shares with any other, and within them the shorter
    ones that ten, a hundred plans have: `聚焦群众实际需求科学制定活动方案，发动志愿者走进社区。` of two, in it
    `聚焦群众实际需求科学制定活动方案，` of three hundred. What is the same for several m is one row.

    `stretch_id` is one for equal characters. `plans` counts the plans that hold the whole stretch
    in a block, also inside a longer one, where it has no row of its own; it may be less than m,
    and 1 where the parts stand in other plans and the whole in none. `start`, `end` are offsets in
    the source, `text` is clean, `task_id` has the largest overlap, else is empty.

    Every 15 characters in a row that another plan has are in a row of m = 2; nothing else is.
    Not found: wording that differs every 15 characters, and what a plan repeats of itself alone.
    `threads` changes the time only. `coded`: as of `check_table`.
    """
    with open_threads(threads) as run:
        table = _find_stretches(texts, tasks, shortest, at_least, run)
    return table if coded else check_table(table, "shared_stretches")


def _find_stretches(
    texts: Mapping[str, PlanText],
    tasks: pd.DataFrame,
    shortest: int,
    at_least: Sequence[int],
    run: Run,
) -> pd.DataFrame:
    index = index_grams(texts.values(), shortest, run)
    starts, ends = list_runs(index, at_least)
    owners = index.find_owner(starts)
    stretch, wordings, begins, closes = _read_runs(texts.values(), owners, index, starts, ends)
    first = np.flatnonzero(np.diff(np.maximum.accumulate(stretch), prepend=-1))
    plans = count_plans(index, starts[first], ends[first] - starts[first], run)
    del index, starts, ends  # before the columns of the table are made
    names = TaskFinder(list(texts), tasks).find(owners, begins, closes)
    columns: dict[str, pd.Series[Any]] = {
        "stretch_id": code_texts(stretch, [f"s{n + 1}" for n in range(len(wordings))]),
        "plan_id": code_texts(owners, list(texts)),
        "start": pd.Series(begins, copy=False),
        "end": pd.Series(closes, copy=False),
        "task_id": pd.Series(names, dtype=object),
        "text": code_texts(stretch, wordings),
        "plans": pd.Series(plans[stretch], copy=False),
    }
    return build_table("shared_stretches", columns, coded=True)


def _read_runs(
    texts: Collection[PlanText], owners: _Places, index: GramIndex, starts: _Places, ends: _Places
) -> tuple[_Places, list[str], _Places, _Places]:
    """For every run the number of its wording, all wordings, and where it is in the source."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    which = array("q")
    begins, closes = np.zeros_like(starts), np.zeros_like(ends)
    borders = np.searchsorted(owners, np.arange(len(texts) + 1))
    for number, text in enumerate(texts):
        own = slice(*borders[number : number + 2])
        first, last = starts[own] - index.starts[number], ends[own] - index.starts[number]
        own_words = map(text.text.__getitem__, map(slice, first.tolist(), last.tolist()))
        which.extend(map(numbers.__getitem__, own_words))
        begins[own], closes[own] = text.offsets[first], text.offsets[last - 1] + 1
    return np.asarray(which), list(numbers), begins, closes


def list_runs(index: GramIndex, at_least: Sequence[int]) -> tuple[_Places, _Places]:
    """Starts and ends of every stretch at its place, by start, the longest first."""
    total = len(index.which)
    found = [np.empty((2, 0), np.int64)]
    widest = int(index.plans.max())
    for fewest in at_least:
        if fewest <= widest:
            edges = _find_edges(index, fewest)
            found.append(np.stack([edges[::2], edges[1::2] + index.length - 1]))
    starts, ends = np.concatenate(found, axis=1)
    packed = np.sort(starts * (total + 1) + (total - ends))
    packed = packed[np.diff(packed, prepend=-1) > 0]
    return packed // (total + 1), total - packed % (total + 1)


def _find_edges(index: GramIndex, fewest: int) -> _Places:
    """Where rows of places begin and end whose n-grams stand in so many plans, in turn."""
    enough = index.plans >= fewest
    edges = []
    before = False
    for low in range(0, len(index.which), _CHUNK):
        held = enough[index.which[low : low + _CHUNK]]
        edges.append(np.flatnonzero(np.diff(held, prepend=before)) + low)
        before = bool(held[-1])
    return np.concatenate([*edges, [len(index.which)] if before else []]).astype(np.int64)


def count_plans(
    index: GramIndex, starts: _Places, lengths: _Places, run: Run = run_here
) -> npt.NDArray[np.int64]:
    """In how many plans each stretch stands as a whole, given one of its places.

    Looked for at the places of its rarest n-gram, where every other n-gram has to agree.
    """
    counts = np.zeros(len(starts), dtype=np.int64)
    rarest = _find_rarest(index, starts, lengths - index.length + 1)
    grams = index.which[starts + rarest]
    sizes = np.diff(index.bounds)[grams]

    def count_part(span: tuple[int, int]) -> None:
        low, high = span
        size = sizes[low:high]
        step = _count_up(size)
        asked = np.repeat(np.arange(low, high), size)
        member = index.members[np.repeat(index.bounds[grams[low:high]], size) + step]
        asked, place = _keep_alike(index, asked, member - rarest[asked], starts, lengths)
        owners = index.find_owner(place)
        new = np.ones(len(asked), dtype=bool)
        new[1:] = (asked[1:] != asked[:-1]) | (owners[1:] != owners[:-1])
        counts[low:high] = np.bincount(asked[new] - low, minlength=high - low)

    list(run(count_part, _cut_evenly(sizes)))
    return counts


def _find_rarest(index: GramIndex, starts: _Places, counts: _Places) -> _Places:
    """Which of the `counts` n-grams from each start stands at the fewest places."""
    sizes = np.diff(index.bounds)
    rarest = np.zeros(len(starts), dtype=np.int64)
    for low, high in _cut_evenly(counts):
        count = counts[low:high]
        begin = np.cumsum(count) - count
        step = _count_up(count)
        size = sizes[index.which[np.repeat(starts[low:high], count) + step]]
        at = np.flatnonzero(size == np.repeat(np.minimum.reduceat(size, begin), count))
        rarest[low:high] = step[at[np.searchsorted(at, begin)]]
    return rarest


def _count_up(sizes: _Places) -> _Places:
    """0 … size - 1 for each size, one after the other."""
    return np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _cut_evenly(sizes: _Places) -> Iterator[tuple[int, int]]:
    """Ranges of `sizes` that each add up to about `_CHUNK`, so that memory stays bounded."""
    total = np.cumsum(sizes)
    low = 0
    while low < len(sizes):
        done = int(total[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(total, done + _CHUNK, "right")))
        yield low, high
        low = high


def _keep_alike(
    index: GramIndex, asked: _Places, place: _Places, starts: _Places, lengths: _Places
) -> tuple[_Places, _Places]:
    """Of places where a stretch may stand those where it does.

    Its n-grams are compared at steps that overlap by a character, so that no block ends between.
    """
    inside = (place >= 0) & (place + lengths[asked] <= len(index.which))
    asked, place = asked[inside], place[inside]
    first, last = starts[asked], lengths[asked] - index.length
    alike = np.ones(len(asked), dtype=bool)
    going = np.arange(len(asked))
    step = 0
    while len(going):
        at = np.minimum(step, last[going])
        same = index.which[place[going] + at] == index.which[first[going] + at]
        alike[going[~same]] = False
        going = going[same & (step < last[going])]
        step += index.length - 1
    return asked[alike], place[alike]
