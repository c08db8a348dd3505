"""Findings: sentences that follow from the tables, and one rounding for all products."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.present.wording.findings import list_findings
from compare.present.wording.numbers import RULES, format_cell, format_figure
from compare.schema import TABLES, build_table
from report_material import make_report_tables


def _sentence(tables: dict[str, pd.DataFrame], key: str, lang: str = "zh") -> str:
    return next(f.sentence for f in list_findings(tables, lang) if f.key == key)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_finding_has_a_sentence_and_a_caveat_once(lang: str) -> None:
    found = list_findings(make_report_tables(2), lang)
    assert len({f.key for f in found}) == len(found) > 8
    assert all(f.sentence and f.caveat for f in found)


def test_figures_are_those_counted_by_hand() -> None:
    tables = make_report_tables(2)
    # p1: two key tasks, departments kx and jy; p2 the same; the safeguard does not count.
    assert "甲县 2 项重点任务、2 个部门" in _sentence(tables, "size")
    assert "甲县 14%（2020） → 20.5%（2025）" in _sentence(tables, "levels")
    assert "甲县 +1.30" in _sentence(tables, "indicators")
    assert _sentence(tables, "aspirational").endswith("甲县 1/2，乙县 0/2")
    # mentions 1 and 8: 2 · (1·1 + 2·8) / (2 · 9) − 3/2 = 7/18.
    assert "甲县 0.39" in _sentence(tables, "concentration")
    assert _sentence(tables, "themes_left_out").endswith("甲县 无，乙县 航天=1")


def test_a_change_in_the_table_changes_the_sentence() -> None:
    tables = make_report_tables(2)
    before = _sentence(tables, "alignment")
    tables["task_pairs"] = tables["task_pairs"].assign(matched=False)
    assert before != _sentence(tables, "alignment")
    assert "0/2" in _sentence(tables, "alignment")


def test_one_plan_has_no_comparison() -> None:
    keys = {f.key for f in list_findings(make_report_tables(1))}
    assert keys & {"alignment", "shared_passages", "keyness"} == set()
    assert {"size", "workload", "coverage"} <= keys


def test_many_plans_give_the_ends_of_the_range() -> None:
    text = _sentence(make_report_tables(5), "concentration")
    assert len(re.findall(r"\d\.\d\d", text)) == 2


@pytest.mark.parametrize("plans", [0, 1, 2])
def test_empty_tables_give_no_number(plans: int) -> None:
    tables = {name: build_table(name, []) for name in TABLES}
    tables["plans"] = make_report_tables(2)["plans"].head(plans)
    assert list_findings(tables) == []
    assert list_findings({"plans": tables["plans"]}) == []


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.303, "share", "30%"),
        (1234.0, "count", "1,234"),
        (1.2, "pace", "+1.20"),
        (-0.5, "pace", "-0.50"),
        (0.346, "index", "0.35"),
        (16.7, "stated", "16.7"),
        (1000.0, "stated", "1,000"),
    ],
)
def test_each_kind_of_number_has_one_rule(value: float, kind: str, text: str) -> None:
    assert format_figure(value, kind) == text


def _show_as_spreadsheet(value: float, shown: str) -> str:
    """What Excel displays: halves go up, a quoted format is literal."""
    if shown.startswith('"'):
        return shown.strip('"')
    percent = shown.endswith("%")
    decimals = len(shown.split(";")[0].rstrip("%").partition(".")[2])
    number = Decimal(repr(value)) * (100 if percent else 1)
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = "+" if shown.startswith("+") else ""
    group = "," if "," in shown else ""
    return f"{rounded:{sign}{group}.{decimals}f}" + ("%" if percent else "")


@given(
    st.sampled_from(sorted(RULES)),
    st.one_of(
        st.fractions(0, 1, max_denominator=64).map(float),
        st.decimals(0, 2000, places=3).map(float),
    ),
)
def test_a_cell_reads_as_the_sentence_does(kind: str, value: float) -> None:
    assert _show_as_spreadsheet(value, format_cell(value, kind)) == format_figure(value, kind)


def test_halves_are_where_the_two_would_differ() -> None:
    assert format_figure(0.125, "share") == "12%"
    assert format_cell(0.125, "share") == '"12%"'
