"""The tables as an Excel workbook: cover, charts, a sheet per table, and the evidence.

Column headings stand in the reader's language with the machine name beneath; each row links to
the sentence it rests on. Everything from a plan is written as text, never as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from compare.analyse.alignment import COUNTERPART, UNCERTAIN
from compare.present.office.viewpoint import choose_viewpoint
from compare.present.wording.findings import complete_tables
from compare.present.wording.headings import name_table
from compare.present.wording.stated import format_target
from compare.present.wording.texts import phrase
from compare.present.workbook.book import Book
from compare.present.workbook.charts import add_charts
from compare.present.workbook.cover import add_cover
from compare.present.workbook.evidence import list_evidence, locate_rows
from compare.present.workbook.sheets import add_evidence_sheet, add_table
from compare.present.workbook.side_by_side import add_side_by_side

__all__ = ["render_workbook"]

CREATED = datetime(2000, 1, 1)  # fixed, so that the same tables give the same bytes
FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
MOST_PAIRS = 20_000  # beyond this a sheet of pairs is of no use to a reader
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# The sheets; the outline, clauses and sentences, which are the text itself, and stretches have none.
ORDER = (
    *("plans", "indicators", "targets", "aims_in_words", "tasks", "assignments", "departments"),
    *("department_functions", "workload", "commitment", "coverage", "shared_passages"),
    *("distinctive_terms", "progress", "ignored", "section_pairs", "task_pairs"),
)


def render_workbook(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    lang: str = "zh",
    our: str = "",
    other: str = "",
) -> bytes:
    """The workbook as bytes of an .xlsx file, the same for the same tables.

    `sources`: plan_id → the source text that all offsets count in; a plan without one has no
    evidence. `our` and `other`: the plans of the first two sheets (default: the first, and the one
    most like it). Needs XlsxWriter (extra `report`).
    """
    from xlsxwriter import Workbook

    complete = complete_tables(tables)
    known = {name: complete[name] for name in ORDER if name in complete}
    known["task_pairs"] = choose_pairs(known["task_pairs"])
    located = locate_rows(known, sources)
    known |= {name: add_stated(known[name], lang) for name in ("indicators", "targets")}
    evidence = list_evidence(located, sources)
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as file:
        book = Book(file, lang, {"font_name": FONTS[lang], "font_size": 10})
        book.numbers = {span: number for number, span in enumerate(evidence, 1)}
        title = phrase("workbook.title", lang)
        file.set_properties({"title": title, "author": "compare", "created": CREATED})
        sheets = {name: name_table(name, lang) for name in known}
        if len(complete["plans"]) > 1:
            view = choose_viewpoint(complete, our, other, lang)
            add_side_by_side(book, complete, sources, view)
        add_cover(book, known, sheets)
        add_charts(book, known)
        for name in sheets:
            add_table(book, name, known, located[name])
        add_evidence_sheet(book, known["plans"], evidence)
    return buffer.getvalue()


def add_stated(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The rows with, on the right, each target as the plan states it: 力争突破10%."""
    stated = [format_target(row, lang) for row in rows.to_dict("records")]
    return rows.assign(**{phrase("workbook.as_stated", lang): stated})


def choose_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """All pairs, or of more than MOST_PAIRS the (possible) counterparts and each task's three nearest."""
    if len(pairs) <= MOST_PAIRS:
        return pairs
    near = (pairs["rank_a"] <= 3) | (pairs["rank_b"] <= 3)
    possible = pairs["judgement"].isin((COUNTERPART, UNCERTAIN))
    return pairs[near.fillna(False).astype(bool) | possible].reset_index(drop=True)
