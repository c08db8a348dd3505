"""Local alignment of two texts: exact runs as seeds, weighed by surprisal, chained over gaps.

Seed-and-chain as in comparing genomes (Altschul et al. 1990, BLAST: seeds and the X-drop; Kent et
al. 2003, chains), with one change for prose: a character counts for as many bits as it surprises
a trigram model of the two texts, so that the genre's set phrases count for little.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from compare.analyse.reuse.textclauses import Ints, Places
from compare.analyse.reuse.texts import PlanText

Run = tuple[int, int, int]
"""Characters that agree: first in a, first in b, how many."""
Chain = list[Run]
N = TypeVar("N", int, Ints)

_COMMONEST = 300  # a gram that stands in a text more often says nothing about where to look
PER_BIT = 1024  # scores are whole numbers, so that sums and ties do not hang on rounding


@dataclass(frozen=True)
class Scoring:
    """Chosen on the first half of one plan; docs/methods.md has the figures.

    `seed`: shortest exact run. `smoothing`: what is added to every trigram's count. `gap`: price
    of one differing character as a share of the texts' mean surprisal. `longest_gap`: characters
    that a difference within a passage may have. `worth`: least score of a passage, in multiples
    of log2(m·n) bits. `shortest`: characters of a passage's shorter side.
    """

    seed: int = 3
    smoothing: float = 0.1
    gap: float = 0.4
    longest_gap: int = 12
    worth: float = 2.4
    shortest: int = 15


SETTINGS = Scoring()


@dataclass(frozen=True)
class _Ground:
    """What scoring needs: cumulated bits of both texts, prices, and the places already taken."""

    bits_a: list[int]
    bits_b: list[int]
    blocks_a: list[int]
    blocks_b: list[int]
    gap: int
    reach: int
    drop: int
    worth: int
    seed: int
    used_a: bytearray
    used_b: bytearray

    @cached_property
    def side(self) -> int:
        """Of a square: as wide as the longest gap, so that only near ends are tried."""
        return self.reach + 1

    @cached_property
    def wide(self) -> int:
        """Squares along text b."""
        return len(self.blocks_b) // self.side + 3

    def weigh(self, run: Run) -> int:
        """Bits of a run, the mean of both sides."""
        a, b, n = run
        bits_a, bits_b = self.bits_a, self.bits_b
        return (bits_a[a + n] - bits_a[a] + bits_b[b + n] - bits_b[b]) // 2

    @cached_property
    def around(self) -> list[int]:
        """What to add to the number of a square for those it touches and itself."""
        return [column * self.wide + row for column in (-1, 0, 1) for row in (-1, 0, 1)]

    def find_square(self, a: N, b: N) -> N:
        """The number of the square of two places, or of many pairs of places."""
        return a // self.side * self.wide + b // self.side

    def is_free(self, a: int, a_end: int, b: int, b_end: int) -> bool:
        return self.used_a.find(1, a, a_end) < 0 and self.used_b.find(1, b, b_end) < 0


class _Scored(NamedTuple):
    """For each seed the best score of a chain that ends in it, the seed before it (or -1), and
    how many characters the two overlap, which count once."""

    score: list[int]
    back: list[int]
    trim: list[int]


_Candidate = tuple[int, Chain, list[Run]]
"""Less the score of a chain, the chain, and the seeds it was chosen from."""


def align_texts(a: PlanText, b: PlanText, settings: Scoring) -> list[list[Run]]:
    """Chains of runs that the two texts share, best first, no character in two of them.

    log2(m·n) bits is what the best chance match of texts of m and n characters reaches (Karlin &
    Altschul 1990). A chain ends before it would lose that much, and is kept where it scores well
    above it: sentences of one genre are more alike than chance.
    """
    if min(len(a.text), len(b.text)) < settings.seed:
        return []
    codes_a, codes_b, size = _encode(a.text, b.text)
    seeds = find_seeds((codes_a, a.blocks), (codes_b, b.blocks), size, settings.seed)
    bits = measure_surprisal(codes_a, codes_b, size, settings.smoothing)
    return chain_seeds(seeds, bits, a, b, settings)


def chain_seeds(
    seeds: list[Run], bits: tuple[Ints, Ints], a: PlanText, b: PlanText, settings: Scoring
) -> list[list[Run]]:
    """The chains of these seeds, best first; `bits` of every character of both texts."""
    bits_a, bits_b = bits
    mean = (int(bits_a.sum()) + int(bits_b.sum())) / (len(bits_a) + len(bits_b))
    chance = math.log2(len(a.text) * len(b.text))
    sums_a, sums_b = (np.concatenate([[0], np.cumsum(bits)]) for bits in (bits_a, bits_b))
    ground = _Ground(
        sums_a.tolist(),
        sums_b.tolist(),
        a.blocks.tolist(),
        b.blocks.tolist(),
        max(1, round(settings.gap * mean)),
        settings.longest_gap,
        round(chance * PER_BIT),
        round(settings.worth * chance * PER_BIT),
        settings.seed,
        bytearray(len(a.text)),
        bytearray(len(b.text)),
    )
    return _select_chains(_leave_out_lone(seeds, (sums_a, sums_b), ground), ground)


def _leave_out_lone(seeds: list[Run], sums: tuple[Ints, Ints], ground: _Ground) -> list[Run]:
    """Seeds without those that weigh too little together with all that lie around them."""
    if not seeds:
        return []
    a, b, n = np.array(seeds, dtype=np.int64).T
    start = ground.find_square(a, b)
    ends, end = np.unique(ground.find_square(a + n, b + n), return_inverse=True)
    linked, square = [np.arange(len(seeds))], [end.ravel()]
    for step in ground.around:
        at = np.searchsorted(ends, start + step)
        at[at == len(ends)] = 0
        is_there = ends[at] == start + step
        linked.append(np.flatnonzero(is_there))
        square.append(at[is_there])
    row, column = np.concatenate(linked), np.concatenate(square) + len(seeds)
    size = len(seeds) + len(ends)
    graph = coo_matrix((np.ones(len(row), dtype=bool), (row, column)), shape=(size, size))
    part = connected_components(graph, directed=False)[1][: len(seeds)]
    sums_a, sums_b = sums
    weights = (sums_a[a + n] - sums_a[a] + sums_b[b + n] - sums_b[b]) // 2
    together = np.zeros(part.max() + 1, dtype=np.int64)
    np.add.at(together, part, weights)
    kept = np.flatnonzero(together[part] > ground.worth)
    return [seeds[i] for i in kept.tolist()]


def _encode(a: str, b: str) -> tuple[Ints, Ints, int]:
    """Both texts as numbers 0 … size-1, one per distinct character."""
    points = np.frombuffer((a + b).encode("utf-32-le"), np.uint32)
    values, codes = np.unique(points, return_inverse=True)
    codes = codes.astype(np.int64)
    return codes[: len(a)], codes[len(a) :], len(values)


def find_seeds(a: tuple[Ints, Places], b: tuple[Ints, Places], size: int, length: int) -> list[Run]:
    """Maximal runs of at least `length` equal characters within blocks, by place in a, then b.

    Each text is given as (codes, blocks).
    """
    grams_b, places_b = _list_grams(*b, size, length)
    order = np.argsort(grams_b, kind="stable")
    in_a, in_b = pair_places(_list_grams(*a, size, length), (grams_b[order], places_b[order]))
    return join_runs(in_a, in_b, length)


def pair_places(a: tuple[Ints, Ints], b: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Every place of a with every place of b that has the same gram, b's most frequent left out.

    Each text is given as (grams, places), b by gram.
    """
    (grams_a, places_a), (grams_b, places_b) = a, b
    first = np.searchsorted(grams_b, grams_a, "left")
    counts = np.searchsorted(grams_b, grams_a, "right") - first
    counts[counts > _COMMONEST] = 0
    in_a = np.repeat(places_a, counts)
    step = np.arange(len(in_a)) - np.repeat(np.cumsum(counts) - counts, counts)
    return in_a, places_b[np.repeat(first, counts) + step]


def join_runs(in_a: Ints, in_b: Ints, length: int) -> list[Run]:
    """Pairs of places with equal grams as runs of equal characters, by place in a, then b."""
    shift = in_b - in_a
    order = np.lexsort((in_a, shift))
    in_a, shift = in_a[order], shift[order]
    opens = np.ones(len(in_a), dtype=bool)
    opens[1:] = (shift[1:] != shift[:-1]) | (in_a[1:] != in_a[:-1] + 1)
    starts = np.flatnonzero(opens)
    lengths = np.diff(np.append(starts, len(in_a))) + length - 1
    starts_a = in_a[starts]
    starts_b = starts_a + shift[starts]
    order = np.lexsort((starts_b, starts_a))
    columns = (starts_a[order], starts_b[order], lengths[order])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _list_grams(codes: Ints, blocks: Places, size: int, length: int) -> tuple[Ints, Ints]:
    """Character n-grams that do not cross a block, as numbers, and where they begin."""
    count = len(codes) - length + 1
    grams = np.zeros(count, dtype=np.int64)
    for i in range(length):
        grams = grams * size + codes[i : count + i]
    places = np.flatnonzero(blocks[:count] == blocks[length - 1 :])
    return grams[places], places


def measure_surprisal(a: Ints, b: Ints, size: int, smoothing: float) -> tuple[Ints, Ints]:
    """-log2 P(character | the two before it) in 1/1024 bits, for every character of both texts.

    P from the counts of both texts with `smoothing` added to each (Lidstone).
    """
    pad = np.array([size, size])
    codes = np.concatenate([pad, a, pad, b])
    base = size + 1
    pairs = codes[:-1] * base + codes[1:]
    triples = pairs[:-1] * base + codes[2:]
    _, which, counts = np.unique(triples, return_inverse=True, return_counts=True)
    _, which_pair, pair_counts = np.unique(pairs, return_inverse=True, return_counts=True)
    before = pair_counts[which_pair][:-1]
    bits = -np.log2((counts[which] + smoothing) / (before + smoothing * size))
    scores = np.rint(bits * PER_BIT).astype(np.int64)
    return scores[: len(a)], scores[len(a) + 2 :]


def _select_chains(seeds: list[Run], ground: _Ground) -> list[list[Run]]:
    """The best chain, then the best of what is free on both sides, and so on."""
    scored = _score_chains(seeds, ground)
    heap: list[_Candidate] = [
        (-scored.score[at], _trace_chain(seeds, scored, at), [seeds[s] for s in group])
        for at, group in _group_linked(scored, ground.worth)
    ]
    heapq.heapify(heap)
    chosen = []
    while heap:
        _, chain, group = heapq.heappop(heap)
        a, a_end = chain[0][0], chain[-1][0] + chain[-1][2]
        b, b_end = chain[0][1], chain[-1][1] + chain[-1][2]
        if ground.is_free(a, a_end, b, b_end):
            chosen.append(chain)
            ground.used_a[a:a_end] = b"\1" * (a_end - a)
            ground.used_b[b:b_end] = b"\1" * (b_end - b)
        _push_best(heap, sorted(_cut_free(group, ground)), ground)
    return chosen


def _group_linked(scored: _Scored, worth: int) -> Iterator[tuple[int, list[int]]]:
    """Seeds that any best chain connects, by number, after the one in which the best of their
    chains ends; those whose best is not worth keeping are left out."""
    root = list(range(len(scored.back)))
    best = list(root)
    for s, before in enumerate(scored.back):
        if before >= 0:
            root[s] = root[before]
            if scored.score[s] > scored.score[best[root[s]]]:
                best[root[s]] = s
    groups: dict[int, list[int]] = {}
    for s, first in enumerate(root):
        if scored.score[best[first]] > worth:
            groups.setdefault(first, []).append(s)
    return ((best[first], group) for first, group in groups.items())


def _push_best(heap: list[_Candidate], seeds: list[Run], ground: _Ground) -> None:
    """Put the best chain of `seeds` on the heap, if it is worth keeping."""
    if sum(map(ground.weigh, seeds)) <= ground.worth:
        return
    scored = _score_chains(seeds, ground)
    at = max(range(len(seeds)), key=lambda s: (scored.score[s], -s))
    if scored.score[at] > ground.worth:
        heapq.heappush(heap, (-scored.score[at], _trace_chain(seeds, scored, at), seeds))


def _trace_chain(seeds: list[Run], scored: _Scored, at: int) -> Chain:
    """The best chain that ends in this seed, without what its seeds overlap."""
    chain = []
    while at >= 0:
        a, b, n = seeds[at]
        trim = scored.trim[at]
        chain.append((a + trim, b + trim, n - trim))
        at = scored.back[at]
    return chain[::-1]


def _score_chains(seeds: list[Run], ground: _Ground) -> _Scored:
    """The best chains that end in each seed. Ends of seeds are kept by square."""
    around, find_square = ground.around, ground.find_square
    bits_a, bits_b = ground.bits_a, ground.bits_b
    scores: list[int] = []
    back: list[int] = []
    trims: list[int] = []
    peaks: list[int] = []
    squares: dict[int, list[int]] = {}
    for s, seed in enumerate(seeds):
        a, b, n = seed
        best, before, trim = 0, -1, 0
        square = find_square(a, b)
        for step in around:
            for t in squares.get(square + step, ()):
                gain, overlap = _link(seeds[t], seed, scores[t], peaks[t], ground)
                if gain > best:
                    best, before, trim = gain, t, overlap
        score = best + (bits_a[a + n] - bits_a[a] + bits_b[b + n] - bits_b[b]) // 2
        scores.append(score)
        back.append(before)
        trims.append(trim)
        peaks.append(max(score, peaks[before]) if before >= 0 else score)
        squares.setdefault(find_square(a + n, b + n), []).append(s)
    return _Scored(scores, back, trims)


def _link(one: Run, two: Run, score: int, peak: int, ground: _Ground) -> tuple[int, int]:
    """What a chain that ends in `one` is worth before `two`, 0 where they cannot be linked."""
    a, b, n = one
    a_next, b_next, n_next = two
    if a >= a_next or b >= b_next:
        return 0, 0
    gap_a, gap_b = a_next - a - n, b_next - b - n
    overlap = max(0, -gap_a, -gap_b)
    if overlap >= n_next:
        return 0, 0
    gap = max(gap_a, gap_b) + overlap
    cost = gap * ground.gap
    if gap > ground.reach or peak - score + cost > ground.drop:
        return 0, 0
    if ground.blocks_a[a] != ground.blocks_a[a_next]:
        return 0, 0
    if ground.blocks_b[b] != ground.blocks_b[b_next]:
        return 0, 0
    if overlap:
        cost += ground.weigh((a_next, b_next, overlap))
    if not ground.is_free(a + n, a_next, b + n, b_next):
        return 0, 0
    return score - cost, overlap


def _cut_free(seeds: list[Run], ground: _Ground) -> Iterable[Run]:
    """The parts of the seeds that no chosen chain holds, where they are still long enough."""
    used_a, used_b = ground.used_a, ground.used_b
    for a, b, n in seeds:
        if used_a.find(1, a, a + n) < 0 and used_b.find(1, b, b + n) < 0:
            yield a, b, n
            continue
        begin = 0
        for i in range(n + 1):
            if i == n or used_a[a + i] or used_b[b + i]:
                if i - begin >= ground.seed:
                    yield a + begin, b + begin, i - begin
                begin = i + 1
