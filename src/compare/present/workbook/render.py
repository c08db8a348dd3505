"""The tables as an Excel workbook: cover, charts, a sheet per table, and the evidence.

What a meeting works with stands first, what is looked up later; each row links to the sentence it
rests on. Everything from a plan is written as text, never as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from compare.analyse.alignment import COUNTERPART, UNCERTAIN
from compare.present.office.viewpoint import choose_viewpoint
from compare.present.office.warnings import warn_of_kind
from compare.present.wording.findings import complete_tables
from compare.present.wording.headings import name_table
from compare.present.wording.labels import join_names, label_plans
from compare.present.wording.stated import format_target
from compare.present.wording.texts import phrase
from compare.present.workbook.book import Book
from compare.present.workbook.charts import add_charts
from compare.present.workbook.cover import add_cover
from compare.present.workbook.evidence import list_evidence, locate_rows
from compare.present.workbook.sheets import add_codes_sheet, add_evidence_sheet, add_table
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
    *("instruments", "inheritance", "distinctive_terms", "progress", "ignored"),
    *("section_pairs", "task_pairs"),
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
    if known["inheritance"].empty:  # no plan names one above it
        del known["inheritance"]
    known["task_pairs"] = choose_pairs(known["task_pairs"])
    located = locate_rows(known, sources)
    known |= {name: add_stated(known[name], lang) for name in ("indicators", "targets")}
    evidence = list_evidence(located, sources)
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as file:
        book = Book(file, lang, {"font_name": FONTS[lang], "font_size": 10})
        book.source = name_sources(known["plans"], lang)
        book.numbers = {span: number for number, span in enumerate(evidence, 1)}
        title = phrase("workbook.title", lang)
        file.set_properties({"title": title, "author": "compare", "created": CREATED})
        sheets = {name: name_table(name, lang) for name in known}
        warnings: list[str] = []
        if len(complete["plans"]) > 1:
            view = choose_viewpoint(complete, our, other, lang)
            add_side_by_side(book, complete, sources, view)
            warnings = list(filter(None, warn_of_kind(complete, view)))
        add_cover(book, known, sheets, sources, warnings)
        add_charts(book, known)
        for name in sheets:
            add_table(book, name, known, located[name])
        add_evidence_sheet(book, known["plans"], evidence)
        add_codes_sheet(book, known)
    return buffer.getvalue()


def name_sources(plans: pd.DataFrame, lang: str) -> str:
    """来源：海安（区划代码320685，海政发〔2022〕45号，2022-10-26）、…, for the head of a printed page."""
    labels = label_plans(plans, lang)
    named = [cite_plan(row, labels[str(row["plan_id"])], lang) for row in plans.to_dict("records")]
    return phrase("workbook.source", lang, plans=join_names(named, lang))


def cite_plan(row: Mapping[Any, Any], name: str, lang: str) -> str:
    """海安（区划代码320685，海政发〔2022〕45号，2022-10-26）, what is not known left out."""
    code, number, date = (str(row[c] or "") for c in ("division_code", "doc_number", "issued_on"))
    told = [phrase("workbook.source.code", lang, code=code) if code else "", number, date]
    text = phrase("mark.comma", lang).join(filter(None, told))
    return name + (phrase("mark.brackets", lang, text=text) if text else "")


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
