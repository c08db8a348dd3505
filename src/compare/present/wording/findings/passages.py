"""What texts share: sentences about passages in common, and how much of a text they take."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from compare.present.wording.findings.finding import (
    MOST_PLANS,
    Finding,
    Pair,
    Tables,
    join_values,
    make_finding,
    name_ends,
)
from compare.present.wording.labels import label_plans
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase


def list_passage_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Shared passages, of several plans."""
    passages, plans = tables["shared_passages"], tables["plans"]
    if len(passages) and len(plans) > 1:
        yield make_finding(
            "shared_passages", summarise_shared_passages(passages, plans, lang), lang
        )


def summarise_shared_passages(
    passages: pd.DataFrame, plans: pd.DataFrame, lang: str, pair: Pair | None = None
) -> str:
    """How many passages, and the share of each text they take (of the most and least of many)."""
    if passages.empty:
        return phrase("passages.title.none", lang)
    labels = label_plans(plans, lang)
    shown = list(pair or plans["plan_id"])
    part = passages[passages["plan_a"].isin(shown) & passages["plan_b"].isin(shown)]
    shares = {plan: measure_share(part, plans, plan) for plan in shown}
    values = {plan: format_figure(shares[plan], "share") for plan in shown}
    joined = join_values(((labels[plan], values[plan]) for plan in shown), lang)
    if len(shown) > MOST_PLANS:
        ends = name_ends({plan: labels[plan] for plan in shown}, values, shares, lang)
        joined = phrase("range.title.equal", lang, value=ends[0])
        if len(ends) > 1:
            joined = phrase("passages.ends", lang, most=ends[0], least=ends[1])
    exact = int((part["kind"] == "verbatim").sum())
    return phrase("passages.title", lang, n=len(part), exact=exact, shares=joined)


def list_spans(
    passages: pd.DataFrame, plan_id: str, kind: str | None = None
) -> list[tuple[int, int]]:
    """Spans (start, end) of one plan in passages with any other, merged where they overlap."""
    part = passages if kind is None else passages[passages["kind"] == kind]
    spans: list[tuple[int, int]] = []
    for side in ("a", "b"):
        own = part[part[f"plan_{side}"] == plan_id]
        spans += list(
            zip(own[f"start_{side}"].astype(int), own[f"end_{side}"].astype(int), strict=True)
        )
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def measure_share(passages: pd.DataFrame, plans: pd.DataFrame, plan_id: str) -> float:
    """Characters of the plan in shared passages, divided by its clean length, 0–1."""
    column = "clean_characters" if "clean_characters" in plans else "characters"
    length = int(plans.loc[plans["plan_id"] == plan_id, column].iloc[0])
    return sum(end - start for start, end in list_spans(passages, plan_id)) / max(length, 1)


def measure_outside(passages: pd.DataFrame) -> float:
    """The share of the passages' characters that stand in no task of both sides, 0–1: in letterheads,
    general demands and signatures, which say little of what the plans set out to do."""
    length = passages["end_a"] - passages["start_a"]
    outside = ~passages[["task_a", "task_b"]].fillna("").astype(bool).all(axis=1)
    return float(length[outside].sum() / max(length.sum(), 1))
