"""What an office takes away: ours beside theirs, practices to learn from, the one page."""

from __future__ import annotations

import io
from functools import cache

import pandas as pd
import pytest

import compare as cp
from compare.analyse.alignment import judge_tasks
from compare.analyse.practices import list_practices
from compare.errors import PlanError
from compare.present.brief.one_page import render_page_docx
from compare.present.office.onepage import (
    MOST_FINDING,
    OnePage,
    _find_checks,
    _list_gaps,
    join_places,
    write_one_page,
)
from compare.present.office.practices import word_practices
from compare.present.office.sheet import INDICATOR, SideRow, compare_sides, measure_difference
from compare.present.office.typeset import render_page_pdf
from compare.present.office.viewpoint import Viewpoint, choose_viewpoint
from compare.present.wording.addresses import cite_spans, cite_tasks
from compare.present.wording.findings import complete_tables

HILL = """云溪县养老服务实施方案（2024—2026年）
一、工作目标
到2026年，护理型床位占比达到60%以上。
二、重点任务
（一）完善设施
1.建设社区食堂。新建社区食堂，方便老人就餐。（责任单位：县民政局、县财政局）
2.改造老旧楼道。为居民楼加装扶手和照明。（责任单位：县住建局）
（二）强化服务
1.培训护理员。开展护理员技能培训。（责任单位：县人社局）
"""
LAKE = """青浦县养老服务实施方案（2024—2026年）
一、工作目标
到2026年，护理型床位占比力争达到65%。
二、重点任务
（一）完善设施。
建设社区食堂。到2026年新建社区食堂30家，方便老人就餐。
推广智能手环。2025年底前为高龄老人配发定位手环500个。
工作分工：县民政局牵头，县财政局、县卫健委配合。
（二）强化服务。
培训护理员。开展护理员技能培训。
工作分工：县人社局牵头。
"""
HILL_EATING, HILL_STAIRS, HILL_NURSES = "hill-2.1.1", "hill-2.1.2", "hill-2.2.1"


@cache
def _compare() -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """The two plans compared, their pairs judged by hand."""
    plans = [
        cp.read_plan(HILL, plan_id="hill", place="云溪县"),
        cp.read_plan(LAKE, plan_id="lake", place="青浦县"),
    ]
    compared = cp.compare(plans)
    tables = complete_tables(compared.tables)
    pairs = tables["task_pairs"].copy()
    judged = {(HILL_EATING, "lake-2.1.1"): 0.97, (HILL_NURSES, "lake-2.2.1"): 0.6}
    likely = [judged.get(p, 0.02) for p in zip(pairs["task_a"], pairs["task_b"], strict=True)]
    pairs["probability"] = likely
    pairs["judgement"] = [
        "counterpart" if p > 0.9 else "uncertain" if p > 0.5 else "none" for p in likely
    ]
    pairs["matched"] = pairs["judgement"] == "counterpart"
    return {**tables, "task_pairs": pairs}, {plan.plan_id: plan.text for plan in plans}


@cache
def _view(our: str = "hill") -> Viewpoint:
    return choose_viewpoint(_compare()[0], our)


@cache
def _page(our: str = "hill") -> OnePage:
    return write_one_page(*_compare(), _view(our))


def _find(rows: list[SideRow], our: str = "", their: str = "") -> SideRow:
    return next(r for r in rows if (r.our_task, r.their_task) == (our, their))


def test_places_are_those_a_reader_finds_in_the_document() -> None:
    tables, sources = _compare()
    places = cite_tasks(tables["tasks"], sources)
    assert places[HILL_STAIRS] == "二、（一）2"
    assert places["lake-2.1.2"] == "二、（一）第2段"
    targets = tables["targets"]
    at = dict(zip(targets["target_id"], cite_spans(targets, tables["outline"]), strict=True))
    assert at[targets.loc[targets["plan_id"] == "hill", "target_id"].iloc[0]] == "一"


def test_we_are_named_by_what_we_are() -> None:
    assert (_view().names["hill"], _view().names["lake"]) == ("我县", "青浦县")
    assert _view("lake").other == "hill"
    with pytest.raises(PlanError, match="no plan 'sea'"):
        choose_viewpoint(_compare()[0], "sea")
    tables = _compare()[0]
    alike = tables["plans"].assign(place="青浦县")
    names = choose_viewpoint({**tables, "plans": alike}, "hill").names
    assert names["hill"] == "本规划"  # the other is of 我县 as well


def test_every_task_of_both_stands_on_a_line_with_its_state() -> None:
    tables, sources = _compare()
    rows = compare_sides(tables, sources, _view())
    assert _find(rows, HILL_EATING, "lake-2.1.1").state == "counterpart"
    assert _find(rows, HILL_NURSES, "lake-2.2.1").state == "uncertain"
    assert _find(rows, HILL_STAIRS).state == "ours"
    assert _find(rows, "", "lake-2.1.2").state == "theirs"
    beds = next(r for r in rows if r.kind == "indicator" and r.state == "both")
    assert (beds.ours, beds.theirs) == ("达到60%以上（2026）", "力争达到65%（2026）")
    assert beds.difference == "低 5个百分点"


def test_unlike_targets_are_not_subtracted() -> None:
    row = {"target_value": 60, "unit": "%", "owner": "own", "cadence": "once", "target_year": 2026}
    assert measure_difference(row, row, "zh") == "持平"
    assert "年份不同" in measure_difference(row, {**row, "target_year": 2030}, "zh")
    assert "口径不同" in measure_difference(row, {**row, "unit": "张"}, "zh")
    assert "口径不同" in measure_difference(row, {**row, "owner": "prefecture"}, "zh")
    assert measure_difference(row, None, "zh") == ""


def test_practices_are_ranked_by_certainty_then_by_firmness() -> None:
    """Absent with number and date first, then uncertain, then the weaker counterpart; of the lead
    nothing is made, as our plan names none."""
    tables, sources = _compare()
    found = list_practices(tables["tasks"], tables["task_pairs"], tables["commitment"], "hill")
    assert list(zip(found["task_id"], found["state"], strict=True)) == [
        ("lake-2.1.2", "absent"),
        ("lake-2.2.1", "uncertain"),
        ("lake-2.1.1", "weaker"),
    ]
    assert not found["has_lead"].any()
    worded = word_practices(tables, sources, _view())
    assert worded[0].theirs.startswith("推广智能手环")
    assert worded[0].why == "我县未见对应；有数字、有时限"
    theirs = list_practices(tables["tasks"], tables["task_pairs"], tables["commitment"], "lake")
    assert list(theirs["state"]) == ["absent", "uncertain"]


def test_what_was_not_judged_is_no_practice_and_the_least_likely_uncertain_stands_first() -> None:
    tables, _ = _compare()
    pairs = tables["task_pairs"].assign(judgement="")
    assert list_practices(tables["tasks"], pairs, tables["commitment"], "hill").empty
    likely = pairs["task_b"].map({"lake-2.1.1": 0.5, "lake-2.1.2": 0.6, "lake-2.2.1": 0.4})
    pairs = pairs.assign(judgement="uncertain", probability=likely)
    found = list_practices(tables["tasks"], pairs, tables["commitment"], "hill")
    assert list(found["task_id"]) == ["lake-2.2.1", "lake-2.1.1", "lake-2.1.2"]


def test_the_sheet_has_the_states_of_judge_tasks() -> None:
    tables, sources = _compare()
    rows = compare_sides(tables, sources, _view())
    said = judge_tasks(tables["task_pairs"]).set_index("task_id")["judgement"]
    for side, alone in (("our_task", "ours"), ("their_task", "theirs")):
        shown: dict[str, set[str]] = {}
        for row in rows:
            if task := getattr(row, side):
                shown.setdefault(task, set()).add("none" if row.state == alone else row.state)
        best = {task: min(states) for task, states in shown.items()}  # counterpart before uncertain
        assert best == {task: said[task] for task in best}


def test_findings_of_the_page_are_short_and_tell_both_sides() -> None:
    findings = [part.finding for part in _page().parts if part.finding]
    assert findings[0] == "我县3项重点任务在青浦县规划中：1项有对应、1项待核、1项未见对应"
    assert all(len(finding) <= MOST_FINDING["zh"] for finding in findings)
    assert any("低 5个百分点" in finding for finding in findings)
    assert "青浦县写明牵头单位，我县未区分主次" in findings
    lines = [line for part in _page().parts for line in part.lines]
    assert "改造老旧楼道〔二、（一）2〕" in lines
    assert any(line.startswith("待核是否对应：培训护理员〔二、（二）1〕") for line in lines)


def test_the_other_side_sees_the_mirror() -> None:
    findings = [part.finding for part in _page("lake").parts]
    assert any("高 5个百分点" in finding for finding in findings)
    assert "我县写明牵头单位，云溪县未区分主次" in findings


def test_the_page_is_written_as_word_and_pdf_with_text_that_can_be_selected() -> None:
    docx = pytest.importorskip("docx", reason="the page needs the extra `report`")
    pdfium = pytest.importorskip("pypdfium2", reason="reading a pdf needs the extra `formats`")
    document = docx.Document(io.BytesIO(render_page_docx(_page())))
    assert "改造老旧楼道" in "".join(p.text for p in document.paragraphs)
    data = render_page_pdf(_page())
    assert data == render_page_pdf(_page())
    pages = pdfium.PdfDocument(data)
    assert len(pages) == 1
    text = pages[0].get_textpage().get_text_range()
    assert "我县与青浦县规划对照一页纸" in text
    assert "推广智能手环" in text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("differences", "lang", "finding"),
    [
        (["年份不同，不作差", "低 10个百分点"], "zh", "床位1：我县比青浦县低 10个百分点"),
        (["年份不同，不作差", "口径不同，不作差"], "zh", "2项共同指标年份或口径不同，均不作差"),
        (
            ["other years; not subtracted", "10pp below"],
            "en",
            "床位1: our county against 青浦县: 10pp below",
        ),
    ],
)
def test_the_finding_on_targets_is_one_that_was_subtracted_and_is_whole(differences, lang, finding):
    rows = [
        SideRow(INDICATOR, f"床位{number}", "36张", "40张", "", difference, "both")
        for number, difference in enumerate(differences)
    ]
    part = _list_gaps(rows, choose_viewpoint(_compare()[0], "hill", lang=lang))
    assert part.finding == finding
    assert [row[0] for row in part.rows] == ["床位0", "床位1"]


def _side(name: str, difference: str, state: str = "both") -> SideRow:
    return SideRow(INDICATOR, name, "36张", "40张", "", difference, state)


def test_what_to_check_has_a_line_for_each_reason_not_for_each_indicator() -> None:
    years = [_side(f"第{number}类养老床位总量合计数", "年份不同，不作差") for number in range(5)]
    rows = [
        *years,
        _side("覆盖率", "口径不同，不作差"),
        _side("床位", "持平"),
        _side("另", "", "ours"),
    ]
    lines = list(_find_checks(rows, _view()))
    assert lines == [
        "年份不同，不作差：第0类养老床位总量合计数、第1类养老床位总量合计数等 5 个",
        "口径不同，不作差：覆盖率",
        "未收录上级规划，无法对照上级目标",
    ]
    assert all(len(line) <= MOST_FINDING["zh"] for line in lines)


def test_findings_carry_the_places_they_rest_on() -> None:
    part = next(part for part in _page().parts if part.head == "目标差距")
    assert part.place == "〔我县：一；青浦县：一〕"
    assert join_places(["一", "", "二", "一"], _view()) == "一、二"
    assert join_places(["一", "二", "三"], _view()) == "一、二等"


def test_who_leads_more_is_told_with_where() -> None:
    both = LAKE.replace("云溪县", "青浦县").replace("（一）完善设施。", "（一）改善设施。")
    plans = [
        cp.read_plan(LAKE, plan_id="lake", place="青浦县"),
        cp.read_plan(both.replace("县人社局牵头", "县民政局牵头"), plan_id="pond", place="塘河县"),
    ]
    tables = complete_tables(cp.compare(plans).tables)
    sources = {plan.plan_id: plan.text for plan in plans}
    page = write_one_page(tables, sources, choose_viewpoint(tables, "lake"))
    part = next(part for part in page.parts if part.head == "分工差异")
    assert part.finding == "民政局牵头的节数：我县1，塘河县2"
    assert (
        part.place
        == "〔我县：二、（一）第1段、二、（一）第2段；塘河县：二、（一）第1段、二、（一）第2段等〕"
    )


def test_an_indicator_without_an_aim_is_not_of_both_sides() -> None:
    tables, sources = _compare()
    aims = tables["indicators"].copy()
    theirs = aims["plan_id"] == "lake"
    aims.loc[theirs, ["target_value", "baseline_value"]] = [float("nan"), 40.0]
    rows = compare_sides({**tables, "indicators": aims}, sources, _view())
    assert {row.state for row in rows if row.kind == INDICATOR} == {"ours"}


def test_differences_are_in_the_words_of_the_language() -> None:
    row = {"target_value": 60, "unit": "万人", "owner": "own", "cadence": "", "target_year": 2026}
    other = {**row, "target_value": 50}
    assert measure_difference(row, other, "zh") == "高 10万人"
    assert measure_difference(row, other, "en") == "100,000 people above"
