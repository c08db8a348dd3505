"""An inverted index of character n-grams over many texts: which places read alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from compare.analyse.reuse.plantext import PlanText
from compare.parallel import Run, run_here

Array = npt.NDArray[np.int64]
_Words = npt.NDArray[np.uint64]
_Points = npt.NDArray[np.unsignedinteger[Any]]
_Places = npt.NDArray[np.int32]
_Marks = npt.NDArray[np.bool_]

_BASE = np.uint64(1_000_003)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_CHUNK = 1 << 17  # places hashed at once, few enough to stay near the processor
_STEP = 1 << 16  # places compared at once
_PART = 1 << 22  # places sorted at once, so that memory hangs on the texts alone
_TOGETHER = 2  # parts sorted beside one another where there are threads


@dataclass(frozen=True)
class GramIndex:
    """Places of all texts, counted through in one row, whose n characters stand in two plans.

    `length`: n. `starts`: where each text begins, and where the last ends. `which`: for every
    place the number of its n-gram, -1 where no other plan has it or a block ends before. `plans`:
    in how many plans each gram stands, and a 0 behind them, for -1. `members` lists the places of
    gram g in order, from `bounds[g]` to `bounds[g + 1]`.
    """

    length: int
    starts: Array
    which: _Places
    plans: npt.NDArray[np.integer[Any]]
    members: _Places
    bounds: Array

    def find_owner(self, places: npt.NDArray[np.integer[Any]]) -> Array:
        """The number of the text each place stands in."""
        return np.searchsorted(self.starts, places, "right") - 1


class Grouped(NamedTuple):
    """Some of the n-grams that stand in two texts: their places gram by gram, in order.

    `owners`: the text each place stands in. `sizes`: how many places each gram has, `plans`: how
    many texts.
    """

    places: _Places
    owners: npt.NDArray[np.unsignedinteger[Any]]
    sizes: Array
    plans: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Joined:
    """The characters of all texts in one row.

    `whole`: at which places `length` characters from there stand in one block. `owners`: the number
    of the text of each place. `starts`: where each text begins, and where the last ends.
    """

    length: int
    points: _Points
    whole: _Marks
    owners: npt.NDArray[np.unsignedinteger[Any]]
    starts: Array

    @property
    def mask(self) -> np.uint64:
        """The low bits of a number, wide enough for any place."""
        return np.uint64((1 << max(1, int(self.starts[-1]).bit_length())) - 1)


def index_grams(texts: Iterable[PlanText], length: int, run: Run = run_here) -> GramIndex:
    """The index of these texts; `run` may use threads, which makes no difference to it."""
    joined = join_texts(texts, length)
    members, filled = np.empty(len(joined.points), dtype=np.int32), 0
    sizes, plans = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for group in group_grams(joined, run):
        members[filled : filled + len(group.places)] = group.places
        filled += len(group.places)
        sizes.append(group.sizes)
        plans.append(group.plans)
        del group  # before the next part is sorted
    starts = joined.starts
    del joined
    bounds = np.cumsum(np.concatenate([[0], *sizes]))
    counts = np.concatenate([*plans, [0]]).astype(np.min_scalar_type(len(starts)))
    which = _number_places(members[:filled], bounds, int(starts[-1]))
    return GramIndex(length, starts, which, counts, members[:filled], bounds)


def _number_places(members: _Places, bounds: Array, total: int) -> _Places:
    """For every place the number of the gram that has it among its members, -1 where none has."""
    which = np.full(total, -1, dtype=np.int32)
    for low in range(0, len(bounds) - 1, _CHUNK):
        own = bounds[low : low + _CHUNK + 1]
        numbers = np.arange(low, low + len(own) - 1, dtype=np.int32)
        which[members[own[0] : own[-1]]] = np.repeat(numbers, np.diff(own))
    return which


def group_grams(joined: Joined, run: Run = run_here) -> Iterator[Grouped]:
    """The n-grams that stand in two texts, a part of them at a time: those of a range of hashes.

    Equal numbers mean equal characters: hashes only bring together. Grams are sorted as one number
    each, high bits of the hash over the place, since sorting numbers is four times faster than
    sorting their order; neighbours are then compared by character. Hashing anew for each part takes
    a tenth of what sorting does, and all numbers at once would be a third of a gigabyte for 3,000
    plans.
    """
    parts = 1 + len(joined.points) // _PART
    for first in range(0, parts, _TOGETHER):
        numbers = range(first, min(first + _TOGETHER, parts))
        yield from run(partial(_group_part, joined, parts), numbers)


def _group_part(joined: Joined, parts: int, part: int) -> Grouped:
    keys = _list_keys(joined, part, parts)
    keys.sort()
    opens = np.ones(len(keys), dtype=bool)
    opens[1:] = keys[1:] ^ keys[:-1] > joined.mask
    kept = ~opens
    kept[:-1] |= ~opens[1:]
    keys, opens = keys[kept], opens[kept]
    _part_unlike(keys, opens, joined)
    return _keep_shared((keys & joined.mask).astype(np.int32), opens, joined)


def _keep_shared(places: _Places, opens: _Marks, joined: Joined) -> Grouped:
    """Of sorted places, at which of them another gram begins, the grams of two texts."""
    owners = joined.owners[places]
    first = np.flatnonzero(opens)
    sizes = np.diff(first, append=len(places))
    opens[1:] |= owners[1:] != owners[:-1]
    plans = np.add.reduceat(opens, first, dtype=np.int32)
    held = plans > 1
    every = np.repeat(held, sizes)
    return Grouped(places[every], owners[every], sizes[held], plans[held])


def read_points(text: str) -> _Points:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def hash_grams(points: _Points, length: int) -> _Words:
    """A number for every n-gram of `points`; the same in every run, unlike Python's own hash.

    Of halves, quarters and so on, so that 15 characters take six steps rather than 15.
    """
    numbers = _add_up(points.astype(np.uint64), length)[: max(0, len(points) - length + 1)]
    numbers ^= numbers >> _HALF
    numbers *= _MIX
    return numbers


def _add_up(points: _Words, length: int) -> _Words:
    """p0·Bⁿ⁻¹ + p1·Bⁿ⁻² + … + pₙ₋₁ from every place, modulo 2⁶⁴, to where n places are left."""
    if length == 1:
        return points.copy()
    half = length // 2
    part = _add_up(points, half)
    count = max(0, len(points) - 2 * half + 1)
    numbers = part[:count] * np.uint64(pow(int(_BASE), half, 1 << 64))
    numbers += part[half : half + count]
    if length % 2:
        count = max(0, len(points) - length + 1)
        numbers = numbers[:count]
        numbers *= _BASE
        numbers += points[length - 1 :][:count]
    return numbers


def join_texts(texts: Iterable[PlanText], length: int) -> Joined:
    """All texts in one row, for their n-grams of this length; in two bytes a character, mostly."""
    points, marks = [np.empty(0, np.uint16)], [np.empty(0, bool)]
    for text in texts:
        own = read_points(text.text)
        points.append(own.astype(np.min_scalar_type(own.max(initial=1 << 8))))
        whole = np.zeros(len(own), dtype=bool)
        count = max(0, len(own) - length + 1)
        whole[:count] = text.blocks[:count] == text.blocks[length - 1 :][:count]
        marks.append(whole)
    lengths = list(map(len, points[1:]))
    numbers = np.arange(len(lengths), dtype=np.min_scalar_type(len(lengths)))
    return Joined(
        length,
        np.concatenate(points),
        np.concatenate(marks),
        np.repeat(numbers, lengths),
        np.cumsum([0, *lengths], dtype=np.int64),
    )


def _list_keys(joined: Joined, part: int, parts: int) -> _Words:
    """For every whole n-gram of a part the high bits of its hash over its place."""

    def list_some(begin: int) -> _Words:
        numbers = hash_grams(
            joined.points[begin : begin + _CHUNK + joined.length - 1], joined.length
        )
        chosen = joined.whole[begin : begin + len(numbers)]
        if parts > 1:
            chosen = chosen & ((numbers >> _HALF) * np.uint64(parts) >> _HALF == part)
        at = np.flatnonzero(chosen)
        keys: _Words = numbers[at] & ~joined.mask | (at + begin).astype(np.uint64)
        return keys

    found = map(list_some, range(0, len(joined.points), _CHUNK))
    return np.concatenate([np.empty(0, np.uint64), *found])


def _part_unlike(keys: _Words, opens: _Marks, joined: Joined) -> None:
    """Mark where another gram begins within one hash; groups of such hashes only are put in order."""
    mask, points, length = joined.mask, joined.points, joined.length
    width = length * points.itemsize  # all characters of a gram as one string of bytes
    grams = np.ndarray(max(0, len(points) - length + 1), f"S{width}", points, 0, points.strides)

    def find_clashes(begin: int) -> _Words:
        near = keys[begin - 1 : begin + _STEP]
        read = grams[(near & mask).astype(np.int64)]
        unlike = (read[1:] != read[:-1]) & ~opens[begin : begin + _STEP]
        clashing: _Words = near[1:][unlike] & ~mask
        return clashing

    found = map(find_clashes, range(1, len(keys), _STEP))
    for key in np.unique(np.concatenate([np.empty(0, np.uint64), *found])):
        low, high = np.searchsorted(keys, [key, key | mask]).tolist()
        group = [(grams[k & mask].tobytes(), k) for k in keys[low:high].tolist()]
        group.sort()
        keys[low:high] = [k for _, k in group]
        opens[low + 1 : high] = [one[0] != two[0] for one, two in pairwise(group)]
