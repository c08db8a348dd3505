"""By what means the plans act and what they have from the plan above: sentences on both."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from compare.analyse.inheritance import ORIGINS, measure_origins
from compare.analyse.instruments import count_instruments
from compare.present.wording.findings.finding import Finding, Tables, join_plans, make_finding
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase


def list_policy_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Policy instruments by side, and of plans that name a plan above them its share."""
    plans, instruments, origins = tables["plans"], tables["instruments"], tables["inheritance"]
    if len(instruments):
        sentence = summarise_instruments(instruments, plans, lang)
        yield make_finding("instruments", sentence, lang)
    if len(origins):
        yield make_finding("inheritance", summarise_inheritance(origins, plans, lang), lang)


def summarise_instruments(instruments: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """海安 供给型 55%、环境型 43%、需求型 2%；太仓 …, of more than three plans those at the ends
    by the first side."""
    counted = count_instruments(instruments)
    shares = counted.groupby(["plan_id", "family"], sort=False)["share"].sum().unstack(sort=False)
    order = {str(plan): float(share) for plan, share in shares.iloc[:, 0].items()}
    named = shares.rename(columns=lambda side: phrase(f"instruments.side.{side}", lang))
    return phrase(
        "instruments.title", lang, plans=join_plans(plans, lang, _tell_shares(named, lang), order)
    )


def summarise_inheritance(inheritance: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """湛江 沿用 12%、改写 30%、与同级共有 4%、自有 54%, of the plans that name a plan above."""
    shares = measure_origins(inheritance, "plan").set_index("plan_id")[list(ORIGINS)]
    order = {str(plan): float(share) for plan, share in shares["own"].items()}
    named = shares.rename(columns=lambda origin: phrase(f"inheritance.origin.{origin}", lang))
    return phrase(
        "inheritance.title", lang, plans=join_plans(plans, lang, _tell_shares(named, lang), order)
    )


def _tell_shares(shares: pd.DataFrame, lang: str) -> dict[str, str]:
    """plan → 供给型 55%、环境型 43%, for plans × named parts."""
    told = shares.map(lambda share: format_figure(share, "share"))
    return {
        str(plan): phrase("mark.pause", lang).join(f"{name} {share}" for name, share in row.items())
        for plan, row in told.iterrows()
    }
