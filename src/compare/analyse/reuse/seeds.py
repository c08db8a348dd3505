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
    in_a, in_b = _pair_places(a, b, met)
    # One number for each pair of places, so that a run is numbers one after the other.
    keys = (in_b - in_a + size << bits) + in_a
    keys.sort()
    if near_anchors:
        keys = keys[_mark_near(keys, size, len(b.text.text))]
    first = np.flatnonzero(np.diff(keys, prepend=-2) != 1)
    lengths = np.diff(first, append=len(keys)) + SEED - 1
    in_a = keys[first] & (1 << bits) - 1
    in_b = in_a + (keys[first] >> bits) - size
    order = np.lexsort((in_b, in_a))
    return np.array([in_a[order], in_b[order], lengths[order]])


def _pair_places(a: TextModel, b: TextModel, met: Met) -> tuple[Ints, Ints]:
    """Every place of a with every place of b that has the same triple, b's most frequent left out."""
    sizes_a, sizes_b = np.diff(a.bounds)[met[0]], np.diff(b.bounds)[met[1]]
    sizes_b[sizes_b > _COMMONEST] = 0
    triple, place_a = spread(a.bounds[met[0]], sizes_a)
    nth, place_b = spread(b.bounds[met[1]][triple], sizes_b[triple])
    return a.places[place_a][nth], b.places[place_b]


def _mark_near(keys: Ints, size_a: int, size_b: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which pairs of places lie in a field with an anchor or next to one, along a and across."""
    bits = size_a.bit_length()
    row = ((keys & (1 << bits) - 1) >> _ALONG) + 1
    column = (keys >> bits + _ACROSS) + 1
    longer = ANCHOR - SEED
    anchors = np.flatnonzero(keys[longer:] - keys[:-longer] == longer)
    field = np.zeros([(size_a >> _ALONG) + 3, (size_a + size_b >> _ACROSS) + 3], dtype=bool)
    field[row[anchors], column[anchors]] = True
    for part in (field, field.T):
        held = part.copy()
        part[1:] |= held[:-1]
        part[:-1] |= held[1:]
    near: np.ndarray[tuple[int], np.dtype[np.bool_]] = field[row, column]
    return near
