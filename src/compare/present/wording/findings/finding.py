"""What a finding is, and how its sentence gathers the plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from compare.analyse.chance import find_exact_p
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.texts import phrase

Tables = Mapping[str, pd.DataFrame]
Pair = tuple[str, str]  # plan_a, plan_b
Counts = Mapping[str, tuple[int, int]]  # plan_id → how many, of how many
SIGNIFICANT = 0.05
SAME = 1e-9  # values that differ by no more are equal
MOST_PLANS = 3  # beyond this many plans a sentence gives the ends of the range

# The findings in the order of a report, each with the figure of `figures/` that shows it.
FIGURES = {
    "size": "",
    "indicators": "indicators",
    "levels": "indicators",
    "aspirational": "indicators",
    "workload": "workload",
    "concentration": "workload",
    "alignment": "alignment_links",
    "coverage": "coverage",
    "themes_left_out": "coverage",
    "commitment": "",
    "progress": "progress",
    "instruments": "instruments",
    "inheritance": "inheritance",
    "shared_passages": "shared_passages",
    "keyness": "",
}


@dataclass(frozen=True)
class Finding:
    """A sentence, what it does not say, and the figure of `figures/` that shows it (or none)."""

    key: str
    sentence: str
    caveat: str
    figure: str = ""


def make_finding(key: str, sentence: str, lang: str, caveat: str = "") -> Finding:
    """The finding with the figure and, where no phrase is named for it, the caveat of its key."""
    return Finding(key, sentence, phrase(caveat or f"caveat.{key}", lang), FIGURES[key])


def join_plans(
    plans: pd.DataFrame,
    lang: str,
    values: Mapping[str, str],
    order: Mapping[str, float],
    between: str = "",
) -> str:
    """Plan and value for each plan; past MOST_PLANS of the highest and the lowest by `order`, with all
    that tie. `between`: the mark between plans, where it is not that of a list.

    海安 0.35，太仓 0.28
    """
    shown = [(plan, label) for plan, label in label_plans(plans, lang).items() if plan in values]
    if len(shown) <= MOST_PLANS:
        long = any("、" in value or ", " in value for value in values.values())
        mark = phrase(between or ("mark.semicolon" if long else "mark.comma"), lang)
        return mark.join(f"{label} {values[plan]}" for plan, label in shown)
    ends = name_ends(dict(shown), values, order, lang)
    if len(ends) == 1:
        return phrase("range.title.equal", lang, value=ends[0])
    return phrase("range.title", lang, most=ends[0], least=ends[1])


def name_ends(
    labels: Mapping[str, str], values: Mapping[str, str], order: Mapping[str, float], lang: str
) -> list[str]:
    """The plans with the highest and those with the lowest `order`, with their values; the value alone
    where all are equal. A reader sees values: plans tie where these read the same, too.

    甲县、丙县 5，乙县等 4 个 0 → [甲县、丙县 5, 乙县等 4 个 0]
    """
    ends = [
        _list_tied(labels, values, order, end(order[plan] for plan in labels)) for end in (max, min)
    ]
    if len(ends[0]) == len(labels) and len({values[plan] for plan in labels}) == 1:
        return [values[ends[0][0]]]
    return [_tell_tied(tied, labels, values, lang) for tied in ends]


def _list_tied(
    labels: Mapping[str, str], values: Mapping[str, str], order: Mapping[str, float], end: float
) -> list[str]:
    told = {values[plan] for plan in labels if abs(order[plan] - end) <= SAME}
    return [plan for plan in labels if abs(order[plan] - end) <= SAME or values[plan] in told]


def _tell_tied(
    tied: list[str], labels: Mapping[str, str], values: Mapping[str, str], lang: str
) -> str:
    if len({values[plan] for plan in tied}) == 1:
        return f"{join_names([labels[plan] for plan in tied], lang)} {values[tied[0]]}"
    return join_names([f"{labels[plan]} {values[plan]}" for plan in tied], lang)


def join_values(values: Iterable[tuple[str, str]], lang: str) -> str:
    """海安 5/11，太仓 2/7, for pairs of label and value."""
    return phrase("mark.comma", lang).join(f"{label} {value}" for label, value in values)


def find_sure_ends(counts: Counts, looks: int = 1) -> tuple[str, str] | None:
    """The plans with the lowest and the highest share, where these differ by more than chance.

    `looks`: among how many things the difference was picked; each, and each pair of plans, makes
    a large one likelier (Bonferroni).
    """
    known = {plan: (some, every) for plan, (some, every) in counts.items() if every}
    if len(known) < 2:
        return None
    ranked = sorted(known, key=lambda plan: known[plan][0] / known[plan][1])
    low, high = ranked[0], ranked[-1]
    pairs = len(known) * (len(known) - 1) // 2
    p = find_exact_p(*known[low], *known[high]) * pairs * looks
    return (low, high) if p <= SIGNIFICANT else None


def join_counts(
    plans: pd.DataFrame, lang: str, some: Mapping[str, int], every: Mapping[str, int]
) -> str:
    """海安 5/11，太仓 2/7, of many plans the highest and the lowest share."""
    shown = {plan: f"{some.get(plan, 0)}/{n}" for plan, n in every.items() if n}
    order = {plan: some.get(plan, 0) / n for plan, n in every.items() if n}
    return join_plans(plans, lang, shown, order)


def tally_plans(rows: pd.DataFrame) -> dict[str, int]:
    """Rows of each plan that has any, in their order."""
    return {str(plan): len(part) for plan, part in rows.groupby("plan_id", sort=False)}
