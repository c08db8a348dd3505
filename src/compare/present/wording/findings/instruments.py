"""Policy instruments: sentences about the sides of policy that plans use."""

from __future__ import annotations

import pandas as pd

from compare.present.wording.findings.finding import join_plans
from compare.present.wording.labels import label_instruments
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase

SIDES = ("supply", "environment", "demand")


def summarise_instruments(instruments: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """政策工具（分句占比）：海安 供给型 40%、环境型 55%、需求型 5%；太仓 …"""
    if instruments.empty:
        return phrase("instruments.title.none", lang)
    labels, mark = label_instruments(lang), phrase("mark.pause", lang)
    shares = {
        str(plan): own["family"].value_counts(normalize=True).reindex(SIDES, fill_value=0.0)
        for plan, own in instruments.groupby("plan_id", sort=False)
    }
    values = {
        plan: mark.join(f"{labels[side]} {format_figure(own[side], 'share')}" for side in SIDES)
        for plan, own in shares.items()
    }
    order = {plan: float(own["supply"]) for plan, own in shares.items()}
    return phrase("instruments.title", lang, plans=join_plans(plans, lang, values, order))
