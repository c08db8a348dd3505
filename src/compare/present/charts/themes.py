"""Charts of what the plans are about: coverage of themes, and the words that set them apart."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.style import (
    GREY,
    INK,
    MANY,
    PALE,
    SHADES,
    SMALL,
    UPRIGHT,
    Canvas,
    PlanStyle,
    add_box,
    choose,
    contrast_ink,
    draw_nothing,
    head_room,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_heads,
    write_legend,
)
from compare.present.wording.labels import join_names

GAP = {"facecolor": "white", "edgecolor": GREY, "hatch": "//////", "linewidth": 0.6}
SIGNIFICANT = 0.05
MOST_THEMES = 70


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
        reason = choose(lang, "没有主题。", "there is no theme.")
        return draw_nothing(ax, lang, title, plans, reason)
    note = choose(
        lang,
        "数字：重点任务文字中涉及该主题的语句所占比例（%）；一句可涉及多个主题，合计可超过 100%。",
        "Numbers: share of the key tasks' text in sentences on the theme (%); a sentence may carry "
        "several themes, so shares may add to more than 100%.",
    )
    shown = _choose_themes(coverage)
    note += _note_left_out(coverage, shown, lang)
    canvas = open_canvas(ax, lang, title, plans, note)
    styles = style_plans(plans, lang)
    write_legend(canvas, [(GAP, choose(lang, "未涉及", "gap: not covered"))])
    _draw_theme_rows(canvas, shown, styles)
    return ax


def _choose_themes(coverage: pd.DataFrame) -> pd.DataFrame:
    """The themes most plans cover, then those with the largest share; all where there is room."""
    by_theme = coverage[coverage["share"] > 0].groupby("theme_id")
    weight = by_theme["plan_id"].nunique() + by_theme["share"].max().clip(upper=0.999)
    names = coverage["theme_id"].drop_duplicates()
    ranked = names.iloc[(-names.map(weight).fillna(0.0)).argsort(kind="stable")]
    return coverage[coverage["theme_id"].isin(ranked[:MOST_THEMES])]


def _note_left_out(coverage: pd.DataFrame, shown: pd.DataFrame, lang: str) -> str:
    """What a dot means, where plans have frames of their own, and how many themes are not drawn."""
    plans = coverage["plan_id"].nunique()
    note, left_out = "", coverage["theme_id"].nunique() - shown["theme_id"].nunique()
    if (coverage.groupby("theme_id")["plan_id"].nunique() < plans).any():
        note += choose(
            lang,
            "圆点：该规划另有一套主题，不作比较。",
            " Dot: the plan is read by other themes, not compared.",
        )
    if left_out:
        note += choose(
            lang,
            f"另有 {left_out} 个较少涉及的主题未列出。",
            f" {left_out} themes that fewer plans cover are not shown.",
        )
    return note


def summarise_coverage(coverage: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many themes every plan covers, and the widest difference between plans."""
    if coverage.empty:
        return choose(lang, "主题覆盖", "Coverage of themes")
    styles = style_plans(plans, lang)
    table = coverage.pivot_table(index="theme_id", columns="plan_id", values="share", sort=False)
    table = table.reindex(columns=list(styles))
    names = _theme_names(coverage, lang)
    total, common = len(table), int((table > 0).all(axis=1).sum())
    head = choose(
        lang,
        f"{total} 个主题中，{common} 个各规划都涉及"
        if len(styles) > 1
        else f"规划涉及 {total} 个主题中的 {common} 个",
        f"{common} of {total} themes are covered by every plan"
        if len(styles) > 1
        else f"The plan covers {common} of {total} themes",
    )
    if len(styles) < 2:
        return head
    spread = (table.max(axis=1) - table.min(axis=1)).sort_values(ascending=False, kind="stable")
    row = table.loc[spread.index[0]]
    low, high = styles[row.idxmin()].label, styles[row.idxmax()].label
    values = f"{high} {row.max():.0%}, {low} {row.min():.0%}"
    name = names[spread.index[0]]
    return choose(
        lang,
        f"{head}；“{name}”差别最大：{values.replace(', ', '，')}",
        f"{head}; they differ most on {name}: {values}",
    )


def _theme_names(coverage: pd.DataFrame, lang: str) -> dict[str, str]:
    return {
        str(row["theme_id"]): str((row["theme_en"] if lang == "en" else "") or row["theme"])
        for row in coverage.drop_duplicates("theme_id").to_dict("records")
    }


def _draw_theme_rows(canvas: Canvas, coverage: pd.DataFrame, styles: dict[str, PlanStyle]) -> None:
    names = _theme_names(coverage, canvas.lang)
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
    step = (canvas.top - canvas.bottom) / (len(names) + 1)
    labels = [style.label for style in styles.values()]
    if len(styles) <= 3:
        for x, style in enumerate(styles.values()):
            label, place = shorten_text(style.label, width - 0.05, SMALL), left + width * (x + 0.03)
            canvas.write(place, canvas.top - step / 2, label, SMALL, va="center_baseline")
    else:
        room = head_room(labels, width, step)
        write_heads(canvas, labels, left, width, room, step / 2)
        canvas.top -= room - step
        step = (canvas.top - step - canvas.bottom) / len(names)
    panel = canvas.panel(left, canvas.bottom, canvas.width - left, step * len(names))
    panel.set(xlim=(0, len(styles)), ylim=(len(names), 0), xticks=[], yticks=[])
    for y, (theme, name) in enumerate(names.items()):
        where = canvas.bottom + step * (len(names) - y - 0.5)
        text = shorten_text(name, left - 0.08 - indents[theme], SMALL)
        ink = INK if not indents[theme] else GREY
        canvas.write(indents[theme], where, text, SMALL, va="center_baseline", color=ink)
        if not indents[theme]:
            panel.axhline(y, color=PALE, linewidth=0.9)
        for x, (plan, style) in enumerate(styles.items()):
            share = cells.get((theme, plan))
            if len(styles) <= 3:
                _draw_share_bar(panel, x, y, share, top, style)
            else:
                _draw_share_cell(panel, x, y, share, top)


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
    panel.text(
        x + 0.045 + length, y + 0.5, _format_share(share), ha="left", va="center_baseline",
        fontsize=SMALL - 0.5, color=INK,
    )  # fmt: skip


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
        panel.text(
            x + 0.5, y + 0.5, _format_share(share), ha="center", va="center_baseline",
            fontsize=SMALL - 0.5, color=contrast_ink(SHADES, shade),
        )  # fmt: skip


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

    Filled bars survive the correction for many tests (p_adjusted < .05), hollow ones do not. Of
    two plans a negative G² of one is the positive of the other, so only positive ones are drawn.
    """
    title = summarise_keyness(terms, plans, lang)
    typical = terms[terms["g2"] > 0]
    if typical.empty or len(plans) < 2:
        reason = choose(
            lang, "至少需要两个规划才能比较用词。", "comparing words needs at least two plans."
        )
        return draw_nothing(ax, lang, title, plans, reason)
    note = choose(
        lang,
        "G²：带符号的对数似然比；数字为本规划次数 : 其他规划次数（涉及任务数）。校正：Benjamini–Hochberg。",
        "G²: signed log-likelihood ratio; numbers: count here : elsewhere (tasks here). "
        "Correction: Benjamini–Hochberg.",
    )
    canvas = open_canvas(ax, lang, title, plans, note)
    write_legend(canvas, _keyness_keys(lang))
    styles = style_plans(plans, lang)
    columns, most = _arrange(len(styles))
    rows = math.ceil(len(styles) / columns)
    width, height = canvas.width / columns, (canvas.top - canvas.bottom) / rows
    end = float(typical["g2"].max())
    for i, (plan, style) in enumerate(styles.items()):
        own = typical[typical["plan_id"] == plan].sort_values(
            ["g2", "term"], ascending=[False, True]
        )
        corner = (width * (i % columns), canvas.top - height * (i // columns))
        _draw_terms(canvas, own.head(most), corner, (width, height), style, most, end)
    return ax


def summarise_keyness(terms: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many terms survive correction, and the first term of up to three plans."""
    styles = style_plans(plans, lang)
    if terms.empty:
        return choose(lang, "各规划的特征词", "Words that set each plan apart")
    survivors = terms[(terms["g2"] > 0) & (terms["p_adjusted"] < SIGNIFICANT)]
    parts, colon = [], choose(lang, "：", ": ")
    for plan, style in list(styles.items())[:3]:
        own = terms[(terms["plan_id"] == plan) & (terms["g2"] > 0)]
        own = own.sort_values(["g2", "term"], ascending=[False, True]).head(3)
        parts.append(style.label + colon + join_names(list(own["term"]), lang))
    joined = choose(lang, "；", "; ").join(parts)
    count = len(survivors) or choose(lang, "没有", "No")
    zh = f"校正后仍显著的特征词有 {count} 个" if len(survivors) else "没有特征词在校正后仍显著"
    return choose(
        lang,
        f"{zh}。最突出的——{joined}",
        f"{count} terms survive correction. Most typical – {joined}",
    )


def _keyness_keys(lang: str) -> list[tuple[dict[str, Any], str]]:
    return [
        (
            {"facecolor": INK},
            choose(lang, "校正后显著（p < 0.05）", "survives correction (p < .05)"),
        ),
        ({"facecolor": "white"}, choose(lang, "校正后不显著", "does not")),
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
    canvas.write(left, top - step * 0.6, style.label, va="center_baseline")
    name = min(1.25, size[0] * 0.4)
    width = size[0] - name - 0.85
    panel = canvas.panel(left + name, top - step * (most + 1.3), width, step * most)
    panel.set(xlim=(0, end * 1.02), ylim=(most, 0), yticks=[])
    panel.grid(axis="x", color=PALE, linewidth=0.8)
    panel.set_axisbelow(True)
    panel.locator_params(axis="x", nbins=4)
    canvas.write(
        left + name - 0.08, top - step * (most + 1.75), "G²", SMALL, ha="right", color=GREY
    )
    for y, row in enumerate(own.to_dict("records")):
        where = top - step * (y + 1.8)
        sure = row["p_adjusted"] < SIGNIFICANT
        face = style.colour if sure else "white"
        look = {"facecolor": face, "edgecolor": style.colour, "linewidth": 0.8}
        add_box(panel, (0, y + 0.18), (row["g2"], 0.64), look)
        text = shorten_text(row["term"], name - 0.1, SMALL)
        canvas.write(left + name - 0.08, where, text, SMALL, ha="right", va="center_baseline")
        counts = f"{row['count']} : {row['count_others']} ({row['tasks']})"
        place = left + name + width * row["g2"] / end / 1.02 + 0.05
        canvas.write(place, where, counts, SMALL - 0.5, va="center_baseline", color=GREY)
