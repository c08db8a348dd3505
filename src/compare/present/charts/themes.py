"""The chart of what the plans are about: the themes that plans leave out, or on which they differ."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.analyse.coverage import DERIVED
from compare.present.charts.canvas import Canvas, add_box, add_text, head_room
from compare.present.charts.fitting import SMALL, measure_longest
from compare.present.charts.style import (
    PAPER_WIDTH,
    SHADES,
    contrast_ink,
    draw_empty,
    open_canvas,
    reserve_heads,
    styled,
)
from compare.present.charts.titles import title_coverage
from compare.present.palette import GREY, INK, PALE, PlanStyle, lighten, style_plans
from compare.present.wording.findings.themes import select_reviewed
from compare.present.wording.findings.themes_shown import choose_themes, name_choice
from compare.present.wording.labels import label_themes
from compare.present.wording.texts import join_sentences, phrase

GAP = {"facecolor": "white", "edgecolor": GREY, "hatch": "//////", "linewidth": 0.6}
MOST_BARS = 3  # plans beyond which shaded cells take the place of bars


def size_coverage(coverage: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    rows = choose_themes(coverage)[1]["theme_id"].nunique()
    return PAPER_WIDTH, 1.9 + 0.23 * max(1, rows) + reserve_heads(plans)


@styled
def draw_coverage(
    coverage: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    intervals: bool = False,
) -> Axes:
    """The themes of `choose_themes` × plans: the share of a plan's task text.

    Bars for up to three plans, and a word for a gap; shaded cells for more, gaps hatched. A theme
    outside a plan's frame is a dot, not a gap. `intervals`: where each share would lie, were the tasks
    drawn again, for those who read such lines.
    """
    if not intervals:
        coverage = coverage.assign(share_low=float("nan"), share_high=float("nan"))
    title = title_coverage(coverage, plans, lang)
    if coverage.empty:
        return draw_empty(ax, lang, "coverage", title, plans)
    kind, shown = choose_themes(coverage)
    named = name_choice(kind, len(plans), lang)
    measure = phrase("coverage.measure", lang, themes=named)
    note = _write_note(coverage, shown, lang)
    canvas = open_canvas(ax, lang, title, plans, measure, note)
    if len(plans) > MOST_BARS and (select_reviewed(shown)["share"] == 0).any():
        canvas.legend([(GAP, phrase("coverage.key.gap", lang))])
    _draw_theme_rows(canvas, shown, style_plans(plans, lang))
    return ax


def _write_note(coverage: pd.DataFrame, shown: pd.DataFrame, lang: str) -> str:
    """What a number is, what a dot means, where plans have frames of their own, what is not drawn."""
    plans = coverage["plan_id"].nunique()
    left_out = coverage["theme_id"].nunique() - shown["theme_id"].nunique()
    framed = (coverage.groupby("theme_id")["plan_id"].nunique() < plans).any()
    known = plans <= MOST_BARS and shown["share_low"].notna().any()
    sentences = [
        phrase("coverage.note", lang) if known else "",
        phrase("coverage.note.many", lang),
        phrase("coverage.note.derived", lang) if (shown["family"] == DERIVED).any() else "",
        phrase("coverage.note.frames", lang) if framed else "",
        phrase("coverage.more", lang, n=left_out) if left_out else "",
    ]
    return join_sentences(sentences, lang)


def _draw_theme_rows(canvas: Canvas, shown: pd.DataFrame, styles: dict[str, PlanStyle]) -> None:
    names = label_themes(shown, canvas.lang)
    cells = {(row["theme_id"], row["plan_id"]): row for row in shown.to_dict("records")}
    bars = len(styles) <= MOST_BARS
    left = min(canvas.width * 0.36, 0.15 + measure_longest(names.values()))
    width = (canvas.width - left) / len(styles)
    step = _write_heads(canvas, styles, left, width, len(names))
    bounds = (left, canvas.bottom, canvas.width - left, step * len(names))
    panel = canvas.grid(bounds, len(styles), len(names))
    top = max(shown[["share", "share_high"] if bars else ["share"]].max().max(), 0.01)
    scale = (1 - 0.45 / width) / top
    for y, (theme, name) in enumerate(names.items()):
        where = canvas.bottom + step * (len(names) - y - 0.5)
        canvas.label(0, where, name, left - 0.08)
        panel.axhline(y, color=PALE, linewidth=0.6)
        for x, (plan, style) in enumerate(styles.items()):
            cell = cells.get((theme, plan))
            if cell is None or pd.isna(cell["share"]):
                panel.plot(x + 0.05 if bars else x + 0.5, y + 0.5, ".", color=GREY, markersize=3)
            elif bars:
                _draw_share_bar(panel, x, y, cell, scale, style, canvas.lang)
            else:
                _draw_share_cell(panel, x, y, cell, top)


def _write_heads(
    canvas: Canvas, styles: dict[str, PlanStyle], left: float, width: float, rows: int
) -> float:
    """The plans' labels above their columns; returns the height of a row beneath them."""
    step = (canvas.top - canvas.bottom) / (rows + 1)
    labels = [style.label for style in styles.values()]
    if len(styles) <= MOST_BARS:
        for x, label in enumerate(labels):
            place = left + width * x
            canvas.label(place, canvas.top - step / 2, label, width - 0.05)
        return step
    room = head_room(labels, width, step)
    canvas.heads(labels, left, width, room, step / 2)
    canvas.top -= room - step
    return (canvas.top - step - canvas.bottom) / rows


def _draw_share_bar(
    panel: Axes, x: int, y: int, cell: dict[Any, Any], scale: float, style: PlanStyle, lang: str
) -> None:
    """The share as a bar, its interval as a line, its number behind both; `scale`: per share.

    No hatch stands for what is left out: in print it would be taken for a plan's own.
    """
    share, ends = cell["share"], [cell["share_low"], cell["share_high"]]
    if not share:
        told = _format_share(share) if cell["family"] == DERIVED else phrase("coverage.gap", lang)
        add_text(panel, x + 0.02, y + 0.5, told, ha="left")
        return
    look = {"facecolor": style.colour, "edgecolor": style.colour, "hatch": style.hatch}
    add_box(
        panel, (x, y + 0.24), (share * scale, 0.52), look | {"facecolor": lighten(style.colour)}
    )
    known = not any(map(pd.isna, ends))
    if known:
        across = [x + end * scale for end in ends]
        panel.plot(across, [y + 0.5] * 2, color=INK, linewidth=1.1, solid_capstyle="butt")
    place = x + max(share, ends[1] if known else 0.0) * scale + 0.02
    add_text(panel, place, y + 0.5, _format_share(share), ha="left")


def _format_share(share: float) -> str:
    return f"{100 * share:.1f}" if 0 < share < 0.0995 else f"{100 * share:.0f}"


def _draw_share_cell(panel: Axes, x: int, y: int, cell: dict[Any, Any], top: float) -> None:
    share = cell["share"]
    if not share and cell["family"] != DERIVED:
        add_box(panel, (x + 0.06, y + 0.1), (0.88, 0.8), GAP)
        return
    shade = (share / top) ** 0.6
    add_box(panel, (x + 0.04, y + 0.06), (0.92, 0.88), {"facecolor": SHADES(shade)})
    ink = contrast_ink(SHADES, shade)
    add_text(panel, x + 0.5, y + 0.5, _format_share(share), SMALL, ink)
