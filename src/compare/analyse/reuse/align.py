"""Local alignment of two texts: exact runs as seeds, weighed by surprisal, chained over gaps.

Seed-and-chain as in comparing genomes (Altschul et al. 1990, BLAST: seeds and the X-drop; Kent et
al. 2003, chains), with one change for prose: a character counts for as many bits as it surprises
a trigram model of the two texts, so that the genre's set phrases count for little.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from compare.analyse.reuse.models import PER_BIT, Common, TextModel, weigh_texts
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.seeds import ANCHOR, SEED, find_seeds
from compare.analyse.reuse.textclauses import Ints, Places, spread

Run = tuple[int, int, int]
"""Characters that agree: first in a, first in b, how many."""
Chain = list[Run]


@dataclass(frozen=True)
class Scoring:
    """Chosen on the first half of one plan; docs/methods.md has the figures.

    `smoothing`: what is added to every trigram's count. `gap`: price of one differing character as
    a share of the texts' mean surprisal. `longest_gap`: characters that a difference within a
    passage may have. `worth`: least score of a passage, in multiples of log2(m·n) bits.
    `shortest`: characters of a passage's shorter side.
    """

    smoothing: float = 0.1
    gap: float = 0.4
    longest_gap: int = 12
    worth: float = 2.4
    shortest: int = 15


SETTINGS = Scoring()
_FEW = 16  # seeds of which every two are tried
_SHORTEST_FREE = b"\0" * SEED
_FREE = re.compile(b"\0{%d,}" % SEED)


@dataclass(frozen=True)
class _Ground:
    """What scoring needs: cumulated bits of both texts, prices, and the places already taken."""

    bits_a: Ints
    bits_b: Ints
    blocks_a: Places
    blocks_b: Places
    gap: int
    reach: int
    drop: int
    worth: int
    used_a: bytearray
    used_b: bytearray

    @cached_property
    def rows(self) -> tuple[memoryview, memoryview, memoryview, memoryview]:
        """Bits of a and b, blocks of a and b, to be read one by one, as Python's numbers."""
        return self.bits_a.data, self.bits_b.data, self.blocks_a.data, self.blocks_b.data

    def weigh_run(self, a: int, b: int, n: int) -> int:
        """Bits of one run, as `weigh` has them of many."""
        bits_a, bits_b, _, _ = self.rows
        both: int = bits_a[a + n] - bits_a[a] + bits_b[b + n] - bits_b[b]
        return both // 2

    def weigh(self, a: Ints, b: Ints, n: Ints) -> Ints:
        """Bits of runs, the mean of both sides."""
        bits_a, bits_b = self.bits_a, self.bits_b
        weights: Ints = (bits_a[a + n] - bits_a[a] + bits_b[b + n] - bits_b[b]) // 2
        return weights

    def is_free(self, a: int, a_end: int, b: int, b_end: int) -> bool:
        return self.used_a.find(1, a, a_end) < 0 and self.used_b.find(1, b, b_end) < 0


_Link = tuple[int, int, int, int, int]
"""Seed `two` may follow seed `one` in a chain: two, one, price, cost, overlap.

`price` is that of the gap between them; the characters of `overlap` count once, so that `cost` is
what the chain that ends in `one` loses.
"""


class _Scored(NamedTuple):
    """For each seed the best score of a chain that ends in it, the seed before it (or -1), and
    how many characters the two overlap."""

    score: list[int]
    back: list[int]
    trim: list[int]


_Candidate = tuple[int, Chain, list[Run]]
"""Less the score of a chain, the chain, and the seeds it was chosen from."""


def align_texts(
    a: TextModel, b: TextModel, common: Common, settings: Scoring, near_anchors: bool = False
) -> list[Chain]:
    """Chains of runs that the two texts share, best first, no character in two of them.

    log2(m·n) bits is what the best chance match of texts of m and n characters reaches (Karlin &
    Altschul 1990). A chain ends before it would lose that much, and is kept where it scores well
    above it: sentences of one genre are more alike than chance. With `near_anchors` seeds count
    only near runs of eight equal characters, which is enough where plans are many.
    """
    if min(len(a.text.text), len(b.text.text)) < (ANCHOR if near_anchors else SEED):
        return []
    seeds = find_seeds(a, b, common.triples, near_anchors)
    if not seeds.size:
        return []
    bits = weigh_texts(a, b, common, settings.smoothing)
    return _select_chains(seeds, lay_ground(a.text, b.text, bits, settings))


def lay_ground(a: PlanText, b: PlanText, bits: tuple[Ints, Ints], settings: Scoring) -> _Ground:
    """What scoring two texts needs, from the `bits` of each of their characters."""
    sums_a, sums_b = (np.concatenate([[0], np.cumsum(own)]) for own in bits)
    mean = int(sums_a[-1] + sums_b[-1]) / (len(a.text) + len(b.text))
    chance = math.log2(len(a.text) * len(b.text))
    return _Ground(
        sums_a,
        sums_b,
        a.blocks,
        b.blocks,
        max(1, round(settings.gap * mean)),
        settings.longest_gap,
        round(chance * PER_BIT),
        round(settings.worth * chance * PER_BIT),
        bytearray(len(a.text)),
        bytearray(len(b.text)),
    )


def _select_chains(seeds: Ints, ground: _Ground) -> list[Chain]:
    """The best chain, then the best of what is free on both sides, and so on."""
    heap = list(_list_candidates(seeds, ground))
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
            if len(chain) == len(group):  # nothing of it is left
                continue
        _push_best(heap, sorted(_cut_free(group, ground)), ground)
    return chosen


def _list_candidates(seeds: Ints, ground: _Ground) -> Iterator[_Candidate]:
    """The best chain of each group of seeds that best chains connect, if it is worth keeping."""
    weights, links = ground.weigh(*seeds), find_links(seeds, ground)
    kept = weights > ground.worth  # a seed without links that weighs too little is in no chain
    kept[links[:2]] = True
    links[:2] = (np.cumsum(kept) - 1)[links[:2]]
    scored = _score_chains(weights[kept].tolist(), zip(*links.tolist(), strict=True), ground.drop)
    runs: list[Run] = list(zip(*seeds[:, kept].tolist(), strict=True))
    for at, group in _group_linked(scored, ground.worth):
        yield -scored.score[at], _trace_chain(runs, scored, at), [runs[s] for s in group]


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


def _push_best(heap: list[_Candidate], runs: list[Run], ground: _Ground) -> None:
    """Put the best chain of these seeds on the heap, if it is worth keeping."""
    if not runs:
        return
    weights = [ground.weigh_run(*run) for run in runs]
    if sum(weights) <= ground.worth:
        return
    links = list_few_links(runs, ground) if len(runs) <= _FEW else list_links(runs, ground)
    free = [link for link in links if _is_free_between(runs[link[1]], runs[link[0]], ground)]
    scored = _score_chains(weights, free, ground.drop)
    at = max(range(len(runs)), key=lambda s: (scored.score[s], -s))
    if scored.score[at] > ground.worth:
        heapq.heappush(heap, (-scored.score[at], _trace_chain(runs, scored, at), runs))


def _is_free_between(one: Run, two: Run, ground: _Ground) -> bool:
    a, b, n = one
    return ground.is_free(a + n, two[0], b + n, two[1])


def _trace_chain(runs: Sequence[Run], scored: _Scored, at: int) -> Chain:
    """The best chain that ends in this seed, without what its seeds overlap."""
    chain = []
    while at >= 0:
        a, b, n = runs[at]
        trim = scored.trim[at]
        chain.append((a + trim, b + trim, n - trim))
        at = scored.back[at]
    return chain[::-1]


def _score_chains(weights: Sequence[int], links: Iterable[_Link], drop: int) -> _Scored:
    """The best chains that end in each seed; of equal ones the first link's."""
    score, peak = list(weights), list(weights)
    gained, back, trim = [0] * len(score), [-1] * len(score), [0] * len(score)
    for two, one, price, cost, overlap in links:
        gain = score[one] - cost
        if gain > gained[two] and peak[one] - score[one] + price <= drop:
            gained[two], back[two], trim[two] = gain, one, overlap
            score[two] = gain + weights[two]
            peak[two] = max(score[two], peak[one])
    return _Scored(score, back, trim)


def list_links(runs: Sequence[Run], ground: _Ground) -> list[_Link]:
    """Every link between two seeds, by `two`: one ends before the other on both sides, in the same
    blocks, with at most `reach` characters between them. Seeds are given by place in a, then b."""
    return list(zip(*find_links(np.array(runs).T, ground).tolist(), strict=True))


def find_links(seeds: Ints, ground: _Ground) -> Ints:
    """The links of `list_links`, in five rows."""
    two, one = _list_near(seeds, ground)
    (a, b, n), (a_next, b_next, n_next) = seeds.take(one, axis=1), seeds.take(two, axis=1)
    gap_a, gap_b = a_next - a - n, b_next - b - n
    overlap = np.maximum(0, -np.minimum(gap_a, gap_b))
    gap = np.maximum(gap_a, gap_b) + overlap
    is_link = (a < a_next) & (b < b_next) & (overlap < n_next) & (gap <= ground.reach)
    is_link &= ground.blocks_a[a] == ground.blocks_a[a_next]
    is_link &= ground.blocks_b[b] == ground.blocks_b[b_next]
    two, one, overlap = two[is_link], one[is_link], overlap[is_link]
    price = gap[is_link] * ground.gap
    cost = price + ground.weigh(a_next[is_link], b_next[is_link], overlap)
    return np.array([two, one, price, cost, overlap])


def list_few_links(runs: Sequence[Run], ground: _Ground) -> list[_Link]:
    """`list_links` of a few seeds, every two of them tried, which is sooner done."""
    _, _, blocks_a, blocks_b = ground.rows
    side = ground.reach + 1
    ends = sorted(((a + n) // side, (b + n) // side, s) for s, (a, b, n) in enumerate(runs))
    links = []
    for two, (a_next, b_next, n_next) in enumerate(runs):
        for row, column, one in ends:
            a, b, n = runs[one]
            if a >= a_next or b >= b_next or abs(row - a_next // side) > 1:
                continue
            gap_a, gap_b = a_next - a - n, b_next - b - n
            overlap = max(0, -min(gap_a, gap_b))
            gap = max(gap_a, gap_b) + overlap
            if gap > ground.reach or overlap >= n_next or abs(column - b_next // side) > 1:
                continue
            if blocks_a[a] == blocks_a[a_next] and blocks_b[b] == blocks_b[b_next]:
                price = gap * ground.gap
                cost = price + ground.weigh_run(a_next, b_next, overlap)
                links.append((two, one, price, cost, overlap))
    return links


def _list_near(seeds: Ints, ground: _Ground) -> tuple[Ints, Ints]:
    """Each seed with every seed that ends where it begins, or about there.

    Places in a and b are taken together in squares as wide as the longest gap, so that only ends in
    the same square and the eight around it are tried.
    """
    a, b, n = seeds
    side = ground.reach + 1
    wide = len(ground.blocks_b) // side + 3
    ends = (a + n) // side * wide + (b + n) // side
    order = np.argsort(ends, kind="stable")
    ends = ends[order]
    begins = a // side * wide + b // side + np.array([[-wide], [0], [wide]])
    low = np.searchsorted(ends, begins - 1).T.ravel()
    high = np.searchsorted(ends, begins + 1, "right").T.ravel()
    nth, at = spread(low, high - low)
    return nth // len(begins), order[at]


def _cut_free(runs: Iterable[Run], ground: _Ground) -> Iterator[Run]:
    """The parts of the seeds that no chosen chain holds, where they are still long enough."""
    for a, b, n in runs:
        if ground.used_a.find(_SHORTEST_FREE, a, a + n) < 0:
            continue
        if ground.is_free(a, a + n, b, b + n):
            yield a, b, n
            continue
        taken = int.from_bytes(ground.used_a[a : a + n]) | int.from_bytes(ground.used_b[b : b + n])
        for part in _FREE.finditer(taken.to_bytes(n)):
            begin, end = part.span()
            yield a + begin, b + begin, end - begin
