"""Labels in two languages, and text that fits where it is put."""

from __future__ import annotations

import pandas as pd
import pytest

from compare.present.charts.fitting import inches, shorten_text, wrap_text
from compare.present.wording.labels import (
    join_names,
    label_as_written,
    label_plans,
    label_tasks,
    shorten_title,
)
from compare.present.wording.numbers import format_number, format_quantity
from compare.present.wording.subjects import has_subject, name_plan_subject


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (20.0, "%", "20%", "20%"),
        (10.56, "%", "10.56%", "10.56%"),
        (16.0, "万人", "16万人", "160,000 people"),
        (1000.0, "名", "1,000名", "1,000"),
        (3.0, "艘", "3艘", "3 艘"),
        (3e12, "元", "3万亿元", "3 trillion yuan"),  # as the plan wrote it, before it was folded
        (3.375793e12, "元", "33,757.93亿元", "3,375,793,000,000 yuan"),  # no digit is lost
        (3000.0, "亿元", "3,000亿元", "300 billion yuan"),
    ],
)
def test_quantities_read_naturally(value: float, unit: str, zh: str, en: str) -> None:
    assert format_quantity(value, unit, "zh") == zh
    assert format_quantity(value, unit, "en") == en


def test_numbers_lose_trailing_zeros_only() -> None:
    assert [format_number(v) for v in (14.0, 14.5, 100.0, 0.0)] == ["14", "14.5", "100", "0"]


def test_long_lists_of_names_are_counted() -> None:
    assert join_names(["甲", "乙"], "zh") == "甲、乙"
    assert join_names(list("甲乙丙丁戊"), "zh") == "甲、乙、丙等 5 个"
    assert join_names(list("abcde"), "en") == "a, b, c and 2 more"


def test_two_plans_for_one_place_are_told_apart() -> None:
    plans = pd.DataFrame(
        [
            {"plan_id": "x", "place": "甲县", "period_start": 2016, "period_end": 2020},
            {"plan_id": "y", "place": "甲县", "period_start": 2021, "period_end": 2025},
            {"plan_id": "z", "place": "", "period_start": pd.NA, "period_end": pd.NA},
        ]
    )
    assert list(label_plans(plans, "zh").values()) == ["甲县 2016–2020", "甲县 2021–2025", "z"]
    same = plans.assign(period_start=2021, period_end=2025)
    assert list(label_plans(same, "zh").values()) == ["x", "y", "z"]
    named = same.assign(
        title=[
            "甲县促进智慧养老发展行动方案（2021—2025年）",
            "关于推进甲县老旧小区改造的实施意见",
            "",
        ],
        issuer=["", "", "国务院办公厅"],
    )
    assert list(label_plans(named, "zh").values()) == [
        "智慧养老",
        "老旧小区改造",
        "国务院办公厅",  # of no place: who issued it, not the id a file was given
    ]
    assert list(label_plans(named, "en").values()) == ["x", "y", "国务院办公厅"]


def test_a_plan_is_called_after_what_it_is_about_not_after_its_end_or_kind() -> None:
    titles = {
        "国务院办公厅关于开展以工代赈助力打赢洪灾恢复重建攻坚战的指导意见": "以工代赈",
        "云溪县贯彻落实《“十四五”全国水网建设规划》的实施意见": "",  # 水网 is too short to be a name
        "云溪县贯彻落实《“十四五”全国牧草种植发展规划》的实施意见": "牧草种植",
        "云溪县推动冰雪经济高质量发展行动方案（2024—2026年）": "冰雪经济",
    }
    for title, subject in titles.items():
        row = {"title": title, "place": "云溪县", "issuer": "国务院办公厅"}
        assert name_plan_subject(row) == subject
    assert has_subject("冰雪经济高质量发展行动方案")
    assert not has_subject("高质量发展行动方案")


def test_plans_of_one_place_and_of_none_are_named_by_one_rule() -> None:
    """So that no 云溪县 2025–2030 stands beside a 智慧养老, and no 国务院 beside 冰雪经济."""
    plans = pd.DataFrame(
        [
            ("a", "云溪县", "云溪县智慧养老行动方案", "", 2025),
            ("b", "云溪县", "云溪县冰雪经济行动方案", "", pd.NA),
            ("c", "", "国家冰雪运动实施方案", "国务院", pd.NA),
            ("d", "", "关于发展体育用品产业的意见", "国务院办公厅", pd.NA),
            ("e", "", "关于发展马拉松赛事的意见", "国务院办公厅", pd.NA),
        ],
        columns=["plan_id", "place", "title", "issuer", "period_start"],
    ).assign(period_end=pd.NA)
    named = ["智慧养老", "冰雪经济", "冰雪运动", "体育用品产业", "马拉松赛事"]
    assert list(label_plans(plans, "zh").values()) == named
    nobody = plans[2:3].assign(issuer="")
    assert list(label_plans(nobody, "zh").values()) == [
        "冰雪运动"
    ]  # rather than the name of a file


def test_of_several_plans_a_body_bears_the_name_that_all_of_them_write() -> None:
    """市科委 in plans of one city, not 科技局, which it has not; no name that only some write."""
    bodies = {"department_id": ["s", "t"], "name_zh": ["科技局", "体育局"], "name_en": ["S", "T"]}
    rows = [
        ("a", "s", "市科委"),
        ("b", "s", "市科委"),
        ("a", "t", "市体育局"),
        ("c", "t", "省体育局"),
    ]
    named = pd.DataFrame(rows, columns=["plan_id", "department_id", "name_as_written"])
    plans = pd.DataFrame({"plan_id": ["a", "b", "c"]})
    labels = label_as_written(pd.DataFrame(bodies), named, plans, "zh")
    assert labels == {"s": "市科委", "t": "体育局"}


def test_a_title_nobody_translated_is_shortened_by_rule() -> None:
    assert shorten_title("实施荷塘月色示范工程，做大做强荷塘", "zh") == "荷塘月色示范工程"
    assert shorten_title("实施计划", "zh") == "实施计划"
    tasks = pd.DataFrame({"task_id": ["t"], "title": ["修路"], "title_en": ["Roads"]})
    assert label_tasks(tasks, "en") == {"t": "Roads"}
    assert label_tasks(tasks.assign(title_en=""), "en") == {"t": "修路"}


def test_lines_fit_and_keep_closing_marks_with_their_word() -> None:
    text = "实施方案提出，到二〇二五年（含当年）比例达到百分之二十；plans and targets"
    for width in (0.6, 1.0, 1.7, 3.0):
        lines = wrap_text(text, width, 10)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(inches(line, 10) <= width + 1e-9 for line in lines)
        assert not [line for line in lines if line[0] in "，；）" or line[-1] in "（"]


def test_a_word_wider_than_the_line_is_broken() -> None:
    lines = wrap_text("internationalisation", 0.5, 10)
    assert "".join(lines) == "internationalisation"
    assert all(inches(line, 10) <= 0.5 for line in lines)


def test_shortened_text_fits_and_says_so() -> None:
    assert shorten_text("规划", 1.0, 10) == "规划"
    short = shorten_text("规划任务与目标，责任单位", 0.8, 10)
    assert short.endswith("…")
    assert inches(short, 10) <= 0.8
