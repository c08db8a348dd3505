"""The workbook's native charts, each beside the small table it is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from compare.analyse.instruments import count_instruments
from compare.present.palette import style_plans
from compare.present.wording.findings.departments import (
    rank_departments,
    select_naming,
    select_sections,
)
from compare.present.wording.labels import label_as_written, label_instruments, label_themes
from compare.present.wording.numbers import format_cell
from compare.present.wording.texts import phrase
from compare.present.workbook.book import Book

MOST_SERIES = 4  # beyond this many plans a chart shows their mean
MOST_DEPARTMENTS = 15
FLAGS = ("has_number", "has_deadline", "has_lead", "has_cadence")


def add_charts(book: Book, tables: Mapping[str, pd.DataFrame]) -> None:
    """A sheet with up to four blocks: departments, themes, policy instruments, commitment."""
    lang = book.lang
    sheet = book.file.add_worksheet(phrase("workbook.charts", lang))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 38)
    plans = list(tables["plans"]["plan_id"])
    blocks = {
        "departments": share_departments(tables, plans, lang),
        "themes": share_themes(tables["coverage"], plans, lang),
        "instruments": share_instruments(tables["instruments"], plans, lang),
        "commitment": share_commitments(tables["commitment"], plans, lang),
    }
    top = 0
    for name, block in blocks.items():
        if len(block):
            title = phrase(f"workbook.charts.{name}", lang)
            top = _add_block(book, sheet, top, title, block, tables["plans"])
    if not top:
        book.write_text(sheet, (0, 0), phrase("workbook.no_data", lang))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def share_departments(
    tables: Mapping[str, pd.DataFrame], plans: list[str], lang: str
) -> pd.DataFrame:
    """Department (as the plans write it) × plan that names any: share of sections, by mean share, the
    widest first."""
    chosen, rows = select_sections(tables["workload"]), tables["plans"]
    rows = rows[rows["plan_id"].isin(plans)]
    plans = [str(plan) for plan in select_naming(chosen, rows)["plan_id"]]
    names = label_as_written(tables["departments"], tables["assignments"], rows, lang)
    wide = _spread(chosen, "department_id", plans).reindex(rank_departments(chosen))
    return wide.head(MOST_DEPARTMENTS).rename(index=lambda d: names.get(str(d), str(d)))


def share_themes(coverage: pd.DataFrame, plans: list[str], lang: str) -> pd.DataFrame:
    """Top theme (name) × plan: share of the key tasks' text, in the frame's order."""
    top = coverage[coverage["level"].fillna(1) == 1]
    return _spread(top, "theme_id", plans).rename(index=label_themes(top, lang))


def share_instruments(instruments: pd.DataFrame, plans: list[str], lang: str) -> pd.DataFrame:
    """Policy instrument (name) × plan: share of the clauses that use one, in the codebook's order."""
    counted = count_instruments(instruments) if len(instruments) else instruments
    return _spread(counted, "subtype", plans).rename(index=label_instruments(lang))


def share_commitments(commitment: pd.DataFrame, plans: list[str], lang: str) -> pd.DataFrame:
    """Flag × plan: share of all its tasks, safeguards included."""
    if commitment.empty:
        return pd.DataFrame()
    flags = commitment[list(FLAGS)].fillna(False).astype(float)
    wide = flags.groupby(commitment["plan_id"]).mean().T.reindex(columns=plans).fillna(0.0)
    return wide.rename(index=lambda flag: phrase(f"workbook.flag.{flag}", lang))


def _spread(rows: pd.DataFrame, key: str, plans: list[str]) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame()
    wide = rows.pivot_table(index=key, columns="plan_id", values="share", sort=False)
    return wide.reindex(columns=plans).fillna(0.0)


def _add_block(
    book: Book, sheet: Any, top: int, title: str, block: pd.DataFrame, plans: pd.DataFrame
) -> int:
    """Table and chart from row `top`; returns the row where the next block begins."""
    styles = style_plans(plans, book.lang)
    labels = {p: s.label for p, s in styles.items()}
    colours = [s.colour for s in styles.values()]
    if len(styles) > MOST_SERIES:
        mean = phrase("workbook.mean", book.lang)
        block, labels, colours = block.mean(axis=1).to_frame("mean"), {"mean": mean}, colours[:1]
    book.write_text(sheet, (top, 0), title, bold=True, font_size=12)
    head = {"bold": True, "bg_color": "#ECECEC"}
    book.write_text(sheet, (top + 1, 0), "", **head)
    for column, label in enumerate(labels.values(), 1):
        sheet.set_column(column, column, 12)
        book.write_text(sheet, (top + 1, column), label, align="right", **head)
    for at, (name, row) in enumerate(block.iterrows(), top + 2):
        book.write_text(sheet, (at, 0), str(name))
        for column, value in enumerate(row, 1):
            shown = format_cell(float(value), "share")
            sheet.write_number(at, column, float(value), book.look(num_format=shown))
    series = list(zip(labels, colours, strict=True))
    height = max(260, 90 + 13 * len(block) * (1 + len(series)))
    chart = _draw_chart(book, sheet, top, title, block, [c for _, c in series])
    chart.set_size({"width": 760, "height": height})
    sheet.insert_chart(top, len(series) + 2, chart, {"description": title})
    return top + max(len(block) + 4, height // 20 + 3)


def _draw_chart(
    book: Book, sheet: Any, top: int, title: str, block: pd.DataFrame, colours: list[str]
) -> Any:
    full = bool((block > 0.8).any(axis=None))
    chart = book.file.add_chart({"type": "bar"})
    first, last = top + 2, top + 1 + len(block)
    for column, colour in enumerate(colours, 1):
        chart.add_series(
            {
                "name": [sheet.name, top + 1, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "0%", "font": {"size": 8}},
            }
        )
    chart.set_title({"name": title, "overlay": False, "name_font": {"size": 12, "bold": False}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "line": {"color": "#C4C4C4"}})
    axis = {"num_format": "0%", "min": 0, "major_gridlines": {"visible": False}}
    chart.set_x_axis(axis | ({"max": 1} if full else {}))
    chart.set_legend({"position": "bottom"} if len(colours) > 1 else {"none": True})
    return chart
