"""An inverted index of character n-grams over many texts: which places read alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from compare.analyse.reuse.texts import PlanText

Array = npt.NDArray[np.int64]
_Words = npt.NDArray[np.uint64]
_Points = npt.NDArray[np.uint32]

_BASE = np.uint64(1_000_003)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_CHUNK = 1 << 20  # places worked on at once, so that memory hangs on the texts alone


@dataclass(frozen=True)
class GramIndex:
    """Places of all texts, counted through in one row, whose n characters stand in two plans.

    `length`: n. `starts`: where each text begins, and where the last ends. `which`: for every
    place the number of its n-gram, -1 where no other plan has it or a block ends before. `plans`:
    in how many plans it stands, 0 there. `members` lists the places of gram g in order, from
    `bounds[g]` to `bounds[g + 1]`.
    """

    length: int
    starts: Array
    which: npt.NDArray[np.int32]
    plans: npt.NDArray[np.integer[Any]]
    members: npt.NDArray[np.int32]
    bounds: Array

    def find_owner(self, places: npt.NDArray[np.integer[Any]]) -> Array:
        """The number of the text each place stands in."""
        return np.searchsorted(self.starts, places, "right") - 1


def index_grams(texts: Sequence[PlanText], length: int) -> GramIndex:
    """The index of these texts. Equal numbers mean equal characters: hashes only bring together.

    Grams are sorted as one number each, high bits of a hash over the place, since sorting numbers
    is four times faster than sorting their order; neighbours are then compared by character.
    """
    starts = np.cumsum([0, *(len(text.text) for text in texts)], dtype=np.int64)
    points = read_points(text.text for text in texts)
    shift = np.uint64(max(1, int(starts[-1]).bit_length()))
    keys = _list_keys(points, _mark_whole(texts, length), length, shift)
    keys.sort()
    places, opens = _drop_single(keys, _mark_groups(keys, points, length, shift), shift)
    del keys, points
    first = np.flatnonzero(opens)
    counts = np.add.reduceat(_mark_changes(places, opens, starts), first, dtype=np.int32)
    sizes = np.diff(np.append(first, len(places)))
    held = counts > 1
    places = places[np.repeat(held, sizes)]
    sizes, counts = sizes[held], counts[held].astype(np.min_scalar_type(len(texts)))
    which = np.full(starts[-1], -1, dtype=np.int32)
    which[places] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    plans = np.zeros(starts[-1], dtype=counts.dtype)
    plans[places] = np.repeat(counts, sizes)
    return GramIndex(length, starts, which, plans, places, np.cumsum(np.append(0, sizes)))


def read_points(texts: Iterable[str]) -> _Points:
    """The code points of all texts, one after the other."""
    joined = [np.frombuffer(text.encode("utf-32-le"), np.uint32) for text in texts]
    return np.concatenate([np.empty(0, np.uint32), *joined])


def hash_grams(points: _Points, length: int) -> _Words:
    """A number for every n-gram of `points`; the same in every run, unlike Python's own hash."""
    count = max(0, len(points) - length + 1)
    numbers = np.zeros(count, dtype=np.uint64)
    for i in range(length):
        numbers *= _BASE
        numbers += points[i : count + i]
    numbers ^= numbers >> _HALF
    numbers *= _MIX
    return numbers


def _mark_whole(texts: Sequence[PlanText], length: int) -> npt.NDArray[np.bool_]:
    """For every place, whether `length` characters from there stand in one block."""
    marks = [np.empty(0, bool)]
    for text in texts:
        whole = np.zeros(len(text.text), dtype=bool)
        count = max(0, len(whole) - length + 1)
        whole[:count] = text.blocks[:count] == text.blocks[length - 1 :][:count]
        marks.append(whole)
    return np.concatenate(marks)


def _list_keys(
    points: _Points, whole: npt.NDArray[np.bool_], length: int, shift: np.uint64
) -> _Words:
    keys = np.empty(int(whole.sum()), dtype=np.uint64)
    filled = 0
    for begin in range(0, len(points), _CHUNK):
        numbers = hash_grams(points[begin : begin + _CHUNK + length - 1], length)
        at = np.flatnonzero(whole[begin : begin + _CHUNK])
        chosen = numbers[at] >> shift << shift
        chosen |= (at + begin).astype(np.uint64)
        keys[filled : filled + len(at)] = chosen
        filled += len(at)
    return keys


def _mark_groups(
    keys: _Words, points: _Points, length: int, shift: np.uint64
) -> npt.NDArray[np.bool_]:
    """Where in the sorted keys another gram begins; groups of like hashes only are put in order."""
    opens = np.ones(len(keys), dtype=bool)
    mask = (np.uint64(1) << shift) - np.uint64(1)
    before = np.full(len(points), -1, dtype=np.int32)
    for begin in range(1, len(keys), _CHUNK):
        part = keys[begin - 1 : begin + _CHUNK]
        differs = (part[1:] ^ part[:-1]) >> shift != 0
        opens[begin : begin + _CHUNK] = differs
        places = (part & mask).astype(np.int32)
        before[places[1:][~differs]] = places[:-1][~differs]
    wrong = _find_unlike(points, before, length)
    clashes = hash_grams(points, length)[wrong] >> shift << shift if len(wrong) else keys[:0]
    for key in np.unique(clashes):
        low, high = np.searchsorted(keys, [key, key | mask]).tolist()
        group = [(points[k & mask :][:length].tobytes(), k) for k in keys[low:high].tolist()]
        group.sort()
        keys[low:high] = [k for _, k in group]
        opens[low + 1 : high] = [one[0] != two[0] for one, two in pairwise(group)]
    return opens


def _find_unlike(points: _Points, before: npt.NDArray[np.int32], length: int) -> Array:
    """Places whose n-gram is another one than that at `before`.

    Where the place to the left was found equal to the one left of its own, one character is new;
    elsewhere all are compared.
    """
    follows = np.zeros(len(points), dtype=bool)
    follows[1:] = (before[1:] == before[:-1] + 1) & (before[:-1] >= 0)
    if len(points) < length:
        return np.empty(0, np.int64)
    grams = np.lib.stride_tricks.sliding_window_view(points, length)
    found = [np.empty(0, np.int64)]
    for begin in range(0, len(points), _CHUNK):
        at = np.flatnonzero(before[begin : begin + _CHUNK] >= 0) + begin
        differs = points[at + length - 1] != points[before[at] + length - 1]
        whole = np.flatnonzero(~follows[at])
        differs[whole] = (grams[at[whole]] != grams[before[at[whole]]]).any(axis=1)
        found.append(at[differs])
    wrong = found[-1] if len(found) == 1 else np.concatenate(found)
    new = wrong
    while len(new):
        new = np.setdiff1d(new[follows[np.minimum(new + 1, len(points) - 1)]] + 1, wrong)
        new = new[(new < len(points)) & (before[np.minimum(new, len(points) - 1)] >= 0)]
        new = new[(grams[new] != grams[before[new]]).any(axis=1)]
        wrong = np.union1d(wrong, new)
    return wrong


def _drop_single(
    keys: _Words, opens: npt.NDArray[np.bool_], shift: np.uint64
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """The places of grams that stand more than once, and where another gram begins among them."""
    kept = ~opens
    kept[:-1] |= ~opens[1:]
    mask = (np.uint64(1) << shift) - np.uint64(1)
    places = [np.empty(0, np.int32)]
    for begin in range(0, len(keys), _CHUNK):
        part = keys[begin : begin + _CHUNK][kept[begin : begin + _CHUNK]]
        places.append((part & mask).astype(np.int32))
    return np.concatenate(places), opens[kept]


def _mark_changes(
    places: npt.NDArray[np.int32], opens: npt.NDArray[np.bool_], starts: Array
) -> npt.NDArray[np.bool_]:
    """Where in the places of all grams another gram or another text begins."""
    owner = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    changes = opens.copy()
    for begin in range(1, len(places), _CHUNK):
        part = owner[places[begin - 1 : begin + _CHUNK]]
        changes[begin : begin + _CHUNK] |= part[1:] != part[:-1]
    return changes
