"""The lower half of the indicator chart: single quantities as a matrix indicator × plan."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from compare.present.charts.canvas import BASE, Canvas, add_box, add_text, head_room
from compare.present.charts.fitting import SMALL, inches, line_height, shorten_text, wrap_text
from compare.present.palette import GREY, INK, PALE, PlanStyle
from compare.present.wording.labels import label_unit, name_thing
from compare.present.wording.numbers import format_number, format_quantity, format_year, read_number
from compare.present.wording.stated import (
    format_baseline,
    format_range,
    format_signed,
    format_target,
)
from compare.present.wording.texts import phrase

LINES_OF_ROW = 2  # of text that a row has room for


def draw_target_matrix(
    canvas: Canvas, rest: pd.DataFrame, indicators: pd.DataFrame, styles: dict[str, PlanStyle]
) -> None:
    """Matrix indicator × plan of the quantities that have no path."""
    lang = canvas.lang
    names = list(dict.fromkeys(rest["indicator_id"]))
    step = (canvas.top - canvas.bottom) / (len(names) + 1.0)
    left = canvas.width * 0.4
    width = (canvas.width - left) / len(styles)
    labels = [style.label for style in styles.values()]
    room = head_room(labels, width, step)
    canvas.heads(labels, left, width, room, step * 0.5)
    canvas.write(0, canvas.top - room + step * 0.5, phrase("indicators.others", lang), **BASE)
    step = (canvas.top - room - canvas.bottom) / len(names)
    bounds = (left, canvas.bottom, canvas.width - left, step * len(names))
    panel = canvas.grid(bounds, len(styles), len(names))
    cells = {(r["indicator_id"], r["plan_id"]): r for r in indicators.to_dict("records")}
    for y, name in enumerate(names):
        panel.axhline(y, color=PALE, linewidth=0.8)
        row = [cells.get((name, plan_id)) for plan_id in styles]
        text = name_thing(rest[rest["indicator_id"] == name].iloc[0], "indicator", lang)
        where = canvas.bottom + step * (len(names) - y - 0.5)
        numbers = [cell for cell in row if cell and _has_number(cell)]
        cramped = not all(_format_cell(cell, width, lang) for cell in numbers)
        if cramped and len({cell["unit"] for cell in numbers}) == 1:
            text += _format_unit(rest[rest["indicator_id"] == name], lang)
            row = [cell and {**cell, "unit": ""} for cell in row]
        canvas.write(0, where, _fit_lines(text, left - 0.1, step), SMALL, linespacing=1.0)
        for x, cell in enumerate(row):
            _draw_cell(panel, x, y, cell, _scale_cell(cell, row), width, lang)


def _fit_lines(text: str, width: float, height: float) -> str:
    """One line or, where there is room, two; the rest is cut with …"""
    lines = wrap_text(text, width, SMALL)
    most = max(1, int(height / line_height(SMALL) + 0.25))
    if len(lines) > most:
        lines = [*lines[: most - 1], shorten_text("".join(lines[most - 1 :]), width, SMALL)]
    return "\n".join(lines)


def has_bars(shown: pd.DataFrame) -> bool:
    """Whether the matrix of these rows shows sizes: whether plans give one indicator alike."""
    rows = [group.to_dict("records") for _, group in shown.groupby("indicator_id", sort=False)]
    return any(_scale_cell(cell, row) > 0 for row in rows for cell in row)


def _has_number(cell: Any) -> bool:
    return bool(cell) and cell["stated"] == "number" and not pd.isna(_value(cell))


def _has_target(cell: Any) -> bool:
    return _has_number(cell) and not pd.isna(cell["target_value"])


def _value(cell: Any) -> float:
    target = cell["target_value"]
    return float(cell["baseline_value"] if pd.isna(target) else target)


def _scale_cell(cell: Any, row: list[Any]) -> float:
    """Length of the cell's bar, 0–1: only where several plans give the indicator in one unit and
    measure: nothing is as long as what is there for being built."""
    peers = [_value(c) for c in row if _has_target(c) and cell and _is_alike(c, cell)]
    if not _has_target(cell) or len(peers) < 2 or max(peers) <= 0:
        return 0.0
    return max(_value(cell), 0.0) / max(peers)


def _is_alike(one: Any, other: Any) -> bool:
    return all(one.get(name) == other.get(name) for name in ("unit", "measure"))


def _format_cell(cell: Any, width: float, lang: str) -> str:
    """What fits of 力争突破10% and year, on one line or two, else of >10% and year, else of ≥10%; ""
    where nothing does. A value of another year is another value, so the year goes last."""
    room = width - 0.08
    if not _has_target(cell):  # where it starts from is no target
        told = phrase("indicators.key.baseline", lang)
        ways = [f"{told}{mark}{format_baseline(cell, lang)}" for mark in (" ", "\n")]
        ways += [f"{told}\n{format_quantity(_value(cell), cell['unit'], lang)}", told]
        return next((text for text in ways if inches(text, SMALL) <= room), "")
    year = format_year(cell["target_year"], lang).strip()
    bare = format_range(_value(cell), read_number(cell.get("value_high")), cell["unit"], lang)
    stated, signed = format_target(cell, lang) or bare, format_signed(cell, lang) or bare
    lines = wrap_text(stated, room, SMALL)
    if (
        cell.get("alternatives") and len(lines) == LINES_OF_ROW
    ):  # 1–2名 says less than 1–2名或3名辅导员
        return "\n".join(lines)
    gap = "" if lang == "zh" else " "
    ways = [f"{value}{mark}{year}" for mark in (gap, "\n") for value in (stated, signed)]
    ways = [*ways, stated, signed] if year else [stated, signed]
    return next((text for text in ways if inches(text, SMALL) <= room), "")


def _format_unit(rows: pd.DataFrame, lang: str) -> str:
    unit = label_unit(next((u for u in rows["unit"] if u), ""), lang)
    return phrase("mark.brackets", lang, text=unit) if unit else ""


def _draw_cell(panel: Axes, x: int, y: int, cell: Any, bar: float, width: float, lang: str) -> None:
    if not cell or cell["stated"] == "no":
        add_text(panel, x + 0.5, y + 0.5, "—", color=GREY)
    elif not _has_number(cell):
        words = format_target(cell, lang) or phrase("indicators.no_number", lang)
        add_text(panel, x + 0.5, y + 0.5, shorten_text(words, width - 0.08, SMALL), color=GREY)
    else:
        look = {"facecolor": "#dcdfe3", "edgecolor": "none"}
        add_box(panel, (x + 0.03, y + 0.14), (0.94 * bar, 0.72), look)
        text = _format_cell(cell, width, lang) or format_number(_value(cell))
        lines: dict[str, Any] = {"va": "center", "linespacing": 0.95} if "\n" in text else {}
        colour = INK if _has_target(cell) else GREY
        add_text(panel, x + 0.5, y + 0.5, text, color=colour, **lines)
