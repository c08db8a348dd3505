"""Which pairs of plans are worth aligning: all of a few, of many those an index brings together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from compare.analyse.partners import count_partners
from compare.analyse.reuse.grams import group_grams, join_texts
from compare.analyse.reuse.plantext import PlanText
from compare.errors import Say, say_nothing
from compare.parallel import Run, open_threads, run_here

ALL_PAIRS_UP_TO = 20
GRAM = 8
_FEWEST = 8  # a passage of 15 characters holds eight 8-grams
_WIDEST = 50  # a gram that stands in more plans than this belongs to the genre
_CHUNK = 1 << 20


def list_candidates(
    texts: Mapping[str, PlanText],
    all_up_to: int = ALL_PAIRS_UP_TO,
    say: Say = say_nothing,
    threads: int = 1,
    partners: int | None = None,
) -> list[tuple[str, str]]:
    """Pairs of plans to align, in the order of `texts`.

    Up to `all_up_to` plans every pair. Above, an inverted index (8-gram of characters → plans)
    gives the pairs that share at least eight distinct grams. Grams of more than 50 plans belong to
    the genre and bring no pair together; `find_shared_stretches` has their places. Of these pairs
    at most 900 stay, or twice the plans where that is more (`partners` times the plans where it is
    set): each plan names those it shares most grams with, the earlier on a tie, and a pair stays
    that either side names. So the work grows with the plans, not with their square. `say` is told
    what is left out; `threads` changes the time only.
    """
    names = list(texts)
    if len(names) <= all_up_to:
        return list(combinations(names, 2))
    with open_threads(threads) as run:
        shared, has_wide = count_shared_grams(texts.values(), run=run)
    partners = count_partners(len(names), partners)
    pairs = choose_partners(shared, partners)
    linked = int((shared >= _FEWEST).sum())
    if linked > len(pairs):
        say(
            f"near passages: {len(pairs):,} of {linked:,} pairs of plans with uncommon wording in "
            f"common were compared, those of each plan with the {partners} it shares most with"
        )
    alone = int((has_wide & ~((shared + shared.T) >= _FEWEST).any(axis=1)).sum())
    if alone:
        say(
            f"near passages: {alone:,} plans share only wording that stands in more than {_WIDEST} "
            "plans; they were compared with none, and the shared stretches have that wording"
        )
    return [(names[i], names[j]) for i, j in pairs]


def choose_partners(shared: npt.NDArray[np.int32], partners: int) -> list[tuple[int, int]]:
    """Pairs (i, j), i < j, that share enough and are among the closest of i or of j."""
    both = shared + shared.T
    order = np.argsort(-both, axis=1, kind="stable")[:, :partners]
    kept = np.zeros(shared.shape, dtype=bool)
    np.put_along_axis(kept, order, True, axis=1)
    chosen = np.triu((kept | kept.T) & (both >= _FEWEST), 1)
    return [(i, j) for i, j in np.argwhere(chosen).tolist()]


def count_shared_grams(
    texts: Iterable[PlanText], widest: int = _WIDEST, run: Run = run_here
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """How many distinct grams two plans share, and which plans have grams of more than `widest`.

    The counts are a matrix (plans × plans) filled above the diagonal, of grams of fewer plans. `run`
    may use threads.
    """
    joined = join_texts(texts, GRAM)
    size = len(joined.starts) - 1
    shared = np.zeros((size, size), dtype=np.int32)
    has_wide = np.zeros(size, dtype=bool)
    for group in group_grams(joined, run):
        is_narrow = np.repeat(group.plans <= widest, group.sizes)
        has_wide[group.owners[~is_narrow]] = True
        grams = np.repeat(np.arange(len(group.sizes), dtype=np.int32), group.sizes)[is_narrow]
        owners = group.owners[is_narrow]
        new = np.ones(len(grams), dtype=bool)
        new[1:] = (grams[1:] != grams[:-1]) | (owners[1:] != owners[:-1])
        _add_shared(shared, grams[new], owners[new])
        del group, grams, owners, is_narrow, new  # before the next part is sorted
    return np.triu(shared, 1), has_wide


def _add_shared(shared: npt.NDArray[np.int32], grams: Any, owners: Any) -> None:
    """Count for every two plans the grams that both own, of `grams` in order with their owners."""
    size = len(shared)
    for low in range(0, int(grams.max(initial=-1)) + 1, _CHUNK):
        begin, end = np.searchsorted(grams, [low, low + _CHUNK])
        cells = (grams[begin:end] - low, owners[begin:end])
        held = sparse.csr_matrix((np.ones(end - begin, np.int32), cells), (_CHUNK, size))
        shared += (held.T @ held).toarray()
