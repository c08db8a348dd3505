"""What the plans aim at, and how far they have come: sentences about indicators and progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from compare.present.wording.findings.finding import (
    Finding,
    Tables,
    add_counts,
    join_plans,
    join_sure_counts,
    join_values,
    make_finding,
)
from compare.present.wording.labels import label_plans, name_thing
from compare.present.wording.numbers import format_figure, label_pace
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
    """How many indicators every plan puts a number to, and the pace of the most shared one."""
    numbers = indicators[indicators["stated"] == "number"]
    uses = numbers.groupby("indicator_id", sort=False)["plan_id"].nunique()
    stated = indicators.loc[indicators["stated"] != "no", "indicator_id"].nunique()
    shared = int((uses == len(plans)).sum())
    if len(plans) > 1:
        key = "indicators.title" if shared else "indicators.title.none"
        head = phrase(key, lang, stated=stated, plans=len(plans), shared=shared)
    else:
        head = phrase("indicators.title.one", lang, stated=stated)
    paced = numbers.dropna(subset=["pace_per_year"])
    paced = paced[paced["target_year"] - paced["baseline_year"] > 1]  # one year has no pace
    if len(plans) > 1:  # the pace of one plan alone compares nothing
        paced = paced[paced.groupby("indicator_id")["plan_id"].transform("nunique") > 1]
    return head if paced.empty else _add_pace(head, paced, uses, label_plans(plans, lang), lang)


def _add_pace(
    head: str, paced: pd.DataFrame, uses: pd.Series, labels: Mapping[str, str], lang: str
) -> str:
    """…；比例每年变化：海安 +1.20，太仓 +0.80 个百分点: of the most shared one, fastest and slowest."""
    first = paced["indicator_id"].map(uses).idxmax()
    same = paced[paced["indicator_id"] == paced.at[first, "indicator_id"]]
    same = same.sort_values("pace_per_year", ascending=False, kind="stable")
    ends = [same.iloc[0]] + ([same.iloc[-1]] if len(same) > 1 else [])
    values = ((labels[row["plan_id"]], format_figure(row["pace_per_year"], "pace")) for row in ends)
    paces = join_values(values, lang)
    name, unit = name_thing(ends[0], "indicator", lang), label_pace(ends[0]["unit"], lang)
    return phrase("indicators.title.pace", lang, head=head, name=name, paces=paces, unit=unit)


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
    """Numbers worded as aspirations, of all; per plan where plans surely differ."""
    aspirations = numbers[numbers["aspirational"].fillna(False).astype(bool)]
    some, every = _count_plans(aspirations), _count_plans(numbers)
    counts = {plan: (some.get(plan, 0), n) for plan, n in every.items()}
    if joined := join_sure_counts(counts, plans, lang):
        return phrase("aspirational.title.differ", lang, plans=joined)
    return phrase("aspirational.title.alike", lang, **add_counts(counts))


def _count_plans(rows: pd.DataFrame) -> Mapping[str, int]:
    return {str(plan): int(n) for plan, n in rows["plan_id"].value_counts().items()}


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
