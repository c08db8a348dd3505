"""The words that set one plan apart from the others, with statistics.

Signed log-likelihood G² of a term's rate in one plan against its rate in all others together
(Dunning 1993, Computational Linguistics 19(1); in the two-cell form of Rayson & Garside 2000,
Comparing Corpora using Frequency Profiling, which is the likelihood ratio of two Poisson rates),
with p-values corrected after Benjamini & Hochberg 1995. G² treats every occurrence as drawn by
itself; words of one task are not, so `tasks` tells how many tasks a count rests on.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from compare.analyse.terms import list_place_names, tokenise
from compare.schema import build_table

MINIMUM_COUNT = 3
PER = 1000
SIGNIFICANT = 0.05

Tokenise = Callable[[str], list[str]]


def find_distinctive_terms(
    tasks: pd.DataFrame,
    plans: pd.DataFrame | None = None,
    texts: Mapping[str, str] | None = None,
    tokenise: Tokenise = tokenise,
) -> pd.DataFrame:
    """`distinctive_terms`: one row per plan and term, each plan against all others together.

    Counted are the key tasks (title and body; `texts` gives other wordings by task_id, such as
    the text without shared passages). Terms that hold a place name of `plans` (海安, 江苏; not the
    short 驻海) are left out and count nowhere. Tested are the terms with at least MINIMUM_COUNT occurrences over
    all plans: a term seen once or twice can reach no significance, and a limit on the total
    favours neither side. `g2` > 0: more frequent here; `p_adjusted`: over all terms of the plan;
    `tasks`, `tasks_others`: key tasks that use the term. Rows by plan, then G² falling, then term.
    With fewer than two plans that hold terms there is nothing to compare, and no row.

    A term with 9 of 3,000 here and 1 of 3,000 elsewhere: rate 3, rate_others 0.333, g2 7.36.
    """
    counts: dict[str, Counter[str]] = {}
    used: dict[str, Counter[str]] = {}
    for plan, bag in _count_tasks(tasks, _list_places(plans), texts, tokenise):
        if bag:
            counts.setdefault(plan, Counter()).update(bag)
            used.setdefault(plan, Counter()).update(bag.keys())
    rows = []
    if len(counts) > 1:
        rows = [row for plan in counts for row in _compare_plan(plan, counts, used)]
    return build_table("distinctive_terms", rows)


def _list_places(plans: pd.DataFrame | None) -> list[str]:
    """The bare place names of all plans, each once."""
    found: dict[str, None] = {}
    for plan_id in [] if plans is None else plans["plan_id"]:
        found.update(dict.fromkeys(list_place_names(plans, plan_id)))
    return list(found)


def _count_tasks(
    tasks: pd.DataFrame,
    places: Sequence[str],
    texts: Mapping[str, str] | None,
    tokenise: Tokenise,
) -> list[tuple[str, Counter[str]]]:
    """The terms of each key task with their counts, as (plan_id, counts)."""
    bags = []
    for task in tasks[tasks["kind"] == "key_task"].to_dict("records"):
        text = f"{task['title']}\n{task['body']}"
        if texts is not None:
            text = texts[task["task_id"]]
        kept = (term for term in tokenise(text) if not any(place in term for place in places))
        bags.append((str(task["plan_id"]), Counter(kept)))
    return bags


def _compare_plan(
    plan: str, counts: Mapping[str, Counter[str]], used: Mapping[str, Counter[str]]
) -> list[dict[str, object]]:
    own, others = counts[plan], _sum_others(counts, plan)
    total, total_others = own.total(), others.total()
    used_others = _sum_others(used, plan)
    terms = sorted(t for t in own.keys() | others.keys() if own[t] + others[t] >= MINIMUM_COUNT)
    g2 = {t: measure_g2(own[t], others[t], total, total_others) for t in terms}
    p_values = adjust_p_values([find_p_value(g2[t]) for t in terms])
    adjusted = dict(zip(terms, p_values, strict=True))
    return [
        {
            "plan_id": plan,
            "term": term,
            "count": own[term],
            "count_others": others[term],
            "rate": PER * own[term] / total,
            "rate_others": PER * others[term] / total_others,
            "rate_ratio": (own[term] + 0.5) / total / ((others[term] + 0.5) / total_others),
            "g2": g2[term],
            "p_adjusted": adjusted[term],
            "tasks": used[plan][term],
            "tasks_others": used_others[term],
        }
        for term in sorted(terms, key=lambda t: (-round(g2[t], 9), t))
    ]


def _sum_others(counts: Mapping[str, Counter[str]], plan: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for other, counter in counts.items():
        if other != plan:
            total.update(counter)
    return total


def measure_g2(count: int, count_others: int, total: int, total_others: int) -> float:
    """Signed G² = ±2 Σ O·ln(O/E), E = the counts at one common rate; negative where rarer here.

    9 of 3,000 against 1 of 3,000: both expect 5, 2·(9·ln 1.8 + 1·ln 0.2) = 7.361.
    """
    rate = (count + count_others) / (total + total_others)
    parts = ((count, rate * total), (count_others, rate * total_others))
    g2 = 2 * sum(seen * math.log(seen / expected) for seen, expected in parts if seen)
    return math.copysign(max(g2, 0.0), count * total_others - count_others * total)


def find_p_value(g2: float) -> float:
    """Probability of a G² at least as far from 0: χ² with one degree of freedom (3.841 → 0.05)."""
    return math.erfc(math.sqrt(abs(g2) / 2))


def adjust_p_values(p_values: Sequence[float]) -> list[float]:
    """p-values after Benjamini & Hochberg 1995, in the order given.

    The i-th smallest of m becomes the least of p·m/j over j ≥ i: 0.01, 0.04, 0.03 → 0.03, 0.04, 0.04.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    least = 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        least = min(least, p_values[place] * len(order) / rank)
        adjusted[place] = least
    return adjusted


def count_survivors(terms: pd.DataFrame, alpha: float = SIGNIFICANT) -> pd.DataFrame:
    """How much survives correction: one row per plan of a `distinctive_terms` table.

    Columns: plan_id; `tested` terms; `more`, `fewer`: more or less frequent here with p_adjusted ≤
    alpha; `one_task`: those of both whose occurrences, on the side that uses the term more, all
    stand in a single task and so say little about the plan.
    """
    rows = []
    for plan_id, part in terms.groupby("plan_id", sort=False):
        kept = part[part["p_adjusted"] <= alpha]
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
