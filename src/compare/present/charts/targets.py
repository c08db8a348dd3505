"""Charts of what the plans aim at: indicators side by side, and progress towards them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from compare.present.charts.aims import draw_single_aims, name_indicator, tell_year
from compare.present.charts.style import (
    GREY,
    INK,
    LABEL,
    MANY,
    PALE,
    SMALL,
    UPRIGHT,
    Canvas,
    PlanStyle,
    choose,
    draw_nothing,
    inches,
    open_canvas,
    shorten_text,
    style_plans,
    styled,
    write_legend,
)
from compare.present.wording.labels import (
    format_number,
    format_quantity,
    join_names,
    label_unit,
)

MOST_AIMS = 60
AXIS_ROWS, MATRIX_ROW = 1.9, 1.1  # heights, in rows of a dumbbell panel
PERCENT = ("%", "％", "‰", "百分点", "个百分点")


@dataclass(frozen=True)
class Row:
    """One line of a dumbbell panel: a heading, a reference or one plan's path."""

    kind: str  # heading | reference | path
    label: str
    data: Any


def size_indicators(indicators: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    stated = indicators[indicators["stated"] != "no"]
    paths = _select_paths(stated)
    others = set(stated["indicator_id"]) - set(paths["indicator_id"])
    rows = len(paths) + 4.0 * paths["indicator_id"].nunique()
    upright = UPRIGHT * (len(plans) > MANY and bool(others))
    return 8.0, 1.9 + 0.25 * rows + 0.27 * min(len(others), MOST_AIMS) + upright


@styled
def draw_indicators(
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    references: pd.DataFrame | None = None,
) -> Axes:
    """Baseline → target of each indicator and plan, with years and pace; below, the other aims.

    An indicator with a baseline has an axis of its own. Single quantities stand in a matrix
    indicator × plan as what they are, numbers, since their units cannot share an axis; a bar
    shows their size only among plans that give the same indicator. “Stated without a number” is
    hatched, “not stated” a dot: neither is a zero.

    `references`: indicator_id, year, value, label, label_en (or name, name_en, as in the lookup)
    – marks such as a national aim.
    """
    stated = indicators[indicators["stated"] != "no"]
    title = summarise_indicators(indicators, plans, lang)
    if stated.empty:
        reason = choose(lang, "规划中没有识别出指标。", "no indicator was found in the plans.")
        return draw_nothing(ax, lang, title, plans, reason)
    paths = _select_paths(stated)
    marks = _find_references(references, set(paths["indicator_id"]))
    rest = stated[~stated["indicator_id"].isin(paths["indicator_id"])]
    shown = _choose_aims(rest)
    note = "\n".join(
        filter(
            None,
            [
                _note_indicators(lang),
                _note_references(marks, lang),
                _note_left_out(rest, shown, lang),
            ],
        )
    )
    canvas = open_canvas(ax, lang, title, plans, note)
    styles = style_plans(plans, lang)
    write_legend(canvas, _indicator_keys(lang))
    panels = [
        _list_rows(group, stated, styles, references, lang)
        for _, group in paths.groupby("indicator_id", sort=False)
    ]
    weight = sum(len(rows) + AXIS_ROWS for rows in panels)
    weight += shown["indicator_id"].nunique() * MATRIX_ROW + 1.2 * bool(len(shown))
    step = (canvas.top - canvas.bottom) / weight
    for rows in panels:
        _draw_paths(canvas, rows, step, styles)
        canvas.top -= step * (len(rows) + AXIS_ROWS)
    if not shown.empty:
        draw_single_aims(canvas, shown, indicators, styles)
    return ax


def summarise_indicators(indicators: pd.DataFrame, plans: pd.DataFrame, lang: str) -> str:
    """How many indicators every plan puts a number to, and the pace of the most shared one."""
    stated = indicators[indicators["stated"] != "no"]
    numbers = indicators[indicators["stated"] == "number"]
    uses = numbers.groupby("indicator_id", sort=False)["plan_id"].nunique()
    n, m, k = len(plans), stated["indicator_id"].nunique(), int((uses == len(plans)).sum())
    head = choose(
        lang,
        f"{m} 项指标中，{n} 个规划都给出数字的只有 {k} 项" if n > 1 else f"规划提出 {m} 项指标",
        f"Of {m} indicators, {k} carry a number in every plan"
        if n > 1
        else f"The plan states {m} indicators",
    )
    paced = numbers.dropna(subset=["pace_per_year"])
    if paced.empty:
        return head
    first = paced["indicator_id"].map(uses).idxmax()
    same = paced[paced["indicator_id"] == paced.at[first, "indicator_id"]]
    same = same.sort_values("pace_per_year", ascending=False, kind="stable")
    styles = style_plans(plans, lang)
    unit = _pace_unit(same.iloc[0]["unit"], lang)
    ends = [same.iloc[0]] + ([same.iloc[-1]] if len(same) > 1 else [])
    paces = choose(lang, "，", ", ").join(
        f"{styles[row['plan_id']].label} {row['pace_per_year']:+.2f}" for row in ends
    )
    name = name_indicator(ends[0], lang)
    return choose(
        lang,
        f"{head}；{name}每年变化：{paces} {unit}",
        f"{head}; {name}, change per year: {paces} {unit}",
    )


def _pace_unit(unit: str, lang: str) -> str:
    return choose(lang, "个百分点", "pp") if unit in PERCENT else label_unit(unit, lang)


def _choose_aims(rest: pd.DataFrame) -> pd.DataFrame:
    """The single quantities that most plans state, in their order; all where there is room."""
    names = rest["indicator_id"].drop_duplicates()
    uses = names.map(rest.groupby("indicator_id")["plan_id"].nunique())
    ranked = names.iloc[(-uses).argsort(kind="stable")]
    return rest[rest["indicator_id"].isin(ranked[:MOST_AIMS])]


def _note_left_out(rest: pd.DataFrame, shown: pd.DataFrame, lang: str) -> str:
    left_out = rest["indicator_id"].nunique() - shown["indicator_id"].nunique()
    if not left_out:
        return ""
    return choose(
        lang,
        f"另有 {left_out} 项指标未列出，见 indicators.csv。",
        f"{left_out} more indicators are not shown; see indicators.csv.",
    )


def _note_indicators(lang: str) -> str:
    return choose(
        lang,
        "标“力争”的，原文措辞为力争、争创等。每年变化 =（目标值－基期值）÷ 相隔年数；未写明年份的不计算。",
        "Marked strive: worded as an aspiration (力争, 争创). Pace = (target − baseline) ÷ years between; "
        "not computed where a year is missing.",
    )


def _select_paths(stated: pd.DataFrame) -> pd.DataFrame:
    """Rows for the dumbbells: indicators with a baseline and a target, most shared first."""
    numbers = stated[(stated["stated"] == "number") & stated["target_value"].notna()]
    both = numbers[numbers["baseline_value"].notna()]["indicator_id"]
    chosen = numbers[numbers["indicator_id"].isin(both)]
    uses = chosen.groupby("indicator_id")["plan_id"].nunique()
    names = sorted(chosen["indicator_id"].drop_duplicates(), key=lambda name: -uses[name])
    parts = [chosen[chosen["indicator_id"] == name] for name in names]
    return pd.concat(parts) if parts else chosen


def _list_rows(
    group: pd.DataFrame,
    stated: pd.DataFrame,
    styles: dict[str, PlanStyle],
    references: pd.DataFrame | None,
    lang: str,
) -> list[Row]:
    """Heading, references and plans of one indicator."""
    first = group.iloc[0]
    every = stated[stated["indicator_id"] == first["indicator_id"]]
    rows = [Row("heading", name_indicator(first, lang) + _tell_absent(every, styles, lang), first)]
    marks = _find_references(references, [first["indicator_id"]])
    if len(marks):
        rows.append(Row("reference", choose(lang, "参照值", "Reference"), marks))
    return rows + [Row("path", styles[r["plan_id"]].label, r) for _, r in group.iterrows()]


def _find_references(references: pd.DataFrame | None, names: Collection[str]) -> pd.DataFrame:
    if references is None or references.empty:
        return pd.DataFrame()
    marks: pd.DataFrame = references[references["indicator_id"].isin(list(names))]
    return marks


def _note_references(references: pd.DataFrame, lang: str) -> str:
    """参照值：全国 2020 年 10.56；… – so that a mark on the axis needs no long label."""
    columns = ("label_en", "name_en") if lang == "en" else ("label", "name")
    column = next((c for c in columns if c in references), "")
    if references.empty or not column:
        return ""
    marks = [f"{m[column]} {format_number(m['value'])}" for m in references.to_dict("records")]
    return choose(lang, f"参照值：{'；'.join(marks)}。", f"Reference: {'; '.join(marks)}.")


def _tell_absent(every: pd.DataFrame, styles: dict[str, PlanStyle], lang: str) -> str:
    """（仅太仓提出）, （海安提出而无数字）: what a panel without their rows would hide."""
    vague = [styles[p].label for p in every[every["stated"] == "without_number"]["plan_id"]]
    parts = []
    if vague:
        names = join_names(vague, lang)
        parts.append(choose(lang, f"{names}提出而无数字", f"{names}: stated without a number"))
    elif len(every) < len(styles):
        names = join_names([styles[p].label for p in every["plan_id"]], lang)
        parts.append(choose(lang, f"仅{names}提出", f"only {names}"))
    return choose(lang, f"（{parts[0]}）", f" ({parts[0]})") if parts else ""


def _indicator_keys(lang: str) -> list[tuple[dict[str, Any], str]]:
    return [
        (
            {"marker": "o", "markerfacecolor": "white", "markersize": 6},
            choose(lang, "基期值", "baseline"),
        ),
        ({"marker": "o", "markersize": 6}, choose(lang, "目标值", "target")),
        ({"marker": "|", "markersize": 8, "color": GREY}, choose(lang, "参照值", "reference")),
        (
            {"facecolor": "white", "hatch": "//////"},
            choose(lang, "提出而无数字", "stated without a number"),
        ),
        ({"marker": ".", "markersize": 3, "color": GREY}, choose(lang, "未提出", "not stated")),
    ]


def _draw_paths(canvas: Canvas, rows: list[Row], step: float, styles: dict[str, PlanStyle]) -> None:
    """One indicator's panel; y counts rows from the top, x is in the indicator's unit."""
    lang, unit = canvas.lang, rows[-1].data["unit"]
    left = min(1.9, 0.25 + max(inches(row.label, SMALL) for row in rows[1:]))
    width = canvas.width - left - 1.25
    height = step * (len(rows) - 1)
    panel = canvas.panel(left, canvas.top - step - height, width, height)
    top = _find_top(rows)
    panel.set(xlim=(0, top), ylim=(len(rows) - 0.5, 0.5), yticks=[])
    panel.xaxis.set_major_locator(MaxNLocator(6))
    panel.xaxis.set_major_formatter(lambda value, _: format_quantity(value, unit, lang))
    panel.grid(axis="x", color=PALE, linewidth=0.8)
    panel.set_axisbelow(True)
    _write_row(canvas, canvas.top - step / 2, rows[0].label, choose(lang, "每年变化", "per year"))
    for y, row in enumerate(rows[1:], start=1):
        where = canvas.top - step * (y + 0.5)
        canvas.write(
            left - 0.12, where, row.label, SMALL, ha="right", va="center_baseline", color=GREY
        )
        if row.kind == "reference":
            _draw_references(panel, y, row.data, len(rows) - 0.6, width / top, lang)
        else:
            _draw_path(panel, y, row.data, styles[row.data["plan_id"]], lang)
            _write_row(canvas, where, "", _tell_pace(row.data, lang))


def _write_row(canvas: Canvas, y: float, left: str, right: str) -> None:
    canvas.write(0, y, shorten_text(left, canvas.width - 1, LABEL), LABEL, va="center_baseline")
    canvas.write(canvas.width, y, right, SMALL, ha="right", va="center_baseline")


def _find_top(rows: list[Row]) -> float:
    """Right end of the axis: room for the label of the largest value."""
    values: list[float] = []
    for row in rows[1:]:
        path = row.kind == "path"
        values += (
            [row.data["target_value"], row.data["baseline_value"]]
            if path
            else list(row.data["value"])
        )
    return max([0.0, *(v for v in values if not pd.isna(v))]) * 1.22 or 1.0


def _draw_path(panel: Axes, y: int, path: Any, style: PlanStyle, lang: str) -> None:
    start, end = path["baseline_value"], path["target_value"]
    label = format_number(end) + tell_year(path["target_year"], lang)
    if path["aspirational"] is True:
        label += choose(lang, " 力争", " strive")
    ahead = pd.isna(start) or end >= start
    if not pd.isna(start):
        panel.plot([start, end], [y, y], color=style.colour, linewidth=2.2, solid_capstyle="butt")
        panel.plot(
            start, y, style.marker, color=style.colour, markerfacecolor="white", markersize=6.5
        )
        text = format_number(start) + tell_year(path["baseline_year"], lang)
        _write_beside(panel, start, y, text, left=ahead)
    panel.plot(end, y, style.marker, color=style.colour, markersize=7)
    _write_beside(panel, end, y, label, left=not ahead)


def _write_beside(panel: Axes, x: float, y: float, text: str, left: bool) -> None:
    panel.annotate(
        text,
        (x, y),
        xytext=(-6 if left else 6, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center_baseline",
        fontsize=SMALL,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
    )


def _tell_pace(path: Any, lang: str) -> str:
    pace = path["pace_per_year"]
    if pd.isna(pace):
        return "—"
    return f"{pace:+.2f} {_pace_unit(path['unit'], lang)}"


def _draw_references(
    panel: Axes, y: int, marks: pd.DataFrame, foot: float, scale: float, lang: str
) -> None:
    """Ticks with value and year, and a thin line down through the plans; `scale`: inches per unit."""
    rows = marks.sort_values("value", kind="stable").to_dict("records")
    for mark, following in zip(rows, [*rows[1:], None], strict=True):
        value = mark["value"]
        panel.plot([value, value], [y, foot], color=GREY, linewidth=0.8, linestyle=":")
        panel.plot(value, y, "|", color=GREY, markersize=9, markeredgewidth=1.6)
        room = (following["value"] - value) * scale - 0.2 if following else 9.0
        short = format_number(value)
        full = short + tell_year(mark["year"], lang)
        text = next((t for t in (full, short) if inches(t, SMALL) < room), "")
        _write_beside(panel, value, y, text, left=False)
