"""What the plans are about: sentences about coverage, themes left out and typical words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from compare.present.wording.findings.finding import (
    MOST_PLANS,
    Finding,
    Tables,
    find_widest_gap,
    join_plans,
    join_values,
    make_finding,
)
from compare.present.wording.labels import join_names, label_plans, label_themes
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase

SIGNIFICANT = 0.05


def list_theme_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Coverage, themes left out, and of several plans the words typical of each."""
    coverage, terms, plans = tables["coverage"], tables["distinctive_terms"], tables["plans"]
    if len(coverage):
        yield make_finding("coverage", summarise_coverage(coverage, plans, lang), lang)
        yield make_finding("themes_left_out", _describe_gaps(coverage, plans, lang), lang)
    if len(terms) and len(plans) > 1:
        yield make_finding("keyness", summarise_keyness(terms, plans, lang), lang)


def summarise_coverage(coverage: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many themes every plan covers, and the widest difference between plans."""
    if coverage.empty:
        return phrase("coverage.title.none", lang)
    labels = label_plans(plans, lang)
    table = coverage.pivot_table(index="theme_id", columns="plan_id", values="share", sort=False)
    table = table.reindex(columns=list(labels))
    total, common = len(table), int((table > 0).all(axis=1).sum())
    if len(labels) < 2:
        return phrase("coverage.title.one", lang, total=total, common=common)
    head = phrase("coverage.title", lang, total=total, common=common)
    theme, (low, high) = find_widest_gap(table)
    ends = join_values(
        ((labels[p], format_figure(share, "share")) for p, share in (high, low)), lang
    )
    name = label_themes(coverage, lang)[theme]
    return phrase("coverage.title.differ", lang, head=head, name=name, ends=ends)


def _describe_gaps(coverage: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """未涉及的主题：海安 无，太仓 甲、乙; past three plans how many."""
    counts = {str(plan): 0.0 for plan in plans["plan_id"]}
    values = dict.fromkeys(counts, phrase("word.none", lang))
    for plan, part in coverage[~(coverage["share"] > 0)].groupby("plan_id", sort=False):
        counts[str(plan)] = float(len(part))
        values[str(plan)] = join_names(list(label_themes(part, lang).values()), lang)
    if len(plans) > MOST_PLANS:
        values = {p: phrase("themes_left_out.count", lang, n=int(n)) for p, n in counts.items()}
    joined = join_plans(plans, lang, values, counts)
    return phrase("themes_left_out.title", lang, plans=joined)


def summarise_keyness(terms: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many terms survive correction, and the first terms of up to three plans."""
    if terms.empty:
        return phrase("keyness.title.none", lang)
    survivors = int(((terms["g2"] > 0) & (terms["p_adjusted"] <= SIGNIFICANT)).sum())
    colon = phrase("mark.colon", lang)
    joined = phrase("mark.semicolon", lang).join(
        label + colon + join_names(list(rank_terms(terms, plan).head(3)["term"]), lang)
        for plan, label in list(label_plans(plans, lang).items())[:3]
    )
    if survivors:
        return phrase("keyness.title", lang, n=survivors, terms=joined)
    return phrase("keyness.title.no", lang, terms=joined)


def rank_terms(terms: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """The plan's own terms, the most typical first."""
    own = terms[(terms["plan_id"] == plan_id) & (terms["g2"] > 0)]
    return own.sort_values(["g2", "term"], ascending=[False, True])
