"""Single clauses that two plans share nearly: too short to stand out of an alignment by their score.

`支持高校加强航空相关学科专业建设` and `支持省内高校和职业院校推动航空学科专业建设` share no long run, but
no other clause of either text is as close to one of them as they are to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from compare.analyse.reuse.align import Run
from compare.analyse.reuse.borders import align_tokens, span_passage
from compare.analyse.reuse.models import Common, Grams, Met, TextModel
from compare.analyse.reuse.places import PlaceWords
from compare.analyse.reuse.plantext import PlanText
from compare.analyse.reuse.textclauses import Ints, Span, TextClauses

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ClauseRule:
    """When two clauses are one passage. Chosen on the first half of the readings.

    `shortest`: characters of the shorter, its mark included. `shared`: of their pairs of
    characters, each weighed by how few clauses have it, the share that both have (Dice).
    `alike`: share of characters in common, in order; place words agree.
    `alike_short`: the same for clauses shorter than `short`, which a set phrase fills sooner.
    """

    shortest: int = 12
    shared: float = 0.5
    alike: float = 0.5
    short: int = 15
    alike_short: float = 0.75

    def ask_alike(self, length: int) -> float:
        """How alike two clauses have to be of which the shorter has so many characters."""
        return self.alike if length >= self.short else self.alike_short


RULE = ClauseRule()


def pair_clauses(
    a: TextModel,
    b: TextModel,
    common: Common,
    taken: Sequence[Sequence[Run]],
    places: PlaceWords,
    rule: ClauseRule = RULE,
) -> list[list[Run]]:
    """Passages of whole clauses outside those taken, in order of text a.

    Each is a list of answering characters, runs of one; clauses that follow one another in both texts are one.
    """
    spans = np.array([span_passage(runs) for runs in taken], dtype=np.int64).reshape(-1, 4)
    clauses_a = _list_free(a.clauses, spans[:, :2], rule.shortest)
    clauses_b = _list_free(b.clauses, spans[:, 2:], rule.shortest)
    if not len(clauses_a) or not len(clauses_b):
        return []
    found = []
    for span_a, span_b in _find_closest(a, clauses_a, b, clauses_b, common, rule):
        runs, alike = _align_clauses(a.text, span_a, b.text, span_b, places)
        shorter = min(span[1] - span[0] for span in (span_a, span_b))
        if alike >= rule.ask_alike(shorter):
            found.append(runs)
    return _join_neighbours(found, a.text, b.text)


def _list_free(clauses: TextClauses, taken: Ints, shortest: int) -> Ints:
    """Numbers of the clauses within one block, long enough, that no passage touches.

    What a text says word for word more than once is a set phrase of its own and left out.
    """
    starts, ends = clauses.starts, clauses.ends
    begun = np.searchsorted(np.sort(taken[:, 0]), ends)  # passages before the clause's end …
    ended = np.searchsorted(np.sort(taken[:, 1]), starts, "right")  # … and before its start
    free = np.flatnonzero((ends - starts >= shortest) & (begun == ended))
    wordings = clauses.wordings[free]
    alone: Ints = free[np.bincount(wordings)[wordings] == 1]
    return alone


def _find_closest(
    a: TextModel, clauses_a: Ints, b: TextModel, clauses_b: Ints, common: Common, rule: ClauseRule
) -> Iterator[tuple[Span, Span]]:
    """Pairs of clauses that are each other's closest and close enough, in order of text a."""
    (pairs_a, sizes_a), (pairs_b, sizes_b) = a.clauses.take(clauses_a), b.clauses.take(clauses_b)
    pairs_b = _number_alike(a.pairs, b.pairs, common.pairs)[pairs_b]
    counts = np.bincount(np.concatenate([pairs_a, pairs_b]))
    worth = np.log2((len(clauses_a) + len(clauses_b)) / np.arange(1, counts.max(initial=1) + 1))
    weights = worth[counts - 1]
    held_a, own_a = _weigh_clauses(pairs_a, sizes_a, weights)
    held_b, own_b = _weigh_clauses(pairs_b, sizes_b, weights)
    shared = (held_a @ held_b.T).tocoo()
    dice = 2 * shared.data / np.maximum(own_a[shared.row] + own_b[shared.col], 1)
    dice = np.round(dice, 9)
    close = np.flatnonzero(dice >= rule.shared)
    order = np.lexsort((shared.col[close], shared.row[close], -dice[close]))
    best_a: dict[int, int] = {}
    best_b: dict[int, int] = {}
    for i, j in zip(*(c[close[order]].tolist() for c in (shared.row, shared.col)), strict=True):
        best_a.setdefault(i, j)
        best_b.setdefault(j, i)
    for i, j in sorted(best_a.items()):
        if best_b[j] == i:
            yield a.clauses.find(clauses_a[i]), b.clauses.find(clauses_b[j])


def _number_alike(a: Grams, b: Grams, met: Met) -> Ints:
    """For every gram of b the number that a has for it; those a has not are numbered on."""
    numbers = np.arange(len(b.values)) + len(a.values)
    numbers[met[1]] = met[0]
    return numbers


def _weigh_clauses(pairs: Ints, sizes: Ints, weights: Weights) -> tuple[Any, Weights]:
    """The roots of the weights of all pairs of some clauses, clause by pair, and each clause's sum."""
    bounds = np.append(0, np.cumsum(sizes)).astype(np.int32)
    held = weights[pairs]
    own = np.bincount(np.repeat(np.arange(len(sizes)), sizes), held, len(sizes))
    cells = np.sqrt(held), pairs.astype(np.int32), bounds
    roots = sparse.csr_matrix(cells, (len(sizes), len(weights)))
    return roots, own.astype(np.float64)


def _align_clauses(
    a: PlanText, span_a: Span, b: PlanText, span_b: Span, places: PlaceWords
) -> tuple[list[Run], float]:
    """The answering characters of two clauses, both ends among them, and how alike they are."""
    tokens_a = places.tokenize(a.text[slice(*span_a)])
    tokens_b = places.tokenize(b.text[slice(*span_b)])
    common = list(align_tokens(tokens_a, tokens_b))
    (start_a, end_a), (start_b, end_b) = span_a, span_b
    inner = [
        (start_a + x, start_b + y, 1)
        for x, y in common
        if 0 < x < end_a - start_a - 1 and 0 < y < end_b - start_b - 1
    ]
    runs = [(start_a, start_b, 1), *inner, (end_a - 1, end_b - 1, 1)]
    return runs, 2 * len(common) / (len(tokens_a) + len(tokens_b))


def _join_neighbours(found: Sequence[list[Run]], a: PlanText, b: PlanText) -> list[list[Run]]:
    """Passages of which one follows the other in both texts made one."""
    joined: list[list[Run]] = []
    for runs in found:
        if joined and _follows(joined[-1][-1], runs[0], a, b):
            joined[-1].extend(runs)
        else:
            joined.append(runs)
    return joined


def _follows(last: Run, first: Run, a: PlanText, b: PlanText) -> bool:
    is_next = first[:2] == (last[0] + 1, last[1] + 1)
    return is_next and bool(
        a.blocks[last[0]] == a.blocks[first[0]] and b.blocks[last[1]] == b.blocks[first[1]]
    )
