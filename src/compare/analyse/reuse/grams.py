"""An inverted index of character n-grams over many texts: which places read alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from compare.analyse.reuse.texts import PlanText
from compare.parallel import Run, run_here

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


def index_grams(texts: Iterable[PlanText], length: int, run: Run = run_here) -> GramIndex:
    """The index of these texts. Equal numbers mean equal characters: hashes only bring together.

    `run` may use threads, each for some of the places; it makes no difference to the index.

    Grams are sorted as one number each, high bits of a hash over the place, since sorting numbers
    is four times faster than sorting their order; neighbours are then compared by character.
    """
    lengths, points, whole = _join_texts(texts, length)
    starts = np.cumsum([0, *lengths], dtype=np.int64)
    shift = np.uint64(max(1, int(starts[-1]).bit_length()))
    keys = _list_keys(points, whole, length, shift, run)
    keys.sort()
    places, opens = _drop_single(keys, _mark_groups(keys, points, length, shift, run), shift)
    del keys, points
    first = np.flatnonzero(opens)
    counts = np.add.reduceat(_mark_changes(places, opens, starts, run), first, dtype=np.int32)
    sizes = np.diff(np.append(first, len(places)))
    held = counts > 1
    places = places[np.repeat(held, sizes)]
    sizes, counts = sizes[held], counts[held].astype(np.min_scalar_type(len(lengths)))
    which = np.full(starts[-1], -1, dtype=np.int32)
    which[places] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    plans = np.zeros(starts[-1], dtype=counts.dtype)
    plans[places] = np.repeat(counts, sizes)
    return GramIndex(length, starts, which, plans, places, np.cumsum(np.append(0, sizes)))


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


def _join_texts(
    texts: Iterable[PlanText], length: int
) -> tuple[list[int], _Points, npt.NDArray[np.bool_]]:
    """Lengths of the texts; of all of them in one row the code points, and at which places
    `length` characters from there stand in one block."""
    lengths: list[int] = []
    points, marks = [np.empty(0, np.uint32)], [np.empty(0, bool)]
    for text in texts:
        lengths.append(len(text.text))
        points.append(read_points(text.text))
        whole = np.zeros(len(text.text), dtype=bool)
        count = max(0, len(whole) - length + 1)
        whole[:count] = text.blocks[:count] == text.blocks[length - 1 :][:count]
        marks.append(whole)
    return lengths, np.concatenate(points), np.concatenate(marks)


def _list_keys(
    points: _Points, whole: npt.NDArray[np.bool_], length: int, shift: np.uint64, run: Run
) -> _Words:
    begins = np.arange(0, len(points), _CHUNK)
    filled = np.cumsum([0, *(whole[begin : begin + _CHUNK].sum() for begin in begins)])
    keys = np.empty(filled[-1], dtype=np.uint64)

    def fill(part: int) -> None:
        begin = begins[part]
        numbers = hash_grams(points[begin : begin + _CHUNK + length - 1], length)
        at = np.flatnonzero(whole[begin : begin + _CHUNK])
        keys[filled[part] : filled[part + 1]] = numbers[at] >> shift << shift
        keys[filled[part] : filled[part + 1]] |= (at + begin).astype(np.uint64)

    list(run(fill, range(len(begins))))
    return keys


def _mark_groups(
    keys: _Words, points: _Points, length: int, shift: np.uint64, run: Run
) -> npt.NDArray[np.bool_]:
    """Where in the sorted keys another gram begins; groups of like hashes only are put in order."""
    opens = np.ones(len(keys), dtype=bool)
    mask = (np.uint64(1) << shift) - np.uint64(1)
    before = np.full(len(points), -1, dtype=np.int32)

    def mark(begin: int) -> None:
        part = keys[begin - 1 : begin + _CHUNK]
        differs = (part[1:] ^ part[:-1]) >> shift != 0
        opens[begin : begin + _CHUNK] = differs
        places = (part & mask).astype(np.int32)
        before[places[1:][~differs]] = places[:-1][~differs]

    list(run(mark, range(1, len(keys), _CHUNK)))
    wrong = _find_unlike(points, before, length, run)
    alike = [hash_grams(points[place : place + length], length)[0] for place in wrong.tolist()]
    for key in sorted({number >> shift << shift for number in alike}):
        low, high = np.searchsorted(keys, [key, key | mask]).tolist()
        group = [(points[k & mask :][:length].tobytes(), k) for k in keys[low:high].tolist()]
        group.sort()
        keys[low:high] = [k for _, k in group]
        opens[low + 1 : high] = [one[0] != two[0] for one, two in pairwise(group)]
    return opens


def _find_unlike(points: _Points, before: npt.NDArray[np.int32], length: int, run: Run) -> Array:
    """Places whose n-gram is another one than that at `before`.

    Where the place to the left was found equal to the one left of its own, one character is new;
    elsewhere all are compared.
    """
    follows = np.zeros(len(points), dtype=bool)
    follows[1:] = (before[1:] == before[:-1] + 1) & (before[:-1] >= 0)
    if len(points) < length:
        return np.empty(0, np.int64)
    grams = np.lib.stride_tricks.sliding_window_view(points, length)

    def compare(begin: int) -> Array:
        at = np.flatnonzero(before[begin : begin + _CHUNK] >= 0) + begin
        differs = points[at + length - 1] != points[before[at] + length - 1]
        whole = np.flatnonzero(~follows[at])
        differs[whole] = (grams[at[whole]] != grams[before[at[whole]]]).any(axis=1)
        unlike: Array = at[differs]
        return unlike

    wrong = np.concatenate(list(run(compare, range(0, len(points), _CHUNK))))
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
    places: npt.NDArray[np.int32], opens: npt.NDArray[np.bool_], starts: Array, run: Run
) -> npt.NDArray[np.bool_]:
    """Where in the places of all grams another gram or another text begins."""
    owner = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    changes = opens.copy()

    def mark(begin: int) -> None:
        part = owner[places[begin - 1 : begin + _CHUNK]]
        changes[begin : begin + _CHUNK] |= part[1:] != part[:-1]

    list(run(mark, range(1, len(places), _CHUNK)))
    return changes
