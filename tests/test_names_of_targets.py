"""What is measured, said whole: heads, subjects and coordinated subjects."""

from __future__ import annotations

import pytest

from compare.extract import extract_plan
from compare.extract.targets.completing import normalise_name

FRAME = "青禾县产业行动方案（2026—2028年）\n\n一、主要目标\n\n{}\n\n二、重点任务\n\n（一）抓好落实。做好工作。\n"


def list_names(sentence: str) -> list[tuple[str, str, str]]:
    rows = extract_plan(FRAME.format(sentence), "qinghe").targets
    return [(str(r["indicator"]), str(r["measure"]), str(r["name_status"])) for r in rows]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("到2028年，培育12家链主企业。", ["链主企业"]),
        ("全县规上工业利润增长6%。", ["规上工业利润增速"]),
        ("到2028年，完成湿地修复3.2万亩。", ["湿地修复面积"]),
        ("到2028年，技术合同占全省三分之一。", ["技术合同占全省比例"]),
        (
            "城乡居民人均可支配收入分别增长6%和7.5%。",
            ["城镇居民人均可支配收入增速", "农村居民人均可支配收入增速"],
        ),
        (
            "茶叶、食用菌产量分别达到3万吨、5万吨。",
            ["茶叶产量", "食用菌产量"],
        ),
        ("稻种、菌种等良种产量增长10%以上。", ["稻种、菌种等良种产量增速"]),
        ("到2028年，森林覆盖率保持在61%以上。", ["森林覆盖率"]),
        ("接待游客480万人次、增长8%。", ["接待游客", "接待游客增速"]),
    ],
)
def test_a_name_says_what_is_measured(sentence: str, names: list[str]) -> None:
    assert [name for name, _, _ in list_names(sentence)] == names
    assert {status for _, _, status in list_names(sentence)} == {"complete"}


def test_a_name_without_its_subject_is_marked() -> None:
    (name, _, status), *_ = list_names("到2028年，总量达到36万户。")
    assert (name, status) == ("总量", "incomplete")


def test_growth_is_a_rate_and_what_is_added_a_change() -> None:
    assert [m for _, m, _ in list_names("地区生产总值增长5.5%左右，城镇新增就业1.2万人。")] == [
        "rate_of_change",
        "change",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全县GDP", "地区生产总值"),
        ("力争实现生产总值", "地区生产总值"),
        ("居民消费价格总水平", "居民消费价格"),
        ("规模以上工业增加值", "规上工业增加值"),
        ("社零总额", "社会消费品零售总额"),
    ],
)
def test_one_thing_has_one_name(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other)


def test_scopes_stay_apart() -> None:
    assert normalise_name("规上工业增加值") != normalise_name("工业增加值")
    assert normalise_name("人均GDP") != normalise_name("GDP")


SPELLINGS = {
    "地区生产总值增速": "GDP增速 经济增速 生产总值增长率 经济总量增速 国内生产总值增速",
    "社会消费品零售总额": "社零总额 社消零总额 全社会消费品零售总额 社会消费品零售额",
    "规上工业增加值": "规模以上工业增加值 规模工业增加值 规模以上工业企业增加值",
    "固定资产投资": "固投 全社会固定资产投资 固定资产投资总额",
    "一般公共预算收入": "地方一般公共预算收入 地方财政一般公共预算收入 一般预算收入",
    "居民人均可支配收入": "全体居民人均可支配收入 城乡居民收入 居民收入",
    "农村居民人均可支配收入": "农村常住居民人均可支配收入 农民人均可支配收入",
    "城镇调查失业率": "调查失业率",
    "居民消费价格": "居民消费价格总水平上涨 居民消费价格指数上涨 居民消费价格涨幅",
    "城镇新增就业人数": "城镇新增就业 新增城镇就业 城镇新增就业人员",
    "研发经费投入强度": "R&D经费投入强度 全社会研发投入强度 研究与试验发展经费投入强度 研发经费支出占GDP比重",
    "单位地区生产总值能耗": "单位GDP能耗 万元GDP能耗 单位生产总值能源消耗",
    "PM2.5浓度": "PM2.5平均浓度 细颗粒物浓度 细颗粒物（PM2.5）浓度",
    "进出口总额": "外贸进出口 货物进出口总额 外贸进出口总值",
    "粮食产量": "粮食总产量 粮食总产",
    "城乡居民收入比": "城乡居民人均可支配收入比 城乡居民收入倍差 城乡居民人均可支配收入之比",
}
# What is another thing keeps another name.
APART = [
    "城镇居民人均可支配收入", "工业增加值", "限上社会消费品零售总额", "财政总收入", "服务进出口总额",
    "城镇登记失业率", "企业研发经费投入强度", "粮食综合生产能力", "城镇新增就业岗位", "人均地区生产总值",
]  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_one_thing_has_one_name_however_it_is_spelt(name: str) -> None:
    assert {normalise_name(spelling) for spelling in SPELLINGS[name].split()} == {name}
    assert normalise_name(name) == name


def test_what_is_another_thing_keeps_another_name() -> None:
    assert [normalise_name(name) for name in APART] == APART


def test_the_measures_of_a_list_that_grows_are_rows_of_their_own() -> None:
    plan = extract_plan(FRAME.format("到2026年，社零总额、固定资产投资增长4%左右。"), "p")
    found = [(row["indicator"], row["value"], row["comparator"]) for row in plan.targets]
    names = ("社会消费品零售总额增速", "固定资产投资增速")
    assert found == [(name, 4, "增长…左右") for name in names]
    text = "到2026年，城镇和农村常住居民人均可支配收入分别增长4%和6%。"
    plan = extract_plan(FRAME.format(text), "p")
    found = [(row["indicator"], row["value"]) for row in plan.targets]
    assert found == [("城镇居民人均可支配收入增速", 4), ("农村居民人均可支配收入增速", 6)]
