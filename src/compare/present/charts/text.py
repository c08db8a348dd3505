"""Charts of shared wording: where two texts run alike, and how closely."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.path import Path

from compare.present.charts.canvas import Canvas, Key, add_box
from compare.present.charts.fitting import LABEL, SMALL, measure_longest, shorten_text
from compare.present.charts.style import PAPER_WIDTH, draw_empty, fit_height, open_canvas, styled
from compare.present.charts.titles import title_passages
from compare.present.palette import GREY, LINE_GREY, PALE, style_plans
from compare.present.wording.findings.finding import Pair
from compare.present.wording.findings.passages import (
    list_spans,
    measure_outside,
    measure_share,
)
from compare.present.wording.findings.tasks import find_pair
from compare.present.wording.labels import label_sections
from compare.present.wording.numbers import format_figure
from compare.present.wording.texts import join_sentences, phrase

# Told apart by fill, hatch and lane, not by colour alone.
LOOKS: dict[str, dict[str, Any]] = {
    "verbatim": {"facecolor": "#0b2c4d", "edgecolor": "#0b2c4d"},
    "place_swap": {"facecolor": "#f6d9a8", "edgecolor": "#8a5a00", "hatch": "////"},
    "near": {"facecolor": "#d5e3ee", "edgecolor": "#7f9bb3"},
}
MOSTLY = 0.5  # of what is shared, from which on standing in no task is said
_LEAST_RIBBON = 1.4  # inches between the two texts; labels give way first


def size_shared_passages(passages: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches."""
    return PAPER_WIDTH, 6.2 if len(plans) == 2 else fit_height(2.3 + 0.4 * max(2, len(plans)))


@styled
def draw_shared_passages(
    passages: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    pair: Pair | None = None,
) -> Axes:
    """Ribbons between two texts drawn as bars from first to last character.

    Verbatim is solid, place_swap hatched, near pale; on the bars each kind has a lane of its own.
    Ticks mark the sections. With more than two plans and no `pair`: each text as a bar, marked
    where it shares wording with any other plan.
    """
    chosen = pair or find_pair(plans)
    title = title_passages(passages, plans, lang, pair)
    if passages.empty or len(plans) < 2:
        return draw_empty(ax, lang, "passages", title, plans)
    shown, part = plans, passages
    if chosen:
        shown = plans[plans["plan_id"].isin(chosen)]
        part = passages[(passages["plan_a"] == chosen[0]) & (passages["plan_b"] == chosen[1])]
    measure = phrase("passages.measure" if chosen else "passages.measure.many", lang)
    canvas = open_canvas(ax, lang, title, shown, measure, _write_note(part, lang))
    canvas.legend(_list_keys(part, lang))
    if chosen:
        _draw_ribbons(canvas, part, tasks, shown, chosen)
    else:
        _draw_bars(canvas, passages, plans)
    return ax


def _write_note(part: pd.DataFrame, lang: str) -> str:
    """What is left out, and where most of what is shared stands in no task, how much."""
    outside = measure_outside(part)
    share = format_figure(outside, "share")
    told = phrase("passages.note.outside", lang, share=share) if outside > MOSTLY else ""
    return join_sentences([phrase("passages.note", lang), told], lang)


def _list_keys(part: pd.DataFrame, lang: str) -> list[Key]:
    """Each kind with the number of its passages."""
    counts = part["kind"].value_counts()
    return [
        (
            look,
            phrase(f"passages.kind.{kind}", lang)
            + phrase("mark.brackets", lang, text=int(counts.get(kind, 0))),
        )
        for kind, look in LOOKS.items()
    ]


def _draw_ribbons(
    canvas: Canvas, part: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame, chosen: Pair
) -> None:
    styles = style_plans(plans, canvas.lang)
    lengths = dict(zip(plans["plan_id"], plans["characters"].astype(int), strict=True))
    margin = 0.1 + measure_longest((styles[plan].label for plan in chosen), LABEL)
    width = canvas.width - margin
    names = label_sections(tasks[tasks["plan_id"].isin(chosen)], canvas.lang).values()
    bar = 0.27
    widest = 0.12 + measure_longest(names, SMALL)
    head = min(1.5, widest, (canvas.top - canvas.bottom - 2 * bar - _LEAST_RIBBON) / 2)
    bars = {"a": canvas.top - head - bar, "b": canvas.bottom + head}
    scale = {"a": width / lengths[chosen[0]], "b": width / lengths[chosen[1]]}
    order = {kind: i for i, kind in enumerate(reversed(LOOKS))}
    ordered = part.assign(_o=part["kind"].map(order)).sort_values("_o", kind="stable")
    for row in ordered.to_dict("records"):
        a, b = (
            [margin + row[f"{edge}_{side}"] * scale[side] for edge in ("start", "end")]
            for side in "ab"
        )
        _draw_ribbon(canvas, a, b, bars["a"], bars["b"] + bar, LOOKS[row["kind"]])
    for side, plan in zip("ab", chosen, strict=True):
        canvas.write(margin - 0.08, bars[side] + bar / 2, styles[plan].label, ha="right")
        _draw_text_bar(canvas, part, plan, (margin, bars[side]), (width, bar), lengths[plan])
        own = tasks[tasks["plan_id"] == plan]
        edge = bars[side] + (bar if side == "a" else 0)
        _mark_sections(canvas, own, margin, scale[side], edge, head - 0.1, side == "a")


def _draw_ribbon(
    canvas: Canvas, a: list[float], b: list[float], top: float, foot: float, look: dict[str, Any]
) -> None:
    middle = (top + foot) / 2
    points = [
        (a[0], top), (a[0], middle), (b[0], middle), (b[0], foot),
        (b[1], foot), (b[1], middle), (a[1], middle), (a[1], top), (a[0], top),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    canvas.curve(points, {"linewidth": 0.4} | look, codes)


def _draw_text_bar(
    canvas: Canvas,
    part: pd.DataFrame,
    plan: str,
    corner: tuple[float, float],
    size: tuple[float, float],
    length: int,
) -> None:
    """The text as a pale bar with a lane per kind."""
    panel = canvas.grid((*corner, *size), length, len(LOOKS))
    add_box(panel, (0, 0), (length, len(LOOKS)), {"facecolor": PALE, "edgecolor": LINE_GREY})
    for lane, kind in enumerate(LOOKS):
        for start, end in list_spans(part, plan, kind):
            look = LOOKS[kind] | ({"facecolor": "#8fb0cb"} if kind == "near" else {})
            add_box(panel, (start, lane + 0.08), (end - start, 0.84), {"linewidth": 0.3} | look)


def _mark_sections(
    canvas: Canvas,
    own: pd.DataFrame,
    margin: float,
    scale: float,
    y: float,
    room: float,
    above: bool,
) -> None:
    """A tick and a turned label where each section begins, unless the last label is too near.

    Labels longer than `room` (inches) are shortened.
    """
    labels, last = label_sections(own, canvas.lang), -1.0
    away = 1 if above else -1
    for section, start in own.groupby("section_id", sort=False)["start"].min().items():
        x = margin + int(start) * scale
        canvas.line([x, x], [y, y + away * 0.06], color=GREY, linewidth=0.7, clip_on=True)
        if x - last < 0.15 and last >= 0:
            continue
        text = shorten_text(labels[str(section)], room, SMALL)
        look = {"va": "bottom" if above else "top", "color": GREY}
        canvas.write(x, y + away * 0.08, text, SMALL, rotation=90, ha="center", **look)
        last = x


def _draw_bars(canvas: Canvas, passages: pd.DataFrame, plans: pd.DataFrame) -> None:
    """One bar per plan, marked where it shares wording with any other; its share to the right."""
    styles = style_plans(plans, canvas.lang)
    lengths = dict(zip(plans["plan_id"], plans["characters"].astype(int), strict=True))
    left = min(1.8, 0.12 + measure_longest(style.label for style in styles.values()))
    width = canvas.width - left - 0.45
    step = (canvas.top - canvas.bottom) / len(styles)
    for i, (plan, style) in enumerate(styles.items()):
        y = canvas.top - step * (i + 1)
        size = (width * lengths[plan] / max(lengths.values()), step * 0.72)
        _draw_text_bar(canvas, passages, plan, (left, y + step * 0.14), size, lengths[plan])
        canvas.label(left - 0.08, y + step / 2, style.label, left, ha="right", va="center")
        share = f"{measure_share(passages, plans, plan):.0%}"
        canvas.write(canvas.width, y + step / 2, share, SMALL, ha="right")
