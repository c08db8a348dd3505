"""Quantities in every form they take, and numbers that are none.

A case is a sentence of a task and the rows it gives: value or range, unit, and whatever else is
stated; what a case does not name is empty.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.extract import Extraction, extract_plan
from compare.language.numbers import to_chinese

STATED = ("year", "period", "cadence", "comparator", "aspirational")


def extract(task: str = "", aims: str = "", background: str = "") -> Extraction:
    lines = ["一、前言", background or "素质不断提升。", "二、主要目标", aims or "素质广泛提升。"]
    return extract_plan(
        "\n".join([*lines, "三、重点任务", "（一）行动", f"1. 办好事。{task}"]), "p"
    )


def tell(row: dict) -> str:
    """A row as a case writes it: `2-3 次 cadence=annual`."""
    value = f"{row['value']:g}" + (f"-{row['value_high']:g}" if row["value_high"] else "")
    stated = [f"{name}={row[name]}" for name in STATED if row[name]]
    return " ".join([value, row["unit"], *stated]).replace("aspirational=True", "strives")


QUANTITIES = [
    # comparing words
    ("覆盖率达到20%。", ["20 % comparator=达到"]),
    ("覆盖率达20%。", ["20 % comparator=达"]),
    ("培训网商超过800家。", ["800 家 comparator=超过"]),
    ("培训网商超800家。", ["800 家 comparator=超"]),
    ("专利突破1,200件。", ["1200 件 comparator=突破"]),
    ("建成不少于5个展馆。", ["5 个 comparator=不少于"]),
    ("覆盖率不低于90%。", ["90 % cadence=standing comparator=不低于"]),
    ("培训至少2名教师。", ["2 名 comparator=至少"]),
    ("培育企业10家以上。", ["10 家 comparator=以上"]),
    ("办理时间压缩至3个工作日以内。", ["3 个工作日 comparator=压缩至…以内"]),
    ("受众5万人左右。", ["5 万人 comparator=左右"]),
    ("覆盖率力争达到20%。", ["20 % comparator=力争达到 strives"]),
    ("覆盖率力争突破20%。", ["20 % comparator=力争突破 strives"]),
    ("争创科普基地10家。", ["10 家 comparator=争创 strives"]),
    ("力争创建1所示范校、建立2个基地。", ["1 所 comparator=力争 strives", "2 个 comparator=力争 strives"]),
    ("比例提高5.5个百分点。", ["5.5 个百分点 comparator=提高"]),
    ("满意度保持在95%以上。", ["95 % cadence=standing comparator=保持在…以上"]),
    # ranges
    ("建成2-3个展馆。", ["2-3 个"]),
    ("建成3—5个展馆。", ["3-5 个"]),
    ("建成1到2个展馆。", ["1-2 个"]),
    ("投资500-800万元。", ["500-800 万元"]),
    # lists
    ("城市和农村覆盖率均达到45%。", ["45 % comparator=均达到", "45 % comparator=均达到"]),
    ("建成展馆3个，培训教师200名。", ["3 个", "200 名"]),
    ("争创示范县1个、示范镇2个。", ["1 个 comparator=争创 strives", "2 个 comparator=争创 strives"]),
    (
        "三类覆盖率分别达30%、20%和10%。",
        [f"{n} % comparator=分别达" for n in (30, 20, 10)],
    ),
    # magnitudes and words
    ("培育企业1.2万家。", ["1.2 万家"]),
    ("带动投资10亿元。", ["10 亿元"]),
    ("覆盖率达到百分之十五。", ["15 % comparator=达到"]),
    ("死亡率下降千分之三。", ["3 ‰ comparator=下降"]),
    ("培训教师三千名。", ["3000 名"]),
    ("每年至少听取一次汇报。", ["1 次 cadence=annual comparator=至少"]),
    # a unit left unsaid
    ("技能人才总量达16万，其中高技能人才超6万人。", ["16 万人 comparator=达", "6 万人 comparator=超"]),
    # how often
    ("每年举办活动2-3次。", ["2-3 次 cadence=annual"]),
    ("每年培训农民1000名。", ["1000 名 cadence=annual"]),
    ("每年培训护士300名，义诊20场。", ["300 名 cadence=annual", "20 场 cadence=annual"]),
    ("每年筛查听力800人次，建成助听站9个。", ["800 人次 cadence=annual", "9 个"]),
    ("每年选育良种6个，种业总产值达到3亿元。", ["6 个 cadence=annual", "3 亿元 comparator=达到"]),
    ("确保每校均有2名教师。", ["2 名 cadence=standing"]),
    # years
    ("到2025年，覆盖率达到20%。", ["20 % year=2025 cadence=once comparator=达到"]),
    ("到 2025 年 建成展馆 3 个。", ["3 个 year=2025 cadence=once"]),
    ("2023年底前建成2个展馆。", ["2 个 year=2023 cadence=once"]),
    ("到2025年，建成展馆3个，培训教师200名。", ["3 个 year=2025 cadence=once", "200 名 year=2025 cadence=once"]),
    ("到2025年，形成体系。建成展馆3个。", ["3 个 year=2025 cadence=once"]),
    ("到2025年，形成体系。每年培训教师3名。", ["3 名 cadence=annual"]),
    (
        "到2025年覆盖率达到20%，到2035年覆盖率达到30%。",
        ["20 % year=2025 cadence=once comparator=达到", "30 % year=2035 cadence=once comparator=达到"],
    ),
    (
        "到2025年和2030年，覆盖率分别达到20%和30%。",
        [f"{n} % year={y} cadence=once comparator=分别达到" for n, y in ((20, 2025), (30, 2030))],
    ),
    ("“十三五”期间，建成展馆25个。", ["25 个 period=“十三五”期间"]),
    ("5年内建成展馆3个。", ["3 个 period=5年内"]),
    # a qualifier beside a quantity
    ("培育年销售额1000万元以上的网商800家以上。", ["800 家 comparator=以上"]),
]  # fmt: skip
NO_QUANTITIES = [
    "实施“528工程”。",
    "担保费率不超过0.8%。",
    "单个项目最高奖励50万元。",
    "对获得一等奖的项目予以奖励。",
    "弘扬一线工人精神。",
    "按照〔2022〕45号文件办理。",
    "第十七届人民政府第9次会议审议。",
    "落实规划（2021—2025年）。",
    "落实纲要（2006—2010—2020年）。",
    "搭建5G网络。",
    "开展12·4国家宪法日活动。",
    "实施百千万工程。",
    "打造五大行动、三个平台。",
    "开展文化科技卫生“三下乡”。",
    "发挥“五老”的优势。",
    "形成一批成果。",
    "每年资助一批职工。",
    "保持全省前列。",
    "2022年10月26日起执行。",
    "构建“1+3+N”体系。",
    "开展千村万户活动。",
]


@pytest.mark.parametrize(("text", "told"), QUANTITIES)
def test_quantities(text: str, told: list[str]) -> None:
    assert [tell(row) for row in extract(text).targets] == told


@pytest.mark.parametrize("text", NO_QUANTITIES)
def test_numbers_that_are_no_quantities(text: str) -> None:
    assert [tell(row) for row in extract(text).targets] == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("技能人才达16万人。", 160_000, "人"),
        ("带动投资10亿元。", 1_000_000_000, "元"),
        ("带动投资1.5万亿元。", 1_500_000_000_000, "元"),
        ("比例提高5.5个百分点。", 5.5, "百分点"),
        ("死亡率下降千分之三。", 0.3, "%"),
        ("建成2-3个展馆。", 2, "个"),
        ("覆盖率达到20%。", 20, "%"),
    ],
)
def test_magnitudes_are_folded(text: str, value: float, unit: str) -> None:
    (row,) = extract(text).targets
    assert (row["value_si"], row["unit_si"]) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("到2025年，建成展馆3个，培训教师200名。", ["到2025年，建成展馆3个", "培训教师200名"]),
        ("弘扬科学精神，每年培训农民100名，带动增收。", ["每年培训农民100名"]),
        ("建成展馆3个、基地2个。", ["建成展馆3个、基地2个"] * 2),
        ("办好展览。建成展馆3个！", ["建成展馆3个"]),
        ("建成展馆（含民营，不含在建）3个。", ["建成展馆（含民营，不含在建）3个"]),
        ("专利突破1,200件，再创新高。", ["专利突破1,200件"]),
    ],
)
def test_the_quote_is_the_clause(text: str, quotes: list[str]) -> None:
    assert [row["quote"] for row in extract(text).targets] == quotes


def test_either_or_quantities_share_a_group() -> None:
    rows = extract("每校有1-2名教师或3名辅导员。建成展馆3个、基地2个。").targets
    assert [tell(row).split()[0] for row in rows] == ["1-2", "3", "3", "2"]
    first, second, *others = [row["alternative_group"] for row in rows]
    assert first == second != ""
    assert others == ["", ""]


def test_two_alternatives_are_two_groups() -> None:
    rows = extract("每校有2名教师或3名辅导员。每镇有4名专家或5名干部。").targets
    groups = [row["alternative_group"] for row in rows]
    assert groups[0] == groups[1] != groups[2] == groups[3]
    assert all(groups)


def test_a_past_level_of_an_aim_is_its_baseline() -> None:
    plan = extract(
        background="“十三五”期末，公民具备科学素质的比例达14%，比“十二五”末提高5.5个百分点。",
        aims="2025年目标：体系更加完善，公民具备科学素质的比例力争达到20%。",
    )
    assert [(r["kind"], tell(r)) for r in plan.targets] == [
        ("baseline", "14 % year=2020 comparator=达"),
        ("achievement", "5.5 个百分点 year=2020 comparator=提高"),
        ("target", "20 % year=2025 cadence=once comparator=力争达到 strives"),
    ]


def test_results_of_the_past_are_achievements() -> None:
    plan = extract(background="“十三五”期间，素质提升。先后获得省级以上荣誉25项，市级荣誉38项。")
    assert [(r["kind"], tell(r)) for r in plan.targets] == [
        ("achievement", "25 项 period=“十三五”期间"),
        ("achievement", "38 项 period=“十三五”期间"),
    ]


def test_a_target_knows_its_task() -> None:
    plan = extract("建成展馆3个。", aims="到2025年，建成展馆5个。")
    assert [row["task_id"] for row in plan.targets] == ["", plan.tasks[0]["task_id"]]


def test_every_number_is_told_or_left_out_with_a_reason() -> None:
    plan = extract("建成展馆3个。担保费率不超过0.8%。搭建5G网络。")
    left = [item.text for item in plan.ignored if item.what == "number"]
    assert [tell(row) for row in plan.targets] == ["3 个"]
    assert left == ["0.8%", "5"]
    assert all(item.reason for item in plan.ignored)


@given(
    st.integers(2, 9_999_999),
    st.sampled_from(["家", "个", "名", "所", "项", "场"]),
    st.sampled_from(["", "万"]),
    st.integers(2021, 2035),
    st.sampled_from(["超过", "达到", "不少于", "突破"]),
)
def test_any_value_unit_and_year_come_out(
    value: int, unit: str, magnitude: str, year: int, comparator: str
) -> None:
    (row,) = extract(f"到{year}年，科普设施{comparator}{value}{magnitude}{unit}。").targets
    assert (row["value"], row["unit"], row["year"]) == (value, magnitude + unit, year)
    assert row["value_si"] == value * (10_000 if magnitude else 1)
    assert row["comparator"] == comparator


@given(st.integers(1, 99))
def test_words_and_digits_say_the_same(number: int) -> None:
    in_words = extract(f"每年至少举办{to_chinese(number)}次活动。").targets
    in_digits = extract(f"每年至少举办{number}次活动。").targets
    assert [tell(row) for row in in_words] == [tell(row) for row in in_digits] != []
