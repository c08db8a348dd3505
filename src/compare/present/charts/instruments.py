"""Chart of the policy instruments plans use, by side of policy."""

from __future__ import annotations

from collections.abc import Sequence
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
_ROOM = 0.55  # inches behind a bar, for its share
LOOKS: dict[str, dict[str, Any]] = {
    "supply": {"facecolor": "#14406b"},
    "environment": {"facecolor": "#c6d8e8"},
    "demand": {"facecolor": "white", "hatch": "////"},
}


def size_instruments(instruments: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    if len(plans) > _SIDE_BY_SIDE:
        return PAPER_WIDTH, 1.9 + 0.27 * len(plans)
    return PAPER_WIDTH, 2.1 + 0.2 * (len(FAMILIES) + instruments["subtype"].nunique())


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
    if len(styles) > _SIDE_BY_SIDE:
        _draw_plans(canvas, instruments, styles)
    else:
        _draw_subtypes(canvas, count_instruments(instruments), styles)
    return ax


def _draw_subtypes(canvas: Canvas, shares: pd.DataFrame, styles: dict[str, PlanStyle]) -> None:
    """A panel of bars per plan, the sides of policy one under the other, each with its sum."""
    labels = label_instruments(canvas.lang)
    left = 0.3 + measure_longest(labels.values(), LABEL)
    column = (canvas.width - left) / len(styles)
    rows = _list_rows(shares)
    step = (canvas.top - canvas.bottom) / (len(rows) + 1)
    end = max(float(shares["share"].max()), 0.01) * column / (column - _ROOM)
    middles = {row: canvas.top - step * (place + 1.5) for place, row in enumerate(rows)}
    for row, y in middles.items():
        head = row in FAMILIES
        look = {} if head else {"color": GREY}
        canvas.write(0 if head else 0.15, y, labels[row], **({"size": LABEL} | look | BASE))
    for n, (plan, style) in enumerate(styles.items()):
        x = left + n * column
        own = shares[shares["plan_id"] == plan]
        canvas.write(x, canvas.top - step / 2, style.label, **BASE)
        panel = canvas.panel(x, canvas.bottom, column, step * len(rows))
        _draw_bars(panel, own, rows, end)
        sums = own.groupby("family")["share"].sum()
        told = pd.concat([sums, own.set_index("subtype")["share"]])
        for row, share in told.items():
            if str(row) in middles:
                aside = 0.0 if row in FAMILIES else share / end * column + 0.05
                size = LABEL if row in FAMILIES else SMALL
                text = format_figure(share, "share")
                canvas.write(x + aside, middles[str(row)], text, size, **BASE)


def _list_rows(shares: pd.DataFrame) -> list[str]:
    """Each side, and under it its instruments in the order of the codebook that some plan uses."""
    used = set(shares.loc[shares["share"] > 0, "subtype"])
    families = read_families()
    return [
        row
        for family in FAMILIES
        for row in (family, *(name for name in families if families[name] == family))
        if row == family or row in used
    ]


def _draw_bars(panel: Axes, shares: pd.DataFrame, rows: Sequence[str], end: float) -> None:
    import seaborn as sns  # takes a second, and only this form needs it

    for family in FAMILIES:
        part = shares[(shares["share"] > 0) & (shares["family"] == family)]
        look = {"edgecolor": INK, "linewidth": 0.4} | LOOKS[family]
        sns.barplot(
            part, x="share", y="subtype", orient="h", order=rows, width=0.52, ax=panel, **look
        )
    panel.set(xlim=(0, end), ylim=(len(rows) - 0.5, -0.5), xlabel="", ylabel="")
    panel.set(xticks=[], yticks=[])


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
