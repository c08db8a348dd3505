"""Charts of what the plans are about: coverage of themes, and the words that set them apart."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.canvas import BASE, Canvas, Key, add_box, add_text, head_room
from compare.present.charts.fitting import SMALL, inches
from compare.present.charts.style import (
    MANY,
    SHADES,
    UPRIGHT,
    contrast_ink,
    draw_empty,
    open_canvas,
    styled,
)
from compare.present.palette import GREY, INK, PALE, PlanStyle, style_plans
from compare.present.wording.findings.finding import SIGNIFICANT
from compare.present.wording.findings.themes import (
    rank_terms,
    summarise_coverage,
    summarise_keyness,
)
from compare.present.wording.labels import label_themes
from compare.present.wording.texts import join_sentences, phrase

GAP = {"facecolor": "white", "edgecolor": GREY, "hatch": "//////", "linewidth": 0.6}
MOST_THEMES = 70
MOST_BARS = 3  # plans beyond which shaded cells take the place of bars


def size_coverage(coverage: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    rows = min(coverage["theme_id"].nunique(), MOST_THEMES)
    return 8.0, 1.9 + 0.21 * max(1, rows) + UPRIGHT * (len(plans) > MANY)


@styled
def draw_coverage(coverage: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str = "zh") -> Axes:
    """Themes × plans: the share of a plan's task text on each theme, gaps hatched.

    Bars for up to three plans, shaded cells for more. Topics stand indented below their theme
    where `coverage` has a column `level`. A theme outside a plan's frame is a dot, not a gap.
    """
    title = summarise_coverage(coverage, plans, lang)
    if coverage.empty:
        return draw_empty(ax, lang, "coverage", title, plans)
    shown = _choose_themes(coverage)
    canvas = open_canvas(ax, lang, title, plans, _write_note(coverage, shown, lang))
    canvas.legend([(GAP, phrase("coverage.key.gap", lang))])
    _draw_theme_rows(canvas, shown, style_plans(plans, lang))
    return ax


def _choose_themes(coverage: pd.DataFrame) -> pd.DataFrame:
    """The themes most plans cover, then those with the largest share; all where there is room."""
    by_theme = coverage[coverage["share"] > 0].groupby("theme_id")
    weight = by_theme["plan_id"].nunique() + by_theme["share"].max().clip(upper=0.999)
    names = coverage["theme_id"].drop_duplicates()
    ranked = names.iloc[(-names.map(weight).fillna(0.0)).argsort(kind="stable")]
    return coverage[coverage["theme_id"].isin(ranked[:MOST_THEMES])]


def _write_note(coverage: pd.DataFrame, shown: pd.DataFrame, lang: str) -> str:
    """What a number is, what a dot means, where plans have frames of their own, what is not drawn."""
    plans = coverage["plan_id"].nunique()
    left_out = coverage["theme_id"].nunique() - shown["theme_id"].nunique()
    framed = (coverage.groupby("theme_id")["plan_id"].nunique() < plans).any()
    sentences = [
        phrase("coverage.note", lang),
        phrase("coverage.note.frames", lang) if framed else "",
        phrase("coverage.more", lang, n=left_out) if left_out else "",
    ]
    return join_sentences(sentences, lang)


def _draw_theme_rows(canvas: Canvas, coverage: pd.DataFrame, styles: dict[str, PlanStyle]) -> None:
    names = label_themes(coverage, canvas.lang)
    first = coverage.drop_duplicates("theme_id")
    levels = {
        t: int(v)
        for t, v in zip(first["theme_id"], first.get("level", first["share"] * 0 + 1), strict=True)
    }
    indents = {theme: 0.18 * (levels[theme] - min(levels.values())) for theme in names}
    cells = {(r["theme_id"], r["plan_id"]): r["share"] for r in coverage.to_dict("records")}
    top = max(coverage["share"].max(), 0.01)
    left = min(
        canvas.width * 0.4, 0.15 + max(indents[t] + inches(n, SMALL) for t, n in names.items())
    )
    width = (canvas.width - left) / len(styles)
    step = _write_heads(canvas, styles, left, width, len(names))
    bounds = (left, canvas.bottom, canvas.width - left, step * len(names))
    panel = canvas.grid(bounds, len(styles), len(names))
    for y, (theme, name) in enumerate(names.items()):
        where = canvas.bottom + step * (len(names) - y - 0.5)
        ink = INK if not indents[theme] else GREY
        canvas.label(indents[theme], where, name, left - 0.08 - indents[theme], color=ink)
        if not indents[theme]:
            panel.axhline(y, color=PALE, linewidth=0.9)
        for x, (plan, style) in enumerate(styles.items()):
            share = cells.get((theme, plan))
            if len(styles) <= MOST_BARS:
                _draw_share_bar(panel, x, y, share, top, style)
            else:
                _draw_share_cell(panel, x, y, share, top)


def _write_heads(
    canvas: Canvas, styles: dict[str, PlanStyle], left: float, width: float, rows: int
) -> float:
    """The plans' labels above their columns; returns the height of a row beneath them."""
    step = (canvas.top - canvas.bottom) / (rows + 1)
    labels = [style.label for style in styles.values()]
    if len(styles) <= MOST_BARS:
        for x, label in enumerate(labels):
            place = left + width * (x + 0.03)
            canvas.label(place, canvas.top - step / 2, label, width - 0.05)
        return step
    room = head_room(labels, width, step)
    canvas.heads(labels, left, width, room, step / 2)
    canvas.top -= room - step
    return (canvas.top - step - canvas.bottom) / rows


def _draw_share_bar(panel: Axes, x: int, y: int, share: Any, top: float, style: PlanStyle) -> None:
    if share is None or pd.isna(share):
        panel.plot(x + 0.05, y + 0.5, ".", color=GREY, markersize=3)
        return
    if not share:
        add_box(panel, (x + 0.03, y + 0.2), (0.12, 0.6), GAP)
        return
    length = 0.78 * share / top
    look = {"facecolor": style.colour, "edgecolor": style.colour}
    add_box(panel, (x + 0.03, y + 0.2), (length, 0.6), look)
    place = (x + 0.045 + length, y + 0.5)
    add_text(panel, *place, _format_share(share), SMALL - 0.5, ha="left")


def _format_share(share: float) -> str:
    return f"{100 * share:.1f}" if share < 0.0995 else f"{100 * share:.0f}"


def _draw_share_cell(panel: Axes, x: int, y: int, share: Any, top: float) -> None:
    if share is None or pd.isna(share):
        panel.plot(x + 0.5, y + 0.5, ".", color=GREY, markersize=3)
    elif not share:
        add_box(panel, (x + 0.06, y + 0.1), (0.88, 0.8), GAP)
    else:
        shade = (share / top) ** 0.6
        add_box(panel, (x + 0.04, y + 0.06), (0.92, 0.88), {"facecolor": SHADES(shade)})
        ink = contrast_ink(SHADES, shade)
        add_text(panel, x + 0.5, y + 0.5, _format_share(share), SMALL - 0.5, ink)


def size_keyness(terms: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    columns, most = _arrange(len(plans))
    return 8.0, 1.9 + math.ceil(max(1, len(plans)) / columns) * (0.45 + 0.2 * most)


def _arrange(plans: int) -> tuple[int, int]:
    """(panels beside each other, terms in each)."""
    return (2, 18) if plans <= 2 else (3, 12 if plans <= 3 else 8)


@styled
def draw_keyness(terms: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str = "zh") -> Axes:
    """The terms most typical of each plan by signed G², counts here : elsewhere beside each bar.

    Filled bars differ by more than chance (p_adjusted ≤ .05), hollow ones do not. Of
    two plans a negative G² of one is the positive of the other, so only positive ones are drawn.
    """
    title = summarise_keyness(terms, plans, lang)
    typical = terms[terms["g2"] > 0]
    if typical.empty or len(plans) < 2:
        return draw_empty(ax, lang, "keyness", title, plans)
    canvas = open_canvas(ax, lang, title, plans, phrase("keyness.note", lang))
    canvas.legend(_list_keyness_keys(lang))
    styles = style_plans(plans, lang)
    columns, most = _arrange(len(styles))
    rows = math.ceil(len(styles) / columns)
    width, height = canvas.width / columns, (canvas.top - canvas.bottom) / rows
    end = float(typical["g2"].max())
    for i, (plan, style) in enumerate(styles.items()):
        own = rank_terms(terms, plan).head(most)
        corner = (width * (i % columns), canvas.top - height * (i // columns))
        _draw_terms(canvas, own, corner, (width, height), style, most, end)
    return ax


def _list_keyness_keys(lang: str) -> list[Key]:
    faces = {"sure": INK, "unsure": "white"}
    return [
        ({"facecolor": face}, phrase(f"keyness.key.{name}", lang)) for name, face in faces.items()
    ]


def _draw_terms(
    canvas: Canvas,
    own: pd.DataFrame,
    corner: tuple[float, float],
    size: tuple[float, float],
    style: PlanStyle,
    most: int,
    end: float,
) -> None:
    left, top = corner
    step = size[1] / (most + 2.2)
    canvas.write(left, top - step * 0.6, style.label, **BASE)
    name = min(1.25, size[0] * 0.4)
    width = size[0] - name - 0.85
    panel = canvas.panel(left + name, top - step * (most + 1.3), width, step * most)
    panel.set(xlim=(0, end * 1.02), ylim=(most, 0), yticks=[])
    panel.grid(axis="x", color=PALE, linewidth=0.8)
    panel.set_axisbelow(True)
    panel.locator_params(axis="x", nbins=4)
    beside = left + name - 0.08
    canvas.write(beside, top - step * (most + 1.75), "G²", SMALL, ha="right", color=GREY)
    for y, row in enumerate(own.to_dict("records")):
        where = top - step * (y + 1.8)
        sure = row["p_adjusted"] <= SIGNIFICANT
        face = style.colour if sure else "white"
        look = {"facecolor": face, "edgecolor": style.colour, "linewidth": 0.8}
        add_box(panel, (0, y + 0.18), (row["g2"], 0.64), look)
        canvas.label(beside, where, row["term"], name - 0.1, ha="right")
        counts = f"{row['count']} : {row['count_others']} ({row['tasks']})"
        place = left + name + width * row["g2"] / end / 1.02 + 0.05
        canvas.write(place, where, counts, SMALL - 0.5, color=GREY, **BASE)
