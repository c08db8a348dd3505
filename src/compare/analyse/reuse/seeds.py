"""Where two texts have the same few characters: the runs that an alignment is made of.

Of many plans only runs near one of eight equal characters count: that leaves a tenth of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from compare.analyse.reuse.models import Met, TextModel
from compare.analyse.reuse.textclauses import Ints, Marks, mark_new, spread

_Keys = npt.NDArray[np.signedinteger[Any]]

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
    opens = np.ones(len(keys), dtype=bool)
    opens[1:] = keys[1:] - keys[:-1] != 1
    first = np.flatnonzero(opens)
    lengths = np.diff(first, append=len(keys)) + SEED - 1
    begins = keys[first].astype(np.int64)
    in_a = begins & (1 << bits) - 1
    in_b = in_a + (begins >> bits) - size
    order = np.argsort(in_a * len(b.text.text) + in_b)
    return np.array([in_a[order], in_b[order], lengths[order]])


def _pair_places(a: TextModel, b: TextModel, met: Met, bits: int) -> _Keys:
    """Every place of a with every place of b that has the same triple, b's most frequent left out.

    One number for each pair, place b less place a, which is never negative with a's size added,
    over `bits` of place a: a run of equal characters is numbers one after the other. Of two plans
    of common length 32 bits hold it, which are sorted in half the time.
    """
    size, most = len(a.text.text), len(a.text.text) + len(b.text.text)
    kind: type[np.int32 | np.int64] = np.int32 if most < 1 << 31 - bits else np.int64
    sizes_a, sizes_b = np.diff(a.bounds)[met[0]], np.diff(b.bounds)[met[1]]
    sizes_b[sizes_b > _COMMONEST] = 0
    triple, place_a = spread(a.bounds[met[0]], sizes_a)
    in_a: _Keys = a.places[place_a].astype(kind)
    counts = sizes_b[triple]
    ends = np.cumsum(counts)
    nth = np.arange(ends[-1] if len(ends) else 0)
    nth += np.repeat(b.bounds[met[1]][triple] - ends + counts, counts)
    in_b: _Keys = b.places.astype(kind)
    keys = (in_b << bits)[nth]
    keys += np.repeat((size - in_a << bits) + in_a, counts)
    return keys


def _mark_near(keys: _Keys, size_a: int, size_b: int) -> Marks:
    """Which pairs of places lie in a field with an anchor or next to one, along a and across."""
    bits = size_a.bit_length()
    wide = (size_a + size_b >> _ACROSS) + 3
    field = ((keys & (1 << bits) - 1) >> _ALONG) * wide
    field += keys >> bits + _ACROSS
    field += wide + 1
    longer = ANCHOR - SEED
    anchors = field[:-longer][keys[longer:] - keys[:-longer] == longer]
    anchors = anchors[mark_new(anchors)].astype(np.int64)
    held = np.zeros(((size_a >> _ALONG) + 3) * wide, dtype=bool)
    for along in (-wide, 0, wide):
        for across in (-1, 0, 1):
            held[anchors + along + across] = True
    return held.take(field)
