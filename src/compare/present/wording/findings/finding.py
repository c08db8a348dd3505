"""What a finding is, and how its sentence gathers the plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from compare.present.wording.labels import label_plans
from compare.present.wording.texts import phrase

Tables = Mapping[str, pd.DataFrame]
Pair = tuple[str, str]  # plan_a, plan_b
MOST_PLANS = 3  # beyond this many plans a sentence gives the ends of the range

# The findings in the order of a report, each with the figure of `figures/` that shows it.
FIGURES = {
    "size": "",
    "indicators": "indicators",
    "levels": "indicators",
    "aspirational": "indicators",
    "workload": "workload",
    "concentration": "workload",
    "network": "network",
    "alignment": "alignment_heatmap",
    "coverage": "coverage",
    "themes_left_out": "coverage",
    "commitment": "commitment",
    "progress": "progress",
    "shared_passages": "shared_passages",
    "keyness": "keyness",
}


@dataclass(frozen=True)
class Finding:
    """A sentence, what it does not say, and the figure of `figures/` that shows it (or none)."""

    key: str
    sentence: str
    caveat: str
    figure: str = ""


def make_finding(key: str, sentence: str, lang: str) -> Finding:
    """The finding with the caveat and the figure that belong to its key."""
    return Finding(key, sentence, phrase(f"caveat.{key}", lang), FIGURES[key])


def join_plans(
    plans: pd.DataFrame, lang: str, values: Mapping[str, str], order: Mapping[str, float]
) -> str:
    """Plan and value for each plan; past MOST_PLANS of the highest and the lowest by `order`.

    海安 0.35，太仓 0.28
    """
    shown = [(plan, label) for plan, label in label_plans(plans, lang).items() if plan in values]
    if len(shown) <= MOST_PLANS:
        long = any("、" in value or ", " in value for value in values.values())
        mark = phrase("mark.semicolon" if long else "mark.comma", lang)
        return mark.join(f"{label} {values[plan]}" for plan, label in shown)
    ranked = sorted(shown, key=lambda item: -order[item[0]])
    (high, most), (low, least) = ranked[0], ranked[-1]
    return phrase(
        "range.title",
        lang,
        most=most,
        most_value=values[high],
        least=least,
        least_value=values[low],
    )


def join_values(values: Iterable[tuple[str, str]], lang: str) -> str:
    """海安 5/11，太仓 2/7, for pairs of label and value."""
    return phrase("mark.comma", lang).join(f"{label} {value}" for label, value in values)


def find_widest_gap(table: pd.DataFrame) -> tuple[str, list[tuple[str, float]]]:
    """Of a table thing × plan: the thing on which plans differ most, its lowest and highest share."""
    gaps = (table.max(axis=1) - table.min(axis=1)).sort_values(ascending=False, kind="stable")
    row = table.loc[gaps.index[0]]
    ends = [str(row.idxmin()), str(row.idxmax())]
    return str(gaps.index[0]), [(plan, float(row[plan])) for plan in ends]
