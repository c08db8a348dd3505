"""Which themes a chart shows: those a plan leaves out, those that surely differ, else the largest."""

from __future__ import annotations

import pandas as pd

from compare.lookups import read_lookup
from compare.present.wording.findings.finding import MOST_PLANS
from compare.present.wording.findings.themes import list_sure_differences, select_reviewed
from compare.present.wording.texts import phrase

MOST_THEMES = 10
FEWEST_GAPS = 2  # themes left out that fill a chart alone
DIFFER, GAP, LARGEST = "differ", "gap", "largest"


def choose_themes(coverage: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """How the themes were chosen, and their rows.

    differ: some surely differ; those that a plan leaves out come first, as a title may name them.
    gap: none does, so only those that a plan leaves out. largest: fewer than two of these. A theme made
    from tasks is left out by no plan: its words are those of the tasks it was made from.
    """
    plans = coverage["plan_id"].nunique()
    sure = {theme for theme, _ in list_sure_differences(coverage)}
    gaps = _list_gaps(select_reviewed(coverage)) if plans > 1 else []
    shares = coverage.groupby("theme_id", sort=False)["share"]
    spread, size = shares.max() - shares.min(), shares.sum()
    first = {theme: n for n, theme in enumerate(gaps)} if plans <= MOST_PLANS else {}
    kind, names, weight = LARGEST, list(spread.index), size
    if sure:
        kind, weight, artefacts = DIFFER, spread, _list_artefacts(coverage)
        names = [theme for theme in names if theme not in artefacts]
    elif len(gaps) >= FEWEST_GAPS:
        kind, names, weight = GAP, gaps, spread
    ranked = sorted(
        names,
        key=lambda theme: (
            first.get(theme, len(first)),
            theme not in sure,
            -round(weight[theme], 9),
        ),
    )
    parts = [coverage[coverage["theme_id"] == theme] for theme in ranked[:MOST_THEMES]]
    return kind, pd.concat(parts) if parts else coverage.head(0)


def name_choice(kind: str, plans: int, lang: str) -> str:
    """差别最大的主题, 一方未写的主题, of more plans 有规划未写的主题, or 主要的主题."""
    if kind == GAP and plans > 2:
        return phrase("caption.coverage.gaps", lang)
    return phrase(f"caption.coverage.{kind}", lang)


def tells_themes(coverage: pd.DataFrame) -> bool:
    """Whether a chart of the themes says more than a sentence: not where it shows but the largest."""
    return not coverage.empty and choose_themes(coverage)[0] != LARGEST


def _list_gaps(coverage: pd.DataFrame) -> list[str]:
    """Themes of every plan's frame that some plan leaves out and another has, in their order."""
    by_theme = coverage.groupby("theme_id", sort=False)
    every = by_theme["plan_id"].nunique() == coverage["plan_id"].nunique()
    shares = by_theme["share"]
    found = every & (shares.min() == 0) & (shares.max() > 0)
    return [str(theme) for theme in found.index[found]]


def _list_artefacts(coverage: pd.DataFrame) -> set[str]:
    """Themes whose difference hangs on how the text is cut or on single words: counted by clauses, or
    in the theme they are part of, the plan with the most has not more than that with the least.

    省内外 makes 区域合作 large in one plan while its whole, 交流合作, is larger in the other.
    """
    parents = {row["theme_id"]: row["parent_id"] for row in read_lookup("themes")}
    shares = dict(list(coverage.groupby("theme_id", sort=False)))
    found = set()
    for theme, part in shares.items():
        own = part.dropna(subset=["share"]).sort_values("share", kind="stable")
        low, high = own.iloc[:1], own.iloc[-1:]
        if len(own) < 2 or not float(low["share"].iloc[0]):
            continue
        ends = [str(end["plan_id"].iloc[0]) for end in (low, high)]
        whole = shares.get(parents.get(str(theme), ""))
        if _falls(part, "share_clauses", ends) or (
            whole is not None and _falls(whole, "share", ends)
        ):
            found.add(str(theme))
    return found


def _falls(part: pd.DataFrame, column: str, ends: list[str]) -> bool:
    """Whether the second of two plans has less of the column than the first."""
    values = part.set_index("plan_id")[column].reindex(ends)
    return bool(values.iloc[1] < values.iloc[0])
