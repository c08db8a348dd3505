"""Documents, and parts of them, that tell what was done, and those that aim."""

from __future__ import annotations

import pytest

from compare.extract import extract_plan

BULLETIN = """\
2031年，全县上下抓茶业，稳民生。
一、综合
初步核算，全年生产总值88亿元，比上年增长6%。茶叶产值同比增长9%。
二、农业
茶园面积7万亩，比上年增加2万亩。
"""
REPORT = """\
云岭镇政府工作报告
2030年工作回顾
一、一年来，我们致力于修路
修路12公里。
二、茶业兴起来
茶叶产值9亿元。
2031年工作安排
一、办好茶会
新建茶社3家。
"""
SUMMARY = """\
茶业局2030年度工作总结及2031年度工作思路
一、工作开展情况
今年以来，新建茶社9家。并计划于今年年底建好茶路，新增车位40个。
二、2031年工作思路
修路12公里。
"""
NOTICE = """\
关于2030年茶路建设进展情况的通报
一、总体情况
修路12公里，年均增长8%。
下一步，各镇抓好收尾，新建茶社3家。
二、下一步安排
新建茶园5个。
"""
QUARTER = """\
一、茶叶卖得好。1-4月，全县卖茶9亿元，同比增长7%。
二、茶客来得多。1-4月，全县迎客8万人次、增长12.5%。茶社3家，同比增加2家。
"""
TASKS_FIRST = """\
茶业局上半年工作总结
2030年的主要任务是：修路12公里；建好茶社3家；护坡2处。
一、完成情况
新建茶园5个。
"""
BY_RATE = """\
茶商引进自查报告
一、总体情况
引进茶商9家，完成县下达任务的75%，恢复至2019年同期的81%，卖茶4亿元。
"""
PAST, AHEAD = {"achievement", "baseline"}, {"target"}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (BULLETIN, [(v, 2031, PAST) for v in (88, 6, 9, 7, 2)]),
        (REPORT, [(12, 2030, PAST), (9, 2030, PAST), (3, 2031, AHEAD)]),
        (SUMMARY, [(9, 2030, PAST), (40, 2030, AHEAD), (12, 2031, AHEAD)]),
        (NOTICE, [(12, 2030, PAST), (8, 2030, PAST), (3, None, AHEAD), (5, None, AHEAD)]),
        (QUARTER, [(v, None, PAST) for v in (9, 7, 8, 12.5, 3, 2)]),
        (TASKS_FIRST, [(12, 2030, AHEAD), (3, 2030, AHEAD), (2, 2030, AHEAD), (5, None, PAST)]),
        (BY_RATE, [(v, None, PAST) for v in (9, 75, 81, 4)]),
    ],
    ids=["bulletin", "report", "summary", "notice", "quarter", "tasks first", "by rate"],
)
def test_what_looks_back_gives_results_of_its_year(
    source: str, told: list[tuple[float, int | None, set[str]]]
) -> None:
    rows = extract_plan(source, "p").targets
    assert [(row["value"], row["year"]) for row in rows] == [case[:2] for case in told]
    assert all(row["kind"] in kinds for row, (_, _, kinds) in zip(rows, told, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "茶叶产量比上年增长2%。茶农收入比上年增长7%。茶园面积比上年增长3%。",
        "全年实现产值9亿元，比上年增长7%。已建成茶社3家，获评名社2家。力争新建5家。",
    ],
    ids=["compares only", "strives once"],
)
def test_a_list_of_aims_looks_ahead_though_it_compares(text: str) -> None:
    rows = extract_plan(f"一、办好茶会\n{text}", "p").targets
    assert rows[-1]["kind"] == "target"


def test_the_accounts_of_a_budget_are_no_policy_parameters() -> None:
    text = (
        "主要由于减收，加上上年结转5亿元、上级补助收入3亿元、茶路债券转贷收入2亿元，"
        "出让收入1亿元，下降4%，收入总计9亿元，争取上级补助6亿元。"
    )
    rows = extract_plan(f"茶县2030年决算情况的报告\n一、收入\n{text}", "p").targets
    assert [row["value"] for row in rows] == [5, 3, 2, 1, 4, 9, 6]
    assert {(row["year"], row["kind"]) for row in rows} == {(2030, "achievement")}
