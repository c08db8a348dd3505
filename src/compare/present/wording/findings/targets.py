"""What the plans aim at, and how far they have come: sentences about indicators and progress."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from compare.present.wording.findings.finding import (
    MOST_PLANS,
    Finding,
    Tables,
    find_sure_ends,
    join_plans,
    make_finding,
    tally_plans,
)
from compare.present.wording.labels import name_all, name_thing
from compare.present.wording.stated import format_path
from compare.present.wording.texts import phrase

MOST_LEVELS = 3  # indicators whose levels are told
STATUSES = ("ahead", "on_path", "behind")


def list_target_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Shared indicators, their levels, aspirational wording, progress."""
    indicators, plans = tables["indicators"], tables["plans"]
    numbers = indicators[indicators["stated"] == "number"]
    if len(numbers):
        yield make_finding("indicators", summarise_indicators(indicators, plans, lang), lang)
        if levels := [_describe_level(part, plans, lang) for part in _list_paths(indicators)]:
            stated = phrase("mark.semicolon", lang).join(levels)
            yield make_finding("levels", phrase("levels.title", lang, levels=stated), lang)
        yield make_finding("aspirational", _describe_aspirations(numbers, plans, lang), lang)
    if len(tables.get("progress", ())):
        yield make_finding("progress", summarise_progress(tables["progress"], plans, lang), lang)


def summarise_indicators(indicators: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many indicators carry a number, in each plan and in every plan.

    写出数字的指标共 15 项：海安 10，太仓 7；两地方案都写的 2 项
    """
    numbers = indicators[indicators["stated"] == "number"]
    every = numbers["indicator_id"].nunique()
    if len(plans) < 2:
        return phrase("indicators.title.one", lang, stated=every)
    own = numbers.groupby("plan_id")["indicator_id"].nunique()
    counts = {str(plan): int(own.get(plan, 0)) for plan in plans["plan_id"]}
    joined = join_plans(plans, lang, {plan: str(n) for plan, n in counts.items()}, counts)
    shared = count_shared(numbers, len(plans))
    values = {"stated": every, "plans": joined, "shared": shared, "every": name_all(plans, lang)}
    return phrase("indicators.title", lang, **values)


def count_shared(numbers: pd.DataFrame, plans: int) -> int:
    """Indicators to which each of so many plans puts a number."""
    uses = numbers.groupby("indicator_id", sort=False)["plan_id"].nunique()
    return int((uses == plans).sum())


def _list_paths(indicators: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows with baseline and target, per indicator, the indicator most plans share first."""
    paced = indicators.dropna(subset=["baseline_value", "target_value"])
    parts = [part for _, part in paced.groupby("indicator_id", sort=False)]
    return sorted(parts, key=lambda part: -part["plan_id"].nunique())[:MOST_LEVELS]


def _describe_level(part: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """比例：海安 14%（2020） → 20%（2025），太仓 …"""
    own = {str(row["plan_id"]): row for row in part.to_dict("records")}
    paths = {plan: format_path(row, lang) for plan, row in own.items()}
    order = {plan: float(row["target_value"]) for plan, row in own.items()}
    name = name_thing(part.iloc[0], "indicator", lang)
    return name + phrase("mark.colon", lang) + join_plans(plans, lang, paths, order)


def _describe_aspirations(numbers: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """Of each plan's numbers those worded as aspirations: 海安 10 项中 4 项、太仓 7 项中 2 项用“力争”…."""
    aspirations = numbers[numbers["aspirational"].fillna(False).astype(bool)]
    some, every = tally_plans(aspirations), tally_plans(numbers)
    told = {
        plan: phrase("aspirational.count", lang, n=n, some=some.get(plan, 0))
        for plan, n in every.items()
    }
    few = len(told) <= MOST_PLANS
    order = {plan: some.get(plan, 0) / n for plan, n in every.items()}
    joined = join_plans(plans, lang, told, order, "mark.pause")
    if few:
        return phrase("aspirational.title.few", lang, plans=joined)
    sentence = phrase("aspirational.title", lang, plans=joined)
    counts = {plan: (some.get(plan, 0), n) for plan, n in every.items()}
    return sentence if find_sure_ends(counts) else sentence + phrase("range.alike", lang)


def summarise_progress(progress: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many targets are ahead, on the path and behind at their latest measurement."""
    latest = [
        part.sort_values("year", kind="stable").iloc[-1] for part in list_measured_targets(progress)
    ]
    if not latest:
        return phrase("progress.title.none", lang)
    counts = {status: sum(row["status"] == status for row in latest) for status in STATUSES}
    return phrase("progress.title", lang, n=len(latest), **counts)


def list_measured_targets(progress: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows that can be assessed, per plan and target."""
    sure = progress[progress["status"].isin(STATUSES)] if len(progress) else progress
    if sure.empty:
        return []
    keys = ["plan_id", "indicator_id", "target_year"]
    return [part for _, part in sure.groupby(keys, sort=False)]
