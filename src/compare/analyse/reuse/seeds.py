"""Where two texts have the same few characters: the runs that an alignment is made of.

Of many plans only runs near one of eight equal characters count: that leaves a tenth of them.
"""

from __future__ import annotations

import numpy as np

from compare.analyse.reuse.models import Met, TextModel
from compare.analyse.reuse.textclauses import Ints, spread

SEED = 3  # characters of the shortest run
ANCHOR = 8
_COMMONEST = 300  # a gram that stands in a text more often says nothing about where to look
_ALONG = 6  # fields are 2 ** 6 characters long …
_ACROSS = 4  # … and as wide as 2 ** 4 characters put in or left out


def find_seeds(a: TextModel, b: TextModel, met: Met, near_anchors: bool = False) -> Ints:
    """Maximal runs of at least SEED equal characters within blocks, by place in a, then b.

    Three rows: first character in a, first in b, how many. `met`: the triples of both.
    """
    size = len(a.text.text)
    bits = size.bit_length()
    keys = _pair_places(a, b, met, bits)
    keys.sort()
    if near_anchors:
        keys = keys[_mark_near(keys, size, len(b.text.text))]
    first = np.flatnonzero(np.diff(keys, prepend=-2) != 1)
    lengths = np.diff(first, append=len(keys)) + SEED - 1
    in_a = keys[first] & (1 << bits) - 1
    in_b = in_a + (keys[first] >> bits) - size
    order = np.argsort(in_a * len(b.text.text) + in_b)
    return np.array([in_a[order], in_b[order], lengths[order]])


def _pair_places(a: TextModel, b: TextModel, met: Met, bits: int) -> Ints:
    """Every place of a with every place of b that has the same triple, b's most frequent left out.

    One number for each pair, place b less place a, which is never negative with a's size added,
    over `bits` of place a: a run of equal characters is numbers one after the other.
    """
    sizes_a, sizes_b = np.diff(a.bounds)[met[0]], np.diff(b.bounds)[met[1]]
    sizes_b[sizes_b > _COMMONEST] = 0
    triple, place_a = spread(a.bounds[met[0]], sizes_a)
    in_a = a.places[place_a]
    counts = sizes_b[triple]
    ends = np.cumsum(counts)
    nth = np.arange(ends[-1] if len(ends) else 0)
    nth += np.repeat(b.bounds[met[1]][triple] - ends + counts, counts)
    keys: Ints = (b.places << bits)[nth]
    keys += np.repeat((len(a.text.text) - in_a << bits) + in_a, counts)
    return keys


def _mark_near(keys: Ints, size_a: int, size_b: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which pairs of places lie in a field with an anchor or next to one, along a and across."""
    bits = size_a.bit_length()
    wide = (size_a + size_b >> _ACROSS) + 3
    cell = ((keys & (1 << bits) - 1) >> _ALONG) * wide
    cell += keys >> bits + _ACROSS
    cell += wide + 1
    longer = ANCHOR - SEED
    field = np.zeros([(size_a >> _ALONG) + 3, wide], dtype=bool)
    cells = field.ravel()
    cells[cell[:-longer][keys[longer:] - keys[:-longer] == longer]] = True
    held = field.copy()
    field[1:] |= held[:-1]
    field[:-1] |= held[1:]
    held = field.copy()
    field[:, 1:] |= held[:, :-1]
    field[:, :-1] |= held[:, 1:]
    near: np.ndarray[tuple[int], np.dtype[np.bool_]] = cells[cell]
    return near
