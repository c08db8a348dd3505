"""The chart of what the plans aim at: indicators side by side, from baseline to target."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from compare.present.charts.canvas import BASE, Canvas, Key, annotate
from compare.present.charts.fitting import LABEL, SMALL, inches, measure_longest
from compare.present.charts.style import (
    MANY,
    PAPER_WIDTH,
    draw_empty,
    fit_height,
    open_canvas,
    reserve_heads,
    styled,
)
from compare.present.charts.target_matrix import draw_target_matrix, has_bars
from compare.present.charts.titles import title_indicators
from compare.present.palette import GREY, INK, PALE, PlanStyle, style_plans
from compare.present.wording.labels import join_names, name_thing
from compare.present.wording.numbers import (
    format_quantity,
    format_year,
)
from compare.present.wording.stated import format_baseline, format_target
from compare.present.wording.texts import join_sentences, phrase

MOST_ROWS = 23.5  # rows of a dumbbell panel that a page holds
AXIS_ROWS, MATRIX_ROW = 1.9, 1.1  # heights, in rows of a dumbbell panel
LARGE = 1e8  # from which on a bare number would be one of nine digits and more
MARGIN = 0.6  # inches to the right of an axis, into which the last label may run
BESIDE: dict[str, Any] = {
    "color": INK,
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.6},
}


@dataclass(frozen=True)
class Row:
    """One line of a dumbbell panel: a heading, a reference or one plan's path."""

    kind: str  # heading | reference | path
    label: str
    data: Any


def size_indicators(indicators: pd.DataFrame, plans: pd.DataFrame) -> tuple[float, float]:
    """Width and height in inches at which no row is cramped."""
    numbers = _select_numbers(indicators)
    paths, single = _divide(numbers, len(plans))
    upright = reserve_heads(plans) * bool(len(single))
    return PAPER_WIDTH, fit_height(2.3 + 0.235 * _weigh(paths, single) + upright)


@styled
def draw_indicators(
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    ax: Axes,
    lang: str = "zh",
    references: pd.DataFrame | None = None,
) -> Axes:
    """Baseline → target of each indicator and plan, with years; below, the other targets.

    Only indicators to which some plan puts a number, those that most plans do first, as many as a
    page holds. One with a baseline has an axis of its own. Single quantities stand in a matrix
    indicator × plan as what they are, numbers, since their units cannot share an axis; a bar
    shows their size only among plans that give the same indicator. “Stated without a number” and
    “not stated” are written as such: neither is a zero.

    `references`: indicator_id, year, value, label, label_en (or name, name_en, as in the lookup),
    perhaps unit and comparator – marks such as a national target, of the years the plans state.
    """
    title, numbers = title_indicators(indicators, plans, lang), _select_numbers(indicators)
    if numbers.empty:
        return draw_empty(ax, lang, "indicators", title, plans)
    stated = indicators[indicators["stated"] != "no"]
    paths, shown = _divide(numbers, len(plans))
    references = _select_references(references, paths)
    marks = _find_references(references, set(paths["indicator_id"]))
    drawn = paths["indicator_id"].nunique() + shown["indicator_id"].nunique()
    left_out = stated["indicator_id"].nunique() - drawn
    measure = phrase("indicators.measure", lang)
    canvas = open_canvas(ax, lang, title, plans, measure, _write_note(marks, shown, left_out, lang))
    if len(paths):
        canvas.legend(_list_keys(bool(len(marks)), lang))
    styles = style_plans(plans, lang)
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
        draw_target_matrix(canvas, shown, indicators, styles)
    return ax


def _select_numbers(indicators: pd.DataFrame) -> pd.DataFrame:
    """Rows of the indicators to which some plan puts a number, those that most plans do first."""
    numbers = indicators[indicators["stated"] == "number"]
    uses = numbers.groupby("indicator_id", sort=False)["plan_id"].nunique()
    place = {
        name: i for i, name in enumerate(uses.sort_values(ascending=False, kind="stable").index)
    }
    kept = indicators[(indicators["stated"] != "no") & indicators["indicator_id"].isin(place)]
    return kept.iloc[kept["indicator_id"].map(place).argsort(kind="stable")]


def _divide(numbers: pd.DataFrame, plans: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows drawn as paths, and those of single quantities: as many as a page holds."""
    most = MOST_ROWS - 4.0 * (plans > MANY)
    both = numbers[numbers["target_value"].notna() & numbers["baseline_value"].notna()]
    ranked = list(dict.fromkeys(numbers["indicator_id"]))
    with_path = set(both["indicator_id"])
    order = [name for name in ranked if name in with_path]
    drawn: list[str] = []
    for name in order:
        chosen = numbers[numbers["indicator_id"].isin([*drawn, name])]
        single = min(len(ranked) - len(order), 5)
        if not drawn or _weigh(_keep_targets(chosen), None) + single * MATRIX_ROW <= most:
            drawn.append(name)
    paths = _keep_targets(numbers[numbers["indicator_id"].isin(drawn)])
    room = max(1, int((most - _weigh(paths, None) - 1.2) / MATRIX_ROW))
    names = [name for name in ranked if name not in with_path][:room]
    return paths, numbers[numbers["indicator_id"].isin(names)]


def _keep_targets(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["stated"] == "number") & rows["target_value"].notna()]


def _weigh(paths: pd.DataFrame, single: pd.DataFrame | None) -> float:
    """Height in rows of a dumbbell panel: heading, reference and axis of each, and the matrix."""
    rows = len(paths) + (2 + AXIS_ROWS) * paths["indicator_id"].nunique()
    if single is None or single.empty:
        return rows
    return rows + MATRIX_ROW * single["indicator_id"].nunique() + 1.2


def _write_note(marks: pd.DataFrame, single: pd.DataFrame, left_out: int, lang: str) -> str:
    """How to read the chart, the reference values, and how many indicators are not drawn."""
    lines = [
        phrase("indicators.note", lang),
        phrase("indicators.note.bars", lang) if has_bars(single) else "",
        _note_references(marks, lang),
        phrase("indicators.more", lang, n=left_out) if left_out else "",
    ]
    return join_sentences(lines, lang)


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
    heading = name_thing(first, "indicator", lang) + _describe_absent(every, styles, lang)
    rows = [Row("heading", heading, first)]
    marks = _find_references(references, [first["indicator_id"]])
    if len(marks):
        rows.append(Row("reference", phrase("indicators.reference", lang), marks))
    return rows + [Row("path", styles[r["plan_id"]].label, r) for _, r in group.iterrows()]


def _select_references(references: pd.DataFrame | None, paths: pd.DataFrame) -> pd.DataFrame:
    """The references of a year for which a plan states something: others there is nothing to set
    against. What is not told of unit and comparing word is filled in."""
    if references is None or references.empty:
        return pd.DataFrame()
    units = dict(zip(paths["indicator_id"], paths["unit"], strict=True))
    years = {
        (row["indicator_id"], float(row[year]))
        for row in paths.to_dict("records")
        for year in ("baseline_year", "target_year")
        if not pd.isna(row[year])
    }
    rows = [
        {"unit": units.get(row["indicator_id"], ""), "comparator": "", **row}
        for row in references.to_dict("records")
        if pd.isna(row["year"]) or (row["indicator_id"], float(row["year"])) in years
    ]
    return pd.DataFrame(rows)


def _find_references(references: pd.DataFrame | None, names: Collection[str]) -> pd.DataFrame:
    if references is None or references.empty:
        return pd.DataFrame()
    marks: pd.DataFrame = references[references["indicator_id"].isin(list(names))]
    return marks


def _note_references(references: pd.DataFrame, lang: str) -> str:
    """参照值：全国 2020 年10.56%；全国 2025 年目标超过15%。– so that a mark on the axis needs no long label."""
    columns = ("label_en", "name_en") if lang == "en" else ("label", "name")
    column = next((c for c in columns if c in references), "")
    if references.empty or not column:
        return ""
    space = phrase("mark.space", lang)
    marks = [f"{m[column]}{space}{format_target(m, lang)}" for m in references.to_dict("records")]
    return phrase("indicators.references", lang, marks=phrase("mark.semicolon", lang).join(marks))


def _describe_absent(every: pd.DataFrame, styles: dict[str, PlanStyle], lang: str) -> str:
    """（仅太仓提出）, （海安提出而无数字）: what a panel without their rows would hide."""
    vague = every[every["stated"] == "without_number"]["plan_id"]
    if len(vague):
        key, plans = "indicators.vague", vague
    elif len(every) < len(styles):
        key, plans = "indicators.only", every["plan_id"]
    else:
        return ""
    names = join_names([styles[plan].label for plan in plans], lang)
    return phrase("mark.brackets", lang, text=phrase(key, lang, names=names))


def _list_keys(referred: bool, lang: str) -> list[Key]:
    looks: dict[str, dict[str, Any]] = {
        "baseline": {"marker": "o", "markerfacecolor": "white", "markersize": 6},
        "target": {"marker": "o", "markersize": 6},
    }
    if referred:
        looks["reference"] = {"marker": "|", "markersize": 8, "color": GREY}
    return [(look, phrase(f"indicators.key.{name}", lang)) for name, look in looks.items()]


def _draw_paths(canvas: Canvas, rows: list[Row], step: float, styles: dict[str, PlanStyle]) -> None:
    """One indicator's panel; y counts rows from the top, x is in the indicator's unit."""
    lang, unit = canvas.lang, rows[-1].data["unit"]
    left = min(1.9, 0.25 + measure_longest(row.label for row in rows[1:]))
    width = canvas.width - left - MARGIN
    height = step * (len(rows) - 1)
    panel = canvas.panel(left, canvas.top - step - height, width, height)
    top = _find_top(rows)
    panel.set(xlim=(0, top), ylim=(len(rows) - 0.5, 0.5), yticks=[])
    panel.xaxis.set_major_locator(MaxNLocator(6))
    panel.xaxis.set_major_formatter(lambda value, _: format_quantity(value, unit, lang))
    panel.grid(axis="x", color=PALE, linewidth=0.8)
    panel.set_axisbelow(True)
    canvas.label(0, canvas.top - step / 2, rows[0].label, canvas.width, LABEL)
    for y, row in enumerate(rows[1:], start=1):
        where = canvas.top - step * (y + 0.5)
        canvas.write(left - 0.12, where, row.label, SMALL, ha="right", color=GREY, **BASE)
        if row.kind == "reference":
            _draw_references(panel, y, row.data, len(rows) - 0.6, width / top, lang)
        else:
            _draw_path(panel, y, row.data, styles[row.data["plan_id"]], lang)


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
    label = format_target(path, lang) + format_year(path["target_year"], lang)
    ahead = pd.isna(start) or end >= start
    if not pd.isna(start):
        panel.plot([start, end], [y, y], color=style.colour, linewidth=2.2, solid_capstyle="butt")
        panel.plot(
            start, y, style.marker, color=style.colour, markerfacecolor="white", markersize=6.5
        )
        text = format_baseline(path, lang, with_unit=abs(float(start)) >= LARGE)
        annotate(panel, (start, y), text, -6 if ahead else 6, **BESIDE)
    panel.plot(end, y, style.marker, color=style.colour, markersize=7)
    annotate(panel, (end, y), label, 6 if ahead else -6, **BESIDE)


def _draw_references(
    panel: Axes, y: int, marks: pd.DataFrame, foot: float, scale: float, lang: str
) -> None:
    """Ticks with value and year, and a thin line down through the plans; `scale`: inches per unit.

    The text stands to the right of its tick; to the left where only there is room.
    """
    free = 0.0
    rows = marks.sort_values("value", kind="stable").to_dict("records")
    for mark, following in zip(rows, [*rows[1:], None], strict=True):
        value = mark["value"]
        panel.plot([value, value], [y, foot], color=GREY, linewidth=0.8, linestyle=":")
        panel.plot(value, y, "|", color=GREY, markersize=9, markeredgewidth=1.6)
        room = (following["value"] - value) * scale - 0.2 if following else 9.0
        short = format_target(mark, lang)
        full = short + format_year(mark["year"], lang)
        before = inches(full, SMALL) + 0.2 < value * scale - free
        if inches(full, SMALL) >= room and before:
            annotate(panel, (value, y), full, -6, **BESIDE)
            free = value * scale
            continue
        text = next((t for t in (full, short) if inches(t, SMALL) < room), "")
        annotate(panel, (value, y), text, 6, **BESIDE)
        free = value * scale + inches(text, SMALL) + 0.2
