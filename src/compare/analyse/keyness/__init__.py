"""The words that set one plan apart from the others, with statistics.

Signed log-likelihood G² of a term's rate in one plan against its rate in all others together
(Dunning 1993, Computational Linguistics 19(1); in the two-cell form of Rayson & Garside 2000,
Comparing Corpora using Frequency Profiling, which is the likelihood ratio of two Poisson rates)
says how large a difference is. G² treats every occurrence as drawn by itself, which words of one
task are not; whether a difference is more than chance is told by dealing whole tasks (`dealing`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.special import xlogy

from compare.analyse.keyness.counting import Usage, Words, count_usage
from compare.analyse.keyness.dealing import Array, Dealing
from compare.analyse.terms import DEFAULT, Tokenizer
from compare.schema import build_table, check_table

MINIMUM_COUNT = 3
PER = 1000
SIGNIFICANT = 0.05
STRONGEST = 50  # kept of each of many plans even where fewer terms are significant
TIE_DIGITS = 9  # values that agree this far rank the same, whatever the processor
NEAR = 1e-6  # far more than two ways of computing the same differ by


def find_distinctive_terms(
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    texts: Mapping[str, str] | None = None,
    *,
    tokenizer: Tokenizer = DEFAULT,
    minimum_count: int = MINIMUM_COUNT,
    words: Words | None = None,
    many: bool = False,
    threads: int = 1,
) -> pd.DataFrame:
    """`distinctive_terms`: one row per plan and term, each plan against all others together.

    Counted are the key tasks (title and body; `texts` gives other wordings by task_id, such as
    the text without shared passages; `words`, task_id → word → count, spares cutting them again).
    Terms that hold a place name of `plans` (海安, 江苏; not the short 驻海) or that are no keywords
    (进, 全市: `lookups/keyword_stops.csv`, with the built-in stop words) are left out and count
    nowhere. Tested are the terms with at least `minimum_count` occurrences over all plans: a term
    seen once or twice can reach no significance, and a limit on the total favours neither side.
    `g2` > 0: more frequent here; `p_adjusted`: how often, with the tasks dealt to the plans at
    random, some term of some plan deviates as far (see `dealing`); `tasks`, `tasks_others`: key
    tasks that use the term. Rows by plan, then G² falling, then term. With fewer than two plans
    that hold terms there is nothing to compare, and no row.

    `many`: of each plan only the terms with p_adjusted ≤ SIGNIFICANT are listed, and at least the
    STRONGEST, by |G²|, then term; a term that a plan does not use is not tested there (p 1).
    `threads`: how many deal at once.

    A term with 9 of 3,000 here and 1 of 3,000 elsewhere: rate 3, rate_others 0.333, g2 7.36.
    """
    usage = count_usage(tasks, plans, texts, tokenizer, words)
    if len(usage.plans) < 2:
        return build_table("distinctive_terms", [])
    tested = _Tested(usage, minimum_count, not many, threads)
    parts = [_compare_plan(tested, row, many) for row in range(len(usage.plans))]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return check_table(pd.DataFrame(columns), "distinctive_terms")


class _Tested:
    """The terms frequent enough to test, with what every plan's comparison needs of them."""

    def __init__(self, usage: Usage, minimum_count: int, whole: bool, threads: int) -> None:
        total = np.asarray(usage.counts.sum(axis=0)).ravel()
        kept = np.flatnonzero(total >= minimum_count)
        lengths = np.asarray(usage.counts.sum(axis=1)).ravel()
        chosen = usage.counts[:, kept]
        dealing = Dealing(chosen, lengths, usage.owner, whole)
        deal = csr_matrix((np.ones_like(usage.owner), (usage.owner, np.arange(len(usage.owner)))))
        self.plans = usage.plans
        self.sizes = np.asarray(deal @ lengths).ravel()
        self.terms = np.array(usage.terms, dtype=object)[kept]
        self.counts, self.used = deal @ chosen, deal @ chosen.sign()
        self.total = total[kept]
        self.commonest = np.argsort(-self.total, kind="stable")
        self._falling = -self.total[self.commonest]
        self.total_used = np.asarray(self.used.sum(axis=0)).ravel()
        plan, term, p_values = dealing.find_p_values(threads)
        self.p_values = csr_matrix((p_values, (plan, term)), (len(self.plans), len(self.terms)))

    def list_candidates(self, row: int) -> Array:
        """The terms of which the STRONGEST of a plan are some: all that it uses, and of the others the
        commonest, since the rarer a term is elsewhere, the less it says that it is missing here."""
        start, end = self.counts.indptr[row : row + 2]
        used = self.counts.indices[start:end]
        is_used = np.zeros(len(self.terms), dtype=bool)
        is_used[used] = True
        first = self.commonest[: STRONGEST + len(used)]
        unused = first[~is_used[first]]
        if len(unused) >= STRONGEST:  # and those that are as common as the last of them
            least = self.total[unused[STRONGEST - 1]]
            first = self.commonest[: np.searchsorted(self._falling, -least, "right")]
        is_used[first] = True
        return np.flatnonzero(is_used)

    def take(self, matrix: csr_matrix, row: int, chosen: Array) -> Array:
        """The cells of some terms in one row of a matrix, zeros among them."""
        dense = np.zeros(len(self.terms), dtype=matrix.dtype)
        start, end = matrix.indptr[row : row + 2]
        dense[matrix.indices[start:end]] = matrix.data[start:end]
        return dense[chosen]


def _compare_plan(tested: _Tested, row: int, many: bool) -> dict[str, Array]:
    """The columns of one plan's rows."""
    chosen = tested.list_candidates(row) if many else np.arange(len(tested.terms))
    own = tested.take(tested.counts, row, chosen)
    others = tested.total[chosen] - own
    total = int(tested.sizes[row])
    total_others = int(tested.sizes.sum()) - total
    p_adjusted = tested.take(tested.p_values, row, chosen)
    p_adjusted[p_adjusted == 0] = 1.0  # not tested; what is tested is never 0
    cells: tuple[Array, ...] = (chosen, own, others, p_adjusted)
    if many:
        likely = _may_be_strongest(own, others, total, total_others)
        cells = _take_cells(cells, np.flatnonzero((p_adjusted <= SIGNIFICANT) | likely))
    g2 = _measure_terms(cells[1], cells[2], total, total_others)
    rounded = np.array([round(value, TIE_DIGITS) for value in g2.tolist()])
    order = np.argsort(-rounded, kind="stable")
    if many:
        sure = cells[3] <= SIGNIFICANT
        ranked = np.lexsort((-np.abs(rounded), ~sure))
        listed = np.zeros(len(ranked), dtype=bool)
        listed[ranked[: max(int(sure.sum()), STRONGEST)]] = True
        order = order[listed[order]]
    chosen, own, others, p_adjusted = _take_cells(cells, order)
    used = tested.take(tested.used, row, chosen)
    return {
        "plan_id": np.full(len(chosen), tested.plans[row], dtype=object),
        "term": tested.terms[chosen],
        "count": own,
        "count_others": others,
        "rate": PER * own / total,
        "rate_others": PER * others / total_others,
        "rate_ratio": (own + 0.5) / total / ((others + 0.5) / total_others),
        "g2": g2[order],
        "p_adjusted": p_adjusted,
        "tasks": used,
        "tasks_others": tested.total_used[chosen] - used,
    }


def _take_cells(columns: tuple[Array, ...], places: Array) -> tuple[Array, ...]:
    return tuple(values[places] for values in columns)


def _may_be_strongest(own: Array, others: Array, total: int, total_others: int) -> Array:
    """Whether a term may be among the STRONGEST by |G²|, and so is worth measuring exactly."""
    rate = (own + others) / (total + total_others)
    about = np.abs(xlogy(own, own / (rate * total)) + xlogy(others, others / (rate * total_others)))
    least = np.partition(about, -STRONGEST)[-STRONGEST] if len(about) > STRONGEST else 0.0
    found: Array = about >= least * (1 - NEAR) - NEAR
    return found


def _measure_terms(own: Array, others: Array, total: int, total_others: int) -> Array:
    """G² of terms, of those with the same counts once; not by numpy.

    Its logarithm differs in its last digit from one processor to the next.
    """
    pairs = list(zip(own.tolist(), others.tolist(), strict=True))
    known = {pair: measure_g2(*pair, total, total_others) for pair in dict.fromkeys(pairs)}
    return np.array([known[pair] for pair in pairs])


def measure_g2(count: int, count_others: int, total: int, total_others: int) -> float:
    """Signed G² = ±2 Σ O·ln(O/E), E = the counts at one common rate; negative where rarer here.

    9 of 3,000 against 1 of 3,000: both expect 5, 2·(9·ln 1.8 + 1·ln 0.2) = 7.361.
    """
    rate = (count + count_others) / (total + total_others)
    parts = ((count, rate * total), (count_others, rate * total_others))
    g2 = 2 * sum(seen * math.log(seen / expected) for seen, expected in parts if seen)
    return math.copysign(max(g2, 0.0), count * total_others - count_others * total)


def count_survivors(terms: pd.DataFrame) -> pd.DataFrame:
    """How much is more than chance: one row per plan of a `distinctive_terms` table.

    Columns: plan_id; `tested` terms; `more`, `fewer`: more or less frequent here with p_adjusted ≤
    SIGNIFICANT; `one_task`: those of both whose occurrences, on the side that uses the term more, all
    stand in a single task and so say little about the plan.
    """
    rows = []
    for plan_id, part in terms.groupby("plan_id", sort=False):
        kept = part[part["p_adjusted"] <= SIGNIFICANT]
        users = kept["tasks"].where(kept["g2"] > 0, kept["tasks_others"])
        rows.append(
            {
                "plan_id": plan_id,
                "tested": len(part),
                "more": int((kept["g2"] > 0).sum()),
                "fewer": int((kept["g2"] < 0).sum()),
                "one_task": int((users == 1).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["plan_id", "tested", "more", "fewer", "one_task"])
