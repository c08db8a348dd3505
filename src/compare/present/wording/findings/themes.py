"""What the plans are about: sentences about coverage, themes left out and typical words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from compare.analyse.coverage import DERIVED
from compare.present.wording.findings.finding import (
    MOST_PLANS,
    SIGNIFICANT,
    Finding,
    Tables,
    join_plans,
    join_values,
    make_finding,
)
from compare.present.wording.labels import join_names, label_plans, label_themes, name_all
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase

MOST_THEMES = 3


def list_theme_findings(tables: Tables, lang: str) -> Iterator[Finding]:
    """Coverage, themes left out, and of several plans the words typical of each.

    Of a derived frame no theme is said to be left out: it goes by the words of the tasks it was made
    from, so that a plan without such a task lacks them anyhow; the counterparts tell that better.
    """
    coverage, terms, plans = tables["coverage"], tables["distinctive_terms"], tables["plans"]
    shared = coverage.groupby("theme_id")["plan_id"].transform("nunique") == len(plans)
    if shared.any():
        yield make_finding("coverage", summarise_coverage(coverage, plans, lang), lang)
        if len(reviewed := select_reviewed(coverage[shared])):
            gaps = _describe_gaps(reviewed, plans, lang)
            yield make_finding("themes_left_out", gaps, lang)
    if len(plans) > 1 and len(_list_survivors(terms)):
        yield make_finding("keyness", summarise_keyness(terms, plans, lang), lang)


def select_reviewed(coverage: pd.DataFrame) -> pd.DataFrame:
    """The rows of frames that a person made."""
    return coverage[coverage["family"] != DERIVED]


def summarise_coverage(coverage: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many themes every plan covers, and those on which plans surely differ."""
    if coverage.empty:
        return phrase("coverage.title.none", lang)
    labels = label_plans(plans, lang)
    table = coverage.pivot_table(index="theme_id", columns="plan_id", values="share", sort=False)
    table = table.reindex(columns=list(labels))
    table = table.dropna()  # what every plan is read by
    if table.empty:
        return phrase("coverage.title.apart", lang)
    framed = coverage[coverage["theme_id"].isin(table.index)]
    counts: dict[str, object] = {"total": len(table), "common": int((table > 0).all(axis=1).sum())}
    counts["derived"] = "" if len(select_reviewed(framed)) else _tell_derived(lang)
    if len(labels) < 2:
        return phrase("coverage.title.one", lang, **counts)
    head = phrase("coverage.title", lang, **counts, every=name_all(plans, lang))
    sure = list_sure_differences(coverage)[:MOST_THEMES]
    if not sure:
        return phrase("coverage.title.alike", lang, head=head)
    names = label_themes(coverage, lang)
    parts = []
    for theme, ends in sure:
        shares = ((labels[plan], format_figure(share, "share")) for plan, share in ends)
        told = phrase("mark.brackets", lang, text=join_values(shares, lang))
        parts.append(names[theme] + told)
    joined = phrase("mark.semicolon" if len(parts) > 1 else "mark.comma", lang).join(parts)
    return phrase("coverage.title.differ", lang, head=head, themes=joined)


def _tell_derived(lang: str) -> str:
    return phrase("mark.space", lang) + phrase("coverage.derived", lang)


def list_sure_differences(coverage: pd.DataFrame) -> list[tuple[str, list[tuple[str, float]]]]:
    """The top themes on which plans surely differ, the widest gap first, with highest and lowest.

    Sure: the intervals of the two shares do not meet, and cut at commas the order is the same.
    """
    found = []
    for theme, part in coverage[coverage["level"] == 1].groupby("theme_id", sort=False):
        rows = part.dropna(subset=["share_low", "share_high"]).sort_values("share", kind="stable")
        if len(rows) < 2:
            continue
        low, high = rows.iloc[0], rows.iloc[-1]
        apart = low["share_high"] < high["share_low"]
        if apart and low["share_clauses"] < high["share_clauses"]:
            ends = [(str(row["plan_id"]), float(row["share"])) for row in (high, low)]
            found.append((str(theme), ends))
    return sorted(found, key=lambda item: item[1][1][1] - item[1][0][1])


def _describe_gaps(coverage: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """海安重点任务未写国际交流, of the plans that leave one out; past three how many."""
    gaps = list_left_out(coverage, lang)
    if not gaps:
        return phrase("themes_left_out.title.none", lang, every=name_all(plans, lang))
    if len(plans) > MOST_PLANS:
        counts = {plan: float(len(gaps.get(plan, ()))) for plan in map(str, plans["plan_id"])}
        values = {p: phrase("themes_left_out.count", lang, n=int(n)) for p, n in counts.items()}
        joined = join_plans(plans, lang, values, counts)
        return phrase("themes_left_out.title", lang, plans=joined)
    told = [
        phrase("themes_left_out.plan", lang, plan=label, names=join_names(gaps[plan], lang))
        for plan, label in label_plans(plans, lang).items()
        if plan in gaps
    ]
    joined = phrase("mark.semicolon", lang).join(told)
    return phrase("themes_left_out.title.few", lang, plans=joined)


def list_left_out(coverage: pd.DataFrame, lang: str) -> dict[str, list[str]]:
    """plan_id → names of the themes of which no term occurs in its tasks; plans without one left out."""
    absent = coverage[~(coverage["share"] > 0)]
    return {
        str(plan): list(label_themes(part, lang).values())
        for plan, part in absent.groupby("plan_id", sort=False)
    }


def summarise_keyness(terms: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many words stand out, and the first of each plan that has any."""
    if terms.empty:
        return phrase("keyness.title.none", lang)
    sure = _list_survivors(terms)
    shown = sure if len(sure) else terms
    colon = phrase("mark.colon", lang)
    joined = phrase("mark.semicolon", lang).join(
        label + colon + join_names(list(ranked["term"]), lang)
        for plan, label in label_plans(plans, lang).items()
        if len(ranked := rank_terms(shown, plan).head(3))
    )
    if len(sure):
        return phrase("keyness.title", lang, n=len(sure), terms=joined)
    return phrase("keyness.title.no", lang, terms=joined)


def _list_survivors(terms: pd.DataFrame) -> pd.DataFrame:
    """The words more frequent in their plan by more than chance."""
    return terms[(terms["g2"] > 0) & (terms["p_adjusted"] <= SIGNIFICANT)]


def rank_terms(terms: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """The plan's own terms, the most typical first."""
    own = terms[(terms["plan_id"] == plan_id) & (terms["g2"] > 0)]
    return own.sort_values(["g2", "term"], ascending=[False, True])
