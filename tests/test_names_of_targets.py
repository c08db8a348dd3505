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
