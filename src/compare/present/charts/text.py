"""Charts of shared wording: where two texts run alike, and how closely."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from compare.present.charts.style import (
    GREY,
    INK,
    LINE_GREY,
    PALE,
    SMALL,
    Canvas,
    add_box,
    choose,
    draw_nothing,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_legend,
)
from compare.present.wording.labels import label_sections

KINDS = ("verbatim", "place_swap", "near")
# Told apart by fill, hatch and lane, not by colour alone.
LOOKS: dict[str, dict[str, Any]] = {
    "verbatim": {"facecolor": "#0b2c4d", "edgecolor": "#0b2c4d"},
    "place_swap": {"facecolor": "#f6d9a8", "edgecolor": "#8a5a00", "hatch": "////"},
    "near": {"facecolor": "#d5e3ee", "edgecolor": "#7f9bb3"},
}
Pair = tuple[str, str]
TINY = 6.0
_LEAST_RIBBON = 1.4  # inches between the two texts; labels give way first


def size_shared_passages(passages: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches."""
    return (9.0, 5.8) if len(plans) == 2 else (8.0, 2.2 + 0.42 * max(2, len(plans)))


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
    chosen = pair or (tuple(plans["plan_id"]) if len(plans) == 2 else None)
    title = summarise_shared_passages(passages, plans, lang, pair)
    if passages.empty or len(plans) < 2:
        reason = choose(lang, "没有两份规划共有的文字。", "no two plans share a passage.")
        return draw_nothing(ax, lang, title, plans, reason)
    note = choose(
        lang,
        "横条为全文（按字符），自左至右；比例按原文字符计，部门名单不计入共有段落。",
        "A bar is the whole text in characters, from left to right; shares are of the source text; "
        "lists of departments do not count as shared.",
    )
    shown = plans[plans["plan_id"].isin(chosen)] if chosen else plans
    canvas = open_canvas(ax, lang, title, shown, note)
    if chosen:
        part = passages[(passages["plan_a"] == chosen[0]) & (passages["plan_b"] == chosen[1])]
        write_legend(canvas, _kind_keys(part, lang))
        _draw_ribbons(canvas, part, tasks, shown, (chosen[0], chosen[1]))
    else:
        write_legend(canvas, _kind_keys(passages, lang))
        _draw_bars(canvas, passages, plans)
    return ax


def summarise_shared_passages(
    passages: pd.DataFrame, plans: pd.DataFrame, lang: str, pair: Pair | None = None
) -> str:
    """How many passages, and the share of each text they take (of the most and least of many)."""
    if passages.empty:
        return choose(lang, "共有文字", "Shared wording")
    styles = style_plans(plans, lang)
    shown = list(pair or plans["plan_id"])
    part = passages[passages["plan_a"].isin(shown) & passages["plan_b"].isin(shown)]
    shares = {plan: measure_share(part, plans, plan) for plan in shown}
    parts = [f"{styles[p].label} {shares[p]:.0%}" for p in shown]
    if len(shown) > 3:
        ordered = sorted(shown, key=lambda plan: shares[plan])
        most, least = (f"{styles[p].label} {shares[p]:.0%}" for p in (ordered[-1], ordered[0]))
        parts = [
            choose(lang, f"最多{most}", f"most {most}"),
            choose(lang, f"最少{least}", f"least {least}"),
        ]
    joined = choose(lang, "，", ", ").join(parts)
    exact = int((part["kind"] == "verbatim").sum())
    return choose(
        lang,
        f"共有 {len(part)} 段相同或相近的文字（{exact} 段逐字相同），占全文：{joined}",
        f"{len(part)} passages in common ({exact} word for word); share of the text: {joined}",
    )


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


def _kind_keys(part: pd.DataFrame, lang: str) -> list[tuple[dict[str, Any], str]]:
    words = {
        "verbatim": choose(lang, "逐字相同", "word for word"),
        "place_swap": choose(lang, "仅地名等替换", "only place names differ"),
        "near": choose(lang, "相近", "near"),
    }
    counts = part["kind"].value_counts()
    brackets = choose(lang, "（{}）", " ({})")
    return [(LOOKS[k], words[k] + brackets.format(int(counts.get(k, 0)))) for k in KINDS]


def _draw_ribbons(
    canvas: Canvas, part: pd.DataFrame, tasks: pd.DataFrame, plans: pd.DataFrame, chosen: Pair
) -> None:
    styles = style_plans(plans, canvas.lang)
    lengths = dict(zip(plans["plan_id"], plans["characters"].astype(int), strict=True))
    margin = 0.1 + max(inches(styles[plan].label) for plan in chosen)
    width = canvas.width - margin
    names = label_sections(tasks[tasks["plan_id"].isin(chosen)], canvas.lang).values()
    bar = 0.27
    widest = 0.12 + max((inches(name, TINY) for name in names), default=0.0)
    head = min(1.5, widest, (canvas.top - canvas.bottom - 2 * bar - _LEAST_RIBBON) / 2)
    bars = {"a": canvas.top - head - bar, "b": canvas.bottom + head}
    scale = {"a": width / lengths[chosen[0]], "b": width / lengths[chosen[1]]}
    order = {kind: i for i, kind in enumerate(reversed(KINDS))}
    for row in (
        part.assign(_o=part["kind"].map(order)).sort_values("_o", kind="stable").to_dict("records")
    ):
        a = [margin + row[f"{edge}_a"] * scale["a"] for edge in ("start", "end")]
        b = [margin + row[f"{edge}_b"] * scale["b"] for edge in ("start", "end")]
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
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    curve = Curve([(x / canvas.width, y / canvas.height) for x, y in points], codes)
    canvas.ax.add_patch(PathPatch(curve, transform=canvas.ax.transAxes, linewidth=0.4, **look))


def _draw_text_bar(
    canvas: Canvas,
    part: pd.DataFrame,
    plan: str,
    corner: tuple[float, float],
    size: tuple[float, float],
    length: int,
) -> None:
    """The text as a pale bar with a lane per kind."""
    panel = canvas.panel(*corner, *size)
    panel.set(xlim=(0, length), ylim=(len(KINDS), 0), xticks=[], yticks=[])
    add_box(panel, (0, 0), (length, len(KINDS)), {"facecolor": PALE, "edgecolor": LINE_GREY})
    for lane, kind in enumerate(KINDS):
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
        canvas.ax.plot(
            [x / canvas.width] * 2,
            [y / canvas.height, (y + away * 0.06) / canvas.height],
            transform=canvas.ax.transAxes,
            color=GREY,
            linewidth=0.7,
        )
        if x - last < 0.12 and last >= 0:
            continue
        text = shorten_text(labels[str(section)], room, TINY)
        canvas.write(
            x, y + away * 0.08, text, TINY, rotation=90, ha="center",
            va="bottom" if above else "top", color=GREY,
        )  # fmt: skip
        last = x


def _draw_bars(canvas: Canvas, passages: pd.DataFrame, plans: pd.DataFrame) -> None:
    """One bar per plan, marked where it shares wording with any other; its share to the right."""
    styles = style_plans(plans, canvas.lang)
    lengths = dict(zip(plans["plan_id"], plans["characters"].astype(int), strict=True))
    left = min(1.8, 0.12 + max(inches(style.label, SMALL) for style in styles.values()))
    width = canvas.width - left - 0.45
    step = (canvas.top - canvas.bottom) / len(styles)
    longest = max(lengths.values())
    for i, (plan, style) in enumerate(styles.items()):
        y = canvas.top - step * (i + 1)
        size = (width * lengths[plan] / longest, step * 0.72)
        _draw_text_bar(canvas, passages, plan, (left, y + step * 0.14), size, lengths[plan])
        canvas.write(
            left - 0.08, y + step / 2, shorten_text(style.label, left, SMALL), SMALL, ha="right"
        )
        share = f"{measure_share(passages, plans, plan):.0%}"
        canvas.write(canvas.width, y + step / 2, share, SMALL, ha="right", color=INK)
