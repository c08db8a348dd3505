"""Which pairs of plans are worth aligning: all of a few, of many those an index brings together."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import numpy.typing as npt

ALL_PAIRS_UP_TO = 20
GRAM = 8
_FEWEST = 8  # a passage of 15 characters holds eight 8-grams
_WIDEST = 50  # a gram that stands in more plans than this belongs to the genre
_BASE = np.uint64(1_000_003)


def list_candidates(
    texts: Mapping[str, str], all_up_to: int = ALL_PAIRS_UP_TO
) -> list[tuple[str, str]]:
    """Pairs of plans to align, in the order of `texts` (clean text per plan_id).

    Up to `all_up_to` plans every pair. Above, an inverted index (8-gram of characters → plans)
    gives the pairs that share at least eight distinct grams, grams of more than 50 plans left
    out; near passages without eight such characters in a row anywhere are then not looked for.
    """
    names = list(texts)
    if len(names) <= all_up_to:
        return list(combinations(names, 2))
    shared = count_shared_grams(list(texts.values()))
    return [(names[i], names[j]) for i, j in np.argwhere(shared >= _FEWEST).tolist()]


def count_shared_grams(texts: list[str]) -> npt.NDArray[np.int32]:
    """Matrix (plans × plans, above the diagonal) of how many distinct grams two plans share."""
    size = len(texts)
    hashed = [np.unique(_hash_grams(text)) for text in texts]
    grams = np.concatenate([np.empty(0, np.uint64), *hashed])
    owners = np.repeat(np.arange(size), [len(h) for h in hashed])
    order = np.argsort(grams, kind="stable")
    grams, owners = grams[order], owners[order]
    _, which, plans = np.unique(grams, return_inverse=True, return_counts=True)
    keep = plans[which] <= _WIDEST
    grams, owners = grams[keep], owners[keep]
    shared = np.zeros(size * size, dtype=np.int32)
    for step in range(1, min(_WIDEST, len(grams))):
        same = grams[step:] == grams[:-step]
        if not same.any():
            break
        cells = owners[:-step][same] * size + owners[step:][same]
        shared += np.bincount(cells, minlength=size * size).astype(np.int32)
    return shared.reshape(size, size)


def _hash_grams(text: str) -> npt.NDArray[np.uint64]:
    """A number for every 8-gram; the same in every run, unlike Python's own hash."""
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    count = max(0, len(points) - GRAM + 1)
    numbers = np.zeros(count, dtype=np.uint64)
    for i in range(GRAM):
        numbers = numbers * _BASE + points[i : count + i]
    return numbers
