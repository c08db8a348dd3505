"""A target's value as page, workbook, brief and charts write it: nothing of its sense is dropped."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest
from matplotlib.text import Text

from compare.analyse.indicators import count_indicators
from compare.lookups import read_lookup
from compare.present.brief.document import render_brief
from compare.present.charts.draw import draw_figure
from compare.present.page.render import render_page
from compare.present.wording.findings import list_findings
from compare.present.wording.stated import format_path, format_signed, format_target
from compare.present.workbook.render import render_workbook
from compare.schema import build_table
from report_material import make_report_tables, make_sources


def make_row(value: float, unit: str, comparator: str = "", **more: object) -> dict:
    row = {"value": value, "value_high": None, "unit": unit, "comparator": comparator}
    return row | {"aspirational": False, "cadence": "", "quote": "", "approximate": False} | more


STATED = [
    (make_row(6, "万人", "超"), "超过6万人", "more than 60,000 people"),
    (make_row(6, "万人", "超过", cadence="once"), "超过6万人", "more than 60,000 people"),
    (make_row(7, "%", "达到"), "7%", "7%"),
    (make_row(7, "%", "力争达到", aspirational=True), "力争达到7%", "striving for 7%"),
    (make_row(10, "%", "力争突破", aspirational=True), "力争突破10%", "striving for more than 10%"),
    (make_row(9, "%", aspirational=True), "力争9%", "striving for 9%"),
    (make_row(1, "次", "至少"), "至少1次", "at least 1"),
    (
        make_row(2, "次", "不少于", cadence="standing", quote="每月走访不少于2次"),
        "每月不少于2次",
        "at least 2 a month",
    ),
    (make_row(15, "%", cadence="annual", quote="每年新增15%"), "每年15%", "15% a year"),
    (
        make_row(6, "%", "增长", cadence="annual", quote="年均增长6%"),
        "年均增长6%",
        "rising by 6% a year on average",
    ),
    (
        make_row(1, "次", cadence="standing", quote="每两年评选1次"),
        "每两年1次",
        "1 (每两年)",
    ),
    (make_row(5, "%", approximate=True), "约5%", "about 5%"),
    (make_row(5, "%", "约", approximate=True), "约5%", "about 5%"),
    (make_row(5, "%", "控制在…左右", approximate=True), "控制在5%左右", "about 5%"),
    (make_row(4, "%", "分别增长…左右"), "增长4%左右", "rising by about 4%"),
    (
        make_row(120, "亿元", "达到", approximate=True, value_text="120多亿元"),
        "120多亿元",
        "somewhat more than 12 billion yuan",
    ),
    (
        make_row(20, "万亩", approximate=True, value_text="20 余万亩"),
        "20余万亩",
        "somewhat more than 200,000 mu",
    ),
    (make_row(10, "家", approximate=True, value_text="十几家"), "十几家", "about 10"),
    (make_row(3000, "名", value_text="三千名"), "3,000名", "3,000"),
    (make_row(2, "倍", value_text="翻一番"), "翻一番", "2 倍"),
    (make_row(66.6667, "%", "达到", value_text="三分之二"), "三分之二", "66.67%"),
    (make_row(3, "万人", "近"), "近3万人", "nearly 30,000 people"),
    (
        make_row(15, "个", cadence="annual", quote="每年新增15个以上", value_text="15个")
        | {"comparator": "以上"},
        "每年新增15个以上",
        "at least additional 15 a year",
    ),
    (make_row(3, "万个", quote="新增学位3万个", value_text="3万个"), "3万个", "30,000"),
    (make_row(float("nan"), "", qualitative="与经济增长同步"), "与经济增长同步", "与经济增长同步"),
    (make_row(5, "%", qualitative="只增不减"), "5%，只增不减", "5%, 只增不减"),
    (make_row(5, "%", "以内"), "5%以内", "at most 5%"),
    (make_row(3, "%", "降至…以下"), "降至3%以下", "falling to at most 3%"),
    (make_row(16, "万人", value_high=17), "16–17万人", "160,000–170,000 people"),
    (make_row(3, "家", value_high=5, approximate=True), "3–5家", "3–5"),
    (
        make_row(1, "名", value_high=2, alternatives="3名辅导员;5名志愿者"),
        "1–2名或3名辅导员或5名志愿者",
        "1–2 or 3名辅导员 or 5名志愿者",
    ),
    (make_row(float("nan"), "名"), "", ""),
]


@pytest.mark.parametrize(("row", "zh", "en"), STATED)
def test_a_value_is_written_with_its_sense(row: dict, zh: str, en: str) -> None:
    assert format_target(row, "zh") == zh
    assert format_target(row, "en") == en
    as_indicator = {"target_value": row["value"], **row}
    assert format_target(as_indicator, "zh") == zh


def test_an_interval_is_written_only_where_the_clause_says_one() -> None:
    two = make_row(2, "次", cadence="standing", quote="每月2次、每季度1次")
    assert format_target(two, "zh") == "2次"
    standing = make_row(2, "次", cadence="standing", quote="确保有2次")
    assert format_target(standing, "zh") == "2次"


SAYS = {
    **{"at_least": "at least", "at_most": "at most", "exceeds": "more than", "below": "below"},
    **{"about": "about", "nearly": "nearly", "aims": "striving for", "stays": "staying at"},
    **{"rises_to": "rising to", "falls_to": "falling to"},
    **{"rises_by": "rising by", "falls_by": "falling by"},
}


@pytest.mark.parametrize("cadence", ["", "annual"])
@pytest.mark.parametrize("text", ["", "40余家", "40家"])
def test_no_comparing_phrase_loses_its_sense(text: str, cadence: str) -> None:
    for known in read_lookup("comparators"):
        row = make_row(40, "家", known["phrase"], cadence=cadence, quote="每年40家")
        row |= {"value_text": text, "approximate": "余" in text, "target_value": 40}
        zh, en, sign = (
            format_target(row, "zh"),
            format_target(row, "en"),
            format_signed(row, "en"),
        )
        if known["sense"] != "reaches":
            assert known["phrase"] in zh.replace("超过", "超") or known["phrase"] in zh
            assert SAYS[known["sense"]] in en
        vague = "余" in text and known["sense"] not in ("about", "nearly")
        assert ("余" in zh) == ("余" in text)
        assert ("somewhat more than" in en) == vague
        assert ("每年" in zh) == ("a year" in en) == bool(cadence)
        bounds = {"at_least": "≥", "at_most": "≤", "exceeds": ">", "below": "<", "about": "≈"}
        assert sign.startswith(bounds.get(known["sense"], ""))
        assert sign == sign.partition("40")[0] + "40" + " a year" * bool(cadence)


def test_a_starting_value_is_as_vague_as_the_plan_is() -> None:
    row = make_row(150, "亿元") | {"target_value": 150, "baseline_value": 120}
    row |= {"baseline_text": "120多亿元", "baseline_year": 2020, "target_year": 2025}
    assert format_path(row, "zh") == "120多亿元（2020） → 150亿元（2025）"
    assert format_path(row, "en").startswith("somewhat more than 12 billion yuan (2020) → ")


def test_a_path_ends_in_what_the_plan_aims_at() -> None:
    row = make_row(20, "%", "力争达到", aspirational=True) | {"target_value": 20}
    row |= {"baseline_value": 14, "baseline_year": 2020, "target_year": 2025}
    assert format_path(row, "zh") == "14%（2020） → 力争达到20%（2025）"


def make_series(*, longer: bool) -> dict[str, pd.DataFrame]:
    """The tables of a report; `longer`: the first plan states one indicator for a further year."""
    tables = make_report_tables(2)
    rows = tables["indicators"].to_dict("records")
    further = rows[0] | {"target_year": 2035, "target_value": 77.7, "comparator": "不低于"}
    rows = [row | {"compared": True} for row in rows]
    rows += [further | {"compared": False}] * longer
    return {**tables, "indicators": build_table("indicators", rows)}


def test_no_product_shows_or_counts_a_year_that_is_not_compared() -> None:
    pytest.importorskip("docx")
    pytest.importorskip("jinja2")
    pytest.importorskip("xlsxwriter")
    once, series = make_series(longer=False), make_series(longer=True)
    assert list_findings(series) == list_findings(once)
    counts = [count_indicators(tables["indicators"]) for tables in (once, series)]
    pd.testing.assert_frame_equal(*counts)
    assert _write_figure(series) == _write_figure(once)
    sources = make_sources(2)
    for lang, render in (("zh", render_brief), ("en", render_workbook)):
        assert _read_parts(render(series, sources, lang)) == _read_parts(
            render(once, sources, lang)
        )
    assert "77.7" in series["indicators"].to_csv()
    assert "77.7" not in render_page(series, sources)


def test_a_cell_of_the_matrix_keeps_what_makes_its_value_another() -> None:
    """Year and 年均 stay where there is little room, the value to start from is told as one, and the
    ground is explained."""
    tables = make_report_tables(4)
    plans = list(tables["plans"]["plan_id"])
    empty = dict.fromkeys(("baseline_value", "baseline_year", "target_value", "target_year"))
    row = empty | {"indicator": "游客增速", "unit": "%", "stated": "number", "compared": True}
    row |= {"cadence": "", "measure": "rate_of_change", "comparator": "", "value_text": ""}
    aims = {"target_value": 17.5, "target_year": 2031, "quote": "年均增长17.5%左右"}
    rows = [
        row | aims | {"plan_id": plans[0], "cadence": "annual", "comparator": "增长…左右"},
        row | aims | {"plan_id": plans[1], "target_value": 14, "cadence": "annual"},
        row | {"plan_id": plans[2], "baseline_value": 6.3, "baseline_year": 2025, "quote": ""},
    ]
    rows = [each | {"indicator_id": "derived-游客增速~annual_average"} for each in rows]
    texts = _write_figure({**tables, "indicators": build_table("indicators", rows)})
    assert "游客增速（年均）" in texts
    first = next(text for text in texts if "17.5" in text)
    assert first.startswith("年均")
    assert first.endswith("（2031）")
    assert any(text.startswith("基期值") and "6.3%" in text for text in texts)
    assert any("灰底长短" in text for text in texts)


def _write_figure(tables: dict[str, pd.DataFrame]) -> list[str]:
    return [text.get_text() for text in draw_figure("indicators", tables).findobj(Text)]


def _read_parts(data: bytes) -> str:
    """The words of an office file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = "word/document.xml" in archive.namelist()
        name = "word/document.xml" if document else "xl/sharedStrings.xml"
        return archive.read(name).decode("utf-8")
