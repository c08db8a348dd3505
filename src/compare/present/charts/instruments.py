"""Chart of the policy instruments plans use, by side of policy."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.analyse.instruments import FAMILIES, count_instruments, read_families
from compare.present.charts.canvas import BASE, Canvas
from compare.present.charts.fitting import LABEL, SMALL, measure_longest
from compare.present.charts.style import PAPER_WIDTH, draw_empty, open_canvas, styled
from compare.present.charts.titles import choose_title
from compare.present.palette import GREY, INK, PlanStyle, style_plans
from compare.present.wording.labels import label_instruments
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import phrase

_SIDE_BY_SIDE = 3
LOOKS: dict[str, dict[str, Any]] = {
    "supply": {"facecolor": "#14406b"},
    "environment": {"facecolor": "#c6d8e8"},
    "demand": {"facecolor": "white", "hatch": "////"},
}


def size_instruments(instruments: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    rows = len(plans) if len(plans) > _SIDE_BY_SIDE else 20
    return PAPER_WIDTH, 1.9 + (0.2 if rows == 20 else 0.27) * rows


@styled
def draw_instruments(
    instruments: pd.DataFrame, plans: pd.DataFrame, ax: Axes, lang: str = "zh"
) -> Axes:
    """Share of each instrument in the clauses of a plan that use one, a column per plan.

    Past three plans: one row per plan, its clauses by side of policy.
    """
    title = choose_title("instruments", lang)
    if instruments.empty:
        return draw_empty(ax, lang, "instruments", title, plans)
    canvas = open_canvas(
        ax,
        lang,
        title,
        plans,
        phrase("instruments.measure", lang),
        phrase("instruments.note", lang),
    )
    styles = style_plans(plans, lang)
    shares = count_instruments(instruments).set_index(["plan_id", "subtype"])["share"]
    if len(styles) > _SIDE_BY_SIDE:
        _draw_plans(canvas, instruments, styles)
    else:
        _draw_subtypes(canvas, shares, styles)
    return ax


def _draw_subtypes(canvas: Canvas, shares: pd.Series[float], styles: dict[str, PlanStyle]) -> None:
    labels = label_instruments(canvas.lang)
    left = 0.3 + measure_longest(labels.values(), LABEL)
    column = (canvas.width - left) / len(styles)
    known = [plan for plan in styles if plan in shares.index.get_level_values(0)]
    longest = max(float(shares.max()), 0.01)
    rows = [
        (family, [name for name, side in read_families().items() if side == family])
        for family in FAMILIES
    ]
    step = (canvas.top - canvas.bottom) / (sum(len(names) + 1 for _, names in rows) + 1)
    for n, style in enumerate(styles.values()):
        canvas.write(left + n * column, canvas.top - step / 2, style.label, **BASE)
    y = canvas.top - step * 1.5
    for family, names in rows:
        canvas.write(0, y, labels[family], **BASE)
        for n, plan in enumerate(styles):
            total = sum(float(shares[plan, name]) for name in names) if plan in known else 0.0
            canvas.write(left + n * column, y, format_figure(total, "share"), **BASE)
        for name in names:
            y -= step
            canvas.write(0.15, y, labels[name], LABEL, color=GREY, **BASE)
            for n, plan in enumerate(styles):
                share = float(shares[plan, name]) if plan in known else 0.0
                _draw_bar(canvas, (left + n * column, y), column, share / longest, share, family)
        y -= step


def _draw_bar(
    canvas: Canvas,
    middle: tuple[float, float],
    column: float,
    length: float,
    share: float,
    family: str,
) -> None:
    """A bar from the left end at mid-height, its share behind it."""
    room = column - 0.55
    if share:
        look = {"edgecolor": INK, "linewidth": 0.4} | LOOKS[family]
        canvas.box((middle[0], middle[1] - 0.055), (room * length, 0.11), look)
    place = middle[0] + room * length + 0.05
    canvas.write(place, middle[1], format_figure(share, "share"), SMALL, **BASE)


def _draw_plans(canvas: Canvas, instruments: pd.DataFrame, styles: dict[str, PlanStyle]) -> None:
    labels = label_instruments(canvas.lang)
    canvas.legend([(LOOKS[family], labels[family]) for family in FAMILIES])
    left = min(2.0, 0.15 + measure_longest((s.label for s in styles.values()), LABEL))
    step = (canvas.top - canvas.bottom) / len(styles)
    for n, (plan, style) in enumerate(styles.items()):
        y, x = canvas.top - step * (n + 0.5), left
        canvas.label(0, y, style.label, left - 0.1, LABEL)
        own = instruments[instruments["plan_id"] == plan]["family"]
        for family in FAMILIES:
            width = (canvas.width - left) * float((own == family).mean() if len(own) else 0)
            look = {"edgecolor": INK, "linewidth": 0.4} | LOOKS[family]
            canvas.box((x, y - 0.1), (width, 0.2), look)
            _write_share(canvas, (x + width / 2, y), width, family, float((own == family).mean()))
            x += width


def _write_share(
    canvas: Canvas, middle: tuple[float, float], width: float, family: str, share: float
) -> None:
    """The share in its part of the bar, where it fits: white on dark, on a white ground on lines."""
    if width < 0.36:
        return
    look = LOOKS[family]
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.6} if "hatch" in look else None
    ink = "white" if family == "supply" else INK
    text = format_figure(share, "share")
    canvas.write(*middle, text, SMALL, color=ink, ha="center", bbox=ground, **BASE)
