"""The plan above: sentences about what plans take from it."""

from __future__ import annotations

import pandas as pd

from compare.analyse.inheritance import measure_origins
from compare.present.wording.findings.finding import join_plans
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase


def summarise_inheritance(inheritance: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """来自上级规划的文字：湛江 沿用 10%、改写 30%，自有 60%."""
    if inheritance.empty:
        return phrase("inheritance.title.none", lang)
    shares = measure_origins(inheritance, "plan").set_index("plan_id")
    values = {
        str(plan): phrase(
            "inheritance.plan",
            lang,
            taken=format_figure(row["taken_over"], "share"),
            adapted=format_figure(row["adapted"], "share"),
            own=format_figure(row["own"], "share"),
        )
        for plan, row in shares.iterrows()
    }
    order = {str(plan): float(own) for plan, own in shares["own"].items()}
    return phrase("inheritance.title", lang, plans=join_plans(plans, lang, values, order))
