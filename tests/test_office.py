"""What an office takes away: ours beside theirs, practices to learn from, the one page."""

from __future__ import annotations

import io
from functools import cache

import pandas as pd
import pytest

import compare as cp
from compare.analyse.alignment import COUNTERPART, judge_tasks
from compare.analyse.indicators.likeness import is_total
from compare.analyse.practices import OURS, judge_lines, list_practices, sides
from compare.analyse.practices.basis import list_aims
from compare.errors import PlanError
from compare.present.brief.one_page import render_page_docx
from compare.present.office import onepage
from compare.present.office.checks import read_opening, read_report_year
from compare.present.office.gaps import compare_targets
from compare.present.office.onepage import MOST_FINDING, OnePage, write_one_page, write_title
from compare.present.office.practices import word_practices
from compare.present.office.sheet import (
    INDICATOR,
    SideRow,
    compare_sides,
    doubt_names,
    measure_difference,
)
from compare.present.office.sources import list_alone, word_numbers
from compare.present.office.typeset import render_page_pdf
from compare.present.office.viewpoint import Viewpoint, choose_viewpoint
from compare.present.wording.addresses import cite_spans, cite_tasks
from compare.present.wording.findings import complete_tables, list_findings

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


@pytest.mark.parametrize(
    ("met", "other"),
    [
        ([("a1", "b1"), ("a2", "b2"), ("a1", "c1"), ("a1", "c2"), ("a1", "c3")], "b"),
        ([("a1", "b1"), ("a1", "c1"), ("a2", "c2"), ("a2", "c3")], "c"),
        ([("a1", "d1"), ("a2", "d2")], "b"),  # d is of another level: b, the first of ours
    ],
)
def test_the_most_alike_is_told_by_shares_of_tasks_not_by_pairs(
    met: list[tuple[str, str]], other: str
) -> None:
    level = {"a": "county", "b": "county", "c": "county", "d": "province"}
    size = {"a": 2, "b": 2, "c": 6, "d": 2}
    tasks = [(plan, f"{plan}{i + 1}") for plan in level for i in range(size[plan])]
    tables = {
        "plans": pd.DataFrame({"plan_id": list(level), "level": level.values(), "place": ""}),
        "tasks": pd.DataFrame(tasks, columns=["plan_id", "task_id"]).assign(kind="key_task"),
        "task_pairs": pd.DataFrame(
            [(x[0], y[0], x, y, True) for x, y in met],
            columns=["plan_a", "plan_b", "task_a", "task_b", "matched"],
        ),
    }
    assert choose_viewpoint(tables, "a").other == other


def test_we_are_named_by_what_we_are() -> None:
    assert (_view().names["hill"], _view().names["lake"]) == ("我县", "青浦县")
    assert _view("lake").other == "hill"
    with pytest.raises(PlanError, match="no plan 'sea'"):
        choose_viewpoint(_compare()[0], "sea")
    with pytest.raises(PlanError, match="hill cannot be compared with itself"):
        choose_viewpoint(_compare()[0], "hill", "hill")
    tables = _compare()[0]
    alike = tables["plans"].assign(place="青浦县")
    names = choose_viewpoint({**tables, "plans": alike}, "hill").names
    assert names["hill"] == "我方"  # the other is of 我县 as well


def test_every_task_of_both_stands_on_a_line_with_its_state() -> None:
    tables, sources = _compare()
    rows = compare_sides(tables, sources, _view())
    assert _find(rows, HILL_EATING, "lake-2.1.1").state == "counterpart"
    assert _find(rows, HILL_NURSES, "lake-2.2.1").state == "uncertain"
    assert _find(rows, HILL_STAIRS).state == "ours"
    assert _find(rows, "", "lake-2.1.2").state == "theirs"
    beds = next(r for r in rows if r.kind == "indicator" and r.state == "both")
    assert (beds.ours, beds.theirs) == ("达到60%以上（2026）", "力争达到65%（2026）")
    assert beds.difference == "低5个百分点"


def test_unlike_targets_are_not_subtracted() -> None:
    row = {"target_value": 60, "unit": "%", "owner": "own", "cadence": "once", "target_year": 2026}
    assert measure_difference(row, row, "zh") == "持平"
    later = {**row, "target_year": 2028, "target_value": 50}
    assert measure_difference(later, row, "zh") == "年份不同；2028年仍低于对方2026年"
    assert "年份不同" in measure_difference(row, {**row, "target_year": 2030}, "zh")
    assert "口径不同" in measure_difference(row, {**row, "unit": "张"}, "zh")
    assert "口径不同" in measure_difference(row, {**row, "owner": "prefecture"}, "zh")
    assert measure_difference(row, None, "zh") == ""


def test_routines_are_compared_only_where_the_same_do_them() -> None:
    row = {"target_value": 1, "unit": "次", "owner": "own", "cadence": "annual"}
    ours = {**row, "quote": "各部门负责人每年至少听取一次汇报"}
    assert "主体不同" in measure_difference(ours, {**row, "quote": "各镇负责人每年听取一次"}, "zh")
    assert measure_difference(ours, ours, "zh") == "持平"


def test_practices_are_ranked_by_certainty_then_by_firmness() -> None:
    """What our text never has first, then a number of theirs alone; of the lead nothing is made, as
    our plan names none."""
    tables, sources = _compare()
    found = list_practices(tables, sources, "hill")
    assert list(zip(found["task_id"], found["state"], strict=True)) == [
        ("lake-2.1.2", "unwritten"),
        ("lake-2.1.1", "figure"),
        ("lake-2.2.1", "uncertain"),
    ]
    assert not found["has_lead"].any()
    first, second, _ = word_practices(tables, sources, _view())
    assert first.why == "我县方案未写“手环”；青浦县有数字和时限（500个，2025年）"
    assert first.quote == "推广智能手环：2025年底前为高龄老人配发定位手环500个"
    assert second.why == "青浦县有数字和时限（30家，2026年），我县未写此项数字"
    assert first.departments == "牵头：县民政局（整节分工）"
    theirs = list_practices(tables, sources, "lake")
    assert list(theirs["state"]) == ["absent", "uncertain"]


def test_a_number_of_the_same_unit_in_the_counterpart_may_be_the_same_thing() -> None:
    tables, sources = _compare()
    targets = pd.concat([tables["targets"], tables["targets"].tail(1)], ignore_index=True)
    at = targets.index[-1]
    targets.loc[at, ["target_id", "plan_id", "task_id"]] = ["x", "hill", HILL_EATING]
    targets.loc[at, ["unit", "kind"]] = ["家", "target"]
    found = list_practices({**tables, "targets": targets}, sources, "hill")
    assert "figure" not in set(found["state"])


def test_what_was_not_judged_is_no_practice_and_the_most_doubtful_stands_first() -> None:
    tables, _ = _compare()
    pairs = tables["task_pairs"].assign(judgement="")
    assert list_practices({**tables, "task_pairs": pairs}, {}, "hill").empty
    likely = pairs["task_b"].map({"lake-2.1.1": 0.45, "lake-2.1.2": 0.7, "lake-2.2.1": 0.4})
    pairs = pairs.assign(judgement="uncertain", probability=likely)
    bare = {**tables, "task_pairs": pairs, "indicators": tables["indicators"].head(0)}
    found = list_practices(bare, {}, "hill")
    assert list(found["task_id"]) == ["lake-2.1.1", "lake-2.2.1", "lake-2.1.2"]
    assert set(found["state"]) == {"uncertain"}


def test_over_an_improbable_pair_nobody_wavers_but_a_person_is_asked() -> None:
    tables, sources = _compare()
    pairs = tables["task_pairs"].assign(judgement="uncertain", probability=0.2)
    tables = {**tables, "task_pairs": pairs}
    rows = compare_sides(tables, sources, _view())
    assert not any(row.our_task and row.their_task for row in rows)
    lines = [line for part in write_one_page(tables, sources, _view()).parts for line in part.lines]
    assert any(line.endswith("在青浦县方案中未找到相近任务") for line in lines)


def test_a_task_whose_names_our_text_has_is_in_doubt_with_their_places() -> None:
    tables, sources = _compare()
    tasks = tables["tasks"].copy()
    own = tasks["task_id"] == "lake-2.1.2"
    tasks.loc[own, ["title", "body"]] = ["打造“楼道照明”“夕阳红”品牌", ""]
    sources = {**sources, "hill": sources["hill"].replace("扶手和照明", "扶手，开展楼道照明")}
    tables = {**tables, "tasks": tasks, "indicators": tables["indicators"].head(0)}
    found = next(p for p in word_practices(tables, sources, _view()) if p.task_id == "lake-2.1.2")
    assert found.state == "uncertain"
    assert found.why == "待核：我县已写“楼道照明”〔二、（一）2〕，未写“夕阳红”"
    row = _find(compare_sides(tables, sources, _view()), "", "lake-2.1.2")
    assert row.state == "uncertain"


def test_the_sheet_has_the_states_of_judge_tasks() -> None:
    tables, sources = _compare()
    rows = compare_sides(tables, sources, _view())
    said = judge_tasks(tables["task_pairs"]).set_index("task_id")["judgement"]
    for side, alone in (("our_task", "ours"), ("their_task", "theirs")):
        shown: dict[str, set[str]] = {}
        for row in rows:
            if task := getattr(row, side):
                state = {alone: "none", "partial": "counterpart"}.get(row.state, row.state)
                shown.setdefault(task, set()).add(state)
        best = {task: min(states) for task, states in shown.items()}  # counterpart before uncertain
        assert best == {task: said[task] for task in best}


def test_findings_of_the_page_are_short_and_tell_both_sides() -> None:
    parts = _page().parts
    findings = [part.finding for part in parts if part.finding]
    said = [*findings, *parts[0].lines]
    assert all(len(finding) <= MOST_FINDING["zh"] for finding in said)
    assert len(parts[0].lines) <= 5
    assert (
        parts[0].note
        == "注：我县3项重点任务在青浦县方案中：有对应1项、待核1项、未找到相近任务1项。"
    )
    assert "青浦县写有、我县方案未写：智能手环〔二、（一）第2段〕" in parts[0].lines
    assert "护理型床位比例（2026年）：我县达到60%以上，青浦县力争达到65%" in parts[0].lines
    assert "护理型床位比例（2026年目标）：我县比青浦县低5个百分点" in findings
    assert "青浦县2节写明牵头、参加单位；我县3项任务逐项列责任单位，未注明牵头" in findings
    lines = [line for part in parts for line in part.lines]
    assert "改造老旧楼道〔二、（一）2〕：在青浦县方案中未找到相近任务" in lines
    assert any(
        line.startswith("请确认是否为同一工作：我县培训护理员〔二、（二）1〕") for line in lines
    )
    assert _page().title == "云溪县、青浦县养老服务实施方案对照"


def test_the_other_side_sees_the_mirror() -> None:
    parts = _page("lake").parts
    assert "护理型床位比例（2026年目标）：我县比云溪县高5个百分点" in [
        part.finding for part in parts
    ]
    assert "我县写明牵头单位，云溪县未注明牵头" in parts[0].lines


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
    assert "云溪县、青浦县养老服务实施方案对照" in text
    assert "一、总体判断" in text
    assert "推广智能手环" in text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("kinds", "lang", "finding"),
    [
        (["years", "below"], "zh", "床位1（目标）：我县比青浦县低10个百分点"),
        (["years", "unlike"], "zh", "2项共同目标年份或口径不同，均不作差"),
        (["years", "below"], "en", "床位1 (target): our county against 青浦县: 低10个百分点"),
    ],
)
def test_the_finding_on_targets_is_one_that_was_subtracted_and_is_whole(kinds, lang, finding):
    rows = [
        SideRow(INDICATOR, f"床位{n}", "36张", "40张", "", "低10个百分点", "both", apart=kind)
        for n, kind in enumerate(kinds)
    ]
    part = compare_targets(_compare()[0], rows, choose_viewpoint(_compare()[0], "hill", lang=lang))
    assert part.finding == finding
    assert {row[0] for row in part.rows} == {"床位0", "床位1"}


@pytest.mark.parametrize(
    ("name", "unit", "told"),
    [("新增就业", "人", True), ("人均用水", "升", False), ("普及率", "%", False)],
)
def test_a_difference_of_totals_is_no_difference_of_effort(name, unit, told):
    total = is_total({"indicator": name, "unit": unit})
    row = SideRow(INDICATOR, name, "36", "40", "", "少4", "both", apart="below", is_total=total)
    part = compare_targets(_compare()[0], [row], _view())
    assert any("多少不等于力度大小" in line for line in part.lines) == told


def test_aims_in_words_are_titles_to_win_not_wishes() -> None:
    wishes = "努力实现以下主要目标，努力把蓝图变成现实，努力提高供水质量。"
    source = f"一、工作目标\n争创全国水利示范县，{wishes}\n二、任务\n（一）修渠。"
    plan = cp.read_plan(source, plan_id="p", place="云溪县")
    assert [aim.words for aim in list_aims(plan.outline, "p", source, "")] == ["争创全国水利示范县"]


def test_findings_carry_the_places_they_rest_on() -> None:
    part = next(part for part in _page().parts if part.head == "目标差距")
    assert part.place == "〔我县：一；青浦县：一〕"


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
    assert measure_difference(row, other, "zh") == "多10万人"
    assert measure_difference(row, other, "en") == "100,000 people more"


@pytest.mark.parametrize(
    ("comparator", "told"),
    [("增长…以上", "年份不同，不作差"), ("达到", "年份不同；2026年仍低于对方2024年")],
)
def test_a_later_growth_rate_is_not_behind_an_earlier_one(comparator: str, told: str) -> None:
    row = {"unit": "%", "owner": "own", "cadence": "once", "comparator": comparator}
    ours = row | {"target_value": 6, "target_year": 2026}
    theirs = row | {"target_value": 7, "target_year": 2024}
    assert measure_difference(ours, theirs, "zh") == told


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ((7, None), (4.5, 5), "高2–2.5个百分点"),  # not 2.5: that is against the lower end alone
        ((4.5, 5), (7, None), "低2–2.5个百分点"),
        ((5, 6), (5.5, None), "区间有重叠，不作差"),
        ((5, 6), (5, 6), "持平"),
        ((5, None), (6, float("nan")), "低1个百分点"),
    ],
)
def test_both_ends_of_a_range_are_subtracted(ours, theirs, told: str) -> None:
    rows = [
        {"target_value": low, "value_high": high, "unit": "%", "owner": "own", "cadence": "once"}
        | {"target_year": 2026}
        for low, high in (ours, theirs)
    ]
    assert measure_difference(*rows, "zh") == told


def test_who_else_leads_the_same_work_is_told_with_where() -> None:
    plans = [
        cp.read_plan(LAKE, plan_id="lake", place="青浦县"),
        cp.read_plan(LAKE.replace("县人社局牵头", "县民政局牵头"), plan_id="pond", place="塘河县"),
    ]
    tables = complete_tables(cp.compare(plans).tables)
    sources = {plan.plan_id: plan.text for plan in plans}
    page = write_one_page(tables, sources, choose_viewpoint(tables, "lake"))
    part = next(part for part in page.parts if part.head == "分工差异")
    assert part.finding == "1项相互对应的任务由不同部门牵头"
    assert part.lines == [
        "培训护理员：我县由县人社局〔二、（二）第1段〕牵头，塘河县由县民政局〔二、（二）第1段〕牵头"
    ]


POND = """塘河县2022年老年教育工作要点
一、重点任务
（一）办学。
办好老年大学。开设书法、舞蹈班。（牵头单位：县教育局；配合单位：县民政局）
推广“银龄课堂”。（责任单位：县文旅局）
"""


def test_what_makes_two_plans_hard_to_compare_is_said_before_any_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plans = [
        cp.read_plan(HILL, plan_id="hill", place="云溪县"),
        cp.read_plan(POND, plan_id="pond", place="塘河县"),
    ]
    tables = complete_tables(cp.compare(plans).tables)
    sources = {plan.plan_id: plan.text for plan in plans}
    told = {
        "title": ["云溪县养老服务行动方案", "塘河县冰雪运动行动方案"],  # a kind is no subject
        "level": ["county", "province"],
        "period_start": [2024, 2022],
        "period_end": [2026, 2022],
    }
    tables["plans"] = tables["plans"].assign(**told)
    states = {"a": COUNTERPART, "b": OURS, "c": OURS, "d": OURS}
    monkeypatch.setattr(onepage, "choose_states", lambda _: states)
    page = write_one_page(tables, sources, choose_viewpoint(tables, "hill"))
    assert "文字相近1项（是否为同一工作须核实）" in page.parts[0].note  # no 有对应
    judged, leads = page.parts[0].lines, next(p for p in page.parts if p.head == "分工差异")
    assert judged[:3] == [
        "我县为县级，塘河县为省级，级别不同：任务、指标和分工的口径可能不同，宜与同级规划比较。",
        "两份文件题名没有共同的主题：以下只供了解写法，不宜据此评高低。",
        "塘河县方案的期限至2022年，另一方案出台前已满。",
    ]
    assert not [line for line in _page().parts[0].lines if "级别" in line or "题名" in line]
    # of two tasks one alone has a lead
    assert leads.finding == "塘河县1项任务逐项写明牵头单位；我县3项任务逐项列责任单位，未注明牵头"


def test_two_plans_of_one_place_are_told_apart_in_the_title() -> None:
    titles = ["云溪县推进养老服务实施方案", "云溪县促进智慧养老发展行动方案"]
    tables = _compare()[0]
    plans = tables["plans"].assign(place="云溪县", title=titles)
    view = choose_viewpoint({**tables, "plans": plans}, "hill")
    assert write_title({**tables, "plans": plans}, view) == "养老服务、智慧养老规划对照"
    titles = [f"国务院办公厅关于发展{what}的指导意见" for what in ("养老服务", "冰雪运动")]
    plans = plans.assign(place="", issuer="国务院办公厅", title=titles)
    view = choose_viewpoint({**tables, "plans": plans}, "hill")
    assert write_title({**tables, "plans": plans}, view) == "养老服务、冰雪运动指导意见对照"


def test_a_task_is_opened_by_what_is_done_not_by_its_ground() -> None:
    assert read_opening("按照上级部署要求，建设食堂，方便老人。每年两家。") == "建设食堂"
    assert read_opening("建设食堂，方便老人") == "建设食堂"
    assert read_opening("按照上级部署要求") == "按照上级部署要求"


def test_a_quotation_that_is_its_title_stands_once() -> None:
    text = LAKE.replace("推广智能手环。2025年底前为", "2025年底前为")
    plans = [
        cp.read_plan(HILL, plan_id="hill", place="云溪县"),
        cp.read_plan(text, plan_id="lake", place="青浦县"),
    ]
    tables = complete_tables(cp.compare(plans).tables)
    sources = {plan.plan_id: plan.text for plan in plans}
    quotes = [p.quote for p in word_practices(tables, sources, choose_viewpoint(tables, "hill"))]
    assert "2025年底前为高龄老人配发定位手环500个" in quotes


def test_numbers_of_theirs_that_stand_in_no_task_are_told() -> None:
    tables, _ = _compare()
    rows = [
        SideRow(INDICATOR, "家庭床位", "", "600张（2026）", "", "", "theirs", "", "一", target=name)
        for name in (tables["targets"]["target_id"].iloc[0], "in-no-table")
    ]
    assert word_numbers(tables, rows, _view()) == [
        "青浦县目标和保障措施中另有：家庭床位600张（2026）〔一〕；我县目标中未写此数。"
    ]


def test_a_number_under_a_name_half_the_same_is_not_of_one_side_alone() -> None:
    rows = [
        SideRow(INDICATOR, "镇街养老服务中心覆盖率", "", "100%", "", "", "theirs", target="t1"),
        SideRow(INDICATOR, "街道养老服务中心覆盖率", "100%", "", "", "", "ours"),
        SideRow(INDICATOR, "护理员", "", "50人", "", "", "theirs", target="t2"),
        SideRow(INDICATOR, "食堂", "", "全覆盖", "", "", "theirs"),  # words, no number
    ]
    shown = doubt_names(rows, _view())
    assert [row.subject for row in list_alone(shown, "theirs")] == ["护理员"]
    assert list_alone(shown, "ours") == []
    assert [row.state for row in shown] == ["uncertain", "uncertain", "theirs", "theirs"]


@pytest.mark.parametrize(
    ("likely", "answered", "state"),
    [
        (0.8, "counterpart", "partial"),
        (0.45, "counterpart", "partial"),
        (0.8, "none", "uncertain"),
    ],
)
def test_what_stands_unwritten_makes_a_pair_in_doubt_one_of_another_scope(
    monkeypatch: pytest.MonkeyPatch, likely: float, answered: str, state: str
) -> None:
    """The task of theirs is answered by another and goes by words ours has not: where the sections
    answer each other, nobody is asked about a second pair of it."""
    tables, sources = _compare()
    pairs = tables["task_pairs"].copy()
    own = (pairs["task_a"] == HILL_STAIRS) & (pairs["task_b"] == "lake-2.1.2")
    pairs.loc[own, ["judgement", "probability"]] = ["uncertain", likely]
    sections = tables["section_pairs"].assign(judgement=answered)
    known = {**tables, "task_pairs": pairs, "section_pairs": sections}
    told = {"lake-2.1.2": ("unwritten", "counterpart")}
    monkeypatch.setattr(sides, "_collect_states", lambda *_: told)
    lines = {line[:2]: line[2] for line in judge_lines(known, sources, "hill", "lake")}
    assert lines[HILL_STAIRS, "lake-2.1.2"] == state


@pytest.mark.parametrize(("likely", "shown"), [(0.77, True), (0.4, False)])
def test_a_task_that_goes_by_new_words_is_asked_about_where_a_pair_is_likely(
    likely: float, shown: bool
) -> None:
    pairs = _compare()[0]["task_pairs"].copy()
    own = (pairs["task_a"] == HILL_STAIRS) & (pairs["task_b"] == "lake-2.1.2")
    pairs.loc[own, ["judgement", "probability"]] = ["uncertain", likely]
    found = sides.list_pairs(pairs, "hill", "lake", {"lake-2.1.2"})
    assert ((HILL_STAIRS, "lake-2.1.2", "uncertain") in found) == shown


def test_every_product_counts_the_same_counterparts() -> None:
    tables, sources = _compare()
    told = next(f for f in list_findings(tables, "zh", sources=sources) if f.key == "alignment")
    assert "3 项中有对应 1、待核 1、未找到相近任务 1" in told.sentence
    assert "有对应1项、待核1项、未找到相近任务1项" in _page().parts[0].note


@pytest.mark.parametrize(("year", "asked"), [(2026, False), (2027, True)])
def test_a_target_is_due_once_its_year_is_over(year: int, asked: bool) -> None:
    page = write_one_page(*_compare(), _view(), year)
    assert any("2026年目标已到期" in line for line in page.parts[-1].lines) == asked


def test_the_date_of_a_report_may_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert read_report_year() == 2023
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    with pytest.raises(PlanError, match="number of seconds"):
        read_report_year()


def test_what_is_quoted_stands_in_the_text_letter_for_letter() -> None:
    tables, sources = _compare()
    for practice in word_practices(tables, sources, _view()):
        text = "".join(sources["lake"].split())
        cited = practice.quote.partition("：")[2] or practice.quote
        assert all(part in text for part in cited.split("……"))
